"""How does a program ask over HTTP?

`openapi.json` is the contract, and true to the last status code: Schemathesis holds the two together.
"""

import json
from pathlib import Path
from typing import Any

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import UnsupportedMediaType

from faq_bot.presentation import answer_json
from web.content import content, generation
from web.errors import InvalidRequest

room = Blueprint("api", __name__)

LONGEST_HISTORY = 50
"""Earlier questions that a request may hold; of these the bot looks at the last ones."""

_OPENAPI: dict[str, Any] = json.loads(Path(__file__).with_name("openapi.json").read_text("utf-8"))


@room.post("/api/v1/ask")
def ask() -> ResponseReturnValue:
    """The answer to a question."""
    question, history = _asked()
    return jsonify(answer_json(generation().ask(question, history)))


@room.get("/api/v1/openapi.json")
def openapi() -> ResponseReturnValue:
    """The contract."""
    return jsonify(_OPENAPI)


@room.get("/healthz")
def healthz() -> ResponseReturnValue:
    """Whether the process is alive."""
    return jsonify(status="alive")


@room.get("/readyz")
def readyz() -> ResponseReturnValue:
    """Whether it can answer, and from which content; and why not from the newest: for how many faults.

    They quote files, so what they are is for the log, and not for whoever asks.
    """
    followed = content()
    if followed.generation is None:
        return jsonify(status="not_ready", faults=max(1, len(followed.faults))), 503
    now = generation()
    return jsonify(
        status="ready",
        version=now.version,
        documents=len(now.corpus.documents),
        passages=len(now.corpus.passages),
        state="rejected" if followed.faults else "rolled_back" if followed.is_rolled_back else "live",
        faults=len(followed.faults),
        built=followed.built and followed.built.isoformat(timespec="seconds"),
        saved=followed.is_saved,
    )


def _asked() -> tuple[str, list[str]]:
    """The question and the earlier ones in the request's body. Raises what `errors` shows: 400, 413, 415."""
    if request.mimetype != "application/json":
        raise UnsupportedMediaType
    try:
        body = json.loads(request.get_data().decode("utf-8"))
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


def _invalid(what: str) -> InvalidRequest:
    return InvalidRequest("invalid_request", f'{what}; send {{"question": "...", "history": ["...", ...]}}.')
