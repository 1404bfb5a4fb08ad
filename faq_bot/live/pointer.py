"""What does the pointer to the live generation say?

The pointer is one small record, replaced whole. It holds its own checksum, so that no part of it is believed when a bit
of it is wrong.
"""

from pathlib import Path

import msgspec

from faq_bot.errors import GenerationError
from faq_bot.live.sealed import Record, damaged, read_record, record_checksum, write_record


class Pointer(Record, frozen=True, forbid_unknown_fields=True):
    """The live generation's name and its manifest's checksum; the one held; those live before, latest first."""

    manifest: str
    held: str
    before: tuple[str, ...]
    checksum: str = ""

    def write(self, path: Path) -> None:
        """Make this the pointer, by one rename."""
        write_record(path, self._sealed())

    @classmethod
    def read(cls, path: Path) -> "Pointer | None":
        """The pointer, or None before the first. Raises GenerationError when it is damaged."""
        try:
            pointer = read_record(path, cls)
        except GenerationError as error:
            if isinstance(error.__cause__, FileNotFoundError):
                return None
            raise
        if pointer != pointer._sealed():
            raise damaged(path, "is not what was written")
        return pointer

    def _sealed(self) -> "Pointer":
        return msgspec.structs.replace(self, checksum=record_checksum(msgspec.structs.replace(self, checksum="")))
