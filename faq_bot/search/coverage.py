"""What of a question does a passage cover, and what the sentence of it that covers most?

Only the words that tell what the question is about count, each by how much it tells: rare in the corpus, rare in
English, and no mere frame of a question ("could you explain", "what sort of"). A word is covered where its term stands,
or any that says the same, and in part by a kindred one.
"""

import math
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from faq_bot.content.passages import Passage
from faq_bot.search.analysis import Analyzer
from faq_bot.search.asked_for import Asked, holds
from faq_bot.search.bm25 import Bm25Index
from faq_bot.search.english import zipf
from faq_bot.search.marks import BITS, Held, Marks, MarkSets
from faq_bot.search.passage_words import PassageWords
from faq_bot.search.query import Query, Word
from faq_bot.search.reading import HEADINGS, SECTION, SENTENCE, Understanding
from faq_bot.search.sparse import Floats, Ints
from faq_bot.search.stored import Numbers

FRAME, LIGHT = 0.2, 0.6
"""What a word that frames a question counts for, and one that says little, where one that tells what it is about counts
1."""
KINDRED, CLOSE = 0.45, 0.65
"""What it counts for that a kindred word is said, and one that is kindred in two ways or more, where the word itself,
or one that says the same, counts 1."""
GIVEN = 0.3
"""What a word counts for in telling sentences apart, that their heading says already."""
IDF_POWER = 0.5
"""A word tells by its idf to this power: in a dozen passages, being in one or in two of them means little."""
STORY = 0.2
"""What a word that sets the scene counts for, if no passage knows it, where one that some do counts 1: a story."""
_COMMONEST, _SCALE = 7.0, 5.0  # Zipf frequency of a word that tells nothing at all; from the rarest words to it


class Covered(NamedTuple):
    """Shares of a question's weight, of each passage: what it covers, title, heading and questions included; what its
    best sentence covers, with title and heading; and what that one does that holds the kind of thing that is asked for.
    """

    whole: Floats
    sentence: Floats
    held: Floats


class _Wanted(NamedTuple):
    """What to look for: of each of a question's telling words its weight, whether any passage knows it, and the columns
    that say it, that say something kindred, and close."""

    query: Query
    weights: Floats
    known: list[bool]
    marks: MarkSets


class _Looked(NamedTuple):
    """What was looked for in which passages, and what their texts hold of it."""

    wanted: _Wanted
    passages: list[int]
    held: Held


