"""Where in its file does this stand?

Readers let go of lines, for formats end at documents. A line is found again by looking for the words in the source;
where they are not found, or the format has no lines, the section is named instead.
"""

import html
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import accumulate
from pathlib import Path, PurePosixPath

from faq_bot.checking.findings import Place
from faq_bot.content.corpus import Corpus
from faq_bot.content.documents import Document, Section
from faq_bot.content.passages import Passage
from faq_bot.content.readers import Source
from faq_bot.errors import CorpusError

_WORD = re.compile(r"[^\W_]+")
_ENOUGH = 8  # words by which a text is known again
_ROWS = ".jsonl"
_PAGES = (".html", ".htm")
_LINED = frozenset({".md", ".txt", ".csv", ".tsv", _ROWS, *_PAGES})
_UNREAD = re.compile(r"<!--.*?-->|<(script|style|nav)\b.*?</\1\s*>|<[^>]*>", re.IGNORECASE | re.DOTALL)
_TARGET = re.compile(r"\]\([^)\s]*\)")


class Places:
    """Finds the lines of what a corpus says in the files of its folder, each of which is read when it is needed."""

    def __init__(self, folder: Path, corpus: Corpus) -> None:
        self._folder = folder
        self._documents = corpus.by_name
        self.text = cache(self._text)
        self._words = cache(self._words_of)
        self._begins = cache(self._beginnings)

    def section(self, document: Document, section: Section) -> Place:
        """Where a section begins."""
        begin = self._begins(document.name).get(section.anchor)
        return Place(document.path, section.heading or section.anchor, begin and begin[0])

    def passage(self, passage: Passage, said: str = "") -> Place:
        """Where a passage begins; or, with `said`, this sentence of it."""
        document = self._documents[passage.document]
        section = passage.section or passage.anchor
        begin = self._begins(document.name).get(passage.anchor)
        if begin is None or _suffix(document.path) == _ROWS:
            return Place(document.path, section, begin and begin[0])
        words = self._words(document.path)
        at = words.find(_split(said or passage.text)[:_ENOUGH], begin[1])
        return Place(document.path, section, begin[0] if at is None else words.line(at))

    def line(self, path: str, pattern: str) -> Place:
        """The first line of a file that the pattern matches at its beginning."""
        found = re.search(rf"^{pattern}", self.text(path), re.MULTILINE | re.IGNORECASE)
        return Place(path, line=line_at(self.text(path), found.start()) if found else None)

    def _text(self, path: str) -> str:
        """The text of a file; nothing where it has no lines, or cannot be read any more."""
        try:
            return Source(path, (self._folder / path).read_bytes()).text if _suffix(path) in _LINED else ""
        except (OSError, CorpusError):
            return ""

    def _words_of(self, path: str) -> "_Words":
        text = self.text(path)
        if _suffix(path) in _PAGES:
            text = _UNREAD.sub(_blank, text)
        elif _suffix(path) == ".md":
            text = _TARGET.sub("]", text)
        return _Words(text)

    def _beginnings(self, name: str) -> dict[str, tuple[int, int]]:
        """The anchors of the document's sections, each with the line and the word where it begins."""
        document = self._documents[name]
        if _suffix(document.path) == _ROWS:
            rows = (n for n, line in enumerate(self.text(document.path).split("\n"), start=1) if line.strip())
            return {s.anchor: (line, 0) for s, line in zip(document.sections, rows, strict=False)}
        words = self._words(document.path)
        begins, after = {}, 0
        for section in document.sections:
            if (found := words.section(section, after)) is not None:
                begins[section.anchor] = (words.line(found), found)
                after = found + 1
        return begins


class _Words:
    """The words of a text, each with its line."""

    def __init__(self, text: str) -> None:
        text = html.unescape(text)
        ends = [match.start() for match in re.finditer("\n", text)]
        self._lines: list[int] = []
        folded = []
        for match in _WORD.finditer(text):
            self._lines.append(bisect_right(ends, match.start()) + 1)
            folded.append(match[0].casefold())
        self._joined = f" {' '.join(folded)} "
        self._starts = list(accumulate((len(word) + 1 for word in folded), initial=0))

    def line(self, at: int) -> int:
        """The line of a word."""
        return self._lines[at]

    def find(self, words: Sequence[str], after: int = 0) -> int | None:
        """The first place, from the word `after` on, where these words follow each other."""
        if not words or after >= len(self._lines):
            return None
        start = self._joined.find(f" {' '.join(words)} ", self._starts[after])
        return None if start < 0 else bisect_right(self._starts, start) - 1

    def section(self, section: Section, after: int) -> int | None:
        """Where a section begins: at its heading, the last one before its text, for a list of contents has it too."""
        text = _split(section.lines[0].text)[:_ENOUGH] if section.lines else []
        found, before = None, len(self._lines)
        for at in self._headings(_split(section.question or section.heading), after):
            if found is None:
                stands = self.find(text, at + 1)
                before = at + 1 if stands is None else stands
            elif at >= before:
                break
            found = at
        return self.find(text, after) if found is None else found

    def _headings(self, words: Sequence[str], after: int) -> Iterator[int]:
        """Where these words stand on lines of their own; a number or a mark may stand before them."""
        while (at := self.find(words, after)) is not None:
            end = at + len(words)
            ends = end >= len(self._lines) or self._lines[end] > self._lines[end - 1]
            if ends and (at < 2 or self._lines[at - 2] < self._lines[at]):
                yield at
            after = at + 1


def line_at(text: str, start: int) -> int:
    """The number of the line that a place in a text is on."""
    return text.count("\n", 0, start) + 1


def _split(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(text)]


def _blank(found: re.Match[str]) -> str:
    return " " + "\n" * found[0].count("\n")


def _suffix(path: str) -> str:
    return PurePosixPath(path).suffix.lower()
