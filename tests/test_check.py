"""Does `check` show what the machine sees, and what will not answer as its writer expects?"""

import datetime
import json
import time
from pathlib import Path

import pytest

from faq_bot.checking.check import check_corpus
from faq_bot.checking.findings import Kind
from faq_bot.checking.readability import grade, syllables
from faq_bot.content.corpus import load_corpus

ROOT = Path(__file__).parents[1]
TODAY = datetime.date(2026, 11, 22)
GOOD = "# Heat\n\nHeat helps the back.\n"
JUDGED = '\n{"question": "What is the dragon fruit for?", "sections": ["Heat"]}\n'
HARD = "Physiotherapeutic rehabilitation necessitates individualised musculoskeletal evaluation, " * 8
CLINIC = 'name = "Acme"\nphone = "01632 960123"\n[hours]\nmon = ["09:00-17:00"]\nsat = []\n'
LONG = "A passage that goes on and on has many short sentences in it. " * 9


def problems_of(folder):
    return check_corpus(load_corpus(folder), folder, TODAY).problems


def test_the_table_of_contents(write_corpus):
    long = "Words go here and there. " * 40
    folder = write_corpus(
        {"heat.md": f"# Heat\n\nIntro.\n\n## Packs\n\n{long}\n\n## Empty\n", "z.txt": "One two three."}
    )
    found = check_corpus(load_corpus(folder), folder)
    heat, other = found.documents
    assert (heat.path, heat.title, heat.passages, heat.words) == ("heat.md", "Heat", 3, 201)
    assert [(s.heading, s.anchor, s.passages, s.words) for s in heat.sections] == [
        ("Heat", "heat", 1, 1),
        ("Packs", "packs", 2, 200),
        ("Empty", "empty", 0, 0),
    ]
    assert (other.title, other.words) == ("Z", 3)
    assert json.loads(json.dumps(found.as_json()))["documents"][0]["sections"][1]["words"] == 200


