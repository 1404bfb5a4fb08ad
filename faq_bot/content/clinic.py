"""Whom can a person turn to when the articles do not say?

`_clinic.toml`, all of it optional: what a hand-off shows. Values are checked here, so that no page ever
shows half of one.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from types import MappingProxyType
from typing import Any

from faq_bot.content.documents import is_address, plain
from faq_bot.content.readers import Source
from faq_bot.errors import CorpusError, Fault

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_HOURS = re.compile(r"([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d")


@dataclass(frozen=True, slots=True)
class Emergency:
    """The numbers to call when it cannot wait."""

    emergency: str = ""
    urgent: str = ""
    crisis: str = ""


@dataclass(frozen=True, slots=True)
class Clinic:
    """The clinic's own facts. `hours` has the opening times of each weekday (`mon` to `sun`) as `09:00-17:00`."""

    name: str = "the clinic"
    phone: str = ""
    email: str = ""
    booking_url: str = ""
    contact_url: str = ""
    language: str = "en"
    hours: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    emergency: Emergency = field(default_factory=Emergency)


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
        if key.endswith("_url") and value and not is_address(value):
            faults.append(source.fault(f"{key} is {value!r}", "write the whole address, from https:// on"))
        return plain(value)

    known = {item.name for item in fields(Clinic)}
    faults += [
        source.fault(f"{key} is not a fact that is known", f"use one of {', '.join(sorted(known))}")
        for key in table
        if key not in known
    ]
    facts: dict[str, Any] = {key: text(table, key) for key in table if key in known - {"hours", "emergency"}}
    if hours := _table(source, table, "hours", WEEKDAYS, faults):
        facts["hours"] = MappingProxyType(
            {day: _times(source, day, hours[day], faults) for day in WEEKDAYS if day in hours}
        )
    if numbers := _table(source, table, "emergency", [item.name for item in fields(Emergency)], faults):
        facts["emergency"] = Emergency(**{key: text(numbers, key) for key in numbers})
    if faults:
        raise CorpusError(faults)
    return Clinic(**{key: value for key, value in facts.items() if value})


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


def _times(source: Source, day: str, times: Any, faults: list[Fault]) -> tuple[str, ...]:
    if isinstance(times, list) and all(isinstance(t, str) and _HOURS.fullmatch(t) for t in times):
        return tuple(times)
    faults.append(source.fault(f"hours.{day} is {times!r}", f'write {day} = ["09:00-17:00"], or [] when closed'))
    return ()
