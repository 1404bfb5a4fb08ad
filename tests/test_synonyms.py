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


def listed(name):
    text = (files("faq_bot.search") / name).read_text("utf-8")
    return " ".join(line for line in text.splitlines() if not line.startswith("#")).split()


@pytest.mark.parametrize("name", ["frame_words.txt", "light_words.txt"])
def test_words_that_say_little_are_plain_words_and_each_stands_once(name):
    words = listed(name)
    assert len(words) > 100
    assert [word for word in words if not re.fullmatch(r"[a-z0-9]+", word)] == []
    assert [word for word, times in Counter(words).items() if times > 1] == []


def test_no_frame_word_is_one_of_the_body():
    words = set(analyzer.terms(" ".join(listed("frame_words.txt"))))
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


# What the lexicon must hold the same, and what it must keep apart: an answer is quoted on its strength

LEXICON_THESAURUS = Thesaurus(built_in_groups(), analyzer.telling_terms)

ALLOWED_SINGLE_TERMS = {"log in"}
"""Phrases that come down to one telling term which can hardly mean anything else."""


def same(asked, said):
    """Is what a question says met, as a whole, by what a passage says, on the lexicon's strength?"""

    def concepts(text, asking):
        terms = analyzer.telling_terms(text)
        mentions = LEXICON_THESAURUS.mentions(terms, asking=asking)
        return {mention.concept for mention in mentions if (mention.start, mention.end) == (0, len(terms))}

    return not concepts(asked, asking=True).isdisjoint(concepts(said, asking=False))


def test_no_phrase_of_the_lexicon_comes_down_to_one_word():
    phrases = {member for group in built_in_groups() for member in (*group.same, *group.asked) if " " in member}
    assert {member for member in phrases if len(analyzer.telling_terms(member)) == 1} == ALLOWED_SINGLE_TERMS


APART = """
tramadol, morphine
ibuprofen, paracetamol
ibuprofen, aspirin
warfarin, apixaban
atorvastatin, simvastatin
ramipril, amlodipine
propranolol, bisoprolol
omeprazole, lansoprazole
methotrexate, biologic
diazepam, muscle relaxant
insulin, metformin
gabapentin, nerve pain
sertraline, citalopram
bronchitis, pneumonia
bronchitis, copd
hepatitis a, hepatitis b
hep b, hep c
hepatic, hepatitis
crohn's, ulcerative colitis
stroke, stroking
stroke, tia
stroke, effleurage
stye, sti
sty, chalazion
mother, pregnancy
mum, pregnant
dressing, dress
dressing, bandage
safe, unsafe
safe, risk
safe, dangerous
high blood pressure, low blood pressure
prostate, enlarged prostate
hiatus hernia, gord
skin abscess, tooth abscess
tetanus, locked jaw
spondylosis, spondylitis
blood clot, brain
cancer, tumour
tumour, malignant
benign, malignant
dementia, forgetful
epilepsy, seizure
fainting, seizure
unconscious, faint
fit, appointment
edge, anxiety
well, wellness
mind, meditation
labouring, childbirth
shipping, childbirth
tearful, torn
stocking, restock
in stock, stockings
trainers, personal trainer
train, qualified
tense, ten
mobile, range of motion
jab, cortisone
immune, vaccine
several, serious
spots, bleeding between periods
shorts, short
fasting, fast
vegan, vegetarian
food allergy, food intolerance
heatstroke, heat exhaustion
dry needling, acupuncture
osteopath, chiropractor
psychologist, psychiatrist
pacemaker, defibrillator
hearing aid, cochlear implant
bath, shower
prevent, avoid
spinal anaesthetic, epidural
wean, solids
sedation, sleeping tablets
drooping face, facial palsy
capsulitis, tablet
irritated, snappy
intolerance, unbearable
quite, give up
radiation, heater
secretion, confidential
care, caution
separate, divorce
fluid retention, drainage
""".strip().splitlines()

TOGETHER = """
tummy, abdomen
belly, stomach
lumbar, lower back
womb, uterus
kneecap, patella
collarbone, clavicle
shoulder blade, scapula
tailbone, coccyx
physio, physiotherapy
physiotherapist, physiotherapy
gp, doctor
chiropodist, podiatry
dentist, dental
paracetamol, acetaminophen
ventolin, salbutamol
diazepam, valium
clotrimazole, canesten
viagra, sildenafil
ibuprofen, painkiller
tramadol, opioid
simvastatin, statin
penicillin, antibiotic
hypertension, high blood pressure
deep vein thrombosis, dvt
flu, influenza
chickenpox, varicella
shingles, herpes zoster
piles, haemorrhoids
slipped disc, herniated disc
trapped nerve, pinched nerve
frozen shoulder, adhesive capsulitis
tennis elbow, lateral epicondylitis
broken bone, fracture
bruise, contusion
swollen, oedema
backache, bad back
heart attack, myocardial infarction
pregnant, pregnancy
c section, caesarean
birth control, contraception
fever, high temperature
throw up, vomit
pee, urine
diarrhoea, loose stools
itch, itchy
price, cost
refund, money back
appointment, booking
reschedule, rearrange
""".strip().splitlines()


def test_the_tables_are_long_enough():
    assert min(len(APART), len(TOGETHER)) >= 40


@pytest.mark.parametrize("pair", APART)
def test_kept_apart(pair):
    one, other = pair.split(", ")
    assert not same(one, other)
    assert not same(other, one)


@pytest.mark.parametrize("pair", TOGETHER)
def test_held_the_same(pair):
    one, other = pair.split(", ")
    assert same(one, other)
