"""What did the person mean by these words?

A question becomes a `Query`: its telling words, each mended, brought to its term and to the concepts it stands for.
What only sets the scene, the earlier question of a follow-up or the chatter around the one that is asked, is kept too,
but weighs less.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from faq_bot.search.analysis import QUESTION_WORDS, Analyzer
from faq_bot.search.spelling import Speller
from faq_bot.search.synonyms import Thesaurus

SCENE = 0.4
"""What a word that sets the scene counts for, where one of the question itself counts 1."""
_RAMBLING = 14
"""Words of a sentence from which on it is looked through for the clause that asks."""

_SENTENCE = re.compile(r"[^.!?\n]+[.!?]*")
_CLAUSE = re.compile(r"[,;:–—]\s+|\s+(?=(?:because|since|but|so|and)\s)", re.IGNORECASE)
_ASKS = re.compile(
    r"\b(?:what|which|who|whom|whose|when|where|why|how)\b|\?"
    r"|(?:^|\W)(?:can|could|do|does|did|is|are|was|were|will|would|should|may|might|has|have)\s"
    r"(?:i|you|we|they|it|he|she|there|this|that|my|your|the|a|an|massage)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a question, mended: its term, the concepts it stands for, and what it counts for (0 to 1)."""

    written: str
    term: str
    concepts: tuple[str, ...]
    share: float

    @property
    def asks(self) -> bool:
        """Whether it only says that something is asked, as `what` and `how` do."""
        return self.term in QUESTION_WORDS


@dataclass(frozen=True, slots=True)
class Query:
    """A question as it was understood. `corrections` are the words that were read as others."""

    text: str
    words: tuple[Word, ...]
    corrections: Mapping[str, str]

    @property
    def telling(self) -> tuple[Word, ...]:
        """The words that say what it is about, each term once."""
        return tuple({word.term: word for word in reversed(self.words) if not word.asks}.values())[::-1]


class QueryReader:
    """Reads questions as the people of one corpus mean them; immutable."""

    def __init__(self, analyzer: Analyzer, speller: Speller, thesaurus: Thesaurus) -> None:
        self._analyzer = analyzer
        self._speller = speller
        self._thesaurus = thesaurus

    def read(self, question: str, earlier: str = "") -> Query:
        """The question as it is understood; `earlier` is the one that it goes on from."""
        corrections: dict[str, str] = {}
        words: list[Word] = []
        for text, share in (*((part, 1.0 if asks else SCENE) for part, asks in _parts(question)), (earlier, SCENE)):
            words += self._words(text, share, corrections)
        return Query(question, tuple(words), corrections)

    def _words(self, text: str, share: float, corrections: dict[str, str]) -> Iterator[Word]:
        written, terms = [], []
        for word in self._analyzer.words(text):
            meant = self._speller.mend(word)
            if meant != word:
                corrections[word] = meant
            if term := self._analyzer.term(meant):
                written.append(meant)
                terms.append(term)
        mentions = list(self._thesaurus.mentions(terms, asking=True))
        for place, (word, term) in enumerate(zip(written, terms, strict=True)):
            yield Word(word, term, tuple(m.concept for m in mentions if m.start <= place < m.end), share)


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
