"""Is every stem the one that nltk's Snowball stemmer gives?"""

from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nltk.stem.snowball import EnglishStemmer

from faq_bot.search.analysis import Analyzer
from faq_bot.search.stemming import stem

definition = EnglishStemmer().stem

ENDINGS = (
    *"ization ational fulness ousness iveness tional biliti lessli entli ation alism aliti ousli iviti fulli".split(),
    *"enci anci abli izer ator alli bli ogi li alize icate iciti ative ical ness ful ement ance ence able ible".split(),
    *"ment ant ent ism ate iti ous ive ize ion al er ic eedly ingly edly eed ing ed sses ied ies us ss s y e".split(),
)
PIECES = (*ENDINGS, *"gener commun arsen at bl iz tt ll yy Y é ß a b c d e h k l m n o r t u w x y".split())


def english():
    fields = (files("symspellpy") / "frequency_dictionary_en_82_765.txt").read_text("utf-8-sig").split()
    return [word for word in fields[::2] if "'" not in word]


def our_own():
    lists = ("lexicon.txt", "kindred_words.txt", "frame_words.txt", "light_words.txt")
    return sorted({w for name in lists for w in Analyzer().words((files("faq_bot.search") / name).read_text("utf-8"))})


@pytest.mark.parametrize("words", [english, our_own], ids=lambda words: words.__name__)
def test_the_stems_are_nltks(words):
    assert [(word, stem(word)) for word in words()] == [(word, definition(word)) for word in words()]


@given(st.lists(st.sampled_from(PIECES), max_size=6).map("".join))
def test_the_stems_of_what_is_made_of_endings_are_nltks(word):
    assert stem(word) == definition(word)


@given(st.text(max_size=12).flatmap(lambda text: st.sampled_from(ENDINGS).map(lambda ending: text + ending)))
def test_the_stems_of_any_words_are_nltks(text):
    for word in Analyzer().words(text):
        assert stem(word) == definition(word)
