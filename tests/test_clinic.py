"""Are the clinic's own facts read as they were meant, and is every mistake in them told with what to do?"""

from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from faq_bot.content.clinic import Clinic, read_clinic
from faq_bot.content.corpus import load_corpus
from faq_bot.content.readers import Source
from faq_bot.errors import CorpusError
from faq_bot.live.generation import Generation
from faq_bot.search.stored import Shelf

ROOT = Path(__file__).parents[1]
FACTS = """\
timezone = "Pacific/Auckland"
closed = [2026-12-28, 2026-12-25, 2026-12-25]
colour = "#0B5F5C"
radius = 0
font = "Georgia, 'Gill Sans', sans-serif"
[hours]
wed = ["14:00-19:00", "09:00-13:00"]
sun = []
"""


def read(toml: str) -> Clinic:
    return read_clinic(Source("_clinic.toml", toml.encode()))


def faults_of(toml: str) -> list[str]:
    with pytest.raises(CorpusError) as raised:
        read(toml)
    return [str(fault) for fault in raised.value.faults]


def test_the_facts():
    assert read(FACTS) == Clinic(
        timezone="Pacific/Auckland",
        closed=(date(2026, 12, 25), date(2026, 12, 28)),
        colour="#0b5f5c",
        radius=0,
        font="Georgia, 'Gill Sans', sans-serif",
        hours={"wed": ("09:00-13:00", "14:00-19:00"), "sun": ()},
    )


@pytest.mark.parametrize("toml", ["", 'timezone = ""\nclosed = []\ncolour = ""\nfont = ""\n'], ids=["none", "empty"])
def test_each_may_be_left_out(toml):
    assert read(toml) == Clinic()


def test_the_clinic_that_is_shipped():
    clinic = load_corpus(ROOT / "corpus").clinic
    assert ZoneInfo(clinic.timezone).key == "Europe/London"
    text = (ROOT / "corpus" / "_clinic.toml").read_text("utf-8")
    examples = [line.removeprefix("# ") for line in text.splitlines() if line.startswith("# ") and " = " in line]
    top = "".join(f"{line}\n" for line in examples)
    assert read(top) == Clinic(
        closed=(date(2026, 12, 25), date(2026, 12, 28), date(2027, 1, 1)),
        colour="#0b5f5c",
        radius=14,
        font="Verdana, 'Gill Sans', sans-serif",
    )


