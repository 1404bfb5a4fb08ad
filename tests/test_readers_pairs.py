"""Does a row of questions and answers become one passage, and a faulty row a line that says where?"""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faq_bot.content.corpus import load_corpus
from faq_bot.content.readers import Source, read
from faq_bot.errors import CorpusError


def read_rows(*rows):
    text = "\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows)
    return read(Source("faq.jsonl", text.encode("utf-8", "surrogatepass")))


def faults_of(*rows):
    with pytest.raises(CorpusError) as caught:
        read_rows(*rows)
    return list(map(str, caught.value.faults))


def test_a_row_is_one_passage_with_all_that_it_says(write_corpus):
    long = "A sentence of seven words stands here. " * 40
    row = {
        "id": "r1",
        "question": "What helps?",
        "answer": long,
        "also_asked": ["What cures?"],
        "section": "Heat:",
        "source": "Leaflet",
    }
    (passage,) = load_corpus(write_corpus({"faq.jsonl": json.dumps(row)})).passages
    assert passage.id == "faq#r1"
    assert passage.text == long.strip()
    assert passage.questions == ("What helps?", "What cures?")
    assert (passage.section, passage.title) == ("Heat", "Leaflet")


@pytest.mark.parametrize(
    ("row", "heading", "question", "text", "anchor"),
    [
        pytest.param(
            {"question": "What is it?", "answer": "Pain."},
            "What is it",
            "What is it?",
            "Pain.",
            "what-is-it",
            id="pair",
        ),
        pytest.param(
            {"question": "What is it?"}, "What is it", "What is it?", "What is it?", "what-is-it", id="only-a-question"
        ),
        pytest.param({"answer": "Pain."}, "", "", "Pain.", "section", id="only-an-answer"),
        pytest.param({"answer": "Pain.", "section": "Backs"}, "Backs", "", "Pain.", "backs", id="answer-in-a-section"),
        pytest.param({"id": 7, "answer": "Pain."}, "", "", "Pain.", "7", id="number-as-id"),
        pytest.param({"id": " a b#c/2?é ", "answer": "Pain."}, "", "", "Pain.", "a b#c/2?é", id="odd-id"),
        pytest.param(
            {"answer": "One.\nTwo.\r\n\r\n  Three. "}, "", "", "One.\n\nTwo.\n\nThree.", "section", id="line-breaks"
        ),
        pytest.param(
            {"answer": "Pain.", "id": None, "question": None, "also_asked": None},
            "",
            "",
            "Pain.",
            "section",
            id="nulls",
        ),
        pytest.param({"answer": "Pain.", "tags": [1], "n": {}}, "", "", "Pain.", "section", id="keys-of-others"),
        pytest.param('{"answer": "P\\ud800ain\\u0000.\\u202e"}', "", "", "Pain.", "section", id="characters-that-hide"),
        pytest.param('\ufeff{"answer": "Pain."}', "", "", "Pain.", "section", id="byte-order-mark"),
    ],
)
def test_rows(row, heading, question, text, anchor):
    (section,) = read_rows(row, "", "   ").sections
    assert (section.heading, section.question, section.text, section.anchor) == (heading, question, text, anchor)


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        pytest.param("{", "is not JSON at column 2 (Expecting property name enclosed in double quotes)", id="cut-off"),
        pytest.param("question,answer", "is not JSON at column 1 (Expecting value)", id="csv"),
        pytest.param("{'answer': 'x'}", "is not JSON at column 2 (", id="python"),
        pytest.param('["q", "a"]', "is not a JSON object; write the row as ", id="list"),
        pytest.param('"text"', "is not a JSON object; write the row as ", id="string"),
        pytest.param("null", "is not a JSON object; write the row as ", id="null"),
        pytest.param({}, "has neither a question nor an answer; ", id="nothing"),
        pytest.param({"question": " ", "answer": "\n"}, "has neither a question nor an answer; ", id="blank"),
        pytest.param({"id": "x", "section": "y"}, "has neither a question nor an answer; ", id="neither"),
        pytest.param({"question": 1}, "question is not text; ", id="question-number"),
        pytest.param({"question": "q", "answer": ["a"]}, "answer is not text; ", id="answer-list"),
        pytest.param({"question": "q", "answer": 0}, "answer is not text; ", id="answer-zero"),
        pytest.param({"question": "q", "answer": False}, "answer is not text; ", id="answer-false"),
        pytest.param({"id": 1.5, "answer": "a"}, "id is not text; ", id="id-fraction"),
        pytest.param({"id": {}, "answer": "a"}, "id is not text; ", id="id-object"),
        pytest.param({"section": [], "answer": "a"}, "section is not text; ", id="section-list"),
        pytest.param({"source": {"a": 1}, "answer": "a"}, "source is not text; ", id="source-object"),
        pytest.param({"also_asked": "q?", "answer": "a"}, "also_asked is not a list of texts; ", id="also-asked-text"),
        pytest.param(
            {"also_asked": ["q?", 1], "answer": "a"}, "also_asked is not a list of texts; ", id="also-asked-number"
        ),
        pytest.param({"answer": "a", "staff_only": True}, "is for staff only, but names no document, and ", id="staff"),
        pytest.param({"answer": "a", "staff_only": "Yes"}, "is for staff only, but names no ", id="staff-as-text"),
        pytest.param('{"id": ' + "9" * 5000 + ', "answer": "a"}', "cannot be read (", id="endless-number"),
        pytest.param('{"answer": ' + "[" * 100_000, "is nested too deep; ", id="deep-nesting"),
    ],
)
def test_a_faulty_row_among_good_ones_is_told_with_its_line(row, fault):
    good = {"question": "q", "answer": "a"}
    (told,) = faults_of(good, "", row, good)
    assert told.startswith(f"faq.jsonl, line 3: {fault}")
    assert "\n" not in told


