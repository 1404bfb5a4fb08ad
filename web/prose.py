"""How does a passage, which is plain text, become paragraphs and lists?

The lines that a reader found are laid out again as they were found, cut to the part that is shown, with the marked
spans as pieces of their own. Templates make the HTML (`_prose.html`), so that all of it is escaped.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from faq_bot.content.corpus import Corpus
from faq_bot.content.documents import Section
from faq_bot.content.passages import Passage

Span = tuple[int, int]

_NUMBER = re.compile(r"\(?(?:(?P<digits>\d{1,9})|(?P<lower>[a-z])|(?P<upper>[A-Z]))[.)]")


@dataclass(frozen=True, slots=True)
class Piece:
    """Some text, marked or not."""

    text: str
    marked: bool


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, in pieces."""

    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of a list, in pieces, with the lists within it. `value` is its number, where the list has numbers."""

    pieces: tuple[Piece, ...]
    value: int | None
    lists: list["Listing"] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Listing:
    """A list: numbered as HTML's `type` says (`1`, `a`, `A`), or with bullets (nothing)."""

    numbering: str
    entries: list[Entry]


def passage_blocks(corpus: Corpus, passage: Passage, marks: Iterable[Span] = ()) -> list[Paragraph | Listing]:
    """A passage laid out; the marks are offsets within its text, as an answer's `highlights` are."""
    section = corpus.by_name[passage.document].section(passage.anchor)
    assert section is not None  # a passage is cut from a section of the same corpus
    marked = within_section(passage, marks)
    return section_blocks(section, (passage.start, passage.start + len(passage.text)), marked)


def within_section(passage: Passage, marks: Iterable[Span]) -> list[Span]:
    """Offsets within a passage as offsets within its section."""
    return [(start + passage.start, end + passage.start) for start, end in marks]


def section_blocks(
    section: Section, shown: Span | None = None, marks: Sequence[Span] = ()
) -> list[Paragraph | Listing]:
    """A section, or the part of it that is shown, laid out; all offsets are within the section's text."""
    first, last = shown or (0, len(section.text))
    blocks: list[Paragraph | Listing] = []
    opened: list[Listing] = []  # the lists that the next item may go on with, outermost first
    for start, end, line in section.spans():
        if end <= first or start >= last:
            continue
        text = (max(end - len(line.text), first), min(end, last))
        pieces = tuple(_pieces(section.text, text, marks))
        if not line.is_item:
            opened.clear()
            blocks.append(Paragraph(pieces))
            continue
        numbering, value = _numbering(line.marker)
        del opened[line.depth + 1 :]
        if len(opened) > line.depth and opened[-1].numbering != numbering:
            opened.pop()
        if len(opened) <= line.depth:
            listing = Listing(numbering, [])
            if opened:
                opened[-1].entries[-1].lists.append(listing)
            else:
                blocks.append(listing)
            opened.append(listing)
        opened[-1].entries.append(Entry(pieces, value))
    return blocks


def _pieces(text: str, shown: Span, marks: Sequence[Span]) -> Iterator[Piece]:
    at, last = shown
    for start, end in sorted(marks):
        start, end = max(start, at), min(end, last)
        if start < end:
            if at < start:
                yield Piece(text[at:start], False)
            yield Piece(text[start:end], True)
            at = end
    if at < last:
        yield Piece(text[at:last], False)


def _numbering(marker: str) -> tuple[str, int | None]:
    """How a list with this marker is numbered, and the number that the marker stands for."""
    if not (match := _NUMBER.fullmatch(marker)):
        return "", None
    if digits := match["digits"]:
        return "1", int(digits)
    letter = match["lower"] or match["upper"]
    return ("a" if match["lower"] else "A"), ord(letter.lower()) - ord("a") + 1
