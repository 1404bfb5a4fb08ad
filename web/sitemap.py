"""What may search engines look at, and where do they find it?

`/robots.txt` and `/sitemap.xml`, as robotstxt.org and sitemaps.org have them.
"""

import datetime
from xml.etree import ElementTree

from flask import Blueprint, Response, current_app
from werkzeug.exceptions import NotFound

from faq_bot.content.documents import Document
from web.address import address_asked, article_path
from web.content import generation

room = Blueprint("sitemap", __name__)

_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_MOST = 50_000
"""Addresses that a sitemap may have. Of more it has the articles that changed last; `/articles/` lists them all."""
_CLOSED = ("/api/", "/embed")


@room.get("/robots.txt")
def robots() -> Response:
    """What is not for search engines, and where the sitemap is."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in _CLOSED)]
    if site := address_asked():
        lines += ["", f"Sitemap: {site}/sitemap.xml"]
    return _sent("\n".join([*lines, ""]).encode(), "text/plain; charset=utf-8")


@room.get("/sitemap.xml")
def sitemap() -> Response:
    """The pages for visitors, with the days on which articles changed. Not found where the site's address is not known:
    a sitemap names whole ones."""
    site = address_asked()
    if not site:
        raise NotFound
    pages = ElementTree.Element("urlset", xmlns=_NAMESPACE)
    for path in ("/", "/articles/"):
        ElementTree.SubElement(ElementTree.SubElement(pages, "url"), "loc").text = site + path
    for document in _listed()[: _MOST - len(pages)]:
        page = ElementTree.SubElement(pages, "url")
        ElementTree.SubElement(page, "loc").text = site + article_path(document.name)
        if document.updated:
            ElementTree.SubElement(page, "lastmod").text = document.updated.isoformat()
    return _sent(ElementTree.tostring(pages, "utf-8", xml_declaration=True), "application/xml")


def _listed() -> list[Document]:
    """The articles to be found here, the last changed first. One with an address of its own is to be found there."""
    public = [document for document in generation().corpus.documents if not document.staff_only and not document.url]
    return sorted(public, key=lambda document: document.updated or datetime.date.min, reverse=True)


def _sent(body: bytes, content_type: str) -> Response:
    return current_app.response_class(body, content_type=content_type, headers={"Cache-Control": "no-cache"})
