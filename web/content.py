"""Which content answers this request?

A request takes the generation that is live when it first asks, and keeps it to its end, so that everything on a page
comes from one state of the corpus.
"""

import gc
import logging
from typing import cast

from flask import current_app, g
from werkzeug.exceptions import ServiceUnavailable

from faq_bot.content.clinic import Clinic
from faq_bot.live.follow import Follower
from faq_bot.live.generation import Generation
from faq_bot.questions.feedback import FeedbackLog
from faq_bot.settings import Settings

EXTENSION = "faq_bot"
FEEDBACK = "faq_bot_feedback"

_log = logging.getLogger(__name__)


def open_content(settings: Settings, follow: bool) -> Follower:
    """The content of the settings' corpus; why there is none, where there is none, is logged.

    Followed, it is saved, and stays true while the corpus changes. Not followed, it is built once, in memory.
    """
    content = Follower(settings)
    if follow:
        gc.collect()
        gc.freeze()  # the program itself: to look through it again and again makes visitors wait for 0.1 s
        content.open()
    else:
        content.build_here()
    if not content.generation:
        for fault in content.faults:
            _log.error("the corpus cannot be used: %s", fault)
    if follow:
        content.start()
    return content


def content() -> Follower:
    """What the app answers from."""
    return cast(Follower, current_app.extensions[EXTENSION])


def feedback_log() -> FeedbackLog:
    """Where verdicts on answers go."""
    return cast(FeedbackLog, current_app.extensions[FEEDBACK])


def generation() -> Generation:
    """The state of the corpus that this request sees, the same one to its end. Without any, 503."""
    kept: Generation | None = g.get("generation")
    if kept is None:
        kept = content().generation
        if kept is None:
            raise ServiceUnavailable
        g.generation = kept
    return kept


def clinic() -> Clinic:
    """The clinic's facts, which every page shows; without a corpus, none."""
    return generation().clinic if content().generation else Clinic()
