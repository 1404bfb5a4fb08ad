"""What do rows of questions and answers say, written as a table?

`.csv` and `.tsv`: columns `question, answer, also_asked, id, section, source`, those that QnA Maker exports, or two
columns without a header. Lines of title above the header are left out. Parsed by the standard library's csv; the
delimiter is the one that a line `sep=` says, or by which the rows come out alike, for Excel writes commas, semicolons
or tabs as its country has it.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from typing import Any

from faq_bot.content.documents import Document, plain
from faq_bot.content.readers import Source
from faq_bot.content.readers.decoding import decoded
from faq_bot.content.readers.rows import RowError, counted, document_of_rows, is_for_staff

_LOOKED_AT, _SAMPLE = 200, 2**20  # rows, and letters, to find the delimiter
_MOST_TITLES = 5  # lines above the header
_SAYS_DELIMITER = re.compile(r'"?sep=([,;\t|])"?[,;\t|]*(?=\n)', re.IGNORECASE)  # for Excel
_NOT_A_NAME = re.compile(r"[\W_]+")
_COLUMNS = {
    "question": "question",
    "answer": "answer",
    "alsoasked": "also_asked",
    "id": "id",
    "qnaid": "group",  # rows of one QnaId are one answer, asked for in other words
    "section": "section",
    "source": "source",
    "sourcedisplayname": "shown_source",
    "staffonly": "staff_only",
    "metadata": "metadata",
}
_SHORT = {"q": "question", "a": "answer"}
_PAIR = {"question", "answer"}
_OF_QNA_MAKER = {"group", "metadata"}
_METADATA = re.compile(r"\s*(staff_only|document)\s*:([^|]*)", re.IGNORECASE)
_QUOTES = "write a quotation mark within a cell twice, and one around the whole cell"
_UNQUOTED = "put quotation marks around a cell that holds the delimiter, or take the rest away"
_BY_HAND = "editorial"  # what QnA Maker writes as the source of what was typed in


@dataclass(frozen=True, slots=True)
class _Dialect:
    """How a file parts its cells. QnA Maker's tables have no quoting: a mark there is a mark."""

    delimiter: str
    quoting: bool = True

    def rows(self, text: str) -> Iterator[tuple[int, list[str]]]:
        """The rows with the lines they begin on, blank ones left out. Raises csv.Error at the line after the last."""
        reader = csv.reader(
            io.StringIO(text, newline=""),
            delimiter=self.delimiter,
            quoting=csv.QUOTE_MINIMAL if self.quoting else csv.QUOTE_NONE,
            strict=True,
        )
        begins = 1
        for row in reader:
            if plain("".join(row)):
                yield begins, row
            begins = reader.line_num + 1


def read(source: Source) -> Document:
    """The rows of a `.csv` or `.tsv` file. Raises CorpusError with the faults of its lines."""
    text = decoded(source)
    dialect = _dialect(text[:_SAMPLE], source)
    text = _SAYS_DELIMITER.sub("", text, count=1) if _SAYS_DELIMITER.match(text) else text
    return document_of_rows(source, _grouped(counted(source, _rows(text, dialect))))


def _dialect(text: str, source: Source) -> _Dialect:
    """The way of parting cells that the text says, or by which most rows come out alike, in two cells at least."""
    if said := _SAYS_DELIMITER.match(text):
        return _Dialect(said[1])
    tabs = [_Dialect("\t"), _Dialect("\t", quoting=False)]
    signs = [_Dialect(","), _Dialect(";")]
    return max(
        [*tabs, *signs] if source.path.lower().endswith(".tsv") else [*signs, *tabs],
        key=lambda dialect: _likeness(text, dialect),
    )  # of equals, the first


def _likeness(text: str, dialect: _Dialect) -> tuple[bool, float]:
    rows = []
    broken = False
    try:
        rows += [row for _, row in islice(dialect.rows(text), _LOOKED_AT)]
    except csv.Error:
        broken = len(text) < _SAMPLE  # else it is only cut
    widths = Counter(len(row) for row in rows)
    if not widths.keys() - {1}:
        return False, 0
    alike = max(count for width, count in widths.items() if width > 1) / len(rows)
    return bool(_header_of(text, dialect)), alike / 2 if broken else alike


