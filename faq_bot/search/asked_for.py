"""What kind of thing does the question ask for, and does a passage hold such a thing?

"How long does it last" asks for a duration. A passage without one does not answer it, however many words it shares.
Only kinds that leave a mark in a text are told apart; a question of any other kind asks for nothing in particular.
"""

import re
from enum import StrEnum


class Asked(StrEnum):
    """A kind of thing that a question may ask for, and that can be seen to be in a text or not."""

    DURATION = "a duration"
    PRICE = "a price"
    FREQUENCY = "how often"
    TIME = "a day or time"
    AGE = "an age"
    QUANTITY = "a number"
    PERSON = "a person"
    CAUTION = "a caution"


_COUNT = (
    r"\d[\d.,]*|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|thirty|forty|fifty|sixty|ninety"
    r"|several|few|couple"
)
_NUMBER = rf"(?:{_COUNT}|half|an?)"
_UNIT = r"(?:seconds|(?:minute|min|hour|hr|day|night|week|fortnight|month|year)s?)"
_DAY = r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)days?|weekdays?|weekends?|bank holidays?)"
_CLOCK = r"\d{1,2}[:.]\d\d|\d{1,2}\s?(?:am|pm|a\.m|p\.m)\b|o.clock|\bnoon\b|\bmidday\b|\bmidnight\b"
_PERIOD = r"day|night|week|fortnight|month|year|time|session|other"
_PERSON = (
    r"therapist|masseu|doctor|nurse|practitioner|physio|physician|specialist|clinician|consultant|dentist|midwife|surgeon"
    r"|pharmacist|receptionist|staff|team|people|person|anyone|everyone|someone|patient|adult|child|women|woman|men\b|man\b"
    r"|\b(?:dr|mr|mrs|ms|prof)\b"
)

_ASKS: tuple[tuple[Asked, str], ...] = (
    (
        Asked.FREQUENCY,
        r"\bhow (?:often|frequent|regular)|\bhow many (?:times|sessions|treatments|appointments|visits)\b",
    ),
    (Asked.DURATION, rf"\bhow (?:long|quick|soon|fast)\b|\bhow many {_UNIT}\b|\bduration\b"),
    (
        Asked.PRICE,
        r"\bhow (?:much|expensive)\b(?! (?:pressure|pain|force|water|time|exercise|sleep|of|more|less|better|can|will))"
        r"|\b(?:price|cost|fee|(?<!in )charge)[sd]?\b|\bexpensive\b|\bcheap",
    ),
    (Asked.AGE, r"\bhow (?:old|young)\b|\bage limit\b|\b(?:what|which|minimum|maximum) age\b"),
    (
        Asked.TIME,
        r"\bwh(?:at|ich) (?:time|day|hour)s?\b|\bwhen (?:do|are|is|does) (?:you|the (?:clinic|reception|phone))\b",
    ),
    (Asked.QUANTITY, r"\bhow many\b"),
    (
        Asked.CAUTION,
        r"\b(?:who|when|what|which)\b.{0,30}\b(?:(?:should|can|must|does|do)(?:n.t| ?not)|can.t|not)\b"
        r"|\bside.effects?\b|\brisks?\b"
        r"|\bdangers?\b|\bcontraindicat|\bwhat\b.{0,20}\bavoid\b|\b(?:not |un)suitable\b",
    ),
    (Asked.PERSON, r"^\W*(?:and |but )?who\b|\bby whom\b"),
)
_HOLDS: dict[Asked, str] = {
    Asked.DURATION: rf"\b{_NUMBER}(?:\s*(?:-|–|to|or)\s*{_NUMBER})?[\s-]*{_UNIT}\b|\bhow long\b"
    r"|\blasts (?:for|about|up|around|between|over)\b"
    r"|\bimmediately\b|\bat once\b|\bstraight away\b|\bthe same day\b|\ba while\b|\bovernight\b",
    Asked.PRICE: r"[£$€¥]\s?\d|\bfree\b|\b(?:price|cost|fee|charge)[sd]?\b|\b\d+ (?:pounds|dollars|euros|pence)\b",
    Asked.FREQUENCY: rf"\bhow often\b|\bfrequency\b|\b(?:once|twice)\b|\b{_NUMBER} (?:times|sessions)\b"
    rf"|\b(?:each|every|per|an?other)\s+(?:\w+\s+)?(?:{_PERIOD})s?\b|\b(?:daily|weekly|monthly|yearly|nightly)\b"
    rf"|\btimes an? (?:{_PERIOD})\b|\bhow many\b",
    Asked.TIME: rf"{_CLOCK}|\b{_DAY}\b|\b(?:morning|afternoon|evening|night)s?\b",
    Asked.AGE: r"\bage[ds]?\b|\byears? old\b|\b(?:over|under) \d+s?\b(?! ?(?:min|h|d|w|m|y|%|session|time|visit))"
    r"|\b\d+ years\b|\badults?\b|\bchild",
    Asked.QUANTITY: rf"\b(?:{_COUNT}|many)\b",
    Asked.PERSON: _PERSON,
    Asked.CAUTION: r"\b(?:should|must|do)(?:n.t| ?not)\b|\bcan(?:not|.t) (?:have|be|come)\b|\bavoid|\bunless\b"
    r"|\bcaution|\bcareful|\brisk|\bdanger|\bside.effect|\bharm|\b(?:un)?safe|\b(?:not |un)suitable\b|\bnever\b"
    r"|\bnot recommended\b|\bwait\b|\bstop\b|\bbefore you\b",
}
_ASK_PATTERNS = tuple((asked, re.compile(pattern, re.IGNORECASE)) for asked, pattern in _ASKS)
_HOLD_PATTERNS = {asked: re.compile(pattern, re.IGNORECASE) for asked, pattern in _HOLDS.items()}


def asked_for(question: str) -> Asked | None:
    """The kind of thing that a question asks for, or None."""
    return next((asked for asked, pattern in _ASK_PATTERNS if pattern.search(question)), None)


def holds(asked: Asked, text: str) -> bool:
    """Whether a text holds a thing of the kind."""
    return bool(_HOLD_PATTERNS[asked].search(text))
