"""How well do a query's terms match each text, by BM25?

`rank_bm25.BM25Okapi` is the definition, and tests hold the index to it: scores are equal bit for bit. A query's terms
are posting lists (`postings`), which tell the few texts that may be the best; the scores of these are then worked out
as the definition does, in its own order of arithmetic.
"""

import math
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from faq_bot.search.impacts import RANKS, by_term, heads_of, highest, stretches
from faq_bot.search.postings import PostingList, Weighed, likeliest
from faq_bot.search.sparse import Floats, Floats32, Ints, Ints32, Whole
from faq_bot.search.stored import Shelf

K1, B = 1.5, 0.75
"""rank_bm25's defaults: how fast a word said again counts less, and how far a text's length counts."""
EXACT = 2**21
"""An index of no more postings has their exact impacts too: where overhead is most of the time, it saves a sixth."""
ARRAYS = (
    "idf start texts times impacts exact norms ranked long head_start head_rest head_texts head_impacts common columns"
)
FEW = 17_000
"""Postings of a query that are so few that it is quickest to add up their exact impacts."""
MOST = 1e9
"""A share that is further from 1 than by this factor is too much for float32."""
_KNOWN = 2**12  # terms whose posting lists are remembered as they were read


def smoothed_idf(size: int, n: int) -> float:
    """The idf of a term that `n` of `size` texts hold; above 0 for every n from 0 to size.

    It is Lucene's. rank_bm25's own is zero for a term in half the texts, and below zero in small corpora, where a text
    that matches could score less than one that does not.
    """
    return math.log1p((size - n + 0.5) / (n + 0.5))


class Scores(NamedTuple):
    """Texts, by number, and the BM25 score of each."""

    texts: Ints
    values: Floats


class Sums(NamedTuple):
    """Texts, by number, the sum of each one's scores, and the scores by each part."""

    texts: Ints
    values: Floats
    by_part: list[Floats]


Times = NDArray[np.unsignedinteger]


