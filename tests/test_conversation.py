"""Is a follow-up read with the question before it, and is small talk told from a question?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faq_bot.answering.conversation import Chatter, earlier_question
from faq_bot.content.small_talk import SmallTalk

BEFORE = "What is Swedish massage?"


@pytest.mark.parametrize(
    "question",
    [
        "and which areas?",
        "And swelling?",
        "why?",
        "how so",
        "where?",
        "which ones?",
        "what about the calves",
        "how about for runners?",
        "But does it hurt?",
        "is that normal?",
        "why do they press there?",
        "does it hurt?",
        "how long does it last?",
        "what are its effects?",
        "can I have one on Monday",
        "and instead of tablets?",
        "what should I do afterwards?",
        "are these safe",
        "is it safe?",
    ],
)
def test_a_question_that_leans_on_the_one_before(question):
    assert earlier_question(question, [BEFORE]) == BEFORE
    assert earlier_question(question, []) == ""


@pytest.mark.parametrize(
    "question",
    [
        "what time do you open?",
        "How much does acupuncture cost?",
        "Where can I park?",
        "Which areas does Swedish massage treat?",
        "why can massage ease lower back pain",
        "Is there parking?",
        "Are there any side effects of acupuncture?",
        "Is it safe to have a massage when pregnant?",
        "is it normal for muscles to ache after massage",
        "How do I treat muscles that hurt?",
        "Android app",
        "Orthopaedic surgeon",
        "Sore neck",
        "whyever",
        "massage",
        "",
    ],
)
def test_a_question_that_stands_on_its_own(question):
    assert earlier_question(question, [BEFORE]) == ""


@pytest.mark.parametrize(
    ("history", "earlier"),
    [
        pytest.param(["What is ice for?", BEFORE], BEFORE, id="the-last"),
        pytest.param([BEFORE, "and which areas?"], BEFORE, id="a-follow-up-before"),
        pytest.param([BEFORE, "and which areas?", "why?", "does it hurt?"], BEFORE, id="a-chain-of-them"),
        pytest.param(["What is ice for?", "why?", BEFORE, "why?"], BEFORE, id="the-last-that-is-whole"),
        pytest.param(["does it hurt the calves?", "why?"], "does it hurt the calves?", id="none-that-is-whole"),
        pytest.param([], "", id="none"),
    ],
)
def test_which_question_it_goes_on_from(history, earlier):
    assert earlier_question("and the thighs?", history) == earlier


TALKS = (
    SmallTalk("greeting", ("hi", "hi there", "hello", "good morning"), "Hello.", around=True),
    SmallTalk("thanks", ("thanks", "thank you", "ta", "many thanks"), "You are welcome.", around=True),
    SmallTalk("robot", ("are you a robot", "what's your name"), "I am a program."),
    SmallTalk("marks", ("c++ (really)", "that's all."), "Fine."),
)
chatter = Chatter(TALKS)


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("hello", "greeting"),
        ("HELLO!!!", "greeting"),
        ("  hi   there ", "greeting"),
        ("hello 👋", "greeting"),
        ("Thank you.", "thanks"),
        ("are you a robot?", "robot"),
        ("Are you a robot", "robot"),
        ("hi, are you a robot", "robot"),
        ("hello are you a robot? thanks", "robot"),
        ("Good morning! Are you a robot?!", "robot"),
        ("what’s your name", "robot"),
        ("whats your name?", "robot"),
        ("that's all", "marks"),
        ("C++ (really)", "marks"),
        ("hi hello", "greeting"),
        ("hi, thanks", "thanks"),
        ("are you a robot masseur", None),
        ("is this a robot", None),
        ("hi, where can I park?", None),
        ("history", None),
        ("thanks to massage I sleep", None),
        ("?!", None),
        ("👋", None),
        ("", None),
    ],
)
def test_small_talk_and_nothing_else(said, name):
    talk = chatter.reply_to(said)
    assert (talk and talk.name) == name


@pytest.mark.parametrize(
    ("said", "question"),
    [
        ("hi, where can I park?", "where can I park?"),
        ("Hi there! Where can I park?", "Where can I park?"),
        ("hello hello - where can I park", "where can I park"),
        ("Good morning. Where can I park? Many thanks", "Where can I park"),
        ("where can I park, thanks!", "where can I park"),
        ("where can I park thank you", "where can I park"),
        ("...hi... where", "where"),
        ("where can I park", "where can I park"),
        ("Is tai chi good for my back?", "Is tai chi good for my back?"),
        ("what is delta massage", "what is delta massage"),
        ("say hi to the team for me", "say hi to the team for me"),
        ("does a good morning stretch help", "does a good morning stretch help"),
        ("hidden costs", "hidden costs"),
        ("what is a data", "what is a data"),
        ("hi", "hi"),
        ("hello, thanks", "thanks"),
        ("", ""),
    ],
)
def test_a_greeting_does_not_hide_the_question(said, question):
    assert chatter.question_in(said) == question


def test_without_small_talk_nothing_is_taken_off():
    assert Chatter(()).question_in("hi, where can I park?") == "hi, where can I park?"
    assert Chatter(()).reply_to("hi") is None
    assert Chatter(()).reply_to("") is None


@given(st.text(max_size=80) | st.text("hi thanks,.? parking", max_size=80))
def test_what_is_left_is_a_stretch_of_what_was_said(said):
    left = chatter.question_in(said)
    assert left in said
    assert bool(left) == bool(said)
    assert chatter.question_in(left) == left
    assert chatter.question_in(f"Hello, {said}") in left or not any(map(str.isalnum, said))


@given(st.sampled_from([".", " ", "hi ", "hi,", "?!", "-", "ta "]), st.integers(1, 500))
def test_said_over_and_over(piece, times):
    assert chatter.question_in((piece * times)[:500] + " park").endswith("park")
