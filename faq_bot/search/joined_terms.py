"""What is in all of the passages together, end to end?

The arrays of `PassageTerms`, joined field by field. Where most passages are those of last time, as after one document
was changed, what stands before and after the change is taken over in one piece.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from faq_bot.search.passage_terms import PassageTerms
from faq_bot.search.sparse import Ints, ends

FIELDS = tuple(field.name for field in fields(PassageTerms))


@dataclass(frozen=True, slots=True)
class JoinedTerms:
    """The passages' arrays by name, end to end, and where each passage's stretch of an array begins (and the last
    ends); indexes tell which are whose."""

    passages: tuple[PassageTerms, ...]
    arrays: dict[str, NDArray[Any]]
    starts: dict[str, Ints]

    @classmethod
    def of(cls, passages: Sequence[PassageTerms], last: "JoinedTerms | None" = None) -> "JoinedTerms":
        """The passages' arrays; `last` are those of some that are mostly the same."""
        before = last.passages if last else ()
        shorter = min(len(before), len(passages))
        head = next((n for n in range(shorter) if before[n] is not passages[n]), shorter)
        tail = next((n for n in range(shorter - head) if before[-1 - n] is not passages[-1 - n]), shorter - head)
        changed = passages[head : len(passages) - tail]
        arrays, starts = {}, {}
        for name in FIELDS:
            new = [getattr(passage, name) for passage in changed]
            sizes = np.fromiter(map(len, new), np.int64, len(new))
            if last:
                array, start = last.arrays[name], last.starts[name]
                kept = start[len(before) - tail]
                new = [array[: start[head]], *new, array[kept:]]
                sizes = np.concatenate((np.diff(start[: head + 1]), sizes, np.diff(start[len(before) - tail :])))
            arrays[name] = np.concatenate(new) if new else np.empty(0, np.int32)
            starts[name] = ends(sizes)
        return cls(tuple(passages), arrays, starts)

    def __getitem__(self, name: str) -> NDArray[Any]:
        """The array of a name."""
        return self.arrays[name]

    def sizes(self, name: str) -> Ints:
        """How long each passage's stretch of an array is."""
        return np.diff(self.starts[name])

    def owners(self, name: str) -> Ints:
        """The number of the passage that each value of an array is of."""
        return np.repeat(np.arange(len(self.passages)), self.sizes(name))
