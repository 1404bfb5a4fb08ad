"""Which document is a row of, when the rows of many stand in one file?

What an export says of each row beside what a row holds: the document's path, title, address, dates and whom it is for;
and, where the row is a section of an article, the level of its heading.
"""

import datetime
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any

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
from faq_bot.content.exchange.writing import is_rows
from faq_bot.errors import CorpusError, Fault

Origin = Mapping[str, str]

_ITEM = re.compile(r"((?:  )*)(\S+) (.+)")
_LONE_ITEM = re.compile(r"()(•|[0-9]{1,3}[.)]) (.+)")


def with_origins(document: Document) -> Iterator[tuple[Section, dict[str, str]]]:
    """The sections that have text, each with what to say of the row that it becomes."""
    values = {
        "document": PurePosixPath(document.path).with_suffix("").as_posix(),
        "title": document.title,
        "url": document.url,
        "updated": document.updated.isoformat() if document.updated else "",
        "review_by": document.review_by.isoformat() if document.review_by else "",
        "staff_only": "true" if document.staff_only else "",
    }
    said = {key: value for key, value in values.items() if value}
    is_article = not is_rows(document)
    for section in document.sections:
        if section.lines:
            yield section, {**said, "level": str(section.level)} if is_article else said


ORIGIN = ("document", "title", "url", "updated", "review_by", "staff_only", "level")
"""The keys of an origin. `id`, `section`, `source` and `answer` may stand beside them, where a row's will not do."""


def told_apart(flat: Document, origins: Mapping[str, Origin]) -> list[Document]:
    """The documents that the rows of one file came from, by the origins of their ids.

    Raises CorpusError with every value that is none.
    """
    faults: list[Fault] = []
    rows: dict[str, list[tuple[Section, Origin]]] = {}
    for section in flat.sections:
        said = origins.get(section.anchor, {})
        rows.setdefault(said.get("document", ""), []).append((section, said))
    documents = [_document(flat, path, said, faults) for path, said in rows.items()]
    if faults:
        raise CorpusError(faults)
    return documents


def _document(flat: Document, path: str, rows: list[tuple[Section, Origin]], faults: list[Fault]) -> Document:
    facts: dict[str, Any] = {}
    for section, said in rows:
        for key, (parse, remedy) in _FACTS.items():
            try:
                value = parse(said[key]) if said.get(key) else None
            except ValueError:
                where = f"{flat.path}, {section.anchor}"
                faults.append(Fault(where, f"{key} is {said[key]!r}", remedy))
                continue
            if value and key not in facts:
                facts[key] = value
    title = str(facts.pop("title", "")) or flat.title
    place = PurePosixPath(path or flat.path)
    levels = facts.pop("level", None)
    name = place.name if path else flat.name
    sections = [] if faults else [_section(section, said, name, title) for section, said in rows]
    return Document(
        name,
        f"{place}.md" if path else str(place),
        title,
        with_anchors(sections) if levels else tuple(sections),
        **facts,
    )


def _section(section: Section, said: Origin, name: str, title: str) -> Section:
    heading = heading_text(said.get("section", "")) or section.heading
    anchor = (plain(said.get("id", "")) or section.anchor).removeprefix(f"{name}#")
    source = plain(said.get("source", "")) if "document" in said else section.source
    source = "" if source == title else source
    if not said.get("level"):
        return replace(section, heading=heading, anchor=anchor, source=source)
    asked = question_text(section.question)
    lines = lines_of(said.get("answer", section.text))
    return Section(heading, "", lines, _level(said["level"]), section.also_asked, asked)


def lines_of(text: str) -> tuple[Line, ...]:
    """The lines of a section's `text`: two items have no blank line between them, so after one a paragraph follows."""
    lines: list[Line] = []
    for block in text.split("\n\n"):
        said = [line for line in block.split("\n") if plain(line)]
        is_list = len(said) > 1 or block.startswith("  ")
        if is_list and lines:
            lines[-1] = Line(str(lines[-1]).strip())
        form = _ITEM if is_list else _LONE_ITEM
        may_be = is_list or not (lines and lines[-1].is_item)
        for line in said:
            found = form.fullmatch(line) if may_be else None
            lines.append(Line(plain(found[3]), found[2], len(found[1]) // 2) if found else Line(plain(line)))
    return tuple(lines)


def _level(value: str) -> int:
    level = int(value)
    if not 1 <= level <= 6:
        raise ValueError
    return level


def _flag(value: str) -> bool:
    if value.lower() not in ("true", "yes", "false", "no"):
        raise ValueError
    return value.lower() in ("true", "yes")


def _address(value: str) -> str:
    if not is_address(value):
        raise ValueError
    return value


_FACTS: dict[str, tuple[Callable[[str], Any], str]] = {
    "title": (heading_text, "write text"),
    "url": (_address, "write the page's whole address, from https:// on"),
    "updated": (lambda value: datetime.date.fromisoformat(value[:10]), "write a date as 2026-11-22"),
    "review_by": (lambda value: datetime.date.fromisoformat(value[:10]), "write a date as 2026-11-22"),
    "staff_only": (_flag, "write true or false"),
    "level": (_level, "write a number from 1 to 6"),
}
