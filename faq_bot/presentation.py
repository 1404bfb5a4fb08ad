"""How is an answer shown, as text and as JSON?"""

import textwrap
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from faq_bot.answering.answer import LIKELY, SURE, Answer, Outcome
from faq_bot.checking.findings import Findings
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


def explanation_json(answer: Answer) -> dict[str, Any]:
    """Why this answer came, as data: how the question was read, and every signal with what it counts for."""
    evidence = answer.evidence
    return {
        "words": [
            {"word": w.written, "term": w.term, "same_as": [c.removeprefix("=") for c in w.concepts], "share": w.share}
            for w in answer.understood.words
        ],
        "covered": list(evidence.covered) if evidence else [],
        "uncovered": list(evidence.uncovered) if evidence else [],
        "asks_for": evidence and evidence.asked,
        "quoted_from": SURE,
        "offered_from": LIKELY,
        "evidence": _products(evidence.weights, {"bias": 1.0, **evidence.signals}) if evidence else {},
        "hits": [
            {
                "passage": hit.passage.id,
                "score": round(hit.score, 4),
                "signals": _products(signal_weights(hit.passage), hit.signals),
            }
            for hit in answer.hits
        ],
    }


def explanation_text(answer: Answer) -> str:
    """The same, to be read in a terminal."""
    why = explanation_json(answer)
    lines = [f"Read as: {answer.understood.question}"]
    lines += [f"  “{word}” read as “{meant}”" for word, meant in answer.understood.corrections.items()]
    lines += [f"  “{w['word']}” is met by {_listed(w['same_as'])} too" for w in why["words"] if w["same_as"]]
    lines.append(f"In no article: {_listed(answer.missing)}")
    if answer.evidence:
        lines.append(f"Covered: {_listed(why['covered'])}")
        lines.append(f"Not covered: {_listed(why['uncovered'])}")
        lines.append(f"Asks for: {why['asks_for'] or 'nothing in particular'}")
        lines.append(f"Confidence {answer.confidence:.2f}; quoted from {SURE}, offered from {LIKELY}. It comes of:")
        lines += _table(why["evidence"])
    if not answer.hits:
        return "\n".join([*lines, "No passage shares a word with the question."])
    lines += ["Weighed, best first:", *(f"{hit['score']:9.3f}  {hit['passage']}" for hit in why["hits"])]
    return "\n".join([*lines, "The score of the first comes of:", *_table(why["hits"][0]["signals"])])


def _products(weights: Mapping[str, float], signals: Mapping[str, float]) -> dict[str, list[float]]:
    """Of each signal its value, what it counts for, and the two multiplied."""
    return {
        name: [round(signals[name], 4), weight, round(signals[name] * weight, 4)] for name, weight in weights.items()
    }


def _table(products: Mapping[str, Sequence[float]]) -> list[str]:
    return [
        f"  {name:<12}{value:8.3f}  x {weight:6.2f}  = {product:8.3f}"
        for name, (value, weight, product) in products.items()
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
        lines.append(f"  {count(len(document.sections), 'section')}")
        lines += [
            f"    {section.heading or '(no heading)'}  "
            f"[{count(section.passages, 'passage')}, {count(section.words, 'word')}]"
            for section in document.sections[:LISTED]
        ]
        if (more := len(document.sections) - LISTED) > 0:
            lines.append(f"    … and {more:,} more")
    for path, problems in groupby(findings.problems, key=lambda problem: problem.place.path):
        lines += ["", f"Problems in {path}:"]
        lines += [f"  {problem.within_file}" for problem in problems]
    counts = (
        count(len(findings.documents), "document"),
        count(sum(len(document.sections) for document in findings.documents), "section"),
        count(sum(document.passages for document in findings.documents), "passage"),
        count(sum(document.words for document in findings.documents), "word"),
        count(len(findings.problems), "problem"),
    )
    return "\n".join([*lines, "", ", ".join(counts)])


def count(number: int, noun: str) -> str:
    """A number with its noun, which is in the plural for any but one."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def wrap(text: str, width: int = WIDTH) -> str:
    """Text in lines that fit a terminal, its own line breaks kept."""
    return "\n".join(
        textwrap.fill(line, width, subsequent_indent=" " * (len(line) - len(line.lstrip())), break_on_hyphens=False)
        for line in text.split("\n")
    )