@pytest.mark.parametrize(
    ("files", "kind", "problem"),
    [
        pytest.param({"photo.png": "x"}, "left-out", "photo.png: is left out, for nothing here ", id="unreadable-kind"),
        pytest.param(
            {"_synonym.txt": "tummy, abdomen"},
            "left-out",
            "_synonym.txt: is left out, for a name that begins with “_” is none of a document; take the “_” away, or "
            "name it as one of _clinic.toml, ",
            id="own-file-misspelt",
        ),
        pytest.param(
            {"sub/_clinic.toml": ""}, "left-out", "sub/_clinic.toml: is left out, for a name that ", id="own-below"
        ),
        pytest.param({"_drafts/a.md": GOOD}, "left-out", "_drafts/a.md: is left out, ", id="folder-apart"),
        pytest.param(
            {"warmth.md": "# HEAT\n\nIt helps.\n"},
            "same-title",
            "warmth.md: has the title of heat.md too, “HEAT”; ",
            id="one-title",
        ),
        pytest.param(
            {"a.md": "# Massage\n\n## Oil\n\nAlmond.\n\n## Towels\n\nOurs.\n\n## OIL\n\nOlive.\n"},
            "heading-twice",
            "a.md, line 11, “OIL”: has the heading of line 3 too; ",
            id="heading-twice",
        ),
        pytest.param(
            {
                "a.jsonl": '{"question": "Is oil used?", "answer": "Yes."}\n\n'
                '{"question": "Is oil used?", "answer": "No."}'
            },
            "heading-twice",
            "a.jsonl, line 3, “Is oil used”: has the question of line 1 too; ",
            id="question-of-a-row-twice",
        ),
        pytest.param(
            {"a.md": "# A\n\n## Cost\n\n## Bees\n\nText.\n"},
            "empty-section",
            "a.md, line 3, “Cost”: has no text below its heading; ",
            id="empty-section",
        ),
        pytest.param(
            {"a.html": "<h1>A</h1>\n<!-- <h2>Cost</h2> -->\n<p>Text.</p>\n<h2>\nCost</h2>\n<h2>Bees</h2><p>Text.</p>"},
            "empty-section",
            "a.html, line 5, “Cost”: has no text below its heading; ",
            id="empty-section-of-a-page",
        ),
        pytest.param(
            {"a.jsonl": '\n{"answer": "Text."}'},
            "heading-tells-nothing",
            "a.jsonl, line 2, “section”: has no question ",
            id="row-unasked",
        ),
        pytest.param(
            {"a.md": "# Massage\n\nText.\n\n## More information\n\nText.\n"},
            "heading-tells-nothing",
            "a.md, line 5, “More information”: has a heading that no question would meet; ",
            id="heading-more",
        ),
        pytest.param(
            {"a.txt": "Massage\n\nText of it.\n\nFrequently asked questions:\n\nIt is text."},
            "heading-tells-nothing",
            "a.txt, line 5, “Frequently asked questions”: has a heading ",
            id="heading-faq",
        ),
        pytest.param(
            {"a.md": "# A\n\nOne.\n\n## Bees\n\n- Kinds of it:\n" + "  - this is one of them\n" * 60},
            "long-passage",
            "a.md, line 7, “Bees”: is a passage of 364 words, too long to read as an answer; part it into paragraphs ",
            id="long-passage",
        ),
        pytest.param(
            {"a.jsonl": json.dumps({"question": "Why bees?", "answer": LONG * 2})},
            "long-passage",
            "a.jsonl, line 1, “Why bees”: is a passage of 234 words, too long to read as an answer; make it rows of ",
            id="long-row",
        ),
        pytest.param(
            {"a.md": "---\ntitle: Bees\nreview_by: 2026-11-01\n---\nText.\n"},
            "review-past",
            "a.md, line 3: was to be reviewed by 01 November 2026; ",
            id="review-past",
        ),
        pytest.param(
            {"a.md": "---\nreview_by: 2026-12-22\n---\nText.\n"},
            "review-soon",
            "a.md, line 2: is to be reviewed by 22 December 2026; ",
            id="review-in-30-days",
        ),
        pytest.param(
            {"a.md": "# Bees\n\nSee [the page](hot.md) or\n[this](heat.md#heat)."},
            "dead-link",
            "a.md, line 3: links to “hot.md”, but there is no such document; ",
            id="link-to-no-document",
        ),
        pytest.param(
            {"a.md": "# Bees\n\nSee [this](heat.md#heat) and [that][x].\n\n[x]: /articles/heat#packs\n"},
            "dead-link",
            "a.md, line 5: links to “/articles/heat#packs”, but heat.md has no such section; ",
            id="link-to-no-section",
        ),
        pytest.param(
            {"sub/a.html": "<h1>Bees</h1>\n<p>See <a class=x href='../heat.md#cold'>it</a>.</p>"},
            "dead-link",
            "sub/a.html, line 2: links to “../heat.md#cold”, but heat.md has no such section; ",
            id="link-of-a-page",
        ),
        pytest.param(
            {"a.md": f"# Bees\n\n## Rehabilitation\n\n{HARD}continuously."},
            "hard-reading",
            "a.md, line 3, “Rehabilitation”: is hard to read: grade above 20, where 8 suits most people and 12 is ",
            id="hard-reading",
        ),
        pytest.param(
            {"_synonyms.txt": "# ours\nback, spine\nknackered, fatigued\n"},
            "unknown-synonym",
            "_synonyms.txt, line 3: no passage says any of “knackered”, “fatigued”; ",
            id="synonym-unknown",
        ),
        pytest.param(
            {"_synonyms.txt": "back rub => massages\n"},
            "unknown-synonym",
            "_synonyms.txt, line 1: no passage says “massages”; ",
            id="synonym-one-way",
        ),
        pytest.param(
            {"_synonyms.txt": "back, spine\n\nhelps, Spines\n"},
            "synonym-twice",
            "_synonyms.txt, line 3: “Spines” stands in line 1 too; ",
            id="synonym-in-two-groups",
        ),
        pytest.param(
            {"_questions.jsonl": JUDGED},
            "failing-question",
            "_questions.jsonl, line 2: “What is the dragon fruit for?” should be answered from “Heat”, but is not ",
            id="question-not-answered",
        ),
        pytest.param(
            {"_questions.jsonl": '{"question": "What helps the back?", "sections": null}'},
            "failing-question",
            "_questions.jsonl, line 1: “What helps the back?” must not be answered, but is answered from “Heat”; ",
            id="question-answered",
        ),
        pytest.param(
            {"_clinic.toml": CLINIC, "a.md": "# Bees\n\nText.\n\nPlease call us on 01632 960999.\n"},
            "clashing-phone",
            "a.md, line 5, “Bees”: gives the number 01632 960999, but the clinic's is 01632 960123 in _clinic.toml; ",
            id="another-number-than-the-clinic",
        ),
        pytest.param(
            {"a.md": "# Bees\n\nCall us on 01632 960999.\n", "b.md": "# Wasps\n\nRing reception: 01632 960123.\n"},
            "clashing-phone",
            "b.md, line 3, “Wasps”: gives the number 01632 960123, but the clinic's is 01632 960999 in a.md, line 3",
            id="two-numbers",
        ),
        pytest.param(
            {"_clinic.toml": CLINIC, "a.md": "# Visits\n\nWe are open Monday to Friday, 9am to 6pm.\n"},
            "clashing-hours",
            "a.md, line 3, “Visits”: says 09:00 to 18:00 of Mon, but _clinic.toml says 09:00 to 17:00; ",
            id="other-hours",
        ),
        pytest.param(
            {"_clinic.toml": CLINIC, "a.md": "# Visits\n\n## Opening hours\n\n- Saturdays: 9:00-12:00\n"},
            "clashing-hours",
            "a.md, line 5, “Opening hours”: says 09:00 to 12:00 of Sat, but _clinic.toml says closed; ",
            id="open-when-closed",
        ),
        pytest.param(
            {"_clinic.toml": "name = 'Acme'\nclosed = [2026-11-21, 2026-01-01]\n"},
            "holidays-past",
            "_clinic.toml: has no day to come on which the clinic is closed; the last was 21 November 2026; add ",
            id="holidays-are-over",
        ),
    ],
)
def test_a_problem(write_corpus, files, kind, problem):
    (told,) = problems_of(write_corpus({"heat.md": GOOD} | files))
    assert str(told).startswith(problem)
    assert told.kind == kind
    assert told.as_json()["kind"] == kind


