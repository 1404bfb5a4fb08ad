"""How alike are a question and what a passage says?

A wording is one text of a passage that a question can be put beside: each way to ask for it, its section, its answer.
A word is three things at once: its term, its letters (n-grams), and the groups of kindred words that it stands in; so a
misspelt, inflected or reworded question is still near. Likeness is the cosine of two such texts. Wordings that repeat
one another share what they add to their passage (a small ridge regression in each passage), so that twenty alternate
questions help and do not shout.

Wordings are worked out from a passage's words when a question first comes near it, and remembered for a while.
"""

import math
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from faq_bot.search.bm25 import smoothed_idf
from faq_bot.search.features import (
    KINDRED,
    NEIGHBOURS,
    PAIRS,
    SAME,
    SPELT,
    QuestionFeatures,
    Said,
    Tables,
    pair_numbers,
)
from faq_bot.search.kindred import Kindred
from faq_bot.search.passage_words import PassageWords
from faq_bot.search.reading import HEADINGS, QUESTION, SECTION, SENTENCE
from faq_bot.search.remembered import Remembered
from faq_bot.search.sparse import Floats, Floats32, Ints, Ints32, Scratch, spans, sum_stretches
from faq_bot.search.stored import Numbers, Shelf

IDF_POWER = 0.5
"""A word weighs its idf to this power: what is asked matters as much as what it is asked of."""
NEAR, FAR = (2.0, 0.3), (1.5, 1.0)
"""Power of the likeness and ridge, of the signal that goes by the nearest wording, and of the one that goes by many."""
SECTION_SHARE = 0.5
"""What a section's heading counts for as a wording, where a question or an answer counts 1."""
MOST = 300
"""Ways to ask for a passage that are put beside a question; further ones are found by their words."""
_AT_A_TIME, _FEW = 32, 12  # passages that are looked at in one go, of so many wordings each at the most
_ROW_BITS, _FEATURE_BITS = 9, 40  # of a key, by which features are sorted: passage, feature, wording
_FIXED = 2.0**40  # values are added up as whole numbers, in which order does not matter


class _Wordings(NamedTuple):
    """The wordings of a passage: the features of one after the other, with the value of each; how many each has; and
    what each adds to the passage that the others do not say. Wordings without words are left out."""

    features: Ints32
    values: Floats32
    sizes: Ints
    near: Floats
    far: Floats


class _Entries(NamedTuple):
    """Features of wordings, some more than once: the passage's place, the wording's, the feature, and the value."""

    passages: Ints
    rows: Ints
    features: Ints
    values: Floats


