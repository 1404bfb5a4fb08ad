"""What is quoted as one answer?

A passage is what a person wants to read: a paragraph, or a list with its lead-in, of about 25 to 120 words, under the
heading it belongs to. It is a slice of its section's text, so that every answer can be proved to be a quotation.
"""

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from urllib.parse import quote

from faq_bot.content.documents import Document, Section

SHORTEST, LONGEST = 25, 120
"""Words of a passage. A section with fewer is one passage all the same; a sentence with more is not cut."""

# A sentence ends at . ! ? and what closes it, before a space and what may begin another. Not after an initial, a number
# or an abbreviation. In a run of stops only the first is looked at, or a long run would take for ever. (Punkt, the
# field's usual splitter, needs a model that nltk downloads.)
_SENTENCE_END = re.compile(r"([.!?…](?<![.!?…]{2})[.!?…]*[)\]”’\"']*)\s+(?=[\"“‘'(\[]?[A-Z0-9£$€¿¡])")
_ABBREVIATION = re.compile(
    r"\b(?:Dr|Mr|Mrs|Ms|Prof|St|No|Fig|Jan|Feb|Mar|Apr|Aug|Sept?|Oct|Nov|Dec|approx|vs|etc|e\.g|i\.e|[A-Z])\.\s+$"
)
_LINE = re.compile(r"^[ ]*(?:(?:\(?(?:\d{1,3}|[a-z]|[ivx]{2,4})[.)]|\(?[A-Z]\)|•)\s)?(.+)$", re.MULTILINE)
"""What stands on a line, behind the marker of a list item."""
_LONGEST_ABBREVIATION = 6  # letters, without the full stop

# What a cut costs, by what it parts; a passage's own cost is how far it is from SHORTEST or LONGEST.
_CUT_AT_PARAGRAPH, _CUT_AT_ITEM, _CUT_AT_SENTENCE, _CUT_AT_LIST, _CUT_AT_LEAD_IN = 0.0, 2.0, 3.0, 4.0, 12.0
_JOINED_PARAGRAPHS = 1.0
_UNEVENNESS = 0.5


@dataclass(frozen=True, slots=True)
class Citation:
    """Where an answer stands: what a reader needs to find it and to judge how old it is."""

    passage: str
    title: str
    section: str
    url: str
    updated: datetime.date | None


@dataclass(frozen=True, slots=True)
class Passage:
    """A quotable piece of the corpus.

    `id` is `<document>#<section anchor>`, then `/2`, `/3` for the further passages of a section; `text` stands in the
    section's text from offset `start` on. `questions` are the ways to ask for it: the heading or the row's question,
    then alternates. A `whole` passage is a row of questions and answers, one `source` of which may have many.
    """

    id: str
    title: str
    section: str
    text: str
    questions: tuple[str, ...]
    document: str
    anchor: str
    start: int
    updated: datetime.date | None = None
    staff_only: bool = False
    whole: bool = False
    source: str = ""

    @property
    def place(self) -> tuple[str, str]:
        """The document and section that it is of."""
        return self.document, self.anchor

    @property
    def all_text(self) -> str:
        """All that it says: where it stands, the ways to ask for it, and its text."""
        return " . ".join((self.title, self.section, *self.questions, self.text))

    def citation(self) -> Citation:
        """Where this passage stands, as an address on this site."""
        url = f"/articles/{quote(self.document, safe='')}#{quote(self.anchor, safe='')}"
        return Citation(self.id, self.title, self.section, url, self.updated)


def cut_passages(document: Document) -> Iterator[Passage]:
    """The document's passages in reading order. A section without text has none."""
    for section in document.sections:
        for part, (start, end) in enumerate(_cut(section), start=1):
            yield passage_of(document, section, part, start, end)