TIRED = "A bee that is tired rests on a flower until the sun has made it warm again."
CLEAN = {
    "rows": {"r.jsonl": '{"question": "What helps?", "answer": "Heat."}', "cold.txt": "Cold\n\nWhat is it?\n\nIce."},
    "rows of one section": {
        "a.jsonl": '{"question": "Is oil used?", "answer": "Yes.", "section": "Massage"}\n'
        '{"question": "Is a towel used?", "answer": "No.", "section": "Massage"}\n'
    },
    "a heading with another way to ask": {"a.md": "# Bees\n\nText.\n\n## More\n\nAlso asked: Do bees sting?\n\nYes.\n"},
    "links that lead somewhere": {
        "a.md": "# Bees\n\n[a](heat.md) [b](heat.md#heat) [c](/articles/heat) [d](#bees) [e](https://example.com/x#y)\n"
        "[f](mailto:a@example.com) [g](/book) `[h](no.md)` [i](heat)\n\n```\n[j](no.md)\n```\n<!-- [k](no.md) -->\n"
    },
    "a file beside the documents": {"a.md": "# Bees\n\nSee [it](heat.md?x=1).\n"},
    "a holiday that is today": {"_clinic.toml": "closed = [2026-01-01, 2026-11-22]"},
    "a review far off": {"a.md": "---\nreview_by: 2026-12-23\n---\nText.\n"},
    "synonyms that are used": {"_synonyms.txt": "helps the back, eases the spine\nhot => heat\nwarm => heat\n"},
    "a question that is answered": {"_questions.jsonl": '{"question": "What helps the back?", "sections": ["Heat"]}'},
    "the clinic's own number and hours": {
        "_clinic.toml": CLINIC,
        "a.md": "# Visits\n\nCall us on +44 1632 960123. We are open Monday to Friday, 9am to 5pm. The pool is open on "
        "Monday from 10am to 2pm. We are closed on Saturdays. Call the NHS on 0300 123 4567.\n",
    },
    "what staff may read says the same": {
        "a.md": f"# Bees\n\n{TIRED}\n",
        "b.md": f"---\nstaff_only: true\n---\n{TIRED}",
    },
}


