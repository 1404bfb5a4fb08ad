"""Is what people thought of an answer kept whole, without a word of who they are, and never in a visitor's way?"""

import json
import logging
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone

import pytest

from faq_bot.errors import FaqBotError
from faq_bot.live.generations import Generations
from faq_bot.questions.feedback import LONGEST, Feedback, FeedbackLog, Verdict, tally

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HEAT, ICE = "heat#packs", "heat#ice/2"


def said(verdict="helpful", passage=HEAT, outcome="answered", hour=NOON, version="v1", channel="page"):
    return Feedback(hour, Verdict(verdict), outcome, passage, version, channel)


@pytest.fixture
def folder(tmp_path):
    return tmp_path / ".faq-bot" / "corpus"


@pytest.fixture
def log(folder):
    return FeedbackLog(folder)


def test_what_is_recorded_is_read_again_by_others(folder, log):
    records = [
        said(),
        said("wrong", ICE, channel="frame"),
        said("other", "", "no_answer"),
        said("unclear", "Ünïcode café#日本語", version=""),
    ]
    for record in records:
        log.record(record)
    assert list(FeedbackLog(folder).read()) == records
    assert log.lost == 0


def test_before_the_first_there_is_none_and_looking_writes_nothing(folder, log):
    assert list(log.read()) == []
    assert not folder.exists()


def test_a_record_holds_no_more_than_it_says(folder, log):
    log.record(said(hour=datetime(2026, 3, 2, 12, 59, 59, 999999, tzinfo=UTC)))
    (line,) = (folder / "feedback.jsonl").read_text().splitlines()
    assert json.loads(line) == {
        "hour": "2026-03-02T12:00:00Z",
        "verdict": "helpful",
        "outcome": "answered",
        "passage": HEAT,
        "version": "v1",
        "channel": "page",
    }


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        pytest.param(datetime(2026, 3, 2, 12, 59, 59, 999999, tzinfo=UTC), NOON, id="cut"),
        pytest.param(datetime(2026, 3, 2, 17, 31, tzinfo=timezone(timedelta(hours=5, minutes=30))), NOON, id="zone"),
        pytest.param(datetime(2026, 3, 1, 23, 5, tzinfo=timezone(-timedelta(hours=13))), NOON, id="another-day"),
    ],
)
def test_the_time_is_cut_to_the_hour_in_utc(given, kept):
    assert (said(hour=given).hour, said(hour=given).hour.tzinfo) == (kept, UTC)


# Lines that are none


@pytest.mark.parametrize(
    ("spoilt", "skipped"),
    [
        pytest.param(b'{"hour":"2026-03-02T12:00:00Z","verdi', 1, id="torn"),
        pytest.param(b"\x00\x00\x00\n", 1, id="zeros"),
        pytest.param(b"\xff\xfe not text\nhello\n", 2, id="not-text"),
        pytest.param(b'{"verdict":"helpful"}\n', 1, id="too-little"),
        pytest.param(b'{"hour":"2026-03-02T12:00:00Z","verdict":"lovely","outcome":"answered"}\n', 1, id="unknown"),
        pytest.param(b'{"hour":"2026-03-02T12:00:00","verdict":"helpful","outcome":"answered"}\n', 1, id="no-zone"),
        pytest.param(b'{"hour":"9999-12-31T23:00:00-10:00","verdict":"other","outcome":"x"}\n', 1, id="no-such-year"),
        pytest.param(b"[" * 9999 + b"\n", 1, id="nested-deep"),
        pytest.param(b"\n\n  \n", 0, id="empty"),
    ],
)
def test_lines_that_are_none_are_left_out_and_told_in_one_line(folder, log, caplog, spoilt, skipped):
    log.record(said())
    with (folder / "feedback.jsonl").open("ab") as file:
        file.write(spoilt)
    log.record(said("wrong"))
    assert [record.verdict for record in log.read()] == ["helpful", "wrong"]
    told = {0: [], 1: ["1 line is"], 2: ["2 lines are"]}[skipped]
    path = folder / "feedback.jsonl"
    assert caplog.messages == [f"{path}: {lines} no feedback, and left out; nothing needs to be done" for lines in told]


def test_a_last_line_that_is_torn(folder, log, caplog):
    log.record(said())
    with (folder / "feedback.jsonl").open("ab") as file:
        file.write(b'{"hour":')
    assert list(log.read()) == [said()]
    assert len(caplog.messages) == 1


