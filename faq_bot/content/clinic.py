"""Whom can a person turn to when the articles do not say?

`_clinic.toml`, all of it optional: what a hand-off shows, and how the page looks. Values are checked here, so that no
page ever shows half of one.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from difflib import get_close_matches
from functools import cache
from itertools import pairwise
from types import MappingProxyType
from typing import Any
from zoneinfo import available_timezones

from faq_bot.content.documents import is_address, plain
from faq_bot.content.readers import Source
from faq_bot.errors import CorpusError, Fault
from faq_bot.words import DEFAULT, words_for

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_HOURS = re.compile(r"([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d")
_COLOUR = re.compile(r"#[0-9a-f]{6}", re.IGNORECASE)
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8})*", re.IGNORECASE | re.ASCII)
_EMAIL = re.compile(r"""[^\s@?&<>"(),:;\[\]\\]+@[\w-]+(?:\.[\w-]+)*""")
_DIGIT = re.compile("[0-9]")  # a link to call takes no others
_FEWEST_DIGITS = {"phone": 3, "emergency": 2, "urgent": 2, "crisis": 2}
_LONGEST_NUMBER, _LONGEST_NAME, _LONGEST_EMAIL = 40, 100, 254  # characters
_NO_PLACES = frozenset(("Factory", "localtime", "posixrules"))
"""What lies among the time zones and is none: it says nothing, or something else on each machine."""
_WIDEST_RADIUS = 24  # pixels; rounder than that, a button's corners eat into its words
_LONGEST_FONT = 200  # characters
_LONGEST_SHOWN = 80  # characters of a value in a fault
# Names that CSS has a meaning for would undo the font instead of naming one.
_FAMILY = r"""(?:"[a-z0-9 -]+"|'[a-z0-9 -]+'|(?!(?:inherit|initial|unset|revert|revert-layer|default)\s*(?:,|$))"""
_FAMILY += r"-?[a-z][a-z0-9-]*(?: [a-z][a-z0-9-]*)*)"
_FONT = re.compile(rf"{_FAMILY}(?: ?, ?{_FAMILY})*", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True, slots=True)
class Emergency:
    """The numbers to call when it cannot wait."""

    emergency: str = ""
    urgent: str = ""
    crisis: str = ""


@dataclass(frozen=True, slots=True)
class Clinic:
    """The clinic's own facts.

    `hours` has the opening times of each weekday (`mon` to `sun`) as `09:00-17:00`, in order, none over another; on the
    days `closed` it is closed all the same. `colour` is `#` and six digits, `radius` in pixels, `font` as CSS has it.
    """

    name: str = "the clinic"
    phone: str = ""
    email: str = ""
    booking_url: str = ""
    contact_url: str = ""
    language: str = "en"
    timezone: str = ""
    hours: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    closed: tuple[date, ...] = ()
    emergency: Emergency = field(default_factory=Emergency)
    colour: str = ""
    radius: int | None = None
    font: str = ""


def read_clinic(source: Source) -> Clinic:
    """The facts in `_clinic.toml`. Raises CorpusError with every fault in it."""
    try:
        table = tomllib.loads(source.text)
    except (ValueError, RecursionError) as error:  # of tomllib: a number too long, a table nested too deep
        raise source.error(f"is not TOML: {error}", 'write each fact as key = "value"') from None
    faults: list[Fault] = []

    def text(owner: Mapping[str, Any], key: str) -> str:
        value = owner[key]
        if not isinstance(value, str):
            faults.append(source.fault(f"{key} is not text", f'write {key} = "…"'))
            return ""
        kept = plain(value)
        if value and (remedy := _remedy(key, value) or (kept and _remedy_of_kept(key, kept))):
            faults.append(source.fault(f"{key} is {_shown(value)}", remedy))
        return kept

    known = {item.name for item in fields(Clinic)}
    faults += [
        source.fault(f"{key} is not a fact that is known", f"use one of {', '.join(sorted(known))}")
        for key in table
        if key not in known
    ]
    no_texts = {"hours", "closed", "emergency", "radius"}
    facts: dict[str, Any] = {key: text(table, key) for key in table if key in known - no_texts}
    if hours := _table(source, table, "hours", WEEKDAYS, faults):
        facts["hours"] = MappingProxyType(
            {day: _times(source, day, hours[day], faults) for day in WEEKDAYS if day in hours}
        )
    if "closed" in table:
        facts["closed"] = _days(source, table["closed"], faults)
    if numbers := _table(source, table, "emergency", [item.name for item in fields(Emergency)], faults):
        facts["emergency"] = Emergency(**{key: text(numbers, key) for key in numbers})
    if "radius" in table:
        facts["radius"] = _radius(source, table["radius"], faults)
    if faults:
        raise CorpusError(faults)
    facts["colour"] = facts.get("colour", "").lower()
    facts["name"] = facts.get("name") or words_for(facts.get("language", DEFAULT)).say("site.the_clinic")
    return Clinic(**{key: value for key, value in facts.items() if value or value == 0})


