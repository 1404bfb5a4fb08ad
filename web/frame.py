"""Is this the page in the widget's frame, and how was it asked to look?

The widget's address says in which language and colour, and which site shows it. What is none of these is left out, so
that nothing else of an address ever comes back in a page.
"""

import re

from flask import Flask, request

from web.headers import FRAME, allowed_host
from web.language import here

_COLOUR = re.compile(r"[0-9a-f]{6}", re.IGNORECASE)


def init_app(app: Flask) -> None:
    """Tell templates `is_frame`, the `address` to ask at, the `host` that shows the frame, and the wanted `colour`."""
    app.context_processor(_context)


def is_frame() -> bool:
    """Whether the page is shown in the widget's frame."""
    return request.path == FRAME


def _context() -> dict[str, object]:
    if not is_frame():
        return {"is_frame": False, "address": here("/"), "host": "", "colour": ""}
    host, colour = allowed_host(request.args.get("host", "")), request.args.get("colour", "").lower()
    if not _COLOUR.fullmatch(colour):
        colour = ""
    return {"is_frame": True, "address": here(FRAME, colour=colour, host=host), "host": host, "colour": colour}
