"""What does a content owner see of what people thought of the answers?"""

import csv
import io
import json
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner

from faq_bot.cli import main
from faq_bot.content.corpus import load_corpus
from faq_bot.live.generation import Generation
from faq_bot.live.generations import Generations
from faq_bot.questions.feedback import Feedback, FeedbackLog, Verdict

FILES = {
    "heat.md": "---\ntitle: Heat and ice\n---\n\n## What does a heat pack do?\n\nA heat pack widens the vessels.\n\n"
    "## When is ice better?\n\nIce is better in the first two days after an injury.\n",
    "faq.jsonl": '{"id": "parking", "question": "=Where can I park?", "answer": "Behind the chapel."}\n',
}
HEAT, ICE, PARKING = "heat#what-does-a-heat-pack-do", "heat#when-is-ice-better", "faq#parking"
GONE = "cupping#what-is-cupping"
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def working_folder(work_in):
    """A folder whose `corpus/` is FILES, and no settings from around it."""
    return work_in(FILES)


@pytest.fixture
def state(working_folder):
    return working_folder / ".faq-bot" / "corpus"


@pytest.fixture
def record(state):
    """Say what somebody thought of an answer, so many times."""

    def say(verdict, passage, outcome="answered", times=1, hour=NOON, folder=state):
        for _ in range(times):
            FeedbackLog(folder).record(Feedback(hour, Verdict(verdict), outcome, passage, "v1"))

    return say


@pytest.fixture
def recorded(record):
    """Something of every kind."""
    record("helpful", HEAT, times=2)
    record("not_asked", HEAT, times=1200, hour=NOON + timedelta(days=1))
    record("wrong", HEAT)
    record("helpful", ICE, "suggested", times=3)
    record("unclear", GONE, times=4)
    record("other", "", "no_answer", times=2, hour=NOON - timedelta(days=40))
    record("helpful", PARKING)


def run(*arguments):
    """The ended command: `exit_code`, `stdout`, `stderr`. It never ends in an error of ours."""
    ended = CliRunner().invoke(main, ("feedback", *arguments))
    assert ended.exception is None or isinstance(ended.exception, SystemExit), ended.exception
    return ended


def test_what_helped_the_least_comes_first(recorded):
    ended = run()
    assert (ended.exit_code, ended.stderr) == (0, "")
    assert ended.stdout == (
        "helpful    not  answer\n"
        "      2  1,201  heat#what-does-a-heat-pack-do\n"
        "                “What does a heat pack do”, Heat and ice\n"
        "                A heat pack widens the vessels.\n"
        "                1,200 not what I asked, 1 wrong or out of date\n"
        "      0      4  cupping#what-is-cupping\n"
        "                no longer there\n"
        "                4 hard to understand\n"
        "      0      2  (the articles did not answer)\n"
        "                2 something else\n"
        "      1      0  faq#parking\n"
        "                “=Where can I park”, Faq\n"
        "                Behind the chapel.\n"
        "      3      0  heat#when-is-ice-better\n"
        "                “When is ice better”, Heat and ice\n"
        "                Ice is better in the first two days after an injury.\n"
        "\n"
        "6 helpful, 1,207 not; the last on 3 March 2026.\n"
    )


def test_as_json(recorded):
    ended = run("--json")
    found = json.loads(ended.stdout)
    assert (ended.exit_code, ended.stderr) == (0, "")
    assert [found[key] for key in ("since", "helpful", "unhelpful")] == [None, 6, 1207]
    assert [(one["passage"], one["outcome"]) for one in found["answers"]] == [
        (HEAT, None),
        (GONE, None),
        (None, "no_answer"),
        (PARKING, None),
        (ICE, None),
    ]
    assert found["answers"][0] == {
        "passage": HEAT,
        "outcome": None,
        "title": "Heat and ice",
        "section": "What does a heat pack do",
        "helpful": 2,
        "unhelpful": 1201,
        "reasons": {"not_asked": 1200, "wrong": 1},
        "last": "2026-03-03T12:00:00+00:00",
    }
    assert (found["answers"][1]["title"], found["answers"][1]["section"]) == (None, None)


