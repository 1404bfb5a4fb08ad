"""Which terms stand for a text?

Words are cut out by nltk's regular-expression tokenizer and brought to their stems by its Snowball stemmer (Porter2);
neither needs a download. A term is a stem. No word is left out, for "how long" and "what for" differ in nothing else;
words that only hold a sentence together, and words that ask, are known as such to whoever weighs what a text is about.
"""

import re
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
_CLITIC = re.compile(r"'(?:s|m|re|ve|ll|d)\b")


class Analyzer:
    """Text to terms, the same for passages and questions."""

    def words(self, text: str) -> list[str]:
        """Every word of a text, compatibility forms and case folded; "n't" is "not", other endings are let go."""
        folded = unicodedata.normalize("NFKC", text).casefold().replace("’", "'")
        folded = folded.replace("can't", "can not").replace("won't", "will not").replace("n't", " not")
        return list(_TOKENIZER.tokenize(_CLITIC.sub("", folded)))

    def term(self, word: str) -> str:
        """The term of a folded word."""
        return _term(word)

    def terms(self, text: str) -> list[str]:
        """The term of every word of a text, in order."""
        return [_term(word) for word in self.words(text)]

    def telling_terms(self, text: str) -> list[str]:
        """The terms of a text without those of function words."""
        return [_term(word) for word in self.words(text) if word not in FUNCTION_WORDS]


@lru_cache(maxsize=2**17)
def _term(word: str) -> str:
    """Remembered: the stemmer is the dear part, and words repeat."""
    return str(_STEMMER.stem(word))