@pytest.mark.parametrize("files", CLEAN.values(), ids=CLEAN)
def test_no_problem(write_corpus, files):
    assert [str(problem) for problem in problems_of(write_corpus({"heat.md": GOOD} | files))] == []


def test_problems_come_in_the_order_of_files_and_lines(write_corpus):
    text = "# A\n\n## Cost\n\n## More\n\nText.\n\n## Bees\n"
    folder = write_corpus({"b.md": text.replace("# A", "# B"), "a.md": text, "_synonyms.txt": "knackered, fatigued"})
    places = [(problem.place.path, problem.place.line) for problem in problems_of(folder)]
    assert places == [
        ("a.md", 3),
        ("a.md", 5),
        ("a.md", 9),
        ("b.md", 3),
        ("b.md", 5),
        ("b.md", 9),
        ("_synonyms.txt", 1),
    ]


def test_a_heading_is_found_below_a_list_of_contents(write_corpus):
    page = "# Bees\n\n- Cost\n- More\n\n# Cost\n\nBees cost nothing.\n\n# More\n\nThat is all of it.\n"
    (told,) = problems_of(write_corpus({"a.md": page}))
    assert (told.kind, told.place.line) == (Kind.HEADING, 10)


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("massage", 2),
        ("the", 1),
        ("muscles", 2),
        ("wanted", 2),
        ("used", 1),
        ("area", 3),
        ("condition", 3),
        ("being", 2),
    ],
)
def test_syllables(word, count):
    assert syllables(word) == count


def test_a_grade_is_that_of_the_formula():
    sentence = (
        "The Australian platypus is seemingly a hybrid of a mammal and reptilian creature. "  # 13 words, 26 syllables
    )
    assert grade(sentence * 4) == pytest.approx(0.39 * 13 + 11.8 * 26 / 13 - 15.59)
    assert grade(sentence * 3) == 0


CORPORA = [ROOT / "corpus", *(path for path in sorted((ROOT / "tests" / "relevance").rglob("*")) if path.is_dir())]
CORPORA = [folder for folder in CORPORA if any(path.suffix in (".md", ".txt") for path in folder.iterdir())]


@pytest.mark.parametrize("folder", CORPORA, ids=lambda folder: folder.name)
def test_real_articles_raise_no_false_alarm(folder):
    problems = [problem for problem in problems_of(folder) if problem.place.section != "Who must not have drainage"]
    assert [str(problem) for problem in problems] == []  # that one section is hard to read


def test_many_passages_take_seconds(write_corpus):
    rows = (
        {"question": f"What is thing {n}?", "answer": f"Thing {n} is number {n * 7919 % 1000} of its kind. " * 3}
        for n in range(5000)
    )
    folder = write_corpus({"a.jsonl": "\n".join(map(json.dumps, rows))})
    began = time.monotonic()
    problems_of(folder)
    assert time.monotonic() - began < 20
