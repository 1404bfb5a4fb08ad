"""What does the bot say to a greeting, to thanks, to "are you a robot"?

`_small_talk.toml`: tables of phrases and the reply to them. `{name}` and `{phone}` in a reply are the clinic's own.
Phrases that are `around` a question, greetings and thanks, are taken off it before it is read.
"""

import tomllib
from dataclasses import dataclass
from typing import Any

from faq_bot.content.documents import plain
from faq_bot.content.readers import Source
from faq_bot.errors import CorpusError, Fault

_FORM = 'write [greeting], then said = ["hello", "hi"] and reply = "Hello." below it'


@dataclass(frozen=True, slots=True)
class SmallTalk:
    """Phrases that say one thing, and the reply."""

    name: str
    said: tuple[str, ...]
    reply: str
    around: bool = False


def read_small_talk(source: Source) -> tuple[SmallTalk, ...]:
    """The tables of the file. Raises CorpusError with every fault in it."""
    try:
        tables = tomllib.loads(source.text)
    except (ValueError, RecursionError) as error:  # of tomllib: a number too long, a table nested too deep
        raise source.error(f"is not TOML: {error}", _FORM) from None
    faults: list[Fault] = []
    talks = tuple(_small_talk(source, name, table, faults) for name, table in tables.items())
    if faults:
        raise CorpusError(faults)
    return talks


def _small_talk(source: Source, name: str, table: Any, faults: list[Fault]) -> SmallTalk:
    if not isinstance(table, dict):
        faults.append(source.fault(f"{name} is not a table", _FORM))
        table = {}
    said, reply, around = table.get("said", []), table.get("reply", ""), table.get("around", False)
    if not isinstance(said, list) or not said or not all(map(_has_a_word, said)):
        faults.append(source.fault(f"{name}.said is {said!r}", 'list what people say, as said = ["hello", "hi"]'))
        said = []
    if not isinstance(reply, str) or not plain(reply):
        faults.append(source.fault(f"{name}.reply is {reply!r}", 'write what to reply, as reply = "Hello."'))
        reply = ""
    if not isinstance(around, bool):
        faults.append(source.fault(f"{name}.around is {around!r}", "write true or false"))
    for key in table.keys() - {"said", "reply", "around"}:
        faults.append(source.fault(f"{name}.{key} is not known", "use said, reply and around"))
    return SmallTalk(name, tuple(map(plain, said)), plain(reply), bool(around))


def _has_a_word(phrase: Any) -> bool:
    """Marks alone are no phrase: they are passed over in what people say."""
    return isinstance(phrase, str) and any(map(str.isalnum, phrase))
