"""Which lines of a PDF are a heading, a paragraph, an item or a row of a table?

A line larger or bolder than the text is a heading; lines are one paragraph unless there is more room between them, or
room at the end of one for the first word of the next. What wide gaps part is a row of a table where the parts stand
below those of another.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from faq_bot.content.readers.drafts import MARKER
from faq_bot.content.readers.pdf_lines import Row

_LARGER = 1.12  # times the size of the text: a heading
_LONGEST_HEADING = 16  # words, of a heading that is only bold
_MOST_LEVELS = 5
_WIDER = 1.25  # times the usual distance between lines: a new paragraph
_INDENT = 1.2  # times the size of the text
_TABLE_GAP = 1.6  # times the size of the text: between the cells of a table's row, or of one near it
_NEAR = 3  # rows
_LINED_UP = 0.3  # times the size of the text, by which cells of a column may differ at the left or the right
_CENTRED = 0.55  # the same in the middle
_DEEPEST_INDENT = 6  # times the size of the text: what begins farther to the left is another column


@dataclass(slots=True)
class Block:
    """Rows that are one heading, paragraph, item, or row of a table."""

    rows: list[Row]
    marker: str = ""
    level: int = 0  # of a heading
    is_table: bool = False
    is_head: bool = False  # of a table
    indent: float = 0  # from where its column begins, in points

    @property
    def first(self) -> Row:
        return self.rows[0]


@dataclass(frozen=True, slots=True)
class _Look:
    """How the text of this document looks: its size, the distance of its lines, its headings, where its columns end."""

    size: float
    bold: bool
    pitch: float
    headings: dict[tuple[float, bool], int] = field(default_factory=dict)
    edges: dict[tuple[int, int], tuple[float, float]] = field(default_factory=dict)  # left and right, of pages' columns
    lefts: dict[int, set[float]] = field(default_factory=dict)  # the same by pages, once each

    def indent(self, row: Row) -> float:
        """How far it is from where its column begins; a line across two columns is one by itself."""
        return row.left - min(left for left in self.lefts[row.page] if row.left - left < _DEEPEST_INDENT * self.size)

    def style(self, row: Row) -> tuple[float, bool]:
        return round(row.size * 2) / 2, row.bold


def _look(rows: Sequence[Row]) -> _Look:
    letters: Counter[tuple[float, bool]] = Counter()
    for row in rows:
        letters[round(row.size * 2) / 2, row.bold] += len(row.text)
    (size, bold), _ = letters.most_common(1)[0]
    pitches = Counter(
        round(one.base - two.base, 0)
        for one, two in pairwise(rows)
        if (one.page, one.column) == (two.page, two.column)
        and abs(one.size - size) < 1
        and one.base - two.base < size * 3
    )
    edges: dict[tuple[int, int], tuple[float, float]] = {}
    for row in rows:
        left, right = edges.get((row.page, row.column), (row.left, row.right))
        edges[row.page, row.column] = min(left, row.left), max(right, row.right)
    look = _Look(size, bold, pitches.most_common(1)[0][0] if pitches else size * 1.2, edges=edges)
    for (page, _), (left, _) in edges.items():
        look.lefts.setdefault(page, set()).add(left)
    styles = {look.style(row) for n, row in enumerate(rows) if _heads(rows, n, look)}
    for n, style in enumerate(sorted(styles, reverse=True)):
        look.headings[style] = min(n + 1, _MOST_LEVELS)
    return look


def _heads(rows: Sequence[Row], n: int, look: _Look) -> bool:
    """Whether a row is of a heading: larger than the text, or bold, short and on its own."""
    row = rows[n]
    if not any(map(str.isalpha, row.text)) or (len(row.cells) > 1 and not MARKER.match(row.text)):
        return False
    if row.size >= look.size * _LARGER:
        return True
    ends_open = row.text.endswith((".", ",", ";"))
    if (
        not row.bold
        or look.bold
        or ends_open
        or len(row.text.split()) > _LONGEST_HEADING
        or row.size < look.size * 0.95
    ):
        return False
    after = rows[n + 1 : n + 2]
    return bool(after) and not (after[0].bold and len(after[0].cells) > 1)


def blocks_of(rows: Sequence[Row]) -> Iterator[Block]:
    """The rows put together to headings, paragraphs, items and rows of tables."""
    look = _look(rows)
    rows = [_cut(rows, n, look) for n in range(len(rows))]
    block: Block | None = None
    for n, row in enumerate(rows):
        level = look.headings[look.style(row)] if _heads(rows, n, look) else 0
        marker = _marker(row, block, look)
        is_table = not level and not marker and _is_of_table(rows, n, look)
        begins = is_table or (marker and not level)
        if block and not begins and not block.is_table and level == block.level and _goes_on(block, row, look):
            block.rows.append(row)
            continue
        if block:
            yield block
        block = Block(
            [row],
            "" if level else marker,
            level,
            is_table,
            row.bold and not look.bold,
            look.indent(row),
        )
    if block:
        yield block


def _marker(row: Row, block: Block | None, look: _Look) -> str:
    """The marker of an item that begins with this row, or nothing."""
    found = MARKER.match(row.text)
    before = block.rows[-1] if block else None
    if found and (found["bullet"] or found["inner"]):
        return "•"
    parted = before is None or block is None or bool(block.marker or block.level) or not _runs_on(before, row, look)
    if found and parted and not (found["letter"] and not (block and block.marker) and found["letter"][:1] not in "ai("):
        return found["number"] or found["letter"]
    return ""


def _cut(rows: Sequence[Row], n: int, look: _Look) -> Row:
    """The row; parted where the cells of one directly above or below begin, if neither goes on from the other."""
    row = rows[n]
    above, below = rows[max(n - 1, 0) : n], rows[n + 1 : n + 2]
    goes_on = any(_runs_on(one, row, look) for one in above) or any(_runs_on(row, one, look) for one in below)
    for other in (*above, *below) if len(row.cells) == 1 and not goes_on else ():
        is_beside = (other.page, other.column) == (row.page, row.column)
        if is_beside and abs(other.left - row.left) < _LINED_UP * look.size and not MARKER.match(other.text):
            pieces = list(row.pieces)
            for _, left, _ in other.places[1:]:
                pieces[-1:] = pieces[-1].cut(left)
            if len(pieces) > len(row.pieces):
                return replace(row, pieces=tuple(pieces))
    return row


def _is_of_table(rows: Sequence[Row], n: int, look: _Look) -> bool:
    """Whether a row's cells stand below or above those of a row near it, parted by more room than words ever are."""
    row = rows[n]
    if len(row.cells) < 2:
        return False
    near = [one for one in (*rows[max(n - _NEAR, 0) : n], *rows[n + 1 : n + 1 + _NEAR]) if len(one.cells) > 1]
    return any(max(row.widest, one.widest) > _TABLE_GAP and _are_lined_up(row, one, look.size) for one in near)


