"""The article pages in a real browser."""

import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect
from werkzeug.serving import make_server

from faq_bot.content.corpus import load_corpus
from faq_bot.settings import Settings
from web import create_app
from web.text_fragment import text_fragment

Visit = Callable[..., Page]
Axe = Callable[[Page], list[str]]

QUIET = "\n\n".join(["The room stays quiet for as long as anybody likes to rest in it after all."] * 30)

ARTICLE = f"""---
title: Massage for a sore back
updated: 2026-03-02
---

Who this is for: everybody with a sore back. Yes, everybody.

## What is Swedish massage?

{QUIET}

Swedish massage loosens tight muscles, in the back & well-known places. It uses long strokes and kneading, slowly at
first, and then as firmly as is pleasant for whoever came to have it done on that day of the week. The oil is warm.

## Before the visit

{QUIET}

Please bring these along:

1. your letter
2. loose clothes
   - a shirt. Yes, a shirt.
   - trousers, if you like to wear them, or anything else that is soft, long and easy to put on again afterwards
3. a towel

### Where to leave the car

{QUIET}

Is there room? Yes, there is. Cars stand behind the building.
"""


def rows(count: int) -> str:
    answers = {f"row-{n}": (f"What of room {n}?", f"Room {n} is warm. It is also dry.") for n in range(count)}
    return "".join(json.dumps({"id": id, "question": q, "answer": a}) + "\n" for id, (q, a) in answers.items())


