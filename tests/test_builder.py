"""What goes live, what does not, and what is a person told?"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from faq_bot import FaqBot, bot
from faq_bot.cli import main
from faq_bot.errors import CorpusError, GenerationError, RejectedError
from faq_bot.live.builder import Memory, build, saved
from faq_bot.live.generation import Generation
from faq_bot.live.generations import Generations
from faq_bot.settings import Settings

FILES = {
    "ice.md": "# Ice\n\n## When should I use ice?\n\nIce helps in the first two days after an injury.\n",
    "heat.md": "# Heat\n\n## What does a heat pack do?\n\nA heat pack widens the vessels.\n",
    "oil.md": "# Oil\n\n## Which oil is used?\n\nThe oil comes from almonds.\n",
    "price.md": "# Prices\n\n## How much is a massage?\n\nA massage costs 40 pounds.\n",
    "_questions.jsonl": '{"id": "q", "question": "When should I use ice?", '
    '"sections": ["When should I use ice?"], "contains": ["two days"]}\n',
}
ICE = "When should I use ice?"


@pytest.fixture
def folder(write_corpus):
    return write_corpus(FILES)


@pytest.fixture
def generations(folder):
    """The folder's saved generations, of which one is live."""
    found = Generations(Settings(corpus=folder).state_folder)
    assert build(folder, found).is_new
    return found


def live_text(generations):
    return saved(generations, generations.current()).ask(ICE).text


def test_what_is_built_is_saved_beside_the_corpus(folder, generations):
    assert generations.folder == folder.parent / ".faq-bot" / "corpus"
    assert generations.current() == saved(generations, generations.current()).version == FaqBot.open(folder).version


def test_what_has_not_changed_is_not_built_again(folder, generations):
    before = generations.current()
    again = build(folder, generations)
    assert (again.name, again.is_new) == (before, False)


def test_what_has_changed_is_live(folder, generations, write_corpus):
    write_corpus({"ice.md": FILES["ice.md"].replace("Ice helps", "Ice soothes")})
    assert build(folder, generations).name == generations.current()
    assert live_text(generations).startswith("Ice soothes")


def test_it_is_said_what_is_different(folder, generations, write_corpus):
    write_corpus({"ice.md": FILES["ice.md"].replace("Ice helps", "Ice soothes"), "tape.md": "# Tape\n\nIt holds.\n"})
    (folder / "oil.md").unlink()
    assert build(folder, generations).said == "4 documents; new: tape.md; gone: oil.md; changed: ice.md"


def test_who_remembers_what_was_live_keeps_guard_when_the_saved_ones_are_deleted(folder, generations):
    memory = Memory()
    build(folder, generations, memory=memory)
    shutil.rmtree(generations.folder)
    for name in ("oil.md", "price.md"):
        (folder / name).unlink()
    with pytest.raises(RejectedError, match="2 of 4 documents are gone"):
        build(folder, generations, memory=memory)


@pytest.mark.parametrize("command", ["build", "rollback"])
def test_a_mistyped_corpus_leaves_nothing_behind(tmp_path, command):
    ran = CliRunner().invoke(main, [command, "--corpus", str(tmp_path / "nope")])
    assert ran.exit_code == 2
    assert ran.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def vanish(*names):
    def change(folder):
        for name in names:
            (folder / name).unlink()

    return change


def write(name, text):
    return lambda folder: (folder / name).write_text(text)


def rename_all(folder):
    for path in folder.glob("*.md"):
        path.rename(path.with_stem(f"new-{path.stem}"))


GONE = "the documents: 2 of 4 documents are gone at once (heat.md, oil.md); put them back, or take it as it is: faq-bot"
WRONG = f"_questions.jsonl, “{ICE}”: is no longer answered rightly: before, “Ice helps"
OTHER = FILES["ice.md"].replace("two days", "week")


@pytest.mark.parametrize(
    ("change", "told", "can_be_accepted"),
    [
        pytest.param(write("oil.md", ""), "oil.md: is empty; ", False, id="an-empty-file"),
        pytest.param(write("_clinic.toml", "["), "_clinic.toml", False, id="clinics-facts"),
        pytest.param(shutil.rmtree, "corpus: there is no such folder; ", False, id="no-folder"),
        pytest.param(vanish("heat.md", "oil.md"), GONE, True, id="two-of-four-gone"),
        pytest.param(write("ice.md", OTHER), WRONG, True, id="a-judged-question-turns-wrong"),
        pytest.param(vanish("heat.md"), None, True, id="one-of-four-gone"),
        pytest.param(rename_all, None, True, id="all-renamed"),
    ],
)
def test_what_must_not_go_live(folder, generations, change, told, can_be_accepted):
    before = generations.current()
    change(folder)
    if told is None:
        assert build(folder, generations).is_new
        return
    with pytest.raises((CorpusError, RejectedError)) as caught:
        build(folder, generations)
    (fault,) = caught.value.faults
    assert str(fault).removeprefix(f"{folder.parent}/").startswith(told)
    assert generations.rejected() == (fault,)
    assert generations.current() == before
    assert live_text(generations).startswith("Ice helps in the first two days")
    if can_be_accepted:
        assert build(folder, generations, accept=True).is_new
        assert generations.rejected() == ()
    else:
        with pytest.raises(CorpusError):
            build(folder, generations, accept=True)


def test_once_the_content_is_what_it_was_nothing_is_rejected(folder, generations, write_corpus):
    before = generations.current()
    write_corpus({"oil.md": ""})
    with pytest.raises(CorpusError):
        build(folder, generations)
    write_corpus({"oil.md": FILES["oil.md"]})
    assert not build(folder, generations).is_new
    assert generations.rejected() == ()
    assert generations.current() == before


