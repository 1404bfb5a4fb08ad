"""Does a table of questions and answers come out the same, whatever program saved it, and a faulty row say where?"""

import csv
import io
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faq_bot.content.corpus import load_corpus
from faq_bot.content.documents import plain
from faq_bot.content.readers import Source, read
from faq_bot.errors import CorpusError

QNA_MAKER = "Question\tAnswer\tSource\tMetadata\tSuggestedQuestions\tIsContextOnly\tPrompts\tQnaId\tSourceDisplayName\n"


def read_table(text, name="faq.csv"):
    return read(Source(name, text if isinstance(text, bytes) else text.encode()))


def pairs_of(document):
    return [(one.question, one.text) for one in document.sections]


def faults_of(text, name="faq.csv"):
    with pytest.raises(CorpusError) as caught:
        read_table(text, name)
    return list(map(str, caught.value.faults))


TWO = [("What is it?", "Pain, mostly."), ("Why?", "Nobody knows – yet.")]


@pytest.mark.parametrize(
    "data",
    [
        pytest.param('question,answer\nWhat is it?,"Pain, mostly."\nWhy?,Nobody knows – yet.\n', id="commas"),
        pytest.param("QUESTION ; Answer\nWhat is it?;Pain, mostly.\nWhy?;Nobody knows – yet.\n", id="semicolons"),
        pytest.param("question\tanswer\nWhat is it?\tPain, mostly.\nWhy?\tNobody knows – yet.\n", id="tabs"),
        pytest.param('What is it?,"Pain, mostly."\nWhy?,Nobody knows – yet.\n', id="no-header"),
        pytest.param("What is it?;Pain, mostly.\nWhy?;Nobody knows – yet.\n", id="semicolons-no-header"),
        pytest.param("\ufeffanswer;question\nPain, mostly.;What is it?\nNobody knows – yet.;Why?", id="other-order"),
        pytest.param(
            "question;answer\r\n;\r\nWhat is it?;Pain, mostly.\r\n\r\nWhy?;Nobody knows – yet.\r\n", id="blank"
        ),
        pytest.param(
            "sep=;\nquestion;answer\nWhat is it?;Pain, mostly.\nWhy?;Nobody knows – yet.", id="says-delimiter"
        ),
        pytest.param('"sep=|"\nWhat is it?|Pain, mostly.\nWhy?|Nobody knows – yet.\n', id="says-bars-no-header"),
        pytest.param('Q,A\nWhat is it?,"Pain, mostly."\nWhy?,Nobody knows – yet.\n', id="short-names"),
        pytest.param(
            'FAQ 2026,\n\nMay,1\nQuestion,Answer\nWhat is it?,"Pain, mostly."\nWhy?,Nobody knows – yet.',
            id="title-above",
        ),
        pytest.param("n;question;tags;answer\n1;What is it?;x;Pain, mostly.\n2;Why?;;Nobody knows – yet.", id="others"),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("name", ["faq.csv", "faq.tsv"])
def test_tables_as_programs_save_them(data, encoding, name):
    text = data.removeprefix("\ufeff")
    assert pairs_of(read_table(text.encode(encoding), name)) == TWO


def test_a_row_is_one_passage_with_all_that_it_says(write_corpus):
    table = 'id,question,answer,also_asked,section,source\nr1,What?,"One.\nTwo.",How? | Why?|,Heat:,Leaflet\n'
    (passage,) = load_corpus(write_corpus({"faq.csv": table})).passages
    assert (passage.id, passage.text, passage.questions) == ("faq#r1", "One.\n\nTwo.", ("What?", "How?", "Why?"))
    assert (passage.section, passage.title) == ("Heat", "Leaflet")


def test_what_qna_maker_exports(write_corpus):
    rows = (
        'Who?\t"Me" it is.\\nReally.\tEditorial\tk:v\t[]\tFalse\t[{"DisplayOrder":0}]\t1\t\n'
        'And who?\t"Me" it is.\\nReally.\tEditorial\t\t[]\tFalse\t[]\t1\t\n'
        'Why?\tA 5" gap.\thttps://example.com/a.pdf\t\t[]\tFalse\t[]\t2\tLeaflet\n'
    )
    first, second = load_corpus(write_corpus({"faq.tsv": QNA_MAKER + rows})).passages
    assert (first.id, first.text, first.questions) == ("faq#1", '"Me" it is.\n\nReally.', ("Who?", "And who?"))
    assert (first.title, second.title) == ("Faq", "Leaflet")
    assert second.text == 'A 5" gap.'


def test_only_qna_maker_writes_out_line_breaks():
    assert pairs_of(read_table("question,answer\nWhere?,Open C:\\new\\notes.\n")) == [
        ("Where?", "Open C:\\new\\notes.")
    ]


def test_a_row_of_an_export_for_staff_keeps_all_of_its_file_from_the_public():
    rows = "A?\tB.\t\tdocument:a|staff_only:true\t\t\t\t1\t\nC?\tD.\t\t\t\t\t\t2\t\n"
    assert read_table(QNA_MAKER + rows, "faq.tsv").staff_only
    assert not read_table(QNA_MAKER + rows.replace("true", "false"), "faq.tsv").staff_only
    assert faults_of(f"Title\n{QNA_MAKER}{rows}", "faq.tsv")[0].startswith("faq.tsv, line 3: is for staff only")


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        pytest.param(
            "question,answer\na,b\nc,d,e\nf,g\nh,i,j\n",
            ["line 3: has 3 cells where 2 are named", "line 5: has"],
            id="too-many-cells",
        ),
        pytest.param(
            'question,answer\na,b\nc,"d\ne,f\n',
            ["line 3: has a quotation mark that does not begin and end"],
            id="open-quote",
        ),
        pytest.param('question,answer\na,"b" c\n', ["line 2: has a quotation mark"], id="text-after-a-quote"),
        pytest.param('question,answer\n"a\nb",c\nd,e,f\n', ["line 4: has 3 cells"], id="line-after-a-break"),
        pytest.param(
            "a,b,c,d\n1,2,3,4\n", ["line 1: has 4 cells, and no names of columns; write question,answer"], id="no-names"
        ),
        pytest.param("Only text.\n", ["line 1: has 1 cells, and no names of columns"], id="no-table"),
        pytest.param("question,answer,Answer\na,b,c\n", ["line 1: has two columns answer"], id="two-of-a-name"),
        pytest.param("id,question,answer\n1,a,b\n1,c,d\n", ["line 3: the id '1' is that of line 2 too"], id="same-id"),
        pytest.param(
            "question,answer,section\na,b,c\n,,d\n", ["line 3: has neither a question nor an answer"], id="neither"
        ),
        pytest.param(
            "question,answer,qnaid\na,b,1\nc,d,1\n", ["line 3: the QnaId '1' is that of line 2 too, with"], id="group"
        ),
        pytest.param(
            "question,answer\na," + "b" * 200_000, ["line 2: has a cell of more than 131,072"], id="long-cell"
        ),
        pytest.param(
            "question,answer\n" + "a,b,c\n" * 5000,
            [f"line {n}: has 3" for n in range(2, 22)] + [" has too many"],
            id="flood",
        ),
        pytest.param(b"\x89PNG\0\0", [" holds NUL bytes, so this is not a text file"], id="picture"),
        pytest.param("question,answer\n", [" holds no question and no answer"], id="only-a-header"),
        pytest.param("question,answer\n" + "," * 1_000_000, [" holds no question and no answer"], id="only-commas"),
        pytest.param("question,answer\n" + "a,b\n" * 100_001, [" has more than 100,000 rows"], id="too-many-rows"),
        pytest.param(
            "question,answer,Staff only\na,b,no\nc,d,Yes\ne,f,\ng,h,TRUE\n",
            [
                "line 3: is for staff only, but names no document, and rows are for everybody; put it in",
                "line 5: is for",
            ],
            id="staff",
        ),
        pytest.param(
            "question,answer,metadata\na,b,k:v|staff_only:true\n", ["line 2: is for staff only"], id="staff-in-metadata"
        ),
    ],
)
def test_faults_are_told_with_their_lines_and_all_at_once(text, faults):
    told = faults_of(text)
    assert len(told) == len(faults)
    for one, start in zip(told, faults, strict=True):
        assert one.startswith(f"faq.csv, {start}" if start.startswith("line") else f"faq.csv:{start}")


