"""Which files are in the folder, and what is in them?

Hidden files and those that editors and systems put there for a moment are no content, and are passed over. Nothing is
read that a link leads to outside the folder.
"""

import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path

from faq_bot.content.readers import Source
from faq_bot.errors import CorpusError, Fault

LEADS_OUT = "is a link that leads out of the folder"

_PASSING = re.compile(
    r"""
      \.            # hidden: .x.swp .x.swx .#x .DS_Store .~lock.x.odt#
    | ~\$           # Word and Excel, while a file is open
    | \#.*\#\Z      # Emacs, unsaved
    | .*~\Z         # a copy kept by an editor
    | 4913\Z        # vim, trying whether it may write
    | Thumbs\.db\Z
    | .*\.(?:tmp|crdownload|part|sw[opx])\Z
    """,
    re.VERBOSE | re.IGNORECASE,
)


def existing(folder: Path | str) -> Path:
    """The folder of documents. Raises CorpusError where there is none."""
    root = Path(folder)
    if not os.path.isdir(root):  # Path.is_dir raises where a name is too long
        what = "is a file, not a folder" if os.path.exists(root) else "there is no such folder"
        raise CorpusError([Fault(str(folder), what, "name the folder that holds the documents (--corpus)")])
    return root


def is_passing(name: str) -> bool:
    """Whether a file of this name is an editor's or a system's own, there for a moment and never content."""
    return _PASSING.match(name) is not None


def files(root: Path, faults: list[Fault]) -> Iterator[Path]:
    """The folder's files in an order that is always the same, hidden and passing ones left out."""

    def unreadable(error: OSError) -> None:
        where = Path(error.filename).relative_to(root).as_posix()
        faults.append(Fault(where, f"cannot be opened ({error.strerror})", "let the server read it, or take it out"))

    for folder, folders, names in os.walk(root, onerror=unreadable):
        folders[:] = sorted(name for name in folders if not is_passing(name))
        links = [name for name in folders if Path(folder, name).is_symlink()]
        yield from (Path(folder, name) for name in sorted([*names, *links]) if not is_passing(name))


def leads_out(root: Path, path: Path) -> bool:
    """Whether a path within the folder is, in the end, outside it."""
    return path.is_symlink() and not path.resolve(strict=True).is_relative_to(root.resolve())


def read_source(root: Path, path: Path, largest: int) -> Source:
    """A file of the folder, or a CorpusError: it may be a link that leads away, no file at all, too large, locked."""
    relative = path.relative_to(root).as_posix()
    try:
        relative.encode()
        if leads_out(root, path):
            what, remedy = LEADS_OUT, "copy the file itself into the folder"
        elif not stat.S_ISREG((seen := path.stat()).st_mode):
            what, remedy = "is not a file", "take it out of the folder"
        elif (size := seen.st_size) > largest:
            what, remedy = f"is too large, {size / 2**20:.0f} MB of {largest / 2**20:.0f}", "cut it into smaller files"
        else:
            return Source(relative, path.read_bytes())
    except UnicodeEncodeError:
        relative = os.fsencode(relative).decode("utf-8", "replace")  # so that it can be told, and saved
        what, remedy = "has a name that is not UTF-8", "give it another name"
    except (OSError, RuntimeError) as error:  # RuntimeError: a link that leads to itself
        reason = getattr(error, "strerror", None) or "a link in a circle"
        what, remedy = f"cannot be opened ({reason})", "let the server read it, or take it out"
    raise CorpusError([Fault(relative, what, remedy)])
