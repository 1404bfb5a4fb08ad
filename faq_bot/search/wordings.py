"""How alike are a question and what a passage says?

A wording is one text of a passage that a question can be put beside: each way to ask for it, its section, its answer.
A word is three things at once: its term, its letters (n-grams), and the groups of kindred words that it stands in; so a
misspelt, inflected or reworded question is still near. Likeness is the cosine of two such texts. Wordings that repeat
one another share what they add to their passage (a small ridge regression in each passage), so that twenty alternate
questions help and do not shout.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from faq_bot.search.analysis import Analyzer
from faq_bot.search.sparse import Floats, Ints, SparseRows, offsets, spans, sum_stretches

SAME, SPELT, KINDRED, NEIGHBOURS = 0.7, 1.0, 0.8, 0.3
"""What a word's term, its letters, its kindred words, and the pair it makes with the word before count for."""
SECTION = 0.5
"""What a section's heading counts for, where a question or an answer counts 1."""
IDF_POWER = 0.5
"""A word weighs its idf to this power: what is asked matters as much as what it is asked of."""
NEAR, FAR = (2.0, 0.3), (1.5, 1.0)
"""Power of the likeness and ridge, of the signal that goes by the nearest wording, and of the one that goes by many."""
_GRAMS = (3, 4)
_MANY, _COLUMNS = 100, 1024  # more wordings of a passage than this are put side by side as matrices so wide

Row = dict[int, float]


