"""What does a follow-up question mean?

"And which areas?" is half a question: it leans on the one before. Such a question is read together with the last one
that stood on its own; a whole question is left as it is.
"""

import re
from collections.abc import Sequence

# How a question begins that goes on from another, or what it says in place of a name.
_GOES_ON = re.compile(r"(and|but|also|or|what about|how about|then)\b", re.IGNORECASE)
_POINTS_BACK = re.compile(r"\b(it|that|this|these|those|they|them|there|one|ones)\b", re.IGNORECASE)


def whole_question(question: str, history: Sequence[str]) -> str:
    """The question with the earlier one it leans on put before it, or as it is when it leans on none."""
    if not history or not _leans(question):
        return question
    stood_alone = next((earlier for earlier in reversed(history) if not _leans(earlier)), history[0])
    return f"{stood_alone} {question}"


def _leans(question: str) -> bool:
    return bool(_GOES_ON.match(question) or _POINTS_BACK.search(question))
