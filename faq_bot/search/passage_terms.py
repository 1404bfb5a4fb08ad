"""What is in a passage, before anything is weighed?

Its terms, concepts, wordings and sentences, as numbers of a vocabulary that grows while passages are looked at. It
depends on the passage alone, so that one that has not changed need not be looked at again; what everything weighs
depends on all of them, and is worked out from these arrays at each build.
"""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from typing import NamedTuple

import numpy as np

from faq_bot.content.documents import heading_text
from faq_bot.content.passages import Passage, sentence_spans
from faq_bot.search.analysis import FUNCTION_WORDS, Analyzer
from faq_bot.search.kindred import Kindred
from faq_bot.search.sparse import Floats32, Ints32, ends, joined
from faq_bot.search.synonyms import Thesaurus

FIELD_WEIGHTS = {"questions": 4, "section": 2, "text": 1}
"""How many times a word of each field is counted in BM25."""
SAME, SPELT, KINDRED, NEIGHBOURS = 0.7, 1.0, 0.8, 0.3
"""What a word's term, its letters, its kindred words, and the pair it makes with the word before count for."""
BEGINNING = ""
"""Stands for the word before the first, in a pair."""
_GRAMS = (3, 4)


class Understanding(NamedTuple):
    """What is known of words, whatever the passages say."""

    analyzer: Analyzer
    thesaurus: Thesaurus
    kindred: Kindred


class Vocabulary(dict[str, int]):
    """Names and their numbers; a name that is asked for and not known is given the next."""

    def __missing__(self, name: str) -> int:
        number = self[name] = len(self)
        return number

    def numbers(self, names: Iterable[str]) -> Ints32:
        return np.array([self[name] for name in names], np.int32)


@dataclass(frozen=True, slots=True)
class PassageTerms:
    """All of a passage that any index needs, names as numbers.

    - `bag`, `concepts`: terms, and concepts, each once; `bag_times`, `concept_times`: how often each is said
    - `whole`, `head`: terms and concepts of all of it, and of its title and heading
    - `sentences`: those of each sentence, end to end, `sentence_sizes` of each; `spans`: where each starts and ends
    - `features`: those of each wording, end to end, `row_sizes` of each. A feature's value is the sum of its entries',
      which begin at `begins`: `scale` times the roots of what the terms `first` and `second` weigh. In an answer, of
      `lengths` words (0 where it is none), an entry counts by how often its word is said, `times`. A wording has
      `row_entries` entries, and counts for its share of `shares`.
    - `pair_first`, `pair_second`: places in `features` where two wordings have one in common; `pairs`: which two, the
      first times the number of wordings, plus the second
    - `words`: every word, by its number among words
    """

    bag: Ints32
    bag_times: Ints32
    concepts: Ints32
    concept_times: Ints32
    whole: Ints32
    head: Ints32
    sentences: Ints32
    sentence_sizes: Ints32
    spans: Ints32
    features: Ints32
    row_sizes: Ints32
    row_entries: Ints32
    lengths: Floats32
    shares: Floats32
    begins: Ints32
    first: Ints32
    second: Ints32
    scale: Floats32
    times: Floats32
    pair_first: Ints32
    pair_second: Ints32
    pairs: Ints32
    words: Ints32


@dataclass(frozen=True, slots=True)
class Wording:
    """A text of a passage that a question can be put beside; `kind` is `question`, `section` or `answer`."""

    kind: str
    words: Sequence[str]


SECTION = 0.5
"""What a section's heading counts for as a wording, where a question or an answer counts 1."""


class PassageReader:
    """Looks at passages, and remembers what it saw in them. Not for several threads at once."""

    def __init__(self, understanding: Understanding) -> None:
        self.names, self.words = Vocabulary({BEGINNING: 0}), Vocabulary()
        self._analyzer, self._thesaurus, kindred = understanding
        self._features = Features(self._analyzer, kindred)
        self._seen: dict[tuple[object, ...], PassageTerms] = {}

    def read(self, passages: Iterable[Passage]) -> list[PassageTerms]:
        """What is in each of the passages."""
        found = []
        for passage in passages:
            key = _key(passage)
            if (terms := self._seen.get(key)) is None:
                terms = self._seen[key] = self._read(passage)
            found.append(terms)
        return found

    def forget_others(self, passages: Iterable[Passage]) -> None:
        """Remember these passages alone."""
        self._seen = {key: self._seen[key] for key in map(_key, passages) if key in self._seen}

    def _read(self, passage: Passage) -> PassageTerms:
        analyzer, names = self._analyzer, self.names
        section_text = "" if passage.section in map(heading_text, passage.questions) else passage.section
        questions = [analyzer.words(question) for question in passage.questions]
        section, text = analyzer.words(section_text), analyzer.words(passage.text)
        bag: Counter[str] = Counter()
        for field, words in (("questions", [w for q in questions for w in q]), ("section", section), ("text", text)):
            for word in words:
                bag[analyzer.term(word)] += FIELD_WEIGHTS[field]
        every = [*questions, section, text]
        telling = [analyzer.term(w) for words in every for w in (*words, ".") if w not in FUNCTION_WORDS]
        concepts = Counter(mention.concept for mention in self._thesaurus.mentions(telling))
        spans = sentence_spans(passage.text)
        head = self._marks(" . ".join((passage.title, passage.section)))
        asked = self._marks(" . ".join(passage.questions))
        sentences = [self._marks(passage.text[start:end]) for start, end in spans]
        wordings = list(_wordings(questions, section, text))
        rows = [self._features.entries(wording, names) for wording in wordings]
        entries = np.array([entry for row in rows for entry in row], np.float64).reshape(-1, 5)
        row_of = np.repeat(np.arange(len(rows)), [len(row) for row in rows])
        begins = np.flatnonzero(np.diff(entries[:, 0], prepend=-1) + np.diff(row_of, prepend=-1))
        features = [entries[begins[row_of[begins] == n], 0].astype(np.int32) for n in range(len(rows))]
        pairs = shared(features)
        return PassageTerms(
            bag=names.numbers(bag),
            bag_times=_ints(bag.values()),
            concepts=names.numbers(concepts),
            concept_times=_ints(concepts.values()),
            whole=np.unique(np.concatenate([head, asked, *sentences])),
            head=head,
            sentences=joined(sentences).astype(np.int32),
            sentence_sizes=_ints(map(len, sentences)),
            spans=_ints(place for span in spans for place in span),
            features=joined(features).astype(np.int32),
            row_sizes=_ints(map(len, features)),
            row_entries=_ints(map(len, rows)),
            lengths=np.array([len(w.words) if w.kind == "answer" else 0 for w in wordings], np.float32),
            shares=np.array([SECTION if w.kind == "section" else 1.0 for w in wordings], np.float32),
            begins=begins.astype(np.int32),
            first=entries[:, 1].astype(np.int32),
            second=entries[:, 2].astype(np.int32),
            scale=entries[:, 3].astype(np.float32),
            times=entries[:, 4].astype(np.float32),
            pair_first=pairs[0],
            pair_second=pairs[1],
            pairs=pairs[2],
            words=self.words.numbers(sorted({word for words in every for word in words})),
        )

    def _marks(self, text: str) -> Ints32:
        return np.unique(self.names.numbers(marks(text, self._analyzer, self._thesaurus)))


