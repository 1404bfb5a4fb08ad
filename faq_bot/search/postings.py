"""Which texts have the highest sums over a few posting lists?

A posting list says which texts hold a term, and what it adds to each. Lists are added up from the one that can add the
most on, but seldom all: once those that remain could not lift a text by themselves over the `count` best so far, and
few others are left that they could, it is cheaper to look up what they add to those (which is known as MaxScore).

Sums are of float32, half as large and twice as fast as float64: they tell which texts to work out exact sums for.
"""

import threading
from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

import numpy as np

from faq_bot.search.sparse import Floats32, Ints, Ints32

_ERROR = 1e-6
"""What a sum may be off by for each list, as a share of it; several times what float32 makes it."""
_WIDE = 1024
"""Sums are gone through as rows of so many."""
_CELL, _LOOK_UP, _PICK = 0.1, 30, 6
"""What things cost, where adding a posting costs 1, a nanosecond or two: to go through a cell of an array; to look a
text up in a posting list; or in a column."""
_PLAIN = 110_000
"""When adding all lists and going through the sums costs no more than this, it is done: choosing costs time as well."""
_LIKELY = 0.6
"""The best sums are not expected to be above such a share of what lists can add at most."""
_of_thread = threading.local()
_add_at, _highest = np.add.at, np.maximum.reduce


class PostingList(NamedTuple):
    """Texts in order, and what a term adds to each: a value times `weight`, and at most `bound`. All are above 0. A
    common term also has a `column`, of values for all texts, most of the others 0."""

    bound: float
    weight: float
    texts: Ints32
    values: Floats32
    column: Floats32 | None


