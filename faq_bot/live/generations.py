"""Where are built generations kept, and which one is live?

    <folder>/CURRENT         which one is live, which were before it, and which was rolled back from
    <folder>/<name>/         the files of a generation and their manifest; nothing changes them once they are here
    <folder>/rejected.json   why the last build did not go live

Many processes share the folder. When one of them dies or the disk is full, the others find a whole generation, the old
one or the new one. Deleting the folder is always safe: all that is ours in it can be built again.
"""

import errno
import logging
import os
import re
import shutil
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from faq_bot.errors import Fault, GenerationError
from faq_bot.live.locks import Lock, lock
from faq_bot.live.pointer import Pointer
from faq_bot.live.sealed import (
    MANIFEST,
    Record,
    damaged,
    manifest_checksum,
    read_record,
    seal,
    sweep,
    sync,
    unfinished,
    verify,
    write_record,
)

KEEP = 3
"""Generations that are kept, the current one among them."""

_NAME = re.compile(r"[0-9a-f]{16}")
_PATIENCE = 10.0
"""Seconds to wait for another process that is about to finish, unless it hangs."""
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_FORBIDDEN = {errno.EROFS, errno.EACCES, errno.EPERM}

_log = logging.getLogger(__name__)


class _Rejection(Record, frozen=True, forbid_unknown_fields=True):
    faults: tuple[Fault, ...]


