"""How good are the answers?

Judged questions in, a `Report` out. A question that must be answered is right when a section named as right is quoted
and the quotation holds the words looked for; one that must not be answered is right when it is refused.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from faq_bot.answering.answer import Answer, Outcome
from faq_bot.content.documents import heading_text
from faq_bot.content.passages import Passage
from faq_bot.errors import FaqBotError, Fault


@dataclass(frozen=True, slots=True)
class Judged:
    """A question and what a right answer to it is. `sections` None: it must not be answered."""

    id: str
    question: str
    history: tuple[str, ...] = ()
    sections: tuple[str, ...] | None = None
    contains: tuple[str, ...] = ()
    kind: str = ""

    def is_right(self, answer: Answer) -> bool:
        """Whether the answer is what it should be."""
        if self.sections is None or answer.citation is None:
            return self.sections is None and answer.citation is None
        return self._is_met(answer.citation.section, answer.text)

    def is_answered_by(self, passage: Passage) -> bool:
        """Whether the passage is a right one to quote."""
        return self.sections is not None and self._is_met(passage.section, passage.text)

    def _is_met(self, section: str, text: str) -> bool:
        is_named = self.sections is not None and _same(section) in map(_same, self.sections)
        return is_named and (not self.contains or any(words.casefold() in text.casefold() for words in self.contains))


@dataclass(frozen=True, slots=True)
class Miss:
    """A judged question that was not met as it should be."""

    judged: Judged
    answer: Answer


@dataclass(frozen=True, slots=True)
class Report:
    """Counts over a set of judged questions. `wrong` are answers stated that should not have been, of either kind."""

    answerable: int
    right: int
    unanswerable: int
    refused: int
    wrong: int
    misses: tuple[Miss, ...]

    def as_json(self) -> dict[str, Any]:
        """The report as a JSON object, the misses by id."""
        return {
            "answerable": self.answerable,
            "right": self.right,
            "right_share": _share(self.right, self.answerable),
            "unanswerable": self.unanswerable,
            "refused": self.refused,
            "refused_share": _share(self.refused, self.unanswerable),
            "wrong": self.wrong,
            "wrong_share": _share(self.wrong, self.answerable + self.unanswerable),
            "misses": [
                {
                    "id": miss.judged.id,
                    "question": miss.judged.question,
                    "outcome": miss.answer.outcome.value,
                    "quoted": miss.answer.citation and miss.answer.citation.passage,
                }
                for miss in self.misses
            ],
        }


def read_judged(path: Path) -> list[Judged]:
    """The judged questions of a JSONL file. Raises FaqBotError with every fault in it."""
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise FaqBotError([Fault(str(path), f"cannot be read ({reason})", "name a file of judged questions")]) from None
    judged, faults = [], []
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            try:
                judged.append(_judged(json.loads(line), number))
            except (ValueError, RecursionError) as error:
                what = str(error).split(":")[0] if isinstance(error, json.JSONDecodeError) else str(error)
                remedy = 'write {"id", "question", "history", "sections", "contains"}'
                faults.append(Fault(f"{path}, line {number}", what or "cannot be read", remedy))
    if not judged and not faults:
        faults.append(Fault(str(path), "has no judged question", "write one JSON object a line"))
    if faults:
        raise FaqBotError(faults)
    return judged


def evaluate(ask: Callable[[str, Sequence[str]], Answer], judged: Iterable[Judged]) -> Report:
    """Put the judged questions to `ask` and count."""
    answered = [(question, ask(question.question, question.history)) for question in judged]
    to_answer = [(q, a) for q, a in answered if q.sections is not None]
    to_refuse = [(q, a) for q, a in answered if q.sections is None]
    misses = tuple(Miss(q, a) for q, a in answered if not q.is_right(a))
    return Report(
        answerable=len(to_answer),
        right=sum(q.is_right(a) for q, a in to_answer),
        unanswerable=len(to_refuse),
        refused=sum(q.is_right(a) for q, a in to_refuse),
        wrong=sum(miss.answer.outcome is Outcome.ANSWERED for miss in misses),
        misses=misses,
    )


def report_text(report: Report) -> str:
    """The report for a terminal: shares first, then every miss."""
    lines = [
        _count("right", report.right, report.answerable, "to be answered"),
        _count("refused", report.refused, report.unanswerable, "not to be answered"),
        _count("wrong", report.wrong, report.answerable + report.unanswerable, "of either kind, answered"),
    ]
    if report.misses:
        lines += ["", "misses:"]
    for miss in report.misses:
        met = miss.answer.citation.passage if miss.answer.citation else miss.answer.outcome.value
        lines.append(f"  {miss.judged.id}  {miss.judged.question}\n      {met} ({miss.answer.confidence:.2f})")
    return "\n".join(lines)


def _judged(row: Any, number: int) -> Judged:
    if not isinstance(row, dict) or not isinstance(row.get("question"), str):
        raise ValueError("is not a JSON object with a question")
    for key in ("history", "sections", "contains"):
        value = row.get(key) or []
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise ValueError(f"{key} is not a list of texts")
    if "sections" not in row:
        raise ValueError("does not say which sections answer (null: none does)")
    sections = row["sections"]
    return Judged(
        id=str(row.get("id", number)),
        question=row["question"],
        history=tuple(row.get("history") or ()),
        sections=None if sections is None else tuple(sections),
        contains=tuple(row.get("contains") or ()),
        kind=str(row.get("kind") or ""),
    )


def _same(heading: str) -> str:
    return heading_text(heading).casefold()


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def _count(name: str, part: int, whole: int, kind: str) -> str:
    share = f"{part / whole:6.1%}" if whole else "  none"
    return f"{name:8} {share}   {part:5} of {whole} {kind}"
