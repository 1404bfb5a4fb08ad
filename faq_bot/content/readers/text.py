"""What does plain text mean, that has no markup at all?

Clinics publish articles as bare lines. Blank lines part the text into blocks; a block is a heading (a short line on its
own that asks, announces or stands as a title), a list (numbered, bulleted, or short lines below a lead-in that ends in
a colon), or a paragraph, whose lines are joined.
"""

import re
from collections.abc import Iterator

from faq_bot.content.documents import Document, Line, Section, heading_text, plain, with_anchors
from faq_bot.content.readers import Source

Block = list[str]

_MARKER = re.compile(r"(?P<number>\(?(?:\d{1,3}|[a-zA-Z])[.)])\s+(?=\S)|(?P<bullet>[-*•‣◦▪–—·])\s+(?=\S)")
_RULE = re.compile(r"[=\-_*~#]{3,}")
_LONGEST_HEADING = 16  # words
_LONGEST_TITLE = 10  # words, of a heading that neither asks nor announces
_LONGEST_ITEM = 14  # words, of a list item without a mark
# A line that ends in one of these and a colon leads in to what follows ("helping in:"); it does not head a section.
_OPEN_ENDINGS = frozenset(
    "a an and are as at be below by can following for from has have help helps if in include includes including is it "
    "like may might must need of on or should such that the these this those to when which who will with you "
    "your".split()
)


def read(source: Source) -> Document:
    """The article in a plain text file: its title, then its sections."""
    blocks = list(_blocks(source.text))
    title = heading_text(blocks.pop(0)[0]) if blocks and _stands_as_title(blocks[0]) else source.title
    while blocks and len(blocks[0]) == 1 and heading_text(blocks[0][0]).casefold() == title.casefold():
        blocks.pop(0)  # the title said again, as the visible heading of a web page is

    sections: list[tuple[str, list[Line]]] = [(title, [])]
    leads_in = False
    for block, after in zip(blocks, [*blocks[1:], [""]], strict=True):
        lines = sections[-1][1]
        if _is_heading(block, after):
            sections.append((heading_text(block[0]), []))
        elif _markers(block):
            lines.extend(_marked_list(block))
        elif leads_in and _is_unmarked_list(block):
            depth = lines[-1].depth + 1 if lines and lines[-1].is_item else 0
            lines.extend(Line(line, "•", depth) for line in block)
        else:
            lines.append(Line(" ".join(block)))
        leads_in = block[-1].endswith(":")
    if not sections[0][1] and len(sections) > 1:
        sections.pop(0)  # nothing stands between the title and the first heading
    named = with_anchors([Section(heading, "", tuple(lines)) for heading, lines in sections])
    return Document(source.name, source.path, title, named)


def _blocks(text: str) -> Iterator[Block]:
    """Runs of lines with no blank one between them; rules are left out, a heading upon its paragraph stands alone."""
    block: Block = []
    for raw in [*text.split("\n"), ""]:
        line = plain(raw)
        if line and not _RULE.fullmatch(line):
            if len(block) == 1 and line[0].isupper() and _asks_or_announces(block[0]):
                yield block
                block = []
            block.append(line)
        elif block:
            yield block
            block = []


def _is_heading(block: Block, after: Block) -> bool:
    if len(block) > 1 or _markers(block):
        return False
    if _asks_or_announces(block[0]):
        return True
    longer = len(after) > 1 or len(after[0].split()) > len(block[0].split())
    return _stands_as_title(block, longest=_LONGEST_TITLE) and longer


def _asks_or_announces(line: str) -> bool:
    words = line.split()
    if len(words) > _LONGEST_HEADING or line[0].islower() or re.search(r"[.!?]\s", line):
        return False
    return line.endswith("?") or (line.endswith(":") and words[-1].rstrip(":").casefold() not in _OPEN_ENDINGS)


def _stands_as_title(block: Block, longest: int = _LONGEST_HEADING) -> bool:
    line = block[0]
    ends_well = line[-1].isalnum() or line[-1] in "?!)’'\"”"
    return len(block) == 1 and len(line.split()) <= longest and ends_well and not line[0].islower()


def _markers(block: Block) -> list[re.Match[str]]:
    """The marks at the starts of the block's lines. A lone letter is a mark only in company: "A. Smith" is a person."""
    found = [match for match in map(_MARKER.match, block) if match]
    return found if len(found) > 1 or (found and not found[0].group()[0].isalpha()) else []


def _marked_list(block: Block) -> Iterator[Line]:
    """The items of a block that has marks. What stands before the first leads in; a line without a mark goes on with
    the item above it; bullets among numbers are a list within it."""
    numbered = any(match["number"] for match in _markers(block))
    mark, depth, words = "", 0, ""
    for line in block:
        match = _MARKER.match(line)
        if not match:
            words = f"{words} {line}".strip()
            continue
        if words:
            yield Line(words, mark, depth)
        mark, depth = match["number"] or "•", int(numbered and bool(match["bullet"]))
        words = line[match.end() :]
    yield Line(words, mark, depth)


def _is_unmarked_list(block: Block) -> bool:
    """Short lines that each begin anew; they are a list where the line above them leads in with a colon."""
    return all(len(line.split()) <= _LONGEST_ITEM and not line[0].islower() for line in block)