def table(ended):
    """The rows of a table as a spreadsheet reads it."""
    return list(csv.DictReader(io.StringIO(ended.stdout_bytes.decode("utf-8-sig"), newline="")))


def test_as_a_table_for_a_spreadsheet(recorded):
    ended = run("--csv")
    assert (ended.exit_code, ended.stderr) == (0, "")
    assert ended.stdout_bytes.startswith(b"\xef\xbb\xbfanswer,")
    rows = table(ended)
    assert rows[0] == {
        "answer": HEAT,
        "title": "Heat and ice",
        "section": "What does a heat pack do",
        "helpful": "2",
        "not helpful": "1201",
        "not what I asked": "1200",
        "wrong or out of date": "1",
        "hard to understand": "0",
        "something else": "0",
        "last (UTC)": "2026-03-03 12:00",
    }
    assert [(row["answer"], row["title"], row["section"]) for row in rows[1:4]] == [
        (GONE, "no longer there", ""),
        ("(the articles did not answer)", "", ""),
        (PARKING, "Faq", "'=Where can I park"),
    ]


@pytest.mark.parametrize(
    ("passage", "shown", "cell"),
    [
        pytest.param('=HYPERLINK("http://a.test")', '=HYPERLINK("http://a.test")', None, id="formula"),
        pytest.param("+1", "+1", None, id="plus"),
        pytest.param("-1", "-1", None, id="minus"),
        pytest.param("@SUM(A1)", "@SUM(A1)", None, id="at"),
        pytest.param(" =1", " =1", None, id="after-a-space"),
        pytest.param("＝1", "＝1", None, id="full-width"),
        pytest.param("\t=1", "�=1", "�=1", id="tab"),
        pytest.param("a\x1b[31m\r\nb", "a�[31m��b", "a�[31m��b", id="terminal"),
        pytest.param('a,"b"', 'a,"b"', 'a,"b"', id="comma"),
    ],
)
def test_what_a_form_was_filled_in_with_does_nothing(record, passage, shown, cell):
    record("wrong", passage)
    assert run().stdout.splitlines()[1] == f"      0      1  {shown}"
    assert table(run("--csv"))[0]["answer"] == (cell or f"'{passage}")
    assert json.loads(run("--json").stdout)["answers"][0]["passage"] == passage


@pytest.mark.parametrize(
    ("outcome", "shown"),
    [
        ("no_answer", "(the articles did not answer)"),
        ("suggested", "(other questions were offered)"),
        ("urgent", "(urgent help was named)"),
        ("small_talk", "(small talk)"),
        ("of a newer program", "(nothing was quoted)"),
    ],
)
def test_an_answer_without_a_passage(record, outcome, shown):
    record("helpful", "", outcome)
    assert run().stdout.splitlines()[1] == f"      1      0  {shown}"


@pytest.mark.parametrize(
    ("since", "answers", "said"),
    [
        pytest.param("2026-03-03", 1, "0 helpful, 1,200 not since 3 March 2026; the last on 3 March 2026.", id="day"),
        pytest.param("2026-03-02", 4, "6 helpful, 1,205 not since 2 March 2026; the last on 3 March 2026.", id="two"),
        pytest.param("2020-01-01", 5, "6 helpful, 1,207 not since 1 January 2020; the last on 3 March 2026.", id="all"),
    ],
)
def test_since_a_day(recorded, since, answers, said):
    ended = run("--since", since)
    assert (ended.exit_code, ended.stdout.splitlines()[-1]) == (0, said)
    found = json.loads(run("--since", since, "--json").stdout)
    assert (found["since"], len(found["answers"])) == (since, answers)
    assert len(table(run("--since", since, "--csv"))) == answers


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param((), "Nobody has said yet whether an answer helped.\n", id="ever"),
        pytest.param(
            ("--since", "2026-03-04"), "Nobody has said since 4 March 2026 whether an answer helped.\n", id="since"
        ),
        pytest.param(
            ("--json",),
            '{\n  "since": null,\n  "helpful": 0,\n  "unhelpful": 0,\n  "answers": []\n}\n',
            id="json",
        ),
        pytest.param(
            ("--csv",),
            "\ufeffanswer,title,section,helpful,not helpful,not what I asked,wrong or out of date,hard to understand,"
            "something else,last (UTC)\n",
            id="csv",
        ),
    ],
)
def test_nobody_has_said_anything(arguments, said, record, state):
    if "--since" in arguments:
        record("helpful", HEAT)
    ended = run(*arguments)
    assert (ended.exit_code, ended.stdout.replace("\r\n", "\n"), ended.stderr) == (1, said, "")
    assert state.exists() == ("--since" in arguments)  # looking writes nothing


