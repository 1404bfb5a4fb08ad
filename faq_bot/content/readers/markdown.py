"""What does a Markdown file say?

CommonMark with tables, read by markdown-it-py. Raw HTML and comments are left out, of links only their text is kept.
Optional front matter names the document; below a heading, a line `Also asked: a? | b?` adds other ways to ask.
"""

import datetime
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from faq_bot.content.documents import Document, heading_text, is_address, plain
from faq_bot.content.readers import Source
from faq_bot.content.readers.drafts import Draft, composed
from faq_bot.errors import CorpusError, Fault

_FRONT_MATTER = re.compile(
    r"---[ \t]*\n(?=[ \t]*[\w-]+[ \t]*:|---|\.\.\.)(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE
)
_OPEN_FRONT_MATTER = re.compile(r"---[ \t]*\n(?:title|url|updated|review_by|staff_only):")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_DEEPEST = 99
_PARSER = MarkdownIt("commonmark", {"maxNesting": _DEEPEST + 1}).enable("table")
_UNSEEN = re.compile(r"<(/?)(?:script|style)\b", re.IGNORECASE)


def read(source: Source) -> Document:
    """The article in a Markdown file. Raises CorpusError with every fault of its front matter."""
    found = _FRONT_MATTER.match(source.text)
    if not found and _OPEN_FRONT_MATTER.match(source.text):
        raise source.error("has front matter that does not end", "write a line --- below it", 1)
    facts = _front_matter(source, found.group(1)) if found else {}
    tokens = _PARSER.parse(source.text[found.end() :] if found else source.text)
    if any(token.level >= _DEEPEST for token in tokens):  # the parser lets go of all that follows
        raise source.error("has lists or quotations nested too deep to read", "make them less deep")
    drafts = _sections(tokens)
    return composed(source, drafts, **facts)


def _sections(tokens: Sequence[Token]) -> list[Draft]:
    """The text under each heading; first what stands before any heading."""
    drafts = [Draft()]
    markers: list[str] = []  # of the list items that are open, outermost first; "" once the item has been begun
    row: list[str] = []
    for before, token in zip([None, *tokens], tokens, strict=False):
        match token.type:
            case "list_item_open":
                markers.append(f"{token.info}{token.markup}" if token.info else "•")
            case "list_item_close":
                markers.pop()
            case "tr_open":
                row = []
            case "tr_close":
                is_header = before is not None and before.type == "th_close"
                drafts[-1].add(" | ".join(row), "" if is_header else "•", 0)
            case "fence" | "code_block":
                drafts[-1].add(token.content.replace("\n", " "), "", 0)
            case "inline" if before is not None and before.type == "heading_open":
                drafts.append(Draft.headed(_words(token), int(before.tag[1:])))
            case "inline" if before is not None and before.type in ("td_open", "th_open"):
                row.append(plain(_words(token)))
            case "inline" if markers and not markers[-1]:
                drafts[-1].go_on(_words(token))
            case "inline":
                drafts[-1].add(_words(token), markers[-1] if markers else "", max(len(markers) - 1, 0))
                if markers:
                    markers[-1] = ""
    return drafts


def _words(inline: Token) -> str:
    """The text of an inline token, its line breaks kept."""
    return "".join(_inline_words(inline))


def _inline_words(inline: Token) -> Iterator[str]:
    seen = True
    for token in inline.children or []:
        if token.type == "html_inline" and (tag := _UNSEEN.match(token.content)):
            seen = bool(tag[1])
        elif not seen:
            continue
        elif token.type == "image":
            yield from _inline_words(token)
        elif token.type in ("text", "code_inline"):
            yield token.content
        elif token.type in ("softbreak", "hardbreak") or _BREAK.fullmatch(token.content):
            yield "\n"


def _front_matter(source: Source, block: str) -> dict[str, Any]:
    """The known keys of `key: value` lines; other keys, which other programs may need, are passed over."""
    facts: dict[str, Any] = {}
    faults: list[Fault] = []
    for number, line in enumerate(block.split("\n"), start=2):
        key, _, raw = line.partition(":")
        key = key.strip().lower()
        if not (parse := _KEYS.get(key)):
            continue
        value = plain(raw)
        if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
            value = value[1:-1]
        if value:
            try:
                facts[key] = parse(value)
            except ValueError as error:
                faults.append(source.fault(f"{key} is {value!r}", str(error), number))
    if faults:
        raise CorpusError(faults)
    return facts


def _date(value: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(value)
    except ValueError:
        raise ValueError("write a date as 2026-11-22") from None


def _flag(value: str) -> bool:
    if value.lower() not in ("true", "yes", "false", "no"):
        raise ValueError("write true or false")
    return value.lower() in ("true", "yes")


def _address(value: str) -> str:
    if not is_address(value):
        raise ValueError("write the page's whole address, from https:// on")
    return value


_KEYS: dict[str, Callable[[str], Any]] = {
    "title": heading_text,
    "url": _address,
    "updated": _date,
    "review_by": _date,
    "staff_only": _flag,
}
