"""What does a reader return, whatever the format was?

Formats end here: from here on there is plain text in lines, under headings. A line is a paragraph or one item of a
list; a section's text is its lines put together, and every passage is a slice of that text.
"""

import datetime
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import groupby
from typing import TypeVar
from urllib.parse import urlsplit

_NOT_WORD = re.compile(r"[\W_]+")
_MOST_MARKS = 30  # on one letter, as in Unicode's stream-safe text; to put more in order takes long
_MAY_BE_MARKS = re.compile(rf"[^\x00-\x7f\w]{{{_MOST_MARKS + 1},}}")
_END_PUNCTUATION = " ?:.!;,"


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph (no marker), or one item of a list with its marker (`1.`, `•`) and its depth (0 is outermost)."""

    text: str
    marker: str = ""
    depth: int = 0

    @property
    def is_item(self) -> bool:
        return bool(self.marker)

    def __str__(self) -> str:
        return f"{'  ' * self.depth}{self.marker} {self.text}" if self.marker else self.text


@dataclass(frozen=True)
class Section:
    """A heading and the lines below it, up to the next heading.

    `anchor` names the section within its document, in addresses and passage ids. `also_asked` are other ways to ask
    for it, after its own `question`: a row's, or a heading that asks, as it is written. A section that is a row of
    questions and answers may say its `source`, and is `whole`: one passage, never cut.
    """

    heading: str
    anchor: str
    lines: tuple[Line, ...]
    level: int = 2
    also_asked: tuple[str, ...] = ()
    question: str = ""
    source: str = ""
    whole: bool = False

    @cached_property
    def text(self) -> str:
        """The lines as a person reads them: a blank line between paragraphs, none between the items of a list."""
        return "".join(gap + str(line) for gap, line in self._gapped())

    def spans(self) -> Iterator[tuple[int, int, Line]]:
        """Each line with where it starts and ends in `text`, its marker included."""
        end = 0
        for gap, line in self._gapped():
            start = end + len(gap)
            end = start + len(str(line))
            yield start, end, line

    def _gapped(self) -> Iterator[tuple[str, Line]]:
        before: Line | None = None
        for line in self.lines:
            gap = "" if before is None else "\n" if before.is_item and line.is_item else "\n\n"
            yield gap, line
            before = line


Member = TypeVar("Member")


class Catalogue(Sequence[Member]):
    """What finds members by name without a look at all of them, as a saved corpus does."""

    by_name: Mapping[str, Member]


@dataclass(frozen=True, slots=True)
class Document:
    """One file of the corpus. `name` (the file's stem) names it in addresses; `path` is relative to the corpus.

    `sha256` is that of the file's bytes when it was read; documents that say the same are equal whatever it is.
    """

    name: str
    path: str
    title: str
    sections: tuple[Section, ...]
    url: str = ""
    updated: datetime.date | None = None
    review_by: datetime.date | None = None
    staff_only: bool = False
    sha256: str = field(default="", compare=False)

    def section(self, anchor: str) -> Section | None:
        """The section with this anchor, or None."""
        found: Section | None = self.sections.by_name.get(anchor) if isinstance(self.sections, Catalogue) else None
        return found or next((section for section in self.sections if section.anchor == anchor), None)


def plain(text: str) -> str:
    """Text as it is kept: composed (NFC), no control or format characters, one plain space for any run of space."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", _MAY_BE_MARKS.sub(_few_marks, text))
    if not text.isprintable():  # rare, and looking at every character is dear
        text = "".join(ch for ch in text if ch.isspace() or unicodedata.category(ch) not in ("Cc", "Cf", "Cs"))
    return " ".join(text.split())


def _few_marks(found: re.Match[str]) -> str:
    runs = (list(run) for _, run in groupby(found[0], key=lambda ch: unicodedata.combining(ch) > 0))
    return "".join(ch for run in runs for ch in (run[:_MOST_MARKS] if unicodedata.combining(run[0]) else run))


def heading_text(text: str) -> str:
    """A heading without its end punctuation."""
    return plain(text).rstrip(_END_PUNCTUATION)


def question_text(text: str) -> str:
    """A heading that asks, as it is written; nothing of one that does not."""
    return plain(text) if plain(text).endswith("?") else ""


def slug(text: str) -> str:
    """A readable name for use in an address: lower case, words joined by hyphens; `section` where there is no word."""
    return _NOT_WORD.sub("-", unicodedata.normalize("NFKC", text).casefold()).strip("-") or "section"


def is_address(text: str) -> bool:
    """Whether it is the whole address of a web page."""
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:  # such as a bracket that opens an IPv6 address and does not close
        return False


def with_anchors(sections: Sequence[Section]) -> tuple[Section, ...]:
    """The sections, those without an anchor given one made from their heading; the second of a name gets `-2`."""
    taken = {section.anchor for section in sections}
    seen: Counter[str] = Counter()
    named = []
    for section in sections:
        if not section.anchor:
            name = slug(section.question or section.heading)
            anchor = name
            while anchor in taken:
                seen[name] += 1
                anchor = f"{name}-{seen[name] + 1}"
            taken.add(anchor)
            section = replace(section, anchor=anchor)
        named.append(section)
    return tuple(named)
