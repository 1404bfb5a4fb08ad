"""Which terms stand for a text?

Words are cut out as nltk's regular-expression tokenizer does it, and brought to the stems of its Snowball stemmer
(Porter2); tests hold both to nltk. A term is a stem. No word is left out, for "how long" and "what for" differ in
nothing else; words that only hold a sentence together, and words that ask, are known as such to whoever weighs what a
text is about.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from importlib import import_module
from typing import Any

from faq_bot.search.stemming import stem

FUNCTION_WORDS = frozenset(
    "a about am an and any are aren as at be been being but by can could couldn d did didn do does doesn doing don for "
    "from get gets getting got had hadn has hasn have haven having he her hers him his i if in into is isn it its just "
    "let ll m me might may my of on or our ours please re s shall shan she should shouldn so some t than that the "
    "their theirs them then there these they this those to too us ve was wasn we were weren will with won would wouldn "
    "you your yours".split()
)
QUESTION_WORDS = frozenset("what which who whom whose when where why how".split())

BREAK = "\x01"
"""Stands between the words of two texts, where the words of many are cut out in one go."""

_WORD = r"[^\W_]+"
_WORD_OR_BREAK = rf"{_WORD}|{BREAK}"
_PLAIN = re.compile(r"[\x00-\u02ff\u2010-\u203e\u20a0-\u20cf\u2100-\u23ff\u2500-\u26ff]*")
"""Text of which Python's `re` and the `regex` library, nltk's choice, take the same for words; `re` parts a letter from
the marks on it that no letter includes, as Hindi writes its vowels."""
_ASCII_WORDS = "".join(chr(code) if chr(code).isalnum() or chr(code) == BREAK else " " for code in range(128))
_CLITIC = re.compile(r"'(?:s|m|re|ve|ll|d)\b")


class Analyzer:
    """Text to terms, the same for passages and questions."""

    def words(self, text: str) -> list[str]:
        """Every word of a text, compatibility forms and case folded; "n't" is "not", other endings are let go."""
        return _cut(_WORD, _folded(text))

    def words_apart(self, texts: Iterable[str]) -> list[str]:
        """The words of texts, which hold no BREAK, end to end with a BREAK between two texts. For many at a time: what
        is plain ASCII is cut by a table, ten times as fast as by the tokenizer."""
        folded = _folded(f" {BREAK} ".join(texts))
        return folded.translate(_ASCII_WORDS).split() if folded.isascii() else _cut(_WORD_OR_BREAK, folded)

    def term(self, word: str) -> str:
        """The term of a folded word."""
        return _term(word)

    def terms(self, text: str) -> list[str]:
        """The term of every word of a text, in order."""
        return [_term(word) for word in self.words(text)]

    def telling_terms(self, text: str) -> list[str]:
        """The terms of a text without those of function words."""
        return [_term(word) for word in self.words(text) if word not in FUNCTION_WORDS]


_term = lru_cache(maxsize=2**17)(stem)  # for words repeat


def _folded(text: str) -> str:
    folded = text.lower() if text.isascii() else unicodedata.normalize("NFKC", text).casefold().replace("’", "'")
    if "'" not in folded:
        return folded
    folded = folded.replace("can't", "can not").replace("won't", "will not").replace("n't", " not")
    return _CLITIC.sub("", folded)


def _cut(pattern: str, folded: str) -> list[str]:
    """What of the text is of the pattern. `regex` is imported when it is needed."""
    library: Any = re if _PLAIN.fullmatch(folded) else import_module("regex")
    found: list[str] = library.findall(pattern, folded)
    return found
