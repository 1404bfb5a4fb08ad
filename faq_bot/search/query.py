"""What did the person mean by these words?

A question becomes a `Query`: its words, each mended, brought to its term and to the concepts it stands for. What only
sets the scene, the earlier question of a follow-up or the chatter around the one that is asked, is kept too,
but weighs less.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from faq_bot.search.analysis import FUNCTION_WORDS, QUESTION_WORDS, Analyzer
from faq_bot.search.asked_for import Asked, asked_for
from faq_bot.search.spelling import Speller
from faq_bot.search.synonyms import Thesaurus

SCENE = 0.4
"""What a word that sets the scene counts for, where one of the question itself counts 1."""
AFTER_HOW = frozenset(
    "big far fast few frequently large late little long many much often old quick quickly soon".split()
)
"""Words that, after "how", only ask, and say nothing of what the question is about."""
_MOST_MENDED = 10  # words of a question; where more are strange, it is no question in this language
_RAMBLING = 14
"""Words of a sentence from which on it is looked through for the clause that asks."""

_SENTENCE = re.compile(r"[^.!?\n]+[.!?]*")
_CLAUSE = re.compile(r"[,;:–—]\s+|\s+(?=(?:because|since|but|so|and)\s)", re.IGNORECASE)
_HELPING = r"(?:can|could|do|does|did|is|are|was|were|will|would|should|may|might|has|have)"
_ASKS = re.compile(
    rf"\b(?:what|which|who|whom|whose|when|where|why|how)\b|\?|^\W*(?:and |but |so )?{_HELPING}\s"
    rf"|\b{_HELPING}\s(?:i|you|we|they|it|he|she|there|this|that|these|my|your|the|an?)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a question, mended: its term, the concepts it stands for, and what it counts for (0 to 1)."""

    written: str
    term: str
    concepts: tuple[str, ...]
    share: float
    tells: bool = True
    """Whether it says what the question is about, and not only that it is one."""


@dataclass(frozen=True)
class Query:
    """A question as it was understood, in the parts that it was read in. `corrections` are words read as others;
    `earlier` is the part, the last one, that is of the question it goes on from."""

    text: str
    parts: tuple[tuple[Word, ...], ...]
    corrections: Mapping[str, str]
    earlier: tuple[Word, ...] = ()

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """Each term once, in the question's order, what is asked before what sets the scene."""
        words: dict[str, Word] = {}
        for word in sorted((word for part in self.parts for word in part), key=lambda word: -word.share):
            words.setdefault(word.term, word)
        return tuple(words.values())

    @cached_property
    def asked(self) -> Asked | None:
        """The kind of thing that it asks for."""
        return asked_for(self.text)

    @cached_property
    def telling(self) -> tuple[Word, ...]:
        """Those of the words that say what it is about."""
        return tuple(word for word in self.words if word.tells)


class QueryReader:
    """Reads questions as the people of one corpus mean them; immutable."""

    def __init__(self, analyzer: Analyzer, speller: Speller, thesaurus: Thesaurus) -> None:
        self._analyzer = analyzer
        self._speller = speller
        self._thesaurus = thesaurus

    def prepare(self) -> None:
        """Do now what the first questions would have to wait for."""
        self._speller.prepare()

    def read(self, question: str, earlier: str = "", *, exactly: bool = False) -> Query:
        """The question as it is understood; `earlier` is the one that it goes on from. Read `exactly`, no word of it is
        mended."""
        corrections: dict[str, str] = {}
        texts = [(text, 1.0 if asks else SCENE) for text, asks in _parts(question)]
        texts += [(earlier, SCENE)] if earlier else []
        mended = 0 if exactly else _MOST_MENDED
        parts = tuple(tuple(self._words(text, share, corrections, mended)) for text, share in texts)
        return Query(question, parts, corrections, parts[-1] if earlier else ())

    def _words(self, text: str, share: float, corrections: dict[str, str], mended: int) -> Iterator[Word]:
        """The words of a part; mended while there are fewer corrections than `mended`."""
        words = []
        for word in self._analyzer.words(text):
            meant = self._speller.mend(word) if len(corrections) < mended else word
            if meant != word:
                corrections[word] = meant
            words += meant.split()
        places = [place for place, word in enumerate(words) if word not in FUNCTION_WORDS]
        terms = [self._analyzer.term(word) for word in words]
        concepts: dict[int, list[str]] = {}
        for mention in self._thesaurus.mentions([terms[place] for place in places], asking=True):
            for place in places[mention.start : mention.end]:
                concepts.setdefault(place, []).append(mention.concept)
        for place, (word, term) in enumerate(zip(words, terms, strict=True)):
            asks = word in QUESTION_WORDS or (word in AFTER_HOW and place > 0 and words[place - 1] == "how")
            yield Word(word, term, tuple(concepts.get(place, ())), share, word not in FUNCTION_WORDS and not asks)


def _parts(question: str) -> Iterator[tuple[str, bool]]:
    """The parts of a question, in order, and whether each is what is asked; all is, where nothing seems to ask."""
    sentences = [sentence.strip() for sentence in _SENTENCE.findall(question)]
    if not any(map(_ASKS.search, sentences)):
        yield question, True
        return
    for sentence in sentences:
        clauses = _CLAUSE.split(sentence) if len(sentence.split()) >= _RAMBLING else [sentence]
        asking = [clause for clause in clauses if _ASKS.search(clause)]
        for clause in clauses:
            yield clause, clause in asking
