"""Are the scores those of rank_bm25, bit for bit?"""

import random
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from faq_bot.search.bm25 import Bm25Index, SmoothedOkapi

words = st.sampled_from("a b c d e f g".split())
corpora = st.lists(st.lists(words, max_size=12), min_size=1, max_size=9).filter(any)


def built(texts):
    """The index of texts given as terms, and the number of each term."""
    numbers = {term: n for n, term in enumerate(dict.fromkeys(term for text in texts for term in text))}
    said = [(n, numbers[term], times) for n, text in enumerate(texts) for term, times in Counter(text).items()]
    columns = np.array(said, np.int64).reshape(-1, 3).T
    return Bm25Index.of(*columns, len(texts), len(numbers)), numbers


def scores_of(texts, query):
    index, numbers = built(texts)
    return index.scores([numbers.get(term, -1) for term in query], [1.0] * len(query))


def all_scores(texts, query):
    """The score of every text; those that share no term with the query have 0."""
    scores = np.zeros(len(texts))
    found = scores_of(texts, query)
    scores[found.texts] = found.values
    return scores


def assert_parity(texts, query):
    assert np.array_equal(all_scores(texts, query), SmoothedOkapi(texts).get_scores(query))


@given(corpora, st.lists(st.sampled_from("a b c d e f g x y".split()), max_size=12))
def test_scores_equal_the_definition_on_any_corpus(texts, query):
    assert_parity(texts, query)


@pytest.mark.parametrize("seed", range(5))
def test_scores_equal_the_definition_on_a_larger_corpus(seed):
    chance = random.Random(seed)
    vocabulary = [f"w{n}" for n in range(400)]
    weights = [1 / (n + 1) for n in range(400)]
    texts = [chance.choices(vocabulary, weights, k=chance.randrange(0, 120)) for _ in range(500)]
    for _ in range(40):
        assert_parity(texts, chance.choices([*vocabulary, "unknown"], k=chance.randrange(1, 15)))


@pytest.mark.parametrize(
    ("texts", "query"),
    [
        pytest.param([["heat"]], ["heat"], id="one-text"),
        pytest.param([["heat"], ["cold"]], ["heat"], id="half-of-two-texts"),
        pytest.param([["heat"], ["heat"]], ["heat"], id="all-of-two-texts"),
        pytest.param([["heat", "cold"], [], ["heat"], []], ["heat", "cold"], id="empty-texts-among-others"),
        pytest.param([["heat", "cold"], ["cold"]], ["heat"] * 3 + ["cold"], id="repeated-terms"),
        pytest.param([["heat"] * 50, ["heat"]], ["heat"], id="repeated-in-a-text"),
        pytest.param([["heat"], ["cold"]], ["ice"], id="unknown-term"),
        pytest.param([["heat"], ["cold"]], [], id="no-terms"),
    ],
)
def test_scores_equal_the_definition(texts, query):
    assert_parity(texts, query)


@pytest.mark.parametrize("texts", [[], [[]], [[], []]], ids=["no-text", "one-empty", "two-empty"])
def test_nothing_to_find(texts):
    index, _ = built(texts)
    found = index.scores([-1], [1.0])
    assert (list(found.texts), list(found.values)) == ([], [])
    assert not index.holds(-1)


@given(corpora, st.lists(words, min_size=1, max_size=6))
def test_a_text_that_matches_scores_above_nought_and_above_any_that_does_not(texts, query):
    scores = all_scores(texts, query)
    for text, score in zip(texts, scores, strict=True):
        assert (score > 0) == bool(set(text) & set(query))


@given(corpora, st.lists(words, min_size=1, max_size=6))
def test_only_texts_that_match_are_touched_each_once_and_in_order(texts, query):
    found = scores_of(texts, query)
    assert list(found.texts) == [n for n, text in enumerate(texts) if set(text) & set(query)]


def test_what_bm25_is_for():
    rare, often, long = ["ice", "pack"], ["heat", "pack"], ["heat", "pack", *["word"] * 30]
    scores = all_scores([rare, often, long, *[["pack", "word"]] * 5], ["ice", "heat", "pack"])
    assert scores[0] > scores[1] > scores[2] > scores[3] > 0
