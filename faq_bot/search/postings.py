"""Which texts have the highest sums over a few posting lists?

A posting list says which texts hold a term, and what it adds to each; of a long one, the texts that it adds the most to
are there apart, too. What these texts reach is a floor that is nearly as high as the best scores (a threshold, as Fagin
has it). By it, few lists have to be gone through, or only their highest part: as long as what is left of each could not
lift a text over the floor, all together. What the others add is looked up for the few texts that may be among the best.

Sums are of float32, half as large and twice as fast as float64: they tell which texts to work out exact sums for.
"""

import threading
from collections.abc import Sequence
from heapq import heapify, heappop, heapreplace
from itertools import pairwise
from operator import itemgetter
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from faq_bot.search.sparse import Floats32, Ints, Ints32

_ERROR = 1e-6
"""What a sum may be off by for each list, as a share of it; several times what float32 makes it."""
_WIDE = 1024
"""Sums are gone through as rows of so many."""
_CELL = 0.1
"""What it costs to go through a cell of an array, where adding a posting costs 1, a nanosecond or two."""
_PLAIN = 50_000
"""When adding all lists and going through the sums costs no more than this, it is done: choosing costs time as well."""
_DENSE = 0.2
"""A list of so many of all texts is added as a column."""
_SPREAD = 8
"""Looking a text up in a list costs as much as writing so many of the list's values where all texts have a place."""
_LEADING, _AGAIN = 4, 25_000
"""The floor is raised by so many of the lists, those of the highest bounds; and again by longer heads of theirs, when
more postings than this are to be added."""
_of_thread = threading.local()
_by_bound = itemgetter(0)
_add_at, _highest = np.add.at, np.maximum.reduce


class Head(NamedTuple):
    """The texts of a list that it adds the most to, in order; to others it adds at most `rest` times its weight."""

    rest: float
    texts: Ints32
    values: Floats32


class PostingList(NamedTuple):
    """Texts in order, and the value of each; a long list has heads, the shortest first. That of a common term also has
    a `column`, of values for all texts, most of them 0, in the given unit: each may be too high by less than one."""

    texts: Ints32
    values: Floats32
    column: NDArray[Any] | None
    unit: float
    slack: float
    heads: list[Head]
    steps: list[tuple[float, float]]

    @classmethod
    def of(
        cls, texts: Ints32, values: Floats32, column: NDArray[Any] | None, highest: float, heads: list[Head]
    ) -> "PostingList":
        slack = 0.0 if column is None or column.dtype != np.uint8 else highest / 255
        ranks = [highest, *[head.rest for head in heads], 0.0]
        sizes = [0, *[len(head.texts) for head in heads], len(texts)]
        saved = [more - less for more, less in pairwise(ranks)]
        steps = [(-save / (more - less + 1), save) for save, (less, more) in zip(saved, pairwise(sizes), strict=True)]
        return cls(texts, values, column, slack or 1.0, slack, heads, steps)


class Weighed(NamedTuple):
    """A posting list whose values, times the weight, are what a term adds to texts, above 0 and at most `bound`."""

    bound: float
    weight: float
    list: PostingList


