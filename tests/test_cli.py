"""What does a person in a terminal see, and what does a script get?"""

import errno
import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from faq_bot.cli import main

SCRIPT = Path(sys.executable).with_name("faq-bot")
COMMANDS = sorted(main.commands)

FILES = {
    "heat.md": "---\ntitle: Heat and ice\nupdated: 2026-01-02\n---\n\n## What does a heat pack do for the shoulder?\n\n"
    "A heat pack widens the vessels of the shoulder. The “tired” muscle lets go – slowly.\n\n"
    "## When is ice better than heat?\n\nIce is better in the first two days after an injury. It numbs the pain.\n",
    "faq.jsonl": '{"id": "parking", "question": "Where can I park?", "answer": "Park behind the chapel."}\n',
    "_clinic.toml": 'name = "Chapel Clinic"\nphone = "01632 960999"\n',
}
ANSWERABLE = "What does a heat pack do for the shoulder?"


@pytest.fixture(autouse=True)
def working_folder(work_in):
    """A folder whose `corpus/` is FILES, and no settings from around it."""
    return work_in(FILES)


def run(*arguments):
    """The ended command: `exit_code`, `stdout`, `stderr`. It never ends in an error of ours."""
    ended = CliRunner().invoke(main, arguments)
    assert ended.exception is None or isinstance(ended.exception, SystemExit), ended.exception
    assert "Traceback" not in ended.output
    return ended


def start(*arguments, **environment):
    """The real program, as a shell starts it."""
    return subprocess.run(
        [SCRIPT, *arguments], env=os.environ | environment, capture_output=True, timeout=60, stdin=subprocess.DEVNULL
    )


def assert_could_not_run(ended, *faults):
    """Exit 2, nothing on the output, and each fault on a line of its own."""
    assert (ended.exit_code, ended.stdout) == (2, "")
    lines = ended.stderr.splitlines()
    assert len(lines) == len(faults)
    for line, fault in zip(lines, faults, strict=True):
        assert line.startswith(f"faq-bot: {fault}")
        assert "; " in line


def test_an_answer_is_quoted_and_cited():
    ended = run("ask", ANSWERABLE)
    assert (ended.exit_code, ended.stderr) == (0, "")
    assert "A heat pack widens the vessels of the shoulder. The “tired” muscle lets go – slowly." in " ".join(
        ended.stdout.split()
    )
    assert "What does a heat pack do for the shoulder" in ended.stdout
    assert "Heat and ice, updated 02 January 2026" in ended.stdout
    assert "/articles/heat#what-does-a-heat-pack-do-for-the-shoulder" in ended.stdout


def test_an_answer_as_json():
    ended = run("ask", "--json", ANSWERABLE)
    assert ended.exit_code == 0
    answer = json.loads(ended.stdout)
    assert list(answer) == [
        "outcome",
        "text",
        "highlights",
        "confidence",
        "citation",
        "suggestions",
        "missing",
        "understood",
        "safety",
        "version",
    ]
    assert answer["outcome"] == "answered"
    assert answer["text"] == "A heat pack widens the vessels of the shoulder. The “tired” muscle lets go – slowly."
    assert answer["citation"] == {
        "passage": "heat#what-does-a-heat-pack-do-for-the-shoulder",
        "title": "Heat and ice",
        "section": "What does a heat pack do for the shoulder",
        "url": "/articles/heat#what-does-a-heat-pack-do-for-the-shoulder",
        "updated": "2026-01-02",
    }
    assert [answer["text"][first:last] for first, last in answer["highlights"]] == [
        "A heat pack widens the vessels of the shoulder."
    ]
    assert 0 <= answer["confidence"] <= 1
    assert all(set(suggestion) == {"question", "passage"} for suggestion in answer["suggestions"])
    assert set(answer["understood"]) >= {"question", "corrections"}
    assert (answer["missing"], answer["safety"]) == ([], None)


def test_a_row_is_answered_too():
    answer = json.loads(run("ask", "--json", "Where can I park?").stdout)
    assert (answer["text"], answer["citation"]["passage"]) == ("Park behind the chapel.", "faq#parking")
    assert answer["citation"]["updated"] is None


