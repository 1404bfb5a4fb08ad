"""Does a PDF give its words in the order in which a person reads them?"""

import datetime
from pathlib import Path

import pytest

from faq_bot.content.readers import Source, read
from faq_bot.errors import CorpusError

HERE = Path(__file__).parent / "documents"
LINE = 14  # points from one line to the next


def pdf(*pages, info=b"", objects=b""):
    """A PDF of pages of (left, base, size, bold, text), by hand; Helvetica's letters are about half as wide as high."""
    made = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count %d/Kids[%s]>>"
        % (len(pages), b" ".join(b"%d 0 R" % (6 + 2 * n) for n in range(len(pages)))),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica-Bold/Encoding/WinAnsiEncoding>>",
        b"<<" + info + b">>",
    ]
    for n, page in enumerate(pages):
        drawn = b""
        for left, base, size, bold, text in page:
            said = text.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
            drawn += b"BT /%s %g Tf %g %g Td (%s) Tj ET\n" % (b"B" if bold else b"F", size, left, base, said)
        drawn += objects
        made.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents %d 0 R/Resources<</Font<</F 3 0 R/B 4 0 R>>>>>>"
            % (7 + 2 * n)
        )
        made.append(b"<</Length %d>>stream\n%s\nendstream" % (len(drawn), drawn))
    body, places = b"%PDF-1.4\n", []
    for n, one in enumerate(made, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (n, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(made) + 1
    trailer = b"trailer<</Root 1 0 R/Info 5 0 R/Size %d>>\nstartxref\n%d\n%%%%EOF" % (size, len(body))
    return body + b"xref\n0 %d\n0000000000 65535 f \n" % size + table + trailer


def column(*lines, left=60, top=700, size=11, gaps=()):
    """Lines one below the other, with more room after those whose numbers are in `gaps`."""
    base, placed = top, []
    for n, line in enumerate(lines):
        placed.append((left, base, size, False, line))
        base -= LINE * (2 if n in gaps else 1)
    return placed


WIDE = "These words are there so that the line is as wide as the column of text is on this page"
TITLE = [(60, 780, 22, True, "T")]


@pytest.mark.parametrize(
    ("page", "lines"),
    [
        pytest.param(
            column(WIDE, "and go on here.", "Next one.", gaps=[1]),
            [f"{WIDE} and go on here.", "Next one."],
            id="room-between",
        ),
        pytest.param(column("Short.", WIDE, "of it."), ["Short.", f"{WIDE} of it."], id="room-at-the-end"),
        pytest.param(
            column(f"{WIDE} exer-", "cise, and a co-", "operative."),
            [f"{WIDE} exercise, and a cooperative."],
            id="hyphens",
        ),
        pytest.param(
            column("A follow-up.", f"{WIDE} follow-", "up is made."),
            ["A follow-up.", f"{WIDE} follow-up is made."],
            id="hyphen-that-stays",
        ),
        pytest.param(column("• one", "• two", "– three"), ["• one", "• two", "• three"], id="bullets"),
        pytest.param(column("1. one", "2. two", "3) three"), ["1. one", "2. two", "3) three"], id="numbers"),
        pytest.param(
            [*column("• one"), *column("• inner", left=90, top=686), *column("• two", top=672)],
            ["• one", "  • inner", "• two"],
            id="nested",
        ),
        pytest.param(
            [*column(f"• {WIDE}"), *column("of the item", left=70, top=686), *column("• two", top=672)],
            [f"• {WIDE} of the item", "• two"],
            id="item-that-goes-on",
        ),
        pytest.param(
            [*column("Visit", "First", "Next"), *column("Price", "£60", "£40", left=200)],
            ["• Visit | Price", "• First | £60", "• Next | £40"],
            id="table",
        ),
        pytest.param(
            [
                *column("Stage", "Freezing 2 to 9 months", "Frozen"),
                *column("Lasts", left=129),
                *column("4 to 12 months", left=106.5, top=672),
                *column(f"{WIDE}.", top=640),
            ],
            ["• Stage | Lasts", "• Freezing | 2 to 9 months", "• Frozen | 4 to 12 months", f"{WIDE}."],
            id="table-with-little-room",
        ),
        pytest.param(
            [*column(WIDE, "exercises", f"rather {WIDE[:70]}."), *column("and", left=475, top=686)],
            [f"{WIDE} exercises and rather {WIDE[:70]}."],
            id="wide-gap-in-one-line",
        ),
        pytest.param(column("Fish (raw) \\ £5 – ‘ok’"), ["Fish (raw) \\ £5 – ‘ok’"], id="signs"),
    ],
)
def test_paragraphs_and_lists(outline, page, lines):
    assert outline("a.pdf", pdf([*TITLE, *page])) == ["T", "## T", *lines]


@pytest.mark.parametrize("program", ["chromium", "libreoffice"])
def test_lists_tables_and_justified_lines_beside_columns(outline, program):
    shown = outline("a.pdf", (HERE / "pdf" / f"frozen-shoulder-{program}.pdf").read_bytes())
    begins = shown.index("## Treatment") + 1
    assert [line[:24] for line in shown[begins : begins + 8]] == [
        "1. Painkillers",
        "  • Paracetamol",
        "  • Ibuprofen",
        "2. Physiotherapy, once a",
        "3. Injection",
        "Stage | Lasts",
        "• Freezing | 2 to 9 mont",
        "• Frozen | 4 to 12 month",
    ]
    said = "Physiotherapists recommend strengthening exercises and rehabilitation programmes that are comprehensive."
    assert shown[-1] == said


def test_headings_are_larger_or_bolder(outline):
    page = [
        *TITLE,
        (60, 740, 15, True, "What is it?"),
        *column(WIDE, "and more.", top=720),
        (60, 680, 11, True, "Small and bold"),
        *column("Text.", top=660),
        (60, 630, 15, True, "A heading of"),
        (60, 612, 15, True, "two lines"),
        *column("The end.", top=590),
    ]
    expected = ["T", "## What is it", f"{WIDE} and more.", "## Small and bold", "Text."]
    assert outline("a.pdf", pdf(page)) == [*expected, "## A heading of two lines", "The end."]
    assert [one.level for one in read(Source("a.pdf", pdf(page))).sections] == [2, 3, 2]


@pytest.mark.parametrize("order", ["by-column", "by-line"])
def test_columns_are_read_one_after_the_other(outline, order):
    left = column(
        "Of the left column this is",
        "the first paragraph of all,",
        "and here it ends for good.",
        "Another one stands below.",
    )
    right = column(
        "On the right it goes on and",
        "says what else is to be said",
        "until there is no more left",
        "of it to say.",
        left=330,
    )
    both = [*left, *right] if order == "by-column" else [one for pair in zip(left, right, strict=True) for one in pair]
    across = [(60, 740, 11, False, f"{WIDE} and across it.")]
    text = " ".join(outline("a.pdf", pdf([*TITLE, *across, *both]))[2:])
    assert text.index("across it.") < text.index("Of the left") < text.index("Another one") < text.index("On the right")
    assert "paragraph of all, and here it ends" in text
    assert text.endswith("until there is no more left of it to say.")


def test_what_repeats_at_the_edges_of_pages_is_left_out(outline):
    pages = [
        [(60, 810, 9, False, "Riverside Clinic"), *column(f"Page text {word}."), (280, 30, 9, False, f"Page {n} of 3")]
        for n, word in enumerate(["one", "two", "three"], start=1)
    ]
    assert outline("a.pdf", pdf(*pages)) == ["A", "## A", "Page text one.", "Page text two.", "Page text three."]


def test_a_sentence_goes_on_over_the_page(outline):
    pages = [column("A paragraph that goes on"), column("on the next page. And ends.")]
    assert outline("a.pdf", pdf(*pages))[2:] == ["A paragraph that goes on on the next page. And ends."]


@pytest.mark.parametrize(
    ("info", "title", "updated"),
    [
        pytest.param(b"/Title(Heat)/ModDate(D:20260304120000Z)", "Heat", datetime.date(2026, 3, 4), id="facts"),
        pytest.param(b"/Title(Microsoft Word - a.doc)", "My page", None, id="of-a-program"),
        pytest.param(b"/CreationDate(D:20269999)", "My page", None, id="no-date"),
    ],
)
def test_facts_of_the_properties(info, title, updated):
    document = read(Source("my-page.pdf", pdf(column("Text."), info=info)))
    assert (document.title, document.updated) == (title, updated)


PICTURE = b"q 500 0 0 500 0 0 cm BI /W 1 /H 1 /BPC 8 /CS /G ID x EI Q\n"


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        pytest.param(pdf([], objects=PICTURE), "is a scan: it has pictures of text but no text; ", id="scan"),
        pytest.param(pdf([(280, 30, 9, False, "1")], objects=PICTURE), "is a scan: ", id="scan-with-page-number"),
        pytest.param(pdf([]), "has no text in it; ", id="empty-page"),
        pytest.param(
            (HERE / "pdf" / "locked.pdf").read_bytes(), "is locked with a password; save it without one", id="locked"
        ),
    ],
)
def test_what_holds_no_text_says_why(data, fault):
    with pytest.raises(CorpusError) as caught:
        read(Source("a.pdf", data))
    assert str(caught.value).startswith(f"a.pdf: {fault}")
