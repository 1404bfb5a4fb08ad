"""Does a Word document give what Word shows, whoever wrote it?"""

import datetime
import io
import zipfile
from html import escape

import docx
import pytest

from faq_bot.content.readers import Source, read
from faq_bot.errors import CorpusError

WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MORE = (
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)
STYLES = """
<w:style w:type="paragraph" w:default="1" w:styleId="Standard"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="Titel"><w:name w:val="Title"/></w:style>
<w:style w:type="paragraph" w:styleId="berschrift1"><w:name w:val="heading 1"/>
<w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="Frage"><w:name w:val="Frage"/><w:basedOn w:val="berschrift1"/></w:style>
<w:style w:type="paragraph" w:styleId="Kreis"><w:name w:val="Kreis"/><w:basedOn w:val="Kreis"/></w:style>
<w:style w:type="paragraph" w:styleId="Verzeichnis1"><w:name w:val="toc 1"/></w:style>
<w:style w:type="paragraph" w:styleId="Fett"><w:name w:val="Fett"/><w:rPr><w:b/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Liste"><w:name w:val="Liste"/>
<w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr></w:style>
"""
LEVELS = [("decimal", "%1."), ("lowerLetter", "%2)"), ("lowerRoman", "(%3)"), ("decimal", "%1.%2.%3.%4")]
NUMBERING = (
    '<w:abstractNum w:abstractNumId="0">'
    + "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for n, (form, text) in enumerate(LEVELS)
    )
    + '</w:abstractNum><w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/>'
    '<w:lvlText w:val="&#xF0B7;"/></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
    '<w:num w:numId="3"><w:abstractNumId w:val="0"/>'
    '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>'
)
HEADER = f"<w:hdr {WORD}><w:p><w:r><w:t>Header</w:t></w:r></w:p></w:hdr>"


def blank():
    written = io.BytesIO()
    docx.Document().save(written)
    return written.getvalue()


BLANK = blank()


def package(body, **core):
    """A Word document with this body, as Word writes one, by hand."""
    base = docx.Document(io.BytesIO(BLANK))
    for key, value in core.items():
        setattr(base.core_properties, key, value)
    saved, written = io.BytesIO(), io.BytesIO()
    base.save(saved)
    new = {
        "word/document.xml": f"<w:document {WORD} {MORE}><w:body>{body}</w:body></w:document>",
        "word/styles.xml": f"<w:styles {WORD}>{STYLES}</w:styles>",
        "word/numbering.xml": f"<w:numbering {WORD}>{NUMBERING}</w:numbering>",
        "word/header1.xml": HEADER,
    }
    with zipfile.ZipFile(saved) as old, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as made:
        for name in old.namelist():
            made.writestr(name, new.pop(name, None) or old.read(name))
    return written.getvalue()


def run(text, properties=""):
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def par(text, style="", properties="", marks=""):
    styled = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{styled}{properties}</w:pPr>{run(text, marks)}</w:p>"


