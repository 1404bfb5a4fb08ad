"""Is a question read as the person meant it?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faq_bot.content.synonyms import Group
from faq_bot.search.analysis import FUNCTION_WORDS, QUESTION_WORDS, Analyzer
from faq_bot.search.query import SCENE, QueryReader
from faq_bot.search.spelling import Speller
from faq_bot.search.synonyms import Thesaurus

analyzer = Analyzer()
GROUPS = [Group(("lower back", "lumbar", "small of the back")), Group(("abdomen", "tummy"), ("middle",))]
VOCABULARY = "swedish massage lower back shoulder pain abdomen swelling kneading ice sciatica knee hurts".split()
reader = QueryReader(
    analyzer,
    Speller(VOCABULARY, FUNCTION_WORDS | QUESTION_WORDS | {"tummy", "lumbar"}),
    Thesaurus(GROUPS, analyzer.telling_terms),
)


def written(words):
    return " ".join(word.written for word in words)


@pytest.mark.parametrize(
    ("question", "telling"),
    [
        pytest.param("What does Swedish massage do for the knee?", "swedish massage knee", id="plain"),
        pytest.param("massage", "massage", id="one-word"),
        pytest.param("the of and to a", "", id="only-function-words"),
        pytest.param("what how when", "", id="only-question-words"),
        pytest.param("?!", "", id="only-marks"),
        pytest.param("ice, ice and more ICE", "ice more", id="each-word-once"),
        pytest.param("ice for the knee or massage and ice", "ice knee massage", id="in-the-questions-order"),
        pytest.param("massages massage", "massages", id="each-stem-once"),
    ],
)
def test_what_a_question_is_about(question, telling):
    assert written(reader.read(question).telling) == telling


@pytest.mark.parametrize(
    ("question", "read_as", "corrections"),
    [
        pytest.param("sweedish massage", "swedish massage", {"sweedish": "swedish"}, id="one"),
        pytest.param("Sweedish MASAGE", "swedish massage", {"sweedish": "swedish", "masage": "massage"}, id="capitals"),
        pytest.param("lowerback pain", "lower back pain", {"lowerback": "lower back"}, id="two-words-of-one"),
        pytest.param("swedish massage", "swedish massage", {}, id="none"),
        pytest.param("tummy pain", "tummy pain", {}, id="a-word-of-the-lexicon"),
        pytest.param("zzzzqqqq", "zzzzqqqq", {}, id="near-nothing"),
    ],
)
def test_corrections_are_told(question, read_as, corrections):
    query = reader.read(question)
    assert (written(query.telling), dict(query.corrections)) == (read_as, corrections)
    assert query.text == question


def test_an_earlier_question_is_mended_and_told_too():
    query = reader.read("and the knee?", "does sweedish massage help")
    assert dict(query.corrections) == {"sweedish": "swedish"}


@pytest.mark.parametrize(
    ("question", "concepts"),
    [
        pytest.param("tummy", {"tummy": ("=abdomen",)}, id="word"),
        pytest.param("middle", {"middle": ("=abdomen",)}, id="only-asked"),
        pytest.param("lower back", {"lower": ("=lower back",), "back": ("=lower back",)}, id="phrase"),
        pytest.param("back", {"back": ()}, id="part-of-a-phrase"),
        pytest.param("small of my back", {"small": ("=lower back",), "back": ("=lower back",)}, id="words-between"),
        pytest.param("lowerback", {"lower": ("=lower back",), "back": ("=lower back",)}, id="mended-before"),
    ],
)
def test_words_stand_for_concepts(question, concepts):
    assert {word.written: word.concepts for word in reader.read(question).telling} == concepts


@pytest.mark.parametrize(
    ("question", "asked", "scene"),
    [
        pytest.param("does ice help the knee?", "ice help knee", "", id="one-sentence"),
        pytest.param("My knee hurts. Does ice help?", "ice help", "knee hurts", id="scene-before"),
        pytest.param("Does ice help? My knee hurts.", "ice help", "knee hurts", id="scene-behind"),
        pytest.param("Does ice help\nmy knee hurts", "ice help", "knee hurts", id="lines"),
        pytest.param("Does ice help? Is massage better?", "ice help massage better", "", id="two-questions"),
        pytest.param("knee pain. swelling.", "knee pain swelling", "", id="nothing-asks"),
        pytest.param("My knee hurts", "knee hurts", "", id="a-statement"),
        pytest.param(
            "I fell off a ladder last summer and ever since then my shoulder aches at night, can massage help?",
            "massage help",
            "fell off ladder last summer ever since shoulder aches night",
            id="one-long-sentence",
        ),
        pytest.param("My knee hurts, can ice help?", "knee hurts ice help", "", id="a-short-sentence-is-left-whole"),
        pytest.param("ice. Does ice help?", "ice help", "", id="asked-before-scene"),
    ],
)
def test_what_sets_the_scene_counts_less(question, asked, scene):
    words = reader.read(question).telling
    assert written(word for word in words if word.share == 1) == asked
    assert written(word for word in words if word.share == SCENE) == scene


def test_the_question_before_sets_the_scene():
    words = reader.read("and the knee?", "Does Swedish massage help?").telling
    assert [(word.written, word.share) for word in words] == [
        ("knee", 1),
        ("swedish", SCENE),
        ("massage", SCENE),
        ("help", SCENE),
    ]


@given(st.text(max_size=200) | st.text("what is. a? so, because knee!\n'", max_size=300))
def test_no_word_is_lost_and_none_is_said_twice(text):
    query = QueryReader(analyzer, Speller(analyzer.words(text)), Thesaurus([], analyzer.terms)).read(text)
    assert [word.written for part in query.parts for word in part] == analyzer.words(text)
    assert sorted(word.term for word in query.words) == sorted(set(analyzer.terms(text)))
    assert {word.share for word in query.words} <= {1.0, SCENE}


@given(st.text(max_size=60), st.text(max_size=60))
def test_the_same_question_is_always_read_the_same(question, earlier):
    assert reader.read(question, earlier) == reader.read(question, earlier)
