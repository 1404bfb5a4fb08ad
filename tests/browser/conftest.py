"""Chromium, what looks at pages with it, and the real server on loopback.

What .ci/install-browser-tools could not install is done without: then tests are skipped, or, where CI=true, fail.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Frame, Page, Request, sync_playwright

ROOT = Path(__file__).parents[2]
TOOLS = ROOT / ".venv" / "browser-tools" / "node_modules"
STORED = {"faq-bot"}
"""What the page may keep, and only for the tab's session: what was asked in it."""

ARTICLE = """---
title: Massage for a sore back
updated: 2026-03-02
---

Who this is for: everybody with a sore back.

## Swedish massage

Also asked: What does Swedish massage do?

Swedish massage loosens tight muscles in the back. It uses long strokes and kneading. The oil is warm.

## Before the visit

Please bring these along:

1. your letter
2. loose clothes
   - a shirt
   - trousers
3. a towel

## Long words

The longest word that is known here is {long} and nothing in the clinic is any longer.

## Aftercare

{filler}

Drink some water once the aftercare begins.
"""

PARKING = """---
title: Getting here
updated: 2026-03-02
---

## Where can I park?

There is a car park behind the house, free for everybody who comes to us.

## Which bus stops here?

The buses 4 and 17 stop right in front of the door.
"""

CLINIC = (ROOT / "tests" / "clinic.toml").read_text("utf-8")

PROGRAM = """
import sys
from pathlib import Path
from flask import abort
from faq_bot.settings import Settings
from web import create_app
from web.server import serve

app = create_app(Settings(corpus=Path(sys.argv[1])), follow=False)
app.add_url_rule("/fail/<int:status>", view_func=lambda status: abort(status), endpoint="fail", methods=["GET", "POST"])
serve(app, "127.0.0.1", 0, 4, ready=lambda url: print(url, flush=True))
"""
"""The site as `faq-bot serve` runs it, and an address that fails in any way that is wanted."""


@pytest.fixture(scope="session")
def chromium() -> str:
    """Where Chromium is."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None and os.environ.get("CI") != "true":
        pytest.skip("there is no Chromium; install it (apt-get install chromium), or name it in CHROMIUM")
    assert path, "there is no Chromium, and CI=true: install it (apt-get install chromium)"
    return path


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-dev-shm-usage"])
        yield browser
        browser.close()


@contextmanager
def serving(corpus: Path) -> Iterator[str]:
    """The address of a server on a corpus, while it runs."""
    command = [sys.executable, "-c", PROGRAM, str(corpus)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        yield process.stdout.readline().strip()
        process.terminate()
        assert process.wait(15) == 0


@pytest.fixture(scope="session")
def serve() -> Callable[[Path], Any]:
    """Runs a server of its own on a corpus: `with serve(folder) as address`."""
    return serving


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running server."""
    corpus = tmp_path_factory.mktemp("corpus")
    filler = "\n\n".join(["The room stays quiet for as long as anybody likes to rest in it after all."] * 60)
    (corpus / "massage.md").write_text(ARTICLE.format(long="w" * 300, filler=filler))
    (corpus / "getting-here.md").write_text(PARKING)
    (corpus / "_clinic.toml").write_text(CLINIC)
    (corpus / "_small_talk.toml").write_text((ROOT / "corpus" / "_small_talk.toml").read_text("utf-8"))
    with serving(corpus) as address:
        yield address


