"""What a visitor does around a question: choosing, judging, copying, taking back, coming back."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.asking import ask

SWEDISH = "what is swedish massage"
UNKNOWN = "do you mend bicycles"
FOLLOW_UP = "and is it warm"

Visit = Callable[..., Page]


def asked(page: Page) -> list[str]:
    return [text.removeprefix("You asked: ") for text in page.locator(".question").all_text_contents()]


def stored(page: Page) -> str | None:
    return page.evaluate("sessionStorage.getItem('faq-bot')")


def start_again(page: Page) -> None:
    with page.expect_navigation():
        page.click("#again")
    assert stored(page) is None


def test_a_reload_does_not_lose_the_conversation_in_this_tab_alone(visit: Visit) -> None:
    page = visit()
    assert stored(page) is None
    ask(page, SWEDISH)
    ask(page, UNKNOWN)
    shown = page.locator("#log").inner_text()
    page.reload()
    page.locator("#log > *").nth(1).wait_for()
    assert page.locator("#log").inner_text() == shown
    ask(page, FOLLOW_UP)
    assert asked(page) == [SWEDISH, UNKNOWN, FOLLOW_UP]
    other = page.context.new_page()
    other.goto("/")
    assert other.locator("#log > *").count() == 0
    assert stored(other) is None
    assert page.evaluate("localStorage.length") == 0
    start_again(page)
    assert page.locator("#log > *").count() == 0
    page.reload()
    assert page.locator("#log > *").count() == 0


def test_what_is_shown_again_is_not_announced_again(visit: Visit) -> None:
    page = visit()
    ask(page, SWEDISH)
    page.add_init_script(
        """document.addEventListener('DOMContentLoaded', () => {
            window.live = [];
            new MutationObserver(() => window.live.push(document.getElementById('log').getAttribute('aria-live')))
                .observe(document.getElementById('log'), {childList: true});
        })"""
    )
    page.reload()
    page.locator("#log > *").wait_for()
    assert page.evaluate("window.live") == ["off"]
    ask(page, UNKNOWN)
    assert page.evaluate("window.live") == ["off", None]
    start_again(page)


def test_a_conversation_that_the_server_shows_goes_on_with_script(visit: Visit) -> None:
    """The script came late: the first question was sent as a form."""
    page = visit()
    page.evaluate("document.getElementById('question').value = 'what is swedish massage'")
    with page.expect_navigation():
        page.evaluate("document.getElementById('ask').submit()")
    ask(page, FOLLOW_UP)
    assert page.locator(".follow-up").text_content() == f"swedish massage: {FOLLOW_UP}"
    start_again(page)


def test_an_opening_suggestion_leads_to_its_own_passage(visit: Visit) -> None:
    page = visit("/")
    starters = page.locator(".starters button")
    text = starters.first.text_content()
    starters.first.click()
    page.locator("#log > *").wait_for()
    assert asked(page) == [text]
    start_again(page)


def test_a_follow_up_can_be_taken_back_or_changed(visit: Visit) -> None:
    page = visit()
    ask(page, SWEDISH)
    ask(page, FOLLOW_UP)
    assert page.locator(".follow-up").text_content() == f"swedish massage: {FOLLOW_UP}"
    page.click(".edit")
    assert page.input_value("#question") == f"swedish massage: {FOLLOW_UP}"
    assert page.evaluate("document.activeElement.id") == "question"
    page.fill("#question", "")
    page.click("button[name=alone]")
    page.locator("#log > *").nth(2).wait_for()
    assert asked(page) == [SWEDISH, FOLLOW_UP, FOLLOW_UP]
    assert page.locator(".follow-up").count() == 1
    start_again(page)


def test_mended_spelling_can_be_taken_back(visit: Visit) -> None:
    page = visit()
    ask(page, "what is sweedish massage")
    page.click("button[name=exact]")
    page.locator("#log > *").nth(1).wait_for()
    assert page.locator(".mended").count() == 1
    start_again(page)


@pytest.mark.parametrize("helped", [True, False], ids=["helpful", "with a reason"])
def test_an_answer_is_judged_without_being_written_again(visit: Visit, helped: bool) -> None:
    page = visit()
    ask(page, SWEDISH)
    before = page.locator("#log").inner_text()
    if helped:
        button = page.locator(".feedback > button")
    else:
        page.click(".feedback summary")
        before = page.locator("#log").inner_text()
        button = page.locator(".feedback details button").nth(1)
    with page.expect_response(lambda response: response.request.method == "POST") as sent:
        button.click()
    assert sent.value.status == 204
    page.locator("#status:not(:empty)").wait_for()
    assert page.locator("#status").text_content() == "Thank you. That helps us to answer better."
    assert button.get_attribute("aria-pressed") == "true"
    assert page.locator("#log").inner_text() == before
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    button.click(force=True)  # it says that it is of no use any more
    page.wait_for_timeout(100)
    assert requests == []
    start_again(page)


def test_without_script_an_answer_is_judged_and_the_conversation_stays(visit: Visit) -> None:
    page = visit(java_script_enabled=False)
    page.fill("#question", SWEDISH)
    page.keyboard.press("Enter")
    page.locator("#log > *").wait_for()
    page.click(".feedback summary")
    with page.expect_navigation():
        page.locator(".feedback details button").first.click()
    assert page.locator("#status").text_content() == "Thank you. That helps us to answer better."
    assert asked(page) == [SWEDISH]
    assert page.locator(".copy").is_hidden()
    with page.expect_navigation():
        page.click("#again")
    assert page.locator("#log > *").count() == 0


@pytest.mark.parametrize("allowed", [True, False], ids=["allowed", "not allowed"])
def test_copy_takes_the_answer_and_where_it_stands(visit: Visit, allowed: bool) -> None:
    page = visit()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(page, SWEDISH)
    if not allowed:
        page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('no')); }")
    page.click(".copy")
    page.locator("#status:not(:empty)").wait_for()
    assert page.locator("#status").text_content() == "Copied."
    copied = page.evaluate("navigator.clipboard.readText()").replace("\r", "")
    quoted, source, address = copied.rsplit("\n", 2)
    assert quoted.strip() == " ".join(str(page.locator(".quotation").text_content()).split())
    assert source == "Source: Massage for a sore back, Swedish massage, updated 2 March 2026"
    assert address == page.evaluate("location.origin + '/articles/massage#swedish-massage'")
    start_again(page)


def test_what_failed_is_offered_again(visit: Visit) -> None:
    page = visit()
    page.context.set_offline(True)
    page.fill("#question", SWEDISH)
    page.keyboard.press("Enter")
    page.locator("#retry").wait_for()
    assert "You seem to be offline" in str(page.locator("#problem").text_content())
    page.context.set_offline(False)
    page.locator("#status:not(:empty)").wait_for()
    assert page.locator("#status").text_content() == "You are connected again."
    page.click("#retry")
    page.locator("#log > *").wait_for()
    assert asked(page) == [SWEDISH]
    assert page.input_value("#question") == ""
    assert page.locator("#problem").text_content() == ""
    assert page.locator("#retry").is_hidden()
    start_again(page)


def test_two_questions_at_once_are_one(visit: Visit) -> None:
    page = visit()
    page.fill("#question", SWEDISH)
    page.evaluate("for (let n = 0; n < 5; n++) document.querySelector('.send').click()")
    page.locator("#log > *").wait_for()
    page.wait_for_timeout(200)
    assert asked(page) == [SWEDISH]
    start_again(page)


@pytest.mark.parametrize("kept", ["{", "[]", "null", '[{"question": 1}]', '[{"question": "x", "how": "massage#gone"}]'])
def test_what_the_tab_keeps_may_be_anything(visit: Visit, kept: str) -> None:
    page = visit()
    page.evaluate("(kept) => sessionStorage.setItem('faq-bot', kept)", kept)
    page.reload()
    page.wait_for_timeout(150)
    before = page.locator("#log > *").count()
    assert before == ("gone" in kept)
    ask(page, SWEDISH)
    assert asked(page)[-1] == SWEDISH
    start_again(page)


def test_the_page_speaks_spanish_in_all_it_does(visit: Visit) -> None:
    page = visit("/?lang=es")
    ask(page, SWEDISH)
    assert page.locator(".question").text_content() == f"Usted preguntó: {SWEDISH}"
    page.click(".feedback > button")
    page.locator("#status:not(:empty)").wait_for()
    assert str(page.locator("#status").text_content()).startswith("Gracias.")
    start_again(page)
    assert page.url.endswith("/?lang=es")


def test_what_other_scripts_ask_is_answered_in_turn(visit: Visit) -> None:
    page = visit()
    page.evaluate(
        """(questions) => questions.forEach((detail) =>
            document.dispatchEvent(new CustomEvent('faq-bot:ask', {detail})))""",
        [SWEDISH, UNKNOWN, FOLLOW_UP],
    )
    page.locator("#log > *").nth(2).wait_for()
    assert asked(page) == [SWEDISH, UNKNOWN, FOLLOW_UP]
    start_again(page)


def test_what_is_asked_while_the_conversation_is_restored_waits_and_is_announced(visit: Visit) -> None:
    page = visit()
    ask(page, SWEDISH)
    page.route("**/", lambda route: (page.wait_for_timeout(400), route.continue_()))
    page.reload(wait_until="domcontentloaded")
    page.fill("#question", FOLLOW_UP)
    page.keyboard.press("Enter")
    page.locator("#log > *").nth(1).wait_for()
    assert asked(page) == [SWEDISH, FOLLOW_UP]
    assert page.locator(".follow-up").count() == 1
    assert page.get_attribute("#log", "aria-live") is None
    page.unroute("**/")
    start_again(page)


def test_a_conversation_that_cannot_be_restored_is_not_gone_on_with_unseen(visit: Visit) -> None:
    page = visit()
    ask(page, SWEDISH)
    fail = lambda route: route.abort() if route.request.method == "POST" else route.continue_()  # noqa: E731
    page.route("**/", fail)
    page.reload()
    page.locator("#retry").wait_for()
    assert "could not show your earlier questions" in str(page.locator("#problem").text_content())
    page.fill("#question", FOLLOW_UP)
    page.keyboard.press("Enter")
    page.wait_for_timeout(200)
    assert page.locator("#log > *").count() == 0
    page.unroute("**/", fail)
    page.click("#retry")
    page.locator("#log > *").wait_for()
    page.focus("#question")
    page.keyboard.press("Enter")
    page.locator("#log > *").nth(1).wait_for()
    assert asked(page) == [SWEDISH, FOLLOW_UP]
    start_again(page)


def test_pressing_a_suggestion_keeps_the_field_ready(visit: Visit) -> None:
    page = visit()
    page.locator(".starters button").first.focus()
    page.keyboard.press("Enter")
    page.locator("#log > *").wait_for()
    assert page.evaluate("document.activeElement.id") == "question"
    start_again(page)


def test_far_too_much_text_is_not_offered_again(visit: Visit) -> None:
    page = visit()
    page.fill("#question", "x" * 20_000)
    page.keyboard.press("Enter")
    page.locator("#problem:not(:empty)").wait_for()
    assert page.get_attribute("#question", "aria-invalid") == "true"
    assert page.locator("#retry").is_hidden()