def _header_of(text: str, dialect: _Dialect) -> tuple[int, list[str]] | None:
    """The line of the header, and what each column holds. Below the first row it must name both of a pair."""
    with suppress(csv.Error):
        for n, (number, row) in enumerate(islice(dialect.rows(text), _MOST_TITLES + 1)):
            names = _header(row)
            if names and (n == 0 or set(names) >= _PAIR):
                return number, names
    return None


def _header(row: Sequence[str]) -> list[str]:
    """What each column holds, where the row says so; nothing where it is no header."""
    names = [_NOT_A_NAME.sub("", cell.casefold()) for cell in row]
    known = _COLUMNS | _SHORT if set(names) >= _SHORT.keys() else _COLUMNS
    return [known.get(name, "") for name in names] if known.keys() & set(names) & {*_PAIR, *_SHORT} else []


def _rows(text: str, dialect: _Dialect) -> Iterator[tuple[int, Any]]:
    begins, header = _header_of(text, dialect) or (0, ["question", "answer", "also_asked"])
    if twice := [name for name, count in Counter(filter(None, header)).items() if count > 1]:
        yield begins, RowError(f"has two columns {twice[0]}", "give each column its own name")
        return
    number = 0
    try:
        for number, row in dialect.rows(text):
            if not begins:
                begins = -1  # the first row, and no header
                if len(row) < 2 or any(map(plain, row[3:])):
                    what = f"has {len(row)} cells, and no names of columns"
                    yield number, RowError(what, "write question,answer as the first line")
                    return
            if number <= begins:
                continue
            if any(map(plain, row[len(header) :])):
                what = f"has {len(row)} cells where {len(header)} are named"
                yield number, RowError(what, _UNQUOTED)
                continue
            yield number, _named(dict(zip(header, row, strict=False)), may_name_document=begins == 1)
    except csv.Error as error:
        if "field limit" in str(error):
            what = f"has a cell of more than {csv.field_size_limit():,} characters"
            yield number + 1, RowError(what, f"make it shorter, or {_QUOTES}")
        else:
            yield number + 1, RowError("has a quotation mark that does not begin and end a cell", _QUOTES)


def _named(cells: dict[str, str], *, may_name_document: bool) -> dict[str, Any]:
    """The cells as a row, `group` among them where there is one. Only QnA Maker writes a line break as `\\n`."""
    if cells.keys() & _OF_QNA_MAKER:
        cells = {key: cell.replace("\\n", "\n") for key, cell in cells.items()}
    said = {
        found[1].casefold(): found[2] for found in map(_METADATA.match, cells.get("metadata", "").split("|")) if found
    }
    origin = plain(cells.get("shown_source", "")) or cells.get("source", "")
    return {
        **cells,
        "source": "" if plain(origin).casefold() == _BY_HAND else origin,
        "id": cells.get("id") or cells.get("group"),
        "also_asked": cells.get("also_asked", "").split("|"),
        "staff_only": is_for_staff(cells.get("staff_only")) or is_for_staff(said.get("staff_only")),
        "document": may_name_document and plain(cells.get("group", "")) and said.get("document"),
    }


def _grouped(rows: Iterator[tuple[int, Any]]) -> Iterator[tuple[int, Any]]:
    """The rows, those of one `group` made one: the first, also asked for by the questions of the others."""
    kept: list[tuple[int, Any]] = []
    first: dict[str, tuple[int, Any]] = {}
    for number, row in rows:
        group = plain(row.get("group", "")) if isinstance(row, dict) else ""
        earlier, above = first.setdefault(group, (number, row)) if group else (number, row)
        if above is row:
            kept.append((number, row))
        elif plain(row.get("answer", "")) not in ("", plain(above.get("answer", ""))):
            what = f"the QnaId {group!r} is that of line {earlier} too, with another answer"
            kept.append((number, RowError(what, "give each answer its own QnaId")))
        else:
            above["also_asked"] += [row.get("question", ""), *row["also_asked"]]
            above["staff_only"] = above["staff_only"] or row["staff_only"]
    yield from kept
