"""What was worked out of a passage lately?

What a question needs of a passage is the same for the next one that comes near it, and costs more to work out than to
keep for a while.
"""

import threading
from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from numpy.typing import NDArray

from faq_bot.search.sparse import Ints

Value = TypeVar("Value", bound=tuple[NDArray[Any], ...])

MOST = 24 * 2**20
"""Bytes of arrays that are remembered; those of most passages have some 4 kB, those asked for in 300 ways 200 kB."""


class Remembered(Generic[Value]):
    """What `work_out` finds of each of some passages, by number: arrays, as many as have MOST bytes; the oldest are let
    go first. Safe to use from many threads: at worst the same is worked out twice."""

    def __init__(self, work_out: Callable[[list[int]], Sequence[Value]]) -> None:
        self._work_out = work_out
        self._kept: dict[int, Value] = {}
        self._bytes = 0
        self._lock = threading.Lock()

    def of(self, passages: Ints) -> list[Value]:
        """What there is to know of each of the passages."""
        kept, wanted = self._kept, passages.tolist()
        found = [kept.get(number) for number in wanted]
        if None not in found:
            return found  # type: ignore[return-value]  # as was just seen
        known = {number: value for number, value in zip(wanted, found, strict=True) if value is not None}
        lacking = [number for number in dict.fromkeys(wanted) if number not in known]
        worked_out = dict(zip(lacking, self._work_out(lacking), strict=True))
        self._keep(worked_out)
        known.update(worked_out)
        return [known[number] for number in wanted]

    def _keep(self, values: dict[int, Value]) -> None:
        with self._lock:
            for number, value in values.items():
                if number not in self._kept:
                    self._kept[number] = value
                    self._bytes += _bytes(value)
            while self._bytes > MOST:
                oldest = next(iter(self._kept))
                self._bytes -= _bytes(self._kept.pop(oldest))


def _bytes(arrays: tuple[NDArray[Any], ...]) -> int:
    return sum([array.nbytes for array in arrays])
