"""Are a question's features those that the definition gives it?"""

import math
import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from faq_bot.search import features
from faq_bot.search.features import QuestionFeatures, Tables, letters, pair_numbers
from faq_bot.search.kindred import Kindred
from faq_bot.search.stored import Numbers, Shelf

WORDS = ["car", "cars", "fee", "ice", "park", "parks", "pay"]
TERMS = {word: word.rstrip("s") for word in (*WORDS, "ices", "zebra", "zebras", "fees", "lot")}
NAMES = [*sorted({TERMS[word] for word in WORDS}), "=a concept"]
SPELT = np.array([word != "pay" for word in WORDS])
kindred = Kindred([["fee", "pay"], ["park", "car", "lot"], ["car", "zebra"], ["lot"]])
tables, grams = Tables.of(WORDS, SPELT, NAMES, kindred)
numbers = Numbers.of(NAMES + grams)
WEIGHTS, UNSEEN, BEGINNING = np.arange(1.0, len(NAMES) + 1) / 4, 2.5, 1.25


@pytest.mark.parametrize(
    ("word", "grams"),
    [
        pytest.param("ice", {" ic", "ice", "ce ", " ice", "ice "}, id="three-letters"),
        pytest.param("of", {" of", "of ", " of "}, id="two-letters"),
        pytest.param("a", {" a "}, id="one-letter"),
        pytest.param("aaaa", {" aa", "aaa", "aa ", " aaa", "aaaa", "aaa "}, id="the-same-letter"),
        pytest.param("ü漢", {" ü漢", "ü漢 ", " ü漢 "}, id="letters-of-any-kind"),
    ],
)
def test_the_letters_of_a_word(word, grams):
    assert {gram.lstrip("#") for gram in letters(word)} == grams
    assert all(gram.startswith("#") for gram in letters(word))  # or a word could be taken for one


def test_tables_list_the_features_of_each_word_and_name():
    for number, word in enumerate(WORDS):
        of_word = tables.grams[tables.gram_start[number] : tables.gram_start[number + 1]].tolist()
        assert of_word == ([numbers.find(gram) for gram in letters(word)] if SPELT[number] else [])
    first = len(NAMES) + len(grams)
    for number, name in enumerate(NAMES):
        of_name = tables.groups[tables.group_start[number] : tables.group_start[number + 1]].tolist()
        assert of_name == [first + group for group in kindred.groups_of(name)]
    assert tables.width == first + kindred.count


@pytest.mark.parametrize("count", [0, 1], ids=["no-words", "one-word"])
def test_tables_of_next_to_nothing(tmp_path, count):
    few, grams = Tables.of(WORDS[:count], SPELT[:count], NAMES[:count], kindred)
    assert few.width == count + len(grams) + kindred.count
    with Shelf.making(tmp_path) as shelf:
        few.save(shelf)
    assert Tables.open(Shelf.opening(tmp_path)).gram_start.tolist() == few.gram_start.tolist()


def test_pairs_have_numbers_of_their_own():
    before, after = (each.ravel() for each in np.meshgrid(np.arange(-1, 40), np.arange(40), indexing="ij"))
    found = pair_numbers(before, after)
    assert found.min() >= 0
    assert found.max() < features.PAIRS
    assert len(np.unique(found)) > 0.98 * len(found)
    assert found.tolist() == [int(pair_numbers(before[n : n + 1], after[n : n + 1])[0]) for n in range(len(found))]


def weight(term):
    return UNSEEN if numbers.find(term) < 0 else float(WEIGHTS[numbers.find(term)])


def plainly(parts):
    """The values of a question's features by what they are, as shares of the length of all."""
    found = Counter()
    for words, share in parts:
        terms = [TERMS[word] for word in words]
        spelt = dict(zip(terms, words, strict=True))
        for term, times in Counter(terms).items():
            value = share * weight(term) * (1 + math.log(times))
            groups, of_word = kindred.groups_of(term), letters(spelt[term])
            found[term] += features.SAME * value
            for group in groups:
                found[group] += features.KINDRED * value / math.sqrt(len(groups))
            for gram in of_word:
                found[gram] += features.SPELT * value / math.sqrt(len(of_word))
        for n, term in enumerate(terms):
            before = weight(terms[n - 1]) if n else BEGINNING
            found[(terms[n - 1] if n else None), term] += share * features.NEIGHBOURS * math.sqrt(before * weight(term))
    length = math.sqrt(sum(value * value for value in found.values())) or 1.0
    return {feature: value / length for feature, value in found.items()}


