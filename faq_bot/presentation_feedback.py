"""How does a content owner see what people thought of the answers?

Three forms of one thing: for a terminal, for a program, and for a spreadsheet. A passage that is no longer in the
corpus keeps its line.
"""

import csv
import datetime
import io
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from faq_bot.content.passages import Passage
from faq_bot.questions.feedback import REASONS, Tally, Verdict
from faq_bot.words import DEFAULT, words_for

_WORDS = words_for(DEFAULT)
_WITHOUT = {
    "suggested": "(other questions were offered)",
    "no_answer": "(the articles did not answer)",
    "urgent": "(urgent help was named)",
    "small_talk": "(small talk)",
}
"""What is said of an answer that quoted no passage, by its outcome."""
GONE = "no longer there"

_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
"""With what a cell begins that a spreadsheet may take for a formula."""


def _reason(why: Verdict) -> str:
    """Why an answer did not help, in the words that the visitor chose by."""
    words = _WORDS.say(f"feedback.{why.value}")
    return words[:1].lower() + words[1:]


def feedback_text(tallies: Sequence[Tally], passages: Mapping[str, Passage], since: datetime.date | None) -> str:
    """Each passage with how often it helped and did not, where it stands, and why it did not; then the sums."""
    if not tallies:
        return f"Nobody has said{f' since {_WORDS.day(since)}' if since else ' yet'} whether an answer helped."
    lines = ["helpful    not  answer"]
    for one in tallies:
        lines.append(f"{one.helpful:7,}{one.unhelpful:7,}  {_plain(_name(one))}")
        if one.passage:
            passage = passages.get(one.passage)
            lines.append(f"{'':16}{f'“{passage.section}”, {passage.title}' if passage else GONE}")
            if passage:
                lines.append(f"{'':16}{textwrap.shorten(passage.text, 70, placeholder=' …')}")
        if one.reasons:
            lines.append(f"{'':16}{', '.join(f'{number:,} {_reason(why)}' for why, number in one.reasons.items())}")
    helpful, unhelpful, last = _sums(tallies)
    began = f" since {_WORDS.day(since)}" if since else ""
    return "\n".join([*lines, "", f"{helpful:,} helpful, {unhelpful:,} not{began}; the last on {_WORDS.day(last)}."])


def feedback_json(
    tallies: Sequence[Tally], passages: Mapping[str, Passage], since: datetime.date | None
) -> dict[str, Any]:
    """The same as a JSON object.

    - `since`: a day or null; `helpful`, `unhelpful`: sums
    - `answers`: each `passage` (its id), or null and `outcome`, as the HTTP API has it; `title` and `section`, null
      where the corpus has it no longer; `helpful`, `unhelpful`, the `reasons` why not, and `last`: the hour, in UTC
    """
    helpful, unhelpful, _ = _sums(tallies)
    answers = []
    for one in tallies:
        passage = passages.get(one.passage)
        answers.append(
            {
                "passage": one.passage or None,
                "outcome": one.outcome or None,
                "title": passage.title if passage else None,
                "section": passage.section if passage else None,
                "helpful": one.helpful,
                "unhelpful": one.unhelpful,
                "reasons": {why.value: number for why, number in one.reasons.items()},
                "last": one.last.isoformat(),
            }
        )
    return {"since": since and since.isoformat(), "helpful": helpful, "unhelpful": unhelpful, "answers": answers}


def feedback_csv(tallies: Sequence[Tally], passages: Mapping[str, Passage], since: datetime.date | None) -> bytes:
    """The same as a table, with the mark by which spreadsheets know UTF-8. No cell can be taken for a formula."""
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(("answer", "title", "section", "helpful", "not helpful", *map(_reason, REASONS), "last (UTC)"))
    table.writerows(_row(one, passages) for one in tallies)
    return out.getvalue().encode("utf-8-sig")


def _row(one: Tally, passages: Mapping[str, Passage]) -> Iterator[str | int]:
    passage = passages.get(one.passage)
    yield _cell(_name(one))
    yield _cell(passage.title if passage else GONE if one.passage else "")
    yield _cell(passage.section if passage else "")
    yield from (one.helpful, one.unhelpful)
    yield from (one.reasons.get(why, 0) for why in REASONS)
    yield f"{one.last:%Y-%m-%d %H:00}"


def _name(one: Tally) -> str:
    return one.passage or _WITHOUT.get(one.outcome, "(nothing was quoted)")


def _sums(tallies: Sequence[Tally]) -> tuple[int, int, datetime.date]:
    last = max((one.last.date() for one in tallies), default=datetime.date.min)
    return sum(one.helpful for one in tallies), sum(one.unhelpful for one in tallies), last


def _plain(text: str) -> str:
    """Text that does nothing to a terminal: what a form was filled in with may be anything."""
    return "".join(letter if letter.isprintable() else "�" for letter in text)


def _cell(text: str) -> str:
    """Text that a spreadsheet shows as it is."""
    plain = _plain(text)
    return f"'{plain}" if plain.lstrip().startswith(_FORMULA) else plain
