"""What is said to a visitor: the passage, a choice, or an honest no?"""

import datetime
import re

import pytest

from faq_bot.answering.answer import SUGGESTIONS, SURE, Outcome, offer, refusal
from faq_bot.bot import FaqBot
from faq_bot.content.clinic import Clinic
from faq_bot.content.corpus import load_corpus
from faq_bot.words import words_for

MASSAGE = """---
title: Massage
updated: 2026-01-02
---

## What is Swedish massage?

Also asked: What does Swedish massage do?

Swedish massage is a gentle treatment with long strokes. The therapist warms oil in the hands first. Dr. Patel \
checks the shoulders, the calves and the thighs.

## What is hot stone massage?

Smooth stones are heated in water and laid along the spine. The warmth loosens the muscles before the therapist \
begins to knead.

## How long does a sports massage last?

A sports massage lasts 45 minutes. Athletes book it before and after a race.
"""
HEAT = """# Heat and ice

## When should I use ice?

Ice helps in the first two days after an injury. It numbs the ankle “at once” and brings the swelling down:

- wrap the pack in a towel
- take it off after ten minutes
- never put it on broken skin

## What does a heat pack do for the shoulder?

A heat pack widens the vessels of the shoulder. The tired muscle lets go – slowly.
"""
ROWS = (
    '{"id": "parking", "question": "Where can I park?", "answer": "Park behind the chapel."}\n'
    '{"id": "fee", "question": "How much does an acupuncture session cost?", "answer": "A session costs £45."}\n'
)
STAFF = """---
title: Staff notes
staff_only: true
---

## Where is the alarm keypad?

The alarm keypad hides behind the zebra poster by the Swedish massage room. Mrs Hendersonova knows the code.
"""
FILES = {
    "massage.md": MASSAGE,
    "heat.md": HEAT,
    "visits.jsonl": ROWS,
    "staff.md": STAFF,
    "_clinic.toml": 'name = "Chapel Clinic"\nphone = "01632 960999"\n',
}


@pytest.fixture
def bot(write_corpus):
    return FaqBot.open(write_corpus(FILES))


SWEDISH, STONE, SPORTS = (
    f"massage#{anchor}"
    for anchor in ("what-is-swedish-massage", "what-is-hot-stone-massage", "how-long-does-a-sports-massage-last")
)
ICE, SHOULDER = "heat#when-should-i-use-ice", "heat#what-does-a-heat-pack-do-for-the-shoulder"

ANSWERED = [
    ("What is Swedish massage?", SWEDISH, "Swedish massage is a gentle treatment with long strokes."),
    ("what does swedish massage do", SWEDISH, "Swedish massage is a gentle treatment with long strokes."),
    ("does the therapist warm the oil for a Swedish massage", SWEDISH, "The therapist warms oil in the hands first."),
    ("What is hot stone massage", STONE, "Smooth stones are heated in water and laid along the spine."),
    (
        "what loosens the muscles in a hot stone massage?",
        STONE,
        "The warmth loosens the muscles before the therapist begins to knead.",
    ),
    ("How long does a sports massage last?", SPORTS, "A sports massage lasts 45 minutes."),
    ("should athletes book a sports massage after a race", SPORTS, "Athletes book it before and after a race."),
    ("When should I use ice?", ICE, "Ice helps in the first two days after an injury."),
    ("should I put ice on broken skin?", ICE, "never put it on broken skin"),
    ("should I wrap the ice pack in a towel?", ICE, "wrap the pack in a towel"),
    ("does ice numb the ankle", ICE, "It numbs the ankle “at once” and brings the swelling down:"),
    ("What does a heat pack do for the shoulder?", SHOULDER, "A heat pack widens the vessels of the shoulder."),
    ("Where can I park?", "visits#parking", "Park behind the chapel."),
    ("How much does an acupuncture session cost?", "visits#fee", "A session costs £45."),
]
NOT_ANSWERED = [
    ("Who was the tallest emperor of Mongolia?", {"tallest", "emperor", "mongolia"}),
    ("What time do you open?", {"open"}),
    ("Do you sell gift vouchers?", {"gift", "vouchers"}),
    ("zebra", {"zebra"}),
    ("Is reiki covered by insurance", {"reiki", "insurance"}),
    ("How much does a Swedish massage cost?", set()),
    ("How old must I be for a Swedish massage?", set()),
    ("How long does a Swedish massage last?", set()),
    ("the of and to a", set()),
    ("what how when", set()),
    ("?!", set()),
    ("👍🏽", set()),
    ("<script>alert(1)</script>", {"script", "alert"}),
]


