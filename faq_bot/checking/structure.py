"""What is wrong with how the documents are made up?

Files left out, titles and headings said twice, headings that nobody's question would meet, sections without text,
passages too long, and reviews that are due.
"""

import datetime
import re
from collections.abc import Iterator

from faq_bot.checking.findings import Kind, Place, Problem
from faq_bot.checking.places import Places
from faq_bot.content.corpus import OWN_FILES, Corpus, is_set_apart
from faq_bot.content.documents import Document, Section
from faq_bot.content.passages import LONGEST
from faq_bot.search.analysis import FUNCTION_WORDS, QUESTION_WORDS, Analyzer

TOO_LONG = LONGEST * 3 // 2
"""Words of a passage that is too long to be read as an answer."""
SOON = datetime.timedelta(days=30)
"""How long before a review is due it is told."""

_TELL_NOTHING = frozenset(
    "additional also answer answers article basic basics chapter click closing common comments conclusion "
    "conclusions content contents continue detail details extra facts faq faqs final finally "
    "following frequent frequently further general guide guidance heading helpful here important info "
    "information intro introduction introductory key link links main misc miscellaneous more next note "
    "notes other others out overview page part point points question questions read reading remarks "
    "section subheading summary takeaway takeaways tbc text thoughts title todo top topic topics "
    "untitled useful various welcome word words asked background".split()
)


def left_out(corpus: Corpus, places: Places) -> Iterator[Problem]:
    """The files that nothing is read from."""
    for path in corpus.skipped:
        if is_set_apart(path):
            what = "is left out, for a name that begins with “_” is none of a document"
            known = ", ".join(OWN_FILES)
            remedy = f"take the “_” away, or name it as one of {known}, at the top of the folder"
        else:
            what, remedy = (
                "is left out, for nothing here can read it",
                "save it in a form that is read, or take it away",
            )
        yield Problem(Kind.LEFT_OUT, Place(path), what, remedy)


def repeated_titles(corpus: Corpus, places: Places) -> Iterator[Problem]:
    """The documents whose title an earlier one has."""
    titles: dict[str, str] = {}
    for document in corpus.documents:
        if (earlier := titles.setdefault(document.title.casefold(), document.path)) != document.path:
            what = f"has the title of {earlier} too, “{document.title}”"
            yield Problem(
                Kind.SAME_TITLE, Place(document.path), what, "give each its own, so that a citation names one"
            )


def repeated_headings(corpus: Corpus, places: Places) -> Iterator[Problem]:
    """The sections whose heading, or the rows whose question, an earlier one of the document has."""
    for document in corpus.documents:
        first: dict[str, Section] = {}
        for section in document.sections:
            named = (section.question if section.whole else section.heading).casefold()
            if not named or (earlier := first.setdefault(named, section)) is section:
                continue
            line = places.section(document, earlier).line
            what = f"has the {'question' if section.whole else 'heading'} of "
            what += f"line {line} too" if line else "an earlier one too"
            remedy = "put both into one, or say in each what it alone is about"
            yield Problem(Kind.HEADING_TWICE, places.section(document, section), what, remedy)


def sections(corpus: Corpus, places: Places) -> Iterator[Problem]:
    """The sections without text, and those whose heading is no way to them."""
    analyzer = Analyzer()
    for document in corpus.documents:
        for section in document.sections:
            if not section.lines:
                remedy = "write some, or take the heading out"
                where = places.section(document, section)
                yield Problem(Kind.EMPTY_SECTION, where, "has no text below its heading", remedy)
            elif not _leads_here(document, section, analyzer):
                what = "has a heading that no question would meet"
                remedy = "say in it what the text below answers, or add a line “Also asked: …?” below it"
                if section.whole:
                    what, remedy = "has no question that one would ask", "give the row a “question” or “also_asked”"
                yield Problem(Kind.HEADING, places.section(document, section), what, remedy)


def _leads_here(document: Document, section: Section, analyzer: Analyzer) -> bool:
    """Whether a word of the heading, or of another way to ask, tells what the section is about."""
    if section.heading == document.title and not section.whole:
        return True
    asked = " ".join([section.question or section.heading, *section.also_asked])
    words = set(analyzer.words(asked))
    telling = {word for word in words - FUNCTION_WORDS - QUESTION_WORDS - _TELL_NOTHING if _has_letters(word)}
    # "What is it?" is asked of what the title names; "More" and "About us" are not.
    return bool(telling) or (bool(section.question) and bool(words) and not words & _TELL_NOTHING)


def _has_letters(word: str) -> bool:
    return len(re.sub(r"[\W\d_]", "", word)) > 1


def long_passages(corpus: Corpus, places: Places) -> Iterator[Problem]:
    """The passages of more words than TOO_LONG."""
    for passage in corpus.passages:
        if (words := len(passage.text.split())) > TOO_LONG:
            what = f"is a passage of {words:,} words, too long to read as an answer"
            remedy = f"make it rows of {LONGEST} at the most, each with a question of its own"
            if not passage.whole:
                remedy = f"part it into paragraphs of {LONGEST} at the most"
            yield Problem(Kind.LONG_PASSAGE, places.passage(passage), what, remedy)


def reviews(corpus: Corpus, places: Places, today: datetime.date) -> Iterator[Problem]:
    """The documents whose review is due, or soon."""
    for document in corpus.documents:
        if document.review_by and document.review_by <= today + SOON:
            is_past = document.review_by < today
            what = f"{'was' if is_past else 'is'} to be reviewed by {document.review_by:%d %B %Y}"
            remedy = "look whether it is still true, then set “updated” and “review_by” anew"
            kind = Kind.REVIEW_PAST if is_past else Kind.REVIEW_SOON
            yield Problem(kind, places.line(document.path, r"review_by[ \t]*:"), what, remedy)
