"""Which generation answers here, now?

A process that answers opens what was saved, and follows: a thread sees that another generation is live, opens it, and
swaps one reference. Where nothing can be saved, the thread builds in memory instead.
"""

import atexit
import datetime
import gc
import logging
import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from weakref import WeakSet

from faq_bot.errors import CorpusError, FaqBotError, Fault, GenerationError, RejectedError
from faq_bot.live.builder import Memory, build, keep, objections
from faq_bot.live.generation import Generation
from faq_bot.live.generations import Generations
from faq_bot.live.watch import changes
from faq_bot.live.watching import Watching, tell
from faq_bot.settings import Settings

TICK = 0.25
"""Seconds between two looks at which generation is live."""
MIND = 0.5
"""Seconds between two looks at whether somebody watches."""
AGAIN = 5.0
"""Seconds after which one that could not be opened is tried again."""

_log = logging.getLogger(__name__)


class Follower:
    """The generation that is live in this process. Without any, `faults` say why."""

    def __init__(self, settings: Settings) -> None:
        self.generation: Generation | None = None
        self.built: datetime.datetime | None = None
        self.faults: tuple[Fault, ...] = ()
        self.is_saved = False
        self.is_rolled_back = False
        self.folder = settings.corpus
        self._settings = settings
        self._generations = Generations(settings.state_folder)
        self._watching = Watching(settings, self._generations)
        self._memory = Memory()
        self._avoided = ("", 0.0)
        self._left_behind = False  # whether a generation was, since the last look
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def open(self) -> None:
        """Take the newest sound generation that is saved, or else build one; where neither can be, there are faults."""
        try:
            if not self._take(self._generations.newest_sound()):
                build(self._settings.corpus, self._generations, largest_file=self._settings.largest_file_bytes)
                self._take(self._generations.current())
            self.faults = self._generations.rejected()
        except GenerationError as error:
            self._go_unsaved(error)
            self.build_here()
        except (CorpusError, RejectedError) as error:
            self.faults = error.faults

    def start(self) -> None:
        """Follow from now on, in a thread of its own, to the end of the process."""
        _following.add(self)
        self.resume()

    def end(self) -> None:
        """Follow no longer, and leave no process behind."""
        _following.discard(self)
        self.pause()
        self._watching.end()

    def pause(self) -> None:
        """Follow no longer, for now."""
        self._stop.set()
        if self._thread:
            self._thread.join()
            self._thread = None

    def resume(self, *, forked: bool = False) -> None:
        """Follow again."""
        if forked:
            self._watching.disown()
        self._stop.clear()
        self._thread = threading.Thread(target=self._follow, name="follower", daemon=True)
        self._thread.start()

    def _follow(self) -> None:
        minded = time.monotonic() - MIND + os.getpid() % 8 / 8  # so that not all at once see that nobody watches
        while not self._stop.is_set():
            try:
                if self.generation and not self.is_saved:
                    self._follow_unsaved()
                self._look()
                if time.monotonic() >= minded + MIND:
                    self._watching.mind()
                    minded = time.monotonic()
            except GenerationError as error:
                self._go_unsaved(error)
                if not self.generation:
                    self._follow_unsaved()
            except Exception as error:  # whatever it is, the next look may go well
                _log.error("the content cannot be followed (%s: %s); it is tried again", type(error).__name__, error)
                self._stop.wait(AGAIN)
            self._stop.wait(TICK)

    def _look(self) -> None:
        if self._left_behind:  # by now no request has it any more; till it is collected, its files stay open
            self._left_behind = False
            gc.collect()
        name = self._generations.current()
        self.is_rolled_back = self._generations.held() is not None
        if name and (self.generation is None or name != self.generation.version):
            self._take(name)
        self.faults = self._generations.rejected() or (() if self.generation else self.faults)

    def _take(self, name: str | None) -> bool:
        """Answer from this saved generation. False where it cannot be opened, which the log says once."""
        avoided, until = self._avoided
        if not name or (name == avoided and time.monotonic() < until):
            return False
        try:
            with _giving_way():
                generation = Generation.open(self._generations.open(name))
                generation.prepare()
            written = (self._generations.folder / name).stat().st_mtime
            self.generation, self.built = generation, datetime.datetime.fromtimestamp(written, datetime.UTC)
            self._left_behind = True
        except (GenerationError, OSError) as error:
            if name != avoided:
                _log.warning("%s", error)
            self._avoided = (name, time.monotonic() + AGAIN)
            return False
        self.is_saved = True
        return True

    def _go_unsaved(self, error: FaqBotError) -> None:
        if self.is_saved or not self.generation:
            for fault in error.faults:
                _log.warning("what is built is not saved: %s", fault)
        self.is_saved = False

    def _follow_unsaved(self) -> None:
        """Build here, at each change, until what is built can be saved again."""
        for _ in changes(self._settings.corpus, self._stop):
            before = self.faults
            self.build_here()
            if self.faults != before:
                tell(self.faults)
            if self.generation and not self.faults:
                largest = self._settings.largest_file_bytes
                self.is_saved = keep(self._settings.corpus, self.generation, self._generations, largest_file=largest)
            if self.is_saved:
                break

    def build_here(self) -> None:
        """Build in memory, unless something speaks against it."""
        live = self.generation
        try:
            corpus = self._memory.load(self._settings.corpus, self._settings.largest_file_bytes)
            if live is None or corpus.fingerprint != live.version:
                with _giving_way():
                    new = self._memory.build(corpus)
                    faults = objections(live, new)
                if faults:
                    raise RejectedError(faults)
                self.generation, self.built = new, datetime.datetime.now(datetime.UTC)
                self._left_behind = True
            self.faults = ()
        except (CorpusError, RejectedError) as error:
            self.faults = error.faults


@contextmanager
def _giving_way() -> Iterator[None]:
    """Let other threads have their turn at once, or a request would wait for each of its turns."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(0.0005)
    try:
        yield
    finally:
        sys.setswitchinterval(before)


_following: WeakSet[Follower] = WeakSet()


def _pause() -> None:
    for follower in list(_following):
        follower.pause()


def _resume() -> None:
    for follower in list(_following):
        follower.resume()


def _resume_forked() -> None:
    for follower in list(_following):
        follower.resume(forked=True)


def _end() -> None:
    for follower in list(_following):
        follower.end()


if hasattr(os, "register_at_fork"):  # a thread is not copied by a fork, and what it locks would stay locked
    os.register_at_fork(before=_pause, after_in_parent=_resume, after_in_child=_resume_forked)
atexit.register(_end)
