"""What does a PDF say?

A PDF knows no headings, paragraphs or lists, only letters at places. What repeats at the edges of its pages is left
out, and words broken at the ends of lines are made whole.
"""

import datetime
import re
from collections import Counter
from collections.abc import Sequence

import pypdfium2
import pypdfium2.raw as pdfium

from faq_bot.content.documents import Document, heading_text, plain
from faq_bot.content.readers import Source
from faq_bot.content.readers.drafts import MARKER, Draft, composed
from faq_bot.content.readers.guard import check_pdf, damaged
from faq_bot.content.readers.pdf_blocks import blocks_of
from faq_bot.content.readers.pdf_lines import Row, rows_of

_MARGIN = 0.12  # of the page's height, above and below, where what repeats is no text
_PAGE_NUMBER = re.compile(r"[-–|]?\s*(?:page|p\.)?\s*\d+\s*(?:(?:of|/|\|)\s*\d+)?\s*[-–|]?", re.IGNORECASE)
_PRINTED = re.compile(r"\d+/\d+/\d+, \d+:\d+.*|(?:https?|file)://\S+(?: \d+/\d+)?")  # what browsers print at the edges
_DIGITS = re.compile(r"\d+")
_NO_TITLE = re.compile(
    r"microsoft word\b.*|untitled.*|document ?\d*|.*\.(?:docx?|pdf|odt|indd|rtf|html?)", re.IGNORECASE
)
_DATE = re.compile(r"D:(\d{4})(\d{2})(\d{2})")
_WORD = re.compile(r"[\w-]+")
_BROKEN_WORD = re.compile(r"(\w+)(-|‐|\u00ad)$")


def read(source: Source) -> Document:
    """The article in a PDF. Raises CorpusError where it is none, is locked, a scan, or damaged."""
    check_pdf(source)
    try:
        pdf = pypdfium2.PdfDocument(source.data)
    except pypdfium2.PdfiumError as error:
        if error.err_code == pdfium.FPDF_ERR_PASSWORD:
            raise source.error("is locked with a password", "save it without one") from None
        raise damaged(source) from None
    rows: list[Row] = []
    pictures = 0
    for number in range(len(pdf)):
        try:
            page = pdf[number]
        except pypdfium2.PdfiumError:
            raise damaged(source) from None
        found = list(rows_of(page.raw, number))
        rows += found
        if not any(any(map(str.isalpha, row.text)) for row in found):
            pictures += sum(1 for _ in page.get_objects([pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=2))
        page.close()
    if not any(any(map(str.isalpha, row.text)) for row in rows):
        if pictures:
            what = "is a scan: it has pictures of text but no text"
            raise source.error(what, "run text recognition (OCR) on it, or save it from the program that made it")
        raise source.error("has no text in it", "save it again from the program that made it")
    facts = pdf.get_metadata_dict()
    drafts = _drafts(_without_margins(rows))
    known = heading_text(facts.get("Title", ""))
    is_titled = len(drafts) > 1 and drafts[1].level == 1
    title = "" if is_titled or _NO_TITLE.fullmatch(known) else known
    return composed(source, drafts, title, updated=_date(facts.get("ModDate") or facts.get("CreationDate") or ""))


def _date(written: str) -> datetime.date | None:
    found = _DATE.match(written)
    try:
        return datetime.date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


def _without_margins(rows: Sequence[Row]) -> list[Row]:
    """The rows without page numbers, and without what stands at the edges of most pages."""
    pages = {row.page for row in rows}
    edges = [row for row in rows if not _MARGIN < row.place < 1 - _MARGIN]
    on_pages = Counter(_alike(text) for _, text in {(row.page, row.text) for row in edges})
    running = {text for text, count in on_pages.items() if count > 1 and count * 2 >= len(pages)}

    def runs(row: Row) -> bool:
        return bool(_alike(row.text) in running or _PAGE_NUMBER.fullmatch(row.text) or _PRINTED.fullmatch(row.text))

    taken = {(row.page, round(row.base)) for row in edges if runs(row)}  # a line at the edge is taken whole
    return [row for row in rows if (row.page, round(row.base)) not in taken]


def _alike(text: str) -> str:
    return _DIGITS.sub("#", text).casefold()


def _drafts(rows: Sequence[Row]) -> list[Draft]:
    """The text under each heading; first what stands before any heading."""
    said = {word.casefold() for row in rows for word in _WORD.findall(row.text)}
    blocks = list(blocks_of(rows))
    has_title = sum(block.level == 1 for block in blocks) == 1
    drafts = [Draft()]
    indents: list[float] = []
    for block in blocks:
        words = plain(_joined(block.rows, said))
        if block.level:
            drafts.append(Draft.headed(words, block.level + (not has_title)))
        elif block.is_table:
            drafts[-1].add(" | ".join(map(plain, block.first.cells)), "" if block.is_head else "•")
        elif block.marker:
            indents = [indent for indent in indents if indent < block.indent - block.first.size / 2] + [block.indent]
            found = MARKER.match(words)
            drafts[-1].add(words[found.end() :] if found else words, block.marker, len(indents) - 1)
            continue
        else:
            drafts[-1].add(words)
        indents = []
    return drafts


def _joined(rows: Sequence[Row], said: set[str]) -> str:
    """The rows' words, those broken at a line's end made whole, unless they are written with a hyphen elsewhere."""
    text = ""
    for row in rows:
        broken = _BROKEN_WORD.search(text)
        if broken and row.text[:1].islower():
            rest = _WORD.match(row.text)
            compound = f"{broken[1]}-{rest[0] if rest else ''}".casefold()
            text = text[:-1] + ("-" if compound in said else "") + row.text
        else:
            text += f" {row.text}" if text else row.text
    return text.replace("\u00ad", "")
