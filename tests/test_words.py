"""Are there words for all that the interface says, in every language?"""

import datetime
import re
from pathlib import Path
from string import Formatter

import pytest

from faq_bot.words import languages, words_for

ROOT = Path(__file__).parents[1]
_SAID = re.compile(r"""\bsay\(\s*["']([a-z_]+\.[a-z_0-9]+)["']""")


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


_EVERY_PLACE = places((ROOT / "faq_bot" / "words" / "en.toml").read_text("utf-8").replace("{names}", ""))


def test_english_and_spanish_are_spoken() -> None:
    assert languages() == ["en", "es"]


@pytest.mark.parametrize("language", languages())
def test_every_language_says_the_same_things(language: str) -> None:
    english, other = words_for("en"), words_for(language)
    assert other.keys == english.keys
    marked = {name: f"<{name}>" for name in _EVERY_PLACE}
    for key in english.keys:
        said = [set(re.findall(r"<\w+>", words.say(key, **marked))) for words in (english, other)]
        assert said[0] == said[1], key
        assert other.say(key, **marked).strip(), key


@pytest.mark.parametrize(
    "path", [*ROOT.glob("web/templates/*.html"), *ROOT.glob("web/*.py"), *ROOT.glob("faq_bot/**/*.py")], ids=str
)
def test_whatever_is_said_has_words(path: Path) -> None:
    said = set(_SAID.findall(path.read_text("utf-8")))
    assert said <= words_for("en").keys


@pytest.mark.parametrize(
    ("language", "spoken"),
    [("en", "en"), ("en-GB", "en"), ("ES", "es"), ("es-MX", "es"), ("fr", "en"), ("", "en"), ("../en", "en")],
)
def test_a_language_without_words_is_spoken_to_in_english(language: str, spoken: str) -> None:
    assert words_for(language).language == spoken


@pytest.mark.parametrize(
    ("language", "written"), [("en", "2 March 2026"), ("es", "2 de marzo de 2026")], ids=["English", "Spanish"]
)
def test_a_date_is_written_out(language: str, written: str) -> None:
    assert words_for(language).day(datetime.date(2026, 3, 2)) == written


def test_what_is_not_known_is_no_text() -> None:
    with pytest.raises(KeyError):
        words_for("en").say("chat.nothing")
    with pytest.raises(KeyError):
        words_for("en").say("site.caution")
