"""Is it seen what kind of thing a question asks for, and whether a text has one?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faq_bot.search.asked_for import Asked, asked_for, holds


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("How long does a session last?", Asked.DURATION),
        ("how quickly will it work", None),
        ("How quick is the recovery?", Asked.DURATION),
        ("how soon can I run again", Asked.DURATION),
        ("For how many minutes should I ice it?", Asked.DURATION),
        ("what is the duration of the treatment", Asked.DURATION),
        ("HOW LONG", Asked.DURATION),
        ("how much does it cost?", Asked.PRICE),
        ("How much is a massage?", Asked.PRICE),
        ("what are your prices", Asked.PRICE),
        ("is there a fee for cancelling", Asked.PRICE),
        ("Is acupuncture expensive?", Asked.PRICE),
        ("what do you charge", Asked.PRICE),
        ("which is cheapest", Asked.PRICE),
        ("how much pressure is used", None),
        ("how much pain should I expect", None),
        ("how much more flexible will I be", None),
        ("how often should I come", Asked.FREQUENCY),
        ("how frequently do I need it", Asked.FREQUENCY),
        ("how many sessions will I need", Asked.FREQUENCY),
        ("how many times a week", Asked.FREQUENCY),
        ("how many needles are used", Asked.QUANTITY),
        ("how many people are in a class", Asked.QUANTITY),
        ("what time do you open", Asked.TIME),
        ("when are you open?", Asked.TIME),
        ("when does the clinic close", Asked.TIME),
        ("which days is the nurse in", Asked.TIME),
        ("when should I use ice", None),
        ("how old must my child be", Asked.AGE),
        ("is there an age limit", Asked.AGE),
        ("what is the minimum age", Asked.AGE),
        ("who gives the massage", Asked.PERSON),
        ("Who are the therapists?", Asked.PERSON),
        ("by whom is it done", Asked.PERSON),
        ("what is Swedish massage", None),
        ("where can I park", None),
        ("does massage hurt", None),
        ("I have long hair and an old injury", None),
        ("should I stay in bed all day", None),
        ("whole body massage", None),
        ("coffee before a massage", None),
        ("", None),
    ],
)
def test_what_a_question_asks_for(question, asked):
    assert asked_for(question) == asked


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        (Asked.DURATION, "It lasts 45 minutes."),
        (Asked.DURATION, "An hour-long session"),
        (Asked.DURATION, "a one-hour massage"),
        (Asked.DURATION, "Rest for two to three weeks."),
        (Asked.DURATION, "10–15 min"),
        (Asked.DURATION, "for several days afterwards"),
        (Asked.DURATION, "It works immediately."),
        (Asked.DURATION, "half an hour"),
        (Asked.PRICE, "It costs £45."),
        (Asked.PRICE, "€ 30 a visit"),
        (Asked.PRICE, "The first visit is free."),
        (Asked.PRICE, "40 pounds"),
        (Asked.PRICE, "We charge for missed visits."),
        (Asked.FREQUENCY, "Come once a week."),
        (Asked.FREQUENCY, "every other day"),
        (Asked.FREQUENCY, "three times daily"),
        (Asked.FREQUENCY, "Most people need six sessions."),
        (Asked.FREQUENCY, "How often depends on your pain."),
        (Asked.TIME, "We open at 9 am."),
        (Asked.TIME, "09:30 to 17:00"),
        (Asked.TIME, "On Tuesdays and Fridays"),
        (Asked.TIME, "closed on bank holidays"),
        (Asked.TIME, "at seven o’clock"),
        (Asked.TIME, "in the evening"),
        (Asked.AGE, "You must be over 16."),
        (Asked.AGE, "Children are welcome."),
        (Asked.AGE, "at 12 years old"),
        (Asked.AGE, "people aged 60 and more"),
        (Asked.QUANTITY, "between 6 and 12 needles"),
        (Asked.QUANTITY, "three rooms"),
        (Asked.PERSON, "A trained massage therapist kneads the knots."),
        (Asked.PERSON, "Ask the receptionist."),
        (Asked.PERSON, "Dr Patel sees you."),
    ],
)
def test_a_text_that_has_one(asked, text):
    assert holds(asked, text)
    assert holds(asked, text.upper())


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        (Asked.DURATION, "Long strokes are made along the spine."),
        (Asked.DURATION, "It costs £45 and is worth it."),
        (Asked.DURATION, "the daylight room, the hourglass and the weekly list"),
        (Asked.PRICE, "It lasts 45 minutes."),
        (Asked.PRICE, "You will feel freely rested."),
        (Asked.PRICE, "a battery that is charging, coffee, and feet"),
        (Asked.FREQUENCY, "It lasts 45 minutes."),
        (Asked.FREQUENCY, "At times it hurts."),
        (Asked.TIME, "It lasts 45 minutes."),
        (Asked.TIME, "I am calm; pamper yourself after 3 amps."),
        (Asked.TIME, "the moon, the sun and the satin sheet"),
        (Asked.AGE, "The massage and the bandage manage it."),
        (Asked.AGE, "It costs £45."),
        (Asked.QUANTITY, "No needles are used; often it tends to be gone."),
        (Asked.PERSON, "The treatment loosens tissue."),
        (Asked.PERSON, "Mentholated oil, chrome, a demand and a command"),
        *((asked, "") for asked in Asked),
    ],
)
def test_a_text_that_has_none(asked, text):
    assert not holds(asked, text)


@given(st.text())
def test_any_text_can_be_looked_at(text):
    assert asked_for(text) in (None, *Asked)
    assert all(
        holds(asked, f"{text} . £45 for 10 days, each week on Monday, aged 5: staff. Avoid heat.") for asked in Asked
    )


def test_each_kind_reads_as_words_in_an_explanation():
    assert [f"{asked}" for asked in Asked] == [asked.value for asked in Asked]
