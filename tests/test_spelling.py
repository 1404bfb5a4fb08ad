"""Is a misspelt word mended, and every other left alone?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from faq_bot.search.spelling import Speller
from faq_bot.search.stored import Shelf

VOCABULARY = (
    "massage swedish shoulder knead kneading pressure back acupuncture physiotherapist heat ice hyaluronan zygote "
    "neuromuscular lower pain ankle fluoxetine simvastatin hypoglycaemia"
).split()
ALSO_KNOWN = ["tummy", "sij", "how", "should", "didnt"]


@pytest.fixture(scope="module", params=["built", "saved"])
def speller(request, tmp_path_factory):
    built = Speller(VOCABULARY, lambda: ALSO_KNOWN)
    if request.param == "built":
        return built
    folder = tmp_path_factory.mktemp("saved")
    with Shelf.making(folder) as shelf:
        built.save(shelf.part("speller"))
    return Speller.open(Shelf.opening(folder).part("speller"))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        pytest.param("masage", "massage", id="letter-left-out"),
        pytest.param("masssage", "massage", id="letter-twice"),
        pytest.param("massgae", "massage", id="neighbours-swapped"),
        pytest.param("mussage", "massage", id="another-letter"),
        pytest.param("sweedish", "swedish", id="letter-too-many"),
        pytest.param("anckle", "ankle", id="one-edit-of-six-letters"),
        pytest.param("sholdar", "shoulder", id="two-edits-of-seven-letters"),
        pytest.param("physiotherepest", "physiotherapist", id="two-edits-of-a-long-word"),
        pytest.param("fysiotherapist", "physiotherapist", id="first-letter-wrong"),
        pytest.param("neromusculer", "neuromuscular", id="three-edits-of-eleven-letters"),
        pytest.param("hialuronan", "hyaluronan", id="word-that-only-the-corpus-has"),
        pytest.param("bak", "back", id="three-letters-one-lacking"),
        pytest.param("lowerback", "lower back", id="two-words-run-together"),
        pytest.param("insurence", "insurance", id="english-that-the-corpus-lacks"),
        pytest.param("shouldr", "shoulder", id="near-a-word-that-only-frames"),
        pytest.param("howpressure", "how pressure", id="a-known-word-run-together-with-the-corpus's"),
        pytest.param("fluoxetne", "fluoxetine", id="a-medicine-by-one-edit"),
        pytest.param("ankle2", "ankle 2", id="number-run-together-with-a-word"),
        pytest.param("10massage", "10 massage", id="word-run-together-with-a-number"),
    ],
)
def test_a_word_that_nobody_writes_is_mended(speller, typed, meant):
    assert speller.mend(typed) == meant


@pytest.mark.parametrize(
    "word",
    [
        pytest.param("massage", id="of-the-corpus"),
        pytest.param("tummy", id="of-the-lexicon"),
        pytest.param("message", id="english-and-near-one-of-the-corpus"),
        pytest.param("heart", id="english-and-one-letter-off"),
        pytest.param("mice", id="english-and-short"),
        pytest.param("sciatica", id="english-and-clinical"),
        pytest.param("xq", id="too-short"),
        pytest.param("zzz", id="three-letters-and-nothing-near"),
        pytest.param("icw", id="three-letters-and-one-of-them-wrong"),
        pytest.param("qwertyuiop", id="near-nothing"),
        pytest.param("zxcvbnmasd" * 50, id="endless"),
        pytest.param("l4l5", id="with-digits"),
        pytest.param("duloxetine", id="a-medicine-two-edits-from-another"),
        pytest.param("pravastatin", id="a-medicine-of-one-family-with-another"),
        pytest.param("hypocalcaemia", id="an-illness-three-edits-from-another"),
        pytest.param("bitcoin", id="english-two-edits-away"),
        pytest.param("didnt", id="an-apostrophe-left-out"),
        pytest.param("qxv19", id="strange-letters-with-digits"),
        pytest.param("2026", id="number"),
        pytest.param("монголия", id="another-script"),
        pytest.param("按摩", id="no-letters-to-count"),
        pytest.param("", id="nothing"),
    ],
)
def test_a_word_that_is_known_or_near_nothing_is_left_alone(speller, word):
    assert speller.mend(word) == word


def test_a_word_of_the_corpus_is_meant_before_english_as_near():
    assert Speller(["zygote"]).mend("zygotte") == "zygote"
    assert Speller(["vessels"]).mend("vesels") == "vessels"
    assert Speller([]).mend("vesels") != "vesels"


@given(word=st.sampled_from(VOCABULARY))
def test_a_word_of_the_corpus_is_never_touched(speller, word):
    assert speller.knows(word)
    assert speller.mend(word) == word


@given(word=st.sampled_from(VOCABULARY), data=st.data())
def test_what_is_mended_is_known_and_near(speller, word, data):
    at = data.draw(st.integers(0, len(word) - 1))
    letters = data.draw(st.text("abcdefghijklmnopqrstuvwxyz", max_size=2))
    typed = word[:at] + letters + word[at + data.draw(st.integers(0, 2)) :]
    meant = speller.mend(typed)
    assert speller.mend(meant) == meant or " " in meant
    if meant != typed:
        assert not speller.knows(typed)
        assert all(map(speller.knows, meant.split()))
        allowed = 1 if len(typed) < 7 else 2 if len(typed) < 11 else 3
        assert meant.replace(" ", "") == typed or OSA.distance(typed, meant) <= allowed


@given(word=st.text(max_size=40))
def test_any_word_is_read(speller, word):
    assert isinstance(speller.mend(word), str)


def test_the_order_of_the_vocabulary_is_all_the_same():
    typed = ["masage", "hial", "shouldr", "presure", "anckle", "bak", "lowerback"]
    assert list(map(Speller(VOCABULARY[::-1]).mend, typed)) == list(map(Speller(VOCABULARY).mend, typed))


def test_what_is_known_besides_is_asked_for_when_a_word_is_strange():
    asked = []
    speller = Speller(VOCABULARY, lambda: asked.append("tummy") or asked)
    assert speller.mend("massage") == "massage"
    assert speller.mend("insurance") == "insurance"
    assert asked == []
    assert speller.mend("tummy") == "tummy"


def test_without_a_vocabulary():
    assert Speller([]).mend("massage") == "massage"
    assert Speller([]).mend("qqqqqq") == "qqqqqq"
