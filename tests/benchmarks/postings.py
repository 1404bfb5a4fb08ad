"""What is there to add up for a question, and how fast could that be at best?

The texts' words as numbers, counted; what each weighs by rank_bm25's definition, worked out here in the plainest way
and apart from faq_bot, so that it can judge faq_bot and everybody else. `Limit` is the floor that engines are measured
against: a compiled loop that adds each posting of a question once, and does not even look for the highest sum.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import log1p
from typing import Any

import numpy as np
from numpy.typing import NDArray

from faq_bot.search.analysis import FUNCTION_WORDS, QUESTION_WORDS

K1, B = 1.5, 0.75
_WORD = re.compile(r"[a-z0-9]+")
_AT_ONCE = 2_000_000  # words that are counted at once, which bounds the memory that counting needs

Idf = Callable[[int, int], float]
Counted = tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]
"""Texts, words, and how often each is said."""


def words(text: str) -> list[str]:
    """The words of a text, as every engine here is given them."""
    return _WORD.findall(text.lower())


def telling(question: Sequence[str]) -> list[str]:
    """Its words without those that only hold a sentence together, or ask; all, where there are no others."""
    return [word for word in question if word not in FUNCTION_WORDS and word not in QUESTION_WORDS] or list(question)


def smoothed(size: int, held: int) -> float:
    """Lucene's idf, of a term that so many texts hold."""
    return log1p((size - held + 0.5) / (held + 0.5))


@dataclass(frozen=True, slots=True)
class Tokens:
    """Texts as the numbers of their words, end to end; text n is from `starts[n]` up to `starts[n + 1]`."""

    names: list[str]
    numbers: dict[str, int]
    words: NDArray[np.int32]
    starts: NDArray[np.int64]

    @classmethod
    def of(cls, texts: Iterable[str]) -> "Tokens":
        numbers: dict[str, int] = {}
        pieces, lengths, piece = [], [0], []
        for text in texts:
            found = [numbers.setdefault(word, len(numbers)) for word in words(text)]
            lengths.append(len(found))
            piece += found
            if len(piece) > _AT_ONCE:
                pieces.append(np.array(piece, np.int32))
                piece = []
        pieces.append(np.array(piece, np.int32))
        return cls(list(numbers), numbers, np.concatenate(pieces), np.cumsum(lengths))

    def __len__(self) -> int:
        return len(self.starts) - 1

    def text(self, number: int) -> list[int]:
        """The numbers of a text's words."""
        return self.words[self.starts[number] : self.starts[number + 1]].tolist()  # type: ignore[no-any-return]

    def counted(self) -> Counted:
        """Each word of each text once, text by text: the text, the word, and how often it is said."""
        width, found, first = len(self.names), [], 0
        while first < len(self):
            last = max(first + 1, int(np.searchsorted(self.starts, self.starts[first] + _AT_ONCE, "right")) - 1)
            owners = np.repeat(np.arange(first, last), np.diff(self.starts[first : last + 1]))
            keys = owners * width + self.words[self.starts[first] : self.starts[last]]
            keys, times = np.unique(keys, return_counts=True)
            found.append([part.astype(np.int32) for part in (keys // width, keys % width, times)])
            first = last
        texts, terms, times = (np.concatenate(parts) for parts in zip(*found, strict=True))
        return texts, terms, times


@dataclass(frozen=True, slots=True)
class Postings:
    """Which texts hold a term, and how often; the term's postings are from `starts[n]` up to `starts[n + 1]`."""

    numbers: dict[str, int]
    starts: NDArray[np.int64]
    texts: NDArray[np.int32]
    times: NDArray[np.int32]
    lengths: NDArray[np.float64]

    @classmethod
    def of(cls, tokens: Tokens, counted: Counted) -> "Postings":
        texts, terms, times = counted
        starts = np.concatenate(([0], np.cumsum(np.bincount(terms, minlength=len(tokens.names)))))
        by_term = np.argsort(terms, kind="stable")
        return cls(tokens.numbers, starts, texts[by_term], times[by_term], np.diff(tokens.starts).astype(np.float64))

    def terms(self, question: Sequence[str]) -> list[int]:
        """The question's terms that any text holds."""
        return [number for word in question if (number := self.numbers.get(word)) is not None]

    def read(self, question: Sequence[str]) -> int:
        """How many postings the question has."""
        return sum(int(self.starts[term + 1] - self.starts[term]) for term in self.terms(question))

    def weights(self, term: int, k1: float = K1, idf: Idf = smoothed) -> NDArray[np.float64]:
        """What the term weighs in each text that holds it, in rank_bm25's order of arithmetic."""
        at = slice(self.starts[term], self.starts[term + 1])
        size, times = len(self.lengths), self.times[at].astype(np.float64)
        norms = k1 * (1 - B + B * self.lengths[self.texts[at]] / self.lengths.mean())
        return idf(size, len(times)) * (times * (k1 + 1) / (times + norms))  # type: ignore[no-any-return]

    def scores(self, question: Sequence[str], k1: float = K1, idf: Idf = smoothed) -> NDArray[np.float64]:
        """The score of every text."""
        total = np.zeros(len(self.lengths))
        for term in self.terms(question):
            total[self.texts[self.starts[term] : self.starts[term + 1]]] += self.weights(term, k1, idf)
        return total


class Limit:
    """Adds each posting of a question once."""

    def __init__(self, postings: Postings) -> None:
        from numba import njit

        self._postings = postings
        every = [postings.weights(term) for term in range(len(postings.starts) - 1)]
        self._values = np.concatenate(every)
        self._sums = np.zeros(len(postings.lengths))
        self._terms: dict[tuple[str, ...], NDArray[np.int64]] = {}
        self._add: Any = njit(_add)

    def prepare(self, questions: Iterable[Sequence[str]]) -> None:
        """Look the terms of questions up, which is not to be measured."""
        for question in questions:
            self._terms[tuple(question)] = np.array(self._postings.terms(question), np.int64)

    def __call__(self, question: Sequence[str]) -> None:
        self._add(self._terms[tuple(question)], self._postings.starts, self._postings.texts, self._values, self._sums)


def _add(terms: Any, starts: Any, texts: Any, values: Any, sums: Any) -> None:
    for term in terms:
        for at in range(starts[term], starts[term + 1]):
            sums[texts[at]] += values[at]
