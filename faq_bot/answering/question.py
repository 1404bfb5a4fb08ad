"""What was asked before?"""

from collections.abc import Iterable

from faq_bot.content.question import clean_question
from faq_bot.errors import QuestionError

LONGEST_HISTORY = 10
"""Earlier questions that are looked at; older ones are let go."""


def clean_history(questions: Iterable[str]) -> tuple[str, ...]:
    """The earlier questions, oldest first, those that cannot be read left out."""
    kept = []
    for text in list(questions)[-LONGEST_HISTORY:]:
        try:
            kept.append(clean_question(text))
        except QuestionError:
            continue
    return tuple(kept)
