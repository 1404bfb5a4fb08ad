"""What is said around a question, and what does it go on from?

A greeting is not a question, and does not hide the one that follows it. "And which areas?" is half a question: it leans
on the one before. A question that stands on its own is left alone, so that it is never dragged back to an earlier one.
"""

import re
from collections.abc import Iterable, Sequence

from faq_bot.content.small_talk import SmallTalk

# How a question begins that goes on from another: a joining word, or a bare question word.
_GOES_ON = re.compile(
    r"(?:and|but|also|or|so|then|plus|what about|how about|what if)\b"
    r"|(?:why(?: not)?|how|how so|where|when|which(?: ones?)?|what for|(?:since|until|till) when"
    r"|(?:for )?how (?:long|often|much|many|soon)(?: for)?)\W*$",
    re.IGNORECASE,
)
# What it says in place of a name. ("It" is left alone where it stands for nothing: "is it safe to".)
_POINTS_BACK = re.compile(
    r"\b(?:this|that|these|those|they|them|their|there|ones?|afterwards|instead)\b"
    r"|\bits?\b(?! (?:safe|possible|ok|okay|normal|bad|good|best|better|true|worth|necessary|important|usual)"
    r" (?:to|that|for|if))",
    re.IGNORECASE,
)
# "There" and "that" that stand for nothing: "is there parking", "the muscles that hurt".
_STANDS_FOR_NOTHING = re.compile(
    r"\b(?:is|are|was|were|will|would|can|could|has|have)(?:n.t)? there\b|\bthere(?:.s| is| are)\b|\bhi there\b"
    r"|\b(?!is\b|are\b|was\b|does\b|do\b|will\b|can\b|about\b|for\b|of\b|with\b|after\b|before\b)\w+ that (?=\w+)",
    re.IGNORECASE,
)


def earlier_question(question: str, history: Sequence[str]) -> str:
    """The question in the history (oldest first) that this one goes on from; nothing where it stands on its own."""
    if not _leans(question):
        return ""
    return next((earlier for earlier in reversed(history) if not _leans(earlier)), history[0] if history else "")


def _leans(question: str) -> bool:
    return bool(_GOES_ON.match(question) or _POINTS_BACK.search(_STANDS_FOR_NOTHING.sub(" ", question)))


class Chatter:
    """Knows a clinic's small talk; immutable."""

    def __init__(self, talks: Sequence[SmallTalk]) -> None:
        self._said = {_key(phrase): talk for talk in talks for phrase in talk.said}
        around = _either(phrase for talk in talks if talk.around for phrase in talk.said)
        self._before = re.compile(rf"^\W{{0,8}}(?:{around})\b[\s,.!:;–—-]*", re.IGNORECASE)
        self._after = re.compile(rf"[\s,.!?:;–—-]{{1,8}}(?:{around})\W{{0,8}}$", re.IGNORECASE)

    def reply_to(self, said: str) -> SmallTalk | None:
        """The small talk that it is, if it is nothing else: one thing, or a greeting and another."""
        return self._said.get(_key(said)) or self._said.get(_key(self.question_in(said)))

    def question_in(self, said: str) -> str:
        """What is left without the greetings and thanks around it; all of it where nothing would be."""
        rest = said
        while (shorter := self._after.sub("", self._before.sub("", rest, count=1), count=1)) != rest and _key(shorter):
            rest = shorter
        return rest


def _key(said: str) -> str:
    """What is compared: lower-case words, without punctuation."""
    return " ".join(re.findall(r"[^\W_]+", said.replace("’", "").replace("'", "").casefold()))


def _either(phrases: Iterable[str]) -> str:
    """A pattern of any of the phrases, the longest first; of nothing that can be said where there are none."""
    found = sorted(map(re.escape, phrases), key=lambda phrase: (-len(phrase), phrase))
    return "|".join(found) or r"(?!)"
