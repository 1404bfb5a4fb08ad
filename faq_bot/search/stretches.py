"""How are arrays of many things kept end to end, a stretch for each thing?

A field of a million passages is one array, and where each passage's stretch of it begins. What most of a corpus says
stays as it is while one document changes, so that stretches are taken over in runs.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from faq_bot.search.sparse import Ints, ends


@dataclass(frozen=True, slots=True)
class Stretches:
    """Arrays by name, and how long each thing's stretch of each is."""

    arrays: Mapping[str, NDArray[Any]]
    sizes: Mapping[str, Ints]

    def __getitem__(self, name: str) -> NDArray[Any]:
        """The array of a name."""
        return self.arrays[name]

    def starts(self, name: str) -> Ints:
        """Where each thing's stretch of an array begins, and where the last ends."""
        return ends(self.sizes[name])

    def owners(self, name: str) -> NDArray[np.int32]:
        """The number of the thing that each value of an array is of."""
        sizes = self.sizes[name]
        return np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)

    def __len__(self) -> int:
        return len(next(iter(self.sizes.values())))

    def and_then(self, other: "Stretches") -> "Stretches":
        """These things, and then the other's, of the same fields."""
        if not len(self) or not len(other):
            return self if len(self) else other
        arrays = {name: np.concatenate((array, other.arrays[name])) for name, array in self.arrays.items()}
        return Stretches(arrays, {name: np.concatenate((of, other.sizes[name])) for name, of in self.sizes.items()})

    def take(self, numbers: Ints) -> "Stretches":
        """The things of these numbers, in this order."""
        breaks = np.flatnonzero(np.diff(numbers) != 1) + 1
        begins = numbers[np.concatenate(([0], breaks))].tolist() if len(numbers) else []
        lasts = numbers[np.concatenate((breaks, [len(numbers)])) - 1].tolist() if len(numbers) else []
        arrays, sizes = {}, {}
        for name, array in self.arrays.items():
            start = self.starts(name)
            runs = [array[start[first] : start[last + 1]] for first, last in zip(begins, lasts, strict=True)]
            arrays[name] = np.concatenate(runs) if runs else array[:0]
            sizes[name] = self.sizes[name][numbers]
        return Stretches(arrays, sizes)


class Gathering:
    """Stretches that come batch by batch. Each field grows in one place: a thousand small arrays between the passing
    ones of each batch would hold on to twice the memory."""

    def __init__(self) -> None:
        self._fields: dict[str, tuple[_Growing, _Growing]] = {}

    def add(self, batch: Stretches) -> None:
        """The things of a batch come next."""
        for name, array in batch.arrays.items():
            values, sizes = self._fields.setdefault(name, (_Growing(array.dtype), _Growing(np.dtype(np.int64))))
            values.add(array)
            sizes.add(batch.sizes[name])

    def all(self) -> Stretches:
        """All that came, a batch at the least."""
        fields = self._fields.items()
        return Stretches({n: values.all() for n, (values, _) in fields}, {n: sizes.all() for n, (_, sizes) in fields})


class _Growing:
    """An array that values are added to."""

    def __init__(self, kind: np.dtype[Any]) -> None:
        self._array, self._used = np.empty(0, kind), 0

    def add(self, values: NDArray[Any]) -> None:
        end = self._used + len(values)
        if end > len(self._array):
            self._array.resize(end + end // 2, refcheck=False)  # large ones are moved without being copied
        self._array[self._used : end] = values
        self._used = end

    def all(self) -> NDArray[Any]:
        self._array.resize(self._used, refcheck=False)
        return self._array
