"""How common is a word in English at all?

In a corpus of a dozen passages a word's rarity there says little; general English is the better prior. The counts are
those of symspellpy's dictionary of 82,765 real words (MIT; from Google Books n-grams, checked against SCOWL), which the
package carries: nothing is downloaded. A word that is not in it is a misspelling, a name, or a technical term.
"""

import math
from functools import cache, lru_cache
from importlib.resources import files

RAREST = 2.0
"""The Zipf frequency given to a word that the dictionary does not have."""


_WORDS_COUNTED = 1_024_908_267_229  # of the Google Books n-grams that the dictionary was counted in; SymSpell's N


@cache
def _counts() -> dict[str, str]:
    """Word to count; numbers are read when they are needed, for a cold start waits for this."""
    fields = (files("symspellpy") / "frequency_dictionary_en_82_765.txt").read_text("utf-8-sig").split()
    return dict(zip(fields[::2], fields[1::2], strict=True))


@lru_cache(maxsize=2**16)
def zipf(word: str) -> float:
    """The base-10 logarithm of how often a word stands in a thousand million words of English: `the` 7.4, `knead` 2.3.

    `RAREST` for a word that the dictionary does not have. (Zipf scale: van Heuven et al., 2014, SUBTLEX-UK.)
    """
    count = _counts().get(word)
    return math.log10(int(count) / _WORDS_COUNTED * 1e9) if count else RAREST


def is_english(word: str) -> bool:
    """Whether the dictionary has the word, which is given in lower case."""
    return word in _counts()


@cache
def words_of(letter: str, length: int) -> tuple[str, ...]:
    """The dictionary's words that begin with a letter and have so many."""
    return tuple(word for word in _beginning(letter) if len(word) == length)


@cache
def _beginning(letter: str) -> tuple[str, ...]:
    return tuple(word for word in _counts() if word.startswith(letter))
