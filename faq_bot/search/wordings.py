"""How alike are a question and what a passage says?

A wording is one text of a passage that a question can be put beside: each way to ask for it, its section, its answer.
A word is three things at once: its term, its letters (n-grams), and the groups of kindred words that it stands in; so a
misspelt, inflected or reworded question is still near. Likeness is the cosine of two such texts. Wordings that repeat
one another share what they add to their passage (a small ridge regression in each passage), so that twenty alternate
questions help and do not shout.
"""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from faq_bot.search.joined_terms import JoinedTerms
from faq_bot.search.passage_terms import Features
from faq_bot.search.sparse import Floats, Floats32, Ints, Ints32, SparseRows, ends, spans, sum_stretches
from faq_bot.search.stored import Numbers, Shelf

IDF_POWER = 0.5
"""A word weighs its idf to this power: what is asked matters as much as what it is asked of."""
NEAR, FAR = (2.0, 0.3), (1.5, 1.0)
"""Power of the likeness and ridge, of the signal that goes by the nearest wording, and of the one that goes by many."""
_MANY, _COLUMNS = 12, 1024  # more wordings of a passage than this are put side by side as matrices so wide


@dataclass(frozen=True, slots=True)
class Wordings:
    """The wordings of passages, known by number, as rows of features; `start` says where each passage's begin, `near`
    and `far` what each wording adds to its passage that the others do not say. Immutable."""

    rows: SparseRows
    start: Ints
    near: Floats
    far: Floats

    @classmethod
    def of(cls, terms: JoinedTerms, weights: Floats, columns: Ints32, width: int) -> "Wordings":
        """The wordings of passages, given what terms weigh, and the column of each of the vocabulary's names."""
        values, rows = _values(terms, weights), ends(terms["row_sizes"])
        near, far = np.ones(len(rows) - 1), np.ones(len(rows) - 1)
        counts, start = terms.sizes("row_sizes"), terms.starts["row_sizes"]
        for count in np.unique(counts[counts > 0]).tolist():
            which = np.flatnonzero(counts == count)
            alike = _likenesses(terms, which, count, values, rows)
            at = start[which][:, None] + np.arange(count)
            ones = np.ones((len(which), count, 1))
            for share, (power, ridge) in ((near, NEAR), (far, FAR)):
                share[at] = np.linalg.solve(alike**power + ridge * np.eye(count), ones)[..., 0]
        features = columns[terms["features"]]
        return cls(SparseRows(rows, features, width, values), start, near, far)

    def likeness(self, question: Mapping[str, float], numbers: Numbers, passages: Ints) -> tuple[Floats, Floats]:
        """How alike each of the passages is to a question's features, by its nearest wording and by many."""
        size = math.sqrt(sum(value * value for value in question.values())) or 1.0  # of what no wording has, too
        columns = numbers.find_all(list(question))
        values = np.fromiter(question.values(), np.float64, len(question)) / size
        known = columns >= 0
        rows, first, count = spans(self.start, passages)
        alike = np.maximum(self.rows.dot(columns[known], values[known], rows), 0)
        return (
            sum_stretches(self.near[rows] * alike ** NEAR[0], first, count),
            sum_stretches(self.far[rows] * alike ** FAR[0], first, count),
        )

    def save(self, shelf: Shelf) -> None:
        self.rows.save(shelf.part("rows"))
        shelf.put(start=self.start, near=self.near, far=self.far)

    @classmethod
    def open(cls, shelf: Shelf) -> "Wordings":
        return cls(SparseRows.open(shelf.part("rows")), *map(shelf.get, ("start", "near", "far")))


def question_features(
    parts: Iterable[tuple[Sequence[str], float]], features: Features, weigh: Callable[[str], float]
) -> Mapping[str, float]:
    """The features of a question, given in parts, each its words and what they count for."""
    vector: defaultdict[str, float] = defaultdict(float)
    weights = _Remembered(weigh)
    for words, share in parts:
        for name, first, second, scale in features.of(words):
            vector[name] += share * scale * math.sqrt(weights[first] * weights[second])
    return vector