class Generations:
    """A folder of saved generations. Reading takes no lock and writes nothing."""

    def __init__(self, folder: Path, keep: int = KEEP) -> None:
        self.folder = folder
        self._keep = keep
        self._current = folder / "CURRENT"
        self._rejected = folder / "rejected.json"
        self._builder: int | None = None

    def current(self) -> str | None:
        """The name of the live one, by one small read. Whether its files are as they were written, `open` finds out."""
        pointer = self._pointer()
        return pointer.name if pointer and (self.folder / pointer.name).is_dir() else None

    def held(self) -> str | None:
        """The one that was rolled back from, which is not to go live again until the content changes."""
        pointer = self._pointer()
        return pointer.held or None if pointer else None

    def names(self) -> list[str]:
        """All of them: the current one, those that were live before it, latest first, then others, newest first."""
        pointer = self._pointer()
        written: dict[str, int] = {}
        with suppress(OSError), os.scandir(self.folder) as entries:
            for entry in entries:
                if _NAME.fullmatch(entry.name) and entry.is_dir(follow_symlinks=False):
                    with suppress(FileNotFoundError):
                        written[entry.name] = entry.stat().st_mtime_ns
        newest = sorted(written, key=lambda name: (written[name], name), reverse=True)
        first = [pointer.name, *pointer.before] if pointer else []
        return [name for name in dict.fromkeys([*first, *newest]) if name in written]

    def open(self, name: str) -> Path:
        """The folder of a generation, all of whose files are as they were written. Raises GenerationError.

        It is removed once `keep` newer ones were live; what is open or mapped by then stays readable.
        """
        folder = self.folder / name
        pointer = self._pointer()
        if pointer and pointer.name == name and pointer.manifest != manifest_checksum(folder):
            raise damaged(folder / MANIFEST, "is not what was written")
        verify(folder, name)
        return folder

    def newest_sound(self) -> str | None:
        """The first of `names` that is not damaged; the log gets one line for each before it that is."""
        try:
            if (pointer := Pointer.read(self._current)) and not (self.folder / pointer.name).is_dir():
                _log.warning("%s", damaged(self.folder / pointer.name, "is missing"))
        except GenerationError as error:
            _log.warning("%s", error)
        return self._first_sound(self.names())

    @contextmanager
    def building(self, wait: float) -> Iterator[Lock]:
        """Be the one process that builds: true when it is us, after waiting so many seconds at the most.

        Raises GenerationError where nothing can be written.
        """
        with self._locked(".building", wait) as ours:
            if not ours:
                yield ours
                return
            self._builder = threading.get_ident()
            try:
                yield ours
            finally:
                self._builder = None

    @contextmanager
    def watching(self, wait: float = 0.0) -> Iterator[Lock]:
        """Be the one process that watches the content, likewise. It turns false when the folder is deleted."""
        with self._locked(".watching", wait) as ours:
            yield ours

    def beat(self) -> None:
        """Show that the one who watches is well."""
        with suppress(OSError):
            os.utime(self.folder / ".watching")

    def silent(self) -> float:
        """Seconds since the one who watches last showed that it is well; 0 where nobody did."""
        try:
            return time.time() - (self.folder / ".watching").stat().st_mtime
        except OSError:
            return 0.0

    def publish(self, name: str, write: Callable[[Path], None], held: str = "") -> None:
        """Make a generation the live one; `write` puts its files into an empty folder, unless a sound one is here.

        Takes the building lock unless this thread has it. Raises GenerationError when it cannot be written; what was
        live before is live still then, and nothing is left behind.
        """
        if not _NAME.fullmatch(name):
            raise ValueError(f"a generation is named by 16 hexadecimal digits, not by {name!r}")
        with ExitStack() as stack:
            if self._builder != threading.get_ident() and not stack.enter_context(self.building(_PATIENCE)):
                raise GenerationError([Fault(str(self.folder), "another process is building", "try again later")])
            with self._told():
                try:
                    self._publish(name, write, held)
                except FileNotFoundError:  # the folder was deleted under our hands
                    self._publish(name, write, held)

    def roll_back(self) -> str:
        """Make the one live that was so before the current one, and hold the current one. Raises GenerationError."""
        with ExitStack() as stack:
            stack.enter_context(self._told())
            pointer = None
            if self.folder.is_dir():  # or it would be made, to hold nothing
                stack.enter_context(self._pointing())
                pointer = Pointer.read(self._current)
            if pointer and (name := self._first_sound(pointer.before)):
                before = pointer.before[pointer.before.index(name) + 1 :]
                self._point(name, pointer.name, before)
                return name
        raise GenerationError(
            [Fault(str(self.folder), "holds no generation that was live before this one", "change the content instead")]
        )

    def reject(self, faults: Sequence[Fault], name: str) -> None:
        """Keep why this build did not go live, for every process to show; without faults, forget the last one.

        Where that cannot be written, the log says so.
        """
        try:
            if faults:
                with self._told(), self._pointing():
                    write_record(self._rejected, _Rejection(1, name, tuple(faults)))
            elif self._rejected.exists():
                with self._told():
                    self._rejected.unlink(missing_ok=True)
        except GenerationError as error:
            _log.warning("%s", error)

    def rejected(self) -> tuple[Fault, ...]:
        """Why the last build did not go live; nothing when it did."""
        try:
            return read_record(self._rejected, _Rejection).faults
        except GenerationError:
            return ()

    def _pointer(self) -> Pointer | None:
        try:
            return Pointer.read(self._current)
        except GenerationError:
            return None

    def _first_sound(self, names: Sequence[str]) -> str | None:
        for name in names:
            try:
                self.open(name)
            except GenerationError as error:
                _log.warning("%s", error)
            else:
                return name
        return None

    def _publish(self, name: str, write: Callable[[Path], None], held: str) -> None:
        with self._pointing():
            sweep(self.folder)  # first of all: a full disk may be full of it
        folder, new = self.folder / name, unfinished(self.folder)
        try:
            with suppress(GenerationError):
                self.open(name)
                new = folder
            if new != folder:
                new.mkdir()
                write(new)
                seal(new, name)
            with self._pointing():
                if new != folder:
                    self._move_in(new, folder)
                pointer = self._pointer()
                before = [pointer.name, *pointer.before] if pointer else []
                self._point(name, held, [earlier for earlier in before if earlier != name][: self._keep - 1])
                with suppress(OSError):  # it is live; what could not be removed waits for the next one
                    self._rejected.unlink(missing_ok=True)
                    for old in self.names()[self._keep :]:
                        (self.folder / old).rename(unfinished(self.folder))
                    sweep(self.folder)
        except BaseException:
            if new != folder:
                shutil.rmtree(new, ignore_errors=True)
                if self.current() != name:
                    shutil.rmtree(folder, ignore_errors=True)
            raise

    def _move_in(self, new: Path, folder: Path) -> None:
        with suppress(FileNotFoundError):  # a damaged one of that name gives way
            folder.rename(unfinished(self.folder))
        new.rename(folder)
        sync(self.folder)

    def _point(self, name: str, held: str, before: Sequence[str]) -> None:
        manifest = manifest_checksum(self.folder / name)
        Pointer(1, name, manifest, held, tuple(before)).write(self._current)

    @contextmanager
    def _locked(self, name: str, wait: float) -> Iterator[Lock]:
        with ExitStack() as stack:
            with self._told():
                ours = stack.enter_context(lock(self.folder / name, wait))
            yield ours

    @contextmanager
    def _pointing(self) -> Iterator[None]:
        """Be the one who changes names in the folder, for a moment; a build under way does not keep others from it."""
        with lock(self.folder / ".pointing", _PATIENCE) as ours:
            if not ours:
                raise TimeoutError(errno.ETIMEDOUT, "another process holds it")
            yield

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            remedy = "see to its disk"
            if error.errno in _FULL:
                remedy = "make room on its disk"
            elif error.errno in _FORBIDDEN:
                remedy = "let the server write there, or set `state` to a folder where it can"
            what = f"cannot be written ({error.strerror or error})"
            raise GenerationError([Fault(str(self.folder), what, remedy)]) from error