def likeliest(lists: Sequence[PostingList], size: int, count: int, floor: float) -> Ints32:
    """All of `size` texts that have one of the `count` highest sums, and few others, in order.

    The `count` best are known to reach the floor, by one list alone; it may be 0.
    """
    # Each thread has an array of its own to add up in, all 0 between two searches: making one costs more than a search.
    # Should a search fail half-way, its array is let go.
    cells = _of_thread.__dict__.pop("cells", None)
    room = -(-size // _WIDE) * _WIDE
    if cells is None or len(cells) < room:
        cells = np.zeros(room, np.float32)
    search = _Search(cells[:room], size, count, floor, 1 - _ERROR * (len(lists) + 8))
    if (len(lists) + _CELL) * size < _PLAIN:  # whatever they cost: no list has more texts than there are
        texts = search.by_all(lists)
    else:
        costs = [len(one.texts) if one.column is None else _CELL * size for one in lists]
        texts = search.by_all(lists) if sum(costs) + _CELL * size < _PLAIN else search.by_few(lists, costs)
    _of_thread.cells = cells
    return texts


class _Search:
    """A search under way: the sums so far, by text, and the floor, which the `count` best of all are known to reach."""

    __slots__ = ("_count", "_floor", "_room", "_share", "_sums")

    def __init__(self, room: Floats32, size: int, count: int, floor: float, share: float) -> None:
        self._room, self._sums = room, room[:size]
        self._count, self._floor = count, floor
        self._share = share  # of the floor: what a sum is worked out to be at least that truly reaches it

    def by_all(self, lists: Sequence[PostingList]) -> Ints32:
        """By adding all lists up."""
        for one in lists:
            self._add(one, one.texts)
        texts = self._above(0.0)
        self._sums.fill(0)
        return texts.astype(np.int32)

    def by_few(self, lists: Sequence[PostingList], costs: Sequence[float]) -> Ints32:
        """By adding up those lists that can add the most, until it would cost more to add the rest than to look up what
        they add to the texts that can be among the best still."""
        order = sorted(range(len(lists)), key=lambda n: -lists[n].bound)
        lists = [lists[n] for n in order]
        rest = _from_each([one.bound for one in lists])
        ahead = _from_each([costs[n] for n in order])
        added: list[Ints] = []
        last = len(lists)
        for n, one in enumerate(lists):
            spent, most = ahead[0] - ahead[n], rest[0] - rest[n]
            # no floor is above the most that the lists add, and to see how high it is takes going through them again
            sparse = len(added) == n
            if (
                sparse
                and most * _LIKELY > rest[n]
                and ahead[n] > 2 * spent
                and self._few(added, lists[n:], rest[n], ahead[n])
            ):
                last = n
                break
            if one.column is None:
                added.append(one.texts.astype(np.intp))  # what numpy indexes by: it would convert them at every use
                self._add(one, added[-1])
            else:
                self._add(one, one.texts)
        if len(added) == last and ahead[0] - ahead[last] < _CELL * len(self._sums):
            texts, values = self._above_of(added, rest[last])
        else:
            texts = self._above(rest[last])
            values = self._sums.take(texts)
            self._sums.fill(0)
        return self._looked_up(texts.astype(np.int32), values, lists[last:])

    def _add(self, one: PostingList, texts: Ints | Ints32) -> None:
        _, weight, _, values, column = one
        if column is not None:
            self._sums += column if weight == 1 else column * weight
        else:
            _add_at(self._sums, texts, values if weight == 1 else values * weight)

    def _few(self, added: Sequence[Ints], left: Sequence[PostingList], rest: float, cost: float) -> bool:
        """Whether so few texts can be among the best, when the lists left add at most `rest`, that to look these up
        costs less than to add the lists does."""
        of_lists = [self._sums.take(texts) for texts in added]
        for values in of_lists:
            self._raise(values)
        least = self._least(rest)
        if not least:
            return False
        columns = len([one for one in left if one.column is not None])
        # columns are looked up first, which leaves few texts for the others
        each = _PICK * (columns + 1) + (len(left) - columns) * (_LOOK_UP // 4 if columns else _LOOK_UP)
        return each * sum([int(np.count_nonzero(values > least)) for values in of_lists]) < cost

    def _above(self, rest: float) -> Ints:
        """The texts that can be among the best when other lists add at most `rest`, in order."""
        rows = self._room.reshape(-1, _WIDE)
        highest = _highest(rows)
        self._raise(highest)
        least = self._least(rest)
        if len(rows) > _WIDE // 16:  # of many rows, few columns have anything to go through
            columns = (highest > least).nonzero()[0]
            if len(columns) <= _WIDE // 16:
                row, column = (rows.take(columns, axis=1) > least).nonzero()
                texts: Ints = row * _WIDE + columns.take(column)
                return texts
        return (self._sums > least).nonzero()[0]

    def _above_of(self, added: Sequence[Ints], rest: float) -> tuple[Ints, Floats32]:
        """The same, and their sums, by going through the texts that anything was added to; clears their sums."""
        of_lists = []
        for texts in added:
            of_lists.append(self._sums.take(texts))
            self._sums[texts] = 0  # so that a text of several lists is met once
        for values in of_lists:
            self._raise(values)
        texts, values = np.concatenate(added), np.concatenate(of_lists)
        keep = (values > self._least(rest)).nonzero()[0]
        texts = texts.take(keep)
        order = texts.argsort()
        return texts.take(order), values.take(keep).take(order)

    def _looked_up(self, texts: Ints32, values: Floats32, lists: Sequence[PostingList]) -> Ints32:
        """The texts that can be among the best; as long as they are many, what more lists add to them is looked up."""
        lists = sorted(lists, key=lambda one: one.column is None)
        rest = _from_each([one.bound for one in lists])
        for n, one in enumerate(lists, 1):
            if len(texts) <= 3 * self._count:
                break
            if one.column is not None:
                more = one.column.take(texts)
            else:
                at = one.texts[:-1].searchsorted(texts)  # the last one's place, for all that come after the others
                more = one.values.take(at) * (one.texts.take(at) == texts)
            values = values + more * one.weight
            self._raise(values)
            keep = (values > self._least(rest[n])).nonzero()[0]
            texts, values = texts.take(keep), values.take(keep)
        return texts

    def _least(self, rest: float) -> float:
        """What the sum of a text is above that can be among the best, when other lists add at most `rest` to it."""
        return max(self._floor * self._share - rest, 0.0)

    def _raise(self, values: Floats32) -> None:
        """Raise the floor to what `count` of the values reach; of very many, only nearly to the most that they do."""
        rows = len(values) // _WIDE
        if rows > 1 and self._count <= _WIDE // 16:
            # to select among the highest of each column is much faster, and few of the best stand in one column
            values = _highest(values[: rows * _WIDE].reshape(rows, _WIDE))
        at = len(values) - self._count
        if at >= 0:
            ordered = values.copy()
            ordered.partition(at)
            self._floor = max(self._floor, ordered.item(at))


def _from_each(numbers: Sequence[float]) -> list[float]:
    """The sum of the numbers from each on, and from beyond the last."""
    return list(accumulate(reversed(numbers), initial=0.0))[::-1]
