"""How much must a visitor's phone fetch before it can ask, and what is left on it?

Bytes as the real server sends them, packed.
"""

import gzip
import re
import urllib.request
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import urlencode, urljoin, urlsplit

import pytest
from playwright.sync_api import Browser, Page

from tests.benchmarks.painting import MOST, paint, percentile

Visit = Callable[..., Page]

KILO = 1024
HTML, STYLE, SCRIPT, LOADER = 14 * KILO, 10 * KILO, 10 * KILO, 3 * KILO
"""Bytes at the most: of a page, of its style, of its scripts together, and of the widget before it is opened."""
REQUESTS = 6
"""Requests of a page at the most, its own and its icon's with it."""

QUESTIONS = (
    "what is swedish massage",
    "do you mend bicycles",
    "trousers for cats",
    "where can I park",
    "is it warm?",
) * 2


def size(address: str, form: list[tuple[str, str]] | None = None) -> int:
    """The bytes of a response's body, as they travel to a browser."""
    return len(fetched(address, form)[0])


def fetched(address: str, form: list[tuple[str, str]] | None = None) -> tuple[bytes, str]:
    """A response's body as it travels, and its text."""
    data = urlencode(form).encode() if form else None
    request = urllib.request.Request(address, data, {"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(request, timeout=10) as response:
        body: bytes = response.read()
        packed = response.headers.get("Content-Encoding") == "gzip"
    return body, (gzip.decompress(body) if packed else body).decode()


def files(address: str) -> Mapping[str, list[str]]:
    """The addresses of a page's style sheets and of its scripts."""
    _, page = fetched(address)
    return {
        "style": [urljoin(address, one) for one in re.findall(r'<link rel="stylesheet" href="([^"]+)"', page)],
        "script": [urljoin(address, one) for one in re.findall(r'<script src="([^"]+)"', page)],
    }


PAGES = {"chat": "/", "frame": "/embed", "article": "/articles/massage", "articles": "/articles/"}


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_light(address: str, page: str) -> None:
    where = address + PAGES[page]
    of = files(where)
    weights = {
        "page": size(where),
        "style": sum(map(size, of["style"])),
        "script": sum(map(size, of["script"])),
        "requests": 1 + len(of["style"]) + len(of["script"]) + 1,  # and the icon
    }
    print(page, weights)
    most = {"page": HTML, "style": STYLE, "script": SCRIPT, "requests": REQUESTS}
    assert {name: weight for name, weight in weights.items() if weight > most[name]} == {}


def test_a_long_conversation_is_light_too(address: str) -> None:
    """Made whole by the server, as without script."""
    form = [pair for question in QUESTIONS[1:] for pair in (("history", question), ("how", ""))]
    weight = size(f"{address}/", [*form, ("question", QUESTIONS[0])])
    print("after ten exchanges", weight)
    assert weight <= HTML


def test_the_widget_is_light_until_it_is_opened(address: str) -> None:
    weight = size(f"{address}/widget.js")
    print("widget", weight)
    assert weight <= LOADER


def test_nothing_is_fetched_twice_nor_from_elsewhere_nor_left_behind(visit: Visit, address: str) -> None:
    """Beside what `visit` asserts: no cookie, nothing stored but what was asked, no third party."""
    asked: list[str] = []
    page = visit(first=lambda page: page.on("request", lambda request: asked.append(request.url)))
    page.wait_for_load_state("networkidle")
    assert len(asked) <= REQUESTS
    assert len(asked) == len(set(asked))
    assert {urlsplit(one).netloc for one in asked} == {urlsplit(address).netloc}
    assert page.evaluate("Object.keys(sessionStorage)") == []
    before = len(asked)
    page.fill("#question", QUESTIONS[0])
    page.keyboard.press("Enter")
    page.locator("#log > *").wait_for()
    assert len([one for one in asked[before:] if "/api/v1/questions" not in one]) == 1
    assert page.evaluate("Object.keys(sessionStorage)") == ["faq-bot"]
    kept = page.evaluate("[localStorage.length, document.cookie]")
    databases = page.evaluate("async () => [(await indexedDB.databases()).length, (await caches.keys()).length]")
    assert (kept, databases) == ([0, ""], [0, 0])


@pytest.mark.slow
def test_an_answer_is_painted_at_once(browser: Browser, tmp_path: Path) -> None:
    times = paint(browser, tmp_path)
    assert percentile(times, 0.95) <= MOST
