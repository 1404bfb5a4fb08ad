"""Does content come in from other answerers, and go out and in again, with nothing lost and nothing written over?"""

import datetime
import html
import json
import os
import resource
import shutil
import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from faq_bot.content.corpus import load_corpus
from faq_bot.content.documents import Document, Line, Section, heading_text, plain, question_text, with_anchors
from faq_bot.content.exchange.exporting import COLUMNS, export
from faq_bot.content.exchange.importing import prepare
from faq_bot.content.exchange.placing import place
from faq_bot.content.exchange.understanding import understand
from faq_bot.content.exchange.writing import written
from faq_bot.content.passages import cut_passages
from faq_bot.content.readers import Source, read
from faq_bot.content.readers.rows import document_of_rows
from faq_bot.errors import CorpusError, FaqBotError

SAMPLES = Path(__file__).parent / "exchange"
LARGEST = 2**25
NAMES = {"jsonl": "faq.jsonl", "tsv": "faq.tsv", "faqpage": "faq.json"}


def taken(name, content):
    """What a file of this name and content is understood as."""
    return understand(Source(name, content if isinstance(content, bytes) else content.encode()))


def said(document):
    """All that a document says, but for how its lists are made."""
    facts = (document.title, document.url, document.updated, document.review_by, document.staff_only)
    sections = [
        (one.heading, one.question, one.also_asked, one.text, one.source, one.whole) for one in document.sections
    ]
    return facts, sections


def quoted(document):
    return [
        (one.id, one.title, one.section, one.questions, one.text, one.updated, one.staff_only)
        for one in cut_passages(document)
    ]


def tree(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# What other programs export.

PAIRS = {
    "qnabot.json": [
        ("Do I need a referral?", "No referral is needed.\n\nBook by telephone or at the desk."),
        ("What should I wear?", "Wear something loose:\n\n• shorts,\n• a T-shirt."),
    ],
    "qna-maker.tsv": [
        ("How long is a session?", "A first session takes 60 minutes.\n\nLater ones take 45."),
        ("What does it cost?", 'The "short" session is 40 pounds.'),
    ],
    "answering-project.json": [
        ("Is there parking?", "Yes, behind the chapel."),
        ("Which bus goes there?", "Bus 12 stops at the door."),
    ],
    "faqpage.json": [
        ("Can I eat before a massage?", "A light meal is fine.\n\n• Fruit\n• Soup & bread"),
        ("Is oil used?", "Almond oil, unless you say otherwise."),
    ],
    "faqpage.html": [
        ("Do you take cards?", "Yes, all of them."),
        ("May I pay later?", "Within fourteen days."),
    ],
    "dialogflow.csv": [
        ("Are you open on Sunday?", "No, on Sunday the clinic is closed."),
        ("When do you open?", "At eight."),
    ],
    "desk.qna": [
        ("Can I bring my child?", "Children are welcome. There is room for:\n\n• a pram,\n• a cot."),
        ("Is there a lift?", "Yes, by the side door."),
    ],
}
ALSO_ASKED = {
    "qnabot.json": ("Must my doctor send me?", "Can I book by myself?"),
    "qna-maker.tsv": ("What time should I plan for?",),
    "answering-project.json": ("Where can I park?",),
    "desk.qna": ("Are children welcome?", "Is there room for a pram?"),
}
LEFT_OUT = {
    "qnabot.json": {"“alt”", "“t”", "“r”", "items of the type 'slottype'"},
    "qna-maker.tsv": {"the column “metadata”", "the column “suggestedquestions”", "the column “prompts”"},
    "answering-project.json": {"“metadata”"},
    "desk.qna": {"“filters”"},
}


@pytest.mark.parametrize("name", sorted(PAIRS))
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["plain", "byte order mark"])
def test_what_another_program_exported_comes_in(tmp_path, name, mark):
    file = tmp_path / name
    file.write_bytes(mark + (SAMPLES / name).read_bytes())
    found = prepare([file], tmp_path / "corpus", largest_file=LARGEST)
    found.put_in()
    (document,) = load_corpus(tmp_path / "corpus").documents
    as_lines = [(one.question, "\n".join(line for line in one.text.split("\n") if line)) for one in document.sections]
    assert as_lines == [(asked, text.replace("\n\n", "\n")) for asked, text in PAIRS[name]]
    assert document.sections[0].also_asked == ALSO_ASKED.get(name, ())
    piece = found.pieces[0]
    told = {what.rpartition(",")[0] or what for what in piece.left_out if "may not be cut" not in what}
    assert told == LEFT_OUT.get(name, set())


