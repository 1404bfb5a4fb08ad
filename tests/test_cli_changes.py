"""What does a content owner see of what would change, and of what is proved?"""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from faq_bot.cli import main
from faq_bot.content.corpus import load_corpus
from faq_bot.live.generation import Generation
from faq_bot.live.generations import Generations
from faq_bot.live.replay import Changes
from faq_bot.presentation_changes import changes_text

PACKS, ICE = "What does a heat pack do?", "When is ice better?"
HEAT = (
    f"---\ntitle: Heat and ice\n---\n\n## {PACKS}\n\nA heat pack widens the vessels. The tired muscle lets go.\n\n"
    f"## {ICE}\n\nIce is better in the first two days after an injury. It numbs the pain.\n"
)
FILES = {
    "heat.md": HEAT,
    "faq.jsonl": '{"id": "parking", "question": "Where can I park?", "answer": "Park behind the chapel."}\n',
    "_clinic.toml": 'phone = "01632 960999"\n',
    "_questions.jsonl": json.dumps({"question": PACKS, "sections": [PACKS], "contains": ["vessels"]}),
}


@pytest.fixture(autouse=True)
def working_folder(work_in):
    """A folder whose `corpus/` is FILES, and no settings from around it."""
    return work_in(FILES)


@pytest.fixture
def publish(working_folder):
    """Make what the folder says now live."""

    def build(state=working_folder / ".faq-bot" / "corpus"):
        generation = Generation.build(load_corpus(working_folder / "corpus"))
        Generations(Path(state)).publish(generation.version, generation.save)

    return build


def run(*arguments):
    """The ended command: `exit_code`, `stdout`, `stderr`. It never ends in an error of ours."""
    ended = CliRunner().invoke(main, arguments)
    assert ended.exception is None or isinstance(ended.exception, SystemExit), ended.exception
    return ended


def test_nothing_would_change(publish):
    publish()
    ended = run("diff")
    assert (ended.exit_code, ended.stderr) == (0, "")
    assert ended.stdout == "0 answers change, 0 vanish, 0 appear\n(3 questions asked of both)\n"
    found = json.loads(run("diff", "--json").stdout)
    assert found == {
        "changed": 0,
        "vanished": 0,
        "appeared": 0,
        "asked": 3,
        "questions": 3,
        "regressions": [],
        "answers": [],
    }


@pytest.fixture
def changed(publish, write_corpus, working_folder):
    """What is live is FILES; the folder says other things."""
    publish()
    write_corpus(
        {
            "heat.md": HEAT.replace("widens the vessels", "warms you"),
            "fees.jsonl": '{"question": "What does a voucher cost?", "answer": "Thirty pounds."}',
        }
    )
    (working_folder / "corpus" / "faq.jsonl").unlink()


def test_what_would_change_is_shown_with_both_texts(changed):
    ended = run("diff")
    assert (ended.exit_code, ended.stderr) == (1, "")
    assert ended.stdout == (
        "1 answer changes, 1 vanishes, 1 appears\n"
        "(4 questions asked of both)\n"
        f"turns wrong: _questions.jsonl, “{PACKS}”: is no longer answered rightly: before, “A heat pack widens the "
        "vessels. The tired muscle lets go.” (heat#what-does-a-heat-pack-do); now, “A heat pack warms you. The tired "
        "muscle lets go.” (heat#what-does-a-heat-pack-do); mend the article or the judged question, or take the "
        "change as it is: faq-bot build --accept\n"
        "\n"
        f"changes: {PACKS}\n"
        "  before  “What does a heat pack do”, Heat and ice  /articles/heat#what-does-a-heat-pack-do\n"
        "          A heat pack widens the vessels. The tired muscle lets go.\n"
        "  now     “What does a heat pack do”, Heat and ice  /articles/heat#what-does-a-heat-pack-do\n"
        "          A heat pack warms you. The tired muscle lets go.\n"
        "\n"
        "vanishes: Where can I park?\n"
        "  before  “Where can I park”, Faq  /articles/faq#parking\n"
        "          Park behind the chapel.\n"
        "  now     nothing is quoted\n"
        "          Our articles do not answer that. Nothing in them mentions “park”. You can ask\n"
        "          the clinic on 01632 960999.\n"
        "\n"
        "appears: What does a voucher cost?\n"
        "  before  nothing is quoted\n"
        "          Our articles do not answer that. Nothing in them mentions “voucher” or “cost”.\n"
        "          You can ask the clinic on 01632 960999.\n"
        "  now     “What does a voucher cost”, Fees  /articles/fees#what-does-a-voucher-cost\n"
        "          Thirty pounds.\n"
    )


