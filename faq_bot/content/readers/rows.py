"""What may a row of questions and answers say?

The same for every file of rows: `id, question, answer, also_asked, section, source`, of which only a question or an
answer is required. A row is one passage, never cut, and is for everybody: one that says `staff_only` is a fault. The
rows of an export of ours that say it name their document too, for `faq-bot import` to put them there; a file of such
rows is for staff only as a whole.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from faq_bot.content.documents import Document, Line, Section, heading_text, plain, with_anchors
from faq_bot.content.readers import Source
from faq_bot.errors import CorpusError, Fault

_TEXTS = ("id", "question", "answer", "section", "source")
_MOST_ROWS = 100_000  # of one file
_MOST_FAULTS = 20  # of one file; a file in another format would have one a line


class RowError(ValueError):
    """A row says what no row may: `what`, and the `remedy`."""


def document_of_rows(source: Source, rows: Iterable[tuple[int, Any]]) -> Document:
    """The rows, each with its line, as a document. A row that could not be read is a RowError in its place.

    Raises CorpusError with the faults of all rows, and where there is none.
    """
    sections: list[Section] = []
    faults: list[Fault] = []
    lines_of: dict[str, int] = {}
    staff_only = False
    for number, row in counted(source, rows):
        try:
            section = _section(row)
            staff_only = staff_only or is_for_staff(row.get("staff_only"))
            if section.anchor and (earlier := lines_of.setdefault(section.anchor, number)) != number:
                raise RowError(f"the id {section.anchor!r} is that of line {earlier} too", "give each row its own id")
            sections.append(section)
        except RowError as error:
            what, remedy = error.args
            faults.append(source.fault(what, remedy, number))
        if len(faults) >= _MOST_FAULTS:
            faults.append(source.fault("has too many faults to list", "mend these first, then look again"))
            break
    if faults:
        raise CorpusError(faults)
    if not sections:
        raise source.error("holds no question and no answer", "write some, or delete it")
    return Document(source.name, source.path, source.title, with_anchors(sections), staff_only=staff_only)


def counted(source: Source, rows: Iterable[tuple[int, Any]]) -> Iterator[tuple[int, Any]]:
    """The rows as they come. Raises CorpusError at the first that is too many."""
    for count, row in enumerate(rows):
        if count >= _MOST_ROWS:
            raise source.error(f"has more than {_MOST_ROWS:,} rows", "cut it into smaller files")
        yield row


def is_for_staff(said: Any) -> bool:
    """Whether what a row says of `staff_only` keeps it from the public: anything but a plain no."""
    return plain(str(said or "")).casefold() not in ("", "false", "no", "0")


def _section(row: Any) -> Section:
    """A row as a section. Raises RowError(what, remedy)."""
    if isinstance(row, RowError):
        raise row
    if not isinstance(row, dict):
        raise RowError("is not a JSON object", 'write the row as {"question": "…", "answer": "…"}')
    if is_for_staff(row.get("staff_only")) and not row.get("document"):
        what = "is for staff only, but names no document, and rows are for everybody"
        raise RowError(what, "put it in a Markdown document with staff_only: true")
    for key in _TEXTS:
        if isinstance(row.get(key), int) and key == "id":
            row[key] = str(row[key])
        if not isinstance(row.get(key), str | None):
            raise RowError(f"{key} is not text", f'write "{key}": "…", or leave it out')
    also_asked = row.get("also_asked") or []
    if not isinstance(also_asked, list) or not all(isinstance(question, str) for question in also_asked):
        raise RowError("also_asked is not a list of texts", 'write "also_asked": ["…", "…"]')
    values = {key: plain(row.get(key) or "") for key in _TEXTS if key != "answer"}
    lines = tuple(Line(words) for line in (row.get("answer") or "").splitlines() if (words := plain(line)))
    question = values["question"]
    if not question and not lines:
        raise RowError("has neither a question nor an answer", "write one of them, or take the row out")
    return Section(
        heading=heading_text(values["section"] or question),
        anchor=values["id"],
        lines=lines or (Line(question),),
        also_asked=tuple(filter(None, map(plain, also_asked))),
        question=question,
        source=values["source"],
        whole=True,
    )
