"""Which lines stand on the pages of a PDF, in the order in which they are read?

By pypdfium2 (BSD and Apache, 9 MB, no run-time download), Chromium's own engine: 9 ms a page with the place and font
of each letter, where pdfminer.six takes 21 and pypdf 11 without places. A PDF has letters at places; words, columns and
rows are found by the room between them.
"""

import ctypes
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import pypdfium2.raw as pdfium

_GUTTER = 8.0  # points between two columns at the least
_FEWEST_LINES, _FEWEST_WORDS = 3, 3.5  # of a column, and of its lines on average: else it is one of a table
_CELL_GAP = 1.0  # times the font's size: the room by which a line is parted
_MARK_SIZE, _MARK_GAP = 8.0, 30.0  # points: how large a bullet that is drawn may be, and how far from its item
_LINED_UP = 0.6  # of one side's lines stand beside one of the other's: a table, where the lines are short
_ALIKE = 0.2  # times the font's size, by which the gaps of a justified line may differ
_WORD_GAP = 0.12  # times the font's size: the room between two words at the least
_SAME_PLACE = 0.1  # times the font's size, to the left or right
_SAME_LINE = 0.45  # times the font's size, up or down
_BOLD = 600  # weight
_SOFT_HYPHENS = (0x02, 0xAD, 0xFFFE)  # as pdfium writes a hyphen at the end of a line
_FORCES_BOLD = 1 << 18  # among a font's flags


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words on one line, with their place in points from the lower left, and their font's size and weight.

    `words` is where each begins and ends; `begins_cell`: it is a cell of its own, however near to what is before it.
    """

    text: str
    left: float
    right: float
    base: float
    size: float
    bold: bool
    words: tuple[tuple[float, float], ...]
    begins_cell: bool = False

    def cut(self, at: float) -> "list[Piece]":
        """It in two, the second from the word on that begins at this place; or it alone."""
        said = self.text.split()
        n = next((n for n, (left, _) in enumerate(self.words) if abs(left - at) < _SAME_PLACE * self.size), 0)
        if not n or len(said) != len(self.words):
            return [self]
        before = replace(self, text=" ".join(said[:n]), right=self.words[n - 1][1], words=self.words[:n])
        after = replace(self, text=" ".join(said[n:]), left=self.words[n][0], words=self.words[n:], begins_cell=True)
        return [before, after]


@dataclass(frozen=True, slots=True)
class Row:
    """A line of one column; `cells` are its texts where wide gaps part it. `place` is 0 at the page's top, 1 below."""

    pieces: tuple[Piece, ...]
    page: int
    column: int
    place: float

    @property
    def cells(self) -> list[str]:
        """The texts between wide gaps."""
        return [text for text, _, _ in self.places]

    @property
    def places(self) -> list[tuple[str, float, float]]:
        """The texts between wide gaps, with where each begins and ends."""
        first = self.pieces[0]
        places = [(first.text, first.left, first.right)]
        gaps = self._gaps()
        is_justified = len(gaps) > 2 and max(gaps) - min(gaps) < _ALIKE
        for gap, piece in zip(gaps, self.pieces[1:], strict=True):
            if piece.begins_cell or (gap > _CELL_GAP and not is_justified):
                places.append((piece.text, piece.left, piece.right))
            else:
                text, left, _ = places[-1]
                places[-1] = (text + " " * (gap > _WORD_GAP) + piece.text, left, piece.right)
        return places

    def _gaps(self) -> list[float]:
        """The room between its pieces, in times the font's size."""
        return [(two.left - one.right) / max(one.size, two.size) for one, two in pairwise(self.pieces)]

    @property
    def widest(self) -> float:
        """The widest of its gaps, in times the font's size."""
        return max(self._gaps(), default=0)

    @property
    def text(self) -> str:
        return " ".join(self.cells)

    @property
    def left(self) -> float:
        return self.pieces[0].left

    @property
    def right(self) -> float:
        return self.pieces[-1].right

    @property
    def base(self) -> float:
        return self.pieces[0].base

    @property
    def size(self) -> float:
        """Of most of its letters."""
        return max(self.pieces, key=lambda piece: len(piece.text)).size

    @property
    def bold(self) -> bool:
        return all(piece.bold for piece in self.pieces if any(map(str.isalnum, piece.text)))

    @property
    def first_word(self) -> float:
        """How wide its first word is, in points."""
        left, right = self.pieces[0].words[0]
        return right - left


