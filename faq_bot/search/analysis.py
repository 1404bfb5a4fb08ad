"""Which terms stand for a text?

Words are cut out by nltk's regular-expression tokenizer and brought to their stems by its Snowball stemmer (Porter2);
neither needs a download. A term is a stem. Words that only hold a sentence together are left out; words that ask (what,
how, where) stay, for they tell one question from another.
"""

import unicodedata
from functools import lru_cache

from nltk.stem.snowball import EnglishStemmer
from nltk.tokenize import RegexpTokenizer

FUNCTION_WORDS = frozenset(
    "a about am an and any are aren as at be been being but by can could couldn d did didn do does doesn doing don for "
    "from get gets getting got had hadn has hasn have haven having he her hers him his i if in into is isn it its just "
    "let ll m me might may my of on or our ours please re s shall shan she should shouldn so some t than that the "
    "their theirs them then there these they this those to too us ve was wasn we were weren will with won would wouldn "
    "you your yours".split()
)
QUESTION_WORDS = frozenset("what which who whom whose when where why how".split())

_TOKENIZER = RegexpTokenizer(r"[^\W_]+")
_STEMMER = EnglishStemmer()


class Analyzer:
    """Text to terms, the same for passages and questions."""

    def terms(self, text: str) -> list[str]:
        """The terms of a text in its order, function words left out."""
        return [term for word in self.words(text) if (term := self.term(word))]

    def words(self, text: str) -> list[str]:
        """Every word of a text, compatibility forms and case folded; an apostrophe parts words."""
        return list(_TOKENIZER.tokenize(unicodedata.normalize("NFKC", text).casefold()))

    def term(self, word: str) -> str:
        """The term of a folded word; nothing for a function word."""
        return _term(word)


@lru_cache(maxsize=2**17)
def _term(word: str) -> str:
    """Remembered: the stemmer is the dear part, and words repeat."""
    return "" if word in FUNCTION_WORDS else str(_STEMMER.stem(word))
