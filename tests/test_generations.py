"""Is what answers always a whole generation, whoever dies, whatever fills up, whichever bit turns?"""

import itertools
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from faq_bot.errors import Fault, GenerationError
from faq_bot.live import locks
from faq_bot.live.generations import Generations

FILES = {"corpus.json": b'{"passages": []}', "weights.npy": bytes(range(256)) * 64, "words/empty.txt": b""}


def name_of(number):
    return f"{number:016x}"


def writer(number=0, files=FILES):
    def write(folder):
        for name, content in files.items():
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_bytes(content + str(number).encode())

    return write


def publish(generations, *numbers):
    for number in numbers:
        generations.publish(name_of(number), writer(number))


def fault_of(act):
    """The one line that is said when something cannot be done."""
    with pytest.raises(GenerationError) as caught:
        act()
    assert "\n" not in str(caught.value)
    return str(caught.value)


def entries(generations):
    """What lies in the folder, without the locks."""
    return sorted(path.name for path in generations.folder.iterdir() if path.name not in LOCKS)


LOCKS = {".building", ".pointing", ".watching"}


@pytest.fixture
def generations(tmp_path):
    return Generations(tmp_path / ".faq-bot" / "corpus")


def test_before_the_first_there_is_none_and_looking_writes_nothing(generations):
    assert (generations.current(), generations.newest_sound(), generations.held()) == (None, None, None)
    assert (generations.names(), generations.rejected()) == ([], ())
    assert not generations.folder.exists()


def test_what_is_published_is_live_whole_and_readable_by_others(generations):
    publish(generations, 1, 2)
    assert generations.current() == generations.newest_sound() == name_of(2)
    folder = Generations(generations.folder).open(name_of(2))
    assert {name: (folder / name).read_bytes() for name in FILES} == {name: FILES[name] + b"2" for name in FILES}
    files = json.loads((folder / "manifest.json").read_bytes())["files"]
    assert {name: size for name, (size, _) in files.items()} == {name: len(FILES[name]) + 1 for name in FILES}
    assert folder.stat().st_mode & 0o055 == 0o055 & ~_umask()


def _umask():
    os.umask(mask := os.umask(0))
    return mask


def test_three_are_kept(generations):
    publish(generations, *range(1, 8))
    assert generations.names() == [name_of(7), name_of(6), name_of(5)]
    assert entries(generations) == [name_of(5), name_of(6), name_of(7), "CURRENT"]


def test_a_sound_one_is_only_pointed_to_again(generations):
    publish(generations, 1, 2)
    generations.publish(name_of(1), lambda folder: pytest.fail("it is here"))
    assert generations.names() == [name_of(1), name_of(2)]
    assert generations.roll_back() == name_of(2)


def test_a_damaged_one_is_written_again(generations):
    publish(generations, 1)
    (generations.folder / name_of(1) / "corpus.json").write_text("")
    publish(generations, 1)
    assert generations.newest_sound() == name_of(1)
    assert entries(generations) == [name_of(1), "CURRENT"]


@pytest.mark.parametrize("name", ["", "CURRENT", "..", "../0123456789abcdef", "0123456789ABCDEF", "0" * 17])
def test_a_name_is_16_hexadecimal_digits(generations, name):
    with pytest.raises(ValueError, match="16 hexadecimal digits"):
        generations.publish(name, writer())


def test_rolling_back_goes_to_what_was_live_before_and_holds_what_was_rolled_back_from(generations):
    publish(generations, 1, 2, 3)
    assert (generations.roll_back(), generations.current(), generations.held()) == (name_of(2), name_of(2), name_of(3))
    assert generations.names() == [name_of(2), name_of(1), name_of(3)]
    assert (generations.roll_back(), generations.held()) == (name_of(1), name_of(2))
    said = fault_of(generations.roll_back)
    assert said.endswith("holds no generation that was live before this one; change the content instead")
    assert generations.current() == name_of(1)


