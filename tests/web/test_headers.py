"""What every response says to the browser, and that nothing that was typed becomes markup."""

import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

EVERYWHERE = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}

BIG = b"x" * 100_000


@pytest.mark.parametrize(
    ("method", "address", "how", "status", "kept"),
    [
        ("GET", "/", {}, 200, "no-cache"),
        ("HEAD", "/", {}, 200, "no-cache"),
        ("POST", "/", {"data": {"question": "what is massage"}}, 200, "no-store"),
        ("POST", "/", {"data": {"question": ""}}, 400, "no-store"),
        ("POST", "/", {"data": BIG, "content_type": "application/x-www-form-urlencoded"}, 413, "no-store"),
        ("PUT", "/", {}, 405, "no-store"),
        ("OPTIONS", "/", {}, 200, "no-cache"),
        ("GET", "/articles/", {}, 200, "no-cache"),
        ("GET", "/articles", {}, 200, "no-cache"),
        ("GET", "/articles/massage", {}, 200, "no-cache"),
        ("GET", "/articles/none", {}, 404, "no-store"),
        ("GET", "/nothing", {}, 404, "no-store"),
        ("GET", "/static/chat.js", {}, 200, "no-cache"),
        ("GET", "/static/chat.js?v=0", {}, 200, "no-cache"),
        ("GET", "/static/none.js", {}, 404, "no-store"),
        ("POST", "/api/v1/ask", {"json": {"question": "what is massage"}}, 200, "no-store"),
        ("POST", "/api/v1/ask", {"json": {"question": ""}}, 400, "no-store"),
        ("POST", "/api/v1/ask", {"data": BIG, "content_type": "application/json"}, 413, "no-store"),
        ("POST", "/api/v1/ask", {"data": "x"}, 415, "no-store"),
        ("GET", "/api/v1/openapi.json", {}, 200, "no-store"),
        ("GET", "/healthz", {}, 200, "no-store"),
        ("GET", "/readyz", {}, 200, "no-store"),
    ],
)
def test_the_headers_are_on_every_response(
    client: FlaskClient, method: str, address: str, how: dict[str, Any], status: int, kept: str
) -> None:
    response = client.open(address, method=method, buffered=True, **how)
    assert response.status_code == status
    assert {name: response.headers.get(name) for name in EVERYWHERE} == EVERYWHERE
    assert response.headers["Cache-Control"] == kept
    assert "Strict-Transport-Security" not in response.headers
    assert "Set-Cookie" not in response.headers


def test_the_headers_are_on_a_bug_and_without_a_corpus(
    app: Flask, broken: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.chat._starters", None)
    bug = app.test_client().get("/")
    assert bug.status_code == 500
    for response in (bug, broken.get("/"), broken.get("/readyz"), broken.post("/api/v1/ask", json={"question": "x"})):
        assert {name: response.headers.get(name) for name in EVERYWHERE} == EVERYWHERE
        assert response.headers["Cache-Control"] == "no-store"


def test_https_only_once_it_came_by_https(client: FlaskClient) -> None:
    response = client.get("/", base_url="https://clinic.example")
    assert response.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


def test_static_files_are_kept_for_good_under_the_hash_of_their_content(client: FlaskClient) -> None:
    page = client.get("/").text
    addresses = re.findall(r'(?:href|src)="(/static/[^"]+)"', page)
    assert len(addresses) == 4
    for address in addresses:
        response = client.get(address, buffered=True)
        assert response.status_code == 200
        assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize("host", ["evil.example", "a:b:c", "<script>", "[::1", "a" * 300, "127.0.0.1:99999"])
def test_an_odd_host_is_never_our_fault(standing_app: Flask, host: str) -> None:
    client = standing_app.test_client(use_cookies=False)
    for address in ("/", "/articles", "/articles//massage", "/api/v1/ask", "/nothing"):
        response = client.get(address, headers={"Host": host})
        assert response.status_code < 500
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert "Location" not in response.headers
        assert "<script>" not in response.text.replace("<script src", "")


@pytest.mark.parametrize(
    ("prefix", "path", "location"),
    [("", "", "/"), ("/faq", "", "/faq/"), ("", "/articles", None), ("/faq", "/articles", None)],
)
def test_a_redirect_says_where_and_nothing_of_the_host(
    client: FlaskClient, prefix: str, path: str, location: str | None
) -> None:
    response = client.get(
        "/", headers={"Host": "evil.example"}, environ_overrides={"SCRIPT_NAME": prefix, "PATH_INFO": path}
    )
    assert response.headers.get("Location") == location
    assert response.status_code == (308 if location else 200)
    assert b"evil" not in response.data


PAYLOADS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "'><iframe srcdoc='<script>alert(1)</script>'>",
    "</title><script>alert(1)</script>",
    "</textarea></input><b id=canary>",
    "<a href=javascript:alert(1)>x</a>",
    "<!--<b id=canary>-->",
    "<math><mi//xlink:href=javascript:alert(1)>",
    "&lt;b id=canary&gt;",
    "{{7*7}}{% raw %}<b id=canary>{% endraw %}",
    "${7*7}#{7*7}<%= 7*7 %>",
    "javascript:alert(1)",
    "\u2028<b id=canary>\u2029",
    "＜script＞alert(1)＜/script＞",
]

