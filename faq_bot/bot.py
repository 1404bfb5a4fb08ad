"""How does a program ask?

`FaqBot` holds the current generation and nothing else; it is safe to use from many threads.
"""

import time
from collections.abc import Sequence
from pathlib import Path

from faq_bot.answering.answer import Answer
from faq_bot.content.corpus import LARGEST_FILE, fingerprint, load_corpus
from faq_bot.live.builder import keep, saved
from faq_bot.live.generation import Generation
from faq_bot.live.generations import Generations
from faq_bot.progress import Told, doing
from faq_bot.search.retrieval import Hit
from faq_bot.settings import default_state

LONG = 2.0
"""Seconds of building that are worth a folder of saved generations."""


class FaqBot:
    """Answers from a folder of documents."""

    def __init__(self, folder: Path, generation: Generation, largest_file: int = LARGEST_FILE) -> None:
        self.folder = folder
        self.generation = generation
        self._largest_file = largest_file

    @classmethod
    def open(
        cls,
        folder: Path | str = "corpus",
        *,
        largest_file: int = LARGEST_FILE,
        state: Path | None = None,
        told: Told | None = None,
    ) -> "FaqBot":
        """The bot for a folder of documents: as it was saved, where that is still what the folder holds, or built.

        What is built is saved (in `state`, by default beside the folder) where something was saved before, or where
        building took long. Raises CorpusError with the faults of all its files. `told` is told how far it is: what is
        being done, how much of it, and of how much.
        """
        generations = Generations(state or default_state(folder))
        names = generations.names()
        name = fingerprint(folder, largest_file=largest_file) if names else ""
        generation = saved(generations, name) if name in names else None
        if generation is None:
            started = time.monotonic()
            corpus = load_corpus(folder, largest_file=largest_file, progress=doing("Reading", told))
            generation = Generation.build(corpus, progress=doing("Building", told))
            if generations.folder.is_dir() or time.monotonic() - started > LONG:
                keep(Path(folder), generation, generations, largest_file=largest_file)
        return cls(Path(folder), generation, largest_file)

    @property
    def version(self) -> str:
        """The fingerprint of the content that answers now."""
        return self.generation.version

    def ask(self, question: str, history: Sequence[str] = ()) -> Answer:
        """The answer to a question; `history` are the visitor's earlier ones, oldest first. Raises QuestionError."""
        return self.generation.ask(question, history)

    def search(self, query: str, limit: int = 10) -> list[Hit]:
        """The passages that share words with the query, best first. Raises QuestionError."""
        return self.generation.search(query, limit)

    def reload(self) -> bool:
        """Read the folder again; True when its content differs and is live now.

        Raises CorpusError when the folder cannot be used; what was live before then still is.
        """
        corpus = load_corpus(self.folder, largest_file=self._largest_file)
        if corpus.fingerprint == self.version:
            return False
        self.generation = Generation.build(corpus)
        return True
