"""The chat page, as somebody without script sees it."""

import re
from collections.abc import Callable
from html import unescape
from types import SimpleNamespace
from typing import Any, cast

import pytest
from flask import Flask
from flask.testing import FlaskClient

from faq_bot.live.follow import Follower
from faq_bot.live.generation import Generation
from web.chat import _starters

SWEDISH = "what is swedish massage"
UNKNOWN = "do you mend bicycles"
FRAGMENT = {"X-Requested-With": "XMLHttpRequest"}


def words(html: str) -> str:
    """What a reader sees of some HTML, space made plain."""
    return " ".join(unescape(re.sub(r"<[^>]+>", "", html)).split())


def quotations(html: str) -> list[str]:
    return [words(found) for found in re.findall(r"<blockquote[^>]*>(.*?)</blockquote>", html, re.DOTALL)]


def questions(html: str) -> list[str]:
    return [words(found) for found in re.findall(r'<h2 class="question">(.*?)</h2>', html, re.DOTALL)]


def carried(html: str) -> list[str]:
    return [unescape(value) for value in re.findall(r'name="history" value="([^"]*)"', html)]


def title(html: str) -> str:
    found = re.search(r"<title>(.*?)</title>", html, re.DOTALL)
    assert found
    return words(found[1])


def test_the_empty_page_has_a_named_log_a_labelled_field_and_the_numbers(client: FlaskClient) -> None:
    page = client.get("/").text
    assert '<html lang="en-GB">' in page
    assert title(page) == "Ask a question – Willow Clinic"
    assert page.count("<h1>") == 1
    assert '<div class="log" id="log" role="log" aria-label="Questions and answers"></div>' in page
    assert '<label for="question">' in page
    assert 'aria-describedby="problem hint"' in page
    assert "Please leave out names and other private details." in page
    for link in ("tel:01632960123", "tel:999", "tel:111", "tel:116123"):
        assert f'href="{link}"' in page
    assert not re.search(r"<style|style=|<script(?! src)|\son\w+=", page)


def test_an_answer_is_quoted_cited_and_marked(client: FlaskClient) -> None:
    page = client.post("/", data={"question": SWEDISH}).text
    assert title(page) == "Your answer – Ask a question – Willow Clinic"
    assert questions(page) == [f"You asked: {SWEDISH}"]
    assert quotations(page) == [
        "Swedish massage loosens tight muscles in the back. It uses long strokes and kneading. The oil is warm."
    ]
    assert "<mark>" in page
    assert 'href="/articles/massage?passage=swedish-massage&amp;mark=0-50#swedish-massage"' in page
    assert "From “Swedish massage”, Massage for a sore back, updated 2 March 2026" in words(page)
    assert "General information from Willow Clinic. Not a diagnosis." in words(page)


def test_a_refusal_shows_whom_to_turn_to(client: FlaskClient) -> None:
    page = client.post("/", data={"question": UNKNOWN}).text
    assert title(page).startswith("No answer found – ")
    assert not quotations(page)
    for link in (
        "tel:01632960123",
        "https://example.com/book",
        "https://example.com/contact",
        "mailto:hello@example.com",
    ):
        assert f'class="way" href="{link}"' in page
    shown = words(page)
    assert "Monday to Tuesday 09:00–17:00 Wednesday 09:00–12:00 13:00–19:00 Sunday Closed" in shown


def test_a_refusal_without_any_clinic_facts_is_still_a_page(site: Callable[..., Flask], files: dict[str, str]) -> None:
    page = site({"massage.md": files["massage.md"]}).test_client().post("/", data={"question": UNKNOWN})
    assert page.status_code == 200
    assert 'class="way"' not in page.text
    assert 'class="hours"' not in page.text


def test_the_conversation_stays_on_the_page_newest_last(client: FlaskClient) -> None:
    first = client.post("/", data={"question": SWEDISH}).text
    assert carried(first) == [SWEDISH]
    second = client.post("/", data={"question": "where do cars stand", "history": carried(first)}).text
    assert questions(second) == [f"You asked: {SWEDISH}", "You asked: where do cars stand"]
    assert len(quotations(second)) == 2
    assert second.count('id="latest"') == 1
    assert second.index('id="latest"') > second.index(SWEDISH)
    assert carried(second) == [SWEDISH, "where do cars stand"]


def test_ten_earlier_questions_are_shown_and_carried_at_most(client: FlaskClient) -> None:
    history = [f"is muscle {n} tight" for n in range(12)]
    page = client.post("/", data={"question": SWEDISH, "history": history}).text
    assert len(questions(page)) == 11
    assert carried(page) == [*history[3:], SWEDISH]


def test_what_is_carried_always_leaves_room_for_the_next_question(client: FlaskClient) -> None:
    question = "腰" * 500  # nine bytes each in a form
    page = client.post("/", data={"question": question, "history": [question]})
    assert page.status_code == 200
    assert carried(page.text) == [question, question][: len(carried(page.text))]
    assert client.post("/", data={"question": question, "history": carried(page.text)}).status_code == 200


def test_the_fragment_is_what_the_page_shows(client: FlaskClient) -> None:
    for question in (SWEDISH, UNKNOWN, "what should I bring along"):
        fragment = client.post("/", data={"question": question}, headers=FRAGMENT).text.strip()
        page = client.post("/", data={"question": question}).text.replace(' id="latest"', "")
        assert fragment.startswith("<article")
        assert fragment.endswith("</article>")
        assert fragment in page


