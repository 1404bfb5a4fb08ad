"""What does the article say that an answer was quoted from?

The address of a citation may say which sentences were quoted, by offsets within the passage:
`?passage=<anchor, or anchor/2>&mark=0-96,120-150#<anchor>`. A mark that does not begin and end where sentences do is a
stale one; it is left out, never an error.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from faq_bot.content.corpus import Corpus
from faq_bot.content.documents import Document
from faq_bot.content.passages import Passage, sentence_spans
from web.content import generation
from web.prose import Listing, Paragraph, Span, section_blocks, within_section

room = Blueprint("articles", __name__, url_prefix="/articles")

_MARKS = re.compile(r"\d{1,7}-\d{1,7}(?:,\d{1,7}-\d{1,7}){0,19}", re.ASCII)


@dataclass(frozen=True, slots=True)
class ShownSection:
    """A section as the page shows it. `level` is that of its heading, where it has one."""

    anchor: str
    heading: str
    level: int
    source: str
    blocks: list[Paragraph | Listing]


@room.get("/", strict_slashes=False)
def listing() -> ResponseReturnValue:
    """The articles that visitors may read."""
    documents = [document for document in generation().corpus.documents if not document.staff_only]
    return render_template("articles.html", documents=sorted(documents, key=lambda document: document.title.casefold()))


@room.get("/<document>")
def article(document: str) -> ResponseReturnValue:
    """One article, whole, the quoted sentences marked."""
    corpus = generation().corpus
    found = corpus.by_name.get(document)
    if found is None or found.staff_only:
        raise NotFound
    return render_template("article.html", document=found, sections=list(_sections(corpus, found)))


def _sections(corpus: Corpus, document: Document) -> Iterator[ShownSection]:
    """The sections, headings no more than one level below the one before, as assistive technology wants them."""
    quoted = corpus.by_id.get(f"{document.name}#{request.args.get('passage', '')}")
    marks = _marks(quoted) if quoted else []
    level = 1
    for section in document.sections:
        heading = section.question or section.heading
        if heading == document.title:
            heading = ""
        if heading:
            level = min(max(section.level, 2), level + 1, 6)
        marked = marks if quoted and section.anchor == quoted.anchor else []
        yield ShownSection(section.anchor, heading, level, section.source, section_blocks(section, None, marked))


def _marks(passage: Passage) -> list[Span]:
    """The marks that the address asks for, within the passage's section; none where one of them is not true."""
    wanted = request.args.get("mark", "")
    if not _MARKS.fullmatch(wanted):
        return []
    marks = [(int(start), int(end)) for start, end in (mark.split("-") for mark in wanted.split(","))]
    sentences = sentence_spans(passage.text)
    starts, ends = {start for start, _ in sentences}, {end for _, end in sentences}
    if any(start >= end or start not in starts or end not in ends for start, end in marks):
        return []
    return within_section(passage, marks)
