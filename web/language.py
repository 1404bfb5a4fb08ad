"""In which language does this page speak?

The interface speaks the one that the address asks for (`?lang=es`), else the clinic's, where there are words in it. The
articles, and what is quoted from them, stay in the clinic's own.
"""

from collections.abc import Mapping
from urllib.parse import urlencode

from flask import Flask, g, request

from faq_bot.words import DEFAULT, Words, direction, languages, primary, words_for
from web.content import clinic

_OTHERS: Mapping[str, str] = {code: words_for(code).say("language.name") for code in languages()}


def init_app(app: Flask) -> None:
    """Give templates the words: `say(key, …)`, `day(date)`, and what they need to say in which language it is."""
    app.context_processor(_context)


def asked_language() -> str:
    """The language that the address asks for, nothing where it asks for none that is spoken here."""
    wanted = request.args.get("lang", "")
    return wanted if wanted in _OTHERS else ""


def page_words() -> Words:
    """The words that this page is in."""
    kept: Words | None = g.get("words")
    if kept is None:
        kept = g.words = words_for(asked_language() or clinic().language)
    return kept


def content_language() -> str:
    """The language that the articles are in."""
    return clinic().language or DEFAULT


def interface_language() -> str:
    """The page's language as HTML has it: the clinic's own, with its region, where that is the one spoken."""
    words = page_words()
    return content_language() if primary(content_language()) == words.language else words.language


def here(path: str, **query: str) -> str:
    """The address of a page of ours, in the language that this page was asked for; empty values are left out."""
    path, mark, anchor = path.partition("#")
    kept = {"lang": asked_language(), **query}
    asked = urlencode({name: value for name, value in kept.items() if value})
    joined = "&" if "?" in path else "?"
    return f"{path}{joined if asked else ''}{asked}{mark}{anchor}"


def _context() -> dict[str, object]:
    words = page_words()
    return {
        "say": words.say,
        "day": words.day,
        "here": here,
        "lang": interface_language(),
        "direction": words.direction,
        "content_lang": content_language(),
        "content_direction": direction(content_language()),
        "other_languages": {code: name for code, name in _OTHERS.items() if code != words.language},
    }
