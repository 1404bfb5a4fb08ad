"""Can what is written in a clinic's colour be read, whatever colour it is?"""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from web.colour import ENOUGH, NEAR_BLACK, WHITE, contrast, ink_on, luminance, mixed, readable

COLOURS = st.integers(0, 0xFFFFFF).map("#{:06x}".format)


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        pytest.param("#000000", "#ffffff", 21, id="black on white"),
        pytest.param("#ffffff", "#ffffff", 1, id="white on white"),
        pytest.param("#777777", "#ffffff", 4.478, id="a grey that just fails"),
        pytest.param("#767676", "#ffffff", 4.542, id="a grey that just passes"),
        pytest.param("#0000ff", "#ffffff", 8.592, id="blue on white"),
        pytest.param("#ff0000", "#ffffff", 3.998, id="red on white"),
        pytest.param("#00ff00", "#000000", 15.304, id="green on black"),
    ],
)
def test_contrast_as_others_work_it_out(one, other, ratio):
    assert contrast(one, other) == contrast(other, one) == pytest.approx(ratio, abs=0.001)


@given(COLOURS)
def test_luminance_lies_between_black_and_white(colour):
    assert luminance("#000000") == 0 <= luminance(colour) <= 1 == pytest.approx(luminance("#ffffff"))


@given(COLOURS, COLOURS)
@example("#ffff00", "#ffffff")
@example("#757575", "#757575")
@example("#767676", "#747474")
def test_a_colour_is_made_readable_on_any_ground(colour, ground):
    shade = readable(colour, ground)
    assert contrast(shade, ground) >= ENOUGH
    assert readable(shade, ground) == shade
    if contrast(colour, ground) >= ENOUGH:
        assert shade == colour


@given(COLOURS, COLOURS)
def test_no_shade_that_is_nearer_would_do(colour, ground):
    shade = readable(colour, ground)
    shades = [(mixed(colour, end, step / 255), step) for step in range(256) for end in ("#000000", "#ffffff")]
    steps = min(step for found, step in shades if found == shade)
    assert all(contrast(found, ground) < ENOUGH for found, step in shades if step < steps)


@given(COLOURS)
def test_on_several_grounds_that_are_alike(colour):
    for grounds in (("#ffffff", "#f3f6f4"), ("#0e1718", "#172325")):
        assert min(contrast(readable(colour, *grounds), ground) for ground in grounds) >= ENOUGH


def test_where_nothing_can_be_read_the_best_there_is():
    assert readable("#336699", "#808080", ratio=21) == "#000000"
    assert readable("#336699", "#333333", "#444444", ratio=21) == "#ffffff"


@given(COLOURS)
@example("#757575")
@example("#767676")
@example("#ff0000")
def test_ink(colour):
    ink = ink_on(colour)
    assert ink in (WHITE, NEAR_BLACK)
    assert contrast(ink, colour) >= ENOUGH


@pytest.mark.parametrize(
    ("share", "found"),
    [
        pytest.param(0, "#0b5f5c", id="none"),
        pytest.param(0.5, "#85afae", id="half"),
        pytest.param(1, "#ffffff", id="all"),
    ],
)
def test_mixed(share, found):
    assert mixed("#0b5f5c", "#ffffff", share) == found
