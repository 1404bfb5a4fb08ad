"""Which known questions are offered to somebody who types, and in which order?"""

import json
from pathlib import Path

import pytest

from faq_bot.content.corpus import load_corpus
from faq_bot.live.generation import Generation
from faq_bot.search import completion
from faq_bot.search.completion import Completion

ARTICLE = """# Treatments

A treatment takes an hour.

## Swedish massage

Also asked: What is Swedish massage? | Does Swedish massage hurt?

{long}

## How much does a massage cost?

A massage costs forty pounds.

## Café at the clinic

The café is on the ground floor.
"""
ROWS = [
    {"id": "cost", "question": "What does it cost to cancel?", "answer": "Nothing, up to a day before."},
    {"id": "bring", "question": "What should I bring for a massage?", "answer": "A towel."},
    {"id": "curly", "question": "Can’t I come in the evening?", "answer": "On Thursdays."},
    {"id": "naive", "question": "Is Qi Gong naïve?", "answer": "No."},
    {"id": "again", "question": "what should i bring for a massage", "answer": "A towel, again."},
    {"id": "section", "section": "Parking", "answer": "Behind the house.", "also_asked": ["Parking for bicycles?"]},
    {"id": "hindi", "question": "मालिश क्या है?", "answer": "Massage."},
    {"id": "japanese", "question": "腰痛にマッサージは効きますか", "answer": "Yes."},
    {"id": "marks", "question": "?!", "answer": "Nothing to say."},
]
STAFF = "---\nstaff_only: true\n---\n# Safe\n\n## What is the code of the safe?\n\nIt is changed weekly.\n"
FILES = {
    "article.md": ARTICLE.format(long="\n\n".join(["It loosens tight muscles of the back. " * 8] * 4)),
    "rows.jsonl": "".join(f"{json.dumps(row)}\n" for row in ROWS),
    "staff.md": STAFF,
}
COST, SWEDISH, BRING = "article#how-much-does-a-massage-cost", "article#swedish-massage", "rows#bring"


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    folder: Path = tmp_path_factory.mktemp("corpus")
    for name, text in FILES.items():
        (folder / name).write_text(text, "utf-8")
    return load_corpus(folder)


@pytest.fixture(scope="module")
def known(corpus):
    return Completion.of(corpus.passages)


def offered(known, text, limit=6):
    return [one.question for one in known.complete(text, limit)]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        pytest.param("what is sw", "What is Swedish massage?", id="begins so"),
        pytest.param("WHAT IS SW", "What is Swedish massage?", id="case"),
        pytest.param("  what   is... sw", "What is Swedish massage?", id="space and punctuation"),
        pytest.param("swedish m", "What is Swedish massage?", id="what asks before a heading"),
        pytest.param("massage swedish", "What is Swedish massage?", id="another order"),
        pytest.param("swed mass", "What is Swedish massage?", id="words left unfinished"),
        pytest.param("hurt swed", "Does Swedish massage hurt?", id="an alternate, another order"),
        pytest.param("how much", "How much does a massage cost?", id="a heading that asks"),
        pytest.param("how much does massage co", "How much does a massage cost?", id="a light word of it is left out"),
        pytest.param("how much would any massage cost", "How much does a massage cost?", id="light words it lacks"),
        pytest.param("cafe", "Café at the clinic", id="without its accent"),
        pytest.param("café a", "Café at the clinic", id="with its accent"),
        pytest.param("cafe\u0301", "Café at the clinic", id="with its accent, apart"),
        pytest.param("ＣＡＦ", "Café at the clinic", id="full width"),
        pytest.param("qi gong naive", "Is Qi Gong naïve?", id="diaeresis"),
        pytest.param("can't i", "Can’t I come in the evening?", id="a straight quote"),
        pytest.param("can’t i", "Can’t I come in the evening?", id="a curly quote"),
        pytest.param("can i come", "Can’t I come in the evening?", id="without its quote"),
        pytest.param("what's sw", "What is Swedish massage?", id="a short form"),
        pytest.param("parking f", "Parking for bicycles?", id="an alternate of a row"),
        pytest.param("मालिश क", "मालिश क्या है?", id="Hindi"),
        pytest.param("腰痛に", "腰痛にマッサージは効きますか", id="Japanese"),
        pytest.param("what", "What is Swedish massage?", id="a light word alone"),
        pytest.param("what does", "What does it cost to cancel?", id="light words alone, all of them"),
    ],
)
def test_the_first_that_is_offered(known, text, first):
    assert offered(known, text)[:1] == [first]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("?!… —", id="punctuation"),
        pytest.param("zebra", id="an unknown word"),
        pytest.param("what is swedish zebra", id="one unknown word"),
        pytest.param("assage", id="the middle of a word"),
        pytest.param("massages", id="more than the word"),
        pytest.param("what is the code of the s", id="for staff only"),
        pytest.param("does what the", id="light words, one missing"),
        pytest.param("massage " * 40, id="too many words"),
        pytest.param("\ud800", id="half a character"),
    ],
)
def test_nothing_is_offered(known, text):
    assert offered(known, text) == []