@dataclass(frozen=True, slots=True)
class Wording:
    """A text of a passage as words; `kind` is `question`, `section` or `answer`."""

    passage: int
    kind: str
    words: Sequence[str]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What wordings need to know of words: their terms, their weights (idf), and what an unknown one weighs."""

    term: Callable[[str], str]
    idf: Mapping[str, float]
    unseen_idf: float

    def weight(self, term: str) -> float:
        return float(self.idf.get(term, self.unseen_idf) ** IDF_POWER)


class Wordings:
    """The wordings of some passages, given in the passages' order; immutable."""

    def __init__(self, wordings: Sequence[Wording], passages: int, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        lengths = [len(wording.words) for wording in wordings if wording.kind == "answer"]
        self._usual_length = sum(lengths) / len(lengths) if lengths else 1.0
        self._columns: dict[Hashable, int] = {}
        rows = [self._row(wording) for wording in wordings]
        self._rows = SparseRows(rows, len(self._columns))
        self._start = offsets((wording.passage for wording in wordings), passages)
        self._near, self._far = self._shares(rows)

    def likeness(self, parts: Sequence[tuple[Sequence[str], float]], passages: Ints) -> tuple[Floats, Floats]:
        """How alike each of the passages is to a question, by its nearest wording and by many.

        The question is given in parts, each its words and what they count for.
        """
        vector: defaultdict[Hashable, float] = defaultdict(float)
        for words, share in parts:
            for feature, value in self._features(words):
                vector[feature] += value * share
        size = math.sqrt(sum(value * value for value in vector.values())) or 1.0  # of what no wording has, too
        known = {self._columns[f]: value / size for f, value in vector.items() if f in self._columns}
        rows, first, count = spans(self._start, passages)
        alike = np.maximum(self._rows.dot(known, rows), 0)
        return (
            sum_stretches(self._near[rows] * alike ** NEAR[0], first, count),
            sum_stretches(self._far[rows] * alike ** FAR[0], first, count),
        )

    def _row(self, wording: Wording) -> Row:
        """The wording as a vector of length 1, or of SECTION."""
        row: defaultdict[int, float] = defaultdict(float)
        features = self._long_features if wording.kind == "answer" else self._features
        for feature, value in features(wording.words):
            row[self._columns.setdefault(feature, len(self._columns))] += value
        size = math.sqrt(sum(value * value for value in row.values())) or 1.0
        share = SECTION if wording.kind == "section" else 1.0
        return {column: value * share / size for column, value in row.items()}

    def _features(self, words: Sequence[str]) -> Iterator[tuple[Hashable, float]]:
        weigh = self._vocabulary.weight
        terms = [self._vocabulary.term(word) for word in words]
        spelt = dict(zip(terms, words, strict=True))
        for term, count in Counter(terms).items():
            weight = weigh(term) * (1 + math.log(count))
            yield from _meanings(term, weight)
            grams = _letters(spelt[term])
            for gram in grams:
                yield (gram,), weight * SPELT / math.sqrt(len(grams))
        before = ""
        for term in terms:
            first = weigh(before) if before else self._vocabulary.unseen_idf**IDF_POWER / 2
            yield (before, term), NEIGHBOURS * math.sqrt(first * weigh(term))
            before = term

    def _long_features(self, words: Sequence[str]) -> Iterator[tuple[Hashable, float]]:
        """Of an answer: no letters and no pairs, and a word said again counts less and less, as in BM25."""
        terms = [self._vocabulary.term(word) for word in words]
        norm = 0.75 + 0.75 * len(terms) / self._usual_length
        for term, count in Counter(terms).items():
            yield from _meanings(term, self._vocabulary.weight(term) * count * 2.5 / (count + norm))

    def _shares(self, rows: Sequence[Row]) -> tuple[Floats, Floats]:
        """What each wording adds to its passage that the passage's other wordings do not say."""
        near, far = np.ones(len(rows)), np.ones(len(rows))
        for begin, end in zip(self._start, self._start[1:], strict=False):
            alike = _likenesses(rows[begin:end])
            for share, (power, ridge) in ((near, NEAR), (far, FAR)):
                if len(alike):
                    share[begin:end] = np.linalg.solve(alike**power + ridge * np.eye(len(alike)), np.ones(len(alike)))
        return near, far


def _meanings(term: str, weight: float) -> Iterator[tuple[Hashable, float]]:
    yield term, weight * SAME
    groups = _kindred()[1].get(term, ())
    for group in groups:
        yield group, weight * KINDRED / math.sqrt(len(groups))


def _likenesses(rows: Sequence[Row]) -> NDArray[np.float64]:
    if len(rows) > _MANY:
        return _likenesses_of_many(rows)
    return np.array([[sum(value * b.get(column, 0.0) for column, value in a.items()) for b in rows] for a in rows])


def _likenesses_of_many(rows: Sequence[Row]) -> NDArray[np.float64]:
    """The same as products of dense matrices, of some columns at a time."""
    number = {column: n for n, column in enumerate(dict.fromkeys(column for row in rows for column in row))}
    owners = np.repeat(np.arange(len(rows)), [len(row) for row in rows])
    columns = np.array([number[column] for row in rows for column in row], np.int64)
    values = np.array([value for row in rows for value in row.values()], np.float64)
    alike = np.zeros((len(rows), len(rows)))
    for begin in range(0, len(number), _COLUMNS):
        here = (columns >= begin) & (columns < begin + _COLUMNS)
        dense = np.zeros((len(rows), _COLUMNS))
        dense[owners[here], columns[here] - begin] = values[here]
        alike += dense @ dense.T
    return alike


@cache
def kindred_terms(term: str) -> Mapping[str, int]:
    """The terms that stand in a group of kindred words with a term, and in how many."""
    terms_of, groups_of = _kindred()
    together = Counter(other for group in groups_of.get(term, ()) for other in terms_of[group])
    together.pop(term, None)
    return together


@cache
def _kindred() -> tuple[Mapping[str, tuple[str, ...]], Mapping[str, list[str]]]:
    """The groups of `kindred_words.txt`: the terms of each, and the groups that each term stands in."""
    analyzer = Analyzer()
    terms_of: dict[str, tuple[str, ...]] = {}
    groups_of: defaultdict[str, list[str]] = defaultdict(list)
    for line in (files(__package__) / "kindred_words.txt").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            group = f"~{line}"
            terms_of[group] = tuple(dict.fromkeys(analyzer.terms(line)))
            for term in terms_of[group]:
                groups_of[term].append(group)
    return terms_of, dict(groups_of)


@lru_cache(maxsize=2**17)
def _letters(word: str) -> tuple[str, ...]:
    """The n-grams of a word's letters, its ends marked."""
    word = f" {word} "
    return tuple(word[i : i + n] for n in _GRAMS for i in range(len(word) - n + 1)) or (word,)