def _table(
    source: Source, table: Mapping[str, Any], key: str, known: tuple[str, ...] | list[str], faults: list[Fault]
) -> dict[str, Any]:
    """The known keys of a table within the file; a fault for each other."""
    value = table.get(key, {})
    if not isinstance(value, dict):
        faults.append(
            source.fault(f"{key} is not a table", f"write [{key}] on a line of its own, and its values below")
        )
        return {}
    for name in value.keys() - set(known):
        faults.append(source.fault(f"{key}.{name} is not known", f"use one of {', '.join(known)}"))
    return {name: value[name] for name in value if name in known}


def _remedy(key: str, value: str) -> str:
    """What to write instead of a text; nothing where it can be used."""
    if key.endswith("_url") and not is_address(value):
        return "write the whole address, from https:// on"
    if key == "timezone" and value not in _zones():
        return f'write it as the list of time zones does, such as timezone = "{_like(value)}"'
    if key == "colour" and not _COLOUR.fullmatch(value):
        return 'write # and six digits from 0 to 9 and a to f, such as colour = "#0b5f5c"'
    if key == "font" and not (len(value) <= _LONGEST_FONT and _FONT.fullmatch(value)):
        return "write names of fonts with commas between, such as font = \"'Gill Sans', Verdana, sans-serif\""
    return ""


def _remedy_of_kept(key: str, value: str) -> str:
    """The same of a text that is plain, for facts in which other space than needed does no harm."""
    if key == "name" and len(value) > _LONGEST_NAME:
        return f"write what visitors call it, in {_LONGEST_NAME} characters at most"
    if fewest := _FEWEST_DIGITS.get(key):
        if len(_DIGIT.findall(value)) < fewest:
            return f'write a number to call, of {fewest} digits from 0 to 9 or more, or {key} = "" for none'
        if len(value) > _LONGEST_NUMBER:
            return f"write one number to call, in {_LONGEST_NUMBER} characters at most"
    if key == "email" and not (len(value) <= _LONGEST_EMAIL and _EMAIL.fullmatch(value)):
        return 'write one address and nothing else, such as email = "reception@example.com"'
    if key == "language" and not _LANGUAGE.fullmatch(value):
        return 'write its code, such as language = "en" or language = "en-GB"'
    return ""


@cache
def _zones() -> frozenset[str]:
    """The time zones there are, as they are spelt."""
    return frozenset(available_timezones()) - _NO_PLACES


def _like(name: str) -> str:
    """A time zone that one may have meant: that of the city, or one that is spelt much like it."""
    zones, wanted = sorted(_zones()), name[:40].replace(" ", "_")
    of_the_city = [zone for zone in zones if wanted.lower() in (zone.lower(), zone.lower().rpartition("/")[2])]
    return [*of_the_city, *get_close_matches(wanted, zones, 1), "Europe/London"][0]


def _shown(value: Any) -> str:
    """A value as a fault shows it, within one line."""
    try:
        text = str(value) if isinstance(value, date) else repr(value)
    except ValueError:  # of a number that was written with another base than ten
        return "a number of too many digits"
    return text if len(text) <= _LONGEST_SHOWN else f"{text[: _LONGEST_SHOWN - 1]}…"


def _times(source: Source, day: str, times: Any, faults: list[Fault]) -> tuple[str, ...]:
    """The opening times of a day, in order."""
    if not isinstance(times, list) or not all(isinstance(t, str) and _HOURS.fullmatch(t) for t in times):
        faults.append(
            source.fault(f"hours.{day} is {_shown(times)}", f'write {day} = ["09:00-17:00"], or [] when closed')
        )
        return ()
    remedy = "write when it opens first; what is after midnight goes to the next day, from 00:00 on"
    faults += [
        source.fault(f"hours.{day} has {time}, which does not end after it begins", remedy)
        for time in times
        if time[6:] <= time[:5]
    ]
    in_order = sorted(times)
    remedy = "write each time once, with the break between them"
    faults += [
        source.fault(f"hours.{day} has {earlier} and {later}, which overlap", remedy)
        for earlier, later in pairwise(in_order)
        if later[:5] < earlier[6:]
    ]
    return tuple(in_order)


def _days(source: Source, days: Any, faults: list[Fault]) -> tuple[date, ...]:
    """The days on which it is closed, in order."""
    remedy = "write each day as year-month-day, without quotes: closed = [2026-12-25, 2026-12-28]"
    if not isinstance(days, list):
        faults.append(source.fault(f"closed is {_shown(days)}", remedy))
        return ()
    faults += [source.fault(f"closed has {_shown(day)}", remedy) for day in days if type(day) is not date]
    return tuple(sorted({day for day in days if type(day) is date}))


def _radius(source: Source, radius: Any, faults: list[Fault]) -> int | None:
    if type(radius) is int and 0 <= radius <= _WIDEST_RADIUS:
        return radius
    remedy = f"write whole pixels, from radius = 0 for square corners to radius = {_WIDEST_RADIUS} for very round ones"
    faults.append(source.fault(f"radius is {_shown(radius)}", remedy))
    return None
