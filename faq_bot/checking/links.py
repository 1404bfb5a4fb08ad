"""Which links within the articles lead nowhere?

Readers keep the words of a link and let its target go, so links are looked for in the source: those of Markdown and web
pages that lead to another file of the folder, to an article's address, or to a section. Addresses on the web are
not opened.
"""

import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from posixpath import normpath
from urllib.parse import unquote, urlsplit

from faq_bot.checking.findings import Kind, Place, Problem
from faq_bot.checking.places import Places, line_at
from faq_bot.content.corpus import Corpus
from faq_bot.content.documents import Document, slug

_CODE = re.compile(r"^(```|~~~).*?^\1|`[^`\n]*`|<!--.*?-->", re.DOTALL | re.MULTILINE)
_MARKDOWN = re.compile(
    r"(?<!!)\[(?:[^\[\]]|!\[[^\]]*\]\([^)]*\))*\]\(\s*<?([^)\s>]+)|^ {0,3}\[[^\]^]+\]:\s*<?([^\s>]+)", re.M
)
_UNSEEN = re.compile(r"<!--.*?-->|<(script|style)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE)
_HREF = re.compile(r"""<a\b[^>]*?\shref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+))""", re.IGNORECASE)
_NAMED = re.compile(r"""\s(?:id|name)\s*=\s*["']?([^"'\s>]+)""", re.IGNORECASE)
_ARTICLES = "/articles/"


def dead_links(corpus: Corpus, places: Places, folder: Path) -> Iterator[Problem]:
    """The links whose document or section is not there."""
    by_path = {document.path: document for document in corpus.documents}
    for document in corpus.documents:
        for line, target in _links(document.path, places):
            what = _fault(target, document, by_path, corpus, folder, places)
            if what:
                remedy = "mend the link, or take it out"
                yield Problem(
                    Kind.DEAD_LINK, Place(document.path, line=line), f"links to “{target}”, but {what}", remedy
                )


def _links(path: str, places: Places) -> Iterator[tuple[int, str]]:
    """The targets of a file's links, each with its line."""
    suffix = PurePosixPath(path).suffix.lower()
    if suffix not in (".md", ".html", ".htm"):
        return
    unseen, link = (_CODE, _MARKDOWN) if suffix == ".md" else (_UNSEEN, _HREF)
    text = unseen.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), places.text(path))
    for found in link.finditer(text):
        if target := next(filter(None, found.groups()), ""):
            yield line_at(text, found.start()), target.replace("&amp;", "&").strip()


def _fault(
    target: str, document: Document, by_path: dict[str, Document], corpus: Corpus, folder: Path, places: Places
) -> str:
    """What is wrong with a link; nothing of one that is sound, or leads elsewhere."""
    try:
        parts = urlsplit(target)
    except ValueError:
        return "that is no address"
    if parts.scheme or parts.netloc:
        return ""
    path, anchor = unquote(parts.path), unquote(parts.fragment)
    there: Document | None = document
    if path.startswith(_ARTICLES):
        there = corpus.by_name.get(path.removeprefix(_ARTICLES).rstrip("/"))
    elif path.startswith("/"):
        return ""  # a page of the site around it
    elif path:
        file = normpath((PurePosixPath(document.path).parent / path).as_posix())
        there = by_path.get(file) or corpus.by_name.get(file)
        if there is None and not file.startswith("..") and (folder / file).exists():
            return ""  # a form to print, a picture
    if there is None:
        return "there is no such document"
    named = {section.anchor for section in there.sections} | {slug(there.title), "", "top"}
    if anchor not in named and slug(anchor) not in named and anchor not in _NAMED.findall(places.text(there.path)):
        return f"{there.path} has no such section"
    return ""
