"""The widget's script, who may show its frame, and the page for webmasters: as any browser gets them."""

import gzip
import html
import json
import re
import shutil
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from faq_bot.settings import Settings
from faq_bot.words import languages, words_for
from web import create_app
from web.headers import SECURITY, allowed_host

LARGEST_SCRIPT = 3 * 1024
HOSTS = ("https://www.clinic.example", "http://clinic.example:8080")

Deploy = Callable[..., Flask]


@pytest.fixture
def deploy(write_corpus: Callable[[Mapping[str, str]], Path], files: dict[str, str]) -> Deploy:
    """Makes the app of a deployment with these settings, and these facts of the clinic."""

    def make(facts: str = "", **settings: Any) -> Flask:
        return create_app(Settings(corpus=write_corpus(files | {"_clinic.toml": facts}), **settings), follow=False)

    return make


def script(client: FlaskClient) -> str:
    return client.get("/widget.js").text


def put_in(client: FlaskClient) -> dict[str, Any]:
    """What the server has put into the script."""
    written = re.search(r"const SET=(\{.*?\]\}\});", script(client))
    assert written
    found: dict[str, Any] = json.loads(written[1])
    return found


@pytest.mark.parametrize(
    "facts", ["", 'language = "es"\ncolour = "#7a1fa2"', 'language = "en-GB"\ncolour = "#a1b2c3"\nname = "Ω"'], ids=len
)
def test_the_script_is_light(deploy: Deploy, facts: str) -> None:
    response = deploy(facts).test_client().get("/widget.js", headers={"Accept-Encoding": "gzip"})
    assert response.headers["Content-Encoding"] == "gzip"
    assert len(response.data) <= LARGEST_SCRIPT
    sent = gzip.decompress(response.data).decode()
    assert "what the server puts here" not in sent
    assert "// " not in sent


def test_the_script_is_still_a_script_without_its_spaces(client: FlaskClient, tmp_path: Path) -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("there is no node")
    sent = tmp_path / "widget.js"
    sent.write_text(script(client), "utf-8")
    subprocess.run([node, "--check", sent], check=True)


