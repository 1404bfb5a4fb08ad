"""How is a report shown, in a terminal and as a page to look at?"""

import os
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from faq_bot.answering.answer import LIKELY, SURE, Answer
from faq_bot.content.documents import plain
from faq_bot.content.judged import Judged
from faq_bot.errors import FaqBotError, Fault
from faq_bot.evaluation import Judgement, Report, Share, Verdict, calibration_error
from faq_bot.presentation import explanation_text

WIDTH = 100
"""Columns of a terminal at the most."""
LONGEST_KIND = 12
"""Characters shown of a kind's name in a terminal."""

MEANINGS = {
    "right": "to be answered",
    "refused": "not to be answered",
    "wrong": "of either kind, answered",
    "Success@1": "have a right passage first",
    "Success@3": "have one among the first three",
    "RR": "mean of 1 / rank of the first right passage",
    "highlights": "right answers highlight what was looked for",
    "suggested": "left unanswered suggest a right passage",
}
"""What the share of each measure says."""


def report_text(report: Report) -> str:
    """The report for a terminal: shares, kinds and calibration in tables, then every miss in full."""
    parts = [
        "\n".join(_measure_line(name, share) for name, share in report.measures.items()),
        "by kind\n" + _table(_kind_rows(report)),
        _calibration_text(report),
    ]
    if report.misses:
        parts += [f"misses: {len(report.misses)}", *map(_miss_text, report.misses)]
    return "\n\n".join(parts)


def report_page(report: Report, name: str) -> str:
    """The report as one page of HTML that needs nothing else: no script, no request."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"plain": plain, "came": came, "expected": expected, "pieces": _pieces}
    return environment.get_template("evaluation_report.html").render(
        name=plain(name),
        report=report,
        kinds=report.by_kind(),
        meanings=MEANINGS,
        bins=report.reliability,
        error=calibration_error(report.reliability),
        verdicts=list(Verdict),
        explain=explanation_text,
        versions=sorted({judgement.answer.version for judgement in report.judgements} - {""}),
        sure=SURE,
        likely=LIKELY,
    )


def write_page(page: str, file: Path) -> None:
    """Write the page whole or not at all. Raises FaqBotError where it cannot be written."""
    try:
        file = file.resolve()
        if file.exists() and not file.is_file():
            raise FileExistsError(None, "it is not a plain file")
        temporary = file.with_name(f".faq-bot-report-{os.getpid()}")
        try:
            temporary.write_bytes(page.encode("utf-8", "replace"))
            os.replace(temporary, file)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        remedy = "name a file in a folder that can be written to"
        raise FaqBotError([Fault(str(file), f"cannot be written ({error.strerror})", remedy)]) from None


def expected(judged: Judged) -> str:
    """What a right answer is, in words."""
    if judged.sections is None:
        return "no answer"
    sections = " or ".join(f"“{plain(section)}”" for section in judged.sections) or "a section, but none is named"
    words = " or ".join(f"“{plain(words)}”" for words in judged.contains)
    return f"{sections}, saying {words}" if words else sections


def came(judgement: Judgement) -> str:
    """What came instead, in words."""
    answer = judgement.answer
    quoted = f" with {answer.citation.passage}" if answer.citation else ""
    offered = "; a right passage is suggested" if judgement.verdict is Verdict.SUGGESTED else ""
    return f"{answer.outcome.value.replace('_', ' ')}{quoted}{offered}"


def _measure_line(name: str, share: Share) -> str:
    if name == "RR":
        value = "none" if share.value is None else f"{share.value:.3f}"
        return f"{name:10} {value:>6}   {MEANINGS[name]}"
    return f"{name:10} {share!s:>6}   {share.part:5} of {share.whole} {MEANINGS[name]}"


def _kind_rows(report: Report) -> Iterator[list[str]]:
    yield ["kind", "asked", "right", "refused", "wrong", "S@1", "S@3", "RR", "highl.", "sugg."]
    for kind, one in [*report.by_kind().items(), ("all", report)]:
        shares = one.measures
        yield [
            _cut(plain(kind)) or "(none)",
            str(len(one.judgements)),
            *(_counted(shares[name]) for name in ("right", "refused", "wrong")),
            *(_percent(shares[name]) for name in ("Success@1", "Success@3")),
            "-" if shares["RR"].value is None else f"{shares['RR'].value:.2f}",
            *(_percent(shares[name]) for name in ("highlights", "suggested")),
        ]


def _calibration_text(report: Report) -> str:
    bins = report.reliability
    error = calibration_error(bins)
    rows = [["said", "mean said", "right", "answers"]]
    for each in bins:
        said = "-" if each.confidence is None else f"{each.confidence:.2f}"
        right = "-" if each.right.value is None else f"{each.right.value:.2f}"
        rows.append([f"{each.low:.1f} to {each.high:.1f}", said, right, str(each.right.whole)])
    shown = "none" if error is None else f"{error:.3f}"
    return f"calibration (expected error {shown})\n{_table(rows)}"


def _miss_text(miss: Judgement) -> str:
    judged, answer = miss.judged, miss.answer
    lines = [("", f"{plain(judged.id)}  {plain(judged.question)}")]
    lines += [("after", plain(earlier)) for earlier in judged.history]
    lines += [("kind", plain(judged.kind))] if judged.kind else []
    lines += [("expected", expected(judged)), ("came", f"{came(miss)} ({answer.confidence:.2f})")]
    if answer.citation:
        lines.append(("quoted", plain(answer.text)))
    lines += [("suggested", suggestion.passage) for suggestion in answer.suggestions if not answer.citation]
    if judged.sections is not None:
        lines.append(("right hit", f"number {miss.rank}" if miss.rank else "none of those weighed"))
    return "\n".join(_labelled(label, text) for label, text in lines)


def _labelled(label: str, text: str) -> str:
    """A label and its text, the text's further lines below its first."""
    first, rest = (f"    {label:10}", " " * 14) if label else ("  ", " " * 6)
    wrapped = textwrap.wrap(text, WIDTH, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False)
    return "\n".join(wrapped) or first.rstrip()


def _table(rows: Iterable[Sequence[str]]) -> str:
    """Rows as aligned columns, the first to the left and the others to the right."""
    rows = list(rows)
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(cell.rjust(width) if n else cell.ljust(width) for n, (cell, width) in enumerate(each)).rstrip()
        for each in (list(zip(row, widths, strict=True)) for row in rows)
    )


def _cut(kind: str) -> str:
    return kind if len(kind) <= LONGEST_KIND else f"{kind[: LONGEST_KIND - 1]}…"


def _counted(share: Share) -> str:
    return f"{share.part:g}/{share.whole} {share.value:4.0%}" if share.value is not None else "-"


def _percent(share: Share) -> str:
    return "-" if share.value is None else f"{share.value:.0%}"


def _pieces(answer: Answer) -> list[tuple[str, bool]]:
    """The answer's text in pieces, each with whether it is highlighted."""
    ends = [0, *(end for span in sorted(answer.highlights) for end in span), len(answer.text)]
    return [(answer.text[start:end], n % 2 == 1) for n, (start, end) in enumerate(pairwise(ends))]
