"""Which questions must be answered, and by what?

Judged questions, one JSON object a line: `{"id", "question", "history": [], "sections": ["heading"] | null,
"contains": ["words"], "kind"}`, of which a question and its sections are required. `sections` null means that it must
not be answered; else any of them is right, and one of `contains` must stand in what is quoted. The clinic's own are in
`_questions.jsonl`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from faq_bot.content.documents import heading_text, plain
from faq_bot.content.passages import Citation, Passage
from faq_bot.content.question import clean_question
from faq_bot.content.readers import Source
from faq_bot.content.readers.pairs import json_rows
from faq_bot.content.readers.rows import RowError
from faq_bot.errors import CorpusError, Fault, QuestionError

QUESTIONS = "_questions.jsonl"
"""The clinic's own judged questions."""

_FORM = 'write {"id", "question", "history", "sections", "contains"}'


class Said(Protocol):
    """What an answer says, as far as it can be judged."""

    @property
    def text(self) -> str: ...
    @property
    def citation(self) -> Citation | None: ...


@dataclass(frozen=True, slots=True)
class Judged:
    """A question and what a right answer to it is. `sections` None: it must not be answered."""

    id: str
    question: str
    history: tuple[str, ...] = ()
    sections: tuple[str, ...] | None = None
    contains: tuple[str, ...] = ()
    kind: str = ""

    @property
    def where(self) -> str:
        """Where its writer finds it, among the clinic's own."""
        return f"{QUESTIONS}, “{self.question}”"

    def is_right(self, answer: Said) -> bool:
        """Whether the answer is what it should be."""
        if self.sections is None or answer.citation is None:
            return self.sections is None and answer.citation is None
        return self._is_met(answer.citation.section, answer.text)

    def is_answered_by(self, passage: Passage) -> bool:
        """Whether the passage is a right one to quote."""
        return self.sections is not None and self._is_met(passage.section, passage.text)

    def is_said_in(self, text: str) -> bool:
        """Whether the text holds any of the words looked for; every text does where none are."""
        return not self.contains or any(words.casefold() in text.casefold() for words in self.contains)

    def _is_met(self, section: str, text: str) -> bool:
        is_named = self.sections is not None and _same(section) in map(_same, self.sections)
        return is_named and self.is_said_in(text)


def read_questions(source: Source) -> tuple[Judged, ...]:
    """The judged questions of the file. Raises CorpusError with every fault in it."""
    judged: list[Judged] = []
    faults: list[Fault] = []
    for number, row in json_rows(source):
        try:
            judged.append(_judged(row, number))
        except RowError as error:
            what, remedy = error.args
            faults.append(source.fault(what, remedy, number))
        except QuestionError as error:
            faults += [source.fault(fault.what, fault.remedy, number) for fault in error.faults]
    if faults:
        raise CorpusError(faults)
    return tuple(judged)


def lost_sections(judged: Iterable[Judged], passages: Iterable[Passage]) -> Iterator[Fault]:
    """The questions of the clinic's own that name a section which no document has: a slip, or a heading reworded."""
    there = {_same(passage.section) for passage in passages}
    for one in judged:
        for section in one.sections or ():
            if _same(section) not in there:
                what = f"names the section “{section}”, which no document has"
                yield Fault(one.where, what, "write the heading as it stands in the article")


def _judged(row: Any, number: int) -> Judged:
    """A row as a judged question. Raises RowError(what, remedy), or QuestionError."""
    if isinstance(row, RowError):
        raise row
    if not isinstance(row, dict) or not isinstance(row.get("question"), str):
        raise RowError("is not a JSON object with a question", _FORM)
    for key in ("history", "sections", "contains"):
        value = row.get(key)
        if value is not None and not (isinstance(value, list) and all(isinstance(item, str) for item in value)):
            raise RowError(f"{key} is not a list of texts", _FORM)
    if "sections" not in row:
        raise RowError("does not say which sections answer (null: none does)", _FORM)
    sections = row["sections"]
    return Judged(
        id=plain(str(row.get("id", number))),
        question=clean_question(row["question"]),
        history=tuple(map(plain, row.get("history") or ())),
        sections=None if sections is None else tuple(map(plain, sections)),
        contains=tuple(map(plain, row.get("contains") or ())),
        kind=plain(str(row.get("kind") or "")),
    )


def _same(heading: str) -> str:
    return heading_text(heading).casefold()