@pytest.mark.parametrize(("question", "passage", "sentence"), ANSWERED)
def test_a_question_is_answered_by_the_sentence_that_answers(bot, question, passage, sentence):
    answer = bot.ask(question)
    assert (answer.outcome, answer.citation and answer.citation.passage) == (Outcome.ANSWERED, passage)
    assert [answer.text[start:end] for start, end in answer.highlights] == [sentence]
    assert SURE <= answer.confidence <= 1


@pytest.mark.parametrize(("question", "missing"), NOT_ANSWERED)
def test_what_is_not_said_is_not_answered(bot, question, missing):
    answer = bot.ask(question)
    assert answer.outcome in (Outcome.NO_ANSWER, Outcome.SUGGESTED)
    assert (answer.citation, answer.highlights) == (None, ())
    assert missing <= set(answer.missing)
    assert 0 <= answer.confidence < SURE
    if answer.outcome is Outcome.NO_ANSWER:
        assert "01632 960999" in answer.text
        assert "Chapel Clinic" in answer.text
    for word in answer.missing[:3]:
        assert f"“{word}”" in answer.text


ENGLISH, SPANISH = words_for("en"), words_for("es")


def test_the_words_of_a_refusal():
    assert refusal(["reiki"], Clinic(), ENGLISH) == (
        "Our articles do not answer that. Nothing in them mentions “reiki”. Please ask the clinic."
    )
    assert "“a” or “b”" in refusal(["a", "b"], Clinic(), ENGLISH)
    assert "“a”, “b” or “c”." in refusal(["a", "b", "c", "d"], Clinic(), ENGLISH)
    assert "ask in a few words" in refusal([], Clinic(), ENGLISH, in_words=False)
    assert "ask Ours on 1." in refusal([], Clinic(name="Ours", phone="1"), ENGLISH)
    assert "“reiki”" in offer(["reiki"], ENGLISH)
    assert "mentions" not in offer([], ENGLISH)
    assert "No mencionan «reiki» ni «tai chi»." in refusal(["reiki", "tai chi"], Clinic(), SPANISH)


EVERY_QUESTION = [question for question, *_ in (*ANSWERED, *NOT_ANSWERED)]
ODD = [
    "massage",
    "muscles",
    "what helps",
    "ice or heat or massage",
    "alarm keypad",
    "hendersonva",
    "where is the alarm keypad hidden behind the zebra poster by the swedish massage room",
]


@pytest.mark.parametrize("question", [*EVERY_QUESTION, *ODD])
def test_whatever_is_asked(bot, question):
    """What holds of every answer, whatever its outcome."""
    answer = bot.ask(question)
    corpus = load_corpus(bot.folder)
    assert 0 <= answer.confidence <= 1
    assert answer.version == bot.version == corpus.fingerprint
    assert answer.understood.question == question

    assert (answer.outcome is Outcome.ANSWERED) == (answer.citation is not None)
    if answer.citation:
        quoted = corpus.by_id[answer.citation.passage]
        section = corpus.by_name[quoted.document].section(quoted.anchor)
        assert section.text[quoted.start : quoted.start + len(answer.text)] == answer.text == quoted.text
        assert answer.citation == quoted.citation()
    else:
        assert answer.highlights == ()
    for start, end in answer.highlights:
        assert 0 <= start < end <= len(answer.text)
        assert answer.text[start:end] == answer.text[start:end].strip()

    assert len(answer.suggestions) <= SUGGESTIONS
    places = [corpus.by_id[suggestion.passage].place for suggestion in answer.suggestions]
    assert len(set(places)) == len(places)
    for suggestion in answer.suggestions:
        assert suggestion.question in corpus.by_id[suggestion.passage].questions
    if answer.citation:
        assert corpus.by_id[answer.citation.passage].place not in places
    if answer.outcome is Outcome.SUGGESTED:
        assert places

    shown = repr((answer.text, answer.citation, answer.suggestions, answer.hits, answer.understood.corrections))
    assert not re.search(r"poster|[Hh]endersonova|staff#|Staff notes", shown)


@pytest.mark.parametrize("suggested", [SWEDISH, ICE, "visits#parking"])
def test_a_suggestion_leads_to_its_own_passage(bot, suggested):
    passage = load_corpus(bot.folder).by_id[suggested]
    for question in passage.questions:
        answer = bot.ask(question)
        assert answer.citation.passage == suggested


def test_a_broad_question_is_met_with_a_choice(bot):
    answer = bot.ask("massage")
    assert answer.outcome in (Outcome.SUGGESTED, Outcome.NO_ANSWER)
    assert {suggestion.passage for suggestion in answer.suggestions} == {SWEDISH, STONE, SPORTS}


