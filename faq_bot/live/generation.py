"""What is everything built from one state of the corpus?

A generation is immutable. Whoever answers a request takes the current one once, so that ranking, text, citation and
version all come from the same content.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from pathlib import Path

from faq_bot.answering.answer import Answer, decide, first_question, quote, reply
from faq_bot.answering.conversation import Chatter, earlier_question
from faq_bot.answering.question import clean_history
from faq_bot.content.clinic import Clinic
from faq_bot.content.corpus import Corpus
from faq_bot.content.passages import Passage
from faq_bot.content.question import LONGEST_QUESTION, clean_question
from faq_bot.content.small_talk import SmallTalk
from faq_bot.errors import Fault, GenerationError, QuestionError
from faq_bot.live.stored_corpus import StoredCorpus, save_corpus
from faq_bot.progress import Progress
from faq_bot.search.analysis import Analyzer
from faq_bot.search.completion import Completion, KnownQuestion
from faq_bot.search.indexes import Indexer
from faq_bot.search.kindred import Kindred
from faq_bot.search.reading import Understanding
from faq_bot.search.retrieval import Hit, LexicalRetriever
from faq_bot.search.stored import Shelf
from faq_bot.search.synonyms import Thesaurus

REMEMBERED = 1024
"""Answers that a generation remembers, at some 5 kB each."""


@dataclass(frozen=True, slots=True)
class _Facts:
    """What an answer needs of the corpus besides its passages."""

    version: str
    clinic: Clinic
    small_talk: tuple[SmallTalk, ...]


@dataclass(frozen=True)
class Generation:
    """A corpus and what is built from it. Visitors are answered by `retriever`, which knows of nothing staff-only.

    `version` is the fingerprint of what it was built from.
    """

    version: str
    clinic: Clinic
    retriever: LexicalRetriever
    staff_retriever: LexicalRetriever
    chatter: Chatter
    _load: Callable[[], Corpus]

    @cached_property
    def corpus(self) -> Corpus:
        """All that the clinic says; of one that was saved, each part is read when it is asked for."""
        return self._load()

    @classmethod
    def build(cls, corpus: Corpus, indexer: Indexer | None = None, progress: Progress | None = None) -> "Generation":
        """The generation of a corpus; the same corpus gives the same answers, byte for byte.

        An indexer that has built an earlier one, with the same synonyms, need not look at what has not changed.
        """
        if progress:
            progress(0, len(corpus.passages))
        indexer = indexer or Indexer(corpus.synonyms)
        everything = LexicalRetriever.of(corpus.passages, corpus.synonyms, indexer, progress)
        retriever = everything
        if any(passage.staff_only for passage in corpus.passages):  # one of their words in a correction is one too many
            retriever = LexicalRetriever.of(_public(corpus.passages), corpus.synonyms, indexer)
        return cls._of(_facts(corpus), retriever, everything, lambda: corpus)

    @classmethod
    def _of(
        cls, facts: _Facts, retriever: LexicalRetriever, everything: LexicalRetriever, load: Callable[[], Corpus]
    ) -> "Generation":
        return cls(facts.version, facts.clinic, retriever, everything, Chatter(facts.small_talk), load)

    def save(self, folder: Path, last: tuple[Corpus, StoredCorpus] | None = None) -> None:
        """Write all of it into an empty folder; of the documents of an earlier corpus what was written then."""
        with Shelf.making(folder) as shelf:
            shelf.put_value("facts", _facts(self.corpus))
            save_corpus(self.corpus, shelf.part("corpus"), last)
            self.staff_retriever.understanding.thesaurus.save(shelf.part("thesaurus"))
            self.staff_retriever.understanding.kindred.save(shelf.part("kindred"))
            self.staff_retriever.save(shelf.part("staff"))
            if self.retriever is not self.staff_retriever:
                self.retriever.save(shelf.part("public"))

    @classmethod
    def open(cls, folder: Path) -> "Generation":
        """The generation that was saved in a folder, which nothing may change while it is in use: it is mapped.

        Raises GenerationError where another version of the program saved it, in another form.
        """
        try:
            return cls._open(Shelf.opening(folder))
        except Exception as error:  # files of another version of the program may fail in any way
            what = f"cannot be opened as this version of faq-bot saves it ({type(error).__name__}: {error})"
            raise GenerationError([Fault(str(folder), what, "build again: faq-bot build")]) from error

    @classmethod
    def _open(cls, shelf: Shelf) -> "Generation":
        facts, stored = shelf.get_value("facts", _Facts), StoredCorpus(shelf.part("corpus"))
        understanding = Understanding(
            Analyzer(), Thesaurus.open(shelf.part("thesaurus")), Kindred.open(shelf.part("kindred"))
        )
        everything = LexicalRetriever.open(shelf.part("staff"), stored.passages, understanding)
        retriever = everything
        if stored.public is not stored.passages:
            retriever = LexicalRetriever.open(shelf.part("public"), stored.public, understanding)
        load = partial(stored.corpus, fingerprint=facts.version, clinic=facts.clinic, small_talk=facts.small_talk)
        return cls._of(facts, retriever, everything, load)

    @staticmethod
    def stored_corpus(folder: Path) -> StoredCorpus:
        """The corpus alone of what was saved in a folder."""
        return StoredCorpus(Shelf.opening(folder).part("corpus"))

    def prepare(self) -> None:
        """Do now what the first questions would have to wait for, as a process does that answers many."""
        self.retriever.reader.prepare()
        _ = self._completion

    def ask(self, question: str, history: Sequence[str] = (), *, exactly: bool = False) -> Answer:
        """The answer to a question; `history` are the earlier ones, oldest first. Asked `exactly`, no word is mended.
        Raises QuestionError.

        The last REMEMBERED answers are remembered, in memory only: a button of the page asks what others asked before.
        """
        return self._remembered(question, tuple(history), exactly)

    @cached_property
    def _remembered(self) -> Callable[[str, tuple[str, ...], bool], Answer]:
        return lru_cache(maxsize=REMEMBERED)(self.answer)

    def answer(self, question: str, history: Sequence[str] = (), exactly: bool = False) -> Answer:
        """The answer, worked out anew."""
        said = clean_question(question)
        if talk := self.chatter.reply_to(said):
            return reply(talk, said, self.clinic, self.version)
        asked = self.chatter.question_in(said)
        earlier = [self.chatter.question_in(text) for text in clean_history(history) if not self.chatter.reply_to(text)]
        query = self.retriever.reader.read(asked, earlier_question(asked, earlier), exactly=exactly)
        return decide(query, self.retriever, self.clinic, self.version)

    def shows(self, passage: str) -> bool:
        """Whether visitors may see a passage of this id, and there is one."""
        found = self.corpus.by_id.get(passage)
        return found is not None and not found.staff_only

    def quote(self, passage: str) -> Answer | None:
        """The passage of this id as an answer to its own question, for somebody who chose it; None where visitors have
        no such passage."""
        if not self.shows(passage):
            return None
        chosen = self.corpus.by_id[passage]
        query = self.retriever.reader.read(first_question(chosen)[:LONGEST_QUESTION], exactly=True)
        return quote(query, self.retriever, chosen, self.version)

    def search(self, query: str, limit: int = 10) -> list[Hit]:
        """The passages that match, staff-only ones too. Raises QuestionError."""
        return self.staff_retriever.search(self.staff_retriever.reader.read(clean_question(query)), limit)

    def complete(self, text: str, limit: int = 6) -> list[KnownQuestion]:
        """The known questions that begin as a visitor types; none where that is nothing that could be asked."""
        try:
            return self._completion.complete(clean_question(text), limit)
        except QuestionError:
            return []

    @cached_property
    def _completion(self) -> Completion:
        return Completion.of(self.corpus.passages)


def _facts(corpus: Corpus) -> _Facts:
    return _Facts(corpus.fingerprint, corpus.clinic, corpus.small_talk)


def _public(passages: Sequence[Passage]) -> list[Passage]:
    return [passage for passage in passages if not passage.staff_only]
