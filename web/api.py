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


class _Typed(msgspec.Struct, forbid_unknown_fields=True):
    """What a body should be, of somebody who is typing."""

    text: str


_QUESTION, _TYPED = msgspec.json.Decoder(_Question), msgspec.json.Decoder(_Typed)
_QUESTION_SHOWN, _TYPED_SHOWN = '{"question": "...", "history": ["...", ...]}', '{"text": "..."}'
_SHORT = 3
"""Digits of a short body's length."""
_JSON = "application/json"

_OPENAPI: dict[str, Any] = json.loads(Path(__file__).with_name("openapi.json").read_text("utf-8"))


@room.post("/api/v1/ask")
def ask() -> ResponseReturnValue:
    """The answer to a question."""
    question, history = _asked()
    return json_response(answer_json(generation().ask(question, history)))


@room.post("/api/v1/questions")
def questions() -> ResponseReturnValue:
    """The known questions that begin as somebody types. What they type is not kept."""
    text, now = _typed(), generation()
    return json_response({"questions": [known._asdict() for known in now.complete(text)], "version": now.version})


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
    data = _json_body()
    try:
        asked = _QUESTION.decode(data)
        if len(asked.history) <= LONGEST_HISTORY:
            return asked.question, asked.history
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        pass  # half a surrogate pair, which msgspec does not take, or something wrong, which is looked for below
    body = _fields(data, {"question", "history"}, _QUESTION_SHOWN)
    question, history = body.get("question"), body.get("history", [])
    if not isinstance(question, str):
        raise _invalid("question is not text" if "question" in body else "question is missing", _QUESTION_SHOWN)
    if not isinstance(history, list) or not all(isinstance(earlier, str) for earlier in history):
        raise _invalid("history is not a list of texts", _QUESTION_SHOWN)
    if len(history) > LONGEST_HISTORY:
        raise _invalid(f"history has more than {LONGEST_HISTORY} questions", _QUESTION_SHOWN)
    return question, history


def _typed() -> str:
    """What was typed so far, in the request's body. Raises what `errors` shows: 400, 413, 415."""
    data = _json_body()
    try:
        return _TYPED.decode(data).text
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        body = _fields(data, {"text"}, _TYPED_SHOWN)
    text = body.get("text")
    if not isinstance(text, str):
        raise _invalid("text is not text" if "text" in body else "text is missing", _TYPED_SHOWN)
    return text


def _json_body() -> bytes:
    """The request's body, which is said to be JSON."""
    if request.environ.get("CONTENT_TYPE") != _JSON and request.mimetype != _JSON:
        raise UnsupportedMediaType
    return _body()


def _fields(data: bytes, known: set[str], shown: str) -> dict[str, Any]:
    """The fields of an object of JSON, looked at more closely, to say what is wrong with it."""
    try:
        body = json.loads(data.decode("utf-8"))
    except (ValueError, RecursionError):
        raise InvalidRequest("invalid_json", f"The body is not JSON; send {shown} in UTF-8.") from None
    if not isinstance(body, dict):
        raise _invalid("The body is not an object", shown)
    if unknown := body.keys() - known:
        raise _invalid(f"There is no field {json.dumps(min(unknown)[:50])}", shown)
    return body


def _body() -> bytes:
    """The request's body. A short one is read at once: werkzeug's counting costs more than all else done here."""
    length = request.environ.get("CONTENT_LENGTH", "")
    if len(length) > _SHORT or not length.isdecimal():
        return request.get_data()
    data: bytes = request.environ["wsgi.input"].read(int(length))
    return data


def _invalid(what: str, shown: str) -> InvalidRequest:
    return InvalidRequest("invalid_request", f"{what}; send {shown}.")