@pytest.mark.parametrize("name", sorted(PAIRS))
@pytest.mark.parametrize("form", ["markdown", "rows"])
def test_either_form_says_the_same(tmp_path, name, form):
    prepare([SAMPLES / name], tmp_path, largest_file=LARGEST, form=form).put_in()
    (document,) = load_corpus(tmp_path).documents
    assert document.path == f"{Path(name).stem}{'.md' if form == 'markdown' else '.jsonl'}"
    assert [one.question for one in document.sections] == [asked for asked, _ in PAIRS[name]]
    assert [one.text.split() for one in document.sections] == [text.split() for _, text in PAIRS[name]]


def test_a_folder_of_everything_comes_in_at_once(tmp_path):
    found = prepare([SAMPLES], tmp_path / "corpus", largest_file=LARGEST)
    assert not (tmp_path / "corpus").exists()  # until it is put in
    found.put_in()
    corpus = load_corpus(tmp_path / "corpus")
    assert len(corpus.documents) == len(PAIRS)
    assert {group.same for group in corpus.synonyms} == {
        ("knee cap", "patella"),
        ("physio", "physiotherapy", "physiotherapist"),
        ("shin bone", "tibia"),
        ("x-ray", "xray", "radiograph"),
        ("collar bone", "clavicle"),
    }
    assert any("qna-maker-settings.tsv: all of it" in what for what in found.left_out)
    assert not [name for name in os.listdir(tmp_path / "corpus") if name.startswith(".")]


def test_an_article_becomes_markdown_and_its_list_stays_one(tmp_path):
    page = (
        "<html><head><title>Ice</title><link rel=canonical href='https://clinic.example/ice'></head><body><main>"
        "<h1>Ice</h1><p>1. is no list. *Never* [here](x) &lt;b&gt; a_b.</p><h2>When?</h2><p>In the first days:</p>"
        "<ol><li>wrap it</li><li>lay it on<ul><li># gently</li></ul></li></ol></main></body></html>"
    )
    (tmp_path / "ice.html").write_text(page)
    prepare([tmp_path / "ice.html"], tmp_path / "corpus", largest_file=LARGEST).put_in()
    assert (tmp_path / "corpus" / "ice.md").read_text() == (
        "---\ntitle: Ice\nurl: https://clinic.example/ice\n---\n\n"
        "# Ice\n\n1\\. is no list. \\*Never\\* \\[here](x) \\<b> a_b."
        "\n\n## When?\n\nIn the first days:\n\n1. wrap it\n2. lay it on\n   - \\# gently\n"
    )


# Out and in again.

