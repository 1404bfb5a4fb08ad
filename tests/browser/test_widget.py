"""The widget on other people's pages: in a real Chromium, the host on one port, the clinic's site on another."""

import re
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Frame, Page, expect

from faq_bot.words import words_for

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]

ARTICLE = """---
title: Massage for a sore back
updated: 2026-03-02
---

## Swedish massage

Also asked: What is Swedish massage?

Swedish massage loosens tight muscles in the back. It uses long strokes and kneading. The oil is warm.
"""

PROGRAM = """
import sys
from pathlib import Path
from faq_bot.settings import Settings
from web import create_app
from web.server import serve

app = create_app(Settings(corpus=Path(sys.argv[1]), embed_on=(sys.argv[2],)), follow=False)
serve(app, "127.0.0.1", int(sys.argv[3]), 4, ready=lambda url: print(url, flush=True))
"""

CONTENT = """
<header><h1>Riverside Practice</h1><nav aria-label="Site"><a href="#hours">Hours</a></nav></header>
<main><h2 id="hours">Hours</h2><p class="lead">We are open on weekdays.</p>
<form><label for="mail">Mail</label> <input id="mail"> <button type="button">Write</button></form>
<table><tr><th>Monday<td>9 to 5</table></main>
"""

HOSTILE = """
* { color: red !important; font-size: 40px !important; letter-spacing: 9px !important; line-height: 3 !important;
    text-transform: uppercase !important; transition: all 3s !important; animation: none !important;
    box-sizing: content-box !important; opacity: 0.5 !important; cursor: wait !important; direction: rtl !important }
button, iframe, section, faq-bot-widget, :not(:defined) { display: none !important; visibility: hidden !important }
iframe { width: 1px !important; height: 1px !important }
faq-bot-widget { all: unset !important; position: static !important; z-index: -1 !important }
@layer later { * { padding: 3em !important; color: green !important } }
body { transform: scale(0.5); overflow: hidden; filter: grayscale(1) }
html { font-size: 4px }
"""


class Host:
    """A site of somebody else's. `origin` may show the widget; `other` is the same by another name, and may not."""

    def __init__(self, port: int) -> None:
        self.origin, self.other = f"http://127.0.0.1:{port}", f"http://localhost:{port}"
        self.pages: dict[str, tuple[bytes, dict[str, str]]] = {}

    def add(self, html: str, css: str = "", lang: str = "en", head: str = "", **headers: str) -> str:
        """The path of a page with this tag in its body."""
        path, style = f"/{len(self.pages)}", f"/{len(self.pages)}.css"
        page = (
            f'<!doctype html><html lang="{lang}"><meta charset="utf-8"><title>Host</title>'
            f'<meta name="viewport" content="width=device-width, initial-scale=1">'
            f'<link rel="stylesheet" href="{style}">{head}<body>{CONTENT}{html}'
        )
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.pages[path] = (page.encode(), {"Content-Type": "text/html; charset=utf-8", **named})
        self.pages[style] = (css.encode(), {"Content-Type": "text/css"})
        return path


@pytest.fixture(scope="session")
def host() -> Iterator[Host]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body, headers = site.pages.get(self.path.split("?")[0], (b"", {}))
            self.send_response(200)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *told: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        site = Host(server.server_port)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield site
        server.shutdown()


@pytest.fixture(scope="session")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("corpus")
    (folder / "massage.md").write_text(ARTICLE)
    (folder / "_clinic.toml").write_text((ROOT / "tests" / "clinic.toml").read_text("utf-8"))
    return folder


Stop = Callable[[], None]


