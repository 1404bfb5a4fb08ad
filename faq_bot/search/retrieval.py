"""Which passages match the words, best first?

A passage has four fields: the ways to ask for it, its title, its text, and the concepts that its words stand for. Each
has a BM25 index of its own, and a passage's score is their weighed sum. To change what a field counts for, change
`FIELD_WEIGHTS`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Protocol

import numpy as np

from faq_bot.content.passages import Passage
from faq_bot.content.synonyms import Group
from faq_bot.search.analysis import FUNCTION_WORDS, QUESTION_WORDS, Analyzer
from faq_bot.search.bm25 import Bm25Index
from faq_bot.search.english import zipf
from faq_bot.search.query import Query, QueryReader, Word
from faq_bot.search.spelling import Speller
from faq_bot.search.synonyms import Thesaurus, built_in_groups

FIELD_WEIGHTS: Mapping[str, float] = MappingProxyType({"questions": 1.0, "title": 0.2, "text": 0.7, "concepts": 0.5})


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that matches, and how well. Scores compare the hits of one query, not those of two."""

    passage: Passage
    score: float


class Retriever(Protocol):
    """What finds passages. Implementers return at most `limit` hits, best first, equal ones in the corpus's order."""

    def search(self, query: Query, limit: int = 10) -> list[Hit]: ...


class FieldedBm25:
    """A `Retriever` over the fields of some passages; immutable."""

    def __init__(self, passages: Sequence[Passage], synonyms: Sequence[Group] = ()) -> None:
        self.analyzer = Analyzer()
        self.thesaurus = Thesaurus([*built_in_groups(), *synonyms], self.analyzer.terms)
        self._passages = tuple(passages)
        questions = [self.analyzer.terms(" . ".join((p.section, *p.questions))) for p in self._passages]
        titles = [self.analyzer.terms(p.title) for p in self._passages]
        texts = [self.analyzer.terms(p.text) for p in self._passages]
        whole = [a + b + c for a, b, c in zip(questions, titles, texts, strict=True)]
        concepts = [[m.concept for m in self.thesaurus.mentions(terms)] for terms in whole]
        self._fields = {
            "questions": Bm25Index(questions),
            "title": Bm25Index(titles),
            "text": Bm25Index(texts),
            "concepts": Bm25Index(concepts),
        }
        self._whole = Bm25Index(whole)
        self.held = [frozenset(w) | frozenset(c) for w, c in zip(whole, concepts, strict=True)]
        self.number = {p.id: n for n, p in enumerate(self._passages)}
        vocabulary = {
            w for p in self._passages for w in self.analyzer.words(" ".join((p.title, p.section, *p.questions, p.text)))
        }
        known = FUNCTION_WORDS | QUESTION_WORDS
        for group in [*built_in_groups(), *synonyms]:
            known |= {w for phrase in (*group.same, *group.asked) for w in self.analyzer.words(phrase)}
        self.reader = QueryReader(self.analyzer, Speller(vocabulary, known), self.thesaurus)

    def search(self, query: Query, limit: int = 10) -> list[Hit]:
        """The passages that share a term or a concept with the query."""
        terms = [word.term for word in query.words]
        shares = [word.share for word in query.words]
        cs = {c: w.share for w in query.words for c in w.concepts}
        found = {n: self._fields[n].scores(terms, shares) for n in ("questions", "title", "text")}
        found["concepts"] = self._fields["concepts"].scores(list(cs), list(cs.values()))
        texts, place = np.unique(np.concatenate([scores.texts for scores in found.values()]), return_inverse=True)
        weighed = np.concatenate([scores.values * FIELD_WEIGHTS[name] for name, scores in found.items()])
        totals = np.bincount(place, weighed, len(texts))
        best = np.lexsort((texts, -totals))[:limit]
        return [Hit(self._passages[texts[n]], float(totals[n])) for n in best]

    def knows(self, word: Word) -> bool:
        """Whether any passage holds the word or says the same in another."""
        return word.term in self._whole or any(c in self._fields["concepts"] for c in word.concepts)

    def rarity(self, word: Word) -> float:
        """How much a word tells"""
        prior = max(0.0, 7.0 - zipf(word.written)) / 5
        idf = self._whole.idf.get(word.term)
        seen = 1.0 if idf is None else min(1.0, (idf + 0.3) / (self._whole.unseen_idf + 0.3))
        return word.share * prior * seen

    def covers(self, word: Word, passage: Passage) -> bool:
        held = self.held[self.number[passage.id]]
        return word.term in held or any(c in held for c in word.concepts)