MARKS = "ab1 .#*_`[]<>&|\\-+=~!(){}\"':;?,/%é“”•$@^"
NASTY = (
    '1. One\n- x\n# a #\n&amp;\nC:\\new\\n\n<b>bold</b>\n</script>\na < b\n"quoted"\na. b\n---\n[a](b)\n![a](b)\n'
    "_a_b_\n``` a\n~~~\n> q\n10) x\n&copy\nkey:value|key:value\n• dot\n\\\n"
    "<!-- a -->\n[a]: b\nhttps://a.b/c?d=e\n| a | b |\n"
    "=====\n+ +\n50% | 3:1\nAlso known"
)
words = st.one_of(
    st.text(MARKS, min_size=1, max_size=12),
    st.text(min_size=1, max_size=8),
    st.sampled_from(NASTY.split("\n")),
)
texts = (
    st.lists(words, min_size=1, max_size=4)
    .map(lambda parts: plain(" ".join(parts)))
    .filter(lambda text: text and not text.casefold().startswith("also asked:"))
)
headings = texts.filter(heading_text)
questions = headings.map(lambda text: f"{heading_text(text)}?")
alternates = texts.map(lambda text: plain(text.replace("|", "/"))).filter(bool)
dates = st.none() | st.dates(datetime.date(2000, 1, 1), datetime.date(2030, 1, 1))
names = st.from_regex(r"[a-z]{1,6}(-[a-z0-9]{1,4})?", fullmatch=True)
paragraphs = texts.map(Line)
items = st.builds(Line, texts, st.sampled_from(["•", "•", "1.", "2.", "7.", "12."]), st.integers(0, 2))


@st.composite
def articles(draw):
    title = heading_text(draw(headings))
    drawn = []
    for _ in range(draw(st.integers(1, 4))):
        shown = draw(st.one_of(questions, headings))
        lines = tuple(draw(st.lists(st.one_of(paragraphs, items), min_size=1, max_size=5)))
        also_asked = tuple(draw(st.lists(alternates, max_size=2)))
        drawn.append(Section(heading_text(shown), "", lines, draw(st.integers(2, 4)), also_asked, question_text(shown)))
    url = draw(st.sampled_from(["", "https://clinic.example/a?b=c|d#e"]))
    name = draw(names)
    facts = (url, draw(dates), draw(dates), draw(st.booleans()))
    return Document(name, f"{draw(st.sampled_from(['', 'advice/']))}{name}.txt", title, with_anchors(drawn), *facts)


@st.composite
def tables_of_rows(draw):
    rows = [
        {
            "id": f"{draw(names)}-{number}",
            "question": draw(st.one_of(questions, texts)),
            "answer": "\n".join(draw(st.lists(texts, min_size=1, max_size=3))),
            "also_asked": draw(st.lists(texts, max_size=3)),
            "section": draw(st.one_of(st.just(""), headings)),
            "source": draw(st.one_of(st.just(""), texts)),
        }
        for number in range(draw(st.integers(1, 4)))
    ]
    return document_of_rows(Source(f"{draw(names)}.jsonl", b""), list(enumerate(rows, start=1)))


corpora = st.lists(st.one_of(articles(), tables_of_rows()), min_size=1, max_size=3, unique_by=lambda one: one.name)


def out_and_in(documents, form):
    exported = export(documents, form, staff=True)
    found = taken(NAMES[form], exported.text).documents
    return [written(one).document for one in found]


def as_shown(document):
    """A document as people see it: items by their marks; what only rows can say apart."""
    facts, sections = said(document)
    return facts, [
        (heading, question or heading, also_asked, text.split(), source if source != document.title else "")
        for heading, question, also_asked, text, source, _ in sections
    ]


@settings(max_examples=100)
@given(articles())
def test_an_article_survives_markdown(article):
    (text,) = export([article], "markdown", staff=True).files.values()
    document = read(Source(f"{article.name}.md", text.encode()))
    expected = replace(article, path=document.path)
    assert document == expected
    assert quoted(document) == quoted(expected)


@settings(max_examples=80)
@given(tables_of_rows())
def test_rows_survive_markdown_but_for_what_is_told(rows):
    exported = export([rows], "markdown")
    (text,) = exported.files.values()
    document = read(Source("faq.md", text.encode()))
    assert [plain(one.text) for one in document.sections] == [plain(one.text) for one in rows.sections]
    for before, after in zip(rows.sections, document.sections, strict=True):
        asked = {heading_text(one.replace("|", "/")) for one in (before.question, *before.also_asked)}
        found = {heading_text(one.replace("|", "/")) for one in (after.heading, after.question, *after.also_asked)}
        assert found >= asked - {""}
    assert any("may not be cut" in what for what in exported.left_out)


