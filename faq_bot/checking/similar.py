"""Which passages say the same twice?

Texts are compared by their runs of RUN words ("shingles"): a text says the same as a longer one when SHARED of its runs
stand in that one too. Each group has a first text, the longest, which all others are held against; so words that
stand in a thousand places are one group.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import chain, count
from typing import cast

import numpy as np
from numpy.typing import NDArray

from faq_bot.checking.findings import Kind, Problem
from faq_bot.checking.places import Places
from faq_bot.content.corpus import Corpus

RUN = 4
"""Words of a run."""
SHARED = 80
"""Per cent of a text's runs that stand in the longer one."""
FEWEST = 12
"""Words below which a text may well be said twice."""

_WORD = re.compile(r"[^\W_]+")
Runs = NDArray[np.int64]


def same_texts(corpus: Corpus, places: Places) -> Iterator[Problem]:
    """A problem for each group. What staff alone may read may say the same as what visitors read."""
    for for_staff in (False, True):
        passages = [passage for passage in corpus.passages if passage.staff_only is for_staff]
        words = [_WORD.findall(passage.text.casefold()) for passage in passages]
        for group in similar(words):
            one, other, *more = sorted(group)
            alike = all(words[n] == words[one] for n in (other, *more))
            what = f"{'says the same as' if alike else 'says nearly the same as'} {places.passage(passages[one])}"
            if more:
                what += f", and so do {len(more)} more, {places.passage(passages[more[0]])} among them"
            remedy = "say it in one place, and let “Also asked:” lines (or “also_asked”) there lead to it"
            kind = Kind.SAME_TEXT if alike else Kind.NEARLY_SAME_TEXT
            yield Problem(kind, places.passage(passages[other]), what, remedy)


def similar(texts: Sequence[Sequence[str]]) -> list[list[int]]:
    """The groups of two and more texts (lists of words) that say the same, each with its first text first.

    The longest first (by different runs, then by place), each text joins the group whose first text has the most of
    its runs, if that is SHARED of them, the earlier group on a tie; or else begins one.
    """
    runs, alone = _runs(texts)
    order = sorted((n for n, text in enumerate(texts) if len(text) >= FEWEST), key=lambda n: (-len(runs[n]), n))
    needed = {n: -(-SHARED * len(runs[n]) // 100) for n in order}
    # As many of a text's rarest runs as not all can be missing: a group that it joins has one of them.
    telling = {n: runs[n][: len(runs[n]) - needed[n] + 1] for n in order}
    asked_for = np.zeros(alone + 1 + max((int(runs[n][-1]) for n in order), default=0), dtype=bool)
    for n in order:
        if len(runs[n]) - np.searchsorted(runs[n], alone) >= needed[n]:  # the others cannot join, only begin
            asked_for[telling[n]] = True
        else:
            telling[n] = telling[n][:0]
    asked_for[:alone] = False

    place = {n: at for at, n in enumerate(order)}
    mine = np.zeros(len(asked_for), dtype=bool)
    groups: dict[int, list[int]] = {}
    having: dict[int, list[int]] = defaultdict(list)  # run -> first texts of groups
    for n in order:
        near = list(set(chain.from_iterable(map(having.__getitem__, having.keys() & telling[n].tolist()))))
        shared = _shared(runs[n], [runs[first] for first in near], mine)
        best = max(zip(shared, near, strict=True), key=lambda found: (found[0], -place[found[1]]), default=(0, n))
        if best[0] >= needed[n]:
            groups[best[1]].append(n)
        else:
            groups[n] = [n]
            for run in runs[n][asked_for[runs[n]]].tolist():
                having[run].append(n)
    return [group for group in groups.values() if len(group) > 1]


def _shared(runs: Runs, others: Sequence[Runs], mine: NDArray[np.bool_]) -> list[int]:
    """How many of a text's runs each of the others has. `mine` is room to mark them in, all clear."""
    if not others:
        return []
    mine[runs] = True
    starts = np.concatenate([[0], np.cumsum([len(other) for other in others])[:-1]])
    found = np.add.reduceat(mine[np.concatenate(others)], starts, dtype=np.int64)
    mine[runs] = False
    return cast("list[int]", found.tolist())


def _runs(texts: Sequence[Sequence[str]]) -> tuple[list[Runs], int]:
    """The different runs of each text as numbers, rarest first; those below the number returned stand only once."""
    number: defaultdict[str, int] = defaultdict(count(1).__next__)
    words = np.array([number[word] for text in texts for word in text], dtype=np.uint64)
    ends = np.cumsum([len(text) for text in texts], dtype=np.int64)
    marks = np.zeros(max(len(words) - RUN + 1, 0), dtype=np.uint64)
    for at in range(RUN):  # a hash of 64 bits; two of ten million runs share one with a chance of 1 in 300,000
        marks = marks * np.uint64(0x9E3779B97F4A7C15) + words[at : at + len(marks)]
        marks ^= marks >> np.uint64(29)
    _, inverse, counts = np.unique(marks, return_inverse=True, return_counts=True)
    rank = np.empty(len(counts), dtype=np.int64)
    rank[np.argsort(counts, kind="stable")] = np.arange(len(counts))
    ranked = rank[inverse]
    starts = np.concatenate([np.zeros(1, dtype=np.int64), ends[:-1]]) if len(texts) else ends
    spans = zip(starts.tolist(), ends.tolist(), strict=True)
    return [np.unique(ranked[start : max(start, end - RUN + 1)]) for start, end in spans], int((counts == 1).sum())
