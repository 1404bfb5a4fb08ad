"""Which of all the processes may do this now?

A lock is a file that the operating system locks for one open descriptor (flock). It gives the lock back when its holder
ends, however that happens, so there is no stale lock to clear. Threads of one process take turns in the same way.
"""

import errno
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

_PAUSE = 0.02
"""Seconds between two tries."""


class Lock:
    """What came of trying: true while the lock is ours and its file is the one that others find."""

    def __init__(self, path: Path, descriptor: int | None) -> None:
        self._path = path
        self._descriptor = descriptor

    def __bool__(self) -> bool:
        """False also once its file was deleted: from then on another process can take a lock of the same name."""
        return self._descriptor is not None and _is_at(self._path, self._descriptor)


@contextmanager
def lock(path: Path, wait: float) -> Iterator[Lock]:
    """Try for a lock, for so many seconds at the most, and hold it to the end of the block.

    Raises OSError where its file cannot be made or locked.
    """
    descriptor = _take(path, time.monotonic() + wait)
    try:
        yield Lock(path, descriptor)
    finally:
        if descriptor is not None:
            fcntl.flock(descriptor, fcntl.LOCK_UN)  # for a forked child's copy too, which closing would leave locked
            os.close(descriptor)


def _take(path: Path, until: float) -> int | None:
    if fcntl is None:
        raise OSError(errno.ENOTSUP, "this system has no file locks that end with their process")
    while True:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = None
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if _is_at(path, descriptor):
                return descriptor
        except (BlockingIOError, FileNotFoundError):  # it is another's, or the folder was deleted this moment
            pass
        except OSError:
            if descriptor is not None:
                os.close(descriptor)
            raise
        if descriptor is not None:
            os.close(descriptor)
        if (left := until - time.monotonic()) <= 0:
            return None
        time.sleep(min(_PAUSE, left))


def _is_at(path: Path, descriptor: int) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except OSError:
        return False
