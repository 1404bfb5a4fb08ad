"""What does a visitor who asks see?

The page to ask on, `/`, and the same in the widget's frame, `/embed`. Both work without script. A script asks for the
newest exchange alone, by the header `X-Requested-With: XMLHttpRequest`; it is the same fragment that the page is made
of.
"""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Literal

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from faq_bot.answering.answer import Outcome, Suggestion, first_question
from faq_bot.content.corpus import Corpus
from faq_bot.content.documents import plain
from faq_bot.content.passages import Passage
from faq_bot.content.question import LONGEST_QUESTION
from faq_bot.errors import QuestionError
from faq_bot.questions.feedback import Feedback, Verdict
from web.content import feedback_log, generation
from web.conversation import Turn, carried, earlier_turns, newest_turn
from web.exchange import Exchange, exchange, exchanges
from web.frame import is_frame
from web.language import page_words

room = Blueprint("chat", __name__)

_STARTERS = 3
"""Questions to begin with."""
_VERSION = re.compile(r"[0-9a-f]{16}")
_LOOKED_AT = 200
"""Passages that are looked at for each of them, so that a large corpus costs the page no more than a small one."""


@room.get("/")
@room.get("/embed", endpoint="embed")
def ask() -> ResponseReturnValue:
    """The page to ask on."""
    return _page([], [])


@room.post("/")
@room.post("/embed", endpoint="embed_answer")
def answer() -> ResponseReturnValue:
    """The page with the conversation so far, newest last; for a script, what is new alone."""
    now = generation()
    earlier = earlier_turns(request.form, now)
    fragment = request.headers.get("X-Requested-With") == "XMLHttpRequest"
    if verdict := request.form.get("feedback"):
        _record(verdict)
        return ("", 204) if fragment else _page(exchanges(now, earlier), earlier, thanks=True)
    if fragment and "again" in request.form:  # a page that was left, and is shown anew
        return render_template("_log.html", exchanges=exchanges(now, earlier))
    try:
        turn = newest_turn(request.form, now)
        newest = exchange(now, turn, earlier)
    except QuestionError as error:
        shown = [] if fragment else exchanges(now, earlier)
        typed = plain("".join(request.form.getlist("question")[:1]))
        return _page(shown, earlier, question=typed, problem=_problem(error)), 400
    if fragment:
        return render_template("_exchange.html", exchange=newest)
    return _page([*exchanges(now, earlier), newest], carried([*earlier, turn]))


def _page(
    shown: Sequence[Exchange], history: Sequence[Turn], *, question: str = "", problem: str = "", thanks: bool = False
) -> str:
    return render_template(
        "chat.html",
        exchanges=shown,
        history=history,
        question=question,
        problem=problem,
        thanks=thanks,
        starters=_starters(generation().corpus),
    )


def _problem(error: QuestionError) -> str:
    """What is wrong with a question, in the page's words."""
    return page_words().say(f"problem.{error.code}", excess=error.excess, longest=LONGEST_QUESTION)


def _record(said: str) -> None:
    """Keep what somebody thought of an answer: a verdict, how it was met, the content it came from, and the passage, if
    one was quoted. What is none of this is passed over, for a form may be filled in with anything; and so is what comes
    from the page of another site, which its visitors know nothing of."""
    verdict, outcome, version, passage = (*said.split(" ", 3), "", "", "", "")[:4]
    is_ours = request.headers.get("Sec-Fetch-Site") != "cross-site"
    if is_ours and verdict in list(Verdict) and outcome in list(Outcome) and _VERSION.fullmatch(version):
        channel: Literal["page", "frame"] = "frame" if is_frame() else "page"
        shown = passage if generation().shows(passage) else ""
        feedback_log().record(Feedback(datetime.now(UTC), Verdict(verdict), outcome, shown, version, channel))


def _starters(corpus: Corpus) -> list[Suggestion]:
    """Some questions that the articles answer, from all over them."""
    passages = corpus.passages
    found: dict[str, Suggestion] = {}
    for number in range(_STARTERS):
        start = number * len(passages) // _STARTERS
        for step in range(min(len(passages), _LOOKED_AT)):
            passage = passages[(start + step) % len(passages)]
            if (question := _starter(passage)) and question not in found:
                found[question] = Suggestion(question, passage.id)
                break
    return list(found.values())


def _starter(passage: Passage) -> str:
    """The question that a section begins to answer with this passage, where it is one for visitors."""
    if passage.staff_only or not passage.id.endswith(f"#{passage.anchor}"):
        return ""
    question = first_question(passage)
    return question if question.endswith("?") else ""