ALLOWED = set(
    """html head meta title link script body a header ul li b main div h1 h2 h3 p form label input button
footer nav article blockquote mark time table caption tbody tr th td span section ol details summary cite""".split()
)


class Harmless(HTMLParser):
    """Gathers the texts of a page; fails where it holds an element or attribute that the templates do not."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        assert tag in ALLOWED
        assert given.get("id") != "canary"
        assert not [name for name in given if name.startswith("on") or name in ("style", "srcdoc")]
        assert not re.match(r"\s*(javascript|data|vbscript):", given.get("href") or "", re.IGNORECASE)
        runs = tag == "script" and given.get("type") != "application/ld+json"
        assert not runs or (given.get("src") or "").startswith("/static/")

    def handle_data(self, data: str) -> None:
        if text := data.strip():
            if self.lasttag == "script":
                json.loads(text)  # data for search engines, whole
            else:
                self.texts.append(text)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")


def harmless(html: str) -> list[str]:
    return Harmless(html).texts


@pytest.mark.parametrize("payload", PAYLOADS)
def test_markup_in_a_question_stays_text(client: FlaskClient, payload: str) -> None:
    shown = " ".join(payload.split())
    for data in ({"question": payload}, {"question": "massage", "history": payload}):
        texts = harmless(client.post("/", data=data).text)
        assert shown in texts
    page = client.post("/", data={"question": payload + "x" * 500})
    assert page.status_code == 400
    harmless(page.text)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_markup_in_the_corpus_stays_text(site: Callable[..., Flask], payload: str) -> None:
    line = " ".join(payload.split())
    name = re.sub(r"[\\/\x00\u2028\u2029]", "", payload)[:60]

    rows = json.dumps(
        {"id": line, "question": f"Gong {line}?", "answer": f"Gong answer {line}", "section": line, "source": line}
    )
    quoted, number = json.dumps(line), json.dumps(f"012 {line}"[:40])
    files = {
        f"{name}.txt": f"Gong {line} title\n\nGong heading {line}:\n\nThe gong is struck {line} at noon.\n",
        "rows.jsonl": rows,
        "_clinic.toml": f"name = {quoted}\nphone = {number}\n[emergency]\nemergency = {number}\n",
    }
    client = site(files).test_client()
    assert client.get("/").status_code == 200
    pages = [client.get("/"), client.get("/articles/"), client.get("/articles/rows"), client.get("/nothing")]
    pages += [
        client.post("/", data={"question": question}) for question in ("gong answer", "gong struck noon", "zebra")
    ]
    for page in pages:
        texts = harmless(page.text)
        assert any(line in text for text in texts)
    assert "49" not in "".join(text for page in pages for text in harmless(page.text))