def rows_of(page: ctypes.c_void_p, number: int) -> Iterator[Row]:
    """The page's lines in reading order."""
    text = pdfium.FPDFText_LoadPage(page)
    try:
        pieces = list(_pieces(text))
    finally:
        pdfium.FPDFText_ClosePage(text)
    pieces = [_marked(piece, marks) for piece in pieces] if (marks := list(_marks(page))) else pieces
    height = pdfium.FPDF_GetPageHeightF(page) or 1.0
    for n, column in enumerate(_columns(pieces)):
        for row in _rows(column):
            yield Row(tuple(sorted(row, key=lambda piece: piece.left)), number, n, 1 - row[0].base / height)


def _marks(page: ctypes.c_void_p) -> Iterator[tuple[float, float]]:
    """Where bullets may be drawn: Chromium writes none. The right and the middle of each small shape."""
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    for n in range(pdfium.FPDFPage_CountObjects(page)):
        shape = pdfium.FPDFPage_GetObject(page, n)
        if pdfium.FPDFPageObj_GetType(shape) == pdfium.FPDF_PAGEOBJ_PATH:
            pdfium.FPDFPageObj_GetBounds(shape, left, bottom, right, top)
            width, height = right.value - left.value, top.value - bottom.value
            if 1 < width < _MARK_SIZE and 1 < height < _MARK_SIZE and abs(width - height) < 1:
                yield right.value, (top.value + bottom.value) / 2


def _marked(piece: Piece, marks: Sequence[tuple[float, float]]) -> Piece:
    """The piece with a bullet before it, where one is drawn there."""
    for right, middle in marks:
        beside = piece.base - 0.2 * piece.size < middle < piece.base + piece.size
        if beside and 0 < piece.left - right < _MARK_GAP:
            return replace(piece, text=f"• {piece.text}")
    return piece


def _pieces(text: ctypes.c_void_p) -> Iterator[Piece]:
    """Runs of letters of one size, without a break or a wide gap."""
    run: list[_Letter] = []
    for letter in _letters(text):
        if run and letter.breaks(run[-1]):
            yield from _piece(run)
            run = []
        run.append(letter)
    yield from _piece(run)


def _piece(run: Sequence["_Letter"]) -> Iterator[Piece]:
    said = "".join(letter.text for letter in run)
    inked = [letter for letter in run if not letter.text.isspace()]
    if inked:
        bold = sum(letter.bold for letter in inked) * 2 > len(inked)
        first, last = inked[0], inked[-1]
        words: list[tuple[float, float]] = []
        for before, letter in pairwise([first, *run]):
            if not letter.text.isspace():
                begins = not words or before.text.isspace() or letter.text[0].isspace()
                words.append((letter.left, letter.right) if begins else (words.pop()[0], letter.right))
        yield Piece(said.strip(), first.left, last.right, first.base, first.size, bold, tuple(words))


@dataclass(frozen=True, slots=True)
class _Letter:
    text: str
    left: float
    right: float
    base: float
    size: float
    bold: bool

    def breaks(self, before: "_Letter") -> bool:
        """Whether it does not go on from the letter before it."""
        gap, size = self.left - before.right, max(self.size, before.size)
        resized = abs(self.size - before.size) > 0.25 * size and not self.text.isspace()
        return resized or gap > _CELL_GAP * size or gap < -size or abs(self.base - before.base) > _SAME_LINE * size


