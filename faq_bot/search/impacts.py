"""Where do terms add the most to scores?

A term's impact on a text is what it adds to the text's score. Of each term the highest impacts are told; of one that
many texts hold, the texts of the highest too, as heads; of one that is common, the impacts on all texts, as a column.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from faq_bot.search.postings import Head
from faq_bot.search.sparse import Floats32, Ints, Ints32, Whole

RANKS = (1, 10, 30)
"""It is kept what each term adds to the text that it adds the most to, to the tenth such, and to the thirtieth."""
HEADS, SHARE = (32, 256, 2048, 16384), 8
"""So many texts that a term adds the most to are kept apart, if at least `SHARE` times as many hold it."""
HEADED = 2**16
"""Texts from which on there are heads: among fewer, all postings of a question are added in no time."""
COMMON, COLUMNS, CELLS = 32, 128, 2**21
"""Of the terms that more than one text in `COMMON` holds, the `COLUMNS` most common ones have columns of bytes; in an
index so small that 16 columns have fewer `CELLS`, as many as have so many, of float32, which takes less time to add."""
_AT_ONCE = 2**22  # postings that are worked on at once, which bounds the memory that it needs

Arrays = dict[str, NDArray[Any]]


def stretches(count: int) -> Iterator[slice]:
    """Of so many postings."""
    return (slice(begin, min(begin + _AT_ONCE, count)) for begin in range(0, count, _AT_ONCE))


def by_term(terms: Whole) -> Ints:
    """The places of the postings in the order of their terms, and of equal terms in their own: a stable argsort, but
    plain sorting is several times as fast."""
    bits = len(terms).bit_length()
    keys = terms.astype(np.int64)
    keys <<= bits
    for some in stretches(len(keys)):
        keys[some] |= np.arange(some.start, some.stop)
    keys.sort()
    keys &= (1 << bits) - 1
    return keys


def highest(start: Ints, texts: Ints32, impacts: Floats32, size: int) -> Arrays:
    """What is kept of the highest impacts: `ranked`, ranks by terms, the impact of that rank, 0 where there are fewer;
    heads; and columns. The postings of term n are from `start[n]` up to `start[n + 1]`."""
    held = np.diff(start)
    ranked = np.zeros((len(RANKS), len(held)), np.float32)
    is_long = (held >= SHARE * HEADS[0]) & (size >= HEADED)
    few = np.where(is_long, 0, held)
    keys = np.repeat(np.arange(len(held), dtype=np.int64) << 32, few)
    keys |= impacts[np.repeat(few > 0, held)].view(np.int32)  # bits of floats above 0 are in the order of the floats
    keys.sort()
    for row, rank in zip(ranked, RANKS, strict=True):
        has = few >= rank
        row[has] = keys[np.cumsum(few)[has] - rank].astype(np.int32).view(np.float32)
    heads = _heads(is_long.nonzero()[0], start, texts, impacts, ranked)
    return heads | _columns(start, texts, impacts, ranked[0], size) | {"ranked": ranked}


def heads_of(arrays: Mapping[str, NDArray[Any]], term: int) -> list[Head]:
    """The heads of a term, the shortest first; none where it has none."""
    long = arrays["long"]
    row = int(long.searchsorted(term))
    if row == len(long) or long[row] != term:
        return []
    begins = arrays["head_start"][row * len(HEADS) : (row + 1) * len(HEADS) + 1].tolist()
    rests, texts, impacts = arrays["head_rest"][row].tolist(), arrays["head_texts"], arrays["head_impacts"]
    ends = zip(rests, begins, begins[1:], strict=False)
    return [Head(rest, texts[begin:end], impacts[begin:end]) for rest, begin, end in ends if rest]


def _heads(long: Ints, start: Ints, texts: Ints32, impacts: Floats32, ranked: Floats32) -> Arrays:
    """Of `long` lists: each head, and the highest impact that is not in it, 0 for no head; and what is `ranked`."""
    rests, sizes = np.zeros((len(long), len(HEADS)), np.float32), np.zeros((len(long), len(HEADS)), np.int64)
    heads = [(np.empty(0, np.int32), np.empty(0, np.float32))]
    for row, term in enumerate(long.tolist()):
        inside, values = texts[start[term] : start[term + 1]], impacts[start[term] : start[term + 1]]
        ordered = np.sort(values)
        ranked[:, term] = [ordered[-rank] if rank <= len(ordered) else 0 for rank in RANKS]
        count = bisect_right(HEADS, len(values) // SHARE)
        for n in reversed(range(count)):  # each head is in the next longer one
            rests[row, n] = ordered[-1 - HEADS[n]]
            keep = (values > rests[row, n]).nonzero()[0]
            inside, values = inside.take(keep), values.take(keep)
            sizes[row, n] = len(keep)
            heads.append((inside, values))
        heads[len(heads) - count :] = heads[: len(heads) - count - 1 : -1]
    head_texts, head_impacts = (np.concatenate(parts) for parts in zip(*heads, strict=True))
    begins = np.concatenate(([0], np.cumsum(sizes)))
    return {
        "long": long,
        "head_start": begins,
        "head_rest": rests,
        "head_texts": head_texts,
        "head_impacts": head_impacts,
    }


def _columns(start: Ints, texts: Ints32, impacts: Floats32, most: Floats32, size: int) -> Arrays:
    """The `common` terms, and the column of each: bytes are shares of its highest impact, of which 255 are all of it,
    rounded up."""
    held = np.diff(start)
    is_small = 16 * size < CELLS
    common = np.argsort(-held, kind="stable")[: CELLS // max(size, 1) if is_small else COLUMNS]
    common = common[held[common] * COMMON > size]
    columns = np.zeros((len(common), size), np.float32 if is_small else np.uint8)
    for column, term in zip(columns, common.tolist(), strict=True):
        of_term = slice(start[term], start[term + 1])
        values = impacts[of_term]
        column[texts[of_term]] = values if is_small else np.ceil(values * (255 / most[term])).clip(1, 255)
    return {"common": common, "columns": columns}
