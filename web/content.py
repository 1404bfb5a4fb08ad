"""Which content answers this request?

Opened once, when the app is made. A request takes the generation that is live when it first asks, and keeps it to its
end, so that everything on a page comes from one state of the corpus.
"""

import logging
from dataclasses import dataclass
from typing import cast

from flask import current_app, g
from werkzeug.exceptions import ServiceUnavailable

from faq_bot.bot import FaqBot
from faq_bot.content.clinic import Clinic
from faq_bot.errors import CorpusError, Fault
from faq_bot.live.generation import Generation
from faq_bot.settings import Settings

EXTENSION = "faq_bot"

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Content:
    """The bot, or why there is none: one of the two is always empty."""

    bot: FaqBot | None
    faults: tuple[Fault, ...] = ()

    @classmethod
    def open(cls, settings: Settings) -> "Content":
        """The bot for the settings' corpus; where that cannot be read, its faults, each logged once."""
        try:
            return cls(FaqBot.open(settings.corpus, largest_file=settings.largest_file_bytes))
        except CorpusError as error:
            for fault in error.faults:
                _log.error("the corpus cannot be used: %s", fault)
            return cls(None, error.faults)


def content() -> Content:
    """What the app was opened with."""
    return cast(Content, current_app.extensions[EXTENSION])


def generation() -> Generation:
    """The state of the corpus that this request sees, the same one to its end. Without any, 503."""
    if "generation" not in g:
        bot = content().bot
        if bot is None:
            raise ServiceUnavailable
        g.generation = bot.generation
    return cast(Generation, g.generation)


def clinic() -> Clinic:
    """The clinic's facts, which every page shows; without a corpus, none."""
    return generation().corpus.clinic if content().bot else Clinic()
