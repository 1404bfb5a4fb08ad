"""What was worked out of a passage lately?

What a question needs of a passage is the same for the next one that comes near it, and costs more to work out than to
keep for a while.
"""

from collections.abc import Callable, Sequence
from itertools import islice
from typing import Generic, TypeVar

from faq_bot.search.sparse import Ints

Value = TypeVar("Value")

MOST = 4096
"""Passages of which something is remembered, at some 5 kB each."""


class Remembered(Generic[Value]):
    """What `work_out` finds of each of some passages, by number, kept for MOST of them; the oldest are let go first.
    Safe to use from many threads: at worst the same is worked out twice."""

    def __init__(self, work_out: Callable[[list[int]], Sequence[Value]]) -> None:
        self._work_out = work_out
        self._kept: dict[int, Value] = {}

    def of(self, passages: Ints) -> list[Value]:
        """What there is to know of each of the passages."""
        kept, wanted = self._kept, passages.tolist()
        found = [kept.get(number) for number in wanted]
        if None not in found:
            return found  # type: ignore[return-value]  # as was just seen
        known = {number: value for number, value in zip(wanted, found, strict=True) if value is not None}
        lacking = [number for number in dict.fromkeys(wanted) if number not in known]
        worked_out = dict(zip(lacking, self._work_out(lacking), strict=True))
        kept.update(worked_out)
        for number in list(islice(kept, max(0, len(kept) - MOST))):
            kept.pop(number, None)
        known.update(worked_out)
        return [known[number] for number in wanted]
