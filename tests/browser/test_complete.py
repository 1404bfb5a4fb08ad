"""The list of known questions while one types, key by key, in a real browser."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

QUESTIONS = {
    "What is Swedish massage?": "Swedish massage loosens tight muscles with long strokes and kneading.",
    "What should I bring to a massage?": "Please bring your letter and a towel that you like.",
    "Does a massage hurt?": "A massage may ache a little on the first day, and never more than you say.",
    "How long does a massage take?": "It takes an hour from the door to the door, with time to rest.",
    "Can I have a massage while I am expecting a child, and from which month on would that be?": "From the fourth on.",
    "Who gives the massage?": "One of four therapists, who all trained for three years.",
    "Is there a massage for children?": "Yes, from the age of six, with a parent in the room.",
    "Where can I leave my car?": "Cars stand behind the house, where the gate is open all day.",
}
MASSAGE = [  # what is offered for it, in order
    "Does a massage hurt?",
    "Who gives the massage?",
    "What is Swedish massage?",
    "How long does a massage take?",
    "Is there a massage for children?",
    "What should I bring to a massage?",
]
API = "**/api/v1/questions"

LOOKS: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "forced colours": {"forced_colors": "active"},
    "320 px": {"viewport": {"width": 320, "height": 256}},
    "phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True},
    "Spanish": {"locale": "es"},
}

Open = Callable[..., Page]


@pytest.fixture(scope="module")
def site(serve: Callable[[Path], Any], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server that knows the questions."""
    corpus = tmp_path_factory.mktemp("known")
    rows = [{"id": f"q{n}", "question": q, "answer": a} for n, (q, a) in enumerate(QUESTIONS.items())]
    (corpus / "faq.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows), "utf-8")
    (corpus / "_clinic.toml").write_text('name = "Willow Clinic"\nlanguage = "en-GB"\n')
    with serve(corpus) as address:
        yield address


@pytest.fixture
def opened(visit: Open, site: str) -> Open:
    """Opens a page, with the focus in the field."""

    def open_page(path: str = "/", **options: Any) -> Page:
        page = visit(path, base_url=site, **options)
        page.focus("#question")
        return page

    return open_page


def listed(page: Page) -> list[str]:
    """The options that are seen."""
    return page.locator("#known:visible > [role=option]").all_text_contents()


def active(page: Page) -> str | None:
    """The active option's text; it is what the field says, and what the list says."""
    found: list[str | None] = page.evaluate(
        """() => [document.getElementById(question.getAttribute('aria-activedescendant')),
                  known.querySelector('[aria-selected=true]')].map((one) => one && one.textContent)"""
    )
    assert found[0] == found[1]
    return found[0]


def type_and_see(page: Page, text: str = "massage") -> None:
    """Type, and see what is known of all of it."""
    with page.expect_response(
        lambda reply: reply.request.post_data == json.dumps({"text": text}, separators=(",", ":"))
    ):
        page.keyboard.type(text)
    expect(page.locator("#known")).to_be_visible()


def count_requests(page: Page) -> list[str]:
    """What was asked of the server so far, growing."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.post_data or "") if "questions" in request.url else None)
    return asked


def asked_last(page: Page) -> str:
    """The question that was answered last."""
    question = page.locator(".exchange").last.locator(".question")
    question.wait_for()
    return str(question.text_content()).split(": ", 1)[1]


def test_without_script_the_field_is_a_plain_one(visit: Open, site: str) -> None:
    page = visit(base_url=site, java_script_enabled=False)
    assert page.locator("#known").is_hidden()
    for name in ("role", "aria-expanded", "aria-controls", "aria-autocomplete"):
        assert page.get_attribute("#question", name) is None


def test_a_list_comes_up_while_one_types(opened: Open) -> None:
    page = opened()
    field = page.get_by_role("combobox")
    expect(field).to_have_attribute("aria-expanded", "false")
    type_and_see(page)
    expect(field).to_have_attribute("aria-expanded", "true")
    expect(field).to_have_attribute("aria-autocomplete", "list")
    assert page.locator(f"#{field.get_attribute('aria-controls')}").get_attribute("role") == "listbox"
    assert listed(page) == MASSAGE
    assert active(page) is None
    assert page.evaluate("document.activeElement.id") == "question"
    page.keyboard.type(" ta")
    expect(page.locator("#known > li")).to_have_count(1)
    assert listed(page) == ["How long does a massage take?"]
    page.keyboard.type("xi")
    expect(page.locator("#known")).to_be_hidden()
    expect(field).to_have_attribute("aria-expanded", "false")


@pytest.mark.parametrize(
    ("keys", "chosen", "shown", "text"),
    [
        pytest.param("ArrowDown", 0, True, "massage", id="down: the first"),
        pytest.param("ArrowDown ArrowDown", 1, True, "massage", id="down, down: the second"),
        pytest.param("ArrowUp", 5, True, "massage", id="up: the last"),
        pytest.param("ArrowUp ArrowUp", 4, True, "massage", id="up, up: the last but one"),
        pytest.param("ArrowUp ArrowDown", None, True, "massage", id="past the last: the field"),
        pytest.param("ArrowUp ArrowDown ArrowDown", 0, True, "massage", id="and round again"),
        pytest.param("ArrowDown ArrowUp", None, True, "massage", id="past the first: the field"),
        pytest.param("ArrowDown ArrowUp ArrowUp", 5, True, "massage", id="and round again, upwards"),
        pytest.param("ArrowDown Home x", None, False, "xmassage", id="home: the caret's"),
        pytest.param("Home ArrowDown End x", None, False, "massagex", id="end: the caret's"),
        pytest.param("ArrowDown ArrowLeft x", None, False, "massagxe", id="left: the caret's"),
        pytest.param("ArrowDown ArrowRight", None, True, "massage", id="right: the caret's"),
        pytest.param("ArrowDown Backspace", None, True, "massag", id="backspace deletes"),
        pytest.param("ArrowDown Space", None, True, "massage ", id="a printable key types"),
        pytest.param("ArrowDown Escape", None, False, "massage", id="escape closes, and the text stays"),
        pytest.param("Escape Alt+ArrowDown", None, True, "massage", id="alt and down opens"),
        pytest.param("Escape ArrowDown", 0, True, "massage", id="down opens, at the first"),
        pytest.param("Escape ArrowUp", None, False, "massage", id="up does not open"),
        pytest.param("ArrowDown Alt+ArrowUp", None, False, "massage", id="alt and up closes"),
        pytest.param("Shift+ArrowUp", None, True, "massage", id="with shift it marks text"),
        pytest.param("ArrowDown Tab", None, False, "massage", id="tab closes"),
        pytest.param("Backspace " * 6, None, False, "m", id="one letter is too few"),
    ],
)
def test_keys(opened: Open, keys: str, chosen: int | None, shown: bool, text: str) -> None:
    page = opened()
    type_and_see(page)
    for key in keys.split():
        page.keyboard.press(key)
    if shown:
        page.wait_for_timeout(150)
    expect(page.locator("#known")).to_be_visible(visible=shown)
    assert active(page) == (None if chosen is None else MASSAGE[chosen])
    assert page.input_value("#question") == text
    assert (page.evaluate("document.activeElement.id") == "question") == ("Tab" not in keys)
    assert page.locator(".exchange").count() == 0


def test_enter_asks_what_was_typed(opened: Open) -> None:
    page = opened()
    type_and_see(page, "who gives the mass")
    page.keyboard.press("Enter")
    assert asked_last(page) == "who gives the mass"
    assert listed(page) == []
    assert page.input_value("#question") == ""


def later(page: Page, milliseconds: float) -> Callable[[Route], None]:
    """Lets a request go on after a while."""

    def go_on(route: Route) -> None:
        page.wait_for_timeout(milliseconds)
        route.continue_()

    return go_on


def press_enter(page: Page) -> None:
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")


@pytest.mark.parametrize(
    ("choose", "options"),
    [
        pytest.param(press_enter, {}, id="enter"),
        pytest.param(lambda page: page.locator("#known li").nth(1).click(), {}, id="mouse"),
        pytest.param(lambda page: page.locator("#known li").nth(1).tap(), LOOKS["phone"], id="touch"),
    ],
)
def test_choosing_asks_that_very_passage(opened: Open, choose: Callable[[Page], None], options: dict[str, Any]) -> None:
    page = opened(**options)
    type_and_see(page)
    choose(page)
    assert asked_last(page) == "Who gives the massage?"
    assert str(page.locator(".exchange .source a").first.get_attribute("href")).startswith("/articles/faq")
    assert QUESTIONS["Who gives the massage?"] in page.locator(".exchange .quotation").inner_text()
    assert page.evaluate("document.activeElement.id") == "question"
    assert page.input_value("#question") == ""
    assert listed(page) == []
    assert page.locator(".exchange").count() == 1


def test_escape_closes_the_list_and_only_then_means_something_else(opened: Open) -> None:
    page = opened()
    page.evaluate("addEventListener('keydown', (event) => (window.free = !event.defaultPrevented))")
    type_and_see(page)
    page.keyboard.press("Escape")
    assert (listed(page), page.evaluate("window.free")) == ([], False)
    page.keyboard.press("Escape")
    assert page.evaluate("window.free") is True
    assert page.input_value("#question") == "massage"


def test_escape_is_final_for_what_is_still_on_its_way(opened: Open) -> None:
    page = opened()
    page.route(API, later(page, 300))
    with page.expect_request(API):
        page.keyboard.type("massage")
    page.keyboard.press("Escape")
    page.wait_for_timeout(600)
    assert listed(page) == []


def test_what_comes_later_takes_nothing_from_under_the_hand(opened: Open) -> None:
    page = opened()
    type_and_see(page)
    page.route(API, later(page, 300))
    with page.expect_request(API):
        page.keyboard.type(" ")
        page.keyboard.type("t")
    page.keyboard.press("ArrowDown")
    page.wait_for_timeout(700)
    assert (listed(page), active(page)) == (MASSAGE, MASSAGE[0])


def test_one_request_for_what_is_typed_in_one_go(opened: Open) -> None:
    page = opened()
    asked = count_requests(page)
    page.evaluate(
        """() => [...'massage'].forEach((letter) => {
            question.value += letter;
            question.dispatchEvent(new InputEvent('input', {bubbles: true}));
        })"""
    )
    expect(page.locator("#known")).to_be_visible()
    page.wait_for_timeout(300)
    assert asked == ['{"text":"massage"}']


def test_a_reply_that_comes_late_is_never_shown(opened: Open) -> None:
    page = opened()
    late: list[Route] = []
    page.route(API, lambda route: route.continue_() if late else late.append(route))
    page.evaluate(
        """() => {
            window.seen = [];
            new MutationObserver(() => seen.push(known.textContent)).observe(known, {childList: true});
        }"""
    )
    with page.expect_request(API):
        page.keyboard.type("massage")
    with page.expect_response(API):
        page.keyboard.type(" hurt")
    expect(page.locator("#known")).to_be_visible()
    assert late
    try:
        late[0].continue_()
    except Exception as error:  # it was given up, which is what is wanted
        assert "abort" in str(error).lower() or "handled" in str(error).lower()
    page.wait_for_timeout(300)
    assert listed(page) == ["Does a massage hurt?"]
    assert page.evaluate("window.seen") == ["Does a massage hurt?"]


def test_what_was_known_of_a_shorter_text_does_not_stay(opened: Open) -> None:
    page = opened()
    type_and_see(page)
    page.route(API, later(page, 1200))
    page.keyboard.type(" ta")
    page.wait_for_timeout(100)
    assert listed(page) == MASSAGE
    expect(page.locator("#known")).to_be_hidden(timeout=900)
    expect(page.locator("#known")).to_be_visible(timeout=3000)
    assert listed(page) == ["How long does a massage take?"]


def test_a_slow_server_keeps_nobody_from_asking(opened: Open) -> None:
    page = opened()
    page.route(API, later(page, 1500))
    with page.expect_request(API):
        page.keyboard.type("does a massage hurt")
    page.keyboard.press("Enter")
    assert asked_last(page) == "does a massage hurt"
    page.wait_for_timeout(1600)
    assert listed(page) == []


@pytest.mark.parametrize(
    "reply",
    [
        pytest.param({"status": 500, "body": "no"}, id="500"),
        pytest.param({"status": 503, "json": {"error": {"code": "x", "message": "y"}}}, id="503"),
        pytest.param({"status": 200, "body": "<p>Sign in to our network"}, id="a portal"),
        pytest.param({"status": 200, "json": {"something": "else"}}, id="another JSON"),
        pytest.param(None, id="offline"),
    ],
)
def test_when_it_fails_nothing_happens(opened: Open, reply: dict[str, Any] | None) -> None:
    page = opened()
    type_and_see(page)
    page.route(API, lambda route: route.fulfill(**reply) if reply else route.abort())
    page.keyboard.type(" hu")
    expect(page.locator("#known")).to_be_hidden()
    assert page.locator("#problem").inner_text() == ""
    assert page.locator("#status").inner_text() == ""
    page.unroute(API)
    page.keyboard.type("r")
    expect(page.locator("#known")).to_be_visible()
    assert listed(page) == ["Does a massage hurt?"]


@pytest.mark.parametrize("slow", ["/", "never"])
def test_nothing_comes_up_while_an_answer_is_awaited(opened: Open, slow: str) -> None:
    page = opened()
    if slow == "/":
        page.route("**/", later(page, 800))
    page.keyboard.type("where can I leave my car")
    page.keyboard.press("Enter")
    if slow == "/":
        asked = count_requests(page)
        page.fill("#question", "")
        page.keyboard.type("massage")
        page.wait_for_timeout(300)
        assert (listed(page), asked) == ([], [])
    page.locator(".exchange").wait_for()
    page.fill("#question", "")
    type_and_see(page)
    assert listed(page) == MASSAGE


@pytest.mark.parametrize("leave", ["press the button", "another field", "a starter"])
def test_it_closes_when_the_focus_leaves(opened: Open, leave: str) -> None:
    page = opened()
    type_and_see(page)
    if leave == "press the button":
        page.click(".send")
    elif leave == "another field":
        page.evaluate("document.activeElement.blur()")
    else:
        page.locator(".starters button").first.dispatch_event("click")
    expect(page.locator("#known")).to_be_hidden()
    page.wait_for_timeout(300)
    assert listed(page) == []


def test_how_many_there_are_is_said_after_a_rest(opened: Open) -> None:
    page = opened()
    said = page.locator("#known-count")
    assert (said.get_attribute("role"), said.inner_text()) == ("status", "")
    page.evaluate(
        """() => {
            window.said = [];
            const count = document.getElementById('known-count');
            const note = () => count.textContent && said.push(count.textContent);
            new MutationObserver(note).observe(count, {childList: true});
        }"""
    )
    type_and_see(page)
    page.wait_for_timeout(500)
    assert said.inner_text() == ""
    page.keyboard.type(" hu")
    page.wait_for_timeout(1400)
    page.keyboard.press("Backspace")
    page.keyboard.press("Backspace")
    page.wait_for_timeout(1400)
    assert page.evaluate("window.said") == ["One known question.", "6 known questions."]
    page.keyboard.press("Escape")
    assert said.inner_text() == ""


def test_a_word_that_is_being_composed_keeps_its_keys(opened: Open) -> None:
    page = opened()
    session = page.context.new_cdp_session(page)
    session.send("Input.imeSetComposition", {"text": "massage", "selectionStart": 7, "selectionEnd": 7})
    expect(page.locator("#known")).to_be_visible()  # on a phone, all words are composed
    page.evaluate(
        """() => ['ArrowDown', 'Enter', 'Escape'].forEach((key) => question.dispatchEvent(
            new KeyboardEvent('keydown', {key, isComposing: true, bubbles: true, cancelable: true})))"""
    )
    assert (listed(page), active(page)) == (MASSAGE, None)
    session.send("Input.insertText", {"text": "massage"})
    page.keyboard.press("ArrowDown")
    assert active(page) == MASSAGE[0]


def test_a_question_is_text_whatever_it_says(opened: Open) -> None:
    page = opened()
    bad = "<img src=x onerror=alert(1)>"
    page.route(API, lambda route: route.fulfill(json={"questions": [{"question": bad, "passage": bad}], "version": ""}))
    type_and_see(page)
    assert listed(page) == [bad]
    assert page.locator("#known *").count() == 1
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_timeout(300)


@pytest.mark.parametrize(
    ("path", "look"), [*(("/", look) for look in LOOKS), ("/embed", "light"), ("/embed", "320 px"), ("/embed", "phone")]
)
def test_the_open_list_is_for_everybody(opened: Open, axe: Callable[[Page], list[str]], path: str, look: str) -> None:
    page = opened(path, **LOOKS[look])
    type_and_see(page)
    for _ in range(5):
        page.keyboard.press("ArrowDown")
    unsure = ("obscured by another element", "pseudo element")  # of the options: scrolled out of the list, or behind it
    found = [one for one in axe(page) if one.startswith("violations") or "known" in one]
    assert [one for one in found if not any(reason in one for reason in unsure)] == []
    seen = page.evaluate(
        """() => {
            const [list, option, field] = [known, known.querySelector('[aria-selected]'), question]
                .map((one) => one.getBoundingClientRect());
            const at = document.elementFromPoint(option.x + option.width / 2, option.y + option.height / 2);
            return {
                whole: list.top >= 0 && list.bottom <= innerHeight && list.left >= 0 && list.right <= innerWidth,
                inside: option.top >= list.top - 1 && option.bottom <= list.bottom + 1,
                top: known.contains(at),
                apart: list.bottom <= field.top || list.top >= field.bottom,
                smallest: Math.min(...[...known.children].map((one) => one.getBoundingClientRect().height)),
                sideways: document.documentElement.scrollWidth - document.documentElement.clientWidth,
                looks: new Set([...known.children].map((one) => getComputedStyle(one).backgroundColor)).size,
            };
        }"""
    )
    assert {**seen, "smallest": seen["smallest"] >= 44} == {
        "whole": True,
        "inside": True,
        "top": True,
        "apart": True,
        "smallest": True,
        "sideways": 0,
        "looks": 2,
    }