def test_what_a_newer_program_adds_is_passed_over(folder, log):
    folder.mkdir(parents=True)
    line = '{"hour":"2026-03-02T12:00:00Z","verdict":"helpful","outcome":"answered","passage":"heat#packs","new":[1]}\n'
    (folder / "feedback.jsonl").write_text(line)
    assert list(log.read()) == [said(version="")]


@pytest.mark.parametrize(
    "passage", [pytest.param("\ud800", id="half-a-letter"), pytest.param("x" * LONGEST, id="too-long")]
)
def test_what_no_form_of_ours_sends_is_not_kept(folder, log, caplog, passage):
    log.record(said(passage=passage))
    assert (list(log.read()), log.lost) == ([], 1)
    assert caplog.messages[0].startswith(f"{folder}/feedback.jsonl: cannot be written (it is no record of ours); ")


# A file that is full


def test_a_full_file_gives_way_and_the_oldest_go(folder):
    log = FeedbackLog(folder, largest=2000)
    for number in range(100):
        log.record(said(passage=f"heat#{number:03}"))
    kept = [record.passage for record in log.read()]
    assert kept == [f"heat#{number:03}" for number in range(100 - len(kept), 100)]
    assert sorted(path.name for path in folder.iterdir()) == ["feedback.1.jsonl", "feedback.jsonl"]
    assert all(path.stat().st_size <= 2000 for path in folder.iterdir())
    assert sum(path.stat().st_size for path in folder.iterdir()) > 2000
    assert log.lost == 0


def test_a_file_that_is_full_while_it_is_read(folder):
    log = FeedbackLog(folder, largest=2000)
    for number in range(8):
        log.record(said(passage=f"heat#{number}"))
    reading = log.read()
    first = next(reading)
    for number in range(8, 100):
        log.record(said(passage=f"heat#{number}"))
    assert [record.passage for record in (first, *reading)][:8] == [f"heat#{number}" for number in range(8)]


# Many at once

WRITER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from faq_bot.questions.feedback import Feedback, FeedbackLog, Verdict

log = FeedbackLog(Path(sys.argv[1]), largest=int(sys.argv[4]))
who, many = sys.argv[2], int(sys.argv[3])
print("ready", flush=True)
sys.stdin.readline()
number = 0
while number != many:
    log.record(Feedback(datetime.now(UTC), Verdict.WRONG, "answered", f"{who}#{number}" + "x" * (number % 90)))
    number += 1
