"""How does the page wear the clinic's colours?

A stylesheet that sets a few custom properties of `faq-bot.css` anew, for light and dark. Whatever colour is asked for,
what is written in it and on it can be read: it is made darker or lighter until it can. Nothing of a request reaches the
stylesheet but six hexadecimal digits.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from flask import Blueprint, Flask, Response, request

from web.colour import ink_on, mixed, readable
from web.content import clinic
from web.files import ASK_AGAIN, FOR_GOOD, File, as_file, send

room = Blueprint("theme", __name__)

_DIGITS = re.compile(r"[0-9a-f]{6}", re.IGNORECASE)
_IN_TINT = 0.14  # of the colour; with more of it, soft text on the tint could not be read
_REM = 16  # pixels


@dataclass(frozen=True, slots=True)
class Scheme:
    """What the clinic's colour is seen on, in light or in dark, as `faq-bot.css` has it."""

    ground: str
    sheet: str


LIGHT = Scheme("#f3f6f4", "#ffffff")
DARK = Scheme("#0e1718", "#172325")


def init_app(app: Flask) -> None:
    """Send the stylesheet, and give templates `theme_address(colour)`, its address."""
    app.register_blueprint(room)
    app.add_template_global(theme_address)


def theme_address(colour: str = "") -> str:
    """The address of the clinic's theme, in another colour where six digits of one are given, with a hash of what it
    holds. Nothing where there is nothing to theme."""
    file = _stylesheet(colour)
    if not file.plain:
        return ""
    asked = f"colour={colour.lower()}&" if _DIGITS.fullmatch(colour) else ""
    return f"/theme.css?{asked}v={file.hash}"


@room.get("/theme.css")
def theme() -> Response:
    """The stylesheet; what is asked for that is no colour is not heeded."""
    file = _stylesheet(request.args.get("colour", ""))
    return send(file, FOR_GOOD if request.args.get("v") == file.hash else ASK_AGAIN)


def _stylesheet(asked: str) -> File:
    facts = clinic()
    return _written(f"#{asked.lower()}" if _DIGITS.fullmatch(asked) else facts.colour, facts.radius, facts.font)


@lru_cache(maxsize=256)
def _written(colour: str, radius: int | None, font: str) -> File:
    """The stylesheet of a theme; empty where it sets nothing."""
    shape = {} if radius is None else {"radius": f"{radius / _REM:g}rem"}
    if font:
        shape["font"] = f"{font}, var(--sans)"
    light = _rule((palette(colour, LIGHT) if colour else {}) | shape)
    dark = _rule(palette(colour, DARK)) if colour else ""
    in_the_dark = f"@media (prefers-color-scheme: dark) {{\n{dark}}}\n" if dark else ""
    return as_file("theme.css", (light + in_the_dark).encode())


def palette(colour: str, scheme: Scheme) -> dict[str, str]:
    """The properties that a colour sets: it can be read on the ground, the sheet and the tint; the ink on it, and the
    page's own text on the tint."""
    seen = readable(colour, scheme.ground, scheme.sheet)
    tint = mixed(scheme.sheet, seen, _IN_TINT)
    accent = readable(seen, scheme.ground, scheme.sheet, tint)
    return {"accent": accent, "accent-ink": ink_on(accent), "tint": tint}


def _rule(properties: dict[str, str]) -> str:
    said = "".join(f"  --{name}: {value};\n" for name, value in properties.items())
    return f":root {{\n{said}}}\n" if said else ""
