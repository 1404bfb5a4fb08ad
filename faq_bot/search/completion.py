"""Which known questions begin as the visitor types?

The questions and headings that passages are found by, known by the beginnings of their words. Nothing here is ranked by
what it is about: whoever types sees at once that what they want to ask is already known, or types on.
"""

import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from faq_bot.content.passages import Passage
from faq_bot.content.question import LONGEST_QUESTION
from faq_bot.search.analysis import BREAK, FUNCTION_WORDS, QUESTION_WORDS, Analyzer
from faq_bot.search.sparse import Ints32

MOST = 50_000
"""Passages, and questions of them, that are looked at; those that come later in reading order are not offered."""
MOST_WORDS = 32
"""Words of what is typed; with more, nothing is known that begins so."""

_LIGHT = FUNCTION_WORDS | QUESTION_WORDS | {"much", "many"}
"""Words that a question may lack, once another word is typed: “how much does massage co” finds “Cost of a massage”."""
_MARKS = {mark: None for mark in range(0x300, 0x370)}  # accents, of Latin, Greek and Cyrillic; not the vowels of Hindi
_BARE_HEADING = 2
_HEADING = 4
"""What a bare heading is behind by, in words of which each counts 2: it seldom is what a visitor would ask."""
_LAST = "\U0010ffff"
_BEYOND = 2**15 - 1  # a place that no word of a question has


class KnownQuestion(NamedTuple):
    """A question that a passage answers, as its writer words it, and the id of that passage."""

    question: str
    passage: str


class _Asked(NamedTuple):
    """Where a question stands: the number of its passage, its own number there, and itself. In the order in which they
    are offered when nothing else tells: those that ask, then rows that do not, then bare headings (`kind` 0, 1, 2); the
    shorter first, then as they are read.
    """

    kind: int
    length: int
    passage: int
    number: int
    text: str


class Completion:
    """The known questions of passages, by how their words begin; immutable, and safe to use from many threads.

    Of the questions themselves it keeps only where they stand. `_words` are in order, and so are their postings: the
    number of each question that has the word, and its place there. Those from `_headings` on are bare headings.
    """

    def __init__(
        self,
        passages: Sequence[Passage],
        places: Ints32,
        words: list[str],
        starts: list[int],
        postings: tuple[Ints32, NDArray[np.int16]],
        headings: int,
    ) -> None:
        self._passages, self._places, self._headings = passages, places, headings
        self._words, self._starts, self._postings = words, starts, postings

    @classmethod
    def of(cls, passages: Sequence[Passage]) -> "Completion":
        """Of all passages that visitors may see, of each section by its first; what two are asked by leads to the
        first."""
        asked = sorted(islice(_asked(passages), MOST))
        said = Analyzer().words_apart([_bare(one.text) for one in asked])
        words = sorted(set(said) - {BREAK})
        number_of = dict(zip([BREAK, *words], range(-1, len(words)), strict=True))
        word = np.fromiter(map(number_of.__getitem__, said), np.int32, len(said))
        breaks = np.flatnonzero(word < 0)
        question = np.zeros(len(word), np.int32)
        question[breaks] = 1
        question = question.cumsum(dtype=np.int32)
        begins = np.concatenate(([0], breaks + 1))
        place = np.minimum(np.arange(len(word)) - begins[question], _BEYOND - 1).astype(np.int16)
        order = word.argsort(kind="stable")[len(breaks) :]
        starts = word[order].searchsorted(np.arange(len(words) + 1)).tolist()
        places = np.array([(one.passage, one.number) for one in asked], np.int32).reshape(-1, 2)
        headings = sum(one.kind < _BARE_HEADING for one in asked)
        return cls(passages, places, words, starts, (question[order], place[order]), headings)

    def __len__(self) -> int:
        return len(self._places)

    def complete(self, text: str, limit: int = 6) -> list[KnownQuestion]:
        """The questions that have a word beginning with each word of the text, in any order; a light word they may lack
        where there is another kind. First those that begin with the text, then by how many of its words they have, and
        whether in its order. Of a passage there is one.
        """
        typed = Analyzer().words(_bare(text))
        if not typed or len(typed) > MOST_WORDS:
            return []
        found = self._found(typed)
        return list(islice(self._of_passages(found), limit))

    def _found(self, typed: list[str]) -> list[int]:
        """The numbers of the questions that fit, best first."""
        questions, places = self._postings
        is_fit, begins, in_order = np.ones((3, len(self)), bool)
        count = np.zeros(len(self), np.int16)
        after = np.full(len(self), -1, np.int16)
        telling = [word for word in typed if word not in _LIGHT]
        for number, word in enumerate(typed):
            some = self._range(word, is_whole=word in _LIGHT and number < len(typed) - 1)
            of, at = questions[some], places[some]
            has = np.zeros(len(self), bool)
            has[of] = True
            if word in telling or not telling:
                is_fit &= has
                if not is_fit.any():
                    return []
            is_here = np.zeros(len(self), bool)
            is_here[of[at == number]] = True
            begins &= is_here
            is_later = at > after[of]
            place = np.full(len(self), _BEYOND, np.int16)
            np.minimum.at(place, of[is_later], at[is_later])
            in_order &= ~has | (place < _BEYOND)
            after = np.where(place < _BEYOND, place, after)
            count += has
        fit = np.flatnonzero(is_fit)
        fitness = 2 * count[fit] + in_order[fit] + begins[fit] - _HEADING * (fit >= self._headings)
        best: list[int] = fit[(-fitness).argsort(kind="stable")].tolist()
        return best

    def _range(self, word: str, is_whole: bool) -> slice:
        """The postings of the words that begin with this one, or of this one alone."""
        first = bisect_left(self._words, word)
        last = bisect_left(self._words, f"{word}\0" if is_whole else f"{word}{_LAST}", first)
        return slice(self._starts[first], self._starts[last])

    def _of_passages(self, numbers: list[int]) -> Iterator[KnownQuestion]:
        """The questions of these numbers, of each passage the first."""
        seen = set[int]()
        for number in numbers:
            place, nth = self._places[number].tolist()
            if place not in seen:
                seen.add(place)
                passage = self._passages[place]
                yield KnownQuestion(passage.questions[nth], passage.id)


def _asked(passages: Sequence[Passage]) -> Iterator[_Asked]:
    """Every question once, as it is read first, of the passages that are looked at."""
    seen = set[str]()
    last = ("", "")
    for place, passage in enumerate(islice(passages, MOST)):
        if passage.staff_only or passage.place == last:
            continue
        last = passage.place
        for number, text in enumerate(passage.questions):
            key = text.casefold().strip(" ¿?!.:")
            if key and key not in seen and len(text) <= LONGEST_QUESTION:
                seen.add(key)
                is_bare = text in (passage.section, passage.title) and not text.rstrip().endswith(("?", "？"))
                kind = _BARE_HEADING if is_bare and not passage.whole else int(is_bare)
                yield _Asked(kind, len(text), place, number, text)


def _bare(text: str) -> str:
    """The text without its accents: whoever types leaves them out."""
    return text if text.isascii() else unicodedata.normalize("NFKD", text).translate(_MARKS)
