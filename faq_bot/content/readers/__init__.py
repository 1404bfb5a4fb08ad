"""Which reader understands this file?

A reader is a function from a `Source` to a `Document`; it raises `CorpusError` with every fault that it finds. To add a
format: write a module beside this one, and a line in `READERS`. A reader is imported when its first file is met.
"""

import codecs
import hashlib
from dataclasses import dataclass, replace
from functools import cached_property
from importlib import import_module
from pathlib import PurePosixPath

from faq_bot.content.documents import Document
from faq_bot.errors import CorpusError, Fault

READERS = {
    ".txt": "text",
    ".md": "markdown",
    ".html": "html",
    ".htm": "html",
    ".docx": "docx",
    ".pdf": "pdf",
    ".jsonl": "pairs",
    ".csv": "table",
    ".tsv": "table",
}
"""File suffix (lower case) -> the module here whose `read` understands it."""

_APART = {"docx", "pdf"}  # whose libraries a file may send in circles, or worse


@dataclass(frozen=True)
class Source:
    """A file as it was found: its path within the corpus, and its bytes."""

    path: str
    data: bytes

    @property
    def name(self) -> str:
        """The file's stem."""
        return PurePosixPath(self.path).stem

    @property
    def title(self) -> str:
        """What to call a document that does not name itself."""
        words = self.name.replace("-", " ").replace("_", " ").strip()
        return words[:1].upper() + words[1:]

    @cached_property
    def text(self) -> str:
        """The bytes as UTF-8 text, no byte order mark, line ends made plain. Raises CorpusError naming the byte."""
        try:
            text = self.data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = self.data.count(b"\n", 0, error.start) + 1
            what = f"byte {error.start} (0x{self.data[error.start]:02x}) is not UTF-8 text"
            raise self.error(what, "save the file with the encoding UTF-8", line) from None
        if "\0" in text:
            at = len(text[: text.index("\0")].encode())
            raise self.error(f"byte {at} is a NUL, so this is not a text file", "save it as plain text, or take it out")
        return text.replace("\r\n", "\n").replace("\r", "\n")

    @cached_property
    def sha256(self) -> str:
        """The SHA-256 of its bytes, in hex."""
        return hashlib.sha256(self.data).hexdigest()

    def error(self, what: str, remedy: str, line: int | None = None) -> CorpusError:
        """A single fault of this file, ready to raise."""
        return CorpusError([self.fault(what, remedy, line)])

    def fault(self, what: str, remedy: str, line: int | None = None) -> Fault:
        return Fault(f"{self.path}, line {line}" if line else self.path, what, remedy)


def can_read(path: str) -> bool:
    """Whether there is a reader for a file of this name."""
    return PurePosixPath(path).suffix.lower() in READERS


def read(source: Source) -> Document:
    """The document in the file. Raises CorpusError with every fault found in it."""
    if not source.data.removeprefix(codecs.BOM_UTF8).strip():
        raise source.error("is empty", "write something in it, or delete it")
    module = READERS[PurePosixPath(source.path).suffix.lower()]
    name = f"{__name__}.{module}"
    if module in _APART:
        document: Document = import_module(f"{__name__}.apart").read_apart(name, source)
    else:
        document = import_module(name).read(source)
    if not any(section.lines for section in document.sections):
        raise source.error("has headings but no text below them", "write the text, or delete the file")
    return replace(document, sha256=source.sha256)