print(log.lost)
"""


def start(folder, who, many, largest=10**7):
    arguments = [sys.executable, "-c", WRITER, folder, who, str(many), str(largest)]
    process = subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "ready\n"
    return process


def go(*processes):
    for process in processes:
        process.stdin.write("\n")
        process.stdin.flush()


def numbers(records, who):
    """The numbers of the records that one writer made, in the order in which they are kept."""
    return [int(one.passage.split("#")[1].rstrip("x")) for one in records if one.passage.startswith(f"{who}#")]


def test_two_processes_at_once(folder, log, caplog):
    writers = [start(folder, who, 500) for who in "ab"]
    go(*writers)
    assert [writer.communicate(timeout=30)[0] for writer in writers] == ["0\n", "0\n"]
    lines = (folder / "feedback.jsonl").read_bytes().split(b"\n")
    assert len(list(filter(None, lines))) == 1000
    records = list(log.read())
    assert [numbers(records, who) for who in "ab"] == [list(range(500))] * 2
    assert caplog.messages == []


def test_two_processes_at_once_with_files_that_are_soon_full(folder, caplog):
    writers = [start(folder, who, 500, largest=5000) for who in "ab"]
    go(*writers)
    assert [writer.communicate(timeout=30)[0] for writer in writers] == ["0\n", "0\n"]
    records = list(FeedbackLog(folder).read())
    for who in "ab":
        found = numbers(records, who)
        assert found == sorted(found)
    last = max(numbers(records, "a")[-1:] + numbers(records, "b")[-1:])
    assert last == 499
    assert all(path.stat().st_size <= 5000 + 2 * LONGEST for path in folder.iterdir())
    assert caplog.messages == []


def test_threads_at_once(folder):
    log = FeedbackLog(folder, largest=150 * 400)
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda number: log.record(said(passage=f"heat#{number}")), range(500)))
    assert sorted(numbers(list(log.read()), "heat")) == list(range(500))
    assert log.lost == 0


def test_killed_in_the_middle(folder, log):
    for round_ in range(5):
        writer = start(folder, f"w{round_}", -1, largest=10**9)
        go(writer)
        time.sleep(0.03)
        writer.send_signal(signal.SIGKILL)
        writer.communicate(timeout=10)
        log.record(said(passage=f"after#{round_}"))
    records = list(log.read())
    assert numbers(records, "after") == list(range(5))
    for round_ in range(5):
        found = numbers(records, f"w{round_}")
        assert found == list(range(len(found)))
        assert found


def test_the_folder_is_deleted_at_any_time(folder, log):
    stop = threading.Event()

    def delete():
        while not stop.is_set():
            shutil.rmtree(folder, ignore_errors=True)

    with ThreadPoolExecutor(1) as thread:
        deleting = thread.submit(delete)
        for number in range(300):
            log.record(said(passage=f"heat#{number}"))
        stop.set()
        deleting.result(10)
    log.record(said("wrong"))
    assert list(log.read())[-1] == said("wrong")


# Where it cannot be written


def in_a_file(folder):
    folder.parent.parent.mkdir(exist_ok=True)
    folder.parent.write_text("")


def on_a_pipe(folder):
    folder.mkdir(parents=True)
    os.mkfifo(folder / "feedback.jsonl")


def on_a_folder(folder):
    (folder / "feedback.jsonl").mkdir(parents=True)


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        pytest.param(in_a_file, "Not a directory", id="in-a-file"),
        pytest.param(on_a_folder, "Is a directory", id="on-a-folder"),
        pytest.param(on_a_pipe, "it is no regular file", id="on-a-pipe"),
    ],
)
def test_what_cannot_be_written_is_counted_and_told_once(folder, log, caplog, spoil, reason):
    spoil(folder)
    for _ in range(5):
        log.record(said())
    assert log.lost == 5
    assert caplog.messages == [
        f"{folder}/feedback.jsonl: cannot be written ({reason}); let the server write there, and see to its disk; "
        "until then what visitors say of answers is lost"
    ]


def test_what_cannot_be_read_is_a_fault(folder, log):
    on_a_folder(folder)
    with pytest.raises(FaqBotError) as caught:
        list(log.read())
    assert str(caught.value) == (f"{folder}/feedback.jsonl: cannot be read (Is a directory); let this program read it")


def test_a_pipe_is_left_out_without_waiting_for_who_writes_to_it(folder, log, caplog):
    log.record(said())
    os.replace(folder / "feedback.jsonl", folder / "feedback.1.jsonl")
    os.mkfifo(folder / "feedback.jsonl")
    assert list(log.read()) == [said()]
    assert caplog.messages == [f"{folder}/feedback.jsonl: is no regular file, and left out; take it away"]


MOUNT = ["unshare", "--user", "--map-root-user", "--mount"]

ON_DISK = """
import json, logging, os, subprocess, sys
from datetime import UTC, datetime
from pathlib import Path
from faq_bot.questions.feedback import Feedback, FeedbackLog, Verdict

logging.basicConfig(format="%(message)s")
disk = Path(sys.argv[1])
log = FeedbackLog(disk / "state")

def record(number):
    log.record(Feedback(datetime.now(UTC), Verdict.WRONG, "answered", f"heat#{number}"))

def kept():
    return [int(one.passage.split("#")[1]) for one in log.read()]
"""


@pytest.fixture
def on_small_disk(tmp_path):
    """Run a script in a folder that is a disk of 40 kB; gives the JSON that it prints, and what it logs."""
    trial = [*MOUNT, "mount", "-t", "tmpfs", "none", tmp_path]
    if not shutil.which("unshare") or subprocess.run(trial, capture_output=True).returncode:
        pytest.skip("no disk can be mounted here (unshare and mount, as root or in a user namespace)")

    def run(script):
        small = tmp_path / "disk"
        small.mkdir()
        mount = 'mount -t tmpfs -o size=40k none "$1" && exec "$2" -c "$3" "$1"'
        command = [*MOUNT, "sh", "-c", mount, "sh", small, sys.executable, ON_DISK + script]
        ended = subprocess.run(command, capture_output=True, text=True, timeout=60)
        assert ended.returncode == 0, ended.stderr
        return json.loads(ended.stdout), ended.stderr.splitlines()

    return run


def test_a_full_disk_and_then_room_again(on_small_disk):
    (first, lost, later), told = on_small_disk("""