FILES = {"massage.md": ARTICLE, "few.jsonl": rows(40), "rows.jsonl": rows(2000)}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("articles")
    for name, text in FILES.items():
        (folder / name).write_text(text, "utf-8")
    server = make_server("127.0.0.1", 0, create_app(Settings(corpus=folder), follow=False), threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    server.server_close()


def passage_with(words: str, tmp_path: Path) -> tuple[str, str, int, int]:
    """Of the passage that has these words: its id, its text, and where in it they stand."""
    (tmp_path / "massage.md").write_text(ARTICLE, "utf-8")
    for passage in load_corpus(tmp_path).passages:
        if (start := passage.text.find(words)) >= 0:
            return passage.id, passage.text, start, start + len(words)
    raise AssertionError(words)


SENTENCES = {
    "short": "The oil is warm.",
    "with signs": "Swedish massage loosens tight muscles, in the back & well-known places.",
    "long": (
        "It uses long strokes and kneading, slowly at first, and then as firmly as is pleasant for whoever came to "
        "have it done on that day of the week."
    ),
    "a list item": "your letter",
    "a few words that stand elsewhere too": "Yes, a shirt.",
    "a long item in a list within": (
        "trousers, if you like to wear them, or anything else that is soft, long and easy to put on again afterwards"
    ),
    "a lead-in": "Please bring these along:",
    "few words in a paragraph": "Yes, there is.",
}


@pytest.mark.parametrize("script", [False, True], ids=["without script", "with script"])
@pytest.mark.parametrize("sentence", SENTENCES.values(), ids=SENTENCES)
def test_a_link_leads_to_the_sentence(visit: Visit, tmp_path: Path, sentence: str, script: bool) -> None:
    passage, text, start, end = passage_with(sentence, tmp_path)
    page = visit("/articles/", java_script_enabled=script, viewport={"width": 390, "height": 400})
    query = f"?passage={quote(passage.partition('#')[2])}&mark={start}-{end}"
    directive = text_fragment(text, start, end)
    page.goto(f"/articles/massage{query}#{directive}")  # no section: only the words can lead there
    assert page.locator("mark").all_text_contents() == [sentence]
    expect(page.locator("mark").first).to_be_in_viewport(ratio=1)
    page.goto(f"/articles/massage{query}#nowhere{directive}")
    expect(page.locator("mark").first).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("script", [False, True], ids=["without script", "with script"])
def test_from_an_answer_to_its_sentence(visit: Visit, script: bool) -> None:
    page = visit("/", java_script_enabled=script, viewport={"width": 390, "height": 600})
    page.fill("#question", "what is swedish massage")
    page.keyboard.press("Enter")
    answer = page.locator(".exchange mark").first
    answer.wait_for()
    quoted = answer.text_content()
    page.locator(".exchange a[href*='/articles/']").first.click()
    page.wait_for_url("**/articles/**")
    assert page.locator("mark").first.text_content() == quoted
    expect(page.locator("mark").first).to_be_in_viewport(ratio=1)


def test_words_that_are_gone_lead_to_the_section(visit: Visit) -> None:
    page = visit("/articles/massage#before-the-visit:~:text=No%20such%20words", java_script_enabled=False)
    expect(page.locator("#before-the-visit h2").first).to_be_in_viewport(ratio=1)


def test_all_marks_are_seen_and_the_first_comes_into_view(visit: Visit, tmp_path: Path) -> None:
    passage, text, start, end = passage_with("The oil is warm.", tmp_path)
    first = text.index("Swedish massage loosens")
    first_end = text.index("places.") + len("places.")
    page = visit(f"/articles/massage?passage={quote(passage.partition('#')[2])}&mark={first}-{first_end},{start}-{end}")
    assert page.locator("mark").all_text_contents() == [text[first:first_end], text[start:end]]
    expect(page.locator("mark").first).to_be_in_viewport(ratio=1)
    colours = page.locator("mark").evaluate_all("(all) => all.map((e) => getComputedStyle(e).backgroundColor)")
    assert "rgba(0, 0, 0, 0)" not in colours


def test_paper_has_the_article_and_its_address_and_no_navigation(visit: Visit, address: str) -> None:
    page = visit("/articles/massage")
    for selector in (".contents", ".to-section", ".print", ".back", ".after"):
        assert page.locator(selector).first.is_visible(), selector
    assert not page.locator(".address").is_visible()
    page.emulate_media(media="print")
    for selector in (".contents", ".to-section", ".print", ".back", ".after", ".skip", ".bottom nav"):
        assert not any(part.is_visible() for part in page.locator(selector).all()), selector
    assert page.locator(".address").is_visible()
    assert page.locator(".address").inner_text() == f"{address}/articles/massage"
    assert page.locator("h1").is_visible()
    assert page.locator("text=trousers, if you like").is_visible()


def test_the_print_button_prints_and_is_there_only_where_it_can(visit: Visit) -> None:
    page = visit("/articles/massage", java_script_enabled=False)
    assert not page.locator(".print").is_visible()
    page = visit("/articles/massage")
    page.evaluate("window.print = () => { window.printed = true; }")
    button = page.get_by_role("button", name="Print this article")
    box = button.bounding_box()
    assert box and box["height"] >= 44
    button.click()
    assert page.evaluate("window.printed")


def test_contents_and_links_to_sections_by_keyboard(visit: Visit, address: str) -> None:
    page = visit("/articles/massage", java_script_enabled=False)
    names = ["What is Swedish massage?", "Before the visit", "Where to leave the car"]
    assert page.get_by_role("navigation", name="On this page").get_by_role("link").all_text_contents() == names
    inner = page.locator(".contents li li").get_by_role("link")
    assert inner.all_text_contents() == names[2:]
    reached: list[str] = []
    for _ in range(60):
        page.keyboard.press("Tab")
        name = page.evaluate("document.activeElement.textContent.trim().replace(/#$/, '')")
        reached.append(str(name))
        if name == f"Link to this section: {names[-1]}":
            break
    assert [name for name in reached if name in names] == names
    assert [name for name in reached if name.startswith("Link")] == [f"Link to this section: {name}" for name in names]
    page.keyboard.press("Enter")
    assert page.url == f"{address}/articles/massage#where-to-leave-the-car"
    expect(page.locator("#where-to-leave-the-car h3").first).to_be_in_viewport(ratio=1)
    for link in page.locator(".to-section, .contents a, .back a, .after a").all():
        box = link.bounding_box()
        assert box and box["height"] >= 44 and box["width"] >= 44, link.inner_text()


LOOKS: dict[str, dict[str, Any]] = {
    "light": {},
    "dark": {"color_scheme": "dark"},
    "forced colours": {"forced_colors": "active"},
    "320 px": {"viewport": {"width": 320, "height": 256}},
}


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
@pytest.mark.parametrize("path", ["/articles/massage", "/articles/", "/articles/few"])
def test_everyone_can_use_it(visit: Visit, axe: Axe, path: str, look: dict[str, Any]) -> None:
    page = visit(path, **look)
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    assert axe(page) == []
    if (folded := page.locator("summary")).count():
        folded.click()
        assert axe(page) == []


def test_two_thousand_rows_stay_usable(visit: Visit) -> None:
    page = visit("/articles/rows#row-1500", java_script_enabled=False)
    expect(page.locator("#row-1500 h2").first).to_be_in_viewport(ratio=1)
    summary = page.locator(".contents summary")
    assert summary.inner_text() == "On this page: 2000 sections"
    assert not page.locator(".contents li").first.is_visible()
    summary.focus()
    page.keyboard.press("Enter")
    assert page.locator(".contents li").count() == 2000
    page.locator(".contents a").nth(1999).focus()
    page.keyboard.press("Enter")
    expect(page.locator("#row-1999 h2").first).to_be_in_viewport(ratio=1)
