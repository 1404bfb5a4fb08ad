"""What is shown of a question and its answer?

All that the template needs, from one state of the corpus: the quotation laid out, the link to its sentence, what else
may be asked, and, where the articles do not answer, what they do cover and how to reach the clinic.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby, islice
from urllib.parse import quote

from faq_bot.answering.answer import Answer, Outcome, Suggestion, message
from faq_bot.content.clinic import WEEKDAYS, Clinic
from faq_bot.content.corpus import Corpus
from faq_bot.content.opening import Opening, opening
from faq_bot.content.passages import Passage
from faq_bot.live.generation import Generation
from faq_bot.words import Words, primary
from web.address import article_path
from web.conversation import Turn
from web.language import here, page_words
from web.prose import Listing, Paragraph, passage_blocks
from web.text_fragment import text_fragment

_COVERED = 4
"""Articles that a refusal names."""
_LOOKED_AT = 50
"""Documents that are looked at for these, so that a large corpus costs no more than a small one."""


@dataclass(frozen=True, slots=True)
class Handoff:
    """Where to turn instead: some of the articles (title, address), whether the clinic is open, and when it is."""

    covered: Sequence[tuple[str, str]]
    opening: str
    hours: Sequence[tuple[str, str, tuple[str, ...]]]


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question and its answer. `link` leads to the quoted sentence in its article; `follow_up` is the question as it
    was read, where it was taken to go on from another; `copied` is what goes into the clipboard."""

    turn: Turn
    answer: Answer
    text: str
    quotation: list[Paragraph | Listing]
    link: str
    copied: str
    follow_up: str
    handoff: Handoff | None

    @property
    def suggestions(self) -> Sequence[Suggestion]:
        return self.answer.suggestions

    @property
    def passage(self) -> str:
        """The id of the passage that is quoted, nothing where none is."""
        return self.answer.citation.passage if self.answer.citation else ""


def exchange(now: Generation, turn: Turn, earlier: Sequence[Turn]) -> Exchange:
    """A turn after the earlier ones, answered. Raises QuestionError."""
    answer = turn.answer(now, earlier)
    corpus, clinic, words = now.corpus, now.clinic, page_words()
    passage = corpus.by_id[answer.citation.passage] if answer.citation else None
    link = _link(passage, answer) if passage else ""
    subject = answer.understood.subject
    return Exchange(
        turn,
        answer,
        _text(answer, clinic, words),
        passage_blocks(corpus, passage, answer.highlights) if passage else [],
        link,
        _copied(answer, words),
        f"{subject}: {answer.understood.question}" if subject else "",
        None if passage or answer.outcome is Outcome.SMALL_TALK else _handoff(corpus, clinic, words),
    )


def exchanges(now: Generation, turns: Sequence[Turn]) -> list[Exchange]:
    """A whole conversation, oldest first."""
    return [exchange(now, turn, turns[:number]) for number, turn in enumerate(turns)]


def _text(answer: Answer, clinic: Clinic, words: Words) -> str:
    """What is said, in the page's language where it is ours to say."""
    ours = answer.outcome in (Outcome.SUGGESTED, Outcome.NO_ANSWER)
    return message(answer, clinic, words) if ours and words.language != primary(clinic.language) else answer.text


def _link(passage: Passage, answer: Answer) -> str:
    """The quoted sentence in its article; it says where the sentence is, never what was asked."""
    path, _, anchor = passage.citation().url.partition("#")
    part = passage.id.removeprefix(f"{passage.document}#")
    marks = ",".join(f"{start}-{end}" for start, end in answer.highlights)
    asked = f"?passage={quote(part)}{f'&mark={marks}' if marks else ''}"
    directive = text_fragment(answer.text, *answer.highlights[-1]) if answer.highlights else ""
    return here(f"{path}{asked}#{anchor}{directive}")


def _copied(answer: Answer, words: Words) -> str:
    """The answer and where it stands, as plain text; the script adds the address, the whole of which it knows."""
    if not answer.citation:
        return answer.text
    citation = answer.citation
    source = words.say("answer.copied_source", title=citation.title, section=citation.section)
    updated = words.say("answer.copied_updated", date=words.day(citation.updated)) if citation.updated else ""
    return f"{answer.text}\n\n{source}{updated}"


def _handoff(corpus: Corpus, clinic: Clinic, words: Words) -> Handoff:
    documents = (document for document in islice(corpus.documents, _LOOKED_AT) if not document.staff_only)
    covered = [(document.title, here(article_path(document.name))) for document in islice(documents, _COVERED)]
    now = datetime.now(UTC)
    return Handoff(covered, _opening(opening(clinic, now), clinic, words, now), _hours(clinic))


def _opening(state: Opening | None, clinic: Clinic, words: Words, now: datetime) -> str:
    """Whether the clinic is open now, in words; nothing where that is not known."""
    if state is None:
        return ""
    change = state.changes
    if change is None:
        return words.say("handoff.open_now" if state.is_open else "handoff.closed_now")
    time = f"{change:%H:%M}"
    if state.is_open:
        return words.say("handoff.open_until", time=time)
    days = (change.date() - now.astimezone(change.tzinfo).date()).days
    day = words.say(f"handoff.{WEEKDAYS[change.weekday()]}")
    if days > 6:
        return words.say("handoff.opens_on_date", day=day, date=words.day(change.date()), time=time)
    key = {0: "handoff.opens_today", 1: "handoff.opens_tomorrow"}.get(days, "handoff.opens_on")
    return words.say(key, day=day, time=time)


def _hours(clinic: Clinic) -> list[tuple[str, str, tuple[str, ...]]]:
    """The opening times, days in a row that have the same ones together: first day, last day, times (none: closed)."""
    groups = groupby(WEEKDAYS if clinic.hours else (), key=lambda day: clinic.hours.get(day, ()))
    return [((days := list(group))[0], days[-1], times) for times, group in groups]
