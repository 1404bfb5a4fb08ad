"""Which amounts does a sentence name?

Durations, prices, ages, shares, sizes and counts, brought to one unit each, so that "an hour" is 60 minutes. An amount
is a range: "30 to 45 minutes" is one, "up to 48 hours" has no lower end.
"""

import re
from dataclasses import dataclass
from math import inf

_TENS = dict(zip("twenty thirty forty fifty sixty seventy eighty ninety".split(), range(20, 100, 10), strict=True))
_ONES = "one two three four five six seven eight nine".split()
_WORDS = (
    {word: float(n) for n, word in enumerate(_ONES, start=1)}
    | {word: float(n) for n, word in enumerate("ten eleven twelve thirteen fourteen fifteen sixteen".split(), start=10)}
    | {tens: float(n) for tens, n in _TENS.items()}
    | {f"{tens}-{one}": float(n + m) for tens, n in _TENS.items() for m, one in enumerate(_ONES, start=1)}
    | {"seventeen": 17.0, "eighteen": 18.0, "nineteen": 19.0, "half an": 0.5, "half a": 0.5}
    | {"a quarter of an": 0.25, "three quarters of an": 0.75, "an": 1.0}
)
_UNITS = {  # unit -> what it measures, and how much of it
    **{name: ("duration", 1 / 60) for name in ("second", "sec")},
    **{name: ("duration", 1.0) for name in ("minute", "min")},
    **{name: ("duration", 60.0) for name in ("hour", "hr")},
    "day": ("duration", 1440.0),
    "week": ("duration", 7 * 1440.0),
    "fortnight": ("duration", 14 * 1440.0),
    "month": ("duration", 30 * 1440.0),
    "year": ("duration", 365 * 1440.0),
    **{name: (f"price in {name}s", 1.0) for name in ("pound", "dollar", "euro")},
    **{name: ("share", 1.0) for name in ("%", "per cent", "percent")},
    **{name: ("length", 1.0) for name in ("mm", "millimetre", "millimeter")},
    **{name: ("length", 10.0) for name in ("cm", "centimetre", "centimeter")},
    **{name: ("length", 1000.0) for name in ("metre", "meter")},
    **{name: ("length", 1e6) for name in ("km", "kilometre", "kilometer")},
    "mile": ("length", 1609344.0),
    **{name: ("weight", 1.0) for name in ("mg", "milligram")},
    "gram": ("weight", 1000.0),
    **{name: ("weight", 1e6) for name in ("kg", "kilogram", "kilo")},
    **{name: ("volume", 1.0) for name in ("ml", "millilitre", "milliliter")},
    **{name: ("volume", 1000.0) for name in ("litre", "liter")},
    **{name: ("count of visits", 1.0) for name in ("session", "appointment", "visit", "treatment", "consultation")},
    **{name: (f"count of {name}s", 1.0) for name in ("dose", "space", "time", "step")},
}
AMOUNT_WORDS = frozenset(" ".join([*_WORDS, *_UNITS]).replace("-", " ").split()) - {"second"}
"""Words of amounts: they say how much, not of what. (A second visit is none.)"""
_CURRENCIES = {"£": "price in pounds", "$": "price in dollars", "€": "price in euros"}

_NUMBER = rf"\d+(?:,\d\d\d)*(?:\.\d+)?|\b(?:{'|'.join(sorted(_WORDS, key=len, reverse=True))})\b"
_UNIT = rf"(?:{'|'.join(sorted(map(re.escape, _UNITS), key=len, reverse=True))})"
_HALF = r"\s+and\s+a\s+half\b"
_FOUND = re.compile(
    rf"(?:(?P<sign>[£$€])\s?)?(?<![\w.,:])(?P<number>{_NUMBER})(?P<more>{_HALF})?"
    rf"(?:[\s-]*(?:\s(?!times)[a-z]{{4,}}\s+)?(?P<unit>{_UNIT})s?(?![^\W\d_])(?P<after>{_HALF})?)?",
    re.IGNORECASE,
)
_AND_OVER = re.compile(r"\s*(?:years?)?\s*(?:and|or) (?:(over|older|above)|(?:under|younger))\b", re.IGNORECASE)
_OLD = re.compile(r"\s*(?:old|of age)\b", re.IGNORECASE)
_AGED = re.compile(r"\b(?:aged?|ages)(?: of)?(?: (?:over|under|at least|about|from))?\s*$", re.IGNORECASE)
_MOST = re.compile(
    r"\b(?:up to|at (?:the )?most|(?:no|not) more than|less than|within|maximum of|under|below)\s*$", re.I
)
_LEAST = re.compile(r"\b(?:at least|more than|(?:no|not) less than|minimum of|over|above)\s*$", re.IGNORECASE)
_TO = re.compile(r"\s*(?:-|–|—|to)\s*", re.IGNORECASE)
_OR = re.compile(r"\s*(?:,|or|and|, or|, and)\s*", re.IGNORECASE)
_BETWEEN = re.compile(r"\bbetween\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Amount:
    """From `low` to `high` of what `kind` says, and where it stands."""

    kind: str
    low: float
    high: float
    start: int
    end: int

    def differs(self, other: "Amount") -> bool:
        """Whether both cannot be true of the same thing."""
        if inf in (self.high, other.high):  # "at least 24 hours" is no "48 hours", though both may be true
            return self.low != other.low
        if self.low == other.low == -inf:
            return self.high != other.high
        return self.high < other.low or other.high < self.low

    def __str__(self) -> str:
        return f"{self.kind} {self.low:g} {self.high:g}"


def amounts(sentence: str) -> list[Amount]:
    """The amounts of a sentence in order."""
    found: list[Amount] = []
    measure: tuple[str, float] | None = None  # of the amount to the right, for "30, 45 or 60 minutes" has one unit
    for match in reversed(list(_FOUND.finditer(sentence))):
        after, before = sentence[match.end() :], sentence[: match.start()]
        over = _AND_OVER.match(after)
        if match["sign"]:
            measure = _CURRENCIES[match["sign"]], 1.0
        elif match["unit"]:
            measure = _UNITS[match["unit"].lower()]
            if measure[0] == "duration" and (_OLD.match(after) or _AGED.search(before)):
                measure = "age", 1.0
        elif over or _AGED.search(before):
            measure = "age", 1.0
        elif not found or not measure or not _joins(sentence[match.end() : found[-1].start]):
            measure = None
            continue
        number = (_number(match["number"]) + 0.5 * bool(match["more"] or match["after"])) * measure[1]
        most = (over and not over[1]) or _MOST.search(before)
        least = not most and ((over and over[1]) or _LEAST.search(before))
        amount = Amount(measure[0], -inf if most else number, inf if least else number, match.start(), match.end())
        if found and found[-1].kind == amount.kind and _is_range(sentence, amount, found[-1]):
            last = found.pop()
            amount = Amount(amount.kind, min(amount.low, last.low), max(amount.high, last.high), amount.start, last.end)
        found.append(amount)
    return found[::-1]


def _joins(gap: str) -> bool:
    return bool(_TO.fullmatch(gap) or _OR.fullmatch(gap))


def _is_range(sentence: str, first: Amount, last: Amount) -> bool:
    gap = sentence[first.end : last.start]
    is_between = gap.strip().lower() == "and" and _BETWEEN.search(sentence, 0, first.start)
    return bool(_TO.fullmatch(gap) or is_between)


def _number(text: str) -> float:
    words = " ".join(text.lower().split())
    return _WORDS[words] if words in _WORDS else float(text.replace(",", ""))