def item(text, number=1, depth=0):
    return par(text, properties=f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>')


def table(*rows, marks="", properties=""):
    cells = (
        ("".join(f"<w:tc>{par(cell, marks=marks if not n else '')}</w:tc>" for cell in row), n)
        for n, row in enumerate(rows)
    )
    return "<w:tbl>" + "".join(f"<w:tr>{'' if n else properties}{row}</w:tr>" for row, n in cells) + "</w:tbl>"


BOLD = "<w:b/>"
LONG = "It goes on with a sentence that is longer than any heading would be, and then with some more words, and more."


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param(
            par("T", "Titel") + par("In.") + par("A?", "berschrift1") + par("x"),
            ["T", "## T", "In.", "## A", "x"],
            id="title-and-headings",
        ),
        pytest.param(par("T", "berschrift1") + par("x"), ["T", "## T", "x"], id="one-heading"),
        pytest.param(
            par("A", "berschrift1") + par("x") + par("B", "berschrift1") + par("y"),
            ["My letter", "## A", "x", "## B", "y"],
            id="headings-without-a-title",
        ),
        pytest.param(
            par("T", "Titel") + par("A", "Frage") + par("x"), ["T", "## A", "x"], id="style-based-on-a-heading"
        ),
        pytest.param(
            par("T", "Titel") + par("A", "", '<w:outlineLvl w:val="1"/>') + par("x"),
            ["T", "## A", "x"],
            id="outline-level",
        ),
        pytest.param(
            par("T", "Titel") + par("x", "Kreis") + par("y", "NoSuch"), ["T", "## T", "x", "y"], id="styles-in-a-circle"
        ),
        pytest.param(
            par("T", marks=BOLD) + par(LONG) + par("A", marks=BOLD) + par("x"),
            ["T", "## T", LONG, "## A", "x"],
            id="bold-lines",
        ),
        pytest.param(par("T", "Titel") + par("A", "Fett") + par("x"), ["T", "## A", "x"], id="bold-by-style"),
        pytest.param(
            par("T", "Titel") + par("Do not drive.", marks=BOLD) + par("x"),
            ["T", "## T", "Do not drive.", "x"],
            id="bold-sentence",
        ),
        pytest.param(
            par("T", "Titel") + par("a", marks=BOLD) + par("b", marks=BOLD), ["T", "## T", "a", "b"], id="bold-block"
        ),
        pytest.param(
            par("T", "Titel") + par("a", marks='<w:b w:val="0"/>') + par("b"), ["T", "## T", "a", "b"], id="bold-off"
        ),
        pytest.param(
            par("T", "Titel") + par("A", "Verzeichnis1") + par("x"), ["T", "## T", "x"], id="table-of-contents"
        ),
        pytest.param(
            par("T", "Titel")
            + par("Q: A?")
            + par("A: x")
            + f"<w:p>{run('Question 2. B?')}<w:r><w:br/></w:r>{run('A: y')}</w:p>",
            ["T", "## A", "x", "## B", "y"],
            id="marked-questions",
        ),
        pytest.param(
            par("T", "Titel")
            + table(("Question", "Answer"), ("A?", "x"), ("B. C", "y"))
            + par("z")
            + table(("A", "Q"), ("w", "D?")),
            ["T", "## T", "z", "## A", "x", "## B. C", "y", "## D", "w"],
            id="table-of-pairs",
        ),
        pytest.param(par("Only text."), ["My letter", "## My letter", "Only text."], id="no-heading"),
    ],
)
def test_titles_and_headings(outline, body, expected):
    assert outline("my-letter.docx", package(body)) == expected


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        pytest.param(
            item("a") + item("b") + item("c", 1, 1) + item("d", 1, 1) + item("e", 1, 2) + item("f"),
            ["1. a", "2. b", "  a) c", "  b) d", "    (i) e", "3. f"],
            id="numbers",
        ),
        pytest.param(item("a") + par("x") + item("b"), ["1. a", "x", "2. b"], id="numbers-go-on"),
        pytest.param(item("a") + item("b", 3), ["1. a", "5. b"], id="numbers-start-anew"),
        pytest.param(item("a", 1, 3), ["1. a"], id="own-number-alone"),
        pytest.param(item("a", 2) + par("b", "Liste"), ["• a", "• b"], id="bullets"),
        pytest.param(par("a", "Liste", '<w:numPr><w:numId w:val="0"/></w:numPr>'), ["a"], id="list-switched-off"),
        pytest.param(item("a", 99), ["a"], id="no-such-list"),
        pytest.param(
            par("• a") + par("- b") + par("1. c") + par("A. Smith"),
            ["• a", "• b", "1. c", "A. Smith"],
            id="typed-marks",
        ),
        pytest.param(table(("A", "B"), ("1", "2"), marks=BOLD), ["A | B", "• 1 | 2"], id="table"),
        pytest.param(
            table(("A", "B"), ("1", "2"), properties="<w:trPr><w:tblHeader/></w:trPr>"),
            ["A | B", "• 1 | 2"],
            id="table-with-header-row",
        ),
        pytest.param(table(("1", "2")), ["• 1 | 2"], id="table-without-heads"),
        pytest.param(table(("x",), ("y",)), ["x", "y"], id="one-column"),
        pytest.param(
            f"<w:p>{run('a')}<w:r><w:br/></w:r>{run('b')}<w:r><w:tab/></w:r>{run('c')}</w:p>", ["a b c"], id="breaks"
        ),
        pytest.param(
            f"<w:p>{run('a ')}<w:hyperlink>{run('link')}</w:hyperlink>{run('.')}</w:p>", ["a link."], id="link"
        ),
        pytest.param(
            f"<w:p>{run('a')}<w:del w:id='1'><w:r><w:delText>gone</w:delText></w:r></w:del>"
            f"<w:ins w:id='2'>{run('new')}</w:ins></w:p>",
            ["anew"],
            id="tracked-changes",
        ),
        pytest.param(
            f"<w:p>{run('a ')}<w:r><w:sym w:font='Wingdings' w:char='F0FC'/><w:sym w:font='Symbol' w:char='F0B0'/>"
            "<w:sym w:font='Arial' w:char='2264'/><w:sym w:font='Wingdings' w:char='F001'/></w:r></w:p>",
            ["a ✓°≤"],
            id="symbols",
        ),
        pytest.param(f"<w:p>{run('a')}{run('secret', '<w:vanish/>')}</w:p>", ["a"], id="hidden"),
        pytest.param(f"<w:p><w:fldSimple w:instr='DATE'>{run('1 May')}</w:fldSimple></w:p>", ["1 May"], id="field"),
        pytest.param(f"<w:p><w:r><w:instrText>PAGE</w:instrText></w:r>{run('7')}</w:p>", ["7"], id="field-in-parts"),
        pytest.param(f"<w:sdt><w:sdtContent>{par('a')}</w:sdtContent></w:sdt>", ["a"], id="content-control"),
        pytest.param(
            "<w:p><w:r><w:t>co</w:t><w:noBreakHyphen/><w:t>op</w:t><w:softHyphen/></w:r></w:p>", ["co-op"], id="hyphens"
        ),
        pytest.param(
            "<w:p><w:r><w:t>x</w:t></w:r><m:oMath><m:r><m:t>=2</m:t></m:r></m:oMath></w:p>", ["x=2"], id="formula"
        ),
        pytest.param(
            f"<w:p>{run('a')}<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx><w:txbxContent>"
            f"{par('box')}</w:txbxContent></wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox><w:txbxContent>{par('box')}"
            "</w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>",
            ["a", "box"],
            id="text-box-once",
        ),
    ],
)
def test_text_lists_and_tables(outline, body, lines):
    assert outline("a.docx", package(par("T", "Titel") + body)) == ["T", "## T", *lines]


