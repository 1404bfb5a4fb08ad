"""How is this deployment set up?

Defaults, then `faq-bot.toml` in the working folder, then `FAQ_BOT_*` in the environment, then flags; the later wins.
Every fault, wherever it comes from, is reported at once.
"""

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from faq_bot.errors import Fault, SettingsError

FILE = "faq-bot.toml"
PREFIX = "FAQ_BOT_"


@dataclass(frozen=True, slots=True)
class Settings:
    """A deployment's settings. Sizes are in megabytes (2**20 bytes).

    Sites are told by their origins, as browsers do: `https://www.example.com`, without a path. `embed_on` are those
    that may show the widget; `public_url` is this site's own, or empty.
    """

    corpus: Path = Path("corpus")
    host: str = "127.0.0.1"
    port: int = 8000
    threads: int = 4
    largest_file: int = 32
    state: Path | None = None
    embed_on: tuple[str, ...] = ()
    public_url: str = ""

    @property
    def state_folder(self) -> Path:
        """Where built generations are kept."""
        return self.state or default_state(self.corpus)

    @property
    def largest_file_bytes(self) -> int:
        return self.largest_file * 2**20

    @classmethod
    def load(
        cls,
        flags: Mapping[str, Any] | None = None,
        environment: Mapping[str, str] = os.environ,
        file: Path = Path(FILE),
    ) -> "Settings":
        """The settings in force; a flag that is None was not given. Raises SettingsError with every fault."""
        faults: list[Fault] = []
        given: dict[str, tuple[str, Any]] = {}
        for key, value in _read(file, faults).items():
            given[key] = (f"{file}, {key}", value)
        for name, value in environment.items():
            if name.startswith(PREFIX):
                given[name.removeprefix(PREFIX).lower()] = (name, value)
        for key, value in (flags or {}).items():
            if value is not None:
                given[key] = (f"--{key.replace('_', '-')}", value)
        settings = {key: _value(key, where, value, faults) for key, (where, value) in given.items()}
        if faults:
            raise SettingsError(sorted(faults))
        found = cls(**settings)
        if found.state and Path(os.path.abspath(found.state)).is_relative_to(os.path.abspath(found.corpus)):
            where = given["state"][0]
            raise SettingsError([Fault(where, "is a folder in the corpus", "give one that is outside of it")])
        return found


def default_state(corpus: Path | str) -> Path:
    """Where the built generations of a corpus are kept unless the settings say otherwise: beside it."""
    folder = Path(os.path.abspath(corpus))
    return folder.parent / ".faq-bot" / (folder.name or "corpus")


_LABEL = "[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_ORIGIN = re.compile(rf"https?://{_LABEL}(?:\.{_LABEL})*(?::([1-9][0-9]{{0,4}}))?")
_OTHER_LETTERS = re.compile(r"(https?://)([^\s/?#:@*\[\]]+)((?::[0-9]+)?)")
_NOT_AS_BROWSERS = frozenset("ßς\u200c\u200d")
"""What Python writes otherwise than browsers do: it keeps to an older standard of names of hosts."""
_USUAL_PORTS = {"http": "80", "https": "443"}
_RANGES = {"port": (0, 65535), "threads": (1, 64), "largest_file": (1, 4096)}


def _value(key: str, where: str, value: Any, faults: list[Fault]) -> Any:
    known = [item.name for item in fields(Settings)]
    if key not in known:
        faults.append(Fault(where, "is not a setting", f"use one of {', '.join(known)}"))
    elif key in _RANGES:
        low, high = _RANGES[key]
        if isinstance(value, str) and value.strip().isdecimal():
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            faults.append(Fault(where, f"is {value!r}", f"give a whole number from {low} to {high}"))
        return value
    elif key == "embed_on":
        return _origins(where, value, faults)
    elif key == "public_url":
        return _origin(where, value, faults)
    elif not isinstance(value, str | Path) or not str(value).strip():
        faults.append(Fault(where, f"is {value!r}", "give a text"))
    elif key in ("corpus", "state"):
        return Path(value)
    return value


def _origins(where: str, value: Any, faults: list[Fault]) -> tuple[str, ...]:
    """Each once, in the order given: a list, or a text with commas."""
    if isinstance(value, str):
        value = [part for part in value.split(",") if part.strip()]
    elif not isinstance(value, list | tuple):
        faults.append(Fault(where, f"is {value!r}", 'give a list of sites, as in ["https://www.example.com"]'))
        return ()
    return tuple(dict.fromkeys(_origin(where, one, faults) for one in value))


def _origin(where: str, value: Any, faults: list[Fault]) -> str:
    """An origin; what a person would write for it is mended."""
    origin = value.strip().lower().removesuffix("/") if isinstance(value, str) else ""
    for scheme, port in _USUAL_PORTS.items():
        if origin.startswith(f"{scheme}://"):
            origin = origin.removesuffix(f":{port}")
    found = _ORIGIN.fullmatch(origin)
    if not found or int(found[1] or 0) > 65535:
        remedy = "give a site alone, without a path or a *, as in https://www.example.com"
        faults.append(Fault(where, f"is {value!r}", _as_browsers(origin) or remedy))
    return origin


def _as_browsers(origin: str) -> str:
    """What to write for a host of other letters than a to z; nothing where it has none, or is none."""
    found = _OTHER_LETTERS.fullmatch(origin)
    if not found or origin.isascii():
        return ""
    scheme, host, port = found.groups()
    try:
        written = "" if _NOT_AS_BROWSERS.intersection(host) else f"{scheme}{host.encode('idna').decode()}{port}"
    except UnicodeError:  # a part that is empty, too long, or of signs that no host has
        written = ""
    if _ORIGIN.fullmatch(written):
        return f"write it as browsers do: {written}"
    return "write it as browsers do, with xn-- for other letters than a to z, as in https://xn--mnchen-3ya.de"


def _read(file: Path, faults: list[Fault]) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text("utf-8-sig"))
    except FileNotFoundError:
        return {}
    except (ValueError, RecursionError) as error:  # not TOML, not UTF-8, a number too long, a table nested too deep
        faults.append(Fault(str(file), f"is not TOML: {error}", 'write each setting as key = "value"'))
    except OSError as error:
        faults.append(Fault(str(file), f"cannot be read ({error.strerror})", "let the server read it, or take it away"))
    return {}