class Bm25Index:
    """Postings of `size` texts, which are known by number, as terms are: those of term n are from `start[n]` up to
    `start[n + 1]`; a number below 0 is that of a term which no text holds. Immutable; threads may share it.

    A posting is a text, how often it says the term, and the term's impact: what it adds to the score, as float32, for
    finding the texts to work out exact scores of. `norms` are what the definition adds to `times`, by a text's length.
    """

    def __init__(self, size: int, arrays: Mapping[str, NDArray[Any]]) -> None:
        self.size, self.arrays = size, arrays
        self.idf, self.start, self.norms = arrays["idf"], arrays["start"], arrays["norms"]
        self.texts, self.times = arrays["texts"], arrays["times"]
        self.impacts, self.exact = arrays["impacts"], arrays["exact"]
        # reading one number of a memoryview takes half as long as of an array
        self._start, self._idf = self.start.data, self.idf.data
        self._column_of = dict(zip(arrays["common"].tolist(), arrays["columns"], strict=True))
        self._reached = [row.data for row in arrays["ranked"]]
        self._list_of = lru_cache(_KNOWN)(self._read)

    @classmethod
    def of(cls, texts: Whole, terms: Whole, times: Whole, size: int, width: int, *, ranked: bool = True) -> "Bm25Index":
        """The index of texts, given by text in order: each term of it once, and how often it is said. One that is not
        `ranked` takes less, and only tells scores, not which are the best."""
        held, lengths = np.zeros(width, np.int64), np.zeros(size)
        for some in stretches(len(texts)):
            held += np.bincount(terms[some], minlength=width)
            first = int(texts[some.start])
            of_some = np.bincount(texts[some] - first, times[some])
            lengths[first : first + len(of_some)] += of_some
        by_count = {n: smoothed_idf(size, n) for n in np.unique(held).tolist()}
        idf = np.array([by_count[n] for n in held.tolist()], np.float64)
        norms = K1 * (1 - B + B * lengths / max(lengths.sum() / max(size, 1), 1e-9))
        start = np.concatenate(([0], np.cumsum(held)))
        order = by_term(terms)
        of = texts.astype(np.int32, copy=False)[order]
        said = times.astype(np.min_scalar_type(times.max(initial=0)), copy=False)[order]
        del order
        exact = np.repeat(idf, held) * _gain(said, norms[of]) if ranked and len(of) <= EXACT else np.empty(0)
        arrays = {"idf": idf, "start": start, "texts": of, "times": said, "norms": norms, "exact": exact}
        impacts = _impacts(idf, start, norms, of, said) if ranked else np.empty(0, np.float32)
        return cls(size, arrays | {"impacts": impacts} | highest(start if ranked else start[:1], of, impacts, size))

    def holds(self, term: int) -> bool:
        """Whether any text holds the term."""
        return term >= 0 and self._start[term] < self._start[term + 1]

    def idf_of(self, term: int) -> float:
        """The idf of a term; of one that no text holds, the highest there is."""
        return self._idf[term] if term >= 0 else smoothed_idf(self.size, 0)

    def best(self, terms: Sequence[int], shares: Sequence[float], count: int) -> Scores:
        """The `count` texts with the highest scores, best first, of equal ones the first; fewer if fewer hold any of
        the terms. A term given twice counts twice; `shares`, one a term and above 0, say how much each counts for."""
        texts, values, _ = best_of_sums([Part(self, terms, shares)], count)
        return Scores(texts, values)

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

    def postings(self, terms: Sequence[int]) -> float:
        """How many postings the terms have together; without end, where the index has no exact impacts of them."""
        if not len(self.exact):
            return math.inf if len(self.texts) else 0
        start = self._start
        return sum([start[term + 1] - start[term] for term in terms if term >= 0])

    def reached(self, terms: Sequence[int], shares: Sequence[float], count: int) -> float:
        """What the `count` best texts reach at least, by one term alone; nearly, for it is kept as float32."""
        row = next((row for rank, row in zip(RANKS, self._reached, strict=True) if rank >= count), None)
        if row is None:
            return 0.0
        return max([row[term] * share for term, share in zip(terms, shares, strict=True) if term >= 0], default=0.0)

    def sums(self, terms: Sequence[int], shares: Sequence[float]) -> Floats:
        """The score of every text, of an index that has `exact` impacts."""
        texts, values = [], []
        for term, share in zip(terms, shares, strict=True):
            if term >= 0:
                of_term = slice(self._start[term], self._start[term + 1])
                texts.append(self.texts[of_term])
                values.append(self.exact[of_term] if share == 1 else self.exact[of_term] * share)
        if not texts:
            return np.zeros(self.size)
        # bincount adds in the order given, which is the order of the query's terms, as the definition does
        sums = np.bincount(np.concatenate(texts), np.concatenate(values), self.size)
        return sums.astype(np.float64, copy=False)

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

    def lists(self, terms: Sequence[int], shares: Sequence[float], count: int) -> tuple[list[Weighed], float]:
        """The posting lists of the terms; and what the `count` best texts reach at least by one term alone."""
        weights: dict[int, float] = {}
        for term, share in zip(terms, shares, strict=True):
            if term >= 0:
                weights[term] = weights.get(term, 0.0) + share
        rank = next((n for n, rank in enumerate(RANKS) if rank >= count), None)
        lists, floor = [], 0.0
        for term, weight in weights.items():
            found = self._list_of(term)
            if found:
                one, reached = found
                lists.append(Weighed(reached[0] * weight, weight, one))
                if rank is not None and reached[rank] * weight > floor:
                    floor = reached[rank] * weight
        return lists, floor

    def _read(self, term: int) -> tuple[PostingList, list[float]] | None:
        """A term's posting list, and what it adds to the texts of the `RANKS`; None of a term that no text holds."""
        begin, end = self._start[term], self._start[term + 1]
        if begin == end:
            return None
        reached: list[float] = self.arrays["ranked"][:, term].tolist()
        heads = heads_of(self.arrays, term)
        texts, impacts, column = self.texts[begin:end], self.impacts[begin:end], self._column_of.get(term)
        return PostingList.of(texts, impacts, column, reached[0], heads), reached

    def highest_score(self, terms: Sequence[int], shares: Sequence[float]) -> float:
        """What no text can score more than: all the terms, each said without end. Above 0."""
        idf = sum(self.idf_of(term) * share for term, share in zip(terms, shares, strict=True))
        return max(idf * (K1 + 1), 1e-9)

    def save(self, shelf: Shelf) -> None:
        shelf.put(size=np.array(self.size), **self.arrays)

    @classmethod
    def open(cls, shelf: Shelf) -> "Bm25Index":
        return cls(int(shelf.get("size")), {name: shelf.get(name) for name in ARRAYS.split()})


