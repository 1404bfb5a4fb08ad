"""Is the file what its name says, and small enough to open?

Asked before a library opens it: a file of a few kilobytes may unpack to gigabytes.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterable
from itertools import islice

from faq_bot.content.readers import Source
from faq_bot.errors import CorpusError

_MOST_ENTRIES = 2_000
_LARGEST = 50 * 2**20  # bytes, unpacked, of all entries
_DENSEST, _SMALL = 200, 2**20  # times that an entry may have been packed; one that stays small may be denser
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_PART = "EncryptedPackage".encode("utf-16-le")
_ELSE = (
    (b"%PDF-", "is a PDF", "name it .pdf"),
    (b"{\\rtf", "is a Rich Text file", "save it as Word Document (.docx)"),
    (b"PK\x03\x04", "is a zip file, such as Word and others save", "name it by what saved it, such as .docx"),
)
_RELATIONS, _STRICT = "_rels/.rels", b"purl.oclc.org/ooxml/"
_ENCRYPTED = 0x1  # in a zip entry's flags
_MOST_TAGS = 250_000
_DEEPEST = 500  # of what must be closed; the time to parse goes with its square
_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)", re.IGNORECASE)
_NEED_NO_END = frozenset(
    "area base br col embed hr img input link meta param source track wbr p li dt dd tr td th thead tbody tfoot option "
    "optgroup colgroup rp rt html head body".split()
)
_MOST_PAIRS = 25_000_000  # of the attributes within one tag, in all tags; each is compared with each
_LONG_TAG = 300  # letters: a shorter one holds few attributes
_ATTRIBUTE = (
    r"[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:\"[^\"]*+(?:\"|\Z)|'[^']*+(?:'|\Z)|[^\s>\"'][^\s>]*+)?+)?+"  # as HTML has it
)
_ATTRIBUTES = re.compile(_ATTRIBUTE)
_OPEN_TAG = re.compile(
    r"<!--.*?(?:-->|\Z)|<(?:(script|style)(?=[\s/>])|[a-z][^\s/>]*+)"
    rf"((?:[\s/]++|{_ATTRIBUTE})*+)(>|\Z)(?(1).*?(?:</\1|\Z))",
    re.IGNORECASE | re.DOTALL,
)


def check_pdf(source: Source) -> None:
    """Raises CorpusError unless the file begins as a PDF does, or nearly so."""
    if b"%PDF-" not in source.data[:1024]:
        raise _other(source, "a PDF", "save or print it again as PDF")


def check_docx(source: Source) -> None:
    """Raises CorpusError unless the file is a Word document whose package is of a modest size and has plain names."""
    if source.data.startswith(_OLE):
        if _ENCRYPTED_PART in source.data:
            raise source.error("is locked with a password", "save it without one")
        raise source.error("is a document of Word 97-2003 (.doc)", "save it as Word Document (.docx)")
    if not source.data.startswith(b"PK\x03\x04"):
        raise _other(source, "a Word document", "save it again as Word Document (.docx)")
    try:
        with zipfile.ZipFile(io.BytesIO(source.data)) as package:
            entries = package.infolist()
            names = [entry.filename for entry in entries]
            is_locked = any(entry.flag_bits & _ENCRYPTED for entry in entries)
            relations = b"" if is_locked or _RELATIONS not in names else package.open(_RELATIONS).read(_SMALL)
    except (zipfile.BadZipFile, zlib.error, ValueError, NotImplementedError, EOFError, OSError):
        raise damaged(source) from None
    if is_locked:
        raise source.error("is locked with a password", "save it without one")
    if _STRICT in relations:
        raise source.error("is a Strict Open XML document", "save it as Word Document (.docx)")
    if "word/vbaProject.bin" in names:
        raise source.error("has macros in it", "save it as Word Document (.docx), which has none")
    if any(name.startswith(("/", "\\")) or ":" in name or ".." in name.replace("\\", "/").split("/") for name in names):
        raise source.error("holds names that lead out of it", "open it in Word and save it again")
    sizes = [(entry.file_size, entry.compress_size) for entry in entries]
    size = sum(unpacked for unpacked, _ in sizes)
    is_dense = any(unpacked > _SMALL and unpacked > _DENSEST * packed for unpacked, packed in sizes)
    if len(entries) > _MOST_ENTRIES or size > _LARGEST or is_dense:
        what = f"unpacks to {size / 2**20:,.0f} MB in {len(entries):,} parts, more than is safe"
        raise source.error(what, "cut it into smaller files, or make its pictures smaller")


def check_html(source: Source, text: str) -> None:
    """Raises CorpusError where a page has more tags, tags within tags, or attributes in a tag than are soon parsed."""
    tags = [(found[1], found[2]) for found in islice(_TAG.finditer(text), _MOST_TAGS + 1)]
    if _depth(tags) > _DEEPEST:
        raise source.error("has tags nested too deep to read", "mend it, or save it from the browser again")
    if len(tags) > _MOST_TAGS:
        raise source.error(f"has more than {_MOST_TAGS:,} tags", "cut it into smaller files")
    pairs = 0
    for tag in _OPEN_TAG.finditer(text):
        if tag[3] and len(tag[2]) > _LONG_TAG:
            pairs += sum(1 for _ in _ATTRIBUTES.finditer(tag[2])) ** 2
            if pairs > _MOST_PAIRS:
                raise source.error("has a tag with too many attributes", "mend it, or save it from the browser again")


def damaged(source: Source) -> CorpusError:
    """That a file of the right kind cannot be read."""
    return source.error("is damaged or cut off", "open it in the program that made it, and save it again")


def _other(source: Source, kind: str, remedy: str) -> CorpusError:
    """That a file is not of the kind its name says, but perhaps of a known other."""
    for mark, what, better in _ELSE:
        if source.data.startswith(mark):
            return source.error(f"{what}, not {kind}", better)
    return source.error(f"is not {kind}, whatever its name says", remedy)


def _depth(tags: Iterable[tuple[str, str]]) -> int:
    """How deep what must be closed is nested, or would be by the tags as they are written."""
    deepest = depth = 0
    for closes, name in tags:
        if name.lower() in _NEED_NO_END:
            continue
        depth = max(depth - 1, 0) if closes else depth + 1
        deepest = max(deepest, depth)
    return deepest