def passage_of(document: Document, section: Section, part: int, start: int, end: int) -> Passage:
    """The passage of a section of a document that is its first, second, … part, from one offset up to another."""
    return Passage(
        id=f"{document.name}#{section.anchor}" + (f"/{part}" if part > 1 else ""),
        title=section.source or document.title,
        section=section.heading,
        text=section.text[start:end],
        questions=tuple(filter(None, (section.question or section.heading, *section.also_asked))),
        document=document.name,
        anchor=section.anchor,
        start=start,
        updated=document.updated,
        staff_only=document.staff_only,
        whole=section.whole,
        source=section.source,
    )


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """The sentences and list items of a text as (start, end), list markers and surrounding space left out."""
    spans = []
    for line in _LINE.finditer(text):
        start, last = line.span(1)
        for match in _SENTENCE_END.finditer(text, start, last):
            stop, end = match.span()
            if not _ABBREVIATION.search(text, max(start, stop - _LONGEST_ABBREVIATION), end):
                spans.append((start, match.end(1)))
                start = end
        spans.append((start, start + len(text[start:last].rstrip())))
    return spans


@dataclass(frozen=True, slots=True)
class _Unit:
    """What is never cut: a sentence, or a list item with the items within it. `cut` is what parting it costs."""

    start: int
    end: int
    words: int
    cut: float


def _units(section: Section) -> Iterator[_Unit]:
    before = None
    pending: tuple[int, int, float] | None = None  # an item, waiting for the items within it
    for start, end, line in section.spans():
        if line.depth and pending:
            pending = (pending[0], end, pending[2])
            continue
        if pending:
            yield _unit(section.text, *pending)
            pending = None
        cut = _CUT_AT_PARAGRAPH
        if line.is_item and before is not None:
            cut = _CUT_AT_ITEM if before.is_item else _CUT_AT_LEAD_IN if before.text.endswith(":") else _CUT_AT_LIST
        if line.is_item:
            pending = (start, end, cut)
        else:
            for n, (first, last) in enumerate(sentence_spans(section.text[start:end])):
                begin = start + first if n else start  # what looks like a marker is text here
                yield _unit(section.text, begin, start + last, _CUT_AT_SENTENCE if n else cut)
        before = line
    if pending:
        yield _unit(section.text, *pending)


def _unit(text: str, start: int, end: int, cut: float) -> _Unit:
    return _Unit(start, end, len(text[start:end].split()), cut)


def _cut(section: Section) -> list[tuple[int, int]]:
    """Where the section's passages start and end: the cheapest way to cut it, found by dynamic programming."""
    if section.whole:
        return [(0, len(section.text))]
    units = list(_units(section))
    words = list(accumulate((unit.words for unit in units), initial=0))  # of the first n units
    joins = list(accumulate((unit.cut == _CUT_AT_PARAGRAPH for unit in units), initial=0))  # and where paragraphs begin
    parted = [unit.cut - n * _JOINED_PARAGRAPHS for unit, n in zip(units, joins[1:], strict=True)]
    sizes = range(min(words[-1], max([LONGEST, *(unit.words for unit in units)])) + 1)  # that a passage may have
    short = [max(0, SHORTEST - size) / 2 for size in sizes]
    uneven = [(size / LONGEST) ** 2 * _UNEVENNESS for size in sizes]

    best, begins = [0.0], [0]  # cost of the first n units, and where their last passage begins
    first = 0  # as far back as LONGEST allows, and one unit at least
    for end in range(1, len(units) + 1):
        upto, joined = words[end], joins[end] * _JOINED_PARAGRAPHS
        while upto - words[first] > LONGEST and first < end - 1:
            first += 1
        costs = [
            cost + (cut + joined + short[upto - before] + uneven[upto - before])
            for cost, cut, before in zip(best[first:], parted[first:end], words[first:end], strict=True)
        ]
        best.append(min(costs))
        begins.append(first + costs.index(best[-1]))
    cuts: list[tuple[int, int]] = []
    end = len(units)
    while end:
        start = begins[end]
        cuts.append((units[start].start, units[end - 1].end))
        end = start
    return cuts[::-1]
