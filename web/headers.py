"""What does every response tell the browser?

Strict from the first day, on every response, errors too: nothing but our own files, no frame around us, no referrer,
and no copy kept of what somebody asked.
"""

import hashlib
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask, Response, request

_STATIC = Path(__file__).with_name("static")

SECURITY = {
    "Content-Security-Policy": "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self'",
            "connect-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        )
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
_HSTS = "max-age=31536000; includeSubDomains"

_FOR_GOOD = "public, max-age=31536000, immutable"
_ASK_AGAIN = "no-cache"
_NEVER = "no-store"


def init_app(app: Flask) -> None:
    """Put the headers on all that the app says, and give templates `asset(name)`, the address of a static file."""
    app.after_request(_add)
    app.add_template_global(asset)


def asset(name: str) -> str:
    """The address of a static file, with a hash of its content, so that browsers may keep it for good."""
    return f"/static/{name}?v={_hash(name)}"  # url_for fails where the Host header is not one, and errors need this


@cache
def _hash(name: str) -> str:
    return hashlib.sha256((_STATIC / name).read_bytes()).hexdigest()[:12]


def _add(response: Response) -> Response:
    response.headers.update(SECURITY)
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = _HSTS
    if response.location:  # werkzeug repeats whatever the Host header says
        response.location = urlsplit(response.location).path
    response.headers["Cache-Control"] = _kept(response.status_code)
    return response


def _kept(status: int) -> str:
    """How long the response may be kept. A page asked for by GET holds no question, and Back should bring it back."""
    if request.endpoint == "static" and status in (200, 304):
        name = str((request.view_args or {})["filename"])
        return _FOR_GOOD if request.args.get("v") == _hash(name) else _ASK_AGAIN
    is_page = request.endpoint in ("chat.ask", "articles.listing", "articles.article") and request.method != "POST"
    return _ASK_AGAIN if is_page and status == 200 else _NEVER
