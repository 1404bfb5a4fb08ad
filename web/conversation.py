"""What has been asked in this conversation?

It lives in the page: each turn rides along in the form, as a question and how it was asked, and is asked again, of one
state of the corpus, each time that the whole page is made. They go by POST, so that no question stands in an address.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import zip_longest
from urllib.parse import quote_plus

from werkzeug.datastructures import MultiDict

from faq_bot.answering.answer import Answer
from faq_bot.answering.question import LONGEST_HISTORY
from faq_bot.content.documents import plain
from faq_bot.content.question import clean_question
from faq_bot.errors import QuestionError
from faq_bot.live.generation import Generation

LARGEST_HISTORY = 9 * 1024
"""Bytes of the earlier turns in a form, so that the next one always fits into the largest body."""
ALONE, EXACT = "alone", "exact"
"""How a question may be asked: without the ones before it; without its spelling mended."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A question, and `how` it was asked: as it is (nothing), ALONE, EXACT, or by choosing a passage: its id."""

    question: str
    how: str = ""

    def answer(self, now: Generation, earlier: Sequence["Turn"]) -> Answer:
        """What it is answered with, after the earlier turns; the passage that was chosen, while there is one."""
        if self.how not in ("", ALONE, EXACT) and (quoted := now.quote(self.how)):
            return quoted
        history = [turn.question for turn in earlier] if self.how != ALONE else []
        return now.ask(self.question, history, exactly=self.how == EXACT)


def earlier_turns(form: MultiDict[str, str], now: Generation) -> list[Turn]:
    """The turns that a form carries, oldest first; those that cannot be read are left out, and what was chosen but is
    there no longer is asked in words."""
    pairs = list(zip_longest(form.getlist("history"), form.getlist("how"), fillvalue=""))
    return list(_readable(pairs[-LONGEST_HISTORY:], now))


def _readable(pairs: Sequence[tuple[str, str]], now: Generation) -> Iterator[Turn]:
    for question, how in pairs:
        with suppress(QuestionError):
            yield Turn(clean_question(question), how if how in (ALONE, EXACT) or now.shows(how) else "")


def newest_turn(form: MultiDict[str, str], now: Generation) -> Turn:
    """What a form asks: a passage that was chosen, a question to be asked in another way, or what was typed. Raises
    QuestionError."""
    if chosen := form.get("choice"):
        quoted = now.quote(chosen)
        if quoted is None:
            raise QuestionError("gone", "that passage is no longer there", "ask in your own words")
        return Turn(clean_question(quoted.understood.question), chosen)
    for how in (ALONE, EXACT):
        if question := form.get(how):
            return Turn(clean_question(question), how)
    return Turn(clean_question(next((text for text in form.getlist("question") if plain(text)), "")))


def carried(turns: Sequence[Turn]) -> list[Turn]:
    """The turns that the next form carries: the latest ones, as many as fit."""
    kept: list[Turn] = []
    room_left = LARGEST_HISTORY
    for turn in reversed(turns[-LONGEST_HISTORY:]):
        room_left -= len(f"history={quote_plus(turn.question)}&how={quote_plus(turn.how)}&")
        if room_left < 0:
            break
        kept.insert(0, turn)
    return kept
