"""Do words that say the same meet, and is every file of such words well formed?"""

import re
from collections import Counter
from importlib.resources import files

import pytest

from faq_bot.content.readers import Source
from faq_bot.content.synonyms import Group, read_synonyms
from faq_bot.errors import CorpusError
from faq_bot.search.analysis import FUNCTION_WORDS, QUESTION_WORDS, Analyzer
from faq_bot.search.synonyms import Mention, Thesaurus, built_in_groups

analyzer = Analyzer()


def groups_of(text):
    return read_synonyms(Source("_synonyms.txt", text.encode()))


def mentioned(text, *groups, asking=False):
    """The words of a text that stand for a concept, and which."""
    terms = analyzer.telling_terms(text)
    found = Thesaurus(groups, analyzer.telling_terms).mentions(terms, asking=asking)
    return [(" ".join(terms[mention.start : mention.end]), mention.concept) for mention in found]


@pytest.mark.parametrize(
    ("text", "groups"),
    [
        pytest.param("tummy, abdomen", [Group(("tummy", "abdomen"))], id="the-same"),
        pytest.param("physio => physiotherapy", [Group(("physiotherapy",), ("physio",))], id="one-way"),
        pytest.param("a, b => c, d", [Group(("c", "d"), ("a", "b"))], id="several-each-way"),
        pytest.param("small back , lower  back", [Group(("small back", "lower back"))], id="phrases"),
        pytest.param("a, b # why", [Group(("a", "b"))], id="comment-behind"),
        pytest.param("# a, b\n\n  \na,b\n", [Group(("a", "b"))], id="comment-and-blank-lines"),
        pytest.param("a,,b,", [Group(("a", "b"))], id="empty-members"),
        pytest.param("\ufeffa, b\r\nc, d\r\n", [Group(("a", "b")), Group(("c", "d"))], id="as-windows-saves-it"),
        pytest.param("a\u200b, b\u00a0c", [Group(("a", "b c"))], id="hidden-characters"),
        pytest.param("", [], id="empty"),
        pytest.param("# nothing yet", [], id="only-a-comment"),
    ],
)
def test_a_file_of_synonyms(text, groups):
    assert list(groups_of(text)) == groups


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        pytest.param("tummy", ["line 1: says of nothing "], id="one-word"),
        pytest.param("tummy, tummy", ["line 1: says of nothing "], id="one-word-twice"),
        pytest.param("tummy,", ["line 1: says of nothing "], id="one-word-and-a-comma"),
        pytest.param("tummy =>", ["line 1: says of nothing "], id="nothing-after-the-arrow"),
        pytest.param("=> tummy", ["line 1: says of nothing "], id="nothing-before-the-arrow"),
        pytest.param("=>", ["line 1: says of nothing "], id="only-an-arrow"),
        pytest.param(",", ["line 1: says of nothing "], id="only-a-comma"),
        pytest.param("a => b => c", ["line 1: has more than one =>; "], id="two-arrows"),
        pytest.param("a, b\n\n# c\nd\n=> e\n", ["line 4: ", "line 5: "], id="every-line-is-named"),
    ],
)
def test_a_line_that_says_nothing_is_named(text, faults):
    with pytest.raises(CorpusError) as caught:
        groups_of(text)
    assert len(caught.value.faults) == len(faults)
    for told, fault in zip(map(str, caught.value.faults), faults, strict=True):
        assert told.startswith(f"_synonyms.txt, {fault}")
        assert told.split("; ")[1].startswith("write a")


BACK = Group(("lower back", "lumbar", "small of the back"))
PHYSIO = Group(("physiotherapy",), ("physio", "rehab exercise"))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("my lower back hurts", [("lower back", "=lower back")], id="phrase"),
        pytest.param("LUMBAR pain", [("lumbar", "=lower back")], id="word-in-capitals"),
        pytest.param("the small of my back", [("small back", "=lower back")], id="function-words-passed-over"),
        pytest.param("my lower backs", [("lower back", "=lower back")], id="by-stem"),
        pytest.param("lower the back", [("lower back", "=lower back")], id="function-word-between"),
        pytest.param("my back is lower", [], id="other-order"),
        pytest.param("back", [], id="part-of-a-phrase"),
        pytest.param("", [], id="nothing"),
        pytest.param("lumbar or lower back", [("lumbar", "=lower back"), ("lower back", "=lower back")], id="twice"),
    ],
)
def test_a_concept_is_found_in_a_text(text, found):
    assert mentioned(text, BACK) == found
    assert mentioned(text, BACK, asking=True) == found


