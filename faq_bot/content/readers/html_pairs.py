"""Which questions and answers does a web page declare, and which of them does it show?

As schema.org's FAQPage in JSON-LD, which clinics' sites write for search engines. What is declared and shown is one
section; what is only declared is one too.
"""

import html
import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from faq_bot.content.documents import Line, plain
from faq_bot.content.readers.drafts import Draft

_NOT_WORD = re.compile(r"[\W_]+")
_MOST_SEEN = 10_000  # values in one script
_ABRIDGED = 0.9  # of its length; what the page shows counts, unless what it declares is longer

LinesOf = Callable[[str], tuple[Line, ...]]


@dataclass(frozen=True, slots=True)
class Pair:
    """A question as it is declared, other ways to ask it, and the lines of its answer."""

    question: str
    also_asked: tuple[str, ...]
    lines: tuple[Line, ...]


def declared_pairs(scripts: Iterable[str], lines_of: LinesOf) -> list[Pair]:
    """The pairs of all scripts, each question once; a script that is not JSON declares none."""
    pairs: dict[str, Pair] = {}
    for script in scripts:
        try:
            data = json.loads(script.strip().removeprefix("<!--").removesuffix("-->"), strict=False)
        except (ValueError, RecursionError):
            continue
        for asked in _questions(data):
            question = plain(_text(asked.get("name")) or _text(asked.get("text")))
            answers = [one for key in ("acceptedAnswer", "suggestedAnswer") for one in _listed(asked.get(key))]
            said = next(filter(None, (_text(one.get("text")) for one in answers if isinstance(one, dict))), "")
            also_asked = tuple(filter(None, (plain(_text(one)) for one in _listed(asked.get("alternateName")))))
            if question and (lines := _answer(said, lines_of)):
                pairs.setdefault(_key(question), Pair(question, also_asked, lines))
    return list(pairs.values())


def put_in(pairs: Iterable[Pair], drafts: list[Draft]) -> None:
    """Make each pair a whole section: where the page shows it, or else at the end."""
    for pair in pairs:
        said = [([line.text], line.marker, line.depth) for line in pair.lines]
        asked = _key(pair.question)
        shown = next((one for one in drafts[1:] if _key(one.question or one.heading) == asked), None)
        if shown is None:
            keys = {asked, *(_key(line.text) for line in pair.lines)}
            for draft in drafts:
                draft.said = [line for line in draft.said if _key(" ".join(line[0])) not in keys]
            shown = Draft.headed(pair.question, 3)
            drafts.append(shown)
        if len(_key(" ".join(line.text for line in shown.lines))) < _ABRIDGED * len(_key(_joined(pair))):
            shown.said = said
        shown.also_asked += [question for question in pair.also_asked if question not in shown.also_asked]
        shown.question, shown.whole = pair.question, True


def _joined(pair: Pair) -> str:
    return " ".join(line.text for line in pair.lines)


def _questions(data: Any) -> Iterator[dict[str, Any]]:
    """The questions of every FAQPage within the data, wherever it stands."""
    waiting = [data]
    for _ in range(_MOST_SEEN):
        if not waiting:
            return
        one = waiting.pop()
        if isinstance(one, dict) and "FAQPage" in _listed(one.get("@type")):
            yield from (asked for asked in _listed(one.get("mainEntity")) if isinstance(asked, dict))
        waiting += reversed(list(one.values()) if isinstance(one, dict) else one if isinstance(one, list) else [])


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _text(value: Any) -> str:
    """The value where it is text; of HTML that was escaped once more, the HTML."""
    if not isinstance(value, str):
        return ""
    return value if "<" in value else html.unescape(value)


def _answer(text: str, lines_of: LinesOf) -> tuple[Line, ...]:
    if "<" in text:
        return lines_of(text)
    return tuple(Line(words) for line in text.splitlines() if (words := plain(line)))


def _key(text: str) -> str:
    """A text without what two writings of it may differ in."""
    return _NOT_WORD.sub(" ", text.casefold()).strip()
