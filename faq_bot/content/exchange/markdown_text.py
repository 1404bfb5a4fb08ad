"""How is text written so that Markdown takes it for text?

What is written here is read as it was by `readers.markdown`: words, markers and depths.
"""

import re
from collections.abc import Iterable, Iterator

from faq_bot.content.documents import Line

_SPECIAL = re.compile(
    r"[\\`*\[]"
    r"|(?<![^\W_])_|_(?![^\W_])"  # within a word it is no emphasis
    r"|<(?=[a-zA-Z/!?])"
    r"|&(?=#?\w+;)"
)
_OPENING = re.compile(r"(?:#{1,6}(?=\s|$)|>|[-+](?=\s|$)|--|~~~|[0-9]{1,9}(?=[.)](?:\s|$)))")
_LISTED = re.compile(r"•|[0-9]{1,9}[.)]")
_DEEPEST = 9


def inline(text: str) -> str:
    """Text that stands within a line."""
    return _SPECIAL.sub(r"\\\g<0>", text)


def block(text: str) -> str:
    """Text that begins a line: nothing in it opens a heading, a list, a quotation or a rule."""
    written = inline(text)
    found = _OPENING.match(text)
    if not found:
        return written
    end = found.end() if found[0].isdigit() else 0  # of a number, what follows it makes the list
    return f"{written[:end]}\\{written[end:]}"


def heading(text: str, level: int) -> str:
    """A heading of that level; a # at its end is one of its own."""
    written = inline(text)
    return f"{'#' * level} {written[:-1]}\\#" if written.endswith("#") else f"{'#' * level} {written}"


def listable(line: Line) -> Line:
    """The line as Markdown can hold it: an item whose marker Markdown does not know is a paragraph that has it."""
    if not line.is_item:
        return line
    if not _LISTED.fullmatch(line.marker):
        return Line(f"{line.marker} {line.text}")
    return Line(line.text, line.marker, min(line.depth, _DEEPEST))


def body(lines: Iterable[Line]) -> Iterator[str]:
    """The lines, all `listable`, each with the blank line before it that it needs."""
    before = Line("")
    widths: list[int] = []  # of the markers of the items that are open
    for line in lines:
        if not line.is_item:
            yield f"\n{block(line.text)}"
            widths = []
        else:
            widths = widths[: line.depth]
            indent = " " * sum(widths) + "- " * (line.depth - len(widths))
            marker = "-" if line.marker == "•" else line.marker
            yield f"{'' if _goes_on(before, line) else chr(10)}{indent}{marker} {block(line.text)}"
            widths += [2] * (line.depth - len(widths)) + [len(marker) + 1]
        before = line


def _goes_on(before: Line, line: Line) -> bool:
    """Whether an item may stand directly below: a number other than 1 begins a list only after a blank line."""
    if line.marker == "•":
        return before.is_item
    return before.marker[-1:] == line.marker[-1] and before.depth == line.depth