Visit = Callable[..., Page]


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Visit]:
    """Opens a page in a context of its own; at the end: no error, no cookie, nothing stored, no third party.

    `first` is done to the page before it goes anywhere.
    """
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def note(message: ConsoleMessage) -> None:
        expected = "Failed to load resource" in message.text or "axe" in message.location.get("url", "")
        if message.type in ("error", "warning") and not expected:
            wrong.append(message.text)

    def note_request(request: Request, ours: str) -> None:
        if not request.url.startswith(ours):
            wrong.append(request.url)

    def open_page(path: str = "/", first: Callable[[Page], object] | None = None, **options: Any) -> Page:
        context = browser.new_context(**{"base_url": address} | options)
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        page.on("console", note)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("dialog", lambda dialog: wrong.append(f"dialog {dialog.message}"))
        page.on("request", lambda request: note_request(request, options.get("base_url", address)))
        if first:
            first(page)
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        assert context.cookies() == []
        for page in context.pages:
            kept = page.evaluate("[Object.keys(localStorage), Object.keys(sessionStorage)]")
            assert (kept[0], set(kept[1]) - STORED) == ([], set())
        context.close()
    assert wrong == []


TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

SURE = """
    .ask { position: static !important }
    .ask::before { content: none !important }
    html, .frame, .frame main { height: auto !important; overflow: visible !important }
"""
"""What lets axe see all colours: what sticks to the edge of the window covers others, and fades out above itself; and
in a frame, what has been scrolled away counts as covered."""

EXPLAINED = {
    "equalRatio": "in forced colours axe reads -webkit-text-fill-color, which no browser forces; `color` is measured",
    "elmPartiallyObscured": "the open list of known questions lies over it; in all other states it is looked at",
    "bgOverlap": "the same, of what lies below the list altogether",
}
"""What axe is not sure of in a text's contrast (the key of its message), and why it is as it should be."""

LOOK = """async ([tags, sure, explained]) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(sure);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
    const found = await axe.run(document, {runOnly: {type: 'tag', values: tags}});
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== sheet);

    const parts = (colour) => colour.startsWith('#') ? colour.match(/[0-9a-f]{2}/gi).map((part) => parseInt(part, 16))
        : colour.match(/[0-9.]+/g).slice(0, 3).map(Number);
    const light = (colour) => parts(colour).map((part) => part / 255)
        .map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
        .reduce((sum, part, at) => sum + part * [0.2126, 0.7152, 0.0722][at], 0);
    const isPainted = (target, {bgColor, expectedContrastRatio}) => {
        const find = (root, selector) => (root.shadowRoot ?? root).querySelector(selector);
        const one = [target].flat().reduce(find, document);
        const [low, high] = [getComputedStyle(one).color, bgColor].map(light).sort((a, b) => a - b);
        return (high + 0.05) / (low + 0.05) >= parseFloat(expectedContrastRatio);
    };
    const isForced = matchMedia('(forced-colors: active)').matches;
    const isListed = document.querySelector('#known:not([hidden])') !== null;
    const isExplained = (rule, {any, target}) => {
        const {data} = any[0] ?? {};
        if (rule !== 'color-contrast' || !explained.includes(data?.messageKey)) return false;
        return data.messageKey === 'equalRatio' ? isForced && isPainted(target.at(-1), data) : isListed;
    };
    return ['violations', 'incomplete'].flatMap((kind) => found[kind].flatMap(({id, nodes}) => nodes
        .filter((node) => kind === 'violations' || !isExplained(id, node))
        .map(({target, failureSummary}) => `${kind} ${id}: ${target.flat().join(' ')} ${failureSummary ?? ''}`)));
}"""


@pytest.fixture(scope="session")
def axe() -> Callable[[Page | Frame], list[str]]:
    """Runs axe-core on a page or a frame: what is wrong, and what it is not sure of and nobody has explained.

    By evaluate, since the page's own rules forbid any other script.
    """
    newest = TOOLS / "axe-core" / "axe.min.js"
    bundled = resources.files("axe_playwright_python") / "axe.min.js"
    assert newest.is_file() or os.environ.get("CI") != "true", "CI=true, and no newest axe: .ci/install-browser-tools"
    script = (newest if newest.is_file() else bundled).read_text("utf-8")

    def run(page: Page | Frame) -> list[str]:
        if not page.evaluate("'axe' in window"):
            page.evaluate(script)
        return [" ".join(found.split()) for found in page.evaluate(LOOK, [TAGS, SURE, list(EXPLAINED)])]

    return run
