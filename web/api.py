"""How does a program ask over HTTP?

`openapi.json` is the contract, and true to the last status code: Schemathesis holds the two together.
"""

import json
from pathlib import Path
from typing import Any

import msgspec
from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import UnsupportedMediaType

from faq_bot.presentation import answer_json
from web.content import content, generation
from web.encoding import json_response
from web.errors import InvalidRequest

room = Blueprint("api", __name__)

LONGEST_HISTORY = 50
"""Earlier questions that a request may hold; of these the bot looks at the last ones."""


class _Question(msgspec.Struct, forbid_unknown_fields=True):
    """What a body should be."""

    question: str
    history: list[str] = []


_QUESTION = msgspec.json.Decoder(_Question)
_SHORT = 3
"""Digits of a short body's length."""
_JSON = "application/json"

_OPENAPI: dict[str, Any] = json.loads(Path(__file__).with_name("openapi.json").read_text("utf-8"))


@room.post("/api/v1/ask")
def ask() -> ResponseReturnValue:
    """The answer to a question."""
    question, history = _asked()
    return json_response(answer_json(generation().ask(question, history)))


@room.get("/api/v1/openapi.json")
def openapi() -> ResponseReturnValue:
    """The contract."""
    return json_response(_OPENAPI)


@room.get("/healthz")
def healthz() -> ResponseReturnValue:
    """Whether the process is alive."""
    return json_response({"status": "alive"})


@room.get("/readyz")
def readyz() -> ResponseReturnValue:
    """Whether it can answer, and from which content; and why not from the newest: for how many faults.

    They quote files, so what they are is for the log, and not for whoever asks.
    """
    followed = content()
    if followed.generation is None:
        return json_response({"status": "not_ready", "faults": max(1, len(followed.faults))}, 503)
    now = generation()
    return json_response(
        {
            "status": "ready",
            "version": now.version,
            "documents": len(now.corpus.documents),
            "passages": len(now.corpus.passages),
            "state": "rejected" if followed.faults else "rolled_back" if followed.is_rolled_back else "live",
            "faults": len(followed.faults),
            "built": followed.built and followed.built.isoformat(timespec="seconds"),
            "saved": followed.is_saved,
        }
    )


def _asked() -> tuple[str, list[str]]:
    """The question and the earlier ones in the request's body. Raises what `errors` shows: 400, 413, 415."""
    if request.environ.get("CONTENT_TYPE") != _JSON and request.mimetype != _JSON:
        raise UnsupportedMediaType
    data = _body()
    try:
        asked = _QUESTION.decode(data)
        if len(asked.history) <= LONGEST_HISTORY:
            return asked.question, asked.history
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        pass  # half a surrogate pair, which msgspec does not take, or something wrong, which is looked for below
    try:
        body = json.loads(data.decode("utf-8"))
    except (ValueError, RecursionError):
        raise InvalidRequest("invalid_json", 'The body is not JSON; send {"question": "..."} in UTF-8.') from None
    if not isinstance(body, dict):
        raise _invalid("The body is not an object")
    if unknown := body.keys() - {"question", "history"}:
        raise _invalid(f"There is no field {json.dumps(min(unknown)[:50])}")
    question, history = body.get("question"), body.get("history", [])
    if not isinstance(question, str):
        raise _invalid("question is not text" if "question" in body else "question is missing")
    if not isinstance(history, list) or not all(isinstance(earlier, str) for earlier in history):
        raise _invalid("history is not a list of texts")
    if len(history) > LONGEST_HISTORY:
        raise _invalid(f"history has more than {LONGEST_HISTORY} questions")
    return question, history


def _body() -> bytes:
    """The request's body. A short one is read at once: werkzeug's counting costs more than all else done here."""
    length = request.environ.get("CONTENT_LENGTH", "")
    if len(length) > _SHORT or not length.isdecimal():
        return request.get_data()
    data: bytes = request.environ["wsgi.input"].read(int(length))
    return data


def _invalid(what: str) -> InvalidRequest:
    return InvalidRequest("invalid_request", f'{what}; send {{"question": "...", "history": ["...", ...]}}.')
