"""Which passages match the words, best first?

BM25 over all that a passage says, its fields weighed, finds the candidates; a few dearer signals put them in order. To
change what a signal counts for, change `ROW_WEIGHTS`, `PROSE_WEIGHTS`; what a field does, see `passage_terms`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple, Protocol

import numpy as np

from faq_bot.content.passages import Passage
from faq_bot.content.synonyms import Group
from faq_bot.search.analysis import FUNCTION_WORDS, QUESTION_WORDS, Analyzer
from faq_bot.search.coverage import frame_words
from faq_bot.search.indexes import Indexer, Indexes
from faq_bot.search.passage_terms import BEGINNING, Features, Understanding
from faq_bot.search.query import Query, QueryReader
from faq_bot.search.sparse import Floats, Ints
from faq_bot.search.spelling import Speller
from faq_bot.search.stored import Shelf
from faq_bot.search.synonyms import built_in_groups
from faq_bot.search.wordings import IDF_POWER, beginning_weight, question_features

CONCEPT = 0.5
"""What a concept counts for in finding candidates, where a term counts 1."""
CANDIDATES = 30
"""Passages that BM25 hands on to the other signals."""

SIGNALS = ("near", "broad", "bm25", "document", "sentence", "cover", "holds")
"""What each candidate is measured by, every one about 0 to 1:

- `near`, `broad`: how alike the question is to the passage's wordings, by the nearest and by many (`wordings`)
- `bm25`, `document`: BM25 of the passage, and of the whole document, as a share of the highest there could be
- `sentence`, `cover`: what of the question its best sentence covers, and all of it (`coverage`)
- `holds`: what the best of its sentences covers that hold the kind of thing that is asked for (`asked_for`)
"""
ROW_WEIGHTS: Mapping[str, float] = MappingProxyType(
    {"near": 2.6, "broad": 5.5, "bm25": 0.5, "document": 1.5, "sentence": 0.0, "cover": 1.0, "holds": 1.0}
)
"""Of a row of questions and answers: its writer says how it is asked for. Learnt by tests/relevance/learn.py from six
public sets of such rows."""
PROSE_WEIGHTS: Mapping[str, float] = MappingProxyType(
    {"near": 0.85, "broad": 0.89, "bm25": 1.72, "document": 0.72, "sentence": 3.48, "cover": 3.45, "holds": 1.06}
)
"""Of a passage of an article: a heading says little, so what the text covers counts. Learnt from our own questions."""


def signal_weights(passage: Passage) -> Mapping[str, float]:
    """What each signal counts for in the passage's score."""
    return ROW_WEIGHTS if passage.whole else PROSE_WEIGHTS


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that matches, how well, and by which signals. Scores compare the hits of one query, not of two."""

    passage: Passage
    score: float
    signals: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))


class Retriever(Protocol):
    """What finds passages. Implementers return at most `limit` hits, best first, equal ones in the corpus's order."""

    def search(self, query: Query, limit: int = 10) -> list[Hit]: ...


class Words(NamedTuple):
    """Words, in order: those that passages say, and those that are known besides."""

    said: list[str]
    known: list[str]


