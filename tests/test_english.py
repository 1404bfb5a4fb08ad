"""Is the dictionary read as it is written?"""

import math
from importlib.resources import files
from itertools import count, repeat

import pytest

from faq_bot.search import english
from faq_bot.search.english import RAREST, is_english, prepare, words_of, zipf

FIELDS = (files("symspellpy") / "frequency_dictionary_en_82_765.txt").read_text("utf-8-sig").split()
COUNTS = dict(zip(FIELDS[::2], map(int, FIELDS[1::2]), strict=True))
SOME = [*list(COUNTS)[:50], *list(COUNTS)[::997], list(COUNTS)[-1]]


@pytest.fixture(autouse=True, params=["looked-up-in-the-text", "prepared"])
def way(request, monkeypatch):
    """Every test is of both ways to read it: a word at a time, and all at once."""
    for remembers in (english._counts, english._by_beginning, english._count):
        remembers.cache_clear()
    monkeypatch.setattr(english, "_looked_up", repeat(0))
    if request.param == "prepared":
        prepare()


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
    assert list(words_of(letter, length)) == [w for w in COUNTS if w.startswith(letter) and len(w) == length]


def test_after_a_dozen_words_all_are_read(monkeypatch):
    monkeypatch.setattr(english, "_looked_up", count())
    for word in SOME[:20]:
        is_english(word)
    assert english._is_prepared()
