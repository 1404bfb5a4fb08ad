"""What does every response tell the browser?

Strict from the first day, on every response, errors too: nothing but our own files, no frame around us, no referrer,
and no copy kept of what somebody asked. What the widget needs is let go where it needs it: the page in its frame may be
framed by the sites of the settings' `embed_on`, and is it alone.
"""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import urlsplit

import flask
from flask import Flask, current_app, request

from faq_bot.settings import Settings
from web.encoding import SMALLEST, pack

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

Headers = list[tuple[str, str]]

_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "require-trusted-types-for": "'script'",
    "trusted-types": "'none'",
}


def _csp(**changed: str) -> str:
    """The content security policy, some directives changed or added (`frame_src` for `frame-src`)."""
    policy = _POLICY | {name.replace("_", "-"): value for name, value in changed.items()}
    return "; ".join(f"{name} {value}" for name, value in policy.items())


SECURITY = {
    "Content-Security-Policy": _csp(),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
FRAME = "/embed"
"""The address of the page in the widget's frame, which all that is said of it goes by: errors too are shown there."""
SCRIPT = "/widget.js"
"""The address of the widget's script."""
DEMO = "/embed/demo"
"""The address of the page that shows the widget to webmasters."""
_HSTS = ("Strict-Transport-Security", "max-age=31536000; includeSubDomains")

_ASK_AGAIN = ("Cache-Control", "no-cache")
_NEVER = ("Cache-Control", "no-store")
_PAGES = ("chat.ask", "chat.embed", "articles.listing", "articles.article", "widget.demo")
_EVERYWHERE: Headers = list(SECURITY.items())


def init_app(app: Flask, settings: Settings) -> None:
    """Put the headers on all that the app says. Its frame may be shown on its own pages, and by `embed_on`."""
    from_elsewhere = SECURITY | {"Cross-Origin-Resource-Policy": "cross-origin"}
    framed = from_elsewhere | {
        "Content-Security-Policy": _csp(frame_ancestors=" ".join(("'self'", *settings.embed_on))),
        "Cross-Origin-Embedder-Policy": "require-corp",  # a host that says so itself takes no frame that does not
    }
    del framed["X-Frame-Options"]  # knows no list of origins
    demo = SECURITY | {"Content-Security-Policy": _csp(frame_src="'self'")}
    elsewhere = {FRAME: framed, SCRIPT: from_elsewhere, DEMO: demo}

    class OfThisSite(Response):
        special: ClassVar[Mapping[str, Headers]] = {path: list(says.items()) for path, says in elsewhere.items()}

    app.response_class = OfThisSite


def allowed_host(origin: str) -> str:
    """The origin, where it is our own or that of a site which may show the widget; else nothing.

    It is told by whoever asks, and says whom the frame speaks to. Who may frame it, browsers see to by its headers.
    """
    own = (f"http://{request.host}", f"https://{request.host}")  # what stands before us may speak https for us
    settings: Settings = current_app.config["SETTINGS"]
    return origin if origin in settings.embed_on or (request.host and origin in own) else ""


class Response(flask.Response):
    """A response, which gets the headers as it goes out: none can be left out, and they cost next to nothing."""

    special: ClassVar[Mapping[str, Headers]] = {}
    """What the responses from some addresses say instead, by path."""

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
        headers += self.special.get(environ.get("PATH_INFO", ""), _EVERYWHERE)
        if environ["wsgi.url_scheme"] == "https":
            headers.append(_HSTS)
        if "Cache-Control" not in self.headers:
            headers.append(_ASK_AGAIN if self.status_code == 200 and _is_page() else _NEVER)
        return body, status, headers


def _is_page() -> bool:
    """Whether it is a page asked for by GET, which holds no question, and which Back should bring back."""
    return request.endpoint in _PAGES and request.method != "POST"
