"""Are the clinic's judged questions read as they are meant, and every slip in them told?"""

import json
from pathlib import Path

import msgspec
import pytest

from faq_bot.bot import FaqBot
from faq_bot.content.corpus import Corpus, load_corpus
from faq_bot.content.judged import Judged, lost_sections, read_questions
from faq_bot.content.readers import Source
from faq_bot.errors import CorpusError
from faq_bot.live.generation import Generation

HEAT = "# Heat\n\n## What does a heat pack do?\n\nA heat pack widens the vessels. The tired muscle lets go.\n"
ROW = {"question": "What does a heat pack do?", "sections": ["What does a heat pack do?"], "contains": ["vessels"]}
FILE = "_questions.jsonl"


def faults_of(text):
    with pytest.raises(CorpusError) as caught:
        read_questions(Source(FILE, text.encode()))
    assert all("\n" not in str(fault) for fault in caught.value.faults)
    return list(map(str, caught.value.faults))


@pytest.mark.parametrize(
    ("row", "judged"),
    [
        pytest.param(
            {"id": "q1", "question": "What?", "history": ["a"], "sections": ["B"], "contains": ["c"], "kind": "d"},
            Judged("q1", "What?", ("a",), ("B",), ("c",), "d"),
            id="all-of-it",
        ),
        pytest.param({"question": "Why?", "sections": None}, Judged("1", "Why?"), id="not-to-be-answered"),
        pytest.param({"question": "Why?", "sections": []}, Judged("1", "Why?", sections=()), id="no-section-is-right"),
        pytest.param(
            {"id": 7, "question": "Why?", "sections": None, "history": None, "contains": None, "more": 1},
            Judged("7", "Why?"),
            id="nothing-said",
        ),
        pytest.param(
            {"question": " W\u0007hy\ud800?\n", "sections": ["Cafe\u0301 "], "contains": ["\u200bcafe\u0301"]},
            Judged("1", "Why?", (), ("Café",), ("café",)),
            id="made-plain",
        ),
    ],
)
def test_a_question_is_read(row, judged):
    assert read_questions(Source(FILE, f"\ufeff{json.dumps(row)}\r\n\r\n".encode())) == (judged,)


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        pytest.param("{", "is not JSON at column 2 (Expecting property name", id="cut-off"),
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
        pytest.param('{"question": "q", "sections": false}', "sections is not a list of texts; ", id="sections-false"),
        pytest.param('{"question": " ", "sections": null}', "there is no question; write what", id="empty-question"),
        pytest.param('{"question": "\\u200b", "sections": null}', "there is no question; ", id="invisible-question"),
        pytest.param(
            json.dumps({"question": "q" * 501, "sections": None}),
            "the question has 501 characters, 1 too many; ask in 500",
            id="long-question",
        ),
        pytest.param('{"question": "q", "sections": ' + "[" * 100_000, "is nested too deep; ", id="deep-nesting"),
        pytest.param('{"id": ' + "9" * 5000 + "}", "cannot be read (", id="endless-number"),
    ],
)
def test_a_faulty_line_is_told_with_its_number(line, fault):
    (told,) = faults_of('{"question": "q", "sections": null}\n' + line + "\n")
    assert told.startswith(f"{FILE}, line 2: {fault}")


def test_all_faulty_lines_are_told_at_once():
    told = faults_of('{\n[]\n{"question": "", "sections": null}\n{"question": "q"}\n')
    assert [fault.split(":")[0] for fault in told] == [f"{FILE}, line {n}" for n in (1, 2, 3, 4)]


@pytest.mark.parametrize("text", ["", "\n \n", "\ufeff"], ids=["empty", "blank", "only-a-byte-order-mark"])
def test_there_may_be_none(write_corpus, text):
    assert load_corpus(write_corpus({"heat.md": HEAT, FILE: text})).judged == ()
    assert load_corpus(write_corpus({"heat.md": HEAT})).judged == ()


def test_they_are_a_part_of_the_corpus(write_corpus):
    folder = write_corpus({"heat.md": HEAT})
    before = load_corpus(folder)
    corpus = load_corpus(write_corpus({FILE: json.dumps(ROW)}))
    assert [one.question for one in corpus.judged] == ["What does a heat pack do?"]
    assert corpus.passages == before.passages
    assert corpus.skipped == ()
    assert corpus.fingerprint != before.fingerprint


def test_a_fault_in_them_is_a_fault_of_the_corpus(write_corpus):
    folder = write_corpus({"heat.md": HEAT, "z.md": "", FILE: '{\n{"question": "q"}\n'})
    with pytest.raises(CorpusError) as caught:
        load_corpus(folder)
    assert [fault.where for fault in caught.value.faults] == [f"{FILE}, line 1", f"{FILE}, line 2", "z.md"]


def test_they_are_saved_with_a_generation(write_corpus, tmp_path):
    rows = [ROW, {"question": "Who?", "history": ["Where?"], "sections": None, "kind": "far"}, ROW | {"sections": []}]
    folder = write_corpus({"heat.md": HEAT, FILE: "\n".join(map(json.dumps, rows)), "_clinic.toml": 'name = "X"'})
    corpus = load_corpus(folder)
    again = msgspec.json.decode(msgspec.json.encode(corpus, enc_hook=dict), type=Corpus)
    assert (again.judged, tuple(again.passages)) == (corpus.judged, corpus.passages)
    (tmp_path / "saved").mkdir()
    Generation.build(corpus).save(tmp_path / "saved")
    opened = Generation.open(tmp_path / "saved").corpus
    assert (opened.judged, opened.fingerprint) == (corpus.judged, corpus.fingerprint)
    assert [document.sha256 for document in opened.documents] == [document.sha256 for document in corpus.documents]


@pytest.mark.parametrize(
    ("sections", "lost"),
    [
        pytest.param(["What does a heat pack do?"], [], id="there"),
        pytest.param(["WHAT does a heat pack do"], [], id="there-in-other-letters"),
        pytest.param(None, [], id="not-to-be-answered"),
        pytest.param(["What do heat packs do?"], ["What do heat packs do?"], id="reworded"),
        pytest.param(["What does a heat pack do?", "Cold", "Ice"], ["Cold", "Ice"], id="two-of-three"),
    ],
)
def test_a_section_that_no_document_has(write_corpus, sections, lost):
    corpus = load_corpus(write_corpus({"heat.md": HEAT, FILE: json.dumps(ROW | {"sections": sections})}))
    assert list(map(str, lost_sections(corpus.judged, corpus.passages))) == [
        f"{FILE}, “What does a heat pack do?”: names the section “{section}”, which no document has; "
        "write the heading as it stands in the article"
        for section in lost
    ]


def test_the_bundled_questions_are_answered_rightly():
    bot = FaqBot.open(Path(__file__).parents[1] / "corpus")
    judged = bot.generation.corpus.judged
    assert len(judged) == len({one.question for one in judged}) >= 12
    assert [one.question for one in judged if not one.is_right(bot.ask(one.question, one.history))] == []
    assert not list(lost_sections(judged, bot.generation.corpus.passages))