@contextmanager
def serving(corpus: Path, embed_on: str, port: int = 0) -> Iterator[tuple[str, Stop]]:
    command = [sys.executable, "-c", PROGRAM, str(corpus), embed_on, str(port)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout

        def stop() -> None:
            process.terminate()
            process.wait(20)

        yield process.stdout.readline().strip(), stop
        stop()


@pytest.fixture(scope="session")
def faq(corpus: Path, host: Host) -> Iterator[str]:
    """The address of the clinic's own site."""
    with serving(corpus, host.origin) as (address, _):
        yield address


def tag(faq: str, options: str = "") -> str:
    return f'<script src="{faq}/widget.js" defer {options}></script>'


class Visitor:
    """A page in a context of its own. `told` is what stands on its console, errors of scripts among it."""

    def __init__(self, browser: Browser, address: str, **options: Any) -> None:
        self.context: BrowserContext = browser.new_context(**options)
        self.context.set_default_timeout(10_000)
        self.told: list[str] = []
        self.fetched: list[str] = []
        self.page: Page = self.context.new_page()
        self.page.on("console", lambda message: self.told.append(f"{message.type}: {message.text}"))
        self.page.on("pageerror", lambda error: self.told.append(f"thrown: {error}"))
        self.page.on("request", lambda request: self.fetched.append(request.url))
        self.page.goto(address)
        self.launcher = self.page.locator("faq-bot-widget .launcher")
        self.panel = self.page.locator("faq-bot-widget .panel")
        self.iframe = self.page.locator("faq-bot-widget iframe")

    def open(self) -> Frame:
        self.launcher.click()
        return self.frame()

    def frame(self) -> Frame:
        expect(self.page.frame_locator("faq-bot-widget iframe").locator("#question")).to_be_visible()
        expect(self.iframe).to_be_visible()
        (frame,) = (frame for frame in self.page.frames if "/embed?" in frame.url)
        return frame

    def active(self) -> str:
        """What has the focus: its class, in the widget; else its name."""
        found: str = self.page.evaluate("""() => {
            let active = document.activeElement;
            if (active.shadowRoot) active = active.shadowRoot.activeElement ?? active;
            return active.className || active.id || active.localName;
        }""")
        return found


Visits = Callable[..., Visitor]


@pytest.fixture
def visits(browser: Browser, host: Host) -> Iterator[Visits]:
    """Visits a page of the host's. At the end: nothing on the console but what the test took away, nothing stored."""
    all_of_them: list[Visitor] = []

    def visit(path: str, **options: Any) -> Visitor:
        address = path if path.startswith("http") else host.origin + path
        all_of_them.append(Visitor(browser, address, **options))
        return all_of_them[-1]

    yield visit
    for visitor in all_of_them:
        assert visitor.context.cookies() == []
        assert visitor.page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
        visitor.context.close()
        assert visitor.told == []


def styles(visitor: Visitor, found: str) -> Any:
    """Every property of the elements that the expression gives, as they are computed."""
    return visitor.page.evaluate(f"""() => [...{found}].map((element) => {{
        const style = getComputedStyle(element);
        return [element.localName, Object.fromEntries([...style].map((name) => [name, style.getPropertyValue(name)]))];
    }})""")


def test_nothing_but_the_script_is_fetched_before_it_is_opened(host: Host, faq: str, visits: Visits) -> None:
    path = host.add(tag(faq))
    visitor = visits(path)
    expect(visitor.launcher).to_be_visible()
    visitor.page.wait_for_timeout(300)
    asked = [url for url in visitor.fetched if not url.endswith((".css", "favicon.ico"))]
    assert asked == [f"{host.origin}{path}", f"{faq}/widget.js"]
    assert visitor.iframe.count() == 0
    visitor.open()
    assert sum("/embed?" in url for url in visitor.fetched) == 1
    assert {re.sub(r"(://[^/]+).*", r"\1", url) for url in visitor.fetched} == {host.origin, faq}


def test_one_node_and_one_name_are_added(host: Host, faq: str, visits: Visits) -> None:
    look = "[Object.keys(window), [...document.body.children].map((node) => node.localName), document.head.innerHTML]"
    bare = visits(host.add("")).page.evaluate(look)
    visitor = visits(host.add(tag(faq)))
    visitor.open()
    names, nodes, head = visitor.page.evaluate(look)
    assert set(names) - set(bare[0]) - {"0"} == {"faqBot"}
    assert nodes == [*bare[1], "script", "faq-bot-widget"]
    assert re.sub(r"/\d+\.css", "", head) == re.sub(r"/\d+\.css", "", bare[2])


def test_the_host_looks_as_it_did(host: Host, faq: str, visits: Visits) -> None:
    own = "document.querySelectorAll('html, body, header, header *, main, main *')"
    for css in ("", "body { display: grid; gap: 1rem } * { --accent: red }"):
        without, with_it = visits(host.add("", css)), visits(host.add(tag(faq), css))
        assert styles(without, own) == styles(with_it, own)
        with_it.open()
        assert styles(without, own) == styles(with_it, own)
        scroll = "[document.documentElement.scrollWidth, document.documentElement.scrollHeight]"
        assert without.page.evaluate(scroll) == with_it.page.evaluate(scroll)


@pytest.mark.parametrize(
    ("css", "head"),
    [
        pytest.param(HOSTILE, "", id="a hostile page"),
        pytest.param("html { font-size: 62.5%; direction: rtl } * { all: unset !important }", "", id="reset"),
        pytest.param("body * { display: none !important; contain: strict !important }", "", id="hidden"),
    ],
)
def test_the_widget_looks_the_same_on_any_page(host: Host, faq: str, visits: Visits, css: str, head: str) -> None:
    inside = "document.querySelector('faq-bot-widget').shadowRoot.querySelectorAll('*')"
    bare, hostile = visits(host.add(tag(faq))), visits(host.add(tag(faq), css, head=head))
    for visitor in (bare, hostile):
        expect(visitor.launcher).to_be_visible()
    assert bare.launcher.bounding_box() == hostile.launcher.bounding_box()
    shut = styles(bare, inside), styles(hostile, inside)
    assert shut[0] == shut[1]
    bare.open(), hostile.open()
    hostile.page.wait_for_timeout(300)  # until it has come up
    opened = styles(bare, inside), styles(hostile, inside)
    assert opened[0] == opened[1]
    assert bare.panel.bounding_box() == hostile.panel.bounding_box()
    assert bare.iframe.bounding_box() == hostile.iframe.bounding_box()


STRICT = "default-src 'none'; script-src {faq}; frame-src {faq}; style-src 'self'"


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param(
            {"Content_Security_Policy": STRICT},
            id="a strict policy",
        ),
        pytest.param(
            {"Content_Security_Policy": f"{STRICT}; require-trusted-types-for 'script'; trusted-types 'none'"},
            id="trusted types",
        ),
        pytest.param({"Cross_Origin_Embedder_Policy": "require-corp"}, id="isolated"),
        pytest.param({"Cross_Origin_Opener_Policy": "same-origin", "Referrer_Policy": "no-referrer"}, id="alone"),
    ],
)
def test_it_needs_two_directives_and_nothing_else(
    host: Host, faq: str, visits: Visits, headers: dict[str, str]
) -> None:
    watch = "<script>addEventListener('securitypolicyviolation', (event) => console.error(event.blockedURI))</script>"
    told = {name: value.format(faq=faq) for name, value in headers.items()}
    watch = "" if "Content_Security_Policy" in told else watch  # such a policy forbids it; the console tells as well
    visitor = visits(host.add(tag(faq), head=watch, **told))
    frame = visitor.open()
    frame.fill("#question", "What is Swedish massage?")
    frame.press("#question", "Enter")
    expect(frame.locator("#log mark").first).to_contain_text("loosens tight muscles")


@pytest.mark.parametrize(
    ("question", "link"),
    [
        pytest.param("What is Swedish massage?", "a[href^='tel:']", id="telephone"),
        pytest.param("quantum flux capacitor", "a[href^='mailto:']", id="mail"),
    ],
)
def test_a_link_to_another_program_does_no_harm(host: Host, faq: str, visits: Visits, question: str, link: str) -> None:
    """The policy lets the frame go nowhere: a link that opened within it would leave an error there."""
    visitor = visits(host.add(tag(faq), Content_Security_Policy=STRICT.format(faq=faq)))
    frame = visitor.open()
    frame.fill("#question", question)
    frame.press("#question", "Enter")
    expect(frame.locator(".exchange")).to_have_count(1)
    frame.locator(link).first.click()
    visitor.page.wait_for_timeout(500)
    visitor.page.bring_to_front()
    expect(frame.locator(".exchange")).to_have_count(1)
    visitor.page.evaluate("faqBot.ask('Is the oil warm?')")
    expect(visitor.frame().locator(".exchange")).to_have_count(2)
    visitor.told[:] = [line for line in visitor.told if not line.startswith("info: Launched external handler")]


