"""What does the formatting of a Word document mean: which heading, which item of which list, what is bold or hidden?

Word says so in the paragraph, in its style, or in a style that this one is based on; a style's name is English inside
the file whatever the language of the program.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from docx.oxml.ns import qn

Element = Any  # of lxml, which is published without types

_HEADING = re.compile(r"heading (\d)")
_CONTENTS = re.compile(r"toc (\d|heading)|table of (contents|figures)")
_LIST = re.compile(r"list (?:bullet|number) (\d)")
_OFF = ("0", "false", "off")
_LEVELS = 9
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"))
_ROMAN_UNITS = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")

_SYMBOLS = {
    **dict.fromkeys((0xFC, 0x50), "✓"),  # Wingdings, and Wingdings 2
    **dict.fromkeys((0x6C, 0x6E, 0xA7, 0xB7), "•"),
} | {0xFB: "✗", 0xFE: "☑", 0xFD: "☒", 0xA8: "☐", 0x6F: "☐", 0xE0: "→", 0x28: "☎", 0x2A: "✉", 0x4A: "☺"}
_GREEK = dict(zip(map(ord, "abcdefgklmnpqrstDSW"), "αβχδεφγκλμνπθρστΔΣΩ", strict=True))
_SYMBOL_FONT = _GREEK | {0xA3: "≤", 0xAE: "→", 0xB0: "°", 0xB1: "±", 0xB3: "≥", 0xB4: "×", 0xB7: "•", 0xBB: "≈"}

W_VAL, W_ID, W_TYPE = qn("w:val"), qn("w:styleId"), qn("w:type")


def child(element: Element | None, *names: str) -> Element | None:
    """The element found by going down through these names, or None."""
    for name in names:
        element = None if element is None else element.find(qn(name))
    return element


def value(element: Element | None, *names: str) -> str | None:
    """The `w:val` of the element found by going down, or None where there is none."""
    found = child(element, *names)
    return None if found is None else found.get(W_VAL)


def is_on(properties: Iterable[Element | None], name: str) -> bool:
    """Whether the first of these properties that speaks of it switches it on."""
    for element in properties:
        found = child(element, name)
        if found is not None:
            return found.get(W_VAL, "1") not in _OFF
    return False


def symbol(element: Element) -> str:
    """The letter nearest to a `w:sym`, which says its place in a font of pictures; nothing where none is known."""
    code = int(element.get(qn("w:char")) or "0", 16)
    if code < 0xE000:
        return chr(code) if code > ord(" ") else ""
    known = _SYMBOL_FONT if element.get(qn("w:font")) == "Symbol" else _SYMBOLS
    return known.get(code & 0xFF, "")


class Styles:
    """The document's styles by id."""

    def __init__(self, root: Element | None) -> None:
        found = [] if root is None else root.findall(qn("w:style"))
        self._by_id = {style.get(W_ID): style for style in found}
        defaults = (style for style in found if style.get(qn("w:default")) in ("1", "true"))
        self._default = next((s.get(W_ID) for s in defaults if s.get(W_TYPE) == "paragraph"), None)
        self.chain = cache(lambda style: tuple(self._chain(style)))

    def of(self, paragraph: Element) -> tuple[Element, ...]:
        """The paragraph's style, and those it is based on."""
        return self.chain(value(paragraph, "w:pPr", "w:pStyle") or self._default)

    def names(self, paragraph: Element) -> list[str]:
        return [(value(style, "w:name") or "").lower() for style in self.of(paragraph)]

    def is_contents(self, paragraph: Element) -> bool:
        """Whether it is of a table of contents."""
        return any(map(_CONTENTS.match, self.names(paragraph)[:1]))

    def level(self, paragraph: Element) -> int | None:
        """0 for the title, 1 and on for a heading, None for what is neither."""
        names = self.names(paragraph)
        if "title" in names[:2]:
            return 0
        properties = [child(paragraph, "w:pPr"), *(child(style, "w:pPr") for style in self.of(paragraph))]
        outlines = (value(element, "w:outlineLvl") for element in properties)
        outline = next((level for level in outlines if level and level.isdigit()), None)
        if outline is not None:
            return int(outline) + 1 if int(outline) < _LEVELS else None
        return next((int(found[1]) for name in names if (found := _HEADING.fullmatch(name))), None)

    def list_depth(self, paragraph: Element) -> int:
        """How deep its style's name says that an item is: Word's `List Bullet 2` is a list of its own, but indented."""
        return next((int(found[1]) - 1 for name in self.names(paragraph) if (found := _LIST.fullmatch(name))), 0)

    def is_run(self, run: Element, paragraph: Element, name: str) -> bool:
        """Whether the run is bold (`w:b`) or hidden (`w:vanish`), by itself or by a style."""
        own = child(run, "w:rPr")
        styles = [*self.chain(value(own, "w:rStyle")), *self.of(paragraph)]
        return is_on([own, *(child(style, "w:rPr") for style in styles)], name)

    def _chain(self, style: str | None) -> Iterator[Element]:
        seen = set()
        while style in self._by_id and style not in seen:
            seen.add(style)
            yield self._by_id[style]
            style = value(self._by_id[style], "w:basedOn")