@pytest.mark.parametrize("form", sorted(NAMES))
def test_a_corpus_goes_out_and_comes_in_again(form):
    @settings(max_examples=60)
    @given(corpora)
    def check(documents):
        found = out_and_in(documents, form)
        assert [one.path.rpartition(".")[0] for one in found] == [one.path.rpartition(".")[0] for one in documents]
        for before, after in zip(documents, found, strict=True):
            assert as_shown(after) == as_shown(before)
            if before.sections[0].whole:
                assert [one.id for one in cut_passages(after)] == [one.id for one in cut_passages(before)]
            elif form != "faqpage":
                assert [one.text for one in after.sections] == [one.text for one in before.sections]
                assert [one.level for one in after.sections] == [one.level for one in before.sections]

    check()


@settings(max_examples=40)
@given(corpora)
def test_a_faq_page_can_stand_in_a_script_tag(documents):
    text = export(documents, "faqpage", staff=True).text
    assert "<" not in text
    page = json.loads(text)
    assert (page["@context"], page["@type"]) == ("https://schema.org", "FAQPage")
    for question in page["mainEntity"]:
        assert question["@type"] == "Question" and question["name"]
        assert question["acceptedAnswer"]["@type"] == "Answer" and question["acceptedAnswer"]["text"]


@settings(max_examples=40)
@given(corpora)
def test_a_table_is_one_that_qna_maker_would_take(documents):
    lines = export(documents, "tsv", staff=True).text.split("\n")
    assert lines[0].split("\t") == list(COLUMNS)
    assert lines.pop() == ""
    for cells in (line.split("\t") for line in lines[1:]):
        assert len(cells) == len(COLUMNS)
        assert cells[0] and cells[1] and cells[7].isdigit()
        for pair in filter(None, cells[3].split("|")):
            key, value = pair.split(":")
            assert key.isidentifier() and value


ARTICLE = "---\ntitle: Heat\nupdated: 2026-01-02\nurl: https://clinic.example/heat\nreview_by: 2027-01-02\n---\n\n"
CORPUS = {
    "advice/heat.md": f"{ARTICLE}## When?\n\nAlso asked: How soon? | Which day?\n\nAt once:\n\n- lay\n  - gently\n"
    "- wait\n\n### Summary\n\nHeat helps – “a lot”.\n\n## Empty\n",
    "cold.md": "---\ntitle: Cold\nstaff_only: true\n---\n\n## Summary\n\nCold numbs.\n",
    "faq.csv": "id,question,answer,also_asked,section,source\np1,Where can I park?,Behind.\n"
    "r2,Who?,Us.,Whom?,People,Leaflet\n",
    "_clinic.toml": 'name = "Chapel Clinic"\nlanguage = "en-GB"\n',
}


@pytest.mark.parametrize("form", ["jsonl", "markdown", "tsv", "faqpage"])
def test_a_whole_corpus_comes_back_from_files(write_corpus, tmp_path, form):
    corpus = load_corpus(write_corpus(CORPUS))
    exported = export(corpus.documents, form, staff=True)
    files = exported.files if form == "markdown" else {NAMES[form]: exported.text}
    place(tmp_path / "out", files)
    prepare([tmp_path / "out"], tmp_path / "again", largest_file=LARGEST).put_in()
    again = load_corpus(tmp_path / "again")
    keep = [one for one in corpus.passages if form != "markdown" or not one.whole]
    ids = {one.id for one in keep}
    before = {(one.id, one.title, one.section, one.questions, one.text, one.updated, one.staff_only) for one in keep}
    found = {
        (one.id, one.title, one.section, one.questions, one.text, one.updated, one.staff_only)
        for one in again.passages
        if one.id in ids
    }
    assert found == before
    assert len(again.passages) == len(corpus.passages)
    assert any("1 heading without text" in what for what in exported.left_out) == (form != "markdown")


