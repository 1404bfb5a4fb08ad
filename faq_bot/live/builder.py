"""May this content go live?

Not when a file of it cannot be read, nor when a third of the documents is gone, a judged question is no longer answered
rightly, or a passage cannot be proved. Then what was live before still is, and the reasons are kept for all to see.
"""

import shutil
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from faq_bot.content.corpus import LARGEST_FILE, Corpus, fingerprint, load_corpus
from faq_bot.content.folder import existing
from faq_bot.content.proof import unproved
from faq_bot.content.question import clean_question
from faq_bot.errors import CorpusError, Fault, GenerationError, QuestionError, RejectedError
from faq_bot.live.generation import Generation
from faq_bot.live.generations import Generations
from faq_bot.live.replay import regressions
from faq_bot.live.stored_corpus import StoredCorpus
from faq_bot.progress import Told, doing
from faq_bot.search.indexes import Indexer

MOST_GONE = 1 / 3
"""The part of the documents that must not be gone at once, unless a person accepts it."""
PATIENCE = 120.0
"""Seconds to wait for another process that builds."""


_ACCEPT = "take it as it is: faq-bot build --accept"


@dataclass(frozen=True, slots=True)
class Built:
    """The generation that is live after a build, whether it is new, how long that took, and what of it is different."""

    name: str
    is_new: bool
    seconds: float
    said: str = ""


class Memory:
    """What one build leaves for the next in the same process, so that what has not changed costs nothing again."""

    def __init__(self) -> None:
        self._last: Corpus | None = None
        self._indexer: Indexer | None = None
        self._live: Generation | None = None
        self.stored: tuple[Corpus, StoredCorpus] | None = None  # the corpus of the live one, and where it is kept

    def load(self, folder: Path, largest_file: int, told: Told | None = None) -> Corpus:
        """What the folder holds. Raises CorpusError."""
        self._last = load_corpus(folder, largest_file=largest_file, last=self._last, progress=doing("Reading", told))
        return self._last

    def build(self, corpus: Corpus, told: Told | None = None) -> Generation:
        """The generation of a corpus."""
        if self._indexer is None or self._indexer.synonyms != corpus.synonyms or self._indexer.is_overgrown:
            self._indexer = Indexer(corpus.synonyms)
        generation = Generation.build(corpus, self._indexer, doing("Building", told))
        self._indexer.forget_others(corpus.passages)
        return generation

    def prepare(self) -> None:
        """Do now what the next build would have to do first."""
        if self._last and not self._indexer:
            self.build(self._last)

    def live(self, generations: Generations) -> Generation | None:
        """The newest sound generation that is saved and can be opened; where all were deleted, the last that was."""
        name = generations.newest_sound()
        if self._live is None or (name and self._live.version != name):
            self._live, self.stored = saved(generations, name), None
        elif not name:
            self.stored = None
        return self._live

    def published(self, generation: Generation, folder: Path) -> None:
        """This one is live now, and saved in the folder."""
        self._live, self.stored = generation, None
        with suppress(OSError):
            self.stored = generation.corpus, Generation.stored_corpus(folder)


def build(
    folder: Path,
    generations: Generations,
    *,
    largest_file: int = LARGEST_FILE,
    accept: bool = False,
    memory: Memory | None = None,
    told: Told | None = None,
) -> Built:
    """Make the generation of the content the live one, unless it is so already, or was rolled back from.

    Raises CorpusError or RejectedError where the content must not go live, and GenerationError where it cannot be
    saved. `accept` takes what a person may take; `told` is told how far it is.
    """
    started = time.monotonic()
    if not generations.folder.is_dir():
        existing(folder)  # or a folder would be made for what is built of nothing
    memory = memory or Memory()
    with generations.building(PATIENCE) as ours:
        if not ours:
            fault = Fault(str(generations.folder), "another process is building", "wait until it is done")
            raise GenerationError([fault])
        live = memory.live(generations)
        name = ""
        try:
            corpus = memory.load(folder, largest_file, told)
            name = corpus.fingerprint
            if live and (name == live.version == generations.current() or (name == generations.held() and not accept)):
                generations.reject((), name)
                return Built(live.version, False, time.monotonic() - started)
            generation = memory.build(corpus, told)
            if faults := objections(live, generation, accept=accept):
                raise RejectedError(faults)
        except (CorpusError, RejectedError) as error:
            generations.reject(error.faults, name)
            raise
        if live is None:  # one of this name may be sound, and yet not be understood
            shutil.rmtree(generations.folder / name, ignore_errors=True)
        if told:
            told("Saving", 0, 1)
        generations.publish(name, writer(generation, memory.stored))
        if told:
            told("Saving", 1, 1)
        memory.published(generation, generations.folder / name)
    return Built(name, True, time.monotonic() - started, _difference(live.corpus if live else None, generation.corpus))


