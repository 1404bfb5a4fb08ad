"""How does the chat come to other sites, and what does a webmaster need to know?

`/widget.js` is one script, with the interface's words and the clinic's colour put into it. `/embed/demo` shows it, and
the line to copy. What is shown in its frame is the chat's business.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import msgspec
from flask import Blueprint, Response, current_app, render_template, request
from flask.typing import ResponseReturnValue

from faq_bot.settings import Settings
from faq_bot.words import languages, words_for
from web.address import address_asked
from web.content import clinic
from web.files import File, as_file, send
from web.headers import DEMO, SCRIPT

room = Blueprint("widget", __name__)

COLOUR = "#0b5f5c"
"""The button's colour where the clinic has none of its own."""
_SOURCE = Path(__file__).with_name("static") / "widget.js"
_PLACE = '"what the server puts here"'
_WORDS = ("widget.label", "chat.log", *(f"widget.{key}" for key in ("close", "wait", "unreachable", "again", "page")))
_KEPT = "public, max-age=300"
"""Other sites' pages each ask for it; five minutes is how old its words may be."""
_COMMENT = re.compile(r"(?:^\s*|\s+)//\s.*$", re.MULTILINE)
_SPACE = re.compile(r"\s*([=(){}\[\],;:<>]+)\s*|(\s)\s*")
"""Not beside + and *: in a style sheet those stand within `calc()`, which needs the spaces."""


@room.get(SCRIPT)
def script() -> Response:
    """The widget's script."""
    facts = clinic()
    return send(_script(words_for(facts.language).language, facts.colour or COLOUR), _KEPT)


@lru_cache(maxsize=4)
def _script(language: str, colour: str) -> File:
    words = {code: [words_for(code).say(key) for key in _WORDS] for code in languages()}
    put_in = msgspec.json.encode({"language": language, "colour": colour, "words": words}).decode()
    sent = _SPACE.sub(r"\1\2", _COMMENT.sub("", _SOURCE.read_text("utf-8"))).replace(";}", "}").replace(_PLACE, put_in)
    return as_file("widget.js", sent.encode())


@dataclass(frozen=True, slots=True)
class Options:
    """What the tag says besides its address. Nothing is said that would be so anyway."""

    given: Mapping[str, str]
    unusable: Mapping[str, str]


_CHECKS: Mapping[str, Callable[[str], bool]] = {
    "label": lambda value: len(value) <= 60,
    "colour": lambda value: bool(re.fullmatch(r"#(?:[0-9a-fA-F]{3}){1,2}", value)),
    "side": lambda value: value in ("left", "right"),
    "language": lambda value: value in languages(),
    "open": lambda value: value in ("true", "false"),
}


def _options(default: Mapping[str, str]) -> Options:
    """The options that the address asks for, as the script itself would check them."""
    asked = {name: " ".join(request.args.get(name, "").split()) for name in _CHECKS}
    usable = {name: value for name, value in asked.items() if value and _CHECKS[name](value)}
    return Options(
        {name: value for name, value in usable.items() if value.lower() != default.get(name, "").lower()},
        {name: value for name, value in asked.items() if value and name not in usable},
    )


def _six_digits(colour: str) -> str:
    """A colour as a colour field wants it."""
    return colour if len(colour) == 7 else "#" + "".join(digit * 2 for digit in colour[1:])


@room.get(DEMO)
def demo() -> ResponseReturnValue:
    """The page for webmasters: the widget as it is, and what to copy."""
    facts = clinic()
    settings: Settings = current_app.config["SETTINGS"]
    default = {"colour": facts.colour or COLOUR, "side": "right", "open": "false"}
    options = _options(default)
    return render_template(
        "demo.html",
        options=options,
        colour=_six_digits(options.given.get("colour", default["colour"])),
        languages=[(code, words_for(code).say("language.name")) for code in languages()],
        site=address_asked() or "https://faq.example.com",
        embed_on=settings.embed_on,
    )