def test_a_large_table_is_read_soon():
    begun = time.monotonic()
    assert len(read_table("question,answer\n" + '"How, so?","Like, this."\n' * 20_000).sections) == 20_000
    assert time.monotonic() - begun < 5


cell = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from(",;\t\n\"'|"), max_size=30)
cells = cell.filter(lambda text: plain(text) and "\\" not in text)


@given(
    st.lists(st.tuples(cells, cells), min_size=1, max_size=5), st.sampled_from(",;\t"), st.sampled_from(["\n", "\r\n"])
)
def test_any_table_says_what_was_written(rows, delimiter, ends):
    written = io.StringIO(newline="")
    csv.writer(written, delimiter=delimiter, lineterminator=ends).writerows([("question", "answer"), *rows])
    document = read_table(written.getvalue())
    assert [(one.question, plain(one.text)) for one in document.sections] == [(plain(q), plain(a)) for q, a in rows]


@given(st.text(max_size=100) | st.binary(max_size=100), st.sampled_from(["faq.csv", "faq.tsv"]))
def test_any_file_is_read_or_refused(text, name):
    data = text if isinstance(text, bytes) else text.encode("utf-8", "replace")
    try:
        document = read(Source(name, data))
    except CorpusError:
        return
    assert all(section.text and section.whole for section in document.sections)