filler = disk / "filler"
filler.write_bytes(bytes(4096))
for number in range(600): record(number)
first, lost = kept(), log.lost
filler.unlink()
record(1000)
print(json.dumps([first, lost, kept()]))
""")
    assert first == list(range(len(first)))
    assert lost == 600 - len(first) > 100
    assert later == [*first, 1000]
    assert [line.split(": ")[1].split("; ")[0] for line in told] == [
        "cannot be written (No space left on device)",
        *["1 line is no feedback, and left out"] * 2,  # the one that was cut short, each time that it is read
    ]


def test_a_folder_made_read_only_and_then_writable_again(on_small_disk):
    (found, lost), told = on_small_disk("""
record(1)
subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
record(2)
record(3)
subprocess.run(["mount", "-o", "remount,rw", disk], check=True)
record(4)
print(json.dumps([kept(), log.lost]))
""")
    assert (found, lost) == ([1, 4], 2)
    assert len(told) == 1
    assert "cannot be written (Read-only file system); " in told[0]


def test_a_visitor_waits_for_no_other_who_puts_a_full_file_aside(folder, caplog):
    """One that holds the full file, and hangs, costs a verdict, and a moment."""
    import fcntl

    log = FeedbackLog(folder, largest=200)
    log.record(said())
    with (folder / "feedback.jsonl").open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        log.record(said("wrong"))
    assert log.lost == 1
    assert "(another process keeps it for too long)" in caplog.messages[0]
    log.record(said("unclear"))
    assert [record.verdict for record in log.read()] == ["helpful", "unclear"]


def test_building_and_sweeping_leave_it_alone(folder, log):
    """It lies where generations do, and those that are too many, or unfinished, are removed."""

    def write(new):
        (new / "corpus.json").write_text("{}")

    log.record(said())
    os.replace(folder / "feedback.jsonl", folder / "feedback.1.jsonl")
    log.record(said("wrong"))
    generations = Generations(folder)
    for number in range(6):
        (folder / f".new-{number}-0123abcd").mkdir()
        generations.publish(f"{number:016x}", write)
    generations.roll_back()
    assert [record.verdict for record in log.read()] == ["helpful", "wrong"]
    assert len(generations.names()) == 3
    assert not list(folder.glob(".new-*"))


# Counting


@pytest.mark.parametrize(
    ("records", "counted"),
    [
        pytest.param([], [], id="none"),
        pytest.param([said(), said()], [(HEAT, "", 2, {})], id="all-well"),
        pytest.param(
            [said("wrong"), said(), said("not_asked"), said("wrong")],
            [(HEAT, "", 1, {"not_asked": 1, "wrong": 2})],
            id="reasons",
        ),
        pytest.param(
            [said("other"), said(), said("wrong", ICE), said("wrong", ICE), said("other", "a#b")],
            [(ICE, "", 0, {"wrong": 2}), ("a#b", "", 0, {"other": 1}), (HEAT, "", 1, {"other": 1})],
            id="the-least-helpful-first",
        ),
        pytest.param(
            [said("other", "", "no_answer"), said("helpful", "", "small_talk"), said("wrong", "", "no_answer")],
            [("", "no_answer", 0, {"wrong": 1, "other": 1}), ("", "small_talk", 1, {})],
            id="without-a-passage-by-outcome",
        ),
        pytest.param(
            [said(outcome="answered", version="1"), said(outcome="suggested", version="2", channel="frame")],
            [(HEAT, "", 2, {})],
            id="a-passage-however-it-was-come-by",
        ),
    ],
)
def test_verdicts_are_counted(records, counted):
    assert [(one.passage, one.outcome, one.helpful, dict(one.reasons)) for one in tally(records)] == counted
    assert [one.unhelpful for one in tally(records)] == [sum(reasons.values()) for *_, reasons in counted]


def test_the_last_hour_is_the_latest():
    records = [said(hour=NOON + timedelta(hours=hours)) for hours in (1, 5, 3)]
    assert tally(records)[0].last == NOON + timedelta(hours=5)


def test_recording_says_nothing_when_all_is_well(log, caplog):
    with caplog.at_level(logging.DEBUG):
        log.record(said())
    assert caplog.messages == []
