"""What should be said: the passage, or that the articles do not say?

Evidence decides, never the bare score, which cannot be compared between two questions: how much of what the question
says, weighed by how telling each word is, does the best passage cover?
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from faq_bot.content.clinic import Clinic
from faq_bot.content.passages import Citation, Passage, sentence_spans
from faq_bot.search.query import Query
from faq_bot.search.retrieval import FieldedBm25, Hit

ENOUGH = 0.6
"""Coverage from which a passage is quoted. Chosen on the judged questions in tests/relevance."""
CANDIDATES = 5
"""Hits whose evidence is weighed."""
SUGGESTIONS = 3
"""Other questions offered at the most."""


class Outcome(StrEnum):
    """How a question was met."""

    ANSWERED = "answered"
    SUGGESTED = "suggested"
    NO_ANSWER = "no_answer"
    URGENT = "urgent"
    SMALL_TALK = "small_talk"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Another question that is answered, and the id of the passage that answers it."""

    question: str
    passage: str


@dataclass(frozen=True, slots=True)
class Understood:
    """The question as it was read, and the words that were read as others."""

    question: str
    corrections: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Evidence:
    """What of the question a passage covers: its words, and their share by weight (`coverage`, 0 to 1)."""

    covered: tuple[str, ...]
    uncovered: tuple[str, ...]
    coverage: float


@dataclass(frozen=True, slots=True)
class Answer:
    """What to say, and why. `text` is a passage, verbatim, with its `citation`; without one it is a message to show.

    `highlights` are the (start, end) offsets in `text` of the sentences that answer; `confidence` is of 0 to 1, when
    refusing that of the best passage declined; `missing` are words of the question that nothing in the corpus covers.
    """

    outcome: Outcome
    text: str
    understood: Understood
    confidence: float = 0.0
    citation: Citation | None = None
    highlights: tuple[tuple[int, int], ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    missing: tuple[str, ...] = ()
    evidence: Evidence | None = None
    hits: tuple[Hit, ...] = ()
    version: str = ""


def decide(query: Query, retriever: FieldedBm25, clinic: Clinic, version: str = "") -> Answer:
    """The answer to a question as it was understood, from the passages that visitors may see."""
    meant = Understood(query.text, query.corrections)
    candidates = [
        (hit, weigh_evidence(query, hit.passage, retriever))
        for hit in retriever.search(query, CANDIDATES)
        if not hit.passage.staff_only
    ]
    missing = tuple(word.written for word in query.telling if not retriever.knows(word))
    best, evidence = max(candidates, key=lambda found: _promise(*found, candidates[0][0]), default=(None, None))
    if best is None or evidence is None or evidence.coverage < ENOUGH:
        return Answer(
            Outcome.NO_ANSWER,
            refusal(missing, clinic, in_words=bool(query.telling)),
            meant,
            confidence=evidence.coverage if evidence else 0.0,
            suggestions=_suggestions(hit.passage for hit, _ in candidates),
            missing=missing,
            evidence=evidence,
            hits=tuple(hit for hit, _ in candidates),
            version=version,
        )
    passage = best.passage
    return Answer(
        Outcome.ANSWERED,
        passage.text,
        meant,
        confidence=evidence.coverage,
        citation=passage.citation(),
        highlights=highlight(query, passage, retriever),
        suggestions=_suggestions((hit.passage for hit, _ in candidates), besides=passage),
        missing=missing,
        evidence=evidence,
        hits=tuple(hit for hit, _ in candidates),
        version=version,
    )


def _promise(hit: Hit, evidence: Evidence, first: Hit) -> float:
    """What a candidate promises: its coverage, and a little for its score against that of the first."""
    return evidence.coverage + 0.2 * hit.score / first.score


def weigh_evidence(query: Query, passage: Passage, retriever: FieldedBm25) -> Evidence:
    """What of a question's telling words the passage covers, in its text, its questions or its title."""
    covered = [word for word in query.telling if retriever.covers(word, passage)]
    total = sum(map(retriever.rarity, query.telling))
    return Evidence(
        tuple(word.written for word in covered),
        tuple(word.written for word in query.telling if word not in covered),
        sum(map(retriever.rarity, covered)) / total if total else 0.0,
    )


def highlight(query: Query, passage: Passage, retriever: FieldedBm25) -> tuple[tuple[int, int], ...]:
    """The sentence or list item of the passage that covers most of the question; none where none covers anything."""

    def worth(span: tuple[int, int]) -> float:
        terms = retriever.analyzer.terms(passage.text[span[0] : span[1]])
        held = {*terms, *(mention.concept for mention in retriever.thesaurus.mentions(terms))}
        return sum(
            retriever.rarity(word) for word in query.telling if word.term in held or not held.isdisjoint(word.concepts)
        )

    best = max(sentence_spans(passage.text), key=worth)
    return (best,) if worth(best) else ()


def refusal(missing: Sequence[str], clinic: Clinic, *, in_words: bool = True) -> str:
    """The message of an answer that none of the articles gives: what they lack, and whom to turn to."""
    if not in_words:
        said = "Please ask in a few words what you would like to know."
    elif missing:
        said = f"Our articles do not answer that. Nothing in them mentions {_quoted(missing)}."
    else:
        said = "Our articles do not answer that."
    if clinic.phone:
        return f"{said} You can ask {clinic.name} on {clinic.phone}."
    return f"{said} Please ask {clinic.name}."


def _quoted(words: Sequence[str]) -> str:
    shown = [f"“{word}”" for word in words[:3]]
    return " or ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)


def _suggestions(passages: Iterable[Passage], besides: Passage | None = None) -> tuple[Suggestion, ...]:
    """The first passages' own questions, one a section, leaving out the section that is already quoted."""
    sections = {(besides.document, besides.anchor)} if besides else set()
    found = []
    for passage in passages:
        if (passage.document, passage.anchor) not in sections and passage.questions:
            sections.add((passage.document, passage.anchor))
            found.append(Suggestion(passage.questions[0], passage.id))
    return tuple(found[:SUGGESTIONS])
