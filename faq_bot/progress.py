"""How does one who waits hear how far the work is?

Work that may take long takes somebody to tell, or nobody: a `Told` for several kinds of work, of which `doing` makes a
`Progress` for one.
"""

from collections.abc import Callable
from functools import partial

Progress = Callable[[int, int], object]
"""Told how much is done, of how much."""
Told = Callable[[str, int, int], object]
"""Told what is being done, how much of it is done, and of how much."""


def doing(what: str, told: Told | None) -> Progress | None:
    """What is told how much of this is done."""
    return partial(told, what) if told else None