AWAY = [
    pytest.param("location = 'about:blank'", (), id="nothing"),
    pytest.param("location = '/articles/'", ("frame-ancestors",), id="what may not be framed"),
    pytest.param("location = 'https://example.invalid/'", ("frame-src", "content security policy"), id="forbidden"),
]


@pytest.mark.parametrize("again", ["open", "ask", "button"])
@pytest.mark.parametrize(("away", "told"), AWAY)
def test_a_frame_that_went_elsewhere_is_loaded_again(
    host: Host, faq: str, visits: Visits, away: str, told: tuple[str, ...], again: str
) -> None:
    visitor = visits(host.add(tag(faq), Content_Security_Policy=STRICT.format(faq=faq)))
    frame = visitor.open()
    length = visitor.page.evaluate("history.length")
    note = visitor.page.locator("faq-bot-widget .note")
    frame.evaluate(f"setTimeout(() => {{ {away} }})")
    if again == "button":
        expect(note).to_contain_text("We cannot be reached just now.")
        assert visitor.active() == "panel"  # not in a frame that is hidden
        length = visitor.page.evaluate("history.length")
        visitor.page.get_by_role("button", name="Try again").click()
    else:
        visitor.page.wait_for_timeout(300)
        length = visitor.page.evaluate("history.length")
        visitor.page.evaluate("faqBot.close()")
        visitor.page.evaluate("faqBot.ask('What is Swedish massage?')" if again == "ask" else "faqBot.open()")
    newer = visitor.frame()
    expect(note).to_be_empty()
    expect(newer.locator("#question")).to_be_focused()
    expect(newer.locator(".exchange")).to_have_count(1 if again == "ask" else 0)
    assert visitor.page.evaluate("history.length") <= length  # loading it again added nothing to go back through
    visitor.told[:] = [
        line for line in visitor.told if not any(part.lower() in line.lower() for part in (*told, NO_ANSWER))
    ]


def test_starting_again_adds_nothing_to_go_back_through(host: Host, faq: str, visits: Visits) -> None:
    visitor = visits(host.add(tag(faq)))
    frame = visitor.open()
    length = visitor.page.evaluate("history.length")
    frame.fill("#question", "What is Swedish massage?")
    frame.press("#question", "Enter")
    expect(frame.locator(".exchange")).to_have_count(1)
    frame.locator("#again").click()
    expect(frame.locator(".exchange")).to_have_count(0)
    assert visitor.page.evaluate("history.length") == length
    frame.fill("#question", "Is the oil warm?")
    frame.press("#question", "Enter")
    expect(frame.locator(".exchange")).to_have_count(1)


def test_two_tags_make_one_widget(host: Host, faq: str, visits: Visits) -> None:
    visitor = visits(host.add(tag(faq) + tag(faq, 'data-label="Second"')))
    expect(visitor.launcher).to_have_text("Ask a question")
    assert visitor.page.locator("faq-bot-widget").count() == 1


@pytest.mark.parametrize("again", ["the tag", "a call"])
def test_a_page_whose_body_is_made_anew_has_it_again(host: Host, faq: str, visits: Visits, again: str) -> None:
    visitor = visits(host.add(tag(faq)))
    visitor.open()
    visitor.page.evaluate("document.body.replaceWith(document.createElement('body'))")
    assert visitor.page.locator("faq-bot-widget").count() == 0
    if again == "the tag":
        visitor.page.add_script_tag(url=f"{faq}/widget.js")
        expect(visitor.launcher).to_be_visible()
        visitor.open()
    else:
        visitor.page.evaluate("faqBot.open()")
        visitor.frame()
    assert visitor.page.locator("faq-bot-widget").count() == 1
    visitor.page.evaluate("faqBot.ask('Is the oil warm?')")
    expect(visitor.frame().locator(".exchange")).to_have_count(1)


def test_an_element_of_that_name_is_no_other_tag(host: Host, faq: str, visits: Visits) -> None:
    visitor = visits(host.add('<form id="faqBot"><input name="ask"></form>' + tag(faq)))
    visitor.open()


@pytest.mark.parametrize(("language", "label"), [("est", "Ask a question"), ("es-MX", "Haga una pregunta")])
def test_the_language_is_that_of_the_page_where_it_is_spoken(
    host: Host, faq: str, visits: Visits, language: str, label: str
) -> None:
    head = f"<script>document.documentElement.lang = '{language}'</script>"
    visitor = visits(host.add(tag(faq), head=head))
    expect(visitor.launcher).to_have_text(label)


def test_the_whole_way_by_keyboard(host: Host, faq: str, visits: Visits) -> None:
    visitor = visits(host.add(tag(faq)))
    keys = visitor.page.keyboard
    for _ in range(4):
        keys.press("Tab")
    expect(visitor.launcher).to_be_focused()
    assert visitor.launcher.get_attribute("aria-haspopup") == "dialog"
    expect(visitor.launcher).to_have_attribute("aria-expanded", "false")
    keys.press("Enter")
    frame = visitor.frame()
    expect(visitor.launcher).to_have_attribute("aria-expanded", "true")
    expect(frame.locator("#question")).to_be_focused()
    keys.type("What is Swedish massage?")
    keys.press("Enter")
    expect(frame.locator(".exchange")).to_have_count(1)
    keys.press("Escape")
    expect(visitor.panel).to_be_hidden()
    expect(visitor.launcher).to_be_focused()
    expect(visitor.launcher).to_have_attribute("aria-expanded", "false")
    keys.press("Space")
    expect(frame.locator("#question")).to_be_focused()
    expect(frame.locator(".exchange")).to_have_count(1)  # as it was left
    keys.press("Escape")
    expect(visitor.launcher).to_be_focused()


