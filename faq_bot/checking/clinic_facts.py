"""Which articles name another telephone number, or other opening hours, than the clinic's?

Its number is the one of `_clinic.toml`; where there is none, the first that an article gives for the clinic. Hours are
compared where a sentence speaks of the whole clinic, day by day, by when it opens and when it closes. The days on which
the clinic is closed are looked at too: are any still to come?
"""

import datetime
import re
from collections.abc import Iterator, Mapping

from faq_bot.checking.findings import Kind, Place, Problem
from faq_bot.checking.places import Places
from faq_bot.content.clinic import WEEKDAYS
from faq_bot.content.corpus import Corpus
from faq_bot.content.passages import Passage, sentence_spans
from faq_bot.search.analysis import Analyzer

_NUMBER = re.compile(r"(?<![\w.,/-])(?:\+|\(?0)[\d\s()–.-]{7,18}\d(?![\w/-])")
_OURS = re.compile(r"\b(?:us|our|we|reception|clinic|centre|practice|surgery|book|cancel|rearrange)\b", re.IGNORECASE)
_OTHERS = re.compile(
    r"\b(?:nhs|samaritans|hospital|gp|helpline|fax|text|mobile|charity|society|council|pharmacy|out.of.hours|emergency|"
    r"their|police|bus|taxi|insurer|branch|department|ward)\b",
    re.IGNORECASE,
)
_OPENS = re.compile(r"\b(?:open|opens|opening|closed|closes|hours|times)\b", re.IGNORECASE)
_DAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:days?)?"
_DAYS = re.compile(
    rf"\b({_DAY})(?:\s*(?:-|–|to|through|until)\s*({_DAY}))?\b|\b(weekdays|weekends|every day|daily)\b", re.I
)
_CLOCK = r"(\d{1,2})(?:[:.](\d\d))?\s*(am|pm|a\.m\.?|p\.m\.?)?|\b(noon|midday|midnight)\b"
_SPAN = re.compile(rf"(?:{_CLOCK})\s*(?:-|–|to|until|till|and)\s*(?:{_CLOCK})", re.IGNORECASE)
_OF_THE_CLINIC = frozenset(
    "open opens opening closed close closes hours hour times time clinic centre center practice surgery reception "
    "desk front building door doors office currently normally usually every day days week weekdays weekends daily "
    "monday tuesday wednesday thursday friday saturday sunday mondays tuesdays wednesdays thursdays fridays saturdays "
    "sundays mon tue tues wed thu thur thurs fri sat sun am pm noon midday midnight bank public holidays holiday until "
    "till through between except visit visits visiting find contact access parking here all year round late".split()
)

Hours = Mapping[int, tuple[int, int] | None]


def clashing_facts(corpus: Corpus, places: Places) -> Iterator[Problem]:
    """The sentences that say of the clinic what is not so elsewhere."""
    phone, given = _digits(corpus.clinic.phone), f"{corpus.clinic.phone} in _clinic.toml"
    emergency = corpus.clinic.emergency
    known = {_digits(number) for number in (emergency.emergency, emergency.urgent, emergency.crisis)}
    hours = {
        day: (_minutes(times[0].split("-")[0]), _minutes(times[-1].split("-")[1])) if times else None
        for day, times in ((WEEKDAYS.index(day), times) for day, times in corpus.clinic.hours.items())
    }
    own_words = _OF_THE_CLINIC | set(Analyzer().words(corpus.clinic.name))
    for passage in corpus.passages:
        has_number = _NUMBER.search(passage.text)
        has_hours = hours and _SPAN.search(passage.text)
        if not (has_number or has_hours):
            continue
        for sentence in (passage.text[start:end] for start, end in sentence_spans(passage.text)):
            place = places.passage(passage, sentence)
            if _OURS.search(sentence) and not _OTHERS.search(sentence):
                for number in _NUMBER.findall(sentence):
                    digits = _digits(number)
                    if not phone:
                        phone, given = digits, f"{number.strip()} in {place}"
                    elif digits != phone and digits not in known:
                        what = f"gives the number {number.strip()}, but the clinic's is {given}"
                        remedy = "find out which is right, and give it in both"
                        yield Problem(Kind.CLASHING_PHONE, place, what, remedy)
            if has_hours and (wrong := _wrong_day(passage, sentence, hours, own_words)):
                remedy = "find out which is right, and write it in both"
                yield Problem(Kind.CLASHING_HOURS, place, wrong, remedy)


