"""What may be asked?

The one place where a question's words come in, whoever wrote them. Control, format and surrogate characters are taken
out (they hide in text and break stores and terminals), space is made plain, and length is bounded after compatibility
forms are folded too, since one character of those can stand for eighteen.
"""

import unicodedata

from faq_bot.content.documents import plain
from faq_bot.errors import QuestionError

LONGEST_QUESTION = 500
"""Characters of a question at the most."""


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


def _too_long(length: int) -> QuestionError:
    excess = length - LONGEST_QUESTION
    what = f"the question has {length} characters, {excess} too many"
    return QuestionError("question_too_long", what, f"ask in {LONGEST_QUESTION} characters or fewer", excess)