def test_escape_closes_from_wherever_the_focus_is(host: Host, faq: str, visits: Visits) -> None:
    listens = "<script>addEventListener('keydown', (event) => (window.heard = event.key))</script>"
    visitor = visits(host.add(tag(faq), head=listens))
    visitor.page.keyboard.press("Escape")
    assert visitor.page.evaluate("heard") == "Escape"  # while it is shut, it is the page's
    visitor.page.evaluate("heard = ''")
    visitor.open()
    for place in (".launcher", ".bar button", ".panel"):
        visitor.page.evaluate("faqBot.open()")
        visitor.page.locator(f"faq-bot-widget {place}").focus()
        visitor.page.keyboard.press("Escape")
        expect(visitor.panel).to_be_hidden()
        assert visitor.active() == "launcher"
    assert visitor.page.evaluate("heard") == ""
    visitor.page.evaluate("faqBot.open()")
    visitor.page.locator("#mail").focus()
    visitor.page.keyboard.press("Escape")  # the page's own again
    expect(visitor.panel).to_be_visible()
    visitor.page.evaluate("faqBot.close()")
    assert visitor.active() == "mail"  # what the page itself closes does not take the focus away


def test_the_frame_keeps_an_escape_that_it_needs_itself(host: Host, faq: str, visits: Visits) -> None:
    visitor = visits(host.add(tag(faq)))
    frame = visitor.open()
    used = "document.getElementById('question').addEventListener('keydown', (event) => event.preventDefault())"
    frame.evaluate(used)
    frame.press("#question", "Escape")
    visitor.page.wait_for_timeout(200)
    expect(visitor.panel).to_be_visible()


def test_the_button_and_the_cross_open_and_close(host: Host, faq: str, visits: Visits) -> None:
    visitor = visits(host.add(tag(faq)))
    visitor.open()
    visitor.launcher.click()
    expect(visitor.panel).to_be_hidden()
    visitor.launcher.click()
    visitor.page.get_by_role("button", name="Close").click()
    expect(visitor.panel).to_be_hidden()
    expect(visitor.launcher).to_be_focused()


SPANISH = words_for("es").say("widget.label")
WHITE, BLACK = "rgb(255, 255, 255)", "rgb(0, 0, 0)"
OPTIONS = [
    pytest.param("", {}, 0, id="none"),
    pytest.param('data-label=" Questions? "', {"label": "Questions?"}, 0, id="label"),
    pytest.param('data-label="&lt;b&gt;x&lt;/b&gt;"', {"label": "<b>x</b>"}, 0, id="label-markup"),
    pytest.param(f'data-label="{"x" * 61}"', {}, 1, id="label-too-long"),
    pytest.param('data-label="  "', {}, 0, id="label-blank"),
    pytest.param('data-colour="#7a1fa2"', {"colour": "rgb(122, 31, 162)"}, 0, id="colour"),
    pytest.param('data-colour="#FC3"', {"colour": "rgb(255, 204, 51)", "ink": BLACK}, 0, id="colour-short"),
    pytest.param('data-colour="#ffffff"', {"colour": WHITE, "ink": BLACK}, 0, id="colour-white"),
    pytest.param('data-colour="#777"', {"colour": "rgb(119, 119, 119)", "ink": BLACK}, 0, id="colour-grey"),
    pytest.param('data-colour="#757575"', {"colour": "rgb(117, 117, 117)", "ink": WHITE}, 0, id="colour-grey-darker"),
    pytest.param('data-colour="red"', {}, 1, id="colour-name"),
    pytest.param('data-colour="#12345"', {}, 1, id="colour-five-digits"),
    pytest.param('data-colour="#fff;} * {display:none"', {}, 1, id="colour-injection"),
    pytest.param('data-side="left"', {"side": "left"}, 0, id="side"),
    pytest.param('data-side="top"', {}, 1, id="side-unknown"),
    pytest.param('data-language="es"', {"label": SPANISH, "lang": "es"}, 0, id="language"),
    pytest.param('data-language="es-MX"', {"label": SPANISH, "lang": "es"}, 0, id="language-region"),
    pytest.param('data-language="de"', {}, 1, id="language-unknown"),
    pytest.param('data-open="true"', {"open": True}, 0, id="open"),
    pytest.param('data-open="false"', {}, 0, id="open-false"),
    pytest.param('data-open="yes"', {}, 1, id="open-unknown"),
    pytest.param('data-colour="x" data-side="x" data-open="x" data-language="x"', {}, 4, id="all-unknown"),
    pytest.param('data-color="red" data-cfasync="false"', {}, 0, id="not-ours"),
]


@pytest.mark.parametrize(("options", "changed", "warnings"), OPTIONS)
def test_options(host: Host, faq: str, visits: Visits, options: str, changed: dict[str, Any], warnings: int) -> None:
    visitor = visits(host.add(tag(faq, options)), viewport={"width": 1280, "height": 800})
    usual = {"label": "Ask a question", "colour": "rgb(11, 95, 92)", "ink": WHITE, "side": "right", "lang": "en"}
    expected = {**usual, "open": False, **changed}
    expect(visitor.launcher).to_be_visible()
    style = visitor.launcher.evaluate(
        "(button) => [getComputedStyle(button).backgroundColor, getComputedStyle(button).color]"
    )
    box = visitor.launcher.bounding_box()
    assert box
    assert box["height"] >= 44
    assert {
        "label": visitor.launcher.inner_text(),
        "colour": style[0],
        "ink": style[1],
        "side": "left" if box["x"] < 640 else "right",
        "lang": visitor.page.locator("faq-bot-widget .all").get_attribute("lang"),
        "open": visitor.panel.is_visible(),
    } == expected
    assert [line for line in visitor.told if not line.startswith("warning: faq-bot: data-")] == []
    assert len(visitor.told) == warnings
    visitor.told.clear()
    if expected["open"]:
        visitor.frame()
        assert visitor.active() == "body"  # it opens by itself, and leaves the focus where it is