@pytest.mark.parametrize(
    ("toml", "fault"),
    [
        pytest.param(
            'timezone = "London"',
            "timezone is 'London'; write it as the list of time zones does, such as timezone = \"Europe/London\"",
            id="city",
        ),
        pytest.param('timezone = "new york"', "timezone is 'new york'; write it as the list of ", id="two-words"),
        pytest.param(
            'timezone = "Europe/Londn"', "timezone is 'Europe/Londn'; write it as the list of ", id="misspelt"
        ),
        pytest.param('timezone = "Europe"', "timezone is 'Europe'; write it ", id="a-folder-of-zones"),
        pytest.param('timezone = "../../etc/passwd"', "timezone is '../../etc/passwd'; write it ", id="out-of-it"),
        pytest.param('timezone = "/etc/passwd"', "timezone is '/etc/passwd'; write it ", id="somewhere-else"),
        pytest.param('timezone = "tzdata.zi"', "timezone is 'tzdata.zi'; write it ", id="another-file"),
        pytest.param('timezone = "a\\u0001"', "timezone is 'a\\x01'; write it ", id="control-character"),
        pytest.param(f'timezone = "{"x" * 9999}"', "timezone is 'xxxxx", id="long-name"),
        pytest.param('timezone = "europe/london"', "timezone is 'europe/london'; write it ", id="small-letters"),
        pytest.param('timezone = "localtime"', "timezone is 'localtime'; write it ", id="of-the-machine"),
        pytest.param('timezone = "Factory"', "timezone is 'Factory'; write it ", id="of-no-place"),
        pytest.param('timezone = "posixrules"', "timezone is 'posixrules'; write it ", id="rules"),
        pytest.param('timezone = "posix/Europe/London"', "timezone is 'posix/Europe/London'; write it ", id="posix"),
        pytest.param("timezone = 0", 'timezone is not text; write timezone = "…"', id="zone-number"),
        pytest.param(
            'language = "english"',
            'language is \'english\'; write its code, such as language = "en" or language = "en-GB"',
            id="language-name",
        ),
        pytest.param('language = "en_GB"', "language is 'en_GB'; write its code, ", id="lower-line"),
        pytest.param('language = "en-"', "language is 'en-'; write its code, ", id="half-a-code"),
        pytest.param('language = "e"', "language is 'e'; write its code, ", id="one-letter"),
        pytest.param('language = "ſv"', "language is 'ſv'; write its code, ", id="language-long-s"),
        pytest.param("language = '\"><script>'", "language is '\"><script>'; write its code, ", id="language-markup"),
        pytest.param(
            'phone = "ask us"',
            "phone is 'ask us'; write a number to call, of 3 digits from 0 to 9 or more, or phone = \"\" for none",
            id="no-number",
        ),
        pytest.param('phone = "12"', "phone is '12'; write a number to call, ", id="short-number"),
        pytest.param('phone = "٠١٢٣٤٥"', "phone is '٠١٢٣٤٥'; write a number to call, ", id="number-of-other-digits"),
        pytest.param(
            f'phone = "{"1" * 41}"',
            f"phone is '{'1' * 41}'; write one number to call, in 40 characters at most",
            id="long-phone",
        ),
        pytest.param(
            '[emergency]\nemergency = "1"',
            "emergency is '1'; write a number to call, of 2 digits from 0 to 9 or more, or emergency = \"\" for none",
            id="one-digit",
        ),
        pytest.param(
            '[emergency]\ncrisis = "a friend"', "crisis is 'a friend'; write a number to call, ", id="no-crisis-number"
        ),
        pytest.param(f'[emergency]\nurgent = "{"1" * 41}"', f"urgent is '{'1' * 41}'; write one ", id="long-urgent"),
        pytest.param(
            f'name = "{"x" * 101}"',
            f"name is '{'x' * 78}…; write what visitors call it, in 100 characters at most",
            id="long-name",
        ),
        pytest.param(
            'email = "reception"',
            "email is 'reception'; write one address and nothing else, such as email = \"reception@example.com\"",
            id="no-host",
        ),
        pytest.param('email = "a@b@example.com"', "email is 'a@b@example.com'; write one ", id="two-hosts"),
        pytest.param('email = "a@example.com, b@example.com"', "email is 'a@example.com, b", id="two-addresses"),
        pytest.param('email = "a@example.com?bcc=x@y"', "email is 'a@example.com?bcc=x@y'; write ", id="parameter"),
        pytest.param('email = "a&b@example.com"', "email is 'a&b@example.com'; write ", id="and"),
        pytest.param('email = "A <a@example.com>"', "email is 'A <a@example.com>'; write ", id="with-a-name"),
        pytest.param('email = "mailto:a@example.com"', "email is 'mailto:a@example.com'; write ", id="mailto"),
        pytest.param('email = "a@example..com"', "email is 'a@example..com'; write ", id="two-points"),
        pytest.param(f'email = "{"x" * 250}@b.de"', "email is 'xxxx", id="long-email"),
        pytest.param(
            "closed = 2026-12-25",
            "closed is 2026-12-25; write each day as year-month-day, without quotes: closed = [2026-12-25, 2026-12-28]",
            id="one-day",
        ),
        pytest.param('closed = ["2026-12-25"]', "closed has '2026-12-25'; write each day as ", id="day-in-quotes"),
        pytest.param("closed = [2026-12-25T09:00:00]", "closed has 2026-12-25 09:00:00; write ", id="day-and-time"),
        pytest.param("closed = [[2026-12-25]]", "closed has [datetime.date(2026, 12, 25)]; write ", id="list-in-list"),
        pytest.param(f"closed = [0x{'f' * 9999}]", "closed has a number of too many digits; write ", id="long-number"),
        pytest.param("closed = [2026-02-30]", "is not TOML: ", id="no-such-day"),
        pytest.param(
            'colour = "teal"',
            "colour is 'teal'; write # and six digits from 0 to 9 and a to f, such as colour = \"#0b5f5c\"",
            id="colour-name",
        ),
        pytest.param('colour = "#fff"', "colour is '#fff'; write # and ", id="short-colour"),
        pytest.param('colour = "0b5f5c"', "colour is '0b5f5c'; write # and ", id="no-hash"),
        pytest.param('colour = "#0b5f5c\\n"', "colour is '#0b5f5c\\n'; write # and ", id="colour-and-more"),
        pytest.param('colour = "#0b5f5c;}"', "colour is '#0b5f5c;}'; write # and ", id="colour-that-ends-the-rule"),
        pytest.param('colour = "#٠٠٠٠٠٠"', "colour is '#٠٠٠٠٠٠'; write # and ", id="other-digits"),
        pytest.param("radius = 25", "radius is 25; write whole pixels, from radius = 0 for square ", id="too-round"),
        pytest.param("radius = -1", "radius is -1; write whole pixels, ", id="less-than-none"),
        pytest.param("radius = 1.5", "radius is 1.5; write whole pixels, ", id="half-a-pixel"),
        pytest.param("radius = true", "radius is True; write whole pixels, ", id="yes"),
        pytest.param('radius = "12px"', "radius is '12px'; write whole pixels, ", id="with-unit"),
        pytest.param(
            'font = "Arial; color: red"',
            "font is 'Arial; color: red'; write names of fonts with commas between, such as font = \"'Gill Sans', ",
            id="font-and-more",
        ),
        pytest.param('font = "url(https://example.com/x)"', "font is 'url(https://example.com/x)'; ", id="address"),
        pytest.param('font = "\'Gill Sans"', 'font is "\'Gill Sans"; write ', id="open-quote"),
        pytest.param('font = "Arial,"', "font is 'Arial,'; write ", id="comma-at-the-end"),
        pytest.param('font = "Arial, , serif"', "font is 'Arial, , serif'; write ", id="nothing-between"),
        pytest.param('font = "Arial\\nserif"', "font is 'Arial\\nserif'; write ", id="line-break"),
        pytest.param('font = "3270"', "font is '3270'; write ", id="digits-without-quotes"),
        pytest.param('font = "inherit"', "font is 'inherit'; write ", id="means-something-else"),
        pytest.param('font = "Arial, Initial"', "font is 'Arial, Initial'; write ", id="means-something-else-later"),
        pytest.param('font = "ſans"', "font is 'ſans'; write ", id="long-s"),
        pytest.param(f'font = "{"a" * 201}"', "font is 'aaa", id="long-font"),
        pytest.param(
            '[hours]\nmon = ["17:00-09:00"]',
            "hours.mon has 17:00-09:00, which does not end after it begins; write when it opens first; what is after ",
            id="backwards",
        ),
        pytest.param('[hours]\nmon = ["09:00-09:00"]', "hours.mon has 09:00-09:00, which does not end ", id="no-time"),
        pytest.param(
            '[hours]\nmon = ["13:00-17:00", "09:00-13:01"]',
            "hours.mon has 09:00-13:01 and 13:00-17:00, which overlap; write each time once, with the break between",
            id="overlap",
        ),
        pytest.param(
            '[hours]\nmon = ["09:00-17:00", "09:00-17:00"]',
            "hours.mon has 09:00-17:00 and 09:00-17:00, which overlap; ",
            id="the-same-twice",
        ),
        pytest.param(
            f"[hours]\nmon = [0x{'f' * 9999}]", "hours.mon is a number of too many digits; ", id="hours-number"
        ),
    ],
)
def test_a_fault(toml, fault):
    (told,) = faults_of(toml)
    assert told.startswith(f"_clinic.toml: {fault}")
    assert len(told) < 300