def test_what_is_for_staff_stays_unless_asked_for(write_corpus):
    documents = load_corpus(write_corpus(CORPUS)).documents
    for form in ("jsonl", "tsv", "faqpage", "markdown"):
        exported = export(documents, form)
        assert "Cold" not in "".join(exported.files.values())
        assert exported.left_out[0].startswith("1 document for staff only")


def test_what_is_for_staff_is_never_made_public(tmp_path):
    rows = '{"id": "a#1", "question": "Q?", "answer": "A.", "document": "a", "staff_only": true}\n'
    (tmp_path / "a.jsonl").write_text(rows)
    (piece,) = prepare([tmp_path / "a.jsonl"], tmp_path / "corpus", largest_file=LARGEST).pieces
    assert (piece.path, piece.document.staff_only) == ("a.md", True)
    with pytest.raises(CorpusError, match="for staff only, which rows cannot say"):
        prepare([tmp_path / "a.jsonl"], tmp_path / "corpus", largest_file=LARGEST, form="rows")
    (tmp_path / "b.jsonl").write_text('{"question": "Q?", "answer": "A.", "staff_only": true}\n')
    with pytest.raises(CorpusError, match="for staff only, but names no document"):
        prepare([tmp_path / "b.jsonl"], tmp_path / "corpus", largest_file=LARGEST)


# What cannot come in.

DEEP = '{"qna": ' + "[" * 100_000 + "]" * 100_000 + "}"


