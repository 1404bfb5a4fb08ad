"""Which questions and answers stand in a JSON file of another program?

QnABot's `{"qna": [{"qid", "q": [], "a"}]}`, the projects and answers of QnA Maker and its successor (`{"Assets":
{"Qnas": []}}`, `{"value": []}`, `{"qnaDocuments": []}`), schema.org's FAQPage, a list of rows such as ours, and
synonyms (`{"value": [{"alterations": []}]}`).
"""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from faq_bot.content.documents import Section, plain
from faq_bot.content.exchange.answers import lines_of_answer
from faq_bot.content.exchange.origins import ORIGIN
from faq_bot.content.readers import Source
from faq_bot.content.readers.decoding import decoded
from faq_bot.content.readers.html_pairs import declared_pairs
from faq_bot.content.readers.rows import RowError
from faq_bot.errors import CorpusError

_ASKED, _SAID, _NAMED = ("question", "questions", "q", "name"), ("answer", "a"), ("id", "qid", "qnaid")
_KNOWN = {*_ASKED, *_SAID, *_NAMED, "also_asked", "section", "source", "type", *ORIGIN}
_BY_HAND = "editorial"
_MOST_SEEN = 1_000_000
_KINDS = "QnABot's {“qna”: […]}, schema.org's FAQPage, QnA Maker's project, or a list of {“question”, “answer”}"


@dataclass(slots=True)
class JsonPairs:
    """Rows with their numbers, each a RowError where it is none; synonyms; what was left out, with how often."""

    rows: list[tuple[int, Any]] = field(default_factory=list)
    synonyms: list[tuple[str, ...]] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)


def read_json(source: Source) -> JsonPairs:
    """What the file holds. Raises CorpusError where it is no JSON, or of no kind that is known."""
    try:
        data = json.loads(decoded(source))
    except json.JSONDecodeError as error:
        what = f"is not JSON at column {error.colno} ({error.msg})"
        raise source.error(what, "export it again, or mend it", error.lineno) from None
    except (RecursionError, ValueError) as error:
        raise source.error(f"cannot be read ({error})", "export it again") from None
    pairs = JsonPairs()
    if questions := list(_declared(data)):
        pairs.rows = [(n, _declared_row(question)) for n, question in enumerate(questions, start=1)]
        return pairs
    items, synonyms = _items(data)
    if not isinstance(items, list) or not isinstance(synonyms, list):
        raise source.error("is JSON, but none with questions and answers that is known", f"export {_KINDS}")
    pairs.rows = [(n, row) for n, item in enumerate(items, start=1) if (row := _row(item, pairs.left_out)) is not None]
    pairs.synonyms = [_alterations(source, n, group) for n, group in enumerate(synonyms, start=1)]
    if not pairs.rows and not pairs.synonyms:
        raise source.error("holds no question and no answer", f"export {_KINDS}")
    return pairs


def _items(data: Any) -> tuple[Any, Any]:
    """The list of questions and answers, and that of synonyms; None where it is neither."""
    if isinstance(data, list):
        is_known = all(isinstance(item, dict) and _first(item, _ASKED + _SAID) for item in data)
        return (data, []) if is_known else (None, None)
    if not isinstance(data, dict):
        return None, None
    low = {key.casefold(): value for key, value in data.items()}
    if isinstance(low.get("assets"), dict):
        low = {key.casefold(): value for key, value in low["assets"].items()}
    values = low.get("value")
    if isinstance(values, list) and all(isinstance(one, dict) and "alterations" in one for one in values):
        return [], values
    known = next((low[key] for key in ("qna", "qnas", "qnadocuments", "qnalist", "value") if key in low), None)
    return known, low.get("synonyms") or []


def _first(item: dict[str, Any], names: tuple[str, ...]) -> Any:
    low = {key.casefold(): value for key, value in item.items()}
    return next((low[name] for name in names if low.get(name) not in (None, "", [])), None)


