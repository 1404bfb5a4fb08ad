"""Which words does an invented article have?

Real English ones, the common ones as much more common as Zipf's law says, in sentences that hang together by real
function words; and names that no dictionary has, as illnesses have. The same for everybody: nothing is downloaded (the
words are those of symspellpy's dictionary), and chance is seeded.
"""

import random
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from itertools import accumulate

from faq_bot.search.analysis import FUNCTION_WORDS, QUESTION_WORDS

SENTENCES = (
    ("{} of {} may be {} or {}, and {} can make it worse.", "wtwgg"),
    ("People with {} often have {} and {}, which may last for {} weeks.", "twwg"),
    ("It is not known why {} affects the {} of some people and not of others.", "tw"),
    ("Your doctor will ask about your {} and may look at the {} for signs of {}.", "gww"),
    ("In most cases the {} gets better when the {} is {} with {}.", "wwgg"),
    ("There is no {} that helps everyone, but {} and {} are used for {}.", "ggwt"),
    ("If you have {}, you should not {} until the {} has been {}.", "wgwg"),
    ("The {} {} is between {} and {}, and it can be {} by {}.", "gwggwg"),
    ("About one in ten people who have {} will also have {} in the {}.", "tgw"),
    ("Talk to someone you trust when {} or {} do not go away after a {}.", "wwg"),
    ("{} is thought to change the {} of the {} and of the {} around it.", "twgg"),
    ("Some of the {} that are given for {} can cause {}, {} or {}.", "gtwwg"),
    ("A {} of the {} shows how far the {} has spread, and whether {} is needed.", "gwwg"),
    ("Children may have more {} than adults, and their {} is often {}.", "wgg"),
    ("Other names for it are {} {} and {} {}.", "gwgw"),
    ("After the {}, rest for a few days, drink enough, and keep the {} {}.", "gwg"),
)
"""Sentences, and what stands in each of their gaps: the `t`opic, one of its own `w`ords, or any word in `g`eneral."""

_STARTS = "bar cor del fen gal hor jas kel lom mar nel orl pas quin ros sal tor ulm ver wes zel".split()
_MIDDLES = "a e i o u an en in on ar er al el il om".split()
_ENDS = "bach dorf ell feld gan holm kin low mann ner quist rey sen sky son stein ten vic well wick".split()
_KINDS = "syndrome disease deficiency infection tumour anaemia fever dystrophy allergy fracture strain palsy".split()
_TOO_GENERAL, _MOST_GENERAL = 150, 30_000


def name_of(topic: int) -> str:
    """The name of a topic, by its number; no two of a few million are the same."""
    there_are = len(_STARTS) ** 2 * len(_MIDDLES) * len(_ENDS)
    rounds, place = divmod(topic, there_are)
    rest, parts = place * 7_919 % there_are, []  # a prime, so that neighbours have little in common
    for syllables in (_STARTS, _MIDDLES, _STARTS, _ENDS):
        rest, at = divmod(rest, len(syllables))
        parts.append(syllables[at])
    return f"{''.join(parts).capitalize()} {_KINDS[(topic + rounds) % len(_KINDS)]}"


@cache
def general_words() -> tuple[str, ...]:
    """Words that say something, the most common first."""
    rows = (files("symspellpy") / "frequency_dictionary_en_82_765.txt").read_text("utf-8-sig").splitlines()
    words = (row.split()[0] for row in rows)
    telling = [w for w in words if len(w) > 2 and w.isalpha() and w not in FUNCTION_WORDS | QUESTION_WORDS]
    return tuple(telling[_TOO_GENERAL:][:_MOST_GENERAL])


@cache
def _shares() -> tuple[float, ...]:
    """How much more is said up to each word, by Zipf's law as Mandelbrot mended it."""
    return tuple(accumulate(1 / (rank + 20) for rank in range(len(general_words()))))


def endless_words(chance: random.Random) -> Iterator[str]:
    """Words as often as English has them, without end."""
    while True:
        yield from chance.choices(general_words(), cum_weights=_shares(), k=4096)


def misspelt(word: str, chance: random.Random) -> str:
    """The word with two neighbouring letters changed about, or one left out."""
    at = chance.randrange(1, max(2, len(word) - 1))
    if chance.random() < 0.5:
        return word[:at] + word[at + 1 :]
    return word[:at] + word[at + 1 : at + 2] + word[at : at + 1] + word[at + 2 :]