def test_one_way_means_one_way():
    assert mentioned("physio", PHYSIO) == []
    assert mentioned("physio", PHYSIO, asking=True) == [("physio", "=physiotherapy")]
    assert mentioned("some rehab exercises", PHYSIO, asking=True) == [("rehab exercis", "=physiotherapy")]
    for asking in (True, False):
        assert mentioned("physiotherapy", PHYSIO, asking=asking) == [("physiotherapi", "=physiotherapy")]


def test_a_phrase_within_a_phrase_is_found_too():
    found = mentioned("lower back pain", BACK, Group(("lower back pain", "lumbago")))
    assert found == [("lower back", "=lower back"), ("lower back pain", "=lower back pain")]


def test_a_concept_has_the_place_of_its_words():
    thesaurus = Thesaurus([BACK], analyzer.telling_terms)
    assert list(thesaurus.mentions(["pain", "lower", "back", "pain"])) == [Mention(1, 3, "=lower back")]


def test_without_groups_and_with_a_group_of_mere_function_words():
    assert mentioned("lower back") == []
    assert mentioned("to be or not", Group(("to be", "or"))) == []


# The word files, kept well formed

LEXICON = (files("faq_bot.search") / "lexicon.txt").read_text("utf-8")
LINES = [line for line in LEXICON.splitlines() if line and not line.startswith("#")]


def test_the_lexicon_is_in_the_clinics_own_format():
    assert groups_of(LEXICON) == built_in_groups()
    assert len(built_in_groups()) == len(LINES) > 100


def test_every_line_of_the_lexicon():
    for group in built_in_groups():
        members = (*group.same, *group.asked)
        assert len(set(members)) == len(members), group
        for member in members:
            assert re.fullmatch(r"[a-z0-9'-]+( [a-z0-9'-]+)*", member), member
            assert 1 <= len(analyzer.telling_terms(member)) <= 4, member  # of function words alone, it would be lost


def test_no_line_of_the_lexicon_stands_twice():
    assert [line for line, times in Counter(LINES).items() if times > 1] == []


FRAME = (files("faq_bot.search") / "frame_words.txt").read_text("utf-8")
FRAME_LINES = [line for line in FRAME.splitlines() if line and not line.startswith("#")]


def test_frame_words_are_plain_words_and_each_stands_once():
    words = " ".join(FRAME_LINES).split()
    assert len(words) > 100
    assert [word for word in words if not re.fullmatch(r"[a-z0-9]+", word)] == []
    assert [word for word, times in Counter(words).items() if times > 1] == []


def test_no_frame_word_is_one_of_the_body():
    words = set(analyzer.terms(" ".join(FRAME_LINES)))
    telling = "back neck knee pain massage swelling heat ice cost price parking appointment needle severe safe pregnant"
    assert words.isdisjoint(analyzer.terms(telling))


KINDRED = (files("faq_bot.search") / "kindred_words.txt").read_text("utf-8")
KINDRED_LINES = [line for line in KINDRED.splitlines() if line and not line.startswith("#")]


def test_every_line_of_kindred_words():
    assert len(KINDRED_LINES) > 100
    for line in KINDRED_LINES:
        words = line.split(", ")
        assert 2 <= len(words) <= 12, line
        assert [word for word in words if not re.fullmatch(r"[a-z0-9]+", word)] == []
        assert len(set(words)) == len(words), line
        assert len(set(map(analyzer.term, words))) > 1, line  # of one stem, they were one already


def test_no_line_of_kindred_words_stands_twice_and_no_word_too_often():
    assert [line for line, times in Counter(KINDRED_LINES).items() if times > 1] == []
    words = Counter(word for line in KINDRED_LINES for word in line.split(", "))
    assert {word: times for word, times in words.items() if times > 6} == {}


def test_function_and_question_words_are_folded_and_apart():
    assert FUNCTION_WORDS.isdisjoint(QUESTION_WORDS)
    for word in FUNCTION_WORDS | QUESTION_WORDS:
        assert analyzer.words(word) == [word]