@pytest.mark.parametrize(
    ("lang", "label"),
    [
        pytest.param("es", SPANISH, id="the page's"),
        pytest.param("es-419", SPANISH, id="a region"),
        pytest.param("ES", SPANISH, id="large letters"),
        pytest.param("de", "Ask a question", id="the clinic's"),
        pytest.param("", "Ask a question", id="none told"),
    ],
)
def test_the_language_is_the_pages_or_the_clinics(host: Host, faq: str, visits: Visits, lang: str, label: str) -> None:
    visitor = visits(host.add(tag(faq), lang=lang))
    expect(visitor.launcher).to_have_text(label)
    frame = visitor.open()
    assert frame.evaluate("document.documentElement.lang")[:2] == ("es" if label == SPANISH else "en")


def test_the_frame_wears_the_colour(host: Host, faq: str, visits: Visits) -> None:
    frame = visits(host.add(tag(faq, 'data-colour="#a1b"'))).open()
    assert "colour=aa11bb" in frame.url
    usual = visits(host.add(tag(faq))).open()
    assert "colour" not in usual.url
    colour = "getComputedStyle(document.querySelector('.send')).backgroundColor"
    assert frame.evaluate(colour) != usual.evaluate(colour)


def test_calls(host: Host, faq: str, visits: Visits) -> None:
    early = "<script>(window.faqBot ||= []).push(['ask', 'What is Swedish massage?'])</script>"
    visitor = visits(host.add(tag(faq), head=early))
    frame = visitor.frame()
    expect(frame.locator(".exchange")).to_have_count(1)
    expect(frame.locator(".exchange").first).to_contain_text("What is Swedish massage?")
    call = visitor.page.evaluate
    call("faqBot.close()")
    expect(visitor.panel).to_be_hidden()
    call("faqBot.close()")
    call("faqBot.open()")
    call("faqBot.open()")
    expect(visitor.panel).to_be_visible()
    call("faqBot.close()")
    call("faqBot.ask('is the oil warm')")
    expect(visitor.panel).to_be_visible()
    expect(frame.locator(".exchange")).to_have_count(2)
    call("faqBot.ask()")
    call("faqBot.push(['close'], ['open'], ['ask', 'long strokes'])")
    expect(frame.locator(".exchange")).to_have_count(3)
    assert [line for line in visitor.told if "faq-bot:" not in line] == []


def test_a_question_asked_before_the_frame_is_ready_waits_for_it(host: Host, faq: str, visits: Visits) -> None:
    visitor = visits(host.add(tag(faq)))
    expect(visitor.launcher).to_be_visible()
    visitor.page.evaluate("faqBot.ask('What is Swedish massage?')")
    expect(visitor.frame().locator(".exchange")).to_have_count(1)


WRONG_CALLS = ["push(['nothing'])", "push(null)", "push(1)", "push([])", "ask(Symbol())"]


@pytest.mark.parametrize("call", WRONG_CALLS)
def test_a_wrong_call_is_told_and_not_thrown(host: Host, faq: str, visits: Visits, call: str) -> None:
    visitor = visits(host.add(tag(faq)))
    expect(visitor.launcher).to_be_visible()
    visitor.page.evaluate(f"faqBot.{call}")
    assert [line.split(": ")[:2] for line in visitor.told] == [["warning", "faq-bot"]]
    visitor.told.clear()


def test_an_early_call_that_is_wrong_harms_nothing(host: Host, faq: str, visits: Visits) -> None:
    visitor = visits(host.add(tag(faq), head="<script>window.faqBot = [['nothing'], 7]</script>"))
    expect(visitor.launcher).to_be_visible()
    assert [line.split(": ")[:2] for line in visitor.told] == [["warning", "faq-bot"]] * 2  # one for each
    visitor.told.clear()


def test_what_the_frame_tells_holds_nothing_of_the_conversation(host: Host, faq: str, visits: Visits) -> None:
    listens = "<script>heard = []; addEventListener('message', ({ data }) => heard.push(data))</script>"
    visitor = visits(host.add(tag(faq), head=listens))
    frame = visitor.open()
    frame.fill("#question", "What is Swedish massage?")
    frame.press("#question", "Enter")
    expect(frame.locator(".exchange")).to_have_count(1)
    frame.press("#question", "Escape")
    expect(visitor.panel).to_be_hidden()
    frame.evaluate("location.reload()")
    visitor.page.wait_for_function("heard.length === 4")
    told = [message["faqBot"] for message in visitor.page.evaluate("heard") if list(message) == ["faqBot"]]
    assert told == ["ready", "close", "gone", "ready"]


BAD = """[
    null, undefined, 0, 1, true, "", "close", "ready", "ask", [], ["close"], [["ask", "x"]], {}, {type: "close"},
    {faqBot: null}, {faqBot: {}}, {faqBot: ["close"]}, {faqBot: "CLOSE"}, {faqBot: "open"}, {faqBot: "close "},
    {ask: null}, {ask: 1}, {ask: ""}, {ask: "  "}, {ask: ["x"]}, {ask: {toString: "x"}}, {Ask: "x"}, {focus: "yes"},
    new Map([["ask", "x"]]), new Error("x"), new Uint8Array(9), new Date(), '{"ask": "x"}',
]"""
GOOD = '[{faqBot: "close"}, {faqBot: "ready"}, {faqBot: "gone"}, {ask: "What is Swedish massage?"}, {focus: true}]'
IFRAME = "document.querySelector('faq-bot-widget').shadowRoot.querySelector('iframe')"


def test_bad_messages_to_the_page_have_no_effect(host: Host, faq: str, visits: Visits) -> None:
    """Of the wrong shape, from our frame; and of the right shape, from the page itself and from others' frames."""
    stranger = host.add("<script>addEventListener('message', ({data}) => parent.postMessage(data, '*'))</script>")
    frames = f'<iframe id="same" src="{stranger}"></iframe><iframe id="other" src="{host.other}{stranger}"></iframe>'
    visitor = visits(host.add(tag(faq) + frames))
    frame = visitor.open()
    frame.evaluate(f"{BAD}.forEach((message) => parent.postMessage(message, '*'))")
    visitor.page.evaluate(f"{GOOD}.forEach((message) => postMessage(message, '*'))")
    for name in ("same", "other"):
        visitor.page.evaluate(
            f"{GOOD}.forEach((one) => document.getElementById('{name}').contentWindow.postMessage(one, '*'))"
        )
    visitor.page.evaluate(f"dispatchEvent(new MessageEvent('message', {{data: {{faqBot: 'close'}}, origin: '{faq}'}}))")
    visitor.page.wait_for_timeout(500)
    expect(visitor.panel).to_be_visible()
    expect(visitor.iframe).to_be_visible()
    frame.evaluate("parent.postMessage({faqBot: 'close'}, '*')")
    expect(visitor.panel).to_be_hidden()


