"""How long does each of several ways take, measured fairly?

Interleaved: each question is put to every way in turn, in an order that chance shuffles each time, and all of it again
in further rounds, for which those that are far slower than most are left out; after a warm-up, without the garbage
collector, one at a time. A question's time is the median of its rounds, so that what else the machine does is not taken
for the question's own; the spread is that over questions.
"""

import gc
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from statistics import median
from time import perf_counter
from typing import TypeVar

import numpy as np

Asked = TypeVar("Asked")
Found = TypeVar("Found")

WARM = 20
"""Questions, at the most, that each way is asked before it is measured."""
ENOUGH = 8.0
"""Seconds after which a way is asked no more: what is slow enough to need them needs no more for its median."""

SLOW = 10
"""How many times the time of most is far slower."""


@dataclass(frozen=True, slots=True)
class Spread:
    """How times, in seconds, are spread."""

    count: int
    median: float
    p99: float
    lower: float
    upper: float

    @classmethod
    def of(cls, times: Sequence[float]) -> "Spread":
        lower, middle, upper, p99 = np.quantile(times, (0.25, 0.5, 0.75, 0.99)).tolist()
        return cls(len(times), middle, p99, lower, upper)

    def micros(self) -> tuple[float, ...]:
        """The median, the 99th percentile and the quartiles, in microseconds."""
        return tuple(seconds * 1e6 for seconds in (self.median, self.p99, self.lower, self.upper))


Times = dict[int, float]
"""Seconds of each question, by its number."""


@contextmanager
def undisturbed() -> Iterator[None]:
    """Without the garbage collector."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def seconds(way: Callable[[], object]) -> float:
    """How long it takes, once."""
    start = perf_counter()
    way()
    return perf_counter() - start


def interleaved(
    ways: Mapping[str, Callable[[Asked], object]],
    questions: Sequence[Asked],
    rounds: int = 5,
    *,
    warm: int = WARM,
    enough: float = ENOUGH,
) -> dict[str, Times]:
    """The time of each question, by each way; of a slow way, that of one round, or even of some questions."""
    chance = random.Random(0)
    taken: dict[str, dict[int, list[float]]] = {name: {} for name in ways}
    spent = dict.fromkeys(ways, 0.0)
    slow = _slow({name: _warmed(way, questions[:warm], enough / 4) for name, way in ways.items()})
    with undisturbed():
        for turn in range(rounds):
            for number in chance.sample(range(len(questions)), len(questions)):
                for name in chance.sample(list(ways), len(ways)):
                    if spent[name] < enough and not (turn and name in slow):
                        way, question = ways[name], questions[number]
                        start = perf_counter()
                        way(question)
                        took = perf_counter() - start
                        spent[name] += took
                        taken[name].setdefault(number, []).append(took)
    return {name: {n: median(times) for n, times in sorted(of.items())} for name, of in taken.items()}


def _warmed(way: Callable[[Asked], object], questions: Sequence[Asked], enough: float) -> float:
    """The median time of a few questions, which warm it up; 0 where there are none."""
    times: list[float] = []
    for question in questions:
        if sum(times) > enough:
            break
        times.append(seconds(lambda asked=question: way(asked)))  # type: ignore[misc]
    return median(times) if times else 0.0


def _slow(warmed: Mapping[str, float]) -> set[str]:
    """Those that are far slower than most: between their questions, the others would find nothing in the processor's
    caches any more, so that after the first round they are left among themselves."""
    return {name for name, took in warmed.items() if took > SLOW * median(warmed.values())}


def ratio(ours: Times, theirs: Times, share: float = 0.5) -> float:
    """How many times as long ours take as theirs, by the median of the questions that both were asked, or another
    quantile of them."""
    both = sorted(ours.keys() & theirs.keys())
    return float(np.quantile([ours[n] for n in both], share) / np.quantile([theirs[n] for n in both], share))


def alternating(
    ways: Mapping[str, Callable[[], object]], rounds: int, measure: Callable[[Callable[[], object]], float] = seconds
) -> dict[str, list[float]]:
    """How long each takes, in as many rounds of all of them in turn."""
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, way in ways.items():
            taken[name].append(measure(way))
    return taken


def apart(work: Callable[[], Found]) -> Found:
    """What it returns, from a process that knows all that this one does, and that remembers nothing afterwards."""
    context = get_context("fork")
    receive, send = context.Pipe(duplex=False)
    process = context.Process(target=lambda: send.send(work()))
    process.start()
    send.close()
    try:
        return receive.recv()  # type: ignore[no-any-return]
    finally:
        process.join()


def seconds_apart(way: Callable[[], object]) -> float:
    """How long it takes a process that never did it before."""
    return apart(lambda: seconds(way))
