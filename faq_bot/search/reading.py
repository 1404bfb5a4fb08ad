"""What do passages say, as numbers?

Every text of a passage, its title, its section, each way to ask for it and each sentence, becomes the numbers of its
words and of the concepts that it mentions. Thousands of passages are read in one go: words are cut out and numbered by
a few calls for all of them, and the rest are operations on arrays. It depends on the passage alone, so that one that
has not changed is not read again.
"""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from faq_bot.content.documents import heading_text
from faq_bot.content.passages import Passage, sentence_spans
from faq_bot.progress import Progress
from faq_bot.search.analysis import BREAK, FUNCTION_WORDS, Analyzer
from faq_bot.search.kindred import Kindred
from faq_bot.search.mentions import ConceptFinder
from faq_bot.search.sparse import Ints, Ints32, Whole, sum_by_key
from faq_bot.search.stretches import Gathering, Stretches
from faq_bot.search.synonyms import Thesaurus

QUESTION_WEIGHT, SECTION_WEIGHT, SENTENCE_WEIGHT = 4, 2, 1
"""How many times a word is counted in BM25 that stands in a way to ask, in the section's heading, in the text."""
TITLE, SECTION, QUESTION, SENTENCE = range(4)
"""Kinds of texts, in the order in which a passage has them: one title, one section, any number of the others."""
HEADINGS = 2
"""Texts of a passage before its first question: title and section."""
_AT_A_TIME = 500  # passages; more are no faster, and take more memory


class Understanding(NamedTuple):
    """What is known of words, whatever the passages say."""

    analyzer: Analyzer
    thesaurus: Thesaurus
    kindred: Kindred


class Vocabulary(dict[str, int]):
    """Names and their numbers; a name that is asked for and not known is given the next. `names` are all, in order."""

    def __init__(self, names: Iterable[str] = (BREAK,)) -> None:
        self.names = list(names)
        super().__init__(zip(self.names, range(len(self.names)), strict=True))

    def __missing__(self, name: str) -> int:
        number = self[name] = len(self)
        self.names.append(name)
        return number


class PassageReader:
    """Reads passages, and remembers what it read. Not for several threads at once.

    Of each passage it gives stretches of

    - `words`: of its texts, one after the other; `text_sizes`: how many each has
    - `mentions`: the concepts of its texts; `mention_sizes`: how many each has
    - `spans`: where each sentence starts and ends in the passage's text
    - `bag`, `concepts`: terms, and concepts, each once; `bag_times`, `concept_times`: how often each counts in BM25
    - `facts`: how many questions it has, and whether its section says what none of them does

    Words are numbers of `words`, terms and concepts numbers of `names`; 0 is none of them, but what stands between two
    texts. `term_of` gives each word's term, `tells` those that are no function words.
    """

    def __init__(self, understanding: Understanding) -> None:
        self.words, self.names = Vocabulary(), Vocabulary()
        self.term_of, self.tells = np.zeros(1, np.int32), np.zeros(1, bool)
        self._analyzer, thesaurus, _ = understanding
        self._finder = ConceptFinder(thesaurus, self.names.__getitem__)
        self._known: Sequence[Passage] = ()
        self._read = self._read_batch(())

    def read(self, passages: Sequence[Passage], progress: Progress | None = None) -> Stretches:
        """What is in each of the passages. Those that are the very ones of last time are not read again."""
        at, new = self._places(passages)
        read = self._read
        if new:
            gathering = Gathering()
            for begin in range(0, len(new), _AT_A_TIME):
                gathering.add(self._read_batch(new[begin : begin + _AT_A_TIME]))
                if progress:
                    progress(len(passages) - len(new) + min(begin + _AT_A_TIME, len(new)), len(passages))
            read = read.and_then(gathering.all())
        if len(at) != len(self._known) + len(new) or (np.diff(at, prepend=-1) != 1).any():
            read = read.take(at)
        if new:
            self._known, self._read = tuple(passages), read
        return read

    def forget_others(self, passages: Sequence[Passage]) -> None:
        """Remember these passages alone, which were all read."""
        at, _ = self._places(passages)
        if len(at) < len(self._known):
            self._known, self._read = tuple(passages), self._read.take(at)

    def renumber(self, words: Sequence[str], number: Ints32, read: Stretches, numbers: Whole) -> Stretches:
        """Number words in this order from now on, given the number that each has then, -1 of those to be forgotten; and
        the `words` so numbered of what was `read`, so that there need not be two of so large an array. What was read,
        with these."""
        if read is not self._read:
            return read
        kept = np.flatnonzero(number >= 0)
        order = kept[number[kept].argsort()]
        self.words, self.term_of, self.tells = Vocabulary(words), self.term_of[order], self.tells[order]
        self._read = Stretches({**read.arrays, "words": numbers}, read.sizes)
        return self._read

    def _places(self, passages: Sequence[Passage]) -> tuple[Ints, list[Passage]]:
        """Where each passage is among those that are known, and then those that are new; and these."""
        if passages is self._known:
            return np.arange(len(passages)), []
        places = {id(passage): place for place, passage in enumerate(self._known)}  # they live as long as we keep them
        new: list[Passage] = []
        at = np.empty(len(passages), np.int64)
        for number, passage in enumerate(passages):
            if (place := places.get(id(passage))) is None:
                place = len(self._known) + len(new)
                new.append(passage)
            at[number] = place
        return at, new

    def _read_batch(self, passages: Sequence[Passage]) -> Stretches:
        texts = [_Texts.of(passage) for passage in passages]
        counts = np.array([len(each.texts) for each in texts], np.int64)
        words = self._numbers(each.texts for each in texts)
        breaks = np.concatenate((np.flatnonzero(words == 0), [len(words)])) if len(texts) else np.empty(0, np.int64)
        text_sizes = np.diff(breaks, prepend=-1) - 1
        words = words[words > 0]
        facts = np.array([(each.questions, each.section_counts) for each in texts], np.int32).reshape(-1, 2)
        weights = _weights(counts, facts)
        passage_of = np.repeat(np.arange(len(texts), dtype=np.int32), counts)

        telling = np.flatnonzero(self.tells[words])
        text_of = np.repeat(np.arange(len(text_sizes), dtype=np.int32), text_sizes)
        terms = self.term_of[words]
        found = self._finder.mentions(terms[telling], text_of[telling])
        mentioned_in = text_of[telling][found.places]
        mention_sizes = np.bincount(mentioned_in, minlength=len(text_sizes))

        bags = _bags(passage_of[text_of], terms, weights[text_of], len(texts))
        concepts = _bags(passage_of[mentioned_in], found.concepts, weights[mentioned_in] > 0, len(texts))
        return Stretches(
            {
                "words": words,
                "text_sizes": text_sizes.astype(np.int32),
                "mentions": found.concepts,
                "mention_sizes": mention_sizes.astype(np.int32),
                "spans": np.array([place for each in texts for span in each.spans for place in span], np.int32),
                "bag": bags.names,
                "bag_times": bags.times,
                "concepts": concepts.names,
                "concept_times": concepts.times,
                "facts": facts.ravel(),
            },
            {
                "words": _sums(text_sizes, counts),
                "text_sizes": counts,
                "mentions": _sums(mention_sizes, counts),
                "mention_sizes": counts,
                "spans": 2 * (counts - facts[:, 0] - HEADINGS),
                "bag": bags.sizes,
                "bag_times": bags.sizes,
                "concepts": concepts.sizes,
                "concept_times": concepts.sizes,
                "facts": np.full(len(texts), 2),
            },
        )

    def _numbers(self, passages: Iterable[Sequence[str]]) -> Ints32:
        """The numbers of the words of passages' texts, 0 between two texts."""
        words: list[str] = []
        for texts in passages:
            if words:
                words.append(BREAK)
            words += self._analyzer.words_apart(texts)
        numbers = np.fromiter(map(self.words.__getitem__, words), np.int32, len(words))
        if new := self.words.names[len(self.term_of) :]:
            names, term = self.names, self._analyzer.term
            terms = np.fromiter((names[term(word)] for word in new), np.int32, len(new))
            self.term_of = np.concatenate((self.term_of, terms))
            self.tells = np.concatenate((self.tells, [word not in FUNCTION_WORDS for word in new]))
        return numbers