class Wordings:
    """The wordings of passages, known by number; safe to use from many threads.

    A term weighs by its `idf`; `usual` is how many words an answer has.
    """

    def __init__(
        self, words: PassageWords, tables: Tables, numbers: Numbers, kindred: Kindred, idf: Floats, usual: float
    ) -> None:
        self._words, self._tables, self._usual = words, tables, usual
        unseen = math.pow(smoothed_idf(words.count, 0), IDF_POWER)
        self._weights, self._beginning = idf**IDF_POWER, unseen / 2
        self._question = QuestionFeatures(tables, numbers, kindred, self._weights, unseen, self._beginning)
        self._remembered = Remembered(self._look)
        self._scratch = Scratch(tables.width + PAIRS, np.float32)

    def likeness(self, question: Iterable[tuple[Said, float]], passages: Ints) -> tuple[Floats, Floats]:
        """How alike each of the passages is to a question, given in parts, each its words and what they count for: by
        its nearest wording, and by many."""
        if not len(passages):
            return np.empty(0), np.empty(0)
        vector = self._question.of(question)
        several = self._remembered.of(passages)
        features, values, sizes, near, far = map(np.concatenate, zip(*several, strict=True))
        begins = sizes.cumsum() - sizes
        dense = self._scratch.take()
        dense[vector.features] = vector.values
        values *= dense[features]
        dense[vector.features] = 0
        self._scratch.give_back(dense)
        alike = np.maximum(np.add.reduceat(values, begins), 0) if len(begins) else values
        rows = np.fromiter([len(one.sizes) for one in several], np.int64, len(several))
        return sum_stretches(near * alike ** NEAR[0], rows), sum_stretches(far * alike ** FAR[0], rows)

    def _look(self, passages: list[int]) -> list[_Wordings]:
        """The wordings of passages."""
        found: dict[int, _Wordings] = {}
        for batch in self._batches(passages):
            found.update(zip(batch, self._work_out(np.array(batch)), strict=True))
        return [found[number] for number in passages]

    def _batches(self, passages: list[int]) -> Iterator[list[int]]:
        """The passages in batches that are worked out in one go; one of many wordings is a batch of its own."""
        counts = np.minimum(self._words.questions[passages], MOST) + 2
        few = [number for number, count in zip(passages, counts.tolist(), strict=True) if count <= _FEW]
        yield from (few[begin : begin + _AT_A_TIME] for begin in range(0, len(few), _AT_A_TIME))
        yield from ([number] for number, count in zip(passages, counts.tolist(), strict=True) if count > _FEW)

    def _work_out(self, passages: Ints) -> list[_Wordings]:
        """The wordings of passages."""
        counts = np.minimum(self._words.questions[passages], MOST).astype(np.int64) + 2
        several = self._entries(passages, counts)
        place, row, feature, value = (np.concatenate(arrays) for arrays in zip(*several, strict=True))
        keys = ((place << _FEATURE_BITS) | feature) << _ROW_BITS | row
        order = np.argsort(keys)
        keys, value = keys[order], (value[order] * _FIXED).astype(np.int64)
        first = np.flatnonzero(np.diff(keys, prepend=-1))
        keys = keys[first]
        values = np.add.reduceat(value, first) / _FIXED if len(first) else np.empty(0)
        row, within = keys & (1 << _ROW_BITS) - 1, keys >> _ROW_BITS
        place, feature = within >> _FEATURE_BITS, within & (1 << _FEATURE_BITS) - 1

        most = int(counts.max())
        at = place * most + row
        squares = np.bincount(at, values * values, len(passages) * most)
        shares = np.zeros((len(passages), most))
        shares[squares.reshape(shares.shape) > 0] = 1.0
        shares[:, 0] *= SECTION_SHARE
        values *= (shares.ravel() / np.sqrt(np.maximum(squares, 1e-300)))[at]
        near, far = _worths(_likenesses(within, row, place, values, shares), counts)

        order = at.astype(np.int16).argsort(kind="stable")  # of 16 bits, for then it is a radix sort
        feature, values = feature[order].astype(np.int32), values[order].astype(np.float32)
        sizes = np.bincount(at, minlength=len(passages) * most).reshape(shares.shape)
        parts = np.cumsum(sizes.sum(axis=1))[:-1]
        each = zip(np.split(feature, parts), np.split(values, parts), sizes, near, far, strict=True)
        return [_Wordings(f, v, size[size > 0], n[size > 0], m[size > 0]) for f, v, size, n, m in each]

    def _entries(self, passages: Ints, counts: Ints) -> list[_Entries]:
        """The features of passages' wordings, of so many each."""
        words, tables, weights = self._words, self._tables, self._weights
        texts = words.texts(passages)
        owner = np.repeat(np.arange(len(passages)), texts.count)
        number = np.arange(len(texts.numbers)) - texts.first[owner]  # of each text in its passage
        is_short = (texts.kinds == QUESTION) & (number < counts[owner])
        is_short |= (texts.kinds == SECTION) & words.section_counts[passages][owner]
        row = np.where(texts.kinds == SECTION, 0, number - HEADINGS + 1)

        said, size = words.words_of(texts.numbers[is_short])
        short = np.repeat(np.flatnonzero(is_short), size)
        place, in_row = owner[short], row[short]
        term = words.term_of[said].astype(np.int64)
        begins = np.diff(short, prepend=-1) != 0
        before = np.where(begins, -1, np.roll(term, 1))
        of_before = np.where(begins, self._beginning, weights[before])
        pair = tables.width + pair_numbers(before, term)
        neighbours = _Entries(place, in_row, pair, NEIGHBOURS * np.sqrt(of_before * weights[term]))

        key = short * tables.width + term
        order = np.argsort(key, kind="stable")
        last = np.flatnonzero(np.diff(key[order], append=-1))  # as a term that stands there twice was last spelt
        times = np.diff(last, prepend=-1)
        at = order[last]
        place, in_row, term, said = place[at], in_row[at], term[at], said[at]
        value = weights[term] * (1 + np.log(times))
        gram, _, size = spans(tables.gram_start, said)
        each = SPELT / np.sqrt(np.maximum(size, 1)) * value
        spelt = _Entries(
            np.repeat(place, size), np.repeat(in_row, size), tables.grams[gram].astype(np.int64), np.repeat(each, size)
        )

        is_said = (texts.kinds == SENTENCE) | (number == HEADINGS)
        is_said &= (np.bincount(owner[texts.kinds == SENTENCE], minlength=len(passages)) > 0)[owner]
        said, size = words.words_of(texts.numbers[is_said])
        of = np.repeat(owner[is_said], size)
        key = np.sort(of * tables.width + words.term_of[said])
        last = np.flatnonzero(np.diff(key, append=-1))
        times = np.diff(last, prepend=-1)
        of_answer, said_term = key[last] // tables.width, key[last] % tables.width
        norm = 0.75 + 0.75 * np.bincount(of, minlength=len(passages)) / self._usual
        counted = weights[said_term] * (times * 2.5 / (times + norm[of_answer]))  # as in BM25

        place, in_row = np.concatenate((place, of_answer)), np.concatenate((in_row, counts[of_answer] - 1))
        term, value = np.concatenate((term, said_term)), np.concatenate((value, counted))
        group, _, size = spans(tables.group_start, term)
        each = KINDRED / np.sqrt(np.maximum(size, 1)) * value
        kindred = _Entries(
            np.repeat(place, size),
            np.repeat(in_row, size),
            tables.groups[group].astype(np.int64),
            np.repeat(each, size),
        )
        return [_Entries(place, in_row, term, SAME * value), kindred, spelt, neighbours]

    def save(self, shelf: Shelf) -> None:
        self._tables.save(shelf.part("tables"))
        shelf.put(usual=np.array(self._usual))

    @classmethod
    def open(cls, shelf: Shelf, words: PassageWords, numbers: Numbers, kindred: Kindred, idf: Floats) -> "Wordings":
        return cls(words, Tables.open(shelf.part("tables")), numbers, kindred, idf, float(shelf.get("usual")))


