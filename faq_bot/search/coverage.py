"""What of a question does a passage cover, and what the sentence of it that covers most?

Only the words that tell what the question is about count, each by how much it tells: rare in the corpus, rare in
English, and no mere frame of a question ("could you explain", "what sort of"). A word is covered where its term stands,
or any that says the same, and in part by a kindred one.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
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
from faq_bot.search.joined_terms import JoinedTerms
from faq_bot.search.passage_terms import Understanding, marks
from faq_bot.search.query import Query, Word
from faq_bot.search.sparse import ColumnSets, Floats, Ints, Ints32, SparseRows, ends, spans
from faq_bot.search.stored import Numbers, Shelf

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
ROWS = ("whole", "head", "sentences")
_COMMONEST, _SCALE = 7.0, 5.0  # Zipf frequency of a word that tells nothing at all; from the rarest words to it


class Covered(NamedTuple):
    """Shares of a question's weight, of each passage: what it covers, title, heading and questions included; what its
    best sentence covers, with title and heading; and what that one does that holds the kind of thing that is asked for.
    """

    whole: Floats
    sentence: Floats
    held: Floats


class Coverage:
    """Tells what passages, their sentences and their headings cover of questions; immutable.

    Passages, sentences and words are known by number: `start` says where each passage's sentences begin, `places` from
    where to where in its text each stands.
    """

    def __init__(
        self,
        passages: Sequence[Passage],
        rows: Mapping[str, SparseRows],
        start: Ints,
        places: Ints32,
        numbers: Numbers,
        bm25: Bm25Index,
        understanding: Understanding,
    ) -> None:
        self._passages = passages
        self._whole, self._heads, self._sentences = (rows[name] for name in ROWS)
        self._start, self._places = start, places
        self._numbers, self._bm25 = numbers, bm25
        self._analyzer, self._thesaurus, self._kindred = understanding
        self._said = self._whole.used()
        self._near = lru_cache(maxsize=2**14)(self._look_near)
        self._last: tuple[Query | None, tuple[Floats, ColumnSets]] = None, (np.empty(0), ColumnSets.of(()))
        self._held: dict[tuple[Asked, int, int], bool] = {}
        self._number_of = {passage.id: number for number, passage in enumerate(passages)}

    @classmethod
    def of(
        cls,
        passages: Sequence[Passage],
        terms: JoinedTerms,
        columns: Ints32,
        numbers: Numbers,
        bm25: Bm25Index,
        understanding: Understanding,
    ) -> "Coverage":
        """Of passages, given what is in them and the column of each name of their vocabulary."""
        starts = terms.starts["whole"], terms.starts["head"], ends(terms["sentence_sizes"])
        rows = {
            name: SparseRows(start, columns[terms[name]], len(numbers))
            for name, start in zip(ROWS, starts, strict=True)
        }
        places, start = terms["spans"].reshape(-1, 2), terms.starts["sentence_sizes"]
        return cls(passages, rows, start, places, numbers, bm25, understanding)

    def save(self, shelf: Shelf) -> None:
        for name, rows in zip(ROWS, (self._whole, self._heads, self._sentences), strict=True):
            rows.save(shelf.part(name))
        shelf.put(start=self._start, places=self._places)

    @classmethod
    def open(
        cls, shelf: Shelf, passages: Sequence[Passage], numbers: Numbers, bm25: Bm25Index, understanding: Understanding
    ) -> "Coverage":
        rows = {name: SparseRows.open(shelf.part(name)) for name in ROWS}
        return cls(passages, rows, shelf.get("start"), shelf.get("places"), numbers, bm25, understanding)

    def knows(self, word: Word) -> bool:
        """Whether any passage holds the word, or another that says the same."""
        return bool(self._columns((word.term, *word.concepts)))

    def covered(self, query: Query, passages: Ints) -> Covered:
        """What each of the passages covers of the question."""
        weights, wanted = self._wants(query)
        whole = _shares(weights, self._whole.holds(wanted, passages))
        rows, first, size = spans(self._start, passages)
        in_head = np.repeat(self._heads.holds(wanted, passages), size, axis=0)
        sentences = _shares(weights, self._sentences.holds(wanted, rows) | in_head)
        held = np.zeros(len(rows))
        if asked := query.asked:
            owners = np.repeat(passages, size)
            pairs = zip(owners.tolist(), rows.tolist(), strict=True)
            held = np.where([self._holds(asked, *pair) for pair in pairs], sentences, 0.0)
        return Covered(whole, _highest(sentences, first, size), _highest(held, first, size))

    def _holds(self, asked: Asked, passage: int, row: int) -> bool:
        """Whether a sentence holds a thing of the kind. Remembered: to look for it is dear."""
        known = self._held.get((asked, passage, row))
        if known is None:
            start, end = self._places[row].tolist()
            known = self._held[asked, passage, row] = holds(asked, self._passages[passage].text[start:end])
        return known

    def unmet(self, query: Query, passage: Passage) -> tuple[tuple[Word, ...], float]:
        """The telling words that the passage does not cover, and the share of the one among them that tells most."""
        weights, wanted = self._wants(query)
        (found,) = self._whole.holds(wanted, np.array([self._number_of[passage.id]]))
        lacking = np.flatnonzero(~found[: len(weights)])
        most = float(weights[lacking].max() / weights.sum()) if len(lacking) else 0.0
        return tuple(query.telling[n] for n in lacking), most

    def missing(self, query: Query) -> tuple[Word, ...]:
        """The telling words that no passage covers, without those that only frame a question, and numbers."""
        words = (word for word in query.telling if word.term not in frame_terms() and not word.written.isdigit())
        return tuple(word for word in words if not self.knows(word))

    def unseen(self, query: Query) -> float:
        """The share of the question's weight that no passage covers at all."""
        weights, _ = self._wants(query)
        is_unseen = np.array([not self.knows(word) for word in query.telling], bool)
        return float(weights[is_unseen].sum() / weights.sum()) if is_unseen.any() else 0.0

    def of_sentences(self, query: Query, passage: Passage) -> list[float]:
        """How much of the question's weight each of the passage's sentences covers, as `sentence_spans` has them.

        What the heading says already counts for less: it does not tell the sentences apart.
        """
        number = self._number_of[passage.id]
        rows = np.arange(self._start[number], self._start[number + 1])
        weights, wanted = self._wants(query)
        heading = set(marks(passage.section, self._analyzer, self._thesaurus))
        given = [not heading.isdisjoint((word.term, *word.concepts)) for word in query.telling]
        credit = _credit(self._sentences.holds(wanted, rows))
        worths: list[float] = (credit @ (np.where(given, GIVEN, 1.0) * weights)).tolist()
        return worths

    def _wants(self, query: Query) -> tuple[Floats, ColumnSets]:
        """The weights of the telling words; and the columns that say each, that say something kindred, and close.

        Remembered of the question that was read last, which is asked about several times on end.
        """
        last, wants = self._last
        if last is not query:
            near = [self._near(word.term) for word in query.telling]
            said = [self._columns((word.term, *word.concepts)) for word in query.telling]
            sets = [*said, *(any_ for any_, _ in near), *(close for _, close in near)]
            wants = np.array([self._weight(word) for word in query.telling]), ColumnSets.of(sets)
            self._last = query, wants
        return wants

    def _weight(self, word: Word) -> float:
        english = max(0.0, _COMMONEST - zipf(word.written)) / _SCALE
        tells = FRAME if word.term in frame_terms() else LIGHT if word.term in light_terms() else 1.0
        rarity = math.pow(self._bm25.idf_of(self._numbers.find(word.term)), IDF_POWER)
        share = word.share if word.share == 1 or self.knows(word) else word.share * STORY
        return share * tells * english * rarity + 1e-9

    def _look_near(self, term: str) -> tuple[list[int], list[int]]:
        """The columns that say something kindred, and those of them that are close."""
        ways = self._kindred.terms_near(term)
        return self._columns(ways), self._columns([other for other, n in ways.items() if n > 1])

    def _columns(self, names: Iterable[str]) -> list[int]:
        """The columns of those of the names that any passage has."""
        found = map(self._numbers.find, names)
        return [column for column in found if column >= 0 and self._said[column]]


def _credit(found: NDArray[np.bool_]) -> Floats:
    """What each word is credited with, given which of what `_wants` looks for rows have."""
    said, kindred, close = np.hsplit(found, 3)
    credit: Floats = np.where(said, 1.0, np.where(close, CLOSE, kindred * KINDRED))
    return credit


def _shares(weights: Floats, found: NDArray[np.bool_]) -> Floats:
    """What rows cover, as shares of the weights."""
    shares: Floats = _credit(found) @ weights / max(float(weights.sum()), 1e-9)
    return shares


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
