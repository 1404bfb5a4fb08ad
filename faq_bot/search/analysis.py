"""Which terms stand for a text?

Words are cut out by nltk's regular-expression tokenizer and brought to their stems by its Snowball stemmer (Porter2);
neither needs a download. A term is a stem. Words that only hold a sentence together are left out; words that ask (what,
how, where) stay, for they tell one question from another.
"""

import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from nltk.stem.snowball import EnglishStemmer
from nltk.tokenize import RegexpTokenizer

FUNCTION_WORDS = frozenset(
    "a about am an and any are as at be been being but by can could did do does doing for from get gets getting got "
    "had has have having he her hers him his i if in into is it its just let me might may my of on or our ours please "
    "shall she should so some than that the their theirs them then there these they this those to too us was we were "
    "will with would you your yours d ll m re s t ve".split()
)
QUESTION_WORDS = frozenset("what which who whom whose when where why how".split())

_TOKENIZER = RegexpTokenizer(r"[^\W_]+(?:['’][^\W_]+)*")
_STEMMER = EnglishStemmer()


class Analyzer:
    """Text to terms, the same for passages and questions."""

    def terms(self, text: str) -> list[str]:
        """The terms of a text in its order, function words left out."""
        folded = unicodedata.normalize("NFKC", text).casefold()
        return [term for word in _TOKENIZER.tokenize(folded) if (term := _term(word))]

    def words(self, text: str) -> Iterator[tuple[str, str]]:
        """Each word of a text as it is written, with its term; function words left out."""
        for word in _TOKENIZER.tokenize(unicodedata.normalize("NFKC", text)):
            if term := _term(word.casefold()):
                yield word, term


@lru_cache(maxsize=2**17)
def _term(word: str) -> str:
    """The term of a case-folded word, or nothing. Remembered: the stemmer is the dear part, and words repeat."""
    word = word.replace("’", "'").removesuffix("'s")
    return "" if word in FUNCTION_WORDS else str(_STEMMER.stem(word))
