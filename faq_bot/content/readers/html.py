"""What does a web page say?

Headings open sections, and so do paragraphs that are short and bold as a whole, and what a reader opens: `details`, the
panels of accordions and tabs, and terms of a definition list that end in a question mark. Lists keep their markers, the
cells of a table's row stand in one line, and of links only the text is kept.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from faq_bot.content.documents import Document, Line, plain
from faq_bot.content.readers import Source
from faq_bot.content.readers.drafts import Draft, composed
from faq_bot.content.readers.html_page import Page
from faq_bot.content.readers.html_pairs import declared_pairs, put_in

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BLOCKS = frozenset(
    "address article blockquote body caption center dd details div dl dt fieldset figcaption figure footer form header "
    "hgroup hr html legend li main ol p pre section summary table tbody td tfoot th thead tr ul button".split()
) | set(_HEADINGS)
_DEEPEST_LEVEL = 6
_LONGEST_HEADING = 16  # words, of a bold line
_MOST_LINES = 50_000
_MOST_REPEATED = 100_000  # letters in a table, of cells that go over several rows
_LETTERS = 26


def read(source: Source) -> Document:
    """The article in a web page. Raises CorpusError where the file is no text, or is nested too deep to read."""
    page = Page(source)
    reading = _Reading(page)
    if page.root is not None:
        reading.take_in(page.root)
    put_in(declared_pairs(page.scripts("application/ld+json"), lambda html: _lines(html, page)), reading.drafts)
    if not any(draft.heading or draft.said for draft in reading.drafts):
        raise source.error("has no text of its own", "save the page from the browser when its text is on the screen")
    return composed(source, reading.drafts, page.title, url=page.url, updated=page.updated)


def _lines(html: str, page: Page) -> tuple[Line, ...]:
    """A piece of HTML as lines, its headings among them."""
    reading = _Reading(page)
    body = LexborHTMLParser(html).body
    if body is not None:
        reading.take_in(body)
    heads = [(Line(draft.question or draft.heading),) if draft.heading else () for draft in reading.drafts]
    return tuple(line for head, draft in zip(heads, reading.drafts, strict=True) for line in (*head, *draft.lines))


@dataclass(slots=True)
class _List:
    """An open list: how it counts (nothing: it does not), and the number of its next item."""

    form: str
    number: int
    step: int = 1

    def marker(self, item: LexborNode) -> str:
        if not self.form:
            return "•"
        number = _integer(item, "value", self.number)
        self.number = number + self.step
        if self.form in "aA" and 0 < number <= _LETTERS:
            return chr(ord(self.form) + number - 1) + "."
        return f"{number}."


@dataclass(slots=True)
class _Table:
    """An open table of data: the cells of its open row, and whether all are heads.

    `over` are cells that go over further rows, by their columns: what they say, and for how many.
    """

    cells: list[str] = field(default_factory=list)
    heads: bool = True
    column: int = 0
    filled: bool = False  # whether any cell is the row's own
    over: dict[int, tuple[str, int]] = field(default_factory=dict)
    repeated: int = 0

    def begin_row(self) -> None:
        self.cells, self.heads, self.column, self.filled = [], True, 0, False

    def add(self, said: str, rows: int, columns: int) -> None:
        """Take in a cell of the open row, behind those from above that stand before it."""
        self.repeat()
        self.cells.append(said)
        self.filled = self.filled or bool(said)
        if rows > 1 and said:
            self.over[self.column] = said, rows
        self.column += max(1, columns)

    def repeat(self) -> None:
        """Put in the cells from above that stand at this place."""
        while self.over.get(self.column, ("", 0))[1] > 1 and self.repeated < _MOST_REPEATED:
            said, rows = self.over[self.column]
            self.over[self.column] = said, rows - 1
            self.cells.append(said)
            self.repeated += len(said)
            self.column += 1


@dataclass(slots=True)
class _Reading:
    """The sections of a page while it is being read. `draft` is the one that text goes to."""

    page: Page
    drafts: list[Draft] = field(default_factory=lambda: [Draft()])
    draft: Draft = field(init=False)
    before: Draft = field(init=False)  # the heading of `draft`
    lines: int = 0
    words: list[str] = field(default_factory=list)
    level: int = 1  # of the last heading that is one by its tag
    heading: LexborNode | None = None
    lists: list[_List] = field(default_factory=list)
    items: list[str] = field(default_factory=list)  # the markers of open items; "" once the item has been begun
    outside: int = 0  # of these, how many stand around the heading of the section
    around: list[Draft] = field(default_factory=list)  # what text goes to again after an opened answer
    panels: list[tuple[int, Draft]] = field(default_factory=list)  # the open ones, and the same of them
    table: _Table | None = None
    term: str = ""  # of a definition that is to come
    asked: bool = False  # whether the last term asked, and so is a heading

    def __post_init__(self) -> None:
        self.draft = self.before = self.drafts[0]

    def take_in(self, root: LexborNode) -> None:
        """Read all below a node."""
        for node, enters in _walk(root, self.page):
            tag = node.tag or ""
            if tag == "-text":
                self.words.append((node.text_content or "").replace("\n", " "))
            elif tag == "br":
                self.words.append("\n")
            elif self.heading is not None:
                self._within_heading(node, tag, enters)
            elif self.table is not None:
                self._within_table(node, tag, enters)
            elif tag in _BLOCKS or _is_heading(node, tag):
                self._end_line()
                self._enter(node, tag) if enters else self._leave(node, tag)
        self._end_line()

    def _enter(self, node: LexborNode, tag: str) -> None:
        opener = self.page.panel(node)
        if opener is not None:
            self.panels.append((node.mem_id, self.draft if opener else self.before))
        if opener:
            self._open(opener, None)
        if _is_heading(node, tag) or (not self.items[self.outside :] and self._heads(node, tag)):
            self.heading = node
        elif tag in ("ul", "ol"):
            self.lists.append(_list(node, tag))
        elif tag == "li":
            self.items.append(self.lists[-1].marker(node) if self.lists else "•")
        elif tag in ("details", "dl"):
            self.around.append(self.draft)
        elif tag == "dd":
            self.items.append("•")
            self.outside = len(self.items) if self.asked else self.outside
            self._say_term()
        elif tag == "table" and _holds_data(node):
            self.table = _Table()

    def _heads(self, node: LexborNode, tag: str) -> bool:
        """Whether a paragraph is short and bold as a whole, and what comes after it is not."""
        if tag not in ("p", "div") or not _is_bold(node):
            return False
        said = plain(node.text())
        if len(said.split()) > _LONGEST_HEADING or said.endswith((".", ",", ";", "!")) or node.css_first("br"):
            return False
        after = node.next
        while after is not None and not (self.page.is_seen(after) and not _is_blank(after)):
            after = after.next
        return after is not None and not _is_heading(after, after.tag or "") and not _is_bold(after)

    def _open(self, said: str, level: int | None) -> None:
        """Begin a section below this heading."""
        self.before, self.draft = self.draft, Draft.headed(said, level or min(self.level + 1, _DEEPEST_LEVEL))
        self.drafts.append(self.draft)
        self.level = level or self.level
        self.outside = len(self.items)

    def _leave(self, node: LexborNode, tag: str) -> None:
        if self.panels and self.panels[-1][0] == node.mem_id:
            self.draft = self.panels.pop()[1]
        if tag in ("ul", "ol"):
            self.lists.pop()
        elif tag in ("li", "dd"):
            self.items.pop()
            self.outside = min(self.outside, len(self.items))
        elif tag in ("details", "dl"):
            self._say_term()
            self._end_line()
            self.draft, self.asked = self.around.pop(), False

    def _say_term(self) -> None:
        if self.term:
            self.words.append(f"{self.term}: " if self.term[-1].isalnum() else f"{self.term} ")
            self.term = ""

    def _end_line(self) -> None:
        """Make a line of what was said since the last block began or ended."""
        said = self._taken()
        within = self.items[self.outside :]
        if not plain(said):
            return
        self._count_line()
        if not within:
            self.draft.add(said)
        elif within[-1]:
            self.draft.add(said, within[-1], len(within) - 1)
            self.items[-1] = ""
        else:
            self.draft.go_on(said)

    def _taken(self) -> str:
        said = "".join(self.words)
        self.words.clear()
        return said

    def _within_heading(self, node: LexborNode, tag: str, enters: bool) -> None:
        if tag in _BLOCKS:
            self.words.append(" ")
        if self.heading is None or enters or node.mem_id != self.heading.mem_id:
            return
        self.heading = None
        said = self._taken()
        self.asked = tag == "dt" and plain(said).endswith("?")
        if tag == "dt" and not self.asked:
            self.term = ", ".join(filter(None, (self.term, plain(said))))
        elif plain(said):
            self._open(said, _level(node, tag))

    def _count_line(self) -> None:
        self.lines += 1
        if self.lines > _MOST_LINES:
            raise self.page.source.error(f"has more than {_MOST_LINES:,} paragraphs", "cut it into smaller files")

    def _within_table(self, node: LexborNode, tag: str, enters: bool) -> None:
        """A row becomes an item, its cells parted by bars; one of heads only leads in to them."""
        assert self.table is not None
        if enters and tag in ("tr", "td", "th", "caption"):
            self.words.clear()
            if tag == "tr":
                self.table.begin_row()
        elif enters or tag not in ("tr", "td", "th", "caption", "table"):
            self.words.append(" " if tag in _BLOCKS else "")
        elif tag == "caption":
            self.draft.add(self._taken())
        elif tag == "tr":
            self.table.repeat()
            if self.table.filled:
                self._count_line()
                self.draft.add(" | ".join(self.table.cells), "" if self.table.heads else "•")
        elif tag == "table":
            self._taken()
            self.table = None
        else:
            self.table.add(plain(self._taken()), _integer(node, "rowspan", 1), _integer(node, "colspan", 1))
            self.table.heads = self.table.heads and tag == "th"


def _walk(root: LexborNode, page: Page) -> Iterator[tuple[LexborNode, bool]]:
    """All that is seen below a node, each as it is entered and as it is left; without recursion, for pages are deep."""
    waiting = [(child, True) for child in reversed(list(root.iter(include_text=True)))]
    while waiting:
        node, enters = waiting.pop()
        if enters and not page.is_seen(node):
            continue
        yield node, enters
        if enters and node.tag != "-text":
            waiting.append((node, False))
            waiting += [(child, True) for child in reversed(list(node.iter(include_text=True)))]


def _is_heading(node: LexborNode, tag: str) -> bool:
    """Whether it heads what comes after it: by its tag, its role, or as the name of one of schema.org's questions."""
    if tag in _HEADINGS or tag in ("summary", "dt", "button"):
        return True
    given = node.attributes
    if given.get("role") == "heading":
        return True
    above = node.parent.attributes if node.parent else {}
    return given.get("itemprop") == "name" and "Question" in (above.get("itemtype") or "")


