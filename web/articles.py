"""What does the article say that an answer was quoted from?

The address of a citation may say which sentences were quoted, by offsets within the passage:
`?passage=<anchor, or anchor/2>&mark=0-96,120-150#<anchor>`. A mark that does not begin and end where sentences do is a
stale one; it is left out, never an error.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from threading import Lock

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from faq_bot.content.corpus import Corpus
from faq_bot.content.documents import Document
from faq_bot.content.passages import Passage, sentence_spans
from faq_bot.live.generation import Generation
from web.address import address_asked, article_path, public_address
from web.content import generation
from web.encoding import kept_packed, packed
from web.language import asked_language, content_language
from web.prose import Listing, Paragraph, Span, section_blocks, within_section
from web.structured_data import description, structured_data

room = Blueprint("articles", __name__, url_prefix="/articles")

_MARKS = re.compile(r"\d{1,7}-\d{1,7}(?:,\d{1,7}-\d{1,7}){0,19}", re.ASCII)

LARGE = 500
"""Sections of an article from which on its page is made once, whoever asks for it and how often: one of 20,000 rows
takes two seconds. Nothing is marked on it; browsers mark the words that a link names."""
_LARGE_PAGES = 8
"""Such pages that are kept, packed."""
_large: dict[tuple[str, str, str, str], bytes] = {}
_making = Lock()

_MOST_OPEN = 30
"""Sections in a contents list that stands open; one of more is unfolded when it is wanted."""


@dataclass(frozen=True, slots=True)
class ShownSection:
    """A section as the page shows it. `level` is that of its heading, where it has one."""

    anchor: str
    heading: str
    level: int
    source: str
    blocks: list[Paragraph | Listing]


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the contents list, and those of the sections within that section."""

    section: ShownSection
    within: list["Entry"] = field(default_factory=list)


@room.get("/", strict_slashes=False)
def listing() -> ResponseReturnValue:
    """The articles that visitors may read."""
    documents = [document for document in generation().corpus.documents if not document.staff_only]
    return render_template(
        "articles.html",
        documents=sorted(documents, key=lambda document: document.title.casefold()),
        path_of=article_path,
        canonical=public_address() and f"{public_address()}/articles/",
    )


@room.get("/<document>")
def article(document: str) -> ResponseReturnValue:
    """One article, whole, the quoted sentences marked."""
    now = generation()
    found = now.corpus.by_name.get(document)
    if found is None or found.staff_only:
        raise NotFound
    if len(found.sections) <= LARGE:
        return _page(now, found, request.args.get("passage", ""))
    key = (now.version, document, address_asked(), asked_language())
    with _making:
        if (page := _large.pop(key, None)) is None:
            page = packed(_page(now, found, "").encode())
        _large[key] = page  # the last one that was asked for
        while len(_large) > _LARGE_PAGES:
            del _large[next(iter(_large))]
    return kept_packed(page, hashlib.sha256(page).hexdigest()[:16])


def _page(now: Generation, found: Document, quoted: str) -> str:
    """An article as a page, the quotation in a passage of it marked as the address asks."""
    corpus, path = now.corpus, article_path(found.name)
    canonical, address = (found.url or (site and site + path) for site in (public_address(), address_asked()))
    sections = list(_sections(corpus, found, quoted))
    headed = [section for section in sections if section.heading]
    return render_template(
        "article.html",
        document=found,
        sections=sections,
        contents=_contents(headed) if len(headed) > 1 else [],
        contents_folded=len(headed) > _MOST_OPEN,
        description=description(found),
        data=structured_data(found, canonical, content_language(), now.clinic.name),
        canonical=canonical,
        address=address,
    )


def _sections(corpus: Corpus, document: Document, passage: str) -> Iterator[ShownSection]:
    """The sections. A heading is one level below the one that it stands under, as assistive technology wants them,
    however many levels its writer left out."""
    quoted = corpus.by_id.get(f"{document.name}#{passage}")
    marks = _marks(quoted) if quoted else []
    above: list[int] = []  # the levels, as they were written, of the headings that the section stands under
    for section in document.sections:
        heading = section.question or section.heading
        if heading == document.title:
            heading = ""
        if heading:
            while above and above[-1] >= section.level:
                above.pop()
            above.append(section.level)
        marked = marks if quoted and section.anchor == quoted.anchor else []
        level = min(1 + len(above), 6)
        yield ShownSection(section.anchor, heading, level, section.source, section_blocks(section, None, marked))


def _contents(sections: Iterable[ShownSection]) -> list[Entry]:
    """The sections, each within the last one before it whose heading is of a higher level."""
    whole: list[Entry] = []
    opened: list[Entry] = []  # outermost first
    for section in sections:
        while opened and opened[-1].section.level >= section.level:
            opened.pop()
        entry = Entry(section)
        (opened[-1].within if opened else whole).append(entry)
        opened.append(entry)
    return whole


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