def test_all_faulty_rows_are_told_at_once():
    assert [told.split(":")[0] for told in faults_of("{", {"answer": "a"}, {}, {"answer": 1})] == [
        "faq.jsonl, line 1",
        "faq.jsonl, line 3",
        "faq.jsonl, line 4",
    ]


def test_a_file_in_another_format_does_not_flood_the_screen():
    told = faults_of(*["question,answer"] * 5000)
    assert len(told) == 21
    assert "too many faults to list" in told[-1]


def test_an_id_given_twice_names_both_lines():
    assert faults_of({"id": "a", "answer": "x"}, {"id": "b", "answer": "y"}, {"id": "a", "answer": "z"}) == [
        "faq.jsonl, line 3: the id 'a' is that of line 1 too; give each row its own id"
    ]


@pytest.mark.parametrize(
    ("said", "is_so"), [(True, True), ("true", True), (False, False), ("no", False), (None, False)]
)
def test_an_export_for_staff_is_for_staff_as_a_whole(said, is_so):
    assert read_rows({"answer": "x"}, {"answer": "y", "document": "d", "staff_only": said}).staff_only is is_so


def test_rows_without_ids_have_addresses_of_their_own():
    document = read_rows({"id": "what", "answer": "x"}, *[{"question": "What?", "answer": "y"}] * 2)
    assert [section.anchor for section in document.sections] == ["what", "what-2", "what-3"]


def test_an_odd_id_still_makes_a_whole_address(write_corpus):
    row = {"id": 'a b#c?"<é>', "answer": "Pain."}
    (passage,) = load_corpus(write_corpus({"my faq.jsonl": json.dumps(row)})).passages
    assert passage.citation().url == "/articles/my%20faq#a%20b%23c%3F%22%3C%C3%A9%3E"


def test_a_hundred_thousand_rows(write_corpus):
    rows = "\n".join(f'{{"question": "How much is {n}?", "answer": "It is {n}."}}' for n in range(100_000))
    corpus = load_corpus(write_corpus({"faq.jsonl": rows}))
    assert len(corpus.by_id) == 100_000
    assert corpus.by_id["faq#how-much-is-99999"].text == "It is 99999."


def test_many_rows_of_one_question(write_corpus):
    row = '{"question": "How much is it?", "answer": "Ask us."}\n'
    assert len(load_corpus(write_corpus({"faq.jsonl": row * 20_000})).by_id) == 20_000


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(), lambda inner: st.lists(inner), max_leaves=4
)
keys = st.sampled_from(["id", "question", "answer", "also_asked", "section", "source", "other"])


@given(st.lists(st.dictionaries(keys, values), min_size=1, max_size=4))
def test_any_row_is_read_or_refused(rows):
    try:
        document = read_rows(*rows)
    except CorpusError:
        return
    assert len(document.sections) == len(rows)
    assert len({section.anchor for section in document.sections}) == len(rows)
    assert all(section.text for section in document.sections)
