"""How is an answer shown, as text and as JSON?"""

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

from faq_bot.answering.answer import LIKELY, SURE, Answer, Outcome
from faq_bot.content.check import Findings
from faq_bot.search.retrieval import Hit, signal_weights

WIDTH = 88
"""Columns of text in a terminal."""
LISTED = 50
"""Sections listed of one document; a file of rows can have thousands."""


_SUGGESTED = {Outcome.ANSWERED: "See also", Outcome.SUGGESTED: "Did you mean"}


def answer_json(answer: Answer) -> dict[str, Any]:
    """The answer as the HTTP API gives it."""
    citation = answer.citation
    return {
        "outcome": answer.outcome.value,
        "text": answer.text,
        "highlights": [list(span) for span in answer.highlights],
        "confidence": round(answer.confidence, 4),
        "citation": citation
        and {
            "passage": citation.passage,
            "title": citation.title,
            "section": citation.section,
            "url": citation.url,
            "updated": citation.updated and citation.updated.isoformat(),
        },
        "suggestions": [{"question": s.question, "passage": s.passage} for s in answer.suggestions],
        "missing": list(answer.missing),
        "understood": {
            "question": answer.understood.question,
            "corrections": dict(answer.understood.corrections),
        },
        "safety": None,
        "version": answer.version,
    }


def answer_text(answer: Answer) -> str:
    """The answer for a terminal: the passage or message, where it stands, and what else may be asked."""
    parts = [wrap(answer.text)]
    if answer.understood.corrections:
        mended = ", ".join(f"“{meant}”" for meant in answer.understood.corrections.values())
        parts.insert(0, f"Showing answers for {mended}.")
    if citation := answer.citation:
        updated = f", updated {citation.updated:%d %B %Y}" if citation.updated else ""
        parts.append(f"From “{citation.section}”, {citation.title}{updated}\n{citation.url}")
    if answer.suggestions:
        heading = _SUGGESTED.get(answer.outcome, "Our articles do say something on")
        parts.append("\n".join([f"{heading}:", *(f"  • {s.question}" for s in answer.suggestions)]))
    return "\n\n".join(parts)


def explanation_text(answer: Answer) -> str:
    """Why this answer came: how the question was read, what was covered, and every signal with what it counts for."""
    lines = [f"Read as: {answer.understood.question}"]
    lines += [f"  “{word}” read as “{meant}”" for word, meant in answer.understood.corrections.items()]
    lines.append(f"In no article: {_listed(answer.missing)}")
    if evidence := answer.evidence:
        lines.append(f"Covered: {_listed(evidence.covered)}")
        lines.append(f"Not covered: {_listed(evidence.uncovered)}")
        lines.append(f"Asks for: {evidence.asked or 'nothing in particular'}")
        lines.append(f"Confidence {answer.confidence:.2f}; quoted from {SURE}, offered from {LIKELY}. It comes of:")
        lines += _sum(evidence.weights, {"bias": 1.0, **evidence.signals})
    if answer.hits:
        lines.append("Weighed, best first:")
        for hit in answer.hits:
            lines.append(f"{hit.score:8.3f}  {hit.passage.id}")
        lines.append("The score of the first comes of:")
        lines += _sum(signal_weights(answer.hits[0].passage), answer.hits[0].signals)
    else:
        lines.append("No passage shares a word with the question.")
    return "\n".join(lines)


def _sum(weights: Mapping[str, float], signals: Mapping[str, float]) -> list[str]:
    return [
        f"  {name:<12}{signals[name]:7.3f}  x {weight:6.2f}  = {signals[name] * weight:7.3f}"
        for name, weight in weights.items()
    ]


def _listed(words: Sequence[str]) -> str:
    return ", ".join(words) or "nothing"


def hits_json(hits: list[Hit] | tuple[Hit, ...]) -> list[dict[str, Any]]:
    """Hits as the HTTP API gives them."""
    return [
        {
            "passage": hit.passage.id,
            "title": hit.passage.title,
            "section": hit.passage.section,
            "text": hit.passage.text,
            "score": round(hit.score, 4),
        }
        for hit in hits
    ]


def hits_text(hits: list[Hit] | tuple[Hit, ...]) -> str:
    """A hit a line: score, passage, and how its text begins."""
    return "\n".join(
        f"{hit.score:8.3f}  {hit.passage.id}\n          {textwrap.shorten(hit.passage.text, WIDTH, placeholder=' …')}"
        for hit in hits
    )


def findings_text(findings: Findings) -> str:
    """What `faq-bot check` found: the table of contents, then the problems, then how much there is of it all."""
    lines = []
    for document in findings.documents:
        lines.append(f"{document.path}: {document.title}")
        lines.append(f"  {_count(len(document.sections), 'section')}")
        lines += [
            f"    {section.heading or '(no heading)'}  "
            f"[{_count(section.passages, 'passage')}, {_count(section.words, 'word')}]"
            for section in document.sections[:LISTED]
        ]
        if (more := len(document.sections) - LISTED) > 0:
            lines.append(f"    … and {more:,} more")
    lines += ["", *(f"problem: {problem}" for problem in findings.problems)] if findings.problems else []
    counts = (
        _count(len(findings.documents), "document"),
        _count(sum(len(document.sections) for document in findings.documents), "section"),
        _count(sum(document.passages for document in findings.documents), "passage"),
        _count(sum(document.words for document in findings.documents), "word"),
        _count(len(findings.problems), "problem"),
    )
    return "\n".join([*lines, "", ", ".join(counts)])


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def wrap(text: str) -> str:
    """Text in lines that fit a terminal, its own line breaks kept."""
    return "\n".join(
        textwrap.fill(line, WIDTH, subsequent_indent=" " * (len(line) - len(line.lstrip())), break_on_hyphens=False)
        for line in text.split("\n")
    )