def test_what_would_change_as_json(changed):
    ended = run("diff", "--json")
    found = json.loads(ended.stdout)
    assert ended.exit_code == 1
    assert [found[key] for key in ("changed", "vanished", "appeared", "asked", "questions")] == [1, 1, 1, 4, 4]
    assert [set(fault) for fault in found["regressions"]] == [{"where", "what", "remedy"}]
    assert [(one["kind"], one["question"], one["history"]) for one in found["answers"]] == [
        ("changed", PACKS, []),
        ("appeared", "What does a voucher cost?", []),
        ("vanished", "Where can I park?", []),
    ]
    assert found["answers"][0]["now"] == {
        "outcome": "answered",
        "text": "A heat pack warms you. The tired muscle lets go.",
        "citation": {
            "passage": "heat#what-does-a-heat-pack-do",
            "title": "Heat and ice",
            "section": "What does a heat pack do",
            "url": "/articles/heat#what-does-a-heat-pack-do",
            "updated": None,
        },
    }
    assert (found["answers"][2]["now"]["outcome"], found["answers"][2]["now"]["citation"]) == ("no_answer", None)


def test_what_changed_with_the_last_generation(changed, publish):
    publish()
    assert run("diff").exit_code == 0
    ended = run("diff", "--previous")
    assert ended.exit_code == 1
    assert ended.stdout.startswith("1 answer changes, 1 vanishes, 1 appears\n")
    assert "before  “Where can I park”" in ended.stdout


def test_a_long_text_is_shown_where_it_differs_and_whole_in_json(publish, write_corpus):
    answer = "\\n".join(f"Line {n}." for n in range(9))
    write_corpus({"faq.jsonl": f'{{"question": "Where can I park?", "answer": "{answer}"}}\n'})
    publish()
    write_corpus({"faq.jsonl": f'{{"question": "Where can I park?", "answer": "{answer} Really."}}\n'})
    assert run("diff").stdout.splitlines()[-8:] == [
        "  before  “Where can I park”, Faq  /articles/faq#where-can-i-park",
        *(f"          {line}".rstrip() for line in ("…", "", "Line 8.")),
        "  now     “Where can I park”, Faq  /articles/faq#where-can-i-park",
        *(f"          {line}".rstrip() for line in ("…", "", "Line 8. Really.")),
    ]
    (change,) = json.loads(run("diff", "--json").stdout)["answers"]
    assert change["now"]["text"].endswith("Line 8. Really.")


def test_a_long_text_is_cut(publish, write_corpus):
    publish()
    answer = "\\n".join(f"Line {n}." for n in range(9))
    write_corpus({"faq.jsonl": f'{{"id": "parking", "question": "Where can I park?", "answer": "{answer}"}}\n'})
    assert run("diff").stdout.splitlines()[-8:] == [
        "  now     “Where can I park”, Faq  /articles/faq#parking",
        *(f"          {line}".rstrip() for line in ("Line 0.", "", "Line 1.", "", "Line 2.", "", "…")),
    ]


@pytest.mark.parametrize(
    ("asked", "there_are", "said"),
    [
        pytest.param(1, 1, "(1 question asked of both)", id="one"),
        pytest.param(1203, 1203, "(1,203 questions asked of both)", id="all"),
        pytest.param(
            2012,
            40123,
            "(2,012 of 40,123 questions asked of both: the judged ones, those of passages that changed, and some of "
            "the others, evenly chosen)",
            id="some",
        ),
    ],
)
def test_how_many_were_asked(asked, there_are, said):
    assert changes_text(Changes((), asked), there_are, []) == f"0 answers change, 0 vanish, 0 appear\n{said}"


