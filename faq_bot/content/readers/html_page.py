"""Which part of a web page is what it says, and what are its title, date and address?

Parsed by selectolax (MIT, the Lexbor engine), which builds the tree that browsers build; lxml, which comes with
python-docx, knows only HTML 4. What surrounds the text of a page, and what is not shown, is left out.
"""

import datetime
import re
from collections.abc import Iterator, Sequence
from functools import cached_property

from selectolax.lexbor import LexborHTMLParser, LexborNode

from faq_bot.content.documents import heading_text, is_address, plain
from faq_bot.content.readers import Source
from faq_bot.content.readers.decoding import decoded
from faq_bot.content.readers.guard import check_html

_DECLARED = re.compile(rb"""<meta[^>]+charset\s*=\s*["']?\s*([\w-]+)|<\?xml[^>]+encoding\s*=\s*["']([\w-]+)""", re.I)
_HEAD = 4096  # bytes, in which a page must declare its encoding; a saved page has a comment before it

_UNSEEN = frozenset(
    "head script style template noscript nav aside select input textarea option svg math iframe object embed video "
    "audio canvas map dialog datalist menu del s strike -comment".split()
)
_UNSEEN_ROLES = frozenset(
    "navigation banner contentinfo search complementary dialog alertdialog menu menubar toolbar tablist".split()
)
_AROUND = re.compile(
    r"(?:.*[-_])?cookie[-_]?(?:banner|bar|notice|consent|popup|modal|message|law|overlay|dialog|alert|info).*|gdpr.*"
    r"|onetrust.*|cybot.*|(?:.*[-_])?bread-?crumbs?(?:[-_].*)?|addtoany.*|sharedaddy|addthis.*"
    r"|(?:.*[-_])?(?:share|sharing|social)(?:[-_]?(?:bar|buttons?|links?|icons?|media|list|widget|this))?"
    r"|comments(?:-area|-section|-list)?|comment-list|respond|disqus_thread|skip-?(?:link|to-content|nav).*|toc"
    r"|table-of-contents|(?:mw-)?editsection|mw-editsection|newsletter-?(?:signup|form)?|pagination|post-navigation",
    re.IGNORECASE,
)
_MOST = 0.5  # of a page's words
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_PANEL = re.compile(r"collapse|panel|accordion-.*|.*[-_](?:panel|collapse)|tab-?pane|tab-content", re.IGNORECASE)
_PANEL_TAGS = frozenset("div section article ul ol dl dd p".split())
_HEADS = ("h2", "h3", "h4", "h5", "h6", "summary", "dt")
_OPENS = ("aria-controls", "data-target", "data-bs-target")
_SITE_NAME = re.compile(r"\s+[|–—·»]\s+|\s+-\s+")
_UPDATED = (
    ("meta[property='article:modified_time']", "content"),
    ("meta[property='og:updated_time']", "content"),
    ("meta[name='last-modified'], meta[name='dcterms.modified'], meta[name='DCTERMS.modified']", "content"),
    ("time[itemprop='dateModified'], time.updated", "datetime"),
    ("time[datetime]", "datetime"),
)


