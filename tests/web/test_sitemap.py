"""What search engines are told: /robots.txt and /sitemap.xml."""

from collections.abc import Callable
from pathlib import Path
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree

import pytest
from flask import Flask
from flask.testing import FlaskClient

from faq_bot.settings import Settings
from web import create_app, sitemap

SITE = "https://willow.example"
NAMESPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
FILES = {
    "old.md": "---\nupdated: 2024-02-29\n---\n\n# Old\n\nOld words.\n",
    "sub/new.md": "---\nupdated: 2026-03-02\n---\n\n# New\n\nNew words.\n",
    "undated.txt": "Undated\n\nWords without a day.\n",
    "a & b's <c> ü?.md": "# Odd\n\nOdd words.\n",
    "rows.jsonl": '{"question": "Why?", "answer": "So."}\n',
    "elsewhere.md": "---\nurl: https://example.com/x\n---\n\n# Elsewhere\n\nWords of another site.\n",
    "secret.md": "---\nstaff_only: true\n---\n\n# Secret\n\nWords for staff.\n",
}

Visit = Callable[..., FlaskClient]


@pytest.fixture
def visit(write_corpus: Callable[..., Path]) -> Visit:
    def open_site(public_url: str = SITE) -> FlaskClient:
        settings = Settings(corpus=write_corpus(FILES), public_url=public_url)
        return create_app(settings, follow=False).test_client()

    return open_site


def listed(client: FlaskClient, host: str = "localhost") -> dict[str, str | None]:
    """The addresses of the sitemap, in order, and the days on which they changed."""
    response = client.get("/sitemap.xml", environ_overrides={"HTTP_HOST": host})
    assert response.status_code == 200
    assert response.content_type == "application/xml"
    assert response.headers["Cache-Control"] == "no-cache"
    assert response.data.startswith(b"<?xml version='1.0' encoding='utf-8'?>")
    tree = ElementTree.fromstring(response.data)
    assert tree.tag == f"{NAMESPACE}urlset"
    found = {}
    for page in tree:
        assert page.tag == f"{NAMESPACE}url"
        assert [part.tag for part in page] in ([f"{NAMESPACE}loc"], [f"{NAMESPACE}loc", f"{NAMESPACE}lastmod"])
        found[page.findtext(f"{NAMESPACE}loc", "")] = page.findtext(f"{NAMESPACE}lastmod")
    assert len(found) == len(tree)
    return found


def test_all_that_is_for_visitors_is_in_it_the_newest_first(visit: Visit) -> None:
    assert listed(visit()) == {
        f"{SITE}/": None,
        f"{SITE}/articles/": None,
        f"{SITE}/articles/new": "2026-03-02",
        f"{SITE}/articles/old": "2024-02-29",
        f"{SITE}/articles/a%20%26%20b%27s%20%3Cc%3E%20%C3%BC%3F": None,
        f"{SITE}/articles/rows": None,
        f"{SITE}/articles/undated": None,
    }
    assert list(listed(visit()))[2:4] == [f"{SITE}/articles/new", f"{SITE}/articles/old"]


def test_each_of_them_is_there(visit: Visit) -> None:
    client = visit()
    for address in listed(client):
        assert client.get(address.removeprefix(SITE)).status_code == 200, address


def test_no_more_than_a_sitemap_may_have(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemap, "_MOST", 3)
    assert list(listed(visit())) == [f"{SITE}/", f"{SITE}/articles/", f"{SITE}/articles/new"]


@pytest.mark.parametrize(
    ("public_url", "host", "site"),
    [
        pytest.param(SITE, "other.example", SITE, id="as the settings say"),
        pytest.param(f"{SITE}/", "other.example", SITE, id="a slash at its end"),
        pytest.param(SITE, "<odd>", SITE, id="as the settings say, whatever was asked"),
        pytest.param("", "clinic.example", "http://clinic.example", id="as it was asked"),
        pytest.param("", "Clinic.Example:8000", "http://clinic.example:8000", id="capitals, port"),
        pytest.param("", "127.0.0.1:8000", "http://127.0.0.1:8000", id="IPv4"),
        pytest.param("", "[::1]:8000", "http://[::1]:8000", id="IPv6"),
        pytest.param("", "xn--bcher-kva.example", "http://xn--bcher-kva.example", id="punycode"),
        pytest.param("", "", None, id="nothing"),
        pytest.param("", "clinic.example/path", None, id="a path"),
        pytest.param("", "user@clinic.example", None, id="a user"),
        pytest.param("", "clinic.example:port", None, id="no port"),
        pytest.param("", "clinic..example", None, id="two dots"),
        pytest.param("", "-clinic.example", None, id="a hyphen first"),
        pytest.param("", "clinic example", None, id="a space"),
        pytest.param("", "clinic.example\n", None, id="a line break"),
        pytest.param("", "clinic.example\r\nX: y", None, id="a header"),
        pytest.param("", '"><x>', None, id="markup"),
        pytest.param("", "clínic.example", None, id="not ASCII"),
        pytest.param("", "a." * 130, None, id="too long"),
        pytest.param("", "a" * 64 + ".example", None, id="a label too long"),
    ],
)
def test_the_address_is_the_site_s_own(visit: Visit, public_url: str, host: str, site: str | None) -> None:
    client = visit(public_url)
    told = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https", "Forwarded": "host=evil.example"}
    how = {"environ_overrides": {"HTTP_HOST": host}, "headers": told}
    robots = client.get("/robots.txt", **how)
    page = client.get("/sitemap.xml", **how)
    assert robots.status_code == 200
    assert "evil" not in robots.text + page.text
    if site is None:
        assert page.status_code == 404
        assert "Sitemap" not in robots.text
    else:
        assert f"<loc>{site}/</loc>" in page.text
        assert robots.text.endswith(f"\nSitemap: {site}/sitemap.xml\n")


@pytest.mark.parametrize(
    ("path", "allowed"),
    [("/", True), ("/articles/", True), ("/articles/new", True), ("/sitemap.xml", True), ("/static/faq-bot.css", True),
     ("/api/v1/ask", False), ("/api/v1/openapi.json", False), ("/embed", False), ("/embed?lang=es", False)],
)  # fmt: skip
def test_what_robots_may_look_at(visit: Visit, path: str, allowed: bool) -> None:
    response = visit().get("/robots.txt")
    assert response.content_type == "text/plain; charset=utf-8"
    assert response.headers["Cache-Control"] == "no-cache"
    rules = RobotFileParser()
    rules.parse(response.text.splitlines())
    assert rules.can_fetch("Anybot", SITE + path) == allowed
    assert rules.site_maps() == [f"{SITE}/sitemap.xml"]


def test_without_a_corpus_robots_are_told_to_come_again(broken: FlaskClient) -> None:
    assert broken.get("/robots.txt").status_code == 200
    assert broken.get("/sitemap.xml").status_code == 503


def test_they_are_there_to_be_read_only(app: Flask) -> None:
    client = app.test_client()
    assert list(listed(client)) == ["http://localhost/", "http://localhost/articles/", "http://localhost/articles/faq"]
    assert client.post("/sitemap.xml").status_code == client.post("/robots.txt").status_code == 405
