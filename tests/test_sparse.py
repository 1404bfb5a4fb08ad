"""Are sparse rows the same as dense ones, from one thread and from many?"""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from faq_bot.search.sparse import ColumnSets, SparseRows, ends, spans, sum_stretches

WIDTH = 7
VALUES = st.integers(-8, 8).map(lambda n: n / 4)  # exact in 32 bits
ROW = st.dictionaries(st.integers(0, WIDTH - 1), VALUES, max_size=WIDTH)


def dense(rows):
    table = np.zeros((len(rows), WIDTH))
    for number, row in enumerate(rows):
        for column, value in row.items():
            table[number, column] = value
    return table


def sparse_rows(rows, width=WIDTH):
    columns = np.array([column for row in rows for column in row], np.int32)
    values = np.array([value for row in rows for value in row.values()], np.float32)
    return SparseRows(ends(map(len, rows)), columns, width, values)


def product(sparse, vector, rows):
    return sparse.dot(np.array(list(vector), np.int64), np.array(list(vector.values()), float), rows)


def some_of(data, rows):
    return np.array(data.draw(st.lists(st.integers(0, len(rows) - 1), max_size=9)) if rows else [], np.int64)


@given(st.lists(ROW, max_size=6), ROW, st.data())
def test_a_product_is_that_of_dense_rows(rows, vector, data):
    wanted = some_of(data, rows)
    sparse = sparse_rows(rows)
    for _ in range(2):  # the second finds the scratch as the first left it
        assert product(sparse, vector, wanted).tolist() == (dense(rows)[wanted] @ dense([vector])[0]).tolist()
    assert product(sparse, {}, wanted).tolist() == [0.0] * len(wanted)


@given(st.lists(ROW, max_size=6), st.lists(st.lists(st.integers(0, WIDTH - 1), max_size=3), max_size=4), st.data())
def test_holding_is_that_of_sets(rows, any_of, data):
    wanted = some_of(data, rows)
    held = sparse_rows(rows).holds(ColumnSets.of(any_of), wanted)
    assert held.shape == (len(wanted), len(any_of))
    assert held.tolist() == [[not set(rows[n]).isdisjoint(columns) for columns in any_of] for n in wanted]


@given(st.lists(st.lists(st.integers(-9, 9), max_size=4), min_size=1, max_size=8), st.data())
def test_stretches_are_found_and_summed(stretches, data):
    values = np.array([value for stretch in stretches for value in stretch], float)
    start = ends(map(len, stretches))
    rows = some_of(data, stretches)
    at, first, size = spans(start, rows)
    assert values[at].tolist() == [value for n in rows for value in stretches[n]]
    assert sum_stretches(values[at], first, size).tolist() == [float(sum(stretches[n])) for n in rows]


@pytest.mark.parametrize("rows", [[], [{}], [{}, {}]], ids=["none", "one-empty", "two-empty"])
def test_rows_of_nothing(rows):
    sparse = sparse_rows(rows, 0)
    every = np.arange(len(rows))
    assert product(sparse, {}, every).tolist() == [0.0] * len(rows)
    assert sparse.holds(ColumnSets.of([[]]), every).tolist() == [[False]] * len(rows)


def test_more_sets_than_a_machine_word_has_bits():
    rows = [{n: 1.0} for n in range(200)]
    held = sparse_rows(rows, 200).holds(ColumnSets.of([[n] for n in range(200)]), np.arange(200))
    assert (held == np.eye(200, dtype=bool)).all()


def test_eight_threads_at_once_get_what_one_gets():
    random = np.random.default_rng(1)
    rows = [{int(c): float(v) for c, v in zip(random.permutation(500)[:40], random.random(40), strict=True)}] * 200
    sparse, every = sparse_rows(rows, 500), np.arange(200)
    vectors = [{int(c): float(n + 1) for c in random.permutation(500)[:60]} for n in range(400)]
    alone = [product(sparse, vector, every).tolist() for vector in vectors]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda vector: product(sparse, vector, every).tolist(), vectors)) == alone
        sets = [[[column] for column in vector] for vector in vectors]
        held = [sparse.holds(ColumnSets.of(each), every[:3]).tolist() for each in sets]
        assert list(pool.map(lambda each: sparse.holds(ColumnSets.of(each), every[:3]).tolist(), sets)) == held