@dataclass(frozen=True, slots=True)
class _Level:
    form: str
    text: str
    start: int


@dataclass(slots=True)
class _List:
    levels: dict[int, _Level]
    by_style: dict[str, int]
    counted: dict[int, int] = field(default_factory=dict)


class Numbering:
    """The document's lists; it counts their items, so each must be asked for once, in reading order."""

    def __init__(self, root: Element | None, styles: Styles) -> None:
        self._styles = styles
        self._root = root
        self._lists: defaultdict[str, dict[str, _List]] = defaultdict(dict)
        self._list = cache(self._found)

    def marker(self, paragraph: Element) -> tuple[str, int]:
        """The marker before the paragraph and its depth; no marker for what is no item."""
        own = child(paragraph, "w:pPr", "w:numPr")
        styled = [child(style, "w:pPr", "w:numPr") for style in self._styles.of(paragraph)]
        number = next((found for one in [own, *styled] if (found := value(one, "w:numId"))), "0")
        numbered = self._list(number)
        if not numbered:
            return "", 0
        depths = (value(one, "w:ilvl") for one in [own, *styled])
        depth = next((int(found) for found in depths if found and found.isdigit()), None)
        if depth is None:
            ids = [style.get(W_ID) for style in self._styles.of(paragraph)]
            depth = next((numbered.by_style[one] for one in ids if one in numbered.by_style), 0)
        level = numbered.levels.get(depth, _Level("bullet", "•", 1))
        count = numbered.counted.get(depth, level.start - 1) + 1
        numbered.counted = {d: n for d, n in numbered.counted.items() if d < depth} | {depth: count}
        return _marker(level, count), depth

    def _found(self, number: str) -> _List | None:
        """The list with this number. Those of one definition count on, but for one that is said to start anew."""
        one = self._named("w:num", "w:numId", number)
        name = value(one, "w:abstractNumId")
        if one is None or name is None or number == "0":
            return None
        anew = one.findall(qn("w:lvlOverride"))
        shared = self._lists[name]
        if anew or "" not in shared:
            levels, by_style = self._levels(name)
            for override in anew:
                levels |= dict(_level(level) for level in override.findall(qn("w:lvl")))
                depth, start = int(override.get(qn("w:ilvl"), "0")), value(override, "w:startOverride")
                if start and depth in levels:
                    levels[depth] = _Level(levels[depth].form, levels[depth].text, int(start))
            shared[number if anew else ""] = _List(levels, by_style)
        return shared[number if anew else ""]

    def _levels(self, name: str) -> tuple[dict[int, _Level], dict[str, int]]:
        abstract = self._named("w:abstractNum", "w:abstractNumId", name)
        linked = value(abstract, "w:numStyleLink")
        if linked and self._root is not None:  # the definition stands with the style
            roots = self._root.findall(qn("w:abstractNum"))
            abstract = next((one for one in roots if value(one, "w:styleLink") == linked), abstract)
        found = [] if abstract is None else abstract.findall(qn("w:lvl"))
        by_style = {style: int(level.get(qn("w:ilvl"))) for level in found if (style := value(level, "w:pStyle"))}
        return dict(map(_level, found)), by_style

    def _named(self, tag: str, key: str, name: str) -> Element | None:
        found = [] if self._root is None else self._root.findall(qn(tag))
        return next((one for one in found if one.get(qn(key)) == name), None)


def _level(level: Element) -> tuple[int, _Level]:
    form, text, start = (value(level, name) for name in ("w:numFmt", "w:lvlText", "w:start"))
    return int(level.get(qn("w:ilvl"))), _Level(form or "decimal", text or "", int(start or "1"))


def _marker(level: _Level, count: int) -> str:
    """The number of its own level alone, as a reader of plain lists knows it: `2.` for 1.2."""
    if level.form == "bullet":
        return "•"
    if level.form == "none" or not level.text:
        return ""
    letter = chr(ord("a") + (count - 1) % 26)
    roman = _roman(count)
    forms = {"lowerLetter": letter, "upperLetter": letter.upper(), "lowerRoman": roman, "upperRoman": roman.upper()}
    opens, closes = "(" if level.text.startswith("(") else "", ")" if level.text.rstrip().endswith(")") else "."
    return f"{opens}{forms.get(level.form, str(count))}{closes}"


def _roman(count: int) -> str:
    written = ""
    for worth, letters in _ROMAN:
        times, count = divmod(count, worth)
        written += letters * min(times, 9)
    return written + _ROMAN_UNITS[count]
