"""Is somebody who waits in a terminal shown how far the work is, and nobody else?"""

import os
import re
import subprocess
import sys

import pytest

from faq_bot.cli import main

pty = pytest.importorskip("pty", reason="needs terminals as Unix has them")

FILES = {
    **{f"ice-{n}.md": f"# Ice {n}\n\nIce number {n} numbs the ankle.\n" for n in range(5)},
    "_questions.jsonl": '{"question": "what does ice number 1 do", "sections": ["Ice 1"]}\n',
}
AT_ONCE = "import sys, faq_bot.cli as cli; cli.SOON = float(sys.argv.pop(1)); cli.main()"
SHOWN = {
    "build": ["Reading", "Building", "Saving"],
    "check": ["Reading", "Checking"],
    "ask what does ice number 1 do": ["Reading", "Building"],
    "verify": ["Reading", "Proving"],
    "evaluate corpus/_questions.jsonl": ["Reading", "Building", "Asking"],
}


@pytest.fixture(autouse=True)
def working_folder(work_in):
    """A folder whose `corpus/` is FILES, and no settings from around it."""
    return work_in(FILES)


def seen(command, soon):
    """What a command that shows its progress after so many seconds writes on a terminal, and on its output."""
    words = command.split(maxsplit=1)
    outside, inside = pty.openpty()
    ended = subprocess.run(
        [sys.executable, "-c", AT_ONCE, str(soon), *words], stdout=subprocess.PIPE, stderr=inside, timeout=60
    )
    os.write(inside, b"END")
    os.close(inside)
    shown = b""
    while not shown.endswith(b"END"):
        shown += os.read(outside, 2**16)
    os.close(outside)
    return shown.decode().removesuffix("END"), ended


@pytest.mark.parametrize("command", SHOWN)
def test_what_takes_long_shows_how_far_it_is(command):
    shown, ended = seen(command, soon=0)
    assert list(dict.fromkeys(re.findall(r"([A-Z][a-z]+)  \[", shown))) == SHOWN[command]
    assert "100%" in shown
    assert shown.endswith("\x1b[?25h\r\n")  # the cursor is there again
    assert b"\x1b" not in ended.stdout
    assert ended.returncode in (0, 1)


@pytest.mark.parametrize("command", SHOWN)
def test_what_is_done_soon_shows_nothing(command):
    shown, ended = seen(command, soon=60)
    assert shown == ""
    assert ended.stdout


def test_what_goes_wrong_is_told_below_the_bar(working_folder):
    (working_folder / "corpus/ice-9.md").write_bytes(b"# Ice\n\n\xff\n")
    shown, ended = seen("build", soon=0)
    assert re.search(r"\x1b\[\?25h\r\nfaq-bot: ice-9.md", shown)
    assert ended.returncode == 2


@pytest.mark.parametrize("command", SHOWN)
def test_without_a_terminal_nothing_is_shown(command):
    ended = subprocess.run([sys.executable, "-c", AT_ONCE, "0", *command.split(maxsplit=1)], capture_output=True)
    assert ended.stderr == b""


def test_every_command_that_reads_all_is_here():
    quick = {"serve", "watch", "rollback", "import", "export", "search", "diff", "feedback"}  # or are like one that is
    assert {command.split()[0] for command in SHOWN} | quick == set(main.commands)
