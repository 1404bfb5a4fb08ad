"""Is the clinic open now?

By the clinic's own clocks, not those of the machine that answers. A weekday that is not listed is one on which it is
closed. Nobody is told a time that nobody wrote: without hours, or without a time zone, it is not known.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from faq_bot.content.clinic import WEEKDAYS, Clinic

LOOK_AHEAD = timedelta(days=14)
"""How far ahead the next change is looked for: one who waits longer is better told nothing than a date far off."""

_DAY = timedelta(days=1)
_MIDNIGHT = "23:59"  # the last time that can be written: open until then is open until midnight


@dataclass(frozen=True, slots=True)
class Opening:
    """Whether the clinic is open, and when, by its own clocks, that changes; None where not within LOOK_AHEAD."""

    is_open: bool
    changes: datetime | None


def opening(clinic: Clinic, now: datetime) -> Opening | None:
    """Whether the clinic is open at a moment, which has a time zone, no matter which. None where it is not known.

    It is open from the first second of its times up to the last, without it. A time that a night of changed clocks
    leaves out counts as the hour would have run on; one that comes twice is the first of the two.
    """
    if not clinic.hours or not clinic.timezone:
        return None
    zone, now = ZoneInfo(clinic.timezone), now.astimezone(UTC)

    def change(moment: datetime) -> datetime | None:
        return moment.astimezone(zone) if moment <= now + LOOK_AHEAD else None

    for opens, closes in _stretches(clinic, zone, now.astimezone(zone).date()):
        if now < opens:
            return Opening(False, change(opens))
        if now < closes:
            return Opening(True, change(closes))
    return Opening(False, None)


def _stretches(clinic: Clinic, zone: ZoneInfo, today: date) -> Iterator[tuple[datetime, datetime]]:
    """From when to when it is open, from before today on, those that meet put together; in UTC, which knows no
    changing of clocks."""
    begun: tuple[datetime, datetime] | None = None
    for day in (today + number * _DAY for number in range(-1, LOOK_AHEAD.days + 2)):
        for opens, closes in _times(clinic, zone, day):
            if begun and opens <= begun[1]:
                begun = begun[0], max(closes, begun[1])
                continue
            if begun:
                yield begun
            begun = opens, closes
    if begun:
        yield begun


def _times(clinic: Clinic, zone: ZoneInfo, day: date) -> Iterator[tuple[datetime, datetime]]:
    """The times of one day."""
    if day in clinic.closed:
        return
    for times in clinic.hours.get(WEEKDAYS[day.weekday()], ()):
        clock, _, until = times.partition("-")
        opens = datetime.combine(day, time.fromisoformat(clock), zone).astimezone(UTC)
        closes = datetime.combine(day, time.fromisoformat(until), zone).astimezone(UTC)
        if until == _MIDNIGHT:
            closes = datetime.combine(day + _DAY, time(), zone).astimezone(UTC)
        if opens < closes:  # not so of what a changed clock has swallowed
            yield opens, closes
