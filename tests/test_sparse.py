"""Are stretches of arrays found where they are?"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from faq_bot.search.sparse import ends, spans

ROWS = st.lists(st.lists(st.integers(-9, 9), max_size=4), max_size=8)


@given(ROWS, st.sampled_from([np.uint16, np.int32, np.int64]), st.data())
def test_stretches_are_found(rows, kind, data):
    values = np.array([value for row in rows for value in row], np.int64)
    start = ends(map(len, rows)).astype(kind)
    wanted = data.draw(st.lists(st.integers(0, len(rows) - 1), max_size=9)) if rows else []
    at, first, size = spans(start, np.array(wanted, np.int64))
    assert values[at].tolist() == [value for n in wanted for value in rows[n]]
    assert size.tolist() == [len(rows[n]) for n in wanted]
    assert first.tolist() == [sum(size[:n]) for n in range(len(wanted))]


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        pytest.param([], [0], id="none"),
        pytest.param([0], [0, 0], id="an-empty-one"),
        pytest.param([3], [0, 3], id="one"),
        pytest.param([2, 0, 1], [0, 2, 2, 3], id="an-empty-one-among-others"),
    ],
)
def test_where_stretches_begin_and_end(sizes, expected):
    assert ends(sizes).tolist() == ends(iter(sizes)).tolist() == expected
