"""Which passages match the words, best first?

BM25 over all that a passage says, its fields weighed, finds the candidates; a few dearer signals put them in order. To
change what a signal counts for, change `ROW_WEIGHTS`, `PROSE_WEIGHTS`; what a field does, see `reading`.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache, partial
from types import MappingProxyType
from typing import NamedTuple, Protocol

import numpy as np

from faq_bot.content.passages import Passage
from faq_bot.content.synonyms import Group
from faq_bot.progress import Progress
from faq_bot.search.analysis import FUNCTION_WORDS, QUESTION_WORDS, Analyzer
from faq_bot.search.bm25 import Part, best_of_sums
from faq_bot.search.coverage import Coverage, frame_words
from faq_bot.search.indexes import Indexer, Indexes
from faq_bot.search.query import Query, QueryReader
from faq_bot.search.reading import Understanding
from faq_bot.search.sparse import Floats, Ints
from faq_bot.search.spelling import Speller
from faq_bot.search.stored import Shelf
from faq_bot.search.synonyms import built_in_groups

CONCEPT = 0.5
"""What a concept counts for in finding candidates, where a term counts 1."""
PLACES = 2
"""Decimal places of a score. What differs by less says nothing: then the first in reading order comes first."""
TIE = 0.05
"""What the passages of the best hit's section may be behind it, and yet count as much: they share their headings and
questions, so that little but their lengths tells them apart. Then one whose own text has more of the question's words
comes first."""
CANDIDATES = 30
"""Passages that BM25 hands on to the other signals."""

SIGNALS = ("near", "broad", "bm25", "document", "sentence", "cover", "holds")
"""What each candidate is measured by, every one about 0 to 1:

- `near`, `broad`: how alike the question is to the passage's wordings, by the nearest and by many (`wordings`)
- `bm25`, `document`: BM25 of the passage, and of the whole document, as a share of the highest there could be
- `sentence`, `cover`: what of the question its best sentence covers, and all of it (`coverage`)
- `holds`: what the best of its sentences covers that hold the kind of thing that is asked for (`asked_for`)
"""
NEAR, BROAD, BM25, DOCUMENT, SENTENCE, COVER, HOLDS = range(len(SIGNALS))
ROW_WEIGHTS: Mapping[str, float] = MappingProxyType(
    {"near": 2.6, "broad": 5.5, "bm25": 0.5, "document": 1.5, "sentence": 0.0, "cover": 1.0, "holds": 1.0}
)
"""Of a row of questions and answers: its writer says how it is asked for. Learnt by tests/relevance/learn.py from six
public sets of such rows."""
PROSE_WEIGHTS: Mapping[str, float] = MappingProxyType(
    {"near": 0.85, "broad": 0.89, "bm25": 1.72, "document": 0.72, "sentence": 3.48, "cover": 3.45, "holds": 1.06}
)
"""Of a passage of an article: a heading says little, so what the text covers counts. Learnt from our own questions."""


_WEIGHTS = np.array([[weights[name] for name in SIGNALS] for weights in (PROSE_WEIGHTS, ROW_WEIGHTS)])


def signal_weights(passage: Passage) -> Mapping[str, float]:
    """What each signal counts for in the passage's score."""
    return ROW_WEIGHTS if passage.whole else PROSE_WEIGHTS


class Hit(NamedTuple):
    """A passage that matches, how well, the value of every signal, and the number by which the retriever knows it.
    Scores compare the hits of one query, not of two."""

    passage: Passage
    score: float
    values: tuple[float, ...] = ()
    number: int = 0

    @property
    def signals(self) -> Mapping[str, float]:
        """The values by the signals' names."""
        return dict(zip(SIGNALS, self.values, strict=False))


Weighed = tuple[list[int], list[float]]
"""The numbers of terms, and what each counts for."""


class Retriever(Protocol):
    """What finds passages. Implementers return at most `limit` hits, best first, equal ones in the corpus's order."""

    def search(self, query: Query, limit: int = 10) -> list[Hit]: ...


