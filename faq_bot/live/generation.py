"""What is everything built from one state of the corpus?

A generation is immutable. Whoever answers a request takes the current one once, so that ranking, text, citation and
version all come from the same content.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from faq_bot.answering.answer import Answer, decide, reply
from faq_bot.answering.conversation import Chatter, earlier_question
from faq_bot.answering.question import clean_history, clean_question
from faq_bot.content.corpus import Corpus
from faq_bot.content.passages import Passage
from faq_bot.search.analysis import Analyzer
from faq_bot.search.indexes import Indexer
from faq_bot.search.kindred import Kindred
from faq_bot.search.passage_terms import Understanding
from faq_bot.search.retrieval import Hit, LexicalRetriever
from faq_bot.search.stored import Shelf
from faq_bot.search.synonyms import Thesaurus


@dataclass(frozen=True, slots=True)
class Generation:
    """A corpus and what is built from it. Visitors are answered by `retriever`, which knows of nothing staff-only."""

    corpus: Corpus
    retriever: LexicalRetriever
    staff_retriever: LexicalRetriever
    chatter: Chatter

    @classmethod
    def build(cls, corpus: Corpus, indexer: Indexer | None = None) -> "Generation":
        """The generation of a corpus; the same corpus gives the same answers, byte for byte.

        An indexer that has built an earlier one, with the same synonyms, need not look at what has not changed.
        """
        indexer = indexer or Indexer(corpus.synonyms)
        everything = LexicalRetriever.of(corpus.passages, corpus.synonyms, indexer)
        retriever = everything
        if any(passage.staff_only for passage in corpus.passages):  # one of their words in a correction is one too many
            retriever = LexicalRetriever.of(_public(corpus), corpus.synonyms, indexer)
        return cls(corpus, retriever, everything, Chatter(corpus.small_talk))

    def save(self, folder: Path) -> None:
        """Write all of it into an empty folder."""
        shelf = Shelf(folder)
        shelf.put_value("corpus", self.corpus)
        self.staff_retriever.understanding.thesaurus.save(shelf.part("thesaurus"))
        self.staff_retriever.understanding.kindred.save(shelf.part("kindred"))
        self.staff_retriever.save(shelf.part("staff"))
        if self.retriever is not self.staff_retriever:
            self.retriever.save(shelf.part("public"))

    @classmethod
    def open(cls, folder: Path) -> "Generation":
        """The generation that was saved in a folder, which nothing may change while it is in use: it is mapped."""
        shelf = Shelf(folder)
        corpus = shelf.get_value("corpus", Corpus)
        understanding = Understanding(
            Analyzer(), Thesaurus.open(shelf.part("thesaurus")), Kindred.open(shelf.part("kindred"))
        )
        everything = LexicalRetriever.open(shelf.part("staff"), corpus.passages, understanding)
        retriever = everything
        if any(passage.staff_only for passage in corpus.passages):
            retriever = LexicalRetriever.open(shelf.part("public"), _public(corpus), understanding)
        return cls(corpus, retriever, everything, Chatter(corpus.small_talk))

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


def _public(corpus: Corpus) -> list[Passage]:
    return [passage for passage in corpus.passages if not passage.staff_only]