class Page:
    """A parsed page. Raises CorpusError where it is no text, or would take too long to parse."""

    def __init__(self, source: Source) -> None:
        found = _DECLARED.search(source.data, 0, _HEAD)
        text = decoded(source, (found[1] or found[2]).decode() if found else "")
        check_html(source, text)
        self.source = source
        self._tree = LexborHTMLParser(text)

    @cached_property
    def root(self) -> LexborNode | None:
        """What holds the page's own text: `main`, an article with the h1 or most of the words, or all of it.

        Of several articles it is what holds them all.
        """
        main = max(self._tree.css("main, [role=main]"), key=_length, default=None)
        if main is not None and _length(main):
            return main
        whole = self._tree.body or self._tree.root
        articles = [one for one in self._tree.css("article") if not _is_within(one, ("article",)) and _length(one)]
        if len(articles) > 1:
            return _around(articles)
        is_most = articles and _length(articles[0]) >= _MOST * (_length(whole) if whole else 0)
        return articles[0] if articles and (is_most or articles[0].css_first("h1")) else whole

    @cached_property
    def title(self) -> str:
        """Its one h1, its `title` without the site's name, or an h1 outside of its own text."""
        own = [] if self.root is None else [heading_text(one.text()) for one in self.root.css("h1")]
        if len(own) == 1 and own[0]:
            return own[0]
        node = self._tree.css_first("head title")
        site = plain(self._meta("meta[property='og:site_name']", "content"))
        parts = [part for part in _SITE_NAME.split(plain(node.text() if node else "")) if part and part != site]
        anywhere = self._tree.css_first("h1")
        return heading_text(parts[0]) if parts else heading_text(anywhere.text()) if anywhere else ""

    @property
    def updated(self) -> datetime.date | None:
        """When it was changed last, where it says so as machines read it."""
        for selector, attribute in _UPDATED:
            try:
                return datetime.date.fromisoformat(self._meta(selector, attribute)[:10])
            except ValueError:
                continue
        return None

    @property
    def url(self) -> str:
        """Its own address, where it gives a whole one."""
        found = (
            self._meta("link[rel~='canonical']", "href").strip(),
            self._meta("meta[property='og:url']", "content").strip(),
        )
        return next(filter(is_address, found), "")

    def scripts(self, kind: str) -> Iterator[str]:
        """The data of this type that the page carries for programs."""
        for node in self._tree.css("script[type]"):
            if (node.attributes.get("type") or "").strip().lower() == kind:
                yield node.text()

    def is_seen(self, node: LexborNode) -> bool:
        """Whether a node is of the page's own text, and shown."""
        tag = node.tag or ""
        if tag in _UNSEEN:
            return False
        given = node.attributes
        if not given:
            return tag not in ("header", "footer", "form", "button") or self._is_kept(tag, node)
        if _is_hidden(given) and not self._is_closed(node, given):
            return False
        if (given.get("role") or "") in _UNSEEN_ROLES:
            return False
        names = f"{given.get('class') or ''} {given.get('id') or ''}".split()
        if any(map(_AROUND.fullmatch, names)) and tag not in ("html", "body", "main", "article"):
            return node.css_first("h1, main, article") is not None
        return tag not in ("header", "footer", "form", "button") or self._is_kept(tag, node)

    def panel(self, node: LexborNode) -> str | None:
        """The words of the button or tab that opens a node; nothing where a heading above it does; else None."""
        given = node.attributes
        if not given or node.tag not in _PANEL_TAGS:
            return None
        is_hidden = _is_hidden(given)
        if not is_hidden and not _is_panel(given):
            return None
        if tab := self._tabs.get(node.mem_id):
            first = node.css_first("h1, h2, h3, h4, h5, h6")
            return tab if first is None or plain(first.text()) != tab else None
        opener = _opener(node)
        if opener is not None and opener.tag == "button" and not _is_within(opener, _HEADS):
            said = plain(opener.text())
            return "" if said.endswith("?") else said
        return "" if opener is not None and is_hidden else None

    def _is_closed(self, node: LexborNode, given: dict[str, str | None]) -> bool:
        """Whether what is hidden is so only until a reader opens it."""
        is_known = (given.get("id") or "") in self._opened or _is_panel(given)
        return is_known or (_is_put_away(given) and _opener(node) is not None)

    @cached_property
    def _tabs(self) -> dict[int, str]:
        """What the tabs say, by the panels that they open: those that name each other, or else the nth the nth."""
        tabs, panels = self._tree.css("[role=tab]"), self._tree.css("[role=tabpanel]")
        said: dict[int, str] = {}
        if len(tabs) == len(panels):
            said = {panel.mem_id: plain(tab.text()) for tab, panel in zip(tabs, panels, strict=True)}
        by_id = {name: tab for tab in tabs for key in (*_OPENS, "href", "id") if (name := _name(tab, key))}
        for panel in panels:
            if tab := by_id.get(_name(panel, "aria-labelledby")) or by_id.get(_name(panel, "id")):
                said[panel.mem_id] = plain(tab.text())
        return said

    def _is_kept(self, tag: str, node: LexborNode) -> bool:
        if tag == "form":  # there are pages that are one form as a whole
            return node.css_first("h1, main, article") is not None
        if tag == "button":  # it may ask what opens below it
            return plain(node.text()).endswith("?") or _is_within(node, _HEADS)
        return _is_within(node, ("main", "article", "section")) or node.css_first("main, article") is not None

    @cached_property
    def _opened(self) -> set[str]:
        """The ids of what something on the page opens."""
        openers = self._tree.css(", ".join(f"[{key}]" for key in _OPENS))
        return {_name(node, key) for node in openers for key in _OPENS} - {""}

    def _meta(self, selector: str, attribute: str) -> str:
        node = self._tree.css_first(selector)
        return (node.attributes.get(attribute) or "") if node else ""


def _length(node: LexborNode) -> int:
    return len(plain(node.text()))


def _name(node: LexborNode, key: str) -> str:
    """The id in an attribute."""
    return (node.attributes.get(key) or "").removeprefix("#")


def _is_hidden(given: dict[str, str | None]) -> bool:
    return given.get("aria-hidden") == "true" or _is_put_away(given)


def _is_put_away(given: dict[str, str | None]) -> bool:
    hidden = "hidden" in given and given["hidden"] != "until-found"
    return hidden or bool(_HIDDEN.search(given.get("style") or ""))


def _is_panel(given: dict[str, str | None]) -> bool:
    return given.get("role") == "tabpanel" or any(map(_PANEL.fullmatch, (given.get("class") or "").split()))


def _opener(node: LexborNode) -> LexborNode | None:
    """The button or heading directly before a node, alone in something or not."""
    before = node.prev
    while before is not None and (before.tag == "-comment" or not (before.tag != "-text" or plain(before.text()))):
        before = before.prev
    if before is None or before.tag == "-text" or node.tag not in _PANEL_TAGS:
        return None
    openers = ("button", *_HEADS)
    if before.tag in openers:
        return before.css_first("button") or before
    inner = before.css_first(", ".join(openers))
    return inner if inner is not None and plain(inner.text()) == plain(before.text()) else None


def _above(node: LexborNode) -> Iterator[LexborNode]:
    while (above := node.parent) is not None:
        yield above
        node = above


def _around(nodes: Sequence[LexborNode]) -> LexborNode:
    """The innermost node that holds all of these."""
    above = list(_above(nodes[0]))
    places = {node.mem_id: n for n, node in enumerate(above)}
    return above[max(next(places[one.mem_id] for one in _above(node) if one.mem_id in places) for node in nodes)]


def _is_within(node: LexborNode, tags: tuple[str, ...]) -> bool:
    return any(above.tag in tags for above in _above(node))
