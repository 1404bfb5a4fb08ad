"""How well do a query's terms match each text, by BM25?

`rank_bm25.BM25Okapi` is the definition, and tests hold the index to it: scores are equal bit for bit. A query's terms
are posting lists (`postings`), which tell the few texts that may be the best; the scores of these are then worked out
as the definition does, in its own order of arithmetic.
"""

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from rank_bm25 import BM25Okapi

from faq_bot.search.postings import PostingList, likeliest
from faq_bot.search.sparse import Floats, Floats32, Ints, Ints32
from faq_bot.search.stored import Shelf

K1, B = 1.5, 0.75
"""rank_bm25's defaults: how fast a word said again counts less, and how far a text's length counts."""
RANKS = (1, 10, 30)
"""It is kept what each term adds to the text that it adds the most to, to the tenth such, and to the thirtieth."""
COMMON, COLUMNS, CELLS = 12, 16, 2**21
"""Of the terms that more than one text in `COMMON` holds, `COLUMNS` have columns; more if these have fewer `CELLS`."""
EXACT = 2**21
"""An index of no more postings has their exact impacts too: where overhead is most of the time, it saves a sixth."""
ARRAYS = ("idf", "start", "texts", "times", "impacts", "exact", "norms", "ranked", "common", "columns")
MOST = 1e9
"""A share that is further from 1 than by this factor is too much for float32."""


class SmoothedOkapi(BM25Okapi):  # type: ignore[misc]  # rank_bm25 has no types
    """BM25Okapi with Lucene's idf, log(1 + (N - n + 0.5) / (n + 0.5)), which is always positive.

    The library's own is zero for a term in half the texts and below zero in small corpora, where a matching text could
    score less than one that does not match. `_calc_idf` is the place where its variants differ.
    """

    def _calc_idf(self, nd: Mapping[str, int]) -> None:
        self.idf = {term: smoothed_idf(self.corpus_size, n) for term, n in nd.items()}


def smoothed_idf(size: int, n: int) -> float:
    """The idf of a term that `n` of `size` texts hold; above 0 for every n from 0 to size."""
    return math.log1p((size - n + 0.5) / (n + 0.5))


class Scores(NamedTuple):
    """Texts, by number, and the BM25 score of each."""

    texts: Ints
    values: Floats


Times = NDArray[np.unsignedinteger]