def _is_bold(node: LexborNode) -> bool:
    """Whether nothing stands in it but what is bold."""
    if node.tag in ("b", "strong"):
        return True
    within = (child.tag for child in node.iter(include_text=True) if child.tag != "-text" or not _is_blank(child))
    return next(within, "") in ("b", "strong") and all(tag in ("b", "strong") for tag in within)


def _is_blank(node: LexborNode) -> bool:
    return not node.text().strip()


def _level(node: LexborNode, tag: str) -> int | None:
    return _HEADINGS.get(tag) or (_integer(node, "aria-level", 2) if node.attributes.get("role") == "heading" else None)


def _list(node: LexborNode, tag: str) -> _List:
    if tag == "ul":
        return _List("", 1)
    form = node.attributes.get("type") or "1"
    if "reversed" in node.attributes:
        items = sum(child.tag == "li" for child in node.iter())
        return _List(form, _integer(node, "start", items), -1)
    return _List(form, _integer(node, "start", 1))


def _holds_data(table: LexborNode) -> bool:
    """Whether a table is one of data; others only lay a page out."""
    if table.attributes.get("role") in ("presentation", "none") or len(table.css("table")) > 1:
        return False
    lays_out = table.css_first("h1, h2, h3, h4, h5, h6, summary") or (
        table.css_first("ul, ol, dl") and not table.css_first("th")
    )
    return not lays_out and any(sum(cell.tag in ("td", "th") for cell in row.iter()) > 1 for row in table.css("tr"))


def _integer(node: LexborNode, name: str, otherwise: int) -> int:
    try:
        return int(node.attributes.get(name) or "")
    except ValueError:
        return otherwise