@pytest.mark.parametrize(
    ("name", "content", "faults"),
    [
        pytest.param("a.json", '{"qna": [', ["a.json, line 1: is not JSON at column 10"], id="broken"),
        pytest.param("a.json", DEEP, ["a.json: cannot be read"], id="too deep"),
        pytest.param("a.json", "9" * 5_000, ["a.json: cannot be read"], id="a long number"),
        pytest.param("a.json", "[]", ["a.json: holds no question and no answer"], id="an empty list"),
        pytest.param("a.json", '"text"', ["a.json: is JSON, but none"], id="a text"),
        pytest.param("a.json", '{"name": "x", "version": 1}', ["a.json: is JSON, but none"], id="another program's"),
        pytest.param("a.json", '{"qna": {"q": 1}}', ["a.json: is JSON, but none"], id="no list"),
        pytest.param("a.json", '{"qna": []}', ["a.json: holds no question"], id="no items"),
        pytest.param("a.json", b'{"qna": "\0"}', ["a.json: holds NUL bytes"], id="NUL"),
        pytest.param("a.json", "  \n", ["a.json: is empty"], id="blank"),
        pytest.param(
            "a.json",
            '{"qna": [1, {"qid": "a", "q": "Q?", "a": "A."}, {"q": [1], "a": "A."}, {"q": ["Q?"]}, {"a": "A."},'
            '{"q": ["Q?"], "a": ["A."]}, {"qid": "a", "q": ["Q?"], "a": "B."}, {"q": ["Q?"], "a": "<b></b>"}]}',
            [
                "a.json, item 1: is not a JSON object",
                "a.json, item 3: has questions that are not a list",
                "a.json, item 4: has no answer",
                "a.json, item 5: has no question",
                "a.json, item 6: has an answer that is not text",
                "a.json, item 7: the id 'a' is that of item 2 too",
                "a.json, item 8: has an answer that shows no text",
            ],
            id="wrong shapes",
        ),
        pytest.param(
            "a.json",
            '{"@type": "FAQPage", "mainEntity": ["x", {"name": "Q?"}, {"name": "Q?", "acceptedAnswer": {"text": 1}}]}',
            [
                "a.json, item 1: is not a schema.org Question",
                "a.json, item 2: has no name, or no text",
                "a.json, item 3: has no name, or no text",
            ],
            id="faq page",
        ),
        pytest.param(
            "a.json",
            json.dumps([{"question": "Q?", "answer": "<div>" * 50_000 + "A."}]),
            ["a.json, item 1: has an answer that shows no text"],
            id="nested HTML",
        ),
        pytest.param("a.json", '{"value": [{"alterations": "x"}]}', ["a.json: has synonyms that are"], id="synonyms"),
        pytest.param("a.jsonl", "{}\nx\n", ["a.jsonl, line 1: has neither", "a.jsonl, line 2: is not"], id="rows"),
        pytest.param(
            "a.jsonl",
            '{"question": "Q?", "answer": "A.", "document": "d"}',
            ["a.jsonl, row 1: names its document, but no id"],
            id="no id",
        ),
        pytest.param(
            "a.jsonl",
            '{"id": "d#a", "question": "Q?", "answer": "A.", "document": "d", "updated": "soon", "url": "x",'
            '"review_by": "2026-13-40", "level": 9, "staff_only": "perhaps"}',
            [
                "a.jsonl, d#a: level is '9'",
                "a.jsonl, d#a: review_by is '2026-13-40'",
                "a.jsonl, d#a: staff_only is 'perhaps'",
                "a.jsonl, d#a: updated is 'soon'",
                "a.jsonl, d#a: url is 'x'",
            ],
            id="facts",
        ),
        pytest.param("a.tsv", "one\ntwo\n", ["a.tsv, line 1: has 1 cells"], id="no table"),
        pytest.param(
            "a.tsv", "Question\tAnswer\tQnaId\nA?\tB.\t1\nC?\tD.\t1\n", ["a.tsv, line 3: the QnaId '1'"], id="QnaId"
        ),
        pytest.param("a.csv", "question,answer\nQ?,<br>\n", ["a.csv: the answer 'q' shows no text"], id="only tags"),
        pytest.param("a.qna", "# ? Q?\n- R?\n\n# ? S?\n```\nT.\n```\n", ["a.qna, line 1: has no answer"], id="qna"),
        pytest.param("a.qna", "> nothing\n", ["a.qna: holds no question and no answer"], id="qna with nothing"),
        pytest.param("a.exe", "MZ", ["a.exe: is of a kind that cannot be read"], id="a program"),
        pytest.param("a.docx", b"PK\x03\x04", ["a.docx: is damaged"], id="a damaged document"),
    ],
)
def test_a_faulty_file_is_told_whole_and_nothing_is_written(tmp_path, name, content, faults):
    folder = tmp_path / "from"
    folder.mkdir()
    (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    (folder / "sound.jsonl").write_text('{"question": "Sound?", "answer": "Yes."}\n')
    with pytest.raises(CorpusError) as caught:
        prepare([folder / name, folder / "sound.jsonl"], tmp_path / "corpus", largest_file=LARGEST)
    told = sorted(str(one).removeprefix(f"{folder}{os.sep}") for one in caught.value.faults)
    assert len(told) == len(faults), told
    for line, begins in zip(told, faults, strict=True):
        assert line.startswith(begins) and "; " in line and "\n" not in line
    assert not (tmp_path / "corpus").exists()


KEYS = "qna q a qid type value alterations assets qnas synonyms question answer @type mainEntity name document id level"
values = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.sampled_from(["", "Q?", "FAQPage", "<p>", "qna", "2"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS.split()), inner, max_size=5),
    max_leaves=12,
)


@settings(max_examples=200)
@given(st.dictionaries(st.sampled_from(KEYS.split()), values, max_size=5) | values)
def test_json_of_any_shape_is_understood_or_told(value):
    for name, text in (("a.json", json.dumps(value)), ("a.jsonl", json.dumps(value))):
        try:
            found = taken(name, text)
        except CorpusError as error:
            assert error.faults and all("; " in str(one) for one in error.faults)
        else:
            assert all(written(one).text for one in found.documents)


@settings(max_examples=150)
@given(
    st.sampled_from(["a.json", "a.jsonl", "a.tsv", "a.csv", "a.qna", "a.md"]),
    st.binary(max_size=40) | st.text().map(str.encode),
)
def test_bytes_of_any_kind_are_understood_or_told(name, data):
    try:
        found = taken(name, data)
    except CorpusError as error:
        assert error.faults
    else:
        assert all(written(one).text for one in found.documents)


