"""Are the scores those of rank_bm25, bit for bit, and the best texts the best?"""

import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from faq_bot.search import bm25, impacts, postings
from faq_bot.search.bm25 import Bm25Index, Part, best_of_sums
from faq_bot.search.stored import Shelf
from tests.okapi import SmoothedOkapi

words = st.sampled_from("a b c d e f g".split())
corpora = st.lists(st.lists(words, max_size=12), min_size=1, max_size=9).filter(any)


def built(texts, **how):
    """The index of texts given as terms, and the number of each term."""
    numbers = {term: n for n, term in enumerate(dict.fromkeys(term for text in texts for term in text))}
    said = [(n, numbers[term], times) for n, text in enumerate(texts) for term, times in Counter(text).items()]
    columns = np.array(said, np.int64).reshape(-1, 3).T
    return Bm25Index.of(*columns, len(texts), len(numbers), **how), numbers


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


# How the best texts are found is chosen by what it costs, and of small corpora in one way. Here every way is forced on
# them: exact impacts are added up, or all lists are, or few, or heads of them; these are gone through, or all texts;
# others are looked up in columns, of floats or of bytes, or by search, or by writing them down; few columns of many
# rows are read.
ADD_ALL = {"_PLAIN": 10**9}
ADD_FEW = {"_PLAIN": -1}
AGAIN = ADD_FEW | {"_AGAIN": 0, "_CELL": 9.0, "_SPREAD": 0}
AGAIN_IN_ROWS = ADD_FEW | {"_AGAIN": 0, "_CELL": 0.0, "_DENSE": 0.0, "_SPREAD": 10**9, "_WIDE": 16}
ROWS = ADD_ALL | {"_WIDE": 16}
HEADS = {"HEADS": (1, 2, 4, 16), "SHARE": 2, "HEADED": 0}
BYTES = HEADS | {"CELLS": 0, "COLUMNS": 3, "COMMON": 10**9}
PLAIN = {"CELLS": 0, "COLUMNS": 0}
WAYS = pytest.mark.parametrize(
    ("way", "built_as"),
    [
        pytest.param({"FEW": 10**9}, {}, id="exact"),
        pytest.param(ADD_ALL, {}, id="all"),
        pytest.param(ADD_ALL, BYTES, id="all-bytes"),
        pytest.param(ROWS, {}, id="rows"),
        pytest.param(ADD_FEW, {}, id="few"),
        pytest.param(ADD_FEW, HEADS, id="heads"),
        pytest.param(AGAIN, HEADS | PLAIN, id="again"),
        pytest.param(AGAIN, BYTES, id="again-bytes"),
        pytest.param(AGAIN_IN_ROWS, BYTES, id="again-in-rows-bytes"),
        pytest.param(AGAIN_IN_ROWS, HEADS | PLAIN, id="again-in-rows"),
    ],
)
shares = st.sampled_from([1.0, 1.0, 0.5, 0.05, 3.0, 1e-7, 1e12, 1e-12])
asked = st.lists(st.tuples(st.sampled_from("a b c d e f g x".split()), shares), max_size=9)
counts = st.integers(1, 12)


@contextmanager
def going(way, built_as):
    few = patch.multiple(bm25, FEW=way.get("FEW", 0))
    way = {name: value for name, value in way.items() if name != "FEW"} or {"_WIDE": postings._WIDE}
    with few, patch.multiple(postings, **way), patch.multiple(impacts, **({"RANKS": impacts.RANKS} | built_as)):
        yield


def defined(texts, query):
    """The score of every text by the definition, each term of the query scaled by its share."""
    scores, okapi = np.zeros(len(texts)), SmoothedOkapi(texts)
    for term, share in query:
        scores += okapi.get_scores([term]) * share
    return scores


def best_by(scores, count):
    """The numbers of the highest scores, best first, and the scores."""
    order = [int(n) for n in np.lexsort((np.arange(len(scores)), -scores)) if scores[n] > 0][:count]
    return order, scores[order].tolist()


def split(query, numbers):
    return [numbers.get(term, -1) for term, _ in query], [share for _, share in query]


