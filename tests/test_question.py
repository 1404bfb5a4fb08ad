"""Is what a visitor sends made safe to read, or refused in words?"""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faq_bot.answering.question import LONGEST_HISTORY, clean_history
from faq_bot.content.question import LONGEST_QUESTION, clean_question
from faq_bot.errors import QuestionError


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        pytest.param("Where can I park?", "Where can I park?", id="plain"),
        pytest.param("  Where\tcan\r\n I\u00a0park? ", "Where can I park?", id="spaces"),
        pytest.param("par\u200bking\ufeff", "parking", id="zero-width"),
        pytest.param("\u202epark\u202c \u2066now\u2069", "park now", id="bidi"),
        pytest.param("pa\x00rk\x07", "park", id="nul-and-bell"),
        pytest.param("\x1b[31mpark", "[31mpark", id="terminal-codes"),
        pytest.param("pa\udcffrk \ud800", "park", id="lone-surrogates"),
        pytest.param("cafe\u0301", "café", id="composed"),
        pytest.param("👍🏽 park 🙂", "👍🏽 park 🙂", id="emoji"),
        pytest.param("the of and", "the of and", id="only-function-words"),
        pytest.param("?!.,", "?!.,", id="only-marks"),
        pytest.param("<script>alert(1)</script>", "<script>alert(1)</script>", id="script"),
        pytest.param("{{7*7}} ${7*7} %s", "{{7*7}} ${7*7} %s", id="templates"),
        pytest.param("../../etc/passwd", "../../etc/passwd", id="path"),
        pytest.param("'; DROP TABLE passages; --", "'; DROP TABLE passages; --", id="sql"),
        pytest.param("монголия 蒙古", "монголия 蒙古", id="other-scripts"),
        pytest.param("x" * 500, "x" * 500, id="as-long-as-may-be"),
        pytest.param("\u0390" * 500, "\u0390" * 500, id="letters-that-grow-only-when-folded"),
        pytest.param(" " * 900 + "x" * 500 + "\u200b" * 500, "x" * 500, id="what-is-taken-out-does-not-count"),
    ],
)
def test_a_question_as_it_is_read(sent, read):
    assert clean_question(sent) == read


@pytest.mark.parametrize(
    ("sent", "code", "told"),
    [
        pytest.param("", "empty_question", "there is no question; write what ", id="empty"),
        pytest.param(" \t\r\n\u00a0\u3000", "empty_question", "there is no question; ", id="blank"),
        pytest.param("\u200b\u200d\ufeff", "empty_question", "there is no question; ", id="zero-width"),
        pytest.param("\u202e\u2066\u2069", "empty_question", "there is no question; ", id="bidi"),
        pytest.param("\x00\x07\x7f", "empty_question", "there is no question; ", id="control"),
        pytest.param("\ud800\udfff\udcff", "empty_question", "there is no question; ", id="lone-surrogates"),
        pytest.param("x" * 501, "question_too_long", "the question has 501 characters, 1 too many; ask in", id="501"),
        pytest.param("x " * 300, "question_too_long", "the question has 599 characters, 99 too many; ", id="words"),
        pytest.param("x" * 2**20, "question_too_long", "the question has 1048576 characters, ", id="a-million"),
        pytest.param("\x00" * 2**20, "question_too_long", "the question has 1048576 characters, ", id="a-million-nuls"),
        pytest.param("\ufdfa" * 28, "question_too_long", "the question has 504 characters, ", id="nfkc-grows"),
        pytest.param("\U0001d160" * 200, "question_too_long", "the question has 600 characters, ", id="nfc-grows"),
    ],
)
def test_a_question_that_cannot_be_asked(sent, code, told):
    with pytest.raises(QuestionError) as caught:
        clean_question(sent)
    assert caught.value.code == code
    assert str(caught.value).startswith(f"question: {told}")
    assert "\n" not in str(caught.value)


@given(st.text(max_size=2100) | st.text("\ufdfa\u200b\ud800 ab\u0301", max_size=700))
def test_what_is_read_is_short_printable_and_in_one_line(sent):
    try:
        question = clean_question(sent)
    except QuestionError as error:
        assert error.code in ("empty_question", "question_too_long")
    else:
        assert question
        assert len(unicodedata.normalize("NFKC", question)) <= LONGEST_QUESTION == 500
        assert question == " ".join(question.split())
        assert not {unicodedata.category(ch) for ch in question} & {"Cc", "Cf", "Cs"}
        assert question.encode()


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        pytest.param([], (), id="none"),
        pytest.param(["a", " b "], ("a", "b"), id="two"),
        pytest.param(["a", "", "x" * 501, "\x00", "b"], ("a", "b"), id="those-that-cannot-be-read-are-left-out"),
        pytest.param([str(n) for n in range(99)], tuple(str(n) for n in range(89, 99)), id="the-last-ten"),
        pytest.param(("a", "b"), ("a", "b"), id="a-tuple"),
    ],
)
def test_the_questions_before(sent, kept):
    assert clean_history(sent) == kept
    assert len(kept) <= LONGEST_HISTORY == 10