def _are_lined_up(row: Row, other: Row, size: float) -> bool:
    """Whether a cell of one row, but for the first, stands below one of the other: at the left, right or middle."""
    return row.page == other.page and any(
        abs(left - begins) < _LINED_UP * size
        or abs(right - ends) < _LINED_UP * size
        or abs(left + right - begins - ends) < 2 * _CENTRED * size
        for _, left, right in row.places[1:]
        for _, begins, ends in other.places[1:]
    )


def _goes_on(block: Block, row: Row, look: _Look) -> bool:
    """Whether a row belongs to the block above it."""
    before = block.rows[-1]
    if block.level:
        near = before.page == row.page and before.base - row.base < row.size * 1.8
        return near and look.style(before) == look.style(row) and not before.text.endswith("?")
    return _runs_on(before, row, look)


def _runs_on(before: Row, row: Row, look: _Look) -> bool:
    """Whether a line goes on from the line before it: it is near, of its size, and its first word had no room there."""
    if (before.page, before.column) != (row.page, row.column):
        return not before.text.endswith((".", "!", "?", ":")) and row.text[:1].islower()
    distance = before.base - row.base
    if abs(before.size - row.size) > look.size * 0.2 or not 0 < distance <= look.pitch * _WIDER * max(
        1, row.size / look.size
    ):
        return False
    left, right = look.edges[row.page, row.column]
    had_no_room = before.right + row.first_word + 0.25 * row.size > right - 1.2 * row.size
    return had_no_room or (row.text[:1].islower() and row.left < left + _INDENT * look.size)
