"""When is the content taken to have changed, and when not?"""

import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from queue import Empty, Queue

import pytest

from faq_bot.live import watch
from faq_bot.live.watch import changes, is_passing


@pytest.fixture(autouse=True)
def in_a_hurry(monkeypatch):
    """A third of every wait, so that the tests are quick."""
    assert watch.QUIET <= 0.8  # of the two seconds from an edit to the answer
    assert watch.QUIET < watch.LONGEST <= 10
    for name, seconds in {"QUIET": 0.1, "LONGEST": 0.7, "LOOK": 1.0, "_TICK": 0.2, "_POLL": 0.3}.items():
        monkeypatch.setattr(watch, name, seconds)


@pytest.fixture
def folder(write_corpus):
    return write_corpus({"heat.md": "# Heat\n\nWarm.\n", "more/ice.md": "# Ice\n\nCold.\n"})


class Seen:
    """What a watcher of a folder saw, as it sees it."""

    def __init__(self, folder: Path) -> None:
        self._found: Queue[float] = Queue()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, args=[folder])
        self._thread.start()
        assert self.within(3)  # the first is the start

    def _watch(self, folder: Path) -> None:
        for _ in changes(folder, self._stop):
            self._found.put(time.monotonic())

    def within(self, seconds: float) -> bool:
        """Whether a change was seen in that time."""
        try:
            return bool(self._found.get(timeout=seconds))
        except Empty:
            return False

    def count(self) -> int:
        return self._found.qsize()

    def end(self) -> None:
        self._stop.set()
        self._thread.join(3)
        assert not self._thread.is_alive()


@pytest.fixture
def seen(folder) -> Iterator[Seen]:
    watched = Seen(folder)
    yield watched
    watched.end()


PASSING = [
    *("~$heat.docx", "~$ices.xlsx", ".heat.md.swp", ".heat.md.swx", "4913", "heat.md~", ".#heat.md", "#heat.md#"),
    *(".DS_Store", "Thumbs.db", "heat.tmp", "~WRD0001.tmp", "heat.docx.crdownload", ".hidden.md", ".~lock.heat.odt#"),
]


@pytest.mark.parametrize("name", PASSING)
def test_what_is_there_for_a_moment(name):
    assert is_passing(name)


@pytest.mark.parametrize("name", ["heat.md", "_clinic.toml", "4913.md", "a~b.md", "c#.md", "tmp.md", "thumbs.md"])
def test_what_may_be_content(name):
    assert not is_passing(name)


def save_by_renaming(folder):
    """As vim, Word and LibreOffice save: a new file takes the old one's place."""
    (folder / "heat.md~").write_text("# Heat\n\nHot.\n")
    (folder / "heat.md~").rename(folder / "heat.md")


def put_a_folder_in(folder):
    (folder / "new").mkdir()
    (folder / "new" / "oil.md").write_text("# Oil\n\nSmooth.\n")


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda folder: (folder / "heat.md").write_text("# Heat\n\nHot.\n"), id="written"),
        pytest.param(lambda folder: (folder / "more" / "ice.md").write_text("# Ice\n\nIcy.\n"), id="in-a-folder"),
        pytest.param(save_by_renaming, id="saved-by-renaming"),
        pytest.param(put_a_folder_in, id="a-folder-with-a-file"),
        pytest.param(lambda folder: (folder / "heat.md").unlink(), id="deleted"),
        pytest.param(lambda folder: (folder / "heat.md").rename(folder / "hot.md"), id="renamed"),
        pytest.param(lambda folder: (folder / "heat.md").chmod(0), id="locked"),
    ],
)
def test_a_change_is_seen_once_within_a_second(seen, folder, change):
    change(folder)
    assert seen.within(1)
    assert not seen.within(0.3)


def test_passing_files_are_no_change(seen, folder):
    for name in PASSING:
        (folder / name).write_text("x")
    time.sleep(0.2)
    for name in PASSING:
        (folder / name).unlink()
    assert not seen.within(0.5)


def test_a_file_that_is_being_written_is_waited_for_but_not_for_ever(seen, folder):
    until = time.monotonic() + 1
    while time.monotonic() < until:
        with (folder / "heat.md").open("a") as file:
            file.write("More.\n")
        time.sleep(0.03)
        if time.monotonic() < until - 0.5:
            assert seen.count() == 0
    assert seen.within(1)


def test_a_folder_that_goes_and_comes_back(seen, folder):
    away = folder.with_name("away")
    folder.rename(away)
    assert seen.within(2)
    shutil.copytree(away, folder)
    assert seen.within(2)
    (folder / "heat.md").write_text("# Heat\n\nHot.\n")
    assert seen.within(1)


@pytest.mark.parametrize("events", [[], [set()] * 10_000], ids=["none-to-be-had", "none-come"])
def test_without_events_it_looks(folder, monkeypatch, events):
    """As on a network drive, which another machine writes to."""

    def watch_nothing(*_, stop_event, **__):
        for event in events:
            if stop_event.wait(watch._TICK):
                return
            yield event
        raise OSError("no more watches")

    monkeypatch.setattr(watch, "watch", watch_nothing)
    watched = Seen(folder)
    (folder / "heat.md").write_text("# Heat\n\nHot.\n")
    assert watched.within(watch.LOOK + 0.5)
    watched.end()
