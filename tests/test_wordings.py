"""Is a question nearest to the wording that a person would say is nearest?"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from faq_bot.content.passages import Passage
from faq_bot.search.indexes import Indexer
from faq_bot.search.passage_terms import Features
from faq_bot.search.wordings import question_features

understanding = Indexer().understanding
features = Features(understanding.analyzer, understanding.kindred)


def passage(number, lines):
    """A passage given as `kind: text` lines."""
    of = {"question": [], "section": [], "answer": []}
    for line in lines.splitlines():
        kind, _, text = line.partition(": ")
        of[kind].append(text)
    section, answer = "".join(of["section"]), "".join(of["answer"])
    return Passage(f"a#{number}", "", section, answer, tuple(of["question"]), "a", str(number), 0)


def likeness(question, *passages, scene="", share=1.0, numbers=None):
    """How alike each passage is to the question: by its nearest wording, by many. Every word weighs the same."""
    indexes, _ = Indexer().index([passage(*each) for each in enumerate(passages)])
    parts = [(understanding.analyzer.words(text), weight) for text, weight in ((question, 1.0), (scene, share)) if text]
    vector = question_features(parts, features, lambda term: 1.0 if term else 0.5)
    return indexes.wordings.likeness(vector, indexes.numbers, np.arange(len(passages)) if numbers is None else numbers)


@pytest.mark.parametrize(
    ("question", "nearer", "farther"),
    [
        pytest.param("where can I park", "question: Where can I park?", "question: Where can I pay?", id="more-words"),
        pytest.param("where can I park", "question: where can I park", "section: where can I park", id="not-a-section"),
        pytest.param("prking", "question: parking", "question: heating", id="letters-of-a-misspelt-word"),
        pytest.param("park my car", "question: park your car", "question: your car park", id="neighbours"),
        pytest.param("the fee", "question: the price", "question: the knee", id="kindred-words"),
        pytest.param("heat pack", "answer: a heat pack is warm", "answer: an ice pack is cold", id="answers"),
        pytest.param("heat", "question: heat", "question: heat and ice and oil and water", id="short-before-long"),
        pytest.param("what does ice do", "question: what does ice do", "question: what does heat do", id="one-word"),
    ],
)
def test_what_is_nearer(question, nearer, farther):
    for near in likeness(question, nearer, farther):
        assert near[0] > near[1]
    for near in likeness(question, farther, nearer):
        assert near[0] < near[1]


def test_the_very_words_are_as_near_as_can_be():
    near, _ = likeness("where can I park", "question: where can I park")
    assert near == pytest.approx([1 / 1.3], abs=0.01)


def test_nothing_in_common_is_no_likeness():
    for signal in likeness("zzz qqq", "question: park", "answer: the chapel"):
        assert signal.tolist() == [0.0, 0.0]


def test_a_passage_without_wordings():
    near, broad = likeness("park", "", "question: park", "", numbers=np.array([2, 1, 0]))
    assert (near[0], near[2], broad[0], broad[2]) == (0, 0, 0, 0)
    assert near[1] > 0
    assert broad[1] > 0


def test_no_passages_and_no_words():
    assert [signal.tolist() for signal in likeness("")] == [[], []]
    near, broad = likeness("", "question: park")
    assert (near.tolist(), broad.tolist()) == ([0.0], [0.0])


def test_twenty_ways_of_asking_the_same_do_not_shout():
    one = "question: where can I park"
    for single, many in (signal.tolist() for signal in likeness("where can I park", one, "\n".join([one] * 20))):
        assert single <= many < 2 * single


def test_other_ways_of_asking_help():
    _, broad = likeness("where do I leave my car", "question: parking", "question: parking\nquestion: leave the car")
    assert broad[1] > broad[0]


@pytest.mark.parametrize("share", [0.4, 0.01])
def test_what_sets_the_scene_counts_less(share):
    for signal in likeness("park", "question: park", "question: oil", scene="oil", share=share):
        assert signal[0] > signal[1]


@given(st.lists(st.lists(st.sampled_from("where can park car pay fee oil ice".split()), min_size=1, max_size=6)))
def test_likeness_is_of_0_to_1_by_the_nearest_and_that_of_the_same_words_is_highest(texts):
    passages = [f"question: {' '.join(words)}" for words in texts]
    for words in texts[:3]:
        near, broad = likeness(" ".join(words), *passages)
        assert ((near >= 0) & (near <= 1 + 1e-6)).all()
        assert ((broad >= 0) & np.isfinite(broad)).all()
        assert near[texts.index(words)] == pytest.approx(near.max(), abs=1e-5)
