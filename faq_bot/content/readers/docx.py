"""What does a Word document say?

The package is opened by python-docx, the established library (MIT, no run-time download), whose view of the text leaves
out insertions, content controls and list numbers; so its XML is read here. Deletions, hidden text, notes, headers,
footers and tables of contents are left out.
"""

import datetime
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import docx
from docx.document import Document as Package
from docx.oxml.ns import qn

from faq_bot.content.documents import Document, heading_text, plain
from faq_bot.content.readers import Source
from faq_bot.content.readers.docx_styles import W_TYPE, Element, Numbering, Styles, child, is_on, symbol, value
from faq_bot.content.readers.drafts import ASKED, ASKED_OR_ANSWERED, MARKER, Draft, composed
from faq_bot.content.readers.guard import check_docx, damaged
from faq_bot.errors import CorpusError

_NO_TITLE = re.compile(r"(microsoft )?word\b.*|document ?\d*|untitled.*|.*\.(docx?|dotx?|odt|rtf|pages)", re.IGNORECASE)
_FIRST_YEAR = 1990
_SOME_TEMPLATE = datetime.date(2013, 12, 23)  # python-docx's own, in whatever is made with it
_MOST_PARAGRAPHS = 50_000
_LONGEST_HEADING = 16  # words, of a bold line
_MARKUP = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_FALLBACK, _ALTERNATIVES = f"{{{_MARKUP}}}Fallback", f"{{{_MARKUP}}}AlternateContent"
_UNSEEN = {
    qn(name)
    for name in "w:del w:moveFrom w:pPr w:rPr w:delText w:instrText w:footnoteReference w:endnoteReference "
    "w:annotationRef w:rt w:sdtPr w:sdtEndPr w:txbxContent".split()
} | {_FALLBACK}
_MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_TYPED = {qn("w:t"): None, _MATH_TEXT: None, qn("w:tab"): " ", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
_PARAGRAPH, _TABLE, _RUN, _BREAK, _SYMBOL = (qn(name) for name in ("w:p", "w:tbl", "w:r", "w:br", "w:sym"))
_BOX = qn("w:txbxContent")
_PAIRS = ({"question", "answer"}, {"q", "a"})  # heads of a table


@dataclass(frozen=True, slots=True)
class _Block:
    """A paragraph as it is seen: `level` of a heading (0 is the title), the marker of an item; `bold` as a whole.

    `asks`: it is marked as a question, and heads what comes after it; `in_pair`: it, or what it answers, is so in a
    table.
    """

    text: str
    level: int | None = None
    marker: str = ""
    depth: int = 0
    bold: bool = False
    in_table: bool = False
    asks: bool = False
    in_pair: bool = False


def read(source: Source) -> Document:
    """The article in a Word document. Raises CorpusError where it is none, is locked, too large or damaged."""
    check_docx(source)
    try:
        package = docx.Document(io.BytesIO(source.data))
        if sum(1 for _ in package.element.body.iter(_PARAGRAPH)) > _MOST_PARAGRAPHS:
            raise source.error(f"has more than {_MOST_PARAGRAPHS:,} paragraphs", "cut it into smaller files")
        blocks = list(_Reading(package).blocks(package.element.body))
    except CorpusError:
        raise
    except Exception as error:  # what is wrong in a package shows in python-docx in a dozen ways
        if isinstance(error, MemoryError) or "memory" in str(error).lower():
            raise MemoryError from None  # which ends the process apart
        raise damaged(source) from None
    drafts = _drafts(_marked([block for block in blocks if plain(block.text)]))
    if not any(draft.heading or draft.said for draft in drafts):
        raise source.error("has no text in it", "write some, or delete it; what is in pictures cannot be read")
    title, updated = _facts(package)
    is_titled = sum(draft.level == 1 for draft in drafts[1:]) == 1 and drafts[1].level == 1
    return composed(source, drafts, "" if is_titled else title or source.title, updated=updated)


def _facts(package: Package) -> tuple[str, datetime.date | None]:
    """The title and the date of the document's properties, where somebody means them."""
    try:
        properties = package.core_properties
        title, modified = heading_text(properties.title or ""), properties.modified
    except Exception:  # a property that is no date
        return "", None
    updated = modified.date() if modified and modified.year >= _FIRST_YEAR else None
    return "" if _NO_TITLE.fullmatch(title) else title, None if updated == _SOME_TEMPLATE else updated


class _Reading:
    """The blocks of one package. A list counts its items as they are met."""

    def __init__(self, package: Package) -> None:
        parts = {part.partname.rpartition("/")[2]: part for part in package.part.package.iter_parts()}
        self._styles = Styles(getattr(parts.get("styles.xml"), "element", None))
        self._numbering = Numbering(getattr(parts.get("numbering.xml"), "element", None), self._styles)

    def blocks(self, container: Element) -> Iterator[_Block]:
        """What stands in a body, a cell or a box, in reading order; the boxes after the paragraph that holds them."""
        for element in container.iterchildren(tag="*"):
            if element.tag == _PARAGRAPH:
                if not self._styles.is_contents(element):
                    yield self._paragraph(element)
                for box in _outermost(element, _BOX):
                    yield from self.blocks(box)
            elif element.tag == _TABLE:
                yield from self._table(element)
            elif element.tag == _ALTERNATIVES:
                yield from self.blocks(element[0])
            elif element.tag not in _UNSEEN and not _is_contents(element):
                yield from self.blocks(element)

    def _paragraph(self, paragraph: Element) -> _Block:
        runs = list(self._runs(paragraph, paragraph))
        level = self._styles.level(paragraph)
        marker, depth = self._numbering.marker(paragraph) if level is None else ("", 0)
        depth = max(depth, self._styles.list_depth(paragraph))
        bold = all(bold for text, bold in runs if text.strip())
        return _Block("".join(text for text, _ in runs), level, marker, depth, bold)

    def _runs(self, element: Element, paragraph: Element) -> Iterator[tuple[str, bool]]:
        """The pieces of text, and whether each is bold."""
        for one in element.iterchildren(tag="*"):
            if one.tag in _UNSEEN:
                continue
            if one.tag == _RUN:
                if not self._styles.is_run(one, paragraph, "w:vanish"):
                    bold = self._styles.is_run(one, paragraph, "w:b")
                    yield "".join(text for text, _ in self._runs(one, paragraph)), bold
            elif one.tag in _TYPED:
                yield _TYPED[one.tag] or one.text or "", False
            elif one.tag == _SYMBOL:
                yield symbol(one), False
            elif one.tag == _BREAK:
                yield "\n" if one.get(W_TYPE, "textWrapping") == "textWrapping" else " ", False
            else:
                yield from self._runs(one, paragraph)

    def _table(self, table: Element) -> Iterator[_Block]:
        """A row an item, its cells parted by bars, below the header; what only lays out a page is read cell by cell."""
        rows = [
            (row, [cell for cell in _outermost(row, qn("w:tc"))])
            for row in _outermost(table, qn("w:tr"))
            if child(row, "w:trPr", "w:del") is None
        ]
        cells = [cell for _, row in rows for cell in row]
        lays_out = all(len(row) == 1 for _, row in rows) or any(
            cell.find(f".//{_TABLE}") is not None
            or any(self._styles.level(one) is not None for one in cell.iter(_PARAGRAPH))
            for cell in cells
        )
        if lays_out:
            for cell in cells:
                yield from self.blocks(cell)
            return
        names = [plain("".join(one.text or "" for one in cell.iter(qn("w:t")))).casefold() for cell in rows[0][1]]
        if set(names) in _PAIRS:
            for _, row in rows[1:]:
                yield from self._pair(row if names[0].startswith("q") else row[::-1])
            return
        for n, (row, within) in enumerate(rows):
            said = [[block for block in self.blocks(cell) if plain(block.text)] for cell in within]
            words = " | ".join(plain(" ".join(block.text for block in blocks)) for blocks in said if blocks)
            heads = n == 0 and all(block.bold for blocks in said for block in blocks)
            heads = heads or is_on([child(row, "w:trPr")], "w:tblHeader")
            yield _Block(words, marker="" if heads else "•", in_table=True)

    def _pair(self, row: Sequence[Element]) -> Iterator[_Block]:
        """A row that asks in its first cell, and answers in the rest."""
        asked, *said = [list(self.blocks(cell)) for cell in row] or [[]]
        if words := plain(" ".join(block.text for block in asked)):
            yield _Block(words, asks=True, in_pair=True)
        yield from (replace(block, in_pair=True) for blocks in said for block in blocks)


def _outermost(element: Element, tag: str) -> Iterator[Element]:
    """The elements of this name below another, not those within one of them, nor what is not shown."""
    for one in element.iterchildren(tag="*"):
        if one.tag == tag:
            yield one
        elif one.tag == _BOX or one.tag not in _UNSEEN:
            yield from _outermost(one, tag)


def _is_contents(element: Element) -> bool:
    gallery = value(element, "w:sdtPr", "w:docPartObj", "w:docPartGallery")
    return gallery == "Table of Contents"


def _marked(blocks: list[_Block]) -> list[_Block]:
    """The blocks without "Q:" and "A:" before them, where something is asked so."""
    if not any(ASKED.match(block.text) for block in blocks):
        return blocks
    marked = []
    for block in blocks:
        asks = bool(ASKED.match(block.text))
        asked, _, answered = block.text.partition("\n") if asks else ("", "", block.text)
        marked += [replace(block, text=ASKED_OR_ANSWERED.sub("", asked), asks=True)] if asks else []
        marked += [replace(block, text=ASKED_OR_ANSWERED.sub("", answered))] if answered.strip() else []
    return marked


def _drafts(blocks: Sequence[_Block]) -> list[Draft]:
    """The text under each heading; first what stands before any heading."""
    drafts = [Draft()]
    below_title = int(any(block.level == 0 for block in blocks))
    styled, depth = 1, -1
    around = drafts[0]  # what text goes to again after pairs
    for n, block in enumerate(blocks):
        into = drafts[-1] if block.in_pair else around
        level = None if block.level is None else min(block.level + below_title, 6) or 1
        if level is not None:
            styled = level
        elif block.asks:
            level = min(styled + 1, 6)
        elif _heads(block, blocks[n + 1 : n + 2]):
            opens = len(drafts) == 1 and not drafts[0].said and not below_title
            level = 1 if opens and not any(other.level == 1 for other in blocks) else min(styled + 1, 6)
        if level is not None:
            drafts.append(Draft.headed(block.text, level))
            around = around if block.in_pair else drafts[-1]
            depth = -1
        elif block.marker:
            depth = min(block.depth, depth + 1)
            into.add(block.text, block.marker, depth)
        else:
            depth = -1
            into.add(block.text) if block.in_table else into.add_marked(block.text.strip())
    return drafts


def _heads(block: _Block, after: Sequence[_Block]) -> bool:
    """Whether a bold line, which has no heading's style, heads what comes after it."""
    if not after or not block.bold or block.in_table or len(block.text.split()) > _LONGEST_HEADING:
        return False
    ends_open = block.text.rstrip().endswith((".", ",", ";", "!"))
    follows = after[0].level is None and not (after[0].bold and not after[0].marker)
    is_item = (block.marker or MARKER.match(block.text)) and (after[0].marker or MARKER.match(after[0].text))
    return follows and not ends_open and not is_item and "\n" not in block.text.strip()
