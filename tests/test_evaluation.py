"""Are answers counted as a judge would count them?"""

import json
from pathlib import Path

import pytest

from faq_bot.answering.answer import Answer, Outcome, Understood
from faq_bot.content.passages import Citation
from faq_bot.errors import FaqBotError
from faq_bot.evaluation import Judged, evaluate, read_judged, report_text


def quoted(section, text="Heat helps the Back.", outcome=Outcome.ANSWERED):
    citation = Citation(f"heat#{section.lower()}", "Heat", section, "/articles/heat#x", None)
    return Answer(outcome, text, Understood("?"), 0.9, citation)


REFUSED = Answer(Outcome.NO_ANSWER, "Our articles do not answer that.", Understood("?"), 0.2)


@pytest.mark.parametrize(
    ("sections", "contains", "answer", "right"),
    [
        pytest.param(("What helps?",), (), quoted("What helps"), True, id="section"),
        pytest.param(("WHAT HELPS:",), (), quoted("what helps"), True, id="case-and-end-punctuation"),
        pytest.param(("Cold", "Heat"), (), quoted("Heat"), True, id="any-of-the-sections"),
        pytest.param(("Cold",), (), quoted("Heat"), False, id="another-section"),
        pytest.param(("Heat",), ("the back",), quoted("Heat"), True, id="words"),
        pytest.param(("Heat",), ("ice", "helps"), quoted("Heat"), True, id="any-of-the-words"),
        pytest.param(("Heat",), ("ice",), quoted("Heat"), False, id="words-missing"),
        pytest.param(("Heat",), (), REFUSED, False, id="refused-what-it-should-answer"),
        pytest.param(None, (), REFUSED, True, id="refused-rightly"),
        pytest.param(None, (), quoted("Heat"), False, id="answered-what-it-should-refuse"),
        pytest.param((), (), quoted("Heat"), False, id="no-section-is-right"),
    ],
)
def test_right_or_wrong(sections, contains, answer, right):
    judged = Judged("1", "What?", sections=sections, contains=contains)
    report = evaluate(lambda question, history: answer, [judged])
    assert judged.is_right(answer) == right
    assert report.right + report.refused == right
    assert [miss.judged for miss in report.misses] == ([] if right else [judged])


def test_the_counts():
    answers = {"a": quoted("Heat"), "b": quoted("Cold"), "c": REFUSED, "d": REFUSED, "e": quoted("Heat")}
    judged = [Judged(key, key, sections=("Heat",)) for key in "abc"] + [Judged(key, key) for key in "de"]
    report = evaluate(lambda question, history: answers[question], judged)
    shown = report.as_json()
    assert {key: value for key, value in shown.items() if key != "misses"} == {
        "answerable": 3,
        "right": 1,
        "right_share": 0.3333,
        "unanswerable": 2,
        "refused": 1,
        "refused_share": 0.5,
        "wrong": 2,
        "wrong_share": 0.4,
    }
    assert [(miss["id"], miss["outcome"], miss["quoted"]) for miss in shown["misses"]] == [
        ("b", "answered", "heat#cold"),
        ("c", "no_answer", None),
        ("e", "answered", "heat#heat"),
    ]
    text = report_text(report)
    assert "33.3%" in text
    assert "heat#cold (0.90)" in text
    assert json.loads(json.dumps(shown)) == shown


def test_nothing_of_a_kind_has_no_share():
    shown = evaluate(lambda question, history: REFUSED, [Judged("1", "?")]).as_json()
    assert (shown["right_share"], shown["refused_share"]) == (None, 1.0)
    assert "none" in report_text(evaluate(lambda question, history: REFUSED, [Judged("1", "?")]))


def test_the_history_goes_with_the_question():
    asked = []
    evaluate(lambda question, history: asked.append((question, history)) or REFUSED, [Judged("1", "And?", ("What?",))])
    assert asked == [("And?", ("What?",))]


def test_judged_questions_are_read(tmp_path):
    file = tmp_path / "judged.jsonl"
    file.write_bytes(
        '\ufeff{"id": "q1", "question": "What?", "history": ["a"], "sections": ["Heat"], "contains": ["x"],'
        ' "kind": "plain"}'
        '\r\n\r\n{"question": "Why?", "sections": null, "more": 1}\n'.encode()
    )
    assert read_judged(file) == [
        Judged("q1", "What?", ("a",), ("Heat",), ("x",), "plain"),
        Judged("3", "Why?", (), None, ()),
    ]


@pytest.mark.parametrize(
    "file", sorted((Path(__file__).parent / "relevance").glob("*.jsonl")), ids=lambda file: file.stem
)
def test_the_judged_questions_of_the_project_are_sound(file):
    judged = read_judged(file)
    assert len({question.id for question in judged}) == len(judged)
    assert {question.sections is None for question in judged} == {True, False}
    assert all(words == words.lower() for question in judged for words in question.contains)


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        pytest.param("{", "Expecting property name enclosed in double quotes; ", id="cut-off"),
        pytest.param("[]", "is not a JSON object with a question; ", id="list"),
        pytest.param('{"sections": null}', "is not a JSON object with a question; ", id="no-question"),
        pytest.param(
            '{"question": 1, "sections": null}', "is not a JSON object with a question; ", id="question-number"
        ),
        pytest.param('{"question": "q"}', "does not say which sections answer (null: none does); ", id="not-judged"),
        pytest.param('{"question": "q", "sections": "Heat"}', "sections is not a list of texts; ", id="sections-text"),
        pytest.param('{"question": "q", "sections": [1]}', "sections is not a list of texts; ", id="sections-number"),
        pytest.param(
            '{"question": "q", "sections": null, "history": "a"}', "history is not a list of texts; ", id="history"
        ),
        pytest.param(
            '{"question": "q", "sections": null, "contains": {"a": 1}}',
            "contains is not a list of texts; ",
            id="contains",
        ),
        pytest.param('{"question": "q", "sections": ' + "[" * 100_000, "", id="deep-nesting"),
        pytest.param('{"id": ' + "9" * 5000 + "}", "", id="endless-number"),
    ],
)
def test_a_faulty_line_is_told_with_its_number(tmp_path, line, fault):
    file = tmp_path / "judged.jsonl"
    file.write_text('{"question": "q", "sections": null}\n' + line + "\n")
    with pytest.raises(FaqBotError) as caught:
        read_judged(file)
    assert str(caught.value).startswith(f"{file}, line 2: {fault}")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        pytest.param(None, "cannot be read (No such file or directory); ", id="missing"),
        pytest.param(b"", "has no judged question; ", id="empty"),
        pytest.param(b" \n\n", "has no judged question; ", id="blank"),
        pytest.param(b'{"question": "\xff"}', "cannot be read (it is not UTF-8 text); ", id="latin-1"),
    ],
)
def test_a_faulty_file(tmp_path, content, fault):
    file = tmp_path / "judged.jsonl"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(FaqBotError) as caught:
        read_judged(file)
    assert str(caught.value).startswith(f"{file}: {fault}")