class LexicalRetriever:
    """A `Retriever` that goes by words alone; immutable."""

    def __init__(
        self, passages: Sequence[Passage], indexes: Indexes, words: Words, understanding: Understanding
    ) -> None:
        self._passages = tuple(passages)
        self._indexes = indexes
        self._words = words
        self._is_row = np.array([passage.whole for passage in passages], bool)
        self.understanding = understanding
        self._features = Features(understanding.analyzer, understanding.kindred)
        self.coverage = indexes.coverage
        self.reader = QueryReader(understanding.analyzer, Speller(words.said, words.known), understanding.thesaurus)

    @classmethod
    def of(
        cls, passages: Sequence[Passage], synonyms: Sequence[Group] = (), indexer: Indexer | None = None
    ) -> "LexicalRetriever":
        """The retriever of passages; quicker with an indexer, of the same synonyms, that has seen most of them."""
        indexer = indexer or Indexer(synonyms)
        indexes, said = indexer.index(passages)
        return cls(passages, indexes, Words(said, _known_words(synonyms)), indexer.understanding)

    def search(self, query: Query, limit: int = 10) -> list[Hit]:
        """The passages that share a word with the query, or say the same in others."""
        numbers, signals = self._signals(query, max(limit, CANDIDATES))
        if not len(numbers):
            return []
        passages = [self._passages[number] for number in numbers]
        weights = np.where(self._is_row[numbers, None], *(_vector(of) for of in (ROW_WEIGHTS, PROSE_WEIGHTS)))
        scores = (signals * weights).sum(axis=1).round(9)  # equal passages are equal, whatever rows their sums shared
        order = np.lexsort((numbers, -scores))[:limit]
        return [Hit(passages[n], float(scores[n]), dict(zip(SIGNALS, signals[n].tolist(), strict=True))) for n in order]

    def _candidates(
        self, query: Query, terms: Sequence[int], shares: Sequence[float], most: int
    ) -> tuple[Ints, Floats]:
        """The passages that hold most of the query's terms, or of what these stand for; and the BM25 of each."""
        concepts = {concept: word.share * CONCEPT for word in query.words for concept in word.concepts}
        numbers = self._indexes.numbers.find_all(list(concepts)).tolist()
        by_term = self._indexes.bm25.scores(terms, shares)
        by_concept = self._indexes.concepts.scores(numbers, list(concepts.values()))
        bm25, both = np.zeros(len(self._passages)), np.zeros(len(self._passages))
        bm25[by_term.texts] = both[by_term.texts] = by_term.values
        both[by_concept.texts] += by_concept.values
        found = np.flatnonzero(both)
        best = found[_highest(both[found], most)] if len(found) > most else found
        return best, bm25[best]

    def _signals(self, query: Query, limit: int) -> tuple[Ints, Floats]:
        """The candidates, by number, and the value of every signal for each."""
        indexes, words = self._indexes, query.words
        terms = indexes.numbers.find_all([word.term for word in words]).tolist()
        shares = [word.share for word in words]
        numbers, bm25 = self._candidates(query, terms, shares, limit)
        most = indexes.bm25.highest_score(terms, shares)
        parts = [([word.written for word in part], part[0].share) for part in query.parts if part]
        near, broad = indexes.wordings.likeness(
            question_features(parts, self._features, self._weigh), indexes.numbers, numbers
        )
        covered = self.coverage.covered(query, numbers)
        document = np.zeros(len(numbers))
        if indexes.documents.size:
            found = indexes.documents.scores(terms, shares)
            of_document = np.zeros(indexes.documents.size)
            of_document[found.texts] = found.values / indexes.documents.highest_score(terms, shares)
            document = of_document[indexes.document_of[numbers]]
        return numbers, np.stack(
            [near, broad, bm25 / most, document, covered.sentence, covered.whole, covered.held], axis=1
        )

    def _weigh(self, term: str) -> float:
        """What a term weighs in a wording."""
        if term == BEGINNING:
            return beginning_weight(self._indexes.bm25.idf_of(-1))
        return float(self._indexes.bm25.idf_of(self._indexes.numbers.find(term)) ** IDF_POWER)

    def save(self, shelf: Shelf) -> None:
        """Keep all but the passages."""
        shelf.put_value("words", self._words)
        self._indexes.save(shelf)

    @classmethod
    def open(cls, shelf: Shelf, passages: Sequence[Passage], understanding: Understanding) -> "LexicalRetriever":
        """The retriever of the passages that was kept."""
        words = shelf.get_value("words", Words)
        return cls(passages, Indexes.open(shelf, passages, understanding), words, understanding)


def _known_words(synonyms: Sequence[Group]) -> list[str]:
    """The words that are never misspelt, whatever the passages say, in order."""
    phrases = (phrase for group in (*built_in_groups(), *synonyms) for phrase in (*group.same, *group.asked))
    words = (word for phrase in phrases for word in Analyzer().words(phrase))
    return sorted({*words, *FUNCTION_WORDS, *QUESTION_WORDS, *frame_words()})


def _highest(values: Floats, count: int) -> Ints:
    """Where the highest values stand, in order; of equal ones the first."""
    least = np.partition(values, -count)[-count]
    above, equal = np.flatnonzero(values > least), np.flatnonzero(values == least)
    return np.sort(np.concatenate((above, equal[: count - len(above)])))


def _vector(weights: Mapping[str, float]) -> Floats:
    return np.array([weights[name] for name in SIGNALS])
