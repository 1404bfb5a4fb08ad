"""Which of the words that a question wants do the texts of these passages have?

A text's marks are its telling terms and the concepts that it mentions. Sets of them are looked for in many texts at
once, a bit of a machine word for each set.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from faq_bot.search.passage_words import PassageWords
from faq_bot.search.remembered import Remembered
from faq_bot.search.sparse import Ints, Ints32, Scratch

BITS = 64
"""Sets that are looked for at a time, a bit of a machine word each."""
Masks = NDArray[np.uint64]


class _Marks(NamedTuple):
    """The marks of a passage's texts, end to end: before those of each text stands one that nobody looks for; where
    each text's begin, and its kind."""

    marks: Ints32
    begins: Ints32
    kinds: NDArray[np.int8]


class Held(NamedTuple):
    """What passages' texts, end to end, have of what was looked for: a row of words a text, a bit of them a set; the
    kind of each text; and where each passage's texts begin, and how many it has."""

    masks: Masks
    kinds: NDArray[np.int8]
    first: Ints
    counts: Ints


@dataclass(frozen=True, slots=True)
class MarkSets:
    """Sets of marks to look for: every one of any set, and which sets it is in, a bit of `bits` each."""

    marks: Ints
    bits: Masks

    @classmethod
    def of(cls, sets: Sequence[Iterable[int]]) -> "MarkSets":
        """The sets, numbered in their order."""
        within: dict[int, int] = {}
        for number, marks in enumerate(sets):
            bit = 1 << number
            for mark in marks:
                within[mark] = within.get(mark, 0) | bit
        batches = [[bits >> begin & 2**BITS - 1 for bits in within.values()] for begin in range(0, len(sets), BITS)]
        bits = np.array(batches, np.uint64).reshape(len(batches), len(within))
        return cls(np.fromiter(within, np.int64, len(within)), bits)


class Marks:
    """Looks for marks in the texts of passages, which are known by number; safe to use from many threads."""

    def __init__(self, words: PassageWords) -> None:
        self._words = words
        self._remembered = Remembered(self._work_out)
        self._scratch = Scratch(words.width + 1, np.uint64)

    def held(self, sets: MarkSets, passages: Ints) -> Held:
        """What each text of the passages has of the sets."""
        several = self._remembered.of(passages)
        if not several:
            nothing = np.empty(0, np.int64)
            return Held(np.empty((0, len(sets.bits)), np.uint64), np.empty(0, np.int8), nothing, nothing)
        marks, begins, kinds = map(np.concatenate, zip(*several, strict=True))
        count = np.fromiter([len(one.kinds) for one in several], np.int64, len(several))
        sizes = np.fromiter([len(one.marks) for one in several], np.int64, len(several))
        begins = begins + (sizes.cumsum() - sizes).repeat(count)
        masks = np.empty((len(kinds), len(sets.bits)), np.uint64)
        dense = self._scratch.take()
        for place, bits in enumerate(sets.bits):
            dense[sets.marks] = bits
            np.bitwise_or.reduceat(dense[marks], begins, out=masks[:, place])
        dense[sets.marks] = 0
        self._scratch.give_back(dense)
        return Held(masks, kinds, count.cumsum() - count, count)

    def _work_out(self, passages: list[int]) -> list[_Marks]:
        """The marks of passages."""
        words, texts = self._words, self._words.texts(np.array(passages))
        places = np.arange(len(texts.kinds))
        said, word_count = words.words_of(texts.numbers)
        mentions, mention_count = words.mentions_of(texts.numbers)
        telling = words.telling[said]
        tells = telling < words.width
        marks = np.concatenate((np.full(len(places), words.width), telling[tells], mentions)).astype(np.int32)
        owners = np.concatenate((places, places.repeat(word_count)[tells], places.repeat(mention_count)))
        order = owners.argsort(kind="stable")
        sizes = np.bincount(owners, minlength=len(places))
        begins = sizes.cumsum() - sizes
        parts = texts.first[1:]
        local = begins - begins[texts.first].repeat(texts.count)
        each = (
            np.split(marks[order], begins[parts]),
            np.split(local.astype(np.int32), parts),
            np.split(texts.kinds, parts),
        )
        return [_Marks(*of_passage) for of_passage in zip(*each, strict=True)]