def test_the_citation(bot):
    citation = bot.ask("What is Swedish massage?").citation
    assert (citation.title, citation.section) == ("Massage", load_corpus(bot.folder).by_id[SWEDISH].section)
    assert citation.url == "/articles/massage#what-is-swedish-massage"
    assert citation.updated == datetime.date(2026, 1, 2)
    assert bot.ask("Where can I park?").citation.updated is None


@pytest.mark.parametrize(
    ("question", "corrections", "passage"),
    [
        ("what is sweedish massage", {"sweedish": "swedish"}, SWEDISH),
        ("What does a heet pack do for the sholder?", {"heet": "heat", "sholder": "shoulder"}, SHOULDER),
        ("wher can i prak", {"wher": "where", "prak": "park"}, "visits#parking"),
        ("What is Swedish massage?", {}, SWEDISH),
    ],
)
def test_what_is_mended_is_shown(bot, question, corrections, passage):
    answer = bot.ask(question)
    assert dict(answer.understood.corrections) == corrections
    assert answer.understood.question == question
    assert answer.citation.passage == passage


@pytest.mark.parametrize(
    "question",
    [
        "Where is the alarm keypad?",
        "alarm",
        "zebra poster",
        "Who is Mrs Hendersonova?",
        "who is mrs hendersonva",
        "which poster is by the Swedish massage room",
    ],
)
def test_what_is_for_staff_is_for_staff_alone(bot, write_corpus, question):
    answer = bot.ask(question)
    assert answer.outcome is not Outcome.ANSWERED
    assert "staff#where-is-the-alarm-keypad" in {hit.passage.id for hit in bot.search(question)}

    write_corpus({"staff.md": STAFF.replace("zebra", "giraffe").replace("Mrs Hendersonova", "Someone")})
    assert bot.reload()
    again = bot.ask(question)
    for told in ("outcome", "text", "confidence", "suggestions", "missing", "understood", "hits"):
        assert getattr(again, told) == getattr(answer, told)  # so that nothing of it can be guessed


def test_a_corpus_for_staff_alone(write_corpus):
    folder = write_corpus({"staff.md": STAFF})
    bot = FaqBot.open(folder)
    answer = bot.ask("Where is the alarm keypad?")
    assert (answer.outcome, answer.suggestions, answer.hits) == (Outcome.NO_ANSWER, (), ())
    assert bot.search("alarm keypad")


@pytest.mark.parametrize("rows", [1, 2, 3])
def test_a_choice_of_nothing_is_not_offered(write_corpus, rows):
    names = ["ice numbs an ankle", "heat widens the vessels", "oil warms a hand"]
    lines = "".join(f'{{"answer": "It is known that {name}."}}\n' for name in names[:rows])
    bot = FaqBot.open(write_corpus({"rows.jsonl": lines}))
    for question in ["ice ankle", "does ice numb my ankle", "known ice", "is it known that ice numbs a knee", "ankle"]:
        answer = bot.ask(question)
        assert answer.outcome is not Outcome.SUGGESTED
        assert answer.suggestions == ()
        assert "Did you mean" not in answer.text


@pytest.mark.parametrize(
    ("synonyms", "passage"),
    [
        pytest.param(None, None, id="none"),
        pytest.param("boulders, stones\n", STONE, id="the-same"),
        pytest.param("big boulders, boulders => hot stone\n", STONE, id="one-way"),
        pytest.param("stones => boulders\n", None, id="the-other-way"),
    ],
)
def test_the_clinics_synonyms_change_an_answer(write_corpus, synonyms, passage):
    bot = FaqBot.open(write_corpus({**FILES, **({"_synonyms.txt": synonyms} if synonyms else {})}))
    answer = bot.ask("are boulders heated in water for a massage")
    lone = bot.ask("boulders")
    assert ("boulders" in answer.missing) == (passage is None)
    assert ("boulders" in lone.missing) == (passage is None)
    if passage:
        assert answer.citation.passage == passage


def test_other_passages_of_the_quoted_section_are_not_suggested(write_corpus):
    parts = ["first two days after an injury", "third day after a strain", "fourth day of swelling", "weeks of rest"]
    text = "\n\n".join(
        f"Ice helps in the {part}. {'It is held on the skin with a towel between. ' * 4}" for part in parts
    )
    bot = FaqBot.open(write_corpus({"ice.md": f"# Ice\n\n## When should I use ice?\n\n{text}\n", "heat.md": HEAT}))
    assert sum(passage.document == "ice" for passage in load_corpus(bot.folder).passages) > 2
    answer = bot.ask("does ice help on the third day after a strain?")
    assert answer.citation.passage.startswith("ice#when-should-i-use-ice")
    assert "third day after a strain" in answer.text
    assert not [suggestion for suggestion in answer.suggestions if suggestion.passage.startswith("ice#")]
