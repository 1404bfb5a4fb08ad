"""What does a visitor, or a program, see when something goes wrong?

Under `/api/` and for the probes one JSON shape, `{"error": {"code", "message"}}`, whatever raised it: a view, an
unknown address, a wrong method, a body too large, a bug. Everywhere else a plain page. Never a traceback.
"""

from collections.abc import Mapping

from flask import Flask, render_template, request
from werkzeug.exceptions import BadRequest, HTTPException
from werkzeug.wrappers import Response

from faq_bot.errors import QuestionError
from web.encoding import as_json

_MESSAGES: Mapping[int, str] = {
    400: "The request cannot be understood.",
    404: "There is nothing at this address; /api/v1/openapi.json lists what there is.",
    405: "This address does not take that method; the Allow header lists those it takes.",
    413: "The body is too large; send 16 KiB or less.",
    415: "The body is of another type; send JSON, with the header Content-Type: application/json.",
    500: "Something went wrong on our side; try again, and tell us if it stays.",
    503: "The articles cannot be read just now; try again later.",
}


class InvalidRequest(BadRequest):
    """A request to the API that cannot be used: its stable code, and what to do."""

    def __init__(self, error_code: str, message: str) -> None:
        super().__init__(message)
        self.error_code = error_code


def init_app(app: Flask) -> None:
    """Answer every error of the app, those outside of any view too."""
    app.register_error_handler(HTTPException, _show)
    app.register_error_handler(QuestionError, _show_question_error)


def _show_question_error(error: QuestionError) -> Response:
    """Of a question that the page has not met itself, that is, one put to the API."""
    return _show(InvalidRequest(error.code, "\n".join(f"{fault.what}; {fault.remedy}" for fault in error.faults)))


def _show(error: HTTPException) -> Response:
    """The error, with the headers that belong to it (`Allow`, for one)."""
    response = error.get_response()
    assert isinstance(response, Response)  # asked without an environ, it is never the bare WSGI kind
    status = response.status_code
    if request.path.startswith("/api/") or request.path in ("/healthz", "/readyz"):
        if isinstance(error, InvalidRequest):
            shown = {"code": error.error_code, "message": error.description}
        else:
            message = _MESSAGES.get(status, error.name)
            shown = {"code": error.name.lower().replace(" ", "_"), "message": message}
        response.data = as_json({"error": shown})
        response.content_type = "application/json"
    else:
        response.data = render_template("error.html", status=status)
        response.content_type = "text/html; charset=utf-8"
    return response