class Coverage:
    """Tells what passages, their sentences and their headings cover of questions; immutable. Passages are known by
    number."""

    def __init__(
        self,
        passages: Sequence[Passage],
        words: PassageWords,
        numbers: Numbers,
        bm25: Bm25Index,
        understanding: Understanding,
    ) -> None:
        self._passages, self._words, self._marks = passages, words, Marks(words)
        self._numbers, self._bm25 = numbers, bm25
        self._kindred = understanding.kindred
        self._near = lru_cache(maxsize=2**14)(self._look_near)
        self._saying = lru_cache(maxsize=2**14)(self._columns)
        self._holds = lru_cache(maxsize=2**14)(holds)
        self._last: _Looked | None = None

    def knows(self, word: Word) -> bool:
        """Whether any passage holds the word, or another that says the same."""
        return bool(self._columns((word.term, *word.concepts)))

    def covered(self, query: Query, passages: Ints) -> Covered:
        """What each of the passages covers of the question."""
        looked = self._last = self._look(query, passages)
        weights, (masks, kinds, first_text, count) = looked.wanted.weights, looked.held
        if not len(passages):
            return Covered(*np.zeros((3, 0)))
        size = count - self._words.questions[passages] - HEADINGS
        first = size.cumsum() - size  # of its sentences, of each passage
        in_head = masks[first_text] | masks[first_text + 1]
        rows = masks[kinds == SENTENCE] | in_head.repeat(size, axis=0)
        shares = _credit(np.concatenate((np.bitwise_or.reduceat(masks, first_text), rows)), weights)
        shares /= max(float(weights.sum()), 1e-9)
        whole, sentences = shares[: len(passages)], shares[len(passages) :]
        best_held = np.zeros(len(passages))
        if asked := query.asked:
            parts = np.split(sentences, first[1:])
            each = zip(passages.tolist(), parts, strict=True)
            best_held = np.array([self._held(asked, passage, of_passage) for passage, of_passage in each])
        return Covered(whole, _highest(sentences, first, size), best_held)

    def _held(self, asked: Asked, passage: int, covered: Floats) -> float:
        """What the best of a passage's sentences covers that hold a thing of the kind. Best first: to look is dear."""
        text, places = self._passages[passage].text, self._words.sentences(passage)
        for sentence in np.argsort(-covered, kind="stable").tolist():
            if covered[sentence] <= 0:
                break
            if self._holds(asked, text[slice(*places[sentence])]):
                return float(covered[sentence])
        return 0.0

    def unmet(self, query: Query, passage: int) -> tuple[tuple[Word, ...], float]:
        """The telling words that the passage does not cover, and the share of the one among them that tells most."""
        looked, texts = self._looked(query, passage)
        weights = looked.wanted.weights
        held = np.bitwise_or.reduce(looked.held.masks[texts])
        lacking = [n for n in range(len(weights)) if not int(held[n // _WORDS]) >> n % _WORDS & 1]
        most = float(weights[lacking].max() / weights.sum()) if lacking else 0.0
        return tuple(query.telling[n] for n in lacking), most

    def missing(self, query: Query) -> tuple[Word, ...]:
        """The telling words that no passage covers, without those that only frame a question, and numbers."""
        known = self._wants(query).known
        words = (word for word, is_known in zip(query.telling, known, strict=True) if not is_known)
        return tuple(word for word in words if word.term not in frame_terms() and not word.written.isdigit())

    def unseen(self, query: Query) -> float:
        """The share of the question's weight that no passage covers at all."""
        _, weights, known, _ = self._wants(query)
        return 0.0 if all(known) else float(weights[~np.array(known)].sum() / weights.sum())

    def of_sentences(self, query: Query, passage: int) -> list[float]:
        """How much of the question's weight each of the passage's sentences covers.

        What the heading says already counts for less: it does not tell the sentences apart.
        """
        looked, texts = self._looked(query, passage)
        weights, masks = looked.wanted.weights, looked.held.masks[texts]
        heading = masks[SECTION]
        is_given = np.array([int(heading[n // _WORDS]) >> n % _WORDS & 1 for n in range(len(weights))], bool)
        credit: Floats = _credit(masks[looked.held.kinds[texts] == SENTENCE], np.where(is_given, GIVEN, 1.0) * weights)
        worths: list[float] = credit.tolist()
        return worths

    def _looked(self, query: Query, passage: int) -> tuple["_Looked", slice]:
        """What was found in passages for the question last time, and which of the texts are the passage's."""
        looked = self._last
        if looked is None or looked.wanted.query is not query or passage not in looked.passages:
            looked = self._look(query, np.array([passage]))
        place = looked.passages.index(passage)
        first = int(looked.held.first[place])
        return looked, slice(first, first + int(looked.held.counts[place]))

    def _look(self, query: Query, passages: Ints) -> _Looked:
        """Look in passages for the question's words."""
        wanted = self._wants(query)
        return _Looked(wanted, passages.tolist(), self._marks.held(wanted.marks, passages))

    def _wants(self, query: Query) -> _Wanted:
        """What the question wants; remembered of the one that was looked for last."""
        last = self._last
        if last is not None and last.wanted.query is query:
            return last.wanted
        near = [self._near(word.term) for word in query.telling]
        said = [self._saying((word.term, *word.concepts)) for word in query.telling]
        sets: list[Iterable[int]] = []
        for begin in range(0, len(said), _WORDS):
            of = slice(begin, begin + _WORDS)
            for each in (said[of], [any_ for any_, _ in near[of]], [close for _, close in near[of]]):
                sets += [*each, *[()] * (_WORDS - len(each))]
            sets += [()] * (BITS - 3 * _WORDS)
        known = list(map(bool, said))
        weights = [self._weight(word, is_known) for word, is_known in zip(query.telling, known, strict=True)]
        return _Wanted(query, np.array(weights), known, MarkSets.of(sets))

    def _weight(self, word: Word, is_known: bool) -> float:
        english = max(0.0, _COMMONEST - zipf(word.written)) / _SCALE
        tells = FRAME if word.term in frame_terms() else LIGHT if word.term in light_terms() else 1.0
        rarity = math.pow(self._bm25.idf_of(self._numbers.find(word.term)), IDF_POWER)
        share = word.share if is_known else word.share * (1 if word.share == 1 else STORY)
        return share * tells * english * rarity + 1e-9

    def _look_near(self, term: str) -> tuple[list[int], list[int]]:
        """The columns that say something kindred, and those of them that are close."""
        ways = self._kindred.terms_near(term)
        return self._columns(ways), self._columns([other for other, n in ways.items() if n > 1])

    def _columns(self, names: Iterable[str]) -> list[int]:
        """The columns of those of the names that any passage has."""
        found = map(self._numbers.find, names)
        return [column for column in found if 0 <= column < self._words.width and self._words.said[column]]


_WORDS = BITS // 3
"""Telling words looked for at a time: a bit says whether a word is said, one whether a kindred is, one a close one."""
_ALL = np.uint64(2**_WORDS - 1)


def _credit(held: NDArray[np.uint64], weights: Floats) -> Floats:
    """What rows are credited with, given what of what `_wants` looks for each has: a word's weight where it is said, a
    part of it where something kindred is."""
    said = held & _ALL
    kindred, close = (held >> np.uint64(_WORDS) * step & _ALL & ~said for step in (np.uint64(1), np.uint64(2)))
    bits = said | kindred << np.uint64(_WORDS) | close << np.uint64(2 * _WORDS)
    table = np.unpackbits(np.ascontiguousarray(bits).view(np.uint8), axis=1, bitorder="little")
    blocks, places = np.divmod(np.arange(len(weights)), _WORDS)
    first = blocks * BITS + places
    columns = np.concatenate((first, first + _WORDS, first + 2 * _WORDS))
    worth = np.concatenate((weights, weights * KINDRED, weights * (CLOSE - KINDRED)))
    credit: Floats = table.take(columns, axis=1) @ worth
    return credit


def _highest(values: Floats, first: Ints, size: Ints) -> Floats:
    """The highest value of each stretch, 0 of an empty one."""
    highest: Floats = np.zeros(len(size))
    if len(values):
        highest[size > 0] = np.maximum.reduceat(values, first[size > 0])
    return highest


@cache
def frame_words() -> tuple[str, ...]:
    """The words of `frame_words.txt`, which frame a question and do not say what it is about."""
    return _listed("frame_words.txt")


@cache
def frame_terms() -> frozenset[str]:
    """Their terms."""
    return frozenset(Analyzer().terms(" ".join(frame_words())))


@cache
def light_terms() -> frozenset[str]:
    """The terms of `light_words.txt`, which say a little: a full answer may do without them."""
    return frozenset(Analyzer().terms(" ".join(_listed("light_words.txt")))) - frame_terms()


def _listed(name: str) -> tuple[str, ...]:
    lines = (files(__package__) / name).read_text("utf-8").splitlines()
    return tuple(word for line in lines if not line.startswith("#") for word in line.split())
