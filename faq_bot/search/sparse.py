"""How are many rows of few numbers kept?

Rows lie end to end in one array; row n is the stretch from `start[n]` to `start[n + 1]`.
"""

import threading
from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.integer[Any]]
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Ints32 = NDArray[np.int32]
Floats32 = NDArray[np.float32]


def spans(start: Whole, rows: Whole) -> tuple[Ints, Ints, Ints]:
    """The stretches of the rows as positions end to end; where each stretch begins among these; how long it is."""
    begin = start[rows].astype(np.int64)
    size = start[rows + 1] - begin
    first = np.cumsum(size) - size
    return np.arange(size.sum()) + np.repeat(begin - first, size), first, size


def ends(sizes: Iterable[int]) -> Ints:
    """Where stretches of so many things begin, end to end, and where the last ends."""
    each = sizes if isinstance(sizes, np.ndarray) else np.fromiter(sizes, np.int64)
    return np.concatenate(([0], each.cumsum(dtype=np.int64)))


def sum_stretches(values: NDArray[np.floating[Any]], sizes: Ints) -> Floats:
    """The sum of each stretch of the values, of so many; 0 of an empty one."""
    sums = np.zeros(len(sizes))
    some = sizes > 0
    if some.any():
        sums[some] = np.add.reduceat(values, (sizes.cumsum() - sizes)[some])
    return sums


def sum_by_key(rows: Whole, columns: Whole, values: Whole, bits: int) -> tuple[Ints32, Ints32, Ints32]:
    """Rows, columns and the sum of the values of each, in order, given values of at most so many bits.

    All three are packed into one number, of 63 bits at the most, and sorted, which is many times as fast as to sort one
    array by another. There may be a hundred million, so that nothing is kept longer than it is needed.
    """
    width = int(columns.max(initial=0)).bit_length()
    keys = rows.astype(np.int64)
    for part, shift in ((columns, width), (values, bits)):
        keys <<= shift
        keys |= part
    keys.sort()
    parts = (keys & (1 << bits) - 1).astype(np.int32)
    keys >>= bits
    is_first = np.ones(len(keys), bool)
    np.not_equal(keys[1:], keys[:-1], out=is_first[1:])
    first = np.flatnonzero(is_first)
    sums = np.add.reduceat(parts, first) if len(first) else parts
    keys = keys[first]
    of_column = (keys & (1 << width) - 1).astype(np.int32)
    keys >>= width
    return keys.astype(np.int32), of_column, sums


class Scratch:
    """A vector of zeros for each thread, so wide: to clear the few cells that were set is cheap, to make one is not."""

    def __init__(self, width: int, kind: type[np.generic]) -> None:
        self._width, self._kind = width, kind
        self._kept = threading.local()

    def take(self) -> NDArray[Any]:
        """The vector of this thread, all zeros. Should what follows fail, it is not given back, and another is made."""
        vector = self._kept.__dict__.pop("vector", None)
        return np.zeros(self._width, self._kind) if vector is None else vector

    def give_back(self, vector: NDArray[Any]) -> None:
        """Keep the vector, all zeros again, for the next time."""
        self._kept.vector = vector