def past_holidays(corpus: Corpus, today: datetime.date) -> Iterator[Problem]:
    """The days on which the clinic is closed, where all of them are over: visitors will be told that it is open."""
    closed = corpus.clinic.closed
    if closed and closed[-1] < today:
        what = f"has no day to come on which the clinic is closed; the last was {closed[-1]:%d %B %Y}"
        remedy = "add the next public holidays, or take “closed” out"
        yield Problem(Kind.HOLIDAYS_PAST, Place("_clinic.toml"), what, remedy)


def _wrong_day(passage: Passage, sentence: str, hours: Hours, own_words: frozenset[str] | set[str]) -> str:
    """What a sentence says of a day that `_clinic.toml` says otherwise; nothing where they agree."""
    asked = " ".join([passage.section, *passage.questions[:1]])
    words = [word for word in Analyzer().words(sentence) if word.isalpha()]
    about = (set(words) | set(Analyzer().words(passage.section))) - own_words
    said = [span for span in map(_span, _SPAN.finditer(sentence)) if span]
    days = sorted({day for found in _DAYS.finditer(sentence) for day in _days(found)})
    if not (_OPENS.search(f"{asked} {sentence}") and days and len(said) == 1) or about - _LITTLE:
        return ""
    for day in days:
        if day in hours and hours[day] != said[0]:
            given = hours[day]
            known = f"{_clock(given[0])} to {_clock(given[1])}" if given else "closed"
            name = WEEKDAYS[day].capitalize()
            return f"says {_clock(said[0][0])} to {_clock(said[0][1])} of {name}, but _clinic.toml says {known}"
    return ""


_LITTLE = frozenset("we are is our the on from at and to of in you your us when a an what how do does it these".split())


def _days(found: re.Match[str]) -> range:
    """The numbers of the days that are named, Monday 0."""
    if found[3]:
        return {"weekdays": range(5), "weekends": range(5, 7)}.get(found[3].lower(), range(7))
    first = WEEKDAYS.index(found[1][:3].lower())
    return range(first, (WEEKDAYS.index(found[2][:3].lower()) if found[2] else first) + 1)


def _span(found: re.Match[str]) -> tuple[int, int] | None:
    """From when to when, in minutes of the day; None where it may be no time at all."""
    hour, minute, half, name, hour_to, minute_to, half_to, name_to = found.groups()
    if not any((minute, half, name, minute_to, half_to, name_to)):
        return None
    opens = _time(hour, minute, half, name)
    closes = _time(hour_to, minute_to, half_to, name_to)
    if closes <= opens and not half_to and not name_to:
        closes += 12 * 60
    return opens, closes


def _time(hour: str | None, minute: str | None, half: str | None, name: str | None) -> int:
    if name:
        return 24 * 60 if name.lower() == "midnight" else 12 * 60
    hours = int(hour or 0)
    if half:
        hours = hours % 12 + 12 * half.lower().startswith("p")
    return hours * 60 + int(minute or 0)


def _minutes(clock: str) -> int:
    return int(clock[:2]) * 60 + int(clock[3:])


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _digits(number: str) -> str:
    """A number's digits, a country's code let go, so that +44 1632 is 01632."""
    digits = re.sub(r"\D", "", number.replace("(0)", ""))
    return (
        re.sub(r"^(?:00)?(?:44|353|61|64)(?=\d{8})", "0", digits) if number.strip().startswith(("+", "00")) else digits
    )
