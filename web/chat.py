"""What does a visitor who asks see?

The conversation lives in the page: earlier questions ride along in the form and are asked again, of one state of the
corpus, each time that the whole page is made. They go by POST, so that no question stands in an address.

A script asks for the newest exchange alone, by the header `X-Requested-With: XMLHttpRequest`; it is the same fragment
that the page is made of.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import quote, quote_plus

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from faq_bot.answering.answer import Answer
from faq_bot.answering.question import LONGEST_HISTORY, clean_history
from faq_bot.content.clinic import WEEKDAYS, Clinic
from faq_bot.content.corpus import Corpus
from faq_bot.content.documents import plain
from faq_bot.content.passages import Passage
from faq_bot.content.question import clean_question
from faq_bot.errors import QuestionError
from web.content import generation
from web.prose import Listing, Paragraph, passage_blocks

room = Blueprint("chat", __name__)

_LARGEST_HISTORY = 9 * 1024
"""Bytes of the earlier questions in a form, so that the next one always fits into the largest body."""
_STARTERS = 3
"""Questions to begin with."""
_LOOKED_AT = 200
"""Passages that are looked at for each of them, so that a large corpus costs the page no more than a small one."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question, its answer, and what the answer is shown with. `link` leads to the quoted sentence in its article."""

    question: str
    answer: Answer
    quotation: list[Paragraph | Listing]
    link: str
    suggestions: list[tuple[str, str]]
    hours: list[tuple[str, str, tuple[str, ...]]]


@room.get("/")
def ask() -> ResponseReturnValue:
    """The page to ask on."""
    return render_template("chat.html", exchanges=[], history=[], starters=_starters(generation().corpus))


@room.post("/")
def answer() -> ResponseReturnValue:
    """The page with the conversation so far, newest last; for a script, the newest exchange alone."""
    asked = next((text for text in request.form.getlist("question") if plain(text)), "")
    history = clean_history(request.form.getlist("history"))
    fragment = request.headers.get("X-Requested-With") == "XMLHttpRequest"
    try:
        newest = _exchange(clean_question(asked), history)
    except QuestionError as error:
        earlier = [] if fragment else _earlier(history)
        (fault,) = error.faults
        page = render_template("chat.html", exchanges=earlier, history=history, question=plain(asked), fault=fault)
        return page, 400
    if fragment:
        return render_template("_exchange.html", exchange=newest)
    return render_template(
        "chat.html", exchanges=[*_earlier(history), newest], history=_carried(history, newest.question)
    )


def _earlier(history: Sequence[str]) -> list[Exchange]:
    return [_exchange(question, history[:n]) for n, question in enumerate(history)]


def _exchange(question: str, history: Sequence[str]) -> Exchange:
    now = generation()
    corpus = now.corpus
    answer = now.ask(question, history)
    passage = corpus.by_id[answer.citation.passage] if answer.citation else None
    return Exchange(
        question,
        answer,
        passage_blocks(corpus, passage, answer.highlights) if passage else [],
        _link(passage, answer) if passage else "",
        [(other.question, corpus.by_id[other.passage].citation().url) for other in answer.suggestions],
        [] if passage else _hours(corpus.clinic),
    )


def _link(passage: Passage, answer: Answer) -> str:
    """The quoted sentence in its article; it says where the sentence is, never what was asked."""
    path, _, anchor = passage.citation().url.partition("#")
    part = passage.id.removeprefix(f"{passage.document}#")
    marks = ",".join(f"{start}-{end}" for start, end in answer.highlights)
    return f"{path}?passage={quote(part)}{f'&mark={marks}' if marks else ''}#{anchor}"


def _carried(history: Sequence[str], newest: str) -> list[str]:
    """The earlier questions that the next form carries: the latest ones, as many as fit."""
    carried: list[str] = []
    room_left = _LARGEST_HISTORY
    for question in reversed([*history, newest][-LONGEST_HISTORY:]):
        room_left -= len(f"history={quote_plus(question)}&")
        if room_left < 0:
            break
        carried.insert(0, question)
    return carried


def _hours(clinic: Clinic) -> list[tuple[str, str, tuple[str, ...]]]:
    """The opening times, days in a row that have the same ones together: first day, last day, times."""
    groups = groupby((day for day in WEEKDAYS if day in clinic.hours), key=lambda day: clinic.hours[day])
    return [((days := list(group))[0], days[-1], times) for times, group in groups]


def _starters(corpus: Corpus) -> list[str]:
    """Some questions that the articles answer, from all over them."""
    passages = corpus.passages
    found: list[str] = []
    for number in range(_STARTERS):
        start = number * len(passages) // _STARTERS
        near = (passages[(start + step) % len(passages)] for step in range(min(len(passages), _LOOKED_AT)))
        found += next(([question] for passage in near if (question := _starter(passage)) and question not in found), [])
    return found


def _starter(passage: Passage) -> str:
    """The question that a section begins to answer with this passage, where it is one for visitors."""
    if passage.staff_only or not passage.id.endswith(f"#{passage.anchor}"):
        return ""
    return next((words for words in passage.questions if words.endswith("?")), "")
