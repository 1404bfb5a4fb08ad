"""How does content from elsewhere get into the corpus?

Files are understood, written as files of the corpus, read again, and put in: all of them or none, and never over a file
that is there. What has no place here is told.
"""

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from faq_bot.content.corpus import is_set_apart
from faq_bot.content.documents import Document, plain
from faq_bot.content.exchange.placing import lies_in, place
from faq_bot.content.exchange.understanding import KINDS, Synonyms, understand
from faq_bot.content.exchange.writing import written
from faq_bot.content.passages import cut_passages
from faq_bot.content.readers import Source, can_read
from faq_bot.errors import CorpusError, Fault

SYNONYMS = "_synonyms.txt"
_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|#%\x00-\x1f\x7f]+')
_MOST_FAULTS = 25  # told of one file
_LONGEST_NAME = 120  # bytes, of 255 that file systems take


@dataclass(frozen=True, slots=True)
class Piece:
    """A file that goes into the corpus: where it came from, its path there, and the document that it is read as."""

    origin: str
    path: str
    text: str
    document: Document | None = None
    left_out: tuple[str, ...] = ()

    @property
    def passages(self) -> int:
        return sum(1 for _ in cut_passages(self.document)) if self.document else 0

    @property
    def questions(self) -> int:
        """Ways to ask that it names."""
        sections = self.document.sections if self.document else ()
        return sum(bool(section.question or section.heading) + len(section.also_asked) for section in sections)


@dataclass(frozen=True, slots=True)
class Import:
    """What was understood, ready to be put in. `left_out` names files with what of them has no place here."""

    corpus: Path
    pieces: tuple[Piece, ...]
    left_out: tuple[str, ...]

    def put_in(self) -> None:
        """Write it all into the corpus. Raises FaqBotError, with nothing written, where one file cannot be."""
        place(self.corpus, {piece.path: piece.text for piece in self.pieces})


def prepare(paths: Sequence[Path], corpus: Path, *, largest_file: int, form: str = "") -> Import:
    """Understand the files, and all below the folders. Raises CorpusError with the faults of all; writes nothing.

    `form` is `markdown` or `rows`; without one, each document gets the one that loses least.
    """
    faults: list[Fault] = []
    left_out: list[str] = []
    documents: list[tuple[str, Document, tuple[str, ...]]] = []
    synonyms: dict[str, Synonyms] = {}
    for shown, relative in _found(paths, corpus, left_out, faults):
        try:
            understood = understand(_source(shown, largest_file))
        except CorpusError as error:
            faults += error.faults[:_MOST_FAULTS]
            if more := len(error.faults[_MOST_FAULTS:]):
                faults.append(Fault(str(shown), f"has {more:,} more faults", "mend these first, then look again"))
            continue
        if not understood.documents:
            left_out += [f"{shown}: {what}" for what in understood.left_out]
        for n, document in enumerate(understood.documents):
            own = relative if len(understood.documents) == 1 and document.path == str(shown) else None
            folder = PurePosixPath(relative).parent
            goal = own or (folder / document.path).as_posix()
            documents.append((str(shown), replace(document, path=goal), understood.left_out if n == 0 else ()))
        if understood.synonyms:
            synonyms[str(shown)] = understood.synonyms
    pieces = _pieces(documents, corpus, form, faults)
    if synonyms:
        pieces += _synonyms(synonyms, left_out)
        if (corpus / SYNONYMS).exists():
            what = "is there already, and cannot be added to"
            faults.append(Fault(str(corpus / SYNONYMS), what, "add the synonyms by hand, or take one of the two away"))
    if not pieces and not faults:
        faults.append(Fault(", ".join(map(str, paths)), "holds nothing to import", f"name files: {_kinds()}"))
    if faults:
        raise CorpusError(faults)
    return Import(corpus, tuple(pieces), tuple(left_out))


def _found(paths: Sequence[Path], corpus: Path, left_out: list[str], faults: list[Fault]) -> Iterator[tuple[Path, str]]:
    """The files, as they were named, each with its path below the folder that was named."""
    for path in paths:
        if os.path.exists(path) and lies_in(path, corpus):
            what = "is the corpus itself" if lies_in(corpus, path) else f"is in the corpus already, {corpus}"
            faults.append(Fault(str(path), what, "name what is outside of it"))
            continue
        if os.path.isdir(corpus) and lies_in(corpus, path):
            faults.append(Fault(str(path), f"holds the corpus, {corpus}", "name the files and folders beside that"))
            continue
        if not os.path.isdir(path):
            if path.suffix.lower() in KINDS or not os.path.exists(path):
                yield path, path.name
            else:
                faults.append(Fault(str(path), "is of a kind that cannot be read", f"save it as one of: {_kinds()}"))
            continue

        def unreadable(error: OSError) -> None:
            faults.append(Fault(str(error.filename), f"cannot be opened ({error.strerror})", "let yourself read it"))

        for folder, folders, names in os.walk(path, onerror=unreadable):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            for name in sorted(names):
                file = Path(folder, name)
                relative = file.relative_to(path).as_posix()
                if name.startswith((".", "~$")):
                    continue
                if is_set_apart(relative):
                    left_out.append(f"{file}: a name that begins with “_” is none of a document")
                elif file.suffix.lower() not in KINDS:
                    left_out.append(f"{file}: of a kind that cannot be read")
                else:
                    yield file, relative


