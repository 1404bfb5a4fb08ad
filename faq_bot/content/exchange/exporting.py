"""How does the corpus go out, for another program or for a page?

Four forms, of which `faq-bot import` reads each again:

    jsonl     our rows, a section each, with the document that it is of: questions, answers, alternates, headings,
              titles, addresses, dates, staff-only marks and ids. A list's items stay lines.
    tsv       QnA Maker's columns; the alternates of an answer are rows of its QnaId, what has no column is Metadata.
              Holds what jsonl holds.
    faqpage   schema.org's FAQPage as JSON-LD, fit for a script tag. Holds all but the levels of headings.
    markdown  a document each. Holds articles whole; of rows not the ids, the sources, and that a row is never cut.

No form but markdown holds a heading without text. What is left out is told. The clinic's own files (`_clinic.toml` and
the like) are no documents, and stay.
"""

import html
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, starmap
from typing import Any

from faq_bot.content.documents import Document, Line, Section, heading_text
from faq_bot.content.exchange.origins import Origin, with_origins
from faq_bot.content.exchange.writing import as_row, written
from faq_bot.errors import CorpusError, Fault

FORMATS = ("jsonl", "tsv", "faqpage", "markdown")
COLUMNS = (
    *("Question", "Answer", "Source", "Metadata", "SuggestedQuestions", "IsContextOnly", "Prompts", "QnaId"),
    "SourceDisplayName",
)
UNSEEN = "\u2060"
"""A word joiner: readers take it out, and it keeps a mark from being read as one of the format's."""

_COUNTED = re.compile(r"•|(?:0|[1-9][0-9]{0,8}|[a-zA-Z])\.")


@dataclass(frozen=True, slots=True)
class Exported:
    """Files by their names, one but for markdown; and what is not in them."""

    files: dict[str, str]
    left_out: tuple[str, ...]

    @property
    def text(self) -> str:
        """The one file."""
        (text,) = self.files.values()
        return text


def export(documents: Sequence[Document], form: str, *, staff: bool = False, language: str = "en") -> Exported:
    """The documents in one of FORMATS, those for staff only if `staff` is set. Raises CorpusError if none is left."""
    kept = [document for document in documents if staff or not document.staff_only]
    left_out = []
    if hidden := len(documents) - len(kept):
        left_out.append(f"{hidden:,} document{'s' if hidden > 1 else ''} for staff only (--staff takes them along)")
    if not kept:
        what = "holds only what is for staff"
        raise CorpusError([Fault("the corpus", what, "use --staff to export it all the same")])
    if form == "markdown":
        files = {}
        for document in kept:
            file = written(document, "markdown")
            files[file.document.path] = file.text
            left_out += [f"{document.path}: {what}" for what in file.left_out]
        return Exported(files, tuple(left_out))
    rows = [(document, section, about) for document in kept for section, about in with_origins(document)]
    if empty := sum(len(document.sections) for document in kept) - len(rows):
        left_out.append(f"{empty:,} heading{'s' if empty > 1 else ''} without text: only markdown has a place for them")
    if form == "jsonl":
        text = "".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in starmap(_row, rows))
    elif form == "tsv":
        lines = (cells for number, row in enumerate(rows, start=1) for cells in _cells(*row, number))
        text = "".join("\t".join(map(_cell, cells)) + "\n" for cells in (COLUMNS, *lines))
    else:
        text = _escaped(_faq_page(rows, language))
        if any(not section.whole and section.level != 2 for _, section, _ in rows):
            left_out.append("the levels of headings: a FAQPage has no place for them")
    return Exported({"": text}, tuple(left_out))


def _asked(document: Document, section: Section) -> str:
    return section.question or section.heading or document.title


def _row(document: Document, section: Section, about: Origin) -> dict[str, Any]:
    named = {"id": f"{document.name}#{section.anchor}", "source": section.source or document.title}
    typed = {"staff_only": True, "level": section.level}
    return {**as_row(section, section.text), **named, **about, **{key: typed[key] for key in typed.keys() & about}}