def test_a_follow_up_is_the_same_in_the_fragment_and_on_the_page(client: FlaskClient) -> None:
    data = {"question": "is the oil for that warm", "history": [SWEDISH]}
    fragment = client.post("/", data=data, headers=FRAGMENT).text.strip()
    assert fragment in client.post("/", data=data).text.replace(' id="latest"', "")


def test_a_list_is_a_list(client: FlaskClient) -> None:
    page = client.post("/", data={"question": "what should I bring along before the visit"}).text
    quoted = re.sub(r"</?mark>", "", page[page.index("<blockquote") : page.index("</blockquote>")])
    assert re.sub(r"\s*\n\s*", "", quoted).endswith(
        "<p>Please bring these along:</p>"
        '<ol type="1"><li value="1">your letter</li><li value="2">loose clothes'
        '<ul><li>a shirt</li><li>trousers</li></ul></li><li value="3">a towel</li></ol>'
    )


@pytest.mark.parametrize(
    "question",
    [SWEDISH, UNKNOWN, "what should I bring along before the visit", "how much is acupuncture", "where do cars stand"],
)
def test_page_and_api_say_the_same_to_the_byte(client: FlaskClient, question: str) -> None:
    page = client.post("/", data={"question": question}).text
    answer = client.post("/api/v1/ask", json={"question": question}).json
    assert answer
    if answer["citation"]:
        without_markers = re.sub(r"(?m)^ *(?:\d+\.|•) ", "", answer["text"])
        assert quotations(page) == [" ".join(without_markers.split())]
        marked = " ".join(words(found) for found in re.findall(r"<mark>(.*?)</mark>", page, re.DOTALL))
        assert marked == " ".join(answer["text"][start:end] for start, end in answer["highlights"])
        path, _, anchor = answer["citation"]["url"].partition("#")
        assert re.search(rf'href="{path}\?passage=[^"]*#{anchor}"', page)
    else:
        assert f'<p class="message">{answer["text"]}</p>' in page


def test_all_exchanges_of_a_page_come_from_one_state_of_the_corpus(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    content: Follower = app.extensions["faq_bot"]
    ask = Generation.ask
    versions = []

    def ask_while_the_content_changes(generation: Any, question: str, history: Any = ()) -> Any:
        versions.append(generation.version)
        (content.folder / "massage.md").write_text(
            f"# Other\n\nSwedish massage ended in the year {2000 + len(versions)}."
        )
        content.build_here()
        assert content.generation is not generation
        return ask(generation, question, history)

    monkeypatch.setattr(Generation, "ask", ask_while_the_content_changes)
    client = app.test_client()
    page = client.post("/", data={"question": SWEDISH, "history": [SWEDISH, SWEDISH]}).text
    assert len(versions) == 3
    assert len(set(versions)) == 1
    assert set(quotations(page)) == {
        "Swedish massage loosens tight muscles in the back. It uses long strokes and kneading. The oil is warm."
    }
    assert "ended in the year 2003" in client.post("/", data={"question": SWEDISH}).text


def test_suggestions_lead_to_their_own_sections(client: FlaskClient) -> None:
    answer = client.post("/api/v1/ask", json={"question": SWEDISH}).json
    page = client.post("/", data={"question": SWEDISH}).text
    assert answer
    for suggestion in answer["suggestions"]:
        document, _, part = suggestion["passage"].partition("#")
        assert f'href="/articles/{document}#{part.split("/")[0]}">{suggestion["question"]}</a>' in page


def test_a_row_that_holds_the_question_twice_or_not_at_all_is_met(client: FlaskClient) -> None:
    assert client.post("/", data={}).status_code == 400
    page = client.post("/", data={"question": ["", SWEDISH, UNKNOWN]}).text
    assert questions(page) == [f"You asked: {SWEDISH}"]


def test_a_multipart_form_is_read_too(client: FlaskClient) -> None:
    page = client.post("/", data={"question": SWEDISH}, content_type="multipart/form-data")
    assert quotations(page.text)


def starters(app: Flask) -> list[str]:
    page = app.test_client().get("/").text
    return [words(found) for found in re.findall(r"<button[^>]*>(.*?)</button>", page, re.DOTALL) if "?" in found]


def test_questions_to_begin_with_are_from_all_over_the_corpus(site: Callable[[dict[str, str]], Flask]) -> None:
    files = {f"{name}.md": f"# {name}\n\n## What is {name}?\n\nIt is {name}.\n" for name in "abcdefghi"}
    assert starters(site(files)) == ["What is a?", "What is d?", "What is g?"]


def test_questions_to_begin_with_are_found_wherever_they_are(site: Callable[[dict[str, str]], Flask]) -> None:
    files = {f"{name}.md": f"# {name}\n\n## Of {name}\n\nIt is {name}.\n" for name in "abcdefghi"}
    files["e.md"] = "# e\n\n## What is e?\n\nIt is e.\n\n## Who is e?\n\nThey are e.\n"
    files["f.md"] = "---\nstaff_only: true\n---\n# f\n\n## What is f?\n\nIt is f.\n"
    assert sorted(starters(site(files))) == ["What is e?", "Who is e?"]


def test_a_large_corpus_is_not_walked_for_them() -> None:
    looked_at = []

    class Seen:
        staff_only = True

        def __getattribute__(self, name: str) -> Any:
            looked_at.append(name)
            return object.__getattribute__(self, name)

    many: Any = SimpleNamespace(passages=[Seen()] * 100_000)
    assert _starters(many) == []
    assert 0 < len(looked_at) <= 1000
    assert _starters(cast(Any, SimpleNamespace(passages=()))) == []
