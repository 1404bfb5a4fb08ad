"""Are stretches the same as lists of lists?"""

from itertools import chain, pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from faq_bot.search.stretches import Gathering, Stretches

FIELDS = ("words", "marks")
THING = st.tuples(*(st.lists(st.integers(-9, 9), max_size=4) for _ in FIELDS))
THINGS = st.lists(THING, max_size=12)


def stretches(things):
    """The stretches of things, each given as a list for every field."""
    return Stretches(
        {name: np.array([v for thing in things for v in thing[n]], np.int32) for n, name in enumerate(FIELDS)},
        {name: np.array([len(thing[n]) for thing in things], np.int64) for n, name in enumerate(FIELDS)},
    )


def things_of(one):
    """The things again, cut out where each is said to begin."""
    cut = []
    for name in FIELDS:
        start = one.starts(name).tolist()
        cut.append([one[name][begin:end].tolist() for begin, end in pairwise(start)])
    return list(zip(*cut, strict=True))


@given(THINGS)
def test_each_value_is_of_the_thing_that_has_it(things):
    one = stretches(things)
    assert things_of(one) == things
    for n, name in enumerate(FIELDS):
        assert one.owners(name).tolist() == [number for number, thing in enumerate(things) for _ in thing[n]]


@given(THINGS, THINGS)
def test_things_come_after_others(things, more):
    both = stretches(things).and_then(stretches(more))
    assert things_of(both) == things + more
    assert len(both) == len(things + more)


@given(st.lists(THINGS, min_size=1, max_size=6))
def test_batches_are_gathered_in_order(several):
    gathering = Gathering()
    batches = [stretches(things) for things in several]
    for batch in batches:
        gathering.add(batch)
    gathered = gathering.all()
    assert things_of(gathered) == list(chain(*several))
    assert [things_of(batch) for batch in batches] == several
    assert {gathered[name].dtype for name in FIELDS} == {np.dtype(np.int32)}


@given(THINGS, st.data())
def test_things_are_taken_in_the_order_asked_for(things, data):
    numbers = data.draw(st.lists(st.integers(0, len(things) - 1), max_size=20)) if things else []
    taken = stretches(things).take(np.array(numbers, np.int64))
    assert things_of(taken) == [things[n] for n in numbers]


@pytest.mark.parametrize(
    "numbers",
    [
        pytest.param([], id="none"),
        pytest.param([0, 1, 2, 3, 4, 5], id="all"),
        pytest.param([3, 4, 5, 0, 1, 2], id="two-runs"),
        pytest.param([5, 4, 3, 2, 1, 0], id="backwards"),
        pytest.param([2, 2, 2], id="one-again-and-again"),
        pytest.param([1, 2, 2, 3], id="a-run-that-stammers"),
        pytest.param([0, 2, 4], id="every-other"),
        pytest.param([5], id="the-last"),
    ],
)
def test_runs_of_things(numbers):
    things = [([n, n], [10 + n] * n) for n in range(6)]
    taken = stretches(things).take(np.array(numbers, np.int64))
    assert things_of(taken) == [things[n] for n in numbers]
    assert {taken[name].dtype for name in FIELDS} == {np.dtype(np.int32)}


@given(THINGS, THINGS, st.data())
def test_what_was_taken_goes_on_and_is_taken_again(things, more, data):
    numbers = data.draw(st.lists(st.integers(0, len(things) - 1), max_size=9)) if things else []
    one = stretches(things).take(np.array(numbers, np.int64)).and_then(stretches(more))
    expected = [things[n] for n in numbers] + more
    assert things_of(one) == expected
    backwards = np.arange(len(expected))[::-1].copy()
    assert things_of(one.take(backwards)) == expected[::-1]