def test_titles_are_of_what_is_live(record, state, working_folder, write_corpus):
    generation = Generation.build(load_corpus(working_folder / "corpus"))
    Generations(state).publish(generation.version, generation.save)
    write_corpus({"heat.md": "", "new.md": "## New?\n\nNew."})
    record("helpful", HEAT)
    assert "“What does a heat pack do”, Heat and ice" in run().stdout


def test_another_corpus_has_its_own(record, work_in, working_folder):
    (working_folder / "other").mkdir()
    (working_folder / "other" / "a.md").write_text("## What is a?\n\nA letter.\n")
    record("wrong", "a#what-is-a", folder=working_folder / ".faq-bot" / "other")
    assert run().exit_code == 1
    assert "“What is a”" in run("--corpus", "other").stdout


def test_where_it_is_kept_is_a_setting(record, working_folder, monkeypatch):
    record("wrong", HEAT, folder=working_folder / "kept")
    monkeypatch.setenv("FAQ_BOT_STATE", "kept")
    assert run().exit_code == 0


def test_lines_that_are_none_are_told(record, state, caplog):
    record("wrong", HEAT)
    with (state / "feedback.jsonl").open("a") as file:
        file.write("hello\nhello\n")
    assert run().stdout.splitlines()[-1] == "0 helpful, 1 not; the last on 2 March 2026."
    assert caplog.messages == [
        f"{state}/feedback.jsonl: 2 lines are no feedback, and left out; nothing needs to be done"
    ]


@pytest.mark.parametrize(
    ("arguments", "fault"),
    [
        pytest.param(("--corpus", "missing"), "missing: there is no such folder; ", id="corpus"),
        pytest.param(("--json", "--csv"), "--csv: is given with --json; choose one of them\n", id="both"),
    ],
)
def test_what_cannot_be_run(arguments, fault):
    ended = run(*arguments)
    assert (ended.exit_code, ended.stdout) == (2, "")
    assert ended.stderr.startswith(f"faq-bot: {fault}")
    assert ended.stderr.count("\n") == 1


@pytest.mark.parametrize("since", ["yesterday", "2026-13-01", "01.03.2026", ""])
def test_a_day_that_is_none(since):
    ended = run("--since", since)
    assert (ended.exit_code, ended.stdout) == (2, "")
    assert ended.stderr == f"faq-bot: --since: is {since!r}; write the day as 2026-03-01\n"


def test_what_was_asked_for_wrongly_is_told_at_once():
    ended = run("--json", "--csv", "--since", "yesterday")
    assert [line.split(";")[0] for line in ended.stderr.splitlines()] == [
        "faq-bot: --csv: is given with --json",
        "faq-bot: --since: is 'yesterday'",
    ]


def test_a_file_that_cannot_be_read(state):
    (state / "feedback.jsonl").mkdir(parents=True)
    ended = run()
    assert (ended.exit_code, ended.stdout) == (2, "")
    assert ended.stderr == (
        f"faq-bot: {state}/feedback.jsonl: cannot be read (Is a directory); let this program read it\n"
    )
