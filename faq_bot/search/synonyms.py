"""Which concepts do words stand for?

Each group of words that say the same is a concept. Passages and questions are marked with the concepts that their words
stand for, so that "tummy" finds "abdomen", and "small of the back" is met as one thing with "lower back". The built-in
groups are in `lexicon.txt`, ours to extend; a clinic adds its own in `_synonyms.txt`.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import msgspec

from faq_bot.content.synonyms import Group, parse_synonyms
from faq_bot.search.stored import Shelf

Terms = tuple[str, ...]
Phrases = dict[Terms, list[str]]


@dataclass(frozen=True, slots=True)
class Mention:
    """A concept that the terms from `start` up to `end` stand for."""

    start: int
    end: int
    concept: str


@cache
def built_in_groups() -> tuple[Group, ...]:
    """The groups of `lexicon.txt`."""
    return tuple(group for _, group in parse_synonyms(Path(__file__).with_name("lexicon.txt").read_text("utf-8")))


class Thesaurus:
    """Finds the concepts that terms stand for; immutable. `terms` brings a phrase to terms."""

    def __init__(self, groups: Sequence[Group], terms: Callable[[str], Sequence[str]]) -> None:
        self._said: Phrases = {}
        self._asked: Phrases = {}
        for group in groups:
            concept = f"={group.same[0]}"
            for phrase in group.same:
                found = tuple(terms(phrase))
                self._add(self._said, found, concept)
                self._add(self._asked, found, concept)
            for phrase in group.asked:
                self._add(self._asked, tuple(terms(phrase)), concept)
        self._longest = max(map(len, self._asked), default=0)

    def phrases(self) -> Iterator[tuple[Terms, list[str]]]:
        """The phrases that stand for concepts in a text, and the concepts of each."""
        yield from self._said.items()

    def save(self, shelf: Shelf) -> None:
        shelf.put_value("phrases", [list(phrases.items()) for phrases in (self._said, self._asked)])

    @classmethod
    def open(cls, shelf: Shelf) -> "Thesaurus":
        """The phrases that were kept; those of the last generation, where they are the same."""
        return _opened(shelf.get_bytes("phrases"))

    def mentions(self, terms: Sequence[str], *, asking: bool = False) -> Iterator[Mention]:
        """The concepts in a text's terms, or a question's; phrases within phrases are found too."""
        phrases = self._asked if asking else self._said
        for start in range(len(terms)):
            for end in range(start + 1, min(start + self._longest, len(terms)) + 1):
                for concept in phrases.get(tuple(terms[start:end]), ()):
                    yield Mention(start, end, concept)

    @staticmethod
    def _add(phrases: Phrases, terms: Terms, concept: str) -> None:
        if terms and concept not in phrases.setdefault(terms, []):
            phrases[terms].append(concept)


@lru_cache(maxsize=1)
def _opened(phrases: bytes) -> Thesaurus:
    thesaurus = Thesaurus((), str.split)
    kept = msgspec.json.decode(phrases, type=list[list[tuple[Terms, list[str]]]])
    thesaurus._said, thesaurus._asked = map(dict, kept)
    thesaurus._longest = max(map(len, thesaurus._asked), default=0)
    return thesaurus