def _row(item: Any, left_out: Counter[str]) -> Any:
    """An item as a row; None where it is none on purpose, such as QnABot's lists of words."""
    if not isinstance(item, dict):
        return RowError("is not a JSON object", "export it again")
    if item.get("type", "qna") not in ("qna", "text") and not _first(item, _SAID):
        left_out[f"items of the type {plain(str(item['type']))!r}"] += 1
        return None
    asked, said, named = _first(item, _ASKED), _first(item, _SAID), _first(item, _NAMED)
    asked = [asked] if isinstance(asked, str) else asked or []
    if not isinstance(asked, list) or not all(isinstance(one, str) for one in asked):
        return RowError("has questions that are not a list of texts", 'write "q": ["…", "…"]')
    asked = list(filter(plain, asked))
    if not isinstance(said, str | None):
        return RowError("has an answer that is not text", 'write "a": "…"')
    if not asked or not said:
        return RowError(f"has no {'question' if not asked else 'answer'}", "write one, or take the item out")
    lines = lines_of_answer(said) if "document" not in item else ()
    if not lines and "document" not in item:
        return RowError("has an answer that shows no text", "write one, or take the item out")
    for key, value in item.items():
        if key.casefold() not in _KNOWN and _says(value):
            left_out[f"“{plain(key)}”"] += 1
    source = item.get("source") or item.get("Source") or ""
    also = item.get("also_asked") or []
    return {
        **{key: value for key, value in item.items() if key in ("section", *ORIGIN)},
        "id": str(named) if isinstance(named, int) else named,
        "question": asked[0],
        "answer": "\n".join(map(str, lines)) or said,
        "also_asked": [*asked[1:], *also] if isinstance(also, list) else also,
        "source": "" if not isinstance(source, str) or source.casefold() == _BY_HAND else source,
    }


def _says(value: Any) -> bool:
    """Whether anything is in it that somebody wrote: programs write their empty forms along."""
    if isinstance(value, dict | list):
        return any(map(_says, value.values() if isinstance(value, dict) else value))
    return isinstance(value, str) and bool(value.strip())


def _alterations(source: Source, number: int, group: Any) -> tuple[str, ...]:
    words = group.get("alterations") if isinstance(group, dict) else None
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        fault = source.fault(f"has synonyms that are not a list of texts (group {number})", "export them again")
        raise CorpusError([fault])
    return tuple(words)


def _declared(data: Any) -> Iterator[dict[str, Any]]:
    """The questions of every FAQPage in the data, in their order."""
    waiting = [data]
    for _ in range(_MOST_SEEN):
        if not waiting:
            return
        one = waiting.pop()
        if isinstance(one, dict):
            kinds = one.get("@type")
            entity = one.get("mainEntity")
            if kinds == "FAQPage" or (isinstance(kinds, list) and "FAQPage" in kinds):
                yield from (entity if isinstance(entity, list) else [] if entity is None else [entity])
                continue
        waiting += reversed(list(one.values()) if isinstance(one, dict) else one if isinstance(one, list) else [])


def _declared_row(question: Any) -> Any:
    """A schema.org Question as a row, with the document that an export of ours names."""
    if not isinstance(question, dict):
        return RowError("is not a schema.org Question", 'write {"@type": "Question", "name": "…"}')
    page = json.dumps({"@type": "FAQPage", "mainEntity": [question]})
    found = declared_pairs([page], lines_of_answer)
    if not found:
        return RowError("has no name, or no text in its acceptedAnswer", "write both, or take the question out")
    (pair,) = found
    about, part, citation = question.get("about"), question.get("isPartOf"), question.get("citation")
    part = part if isinstance(part, dict) and isinstance(part.get("identifier"), str) else {}
    own = question.get("identifier") if isinstance(question.get("identifier"), str) else ""
    row: dict[str, Any] = {
        "id": own,
        "question": pair.question,
        "answer": Section("", "", pair.lines).text,
        "also_asked": list(pair.also_asked),
        "section": about.get("name") if isinstance(about, dict) else "",
        "source": citation if isinstance(citation, str) else "",
    }
    return row if not part else {**row, **_origin(part)}


def _origin(part: dict[str, Any]) -> dict[str, Any]:
    return {
        "document": part["identifier"],
        "title": part.get("name"),
        "url": part.get("url"),
        "updated": part.get("dateModified"),
        "review_by": part.get("expires"),
        "staff_only": "true" if part.get("conditionsOfAccess") == "staff only" else "",
        "level": "2" if part.get("@type") == "Article" else "",
    }
