"""What does a search engine read of an article?

The same words as people, as schema.org has them: questions with their answers where the article asks any, else an
article. All of it goes into a page as data, by Jinja's `tojson`, which writes what could end a script as escapes.
"""

from collections.abc import Iterator
from typing import Any

from faq_bot.content.documents import Document, Section
from faq_bot.content.passages import sentence_spans

_LONGEST = 155
"""Characters of a description; search engines show hardly more."""


def description(document: Document) -> str:
    """The first sentences, as many as fit; of a first one that is too long, the words that fit."""
    text = next((section.text for section in document.sections if section.text), "")
    said = ""
    for start, end in sentence_spans(text):
        longer = f"{said} {text[start:end]}".strip()
        if len(longer) > _LONGEST:
            break
        said = longer
    if said:
        return said
    words = " ".join(text.split())[:_LONGEST]  # one more than there is room for, with the sign that it goes on
    return f"{words.rpartition(' ')[0] or words[:-1]}…" if words else ""


def structured_data(document: Document, address: str, language: str, publisher: str) -> dict[str, Any]:
    """The article as JSON-LD. The address is its whole one, or nothing."""
    questions = list(_questions(document))
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "FAQPage" if questions else "Article",
        "name" if questions else "headline": document.title,
        "inLanguage": language,
        "publisher": {"@type": "Organization", "name": publisher},
    }
    if document.updated:
        data["dateModified"] = document.updated.isoformat()
    if address:
        data["url"] = address
    if questions:
        data["mainEntity"] = [
            {"@type": "Question", "name": question, "acceptedAnswer": {"@type": "Answer", "text": answer}}
            for question, answer in questions
        ]
    return data


def _questions(document: Document) -> Iterator[tuple[str, str]]:
    """Each question that the article asks, and all that stands below it, word for word, up to the next one."""
    sections = list(document.sections)
    for number, section in enumerate(sections):
        if not (question := _question(section)):
            continue
        said = [section.text]
        for below in sections[number + 1 :] if not section.whole else ():
            if below.level <= section.level or _question(below):
                break
            said += [below.heading, below.text]
        answer = "\n\n".join(filter(None, said))
        if answer and answer != question:  # a row may ask, and say nothing more
            yield question, answer


def _question(section: Section) -> str:
    """What a section asks: a row always does."""
    return section.question or (section.heading if section.whole else "")
