"""What is the stem of a word?

nltk's Snowball stemmer for English (Porter2) is the definition, and tests hold `stem` to it, word for word. Importing
nltk takes a quarter of a second and 30 MB, which neither a person in a terminal nor every process of a site should
wait for; so its rules are here as tables.

An ending counts only within a region at the word's end: R1 begins after the first consonant that follows a vowel, R2 is
the R1 of R1. Words change at their ends alone, so of a region only its length is kept.
"""

import re
from typing import NamedTuple

_VOWELS = frozenset("aeiouy")  # a Y that stands for a consonant is written large
_HAS_VOWEL = re.compile(r"[aeiouy]")
_VOWEL_CONSONANT = re.compile(r"[aeiouy][^aeiouy]")
_LONG_PREFIX = re.compile(r"gener|commun|arsen")  # R1 begins after it
_DOUBLE = frozenset("bb dd ff gg mm nn pp rr tt".split())
_PAST = ("eedly", "ingly", "edly", "eed", "ing", "ed")
_BEFORE_LI = frozenset("cdeghkmnrt")

_SPECIAL = {
    **dict(skis="ski", skies="sky", dying="die", lying="lie", tying="tie", idly="idl", gently="gentl", ugly="ugli"),
    **dict(early="earli", only="onli", singly="singl"),
    **{word: word for word in "sky news howe atlas cosmos bias andes".split()},
    **{f"{stem}{s}": stem for stem in "inning outing canning herring earring".split() for s in ("", "s")},
    **{f"{stem}{s}": stem for stem in "proceed exceed succeed".split() for s in ("", "s", "ed", "ing")},
}


class _Rule(NamedTuple):
    """What becomes of an ending: letters to take off and to put on; how long R2 is after it where it was shorter."""

    ending: str
    off: int
    on: str = ""
    short: int = 0


_Rules = dict[str, list[_Rule]]


def _rules(text: str) -> _Rules:
    """Rules by the last two letters, the longest ending first: `ation>ate` puts one ending for another, `less|li` takes
    off what follows the bar; a star is an oddity of nltk's, whose R2 has a letter where it should have none."""
    rules: _Rules = {}
    for said in text.split():
        ending, _, on = said.partition(">")
        kept, _, off = ending.rpartition("|")
        rule = _Rule(kept + off, len(off), on.rstrip("*"), int(on.endswith("*")))
        rules.setdefault(rule.ending[-2:], []).append(rule)
    return rules


_STEP_2 = _rules(
    "ization>ize ational>ate* ful|ness ousness>ous iveness>ive* tion|al biliti>ble less|li ent|li ation>ate* alism>al"
    " aliti>al ousli>ous iviti>ive* ful|li enc|i>e anc|i>e abl|i>e izer>ize ator>ate* alli>al bli>ble og|i li"
)
_STEP_3 = _rules("ational>ate tion|al al|ize icate>ic iciti>ic ative ical>ic ness ful")
_STEP_4 = _rules("ement ance ence able ible ment ant ent ism ate iti ous ive ize ion al er ic")


def stem(word: str) -> str:
    """The stem of a word without apostrophes."""
    word = word.lower()
    if len(word) <= 2:
        return word
    if word in _SPECIAL:
        return _SPECIAL[word]
    if "y" in word:
        word = _mark_consonants(word)
    r1, r2 = _regions(word)
    word, r1, r2 = _without_plural(word, r1, r2)
    word, r1, r2 = _without_past(word, r1, r2)
    if len(word) > 2 and word[-1] in "yY" and word[-2] not in _VOWELS:
        word = f"{word[:-1]}i"
    for rules in (_STEP_2, _STEP_3, _STEP_4):
        for ending, off, on, short in rules.get(word[-2:], ()):
            if word.endswith(ending):
                if r1 >= len(ending) and _applies(rules, word, ending, r2):
                    word = word[:-off] + on
                    r1 += len(on) - off
                    r2 = r2 + len(on) - off if r2 >= off else short
                break
    if (r2 and (word.endswith(("ll", "e")))) or (r1 and word[-1] == "e" and _ends_long(word)):
        word = word[:-1]
    return word.replace("Y", "y")


def _applies(rules: _Rules, word: str, ending: str, r2: int) -> bool:
    """Whether an ending that is in R1 is one to change."""
    before = word[-len(ending) - 1]
    if rules is _STEP_2:
        return before == "l" if ending == "ogi" else before in _BEFORE_LI if ending == "li" else True
    if rules is _STEP_3:
        return ending != "ative" or r2 >= 5
    return r2 >= len(ending) and (ending != "ion" or before in "st")


def _mark_consonants(word: str) -> str:
    """The word, each y at its beginning or after a vowel written large."""
    letters = ["Y" if word[0] == "y" else word[0]]
    for letter in word[1:]:
        letters.append("Y" if letter == "y" and letters[-1] in _VOWELS else letter)
    return "".join(letters)


def _regions(word: str) -> tuple[int, int]:
    """How many letters R1 and R2 have."""
    found = _LONG_PREFIX.match(word) or _VOWEL_CONSONANT.search(word)
    if not found:
        return 0, 0
    second = _VOWEL_CONSONANT.search(word, found.end())
    return len(word) - found.end(), len(word) - second.end() if second else 0


def _without_plural(word: str, r1: int, r2: int) -> tuple[str, int, int]:
    off = 0
    if word.endswith("sses"):
        off = 2
    elif word.endswith(("ied", "ies")):
        off = 2 if len(word) > 4 else 1
    elif word[-1] == "s" and word[-2] not in "us" and _HAS_VOWEL.search(word, 0, len(word) - 2):
        off = 1
    return _cut(word, r1, r2, off) if off else (word, r1, r2)


def _without_past(word: str, r1: int, r2: int) -> tuple[str, int, int]:
    """The word without -ed, -ing, -edly or -ingly."""
    if not word.endswith(_PAST):
        return word, r1, r2
    ending = next(ending for ending in _PAST if word.endswith(ending))
    if ending in ("eed", "eedly"):
        off = len(ending) - 2
        if r1 < len(ending):
            return word, r1, r2
        return word[:-off], r1 - off, r2 - off if r2 >= len(ending) else 0
    if not _HAS_VOWEL.search(word, 0, len(word) - len(ending)):
        return word, r1, r2
    word, r1, r2 = _cut(word, r1, r2, len(ending))
    if word.endswith(("at", "bl", "iz")):
        return f"{word}e", r1 + 1, r2 + 1 if len(word) > 4 or r1 > 1 else r2
    if word[-2:] in _DOUBLE:
        return _cut(word, r1, r2, 1)
    if not r1 and _ends_short(word):
        return f"{word}e", r1, r2 + 1 if r2 else 0
    return word, r1, r2


def _cut(word: str, r1: int, r2: int, off: int) -> tuple[str, int, int]:
    return word[:-off], max(r1 - off, 0), max(r2 - off, 0)


def _ends_short(word: str) -> bool:
    """Whether a word ends as `hop` does, or is as `at`."""
    if len(word) == 2:
        return word[0] in _VOWELS and word[1] not in _VOWELS
    return len(word) > 2 and word[-3] not in _VOWELS and word[-2] in _VOWELS and word[-1] not in "aeiouywxY"


def _ends_long(word: str) -> bool:
    """Whether a word ends in an e that follows no short syllable."""
    return len(word) >= 4 and (word[-2] in "aeiouywxY" or word[-3] not in _VOWELS or word[-4] in _VOWELS)
