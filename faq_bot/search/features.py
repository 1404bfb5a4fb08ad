"""What of two words is compared?

A word's term, its letters (n-grams), the groups of kindred words it stands in, and the pair it makes with the word
before. Each is a feature; a question's features are worked out from its words, a passage's from tables by word.
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from xxhash import xxh3_64_intdigest

from faq_bot.search.kindred import Kindred
from faq_bot.search.sparse import Floats, Ints, Ints32, ends
from faq_bot.search.stored import Numbers, Shelf

SAME, SPELT, KINDRED, NEIGHBOURS = 0.7, 1.0, 0.8, 0.3
"""What a word's term, its letters, its kindred words, and the pair it makes with the word before count for."""
_GRAMS = (3, 4)


@lru_cache(maxsize=2**14)
def letters(word: str) -> tuple[str, ...]:
    """The n-grams of a word's letters, its ends marked, each with a `#` before it."""
    word = f" {word} "
    return tuple(f"#{word[i : i + n]}" for n in _GRAMS for i in range(len(word) - n + 1)) or (f"#{word}",)


@dataclass(frozen=True, slots=True)
class Tables:
    """The features of words and terms by number: those of word n are `grams` from `gram_start[n]` on; those of term n
    are `groups` from `group_start[n]` on. All are below `width`, from which on pairs are numbered.

    Of pairs there are too many to number each: they are hashed (Weinberger et al., 2009, Feature Hashing), so that one
    pair is taken for another once in a quarter of a million times.
    """

    grams: Ints32
    gram_start: NDArray[np.integer[Any]]
    groups: Ints32
    group_start: NDArray[np.integer[Any]]
    width: int

    @classmethod
    def of(
        cls, words: Sequence[str], spelt: NDArray[np.bool_], names: Sequence[str], kindred: Kindred
    ) -> tuple["Tables", list[str]]:
        """The tables of words and of names; and the n-grams, which are numbered after the names. Letters are looked at
        of those words alone that are `spelt` in a question or a section."""
        of_word = [letters(word) if is_spelt else () for word, is_spelt in zip(words, spelt.tolist(), strict=True)]
        grams = sorted({gram for each in of_word for gram in each})
        number = {gram: place for place, gram in enumerate(grams, len(names))}
        first = len(names) + len(grams)
        of_name = [kindred.groups_of(name) for name in names]
        return cls(
            np.array([number[gram] for each in of_word for gram in each], np.int32),
            ends(map(len, of_word)),
            np.array([first + group for each in of_name for group in each], np.int32),
            ends(map(len, of_name)),
            first + kindred.count,
        ), grams

    def save(self, shelf: Shelf) -> None:
        shelf.put(grams=self.grams, gram_start=self.gram_start, groups=self.groups, group_start=self.group_start)
        shelf.put(width=np.array(self.width))

    @classmethod
    def open(cls, shelf: Shelf) -> "Tables":
        grams, gram_start, groups, group_start = map(shelf.get, ("grams", "gram_start", "groups", "group_start"))
        return cls(grams, gram_start, groups, group_start, int(shelf.get("width")))


class Vector(NamedTuple):
    """The features of a question that some passage has, by number in order, each once, and the value of each; as a
    share of the length of all its features."""

    features: Ints
    values: Floats


Said = Sequence[tuple[str, str]]
"""Words, in order, each with its term."""


class QuestionFeatures:
    """Tells the features of questions by the numbers that they have in passages; safe to use from many threads.

    `weights` says what each term weighs by its number, `unseen` what one weighs that no passage has, and `beginning`
    what the beginning of a text weighs.
    """

    def __init__(
        self, tables: Tables, numbers: Numbers, kindred: Kindred, weights: Floats, unseen: float, beginning: float
    ) -> None:
        self._find, self._kindred, self._weights, self._unseen = numbers.find, kindred, weights, unseen
        self._beginning = _Word(-1, beginning, np.empty(0, np.int64), np.empty(0))
        self._pairs, self._groups = tables.width, tables.width - kindred.count  # the number of the first
        self._word = lru_cache(maxsize=2**14)(self._look_up)

    def of(self, parts: Iterable[tuple[Said, float]]) -> Vector:
        """The features of a question, given in parts, each its words and what they count for."""
        features: list[Ints] = []
        values: list[Floats] = []
        before, after, of_pairs = [], [], []
        for said, share in parts:
            words = {term: self._word(word, term) for word, term in said}  # a term as it was last spelt
            times = Counter(term for _, term in said) if len(words) < len(said) else {}
            for term, word in words.items():
                scale = share * (1 + math.log(times.get(term, 1)))
                features.append(word.features)
                values.append(word.values if scale == 1 else word.values * scale)
            last = self._beginning
            for _, term in said:
                word = words[term]
                before.append(last.number)
                after.append(word.number)
                of_pairs.append(share * NEIGHBOURS * math.sqrt(last.weight * word.weight))
                last = word
        pairs = pair_numbers(np.array(before, np.int64), np.array(after, np.int64))
        every, value = np.concatenate([*features, pairs + self._pairs]), np.concatenate([*values, np.array(of_pairs)])
        order = every.argsort(kind="stable")
        every, value = every[order], value[order]
        first = np.concatenate(([True], every[1:] != every[:-1])).nonzero()[0] if len(every) else order
        every, value = every[first], np.add.reduceat(value, first) if len(first) else value
        value = value / (math.sqrt(float(value @ value)) or 1.0)
        known = int(every.searchsorted(0))  # strange ones have numbers below 0
        return Vector(every[known:], value[known:])

    def _look_up(self, word: str, term: str) -> "_Word":
        """The features of a word."""
        number = self._find(term)
        weight = float(self._weights[number]) if number >= 0 else self._unseen
        groups, grams = self._kindred.groups_of(term), letters(word)
        features = [self._known(term), *(self._groups + group for group in groups), *map(self._known, grams)]
        scales = [SAME] + [KINDRED / math.sqrt(len(groups) or 1)] * len(groups)
        scales += [SPELT / math.sqrt(len(grams))] * len(grams)
        number = number if number >= 0 else _strange(term)  # which makes strange pairs
        return _Word(number, weight, np.array(features, np.int64), np.array(scales) * weight)

    def _known(self, name: str) -> int:
        number = self._find(name)
        return number if number >= 0 else _strange(name)


class _Word(NamedTuple):
    """A word of a question: the number of its term, what that weighs, and the word's features and their values."""

    number: int
    weight: float
    features: Ints
    values: Floats


_PAIR_BITS = 18
PAIRS = 2**_PAIR_BITS
"""Numbers of pairs there are."""


def pair_numbers(before: Ints, after: Ints) -> Ints:
    """The numbers, below PAIRS, of pairs of terms by number; before a text's first word stands -1."""
    mixed = (before + 1).astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15) ^ after.astype(np.uint64)
    mixed *= np.uint64(0xD6E8FEB86659FD93)
    return (mixed >> np.uint64(64 - _PAIR_BITS)).astype(np.int64)


def _strange(name: str) -> int:
    """A number below 0 for a name that no passage has."""
    return -1 - (xxh3_64_intdigest(name.encode()) >> 1)
