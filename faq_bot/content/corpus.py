"""What does the clinic say, all of it?

A folder becomes a `Corpus`, whole or not at all: every file's faults are gathered and raised together.
"""

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from faq_bot.content.clinic import Clinic, read_clinic
from faq_bot.content.documents import Catalogue, Document
from faq_bot.content.folder import LEADS_OUT, existing, files, leads_out, read_source
from faq_bot.content.judged import QUESTIONS, Judged, read_questions
from faq_bot.content.passages import Passage, cut_passages
from faq_bot.content.readers import READERS, Source, can_read, read
from faq_bot.content.small_talk import SmallTalk, read_small_talk
from faq_bot.content.synonyms import Group, read_synonyms
from faq_bot.errors import CorpusError, Fault
from faq_bot.progress import Progress

LARGEST_FILE = 32 * 2**20
"""Bytes of one document at the most; a larger one is a fault."""


_ROOMS, _FORMS = ("content", "search"), ("generation.py", "stored_corpus.py")
"""The program's own rooms that what is built from a folder depends on, and those that say in what form it is saved."""

OWN_FILES: dict[str, Callable[[Source], Any]] = {
    "_clinic.toml": read_clinic,
    QUESTIONS: read_questions,
    "_small_talk.toml": read_small_talk,
    "_synonyms.txt": read_synonyms,
}
"""The clinic's own files, which stand at the top of the folder, and what reads each."""


@dataclass(frozen=True)
class Corpus:
    """One state of the folder.

    `fingerprint` names content and rules; `skipped` are files that no reader understands, and those that a `_` keeps
    from being documents, but that are none of OWN_FILES.
    """

    documents: Sequence[Document]
    passages: Sequence[Passage]
    fingerprint: str
    clinic: Clinic = field(default_factory=Clinic)
    synonyms: tuple[Group, ...] = ()
    small_talk: tuple[SmallTalk, ...] = ()
    judged: tuple[Judged, ...] = ()
    skipped: tuple[str, ...] = ()

    @cached_property
    def by_name(self) -> Mapping[str, Document]:
        """The documents by their names in addresses."""
        if isinstance(self.documents, Catalogue):
            return self.documents.by_name
        return {document.name: document for document in self.documents}

    @cached_property
    def by_id(self) -> Mapping[str, Passage]:
        """The passages by id."""
        if isinstance(self.passages, Catalogue):
            return self.passages.by_name
        return {passage.id: passage for passage in self.passages}


def load_corpus(
    folder: Path | str,
    *,
    largest_file: int = LARGEST_FILE,
    last: Corpus | None = None,
    progress: Progress | None = None,
) -> Corpus:
    """Everything in the folder that the clinic says. Raises CorpusError with the faults of all its files.

    Documents whose bytes are those of an earlier state, `last`, are taken over from it and not read again.
    """
    root = existing(folder)
    read_before = {(document.path, document.sha256): document for document in last.documents} if last else {}
    documents: dict[str, Document] = {}
    own: dict[str, Any] = {}  # what the clinic's own files say, by the name of the file
    skipped: list[str] = []
    faults: list[Fault] = []
    digest = hashlib.sha256(_rules())
    for source in _sources(root, largest_file, faults, skipped, progress):
        digest.update(_mark(source))
        try:
            if is_set_apart(source.path):
                own[source.path] = OWN_FILES[source.path](source)
            else:
                document = read_before.get((source.path, source.sha256)) or read(source)
                if earlier := documents.get(document.name):
                    what = f"would have the same address as {earlier.path}"
                    raise source.error(what, "give one of them another file name")
                documents[document.name] = document
        except CorpusError as error:
            faults += error.faults
    if not documents and not faults:
        found = f"only {', '.join(skipped[:5])}" if skipped else "nothing"
        remedy = f"put a document in it, of a kind that is read: {' '.join(sorted(READERS))}"
        faults.append(Fault(str(folder), f"has no document to answer from, {found}", remedy))
    passages = tuple(_passages(documents.values(), last))
    faults += _repeated_ids(documents, passages)
    if faults:
        raise CorpusError(faults)
    return Corpus(
        tuple(documents.values()),
        passages,
        digest.hexdigest()[:16],
        clinic=own.get("_clinic.toml", Clinic()),
        synonyms=own.get("_synonyms.txt", ()),
        small_talk=own.get("_small_talk.toml", ()),
        judged=own.get(QUESTIONS, ()),
        skipped=tuple(skipped),
    )


