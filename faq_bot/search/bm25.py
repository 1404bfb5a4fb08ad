"""How well do a query's terms match each text, by BM25?

`rank_bm25.BM25Okapi` is the definition: a fitted one owns idf, lengths and parameters. Here each (term, text) weight is
worked out once, in the definition's own order of arithmetic, and kept in postings; a query adds up its own terms'
postings and touches nothing else. The scores equal the definition's bit for bit.
"""

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from rank_bm25 import BM25Okapi

_K1 = 1.5  # rank_bm25's default, how fast a word said again counts less


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

    texts: NDArray[np.int64]
    values: NDArray[np.float64]


class Bm25Index:
    """Postings of texts given as lists of terms. Texts are known by their number in that order; immutable."""

    def __init__(self, texts: Sequence[Sequence[str]]) -> None:
        self.size = len(texts)
        self.unseen_idf = smoothed_idf(self.size, 0)
        self.idf: dict[str, float] = {}
        self._postings: dict[str, Scores] = {}
        if any(texts):  # rank_bm25 divides by the number of terms
            fitted = SmoothedOkapi(texts)
            self.idf = fitted.idf
            self._postings = _compile(fitted)

    def __contains__(self, term: str) -> bool:
        return term in self._postings

    def scores(self, terms: Sequence[str], shares: Sequence[float] | None = None) -> Scores:
        """The BM25 scores of the texts that hold any of the terms; a term given twice counts twice.

        `shares`, one a term and above 0, say how much each counts for; 1 where they are not given.
        """
        found = [self._postings[term] for term in terms if term in self._postings]
        if not found:
            return Scores(np.empty(0, np.int64), np.empty(0))
        if shares is not None:
            known = (share for term, share in zip(terms, shares, strict=True) if term in self._postings)
            found = [Scores(texts, values * share) for (texts, values), share in zip(found, known, strict=True)]
        numbers = np.concatenate([posting.texts for posting in found])
        # bincount adds in the order given, which is the order of the query's terms, as the definition does
        sums = np.bincount(numbers, np.concatenate([posting.values for posting in found]), self.size)
        texts = np.flatnonzero(sums)  # every weight is above 0
        return Scores(texts, sums[texts].astype(np.float64, copy=False))

    def highest_score(self, terms: Sequence[str], shares: Sequence[float]) -> float:
        """What no text can score more than: all the terms, each said without end. Above 0."""
        idf = sum(self.idf.get(term, self.unseen_idf) * share for term, share in zip(terms, shares, strict=True))
        return max(idf * (_K1 + 1), 1e-9)


def _compile(fitted: BM25Okapi) -> dict[str, Scores]:
    """Each term's texts and weights, from a fitted BM25Okapi."""
    lengths = np.array(fitted.doc_len)
    norms = fitted.k1 * (1 - fitted.b + fitted.b * lengths / fitted.avgdl)
    texts: dict[str, list[int]] = {}
    counts: dict[str, list[int]] = {}
    for number, frequencies in enumerate(fitted.doc_freqs):
        for term, count in frequencies.items():
            texts.setdefault(term, []).append(number)
            counts.setdefault(term, []).append(count)
    postings = {}
    for term, numbers in texts.items():
        at, frequency = np.array(numbers, np.int64), np.array(counts[term])
        postings[term] = Scores(at, fitted.idf[term] * (frequency * (fitted.k1 + 1) / (frequency + norms[at])))
    return postings