REFUSED = [
    pytest.param("Who was the tallest emperor of Mongolia?", id="not-in-the-articles"),
    pytest.param("qwertyuiop zxcvbnm", id="no-such-words"),
    pytest.param("the of and to a", id="only-function-words"),
    pytest.param("what how when", id="only-question-words"),
    pytest.param("?!.,;:()", id="only-punctuation"),
    pytest.param("👍🏽🙂", id="only-emoji"),
    pytest.param("<script>alert(1)</script>", id="script"),
    pytest.param("{{7*7}} ${7*7} %s %(x)s {0}", id="templates"),
    pytest.param("../../etc/passwd", id="path"),
    pytest.param("'; DROP TABLE passages; --", id="sql"),
    pytest.param("\x1b[31mMongolia\x07", id="terminal-codes"),
    pytest.param("\u202eMongolia\u202c \u2066emperor", id="bidi"),
    pytest.param("Mon\u200bgo\u200dlia\ufeff", id="zero-width"),
    pytest.param("x" * 500, id="as-long-as-may-be"),
    pytest.param("монголия 蒙古 منغوليا", id="other-scripts"),
    pytest.param("a\u0301" * 250, id="combining"),
]


@pytest.mark.parametrize("question", REFUSED)
def test_a_refusal_says_whom_to_turn_to(question):
    ended = run("ask", question)
    assert (ended.exit_code, ended.stderr) == (1, "")
    assert "01632 960999" in " ".join(ended.stdout.split())
    assert "49" not in ended.stdout
    assert all(ch.isprintable() or ch == "\n" for ch in ended.stdout)


@pytest.mark.parametrize("question", REFUSED)
def test_a_refusal_as_json(question):
    ended = run("ask", question, "--json")
    answer = json.loads(ended.stdout)
    assert ended.exit_code == 1
    assert answer["outcome"] in ("no_answer", "suggested")
    assert (answer["citation"], answer["highlights"]) == (None, [])
    assert answer["text"]


@pytest.mark.parametrize(
    ("question", "fault"),
    [
        pytest.param("", "question: there is no question; ", id="empty"),
        pytest.param(" \t\n\u00a0", "question: there is no question; ", id="blank"),
        pytest.param("\u200b\u200d\ufeff", "question: there is no question; ", id="zero-width"),
        pytest.param("\u202e\u2066", "question: there is no question; ", id="bidi"),
        pytest.param("\x00\x07", "question: there is no question; ", id="control"),
        pytest.param("\udcff", "question: there is no question; ", id="lone-surrogate"),
        pytest.param("x" * 501, "question: the question has 501 characters, 1 too many; ask in 500 ", id="501"),
        pytest.param("x " * 100_000, "question: the question has 200000 characters, ", id="endless"),
        pytest.param("\ufdfa" * 100, "question: the question has ", id="long-when-folded"),
    ],
)
@pytest.mark.parametrize("command", ["ask", "search"])
def test_a_question_that_cannot_be_asked(command, question, fault):
    assert_could_not_run(run(command, question), fault)


def test_why_an_answer_came():
    ended = run("ask", ANSWERABLE, "--explain")
    assert ended.exit_code == 0
    assert "heat#what-does-a-heat-pack-do-for-the-shoulder" in ended.stdout
    with_json = run("ask", ANSWERABLE, "--explain", "--json")
    answer = json.loads(with_json.stdout)
    assert (answer["outcome"], with_json.stderr) == ("answered", "")
    assert answer["explanation"]["hits"][0]["passage"] == "heat#what-does-a-heat-pack-do-for-the-shoulder"
    assert "explanation" not in json.loads(run("ask", ANSWERABLE, "--json").stdout)


def test_search_lists_passages():
    ended = run("search", "heat", "pack")
    assert ended.exit_code == 0
    assert ended.stdout.index("heat#what-does") < ended.stdout.index("heat#when-is-ice")
    assert "faq#parking" not in ended.stdout


def test_search_as_json():
    hits = json.loads(run("search", "heat", "--json").stdout)["hits"]
    assert [set(hit) for hit in hits] == [{"passage", "title", "section", "text", "score"}] * 2
    assert hits[0]["score"] >= hits[1]["score"] > 0
    assert len(json.loads(run("search", "heat", "--json", "--limit", "1").stdout)["hits"]) == 1


