"""How does an index outlive the process that built it?

As arrays and JSON in a folder, under names: arrays are mapped into memory, so that opening them reads nothing, and
processes share what they read. Nothing is pickled, so nothing that is opened can run.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Any, BinaryIO, Generic, TypeVar

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
        for name, values in arrays.items():
            begin = self._arrays.tell()
            self._arrays.write(np.ascontiguousarray(values).data)
            self._arrays.write(bytes(-self._arrays.tell() % _ALIGNED))
            self._index[f"{self._prefix}{name}"] = values.dtype.str, values.shape, begin

    def put_bytes(self, name: str, pieces: Iterable[bytes | memoryview]) -> None:
        """Keep bytes, given in pieces, as one array."""
        begin = self._arrays.tell()
        for piece in pieces:
            self._arrays.write(piece)
        self._index[f"{self._prefix}{name}"] = "|u1", (self._arrays.tell() - begin,), begin
        self._arrays.write(bytes(-self._arrays.tell() % _ALIGNED))

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

    A name is known by 64 bits of its xxh3 hash. That a strange name is taken for one of a million has a chance of one
    in ten million million; that two of a million share them, of one in forty million: they cannot be kept, ValueError.
    """

    def __init__(self, hashes: NDArray[np.uint64], numbers: NDArray[np.int32]) -> None:
        self._hashes, self._numbers = hashes, numbers
        self.find = lru_cache(maxsize=2**16)(self._find)

    @classmethod
    def of(cls, names: Sequence[str]) -> "Numbers":
        return cls.of_hashes(hashes(names))

    @classmethod
    def of_hashes(cls, of_names: NDArray[np.uint64]) -> "Numbers":
        """The numbers of names that have these hashes."""
        order = np.argsort(of_names, kind="stable")
        in_order = of_names[order]
        if (in_order[1:] == in_order[:-1]).any():
            raise ValueError("two names share a hash")
        return cls(in_order, order.astype(np.int32))

    def hashes(self) -> NDArray[np.uint64]:
        """The hash of each name, by its number."""
        found = np.empty_like(self._hashes)
        found[self._numbers] = self._hashes
        return found

    def __len__(self) -> int:
        return len(self._hashes)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and self.find(name) >= 0

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


class Values(Generic[Value]):
    """Many values of one kind, kept as JSON end to end, so that each can be read for itself; immutable."""

    def __init__(self, kind: type[Value], json: NDArray[np.uint8], ends: NDArray[np.int64]) -> None:
        self._kind, self._json, self._ends = kind, json.data, ends
        self._decode = msgspec.json.Decoder(kind).decode

    def __len__(self) -> int:
        return len(self._ends)

    def read(self, number: int) -> Value:
        """The value of a number, from 0 on."""
        return self._decode(self._json[self._ends[number - 1] if number else 0 : self._ends[number]])

    @classmethod
    def of(cls, kind: type[Value], values: Iterable[Value]) -> "Values[Value]":
        """The values as they are kept."""
        pieces = list(map(msgspec.json.Encoder(enc_hook=dict).encode, values))
        ends = np.cumsum(np.fromiter(map(len, pieces), np.int64, len(pieces)))
        return cls(kind, np.frombuffer(b"".join(pieces), np.uint8), ends)

    def part(self, first: int, last: int) -> "Values[Value]":
        """The values from one number up to another, numbered anew, not copied."""
        begin = int(self._ends[first - 1]) if first else 0
        ends = self._ends[first:last] - begin
        json = np.frombuffer(self._json, np.uint8)
        return Values(self._kind, json[begin : begin + int(ends[-1])] if len(ends) else json[:0], ends)

    @staticmethod
    def save(shelf: Shelf, parts: Iterable["Values[Value]"]) -> None:
        """Keep the values of all parts, end to end; one part is looked at after the other."""
        found, end = [np.empty(0, np.int64)], 0

        def pieces() -> Iterator[memoryview]:
            nonlocal end
            for part in parts:
                found.append(part._ends + end)
                end += len(part._json)
                yield part._json

        shelf.put_bytes("json", pieces())
        shelf.put(ends=np.concatenate(found))

    @classmethod
    def open(cls, shelf: Shelf, kind: type[Value]) -> "Values[Value]":
        return cls(kind, shelf.get("json"), shelf.get("ends"))


def hashes(names: Sequence[str]) -> NDArray[np.uint64]:
    """The hashes by which names are known."""
    return np.fromiter((xxh3_64_intdigest(name.encode()) for name in names), np.uint64, len(names))
