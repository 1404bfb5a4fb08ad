"""Is the page there for everybody, in whatever state it is?

In each state, by day and by night, in forced colours and at 400 % zoom: axe finds nothing, nothing is wider than the
screen, with wide text spacing too, every target is large enough, and nothing moves where that is not wanted.
"""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route

from tests.browser.asking import ask

Visit = Callable[..., Page]
Axe = Callable[[Page], list[str]]
State = Callable[[Page], object]

QUESTION = "what is swedish massage"
UNKNOWN = "do you mend bicycles"
LONG = "w" * 300

WIDE = {"width": 1280, "height": 800}
LOOKS: Mapping[str, Mapping[str, Any]] = {
    "light": {},
    "dark": {"color_scheme": "dark"},
    "forced colours": {"forced_colors": "active"},
    "320 px": {},  # what 1280 px are at 400 %
}
NARROW = {"width": 320, "height": 256}

SPACING = """* {
    line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important;
} p { margin-bottom: 2em !important }"""
SPACED = """(css) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
    return document.documentElement.scrollWidth - document.documentElement.clientWidth;
}"""
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
SMALL = """() => [...document.querySelectorAll('a, button, summary, select, input:not([type=hidden]), [role=option]')]
    .filter((one) => one.checkVisibility({visibilityProperty: true}) && !one.matches('.skip, .unseen *'))
    .filter((one) => one.localName !== 'a' || getComputedStyle(one).display !== 'inline')
    .map((one) => [one.textContent.trim() || one.id, one.getBoundingClientRect()])
    .filter(([, box]) => box.width < 44 || box.height < 44)
    .map(([name, box]) => `${name} ${Math.round(box.width)}x${Math.round(box.height)}`)"""


def asked(*questions: str) -> State:
    """The state after some questions were answered."""

    def ask_all(page: Page) -> None:
        for question in questions:
            ask(page, question)

    return ask_all


def refused(question: str) -> State:
    """The state after a question that was not taken."""

    def ask(page: Page) -> None:
        page.fill("#question", question)
        page.keyboard.press("Enter")
        page.locator("#problem:not(:empty)").wait_for()

    return ask


def failed(status: int) -> State:
    """The state after a question to which the site said this instead."""

    def ask(page: Page) -> None:
        def fail(route: Route) -> None:
            if route.request.method == "POST":
                route.fulfill(response=route.fetch(url=f"{page.evaluate('location.origin')}/fail/{status}"))
            else:
                route.continue_()

        page.route("**/", fail)
        refused(QUESTION)(page)

    return ask


def offline(page: Page) -> None:
    page.context.set_offline(True)
    refused(QUESTION)(page)
    page.context.set_offline(False)


def known(page: Page) -> None:
    page.locator("#question").press_sequentially("where can")
    page.locator("#known [role=option]").first.wait_for()
    page.keyboard.press("ArrowDown")


def reasons(page: Page) -> None:
    asked(QUESTION)(page)
    page.click(".feedback summary")


def judged(page: Page) -> None:
    asked(QUESTION)(page)
    page.locator(".feedback button").first.click()
    page.locator("#status:not(:empty)").wait_for()


def nothing(page: Page) -> None:
    pass


STATES: Mapping[str, tuple[str, State]] = {
    "empty": ("/", nothing),
    "answered": ("/", asked(QUESTION)),
    "answered with a long word": ("/", asked("the longest word that is known here", LONG)),
    "mended": ("/", asked("what is sweedish masage")),
    "follow-up": ("/", asked(QUESTION, "is it warm?")),
    "suggested": ("/", asked("trousers for cats")),
    "refused": ("/", asked(UNKNOWN)),
    "refused, with what is near": ("/", asked("massage for the legs")),
    "small talk": ("/", asked("hello")),
    "reasons": ("/", reasons),
    "judged": ("/", judged),
    "known questions": ("/", known),
    "no question": ("/", refused(" ")),
    "too long": ("/", refused("x" * 501)),
    "offline": ("/", offline),
    "answered with 413": ("/", failed(413)),
    "answered with 429": ("/", failed(429)),
    "answered with 500": ("/", failed(500)),
    "answered with 503": ("/", failed(503)),
    "in Spanish": ("/?lang=es", asked(QUESTION, UNKNOWN, "is it warm?")),
    "frame": ("/embed", nothing),
    "frame, answered": ("/embed", asked(QUESTION, "trousers for cats", UNKNOWN)),
    "article": ("/articles/massage?passage=swedish-massage&mark=0-50#swedish-massage", nothing),
    "articles": ("/articles/", nothing),
    "demo": ("/embed/demo", nothing),
    **{f"page of {status}": (f"/fail/{status}", nothing) for status in (400, 404, 405, 413, 429, 500, 503)},
}


def wrong(page: Page, axe: Axe) -> list[str]:
    """All that is not as it should be on a page, in every look."""
    found: list[str] = []
    for look, media in LOOKS.items():
        page.emulate_media(**{"color_scheme": "light", "forced_colors": "none", "reduced_motion": "reduce", **media})
        page.set_viewport_size(NARROW if look == "320 px" else WIDE)  # type: ignore[arg-type]
        found += [f"{look}: {what}" for what in axe(page)]
        if media:
            continue  # the shape is the same
        found += [f"{look}: small: {what}" for what in page.evaluate(SMALL)]
        if moving := page.evaluate("document.getAnimations().length"):
            found.append(f"{look}: {moving} things move")
        if over := page.evaluate(OVERFLOW):
            found.append(f"{look}: {over} px too wide")
    if over := page.evaluate(SPACED, SPACING):
        found.append(f"320 px, spaced: {over} px too wide")
    return found


@pytest.mark.parametrize("state", STATES)
def test_everybody_can_use_it(visit: Visit, axe: Axe, state: str) -> None:
    path, reach = STATES[state]
    page = visit(path, viewport=WIDE, reduced_motion="reduce")
    reach(page)
    found = wrong(page, axe)
    assert not found, "\n".join(found)


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory, serve: Callable[[Path], Any]) -> Iterator[str]:
    """The address of a site whose articles cannot be read."""
    corpus = tmp_path_factory.mktemp("broken")
    (corpus / "article.md").write_bytes(b"\0")
    with serve(corpus) as address:
        yield address


def test_everybody_can_read_that_there_is_no_content(visit: Visit, axe: Axe, broken: str) -> None:
    page = visit("/", base_url=broken, viewport=WIDE)
    assert "cannot be read" in page.inner_text("h1")
    found = wrong(page, axe)
    assert not found, "\n".join(found)