def test_search_that_finds_nothing():
    ended = run("search", "zxcvbnm")
    assert (ended.exit_code, ended.stderr) == (1, "")
    assert ended.stdout.strip()
    nothing = run("search", "zxcvbnm", "--json")
    assert (nothing.exit_code, json.loads(nothing.stdout)) == (1, {"hits": []})


def test_check_shows_the_corpus(write_corpus):
    write_corpus({"empty.md": "# Notes\n\nText.\n\n## Cost\n", "photo.png": "x"})
    ended = run("check")
    assert ended.exit_code == 0
    assert "heat.md: Heat and ice" in ended.stdout
    told = ended.stdout[ended.stdout.index("Problems in empty.md:\n") :].splitlines()
    assert told[1].startswith("  line 5, “Cost”: has no text below its heading; ")
    assert told[3:5] == [
        "Problems in photo.png:",
        "  the file: is left out, for nothing here can read it; save it in a form that is read, or take it away",
    ]
    assert told[-1] == "3 documents, 5 sections, 4 passages, 36 words, 2 problems"


def test_check_strictly(write_corpus):
    assert run("check", "--strict").exit_code == 0
    write_corpus({"empty.md": "# Notes\n\nText.\n\n## Cost\n"})
    assert run("check").exit_code == 0
    ended = run("check", "--strict", "--json")
    (problem,) = json.loads(ended.stdout)["problems"]
    assert (ended.exit_code, problem) == (
        1,
        {
            "kind": "empty-section",
            "path": "empty.md",
            "section": "Cost",
            "line": 5,
            "where": "empty.md, line 5, “Cost”",
            "what": "has no text below its heading",
            "remedy": "write some, or take the heading out",
        },
    )


def test_check_as_json():
    found = json.loads(run("check", "--json").stdout)
    assert [document["path"] for document in found["documents"]] == ["faq.jsonl", "heat.md"]
    assert found["documents"][1]["sections"][1] == {
        "heading": "When is ice better than heat",
        "anchor": "when-is-ice-better-than-heat",
        "passages": 1,
        "words": 15,
    }
    assert found["problems"] == []


JUDGED = (
    {
        "id": "q1",
        "question": ANSWERABLE,
        "sections": ["What does a heat pack do for the shoulder?"],
        "contains": ["vessels"],
    },
    {"id": "q2", "question": "Where can I park?", "sections": ["Elsewhere"]},
    {"id": "q3", "question": "Who was the tallest emperor of Mongolia?", "sections": None},
)


def test_evaluate_counts(working_folder):
    (working_folder / "judged.jsonl").write_text("\n".join(map(json.dumps, JUDGED)))
    ended = run("evaluate", "judged.jsonl")
    assert ended.exit_code == 0
    assert "50.0%       1 of 2 to be answered" in ended.stdout
    assert "q2  Where can I park?" in ended.stdout
    report = json.loads(run("evaluate", "judged.jsonl", "--json").stdout)
    assert (report["answerable"], report["right"], report["unanswerable"], report["refused"]) == (2, 1, 1, 1)
    assert [miss["id"] for miss in report["misses"]] == ["q2"]


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        pytest.param(None, ["judged.jsonl: cannot be read (No such file or directory); "], id="missing"),
        pytest.param("", ["judged.jsonl: has no judged question; "], id="empty"),
        pytest.param("{\n[]\n", ["judged.jsonl, line 1: ", "judged.jsonl, line 2: "], id="two-faults"),
        pytest.param(
            '{"question": " ", "sections": null}', ["judged.jsonl, line 1: there is no question; "], id="no-question"
        ),
    ],
)
def test_evaluate_what_cannot_be_read(working_folder, text, faults):
    if text is not None:
        (working_folder / "judged.jsonl").write_text(text)
    assert_could_not_run(run("evaluate", "judged.jsonl"), *faults)


