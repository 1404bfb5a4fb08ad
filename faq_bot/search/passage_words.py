"""Which words do the texts of these passages have?

What `reading` read, numbered anew so that it depends on the corpus alone and not on what else was ever read, and kept
in the narrowest whole numbers that hold it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import compress
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from faq_bot.search.reading import HEADINGS, PassageReader, kinds_of
from faq_bot.search.sparse import Ints, Ints32, Whole, ends, spans
from faq_bot.search.stored import Shelf
from faq_bot.search.stretches import Stretches


class Numbering(NamedTuple):
    """The words of some passages in order, and their names, terms before concepts, each in order; and the number that
    each word and each name has among these, by the number that it has in a reader's vocabulary. Number 0 is BREAK."""

    words: list[str]
    names: list[str]
    word: Ints32
    name: Ints32

    @classmethod
    def of(cls, read: Stretches, reader: PassageReader) -> "Numbering":
        words, word = _in_order(reader.words.names, read["words"])
        terms, term = _in_order(reader.names.names, reader.term_of[word >= 0])
        concepts, concept = _in_order(reader.names.names, read["mentions"])
        concepts, concept = concepts[1:], np.where(concept > 0, concept - 1, -1)
        return cls(words, terms + concepts, word, np.where(concept >= 0, concept + len(terms), term).astype(np.int32))


def _in_order(vocabulary: Sequence[str], numbers: Ints32) -> tuple[list[str], Ints32]:
    """The names of a vocabulary that are used, in order, and the place there of each of it, -1 of one that is not."""
    used = np.zeros(len(vocabulary), bool)
    used[numbers] = True
    used[0] = True  # BREAK, which comes before all others
    names = list(compress(vocabulary, used.tolist()))
    order = sorted(range(len(names)), key=names.__getitem__)
    places = np.full(len(vocabulary), -1, np.int32)
    places[np.flatnonzero(used)[order]] = np.arange(len(names), dtype=np.int32)
    return [names[place] for place in order], places


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts of some passages end to end: their numbers and kinds, where each passage's begin among them, and how
    many it has."""

    numbers: Ints
    kinds: NDArray[np.int8]
    first: Ints
    count: Ints


class PassageWords:
    """The words and mentioned concepts of passages' texts; immutable, and safe to use from many threads.

    `term_of` and `telling` give each word's term, and the same where it tells something, else `width`. Terms and
    concepts have numbers below `width`; `said` are those that any text has, as a telling word or a concept. There are
    `count` passages.
    """

    _FIELDS = (
        *("words", "word_start", "mentions", "mention_start", "first_text"),
        *("questions", "section_counts", "sentence_start", "spans", "term_of", "telling", "said"),
    )

    def __init__(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        self._arrays = dict(arrays)
        self.words, self._mentions = arrays["words"], arrays["mentions"]
        self._word_start, self._mention_start = arrays["word_start"], arrays["mention_start"]
        self._first_text, self._sentence_start = arrays["first_text"], arrays["sentence_start"]
        self.questions, self.section_counts = arrays["questions"], arrays["section_counts"]
        self.term_of, self.telling, self.said = arrays["term_of"], arrays["telling"], arrays["said"]
        self._spans = arrays["spans"]
        self.width, self.count = len(self.said), len(self.questions)

    @classmethod
    def of(cls, read: Stretches, reader: PassageReader, numbering: Numbering) -> "PassageWords":
        facts, counts = read["facts"].reshape(-1, 2), read.sizes["text_sizes"]
        width = len(numbering.names)
        term_of = np.zeros(len(numbering.words), np.int32)
        telling = np.full(len(numbering.words), width, np.int32)
        is_used = numbering.word >= 0
        term_of[numbering.word[is_used]] = numbering.name[reader.term_of[is_used]]
        tells = is_used & reader.tells
        telling[numbering.word[tells]] = numbering.name[reader.term_of[tells]]
        mentions = numbering.name[read["mentions"]]
        said = np.zeros(width + 1, bool)
        said[telling] = said[mentions] = True
        return cls(
            {
                "words": _narrow(numbering.word[read["words"]]),
                "word_start": _narrow(ends(read["text_sizes"])),
                "mentions": _narrow(mentions),
                "mention_start": _narrow(ends(read["mention_sizes"])),
                "first_text": _narrow(ends(counts)),
                "questions": _narrow(facts[:, 0]),
                "section_counts": facts[:, 1].astype(bool),
                "sentence_start": _narrow(ends(counts - facts[:, 0] - HEADINGS)),
                "spans": _narrow(read["spans"]).reshape(-1, 2),
                "term_of": term_of,
                "telling": telling,
                "said": said[:width],
            }
        )

    def save(self, shelf: Shelf) -> None:
        shelf.put(**self._arrays)

    @classmethod
    def open(cls, shelf: Shelf) -> "PassageWords":
        return cls({name: shelf.get(name) for name in cls._FIELDS})

    def texts(self, passages: Ints) -> Texts:
        """The texts of passages."""
        numbers, first, count = spans(self._first_text, passages)
        return Texts(numbers, kinds_of(count, self.questions[passages]), first, count)

    def sentences(self, passage: int) -> list[tuple[int, int]]:
        """Where each sentence starts and ends in the passage's text."""
        places = self._spans[int(self._sentence_start[passage]) : int(self._sentence_start[passage + 1])]
        return [(start, end) for start, end in places.tolist()]

    def words_of(self, texts: Ints) -> tuple[Whole, Ints]:
        """The words of texts, end to end, and how many each has."""
        at, _, size = spans(self._word_start, texts)
        return self.words[at], size

    def mentions_of(self, texts: Ints) -> tuple[Whole, Ints]:
        """The concepts that texts mention, end to end, and how many each has."""
        at, _, size = spans(self._mention_start, texts)
        return self._mentions[at], size


def _narrow(numbers: Whole) -> Whole:
    """The same in the narrowest whole numbers that hold them."""
    most = int(numbers.max(initial=0))
    return numbers.astype(np.uint16 if most < 2**16 else np.int32 if most < 2**31 else np.int64, copy=False)
