"""How do files get to their places, all of them or none?

Each is written whole beside its place and synced, then linked to its name, which fails where that is taken: nothing is
ever written over, and nobody sees half a file. Only a process that is killed between two links leaves some of the
files, each whole, and a hidden folder that nobody reads.
"""

import errno
import os
import shutil
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from faq_bot.errors import FaqBotError, Fault

_NO_LINKS = (errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK)


def lies_in(path: Path, folder: Path) -> bool:
    """Whether the path is the folder or leads into it, in the end, whatever links are on the way."""
    return Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder))


def place_outside(corpus: Path, output: Path, files: Mapping[str, str]) -> None:
    """Write the files where they are no content of the corpus: below the folder `output`; as it, where one has no name.

    The folder that `output` stands in has to be there. Raises FaqBotError, with everything as it was, where one cannot
    be written, is there already, or would be read as content.
    """
    folder = output.parent
    if any(lies_in(output / name, corpus) for name in ("", *files)):
        fault = Fault(str(output), "would be read as content", "name a place outside the folder")
    elif not os.path.isdir(folder):
        what = "is a file, not a folder" if os.path.exists(folder) else "there is no such folder"
        fault = Fault(str(folder), what, "make it first, or choose another place")
    elif "" in files:
        return place(folder, {output.name: files[""]})
    else:
        return place(output, files)
    raise FaqBotError([fault])


def place(folder: Path, files: Mapping[str, str]) -> None:
    """Write the files, by their paths within the folder, which is made where it is wanting.

    Raises FaqBotError, with everything as it was, where one of them cannot be written or is there already.
    """
    made: list[Path] = []  # folders, outermost first
    placed: list[Path] = []
    staging: Path | None = None
    path = folder
    try:
        _make(folder, made)
        staging = Path(tempfile.mkdtemp(prefix=".import-", dir=folder))  # hidden: nobody takes it for content
        for number, text in enumerate(files.values()):
            _write(staging / str(number), text)
        for number, name in enumerate(files):
            path = folder / name
            _make(path.parent, made)
            _link(staging / str(number), path)
            placed.append(path)
        for changed in {path.parent for path in placed}:
            _sync(changed)
    except BaseException as error:
        for path_placed in placed:
            path_placed.unlink(missing_ok=True)
        _take_away(staging)
        for path_made in reversed(made):
            with suppress(OSError):
                path_made.rmdir()
        if not isinstance(error, OSError):
            raise
        raise FaqBotError([_fault(path, error)]) from None
    _take_away(staging)


def _make(folder: Path, made: list[Path]) -> None:
    wanting = [one for one in (folder, *folder.parents) if not one.exists()]
    for one in reversed(wanting):
        one.mkdir()
        made.append(one)


def _write(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _link(staged: Path, path: Path) -> None:
    try:
        os.link(staged, path)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY))  # a file system without links: the name is ours
        try:
            staged.replace(path)
        except BaseException:
            path.unlink(missing_ok=True)
            raise


def _sync(folder: Path) -> None:
    with suppress(OSError):  # a system that cannot
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _take_away(staging: Path | None) -> None:
    if staging:
        shutil.rmtree(staging, ignore_errors=True)


def _fault(path: Path, error: OSError) -> Fault:
    if isinstance(error, FileExistsError):
        return Fault(str(path), "is there already", "take it away first, or choose another name")
    remedy = "make room" if error.errno in (errno.ENOSPC, errno.EDQUOT) else "choose a folder that can be written to"
    return Fault(str(path), f"cannot be written ({error.strerror}), so nothing was", remedy)