def test_bad_messages_to_the_frame_have_no_effect(host: Host, faq: str, visits: Visits) -> None:
    """Of the wrong shape, from the host; and of the right shape, from anybody else."""
    stranger = host.add("")
    frames = f'<iframe src="{stranger}"></iframe><iframe src="{host.other}{stranger}"></iframe>'
    visitor = visits(host.add(tag(faq) + frames))
    frame = visitor.open()
    visitor.page.evaluate(f"{BAD}.forEach((message) => {IFRAME}.contentWindow.postMessage(message, '*'))")
    same, other = (found for found in visitor.page.frames if found.url.endswith(stranger))
    same.evaluate(f"{GOOD}.forEach((one) => parent.{IFRAME}.contentWindow.postMessage(one, '*'))")
    assert other.evaluate("parent.length") == 2  # what stands in a shadow is not to be found from elsewhere
    frame.evaluate(f"{GOOD}.forEach((message) => postMessage(message, '*'))")
    visitor.page.wait_for_timeout(500)
    expect(frame.locator(".exchange")).to_have_count(0)
    expect(frame.locator("#problem")).to_be_empty()
    visitor.page.evaluate(f"{IFRAME}.contentWindow.postMessage({{ask: 'What is Swedish massage?'}}, '{faq}')")
    expect(frame.locator(".exchange")).to_have_count(1)


EXPLAINED = (
    "incomplete frame-tested:",  # the frame is looked at by itself
    "incomplete color-contrast: faq-bot-widget .launcher Fix any of the following: Element's background color could "
    "not be determined because it is overlapped",  # by the panel, where that is full screen
    "incomplete color-contrast: [['faq-bot-widget', '.launcher']] Fix any of the following: Element has a 1:1",
)
"""What axe is not sure of. Where colours are forced it does not see them: the browser chooses both."""


def wrong(visitor: Visitor, axe: Callable[..., list[str]]) -> list[str]:
    """What axe finds on the page; it also tries to speak to the frame, which does not listen, and that is told."""
    found = [line for line in axe(visitor.page) if not line.startswith(EXPLAINED)]
    visitor.told[:] = [line for line in visitor.told if "Failed to execute 'postMessage'" not in line]
    return found


NO_ANSWER = "warning: faq-bot: no answer. Is this in embed_on?"


def expected(visitor: Visitor, *parts: str) -> None:
    """Only this stands on the console, as browsers say it themselves."""
    assert [line for line in visitor.told if not any(part in line for part in parts)] == []
    assert visitor.told
    visitor.told.clear()


def test_a_server_that_is_down_before_the_page_is_loaded(host: Host, visits: Visits) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        away = f"http://127.0.0.1:{nobody.getsockname()[1]}"
        early = "<script>(window.faqBot ||= []).push(['ask', 'x'])</script>"
        visitor = visits(host.add(tag(away), head=early))
    assert visitor.page.locator("faq-bot-widget").count() == 0
    expect(visitor.page.locator("h1")).to_be_visible()
    expected(visitor, "error: Failed to load resource: net::ERR_CONNECTION_REFUSED")


def test_a_server_that_goes_down_before_it_is_opened_and_comes_back(
    host: Host, corpus: Path, visits: Visits, axe: Callable[..., list[str]]
) -> None:
    with serving(corpus, host.origin) as (faq, stop):
        visitor = visits(host.add(tag(faq)))
        expect(visitor.launcher).to_be_visible()
        stop()
        length = visitor.page.evaluate("history.length")
        visitor.page.evaluate("faqBot.ask('What is Swedish massage?')")
        note = visitor.page.locator("faq-bot-widget .note")
        expect(note).to_contain_text("We cannot be reached just now.")
        link = note.get_by_role("link", name="Open the full page")
        assert [link.get_attribute(name) for name in ("href", "target")] == [f"{faq}/", "_blank"]
        expect(visitor.iframe).to_be_hidden()  # what a browser shows of it is of no help
        assert wrong(visitor, axe) == []
        visitor.page.get_by_role("button", name="Close").click()
        expect(visitor.launcher).to_be_focused()
        visitor.launcher.click()
        expect(note).to_contain_text("We cannot be reached just now.")
        with serving(corpus, host.origin, int(faq.rpartition(":")[2])):
            note.get_by_role("button", name="Try again").click()
            frame = visitor.frame()
            expect(frame.locator(".exchange")).to_have_count(1)  # what was asked meanwhile
            expect(note).to_be_empty()
            assert visitor.page.evaluate("history.length") == length
    expected(visitor, NO_ANSWER)


def test_a_site_that_is_not_named_cannot_show_it(host: Host, faq: str, visits: Visits) -> None:
    visitor = visits(host.other + host.add(tag(faq)))
    visitor.launcher.click()
    expect(visitor.page.locator("faq-bot-widget .note")).to_contain_text("We cannot be reached just now.")
    assert not [frame for frame in visitor.page.frames if frame.url.startswith(faq)]
    assert f"{NO_ANSWER} {host.other}" in visitor.told  # the webmaster who looks there learns what to do
    expected(visitor, NO_ANSWER, "frame-ancestors", "Failed to load resource")


IS_ON_TOP = """() => {
    const { shadowRoot } = document.querySelector("faq-bot-widget");
    const { x, y } = shadowRoot.querySelector(".launcher").getBoundingClientRect();
    return shadowRoot.elementFromPoint(x + 20, y + 20)?.className === "launcher";
}"""


