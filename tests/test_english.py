"""Is the dictionary read as it is written?"""

import math
from importlib.resources import files

import pytest

from faq_bot.search.english import RAREST, is_english, words_of, zipf

FIELDS = (files("symspellpy") / "frequency_dictionary_en_82_765.txt").read_text("utf-8-sig").split()
COUNTS = dict(zip(FIELDS[::2], map(int, FIELDS[1::2]), strict=True))
SOME = [*list(COUNTS)[:50], *list(COUNTS)[::997], list(COUNTS)[-1]]


@pytest.mark.parametrize("word", SOME)
def test_how_common_a_word_is(word):
    assert is_english(word)
    assert math.isclose(10 ** zipf(word), COUNTS[word] / 1_024_908_267_229 * 1e9)


@pytest.mark.parametrize("word", ["zqzq", "", " ", "\n", "the of", "the\n", "23135851162", "naïve", "a.*"])
def test_what_is_no_word(word):
    assert not is_english(word)
    assert zipf(word) == RAREST


@pytest.mark.parametrize(("letter", "length"), [("k", 5), ("a", 1), ("x", 4), ("q", 12), ("t", 30)])
def test_the_words_of_a_letter_and_a_length(letter, length):
    assert words_of(letter, length) == tuple(w for w in COUNTS if w.startswith(letter) and len(w) == length)
