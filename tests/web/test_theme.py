"""Does the page wear the clinic's colours, and can it still be read?"""

import re
from pathlib import Path

import pytest
from flask import Flask, render_template_string
from flask.testing import FlaskClient
from hypothesis import example, given
from hypothesis import strategies as st

import web
from web.colour import ENOUGH, contrast
from web.theme import DARK, LIGHT, Scheme, palette

BASE = (Path(web.__file__).with_name("static") / "faq-bot.css").read_text("utf-8")
PROPERTY = re.compile(r"--([a-z-]+):\s*([^;]+);")
THEME = 'colour = "#b3005e"\nradius = 6\nfont = "Georgia, serif"\n'
FOR_GOOD = "public, max-age=31536000, immutable"


def properties(css: str) -> tuple[dict[str, str], dict[str, str]]:
    """The custom properties that a stylesheet sets first, and those that it sets in the dark."""
    light, _, dark = css.partition("@media (prefers-color-scheme: dark)")
    first_light, first_dark = PROPERTY.findall(light)[::-1], PROPERTY.findall(dark.partition("\n}\n")[0])[::-1]
    return dict(first_light), dict(first_dark)


@pytest.fixture
def themed(site, files) -> Flask:
    return site({**files, "_clinic.toml": THEME + files["_clinic.toml"]})


def address(app: Flask, colour: str = "") -> str:
    """The address that a template gets."""
    with app.test_request_context("/"):
        return render_template_string("{{ theme_address(colour)|safe }}", colour=colour)


@pytest.mark.parametrize(("scheme", "n"), [pytest.param(LIGHT, 0, id="light"), pytest.param(DARK, 1, id="dark")])
class TestWhateverTheColour:
    def test_the_grounds_are_those_of_the_page(self, scheme: Scheme, n: int) -> None:
        page = properties(BASE)[n]
        assert (page["ground"], page["sheet"]) == (scheme.ground, scheme.sheet)

    @given(colour=st.integers(0, 0xFFFFFF).map("#{:06x}".format))
    @example(colour="#ffffff")
    @example(colour="#000000")
    @example(colour="#ffff00")
    @example(colour="#808080")
    def test_it_can_be_read(self, scheme: Scheme, n: int, colour: str) -> None:
        page = properties(BASE)[n]
        worn = palette(colour, scheme)
        for ground in (scheme.ground, scheme.sheet, worn["tint"]):
            assert contrast(worn["accent"], ground) >= ENOUGH
        assert contrast(worn["accent-ink"], worn["accent"]) >= ENOUGH
        for ink in ("ink", "soft"):
            assert contrast(page[ink], worn["tint"]) >= ENOUGH


def test_a_colour_that_can_be_read_is_worn_as_it_is() -> None:
    assert palette("#0b5f5c", LIGHT)["accent"] == "#0b5f5c"


def test_the_clinics_theme(themed: Flask) -> None:
    response = themed.test_client().get("/theme.css")
    assert (response.status_code, response.content_type) == (200, "text/css; charset=utf-8")
    light, dark = properties(response.text)
    assert light == {**palette("#b3005e", LIGHT), "radius": "0.375rem", "font": "Georgia, serif, var(--sans)"}
    assert dark == palette("#b3005e", DARK)
    assert response.text.count("{") == response.text.count("}") == 3
    assert {*light, *dark} - {"font"} <= properties(BASE)[0].keys()


@pytest.mark.parametrize(
    ("facts", "sets"),
    [
        pytest.param('colour = "#b3005e"\n', {"accent", "accent-ink", "tint"}, id="colour alone"),
        pytest.param("radius = 0\n", {"radius"}, id="radius alone"),
        pytest.param('font = "serif"\n', {"font"}, id="font alone"),
        pytest.param("", set(), id="nothing"),
    ],
)
def test_only_what_the_clinic_sets(site, files, facts: str, sets: set[str]) -> None:
    app = site({**files, "_clinic.toml": facts + files["_clinic.toml"]})
    response = app.test_client().get("/theme.css")
    light, dark = properties(response.text)
    assert (response.status_code, light.keys()) == (200, sets)
    assert dark.keys() == sets & {"accent", "accent-ink", "tint"}
    assert bool(address(app)) == bool(sets)


def test_another_colour_for_a_page_that_asks_for_it(themed: Flask) -> None:
    asked = themed.test_client().get("/theme.css?colour=0B5F5C").text
    light, dark = properties(asked)
    assert light == {**palette("#0b5f5c", LIGHT), "radius": "0.375rem", "font": "Georgia, serif, var(--sans)"}
    assert dark == palette("#0b5f5c", DARK)


@pytest.mark.parametrize(
    "colour",
    [
        "",
        "red",
        "fff",
        "#0b5f5c",
        "0b5f5c;",
        "0b5f5c\n",
        "0b5f5",
        "0b5f5c0",
        "gggggg",
        "٠٠٠٠٠٠",
        "}body{display:none",
        "</style><script>",
        "\0" * 6,
        "a" * 5000,
    ],
    ids=lambda colour: ascii(colour[:20]),
)
def test_what_is_no_colour_is_not_heeded(themed: Flask, colour: str) -> None:
    visitor = themed.test_client()
    own = visitor.get("/theme.css")
    response = visitor.get("/theme.css", query_string={"colour": colour})
    assert (response.status_code, response.data) == (200, own.data)
    assert address(themed, colour) == address(themed)


@pytest.mark.parametrize("colour", ["", "0b5f5c", "0B5F5C"])
def test_a_theme_is_kept_for_good_under_its_own_hash_alone(themed: Flask, colour: str) -> None:
    visitor = themed.test_client()
    given = address(themed, colour)
    assert re.fullmatch(r"/theme\.css\?(colour=0b5f5c&)?v=[0-9a-f]{12}", given)
    response = visitor.get(given)
    assert (response.status_code, response.headers["Cache-Control"]) == (200, FOR_GOOD)
    other = visitor.get(f"{given}0")
    assert (other.data, other.headers["Cache-Control"]) == (response.data, "no-cache")
    again = visitor.get("/theme.css", query_string={"colour": colour}, headers={"If-None-Match": other.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_another_theme_has_another_address(site, files, themed: Flask) -> None:
    addresses = {address(themed), address(themed, "0b5f5c"), address(themed, "0b5f5d")}
    other = site({**files, "_clinic.toml": THEME.replace("6", "7") + files["_clinic.toml"]})
    assert len(addresses | {address(other)}) == 4


def test_a_site_without_a_theme(client: FlaskClient, standing_app: Flask) -> None:
    response = client.get("/theme.css")
    assert (response.status_code, response.data, response.headers["Cache-Control"]) == (200, b"", "no-cache")
    assert address(standing_app) == ""
    assert address(standing_app, "0b5f5c").startswith("/theme.css?colour=0b5f5c&v=")


def test_a_site_that_cannot_read_its_articles_still_has_one(broken: FlaskClient) -> None:
    assert (broken.get("/theme.css").status_code, broken.get("/theme.css").data) == (200, b"")
    assert properties(broken.get("/theme.css?colour=0b5f5c").text)[0]["accent"] == "#0b5f5c"


def test_a_theme_is_small(themed: Flask) -> None:
    assert len(themed.test_client().get("/theme.css").data) < 500
