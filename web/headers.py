"""What does every response tell the browser?

Strict from the first day, on every response, errors too: nothing but our own files, no frame around us, no referrer,
and no copy kept of what somebody asked.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import flask
from flask import request

from web.encoding import SMALLEST, pack

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

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
_HSTS = ("Strict-Transport-Security", "max-age=31536000; includeSubDomains")

_ASK_AGAIN = ("Cache-Control", "no-cache")
_NEVER = ("Cache-Control", "no-store")
_PAGES = ("chat.ask", "articles.listing", "articles.article")
_EVERYWHERE = list(SECURITY.items())


class Response(flask.Response):
    """A response, which gets the headers as it goes out: none can be left out, and they cost next to nothing."""

    def get_wsgi_response(self, environ: "WSGIEnvironment") -> tuple[Iterable[bytes], str, list[tuple[str, str]]]:
        if 300 <= self.status_code < 400 and self.location:  # werkzeug tells the whole address, in the body too
            self.location = urlsplit(self.location).path
            self.set_data(b"")
        if self.status_code == 200 and (length := self.headers.get("Content-Length")):
            if int(length) >= SMALLEST:
                pack(self)
            body, status, headers = self.get_app_iter(environ), self.status, self.headers.to_wsgi_list()
        else:  # werkzeug has something to mend
            body, status, headers = super().get_wsgi_response(environ)
        headers += _EVERYWHERE
        if environ["wsgi.url_scheme"] == "https":
            headers.append(_HSTS)
        if "Cache-Control" not in self.headers:
            headers.append(_ASK_AGAIN if self.status_code == 200 and _is_page() else _NEVER)
        return body, status, headers


def _is_page() -> bool:
    """Whether it is a page asked for by GET, which holds no question, and which Back should bring back."""
    return request.endpoint in _PAGES and request.method != "POST"
