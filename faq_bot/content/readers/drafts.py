"""How do headings and lines, met in reading order, become a document?

What readers of marked-up formats share: a section while it is being read, its `Also asked:` lines, and which heading is
the title.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from faq_bot.content.documents import Document, Line, Section, heading_text, plain, question_text, with_anchors
from faq_bot.content.readers import Source

MARKER = re.compile(
    r"(?P<number>\(?\d{1,3}[.)])\s+(?=\S)|(?P<letter>\(?(?:[a-zA-Z]|[ivx]{2,4})[.)])\s+(?=\S)"
    r"|(?P<bullet>[-*+–—→]\s+(?=\S)|[•‣●■▪·➢➤✓✔\uf0b7\uf0a7]\s*(?=\S))|(?P<inner>o\s+(?=\S)|[◦○]\s*(?=\S))"
)  # Word's own bullets among them: two are letters of its symbol font, and one is an "o"
ASKED = re.compile(r"^[^\S\n]*Q(?:uestion)?\s?\d{0,3}[.:)]\s", re.MULTILINE)
ASKED_OR_ANSWERED = re.compile(r"^[^\S\n]*(?:Q(?:uestion)?|A(?:nswer)?)\s?\d{0,3}[.:)]\s+", re.MULTILINE)
"""The marks before lines that ask and answer, which mean it only where something is asked."""

_ALSO_ASKED = re.compile(r"also asked:\s*", re.IGNORECASE)


@dataclass(slots=True)
class Draft:
    """A section while it is being read. `question`: its heading as it is written, where it asks."""

    heading: str = ""
    level: int = 1
    said: list[tuple[list[str], str, int]] = field(default_factory=list)  # a line's paragraphs, its marker and depth
    also_asked: list[str] = field(default_factory=list)
    question: str = ""
    whole: bool = False

    @classmethod
    def headed(cls, said: str, level: int) -> "Draft":
        """A section below this heading."""
        return cls(heading_text(said), level, question=question_text(said))

    @property
    def lines(self) -> tuple[Line, ...]:
        return tuple(Line(" ".join(paragraphs), marker, depth) for paragraphs, marker, depth in self.said)

    def add(self, text: str, marker: str = "", depth: int = 0) -> None:
        """Take in a paragraph or an item; its `Also asked:` lines are put with the section's questions."""
        kept = []
        for line in text.split("\n"):
            if not marker and (found := _ALSO_ASKED.match(line.lstrip())):
                self.also_asked += filter(None, map(plain, line.lstrip()[found.end() :].split("|")))
            else:
                kept.append(line)
        if words := plain(" ".join(kept)):
            self.said.append(([words], marker, depth))

    def add_marked(self, text: str) -> None:
        """Take in a paragraph that may be an item by the mark that is typed before it."""
        found = MARKER.match(text)
        if found and not (found["letter"] and not self._goes_on_with(found["letter"])):
            self.add(text[found.end() :], found["number"] or found["letter"] or "•", 1 if found["inner"] else 0)
        else:
            self.add(text)

    def go_on(self, text: str) -> None:
        """A further paragraph of the item last added; of its own where nothing is left of the item's first."""
        if words := plain(text):
            if self.said:
                self.said[-1][0].append(words)
            else:
                self.said.append(([words], "", 0))

    def _goes_on_with(self, letter: str) -> bool:
        """Whether a letter is a mark: the first of a list or one below another; else "A. Smith" is a person."""
        before = self.said[-1] if self.said else ([""], "", 0)
        return letter.strip("(.)") in ("a", "i") or (bool(before[1]) and before[1] != "•")


def composed(source: Source, drafts: list[Draft], title: str = "", **facts: Any) -> Document:
    """The document of these sections, the first of which holds what stands before any heading.

    The title is the one given, or a heading of level 1 that comes first, or else the file's name.
    """
    first = drafts[1] if len(drafts) > 1 and drafts[1].level == 1 else None
    title = title or (first.heading if first else "") or source.title
    if not drafts[0].said and len(drafts) > 1:
        drafts.pop(0)
    else:
        drafts[0].heading = title
    if first and not first.said and len(drafts) > 1:
        drafts.remove(first)  # a title, and no text between it and the first section
    return Document(source.name, source.path, title, with_anchors(_sections(drafts, title)), **facts)


def _sections(drafts: Sequence[Draft], title: str) -> list[Section]:
    return [
        Section(d.heading or title, "", d.lines, d.level, tuple(d.also_asked), d.question, whole=d.whole)
        for d in drafts
    ]