@pytest.mark.parametrize(
    ("arguments", "fault"),
    [
        pytest.param((), "nothing is live yet; build one, then compare: faq-bot build", id="nothing-saved"),
        pytest.param(
            ("--previous",),
            "no sound one was live before this one; "
            "change something first: the version before is kept at the next build\n",
            id="nothing-before",
        ),
        pytest.param(("--json",), "nothing is live yet; ", id="json"),
    ],
)
def test_there_must_be_something_to_compare_with(publish, working_folder, arguments, fault):
    if "--previous" in arguments:
        publish()
    ended = run("diff", *arguments)
    assert (ended.exit_code, ended.stdout) == (2, "")
    assert ended.stderr.startswith(f"faq-bot: {working_folder}/.faq-bot/corpus: {fault}")
    assert ended.stderr.count("\n") == 1


def test_every_passage_is_proved():
    ended = run("verify")
    assert (ended.exit_code, ended.stderr) == (0, "")
    assert ended.stdout == "3 passages of 2 documents, every one word for word in its source\n"
    assert json.loads(run("verify", "--json").stdout) == {
        "documents": 2,
        "passages": 3,
        "proved": 3,
        "changed": [],
        "faults": [],
    }


def test_what_answers_is_proved_and_not_what_the_folder_says_now(publish, write_corpus):
    publish()
    write_corpus({"heat.md": HEAT.replace("widens", "opens"), "faq.jsonl": f"{FILES['faq.jsonl']}\n", "new.md": "New."})
    ended = run("verify")
    assert (ended.exit_code, ended.stderr) == (1, "")
    assert ended.stdout == (
        "not proved: heat.md, heat#what-does-a-heat-pack-do: the file does not say “A heat pack widens the vessels.”; "
        "build anew, faq-bot build, or put the words back\n"
        "changed since it was built: faq.jsonl\n"
        "changed since it was built: heat.md\n"
        "2 of 3 passages of 2 documents word for word in the sources\n"
    )
    found = json.loads(run("verify", "--json").stdout)
    assert (found["proved"], found["changed"]) == (2, ["faq.jsonl", "heat.md"])
    assert [set(fault) for fault in found["faults"]] == [{"where", "what", "remedy"}]
    publish()
    assert run("verify").stdout == "4 passages of 3 documents, every one word for word in its source\n"


def test_where_generations_are_kept_is_a_setting(publish, write_corpus, working_folder, monkeypatch):
    monkeypatch.setenv("FAQ_BOT_STATE", "kept")
    publish(working_folder / "kept")
    write_corpus({"heat.md": HEAT.replace("widens", "opens")})
    assert run("verify").exit_code == 1
    assert run("diff").exit_code == 1
    monkeypatch.delenv("FAQ_BOT_STATE")
    assert run("verify").exit_code == 0
    assert run("diff").exit_code == 2


def test_a_damaged_generation_is_passed_over_and_told(publish, write_corpus, working_folder, caplog):
    publish()
    write_corpus({"heat.md": HEAT.replace("widens", "opens")})
    publish()
    state = working_folder / ".faq-bot" / "corpus"
    for file in (state / Generations(state).current()).iterdir():
        file.write_bytes(b"spoilt")
    assert run("diff").stdout.startswith("1 answer changes, 0 vanish, 0 appear\n")
    assert len(caplog.messages) == 1


@pytest.mark.parametrize("as_json", [(), ("--json",)], ids=["text", "json"])
def test_a_corpus_that_cannot_be_used(publish, write_corpus, working_folder, as_json):
    missing = run("verify", "--corpus", "missing", *as_json)
    assert (missing.exit_code, missing.stdout) == (2, "")
    assert missing.stderr.startswith("faq-bot: missing: there is no such folder; ")
    write_corpus({"bad.md": ""})
    before = run("verify", *as_json)
    (working_folder / "corpus" / "bad.md").unlink()
    publish()
    write_corpus({"bad.md": ""})
    for ended in (before, run("diff", *as_json)):
        assert (ended.exit_code, ended.stdout) == (2, "")
        assert ended.stderr == "faq-bot: bad.md: is empty; write something in it, or delete it\n"
    assert run("verify", *as_json).exit_code == 0
