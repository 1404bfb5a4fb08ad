"""How good are the answers?

Judged questions in, a `Report` out. A question that must be answered is right when a section named as right is quoted
and the quotation holds the words looked for; one that must not be answered is right when it is refused. Small talk
quotes nothing, so it counts as not answered.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple

from faq_bot.answering.answer import Answer, Outcome
from faq_bot.content.judged import Judged, read_questions
from faq_bot.content.readers import Source
from faq_bot.errors import FaqBotError, Fault

BINS = 10
"""Bins of a reliability table."""


class Verdict(StrEnum):
    """What came of a judged question: one of these, so that they add up to all that were asked."""

    RIGHT = "right"  # answered, with a right passage
    REFUSED = "refused"  # not answered, and must not be
    SUGGESTED = "suggested"  # not answered, but a right passage is among the suggestions
    MISSED = "missed"  # not answered, nor suggested
    WRONG = "wrong"  # answered with a wrong passage, or answered what must not be


@dataclass(frozen=True, slots=True)
class Judgement:
    """A judged question and the answer that came."""

    judged: Judged
    answer: Answer

    @property
    def verdict(self) -> Verdict:
        """What came of it."""
        if self.judged.is_right(self.answer):
            return Verdict.REFUSED if self.judged.sections is None else Verdict.RIGHT
        if self.answer.citation:
            return Verdict.WRONG
        offered = {suggestion.passage for suggestion in self.answer.suggestions}
        is_offered = any(self.judged.is_answered_by(h.passage) for h in self.answer.hits if h.passage.id in offered)
        return Verdict.SUGGESTED if is_offered else Verdict.MISSED

    @property
    def is_miss(self) -> bool:
        """Whether it was not met as it should be."""
        return self.verdict not in (Verdict.RIGHT, Verdict.REFUSED)

    @property
    def rank(self) -> int | None:
        """The place of the first right passage among the hits that were weighed, from 1; None where none is."""
        right = (n for n, hit in enumerate(self.answer.hits, start=1) if self.judged.is_answered_by(hit.passage))
        return next(right, None)

    @property
    def is_highlighted(self) -> bool | None:
        """Whether the highlighted text holds the words looked for; None where there is nothing to highlight."""
        if self.verdict is not Verdict.RIGHT or not self.judged.contains:
            return None
        return self.judged.is_said_in(" ".join(self.answer.text[start:end] for start, end in self.answer.highlights))


class Share(NamedTuple):
    """A part of a whole. For `RR`, the part is a sum of reciprocal ranks."""

    part: float
    whole: int

    @property
    def value(self) -> float | None:
        """The share; None where there is no whole."""
        return self.part / self.whole if self.whole else None

    def __str__(self) -> str:
        return f"{self.part / self.whole:.1%}" if self.whole else "none"


@dataclass(frozen=True, slots=True)
class Bin:
    """The answers whose confidence is from `low` to `high`: the mean said, and the share that was right."""

    low: float
    high: float
    confidence: float | None
    right: Share


@dataclass(frozen=True, slots=True)
class Report:
    """What came of a set of judged questions."""

    judgements: tuple[Judgement, ...]

    @property
    def verdicts(self) -> Mapping[Verdict, int]:
        """How many questions came to each verdict."""
        return Counter(judgement.verdict for judgement in self.judgements)

    @property
    def answerable(self) -> int:
        """How many questions are to be answered."""
        return sum(judgement.judged.sections is not None for judgement in self.judgements)

    @property
    def misses(self) -> tuple[Judgement, ...]:
        """The questions that were not met as they should be, as they were asked."""
        return tuple(judgement for judgement in self.judgements if judgement.is_miss)

    @property
    def measures(self) -> Mapping[str, Share]:
        """Every measure by its name.

        - `right`, `refused`, `wrong`: of the answerable, of the others, and of all (answers stated that are not right)
        - `Success@1`, `Success@3`, `RR`: of the answerable, by the first right passage among the hits
        - `highlights`: of the right that have words to look for, where the highlighted text holds some
        - `suggested`: of the answerable that were not answered, where a right passage is suggested
        """
        verdicts, answerable, asked = self.verdicts, self.answerable, len(self.judgements)
        ranks = [judgement.rank for judgement in self.judgements if judgement.judged.sections is not None]
        lit = [lit for judgement in self.judgements if (lit := judgement.is_highlighted) is not None]
        not_answered = verdicts[Verdict.SUGGESTED] + verdicts[Verdict.MISSED]
        return {
            "right": Share(verdicts[Verdict.RIGHT], answerable),
            "refused": Share(verdicts[Verdict.REFUSED], asked - answerable),
            "wrong": Share(verdicts[Verdict.WRONG], asked),
            "Success@1": Share(sum(rank == 1 for rank in ranks), answerable),
            "Success@3": Share(sum(rank is not None and rank <= 3 for rank in ranks), answerable),
            "RR": Share(sum(1 / rank for rank in ranks if rank), answerable),
            "highlights": Share(sum(lit), len(lit)),
            "suggested": Share(verdicts[Verdict.SUGGESTED], not_answered),
        }

    @property
    def reliability(self) -> tuple[Bin, ...]:
        """Confidence against being right: that the first hit is a right passage. Small talk and alarms weigh none."""
        weighed = [j for j in self.judgements if j.answer.outcome not in (Outcome.SMALL_TALK, Outcome.URGENT)]
        return reliability((j.answer.confidence, j.rank == 1) for j in weighed)

    def by_kind(self) -> Mapping[str, "Report"]:
        """A report for each kind of question, in the order in which kinds first come."""
        kinds: dict[str, list[Judgement]] = {}
        for judgement in self.judgements:
            kinds.setdefault(judgement.judged.kind, []).append(judgement)
        return {kind: Report(tuple(judgements)) for kind, judgements in kinds.items()}

    def as_json(self) -> dict[str, Any]:
        """The report as a JSON object. Keys stay; shares are of 0 to 1, null where there is nothing to count.

        - `questions`, `answerable`, `unanswerable`: how many were asked
        - `right`, `refused`, `wrong`, `highlights`, `suggested`: counts; `..._share`: of what `measures` says
        - `success_at_1`, `success_at_3`, `reciprocal_rank`: means over the answerable
        - `calibration`: `questions`, `expected_error`, and `bins`, each `from`, `to`, `confidence` (the mean said),
          `right_share`, `questions`
        - `kinds`: for each kind of question, `kind` and all of the above
        - `misses`: `id`, `kind`, `question`, `history`, `sections`, `contains`, as judged; `verdict` (suggested, missed
          or wrong), `outcome`, `confidence`, `quoted` (a passage id or null), `text`, `suggestions` (passage ids) and
          `rank` (of the first right hit, or null), as it came
        """
        kinds = [{"kind": kind, **report._counts_json()} for kind, report in self.by_kind().items()]
        return {**self._counts_json(), "kinds": kinds, "misses": [_miss_json(miss) for miss in self.misses]}

    def _counts_json(self) -> dict[str, Any]:
        found: dict[str, Any] = {"questions": len(self.judgements), "answerable": self.answerable}
        found["unanswerable"] = found["questions"] - found["answerable"]
        for name, share in self.measures.items():
            if name in _MEANS:
                found[_MEANS[name]] = _rounded(share.value)
            else:
                found |= {name: share.part, f"{name}_share": _rounded(share.value)}
        bins = self.reliability
        found["calibration"] = {
            "questions": sum(each.right.whole for each in bins),
            "expected_error": _rounded(calibration_error(bins)),
            "bins": [
                {
                    "from": each.low,
                    "to": each.high,
                    "confidence": _rounded(each.confidence),
                    "right_share": _rounded(each.right.value),
                    "questions": each.right.whole,
                }
                for each in bins
            ],
        }
        return found


_MEANS = {"Success@1": "success_at_1", "Success@3": "success_at_3", "RR": "reciprocal_rank"}


def reliability(said: Iterable[tuple[float, bool]]) -> tuple[Bin, ...]:
    """Confidences and whether each was right, in bins of the same width."""
    bins: list[list[tuple[float, bool]]] = [[] for _ in range(BINS)]
    for confidence, is_right in said:
        bins[min(int(confidence * BINS), BINS - 1)].append((confidence, is_right))
    return tuple(
        Bin(
            n / BINS,
            (n + 1) / BINS,
            sum(confidence for confidence, _ in each) / len(each) if each else None,
            Share(sum(is_right for _, is_right in each), len(each)),
        )
        for n, each in enumerate(bins)
    )


def calibration_error(bins: Sequence[Bin]) -> float | None:
    """The expected calibration error: how far confidence is from the share that is right, over all answers."""
    total = sum(each.right.whole for each in bins)
    if not total:
        return None
    return sum(abs((each.confidence or 0.0) * each.right.whole - each.right.part) for each in bins) / total


def read_judged(path: Path) -> list[Judged]:
    """The judged questions of a JSONL file. Raises FaqBotError with every fault in it."""
    try:
        source = Source(str(path), path.read_bytes())
    except OSError as error:
        fault = Fault(str(path), f"cannot be read ({error.strerror})", "name a file of judged questions")
        raise FaqBotError([fault]) from None
    if judged := read_questions(source):
        return list(judged)
    raise source.error("has no judged question", "write one JSON object a line")


def evaluate(ask: Callable[[str, Sequence[str]], Answer], judged: Iterable[Judged]) -> Report:
    """Put the judged questions to `ask`, and say what came of them."""
    return Report(tuple(Judgement(one, ask(one.question, one.history)) for one in judged))


def _miss_json(miss: Judgement) -> dict[str, Any]:
    judged, answer = miss.judged, miss.answer
    return {
        "id": judged.id,
        "kind": judged.kind,
        "question": judged.question,
        "history": list(judged.history),
        "sections": None if judged.sections is None else list(judged.sections),
        "contains": list(judged.contains),
        "verdict": miss.verdict.value,
        "outcome": answer.outcome.value,
        "confidence": _rounded(answer.confidence),
        "quoted": answer.citation and answer.citation.passage,
        "text": answer.text,
        "suggestions": [suggestion.passage for suggestion in answer.suggestions],
        "rank": miss.rank,
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
