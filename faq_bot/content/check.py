"""What does the machine see in the corpus, and what is wrong with it?

Faults stop a corpus from being used; a problem does not: it is content that will not answer as its writer expects.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import groupby
from typing import Any

from faq_bot.content.corpus import OWN_FILES, Corpus, is_set_apart
from faq_bot.content.documents import heading_text
from faq_bot.content.passages import LONGEST
from faq_bot.errors import Fault


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
    problems: tuple[Fault, ...]

    def as_json(self) -> dict[str, Any]:
        """The findings as a JSON object."""
        return asdict(self)


def check_corpus(corpus: Corpus) -> Findings:
    """Look the corpus over."""
    passages = {
        place: sum(1 for _ in found)
        for place, found in groupby(corpus.passages, key=lambda passage: (passage.document, passage.anchor))
    }
    documents = tuple(
        DocumentCount(
            document.path,
            document.title,
            tuple(
                SectionCount(s.heading, s.anchor, passages.get((document.name, s.anchor), 0), len(s.text.split()))
                for s in document.sections
            ),
        )
        for document in corpus.documents
    )
    return Findings(documents, tuple(_problems(corpus)))


def _problems(corpus: Corpus) -> Iterator[Fault]:
    for path in corpus.skipped:
        if is_set_apart(path):
            what = "is left out, for a name that begins with “_” is none of a document"
            known = ", ".join(OWN_FILES)
            yield Fault(path, what, f"take the “_” away, or name it as one of {known}, at the top of the folder")
        else:
            remedy = "save it as text, Word (.docx) or PDF, or take it away"
            yield Fault(path, "is left out, for nothing here can read it", remedy)
    titles: dict[str, str] = {}
    for document in corpus.documents:
        if (earlier := titles.setdefault(document.title.casefold(), document.path)) != document.path:
            what = f"has the title of {earlier} too, “{document.title}”"
            yield Fault(document.path, what, "give each its own, so that a citation names one")
        for section in document.sections:
            where = f"{document.path}, “{section.heading or section.anchor}”"
            if not section.lines:
                yield Fault(where, "has no text below its heading", "write some, or take the heading out")
            if not heading_text(section.heading) and not section.question:
                yield Fault(where, "has no words in its heading", "say in it what the text below answers")
    for passage in corpus.passages:
        if (words := len(passage.text.split())) > LONGEST * 1.5:
            yield Fault(
                passage.id, f"is a passage of {words} words", f"part it into paragraphs of {LONGEST} at the most"
            )
