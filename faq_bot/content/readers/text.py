"""What does plain text mean, that has no markup at all?

Clinics publish articles as bare lines. Blank lines part the text into blocks; a block is a heading (a short line on its
own that asks, announces or stands as a title), a list (numbered, bulleted, or short lines below a lead-in that ends in
a colon), or a paragraph, whose lines are joined.
"""

import re
from collections.abc import Iterator
from itertools import dropwhile

from faq_bot.content.documents import Document, Line, Section, heading_text, plain, question_text, with_anchors
from faq_bot.content.readers import Source
from faq_bot.content.readers.drafts import ASKED, ASKED_OR_ANSWERED, MARKER

Block = list[str]

_RULE = re.compile(r"(?:[=\-_*~#–—]\s?){3,}")
_BYLINE = re.compile(
    r"(?:written )?by\s.*|author:.*|(?:last |first )?(?:updated|reviewed|published|posted)\b.*\d.*", re.I
)
_LETTER = re.compile(r"[^\W\d_]")
_LONGEST_HEADING = 16  # words
_LONGEST_TITLE = 10  # words, of a heading that neither asks nor announces
_LONGEST_ITEM = 14  # words, of a list item without a mark
# A line that ends in one of these and a colon leads in to what follows ("helping in:"); it does not head a section.
_OPEN_ENDINGS = frozenset(
    "a an and are as at be below by can following for from has have help helps if in include includes including is it "
    "like may might must need of on or should such that the these this those to when which who will with you "
    "your".split()
)
_ASKING = frozenset("how what when where which who why".split())  # "What a session is like:" heads all the same


def read(source: Source) -> Document:
    """The article in a plain text file: its title, then its sections."""
    # "Q:" and "A:" mark what asks and what answers, as bullets mark items; "A. Smith" is a person where nothing asks.
    text = ASKED_OR_ANSWERED.sub("", source.text) if ASKED.search(source.text) else source.text
    blocks = list(_blocks(text))
    title = heading_text(blocks.pop(0)[0]) if len(blocks) > 1 and _stands_as_title(blocks[0]) else source.title
    # The title may be said again, as the visible heading of a web page is.
    blocks = list(
        dropwhile(lambda block: len(block) == 1 and heading_text(block[0]).casefold() == title.casefold(), blocks)
    )

    sections: list[tuple[str, list[Line]]] = [(title, [])]  # headings as they are written, and their lines
    before: Block = [""]
    counted = True  # whether the headings bear numbers, as far as there are any
    for block, after in zip(blocks, [*blocks[1:], [""]], strict=False):
        lines = sections[-1][1]
        is_byline = len(sections) == 1 and _BYLINE.fullmatch(block[0])
        is_first = not lines and len(sections) > 1
        if not is_byline and _is_heading(before, block, after, is_first=is_first, counted=counted):
            counted = bool(_markers(block))
            sections.append((_unnumbered(" ".join(block)), []))
        elif _markers(block):
            lines.extend(_marked_list(block))
        elif _is_unmarked_list(block, led_in=before[-1].endswith(":")):
            depth = lines[-1].depth + 1 if lines and lines[-1].is_item else 0
            lines.extend(Line(line, "•", depth) for line in block)
        else:
            lines.append(Line(" ".join(block)))
        before = block
    if not sections[0][1] and len(sections) > 1:
        sections.pop(0)  # nothing stands between the title and the first heading
    named = [Section(heading_text(said), "", tuple(lines), question=question_text(said)) for said, lines in sections]
    return Document(source.name, source.path, title, with_anchors(named))


def _blocks(text: str) -> Iterator[Block]:
    """Runs of lines with no blank one between them; rules are left out, a heading upon its paragraph stands alone."""
    block: Block = []
    for raw in [*text.split("\n"), ""]:
        line = plain(raw)
        if line and not _RULE.fullmatch(line):
            block.append(line)
        elif block:
            yield from _parted(block)
            block = []


def _parted(block: Block) -> Iterator[Block]:
    """The block, parted where a heading stands directly upon its paragraph."""
    width = max(map(len, block))
    above: Block = []
    for line, below in zip(block, [*block[1:], ""], strict=True):
        if below and _stands_upon(line, above, below, last=block[-1], width=width):
            yield from filter(None, [above, [line]])
            above = []
        else:
            above.append(line)
    yield from filter(None, [above])


