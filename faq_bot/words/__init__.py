"""In what words does the interface speak?

All of them stand in this folder, a file a language: tables of texts, in some of which `{names}` stand for what is put
in. What the articles say is never translated; it is quoted.
"""

import datetime
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent
DEFAULT = "en"
"""The language spoken where there are no words in the one that is wanted."""
_RIGHT_TO_LEFT = frozenset("ar dv fa he ks ku ps sd ug ur yi".split())


class Words:
    """The interface's words in one language; immutable."""

    def __init__(self, language: str, tables: Mapping[str, Any]) -> None:
        self.language = language
        self._texts = dict(_flat(tables))

    @property
    def direction(self) -> str:
        """Which way it is written: `ltr` or `rtl`."""
        return direction(self.language)

    @property
    def keys(self) -> frozenset[str]:
        """What can be said."""
        return frozenset(self._texts)

    def say(self, key: str, /, **values: object) -> str:
        """The text of this name, as `chat.title`, with the values in their places. Raises KeyError where there is none,
        or where a value is missing."""
        return self._texts[key].format_map(values)

    def day(self, date: datetime.date) -> str:
        """A date as it is written out."""
        return self.say("date.day", day=date.day, month=self.say(f"date.month_{date.month}"), year=date.year)


def languages() -> list[str]:
    """The languages that there are words in, by their codes, in order."""
    return sorted(path.stem for path in _FOLDER.glob("*.toml"))


def words_for(language: str) -> Words:
    """The words in a language (`es`, `es-MX`), or in English where there are none."""
    return _words(primary(language))


def primary(language: str) -> str:
    """A language's code without its region: `en` of `en-GB`."""
    return language.partition("-")[0].lower()


def direction(language: str) -> str:
    """Which way a language is written: `ltr` or `rtl`."""
    return "rtl" if primary(language) in _RIGHT_TO_LEFT else "ltr"


@cache
def _words(code: str) -> Words:
    if code not in languages():
        return _words(DEFAULT)
    return Words(code, tomllib.loads((_FOLDER / f"{code}.toml").read_text("utf-8")))


def _flat(tables: Mapping[str, Any]) -> Mapping[str, str]:
    return {f"{table}.{key}": text for table, texts in tables.items() for key, text in texts.items()}
