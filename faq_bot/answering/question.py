"""What was asked, made safe to read?

The one place where a visitor's words come in. Control, format and surrogate characters are taken out (they hide in
text and break stores and terminals), space is made plain, and length is bounded after compatibility forms are folded
too, since one character of those can stand for eighteen.
"""

import unicodedata
from collections.abc import Iterable

from faq_bot.content.documents import plain
from faq_bot.errors import QuestionError

LONGEST_QUESTION = 500
"""Characters of a question at the most."""
LONGEST_HISTORY = 10
"""Earlier questions that are looked at; older ones are let go."""


def clean_question(text: str) -> str:
    """The question as it will be read. Raises QuestionError `empty_question` or `question_too_long`."""
    if len(text) > LONGEST_QUESTION * 4:  # do not even look at it
        raise _too_long(len(text))
    question = plain(text)
    length = max(len(question), len(unicodedata.normalize("NFKC", question)))
    if length > LONGEST_QUESTION:
        raise _too_long(length)
    if not question:
        raise QuestionError("empty_question", "there is no question", "write what you would like to know")
    return question


def clean_history(questions: Iterable[str]) -> tuple[str, ...]:
    """The earlier questions, oldest first, those that cannot be read left out."""
    kept = []
    for text in list(questions)[-LONGEST_HISTORY:]:
        try:
            kept.append(clean_question(text))
        except QuestionError:
            continue
    return tuple(kept)


def _too_long(length: int) -> QuestionError:
    what = f"the question has {length} characters, {length - LONGEST_QUESTION} too many"
    return QuestionError("question_too_long", what, f"ask in {LONGEST_QUESTION} characters or fewer")