def likeliest(lists: Sequence[Weighed], size: int, count: int, floor: float) -> Ints32:
    """All of `size` texts that have one of the `count` highest sums, and few others, in order.

    The `count` best are known to reach the floor, by one list alone; it may be 0.
    """
    # Each thread has an array of its own to add up in, all 0 between two searches: making one costs more than a search.
    # Should a search fail half-way, its array is let go.
    cells = _of_thread.__dict__.pop("cells", None)
    room = -(-size // _WIDE) * _WIDE
    if cells is None or len(cells) < room:
        cells = np.zeros(room, np.float32)
    search = _Search(cells[:room], size, count, floor, lists)
    if (len(lists) + _CELL) * size < 4 * _PLAIN:  # so small that it costs less than to work out what it costs
        texts = search.by_all(lists)
    else:
        going_through = _CELL * size
        costs = [
            len(one.texts) if one.column is None else min(len(one.texts), 2 * going_through) for _, _, one in lists
        ]
        texts = search.by_all(lists) if sum(costs) + going_through < _PLAIN else search.by_few(lists)
    _of_thread.cells = cells
    return texts


class _Search:
    """A search under way: the sums so far, by text, and the floor, which the `count` best of all are known to reach."""

    __slots__ = ("_count", "_floor", "_room", "_share", "_slack", "_sums")

    def __init__(self, room: Floats32, size: int, count: int, floor: float, lists: Sequence[Weighed]) -> None:
        self._room, self._sums = room, room[:size]
        self._count, self._floor = count, floor
        self._share = 1 - _ERROR * (len(lists) + 8)  # of the floor: what a sum is at least that truly reaches it
        self._slack = sum([one.slack * weight for _, weight, one in lists])  # what a sum may be too high by

    def by_all(self, lists: Sequence[Weighed]) -> Ints32:
        """By adding all lists up."""
        for _, weight, one in lists:
            if one.column is not None and (not one.slack or len(one.texts) > _DENSE * len(self._sums)):
                self._add_column(one.column, one.unit * weight)
            else:
                _add_at(self._sums, one.texts, one.values if weight == 1 else one.values * weight)
        texts = self._above(0.0)
        self._sums.fill(0)
        return texts.astype(np.int32)

    def by_few(self, lists: Sequence[Weighed]) -> Ints32:
        """By adding up lists, or the heads of some, until no other text can be among the best, and looking up what
        the others add."""
        lists = sorted(lists, key=_by_bound, reverse=True)
        self._raise_by_first(lists)
        depths = self._depths(lists)
        planned = sum([_size(one.list, depth) for one, depth in zip(lists, depths, strict=True)])
        if planned > _AGAIN:
            self._raise_by_heads(lists, planned // 16)
            depths = self._depths(lists)
        added: list[Ints32] = []
        others: list[tuple[float, Weighed]] = []
        gone_through = False
        for depth, one in zip(depths, lists, strict=True):
            bound, weight, of = one
            if depth > len(of.heads) and of.column is not None and len(of.texts) > _DENSE * len(self._sums):
                self._add_column(of.column, of.unit * weight)
                gone_through = True
            elif depth:
                texts, values = of[:2] if depth > len(of.heads) else of.heads[depth - 1][1:]
                added.append(texts)
                _add_at(self._sums, texts, values if weight == 1 else values * weight)
            if depth <= len(of.heads):
                others.append((of.heads[depth - 1].rest * weight if depth else bound, one))
        rest = sum([left for left, _ in others])
        if gone_through or sum(map(len, added)) > _CELL * len(self._sums):
            found = self._above(rest).astype(np.int32)
            values = self._sums.take(found)
            self._sums.fill(0)
        else:
            found, values = self._above_of(added, rest)
        return self._looked_up(found, values, others, rest, 3 * self._count)

    def _raise_by_first(self, lists: Sequence[Weighed]) -> None:
        """Raise the floor by what the texts reach that the leading lists add the most to."""
        texts = _all_of([(one.heads[0].texts if one.heads else one.texts) for _, _, one in lists[:_LEADING]])
        sums = self._found(lists[0], texts)
        for one in lists[1:]:
            sums += self._found(one, texts)
        self._raise(sums)

    def _raise_by_heads(self, lists: Sequence[Weighed], most: int) -> None:
        """The same by more texts of each, but at most so many."""
        heads = [head.texts for _, _, one in lists[:_LEADING] for head in one.heads if len(head.texts) <= most]
        texts = _all_of(heads or [lists[0].list.texts[:most]])
        rest = sum([one.bound for one in lists])
        self._looked_up(texts, np.zeros(len(texts), np.float32), [(one.bound, one) for one in lists], rest, 0)

    def _depths(self, lists: Sequence[Weighed]) -> list[int]:
        """How much of each list is to be added, so that what is left does not reach the floor: nothing, one of its
        heads, or, beyond these, all of it. What saves the most for its cost comes first."""
        rest, least = sum([one.bound for one in lists]), self._least(0.0)
        depths = [0] * len(lists)
        steps = [(one.list.steps[0][0] * one.weight, n) for n, one in enumerate(lists)]
        heapify(steps)
        while rest > least and steps:
            n = steps[0][1]
            _, weight, one = lists[n]
            rest -= one.steps[depths[n]][1] * weight
            depths[n] += 1
            if depths[n] < len(one.steps):
                heapreplace(steps, (one.steps[depths[n]][0] * weight, n))
            else:
                heappop(steps)
        return depths

    def _add_column(self, column: NDArray[Any], scale: float) -> None:
        self._sums += column if scale == 1 else column * np.float32(scale)

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

    def _above_of(self, added: Sequence[Ints32], rest: float) -> tuple[Ints32, Floats32]:
        """The same, and their sums, by going through the texts that anything was added to; clears their sums."""
        texts = _all_of(added)
        values = self._sums.take(texts)
        self._sums[texts] = 0
        self._raise(values)
        keep = (values > self._least(rest)).nonzero()[0]
        return texts.take(keep), values.take(keep)

    def _looked_up(
        self, texts: Ints32, values: Floats32, others: Sequence[tuple[float, Weighed]], rest: float, enough: int
    ) -> Ints32:
        """The texts that can be among the best; as long as they are more than enough, what other lists add to them is
        looked up: lists that were not added, and those of which a head was, which have less left than their bound."""
        surely = values
        for left, one in sorted(others, key=lambda other: (other[0] < other[1].bound, other[1].list.column is None)):
            if len(texts) <= enough:
                break
            more = self._found(one, texts)
            if left < one.bound:  # what is in the head was added before
                slack = one.list.slack * one.weight + left * _ERROR
                surely = surely + more * (more < left - slack)
                values = values + more * (more <= left + slack)
            else:
                values = surely = values + more
            rest -= left
            self._raise(surely)
            keep = (values >= self._least(rest)).nonzero()[0]
            if len(keep) < len(texts):
                texts, values, surely = texts.take(keep), values.take(keep), surely.take(keep)
        return texts

    def _found(self, one: Weighed, texts: Ints32) -> Floats32:
        """What the list adds to each of the texts, looked up while all sums are 0."""
        _, weight, (all_texts, values, column, unit, *_) = one
        found: Floats32
        if column is not None:
            return column.take(texts) * np.float32(weight * unit)
        if len(all_texts) < _SPREAD * len(texts):
            places = all_texts.astype(np.intp)  # what numpy indexes by: it would convert them at every use
            self._sums[places] = values
            found = self._sums.take(texts)
            self._sums[places] = 0
        else:
            at = all_texts[:-1].searchsorted(texts)  # the last one's place, for all that come after the others
            found = values.take(at) * (all_texts.take(at) == texts)
        return found if weight == 1 else found * np.float32(weight)

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
            self._floor = max(self._floor, ordered.item(at) - self._slack)


def _all_of(lists: Sequence[Ints32]) -> Ints32:
    """All texts of any of the lists, in order."""
    texts = np.concatenate(lists)
    if len(lists) > 1:
        texts.sort()
        is_new = np.ones(len(texts), bool)
        np.not_equal(texts[1:], texts[:-1], out=is_new[1:])
        texts = texts.take(is_new.nonzero()[0])
    return texts


def _size(one: PostingList, depth: int) -> int:
    """How many postings of a list are added."""
    return len(one.texts if depth > len(one.heads) else one.heads[depth - 1].texts) if depth else 0
