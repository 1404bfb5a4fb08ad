"""Which passages match the words, best first?

BM25 over all that a passage says, its fields weighed, finds the candidates; a few dearer signals put them in order. To
change what a field counts for, change `FIELD_WEIGHTS`; what a signal counts for, `ROW_WEIGHTS`, `PROSE_WEIGHTS`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Protocol

import numpy as np

from faq_bot.content.documents import heading_text
from faq_bot.content.passages import Passage
from faq_bot.content.synonyms import Group
from faq_bot.search.analysis import FUNCTION_WORDS, QUESTION_WORDS, Analyzer
from faq_bot.search.bm25 import Bm25Index
from faq_bot.search.coverage import Coverage
from faq_bot.search.query import Query, QueryReader
from faq_bot.search.sparse import Floats, Ints
from faq_bot.search.spelling import Speller
from faq_bot.search.synonyms import Thesaurus, built_in_groups
from faq_bot.search.wordings import Vocabulary, Wording, Wordings

FIELD_WEIGHTS: Mapping[str, int] = MappingProxyType({"questions": 4, "section": 2, "text": 1})
"""How many times a word of each field is counted in BM25."""
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
    {"near": 2.6, "broad": 5.5, "bm25": 0.5, "document": 1.5, "sentence": 0.25, "cover": 1.0, "holds": 1.0}
)
"""Of a row of questions and answers: its writer says how it is asked for. Learnt by tests/relevance/learn.py from six
public sets of such rows."""
PROSE_WEIGHTS: Mapping[str, float] = MappingProxyType(
    {"near": 0.86, "broad": 0.91, "bm25": 1.77, "document": 0.8, "sentence": 3.54, "cover": 3.57, "holds": 1.01}
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


class LexicalRetriever:
    """A `Retriever` that goes by words alone; immutable."""

    def __init__(self, passages: Sequence[Passage], synonyms: Sequence[Group] = ()) -> None:
        self._passages = tuple(passages)
        self._is_row = np.array([passage.whole for passage in passages], bool)
        analyzer = Analyzer()
        groups = (*built_in_groups(), *synonyms)
        thesaurus = Thesaurus(groups, analyzer.telling_terms)
        fields = [_Fields.of(passage, analyzer) for passage in self._passages]
        bags = [_bag(each, analyzer) for each in fields]
        self._bm25 = Bm25Index(bags)
        self._concepts = Bm25Index(
            [[m.concept for m in thesaurus.mentions(_telling(each, analyzer))] for each in fields]
        )
        self._document_of, self._documents = _documents(self._passages, bags)
        vocabulary = Vocabulary(analyzer.term, self._bm25.idf, self._bm25.unseen_idf)
        wordings = [wording for number, each in enumerate(fields) for wording in each.wordings(number)]
        self._wordings = Wordings(wordings, len(self._passages), vocabulary)
        self.coverage = Coverage(self._passages, analyzer, thesaurus, self._bm25.idf, self._bm25.unseen_idf)
        said = {word for each in fields for words in each.all_words() for word in words}
        known = {word for group in groups for phrase in (*group.same, *group.asked) for word in analyzer.words(phrase)}
        self.reader = QueryReader(analyzer, Speller(said, known | FUNCTION_WORDS | QUESTION_WORDS), thesaurus)

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
        self, query: Query, terms: Sequence[str], shares: Sequence[float], most: int
    ) -> tuple[Ints, Floats]:
        """The passages that hold most of the query's terms, or of what these stand for; and the BM25 of each."""
        by_term = self._bm25.scores(terms, shares)
        concepts = {concept: word.share * CONCEPT for word in query.words for concept in word.concepts}
        by_concept = self._concepts.scores(list(concepts), list(concepts.values()))
        bm25, both = np.zeros(len(self._passages)), np.zeros(len(self._passages))
        bm25[by_term.texts] = both[by_term.texts] = by_term.values
        both[by_concept.texts] += by_concept.values
        numbers = np.flatnonzero(both)
        best = numbers[_highest(both[numbers], most)] if len(numbers) > most else numbers
        return best, bm25[best]

    def _signals(self, query: Query, limit: int) -> tuple[Ints, Floats]:
        """The candidates, by number, and the value of every signal for each."""
        words = query.words
        terms, shares = [word.term for word in words], [word.share for word in words]
        numbers, bm25 = self._candidates(query, terms, shares, limit)
        most = self._bm25.highest_score(terms, shares)
        near, broad = self._wordings.likeness(
            [([word.written for word in part], part[0].share) for part in query.parts if part], numbers
        )
        covered = self.coverage.covered(query, numbers)
        document = np.zeros(len(numbers))
        if self._documents:
            found = self._documents.scores(terms, shares)
            of_document = np.zeros(self._documents.size)
            of_document[found.texts] = found.values / self._documents.highest_score(terms, shares)
            document = of_document[self._document_of[numbers]]
        return numbers, np.stack(
            [near, broad, bm25 / most, document, covered.sentence, covered.whole, covered.held], axis=1
        )


def _highest(values: Floats, count: int) -> Ints:
    """Where the highest values stand, in order; of equal ones the first."""
    least = np.partition(values, -count)[-count]
    above, equal = np.flatnonzero(values > least), np.flatnonzero(values == least)
    return np.sort(np.concatenate((above, equal[: count - len(above)])))


def _vector(weights: Mapping[str, float]) -> Floats:
    return np.array([weights[name] for name in SIGNALS])


@dataclass(frozen=True, slots=True)
class _Fields:
    """The words of a passage, field by field."""

    questions: list[list[str]]
    section: list[str]
    text: list[str]

    @classmethod
    def of(cls, passage: Passage, analyzer: Analyzer) -> "_Fields":
        section = "" if passage.section in map(heading_text, passage.questions) else passage.section
        return cls(
            [analyzer.words(q) for q in passage.questions], analyzer.words(section), analyzer.words(passage.text)
        )

    def all_words(self) -> Iterator[list[str]]:
        yield from (*self.questions, self.section, self.text)

    def wordings(self, passage: int) -> Iterator[Wording]:
        yield from (Wording(passage, "question", words) for words in self.questions if words)
        if self.section:
            yield Wording(passage, "section", self.section)
        if self.text:
            yield Wording(passage, "answer", [*(self.questions[0] if self.questions else ()), *self.text])


def _bag(fields: _Fields, analyzer: Analyzer) -> list[str]:
    """The terms of a passage, each as often as its field counts."""
    words = {"questions": [w for q in fields.questions for w in q], "section": fields.section, "text": fields.text}
    return [analyzer.term(word) for name, times in FIELD_WEIGHTS.items() for word in words[name] * times]


def _telling(fields: _Fields, analyzer: Analyzer) -> list[str]:
    """The terms of a passage that tell what it is about, in its order; what is between two fields parts phrases."""
    words = (word for of in fields.all_words() for word in (*of, "."))
    return [analyzer.term(word) for word in words if word not in FUNCTION_WORDS]


def _documents(passages: Sequence[Passage], bags: Sequence[Sequence[str]]) -> tuple[Ints, Bm25Index | None]:
    """The number of each passage's document, and an index of whole documents where there are several of several."""
    numbers: dict[str, int] = {}
    names = [(p.source or p.id) if p.whole else p.document for p in passages]
    of = np.array([numbers.setdefault(name, len(numbers)) for name in names], np.int64)
    if not 1 < len(numbers) < len(passages):
        return of, None
    whole: list[list[str]] = [[] for _ in numbers]
    for number, bag in zip(of, bags, strict=True):
        whole[number].extend(bag)
    return of, Bm25Index(whole)
