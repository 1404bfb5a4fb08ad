"""When has the content changed?

Events of the operating system only wake the watcher; what tells is how the files look: name, place, size and times. So
what an event misses, on a network drive for one, is found at the next look, and what changes nothing is no change.
"""

import logging
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from watchfiles import Change, watch

from faq_bot.content.folder import is_passing

QUIET = 0.7
"""Seconds without a further change, after which the content is taken as saved; who writes piece by piece pauses."""
LONGEST = 8.0
"""Seconds that changes are waited for while they keep coming in."""
LOOK = 3.0
"""Seconds between two looks where no event comes."""
_TICK = 0.5
_POLL = 1.0

_log = logging.getLogger(__name__)

Looks = dict[str, tuple[int, ...]]
"""Path within the folder -> how the file looks from outside."""


def looks(folder: Path) -> Looks:
    """How every file of the folder that may be content looks; nothing of a folder that is not there."""
    found: Looks = {}
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not is_passing(name)]
        for name in ("", *folders, *(name for name in names if not is_passing(name))):
            path = os.path.join(place, name) if name else place
            try:
                seen = os.stat(path)
            except OSError:  # gone since, or a link to nowhere: which is a look too
                found[path] = ()
                continue
            is_folder = not name or name in folders  # the times of a folder change with passing files
            times = () if is_folder else (seen.st_size, seen.st_mtime_ns, seen.st_ctime_ns)
            found[path] = (seen.st_dev, seen.st_ino, seen.st_mode, *times)
    return found


def changes(folder: Path, stop: threading.Event) -> Iterator[None]:
    """Once at the start, then once for each time that the content has changed and is quiet again, until `stop` is set.

    What changes while the caller works on one change is the next. The folder may be missing, and come back.
    """
    root = str(folder)
    before: Looks | None = None
    events, watched = _events(folder, stop), looks(folder).get(root)
    while not stop.is_set():
        now = looks(folder)
        if now.get(root) != watched:  # another folder is there than was
            events, watched = _events(folder, stop), now.get(root)
        if now != before:
            before = _quiet(folder, now, stop)
            if not stop.is_set():
                yield
        else:
            if not any(events):
                stop.wait(_POLL)


def _quiet(folder: Path, now: Looks, stop: threading.Event) -> Looks:
    """How the files look once they keep still, or once it has been waited for long enough."""
    until = time.monotonic() + LONGEST
    while not stop.wait(QUIET):
        before, now = now, looks(folder)
        if now == before or time.monotonic() >= until:
            break
    return now


def _events(folder: Path, stop: threading.Event) -> Iterator[bool]:
    """Whether it is time to look, again and again: at an event, soon after the start, and then every LOOK seconds.

    It ends where events cannot be had.
    """
    if not folder.is_dir():
        return
    try:
        found = watch(
            folder,
            watch_filter=_may_be_content,
            debounce=100,
            step=50,
            rust_timeout=int(_TICK * 1000),
            yield_on_timeout=True,
            stop_event=stop,
            raise_interrupt=False,
            ignore_permission_denied=True,
        )
        for tick, events in enumerate(found):
            yield bool(events) or tick % int(LOOK / _TICK) == 0
    except FileNotFoundError:
        return
    except OSError as error:  # such as: no more watches to be had
        _log.warning("%s: is looked at every second, since its changes are not told (%s)", folder, error)


def _may_be_content(change: Change, path: str) -> bool:
    return not is_passing(os.path.basename(path))
