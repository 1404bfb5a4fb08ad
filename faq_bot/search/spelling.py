"""Which word did they mean, when nobody writes the one they typed?

A word is mended only if neither the corpus, nor the lexicon, nor English knows it, and only to a word within one edit
(two from seven letters on, three from eleven): one of the corpus, or as near an English one, so that "insurence" is
reported missing as "insurance" instead of being bent into whatever word the articles happen to hold.
"""

import re
from collections.abc import Iterable, Sequence
from functools import cached_property, lru_cache

from rapidfuzz.distance import OSA, JaroWinkler
from rapidfuzz.process import extract

from faq_bot.search.english import is_english, words_of, zipf

SHORTEST = 4
"""Letters of a word that is looked at; in a shorter one, any other word is near. (Of three, one letter may lack.)"""
LONGEST = 40
"""Letters of a word that is looked at; a longer one is no word."""

_LETTERS_OR_DIGITS = re.compile(r"[^\W\d_]+|\d+")


class Speller:
    """Mends words against a vocabulary of case-folded words; immutable."""

    def __init__(self, vocabulary: Iterable[str], also_known: Iterable[str] = ()) -> None:
        self._known = frozenset(vocabulary) | frozenset(also_known)
        self.mend = lru_cache(maxsize=10_000)(self._mend)

    @cached_property
    def _of(self) -> dict[tuple[str, int], list[str]]:
        """The words by first letter and length; by length alone under "". Made when a word is strange."""
        of: dict[tuple[str, int], list[str]] = {}
        for word in sorted(self._known):
            of.setdefault((word[:1], len(word)), []).append(word)
            of.setdefault(("", len(word)), []).append(word)
        return of

    def knows(self, word: str) -> bool:
        """Whether the corpus, the lexicon or English has the word."""
        return word in self._known or is_english(word)

    def _mend(self, word: str) -> str:
        """The word that was meant, two where they were run together; itself where it is known or nothing is near."""
        if not SHORTEST - 1 <= len(word) <= LONGEST or self.knows(word):
            return word
        if not word.isalpha():
            parts = _LETTERS_OR_DIGITS.findall(word)
            return " ".join(parts) if all(part.isdigit() or self.knows(part) for part in parts) else word
        edits = 1 if len(word) < 7 else 2 if len(word) < 11 else 3
        lengths = range(len(word) - edits, len(word) + edits + 1)  # an edit changes the length by one at the most

        def near_known(letter: str) -> list[tuple[int, str]]:
            return _near(word, [other for n in lengths for other in self._of.get((letter, n), ())], edits)

        near = near_known(word[0])
        if len(word) < SHORTEST:
            near = [(distance, other) for distance, other in near if len(other) > len(word)]
        else:
            near = near or near_known("")
            near += _near(word, [other for n in lengths for other in words_of(word[0], n)], edits)
        return min(near, key=lambda found: self._unlikeliness(word, *found))[1] if near else self._parted(word)

    def _parted(self, word: str) -> str:
        """The word as two of the corpus's, or as it is."""
        ways = ((word[:n], word[n:]) for n in range(3, len(word) - 2))
        return next((f"{a} {b}" for a, b in ways if a in self._known and b in self._known), word)

    def _unlikeliness(self, word: str, edits: int, other: str) -> tuple[int, bool, float, str]:
        """Fewer edits first, then words of the corpus, then what is alike in its beginning and frequent in English."""
        return edits, other not in self._known, -(JaroWinkler.similarity(word, other) + zipf(other) / 30), other


def _near(word: str, words: Sequence[str], edits: int) -> list[tuple[int, str]]:
    """The words at most so many edits away (optimal string alignment: a swap of neighbours is one edit)."""
    found = extract(word, words, scorer=OSA.distance, score_cutoff=edits, limit=20)
    return [(int(distance), near) for near, distance, _ in found]