def test_how_the_script_is_sent(client: FlaskClient) -> None:
    plain = client.get("/widget.js")
    assert plain.status_code == 200
    assert plain.content_type == "text/javascript; charset=utf-8"
    headers = plain.headers
    assert headers["Cache-Control"] == "public, max-age=300"
    assert headers["Vary"] == "Accept-Encoding"
    assert headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in headers
    again = client.get("/widget.js", headers={"If-None-Match": headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert client.head("/widget.js").headers["Content-Length"] == headers["Content-Length"]
    assert client.post("/widget.js").status_code == 405
    assert client.get("/widget.js?language=es&host=x").data == plain.data


@pytest.mark.parametrize(
    ("facts", "language", "colour"),
    [
        pytest.param("", "en", "#0b5f5c", id="nothing-told"),
        pytest.param('language = "es-MX"\ncolour = "#7A1FA2"', "es", "#7a1fa2", id="the-clinics"),
        pytest.param('language = "de"', "en", "#0b5f5c", id="a-language-without-words"),
    ],
)
def test_what_is_put_into_the_script(deploy: Deploy, facts: str, language: str, colour: str) -> None:
    found = put_in(deploy(facts).test_client())
    assert (found["language"], found["colour"]) == (language, colour)
    assert list(found["words"]) == languages()
    for code, texts in found["words"].items():
        say = words_for(code).say
        keys = ("widget.label", "chat.log", "widget.close", "widget.wait", "widget.unreachable", "widget.again")
        assert texts == [*map(say, keys), say("widget.page")]
        assert all(texts)


def test_the_script_is_there_without_a_corpus(broken: FlaskClient) -> None:
    assert broken.get("/embed").status_code == 503
    assert put_in(broken)["colour"] == "#0b5f5c"


FRAME = [
    pytest.param("GET", "/embed", {}, 200, id="page"),
    pytest.param("GET", "/embed?lang=es&colour=7a1fa2&host=https://www.clinic.example", {}, 200, id="options"),
    pytest.param("POST", "/embed", {"data": {"question": "what is massage"}}, 200, id="answer"),
    pytest.param("POST", "/embed", {"data": {"question": ""}}, 400, id="400"),
    pytest.param("PUT", "/embed", {}, 405, id="405"),
    pytest.param("POST", "/embed", {"data": {"question": "x" * 100_000}}, 413, id="413"),
]


@pytest.mark.parametrize("hosts", [(), HOSTS], ids=["nobody", "two"])
@pytest.mark.parametrize(("method", "address", "how", "status"), FRAME)
def test_who_may_frame_the_frame(
    deploy: Deploy, hosts: tuple[str, ...], method: str, address: str, how: dict[str, Any], status: int
) -> None:
    """Those who are named, whatever happens within it; by all else it is as strict as the rest."""
    response = deploy(embed_on=hosts).test_client().open(address, method=method, **how)
    assert response.status_code == status
    ancestors = " ".join(("'self'", *hosts))
    policy = SECURITY["Content-Security-Policy"].replace("frame-ancestors 'none'", f"frame-ancestors {ancestors}")
    expected = SECURITY | {
        "Content-Security-Policy": policy,
        "Cross-Origin-Resource-Policy": "cross-origin",
        "Cross-Origin-Embedder-Policy": "require-corp",
    }
    del expected["X-Frame-Options"]
    assert {name: response.headers.get_all(name) for name in expected} == {
        name: [value] for name, value in expected.items()
    }
    assert "X-Frame-Options" not in response.headers
    assert response.headers["Cache-Control"] == ("no-cache" if (method, status) == ("GET", 200) else "no-store")


def test_who_may_frame_the_frame_when_it_is_broken(deploy: Deploy, monkeypatch: pytest.MonkeyPatch) -> None:
    client = deploy(embed_on=HOSTS).test_client()
    monkeypatch.setattr("web.chat._starters", None)
    bug = client.get("/embed")
    assert bug.status_code == 500
    assert f"frame-ancestors 'self' {' '.join(HOSTS)};" in bug.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "address", ["/", "/articles/", "/articles/massage", "/embed/", "/embed/x", "/Embed", "//embed", "/x/embed", "/api"]
)
def test_nothing_else_may_be_framed(deploy: Deploy, address: str) -> None:
    response = deploy(embed_on=HOSTS).test_client().get(address)
    assert {name: response.headers.get(name) for name in SECURITY} == SECURITY


def test_deployments_do_not_mix(deploy: Deploy) -> None:
    named, unnamed = (deploy(embed_on=hosts).test_client() for hosts in (HOSTS, ()))
    assert "clinic.example" in named.get("/embed").headers["Content-Security-Policy"]
    assert "clinic.example" not in unnamed.get("/embed").headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("origin", "allowed"),
    [
        ("https://www.clinic.example", True),
        ("http://clinic.example:8080", True),
        ("http://faq.example", True),
        ("https://faq.example", True),
        ("", False),
        ("null", False),
        ("*", False),
        ("https://clinic.example", False),
        ("http://www.clinic.example", False),
        ("https://www.clinic.example/", False),
        ("https://www.clinic.example:443", False),
        ("https://www.clinic.example.evil.example", False),
        ("https://evil-www.clinic.example", False),
        ("HTTPS://WWW.CLINIC.EXAMPLE", False),
        ("http://clinic.example:80801", False),
        ("https://faq.example.evil.example", False),
        ("https://evil.example", False),
        ('"><script>', False),
    ],
)
def test_whom_the_frame_speaks_to(deploy: Deploy, origin: str, allowed: bool) -> None:
    app = deploy(embed_on=HOSTS)
    with app.test_request_context("/embed", headers={"Host": "faq.example"}):
        assert allowed_host(origin) == (origin if allowed else "")
    page = app.test_client().get("/embed", query_string={"host": origin}, headers={"Host": "faq.example"}).text
    assert f'<body class="frame" data-host="{origin if allowed else ""}">' in page


def tag(page: str) -> str:
    """The line to copy, as it is read."""
    shown = re.search(r"<pre class=\"code\"><code>(.*?)</code>", page, re.DOTALL)
    assert shown
    return html.unescape(shown[1])


def live(page: str) -> str:
    """The attributes of the tag by which the page itself shows the widget."""
    found = re.search(r'<script src="/widget.js" defer(.*?)></script>', page, re.DOTALL)
    assert found
    return html.unescape(found[1])


