"""How does a person see what an import understood, and what an export left out?"""

from collections.abc import Iterator, Sequence

from faq_bot.content.documents import Document
from faq_bot.content.exchange.importing import Import, Piece
from faq_bot.presentation import count

LISTED = 10
"""Headings shown of one document."""


def import_text(found: Import, *, is_written: bool) -> str:
    """Each file that goes in with what it says, then what is left out, then how much there is of it all."""
    lines = [line for piece in found.pieces for line in _piece(piece, found)]
    lines += [f"left out: {what}" for what in found.left_out]
    documents = [piece.document for piece in found.pieces if piece.document]
    counts = ", ".join(
        (
            count(len(documents), "document"),
            count(sum(len(document.sections) for document in documents), "section"),
            count(sum(piece.passages for piece in found.pieces), "passage"),
            count(sum(piece.questions for piece in found.pieces), "question"),
        )
    )
    ending = f"Imported into {found.corpus}: {counts}." if is_written else f"Nothing was written. Understood: {counts}."
    return "\n".join([*lines, "", ending])


def left_out_text(left_out: Sequence[str]) -> str:
    """What an export has no place for, a line each."""
    return "\n".join(f"left out: {what}" for what in left_out)


def _piece(piece: Piece, found: Import) -> Iterator[str]:
    yield f"{piece.origin} -> {found.corpus / piece.path}"
    if piece.document is None:
        groups = sum(not line.startswith("#") for line in piece.text.splitlines())
        yield f"  {count(groups, 'group')} of words that say the same"
    else:
        yield from _contents(piece, piece.document)
    yield from (f"  left out: {what}" for what in piece.left_out)


def _contents(piece: Piece, document: Document) -> Iterator[str]:
    staff = ", for staff only" if document.staff_only else ""
    sections = count(len(document.sections), "section")
    yield (
        f"  “{document.title}”: {sections}, {count(piece.passages, 'passage')}, "
        f"{count(piece.questions, 'question')}{staff}"
    )
    yield from (f"    {one.question or one.heading or '(no heading)'}" for one in document.sections[:LISTED])
    if (more := len(document.sections) - LISTED) > 0:
        yield f"    … and {more:,} more"
