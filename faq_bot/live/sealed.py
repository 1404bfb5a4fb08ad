"""Is what is on the disk what was written?

A record is one small JSON file of a known shape. A folder is sealed by a manifest that holds the size and the checksum
of each of its files; a folder without its manifest was never finished.
"""

import os
import re
import secrets
import shutil
from pathlib import Path
from typing import Literal, TypeVar

import msgspec
from xxhash import xxh3_128, xxh3_128_hexdigest

from faq_bot.errors import Fault, GenerationError

MANIFEST = "manifest.json"
_UNFINISHED = re.compile(r"\.new-\d+-[0-9a-f]{8}")
_CHUNK = 2**18
"""Bytes that are read at a time; they stay in the processor's cache."""


class Record(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a small file holds. Another format than ours counts as damaged: a newer program may have written it."""

    format: Literal[1]
    name: str


class _Manifest(Record, frozen=True, forbid_unknown_fields=True):
    files: dict[str, tuple[int, str]]


_Kind = TypeVar("_Kind", bound=Record)


def seal(folder: Path, name: str) -> None:
    """Bring all files of a folder to the disk, and its manifest last."""
    from concurrent.futures import ThreadPoolExecutor  # which whoever only reads does without

    files = {}
    inside = sorted(folder.rglob("*"))
    with ThreadPoolExecutor(2) as threads:  # the disk is waited for while checksums are worked out
        synced = [threads.submit(sync, path) for path in inside if path.is_file()]
        for path in inside:
            if path.is_file():
                files[path.relative_to(folder).as_posix()] = (path.stat().st_size, _checksum(path))
        for each in synced:
            each.result()
    for path in inside:
        if path.is_dir():
            sync(path)
    write_record(folder / MANIFEST, _Manifest(1, name, files))


def verify(folder: Path, name: str) -> None:
    """Prove that each file of a sealed folder is as it was written.

    Raises GenerationError. Files are read, not mapped: a bad sector is then an error and not the end of the process.
    """
    manifest = read_record(folder / MANIFEST, _Manifest)
    if manifest.name != name:
        raise damaged(folder / MANIFEST, f"belongs to {manifest.name}")
    for file, (size, checksum) in manifest.files.items():
        path = folder / file
        try:
            found = path.stat().st_size
            if found != size:
                raise damaged(path, f"has {found} bytes of {size}")
            if _checksum(path) != checksum:
                raise damaged(path, "is not what was written")
        except OSError as error:
            raise unreadable(path, error) from error


def manifest_checksum(folder: Path) -> str:
    """What tells a sealed folder from any other: the checksum of its manifest. Raises GenerationError."""
    return record_checksum(read_record(folder / MANIFEST, _Manifest))


def write_record(path: Path, record: Record) -> None:
    """Write a record to the disk, or replace it; whoever reads sees the old one or the new one."""
    new = unfinished(path.parent)
    try:
        with new.open("wb") as file:
            file.write(msgspec.json.encode(record))
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
        sync(path.parent)
    finally:
        new.unlink(missing_ok=True)


def read_record(path: Path, kind: type[_Kind]) -> _Kind:
    """The record that a file holds, written as we write it, to the byte. Raises GenerationError."""
    try:
        raw = path.read_bytes()
        record = msgspec.json.decode(raw, type=kind)
    except OSError as error:
        raise unreadable(path, error) from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise damaged(path, "is not what was written") from error
    if msgspec.json.encode(record) != raw:
        raise damaged(path, "is not what was written")
    return record


def record_checksum(record: Record) -> str:
    """The checksum of a record as it is written."""
    return xxh3_128_hexdigest(msgspec.json.encode(record))


def unfinished(folder: Path) -> Path:
    """A path in a folder for what is not finished yet."""
    return folder / f".new-{os.getpid()}-{secrets.token_hex(4)}"


def sweep(folder: Path) -> None:
    """Remove all that is not finished; for when nobody works on any of it."""
    for path in list(folder.iterdir()):
        if _UNFINISHED.fullmatch(path.name):
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)


def sync(path: Path) -> None:
    """Bring what is in a file, or the names in a folder, to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def damaged(path: Path, what: str) -> GenerationError:
    """What is raised for a file that is not as it was written."""
    return GenerationError([Fault(str(path), what, "build again")])


def unreadable(path: Path, error: OSError) -> GenerationError:
    """What is raised for a file that cannot be read, or is not there."""
    if isinstance(error, FileNotFoundError):
        return damaged(path, "is missing")
    return damaged(path, f"cannot be read ({error.strerror or error})")


def _checksum(path: Path) -> str:
    digest = xxh3_128()
    buffer = memoryview(bytearray(_CHUNK))
    with path.open("rb", buffering=0) as file:
        while count := file.readinto(buffer):
            digest.update(buffer[:count])
    return digest.hexdigest()