def test_a_rollback_holds_until_the_content_changes(folder, generations, write_corpus):
    first = generations.current()
    write_corpus({"ice.md": FILES["ice.md"].replace("Ice helps", "Ice soothes")})
    second = build(folder, generations).name
    assert generations.roll_back() == first
    assert build(folder, generations).name == generations.current() == first
    assert build(folder, generations, accept=True).name == generations.current() == second
    generations.roll_back()
    write_corpus({"ice.md": FILES["ice.md"].replace("Ice helps", "Ice cools")})
    assert build(folder, generations).is_new
    assert live_text(generations).startswith("Ice cools")


def test_a_generation_that_answers_otherwise_once_saved_never_goes_live(folder, generations, write_corpus, monkeypatch):
    before = generations.current()
    write_corpus({"ice.md": FILES["ice.md"].replace("Ice helps", "Ice soothes")})
    other = saved(generations, generations.current())
    monkeypatch.setattr(Generation, "open", lambda folder: other)
    with pytest.raises(GenerationError, match="otherwise than it did before it was saved") as caught:
        build(folder, generations)
    assert len(str(caught.value).splitlines()) == 1
    assert generations.current() == before
    assert len(generations.names()) == 1


def test_a_damaged_one_is_built_anew(folder, generations):
    name = generations.current()
    largest = max((generations.folder / name).iterdir(), key=lambda path: path.stat().st_size)
    largest.write_bytes(largest.read_bytes()[:-1])
    assert FaqBot.open(folder).ask(ICE).text.startswith("Ice helps")
    assert build(folder, generations).name == name
    assert generations.open(name)


def test_two_builders_at_once(folder):
    state = Settings(corpus=folder).state_folder
    command = [Path(sys.executable).with_name("faq-bot"), "build", "--corpus", folder]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    told = sorted(process.communicate(timeout=30)[0] for process in both)
    assert [process.returncode for process in both] == [0, 0]
    assert "is live already" in told[0] or "is live already" in told[1]
    assert len(Generations(state).names()) == 1


# The library


def test_a_quick_build_leaves_nothing_behind(folder):
    FaqBot.open(folder)
    assert not (folder.parent / ".faq-bot").exists()


def test_a_slow_build_is_saved_and_opened(folder, monkeypatch):
    monkeypatch.setattr(bot, "LONG", 0.0)
    first = FaqBot.open(folder)
    monkeypatch.setattr(bot, "keep", None)  # which follows a build
    assert FaqBot.open(folder).ask(ICE) == first.ask(ICE)


def test_the_library_answers_from_what_the_folder_holds_and_keeps_what_may_go_live(folder, generations, write_corpus):
    write_corpus({"ice.md": FILES["ice.md"].replace("Ice helps", "Ice soothes")})
    assert FaqBot.open(folder).ask(ICE).text.startswith("Ice soothes")
    assert live_text(generations).startswith("Ice soothes")
    write_corpus({"ice.md": OTHER})
    assert "week" in FaqBot.open(folder).ask(ICE).text
    assert "two days" in live_text(generations)


def test_the_library_asks_nothing_of_a_folder_that_it_cannot_write(folder):
    state = folder.parent / "state"
    state.write_text("a file")
    assert FaqBot.open(folder, state=state).ask(ICE).text.startswith("Ice helps")


# The command line


def run(*arguments):
    ended = CliRunner().invoke(main, arguments)
    assert "Traceback" not in ended.output
    return ended.exit_code, ended.stdout, ended.stderr


def test_the_commands(folder, write_corpus):
    here = ["--corpus", str(folder)]
    code, said, _ = run("build", *here)
    assert (code, said.split()[2:5]) == (0, ["is", "live,", "built"])
    code, said, _ = run("build", *here)
    assert (code, said.split(" ", 2)[2]) == (0, "is live already: the folder has not changed.\n")
    code, said, told = run("rollback", *here)
    assert (code, said, told.count("\n")) == (2, "", 1)
    (folder / "oil.md").unlink()
    (folder / "heat.md").unlink()
    code, said, told = run("build", *here)
    assert (code, said, told.startswith(f"faq-bot: {GONE}")) == (2, "", True)
    assert run("build", "--accept", *here)[0] == 0
    code, said, _ = run("rollback", *here)
    assert (code, said.split(" ", 2)[2]) == (0, "is live again, until the folder changes.\n")
    code, said, _ = run("build", *here)
    assert (code, "stays live: the folder is as it was before the rollback" in said) == (0, True)


def test_a_folder_that_cannot_be_written(folder, monkeypatch):
    (folder.parent / "state").write_text("a file")
    monkeypatch.setenv("FAQ_BOT_STATE", str(folder.parent / "state"))
    for command in ("build", "watch"):
        code, said, told = run(command, "--corpus", str(folder))
        assert (code, said, told.count("\n")) == (2, "", 1)
        assert told.startswith(f"faq-bot: {folder.parent / 'state'}")


def test_a_name_that_is_not_utf8_is_a_fault_that_can_be_kept(write_corpus, tmp_path):
    folder = write_corpus({"ice.md": "# Ice\n\nIce numbs the ankle.\n"})
    try:
        (folder / os.fsdecode(b"\xff b.md")).write_text("# X\n\nfoo\n")
    except OSError:
        pytest.skip("names here are Unicode")
    generations = Generations(tmp_path / "state")
    with pytest.raises(CorpusError) as caught:
        build(folder, generations)
    (kept,) = generations.rejected()
    assert [str(fault) for fault in caught.value.faults] == [str(kept)]
    assert "\ufffd b.md" in str(kept)
