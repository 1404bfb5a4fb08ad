"""How well do a query's terms match each text, by BM25?

`rank_bm25.BM25Okapi` is the definition, and tests hold the index to it: scores are equal bit for bit. Here each (term,
text) weight is worked out once, in the definition's own order of arithmetic, and kept in postings; a query adds up its
own terms' postings and touches no other.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from rank_bm25 import BM25Okapi

from faq_bot.search.sparse import Floats, Ints
from faq_bot.search.stored import Shelf

K1, B = 1.5, 0.75
"""rank_bm25's defaults: how fast a word said again counts less, and how far a text's length counts."""


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
    """The texts that hold any term of a query, by number and in order, and the BM25 score of each."""

    texts: Ints
    values: Floats


@dataclass(frozen=True, slots=True)
class Bm25Index:
    """Postings of `size` texts, which are known by number, as terms are: those of term n are from `start[n]` up to
    `start[n + 1]`; a number below 0 is that of a term which no text holds. Immutable."""

    size: int
    idf: Floats
    start: Ints
    texts: Ints
    values: Floats

    @classmethod
    def of(cls, texts: Ints, terms: Ints, times: Ints, size: int, width: int) -> "Bm25Index":
        """The index of texts, given by text in order: each term of it once, and how often it is said."""
        held = np.bincount(terms, minlength=width)
        by_count = {n: smoothed_idf(size, n) for n in np.unique(held).tolist()}
        idf = np.array([by_count[n] for n in held.tolist()])
        lengths = np.bincount(texts, times, size)
        norms = K1 * (1 - B + B * lengths / max(lengths.sum() / max(size, 1), 1e-9))
        by_term = np.argsort(terms, kind="stable")
        texts, terms, times = texts[by_term], terms[by_term], times[by_term]
        values = idf[terms] * (times * (K1 + 1) / (times + norms[texts]))
        return cls(size, idf, np.concatenate(([0], np.cumsum(held))), texts, values)

    def holds(self, term: int) -> bool:
        """Whether any text holds the term."""
        return term >= 0 and bool(self.start[term] < self.start[term + 1])

    def idf_of(self, term: int) -> float:
        """The idf of a term; of one that no text holds, the highest there is."""
        return float(self.idf[term]) if term >= 0 else smoothed_idf(self.size, 0)

    def scores(self, terms: Sequence[int], shares: Sequence[float]) -> Scores:
        """The BM25 scores of the texts that hold any of the terms; a term given twice counts twice.

        `shares`, one a term and above 0, say how much each counts for.
        """
        at = [
            (slice(self.start[t], self.start[t + 1]), share) for t, share in zip(terms, shares, strict=True) if t >= 0
        ]
        if not at:
            return Scores(np.empty(0, np.int64), np.empty(0))
        texts = np.concatenate([self.texts[of_term] for of_term, _ in at])
        # bincount adds in the order given, which is the order of the query's terms, as the definition does
        sums = np.bincount(texts, np.concatenate([self.values[of_term] * share for of_term, share in at]), self.size)
        found = np.flatnonzero(sums)  # every weight is above 0
        return Scores(found, sums[found].astype(np.float64, copy=False))

    def highest_score(self, terms: Sequence[int], shares: Sequence[float]) -> float:
        """What no text can score more than: all the terms, each said without end. Above 0."""
        idf = sum(self.idf_of(term) * share for term, share in zip(terms, shares, strict=True))
        return max(idf * (K1 + 1), 1e-9)

    def save(self, shelf: Shelf) -> None:
        shelf.put(idf=self.idf, start=self.start, texts=self.texts, values=self.values, size=np.array(self.size))

    @classmethod
    def open(cls, shelf: Shelf) -> "Bm25Index":
        idf, start, texts, values = map(shelf.get, ("idf", "start", "texts", "values"))
        return cls(int(shelf.get("size")), idf, start, texts, values)