class Bm25Index:
    """Postings of `size` texts, which are known by number, as terms are: those of term n are from `start[n]` up to
    `start[n + 1]`; a number below 0 is that of a term which no text holds. Immutable; threads may share it.

    A posting is a text, how often it says the term, and the term's impact: what it adds to the score, as float32, for
    finding the texts to work out exact scores of. `norms` are what the definition adds to `times`, by a text's length.
    """

    def __init__(
        self,
        size: int,
        idf: Floats,
        start: Ints,
        texts: Ints32,
        times: Times,
        impacts: Floats32,
        exact: Floats,
        norms: Floats,
        ranked: Floats32,
        common: Ints,
        columns: Floats32,
    ) -> None:
        self.size, self.idf, self.start, self.texts, self.times = size, idf, start, texts, times
        self.impacts, self.exact, self.norms = impacts, exact, norms
        self.ranked, self.common, self.columns = ranked, common, columns
        # reading one number of a memoryview takes half as long as of an array
        self._start, self._idf = start.data, idf.data
        self._by_rank = {rank: row.data for rank, row in zip(RANKS, ranked, strict=True)}
        self._column_of = dict(zip(common.tolist(), columns, strict=True))

    @classmethod
    def of(cls, texts: Ints, terms: Ints, times: Ints, size: int, width: int) -> "Bm25Index":
        """The index of texts, given by text in order: each term of it once, and how often it is said."""
        held = np.bincount(terms, minlength=width)
        by_count = {n: smoothed_idf(size, n) for n in np.unique(held).tolist()}
        idf = np.array([by_count[n] for n in held.tolist()], np.float64)
        lengths = np.bincount(texts, times, size)
        norms = K1 * (1 - B + B * lengths / max(lengths.sum() / max(size, 1), 1e-9))
        start = np.concatenate(([0], np.cumsum(held)))
        by_term = _by_term(terms)
        of, said = texts.astype(np.int32)[by_term], times.astype(np.min_scalar_type(times.max(initial=0)))[by_term]
        del by_term
        impacts = _impacts(idf, held, norms, of, said)
        exact = np.repeat(idf, held) * _gain(said, norms[of]) if len(of) <= EXACT else np.empty(0)
        common = np.argsort(-held, kind="stable")[: max(COLUMNS, CELLS // max(size, 1))]
        common = common[held[common] * COMMON > size]
        columns = _columns(common, start, of, impacts, size)
        return cls(size, idf, start, of, said, impacts, exact, norms, _ranked(impacts, held, start), common, columns)

    def holds(self, term: int) -> bool:
        """Whether any text holds the term."""
        return term >= 0 and self._start[term] < self._start[term + 1]

    def idf_of(self, term: int) -> float:
        """The idf of a term; of one that no text holds, the highest there is."""
        return self._idf[term] if term >= 0 else smoothed_idf(self.size, 0)

    def best(self, terms: Sequence[int], shares: Sequence[float], count: int) -> Scores:
        """The `count` texts with the highest scores, best first, of equal ones the first; fewer if fewer hold any of
        the terms. A term given twice counts twice; `shares`, one a term and above 0, say how much each counts for."""
        return best_of_sums([Part(self, terms, shares)], count)

    def scores_of(self, terms: Sequence[int], shares: Sequence[float], texts: Ints | Ints32) -> Floats:
        """The score of each of the texts; 0 of one that holds none of the terms."""
        texts = texts.astype(np.int32, copy=False)  # or each search for them would make a copy of a posting list
        start, all_texts = self._start, self.texts
        places, first, held, scale = [], [], [], []
        for term, share in zip(terms, shares, strict=True):
            if term < 0:
                continue
            begin, last = start[term], start[term + 1] - 1
            if begin <= last:
                # a text after all others is looked for at the last place, so that no place is another term's
                places.append(all_texts[begin:last].searchsorted(texts))
                first.append(begin)
                held.append(term)
                scale.append(share)
        if not places or not len(texts):
            return np.zeros(len(texts))
        at = np.array(places)
        at += np.array(first)[:, None]
        if len(self.exact):
            values = self.exact.take(at)
        else:
            values = _gain(self.times.take(at), self.norms.take(texts))
            values *= self.idf[held][:, None]
        values *= all_texts.take(at) == texts
        if scale.count(1) < len(scale):
            values *= np.array(scale)[:, None]
        total: Floats = np.add.accumulate(values)[-1]  # in the order of the terms, which a plain sum need not keep to
        return total

    def scores(self, terms: Sequence[int], shares: Sequence[float]) -> Scores:
        """The scores of all texts that hold any of the terms, in order."""
        sums = np.zeros(self.size)
        for term, share in zip(terms, shares, strict=True):
            if self.holds(term):
                of_term = slice(self._start[term], self._start[term + 1])
                texts = self.texts[of_term]
                sums[texts] += self._idf[term] * _gain(self.times[of_term], self.norms[texts]) * share
        found = np.flatnonzero(sums)  # what a term adds is above 0
        return Scores(found, sums[found])

    def lists(self, terms: Sequence[int], shares: Sequence[float], count: int) -> tuple[list[PostingList], float]:
        """The posting lists of the terms; and what the `count` best texts reach at least by one term alone."""
        weights: dict[int, float] = {}
        for term, share in zip(terms, shares, strict=True):
            if term >= 0:
                weights[term] = weights.get(term, 0.0) + share
        reached = next((self._by_rank[rank] for rank in RANKS if rank >= count), None)
        start, highest, column_of = self._start, self._by_rank[1], self._column_of
        lists, floor = [], 0.0
        for term, weight in weights.items():
            begin, end = start[term], start[term + 1]
            if begin < end:
                texts, impacts = self.texts[begin:end], self.impacts[begin:end]
                lists.append(PostingList(highest[term] * weight, weight, texts, impacts, column_of.get(term)))
                if reached is not None and reached[term] * weight > floor:
                    floor = reached[term] * weight
        return lists, floor

    def highest_score(self, terms: Sequence[int], shares: Sequence[float]) -> float:
        """What no text can score more than: all the terms, each said without end. Above 0."""
        idf = sum(self.idf_of(term) * share for term, share in zip(terms, shares, strict=True))
        return max(idf * (K1 + 1), 1e-9)

    def save(self, shelf: Shelf) -> None:
        shelf.put(size=np.array(self.size), **{name: getattr(self, name) for name in ARRAYS})

    @classmethod
    def open(cls, shelf: Shelf) -> "Bm25Index":
        return cls(int(shelf.get("size")), *map(shelf.get, ARRAYS))


class Part(NamedTuple):
    """What of a query is scored by one of several indexes of the same texts: terms, and what each counts for."""

    scored_by: Bm25Index
    terms: Sequence[int]
    shares: Sequence[float]


def best_of_sums(parts: Sequence[Part], count: int) -> Scores:
    """The `count` texts with the highest sums of the parts' scores, best first, of equal ones the first."""
    lists: list[PostingList] = []
    floor = 0.0
    for index, terms, shares in parts:
        more, reached = index.lists(terms, shares, count)
        lists += more
        floor = max(floor, reached)
    if count < 1 or not lists:
        return Scores(np.empty(0, np.int64), np.empty(0))
    weights = [one.weight for one in lists]
    if max(weights) < MOST and min(weights) > 1 / MOST:
        texts = likeliest(lists, parts[0].scored_by.size, count, floor)
    else:
        texts = np.unique(np.concatenate([one.texts for one in lists]))
    index, terms, shares = parts[0]
    scores = index.scores_of(terms, shares, texts)
    for index, terms, shares in parts[1:]:
        scores += index.scores_of(terms, shares, texts)
    best = (-scores).argsort(kind="stable")[:count]
    return Scores(texts[best].astype(np.int64), scores[best])


def _gain(times: Times, norms: Floats) -> Floats:
    """What a term's idf is multiplied by, in the definition's order of arithmetic."""
    said = times.astype(np.float64)
    gain: Floats = said * (K1 + 1) / (said + norms)
    return gain


def _by_term(terms: Ints) -> Ints:
    """The places of the postings in the order of their terms, and of equal terms in their own: a stable argsort, but
    plain sorting is several times as fast."""
    bits = len(terms).bit_length()
    keys = terms.astype(np.int64)
    keys <<= bits
    keys |= np.arange(len(terms))
    keys.sort()
    keys &= (1 << bits) - 1
    return keys


def _impacts(idf: Floats, held: Ints, norms: Floats, texts: Ints32, times: Times) -> Floats32:
    """What each term adds to each text, to the precision of float32."""
    said = times.astype(np.float32)
    impacts = norms.astype(np.float32)[texts]
    impacts += said
    np.divide(said, impacts, out=impacts)
    impacts *= np.repeat((idf * (K1 + 1)).astype(np.float32), held)
    return impacts


def _ranked(impacts: Floats32, held: Ints, start: Ints) -> Floats32:
    """Ranks by terms: the impact of that rank among the term's, 0 where it has fewer."""
    keys = np.repeat(np.arange(len(held), dtype=np.int64) << 32, held)
    keys |= impacts.view(np.int32)  # the bits of floats above 0, as whole numbers, are in the same order
    keys.sort()
    ranked = np.zeros((len(RANKS), len(held)), np.float32)
    for row, rank in zip(ranked, RANKS, strict=True):
        has = held >= rank
        row[has] = keys[start[1:][has] - rank].astype(np.int32).view(np.float32)
    return ranked


def _columns(common: Ints, start: Ints, texts: Ints32, impacts: Floats32, size: int) -> Floats32:
    """The impacts of common terms, each for all texts."""
    columns = np.zeros((len(common), size), np.float32)
    for column, term in zip(columns, common.tolist(), strict=True):
        of_term = slice(start[term], start[term + 1])
        column[texts[of_term]] = impacts[of_term]
    return columns