class _Texts(NamedTuple):
    """The texts of a passage in order, and where its sentences stand."""

    texts: list[str]
    spans: list[tuple[int, int]]
    questions: int
    section_counts: bool

    @classmethod
    def of(cls, passage: Passage) -> "_Texts":
        text, questions = passage.text, passage.questions
        spans = sentence_spans(text)
        texts = [passage.title, passage.section, *questions, *[text[start:end] for start, end in spans]]
        if any(BREAK in each for each in texts):
            texts = [each.replace(BREAK, " ") for each in texts]
        repeats = passage.section in questions or passage.section in map(heading_text, questions)
        return cls(texts, spans, len(questions), not repeats)


class _Bags(NamedTuple):
    """The names in each passage's stretch, each once, how often each is said there, and how long the stretches are."""

    names: Ints32
    times: Ints32
    sizes: Ints


_TIMES_BITS = 3  # of a weight


def _bags(passages: Ints32, names: Ints32, weights: NDArray[Any], count: int) -> _Bags:
    """The bags of so many passages, given a name, its passage and what it counts for, 0 for nothing."""
    counts = weights > 0
    owners, names, times = sum_by_key(passages[counts], names[counts], weights[counts], _TIMES_BITS)
    return _Bags(names, times, np.bincount(owners, minlength=count))


def _weights(counts: Ints, facts: Ints32) -> NDArray[np.int8]:
    """What a word of each text counts for in BM25."""
    kinds = kinds_of(counts, facts[:, 0])
    weights = np.array([0, SECTION_WEIGHT, QUESTION_WEIGHT, SENTENCE_WEIGHT], np.int8)[kinds]
    weights[kinds == SECTION] *= facts[:, 1].astype(np.int8)
    return weights


def kinds_of(counts: Ints, questions: NDArray[np.integer[Any]]) -> NDArray[np.int8]:
    """The kind of each text of passages that have so many texts, and so many of them questions, each."""
    number = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    is_sentence = number >= HEADINGS + np.repeat(questions.astype(np.int64), counts)
    kinds: NDArray[np.int8] = (np.minimum(number, QUESTION) + is_sentence).astype(np.int8)
    return kinds


def _sums(sizes: Ints, counts: Ints) -> Ints:
    """The sum of each stretch of sizes, of so many."""
    total = np.concatenate(([0], np.cumsum(sizes)))
    at = np.concatenate(([0], np.cumsum(counts)))
    return np.diff(total[at])
