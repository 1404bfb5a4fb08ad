"""Does `check` show what the machine sees, and what will not answer as its writer expects?"""

import json
from pathlib import Path

import pytest

from faq_bot.content.check import check_corpus
from faq_bot.content.corpus import load_corpus

GOOD = "# Heat\n\nHeat helps the back.\n"


def problems_of(write_corpus, files):
    return [str(problem) for problem in check_corpus(load_corpus(write_corpus(files))).problems]


def test_the_table_of_contents(write_corpus):
    long = "Words go here and there. " * 40
    folder = write_corpus(
        {"heat.md": f"# Heat\n\nIntro.\n\n## Packs\n\n{long}\n\n## Empty\n", "z.txt": "One two three."}
    )
    found = check_corpus(load_corpus(folder))
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
    ("files", "problem"),
    [
        pytest.param(
            {"photo.png": "x"}, "photo.png: is left out, for nothing here can read it; ", id="unreadable-kind"
        ),
        pytest.param(
            {"_synonym.txt": "tummy, abdomen"},
            "_synonym.txt: is left out, for a name that begins with “_” is none of a document; take the “_” away, or "
            "name it as one of _clinic.toml, _small_talk.toml, _synonyms.txt, at the top of the folder",
            id="own-file-misspelt",
        ),
        pytest.param(
            {"sub/_clinic.toml": ""}, "sub/_clinic.toml: is left out, for a name that begins with “_” ", id="own-below"
        ),
        pytest.param(
            {"_drafts/a.md": GOOD}, "_drafts/a.md: is left out, for a name that begins with “_” ", id="folder-apart"
        ),
        pytest.param(
            {"warmth.md": "# HEAT\n\nIt helps.\n"}, "warmth.md: has the title of heat.md too, “HEAT”; ", id="one-title"
        ),
        pytest.param(
            {"a.md": "# A\n\n## Cost\n\n## B\n\nText.\n"},
            "a.md, “Cost”: has no text below its heading; ",
            id="empty-heading",
        ),
        pytest.param(
            {"a.jsonl": '{"answer": "Text."}'}, "a.jsonl, “section”: has no words in its heading; ", id="row-unasked"
        ),
        pytest.param({"a.md": "# A\n\n" + "word " * 200}, "a#a: is a passage of 200 words; ", id="long-passage"),
    ],
)
def test_a_problem(write_corpus, files, problem):
    (told,) = problems_of(write_corpus, {"heat.md": GOOD} | files)
    assert told.startswith(problem)


def test_no_problem(write_corpus):
    rows = '{"question": "What helps?", "answer": "Heat."}'
    assert (
        problems_of(write_corpus, {"heat.md": GOOD, "cold.txt": "Cold\n\nWhat is it?\n\nIce.", "r.jsonl": rows}) == []
    )


def test_the_bundled_corpus_has_no_problem():
    found = check_corpus(load_corpus(Path(__file__).parents[1] / "corpus"))
    assert found.problems == ()
    assert sum(document.passages for document in found.documents) >= 7