class _Remembered(dict[str, float]):
    """What terms weigh, each worked out once."""

    def __init__(self, weigh: Callable[[str], float]) -> None:
        self._weigh = weigh

    def __missing__(self, term: str) -> float:
        weight = self[term] = self._weigh(term)
        return weight


def term_weights(idf: Floats, unseen_idf: float, beginning: int) -> Floats:
    """What each term weighs, by number; that of BEGINNING among them."""
    weights = np.where(idf > 0, idf, unseen_idf) ** IDF_POWER
    weights[beginning] = beginning_weight(unseen_idf)
    return weights


def beginning_weight(unseen_idf: float) -> float:
    """What BEGINNING weighs, before a text's first word."""
    return math.pow(unseen_idf, IDF_POWER) / 2


def _values(terms: JoinedTerms, weights: Floats) -> Floats32:
    """The value of each feature of each wording, every wording of length 1, or of its share."""
    roots = np.sqrt(weights).astype(np.float32)
    values = terms["scale"] * roots[terms["first"]]
    if not len(values):
        return np.empty(0, np.float32)
    values *= roots[terms["second"]]
    lengths, entries = terms["lengths"], terms["row_entries"]
    if (is_answer := lengths > 0).any():  # a word said again counts less and less, as in BM25
        times = terms["times"].copy()
        usual = np.float32(lengths[is_answer].mean(dtype=float))
        norms = np.repeat(np.float32(0.75) + np.float32(0.75) * lengths / usual, entries)
        norms += times
        times *= np.float32(2.5)
        times /= norms
        times[np.repeat(~is_answer, entries)] = 1.0
        values *= times
    begins = terms["begins"] + np.repeat(terms.starts["scale"][:-1], terms.sizes("begins"))
    summed = np.add.reduceat(values, begins)
    sizes = terms["row_sizes"]
    squares = np.add.reduceat(summed * summed, ends(sizes)[:-1], dtype=float)
    summed *= np.repeat((terms["shares"] / np.sqrt(squares)).astype(np.float32), sizes)
    return summed


def _likenesses(terms: JoinedTerms, which: Ints, count: int, values: Floats32, rows: Ints) -> NDArray[np.float64]:
    """How alike the wordings of passages are that have so many each: a matrix a passage."""
    first = terms.starts["row_sizes"][which]
    if count > _MANY:
        places = [rows[begin : begin + count + 1] for begin in first.tolist()]
        return np.stack([_likenesses_of_many(terms["features"], values, each) for each in places])
    at, _, size = spans(terms.starts["pairs"], which)
    base, owner = np.repeat(terms.starts["features"][which], size), np.repeat(np.arange(len(which)), size)
    products = values[terms["pair_first"][at] + base].astype(float) * values[terms["pair_second"][at] + base]
    cells = np.bincount(terms["pairs"][at] + owner * count**2, products, len(which) * count**2).astype(float)
    half = cells.reshape(len(which), count, count)
    alike: NDArray[np.float64] = half + half.transpose(0, 2, 1)
    alike[:, range(count), range(count)] = terms["shares"][first[:, None] + np.arange(count)] ** 2
    return alike


def _likenesses_of_many(features: Ints32, values: Floats32, rows: Ints) -> NDArray[np.float64]:
    """The same of one passage as products of dense matrices, of some columns at a time."""
    used, number = np.unique(features[rows[0] : rows[-1]], return_inverse=True)
    owners, values = np.repeat(np.arange(len(rows) - 1), np.diff(rows)), values[rows[0] : rows[-1]]
    alike = np.zeros((len(rows) - 1, len(rows) - 1))
    for begin in range(0, len(used), _COLUMNS):
        here = (number >= begin) & (number < begin + _COLUMNS)
        dense = np.zeros((len(rows) - 1, _COLUMNS))
        dense[owners[here], number[here] - begin] = values[here]
        alike += dense @ dense.T
    return alike
