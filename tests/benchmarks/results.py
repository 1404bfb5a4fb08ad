"""What did a measurement find?

Tables to read, checks of what was promised, and series to draw; kept as JSON, section by section, so that one that was
measured apart, or on another day, takes the place of its own last state and says when that was.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

Cell = str | int | float | None


@dataclass(frozen=True, slots=True)
class Check:
    """Something that was promised, and what was found: at most so much, or at least."""

    what: str
    measured: float
    bar: float
    unit: str = "times"
    at_least: bool = False

    @property
    def met(self) -> bool:
        """Whether it is as promised."""
        return self.measured >= self.bar if self.at_least else self.measured <= self.bar


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under columns; `caption` says of what."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Series:
    """Points of one line of a chart."""

    chart: str
    line: str
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Section:
    """All that one measurement found."""

    title: str
    how: str
    tables: tuple[Table, ...] = ()
    checks: tuple[Check, ...] = ()
    series: tuple[Series, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Measured:
    """A section, and when and where it was measured, in how many seconds."""

    section: Section
    when: str
    machine: str
    seconds: float


@dataclass(frozen=True)
class Results:
    """The sections by name, in the order in which they are shown."""

    sections: dict[str, Measured] = field(default_factory=dict)

    @classmethod
    def read(cls, file: Path) -> "Results":
        """What was kept; nothing where nothing was, or where it was kept in another form."""
        try:
            return msgspec.json.decode(file.read_bytes(), type=cls)
        except (OSError, msgspec.DecodeError):
            return cls()

    def write(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(msgspec.json.format(msgspec.json.encode(self), indent=1) + b"\n")

    def in_order(self, names: Iterable[str]) -> "Results":
        """The same sections, in this order; those that are not named are left out."""
        return Results({name: self.sections[name] for name in names if name in self.sections})