@pytest.mark.parametrize(
    ("meant", "zone"),
    [
        ("london", "Europe/London"),
        ("new york", "America/New_York"),
        ("Europe/Pariss", "Europe/Paris"),
        ("?", "Europe/London"),
        ("localtim", "Europe/London"),
        ("EUROPE/paris", "Europe/Paris"),
    ],
)
def test_a_time_zone_that_may_be_meant(meant, zone):
    (told,) = faults_of(f'timezone = "{meant}"')
    assert told.endswith(f'such as timezone = "{zone}"')


@pytest.mark.parametrize(
    "font",
    [
        "serif",
        "Arial",
        "Gill Sans, serif",
        "'Gill Sans'",
        '"3270 Nerd", ui-sans-serif',
        "-apple-system,Arial",
        "Initially",
    ],
)
def test_a_font(font):
    assert read(f"font = '''{font}'''").font == font


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("name", "x" * 100),
        ("name", "Praxis <Müller> & Söhne"),
        ("phone", "+49 (0)30 / 12 34 56-0"),
        ("phone", "111"),
        ("phone", "1" * 40),
        ("email", "o'brien+faq@example.com"),
        ("email", "info@praxis-müller.de"),
        ("email", "reception@localhost"),
        ("language", "en"),
        ("language", "gsw-CH"),
        ("language", "zh-Hant-TW"),
        ("language", "EN-gb"),
        ("timezone", "UTC"),
        ("timezone", "America/Argentina/Buenos_Aires"),
    ],
)
def test_a_fact(key, value):
    assert getattr(read(f'{key} = "{value}"'), key) == value