@pytest.mark.parametrize(
    ("width", "height", "panel"),
    [
        pytest.param(1280, 800, (864, 80, 400, 640), id="desktop"),
        pytest.param(1280, 560, (864, 16, 400, 464), id="low"),
        pytest.param(700, 900, (284, 180, 400, 640), id="tablet"),
        pytest.param(666, 900, None, id="just-small"),
        pytest.param(390, 844, None, id="phone"),
        pytest.param(844, 390, None, id="phone-on-its-side"),
        pytest.param(320, 256, None, id="400-percent"),
    ],
)
def test_it_fits(
    host: Host, faq: str, visits: Visits, width: int, height: int, panel: tuple[int, int, int, int] | None
) -> None:
    """Full screen where there is little room; never larger than the window."""
    visitor = visits(host.add(tag(faq)), viewport={"width": width, "height": height}, reduced_motion="reduce")
    visitor.open()
    box = visitor.panel.bounding_box()
    assert box
    assert (box["x"], box["y"], box["width"], box["height"]) == (panel or (0, 0, width, height))
    assert visitor.page.evaluate(IS_ON_TOP) == bool(panel)
    assert visitor.page.evaluate("document.documentElement.scrollWidth") <= width
    visitor.page.get_by_role("button", name="Close").click()
    expect(visitor.launcher).to_be_focused()
    box = visitor.launcher.bounding_box()
    assert box
    assert (box["x"] + box["width"], box["y"] + box["height"]) == (width - 16, height - 16)


