"""faq-bot answers questions from a clinic's own articles: the best passage, quoted verbatim and cited, or an honest no.

from faq_bot import FaqBot

bot = FaqBot.open("corpus")
answer = bot.ask("what does Swedish massage do for the lower back")
print(answer.text, answer.citation)
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from faq_bot.answering.answer import Answer, Outcome
    from faq_bot.bot import FaqBot
    from faq_bot.content.passages import Citation, Passage
    from faq_bot.errors import FaqBotError
    from faq_bot.search.retrieval import Hit

__all__ = ["Answer", "Citation", "FaqBot", "FaqBotError", "Hit", "Outcome", "Passage"]

_HOMES = {
    "Answer": "answering.answer",
    "Citation": "content.passages",
    "FaqBot": "bot",
    "FaqBotError": "errors",
    "Hit": "search.retrieval",
    "Outcome": "answering.answer",
    "Passage": "content.passages",
}


def __getattr__(name: str) -> Any:
    """Each name is imported when it is first asked for (PEP 562): `faq-bot --help` must not wait for nltk."""
    if name in _HOMES:
        return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
