"""Links to a sentence: what a browser is told to look for."""

from urllib.parse import unquote

import pytest

from web.text_fragment import text_fragment

LONG = (
    "Massage can loosen both the muscles and the tendons, and the relaxing strokes may also make a big difference to "
    "how well you can move."
)
LIST = "Please bring:\n\n1. your letter\n2. loose clothes\n  • a shirt. Yes.\n  • trousers"


def directive(text: str, wanted: str) -> str:
    start = text.index(wanted)
    return text_fragment(text, start, start + len(wanted))


@pytest.mark.parametrize(
    ("text", "wanted", "found"),
    [
        pytest.param("The oil is warm. Rest well.", "The oil is warm.", "The%20oil%20is%20warm.", id="short: whole"),
        pytest.param(LONG, LONG, "Massage%20can%20loosen%20both%20the,how%20well%20you%20can%20move.", id="long: ends"),
        pytest.param("a " * 45, "a " * 45, f"{'a%20' * 4}a,{'a%20' * 4}a", id="space at the end is no word"),
        pytest.param("x" * 90, "x" * 90, "x" * 90, id="one long word: whole"),
        pytest.param("腰痛に効く" * 30, "腰痛に効く" * 30, None, id="no spaces: whole"),
        pytest.param("It is well-known, safe & good.", "It is well-known, safe & good.", None, id="- , & written out"),
        pytest.param("It is 50% off; #1 a:~:b?", "It is 50% off; #1 a:~:b?", None, id="% # : written out"),
        pytest.param("Tea can't hurt “at all”", "Tea can't hurt “at all”", None, id="quotes"),
        pytest.param("Is it safe? Yes. It is, for most people.", "Yes.",
                     "Is%20it%20safe%3F-,Yes.,-It%20is%2C%20for%20most%20people.", id="few words: with those around"),
        pytest.param("Yes. It is.", "Yes.", "Yes.,-It%20is.", id="few words, first"),
        pytest.param("It is. Yes.", "Yes.", "It%20is.-,Yes.", id="few words, last"),
        pytest.param("No.\n\nYes.\n\nMaybe.", "Yes.", "Yes.", id="few words, alone in a paragraph"),
        pytest.param("– Yes. –", "Yes.", "Yes.", id="nothing around but signs"),
        pytest.param(LIST, "your letter", "your%20letter", id="an item: without its number"),
        pytest.param(LIST, "Yes.", "a%20shirt.-,Yes.", id="in an item: its bullet is not before it"),
        pytest.param(LIST, "your letter\n2. loose clothes", "your%20letter", id="two items: the first"),
        pytest.param(LIST, "\n\n1. your letter", "1.%20your%20letter", id="blank lines before"),
        pytest.param(LIST, "Please bring:\n\n1. your letter", "Please%20bring%3A", id="two paragraphs: the first"),
        pytest.param("A b.", "", "", id="nothing"),
        pytest.param("A – b.", "–", "", id="no letter"),
        pytest.param("A  b.", "  ", "", id="spaces"),
    ],
)  # fmt: skip
def test_what_a_browser_looks_for(text: str, wanted: str, found: str | None) -> None:
    said = directive(text, wanted)
    if found is None:
        term = said.removeprefix(":~:text=")
        assert unquote(term) == wanted
        assert not set(term) & set("-,&#:?'\"<> ")
    else:
        assert said == (f":~:text={found}" if found else "")


@pytest.mark.parametrize("text", ["", "a", "Yes.", "one\ntwo", "• a\n• b", "🙂", "\ufeff", "-,&", " \n "])
def test_any_offsets_do(text: str) -> None:
    for start in range(len(text) + 2):
        for end in range(len(text) + 2):
            said = text_fragment(text, start, end)
            assert not said or said.startswith(":~:text=")