def named(visitor: Visitor) -> set[str]:
    """The names that assistive technology finds on the page."""
    session = visitor.context.new_cdp_session(visitor.page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    return {node["name"]["value"] for node in nodes if not node["ignored"] and "name" in node}


@pytest.mark.parametrize(
    ("width", "height", "full"),
    [
        pytest.param(1280, 800, False, id="desktop"),
        pytest.param(390, 844, True, id="phone"),
        pytest.param(844, 390, True, id="phone-on-its-side"),
    ],
)
def test_what_is_behind_is_reached_only_where_it_is_seen(
    host: Host, faq: str, visits: Visits, width: int, height: int, full: bool
) -> None:
    visitor = visits(host.add(tag(faq)), viewport={"width": width, "height": height})
    frame = visitor.open()
    expect(frame.locator("#question")).to_be_focused()
    for key in ("Shift+Tab", "Tab"):
        reached = set()
        for _ in range(25):
            visitor.page.keyboard.press(key)
            reached.add(visitor.active())
        assert ("iframe" in reached, "mail" in reached, "launcher" in reached) == (True, not full, not full)
    assert ("Mail" in named(visitor)) != full
    close = visitor.page.get_by_role("button", name="Close")
    close.focus()
    visitor.page.keyboard.press("Escape")
    expect(visitor.launcher).to_be_focused()
    expect(visitor.launcher).to_have_attribute("aria-expanded", "false")
    visitor.page.keyboard.press("Tab")
    visitor.page.keyboard.press("Shift+Tab")
    expect(visitor.launcher).to_be_focused()
    assert "Mail" in named(visitor)


def test_the_browsers_own_way_to_close_a_dialog(host: Host, faq: str, visits: Visits) -> None:
    visitor = visits(host.add(tag(faq)), viewport={"width": 390, "height": 844})
    visitor.open()
    visitor.panel.evaluate("(panel) => panel.requestClose()")  # as the Back button of a phone does
    expect(visitor.panel).to_be_hidden()
    expect(visitor.launcher).to_be_focused()
    expect(visitor.launcher).to_have_attribute("aria-expanded", "false")
    visitor.open()


def test_a_window_that_grows_and_shrinks(host: Host, faq: str, visits: Visits) -> None:
    visitor = visits(host.add(tag(faq)), viewport={"width": 1280, "height": 800})
    frame = visitor.open()
    frame.fill("#question", "What is")
    is_modal = "(panel) => panel.matches(':modal')"
    for width, full in ((500, True), (1000, False), (400, True)):
        visitor.page.set_viewport_size({"width": width, "height": 800})
        visitor.page.wait_for_timeout(200)
        assert visitor.panel.evaluate(is_modal) == full
        expect(frame.locator("#question")).to_be_focused()
        box = visitor.panel.bounding_box()
        assert box
        assert box["width"] == (width if full else 400)
    assert frame.input_value("#question") == "What is"
    visitor.page.keyboard.press("Escape")
    expect(visitor.launcher).to_be_focused()
    visitor.page.set_viewport_size({"width": 1000, "height": 800})
    visitor.page.wait_for_timeout(200)
    expect(visitor.panel).to_be_hidden()


def test_it_does_not_open_by_itself_over_the_whole_page(host: Host, faq: str, visits: Visits) -> None:
    visitor = visits(host.add(tag(faq, 'data-open="true"')), viewport={"width": 390, "height": 844})
    expect(visitor.launcher).to_be_visible()
    visitor.page.wait_for_timeout(200)
    expect(visitor.panel).to_be_hidden()
    visitor.open()


def test_a_long_label_fits_a_narrow_window(host: Host, faq: str, visits: Visits) -> None:
    size = {"width": 320, "height": 256}
    visitor = visits(host.add(tag(faq, f'data-label="{"w" * 60}"')), viewport=size)
    box = visitor.launcher.bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["y"] >= 0
    visitor.launcher.click()
    assert visitor.page.evaluate(f"{IFRAME}.getBoundingClientRect().height") > 100


def test_motion_print_and_colours_that_are_forced(host: Host, faq: str, visits: Visits) -> None:
    path = host.add(tag(faq))
    visitor = visits(path, reduced_motion="reduce", forced_colors="active")
    visitor.open()
    moving = "(element) => [getComputedStyle(element).animationName, getComputedStyle(element).transitionDuration]"
    assert visitor.panel.evaluate(moving) == ["none", "0s"]
    for part in (visitor.launcher, visitor.panel):
        assert part.evaluate("(element) => getComputedStyle(element).borderTopWidth") == "1px"
    visitor.page.emulate_media(media="print")
    expect(visitor.launcher).to_be_hidden()
    expect(visitor.panel).to_be_hidden()


@pytest.mark.parametrize(
    "options",
    [
        pytest.param({}, id="light"),
        pytest.param({"color_scheme": "dark"}, id="dark"),
        pytest.param({"forced_colors": "active"}, id="forced"),
        pytest.param({"viewport": {"width": 320, "height": 640}}, id="phone"),
    ],
)
def test_axe(host: Host, faq: str, visits: Visits, axe: Callable[..., list[str]], options: dict[str, Any]) -> None:
    visitor = visits(host.add(tag(faq)), reduced_motion="reduce", **options)
    expect(visitor.launcher).to_be_visible()
    assert wrong(visitor, axe) == []
    frame = visitor.open()
    assert visitor.panel.get_attribute("aria-label") == "Ask a question"
    assert visitor.iframe.get_attribute("title") == "Questions and answers"
    assert wrong(visitor, axe) == []
    assert [line for line in axe(frame) if line.startswith("violations")] == []  # what else: see test_states.py


def test_the_frame_may_do_little(host: Host, faq: str, visits: Visits) -> None:
    visitor = visits(host.add(tag(faq)))
    visitor.open()
    assert visitor.iframe.get_attribute("allow") is None
    sandbox = "allow-scripts allow-forms allow-same-origin allow-popups allow-popups-to-escape-sandbox"
    assert visitor.iframe.get_attribute("sandbox") == sandbox


@pytest.mark.parametrize(
    ("where", "html"),
    [
        pytest.param("head", '<script src="{faq}/widget.js"></script>', id="in-the-head-without-defer"),
        pytest.param("head", '<script src="{faq}/widget.js" async></script>', id="async"),
        pytest.param("body", '<script src="{faq}/widget.js?v=3#x" defer></script>', id="with-a-version"),
        pytest.param(
            "body",
            "<script>document.head.append(Object.assign(document.createElement('script'), "
            "{{src: '{faq}/widget.js'}}))</script>",
            id="by-a-script",
        ),
    ],
)
def test_ways_to_put_it_on_a_page(host: Host, faq: str, visits: Visits, where: str, html: str) -> None:
    written = html.format(faq=faq)
    visitor = visits(host.add("", head=written) if where == "head" else host.add(written))
    visitor.open()


@pytest.mark.parametrize(
    "broken",
    [
        pytest.param("delete Element.prototype.attachShadow", id="no-shadow"),
        pytest.param("window.CSSStyleSheet = null", id="no-style-sheets"),
        pytest.param("Object.defineProperty(window, 'faqBot', {value: 1})", id="a-name-that-is-taken"),
        pytest.param("Object.defineProperty(document, 'currentScript', {value: null})", id="no-tag-to-be-found"),
    ],
)
def test_nothing_is_thrown_into_the_page(host: Host, faq: str, visits: Visits, broken: str) -> None:
    visitor = visits(host.add(tag(faq), head=f"<script>{broken}</script>"))
    visitor.page.wait_for_timeout(200)
    assert [line for line in visitor.told if not line.startswith("warning: faq-bot: ")] == []
    visitor.told.clear()


def test_the_page_for_webmasters_shows_it(faq: str, visits: Visits, axe: Callable[..., list[str]]) -> None:
    visitor = visits(f"{faq}/embed/demo?label=Ask+us&colour=%23243b8f&side=left", reduced_motion="reduce")
    expect(visitor.launcher).to_have_text("Ask us")
    assert wrong(visitor, axe) == []
    line = visitor.page.locator("pre").first.inner_text()
    assert line == (
        f'<script src="{faq}/widget.js" defer data-label="Ask us" data-colour="#243b8f" data-side="left"></script>'
    )
    visitor.open()
    visitor.page.get_by_role("button", name="Close").click()
    visitor.page.get_by_label("Words on the button").fill("Help")
    visitor.page.get_by_label("Corner").select_option("Right")
    visitor.page.get_by_role("button", name="Show it").click()
    expect(visitor.launcher).to_have_text("Help")
    assert 'data-label="Help" data-colour="#243b8f"></script>' in visitor.page.locator("pre").first.inner_text()


@pytest.mark.parametrize("allowed", [pytest.param(True, id="allowed"), pytest.param(False, id="refused")])
def test_lines_are_copied(faq: str, visits: Visits, allowed: bool) -> None:
    visitor = visits(f"{faq}/embed/demo?side=left")
    visitor.context.grant_permissions(["clipboard-read", "clipboard-write"])
    if not allowed:
        visitor.page.evaluate(
            "() => { navigator.clipboard.writeText = () => Promise.reject(); document.execCommand = () => false }"
        )
    lines = visitor.page.locator(".lines").first
    lines.get_by_role("button", name="Copy").click()
    told = "Copied." if allowed else "It could not be copied. It is selected: press Ctrl+C, or Cmd+C."
    expect(lines.get_by_role("status")).to_have_text(told)
    copied = visitor.page.evaluate("navigator.clipboard.readText()" if allowed else "`${getSelection()}`")
    assert copied == lines.locator("pre").inner_text()


def test_the_style_sheet_that_is_sent_is_the_one_that_is_written(host: Host, faq: str, visits: Visits) -> None:
    visitor = visits(host.add(tag(faq)))
    written = (ROOT / "web" / "static" / "widget.js").read_text("utf-8")
    sent = visitor.page.request.get(f"{faq}/widget.js").text()
    values = {"colour": "#aabbcc", "side": "left", "inkOn": "#ffffff"}

    def rules(script: str) -> Any:
        found = re.search(r"`\s*(:host.*?)`", script, re.DOTALL)
        assert found
        css = re.sub(r"\$\{(\w+)[^}]*\}", lambda part: values[part[1]], found[1])
        found_rules = visitor.page.evaluate(
            "(css) => (sheet => (sheet.replaceSync(css), [...sheet.cssRules].map((rule) => rule.cssText)))"
            "(new CSSStyleSheet())",
            css,
        )
        return [re.sub(r"\s*([,()])\s*", r"\1", rule) for rule in found_rules]  # env() is kept as it was written

    assert rules(sent) == rules(written)
    assert len(rules(sent)) > 15
