"""How does a link lead to one sentence of a page?

By a text directive, which browsers that know it look for and scroll to, without a script, and which the others pass
over: `#section:~:text=first words,last words`. The page itself never sees it.
"""

from urllib.parse import quote

from faq_bot.content.passages import sentence_spans

_WHOLE = 80
"""Characters of a sentence that is named whole."""
_WORDS = 5
"""Words that name the beginning and the end of a longer one, and what stands around a short one."""
_FEW = 3
"""Words of a short one, such as "Yes, you can.", which may stand on the page several times."""


def text_fragment(text: str, start: int, end: int) -> str:
    """The directive, from `:~:` on, for what stands in a text from one offset up to another; "" for nothing to find.

    Of several lines only the first counts: a browser finds no words that go on in another paragraph or list item.
    """
    start += len(text[start:end]) - len(text[start:end].lstrip())
    sentence = text[start:end].partition("\n")[0].rstrip()
    if not _can_be_found(sentence):
        return ""
    words = sentence.split()
    if len(sentence) > _WHOLE and len(words) > 2 * _WORDS:
        return f":~:text={_term(words[:_WORDS])},{_term(words[-_WORDS:])}"
    directive = _term(words)
    if len(words) <= _FEW:
        before, after = _around(text, start, start + len(sentence))
        directive = f"{_term(before)}-,{directive}" if before else directive
        directive = f"{directive},-{_term(after)}" if after else directive
    return f":~:text={directive}"


def _around(text: str, start: int, end: int) -> tuple[list[str], list[str]]:
    """The words just before and after, on the same line; a list marker is none, for it is no text on the page."""
    line = text.rfind("\n", 0, start) + 1
    line = next((first for first, _ in sentence_spans(text) if first >= line), start)
    before, after = text[line:start], text[end:].partition("\n")[0]
    return (
        before.split()[-_WORDS:] if _can_be_found(before) else [],
        after.split()[:_WORDS] if _can_be_found(after) else [],
    )


def _can_be_found(text: str) -> bool:
    return any(ch.isalnum() for ch in text)


def _term(words: list[str]) -> str:
    """Words as a term of the directive, in which `-` and `,` part terms, and `&` directives."""
    return quote(" ".join(words), safe="").replace("-", "%2D")