def test_faults_of_all_files_come_together(tmp_path):
    for name in ("a.json", "b.json", "c.jsonl"):
        (tmp_path / name).write_text("{")
    with pytest.raises(CorpusError) as caught:
        prepare([tmp_path, tmp_path / "gone.json"], tmp_path / "corpus", largest_file=10)
    assert [Path(one.where.partition(",")[0]).name for one in caught.value.faults] == [
        *("a.json", "b.json", "c.jsonl", "gone.json")
    ]


def test_a_file_that_is_too_large_is_not_read(tmp_path):
    (tmp_path / "a.json").write_text(" " * 2_000_000)
    with pytest.raises(CorpusError, match=r"a\.json: is too large, 2 MB of 1 MB"):
        prepare([tmp_path / "a.json"], tmp_path / "corpus", largest_file=2**20)


def test_ten_thousand_rows_come_in_and_go_out(tmp_path):
    items = [
        {"qid": f"q.{n}", "q": [f"Question {n}?", f"Asked {n}?"], "a": f"<p>Answer {n}.</p>"} for n in range(10_000)
    ]
    (tmp_path / "big.json").write_text(json.dumps({"qna": items}))
    began = time.monotonic()
    prepare([tmp_path / "big.json"], tmp_path / "corpus", largest_file=LARGEST).put_in()
    assert time.monotonic() - began < 10
    corpus = load_corpus(tmp_path / "corpus")
    assert len(corpus.passages) == 10_000
    for form in NAMES:
        assert len(export(corpus.documents, form).text) > 10_000


@pytest.mark.parametrize(
    ("document", "path"),
    [
        pytest.param("../../etc/passwd", "etc/passwd.jsonl", id="up"),
        pytest.param("/etc/passwd", "etc/passwd.jsonl", id="from the root"),
        pytest.param("..\\win\\a", "win/a.jsonl", id="backslashes"),
        pytest.param(".hidden/_own", "hidden/own.jsonl", id="hidden and set apart"),
        pytest.param("a#b?c", "a-b-c.jsonl", id="marks"),
        pytest.param("...", "document.jsonl", id="nothing but dots"),
        pytest.param("x" * 300, f"{'x' * 120}.jsonl", id="long"),
        pytest.param("é" * 300, f"{'é' * 60}.jsonl", id="long, in bytes"),
        pytest.param("page.html", "page.html.jsonl", id="a suffix"),
    ],
)
def test_a_path_leads_nowhere_but_into_the_corpus(tmp_path, document, path):
    row = {"id": "1", "question": "Q?", "answer": "A.", "document": document}
    (tmp_path / "a.jsonl").write_text(json.dumps(row))
    found = prepare([tmp_path / "a.jsonl"], tmp_path / "corpus", largest_file=LARGEST)
    assert [piece.path for piece in found.pieces] == [path]
    found.put_in()
    assert load_corpus(tmp_path / "corpus").passages[0].text == "A."


# Nothing is written over.


@pytest.mark.parametrize(
    ("there", "name"),
    [
        *((there, "faq.json") for there in ("faq.jsonl", "deep/faq.txt", "FAQ.md", "faq.csv")),
        pytest.param("a#b.jsonl", "a#b.json", id="the same marks"),
        pytest.param("a?b.jsonl", "a#b.json", id="other marks"),
        pytest.param("a-b.jsonl", "a#b.json", id="made safe already"),
        pytest.param("~faq.jsonl", "faq.json", id="a mark before it"),
        pytest.param(f"{'x' * 130}.jsonl", f"{'x' * 140}.json", id="long"),
    ],
)
def test_an_address_that_is_taken_is_a_fault(tmp_path, there, name):
    file = tmp_path / "corpus" / there
    file.parent.mkdir(parents=True)
    file.write_text("question,answer\nHere?,Yes.\n" if there.endswith("csv") else '{"question": "Here?"}\n')
    (tmp_path / name).write_text('[{"question": "New?", "answer": "Yes."}]')
    before = tree(tmp_path / "corpus")
    with pytest.raises(CorpusError, match="would have the same address"):
        prepare([tmp_path / name], tmp_path / "corpus", largest_file=LARGEST)
    assert tree(tmp_path / "corpus") == before


