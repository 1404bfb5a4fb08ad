"""What does a file from elsewhere say?

Whatever the readers know, and what other answerers export: JSON of QnABot, QnA Maker and schema.org, tables with
metadata, synonyms, `.qna`. Our own exports come back as the documents that they were.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Any

from faq_bot.content.documents import Document, plain
from faq_bot.content.exchange import tables
from faq_bot.content.exchange.answers import lines_of_answer
from faq_bot.content.exchange.json_pairs import read_json
from faq_bot.content.exchange.origins import ORIGIN, Origin, told_apart
from faq_bot.content.exchange.qna import read_qna
from faq_bot.content.readers import READERS, Source, read
from faq_bot.content.readers.rows import document_of_rows
from faq_bot.errors import CorpusError, Fault

Synonyms = tuple[tuple[str, ...], ...]

KINDS = frozenset(READERS) | {".json", ".qna"}
"""Suffixes of the files that can be understood."""

_ROW = {"id", "question", "answer", "also_asked", "section", "source", *ORIGIN}


@dataclass(frozen=True, slots=True)
class Understood:
    """The documents and groups of synonyms in a file, and what of it has no place here."""

    documents: tuple[Document, ...]
    synonyms: Synonyms = ()
    left_out: tuple[str, ...] = ()


def understand(source: Source) -> Understood:
    """All that the file says. Raises CorpusError with every fault in it."""
    left_out: Counter[str] = Counter()
    groups: Synonyms = ()
    origins: Mapping[str, Origin]
    match PurePosixPath(source.path).suffix.lower():
        case ".json":
            pairs = read_json(source)
            groups, left_out = tuple(pairs.synonyms), pairs.left_out
            documents = _of_rows(source, pairs.rows, "item") if pairs.rows else []
        case ".qna":
            documents = _of_rows(source, list(read_qna(source, left_out)), "line")
        case ".jsonl":
            flat = read(source)
            rows = [json.loads(line) for line in source.text.split("\n") if line.strip()]
            left_out.update(f"“{plain(key)}”" for row in rows for key in row.keys() - _ROW if row[key])
            origins = _origins(source, enumerate(rows, start=1), "row")
            documents = told_apart(_shown(flat, origins, source), origins)
        case ".csv" | ".tsv":
            if groups := tuple(tables.synonyms(source)):
                return Understood((), groups)
            if tables.is_settings(source):
                return Understood((), (), ("all of it: it holds settings of QnA Maker, and no answers",))
            flat = read(source)
            origins = tables.origins(source, left_out)
            documents = told_apart(_shown(flat, origins, source), origins)
        case _:
            documents = [read(source)]
    told = (f"{what}, {times:,} time{'s' if times > 1 else ''}" for what, times in left_out.most_common())
    return Understood(tuple(documents), groups, tuple(told))


def _of_rows(source: Source, rows: Sequence[tuple[int, Any]], unit: str) -> list[Document]:
    try:
        flat = document_of_rows(source, rows)
    except CorpusError as error:  # a row says its number, which is of a line only in some files
        faults = [replace(one, where=one.where.replace(", line ", f", {unit} ")) for one in error.faults]
        raise CorpusError(
            [replace(one, what=one.what.replace(" of line ", f" of {unit} ")) for one in faults]
        ) from None
    if not flat.sections:
        raise source.error("holds no question and no answer", "export it again")
    return told_apart(flat, _origins(source, rows, unit))


def _origins(source: Source, rows: Iterable[tuple[int, Any]], unit: str) -> dict[str, Origin]:
    """What rows of our own exports say of the documents that they are of, by id."""
    found: dict[str, Origin] = {}
    faults = []
    for number, row in rows:
        said = {key: str(row[key]) for key in (*ORIGIN, "id", "section", "source", "answer") if row.get(key)}
        if "document" in said and plain(said.get("id", "")):
            found[plain(said["id"])] = said
        elif "document" in said or said.get("staff_only", "").lower() in ("true", "yes"):
            what = "names its document, but no id" if "document" in said else "is for staff only, but names no document"
            remedy = "export it again with faq-bot, or put what is for staff only in a Markdown file of its own"
            faults.append(Fault(f"{source.path}, {unit} {number}", what, remedy))
    if faults:
        raise CorpusError(faults)
    return found


def _shown(flat: Document, origins: Mapping[str, Origin], source: Source) -> Document:
    """The document with what HTML in its answers shows; our own exports have none."""
    sections = []
    faults = []
    for section in flat.sections:
        if section.anchor not in origins:
            lines = lines_of_answer("\n".join(line.text for line in section.lines))
            if not lines:
                what = f"the answer {section.anchor!r} shows no text"
                faults.append(source.fault(what, "write some, or take it out"))
            section = replace(section, lines=lines)
        sections.append(section)
    if faults:
        raise CorpusError(faults)
    return replace(flat, sections=tuple(sections))
