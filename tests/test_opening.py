"""Is a visitor told truly whether the clinic is open?"""

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from faq_bot.content.clinic import Clinic
from faq_bot.content.opening import Opening, opening

LONDON = "Europe/London"
WEEK = {
    "mon": ("09:00-17:00",),
    "tue": ("09:00-17:00",),
    "wed": ("09:00-13:00", "14:00-19:00"),
    "thu": ("09:00-17:00",),
    "fri": ("09:00-17:00",),
    "sat": ("09:00-12:00",),
    "sun": (),
}
HOLIDAYS = (date(2026, 12, 25), date(2026, 12, 28))
CLINIC = Clinic(timezone=LONDON, hours=WEEK, closed=HOLIDAYS)
ALWAYS = dict.fromkeys(WEEK, ("00:00-23:59",))


def told(clinic: Clinic, now: datetime) -> str:
    """What is said, as one would write it down."""
    found = opening(clinic, now)
    assert found is not None
    return (
        f"{'open' if found.is_open else 'closed'} until {found.changes:%a %d %b %H:%M %Z}"
        if found.changes
        else ("always open" if found.is_open else "closed")
    )


@pytest.mark.parametrize(
    ("now", "said"),
    [
        pytest.param("2026-11-23 10:30", "open until Mon 23 Nov 17:00 GMT", id="open"),
        pytest.param("2026-11-25 10:00", "open until Wed 25 Nov 13:00 GMT", id="open before lunch"),
        pytest.param("2026-11-25 13:20", "closed until Wed 25 Nov 14:00 GMT", id="lunch"),
        pytest.param("2026-11-23 07:00", "closed until Mon 23 Nov 09:00 GMT", id="before"),
        pytest.param("2026-11-23 08:59:59", "closed until Mon 23 Nov 09:00 GMT", id="one second before"),
        pytest.param("2026-11-23 09:00", "open until Mon 23 Nov 17:00 GMT", id="on the dot"),
        pytest.param("2026-11-23 16:59:59", "open until Mon 23 Nov 17:00 GMT", id="the last second"),
        pytest.param("2026-11-23 17:00", "closed until Tue 24 Nov 09:00 GMT", id="just closed"),
        pytest.param("2026-11-23 23:59", "closed until Tue 24 Nov 09:00 GMT", id="after"),
        pytest.param("2026-11-22 12:00", "closed until Mon 23 Nov 09:00 GMT", id="Sunday"),
        pytest.param("2026-11-28 15:00", "closed until Mon 30 Nov 09:00 GMT", id="Saturday afternoon"),
        pytest.param("2026-12-25 10:00", "closed until Sat 26 Dec 09:00 GMT", id="holiday"),
        pytest.param("2026-12-26 13:00", "closed until Tue 29 Dec 09:00 GMT", id="holiday after the weekend"),
        pytest.param("2026-03-28 13:00", "closed until Mon 30 Mar 09:00 BST", id="over the night when clocks go on"),
        pytest.param("2026-10-24 13:00", "closed until Mon 26 Oct 09:00 GMT", id="over the night when they go back"),
        pytest.param("2026-07-01 18:30", "open until Wed 01 Jul 19:00 BST", id="summer"),
    ],
)
def test_by_the_clinics_clock(now, said):
    moment = datetime.fromisoformat(now).replace(tzinfo=ZoneInfo(LONDON))
    assert told(CLINIC, moment) == said


@pytest.mark.parametrize(
    ("zone", "now", "said"),
    [
        pytest.param(LONDON, "2026-07-01 08:30", "open until Wed 01 Jul 13:00 BST", id="London in summer"),
        pytest.param("America/New_York", "2026-11-24 13:30", "closed until Tue 24 Nov 09:00 EST", id="still before"),
        pytest.param("America/New_York", "2026-11-24 03:30", "closed until Tue 24 Nov 09:00 EST", id="the day before"),
        pytest.param("Pacific/Auckland", "2026-11-22 21:00", "open until Mon 23 Nov 17:00 NZDT", id="Monday already"),
        pytest.param(
            "Pacific/Kiritimati", "2026-11-21 22:00", "closed until Mon 23 Nov 09:00 +14", id="Sunday already"
        ),
        pytest.param(
            "Asia/Kathmandu", "2026-11-23 03:20", "open until Mon 23 Nov 17:00 +0545", id="quarter of an hour"
        ),
    ],
)
@pytest.mark.parametrize("server", [UTC, timezone(timedelta(hours=-11)), ZoneInfo("Asia/Tokyo")], ids=str)
def test_in_a_zone_that_is_not_the_servers(zone, now, said, server):
    moment = datetime.fromisoformat(now).replace(tzinfo=UTC).astimezone(server)
    assert told(Clinic(timezone=zone, hours=WEEK), moment) == said