def test_space_around_a_fact_does_no_harm():
    found = read('name = "  "\nphone = " 01632  960123 "\nemail = " a@example.com\\n"\nlanguage = " en "\n')
    assert (found.name, found.phone) == ("the clinic", "01632 960123")
    assert (found.email, found.language) == ("a@example.com", "en")


def test_numbers_of_two_digits_are_called_in_an_emergency():
    found = read('[emergency]\nemergency = "15"\nurgent = "SAMU 15"\ncrisis = ""\n').emergency
    assert (found.emergency, found.urgent, found.crisis) == ("15", "SAMU 15", "")


def test_times_that_touch_do_not_overlap():
    assert read('[hours]\nmon = ["12:00-17:00", "09:00-12:00"]').hours["mon"] == ("09:00-12:00", "12:00-17:00")


def test_all_faults_at_once():
    told = faults_of(
        f'name = "{"x" * 101}"\nphone = "1"\nemail = "x"\nlanguage = "x"\n'
        'timezone = "x"\nclosed = [1, 2]\ncolour = "x"\nradius = 99\nfont = "x;"\n'
        '[hours]\nmon = ["10:00-09:00", "08:00-07:00"]\ntue = ["09:00-11:00", "10:00-12:00"]\n'
        '[emergency]\nurgent = "1"\n'
    )
    whats = [line.removeprefix("_clinic.toml: ").split(",")[0].split(";")[0] for line in told]
    assert sorted(whats) == [
        "closed has 1",
        "closed has 2",
        "colour is 'x'",
        "email is 'x'",
        "font is 'x",
        "hours.mon has 08:00-07:00",
        "hours.mon has 10:00-09:00",
        "hours.tue has 09:00-11:00 and 10:00-12:00",
        "language is 'x'",
        f"name is '{'x' * 78}…",
        "phone is '1'",
        "radius is 99",
        "timezone is 'x'",
        "urgent is '1'",
    ]
    assert not any("\n" in line for line in told)


def test_they_come_back_from_disk(write_corpus, tmp_path):
    built = Generation.build(load_corpus(write_corpus({"heat.md": "# Heat\n\nHeat helps.\n", "_clinic.toml": FACTS})))
    saved = tmp_path / "saved"
    saved.mkdir()
    built.save(saved)
    assert Generation.open(saved).clinic == built.clinic == read(FACTS)


def test_facts_that_were_saved_before_there_were_these(tmp_path):
    with Shelf.making(tmp_path) as shelf:
        shelf.put_value("clinic", {"name": "Old", "hours": {"mon": ["09:00-17:00"]}})
    found = Shelf.opening(tmp_path).get_value("clinic", Clinic)
    assert found == Clinic(name="Old", hours={"mon": ("09:00-17:00",)})
