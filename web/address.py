"""Under which address is the site known?

Pages lead to one another without it. Only what is read elsewhere names it: what search engines are told, and paper.
"""

import re
from urllib.parse import quote

from flask import current_app, request

from faq_bot.settings import Settings

_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_HOST = re.compile(
    rf"(?=.{{1,255}}\Z)(?:{_LABEL}(?:\.{_LABEL})*|\[[0-9a-f:]+\])(?::\d{{1,5}})?", re.IGNORECASE | re.ASCII
)


def public_address() -> str:
    """The address that the settings give, without a slash at its end; "" where they give none."""
    settings: Settings = current_app.config["SETTINGS"]
    return settings.public_url.rstrip("/")


def address_asked() -> str:
    """The public address; without one, that by which this request came, as the request itself has it, never as a header
    says that a proxy was asked. "" where it names no plain host."""
    host = request.environ.get("HTTP_HOST", "")
    return public_address() or (f"{request.scheme}://{host.lower()}" if _HOST.fullmatch(host) else "")


def article_path(document: str) -> str:
    """The address of an article within the site."""
    return f"/articles/{quote(document, safe='')}"
