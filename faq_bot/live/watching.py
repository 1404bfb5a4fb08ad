"""Which process watches the content?

One for all that answer from it, beside them, so that building takes no turn from answering. It is a child of one of
them, and ends when that one does; then another starts the next.
"""

import logging
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from faq_bot.errors import CorpusError, Fault, GenerationError, RejectedError
from faq_bot.live.builder import Memory, build
from faq_bot.live.generations import Generations
from faq_bot.live.locks import Lock
from faq_bot.live.watch import changes
from faq_bot.settings import PREFIX, Settings

CANNOT_SAVE = 73
"""The exit code of a watching process that cannot save what it builds. (3 and 4 would stop gunicorn.)"""
BEAT = 1.0
"""Seconds between two signs of life of a watching process."""
SILENT = 20.0
"""Seconds without any, after which it hangs, as on a network drive that does not answer."""
GRACE = 2.0
"""Seconds that a watching process is given to end."""
_SHORT = 10.0
"""Seconds of a life so short that the next try waits."""

_log = logging.getLogger(__name__)


def keep_live(settings: Settings, generations: Generations, ours: Lock, stop: threading.Event) -> None:
    """Build at the start and whenever the content changes, until `stop` is set or the lock is no longer ours.

    The log gets a line for what is live, or for each reason why it is not. Raises GenerationError where nothing can be
    saved.
    """
    memory = Memory()
    told: tuple[Fault, ...] = ()
    threading.Thread(target=_beat, args=(generations, ours, stop), daemon=True).start()
    for _ in changes(settings.corpus, stop):
        try:
            built = build(settings.corpus, generations, largest_file=settings.largest_file_bytes, memory=memory)
        except (CorpusError, RejectedError) as error:
            if error.faults != told:  # an edit elsewhere does not make it news
                tell(error.faults)
            told = error.faults
        else:
            told = ()
            if built.is_new:
                _log.info("version %s is live, built in %.2f s: %s", built.name, built.seconds, built.said)
        memory.prepare()
        if not ours:  # the folder was deleted, and whoever comes next watches
            break


def _beat(generations: Generations, ours: Lock, stop: threading.Event) -> None:
    """Show that this process is well, until it is to stop; and stop it when the lock is no longer ours."""
    while not stop.wait(BEAT):
        if not ours:  # the folder was deleted: whoever comes next makes and fills it again
            stop.set()
        else:
            generations.beat()


def tell(faults: Iterable[Fault]) -> None:
    """Log why the content does not go live."""
    for fault in faults:
        _log.error("not live: %s", fault)


def serve_parent(stop: threading.Event) -> None:
    """Give way to those who answer; set `stop` once the standard input ends, as it does when the parent is gone.

    Then it is time to end, whatever is under way.
    """
    if hasattr(os, "nice"):
        os.nice(10)

    def wait() -> None:
        with suppress(OSError):
            while os.read(sys.stdin.fileno(), 1):
                pass
        stop.set()
        time.sleep(GRACE)
        os._exit(0)  # what is half built is not pointed to

    threading.Thread(target=wait, daemon=True).start()


class Watching:
    """Sees to it that somebody watches: a child of this process where nobody else does."""

    def __init__(self, settings: Settings, generations: Generations) -> None:
        self._generations = generations
        self._environment = {
            f"{PREFIX}CORPUS": str(Path(settings.corpus).absolute()),
            f"{PREFIX}STATE": str(settings.state_folder.absolute()),
            f"{PREFIX}LARGEST_FILE": str(settings.largest_file),
        }
        self._child: subprocess.Popen[bytes] | None = None
        self._started = 0.0
        self._pause = 0.0

    def mind(self) -> None:
        """Start a child where nobody watches. Raises GenerationError where what it builds cannot be saved."""
        if self._child:
            code = self._child.poll()
            if code is None:
                self._end_hung()
                return
            lived = time.monotonic() - self._started
            self._pause = min(max(1.0, self._pause * 2), 60.0) if lived < _SHORT else 0.0
            self._let_go()
            if code == CANNOT_SAVE:
                remedy = "let the server write there, or make room"
                raise GenerationError([Fault(str(self._generations.folder), "cannot be written", remedy)])
        if time.monotonic() < self._started + self._pause:
            return
        with self._generations.watching() as ours:
            is_free = bool(ours)
        if is_free:
            self._started = time.monotonic()
            self._child = subprocess.Popen(
                [sys.executable, "-m", "faq_bot.cli", "watch", "--with-parent"],
                env=os.environ | self._environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
            )

    def _end_hung(self) -> None:
        """Kill the child that gives no sign of life, so that another is started."""
        if self._child and time.monotonic() - self._started > SILENT and self._generations.silent() > SILENT:
            _log.warning("the watching process has not answered for %.0f s, and is started again", SILENT)
            self._child.kill()

    def end(self) -> None:
        """End the child, if there is one."""
        if child := self._child:
            self._let_go()
            try:
                child.wait(GRACE)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()

    def disown(self) -> None:
        """In a forked process: the child is not ours, nor is the end of its input."""
        if self._child:
            self._child.returncode = 0  # or Popen would say that we leave it behind
            self._let_go()

    def _let_go(self) -> None:
        if self._child and self._child.stdin:
            self._child.stdin.close()
        self._child = None
