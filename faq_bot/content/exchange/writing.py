"""How does a document become a file of the corpus?

An article becomes Markdown. Rows of questions and answers become rows (`.jsonl`), which hold no address, dates or
staff-only mark: a document that has one becomes Markdown unless told otherwise. What is written is read again before
anybody relies on it, and says the same or is refused.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from faq_bot.content.documents import (
    Document,
    Line,
    Section,
    heading_text,
    is_address,
    plain,
    question_text,
    with_anchors,
)
from faq_bot.content.exchange.markdown_text import body, heading, inline, listable
from faq_bot.content.passages import LONGEST
from faq_bot.content.readers import Source, read
from faq_bot.errors import CorpusError, Fault

FORMS = {"markdown": ".md", "rows": ".jsonl"}
_ALSO_ASKED = "also asked:"
_LEVELS = range(1, 7)


@dataclass(frozen=True, slots=True)
class Written:
    """A file of the corpus, not yet in it: its text, the document it is read as, and what it cannot hold."""

    document: Document
    text: str
    left_out: tuple[str, ...]


def is_rows(document: Document) -> bool:
    """Whether it is nothing but rows of questions and answers."""
    return all(section.whole for section in document.sections)


def written(document: Document, form: str = "") -> Written:
    """The document as `markdown` or `rows`, or as what loses least. Raises CorpusError where it would not be the same.

    `document.path` is where it shall stand; its suffix becomes that of the form.
    """
    has_facts = document.url or document.updated or document.review_by or document.staff_only
    form = form or ("rows" if is_rows(document) and not has_facts else "markdown")
    left_out: list[str] = []
    path = f"{document.path.removesuffix(PurePosixPath(document.path).suffix)}{FORMS[form]}"
    document = replace(document, path=path, name=PurePosixPath(path).stem)
    if form == "rows":
        held = _held_by_rows(document, left_out)
        text = "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in map(_row, held.sections))
    else:
        held = _held_by_markdown(document, left_out)
        text = "\n".join(_markdown(held)) + "\n"
    if read(Source(path, text.encode())) != held:
        what = f"cannot be written as {form} and read again the same"
        raise CorpusError([Fault(document.path, what, "choose the other of --as markdown and --as rows")])
    return Written(held, text, tuple(left_out))


def as_row(section: Section, answer: str) -> dict[str, object]:
    """The section as a row, with this answer; what is empty or follows from the rest is left out."""
    shown = section.heading if section.heading != heading_text(section.question) else ""
    values = {
        "id": section.anchor,
        "question": section.question,
        "answer": answer,
        "also_asked": list(section.also_asked),
        "section": shown,
        "source": section.source,
    }
    return {key: value for key, value in values.items() if value}


def _row(section: Section) -> dict[str, object]:
    return as_row(section, "\n".join(line.text for line in section.lines))


def _held_by_rows(document: Document, left_out: list[str]) -> Document:
    """The document as rows hold it."""
    if document.staff_only:
        what = "is for staff only, which rows cannot say"
        raise CorpusError([Fault(document.path, what, "leave out --as rows, or use --as markdown")])
    title = Source(document.path, b"").title
    source = document.title if document.title != title else ""
    sections = tuple(
        replace(
            section,
            lines=tuple(Line(plain(str(line))) for line in section.lines),
            level=2,
            source=section.source or source,
            whole=True,
        )
        for section in document.sections
        if section.lines
    )
    long = sum(not section.whole and len(section.text.split()) > LONGEST for section in document.sections)
    empty = len(document.sections) - len(sections)
    facts = {"address": document.url, "date": document.updated, "date of review": document.review_by}
    left_out += [f"its {name}, {value}: rows have no place for it" for name, value in facts.items() if value]
    left_out += [_counted(empty, "heading") + " without text"] if empty else []
    left_out += [f"where passages part, in {_counted(long, 'section')}: a row is quoted as a whole"] if long else []
    return Document(document.name, document.path, title, sections)


def _held_by_markdown(document: Document, left_out: list[str]) -> Document:
    """The document as Markdown holds it."""
    sources = {section.source for section in document.sections}
    shared = next(iter(sources)) if len(sources) == 1 else ""
    title = heading_text(shared) or heading_text(document.title) or document.name
    sections = [_section(section, title) for section in document.sections]
    if not sections[0].lines and sections[0].level == 1:
        sections[0] = replace(sections[0], level=2)  # else it is taken for the title
    rows = sum(section.whole for section in document.sections)
    bars = sum("|" in asked for section in document.sections for asked in section.also_asked)
    named = sum(bool(section.source) for section in document.sections) if len(sources) > 1 else 0
    left_out += [f"that {_counted(rows, 'answer')} may not be cut, and the ids: Markdown has no rows"] if rows else []
    left_out += [f"the source of {_counted(named, 'row')}: a document has one title"] if named else []
    left_out += [f"“|” in {_counted(bars, 'other way')} to ask, which became “/”"] if bars else []
    left_out += [f"the address {document.url!r}, which is not a whole one"] * (
        bool(document.url) and not is_address(document.url)
    )
    url = document.url if is_address(document.url) else ""
    return replace(document, title=title, url=url, sections=with_anchors(sections))


def _section(section: Section, title: str) -> Section:
    is_asked = section.question and heading_text(section.question) == section.heading
    shown = section.question if is_asked else section.heading or section.question or title
    also_asked = [] if not section.question or shown == section.question else [section.question]
    also_asked += section.also_asked
    lines = []
    for line in map(listable, section.lines):
        if not line.is_item and line.text.casefold().startswith(_ALSO_ASKED):
            also_asked += line.text[len(_ALSO_ASKED) :].split("|")  # what the reader will take it for
        else:
            lines.append(line)
    return Section(
        heading_text(shown) or title,
        "",
        tuple(lines),
        section.level if section.level in _LEVELS else 2,
        tuple(filter(None, (plain(asked.replace("|", "/")) for asked in also_asked))),
        question_text(shown),
    )


def _markdown(document: Document) -> Iterator[str]:
    yield "---"
    is_quoted = len(document.title) > 1 and document.title[0] == document.title[-1] and document.title[0] in "\"'"
    yield f'title: "{document.title}"' if is_quoted else f"title: {document.title}"
    for key, value in (("url", document.url), ("updated", document.updated), ("review_by", document.review_by)):
        if value:
            yield f"{key}: {value}"
    if document.staff_only:
        yield "staff_only: true"
    yield "---"
    for section in document.sections:
        yield f"\n{heading(section.question or section.heading, section.level)}"
        if section.also_asked:
            yield f"\nAlso asked: {' | '.join(map(inline, section.also_asked))}"
        yield from body(section.lines)


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
