"""What of a question does a passage cover, and what the sentence of it that covers most?

Only the words that tell what the question is about count, each by how much it tells: rare in the corpus, rare in
English, and no mere frame of a question ("could you explain", "what sort of"). A word is covered where its term stands,
or any that says the same, and half covered by a kindred one.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from faq_bot.content.passages import Passage, sentence_spans
from faq_bot.search.analysis import Analyzer
from faq_bot.search.asked_for import holds
from faq_bot.search.english import zipf
from faq_bot.search.query import Query, Word
from faq_bot.search.sparse import Floats, Ints, SparseRows, offsets, spans
from faq_bot.search.synonyms import Thesaurus
from faq_bot.search.wordings import kindred_terms

FRAME = 0.2
"""What a word that frames a question counts for, where one that tells what it is about counts 1."""
KINDRED = 0.5
"""What it counts for that a kindred word is said, where the word itself, or one that says the same, counts 1."""
GIVEN = 0.3
"""What a word counts for in telling sentences apart, that their heading says already."""
_COMMONEST, _SCALE = 7.0, 5.0  # Zipf frequency of a word that tells nothing at all; from the rarest words to it


class Covered(NamedTuple):
    """Shares of a question's weight, of each passage: what it covers, title, heading and questions included; what its
    best sentence covers, with title and heading; and what that one does that holds the kind of thing that is asked for.
    """

    whole: Floats
    sentence: Floats
    held: Floats


class Coverage:
    """Tells what passages, their sentences and their headings cover of questions; immutable."""

    def __init__(
        self,
        passages: Sequence[Passage],
        analyzer: Analyzer,
        thesaurus: Thesaurus,
        idf: Mapping[str, float],
        unseen_idf: float,
    ) -> None:
        self._analyzer, self._thesaurus = analyzer, thesaurus
        self._idf, self._unseen_idf = idf, unseen_idf
        self._columns: dict[str, int] = {}
        whole, heads, sentences, owners = [], [], [], []
        self._places: list[tuple[Passage, int, int]] = []
        for number, passage in enumerate(passages):
            head = self._row(self._marks(" . ".join((passage.title, passage.section))))
            places = sentence_spans(passage.text)
            self._places += [(passage, start, end) for start, end in places]
            of_passage = [self._row(self._marks(passage.text[start:end])) for start, end in places]
            asked = self._row(self._marks(" . ".join(passage.questions)))
            whole.append({**head, **asked, **{column: 1.0 for row in of_passage for column in row}})
            heads.append(head)
            sentences += of_passage
            owners += [number] * len(of_passage)
        self._whole = SparseRows(whole, len(self._columns))
        self._heads = SparseRows(heads, len(self._columns))
        self._sentences = SparseRows(sentences, len(self._columns))
        self._start = offsets(owners, len(passages))
        self._numbers = {passage.id: number for number, passage in enumerate(passages)}

    def knows(self, word: Word) -> bool:
        """Whether any passage holds the word, or another that says the same."""
        return word.term in self._columns or any(concept in self._columns for concept in word.concepts)

    def covered(self, query: Query, passages: Ints) -> Covered:
        """What each of the passages covers of the question."""
        said, near = self._wanted(query)
        weights = self._weights(query)
        whole = _shares(weights, self._whole.holds(said, passages), self._whole.holds(near, passages))
        rows, first, size = spans(self._start, passages)
        sentences = _shares(
            weights,
            self._sentences.holds(said, rows) | np.repeat(self._heads.holds(said, passages), size, axis=0),
            self._sentences.holds(near, rows) | np.repeat(self._heads.holds(near, passages), size, axis=0),
        )
        held = np.zeros(len(rows))
        if asked := query.asked:
            held = np.where([holds(asked, self._sentence(row)) for row in rows], sentences, 0.0)
        return Covered(whole, _highest(sentences, first, size), _highest(held, first, size))

    def _sentence(self, row: int) -> str:
        passage, start, end = self._places[row]
        return passage.text[start:end]

    def unmet(self, query: Query, passage: Passage) -> tuple[tuple[Word, ...], float]:
        """The telling words that the passage does not cover, and the share of the one among them that tells most."""
        said, _ = self._wanted(query)
        (held,) = self._whole.holds(said, np.array([self._numbers[passage.id]]))
        words = tuple(word for word, is_held in zip(query.telling, held, strict=True) if not is_held)
        total = sum(map(self._weight, query.telling))
        return words, max(map(self._weight, words), default=0.0) / total if words else 0.0

    def missing(self, query: Query) -> tuple[Word, ...]:
        """The telling words that no passage covers; words that frame a question only where there is no other."""
        words = tuple(word for word in query.telling if not self.knows(word))
        return tuple(word for word in words if word.term not in _frame_terms()) or words

    def unseen(self, query: Query) -> float:
        """The share of the question's weight that no passage covers at all."""
        total = sum(map(self._weight, query.telling))
        unseen = sum(self._weight(word) for word in query.telling if not self.knows(word))
        return unseen / total if unseen else 0.0

    def of_sentences(self, query: Query, passage: Passage) -> list[float]:
        """How much of the question's weight each of the passage's sentences covers, as `sentence_spans` has them.

        What the heading says already counts for less: it does not tell the sentences apart.
        """
        number = self._numbers[passage.id]
        rows = np.arange(self._start[number], self._start[number + 1])
        said, near = (self._sentences.holds(wanted, rows) for wanted in self._wanted(query))
        heading = set(self._marks(passage.section))
        weights = np.array(
            [
                self._weight(word) * (1.0 if heading.isdisjoint((word.term, *word.concepts)) else GIVEN)
                for word in query.telling
            ]
        )
        worths: list[float] = (np.where(said, 1.0, near * KINDRED) @ weights).tolist()
        return worths

    def _weight(self, word: Word) -> float:
        english = max(0.0, _COMMONEST - zipf(word.written)) / _SCALE
        frame = FRAME if word.term in _frame_terms() else 1.0
        return word.share * frame * english * self._idf.get(word.term, self._unseen_idf) + 1e-9

    def _wanted(self, query: Query) -> tuple[list[list[int]], list[list[int]]]:
        """For each of the telling words, the columns that say it, and those that say something kindred."""
        said = [self._known((word.term, *word.concepts)) for word in query.telling]
        return said, [self._known(kindred_terms(word.term)) for word in query.telling]

    def _known(self, marks: Iterable[str]) -> list[int]:
        return [self._columns[mark] for mark in marks if mark in self._columns]

    def _weights(self, query: Query) -> Floats:
        return np.array([self._weight(word) for word in query.telling])

    def _marks(self, text: str) -> Iterable[str]:
        """The terms of a text and the concepts that it mentions."""
        terms = self._analyzer.telling_terms(text)
        return (*terms, *(mention.concept for mention in self._thesaurus.mentions(terms)))

    def _row(self, marks: Iterable[str]) -> dict[int, float]:
        return {self._columns.setdefault(mark, len(self._columns)): 1.0 for mark in marks}


def _shares(weights: Floats, said: NDArray[np.bool_], near: NDArray[np.bool_]) -> Floats:
    """What rows cover, as shares of the weights, given which words they say and to which they say something kindred."""
    shares: Floats = np.where(said, 1.0, near * KINDRED) @ weights / max(float(weights.sum()), 1e-9)
    return shares


def _highest(values: Floats, first: Ints, size: Ints) -> Floats:
    """The highest value of each stretch, 0 of an empty one."""
    highest: Floats = np.zeros(len(size))
    if len(values):
        highest[size > 0] = np.maximum.reduceat(values, first[size > 0])
    return highest


@cache
def _frame_terms() -> frozenset[str]:
    text = (files(__package__) / "frame_words.txt").read_text("utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return frozenset(Analyzer().terms(" ".join(lines)))