class LexicalRetriever:
    """A `Retriever` that goes by words alone; immutable."""

    def __init__(
        self, passages: Sequence[Passage], indexes: Indexes, speller: Speller, understanding: Understanding
    ) -> None:
        self._passages = passages
        self._indexes = indexes
        self._speller = speller
        self.understanding = understanding
        self.coverage = Coverage(passages, indexes.words, indexes.numbers, indexes.bm25, understanding)
        self.reader = QueryReader(understanding.analyzer, speller, understanding.thesaurus)

    @classmethod
    def of(
        cls,
        passages: Sequence[Passage],
        synonyms: Sequence[Group] = (),
        indexer: Indexer | None = None,
        progress: Progress | None = None,
    ) -> "LexicalRetriever":
        """The retriever of passages; quicker with an indexer, of the same synonyms, that has seen most of them."""
        indexer = indexer or Indexer(synonyms)
        indexes, said = indexer.index(passages, progress)
        return cls(passages, indexes, Speller(said, partial(_known_words, tuple(synonyms))), indexer.understanding)

    def search(self, query: Query, limit: int = 10) -> list[Hit]:
        """The passages that share a word with the query, or say the same in others."""
        numbers, signals = self._signals(query, max(limit, CANDIDATES))
        if not len(numbers):
            return []
        scores = (signals * _WEIGHTS[self._indexes.is_row[numbers].astype(np.int64)]).sum(axis=1)
        scores = scores.round(PLACES)
        order = np.lexsort((numbers, -scores))[:limit]
        found = zip(scores[order].tolist(), map(tuple, signals[order].tolist()), numbers[order].tolist(), strict=True)
        return self._of_one_section(query, [Hit(self._passages[n], score, values, n) for score, values, n in found])

    def _of_one_section(self, query: Query, hits: list[Hit]) -> list[Hit]:
        """The hits, those of the best one's section that count as much told apart by their own texts."""
        best = hits[0]
        mates = [hit for hit in hits if hit.score >= best.score - TIE and hit.passage.place == best.passage.place]
        if len(mates) == 1:
            return hits
        telling = {word.term for word in query.telling}
        analyzer = self.understanding.analyzer

        said = [len(telling.intersection(analyzer.terms(hit.passage.text))) for hit in mates]
        first = mates[said.index(max(said))]  # of several the best
        if first is best:
            return hits
        return [first._replace(score=best.score), *(hit for hit in hits if hit is not first)]

    def _candidates(self, query: Query, terms: Weighed, count: int) -> tuple[Ints, Floats]:
        """The passages that hold most of the query's terms, or of what these stand for; and the BM25 of each."""
        shares = {concept: word.share * CONCEPT for word in query.words for concept in word.concepts}
        of_concepts = list(map(self._indexes.numbers.find, shares)), list(shares.values())
        bm25 = self._indexes.bm25
        parts = [Part(bm25, *terms), Part(self._indexes.concepts, *of_concepts)]
        found, _, (by_terms, _) = best_of_sums(parts, count)
        order = found.argsort()
        return found[order], by_terms[order]

    def _signals(self, query: Query, count: int) -> tuple[Ints, Floats]:
        """The candidates, by number, and the value of every signal for each."""
        indexes, words = self._indexes, query.words
        terms = [indexes.numbers.find(word.term) for word in words], [word.share for word in words]
        numbers, bm25 = self._candidates(query, terms, count)
        signals = np.zeros((len(numbers), len(SIGNALS)))
        parts = [([(word.written, word.term) for word in part], part[0].share) for part in query.parts if part]
        signals[:, NEAR], signals[:, BROAD] = indexes.wordings.likeness(parts, numbers)
        signals[:, BM25] = bm25 / indexes.bm25.highest_score(*terms)
        if indexes.documents.size:
            of_documents = indexes.documents.scores_of(*terms, indexes.document_of[numbers])
            signals[:, DOCUMENT] = of_documents / indexes.documents.highest_score(*terms)
        covered = self.coverage.covered(query, numbers)
        signals[:, SENTENCE], signals[:, COVER], signals[:, HOLDS] = covered.sentence, covered.whole, covered.held
        return numbers, signals

    def save(self, shelf: Shelf) -> None:
        """Keep all but the passages."""
        self._speller.save(shelf.part("speller"))
        self._indexes.save(shelf)

    @classmethod
    def open(cls, shelf: Shelf, passages: Sequence[Passage], understanding: Understanding) -> "LexicalRetriever":
        """The retriever of the passages that was kept."""
        speller = Speller.open(shelf.part("speller"))
        return cls(passages, Indexes.open(shelf, understanding.kindred), speller, understanding)


@lru_cache(maxsize=2)
def _known_words(synonyms: tuple[Group, ...]) -> list[str]:
    """The words that are never misspelt, whatever the passages say, in order."""
    phrases = (phrase for group in (*built_in_groups(), *synonyms) for phrase in (*group.same, *group.asked))
    words = (word for phrase in phrases for word in Analyzer().words(phrase))
    return sorted({*words, *FUNCTION_WORDS, *QUESTION_WORDS, *frame_words()})