def _cells(document: Document, section: Section, said: Origin, number: int) -> Iterator[Sequence[str]]:
    asked = _asked(document, section)
    about = {**said, "id": section.anchor}
    if section.heading != heading_text(asked):
        about["section"] = section.heading
    if section.source:
        about["source"] = section.source
    metadata = "|".join(f"{key}:{_value(value)}" for key, value in about.items())
    source, shown = document.url or document.path, section.source or document.title
    for n, question in enumerate((asked, *section.also_asked)):
        yield question, section.text, source, "" if n else metadata, "[]", "False", "[]", str(number), shown


def _value(text: str) -> str:
    """A value of metadata, which may hold no colon and no bar."""
    return text.replace("%", "%25").replace(":", "%3A").replace("|", "%7C")


def _cell(text: str) -> str:
    """A cell, its line breaks written out; one that opens with a quotation mark is not a quoted one."""
    text = text.replace("\\n", f"\\{UNSEEN}n").replace("\n", "\\n")
    return f"{UNSEEN}{text}" if text.startswith('"') else text


def _faq_page(rows: Iterable[tuple[Document, Section, Origin]], language: str) -> dict[str, Any]:
    return {
        "@context": "https://schema.org",
        "@type": "FAQPage",
        "inLanguage": language,
        "mainEntity": list(starmap(_question, rows)),
    }


def _question(document: Document, section: Section, about: Origin) -> dict[str, Any]:
    asked = _asked(document, section)
    article = {
        "@type": "Article" if "level" in about else "CreativeWork",
        "identifier": about["document"],
        "name": document.title,
        "url": about.get("url"),
        "dateModified": about.get("updated"),
        "expires": about.get("review_by"),
        "conditionsOfAccess": "staff only" if document.staff_only else None,
    }
    return _given(
        {
            "@type": "Question",
            "identifier": f"{document.name}#{section.anchor}",
            "name": _name(asked),
            "alternateName": list(map(_name, section.also_asked)),
            "about": {"@type": "Thing", "name": section.heading} if section.heading != heading_text(asked) else None,
            "citation": section.source,
            "isPartOf": _given(article),
            "acceptedAnswer": {"@type": "Answer", "text": "".join(_paragraphs(section.lines))},
        }
    )


def _given(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value}


def _name(text: str) -> str:
    """A question for readers that take `&amp;` in a name for `&`."""
    return text if "<" in text or html.unescape(text) == text else text.replace("&", "&amp;")


def _paragraphs(lines: Sequence[Line]) -> Iterator[str]:
    """The lines as the HTML that an answer may have: paragraphs, and lists within lists. A marker that HTML would not
    count stays with its text."""
    known = (line if not line.marker or _COUNTED.fullmatch(line.marker) else Line(str(line).strip()) for line in lines)
    for is_item, run in groupby(known, key=lambda line: line.is_item):
        if is_item:
            yield _lists(list(run), 0)
        else:
            yield from (f"<p>{html.escape(line.text, quote=False)}</p>" for line in run)


def _lists(lines: Sequence[Line], depth: int) -> str:
    """The items of this depth, those below each within it."""
    items = []
    n = 0
    while n < len(lines):
        is_own = lines[n].depth <= depth  # else one that it would be within is wanting
        end = next((m for m in range(n + 1, len(lines)) if lines[m].depth <= depth), len(lines))
        opening, text, closing = _item(lines[n]) if is_own else ("<ul><li>", "", "</li></ul>")
        below = lines[n + is_own : end]
        items.append(f"{opening}{text}{_lists(below, depth + 1) if below else ''}{closing}")
        n = end
    return "".join(items).replace("</ul><ul>", "").replace("</ol><ol>", "")


def _item(line: Line) -> tuple[str, str, str]:
    text = html.escape(line.text, quote=False)
    if line.marker == "•":
        return "<ul><li>", text, "</li></ul>"
    number = line.marker[:-1]
    if number.isdigit():
        return f'<ol><li value="{number}">', text, "</li></ol>"
    form = "a" if number.islower() else "A"
    return f'<ol type="{form}"><li value="{ord(number) - ord(form) + 1}">', text, "</li></ol>"


def _escaped(page: dict[str, Any]) -> str:
    """JSON that can stand in a script tag, whatever it says."""
    return json.dumps(page, ensure_ascii=False, indent=2).replace("<", "\\u003c") + "\n"