def test_what_was_rolled_back_from_is_not_rolled_back_to(generations):
    publish(generations, 1, 2)
    generations.roll_back()
    publish(generations, 3)
    assert generations.held() is None
    assert generations.roll_back() == name_of(1)


def test_rolling_back_passes_over_a_damaged_one(generations, caplog):
    publish(generations, 1, 2, 3)
    (generations.folder / name_of(2) / "weights.npy").unlink()
    assert generations.roll_back() == name_of(1)
    assert caplog.messages == [f"{generations.folder / name_of(2) / 'weights.npy'}: is missing; build again"]


def test_a_rejection_is_kept_for_everyone_until_a_build_goes_live(generations):
    faults = (Fault("a.docx", "is “broken”", "mend it"), Fault("b.pdf", "is a scan", "type it"))
    generations.reject(faults, name_of(1))
    assert Generations(generations.folder).rejected() == faults
    publish(generations, 1)
    assert generations.rejected() == ()
    generations.reject(faults, name_of(2))
    generations.reject((), name_of(1))
    assert generations.rejected() == ()
    assert entries(generations) == [name_of(1), "CURRENT"]


# Damage


def damages(content):
    """Ways in which a file is not what it was."""
    yield "gone", None
    yield "empty", b""
    yield "a byte short", content[:-1]
    yield "a byte long", content + b"\n"
    yield "zeros", bytes(len(content))
    for at in {0, len(content) // 2, len(content) - 1}:
        yield f"byte {at} flipped", content[:at] + bytes([content[at] ^ 4]) + content[at + 1 :]


@pytest.mark.parametrize("file", [*FILES, "manifest.json"])
def test_a_damaged_file_is_found_and_the_one_before_serves(generations, file, caplog):
    publish(generations, 1, 2)
    path = generations.folder / name_of(2) / file
    sound = path.read_bytes()
    for damage, content in damages(sound):
        path.write_bytes(content) if content is not None else path.unlink()
        caplog.clear()
        assert generations.newest_sound() == name_of(1), damage
        assert len(caplog.messages) == 1, damage
        assert caplog.messages[0].startswith(f"{path}: ")
        assert caplog.messages[0].endswith("; build again")
        assert fault_of(lambda: generations.open(name_of(2))) == caplog.messages[0]
        path.write_bytes(sound)
    assert generations.newest_sound() == name_of(2)


def test_a_damaged_pointer_is_found_and_the_newest_serves(generations, caplog):
    publish(generations, 1, 2)
    path = generations.folder / "CURRENT"
    for damage, content in damages(path.read_bytes()):
        path.write_bytes(content) if content is not None else path.unlink()
        caplog.clear()
        assert (generations.current(), generations.newest_sound()) == (None, name_of(2)), damage
        said = [] if content is None else [f"{path}: is not what was written; build again"]
        assert caplog.messages == said, damage
    publish(generations, 2)
    assert generations.current() == name_of(2)


@pytest.mark.parametrize("file", ["CURRENT", f"{name_of(2)}/manifest.json"])
def test_no_bit_of_a_record_turns_unseen(generations, file):
    publish(generations, 1, 2, 3, 2)
    generations.roll_back()
    generations.publish(name_of(2), writer(2), held=name_of(3))
    path = generations.folder / file
    sound = path.read_bytes()
    assert (generations.current(), generations.held()) == (name_of(2), name_of(3))
    for at, bit in itertools.product(range(len(sound)), range(8)):
        path.write_bytes(sound[:at] + bytes([sound[at] ^ 1 << bit]) + sound[at + 1 :])
        if file == "CURRENT":
            assert (generations.current(), generations.held()) == (None, None)
        else:
            fault_of(lambda: generations.open(name_of(2)))


@pytest.mark.parametrize(
    "manifest",
    [
        pytest.param({"format": 2, "name": name_of(2), "files": {}}, id="of-a-newer-program"),
        pytest.param({"format": 1, "name": name_of(2), "files": {}, "signed": "x"}, id="with-more-than-we-know"),
        pytest.param({"format": 1, "name": name_of(1), "files": {}}, id="of-another"),
        pytest.param({"format": 1, "name": name_of(2), "files": {}}, id="sound-but-not-the-one-pointed-to"),
    ],
)
def test_a_manifest_that_this_program_does_not_know_counts_as_damaged(generations, manifest, caplog):
    publish(generations, 1, 2)
    path = generations.folder / name_of(2) / "manifest.json"
    path.write_text(json.dumps(manifest, separators=(",", ":")))
    assert generations.newest_sound() == name_of(1)
    assert len(caplog.messages) == 1


def test_with_everything_damaged_there_is_none_and_the_next_build_works(generations, caplog):
    publish(generations, 1, 2, 3)
    for path in generations.folder.glob("*/corpus.json"):
        path.write_bytes(b"")
    assert generations.newest_sound() is None
    assert len(caplog.messages) == 3
    publish(generations, 3)
    assert generations.newest_sound() == name_of(3)


def test_a_generation_that_is_gone_is_told(generations, caplog):
    publish(generations, 1, 2)
    shutil.rmtree(generations.folder / name_of(2))
    assert (generations.current(), generations.newest_sound()) == (None, name_of(1))
    assert caplog.messages == [f"{generations.folder / name_of(2)}: is missing; build again"]


# Builds that fail


@pytest.mark.parametrize("error", [RuntimeError("broken"), KeyboardInterrupt(), MemoryError()], ids=repr)
def test_a_build_that_fails_leaves_nothing(generations, error):
    def write(folder):
        writer()(folder)
        raise error

    publish(generations, 1)
    with pytest.raises(type(error)):
        generations.publish(name_of(2), write)
    assert entries(generations) == [name_of(1), "CURRENT"]
    assert generations.newest_sound() == generations.current() == name_of(1)


def test_a_folder_that_cannot_be_one(tmp_path):
    (tmp_path / "file").write_text("")
    said = fault_of(lambda: publish(Generations(tmp_path / "file" / "state"), 1))
    assert said == (f"{tmp_path}/file/state: cannot be written (Not a directory); see to its disk")


# A process of its own, which forks others that publish until they are killed.
PUBLISHERS = """
import os, signal, sys, time
from pathlib import Path
from faq_bot.errors import GenerationError
from faq_bot.live.generations import Generations

generations = Generations(Path(sys.argv[1]))

def publish(number):
    def write(folder):
        for file in "abc":
            (folder / file).write_bytes(f"{number}{file}".encode() * 5000)
    generations.publish(f"{number:016x}", write)

def forever(number):
    while True:
        try:
            publish(number := number + 1)
        except GenerationError as error:
            assert "\\n" not in str(error)

def now_and_then(number):
    while True:
        publish(number := number + 1)
        time.sleep(0.02)

def until_event(number, last):
    events = 0
    def hook(event, arguments):
        nonlocal events
        if event.startswith(("open", "os.", "shutil.", "fcntl.")):
            events += 1
            if events == last:
                os.kill(os.getpid(), signal.SIGKILL)
    sys.addaudithook(hook)
    publish(number)

def exclusive(number, rounds):
    for _ in range(rounds):
        with generations.building(30) as ours:
            assert ours
            os.close(os.open(generations.folder / "ours", os.O_CREAT | os.O_EXCL))
            time.sleep(0.002)
            os.unlink(generations.folder / "ours")

def hold(number, seconds):
    with generations.building(5) as ours:
        assert ours
        time.sleep(seconds)

print("ready", flush=True)
for line in sys.stdin:
    kind, *numbers = line.split()
    if kind == "wait":
        pid, status = os.waitpid(int(numbers[0]), 0)
        print(os.waitstatus_to_exitcode(status), flush=True)
    elif child := os.fork():
        print(child, flush=True)
    else:
        code = 1
        try:
            globals()[kind](*map(int, numbers))
            code = 0
        finally:
            sys.stderr.flush()
            os._exit(code)
"""


class Publishers:
    """Processes that work on the folder of generations; `start` gives a process's number, `ended` its exit code."""

    def __init__(self, folder):
        self._process = subprocess.Popen(
            [sys.executable, "-c", PUBLISHERS, folder], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert self.said() == "ready"
        self._running = set()

    def said(self):
        return self._process.stdout.readline().strip()

    def _tell(self, *words):
        print(*words, file=self._process.stdin, flush=True)
        return self.said()

    def start(self, kind, *numbers):
        self._running.add(process := int(self._tell(kind, *numbers)))
        return process

    def ended(self, process):
        code = int(self._tell("wait", process))
        self._running.remove(process)
        return code

    def kill(self, process):
        os.kill(process, signal.SIGKILL)
        return self.ended(process)

    def close(self):
        for process in list(self._running):
            self.kill(process)
        self._process.stdin.close()
        self._process.wait(10)
        self._process.stdout.close()


@pytest.fixture
def publishers(generations):
    found = Publishers(generations.folder)
    yield found
    found.close()


def unfinished(generations):
    return [name for name in entries(generations) if name.startswith(".")]


def test_killed_at_100_random_moments(generations, publishers):
    moments = random.Random(4)
    started = time.monotonic()
    publish(generations, 1)
    longest = max(0.03, 4 * (time.monotonic() - started))
    found = set()
    for round_ in range(1, 101):
        before = generations.current()
        process = publishers.start("forever", round_ * 1000)
        time.sleep(moments.uniform(0, longest))
        assert publishers.kill(process) == -signal.SIGKILL
        current = generations.current()
        assert generations.newest_sound() == current
        assert current == before or int(current, 16) // 1000 == round_
        found.add(current == before)
        assert len(entries(generations)) <= 3 + 1 + 4  # kept, CURRENT, and what one dead builder can leave
        publish(generations, round_ * 1000 + 999)
        assert generations.newest_sound() == generations.current() == name_of(round_ * 1000 + 999)
        assert unfinished(generations) == []
        assert len(entries(generations)) <= 3 + 1
    assert found == {True, False}  # some died before they published, some after


def test_killed_at_every_step(generations, publishers):
    """Each step on files is one at which to die: of publishing beside three others, with one to be removed."""
    publish(generations, 1, 2, 3)
    for step in itertools.count(1):
        number = 10 + step
        process = publishers.start("until_event", number, step)
        if publishers.ended(process) == 0:
            break
        assert generations.current() in (name_of(number), name_of(3))
        assert generations.newest_sound() == generations.current()
        assert len(unfinished(generations)) <= 4
        publish(generations, 1, 2, 3)
        assert (generations.newest_sound(), unfinished(generations)) == (name_of(3), [])
        assert len(entries(generations)) <= 4
    assert step > 40
    assert generations.newest_sound() == name_of(10 + step)


def test_killed_again_and_again_leftovers_do_not_grow(generations, publishers):
    most = 0
    for step in range(30, 60):
        publishers.ended(publishers.start("until_event", step, step))
        most = max(most, len(unfinished(generations)))
    assert 0 < most <= 4


def test_two_builders_at_once(generations, publishers):
    publish(generations, 1)
    processes = [publishers.start("now_and_then", number) for number in (1000, 2000)]
    seen = set()
    until = time.monotonic() + 1.0
    while time.monotonic() < until:
        seen.add(name := generations.current())
        generations.open(name)
    for process in processes:
        assert publishers.kill(process) == -signal.SIGKILL
    assert {int(name, 16) // 1000 for name in seen} >= {1, 2}
    publish(generations, 3)
    assert len(entries(generations)) == 4


def test_one_process_builds_at_a_time(generations, publishers):
    processes = [publishers.start("exclusive", number, 20) for number in range(4)]
    assert [publishers.ended(process) for process in processes] == [0, 0, 0, 0]


def test_threads_take_turns_too(generations):
    with generations.building(0) as ours, ThreadPoolExecutor(1) as thread:
        assert ours
        assert thread.submit(lambda: generations.building(0).__enter__().__bool__()).result() is False
        publish(generations, 1)  # by the thread that has the lock
    with generations.building(0) as ours:
        assert ours


def _is_free(generations):
    with generations.building(0) as ours:
        return bool(ours)


def test_the_lock_of_a_killed_process_is_free(generations, publishers):
    process = publishers.start("hold", 0, 60)
    while _is_free(generations):
        time.sleep(0.01)
    with ThreadPoolExecutor(1) as thread:
        waiting = thread.submit(lambda: publish(generations, 1))
        publishers.kill(process)
        waiting.result(5)
    assert generations.current() == name_of(1)


def test_a_forked_child_does_not_keep_the_lock(generations):
    with generations.building(0):
        child = os.fork()
        if not child:
            time.sleep(60)
            os._exit(0)
    with generations.building(0) as ours:
        assert ours
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def test_building_and_watching_do_not_hinder_each_other_nor_rolling_back(generations):
    publish(generations, 1, 2)
    other = Generations(generations.folder)
    with generations.building(0), other.watching() as ours, generations.watching() as again:
        assert ours
        assert not again
        assert other.roll_back() == name_of(1)


def test_a_system_without_such_locks_is_told(generations, monkeypatch):
    monkeypatch.setattr(locks, "fcntl", None)
    said = fault_of(lambda: publish(generations, 1))
    assert "cannot be written (this system has no file locks that end with their process)" in said


# The folder is deleted


def test_a_lock_turns_false_when_the_folder_is_deleted(generations):
    with generations.watching() as first:
        assert first
        shutil.rmtree(generations.folder)
        assert not first
        with Generations(generations.folder).watching() as second:
            assert second
            assert not first


def test_deleted_while_a_builder_writes(generations):
    def write(folder):
        if not deleted:
            deleted.append(shutil.rmtree(generations.folder))
        writer()(folder)

    deleted = []
    publish(generations, 1)
    generations.publish(name_of(2), write)
    assert generations.newest_sound() == generations.current() == name_of(2)


def test_what_is_mapped_outlives_the_folder(generations):
    publish(generations, 1)
    mapped = np.memmap(generations.open(name_of(1)) / "weights.npy", mode="r")
    shutil.rmtree(generations.folder)
    assert mapped.tobytes() == FILES["weights.npy"] + b"1"


def test_deleted_at_any_time_while_others_build_and_follow(generations, publishers):
    process = publishers.start("forever", 1000)
    stop, opened = threading.Event(), []

    def follow():
        while not stop.is_set():
            if name := generations.newest_sound():
                opened.append(name)
            generations.current(), generations.names(), generations.held(), generations.rejected()

    with ThreadPoolExecutor(1) as thread:
        following = thread.submit(follow)
        moments = random.Random(4)
        for _ in range(60):
            time.sleep(moments.uniform(0, 0.03))
            shutil.rmtree(generations.folder, ignore_errors=True)
        time.sleep(0.2)
        stop.set()
        following.result(5)
    assert publishers.kill(process) == -signal.SIGKILL  # until then it went on
    assert opened
    publish(generations, 1)
    assert generations.newest_sound() == generations.current() == name_of(1)
    assert unfinished(generations) == []


# Disks of their own

MOUNT = ["unshare", "--user", "--map-root-user", "--mount"]


def _can_mount(folder):
    command = [*MOUNT, "mount", "-t", "tmpfs", "none", folder]
    return bool(shutil.which("unshare")) and not subprocess.run(command, capture_output=True).returncode


@pytest.fixture
def on_small_disk(tmp_path):
    """Run a script in a folder that is a disk of 400 kB with 60 names; gives what it prints, a JSON value a line."""
    if not _can_mount(tmp_path):
        pytest.skip("no disk can be mounted here (unshare and mount, as root or in a user namespace)")

    def run(script):
        small = tmp_path / "disk"
        small.mkdir()
        mount = 'mount -t tmpfs -o size=400k,nr_inodes=60 none "$1" && exec "$2" -c "$3" "$1"'
        command = [*MOUNT, "sh", "-c", mount, "sh", small, sys.executable, ON_DISK + script]
        ended = subprocess.run(command, capture_output=True, text=True, timeout=60)
        assert ended.returncode == 0, ended.stderr
        return [json.loads(line) for line in ended.stdout.splitlines()], ended.stderr

    return run


ON_DISK = """
import json, os, shutil, subprocess, sys
from pathlib import Path
from faq_bot.errors import Fault, GenerationError
from faq_bot.live.generations import Generations

disk = Path(sys.argv[1])
generations = Generations(disk / "state")

def publish(number):
    def write(folder):
        for file in "abc":
            (folder / file).write_bytes(f"{number}{file}".encode() * 3000)
    generations.publish(f"{number:016x}", write)

def attempt(act, *arguments):
    said = None
    try:
        act(*arguments)
    except GenerationError as error:
        said = str(error)
    left = sorted(path.name for path in generations.folder.iterdir() if not path.name.endswith("ing"))
    print(json.dumps([said, generations.newest_sound(), generations.current(), left]))
"""


def test_a_full_disk(on_small_disk):
    """Full of bytes and full of names, at every step of publishing: a few pages or names less are free each time."""
    said, _ = on_small_disk("""
publish(1)
for free in range(16):
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file:
        try:
            while file.write(bytes(4096)): pass
        except OSError: pass
        file.truncate(max(0, file.tell() - free * 4096))
    attempt(publish, 2)
    filler.unlink()
    attempt(publish, 2)
    shutil.rmtree(generations.folder)
    publish(1)
for free in range(10):
    names = []
    try:
        for number in range(99):
            (disk / f"name{number}").touch()
            names.append(disk / f"name{number}")
    except OSError: pass
    for path in names[:free]: path.unlink()
    attempt(publish, 2)
    for path in names[free:]: path.unlink()
    attempt(publish, 2)
    shutil.rmtree(generations.folder)
    publish(1)
""")
    one, two = name_of(1), name_of(2)
    whole = [None, two, two, [one, two, "CURRENT"]]
    refused = 0
    for full, roomy in zip(said[::2], said[1::2], strict=True):
        assert roomy == whole
        if full != whole:
            refused += 1
            assert full[0].endswith("/state: cannot be written (No space left on device); make room on its disk")
            assert full[1:] == [one, one, [one, "CURRENT"]]
    assert (len(said), refused) == (52, 8 + 6)  # pages and names that publishing needs


def test_a_folder_made_read_only(on_small_disk):
    said, log = on_small_disk("""
publish(1)
publish(2)
subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
attempt(publish, 3)
attempt(publish, 1)
attempt(generations.roll_back)
attempt(generations.building(0).__enter__)
attempt(generations.watching().__enter__)
attempt(generations.reject, [Fault("a", "b", "c")], "3")
subprocess.run(["mount", "-o", "remount,rw", disk], check=True)
attempt(publish, 3)
""")
    told = "cannot be written (Read-only file system); let the server write there, or set `state` to a folder where"
    one, two, three = map(name_of, (1, 2, 3))
    for (line, *found), is_told in zip(said, [1, 1, 1, 1, 1, 0, 0], strict=True):
        assert (told in (line or "")) == is_told
        if found != [three, three, [one, two, three, "CURRENT"]]:
            assert found == [two, two, [one, two, "CURRENT"]]
    assert log.count("\n") == log.count(told) == 1
    assert said[-1][1] == three
