"""What can go wrong that a person can put right?

    FaqBotError            anything below; catch this at the edge of a program
    ├── SettingsError      the deployment's settings cannot be used
    ├── CorpusError        the folder of documents cannot be used
    ├── GenerationError    what was built cannot be saved, or is damaged
    ├── RejectedError      the content can be read, and still is not to go live
    └── QuestionError      this question cannot be asked as it is

Every message says where, what, and what to do, in one line a fault. The library raises; the command line prints and
exits; the web renders.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing that is wrong: where it is, what it is, and what to do about it."""

    where: str
    what: str
    remedy: str

    def __str__(self) -> str:
        """All of it in one line, whatever a file's name or a parser's message holds."""
        return " ".join(f"{self.where}: {self.what}; {self.remedy}".split())


class FaqBotError(Exception):
    """The base of every error that faq-bot raises on purpose. `faults` holds all that was found, not only the first."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, self.faults)))


class SettingsError(FaqBotError):
    """The settings (file, environment or flags) hold values that cannot be used."""


class CorpusError(FaqBotError):
    """The corpus folder, or documents in it, cannot be read; nothing was built from it."""


class GenerationError(FaqBotError):
    """A saved generation is damaged, or their folder cannot be written; what was live before still is."""


class RejectedError(FaqBotError):
    """The content can be read, and still does not go live; what was live before then is. A person may accept most."""


class QuestionError(FaqBotError):
    """A question is empty or too long, by `excess` characters. `code` is its stable name in the HTTP API."""

    def __init__(self, code: str, what: str, remedy: str, excess: int = 0) -> None:
        self.code = code
        self.excess = excess
        super().__init__([Fault("question", what, remedy)])
