"""What of a question do a passage and its sentences cover?"""

import numpy as np
import pytest

from faq_bot.content.passages import Passage
from faq_bot.content.synonyms import Group
from faq_bot.search.retrieval import LexicalRetriever

TEXTS = {
    "ice": "Ice numbs the ankle. It brings the swelling down slowly.",
    "heat": "A warm pack widens the vessels. Never use it on an inflamed joint.",
    "lumbar": "The lumbar muscles tire. Lumbago goes away.",
}
PASSAGES = [
    Passage(f"a#{name}", "Remedies", name.capitalize(), text, (f"What about {name}?",), "a", name, 0)
    for name, text in TEXTS.items()
]
retriever = LexicalRetriever.of(PASSAGES, [Group(("lumbar", "lower back")), Group(("joint",), ("hinge",))])
coverage = retriever.coverage


def read(question):
    return retriever.reader.read(question)


def signals(question, name):
    """What is measured of one passage; nothing where it is not even met."""
    hits = {hit.passage.id: hit.signals for hit in retriever.search(read(question))}
    return hits.get(f"a#{name}", {"cover": 0.0, "sentence": 0.0})


@pytest.mark.parametrize(
    ("question", "name"),
    [
        pytest.param("swelling", "ice", id="a-word"),
        pytest.param("is there swelling?", "ice", id="function-words-aside"),
        pytest.param("swell", "ice", id="by-stem"),
        pytest.param("ice for remedies", "ice", id="with-heading-and-title"),
        pytest.param("the lower back tires", "lumbar", id="a-synonym-phrase"),
        pytest.param("vessels of a hinge", "heat", id="a-one-way-synonym"),
    ],
)
def test_all_of_it_is_covered(question, name):
    assert signals(question, name)["cover"] == pytest.approx(1)
    assert coverage.unmet(read(question), retriever.search(read(question))[0].passage) == ((), 0.0)


@pytest.mark.parametrize(
    ("question", "name", "lacking"),
    [
        pytest.param("ice for a zebra", "ice", ["zebra"], id="a-word-of-none"),
        pytest.param("ice or vessels", "ice", ["vessels"], id="a-word-of-another"),
        pytest.param("ice for the back", "ice", ["back"], id="half-a-phrase"),
        pytest.param("zebra and giraffe on ice", "ice", ["zebra", "giraffe"], id="in-the-questions-order"),
    ],
)
def test_what_a_passage_lacks(question, name, lacking):
    (passage,) = (passage for passage in PASSAGES if passage.anchor == name)
    words, most = coverage.unmet(read(question), passage)
    assert [word.written for word in words] == lacking
    assert 0 < most < 1
    assert signals(question, name)["cover"] < 1 - 1e-6


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("ice on a zebra", ["zebra"]),
        ("ice for the swelling of an ankle", []),
        ("lower back and hinge", []),
        ("my tummy", ["tummy"]),
        ("zebra or giraffe", ["zebra", "giraffe"]),
        ("the of", []),
    ],
)
def test_words_that_no_passage_covers(question, missing):
    query = read(question)
    assert [word.written for word in query.telling if not coverage.knows(word)] == missing
    assert (coverage.unseen(query) > 0) == bool(missing)
    assert coverage.unseen(query) <= 1
    if len(missing) == len(query.telling) and missing:
        assert coverage.unseen(query) == pytest.approx(1)


@pytest.mark.parametrize(
    "question", ["ice swelling", "warm zebra", "the of", "it", "lower back", "could you explain ice", "numbs slowly"]
)
def test_a_sentence_covers_no_more_than_its_passage(question):
    for hit in retriever.search(read(question)):
        assert 0 <= hit.signals["sentence"] <= hit.signals["cover"] + 1e-9
        assert hit.signals["cover"] <= 1 + 1e-9


def test_what_stands_together_counts_more_than_what_stands_apart():
    together, apart = signals("numbs ankle", "ice"), signals("numbs swelling", "ice")
    assert together["cover"] == apart["cover"] == pytest.approx(1)
    assert together["sentence"] == pytest.approx(1)
    assert 0 < apart["sentence"] < 1 - 1e-6


def test_words_that_frame_a_question_count_less_than_what_it_is_about():
    framed, other = signals("enquire about swelling", "ice"), signals("house about swelling", "ice")  # commoner English
    assert framed["cover"] > other["cover"]


def test_a_rare_word_counts_more_than_a_common_one():
    assert signals("lumbago house", "lumbar")["cover"] > signals("zygomatic goes", "lumbar")["cover"]


@pytest.mark.parametrize(
    ("question", "least", "most"),
    [
        pytest.param("pinch", 0.4, 0.7, id="kindred"),
        pytest.param("zebra", 0.0, 0.0, id="nothing-like-it"),
        pytest.param("pain", 1.0, 1.0, id="the-word-itself"),
    ],
)
def test_a_kindred_word_is_covered_in_part(question, least, most):
    passages = [Passage("a#pain", "Knees", "Cause", "Pain comes from the joint.", (), "a", "cause", 0)]
    reader = LexicalRetriever.of(passages)
    (cover,) = reader.coverage.covered(reader.reader.read(question), np.array([0])).whole
    assert least <= cover <= most


def test_a_story_around_the_question_weighs_less_than_the_question():
    asked = coverage.unseen(read("does ice help a zebra?"))
    told = coverage.unseen(read("My zebra fell off a ladder on holiday in Norway. Does ice help?"))
    assert told < asked
