"""What is everything built from one state of the corpus?

A generation is immutable. Whoever answers a request takes the current one once, so that ranking, text, citation and
version all come from the same content.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from faq_bot.answering.answer import Answer, decide, reply
from faq_bot.answering.conversation import Chatter, earlier_question
from faq_bot.answering.question import clean_history, clean_question
from faq_bot.content.corpus import Corpus
from faq_bot.search.retrieval import Hit, LexicalRetriever

_CORPUS = "corpus.json"


@dataclass(frozen=True, slots=True)
class Generation:
    """A corpus and what is built from it. Visitors are answered by `retriever`, which knows of nothing staff-only."""

    corpus: Corpus
    retriever: LexicalRetriever
    staff_retriever: LexicalRetriever
    chatter: Chatter

    @classmethod
    def build(cls, corpus: Corpus) -> "Generation":
        """The generation of a corpus; the same corpus gives the same answers, byte for byte."""
        everything = LexicalRetriever(corpus.passages, corpus.synonyms)
        public = [passage for passage in corpus.passages if not passage.staff_only]
        retriever = everything
        if len(public) < len(corpus.passages):  # one word of theirs in a correction would be a word too many
            retriever = LexicalRetriever(public, corpus.synonyms)
        return cls(corpus, retriever, everything, Chatter(corpus.small_talk))

    def save(self, folder: Path) -> None:
        """Write all of it into an empty folder."""
        (folder / _CORPUS).write_bytes(msgspec.json.encode(self.corpus, enc_hook=dict))

    @classmethod
    def open(cls, folder: Path) -> "Generation":
        """The generation that was saved in a folder, which nothing may change while it is in use."""
        return cls.build(msgspec.json.decode((folder / _CORPUS).read_bytes(), type=Corpus))

    @property
    def version(self) -> str:
        """The fingerprint of what it was built from."""
        return self.corpus.fingerprint

    def ask(self, question: str, history: Sequence[str] = ()) -> Answer:
        """The answer to a question; `history` are the earlier ones, oldest first. Raises QuestionError."""
        said = clean_question(question)
        if talk := self.chatter.reply_to(said):
            return reply(talk, said, self.corpus.clinic, self.version)
        asked = self.chatter.question_in(said)
        earlier = [self.chatter.question_in(text) for text in clean_history(history) if not self.chatter.reply_to(text)]
        query = self.retriever.reader.read(asked, earlier_question(asked, earlier))
        return decide(query, self.retriever, self.corpus.clinic, self.version)

    def search(self, query: str, limit: int = 10) -> list[Hit]:
        """The passages that match, staff-only ones too. Raises QuestionError."""
        return self.staff_retriever.search(self.staff_retriever.reader.read(clean_question(query)), limit)
