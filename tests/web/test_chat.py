"""The chat page, as somebody without script sees it."""

import json
import re
import shutil
from collections.abc import Callable
from html import unescape
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from flask import Flask
from flask.testing import FlaskClient

from faq_bot.content.clinic import WEEKDAYS
from faq_bot.live.follow import Follower
from faq_bot.live.generation import Generation
from faq_bot.settings import Settings
from web import create_app
from web.chat import _starters

ROOT = Path(__file__).parents[2]
SWEDISH = "what is swedish massage"
UNKNOWN = "do you mend bicycles"
UNKNOWN_TO_SOME = "is the massage done on a bicycle in the back"
FRAGMENT = {"X-Requested-With": "XMLHttpRequest"}


def words(html: str) -> str:
    """What a reader sees of some HTML, space made plain."""
    return " ".join(unescape(re.sub(r"<[^>]+>", "", html)).split())


def quotations(html: str) -> list[str]:
    return [words(found) for found in re.findall(r"<blockquote[^>]*>(.*?)</blockquote>", html, re.DOTALL)]


def questions(html: str) -> list[str]:
    return [words(found) for found in re.findall(r'<h2 class="question"[^>]*>(.*?)</h2>', html, re.DOTALL)]


def carried(html: str, form: str = "ask") -> dict[str, list[str]]:
    """The earlier turns that a form sends."""
    part = html[html.index(f'id="{form}"') :]
    part = part[: part.index("</form>")]
    return {
        name: [unescape(value) for value in re.findall(rf'name="{name}" value="([^"]*)"', part)]
        for name in ("history", "how")
    }


def buttons(html: str, name: str) -> dict[str, str]:
    """What the buttons of a name send, by what stands on them."""
    found = re.findall(rf'<button form="choose" name="{name}" value="([^"]*)"[^>]*>(.*?)</button>', html, re.DOTALL)
    return {words(shown): unescape(value) for value, shown in found}


def title(html: str) -> str:
    found = re.search(r"<title>(.*?)</title>", html, re.DOTALL)
    assert found
    return words(found[1])


def test_the_empty_page_has_a_named_log_a_labelled_field_and_the_numbers(client: FlaskClient) -> None:
    page = client.get("/").text
    assert '<html lang="en-GB" dir="ltr">' in page
    assert title(page) == "Ask a question – Willow Clinic"
    assert page.count("<h1>") == 1
    assert '<div class="log" id="log" role="log" aria-label="Questions and answers"></div>' in page
    assert '<label for="question">' in page
    assert 'aria-describedby="problem hint"' in page
    assert "Please leave out names and other private details." in page
    for link in ("tel:01632960123", "tel:999", "tel:111", "tel:116123"):
        assert f'href="{link}"' in page
    assert not re.search(r"<style|style=|<script(?! src)|\son\w+=", page)
    assert '<meta name="description" content="Ask Willow Clinic a question' in page


def test_an_answer_is_quoted_cited_and_marked(client: FlaskClient) -> None:
    page = client.post("/", data={"question": SWEDISH}).text
    assert title(page) == "Your answer – Ask a question – Willow Clinic"
    assert questions(page) == [f"You asked: {SWEDISH}"]
    assert quotations(page) == [
        "Swedish massage loosens tight muscles in the back. It uses long strokes and kneading. The oil is warm."
    ]
    assert "<mark>" in page
    fragment = "Swedish%20massage%20loosens%20tight%20muscles%20in%20the%20back."
    address = f"/articles/massage?passage=swedish-massage&amp;mark=0-50#swedish-massage:~:text={fragment}"
    assert f'href="{address}"' in page
    assert "From Swedish massage, Massage for a sore back, updated 2 March 2026" in words(page)
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
    assert "Monday to Tuesday 09:00–17:00 Wednesday 09:00–12:00 13:00–19:00 Thursday to Sunday Closed" in shown


def test_a_refusal_without_any_clinic_facts_is_still_a_page(site: Callable[..., Flask], files: dict[str, str]) -> None:
    page = site({"massage.md": files["massage.md"]}).test_client().post("/", data={"question": UNKNOWN})
    assert page.status_code == 200
    assert 'class="way"' not in page.text
    assert 'class="hours"' not in page.text


def test_the_conversation_stays_on_the_page_newest_last(client: FlaskClient) -> None:
    first = client.post("/", data={"question": SWEDISH}).text
    assert carried(first) == carried(first, "choose") == {"history": [SWEDISH], "how": [""]}
    second = client.post("/", data={"question": "where do cars stand", **carried(first)}).text
    assert questions(second) == [f"You asked: {SWEDISH}", "You asked: where do cars stand"]
    assert len(quotations(second)) == 2
    assert second.count('id="latest"') == 1
    assert second.index('id="latest"') > second.index(SWEDISH)
    assert carried(second)["history"] == [SWEDISH, "where do cars stand"]