NIGHT = {"sat": ("20:00-23:59",), "sun": ("00:00-03:00",)}


@pytest.mark.parametrize(
    ("hours", "now", "said"),
    [
        pytest.param(NIGHT, "2026-11-28 23:59:30", "open until Sun 29 Nov 03:00 GMT", id="over midnight"),
        pytest.param(NIGHT, "2026-11-29 02:00", "open until Sun 29 Nov 03:00 GMT", id="after midnight"),
        pytest.param(
            {"sat": ("20:00-23:59",)}, "2026-11-28 23:59:30", "open until Sun 29 Nov 00:00 GMT", id="midnight"
        ),
        pytest.param(NIGHT, "2026-03-29 00:30", "open until Sun 29 Mar 03:00 BST", id="clocks go on: an hour less"),
        pytest.param(NIGHT, "2026-10-25 00:30", "open until Sun 25 Oct 03:00 GMT", id="clocks go back: an hour more"),
        pytest.param(NIGHT, "2026-10-25 01:30", "open until Sun 25 Oct 03:00 GMT", id="the hour that comes twice"),
        pytest.param({"sun": ("01:30-04:00",)}, "2026-03-29 00:30", "closed until Sun 29 Mar 02:30 BST", id="left out"),
        pytest.param(
            {"sun": ("01:45-02:15",)}, "2026-03-29 00:30", "closed until Sun 05 Apr 01:45 BST", id="swallowed"
        ),
        pytest.param({"sun": ("00:00-01:30",)}, "2026-10-25 00:15", "open until Sun 25 Oct 01:30 BST", id="the first"),
        pytest.param(
            {"mon": ("09:00-12:00", "12:00-17:00")}, "2026-11-23 10:00", "open until Mon 23 Nov 17:00 GMT", id="met"
        ),
        pytest.param(ALWAYS, "2026-11-23 10:00", "always open", id="round the clock"),
        pytest.param({"mon": ("09:00-10:00",)}, "2026-11-24 10:00", "closed until Mon 30 Nov 09:00 GMT", id="unlisted"),
        pytest.param({"mon": (), "tue": ()}, "2026-11-23 10:00", "closed", id="never open"),
    ],
)
def test_unusual_hours(hours, now, said):
    moment = datetime.fromisoformat(now).replace(tzinfo=ZoneInfo(LONDON))
    assert told(Clinic(timezone=LONDON, hours=hours), moment) == said


@pytest.mark.parametrize(
    ("days", "said"),
    [
        pytest.param(13, "closed until Mon 07 Dec 09:00 GMT", id="within two weeks"),
        pytest.param(15, "closed", id="too far off to say"),
    ],
)
def test_a_long_holiday(days, said):
    closed = tuple(date(2026, 11, 23) + timedelta(days=number) for number in range(days))
    moment = datetime(2026, 11, 23, 10, tzinfo=UTC)
    assert told(Clinic(timezone=LONDON, hours=WEEK, closed=closed), moment) == said


@pytest.mark.parametrize(
    "clinic",
    [
        pytest.param(Clinic(timezone=LONDON), id="no hours"),
        pytest.param(Clinic(hours=WEEK), id="no time zone"),
        pytest.param(Clinic(), id="neither"),
    ],
)
def test_what_nobody_wrote_is_not_known(clinic):
    assert opening(clinic, datetime(2026, 11, 23, 10, tzinfo=UTC)) is None


def test_every_minute_of_two_weeks_agrees_with_the_last():
    """What is told does not depend on when it is asked: it changes when it was said to, and then only."""
    zone = ZoneInfo(LONDON)
    for start in (
        datetime(2026, 3, 25, tzinfo=UTC),
        datetime(2026, 10, 21, tzinfo=UTC),
        datetime(2026, 12, 20, tzinfo=UTC),
    ):
        last: Opening | None = None
        for number in range(0, 14 * 24 * 60, 15):
            now = start + timedelta(minutes=number)
            found = opening(CLINIC, now)
            assert found and found.changes and found.changes > now
            local = now.astimezone(zone)
            times = () if local.date() in HOLIDAYS else WEEK[f"{local:%a}".lower()]
            assert found.is_open == any(t[:5] <= f"{local:%H:%M}" < t[6:] for t in times)
            if last and last.changes and now < last.changes:
                assert found == last
            last = found