@pytest.mark.parametrize("command", [("ask", "Where?"), ("search", "heat"), ("check",), ("evaluate", "judged.jsonl")])
@pytest.mark.parametrize("as_json", [(), ("--json",)], ids=["text", "json"])
def test_a_corpus_that_cannot_be_used(working_folder, write_corpus, command, as_json):
    (working_folder / "judged.jsonl").write_text(json.dumps(JUDGED[0]))
    assert_could_not_run(run(*command, *as_json, "--corpus", "missing"), "missing: there is no such folder; ")
    (working_folder / "none").mkdir()
    assert_could_not_run(run(*command, *as_json, "--corpus", "none"), "none: has no document to answer from, ")
    write_corpus({"a.md": "", "b\nb.txt": b"\xff", "c.jsonl": "{\n{"})
    assert_could_not_run(
        run(*command, *as_json), "a.md: ", "b b.txt, line 1: ", "c.jsonl, line 1: ", "c.jsonl, line 2: "
    )


@pytest.mark.parametrize("command", [("ask", "Where?"), ("search", "heat"), ("check",), ("serve",)], ids=lambda c: c[0])
def test_settings_that_cannot_be_used(working_folder, monkeypatch, command):
    (working_folder / "faq-bot.toml").write_text("prot = 1\n")
    monkeypatch.setenv("FAQ_BOT_PORT", "http")
    assert_could_not_run(run(*command), "FAQ_BOT_PORT: is 'http'; ", "faq-bot.toml, prot: is not a setting; ")


def test_the_corpus_is_named_by_flag_over_environment_over_file(working_folder, write_corpus, monkeypatch):
    for name in "abc":
        (working_folder / name).mkdir()
        (working_folder / name / f"{name}.md").write_text(f"# Words of {name}\n\nText.\n")
    assert "heat.md" in run("check").stdout
    (working_folder / "faq-bot.toml").write_text('corpus = "a"')
    assert "a.md" in run("check").stdout
    monkeypatch.setenv("FAQ_BOT_CORPUS", "b")
    assert "b.md" in run("check").stdout
    assert "c.md" in run("check", "--corpus", "c").stdout


def test_the_largest_file_is_a_setting(working_folder, monkeypatch):
    os.truncate(working_folder / "corpus" / "heat.md", 2 * 2**20)
    monkeypatch.setenv("FAQ_BOT_LARGEST_FILE", "1")
    assert_could_not_run(run("check"), "heat.md: is too large, 2 MB of 1; ")
    assert_could_not_run(run("ask", "Where?"), "heat.md: is too large, 2 MB of 1; ")


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["ask"], id="no-question"),
        pytest.param(["ask", "two", "questions"], id="two-questions"),
        pytest.param(["search"], id="no-words"),
        pytest.param(["search", "heat", "--limit", "0"], id="limit-0"),
        pytest.param(["search", "heat", "--limit", "many"], id="limit-word"),
        pytest.param(["evaluate"], id="no-file"),
        pytest.param(["check", "--colour"], id="no-such-option"),
        pytest.param(["aks", "Where?"], id="no-such-command"),
        pytest.param(["serve", "--port", "http"], id="port-word"),
        pytest.param([], id="no-command"),
    ],
)
def test_a_command_mistyped(arguments):
    ended = run(*arguments)
    assert (ended.exit_code, ended.stdout) == (2, "")
    assert "Usage: " in ended.stderr


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(command):
    for flag in ("-h", "--help"):
        ended = run(command, flag)
        assert ended.exit_code == 0
        assert f"Example: faq-bot {command} " in ended.stdout
        assert ended.stdout.startswith(f"Usage: main {command} ")


def test_help_lists_every_command_in_full():
    ended = run("--help")
    assert ended.exit_code == 0
    for command in COMMANDS:
        assert f"\n  {command} " in ended.stdout
    assert "..." not in ended.stdout.split("Commands:")[1]


def test_version():
    assert run("--version").stdout.split()[-1][0].isdigit()