def keep(folder: Path, generation: Generation, generations: Generations, *, largest_file: int = LARGEST_FILE) -> bool:
    """Save a generation that was built from the folder, if that is still what it holds and nothing speaks against it.

    Whether it is saved; no reason against it is an error.
    """
    with suppress(CorpusError, GenerationError), generations.building(0) as ours:
        is_wanted = ours and generation.version != generations.held()
        if is_wanted and not objections(saved(generations, generations.newest_sound()), generation):
            if fingerprint(folder, largest_file=largest_file) != generation.version:
                return False
            generations.publish(generation.version, writer(generation))
            return True
    return False


def saved(generations: Generations, name: str | None) -> Generation | None:
    """The saved generation of this name; None where there is none that can be used."""
    with suppress(GenerationError):
        return Generation.open(generations.open(name)) if name else None
    return None


def objections(live: Generation | None, new: Generation, *, accept: bool = False) -> list[Fault]:
    """All that speaks against the new generation's going live after this one.

    A person may accept all but what is not word for word.
    """
    faults = unproved(new.corpus)
    if live and not accept:
        faults += [*_gone(live.corpus, new.corpus), *regressions(live, new, new.corpus.judged)]
    return faults


def writer(generation: Generation, last: tuple[Corpus, StoredCorpus] | None = None) -> Callable[[Path], None]:
    """Saves the generation in an empty folder, and proves that it answers from there as it does from memory. What has
    not changed since an earlier corpus is copied from where that is kept."""

    def write(folder: Path) -> None:
        generation.save(folder, last)
        question = _a_question(generation.corpus)
        if Generation.open(folder).ask(question) != generation.ask(question):
            what = f"answers “{question}” otherwise than it did before it was saved"
            raise GenerationError([Fault(str(folder), what, "build again, and tell us if it stays")])

    return write


def _difference(old: Corpus | None, new: Corpus) -> str:
    """What a log should say of what is live now, beside what was."""
    documents = f"{len(new.documents)} document{'s' * (len(new.documents) != 1)}"
    if old is None:
        return documents
    before, after = ({document.path: document.sha256 for document in corpus.documents} for corpus in (old, new))
    kinds = {
        "new": after.keys() - before.keys(),
        "gone": before.keys() - after.keys(),
        "changed": {path for path in after.keys() & before.keys() if after[path] != before[path]},
    }
    shown = {kind: ", ".join(sorted(paths)[:3]) + ", …" * (len(paths) > 3) for kind, paths in kinds.items() if paths}
    return "; ".join([documents, *(f"{kind}: {paths}" for kind, paths in shown.items())])


def _gone(old: Corpus, new: Corpus) -> list[Fault]:
    """A fault where too many documents are gone; one that has only another name is not."""
    there = {document.path for document in new.documents} | {document.sha256 for document in new.documents}
    gone = [document.path for document in old.documents if not {document.path, document.sha256} & there]
    if not gone or len(gone) < MOST_GONE * len(old.documents):
        return []
    shown = ", ".join(gone[:5]) + (", …" if len(gone) > 5 else "")
    what = f"{len(gone)} of {len(old.documents)} documents are gone at once ({shown})"
    return [Fault("the documents", what, f"put them back, or {_ACCEPT}")]


def _a_question(corpus: Corpus) -> str:
    for passage in corpus.passages:
        for question in passage.questions:
            with suppress(QuestionError):
                return clean_question(question)
    return "opening hours"
