"""What did people think of an answer?

    <state folder>/feedback.jsonl     a verdict a line
    <state folder>/feedback.1.jsonl   those before them, once that was full; those before these are gone

Private by default: a record says nothing of who asked, or what. It names the passage that was shown, and the hour. Both
files may be deleted at any time.
"""

import errno
import logging
import os
import stat
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, BinaryIO, Literal

import msgspec

from faq_bot.errors import FaqBotError, Fault

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

LARGEST = 10_000_000
"""Bytes of a file, but for the last lines of those who write at the same time: some 50,000 verdicts."""
LONGEST = 4096
"""Bytes of a record. One that is longer is none of ours."""

_TRIES, _PAUSE = 100, 0.001
"""How often, and with how many seconds between, to look again while another writes, or puts a full file aside."""
_NO_WAITING = getattr(os, "O_NONBLOCK", 0)
"""With what a pipe is opened though nobody is at its other end; on a regular file it does nothing."""

_log = logging.getLogger(__name__)


class Verdict(StrEnum):
    """What somebody thought of an answer."""

    HELPFUL = "helpful"
    NOT_ASKED = "not_asked"  # not what I asked
    WRONG = "wrong"  # wrong or out of date
    UNCLEAR = "unclear"  # hard to understand
    OTHER = "other"


REASONS = tuple(verdict for verdict in Verdict if verdict != "helpful")
"""Why an answer did not help."""


@dataclass(frozen=True, slots=True)
class Feedback:
    """A verdict on an answer: all that is kept of it.

    `hour` is cut to the hour, in UTC, however exact the time that is given. `outcome` is how the question was met,
    `passage` the id of the passage that was shown, if any was, `version` the content that answered. Whoever makes one
    sees to it that the passage is one of the content's: a form may be filled in with anything.
    """

    hour: Annotated[datetime, msgspec.Meta(tz=True)]
    verdict: Verdict
    outcome: str
    passage: str = ""
    version: str = ""
    channel: Literal["page", "frame"] = "page"

    def __post_init__(self) -> None:
        hour = self.hour.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
        object.__setattr__(self, "hour", hour)


@dataclass(frozen=True, slots=True)
class Tally:
    """How often a passage helped or, where none was shown (`passage` is ""), an answer of this outcome."""

    passage: str
    outcome: str
    helpful: int
    reasons: Mapping[Verdict, int]
    last: datetime

    @property
    def unhelpful(self) -> int:
        """How often it did not help, for whatever reason."""
        return sum(self.reasons.values())