def _likenesses(within: Ints, row: Ints, place: Ints, values: Floats, shares: Floats) -> NDArray[np.float64]:
    """How alike the wordings of each passage are: a matrix a passage. `within` tells a feature of a passage, in order,
    `row` and `values` its wording and value there; `shares` are how long the wordings are."""
    count, most = shares.shape
    diagonal = np.arange(most)
    cells, products = [np.empty(0, np.int64)], [np.empty(0)]
    at, step = np.arange(len(within)), 1
    while len(at := at[at + step < len(within)]):
        at = at[within[at + step] == within[at]]  # two wordings that have the feature
        cells.append((place[at] * most + row[at]) * most + row[at + step])
        products.append(values[at] * values[at + step])
        step += 1
    sums = np.bincount(np.concatenate(cells), np.concatenate(products), count * most * most)
    half = sums.astype(np.float64, copy=False).reshape(count, most, most)
    both: NDArray[np.float64] = half + half.transpose(0, 2, 1)
    both[:, diagonal, diagonal] = shares**2
    return both


def _worths(alike: NDArray[np.float64], counts: Ints) -> tuple[Floats, Floats]:
    """What each wording adds to its passage that the others do not say, for the signals `near` and `far`; of passages
    of so many wordings each. Those of as many are solved together: in a larger system the last digits come out
    otherwise."""
    worths = np.zeros((2, *alike.shape[:2]))
    for count in np.unique(counts).tolist():
        which = np.flatnonzero(counts == count)
        of_these = alike[which, :count, :count]
        systems = np.stack([of_these**power + ridge * np.eye(count) for power, ridge in (NEAR, FAR)])
        worths[:, which, :count] = np.linalg.solve(systems, np.ones((*systems.shape[:-1], 1)))[..., 0]
    return worths[0], worths[1]
