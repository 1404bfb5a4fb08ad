"""What is built from passages, to be searched?

One vocabulary of names, numbered, and the indexes that speak of names by these numbers. `Indexer` builds them; it
remembers what is in each passage, so that building again after a change costs little.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import compress

import numpy as np

from faq_bot.content.passages import Passage
from faq_bot.content.synonyms import Group
from faq_bot.search.analysis import Analyzer
from faq_bot.search.bm25 import Bm25Index
from faq_bot.search.coverage import Coverage
from faq_bot.search.joined_terms import JoinedTerms
from faq_bot.search.kindred import Kindred
from faq_bot.search.passage_terms import BEGINNING, PassageReader, Understanding, Vocabulary
from faq_bot.search.sparse import Ints, Ints32
from faq_bot.search.stored import Numbers, Shelf
from faq_bot.search.synonyms import Thesaurus, built_in_groups
from faq_bot.search.wordings import Wordings, term_weights


@dataclass(frozen=True, slots=True)
class Indexes:
    """The indexes of some passages: of their terms and concepts, and of whole documents' terms (of none, where no
    document has several passages); of their wordings; and what they cover."""

    numbers: Numbers
    bm25: Bm25Index
    concepts: Bm25Index
    documents: Bm25Index
    document_of: Ints
    wordings: Wordings
    coverage: Coverage

    def save(self, shelf: Shelf) -> None:
        for name in ("numbers", "bm25", "concepts", "documents", "wordings", "coverage"):
            getattr(self, name).save(shelf.part(name))
        shelf.put(document_of=self.document_of)

    @classmethod
    def open(cls, shelf: Shelf, passages: Sequence[Passage], understanding: Understanding) -> "Indexes":
        numbers, bm25 = Numbers.open(shelf.part("numbers")), Bm25Index.open(shelf.part("bm25"))
        return cls(
            numbers,
            bm25,
            Bm25Index.open(shelf.part("concepts")),
            Bm25Index.open(shelf.part("documents")),
            shelf.get("document_of"),
            Wordings.open(shelf.part("wordings")),
            Coverage.open(shelf.part("coverage"), passages, numbers, bm25, understanding),
        )


class Indexer:
    """Builds the indexes of passages. Not for several threads at once."""

    def __init__(self, synonyms: Sequence[Group] = ()) -> None:
        self.synonyms = tuple(synonyms)
        analyzer = Analyzer()
        thesaurus = Thesaurus((*built_in_groups(), *synonyms), analyzer.telling_terms)
        self.understanding = Understanding(analyzer, thesaurus, Kindred.built_in())
        self._reader = PassageReader(self.understanding)
        self._last: JoinedTerms | None = None

    def forget_others(self, passages: Sequence[Passage]) -> None:
        """Remember these passages alone."""
        self._reader.forget_others(passages)

    def index(self, passages: Sequence[Passage]) -> tuple[Indexes, list[str]]:
        """The indexes of the passages, and the words that they have, in order."""
        terms = self._last = JoinedTerms.of(self._reader.read(passages), self._last)
        names, columns = _used(self._reader.names, terms, ("bag", "concepts", "whole", "features"))
        numbers, width = Numbers.of(names), len(names)
        bm25 = _bm25(terms, "bag", "bag_times", columns, width)
        document_of, documents = _documents(passages, terms, columns, width)
        idf = np.where(columns >= 0, bm25.idf[columns], 0.0) if width else np.zeros(len(columns))
        weights = term_weights(idf, bm25.idf_of(-1), self._reader.names[BEGINNING])
        indexes = Indexes(
            numbers,
            bm25,
            _bm25(terms, "concepts", "concept_times", columns, width),
            documents,
            document_of,
            Wordings.of(terms, weights, columns, width),
            Coverage.of(passages, terms, columns, numbers, bm25, self.understanding),
        )
        return indexes, sorted(_used(self._reader.words, terms, ("words",))[0])


def _used(vocabulary: Vocabulary, terms: JoinedTerms, arrays: Sequence[str]) -> tuple[list[str], Ints32]:
    """The names that passages have, and the column of each of the vocabulary, -1 where none has it."""
    used = np.zeros(len(vocabulary), bool)
    for name in arrays:
        used[terms[name]] = True
    columns = np.where(used, np.cumsum(used) - 1, -1).astype(np.int32)
    return list(compress(vocabulary, used.tolist())), columns


def _bm25(terms: JoinedTerms, names: str, times: str, columns: Ints32, width: int) -> Bm25Index:
    return Bm25Index.of(
        terms.owners(names),
        columns[terms[names]].astype(np.int64),
        terms[times].astype(np.int64),
        len(terms.passages),
        width,
    )


def _documents(passages: Sequence[Passage], terms: JoinedTerms, columns: Ints32, width: int) -> tuple[Ints, Bm25Index]:
    """The number of each passage's document, and an index of whole documents where there are several of several."""
    numbers: dict[str, int] = {}
    names = [(p.source or p.id) if p.whole else p.document for p in passages]
    of = np.array([numbers.setdefault(name, len(numbers)) for name in names], np.int64)
    if not 1 < len(numbers) < len(passages):
        nothing = np.empty(0, np.int64)
        return of, Bm25Index.of(nothing, nothing, nothing, 0, width)
    keys = of[terms.owners("bag")] * width + columns[terms["bag"]]
    keys, place = np.unique(keys, return_inverse=True)
    times = np.bincount(place, terms["bag_times"]).astype(np.int64)
    return of, Bm25Index.of(keys // width, keys % width, times, len(numbers), width)