def _key(passage: Passage) -> tuple[object, ...]:
    """All of a passage that its terms depend on."""
    return passage.title, passage.section, passage.questions, passage.text


def marks(text: str, analyzer: Analyzer, thesaurus: Thesaurus) -> tuple[str, ...]:
    """The telling terms of a text and the concepts that it mentions."""
    terms = analyzer.telling_terms(text)
    return (*terms, *(mention.concept for mention in thesaurus.mentions(terms)))


def _wordings(questions: Sequence[list[str]], section: list[str], text: list[str]) -> Iterator[Wording]:
    yield from (Wording("question", words) for words in questions if words)
    if section:
        yield Wording("section", section)
    if text:
        yield Wording("answer", [*(questions[0] if questions else ()), *text])


@dataclass(frozen=True, slots=True)
class Features:
    """What of a word is compared: its term, its letters (n-grams), and the groups of kindred words it stands in."""

    analyzer: Analyzer
    kindred: Kindred

    def of(self, words: Sequence[str]) -> Iterator[tuple[str, str, str, float]]:
        """The features of a short text: a name, the two terms by whose weight it weighs, and what it counts for."""
        terms = [self.analyzer.term(word) for word in words]
        spelt = dict(zip(terms, words, strict=True))
        for term, count in Counter(terms).items():
            times = 1 + math.log(count)
            yield from ((name, term, term, scale * times) for name, scale in self._meanings(term))
            grams = letters(spelt[term])
            each = times * SPELT / math.sqrt(len(grams))
            for gram in grams:
                yield f"#{gram}", term, term, each
        before = BEGINNING
        for term in terms:
            yield f"{before}\t{term}", before, term, NEIGHBOURS
            before = term

    def entries(self, wording: Wording, names: Vocabulary) -> list[tuple[int, int, int, float, float]]:
        """The wording as entries of features, those of each together: the feature, the two terms, what it counts for,
        and how often its word is said in an answer, which has no letters and no pairs.

        In the order of the features' names, not of their numbers, so that sums come out the same to the last digit
        whatever else the vocabulary has seen.
        """
        found: list[tuple[str, str, str, float, float]] = []
        if wording.kind == "answer":
            for term, count in Counter(map(self.analyzer.term, wording.words)).items():
                found += [(name, term, term, scale, count) for name, scale in self._meanings(term)]
        else:
            found += [(*feature, 0.0) for feature in self.of(wording.words)]
        found.sort()
        return [(names[name], names[a], names[b], scale, times) for name, a, b, scale, times in found]

    def _meanings(self, term: str) -> Iterator[tuple[str, float]]:
        yield term, SAME
        groups = self.kindred.groups_of(term)
        for group in groups:
            yield f"~{group}", KINDRED / math.sqrt(len(groups))


def shared(rows: Sequence[Ints32]) -> tuple[Ints32, Ints32, Ints32]:
    """Where rows of features have one in common: its place in both, the rows being end to end, and which two."""
    starts = ends(map(len, rows))
    found = []
    for n, m in combinations(range(len(rows)), 2):
        _, a, b = np.intersect1d(rows[n], rows[m], assume_unique=True, return_indices=True)
        in_order = np.argsort(a)
        a, b = a[in_order], b[in_order]
        found.append((a + starts[n], b + starts[m], np.full(len(a), n * len(rows) + m)))
    first, second, pairs = zip(*found, strict=True) if found else ([], [], [])
    return joined(first).astype(np.int32), joined(second).astype(np.int32), joined(pairs).astype(np.int32)


def _ints(values: Iterable[int]) -> Ints32:
    return np.fromiter(values, np.int32)


@lru_cache(maxsize=2**17)
def letters(word: str) -> tuple[str, ...]:
    """The n-grams of a word's letters, its ends marked."""
    word = f" {word} "
    return tuple(word[i : i + n] for n in _GRAMS for i in range(len(word) - n + 1)) or (word,)
