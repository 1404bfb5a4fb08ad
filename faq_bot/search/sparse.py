"""How are many rows of few numbers kept, and multiplied fast?

Rows lie end to end in two arrays, column numbers and values; row n is the stretch from `start[n]` to `start[n + 1]`.
"""

import threading
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


class SparseRows:
    """Immutable rows, each given as a mapping of column number to value. Safe to use from many threads."""

    def __init__(self, rows: Sequence[Mapping[int, float]], columns: int) -> None:
        self.start: Ints = np.zeros(len(rows) + 1, np.int64)
        np.cumsum([len(row) for row in rows], out=self.start[1:])
        size = int(self.start[-1])
        self.columns = np.fromiter((column for row in rows for column in row), np.int32, size)
        self.values = np.fromiter((value for row in rows for value in row.values()), np.float32, size)
        self._width = columns
        self._scratch = (
            threading.local()
        )  # a dense vector for each thread: clearing a few cells is cheap, making one not

    def dot(self, vector: Mapping[int, float], rows: Ints) -> Floats:
        """The product of each of the rows, by number, with a sparse vector."""
        dense = getattr(self._scratch, "dense", None)
        if dense is None:
            dense = self._scratch.dense = np.zeros(self._width, np.float32)
        cells = np.fromiter(vector, np.int64, len(vector))
        try:
            dense[cells] = np.fromiter(vector.values(), np.float32, len(vector))
            at, first, size = spans(self.start, rows)
            return sum_stretches(dense[self.columns[at]] * self.values[at], first, size)
        finally:
            dense[cells] = 0

    def holds(self, columns: Sequence[Sequence[int]], rows: Ints) -> NDArray[np.bool_]:
        """Rows by sets of columns: whether a row has any column of the set."""
        at, _, size = spans(self.start, rows)
        found, row = self.columns[at], np.repeat(np.arange(len(rows)), size)
        table = np.zeros((len(rows), len(columns)), np.bool_)
        for number, any_of in enumerate(columns):
            for column in any_of:
                table[row[found == column], number] = True
        return table


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


def offsets(owners: Iterable[int], count: int) -> Ints:
    """Where the things of each owner begin, owners being given thing by thing and in order, and where the last end."""
    return np.searchsorted(np.fromiter(owners, np.int64), np.arange(count + 1))