@pytest.mark.parametrize(
    ("text", "questions"),
    [
        pytest.param(
            "what",
            ["What is Swedish massage?", "What does it cost to cancel?", "What should I bring for a massage?"],
            id="the shorter first",
        ),
        pytest.param(
            "massage",
            ["What is Swedish massage?", "How much does a massage cost?", "What should I bring for a massage?"],
            id="one of a passage, that asks",
        ),
        pytest.param(
            "cost", ["What does it cost to cancel?", "How much does a massage cost?"], id="as often, so shorter"
        ),
        pytest.param(
            "much cost", ["How much does a massage cost?", "What does it cost to cancel?"], id="more of its words first"
        ),
        pytest.param("massage cost", ["How much does a massage cost?"], id="every telling word"),
        pytest.param("parking", ["Parking for bicycles?"], id="what asks before a heading"),
    ],
)
def test_their_order(known, text, questions):
    assert offered(known, text) == questions


def test_words_in_the_typed_order_come_first(write_corpus):
    asked = ["Is back pain a sign of stress?", "Pain in my back: what is it?", "Pain pills?", "My bad pain, my back"]
    rows = [{"id": str(number), "question": text, "answer": "Yes."} for number, text in enumerate(asked)]
    folder = write_corpus({"rows.jsonl": "".join(f"{json.dumps(row)}\n" for row in rows)})
    known = Completion.of(load_corpus(folder).passages)
    assert offered(known, "pain ba") == [asked[1], asked[3], asked[0]]


def test_each_leads_to_the_first_passage_of_its_section(known, corpus):
    ids = {passage.id for passage in corpus.passages}
    assert f"{SWEDISH}/2" in ids
    assert [one.passage for one in known.complete("swedish")] == [SWEDISH]
    assert [one.passage for one in known.complete("massage")] == [SWEDISH, COST, BRING]


def test_what_two_are_asked_by_leads_to_the_first(known):
    assert [one.passage for one in known.complete("what should i bring")] == [BRING]


@pytest.mark.parametrize("limit", [0, 1, 2])
def test_no_more_than_wanted(known, limit):
    assert len(known.complete("massage", limit)) == limit


def test_without_any_question():
    known = Completion.of(())
    assert len(known) == 0
    assert known.complete("what") == []


def test_of_very_many_the_first_are_looked_at(corpus, monkeypatch):
    monkeypatch.setattr(completion, "MOST", 3)
    known = Completion.of(corpus.passages)
    assert 0 < len(known) <= 3
    assert known.complete("swedish")
    assert not known.complete("parking")


def test_a_generation_offers_the_same_from_disk(corpus, tmp_path):
    built = Generation.build(corpus)
    built.save(tmp_path)
    opened = Generation.open(tmp_path)
    for text in ("what", "massage", "cafe", "the code"):
        assert opened.complete(text) == built.complete(text)
    assert [one.question for one in opened.complete("what is")] == ["What is Swedish massage?"]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        pytest.param("mass\u200bage", 3, id="what is not seen"),
        pytest.param("mas\ud800sage", 3, id="half a character"),
        pytest.param("", 0, id="nothing"),
        pytest.param(" \u200b\n", 0, id="nothing that can be seen"),
        pytest.param("massage " + "x" * 500, 0, id="too long"),
        pytest.param("x" * 9000, 0, id="beyond all measure"),
    ],
)
def test_a_generation_takes_whatever_is_typed(corpus, text, count):
    assert len(Generation.build(corpus).complete(text)) == count
