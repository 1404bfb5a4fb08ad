"""What does a content owner see of an import and an export, and what does a script get?"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from faq_bot.cli import main

SAMPLES = Path(__file__).parent / "exchange"
FILES = {
    "heat.md": "---\ntitle: Heat and ice\nupdated: 2026-01-02\n---\n\n## What does heat do?\n\n"
    "It widens the vessels – slowly.\n",
    "desk.md": "---\ntitle: Desk notes\nstaff_only: true\n---\n\n## Where is the key?\n\nBelow the till.\n",
    "faq.jsonl": '{"id": "parking", "question": "Where can I park?", "answer": "Behind the chapel."}\n',
}


@pytest.fixture(autouse=True)
def working_folder(work_in):
    """A folder whose `corpus/` is FILES, and no settings from around it."""
    return work_in(FILES)


def run(*arguments):
    ended = CliRunner().invoke(main, [str(one) for one in arguments])
    assert ended.exception is None or isinstance(ended.exception, SystemExit), ended.exception
    return ended


def names(folder="corpus"):
    return sorted(path.relative_to(folder).as_posix() for path in Path(folder).rglob("*") if path.is_file())


def test_a_dry_run_shows_what_was_understood_and_writes_nothing():
    ended = run("import", SAMPLES / "qnabot.json", "--dry-run")
    assert (ended.exit_code, ended.stderr) == (0, "")
    assert ended.stdout.splitlines() == [
        f"{SAMPLES / 'qnabot.json'} -> corpus/qnabot.jsonl",
        "  “Qnabot”: 2 sections, 2 passages, 4 questions",
        "    Do I need a referral?",
        "    What should I wear?",
        "  left out: “alt”, 1 time",
        "  left out: “t”, 1 time",
        "  left out: “r”, 1 time",
        "  left out: items of the type 'slottype', 1 time",
        "",
        "Nothing was written. Understood: 1 document, 2 sections, 2 passages, 4 questions.",
    ]
    assert names() == sorted(FILES)


def test_what_was_imported_answers_at_once():
    ended = run("import", SAMPLES / "qnabot.json", SAMPLES / "qna-maker-synonyms.tsv")
    assert ended.exit_code == 0
    assert "2 groups of words that say the same" in ended.stdout
    assert ended.stdout.endswith("Imported into corpus: 1 document, 2 sections, 2 passages, 4 questions.\n")
    asked = run("ask", "do I need a referral?")
    assert asked.exit_code == 0
    assert "No referral is needed." in asked.stdout


def test_a_second_import_changes_nothing():
    assert run("import", SAMPLES / "qnabot.json").exit_code == 0
    before = {name: Path("corpus", name).read_bytes() for name in names()}
    ended = run("import", SAMPLES / "qnabot.json")
    assert (ended.exit_code, ended.stdout) == (2, "")
    assert ended.stderr.startswith(f"faq-bot: {SAMPLES / 'qnabot.json'}: would have the same address as corpus/qnabot")
    assert {name: Path("corpus", name).read_bytes() for name in names()} == before


def test_every_fault_is_a_line_and_nothing_is_written():
    Path("a.json").write_text("{")
    Path("b.json").write_text('{"qna": [{"q": ["Q?"]}, 7]}')
    ended = run("import", "a.json", "b.json", "gone.md", SAMPLES / "qnabot.json")
    assert (ended.exit_code, ended.stdout) == (2, "")
    assert [line.partition(": ")[2].partition(": ")[0] for line in ended.stderr.splitlines()] == [
        "a.json, line 1",
        "b.json, item 1",
        "b.json, item 2",
        "gone.md",
    ]
    assert names() == sorted(FILES)


def test_the_corpus_folder_is_made_where_there_is_none():
    assert run("import", SAMPLES / "dialogflow.csv", "--corpus", "new/corpus", "--as", "markdown").exit_code == 0
    assert names("new/corpus") == ["dialogflow.md"]


def test_an_export_goes_to_the_output_and_what_it_lacks_beside_it():
    ended = run("export")
    assert ended.exit_code == 0
    assert [json.loads(line)["id"] for line in ended.stdout.splitlines()] == ["faq#parking", "heat#what-does-heat-do"]
    assert ended.stderr == "left out: 1 document for staff only (--staff takes them along)\n"
    assert "Below the till" in run("export", "--staff", "--format", "tsv").stdout


@pytest.mark.parametrize(
    ("form", "output"), [("jsonl", "out.jsonl"), ("tsv", "out.tsv"), ("faqpage", "out.json"), ("markdown", "out")]
)
def test_an_export_is_imported_again(form, output):
    ended = run("export", "--format", form, "--output", output, "--staff")
    assert (ended.exit_code, ended.stdout) == (0, "")
    assert run("import", output, "--corpus", "again").exit_code == 0
    for question, answer in (
        ("what does heat do?", "It widens the vessels – slowly."),
        ("where can I park?", "Behind"),
    ):
        asked = run("ask", question, "--corpus", "again")
        assert asked.exit_code == 0
        assert answer in asked.stdout
    assert "staff_only: true" in Path("again/desk.md").read_text()
    again = run("export", "--format", form, "--output", output)
    assert again.exit_code == 2
    assert "is there already" in again.stderr


@pytest.mark.parametrize("staff", [(), ("--staff",)], ids=["visitors", "staff"])
@pytest.mark.parametrize(
    ("form", "output", "fault"),
    [
        pytest.param("jsonl", "corpus/out.jsonl", "would be read as content; name a place outside the folder", id="in"),
        pytest.param("markdown", "corpus/out", "would be read as content; ", id="a folder in it"),
        pytest.param("markdown", "corpus", "would be read as content; ", id="the corpus"),
        pytest.param("tsv", "corpus/deep/gone/out.tsv", "would be read as content; ", id="below"),
        pytest.param("tsv", "corpus/../corpus/out.tsv", "would be read as content; ", id="roundabout"),
        pytest.param("jsonl", "link/out.jsonl", "would be read as content; ", id="by a link"),
        pytest.param("jsonl", "gone/deep/out.jsonl", "there is no such folder; make it first, ", id="no parent"),
        pytest.param("markdown", "gone/out", "there is no such folder; ", id="no parent of a folder"),
        pytest.param("jsonl", "corpus.txt/out.jsonl", "is a file, not a folder; ", id="a file for a parent"),
    ],
)
def test_an_export_has_a_place_of_its_own(form, output, fault, staff):
    Path("link").symlink_to("corpus")
    Path("corpus.txt").touch()
    before = names(".")
    ended = run("export", "--format", form, "--output", output, *staff)
    where = output if fault.startswith("would") else Path(output).parent
    assert (ended.exit_code, ended.stdout) == (2, "")
    assert ended.stderr.startswith(f"faq-bot: {where}: {fault}")
    assert ended.stderr.count("\n") == 1
    assert names(".") == before
    assert not Path("gone").exists()


def test_articles_are_not_written_into_the_corpus_from_above():
    Path("corpus/corpus").mkdir()
    Path("corpus/corpus/ice.md").write_text("# Ice\n\nIt numbs.\n")
    ended = run("export", "--format", "markdown", "--output", ".")
    assert (ended.exit_code, ended.stderr.partition("; ")[0]) == (2, "faq-bot: .: would be read as content")


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        pytest.param("corpus", "is the corpus itself; ", id="the corpus"),
        pytest.param("link", "is the corpus itself; ", id="a link to it"),
        pytest.param("corpus/heat.md", "is in the corpus already, corpus; ", id="a file of it"),
        pytest.param("corpus/deep", "is in the corpus already, corpus; ", id="a folder of it"),
        pytest.param(".", "holds the corpus, corpus; ", id="a folder that holds it"),
    ],
)
def test_the_corpus_is_not_imported_into_itself(source, fault):
    Path("link").symlink_to("corpus")
    Path("corpus/deep").mkdir()
    ended = run("import", source)
    assert (ended.exit_code, ended.stdout) == (2, "")
    assert ended.stderr.startswith(f"faq-bot: {source}: {fault}")
    assert ended.stderr.count("\n") == 1
    assert names() == sorted(FILES)


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(("export",), id="export"),
        pytest.param(("check", "--json"), id="check"),
        pytest.param(("import", SAMPLES / "qnabot.json"), id="import"),
    ],
)
def test_an_output_that_is_closed_is_a_fault(arguments):
    script = Path(sys.executable).with_name("faq-bot")
    command = ["sh", "-c", 'exec "$@" >&-', "sh", script, *arguments]
    ended = subprocess.run(command, stderr=subprocess.PIPE, text=True, timeout=60)
    assert (ended.returncode, ended.stderr) == (
        2,
        "faq-bot: the output: is closed; leave it open, or send it to a file\n",
    )
    assert names() == sorted(FILES)


def test_markdown_needs_a_folder():
    ended = run("export", "--format", "markdown")
    assert (ended.exit_code, ended.stdout) == (2, "")
    assert ended.stderr == (
        "faq-bot: --output: is not given, and markdown is many files; name a folder to write them to\n"
    )


def test_only_staff_documents_are_no_export():
    for name in ("heat.md", "faq.jsonl"):
        Path("corpus", name).unlink()
    ended = run("export")
    assert (ended.exit_code, ended.stdout) == (2, "")
    assert "holds only what is for staff" in ended.stderr


def test_an_export_is_utf_8_whatever_the_terminal():
    script = Path(sys.executable).with_name("faq-bot")
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "LC_ALL": "C"}
    ended = subprocess.run([script, "export"], env=environment, capture_output=True, timeout=60)
    assert ended.returncode == 0
    assert "vessels – slowly" in ended.stdout.decode("utf-8")
    assert ended.stdout.endswith(b"}\n")
