"""Is every passage word for word in its document?

A passage is proved when its text stands at its offset in its section, and when the source file, read again, says each
of its sentences: there again, or anywhere in the document, for sections are moved about.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from faq_bot.content.corpus import LARGEST_FILE, Corpus
from faq_bot.content.documents import Document
from faq_bot.content.folder import existing, read_source
from faq_bot.content.passages import Passage, sentence_spans
from faq_bot.content.readers import read
from faq_bot.errors import CorpusError, Fault
from faq_bot.progress import Progress

SHOWN = 80
"""Characters of a sentence shown in a fault."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What came of reading the sources again. `changed` are those that are not, byte for byte, what they were."""

    documents: int
    passages: int
    proved: int
    changed: tuple[str, ...]
    faults: tuple[Fault, ...]

    @property
    def is_whole(self) -> bool:
        """Whether every passage is proved."""
        return not self.faults


def unproved(corpus: Corpus) -> list[Fault]:
    """The passages that do not stand word for word in their section; none of a corpus as it was cut."""
    return [fault for fault, _ in _misplaced(corpus)]


def prove(
    corpus: Corpus, folder: Path | str, *, largest_file: int = LARGEST_FILE, progress: Progress | None = None
) -> Proof:
    """Read the sources of the corpus again, and prove each passage. Raises CorpusError where there is no folder."""
    root = existing(folder)
    misplaced = list(_misplaced(corpus))
    faults = [fault for fault, _ in misplaced]
    failed = {passage.id for _, passage in misplaced}
    changed = []
    of_document = {name: list(found) for name, found in groupby(corpus.passages, key=lambda p: p.document)}
    for number, document in enumerate(corpus.documents):
        if progress:
            progress(number, len(corpus.documents))
        passages = of_document.get(document.name, [])
        try:
            source = read_source(root, root / document.path, largest_file)
            if source.sha256 != document.sha256:
                changed.append(document.path)
            again = read(source)
        except CorpusError as error:
            if document.path not in changed:
                changed.append(document.path)
            failed.update(passage.id for passage in passages)
            faults += error.faults
            continue
        for fault, passage in _unsaid(document, passages, again):
            failed.add(passage.id)
            faults.append(fault)
    total = len(corpus.passages)
    return Proof(len(corpus.documents), total, total - len(failed), tuple(changed), tuple(faults))


def _misplaced(corpus: Corpus) -> Iterator[tuple[Fault, Passage]]:
    text_of = {(d.name, section.anchor): section.text for d in corpus.documents for section in d.sections}
    for passage in corpus.passages:
        text = text_of.get(passage.place, "")
        if not passage.text or not text.startswith(passage.text, passage.start):
            what = f"does not stand word for word at offset {passage.start} of its section"
            yield Fault(passage.id, what, "build anew: faq-bot build"), passage


def _unsaid(document: Document, passages: list[Passage], again: Document) -> Iterator[tuple[Fault, Passage]]:
    """The passages of which the document, read again, does not say every sentence."""
    text_of = {section.anchor: section.text for section in again.sections}
    said: set[str] | None = None  # every sentence, looked for only where something has changed
    for passage in passages:
        if text_of.get(passage.anchor, "").startswith(passage.text, passage.start):
            continue
        if said is None:
            said = {sentence for text in text_of.values() for sentence in _sentences(text)}
        if lost := [sentence for sentence in _sentences(passage.text) if sentence not in said]:
            shown = lost[0] if len(lost[0]) <= SHOWN else f"{lost[0][: SHOWN - 1]}…"
            more = f", nor {len(lost) - 1} more" if len(lost) > 1 else ""
            remedy = "build anew, faq-bot build, or put the words back"
            yield Fault(f"{document.path}, {passage.id}", f"the file does not say “{shown}”{more}", remedy), passage


def _sentences(text: str) -> Iterator[str]:
    """The text's sentences, list marks left out and runs of space made one."""
    return (" ".join(text[start:end].split()) for start, end in sentence_spans(text))
