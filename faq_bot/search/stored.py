"""How does an index outlive the process that built it?

As arrays and JSON in a folder, under names: arrays are mapped into memory, so that opening them reads nothing, and
processes share what they read. Nothing is pickled, so nothing that is opened can run.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

import msgspec
import numpy as np
from numpy.typing import NDArray
from xxhash import xxh3_64_intdigest

Value = TypeVar("Value")


_ARRAYS, _INDEX = "arrays.bin", "arrays.json"
_ALIGNED = 64  # bytes, so that an array begins where processors like it to

Place = tuple[str, tuple[int, ...], int]
"""Of an array: the kind of its values, its shape, and where in the file it begins."""


class Shelf:
    """A place in a folder to put arrays and values under names, or to get them from: all arrays in one file, so that
    opening a hundred costs no more than opening one."""

    def __init__(self, folder: Path, index: dict[str, Place], arrays: BinaryIO | mmap, prefix: str = "") -> None:
        self._folder, self._index, self._arrays, self._prefix = folder, index, arrays, prefix

    @classmethod
    @contextmanager
    def making(cls, folder: Path) -> Iterator["Shelf"]:
        """A place to put things, which are there to be got once it is left."""
        index: dict[str, Place] = {}
        with (folder / _ARRAYS).open("wb") as file:
            file.write(bytes(_ALIGNED))  # an empty file could not be mapped
            yield cls(folder, index, file)
        (folder / _INDEX).write_bytes(msgspec.json.encode(index))

    @classmethod
    def opening(cls, folder: Path) -> "Shelf":
        """The place to get them from. It stays whole when the folder is deleted."""
        index = msgspec.json.decode((folder / _INDEX).read_bytes(), type=dict[str, Place])
        with (folder / _ARRAYS).open("rb") as file:
            return cls(folder, index, mmap(file.fileno(), 0, access=ACCESS_READ))

    def part(self, name: str) -> "Shelf":
        """A place for a part, whose names do not clash with those of others."""
        return Shelf(self._folder, self._index, self._arrays, f"{self._prefix}{name}.")

    def put(self, **arrays: NDArray[Any]) -> None:
        """Keep arrays of numbers, each under its name."""
        for name, array in arrays.items():
            begin = self._arrays.tell()
            self._arrays.write(np.ascontiguousarray(array).data)
            self._arrays.write(bytes(-self._arrays.tell() % _ALIGNED))
            self._index[f"{self._prefix}{name}"] = array.dtype.str, array.shape, begin

    def get(self, name: str) -> NDArray[Any]:
        """The array, mapped into memory and read only."""
        kind, shape, begin = self._index[f"{self._prefix}{name}"]
        dtype = np.dtype(kind)
        if dtype.hasobject or not isinstance(self._arrays, mmap):
            raise ValueError(f"{name} cannot be mapped")
        return np.frombuffer(self._arrays, dtype, math.prod(shape), begin).reshape(shape)

    def put_value(self, name: str, value: Any) -> None:
        """Keep a value that JSON can hold; dataclasses too."""
        (self._folder / f"{self._prefix}{name}.json").write_bytes(msgspec.json.encode(value, enc_hook=dict))

    def get_value(self, name: str, kind: type[Value]) -> Value:
        """The value, of the kind that it was put as."""
        return msgspec.json.decode(self.get_bytes(name), type=kind)

    def get_bytes(self, name: str) -> bytes:
        """The value as JSON."""
        return (self._folder / f"{self._prefix}{name}.json").read_bytes()

    def later(self, name: str, kind: type[Value]) -> Callable[[], Value]:
        """What reads the value when it is called, even when the folder is gone by then: the file is mapped now."""
        with (self._folder / f"{self._prefix}{name}.json").open("rb") as file:
            mapped = mmap(file.fileno(), 0, access=ACCESS_READ)
        return lambda: msgspec.json.decode(mapped, type=kind)


class Numbers:
    """The number of each of many names, from 0 on in their order, without keeping the names; immutable.

    A name is known by 64 bits of its xxh3 hash: that two of a million names share them, or that a strange one is taken
    for a known, has a chance of one in ten million million. Names that do share them cannot be kept: ValueError.
    """

    def __init__(self, hashes: NDArray[np.uint64], numbers: NDArray[np.int32]) -> None:
        self._hashes, self._numbers = hashes, numbers
        self.find = lru_cache(maxsize=2**16)(self._find)

    @classmethod
    def of(cls, names: Sequence[str]) -> "Numbers":
        hashes = _hashes(names)
        order = np.argsort(hashes, kind="stable")
        if (hashes[order][1:] == hashes[order][:-1]).any():
            raise ValueError("two names share a hash")
        return cls(hashes[order], order.astype(np.int32))

    def __len__(self) -> int:
        return len(self._hashes)

    def find_all(self, names: Sequence[str]) -> NDArray[np.int64]:
        """The number of each name, -1 of one that is not known."""
        wanted = _hashes(names)
        at = np.searchsorted(self._hashes, wanted)
        at[at == len(self._hashes)] = 0
        if not len(self._hashes):
            return np.full(len(wanted), -1, np.int64)
        return np.where(self._hashes[at] == wanted, self._numbers[at], -1).astype(np.int64)

    def _find(self, name: str) -> int:
        """The number of a name, -1 where it is not known."""
        wanted = xxh3_64_intdigest(name.encode())
        at = int(self._hashes.searchsorted(np.uint64(wanted)))
        return int(self._numbers[at]) if at < len(self._hashes) and int(self._hashes[at]) == wanted else -1

    def save(self, shelf: Shelf) -> None:
        shelf.put(hashes=self._hashes, numbers=self._numbers)

    @classmethod
    def open(cls, shelf: Shelf) -> "Numbers":
        return cls(shelf.get("hashes"), shelf.get("numbers"))


def _hashes(names: Sequence[str]) -> NDArray[np.uint64]:
    return np.fromiter((xxh3_64_intdigest(name.encode()) for name in names), np.uint64, len(names))
