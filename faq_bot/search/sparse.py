"""How are many rows of few numbers kept, and multiplied fast?

Rows lie end to end in two arrays, column numbers and values; row n is the stretch from `start[n]` to `start[n + 1]`.
"""

import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from faq_bot.search.stored import Shelf

_BITS = 64  # sets that are looked for at a time, a bit of a machine word each
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Ints32 = NDArray[np.int32]
Floats32 = NDArray[np.float32]


class SparseRows:
    """Immutable rows: where each starts, and the columns and values of all, end to end; where only sets of columns are
    looked for, there need be no values. Safe to use from many threads."""

    def __init__(self, start: Ints, columns: Ints32, width: int, values: Floats32 | None = None) -> None:
        self.start, self.columns = start, columns
        self.values = np.empty(0, np.float32) if values is None else values
        self._width = width
        self._scratch = threading.local()

    def used(self) -> NDArray[np.bool_]:
        """Which columns any row has."""
        used = np.zeros(self._width, np.bool_)
        used[self.columns] = True
        return used

    def save(self, shelf: Shelf) -> None:
        shelf.put(start=self.start, columns=self.columns, values=self.values, width=np.array(self._width))

    @classmethod
    def open(cls, shelf: Shelf) -> "SparseRows":
        start, columns, values, width = map(shelf.get, ("start", "columns", "values", "width"))
        return cls(start, columns, int(width), values)

    def dot(self, columns: Ints, values: Floats, rows: Ints) -> Floats:
        """The product of each of the rows, by number, with a sparse vector: its columns, each once, and values."""
        at, first, size = spans(self.start, rows)
        with self._dense(np.float32) as dense:
            dense[columns] = values
            products = dense[self.columns[at]] * self.values[at]
            dense[columns] = 0
        return sum_stretches(products, first, size)

    def holds(self, sets: "ColumnSets", rows: Ints) -> NDArray[np.bool_]:
        """Rows by sets of columns: whether a row has any column of the set."""
        at, first, size = spans(self.start, rows)
        table = np.zeros((len(rows), sets.count), np.bool_)
        some = size > 0
        for batch, bits in enumerate(sets.bits if some.any() else ()):
            with self._dense(np.uint64) as dense:
                dense[sets.columns] = bits
                found = dense[self.columns[at]]
                dense[sets.columns] = 0
            sets_of_row = np.bitwise_or.reduceat(found, first[some])
            begin, end = batch * _BITS, min((batch + 1) * _BITS, sets.count)
            shifted = sets_of_row[:, None] >> np.arange(end - begin, dtype=np.uint64)
            table[some, begin:end] = shifted & np.uint64(1)
        return table

    @contextmanager
    def _dense(self, kind: type[np.generic]) -> Iterator[NDArray[Any]]:
        """A vector of zeros as wide as the rows, of this thread alone; whoever uses it makes it zeros again.

        Should that fail, the vector is let go. Clearing the few cells that were set is cheap, making a vector is not.
        """
        kept = self._scratch.__dict__  # of this thread
        vector = kept.pop(kind.__name__, None)
        if vector is None:
            vector = np.zeros(self._width, kind)
        yield vector
        kept[kind.__name__] = vector


@dataclass(frozen=True, slots=True)
class ColumnSets:
    """Sets of columns to look for in rows: every column of any, and which sets it is in, a bit of `bits` each."""

    columns: Ints
    bits: NDArray[np.uint64]
    count: int

    @classmethod
    def of(cls, sets: Sequence[Sequence[int]]) -> "ColumnSets":
        """The sets, numbered in their order."""
        within: dict[int, int] = {}
        for number, columns in enumerate(sets):
            for column in columns:
                within[column] = within.get(column, 0) | 1 << number
        batches = [[marks >> begin & 2**_BITS - 1 for marks in within.values()] for begin in range(0, len(sets), _BITS)]
        bits = np.array(batches, np.uint64).reshape(len(batches), len(within))
        return cls(np.fromiter(within, np.int64, len(within)), bits, len(sets))


def spans(start: Ints, rows: Ints) -> tuple[Ints, Ints, Ints]:
    """The stretches of the rows as positions end to end; where each stretch begins among these; how long it is."""
    begin, size = start[rows], start[rows + 1] - start[rows]
    first = np.cumsum(size) - size
    return np.arange(size.sum()) + np.repeat(begin - first, size), first, size


def sum_stretches(values: NDArray[np.floating], first: Ints, size: Ints) -> Floats:
    """The sum of each stretch of the values, 0 of an empty one."""
    sums = np.zeros(len(values) + 1)
    np.cumsum(values, out=sums[1:])
    total: Floats = sums[first + size] - sums[first]
    return total


def ends(sizes: Iterable[int]) -> Ints:
    """Where stretches of so many things begin, end to end, and where the last ends."""
    return np.concatenate(([0], np.cumsum(np.fromiter(sizes, np.int64))))


def joined(arrays: Sequence[NDArray[Any]]) -> NDArray[Any]:
    """The arrays end to end; none are an empty one of whole numbers."""
    return np.concatenate(arrays) if arrays else np.empty(0, np.int64)