def assert_best(texts, query, count, index=None, numbers=None):
    if index is None:
        index, numbers = built(texts)
    found = index.best(*split(query, numbers), count)
    assert (found.texts.tolist(), found.values.tolist()) == best_by(defined(texts, query), count)


def many_texts(seed, size=1500, most=30):
    """Texts whose words are as common as the words of a language are, and which share many scores."""
    chance = random.Random(seed)
    vocabulary = [f"w{n}" for n in range(300)]
    weights = [1 / (n + 1) for n in range(300)]
    return [chance.choices(vocabulary, weights, k=chance.randrange(0, most)) for _ in range(size)]


def many_queries(seed, count):
    chance = random.Random(seed)
    some = [1.0] * 6 + [0.5, 0.2, 2.0]
    vocabulary = [f"w{int(300 * chance.random() ** 2)}" for _ in range(80)] + ["unknown"]
    return [
        [(chance.choice(vocabulary), chance.choice(some)) for _ in range(chance.randrange(1, 9))] for _ in range(count)
    ]


@WAYS
@given(corpora, asked, counts)
def test_the_best_are_the_best_by_the_definition_on_any_corpus(way, built_as, texts, query, count):
    with going(way, built_as):
        assert_best(texts, query, count)


@WAYS
@pytest.mark.parametrize("exact", [0, bm25.EXACT], ids=["from-times", "kept-exact"])
def test_the_best_are_the_best_by_the_definition_on_a_larger_corpus(way, built_as, exact):
    texts = many_texts(seed=3)
    okapi = SmoothedOkapi(texts)
    with going(way, built_as), patch.multiple(bm25, EXACT=exact):
        index, numbers = built(texts)
        for n, query in enumerate(many_queries(seed=4, count=60)):
            scores = np.zeros(len(texts))
            for term, share in query:
                scores += okapi.get_scores([term]) * share
            for count in (1, 10, 30, 31, 5000)[n % 2 :: 2]:
                found = index.best(*split(query, numbers), count)
                assert (found.texts.tolist(), found.values.tolist()) == best_by(scores, count)
                assert np.array_equal(index.scores_of(*split(query, numbers), found.texts), found.values)


@WAYS
@pytest.mark.parametrize(
    ("texts", "query", "count"),
    [
        pytest.param([["a", "b"]] * 40, "ab", 10, id="all-texts-equal"),
        pytest.param([["a", "b"]] * 40, "aab", 100, id="more-asked-for-than-there-are"),
        pytest.param([["a"]], "a", 10, id="one-text"),
        pytest.param([["a"]], "aaaa", 1, id="one-term-many-times"),
        pytest.param([["a", "b"], ["b"], ["c"]], "xyz", 3, id="unknown-terms"),
        pytest.param([["a", "b"], ["b"], ["c"]], "", 3, id="no-terms"),
        pytest.param([["a", "b"], ["b"], ["c"]], "ab", 0, id="none-asked-for"),
        pytest.param([["a"], []] * 30 + [["a", "b"]], "ab", 10, id="one-better-than-many-equal"),
        pytest.param([["a"], ["b"]], "b", 1, id="the-last-text"),
        pytest.param([["b", "a"], ["c"], ["a"]], "bca", 3, id="a-text-that-ends-one-list-and-begins-the-next"),
        pytest.param([["a"] * 300 + ["b"], ["a"] * 70_000, ["b"]], "ab", 3, id="said-often"),
    ],
)
def test_best(way, built_as, texts, query, count):
    with going(way, built_as):
        assert_best(texts, [(term, 1.0) for term in query], count)


@pytest.mark.parametrize("texts", [[], [[]], [[], []]], ids=["no-text", "one-empty", "two-empty"])
def test_there_is_no_best_of_nothing(texts):
    index, _ = built(texts)
    assert [list(of) for of in index.best([-1], [1.0], 10)] == [[], []]
    assert index.scores_of([-1], [1.0], np.arange(len(texts), dtype=np.int32)).tolist() == [0.0] * len(texts)