def _stands_upon(line: str, above: Block, below: str, *, last: str, width: int) -> bool:
    """Whether a line within a block stands apart from the lines below it: it heads them, or leads in to them."""
    if above and above[-1][-1] not in ".!?…" and not _stands_as_title(above):
        return False
    if _asks(line):
        return not line[0].islower() and not below[0].islower() and not _asks(below)
    if line.endswith(":"):
        return below[0].isupper()
    # A line of wrapped text is full: the next word had no room in it.
    has_room = len(line) + 1 + len(below.split()[0]) <= width
    is_text = below.endswith(".") or len(below.split()) > _LONGEST_ITEM or last[0].islower()
    return has_room and is_text and below[0].isupper() and _stands_as_title([line], _LONGEST_TITLE)


def _is_heading(before: Block, block: Block, after: Block, *, is_first: bool, counted: bool) -> bool:
    """Whether a block heads what comes after it. `is_first`: directly below a heading; `counted`: one with a number."""
    line = _unnumbered(block[0])
    if len(block) > 1:
        return len(block) == 2 and block[1][0].islower() and _asks(" ".join(block))
    if _markers(block) and (line == block[0] or _markers(before) or _markers(after) or not (counted or _asks(line))):
        return False  # an item; but a number between two paragraphs counts headings
    if _asks(line):
        return True
    if _announces(line):
        return not (is_first and (_markers(after) or _is_unmarked_list(after, led_in=True)))
    longer = len(after) > 1 or len(after[0].split()) > len(line.split())
    is_reply = is_first and _asks(_unnumbered(after[0]))
    return longer and not is_reply and _stands_as_title([line], _LONGEST_TITLE)


def _asks(line: str) -> bool:
    line = _unnumbered(line)
    if len(line.split()) > _LONGEST_HEADING or re.search(r"[.!?]\s|^\W\s", line):
        return False
    return line.endswith("?") and bool(_LETTER.search(line))


def _announces(line: str) -> bool:
    words = line.split()
    if len(words) > _LONGEST_HEADING or line[0].islower() or re.search(r"[.!?]\s", line):
        return False
    is_open = words[-1].rstrip(":").casefold() in _OPEN_ENDINGS and words[0].casefold() not in _ASKING
    return line.endswith(":") and not is_open and bool(_LETTER.search(line))


def _stands_as_title(block: Block, longest: int = _LONGEST_HEADING) -> bool:
    line = block[0]
    ends_well = line[-1].isalnum() or line[-1] in "?!)’'\"”"
    is_short = len(block) == 1 and len(line.split()) <= longest
    return is_short and ends_well and not line[0].islower() and bool(_LETTER.search(line))


def _unnumbered(line: str) -> str:
    match = MARKER.match(line)
    return line[match.end() :] if match and match["number"] else line


def _markers(block: Block) -> list[re.Match[str]]:
    """The marks at the starts of the block's lines. A lone letter is a mark only in company: "A. Smith" is a person."""
    found = [match for match in map(MARKER.match, block) if match]
    return found if len(found) > 1 or (found and not found[0][0].strip("(")[0].isalpha()) else []


def _marked_list(block: Block) -> Iterator[Line]:
    """The items of a block that has marks. What stands before the first leads in; a line without a mark goes on with
    the item above it; marks of another kind than the first's are a list within it."""
    kinds = list(dict.fromkeys(match.lastgroup for match in _markers(block)))
    mark, depth = "", 0
    words: Block = []
    for line in block:
        match = MARKER.match(line)
        if not match:
            words.append(line)
            continue
        if words:
            yield Line(" ".join(words), mark, depth)
        mark, depth = match["number"] or match["letter"] or "•", kinds.index(match.lastgroup)
        words = [line[match.end() :]]
    yield Line(" ".join(words), mark, depth)


def _is_unmarked_list(block: Block, *, led_in: bool) -> bool:
    """Short lines that each begin anew, below a colon; or three of them, as the lines of an address are."""
    if any(len(line.split()) > _LONGEST_ITEM or line[:1].islower() for line in block):
        return False
    return (
        len(block) > 1 if led_in else len(block) > 2 and all(line[0].isupper() or line[0].isdigit() for line in block)
    )