def fingerprint(folder: Path | str, *, largest_file: int = LARGEST_FILE) -> str:
    """The fingerprint that the folder's corpus has, if it can be loaded, without reading what its files say; nothing
    where a file cannot be opened. Raises CorpusError where there is no such folder."""
    faults: list[Fault] = []
    digest = hashlib.sha256(_rules())
    for source in _sources(existing(folder), largest_file, faults, []):
        digest.update(_mark(source))
    return "" if faults else digest.hexdigest()[:16]


def _mark(source: Source) -> bytes:
    """What a file adds to the fingerprint."""
    return f"{source.path}\0{source.sha256}\0".encode()


def _sources(
    root: Path, largest_file: int, faults: list[Fault], skipped: list[str], progress: Progress | None = None
) -> Iterator[Source]:
    """The documents and the clinic's own files, in order; the others' paths are added to `skipped`."""
    paths = list(files(root, faults))
    for number, path in enumerate(paths):
        if progress:
            progress(number, len(paths))
        relative = path.relative_to(root).as_posix()
        if os.path.isdir(path) and leads_out(root, path):
            faults.append(Fault(relative, LEADS_OUT, "copy the folder itself into it"))
        elif relative in OWN_FILES or (can_read(relative) and not is_set_apart(relative)):
            try:
                yield read_source(root, path, largest_file)
            except CorpusError as error:
                faults += error.faults
        else:
            skipped.append(os.fsencode(relative).decode("utf-8", "replace"))  # whatever its name, it can be saved
    if progress:
        progress(len(paths), len(paths))


@cache
def _rules() -> bytes:
    """A digest of the program and its word lists: what another version built is not taken for what this one would."""
    package = Path(__file__).parent.parent
    paths = [path for room in _ROOMS for path in sorted((package / room).rglob("*"))]
    paths += [package / "live" / name for name in _FORMS]
    sources = [path for path in paths if path.suffix in (".py", ".txt")]
    return hashlib.sha256(b"".join(hashlib.sha256(path.read_bytes()).digest() for path in sources)).digest()


def _passages(documents: Iterable[Document], last: Corpus | None) -> Iterator[Passage]:
    """The passages of documents; those of a document that was taken over are taken over too."""
    cut: dict[str, list[Passage]] = {}
    for passage in last.passages if last else ():
        cut.setdefault(passage.document, []).append(passage)
    before = last.by_name if last else {}
    for document in documents:
        yield from cut[document.name] if before.get(document.name) is document else cut_passages(document)


def is_set_apart(relative: str) -> bool:
    """Whether a `_` before a file's name, or before that of a folder around it, keeps it from being a document."""
    return any(name.startswith("_") for name in relative.split("/"))


def _repeated_ids(documents: Mapping[str, Document], passages: Iterable[Passage]) -> Iterator[Fault]:
    """The passages whose id an earlier one has: `b#c` of a.jsonl is `c` of a#b.jsonl, and one would quote the other."""
    first: dict[str, Passage] = {}
    for passage in passages:
        if (earlier := first.setdefault(passage.id, passage)) is not passage:
            what = f"has a passage with the id {passage.id}, as {documents[earlier.document].path} has"
            remedy = "give one of the files another name, or the row another id"
            yield Fault(documents[passage.document].path, what, remedy)