def number_of(feature):
    """The number that a feature has in passages, -1 of one that none has."""
    if isinstance(feature, int):
        return len(NAMES) + len(grams) + feature
    if isinstance(feature, str):
        return numbers.find(feature)
    before, after = (-1 if term is None else numbers.find(term) for term in feature)
    if after < 0 or (before < 0 and feature[0] is not None):
        return -1
    return tables.width + int(pair_numbers(np.array([before]), np.array([after]))[0])


def question_features():
    return QuestionFeatures(tables, numbers, kindred, WEIGHTS, UNSEEN, BEGINNING)


def vector_of(parts, of=None):
    of = of or question_features()
    return of.of([([(word, TERMS[word]) for word in words], share) for words, share in parts])


@pytest.mark.parametrize(
    "parts",
    [
        pytest.param([("car", 1.0)], id="a-word"),
        pytest.param([("pay", 1.0)], id="a-word-whose-letters-are-not-looked-at"),
        pytest.param([("ices", 1.0)], id="a-known-term-spelt-anew"),
        pytest.param([("zebra", 1.0)], id="a-strange-word-of-a-known-group"),
        pytest.param([("park car pay fee", 1.0)], id="several"),
        pytest.param([("car car cars", 1.0)], id="a-term-as-last-spelt"),
        pytest.param([("cars car car car", 1.0)], id="again-and-again"),
        pytest.param([("fee zebra zebras car zebra", 1.0)], id="strange-ones-among-known"),
        pytest.param([("park car", 1.0), ("pay fee", 0.4)], id="two-parts"),
        pytest.param([("park car", 1.0), ("cars parks car", 0.4), ("car", 0.01)], id="parts-that-say-the-same"),
        pytest.param([("", 1.0), ("car", 0.4), ("", 0.4)], id="parts-without-words"),
        pytest.param([("", 1.0)], id="no-words"),
        pytest.param([], id="no-parts"),
    ],
)
def test_features_are_those_of_the_definition(parts):
    parts = [(words.split(), share) for words, share in parts]
    vector = vector_of(parts)
    expected = {number_of(feature): value for feature, value in plainly(parts).items() if number_of(feature) >= 0}
    assert (np.diff(vector.features) > 0).all()
    found = dict(zip(vector.features.tolist(), vector.values.tolist(), strict=True))
    assert {number: found.pop(number, 0.0) for number in expected} == pytest.approx(expected)
    assert all(number >= tables.width for number in found)  # pairs of a strange word may have the numbers of others
    if not any(numbers.find(TERMS[word]) < 0 for words, _ in parts for word in words):
        assert found == {}


def test_a_question_of_known_features_alone_is_of_length_1():
    vector = vector_of([(["park", "car", "fee"], 1.0)])
    assert vector.values @ vector.values == pytest.approx(1)
    strange = vector_of([(["park", "car", "zebra"], 1.0)])
    assert strange.values @ strange.values < 1


def test_shares_count_against_one_another():
    one, other = vector_of([(["car"], 1.0), (["fee"], 0.4)]), vector_of([(["car"], 10.0), (["fee"], 4.0)])
    assert one.features.tolist() == other.features.tolist()
    assert one.values.tolist() == pytest.approx(other.values.tolist())


def test_eight_threads_at_once_get_what_one_gets():
    chance = random.Random(1)
    questions = [[(chance.choices(list(TERMS), k=chance.randrange(8)), 1.0)] * 2 for _ in range(300)]
    alone = [[each.tolist() for each in vector_of(question)] for question in questions]
    together = question_features()
    with ThreadPoolExecutor(8) as pool:
        at_once = pool.map(lambda question: [each.tolist() for each in vector_of(question, together)], questions)
        assert list(at_once) == alone


def test_tables_that_were_saved_are_the_same(tmp_path):
    with Shelf.making(tmp_path) as shelf:
        tables.save(shelf)
    opened = Tables.open(Shelf.opening(tmp_path))
    for name in ("grams", "gram_start", "groups", "group_start"):
        assert getattr(opened, name).tolist() == getattr(tables, name).tolist()
    assert opened.width == tables.width
