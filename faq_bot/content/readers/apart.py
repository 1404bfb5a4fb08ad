"""How is a file read that may do harm?

In a process apart, which a limit on memory and on time may end without ending this one. It is started when the first
such file is met, reads one file after another, and is started anew when a file has ended it.
"""

import atexit
import os
import resource
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from multiprocessing.connection import Connection, Pipe
from threading import Lock

from faq_bot.content.documents import Document
from faq_bot.content.readers import Source
from faq_bot.errors import CorpusError

MEMORY = 208 * 2**20
"""Bytes of the process apart at the most, of which it has 45 MB before it reads."""

SECONDS = 20
"""For one file at the most."""

_SLOW = "takes too long to read, so it is damaged or very large"
_LARGE = "takes too much memory to read, or is damaged"
_REMEDY = "open it in the program that made it and save it again, or cut it into smaller files"


def read_apart(module: str, source: Source) -> Document:
    """What the module's `read` makes of the source. Raises CorpusError as it does, and when it ends the process."""
    global _process
    with _lock:
        fresh = _process is None
        while True:
            _process = _process or _start()
            try:
                return _process.read(module, source)
            except (EOFError, OSError):  # it ended
                ended = _process.close()
                _process = None
            if ended == -signal.SIGALRM:
                raise source.error(_SLOW, _REMEDY)
            if fresh:  # else what earlier files left behind in it may have been the cause
                raise source.error(_LARGE, _REMEDY)
            fresh = True


@dataclass(frozen=True, slots=True)
class _Process:
    running: subprocess.Popen[bytes]
    connection: Connection

    def read(self, module: str, source: Source) -> Document:
        self.connection.send((module, source.path, SECONDS))
        self.connection.send_bytes(source.data)
        answer = self.connection.recv()
        if isinstance(answer, Document):
            return answer
        raise CorpusError(answer)

    def close(self) -> int:
        """End it, and say how it ended."""
        self.connection.close()  # it ends by itself, unless it is within a file
        try:
            return self.running.wait(timeout=1)
        except subprocess.TimeoutExpired:
            self.running.kill()
            return self.running.wait()


_process: _Process | None = None
_lock = Lock()


def _start() -> _Process:
    ours, theirs = Pipe()
    with theirs:
        running = subprocess.Popen(
            [sys.executable, "-P", "-c", f"from {__name__} import _serve; _serve({theirs.fileno()}, {MEMORY})"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,  # the terminal is ours
            stderr=subprocess.DEVNULL,
            pass_fds=[theirs.fileno()],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(path or os.getcwd() for path in sys.path)},
        )
    return _Process(running, ours)


def _serve(descriptor: int, memory: int) -> None:
    """The process apart: read what is asked for until nobody asks any more."""
    with suppress(ValueError, OSError):  # a system without such a limit
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that asks
    with suppress(EOFError, OSError), Connection(descriptor) as connection:
        while True:
            module, path, seconds = connection.recv()
            source = Source(path, connection.recv_bytes())
            signal.alarm(seconds)  # whose default ends the process, within a library too
            try:
                answer = import_module(module).read(source)
            except CorpusError as error:
                answer = error.faults
            signal.alarm(0)
            connection.send(answer)
            del source, answer  # or they would stand beside the next ones


def _close() -> None:
    global _process
    if _process:
        _process.close()
    _process = None


def _forget() -> None:
    """In a fork, the process apart is the parent's."""
    global _process, _lock
    _process, _lock = None, Lock()


atexit.register(_close)
os.register_at_fork(after_in_child=_forget)
