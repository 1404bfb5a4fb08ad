"""How does a program ask?

`FaqBot` holds the current generation and nothing else; it is safe to use from many threads.
"""

from collections.abc import Sequence
from pathlib import Path

from faq_bot.answering.answer import Answer
from faq_bot.content.corpus import LARGEST_FILE, load_corpus
from faq_bot.live.generation import Generation
from faq_bot.search.retrieval import Hit


class FaqBot:
    """Answers from a folder of documents."""

    def __init__(self, folder: Path, generation: Generation, largest_file: int = LARGEST_FILE) -> None:
        self.folder = folder
        self.generation = generation
        self._largest_file = largest_file

    @classmethod
    def open(cls, folder: Path | str = "corpus", *, largest_file: int = LARGEST_FILE) -> "FaqBot":
        """The bot for a folder of documents. Raises CorpusError with the faults of all its files."""
        corpus = load_corpus(folder, largest_file=largest_file)
        return cls(Path(folder), Generation.build(corpus), largest_file)

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