def _source(path: Path, largest: int) -> Source:
    try:
        str(path).encode()
        if not path.is_file():
            what = "is not a file" if os.path.exists(path) else "is not there"
        elif (size := path.stat().st_size) > largest:
            what = f"is too large, {size / 2**20:.0f} MB of {largest / 2**20:.0f} MB"
        else:
            source = Source(str(path), path.read_bytes())
            if not source.data.removeprefix(b"\xef\xbb\xbf").strip():
                raise source.error("is empty", "export it again")
            return source
    except UnicodeEncodeError:
        what = "has a name that is not UTF-8"
    except OSError as error:
        what = f"cannot be opened ({error.strerror})"
    raise CorpusError([Fault(str(path), what, "name a file that can be read, or mend that")])


def _pieces(
    documents: Sequence[tuple[str, Document, tuple[str, ...]]], corpus: Path, form: str, faults: list[Fault]
) -> list[Piece]:
    """The documents as files of the corpus, each by a name of its own; a name that the corpus has is a fault."""
    there = _names(corpus)
    taken: set[str] = set()
    pieces = []
    for shown, document, left_out in documents:
        path = _safe(document.path)
        name, n = PurePosixPath(path).stem, 1
        while (own := f"{name}-{n}" if n > 1 else name).casefold() in taken:
            n += 1
        taken.add(own.casefold())
        if earlier := there.get(own.casefold()):
            what = f"would have the same address as {corpus / earlier}"
            faults.append(Fault(shown, what, "take that away first, or give this one another name"))
        try:
            goal = PurePosixPath(path).with_name(own + PurePosixPath(path).suffix)
            file = written(replace(document, path=goal.as_posix()), form)
        except CorpusError as error:
            faults += error.faults
            continue
        pieces.append(Piece(shown, file.document.path, file.text, file.document, (*left_out, *file.left_out)))
    return pieces


def _names(corpus: Path) -> dict[str, str]:
    """The documents of the corpus by their names, as they are and made safe, small letters and capitals alike."""
    files = (Path(folder, name) for folder, _, names in os.walk(corpus) for name in names)
    paths = (file.relative_to(corpus).as_posix() for file in files)
    seen = (path for path in paths if can_read(path) and not is_set_apart(path) and "/." not in f"/{path}")
    return {PurePosixPath(name).stem.casefold(): path for path in seen for name in (_safe(path), path)}


def _safe(path: str) -> str:
    """The path made of names that any system takes, that lead nowhere else and are kept from nobody."""
    *folders, file = (part for part in path.replace("\\", "/").split("/") if part not in ("", ".", ".."))
    suffix = PurePosixPath(file).suffix if can_read(file) or PurePosixPath(file).suffix.lower() in KINDS else ""
    names = [_safe_name(folder) for folder in folders]
    return "/".join([*filter(None, names), (_safe_name(file.removesuffix(suffix)) or "document") + (suffix or ".md")])


def _safe_name(name: str) -> str:
    name = _NOT_IN_NAMES.sub("-", plain(name)).lstrip("._~ ").rstrip(". ")
    return name.encode(errors="ignore")[:_LONGEST_NAME].decode(errors="ignore").rstrip(". ")


def _synonyms(synonyms: dict[str, Synonyms], left_out: list[str]) -> list[Piece]:
    lines = ["# Words that say the same, a group a line."]
    for shown, groups in synonyms.items():
        for group in groups:
            words = list(dict.fromkeys(filter(None, map(plain, group))))
            kept = [word for word in words if not re.search(r"[,#]|=>", word)]
            left_out += [f"{shown}: the synonym {word!r}, for its marks" for word in words if word not in kept]
            if len(kept) > 1:
                lines.append(", ".join(kept))
    return [Piece(", ".join(synonyms), SYNONYMS, "\n".join(lines) + "\n")] if len(lines) > 1 else []


def _kinds() -> str:
    return " ".join(sorted(KINDS))