def test_ten_earlier_questions_are_shown_and_carried_at_most(client: FlaskClient) -> None:
    history = [f"is muscle {n} tight" for n in range(12)]
    page = client.post("/", data={"question": SWEDISH, "history": history}).text
    assert len(questions(page)) == 11
    assert carried(page)["history"] == [*history[3:], SWEDISH]


def test_what_is_carried_always_leaves_room_for_the_next_question(client: FlaskClient) -> None:
    question = "腰" * 500  # nine bytes each in a form
    page = client.post("/", data={"question": question, "history": [question]})
    assert page.status_code == 200
    kept = carried(page.text)["history"]
    assert kept == [question, question][: len(kept)]
    assert client.post("/", data={"question": question, **carried(page.text)}).status_code == 200


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
        assert re.search(rf'href="{path}\?passage=[^"]*#{anchor}[:"]', page)
    else:
        assert f'<p class="message" dir="auto">{answer["text"]}</p>' in page


def test_all_exchanges_of_a_page_come_from_one_state_of_the_corpus(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    content: Follower = app.extensions["faq_bot"]
    ask = Generation.ask
    versions = []

    def ask_while_the_content_changes(generation: Any, question: str, history: Any = (), **how: Any) -> Any:
        versions.append(generation.version)
        (content.folder / "massage.md").write_text(
            f"# Other\n\nSwedish massage ended in the year {2000 + len(versions)}."
        )
        content.build_here()
        assert content.generation is not generation
        return ask(generation, question, history, **how)

    monkeypatch.setattr(Generation, "ask", ask_while_the_content_changes)
    client = app.test_client()
    page = client.post("/", data={"question": SWEDISH, "history": [SWEDISH, SWEDISH]}).text
    assert len(versions) == 3
    assert len(set(versions)) == 1
    assert set(quotations(page)) == {
        "Swedish massage loosens tight muscles in the back. It uses long strokes and kneading. The oil is warm."
    }
    assert "ended in the year 2003" in client.post("/", data={"question": SWEDISH}).text


def test_a_suggestion_leads_to_its_own_passage(client: FlaskClient) -> None:
    answer = client.post("/api/v1/ask", json={"question": UNKNOWN_TO_SOME}).json
    page = client.post("/", data={"question": UNKNOWN_TO_SOME}).text
    assert answer
    assert answer["suggestions"]
    offered = buttons(page, "choice")
    for suggestion in answer["suggestions"]:
        chosen = client.post("/", data={"choice": suggestion["passage"], **carried(page)}).text
        assert offered[suggestion["question"]] == suggestion["passage"]
        assert questions(chosen)[-1] == f"You asked: {suggestion['question']}"
        assert f'value="helpful answered {answer["version"]} {suggestion["passage"]}"' in chosen
        assert carried(chosen)["how"] == ["", suggestion["passage"]]
        again = client.post("/", data={"question": SWEDISH, **carried(chosen)}).text
        assert quotations(again)[: len(quotations(chosen))] == quotations(chosen)  # it is still the one that was chosen


@pytest.mark.parametrize("passage", ["massage#gone", "alarm#alarm-code", "", "x" * 600, "\0"])
def test_a_passage_that_visitors_have_not_is_never_shown(client: FlaskClient, passage: str) -> None:
    response = client.post("/", data={"choice": passage, "history": SWEDISH})
    assert response.status_code == 400
    assert "alarm" not in response.text.lower()
    assert len(quotations(response.text)) == 1  # the conversation is still there
    kept = client.post("/", data={"question": SWEDISH, "history": [SWEDISH], "how": [passage]}).text
    assert quotations(kept)[0] == quotations(kept)[1]  # what cannot be shown is asked again in words
    assert "alarm" not in kept.lower()


def test_a_follow_up_is_shown_as_it_was_read_and_can_be_taken_back(client: FlaskClient) -> None:
    page = client.post("/", data={"question": "and how much is it", "history": ["what about acupuncture"]}).text
    read = re.search(r'<b class="follow-up" dir="auto">(.*?)</b>', page)
    assert read
    assert unescape(read[1]) == "acupuncture: and how much is it"
    (said,) = buttons(page, "alone").items()
    assert said == ("No, I meant only “and how much is it”", "and how much is it")
    alone = client.post("/", data={"alone": "and how much is it", **carried(page)}).text
    assert carried(alone)["how"] == ["", "", "alone"]
    newest = alone[alone.rindex("<article") :]
    assert "follow-up" not in newest
    fragment = {"alone": "and how much is it", "history": ["what about acupuncture"]}
    assert "follow-up" not in client.post("/", data=fragment, headers=FRAGMENT).text


def test_mended_spelling_is_shown_and_can_be_taken_back(client: FlaskClient) -> None:
    page = client.post("/", data={"question": "what is sweedish massage"}).text
    assert "Showing answers for swedish." in words(page)
    (said,) = buttons(page, "exact").items()
    assert said == ("Look for “sweedish” as I wrote it", "what is sweedish massage")
    exact = client.post("/", data={"exact": "what is sweedish massage", **carried(page)}).text
    newest = exact[exact.rindex("<article") :]
    assert "Showing answers for" not in newest
    assert carried(exact)["how"] == ["", "exact"]


def test_a_conversation_that_was_left_is_shown_again(client: FlaskClient) -> None:
    turns = {"history": [SWEDISH, "where do cars stand"], "how": ["", ""]}
    shown = client.post("/", data={"again": "1", **turns}, headers=FRAGMENT).text
    assert questions(shown) == [f"You asked: {SWEDISH}", "You asked: where do cars stand"]
    assert shown.count("<article") == shown.count("</article>") == 2


@pytest.mark.parametrize(
    ("form", "kept"),
    [
        pytest.param(
            "helpful answered {version} massage#swedish-massage", ("helpful", "massage#swedish-massage"), id="helpful"
        ),
        pytest.param(
            "wrong answered {version} massage#swedish-massage", ("wrong", "massage#swedish-massage"), id="wrong"
        ),
        pytest.param("not_asked no_answer {version} ", ("not_asked", ""), id="refusal"),
        pytest.param("helpful answered {version} massage#gone", ("helpful", ""), id="passage that is gone"),
        pytest.param("helpful answered {version} alarm#alarm-code", ("helpful", ""), id="staff only"),
        pytest.param("lovely answered {version} massage#swedish-massage", None, id="no verdict"),
        pytest.param("helpful my {version} hurts", None, id="no outcome"),
        pytest.param("helpful", None, id="half"),
        pytest.param("helpful answered my-back-hurts massage#swedish-massage", None, id="no version"),
        pytest.param("\0 \n \ud800", None, id="odd"),
    ],
)
@pytest.mark.parametrize(("path", "channel"), [("/", "page"), ("/embed", "frame")])
def test_a_verdict_is_kept_without_a_word_of_the_question(
    app: Flask, form: str, kept: tuple[str, str] | None, path: str, channel: str
) -> None:
    client = app.test_client()
    form = form.replace("{version}", "0123456789abcdef")
    data = {"feedback": form.encode("utf-8", "surrogatepass"), "history": SWEDISH}
    page = client.post(path, data=data)
    assert page.status_code == 200
    assert questions(page.text) == [f"You asked: {SWEDISH}"]
    assert '<p class="status" id="status" role="status">Thank you.' in page.text
    found = list(app.extensions["faq_bot_feedback"].read())
    assert [(record.verdict, record.passage, record.channel) for record in found] == (
        [(*kept, channel)] if kept else []
    )
    assert client.post(path, data=data, headers=FRAGMENT).status_code == 204


def test_every_answer_can_be_judged(client: FlaskClient) -> None:
    page = client.post("/", data={"question": SWEDISH}).text
    asked = client.post("/api/v1/ask", json={"question": SWEDISH}).json
    assert asked
    passage = f"{asked['version']} massage#swedish-massage"
    assert buttons(page, "feedback") == {
        "Yes": f"helpful answered {passage}",
        "Not what I asked": f"not_asked answered {passage}",
        "Wrong or out of date": f"wrong answered {passage}",
        "Hard to understand": f"unclear answered {passage}",
        "Something else": f"other answered {passage}",
    }
    assert "Yes" in buttons(client.post("/", data={"question": UNKNOWN}).text, "feedback")


def test_the_page_speaks_spanish_and_the_articles_stay_as_they_are(client: FlaskClient) -> None:
    page = client.post("/?lang=es", data={"question": SWEDISH}).text
    assert '<html lang="es" dir="ltr">' in page
    assert questions(page) == [f"Usted preguntó: {SWEDISH}"]
    assert '<blockquote class="quotation" lang="en-GB" dir="auto">' in page
    assert "actualizado el 2 de marzo de 2026" in words(page)
    assert 'action="/?lang=es#latest"' in page
    assert "passage=swedish-massage&amp;mark=0-50&amp;lang=es#swedish-massage" in page
    refused = client.post("/?lang=es", data={"question": UNKNOWN}).text
    assert "Nuestros artículos no responden a eso. No mencionan" in words(refused)
    assert "Our articles" not in words(refused)
    assert '<html lang="en-GB"' in client.get("/?lang=xx").text


def test_a_clinic_that_speaks_spanish_is_refused_in_spanish(
    site: Callable[[dict[str, str]], Flask], files: dict[str, str]
) -> None:
    files["_clinic.toml"] = files["_clinic.toml"].replace('language = "en-GB"', 'language = "es-MX"')
    client = site(files).test_client()
    assert '<html lang="es-MX" dir="ltr">' in client.get("/").text
    answer = client.post("/api/v1/ask", json={"question": UNKNOWN}).json
    assert answer
    assert answer["text"].startswith("Nuestros artículos no responden a eso.")
    assert "Our articles do not answer that." in words(client.post("/?lang=en", data={"question": UNKNOWN}).text)


def test_a_refusal_names_what_is_covered_and_whether_the_clinic_is_open(
    site: Callable[[dict[str, str]], Flask], files: dict[str, str]
) -> None:
    every_day = "\n".join(f'{day} = ["00:00-23:59"]' for day in WEEKDAYS)
    files["_clinic.toml"] = f'name = "Willow Clinic"\ntimezone = "Europe/London"\n[hours]\n{every_day}\n'
    refused = site(files).test_client().post("/", data={"question": UNKNOWN}).text
    assert "Open now" in words(refused)
    assert "What our articles cover Faq Massage for a sore back" in words(refused)
    assert "Alarm codes" not in refused
    never = "\n".join(f"{day} = []" for day in WEEKDAYS)
    files["_clinic.toml"] = f'timezone = "Europe/London"\n[hours]\n{never}\n'
    assert "Closed now." in words(site(files).test_client().post("/", data={"question": UNKNOWN}).text)


def test_the_frame_is_the_same_page_without_what_stands_around_it(client: FlaskClient) -> None:
    frame = client.post("/embed?lang=en&colour=0b5f5c", data={"question": SWEDISH}).text
    page = client.post("/", data={"question": SWEDISH}).text
    assert '<body class="frame" data-host="">' in frame
    assert "<header" not in frame
    assert 'action="/embed?lang=en&amp;colour=0b5f5c#latest"' in frame
    assert quotations(frame) == quotations(page)
    for link in re.findall(r'<a [^>]*href="(?:/articles|https?:)[^>]*>', frame):
        assert 'target="_blank" rel="noopener"' in link
    for bad in ("colour=red", "colour=%22onload", "host=https://evil.example", "lang=xx"):
        assert "evil" not in client.get(f"/embed?{bad}").text
        assert 'action="/embed#latest"' in client.get(f"/embed?{bad}").text


def fifty_questions() -> list[str]:
    lines = (ROOT / "tests" / "relevance" / "article.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line)["question"] for line in lines if not json.loads(line)["history"]][:: len(lines) // 60][:50]


@pytest.fixture(scope="module")
def clinic_site(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """The site over the articles that come with it."""
    folder = tmp_path_factory.mktemp("site") / "corpus"
    shutil.copytree(ROOT / "corpus", folder)
    return create_app(Settings(corpus=folder), follow=False).test_client()


def test_the_page_without_script_and_the_api_say_the_same_to_fifty_questions(clinic_site: FlaskClient) -> None:
    asked = fifty_questions()
    assert len(set(asked)) == 50
    outcomes = set()
    for question in asked:
        answer = clinic_site.post("/api/v1/ask", json={"question": question}).json
        page = clinic_site.post("/", data={"question": question}).text
        assert answer
        outcomes.add(answer["outcome"])
        assert list(buttons(page[page.index("<article") :], "choice").values()) == [
            suggestion["passage"] for suggestion in answer["suggestions"]
        ]
        if not answer["citation"]:
            assert words(re.findall(r'<p class="message" dir="auto">(.*?)</p>', page)[0]) == answer["text"]
            continue
        assert quotations(page) == [" ".join(re.sub(r"(?m)^ *(?:\d+\.|•) ", "", answer["text"]).split())]
        marked = " ".join(words(found) for found in re.findall(r"<mark>(.*?)</mark>", page, re.DOTALL))
        assert marked == " ".join(answer["text"][start:end] for start, end in answer["highlights"])
        path, _, anchor = answer["citation"]["url"].partition("#")
        assert re.search(rf'href="{path}\?passage=[^"]*#{anchor}[:"]', page)
    assert outcomes == {"answered", "suggested", "no_answer"}


def test_a_row_that_holds_the_question_twice_or_not_at_all_is_met(client: FlaskClient) -> None:
    assert client.post("/", data={}).status_code == 400
    page = client.post("/", data={"question": ["", SWEDISH, UNKNOWN]}).text
    assert questions(page) == [f"You asked: {SWEDISH}"]


def test_a_multipart_form_is_read_too(client: FlaskClient) -> None:
    page = client.post("/", data={"question": SWEDISH}, content_type="multipart/form-data")
    assert quotations(page.text)


def starters(app: Flask) -> list[str]:
    return list(buttons(app.test_client().get("/").text, "choice"))


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
