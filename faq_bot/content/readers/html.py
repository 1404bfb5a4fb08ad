"""What does a web page say?

Headings open sections, and so does what a reader opens by asking: `details`, and terms of a definition list that end in
a question mark. Lists keep their markers, the cells of a table's row stand in one line, and of links only the text is
kept.
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
    """An open table of data: the cells of its open row, and whether all are heads."""

    cells: list[str] = field(default_factory=list)
    heads: bool = True


@dataclass(slots=True)
class _Reading:
    """The sections of a page while it is being read. `draft` is the one that text goes to."""

    page: Page
    drafts: list[Draft] = field(default_factory=lambda: [Draft()])
    draft: Draft = field(init=False)
    words: list[str] = field(default_factory=list)
    level: int = 1  # of the last heading that is one by its tag
    heading: LexborNode | None = None
    lists: list[_List] = field(default_factory=list)
    items: list[str] = field(default_factory=list)  # the markers of open items; "" once the item has been begun
    outside: int = 0  # of these, how many stand around the heading of the section
    around: list[Draft] = field(default_factory=list)  # what text goes to again after an opened answer
    table: _Table | None = None
    term: str = ""  # of a definition that is to come
    asked: bool = False  # whether the last term asked, and so is a heading

    def __post_init__(self) -> None:
        self.draft = self.drafts[0]

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
                self._within_table(tag, enters)
            elif tag in _BLOCKS or _is_heading(node, tag):
                self._end_line()
                self._enter(node, tag) if enters else self._leave(tag)
        self._end_line()

    def _enter(self, node: LexborNode, tag: str) -> None:
        if _is_heading(node, tag):
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

    def _leave(self, tag: str) -> None:
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
            level = _level(node, tag)
            self.draft = Draft.headed(said, level or min(self.level + 1, _DEEPEST_LEVEL))
            self.drafts.append(self.draft)
            self.level = level or self.level
            self.outside = len(self.items)

    def _within_table(self, tag: str, enters: bool) -> None:
        """A row becomes an item, its cells parted by bars; one of heads only leads in to them."""
        assert self.table is not None
        if enters and tag in ("tr", "td", "th", "caption"):
            self.words.clear()
            self.table = _Table() if tag == "tr" else self.table
        elif enters or tag not in ("tr", "td", "th", "caption", "table"):
            self.words.append(" " if tag in _BLOCKS else "")
        elif tag == "caption":
            self.draft.add(self._taken())
        elif tag == "tr":
            if any(self.table.cells):
                self.draft.add(" | ".join(self.table.cells), "" if self.table.heads else "•")
        elif tag == "table":
            self._taken()
            self.table = None
        else:
            self.table.cells.append(plain(self._taken()))
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