@pytest.mark.parametrize("arguments", [["--help"], ["ask", "--help"], ["serve", "--help"], ["--version"]], ids=" ".join)
def test_help_waits_for_nothing_heavy(arguments):
    code = (
        "import sys\nfrom faq_bot.cli import main\n"
        f"try: main({arguments!r})\nexcept SystemExit: pass\n"
        "print(*{name.split('.')[0] for name in sys.modules}, file=sys.stderr)"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(ended.stderr.split())
    assert "click" in loaded
    assert not loaded & {"nltk", "numpy", "flask", "web", "rank_bm25", "markdown_it", "waitress", "werkzeug"}


def test_the_real_program_answers():
    ended = start("ask", ANSWERABLE, PYTHONIOENCODING="utf-8")
    assert (ended.returncode, ended.stderr) == (0, b"")
    assert "The “tired” muscle lets go – slowly." in " ".join(ended.stdout.decode().split())


@pytest.mark.parametrize("question", [b"caf\xe9 \xff\xfe", b"\xed\xa0\x80 Mongolia"], ids=["latin-1", "surrogate"])
@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_bytes_that_are_no_text_as_a_question(question, encoding):
    ended = start("ask", question, PYTHONIOENCODING=encoding)
    assert ended.returncode == 1
    assert b"01632 960999" in b" ".join(ended.stdout.split())
    assert ended.stderr == b""


def test_bytes_that_are_no_text_as_a_path():
    for ended in (start("check", "--corpus", b"\xff"), start("evaluate", b"\xff")):
        assert ended.returncode == 2
        assert ended.stderr.startswith(b"faq-bot: ")
        assert len(ended.stderr.splitlines()) == 1


def test_a_terminal_that_lacks_letters():
    ended = start("ask", ANSWERABLE, PYTHONIOENCODING="latin-1")
    assert (ended.returncode, ended.stderr) == (0, b"")
    assert b"The ?tired? muscle" in b" ".join(ended.stdout.split())


@pytest.mark.parametrize("encoding", ["utf-8", "ascii", "latin-1"])
def test_json_is_whole_in_any_encoding(encoding):
    answer = json.loads(start("ask", ANSWERABLE, "--json", PYTHONIOENCODING=encoding).stdout)
    assert "The “tired” muscle lets go – slowly." in answer["text"]


@pytest.mark.parametrize("arguments", [["check"], ["check", "--json"]], ids=["text", "json"])
def test_a_reader_that_leaves_early_is_no_error(write_corpus, arguments):
    write_corpus({f"long-name-of-a-document-{n}.md": f"# Document {n}\n\nSome text of it.\n" for n in range(1500)})
    ended = subprocess.run(
        f'"{SCRIPT}" {" ".join(arguments)} | head -n 1', shell=True, capture_output=True, text=True, timeout=60
    )
    assert len(ended.stdout.splitlines()) == 1
    assert ended.stderr == ""


@pytest.mark.parametrize("folder", ["missing", "corpus/heat.md"])
def test_serve_without_a_corpus(folder):
    ended = start("serve", "--port", "0", "--corpus", folder)
    assert (ended.returncode, ended.stdout) == (2, b"")
    assert ended.stderr.decode().startswith(f"faq-bot: {folder}: ")
    assert len(ended.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("host", "reason"),
    [
        pytest.param("..", "Name or service not known", id="empty-label"),
        pytest.param("x" * 70, "Name or service not known", id="70-letters"),
        pytest.param("no-such-host.invalid", None, id="unknown"),
        pytest.param("192.0.2.1", "Cannot assign requested address", id="another-machine"),
    ],
)
def test_serve_on_a_host_that_is_not_ours(host, reason):
    ended = run("serve", "--port", "0", "--host", host)
    assert_could_not_run(ended, f"{host}:0: cannot be listened on ({reason or ''}")
    assert ended.stderr.endswith("; choose a --host that is this machine's, such as 127.0.0.1, or 0.0.0.0 for all\n")


def test_serve_on_a_port_that_is_taken():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = run("serve", "--port", str(port))
    assert (ended.exit_code, ended.stdout) == (2, "")
    reason = os.strerror(errno.EADDRINUSE)
    assert ended.stderr == (
        f"faq-bot: 127.0.0.1:{port}: cannot be listened on ({reason}); choose another --port, or end what uses it\n"
    )


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize(
    "arguments",
    [("ask", ANSWERABLE), ("ask", "--json", ANSWERABLE), ("search", "heat"), ("check",), ("serve", "--port", "0")],
    ids=" ".join,
)
def test_an_output_that_is_full(arguments):
    with open("/dev/full", "w") as full:
        ended = subprocess.run([SCRIPT, *arguments], stdout=full, stderr=subprocess.PIPE, text=True, timeout=60)
    reason = os.strerror(errno.ENOSPC)
    assert ended.stderr.splitlines()[-1].startswith("faq-bot: ")
    assert ended.stderr.count("\n") == 1
    assert f"({reason}); " in ended.stderr
    assert ended.returncode == 2
