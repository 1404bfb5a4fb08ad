"""Chromium, and the real server on loopback. Without Chromium these tests are skipped; where CI=true, they fail."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

ROOT = Path(__file__).parents[2]

ARTICLE = """---
title: Massage for a sore back
updated: 2026-03-02
---

Who this is for: everybody with a sore back.

## Swedish massage

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

CLINIC = (ROOT / "tests" / "clinic.toml").read_text("utf-8")

PROGRAM = """
import sys
from pathlib import Path
from faq_bot.settings import Settings
from web import create_app
from web.server import serve

app = create_app(Settings(corpus=Path(sys.argv[1])), follow=False)
serve(app, "127.0.0.1", 0, 4, ready=lambda url: print(url, flush=True))
"""


def chromium() -> str | None:
    return os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = chromium()
    if path is None and os.environ.get("CI") != "true":
        pytest.skip("there is no Chromium; install it (apt-get install chromium), or name it in CHROMIUM")
    assert path, "there is no Chromium, and CI=true: install it (apt-get install chromium)"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-dev-shm-usage"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running server."""
    corpus = tmp_path_factory.mktemp("corpus")
    filler = "\n\n".join(["The room stays quiet for as long as anybody likes to rest in it after all."] * 60)
    (corpus / "massage.md").write_text(ARTICLE.format(long="w" * 300, filler=filler))
    (corpus / "_clinic.toml").write_text(CLINIC)
    command = [sys.executable, "-c", PROGRAM, str(corpus)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        yield process.stdout.readline().strip()
        process.terminate()
        assert process.wait(15) == 0


Visit = Callable[..., Page]


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Visit]:
    """Opens a page in a context of its own; at the end: no error, no cookie, nothing stored, no third party."""
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def note(message: ConsoleMessage) -> None:
        expected = "Failed to load resource" in message.text or "axe" in message.location.get("url", "")
        if message.type in ("error", "warning") and not expected:
            wrong.append(message.text)

    def open_page(path: str = "/", **options: Any) -> Page:
        context = browser.new_context(base_url=address, **options)
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        page.on("console", note)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("dialog", lambda dialog: wrong.append(f"dialog {dialog.message}"))
        page.on("request", lambda request: request.url.startswith(address) or wrong.append(request.url))
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        assert context.cookies() == []
        for page in context.pages:
            assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
        context.close()
    assert wrong == []


@pytest.fixture(scope="session")
def axe() -> Callable[[Page], list[str]]:
    """Runs axe-core on a page; by evaluate, since the page's own rules forbid any other script."""
    script = (resources.files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

    def run(page: Page) -> list[str]:
        page.evaluate(script)
        found = page.evaluate("(tags) => axe.run(document, {runOnly: {type: 'tag', values: tags}})", tags)
        return [
            f"{kind} {rule['id']}: {node['target']} {node['failureSummary'] if kind == 'violations' else ''}"
            for kind in ("violations", "incomplete")
            for rule in found[kind]
            for node in rule["nodes"]
        ]

    return run