def test_two_files_of_one_name_each_get_their_own(tmp_path):
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "faq.json").write_text(json.dumps([{"question": f"In {folder}?", "answer": "Yes."}]))
    prepare([tmp_path / "a", tmp_path / "b"], tmp_path / "corpus", largest_file=LARGEST).put_in()
    assert sorted(tree(tmp_path / "corpus")) == ["faq-2.jsonl", "faq.jsonl"]
    assert {one.title for one in load_corpus(tmp_path / "corpus").passages} == {"Faq"}


def test_synonyms_that_are_there_are_not_written_over(tmp_path):
    (tmp_path / "_synonyms.txt").write_text("a, b\n")
    with pytest.raises(CorpusError, match="is there already, and cannot be added to"):
        prepare([SAMPLES / "answering-synonyms.json"], tmp_path, largest_file=LARGEST)
    assert tree(tmp_path) == {"_synonyms.txt": b"a, b\n"}


def test_a_file_that_appears_meanwhile_stops_it_all(tmp_path):
    found = prepare([SAMPLES], tmp_path / "corpus", largest_file=LARGEST)
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "qnabot.jsonl").write_text("theirs\n")
    with pytest.raises(FaqBotError, match=r"qnabot\.jsonl: is there already"):
        found.put_in()
    assert tree(tmp_path / "corpus") == {"qnabot.jsonl": b"theirs\n"}


def test_a_file_that_has_no_room_leaves_nothing_behind(tmp_path):
    rows = [{"question": f"Q{n}?", "answer": "A. " * 500} for n in range(100)]
    (tmp_path / "big.json").write_text(json.dumps(rows))
    found = prepare([SAMPLES, tmp_path / "big.json"], tmp_path / "clinic" / "corpus", largest_file=LARGEST)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (65_536, limits[1]))
    try:
        with pytest.raises(FaqBotError, match=r"cannot be written \(File too large\), so nothing was"):
            found.put_in()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert [one.name for one in tmp_path.iterdir()] == ["big.json"]


def test_a_folder_that_cannot_be_written_to_is_told(tmp_path):
    (tmp_path / "corpus").write_text("a file")
    found = prepare([SAMPLES / "qnabot.json"], tmp_path / "corpus", largest_file=LARGEST)
    with pytest.raises(FaqBotError, match="cannot be written"):
        found.put_in()
    assert (tmp_path / "corpus").read_text() == "a file"


@pytest.mark.parametrize("folder", ["documents/docx", "documents/html", "documents/pdf"])
def test_documents_of_every_kind_become_markdown_that_says_the_same(tmp_path, folder):
    source = tmp_path / "from"
    shutil.copytree(Path(__file__).parent / folder, source, ignore=shutil.ignore_patterns("locked*"))
    found = prepare([source], tmp_path / "corpus", largest_file=LARGEST)
    found.put_in()
    before = load_corpus(source)
    after = load_corpus(tmp_path / "corpus")
    assert [(one.id, one.text.split(), one.questions) for one in after.passages] == [
        (one.id, one.text.split(), one.questions) for one in before.passages
    ]
    assert [(one.title, one.url, one.updated) for one in after.documents] == [
        (one.title, one.url, one.updated) for one in before.documents
    ]


def test_what_is_escaped_is_html_once():
    document = document_of_rows(Source("a.jsonl", b""), [(1, {"question": "AT&amp;T <x>?", "answer": "a < b & c"})])
    (question,) = json.loads(export([document], "faqpage").text)["mainEntity"]
    assert html.unescape(question["acceptedAnswer"]["text"]) == "<p>a < b & c</p>"