@given(corpora, asked, st.data())
def test_scores_of_texts_are_the_definitions(texts, query, data):
    index, numbers = built(texts)
    some = sorted(data.draw(st.sets(st.integers(0, len(texts) - 1))))
    scores = index.scores_of(*split(query, numbers), np.array(some, np.int32))
    assert scores.tolist() == defined(texts, query)[some].tolist()


@WAYS
@given(
    st.lists(st.tuples(st.lists(words, max_size=9), st.lists(words, max_size=4)), min_size=1, max_size=9).filter(
        lambda texts: any(text for text, _ in texts) and any(said for _, said in texts)
    ),
    asked,
    asked,
    counts,
)
def test_the_best_by_the_sum_of_two_indexes(way, built_as, texts, query, other_query, count):
    texts, others = zip(*texts, strict=True)
    with going(way, built_as):
        index, numbers = built(texts)
        other, other_numbers = built(others)
        parts = [Part(index, *split(query, numbers)), Part(other, *split(other_query, other_numbers))]
        found = best_of_sums(parts, count)
    scores = defined(texts, query) + defined(others, other_query)
    assert (found.texts.tolist(), found.values.tolist()) == best_by(scores, count)
    for by_part, of_part in zip(found.by_part, ((texts, query), (others, other_query)), strict=True):
        assert by_part.tolist() == defined(*of_part)[found.texts].tolist()


def test_an_index_that_is_not_ranked_tells_scores():
    texts = many_texts(seed=11, size=200)
    ranked, numbers = built(texts)
    index, _ = built(texts, ranked=False)
    for query in many_queries(seed=12, count=20):
        asked = split(query, numbers)
        assert np.array_equal(index.scores_of(*asked, np.arange(200)), ranked.scores_of(*asked, np.arange(200)))
        assert index.highest_score(*asked) == ranked.highest_score(*asked)


@WAYS
def test_threads_do_not_disturb_each_other(way, built_as):
    with going(way, built_as):
        indexes = [built(many_texts(seed, size=size)) for seed, size in ((5, 900), (6, 300))]
    queries = [(which, query) for which in (0, 1) for query in many_queries(seed=7, count=150)]

    def best(which, query):
        index, numbers = indexes[which]
        found = index.best(*split(query, numbers), 10)
        return found.texts.tolist(), found.values.tolist()

    def all_best(seed):
        order = random.Random(seed).sample(range(len(queries)), len(queries))
        return {n: best(*queries[n]) for n in order}

    with going(way, built_as):
        expected = all_best(0)
        with ThreadPoolExecutor(8) as threads:
            for found in threads.map(all_best, range(8)):
                assert found == expected


def test_a_search_that_fails_leaves_nothing_behind():
    texts = many_texts(seed=8, size=200)
    index, numbers = built(texts)
    query = [("w0", 1.0), ("w1", 1.0)]
    with ExitStack() as stack:
        stack.enter_context(patch.multiple(bm25, FEW=0))
        stack.enter_context(patch.object(postings._Search, "_above", side_effect=KeyboardInterrupt))
        stack.enter_context(pytest.raises(KeyboardInterrupt))
        index.best(*split(query, numbers), 5)
    assert_best(texts, query, 5, index, numbers)


@pytest.mark.parametrize("exact", [0, bm25.EXACT], ids=["from-times", "kept-exact"])
@pytest.mark.parametrize("texts", [many_texts(seed=9, size=300), [["a"]], []], ids=["many", "one", "none"])
def test_an_index_is_what_it_was_when_it_is_opened(tmp_path, texts, exact):
    with patch.multiple(bm25, EXACT=exact):
        index, numbers = built(texts)
    with Shelf.making(tmp_path) as shelf:
        index.save(shelf)
    opened = Bm25Index.open(Shelf.opening(tmp_path))
    for query in [*many_queries(seed=10, count=20), [("a", 1.0)]]:
        terms, shares = split(query, numbers)
        for one, other in zip(index.best(terms, shares, 10), opened.best(terms, shares, 10), strict=True):
            assert one.tolist() == other.tolist()
        assert index.highest_score(terms, shares) == opened.highest_score(terms, shares)
    assert all(not opened.arrays[name].flags.writeable for name in bm25.ARRAYS.split())
