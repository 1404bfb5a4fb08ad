"""What is told of a corpus that has been looked over?

Its table of contents as the machine sees it, and its problems. A fault stops a corpus from being used; a problem does
not: it is content that will not answer as its writer expects.
"""

from collections import Counter
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from faq_bot.content.corpus import Corpus
from faq_bot.errors import Fault


class Kind(StrEnum):
    """What kind of problem it is: names that other programs and tests may rely on."""

    LEFT_OUT = "left-out"
    SAME_TITLE = "same-title"
    EMPTY_SECTION = "empty-section"
    HEADING = "heading-tells-nothing"
    HEADING_TWICE = "heading-twice"
    LONG_PASSAGE = "long-passage"
    SAME_TEXT = "same-text"
    NEARLY_SAME_TEXT = "nearly-same-text"
    CLASHING_NUMBERS = "clashing-numbers"
    CLASHING_PHONE = "clashing-phone"
    CLASHING_HOURS = "clashing-hours"
    HOLIDAYS_PAST = "holidays-past"
    REVIEW_PAST = "review-past"
    REVIEW_SOON = "review-soon"
    DEAD_LINK = "dead-link"
    HARD_READING = "hard-reading"
    UNKNOWN_SYNONYM = "unknown-synonym"
    SYNONYM_TWICE = "synonym-twice"
    FAILING_QUESTION = "failing-question"


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: a file, and its section and line as far as there are any."""

    path: str
    section: str = ""
    line: int | None = None

    @property
    def inside(self) -> str:
        """Where it is within the file; nothing of the file as a whole."""
        return ", ".join([f"line {self.line}"] * bool(self.line) + [f"“{self.section}”"] * bool(self.section))

    def __str__(self) -> str:
        return f"{self.path}, {self.inside}" if self.inside else self.path


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with the content."""

    kind: Kind
    place: Place
    what: str
    remedy: str

    @property
    def fault(self) -> Fault:
        """The same as where, what, and what to do."""
        return Fault(str(self.place), self.what, self.remedy)

    def __str__(self) -> str:
        return str(self.fault)

    @property
    def within_file(self) -> str:
        """The same in one line, the file left out."""
        return str(Fault(self.place.inside or "the file", self.what, self.remedy))

    def as_json(self) -> dict[str, Any]:
        """The problem as a JSON object."""
        return {"kind": self.kind.value, **asdict(self.place), **asdict(self.fault)}


@dataclass(frozen=True, slots=True)
class SectionCount:
    """A section as it was understood."""

    heading: str
    anchor: str
    passages: int
    words: int


@dataclass(frozen=True, slots=True)
class DocumentCount:
    """A document as it was understood."""

    path: str
    title: str
    sections: tuple[SectionCount, ...]

    @property
    def passages(self) -> int:
        return sum(section.passages for section in self.sections)

    @property
    def words(self) -> int:
        return sum(section.words for section in self.sections)


@dataclass(frozen=True, slots=True)
class Findings:
    """The corpus's table of contents, then its problems."""

    documents: tuple[DocumentCount, ...]
    problems: tuple[Problem, ...]

    def as_json(self) -> dict[str, Any]:
        """The findings as a JSON object."""
        return {
            "documents": [asdict(document) for document in self.documents],
            "problems": [problem.as_json() for problem in self.problems],
        }


def contents(corpus: Corpus) -> tuple[DocumentCount, ...]:
    """The corpus's table of contents."""
    passages = Counter(passage.place for passage in corpus.passages)
    return tuple(
        DocumentCount(
            document.path,
            document.title,
            tuple(
                SectionCount(s.heading, s.anchor, passages[document.name, s.anchor], len(s.text.split()))
                for s in document.sections
            ),
        )
        for document in corpus.documents
    )
