"""A visitor's whole way, in a real browser."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route

from tests.browser.asking import ask

QUESTION = "what is swedish massage"
UNKNOWN = "do you mend bicycles"

Visit = Callable[..., Page]


def test_a_question_is_answered_where_it_was_asked(visit: Visit) -> None:
    page = visit()
    page.evaluate(
        """() => {
            window.seen = {added: 0, changed: 0};
            new MutationObserver((changes) => changes.forEach((change) => {
                window.seen.added += change.addedNodes.length;
                window.seen.changed += change.removedNodes.length + (change.type !== 'childList');
            })).observe(document.getElementById('log'),
                {childList: true, subtree: true, characterData: true, attributes: true});
        }"""
    )
    for count, question in enumerate((QUESTION, UNKNOWN, "what should I bring along before the visit"), start=1):
        ask(page, question)
        assert page.evaluate("window.seen") == {"added": count, "changed": 0}
        assert page.evaluate("document.activeElement.id") == "question"
        assert page.input_value("#question") == ""
        assert page.url.endswith("/")
    assert page.locator("mark").first.text_content() == "Swedish massage loosens tight muscles in the back."
    kept = page.evaluate("JSON.parse(sessionStorage.getItem('faq-bot'))")
    assert [turn["question"] for turn in kept][:2] == [QUESTION, UNKNOWN]
    assert page.locator("#status").text_content() == ""


def test_without_script_the_same_words_come_back(visit: Visit) -> None:
    scripted, plain = visit(), visit(java_script_enabled=False)
    for question in (QUESTION, UNKNOWN):
        ask(scripted, question)
        plain.fill("#question", question)
        with plain.expect_navigation():
            plain.keyboard.press("Enter")
    scripted.evaluate("document.querySelectorAll('#log .needs-script').forEach((one) => one.remove())")
    shown = [page.locator("#log").inner_text() for page in (scripted, plain)]
    assert shown[0] == shown[1]
    assert plain.url.endswith("/#latest")
    assert plain.title().startswith("No answer found – ")
    plain.fill("#question", " ")
    plain.keyboard.press("Enter")
    plain.locator("#problem:not(:empty)").wait_for()
    assert plain.title().startswith("Error: ")
    assert plain.locator(".exchange").count() == 2


def test_pressing_the_button_keeps_the_field_ready(visit: Visit) -> None:
    page = visit()
    page.fill("#question", QUESTION)
    page.click(".send")
    page.locator("#log > *").wait_for()
    assert page.evaluate("document.activeElement.id") == "question"


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_enter_asks_what_was_typed_not_what_was_offered(visit: Visit, script: bool) -> None:
    page = visit(java_script_enabled=script)
    page.fill("#question", QUESTION)
    page.keyboard.press("Enter")
    assert page.locator(".question").text_content() == f"You asked: {QUESTION}"


def test_a_question_that_cannot_be_asked_stays_in_the_field(visit: Visit) -> None:
    page = visit()
    page.fill("#question", "x" * 501)
    page.keyboard.press("Enter")
    page.locator("#problem:not(:empty)").wait_for()
    assert "too long, by 1" in str(page.locator("#problem").text_content())
    assert page.get_attribute("#question", "aria-invalid") == "true"
    assert page.input_value("#question") == "x" * 501
    assert page.evaluate("document.activeElement.id") == "question"
    ask(page, QUESTION)
    assert page.get_attribute("#question", "aria-invalid") is None
    assert page.locator("#problem").text_content() == ""


@pytest.mark.parametrize("failure", ["offline", "500", "cut short"])
def test_when_it_fails_the_question_stays_and_that_is_said(visit: Visit, failure: str) -> None:
    page = visit()
    if failure == "offline":
        page.context.set_offline(True)
    elif failure == "500":
        page.route("**/", lambda route: route.fulfill(status=500, body="<p>no", content_type="text/html"))
    else:
        page.route("**/", lambda route: route.fulfill(status=200, body="<p>no", content_type="text/html"))
    page.fill("#question", QUESTION)
    page.keyboard.press("Enter")
    page.locator("#problem:not(:empty)").wait_for()
    assert "Your question is still in the box" in str(page.locator("#problem").text_content())
    assert page.input_value("#question") == QUESTION
    assert page.locator("#log > *").count() == 0
    page.context.set_offline(False)


@pytest.mark.parametrize(("seconds", "said"), [(0, ""), (1.6, "Searching…")])
def test_searching_is_said_only_when_it_takes_long(visit: Visit, seconds: float, said: str) -> None:
    page = visit()

    def late(route: Route) -> None:
        page.wait_for_timeout(seconds * 1000)
        route.continue_()

    page.evaluate(
        """() => {
            window.said = '';
            new MutationObserver(() => { window.said += document.getElementById('status').textContent; })
                .observe(document.getElementById('status'), {childList: true});
        }"""
    )
    page.route("**/", late)
    ask(page, QUESTION)
    assert page.evaluate("window.said") == said


@pytest.mark.parametrize("viewport", [(1280, 800), (390, 844)], ids=["desktop", "phone"])
def test_the_link_lands_at_the_marked_sentence(visit: Visit, viewport: tuple[int, int]) -> None:
    page = visit(viewport={"width": viewport[0], "height": viewport[1]})
    ask(page, "drink water aftercare begins")
    with page.expect_navigation():
        page.click(".source a")
    assert page.locator("mark").text_content() == "Drink some water once the aftercare begins."
    page.wait_for_timeout(100)
    box = page.locator("mark").bounding_box()
    assert box
    assert 0 <= box["y"] < viewport[1]


def test_the_keyboard_alone_is_enough(visit: Visit) -> None:
    page = visit(viewport={"width": 390, "height": 700})
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    ids = []
    for _ in range(8):
        page.keyboard.press("Tab")
        ids.append(page.evaluate("document.activeElement.id"))
        if ids[-1] == "question":
            break
    assert ids[-1] == "question"
    page.keyboard.type(UNKNOWN)
    page.keyboard.press("Enter")
    page.locator("#log > *").wait_for()
    seen = 0
    while page.evaluate("document.activeElement.className") != "skip" and seen < 40:
        page.keyboard.press("Shift+Tab")
        seen += 1
        hidden = page.evaluate(
            """() => {
                const one = document.activeElement, box = one.getBoundingClientRect();
                const at = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
                return one === document.body || one.contains(at) || at?.contains(one) ? '' : one.outerHTML;
            }"""
        )
        assert hidden == ""
        outline = page.evaluate("getComputedStyle(document.activeElement).outline")
        assert "3px" in outline or page.evaluate("document.activeElement === document.body")
    assert seen < 40


def test_the_log_is_announced_as_a_log(visit: Visit) -> None:
    page = visit()
    session = page.context.new_cdp_session(page)
    session.send("Accessibility.enable")
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    (log,) = [node for node in nodes if node.get("role", {}).get("value") == "log"]
    assert log["name"]["value"] == "Questions and answers"
    assert {"live": "polite", "atomic": False}.items() <= {
        item["name"]: item["value"].get("value") for item in log["properties"]
    }.items()
