"""What does an answer say that another program wrote?

As plain lines: where it holds HTML or Markdown, what a reader of these makes of it.
"""

import re

from faq_bot.content.documents import Document, Line, plain
from faq_bot.content.readers import Source, read
from faq_bot.errors import CorpusError

_TAG = re.compile(
    r"</?(?:a|b|blockquote|br|code|div|em|font|h[1-6]|hr|i|img|li|ol|p|pre|script|small|span|strong|style|sub|sup|table"
    r"|tbody|td|th|thead|tr|u|ul|video|iframe)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_BLOCK = re.compile(r"<(?:blockquote|div|h[1-6]|li|ol|p|pre|table|ul)\b", re.IGNORECASE)


def lines_of_answer(text: str) -> tuple[Line, ...]:
    """The lines of an answer that is text, or HTML."""
    if _TAG.search(text):
        return lines_of_html(text if _BLOCK.search(text) else re.sub(r"\n|<br\s*/?>", "<p>", text))
    return tuple(Line(words) for line in text.splitlines() if (words := plain(line)))


def lines_of_html(text: str) -> tuple[Line, ...]:
    """What a page shows whose text this is; nothing where it shows none."""
    return _lines("answer.html", f"<meta charset=utf-8><main><h1>answer</h1>{text}</main>")


def lines_of_markdown(text: str) -> tuple[Line, ...]:
    """What the Markdown says; nothing where it says nothing."""
    return _lines("answer.md", text)


def _lines(name: str, text: str) -> tuple[Line, ...]:
    try:
        document: Document = read(Source(name, text.encode()))
    except CorpusError:  # nothing that is shown
        return ()
    heads = [(Line(said),) if (said := section.question or section.heading) else () for section in document.sections]
    if document.sections[0].heading == document.title:
        heads[0] = ()  # what stands before any heading bears the title
    asked = [
        (Line(f"Also asked: {' | '.join(one.also_asked)}"),) if one.also_asked else () for one in document.sections
    ]
    parts = zip(heads, document.sections, asked, strict=True)
    return tuple(line for head, section, also in parts for line in (*head, *section.lines, *also))
