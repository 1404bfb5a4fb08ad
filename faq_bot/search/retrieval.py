"""Which passages match the words, best first?

A passage has three fields: the ways to ask for it, its title, and its text. Each has a BM25 index of its own, and a
passage's score is their weighed sum. To change what a field counts for, change `FIELD_WEIGHTS`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Protocol

import numpy as np

from faq_bot.content.passages import Passage
from faq_bot.search.analysis import Analyzer
from faq_bot.search.bm25 import Bm25Index

FIELD_WEIGHTS: Mapping[str, float] = MappingProxyType({"questions": 1.0, "title": 0.2, "text": 0.6})
_FIELDS: Mapping[str, Callable[[Passage], str]] = MappingProxyType(
    {
        "questions": lambda passage: " ".join((passage.section, *passage.questions)),
        "title": lambda passage: passage.title,
        "text": lambda passage: passage.text,
    }
)


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that matches, and how well. Scores compare the hits of one query, not those of two."""

    passage: Passage
    score: float


class Retriever(Protocol):
    """What finds passages. Implementers return at most `limit` hits, best first, equal ones in the corpus's order."""

    def search(self, query: str, limit: int = 10) -> list[Hit]: ...


class FieldedBm25:
    """A `Retriever` over the fields of some passages; immutable."""

    def __init__(self, passages: Sequence[Passage], analyzer: Analyzer | None = None) -> None:
        self.analyzer = analyzer or Analyzer()
        self._passages = tuple(passages)
        terms = {name: [self.analyzer.terms(read(p)) for p in self._passages] for name, read in _FIELDS.items()}
        self._indexes = {name: Bm25Index(texts) for name, texts in terms.items()}
        self._whole = Bm25Index(
            [[term for texts in of_passage for term in texts] for of_passage in zip(*terms.values(), strict=True)]
        )

    def search(self, query: str, limit: int = 10) -> list[Hit]:
        """The passages that share a term with the query."""
        terms = self.analyzer.terms(query)
        found = {name: index.scores(terms) for name, index in self._indexes.items()}
        texts, place = np.unique(np.concatenate([scores.texts for scores in found.values()]), return_inverse=True)
        weighed = np.concatenate([scores.values * FIELD_WEIGHTS[name] for name, scores in found.items()])
        totals = np.bincount(place, weighed, len(texts))
        best = np.lexsort((texts, -totals))[:limit]
        return [Hit(self._passages[texts[n]], float(totals[n])) for n in best]

    def knows(self, term: str) -> bool:
        """Whether any passage holds the term."""
        return term in self._whole

    def rarity(self, term: str) -> float:
        """How much a term tells: its idf over whole passages, that of a term in none where nothing holds it."""
        return self._whole.idf.get(term, self._whole.unseen_idf)
