"""What is built from passages, to be searched?

The numbers of all names, the words of the passages, and BM25 postings of their terms and concepts. `Indexer` builds
them; it remembers what it read of each passage, so that building again after a change costs little.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from faq_bot.content.passages import Passage
from faq_bot.content.synonyms import Group
from faq_bot.progress import Progress
from faq_bot.search.analysis import Analyzer
from faq_bot.search.bm25 import Bm25Index
from faq_bot.search.features import Tables
from faq_bot.search.kindred import Kindred
from faq_bot.search.passage_words import Numbering, PassageWords
from faq_bot.search.reading import HEADINGS, QUESTION, SECTION, SENTENCE, PassageReader, Understanding, kinds_of
from faq_bot.search.sparse import Ints32, sum_by_key
from faq_bot.search.stored import Numbers, Shelf
from faq_bot.search.stretches import Stretches
from faq_bot.search.synonyms import Thesaurus, built_in_groups
from faq_bot.search.wordings import Wordings

READING = 0.7
"""The part of the time that goes into reading the passages; the rest is for the indexes."""
OVERGROWN = 3
"""How many times the names in use an indexer may know, for it never forgets one."""


@dataclass(frozen=True, slots=True)
class Indexes:
    """The indexes of some passages: of their terms and concepts, and of whole documents' terms (of none, where no
    document has several passages); their words, and their wordings."""

    numbers: Numbers
    bm25: Bm25Index
    concepts: Bm25Index
    documents: Bm25Index
    document_of: Ints32
    is_row: NDArray[np.bool_]
    words: PassageWords
    wordings: Wordings

    def save(self, shelf: Shelf) -> None:
        for name in ("numbers", "bm25", "concepts", "documents", "words", "wordings"):
            getattr(self, name).save(shelf.part(name))
        shelf.put(document_of=self.document_of, is_row=self.is_row)

    @classmethod
    def open(cls, shelf: Shelf, kindred: Kindred) -> "Indexes":
        numbers, words = Numbers.open(shelf.part("numbers")), PassageWords.open(shelf.part("words"))
        bm25, concepts, documents = (Bm25Index.open(shelf.part(name)) for name in ("bm25", "concepts", "documents"))
        wordings = Wordings.open(shelf.part("wordings"), words, numbers, kindred, bm25.idf)
        return cls(numbers, bm25, concepts, documents, shelf.get("document_of"), shelf.get("is_row"), words, wordings)


class Indexer:
    """Builds the indexes of passages. Not for several threads at once."""

    def __init__(self, synonyms: Sequence[Group] = ()) -> None:
        self.synonyms = tuple(synonyms)
        analyzer = Analyzer()
        thesaurus = Thesaurus((*built_in_groups(), *synonyms), analyzer.telling_terms)
        self.understanding = Understanding(analyzer, thesaurus, Kindred.built_in())
        self._reader = PassageReader(self.understanding)
        self._names = 0  # that the passages had last

    @property
    def is_overgrown(self) -> bool:
        """Whether most of the names that it knows are of what is there no more; a new one would be as quick."""
        return len(self._reader.names) > OVERGROWN * max(self._names, 10_000)

    def forget_others(self, passages: Sequence[Passage]) -> None:
        """Remember these passages alone."""
        self._reader.forget_others(passages)

    def index(self, passages: Sequence[Passage], progress: Progress | None = None) -> tuple[Indexes, list[str]]:
        """The indexes of the passages, and the words that they have, in order."""

        def told(share: float) -> None:
            if progress:
                progress(int(share * len(passages)), len(passages))

        read = self._reader.read(passages, lambda done, total: told(READING * done / total))
        numbering = Numbering.of(read, self._reader)
        words = PassageWords.of(read, self._reader, numbering)
        spelt, usual = _spelt_and_usual(read, numbering)
        read = self._reader.renumber(numbering.words, numbering.word, read, words.words)
        self._names = len(numbering.names)
        tables, grams = Tables.of(numbering.words, spelt, numbering.names, self.understanding.kindred)
        numbers, width = Numbers.of(numbering.names + grams), len(numbering.names)
        told((READING + 1) / 2)
        with ThreadPoolExecutor(2) as pool:  # it is sorting, mostly, which lets others run meanwhile
            of_documents = pool.submit(_documents, passages, read, numbering.name, width)
            bm25 = _bm25(read, "bag", "bag_times", numbering.name, width)
            concepts = _bm25(read, "concepts", "concept_times", numbering.name, width)
            document_of, documents = of_documents.result()
        told(1)
        indexes = Indexes(
            numbers,
            bm25,
            concepts,
            documents,
            document_of,
            np.array([passage.whole for passage in passages], bool),
            words,
            Wordings(words, tables, numbers, self.understanding.kindred, bm25.idf, usual),
        )
        return indexes, numbering.words[1:]


def _spelt_and_usual(read: Stretches, numbering: Numbering) -> tuple[np.ndarray, float]:
    """Which words stand in a question or a section, and how many words an answer has in the mean."""
    counts, questions = read.sizes["text_sizes"], read["facts"][::2]
    kinds = kinds_of(counts, questions)
    sizes = read["text_sizes"]
    is_short = (kinds == QUESTION) | (kinds == SECTION)
    spelt = np.zeros(len(numbering.words), bool)
    spelt[numbering.word[read["words"][np.repeat(is_short, sizes)]]] = True
    owners = read.owners("text_sizes")
    is_sentence = kinds == SENTENCE
    has_text = np.bincount(owners[is_sentence], minlength=len(counts)) > 0
    first = read.starts("text_sizes")[:-1] + HEADINGS
    is_sentence[first[(questions > 0) & has_text]] = True  # the first question is said with the answer
    words = int(sizes[is_sentence & has_text[owners]].sum())
    return spelt, max(words / max(int(has_text.sum()), 1), 1.0)


def _bm25(read: Stretches, names: str, times: str, number: Ints32, width: int) -> Bm25Index:
    owners = read.owners(names)
    return Bm25Index.of(owners, number[read[names]], read[times], len(read.sizes[names]), width)


def _documents(passages: Sequence[Passage], read: Stretches, number: Ints32, width: int) -> tuple[Ints32, Bm25Index]:
    """The number of each passage's document, and an index of whole documents where there are several of several."""
    numbers: dict[str, int] = {}
    names = [(p.source or p.id) if p.whole else p.document for p in passages]
    of = np.array([numbers.setdefault(name, len(numbers)) for name in names], np.int32)
    if not 1 < len(numbers) < len(passages):
        nothing = np.empty(0, np.int32)
        return of, Bm25Index.of(nothing, nothing, nothing, 0, width, ranked=False)
    times = read["bag_times"]
    bits = int(times.max(initial=0)).bit_length()
    bags = sum_by_key(of[read.owners("bag")], number[read["bag"]], times, bits)
    return of, Bm25Index.of(*bags, len(numbers), width, ranked=False)