def test_also_asked_adds_questions():
    body = par("T", "Titel") + par("A?", "berschrift1") + par("Also asked: how? | where?") + par("x")
    (section,) = read(Source("a.docx", package(body))).sections
    assert (section.question, section.also_asked, section.text) == ("A?", ("how?", "where?"), "x")


@pytest.mark.parametrize(
    ("core", "title", "updated"),
    [
        pytest.param({"title": "Heat"}, "Heat", None, id="title"),
        pytest.param({"title": "Microsoft Word - a.doc"}, "My letter", None, id="of-a-program"),
        pytest.param({"title": "letter.docx"}, "My letter", None, id="a-file-s-name"),
        pytest.param({"modified": datetime.datetime(2026, 3, 4)}, "My letter", datetime.date(2026, 3, 4), id="date"),
        pytest.param({"modified": datetime.datetime(1601, 1, 1)}, "My letter", None, id="no-real-date"),
    ],
)
def test_facts_of_the_properties(core, title, updated):
    document = read(Source("my-letter.docx", package(par("x"), **core)))
    assert (document.title, document.updated) == (title, updated)


@pytest.mark.parametrize("body", ["", par(""), "<w:tbl></w:tbl>", "<w:sectPr/>"])
def test_no_text_is_a_fault(body):
    with pytest.raises(CorpusError, match="has no text in it; write some, or delete it"):
        read(Source("a.docx", package(body)))