class Part(NamedTuple):
    """What of a query is scored by one of several indexes of the same texts: terms, and what each counts for."""

    scored_by: Bm25Index
    terms: Sequence[int]
    shares: Sequence[float]


def best_of_sums(parts: Sequence[Part], count: int) -> Sums:
    """The `count` texts with the highest sums of the parts' scores, best first, of equal ones the first."""
    if count > 0 and sum([index.postings(terms) for index, terms, _ in parts]) < FEW:
        return _by_exact_sums(parts, count)
    lists: list[Weighed] = []
    floor = 0.0
    for index, terms, shares in parts:
        more, reached = index.lists(terms, shares, count)
        lists += more
        floor = max(floor, reached)
    if count < 1 or not lists:
        return Sums(np.empty(0, np.int64), np.empty(0), [np.empty(0)] * len(parts))
    weights = [one.weight for one in lists]
    if max(weights) < MOST and min(weights) > 1 / MOST:
        texts = likeliest(lists, parts[0].scored_by.size, count, floor)
    else:
        texts = np.unique(np.concatenate([one.list.texts for one in lists]))
    by_part = [part.scored_by.scores_of(part.terms, part.shares, texts) for part in parts]
    scores = by_part[0]
    for of_part in by_part[1:]:
        scores = scores + of_part
    best = (-scores).argsort(kind="stable")[:count]
    return Sums(texts[best].astype(np.int64), scores[best], [of_part[best] for of_part in by_part])


def _by_exact_sums(parts: Sequence[Part], count: int) -> Sums:
    """The same by adding all postings up in float64, in the definition's order."""
    floor = max([index.reached(terms, shares, count) for index, terms, shares in parts]) * (1 - 1e-6)
    by_part = [part.scored_by.sums(part.terms, part.shares) for part in parts]
    sums = by_part[0]
    for of_part in by_part[1:]:
        sums = sums + of_part
    texts = (sums >= floor).nonzero()[0] if floor > 0 else sums.nonzero()[0]
    values = sums.take(texts)
    if len(texts) > 8 * count:  # to sort that many would take longer than to select first
        least = np.partition(values, len(values) - count)[len(values) - count]
        keep = (values >= least).nonzero()[0]
        texts, values = texts.take(keep), values.take(keep)
    best = (-values).argsort(kind="stable")[:count]
    texts = texts.take(best)
    return Sums(texts, sums.take(texts), [of_part.take(texts) for of_part in by_part])


def _gain(times: Times, norms: Floats) -> Floats:
    """What a term's idf is multiplied by, in the definition's order of arithmetic."""
    said = times.astype(np.float64)
    gain: Floats = said * (K1 + 1) / (said + norms)
    return gain


def _impacts(idf: Floats, start: Ints, norms: Floats, texts: Ints32, times: Times) -> Floats32:
    """What each term adds to each text, to the precision of float32."""
    impacts = np.empty(len(texts), np.float32)
    norms, gain = norms.astype(np.float32), (idf * (K1 + 1)).astype(np.float32)
    for some in stretches(len(texts)):
        said = times[some].astype(np.float32)
        of_some = impacts[some]
        np.add(norms[texts[some]], said, out=of_some)
        np.divide(said, of_some, out=of_some)
        held = np.diff(start.clip(some.start, some.stop))
        of_some *= np.repeat(gain, held)
    return impacts
