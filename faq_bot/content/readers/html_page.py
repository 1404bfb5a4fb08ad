"""Which part of a web page is what it says, and what are its title, date and address?

Parsed by selectolax (MIT, the Lexbor engine), which builds the tree that browsers build; lxml, which comes with
python-docx, knows only HTML 4. What surrounds the text of a page, and what is not shown, is left out.
"""

import datetime
import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import islice

from selectolax.lexbor import LexborHTMLParser, LexborNode

from faq_bot.content.documents import heading_text, is_address, plain
from faq_bot.content.readers import Source
from faq_bot.content.readers.decoding import decoded

_MOST_TAGS = 250_000
_DEEPEST = 500  # of what must be closed; the time to parse goes with its square
_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)", re.IGNORECASE)
_NEED_NO_END = frozenset(
    "area base br col embed hr img input link meta param source track wbr p li dt dd tr td th thead tbody tfoot option "
    "optgroup colgroup rp rt html head body".split()
)
_DECLARED = re.compile(rb"""<meta[^>]+charset\s*=\s*["']?\s*([\w-]+)|<\?xml[^>]+encoding\s*=\s*["']([\w-]+)""", re.I)
_HEAD = 4096  # bytes, in which a page must declare its encoding; a saved page has a comment before it

_UNSEEN = frozenset(
    "head script style template noscript nav aside select input textarea option svg math iframe object embed video "
    "audio canvas map dialog datalist menu -comment".split()
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
_SITE_NAME = re.compile(r"\s+[|–—·»]\s+|\s+-\s+")
_UPDATED = (
    ("meta[property='article:modified_time']", "content"),
    ("meta[property='og:updated_time']", "content"),
    ("meta[name='last-modified'], meta[name='dcterms.modified'], meta[name='DCTERMS.modified']", "content"),
    ("time[itemprop='dateModified'], time.updated", "datetime"),
    ("time[datetime]", "datetime"),
)


class Page:
    """A parsed page. Raises CorpusError where it is no text, or has too many tags, or too many within one another."""

    def __init__(self, source: Source) -> None:
        found = _DECLARED.search(source.data, 0, _HEAD)
        text = decoded(source, (found[1] or found[2]).decode() if found else "")
        tags = [(found[1], found[2]) for found in islice(_TAG.finditer(text), _MOST_TAGS + 1)]
        if _depth(tags) > _DEEPEST:
            raise source.error("has tags nested too deep to read", "mend it, or save it from the browser again")
        if len(tags) > _MOST_TAGS:
            raise source.error(f"has more than {_MOST_TAGS:,} tags", "cut it into smaller files")
        self._tree = LexborHTMLParser(text)

    @cached_property
    def root(self) -> LexborNode | None:
        """What holds the page's own text: `main`, an article with the h1 or most of the words, or all of it."""
        whole = self._tree.body or self._tree.root
        for selector, least in (("main, [role=main]", 0.0), ("article", _MOST)):
            longest = max(self._tree.css(selector), key=_length, default=None)
            if longest is None or not _length(longest):
                continue
            if longest.css_first("h1") or _length(longest) >= least * (_length(whole) if whole else 0):
                return longest
        return whole

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
        if self._is_hidden(given):
            return False
        if (given.get("role") or "") in _UNSEEN_ROLES:
            return False
        names = f"{given.get('class') or ''} {given.get('id') or ''}".split()
        if any(map(_AROUND.fullmatch, names)) and tag not in ("html", "body", "main", "article"):
            return node.css_first("h1, main, article") is not None
        return tag not in ("header", "footer", "form", "button") or self._is_kept(tag, node)

    def _is_kept(self, tag: str, node: LexborNode) -> bool:
        if tag == "form":  # there are pages that are one form as a whole
            return node.css_first("h1, main, article") is not None
        if tag == "button":  # it may ask what opens below it
            return plain(node.text()).endswith("?") or _is_within(node, ("h2", "h3", "h4", "h5", "h6", "summary", "dt"))
        return _is_within(node, ("main", "article", "section")) or node.css_first("main, article") is not None

    def _is_hidden(self, given: dict[str, str | None]) -> bool:
        hidden = "hidden" in given and given["hidden"] != "until-found"
        hidden = hidden or given.get("aria-hidden") == "true" or bool(_HIDDEN.search(given.get("style") or ""))
        return hidden and (given.get("id") or "") not in self._opened

    @cached_property
    def _opened(self) -> set[str]:
        """The ids of what is hidden only until a reader opens it."""
        given = (node.attributes for node in self._tree.css("[aria-controls], [data-target], [data-bs-target]"))
        names = ("aria-controls", "data-target", "data-bs-target")
        return {(one.get(name) or "").removeprefix("#") for one in given for name in names} - {""}

    def _meta(self, selector: str, attribute: str) -> str:
        node = self._tree.css_first(selector)
        return (node.attributes.get(attribute) or "") if node else ""


def _length(node: LexborNode) -> int:
    return len(plain(node.text()))


def _is_within(node: LexborNode, tags: tuple[str, ...]) -> bool:
    above = node.parent
    while above is not None and above.tag not in tags:
        above = above.parent
    return above is not None


def _depth(tags: Iterable[tuple[str, str]]) -> int:
    """How deep what must be closed is nested, or would be by the tags as they are written."""
    deepest = depth = 0
    for closes, name in tags:
        if name.lower() in _NEED_NO_END:
            continue
        depth = max(depth - 1, 0) if closes else depth + 1
        deepest = max(deepest, depth)
    return deepest
