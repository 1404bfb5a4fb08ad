"""How common is a word in English at all?

In a corpus of a dozen passages a word's rarity there says little; general English is the better prior. The counts are
those of symspellpy's dictionary of 82,765 real words (MIT; from Google Books n-grams, checked against SCOWL), which the
package carries: nothing is downloaded. A word that is not in it is a misspelling, a name, or a technical term.
"""

import math
import re
from collections.abc import Sequence
from functools import cache, lru_cache
from importlib.util import find_spec
from itertools import count
from pathlib import Path

RAREST = 2.0
"""The Zipf frequency given to a word that the dictionary does not have."""

_FILE = "frequency_dictionary_en_82_765.txt"
_WORDS_COUNTED = 1_024_908_267_229  # of the Google Books n-grams that the dictionary was counted in; SymSpell's N
_FEW = 12  # words; to make a dict of the dictionary takes as long as to look so many up in its text


@cache
def _lines() -> str:
    """The dictionary, a line a word, common words first."""
    package = find_spec("symspellpy")  # which is not imported
    (folder,) = package.submodule_search_locations if package and package.submodule_search_locations else ("",)
    return f"\n{(Path(folder) / _FILE).read_text('utf-8-sig')}\n"


@cache
def _counts() -> dict[str, str]:
    """Word to count; numbers are read when they are needed."""
    fields = _lines().split()
    return dict(zip(fields[::2], fields[1::2], strict=True))


@cache
def _by_beginning() -> dict[tuple[str, int], list[str]]:
    """The words by their first letter and how many they have."""
    found: dict[tuple[str, int], list[str]] = {}
    for word in _counts():
        found.setdefault((word[0], len(word)), []).append(word)
    return found


def prepare() -> None:
    """Read the dictionary now. Unless this is called, it is when a dozen words have been looked up: a terminal's one
    question would wait longer for it than for these."""
    _by_beginning()


_looked_up = count()


def _is_prepared() -> bool:
    if next(_looked_up) == _FEW:
        prepare()
    return _by_beginning.cache_info().currsize > 0


@lru_cache(maxsize=2**16)
def _count(word: str) -> int:
    """How often the word was counted, 0 of one that the dictionary does not have."""
    if _is_prepared():
        return int(_counts().get(word, 0))
    lines, start = _lines(), f"\n{word} "
    at = lines.find(start)
    return int(lines[at + len(start) : lines.index("\n", at + 1)]) if at >= 0 else 0


def zipf(word: str) -> float:
    """The base-10 logarithm of how often a word stands in a thousand million words of English: `the` 7.4, `knead` 2.3.

    `RAREST` for a word that the dictionary does not have. (Zipf scale: van Heuven et al., 2014, SUBTLEX-UK.)
    """
    count = _count(word)
    return math.log10(count / _WORDS_COUNTED * 1e9) if count else RAREST


def is_english(word: str) -> bool:
    """Whether the dictionary has the word, which is given in lower case."""
    return _count(word) > 0


def words_of(letter: str, length: int) -> Sequence[str]:
    """The dictionary's words that begin with a letter and have so many."""
    if _is_prepared():
        return _by_beginning().get((letter, length), ())
    return re.findall(rf"(?<=\n){re.escape(letter)}\S{{{length - 1}}}(?= )", _lines())