class FeedbackLog:
    """The verdicts, in a folder that many processes and threads may share. Make one and keep it."""

    def __init__(self, folder: Path, largest: int = LARGEST) -> None:
        self._file = folder / "feedback.jsonl"
        self._full = folder / "feedback.1.jsonl"
        self._largest = largest
        self._lost: Counter[str] = Counter()
        self._counting = threading.Lock()

    @property
    def lost(self) -> int:
        """How many could not be written."""
        return self._lost.total()

    def record(self, feedback: Feedback) -> None:
        """Write it down, as one line at the end. Never raises: what cannot be written is counted, and told in the log
        the first time for each reason."""
        try:
            self._append(msgspec.json.encode(feedback) + b"\n")
        except OSError as error:
            self._lose(error.strerror or str(error))
        except (ValueError, TypeError):  # letters that UTF-8 has no place for, from a form that was not ours
            self._lose("it is no record of ours")

    def read(self) -> Iterator[Feedback]:
        """All that are kept, as they were written; lines that are none are counted, and told in one line of the log. So
        is what is no regular file, such as a pipe, which is left out.

        Raises FaqBotError where a file cannot be read.
        """
        skipped = 0
        with ExitStack() as stack:
            for file in self._files(stack):
                while line := self._line(file):
                    if line.isspace():
                        continue
                    try:
                        yield msgspec.json.decode(line, type=Feedback)
                    except (ValueError, OverflowError):  # cut short by a crash or a full disk, or not ours
                        skipped += 1
        if skipped:
            what = f"{skipped:,} line{' is' if skipped == 1 else 's are'} no feedback, and left out"
            _log.warning("%s", Fault(str(self._file), what, "nothing needs to be done"))

    def _append(self, line: bytes) -> None:
        if len(line) > LONGEST:
            raise ValueError
        cut_at = 0
        for _ in range(_TRIES):
            with self._opened() as descriptor:
                size = os.fstat(descriptor).st_size
                if size and size + len(line) > self._largest:
                    self._put_aside(descriptor)
                    continue
                if not _ends_a_line(descriptor, size):
                    if size != cut_at:  # another may be writing it this moment
                        cut_at = size
                        time.sleep(_PAUSE)
                        continue
                    line = b"\n" + line  # what a crash or a full disk has cut short does not spoil this one
                if os.write(descriptor, line) < len(line):
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
                return
        raise OSError(errno.EBUSY, "another process keeps it for too long")

    @contextmanager
    def _opened(self) -> Iterator[int]:
        flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0) | _NO_WAITING
        try:
            descriptor = os.open(self._file, flags, 0o666)
        except FileNotFoundError:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(self._file, flags, 0o666)
        try:
            if not _is_regular(descriptor):  # a pipe that nobody reads would soon hold whoever writes
                raise OSError(errno.EINVAL, "it is no regular file")
            yield descriptor
        finally:
            os.close(descriptor)

    def _put_aside(self, descriptor: int) -> None:
        """Let the full file that is open here give way to a new one, unless another process or thread does.

        Only who has locked a file moves it, and only while it is the one that others open: a new one stays.
        """
        if fcntl is None:
            raise OSError(errno.ENOTSUP, "it is full, and this system has no file locks that end with their process")
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)  # which closing gives back
            if os.path.samestat(os.fstat(descriptor), self._file.stat()):
                self._file.replace(self._full)
        except (BlockingIOError, FileNotFoundError):
            time.sleep(_PAUSE)

    def _lose(self, reason: str) -> None:
        with self._counting:
            self._lost[reason] += 1
            is_new = self._lost[reason] == 1
        if is_new:
            remedy = "let the server write there, and see to its disk; until then what visitors say of answers is lost"
            _log.warning("%s", Fault(str(self._file), f"cannot be written ({reason})", remedy))

    def _files(self, stack: ExitStack) -> list[BinaryIO]:
        """The files that are there, the older first."""
        found: list[BinaryIO] = []
        for path in (self._file, self._full):  # in this order none is missed when the first becomes the second
            try:
                file = stack.enter_context(open(path, "rb", opener=_at_once))  # noqa: SIM115 (the stack closes it)
            except FileNotFoundError:
                continue
            except OSError as error:
                raise self._unreadable(path, error) from error
            if not _is_regular(file.fileno()):
                _log.warning("%s", Fault(str(path), "is no regular file, and left out", "take it away"))
                continue
            if not (found and os.path.samestat(os.fstat(file.fileno()), os.fstat(found[0].fileno()))):
                found.insert(0, file)
        return found

    def _line(self, file: BinaryIO) -> bytes:
        try:
            return file.readline()
        except OSError as error:
            raise self._unreadable(Path(file.name), error) from error

    def _unreadable(self, path: Path, error: OSError) -> FaqBotError:
        return FaqBotError([Fault(str(path), f"cannot be read ({error.strerror})", "let this program read it")])


def _at_once(path: str, flags: int) -> int:
    """Open it without waiting for anyone at the other end of a pipe."""
    return os.open(path, flags | _NO_WAITING)


def _is_regular(descriptor: int) -> bool:
    return stat.S_ISREG(os.fstat(descriptor).st_mode)


def _ends_a_line(descriptor: int, size: int) -> bool:
    if not size:
        return True
    os.lseek(descriptor, size - 1, os.SEEK_SET)
    return os.read(descriptor, 1) == b"\n"


def tally(records: Iterable[Feedback]) -> list[Tally]:
    """The verdicts counted, by passage, or by outcome where none was shown: what most often did not help first."""
    counts: dict[tuple[str, str], Counter[Verdict]] = {}
    last: dict[tuple[str, str], datetime] = {}
    for one in records:
        about = (one.passage, "" if one.passage else one.outcome)
        counts.setdefault(about, Counter())[one.verdict] += 1
        last[about] = max(one.hour, last.get(about, one.hour))
    found = []
    for about, count in counts.items():
        reasons = {verdict: count[verdict] for verdict in REASONS if count[verdict]}
        found.append(Tally(*about, count[Verdict.HELPFUL], MappingProxyType(reasons), last[about]))
    return sorted(found, key=lambda one: (-one.unhelpful, one.helpful, one.passage, one.outcome))