def _letters(text: ctypes.c_void_p) -> Iterator[_Letter]:
    left, right, bottom, top, x, y = (ctypes.c_double() for _ in range(6))
    matrix = pdfium.FS_MATRIX()
    space = False  # which pdfium puts where letters stand apart, at no place
    for at in range(pdfium.FPDFText_CountChars(text)):
        code = pdfium.FPDFText_GetUnicode(text, at)
        if pdfium.FPDFText_IsGenerated(text, at) == 1 and code not in _SOFT_HYPHENS:
            space = True
            continue
        pdfium.FPDFText_GetCharBox(text, at, left, right, bottom, top)
        pdfium.FPDFText_GetCharOrigin(text, at, x, y)
        pdfium.FPDFText_GetMatrix(text, at, matrix)
        size = pdfium.FPDFText_GetFontSize(text, at) * ((matrix.c**2 + matrix.d**2) ** 0.5 or 1.0)
        said = "\u00ad" if code in _SOFT_HYPHENS else chr(code)
        yield _Letter(f" {said}" if space else said, left.value, right.value, y.value, size, _is_bold(text, at))
        space = False


def _is_bold(text: ctypes.c_void_p, at: int) -> bool:
    if pdfium.FPDFText_GetFontWeight(text, at) >= _BOLD:
        return True
    name, flags = ctypes.create_string_buffer(100), ctypes.c_int()
    pdfium.FPDFText_GetFontInfo(text, at, name, 100, flags)
    return b"bold" in name.value.lower() or bool(flags.value & _FORCES_BOLD)


def _columns(pieces: Sequence[Piece]) -> Iterator[list[Piece]]:
    """The pieces parted where two columns stand side by side; what runs across both parts them up and down."""
    gutter = _gutter(pieces)
    if gutter is None:
        if pieces:
            yield list(pieces)
        return
    across = sorted((p for p in pieces if p.left < gutter < p.right), key=lambda piece: -piece.base)
    rest = [piece for piece in pieces if not piece.left < gutter < piece.right]
    for line in [*across, None]:
        above = [piece for piece in rest if line is None or piece.base > line.base]
        rest = [piece for piece in rest if line is not None and piece.base <= line.base]
        yield from _columns([piece for piece in above if piece.right <= gutter])
        yield from _columns([piece for piece in above if piece.right > gutter])
        if line:
            yield [line]


def _gutter(pieces: Sequence[Piece]) -> float | None:
    """Where the room between two columns is, that fewest lines cross."""
    best: tuple[int, float] | None = None
    lines = {round(piece.base) for piece in pieces}
    for edge in {round(piece.right) for piece in pieces}:
        before = [piece for piece in pieces if piece.right <= edge + 1]
        after = [piece for piece in pieces if piece.left >= edge + _GUTTER]
        kept = {id(piece) for piece in (*before, *after)}
        crossing = len({round(piece.base) for piece in pieces if id(piece) not in kept})
        if crossing * 2 < len(lines) and _are_columns(before, after):
            found = (crossing, edge + _GUTTER / 2)
            best = min(best or found, found)
    return best[1] if best else None


def _are_columns(before: Sequence[Piece], after: Sequence[Piece]) -> bool:
    """Whether the two sides are columns of text, and not those of a table: their lines are long, or not lined up."""
    lines = [len({round(piece.base) for piece in side}) for side in (before, after)]
    if min(lines) < _FEWEST_LINES:
        return False
    top = min(max(piece.base for piece in before), max(piece.base for piece in after))
    bottom = max(min(piece.base for piece in before), min(piece.base for piece in after))
    if any(sum(bottom <= piece.base <= top for piece in side) < _FEWEST_LINES for side in (before, after)):
        return False
    words = [sum(len(piece.text.split()) for piece in side) for side in (before, after)]
    if all(said >= _FEWEST_WORDS * count for said, count in zip(words, lines, strict=True)):
        return True
    bases = {round(piece.base) for piece in before}
    return sum(round(piece.base) in bases for piece in after) < _LINED_UP * len(after)


def _rows(pieces: Sequence[Piece]) -> Iterator[list[Piece]]:
    """The pieces from the top down, those on one line together."""
    row: list[Piece] = []
    for piece in sorted(pieces, key=lambda piece: -piece.base):
        if row and row[0].base - piece.base > _SAME_LINE * max(row[0].size, piece.size):
            yield row
            row = []
        row.append(piece)
    if row:
        yield row