OPTIONS = [
    pytest.param({}, "", [], id="none"),
    pytest.param({"label": "Ask us"}, ' data-label="Ask us"', [], id="label"),
    pytest.param({"label": "  Ask \n us "}, ' data-label="Ask us"', [], id="label-spaces"),
    pytest.param({"label": "x" * 61}, "", ["Words on the button"], id="label-too-long"),
    pytest.param({"colour": "#7a1fa2"}, ' data-colour="#7a1fa2"', [], id="colour"),
    pytest.param({"colour": "#F0c"}, ' data-colour="#F0c"', [], id="colour-short"),
    pytest.param({"colour": "#0B5F5C"}, "", [], id="colour-as-it-is-anyway"),
    pytest.param({"colour": "red"}, "", ["Colour"], id="colour-name"),
    pytest.param({"colour": "#ffff"}, "", ["Colour"], id="colour-four-digits"),
    pytest.param({"colour": "#١٢٣"}, "", ["Colour"], id="colour-other-digits"),
    pytest.param({"side": "left"}, ' data-side="left"', [], id="side"),
    pytest.param({"side": "right", "open": "false", "language": ""}, "", [], id="as-it-is-anyway"),
    pytest.param({"side": "top"}, "", ["Corner"], id="side-unknown"),
    pytest.param({"language": "es"}, ' data-language="es"', [], id="language"),
    pytest.param({"language": "xx"}, "", ["Language"], id="language-unknown"),
    pytest.param({"open": "true"}, ' data-open="true"', [], id="open"),
    pytest.param({"open": "1", "side": "x"}, "", ["Corner", "Opens by itself"], id="two-unknown"),
    pytest.param({"other": "x", "data-x": "y"}, "", [], id="not-an-option"),
]


@pytest.mark.parametrize(("asked", "attributes", "complaints"), OPTIONS)
def test_the_line_to_copy(client: FlaskClient, asked: dict[str, str], attributes: str, complaints: list[str]) -> None:
    page = client.get("/embed/demo", query_string=asked, headers={"Host": "faq.example"}).text
    assert tag(page) == f'<script src="http://faq.example/widget.js" defer{attributes}></script>'
    assert live(page) == attributes
    told = [html.unescape(text) for text in re.findall(r'<p class="problem">(.*?)</p>', page)]
    assert [re.search(r"cannot be used for (.*), so", text)[1] for text in told] == complaints  # type: ignore[index]


@pytest.mark.parametrize("payload", ['"><script>alert(1)</script>', "' onload=x", "</code></pre><b>", "&quot;&lt;"])
def test_an_option_stays_text(client: FlaskClient, payload: str) -> None:
    page = client.get("/embed/demo", query_string={"label": payload, "colour": payload, "side": payload}).text
    assert payload not in page.replace("&amp;", "&") or payload.startswith("&")
    assert page.count("<script") == 2  # the widget's, and the one that copies
    written = tag(page).partition('data-label="')[2].partition('"')[0]
    assert html.unescape(written) == payload  # copied as it is shown, it says what was asked for


def test_what_a_webmaster_is_told(deploy: Deploy) -> None:
    client = deploy(embed_on=HOSTS, public_url="https://faq.clinic.example").test_client()
    response = client.get("/embed/demo")
    page = html.unescape(response.text)
    assert '<script src="https://faq.clinic.example/widget.js" defer></script>' in page
    assert "script-src https://faq.clinic.example;\nframe-src https://faq.clinic.example;" in page
    assert "<code>https://www.clinic.example</code>" in page
    assert 'embed_on = ["https://www.example.com"]' in page
    assert "faqBot.open();" in page
    assert '<meta name="robots" content="noindex">' in page
    assert 'method="get" action="/embed/demo"' in page
    policy = SECURITY["Content-Security-Policy"] + "; frame-src 'self'"
    assert response.headers["Content-Security-Policy"] == policy
    assert response.headers["X-Frame-Options"] == "DENY"
    assert response.headers["Cache-Control"] == "no-cache"
    assert "No other site may show it yet." in deploy().test_client().get("/embed/demo").text


def test_the_page_for_webmasters_speaks_spanish(client: FlaskClient) -> None:
    page = client.get("/embed/demo?lang=es&side=left").text
    assert f"<h1>{words_for('es').say('demo.title')}</h1>" in page
    assert '<input type="hidden" name="lang" value="es">' in page


@pytest.mark.parametrize("host", ["", "a b", "<script>", "evil.example/x", "[::1"])
def test_an_odd_host_does_not_reach_the_line_to_copy(client: FlaskClient, host: str) -> None:
    assert 'data-host=""' in client.get(f"/embed?host=http://{host}", headers={"Host": host}).text
    page = client.get("/embed/demo", headers={"Host": host})
    assert page.status_code == 200
    assert tag(page.text) == '<script src="https://faq.example.com/widget.js" defer></script>'
