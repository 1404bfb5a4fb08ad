"""How hard is a section to read?

By the Flesch-Kincaid grade (Kincaid et al., 1975), years of school that a reader needs:
0.39 x words a sentence + 11.8 x syllables a word - 15.59. Syllables are counted by their vowels, nearly enough. An item
of a list counts as a sentence.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from faq_bot.checking.findings import Kind, Problem
from faq_bot.checking.places import Places
from faq_bot.content.corpus import Corpus
from faq_bot.content.passages import sentence_spans

HARDEST = 12
"""The grade from which a section is hard to read."""
FEWEST = 40
"""Words below which a grade says nothing."""

_BEYOND = 20  # where grades end, as schools and colleges do
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_VOWELS = re.compile(r"[aeiouyà-öø-ü]+")
_SILENT = re.compile(
    r"(?:(?<=[^aeiouyl])|(?<=[aeiouy]l))e$|(?:(?<=[^aeiouhcglsxz])|(?<=[aeiouy]l)|(?<=th))es$|(?<=[^aeioudt])ed$"
)
_PARTED = re.compile(  # vowels that stand together and are heard apart
    r"(?<![cgstx])i(?=[ao])|(?<![crt])i(?=e[nt])|(?<=sc)i(?=e)|i(?=um)|u(?=um)|(?<![gq])u(?=[ao])|(?<=fl)u(?=i)"
    r"|e(?=o(?!p))|(?<=cr)e(?=at(?!u))|(?<=[dr])e(?=a$)|y(?=i)|(?<=phys)i(?=o)|(?<=[aeiou])(?=ing$)"
)


def hard_sections(corpus: Corpus, places: Places) -> Iterator[Problem]:
    """The sections whose grade is HARDEST or more."""
    for document in corpus.documents:
        for section in document.sections:
            if (graded := grade(section.text)) >= HARDEST:
                said = f"{graded:.0f}" if graded < _BEYOND else f"above {_BEYOND}"
                what = f"is hard to read: grade {said}, where 8 suits most people and {HARDEST} is the bar"
                remedy = "make its sentences shorter, and say long words in plain ones"
                yield Problem(Kind.HARD_READING, places.section(document, section), what, remedy)


def grade(text: str) -> float:
    """The grade of a text; 0 of one with fewer than FEWEST words."""
    words = [word.casefold() for word in _WORD.findall(text)]
    if len(words) < FEWEST:
        return 0.0
    sentences = sum(bool(_WORD.search(text, start, end)) for start, end in sentence_spans(text))
    return 0.39 * len(words) / sentences + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


@lru_cache(maxsize=2**16)
def syllables(word: str) -> int:
    """About how many syllables a folded word has."""
    heard = _SILENT.sub("", word)
    return max(1, len(_VOWELS.findall(heard)) + len(_PARTED.findall(heard)))
