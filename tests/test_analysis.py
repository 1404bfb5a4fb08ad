"""Do words that mean the same give the same terms?"""

import subprocess
import sys
import unicodedata

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from nltk.tokenize import RegexpTokenizer

from faq_bot.search.analysis import Analyzer

terms = Analyzer().terms
telling = Analyzer().telling_terms


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("massage", "MASSAGES", id="plural-and-case"),
        pytest.param("treating treated", "treats treat", id="endings"),
        pytest.param("therapist’s", "therapist's", id="apostrophes"),
        pytest.param("the therapist’s hands", "the therapist hands", id="possessive"),
        pytest.param("doesn’t hurt", "doesn't hurt", id="contractions"),
        pytest.param("I can't, won't, didn't", "I can not will not did not", id="not"),
        pytest.param("I'm we've they'll she'd you're it's", "I we they she you it", id="endings-of-pronouns"),
        pytest.param("lower-back", "lower back", id="hyphen"),
        pytest.param("heat/cold,ice", "heat cold ice", id="marks-between"),
        pytest.param("ｍａｓｓａｇｅ ﬁve", "massage five", id="compatibility-forms"),
        pytest.param("cafe\u0301", "café", id="composed"),
        pytest.param("STRASSE", "straße", id="case-folded"),
        pytest.param("heat_pack", "heat pack", id="underscore"),
        pytest.param("  heat\t\n pack\u00a0", "heat pack", id="spaces"),
        pytest.param("<b>heat</b>", "b heat b", id="tags-are-words"),
    ],
)
def test_the_same_terms(one, other):
    assert terms(one) == terms(other) != []


@pytest.mark.parametrize(
    ("one", "other"),
    [("heat", "cold"), ("9", "19"), ("back", "neck"), ("what", "where"), ("hip", "ship")],
)
def test_not_the_same_terms(one, other):
    assert terms(one) != terms(other)


@pytest.mark.parametrize(
    "text",
    ["", "   ", "?!.,;:", "🙂👍🏽", "\u200b", "___", "’'"],
    ids=["empty", "blank", "punctuation", "emoji", "zero-width", "underscores", "apostrophes"],
)
def test_no_terms(text):
    assert terms(text) == telling(text) == []


@pytest.mark.parametrize(
    ("text", "without_function_words"),
    [
        pytest.param("the of and to a", "", id="nothing-else"),
        pytest.param("What does a heat pack do for the shoulder?", "what heat pack shoulder", id="question-words-stay"),
        pytest.param("I can't bend it", "not bend", id="not-stays"),
        pytest.param("Does it HELP with the Pain", "help pain", id="in-capitals"),
        pytest.param("the therapist’s and our hands", "therapist hands", id="possessives"),
    ],
)
def test_telling_terms_are_those_without_function_words(text, without_function_words):
    assert telling(text) == terms(without_function_words)
    assert len(terms(text)) > len(telling(text))


@pytest.mark.parametrize("word", "what which who whose when where why how not no".split())
def test_words_that_tell_questions_apart_stay(word):
    assert len(terms(f"{word} massage")) == len(telling(f"{word} massage")) == 2


def test_order_and_number_are_kept():
    assert terms("massage and heat, then massage") == ["massag", "and", "heat", "then", "massag"]
    assert telling("massage and heat, then massage") == ["massag", "heat", "massag"]
    assert len(terms("a 2.5 kg pack at 17:30")) >= 5


@given(st.text(max_size=200))
def test_any_text_has_terms_and_none_is_empty(text):
    assert all(terms(text))
    assert list(map(Analyzer().term, Analyzer().words(text))) == terms(text)
    every = iter(terms(text))
    assert all(term in every for term in telling(text))  # some of them, in order


cut_by_nltk = RegexpTokenizer(r"[^\W_]+").tokenize


@given(st.text(max_size=200).map(lambda text: text.replace("'", "").replace("’", "")))
def test_words_are_cut_out_as_nltk_does_it(text):
    folded = unicodedata.normalize("NFKC", text).casefold()
    assume(not {"'", "’"} & set(folded))
    assert Analyzer().words(text) == cut_by_nltk(folded)


def test_every_letter_is_one_where_nltk_takes_it_for_one():
    letters = [chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000 and chr(code) not in "'’"]
    folded = [unicodedata.normalize("NFKC", letter).casefold() for letter in letters]
    apart = " ".join(text for text in folded if "'" not in text)
    assert Analyzer().words(apart) == cut_by_nltk(apart)
    few = [text for text in folded if text < "\u2c00"]  # among which are all that `re` cuts
    assert list(map(Analyzer().words, few)) == list(map(cut_by_nltk, few))


@pytest.mark.parametrize("text", ["मालिश", "การนวด", "مَسَّاج"], ids=["Hindi", "Thai", "Arabic"])
def test_marks_on_letters_part_no_word(text):
    assert len(Analyzer().words(text)) == 1


def test_nothing_is_downloaded(tmp_path):
    code = "from faq_bot.search.analysis import Analyzer; print(Analyzer().terms('Massages help'))"
    ended = subprocess.run(
        [sys.executable, "-c", code],
        env={"HOME": str(tmp_path), "NLTK_DATA": str(tmp_path), "http_proxy": "http://127.0.0.1:9", "PATH": ""},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert ended.stdout.strip() == "['massag', 'help']"
    assert list(tmp_path.iterdir()) == []
