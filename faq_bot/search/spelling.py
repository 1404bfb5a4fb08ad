"""Which word did they mean, when nobody writes the one they typed?

A word is mended only if neither the corpus, nor the lexicon, nor English knows it. First to a word of the corpus within
one edit; then to two words run together; then to an English word within one edit, so that "insurence" is reported
missing as "insurance" instead of being bent into whatever the articles happen to hold; at last to a word of the corpus
within two edits (from seven letters on) or three (from eleven). What ends as medicines and illnesses do is mended by
one edit at the most: two of these are often two edits apart, and to take one for the other can harm.
"""

import re
from collections.abc import Callable, Collection, Container, Iterable, Sequence
from functools import cached_property, lru_cache, partial

from faq_bot.search.english import is_english, prepare, words_of, zipf
from faq_bot.search.stored import Numbers, Shelf

SHORTEST = 4
"""Letters of a word that is looked at; in a shorter one, any other word is near. (Of three, one letter may lack.)"""
RAREST_MEANT = 3.0
"""The Zipf frequency from which on an English word that the corpus lacks may have been meant."""
LONGEST = 40
"""Letters of a word that is looked at; a longer one is no word."""

_LETTERS_OR_DIGITS = re.compile(r"[^\W\d_]+|\d+")


# Ends of the names of medicines (stems of the WHO's International Nonproprietary Names) and of illnesses.
_CLINICAL = re.compile(
    r"\w{2,}(?:statin|prazole|sartan|olol|pril|dipine|oxetine|pram|zepam|zolam|cillin|mycin|floxacin|cycline|profen|azole"
    r"|tidine|triptan|gliptin|gliflozin|formin|glitazone|parin|xaban|gatran|mab|tinib|vir|setron|terol|sone|solone|onide"
    r"|thiazide|semide|caine|codone|morphone|idine|tadine|zine|triptyline|pine|azine|thyroxine|dronate|bactam|platin"
    r"|itis|a?emia|osis|algia|ectomy|opathy|oma|plegia|paresis|penia|iasis)s?"
)


class Speller:
    """Mends words against a corpus's vocabulary of case-folded words; immutable.

    Those that are `also_known` are never mended; what gives them is called when a word is strange.
    """

    def __init__(self, vocabulary: Iterable[str], also_known: Iterable[str] | Callable[[], Iterable[str]] = ()) -> None:
        said = frozenset(vocabulary)
        self._said: Container[str] = said
        self._in_order: Callable[[], Iterable[str]] = partial(sorted, said)
        known = also_known if callable(also_known) else partial(iter, also_known)
        self._find_also_known: Callable[[], Collection[str]] = lambda: frozenset(known())
        self.mend = lru_cache(maxsize=10_000)(self._mend)

    def save(self, shelf: Shelf) -> None:
        words = list(self._in_order())
        shelf.put_bytes("words", ["\n".join(words).encode()])
        Numbers.of(words).save(shelf.part("said"))
        shelf.put_value("known", sorted(self._also_known))

    @classmethod
    def open(cls, shelf: Shelf) -> "Speller":
        """The speller that was kept, whose words are read when one is strange."""
        speller = cls(())
        words, known = shelf.get("words"), shelf.later("known", frozenset[str])
        speller._said, speller._find_also_known = Numbers.open(shelf.part("said")), known
        speller._in_order = lambda: words.tobytes().decode().split("\n")
        return speller

    @cached_property
    def _also_known(self) -> Collection[str]:
        return self._find_also_known()

    @cached_property
    def _of(self) -> dict[tuple[str, int], list[str]]:
        """The corpus's words by first letter and length; by length alone under "". Made when a word is strange."""
        of: dict[tuple[str, int], list[str]] = {}
        for word in self._in_order():
            of.setdefault((word[:1], len(word)), []).append(word)
            of.setdefault(("", len(word)), []).append(word)
        return of

    def prepare(self) -> None:
        """Do now what the first misspelt word would have to wait for."""
        prepare()
        _ = self._of, self._also_known, _near("", [], 1)

    def knows(self, word: str) -> bool:
        """Whether the corpus, English or the lexicon has the word."""
        return word in self._said or is_english(word) or word in self._also_known

    def _is_ours(self, word: str) -> bool:
        return word in self._said or word in self._also_known

    def _mend(self, word: str) -> str:
        """The word that was meant, two where they were run together; itself where it is known or nothing is near."""
        if not SHORTEST - 1 <= len(word) <= LONGEST or self.knows(word):
            return word
        if not word.isalpha():
            parts = _LETTERS_OR_DIGITS.findall(word)
            return " ".join(parts) if all(part.isdigit() or self.knows(part) for part in parts) else word
        most = 1 if len(word) < 7 or _CLINICAL.fullmatch(word) else 2 if len(word) < 11 else 3
        ways = (self._said_near(word, 1), self._parted(word), self._english_near(word), self._said_near(word, most))
        return next(filter(None, ways), word)

    def _said_near(self, word: str, edits: int) -> str:
        """The likeliest word of the corpus within so many edits, or nothing."""
        lengths = range(len(word) - edits, len(word) + edits + 1)  # an edit changes the length by one at the most
        if len(word) < SHORTEST:
            lengths = range(len(word) + 1, len(word) + edits + 1)
        for letter in (word[0], "") if len(word) >= SHORTEST else (word[0],):
            if near := _near(word, [other for n in lengths for other in self._of.get((letter, n), ())], edits):
                return min(near, key=lambda found: self._unlikeliness(word, *found))[1]
        return ""

    def _english_near(self, word: str) -> str:
        """The likeliest English word within an edit that begins alike and is not rare, or nothing."""
        if len(word) <= SHORTEST:
            return ""
        others = [other for n in range(len(word) - 1, len(word) + 2) for other in words_of(word[0], n)]
        near = [found for found in _near(word, others, 1) if zipf(found[1]) >= RAREST_MEANT]
        return min(near, key=lambda found: self._unlikeliness(word, *found))[1] if near else ""

    def _parted(self, word: str) -> str:
        """The word as two that are known, one of them the corpus's, or nothing."""
        ways = ((word[:n], word[n:]) for n in range(3, len(word) - 2))
        known = ((a, b) for a, b in ways if self._is_ours(a) and self._is_ours(b))
        return next((f"{a} {b}" for a, b in known if a in self._said or b in self._said), "")

    def _unlikeliness(self, word: str, edits: int, other: str) -> tuple[int, float, str]:
        """Fewer edits first, then what is alike in its beginning and frequent in English."""
        from rapidfuzz.distance import JaroWinkler

        return edits, -(JaroWinkler.similarity(word, other) + zipf(other) / 30), other


def _near(word: str, words: Sequence[str], edits: int) -> list[tuple[int, str]]:
    """The words at most so many edits away (optimal string alignment: a swap of neighbours is one edit)."""
    from rapidfuzz.distance import OSA  # which is imported when a word is strange
    from rapidfuzz.process import extract

    found = extract(word, words, scorer=OSA.distance, score_cutoff=edits, limit=20)
    return [(int(distance), near) for near, distance, _ in found]
