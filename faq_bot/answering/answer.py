"""What should be said: the passage, or that the articles do not say?

Evidence decides, never the bare score, which cannot be compared between two questions: how much of what the question
says, weighed by how telling each word is, does the best passage cover?
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType

from faq_bot.answering.evidence import Evidence, weigh_evidence
from faq_bot.content.clinic import Clinic
from faq_bot.content.passages import Citation, Passage, sentence_spans
from faq_bot.content.small_talk import SmallTalk
from faq_bot.search.asked_for import asked_for, holds
from faq_bot.search.coverage import Coverage
from faq_bot.search.query import Query, Word
from faq_bot.search.retrieval import CANDIDATES, COVER, Hit, LexicalRetriever
from faq_bot.words import Words, words_for

SURE = 0.7
"""Confidence from which on a passage is quoted."""
UNHEARD_OF = 0.75
"""Share of a question's weight that no article mentions, above which nothing is quoted however sure it seems."""
LIKELY = 0.35
"""Confidence from which on a passage is worth offering ("Did you mean")."""
NEAR = 0.25
"""Share of the question's weight from which on a passage that covers it is worth naming beside what is said."""
SUGGESTIONS = 3
"""Other questions offered at the most."""
HOLDS = 2.0
"""What it counts for in choosing a sentence that it holds the kind of thing that is asked for."""
SHOWN = 10
"""Hits kept with an answer, to say why it came."""
_YES_OR_NO = re.compile(r"(?:yes|no)\b", re.IGNORECASE)
_ASKS_WHETHER = re.compile(r"\W*(?:can|could|do|does|did|is|are|will|would|should|may|must|have|has)\b", re.IGNORECASE)


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
    """The question as it was read, the words that were read as others, what each word stands for, and, of a follow-up,
    what it was taken to be about: the telling words of the question that it goes on from."""

    question: str
    corrections: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    words: tuple[Word, ...] = ()
    subject: str = ""


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


def decide(query: Query, retriever: LexicalRetriever, clinic: Clinic, version: str = "") -> Answer:
    """The answer to a question as it was understood, from the passages that visitors may see."""
    hits, near = _hits(query, retriever)
    evidence = weigh_evidence(query, hits, retriever.coverage) if hits and query.telling else None
    missing = tuple(word.written for word in retriever.coverage.missing(query))
    refused = Answer(
        Outcome.NO_ANSWER,
        "",
        Understood(query.text, query.corrections, query.words, _subject(query)),
        confidence=evidence.confidence if evidence else 0.0,
        suggestions=_suggestions(near),
        missing=missing,
        evidence=evidence,
        hits=tuple(hits[:SHOWN]),
        version=version,
    )
    if refused.confidence >= SURE and evidence and not _is_beside_the_point(evidence, hits[0].passage):
        passage = hits[0].passage
        return replace(
            refused,
            outcome=Outcome.ANSWERED,
            text=passage.text,
            citation=passage.citation(),
            highlights=highlight(query, hits[0], retriever.coverage),
            suggestions=_suggestions(near, besides=passage),
        )
    if refused.confidence >= LIKELY and refused.suggestions:
        refused = replace(refused, outcome=Outcome.SUGGESTED)
    return replace(refused, text=message(refused, clinic, words_for(clinic.language)))


def quote(query: Query, retriever: LexicalRetriever, passage: Passage, version: str = "") -> Answer:
    """The answer of somebody who chose this passage, of which `query` is a question: it, whatever else may match."""
    hits, near = _hits(query, retriever)
    found = next((hit for hit in hits if hit.passage.id == passage.id), None)
    return Answer(
        Outcome.ANSWERED,
        passage.text,
        Understood(query.text, words=query.words),
        confidence=1.0,
        citation=passage.citation(),
        highlights=highlight(query, found, retriever.coverage) if found else (),
        suggestions=_suggestions(near, besides=passage),
        hits=tuple(hits[:SHOWN]),
        version=version,
    )


def _hits(query: Query, retriever: LexicalRetriever) -> tuple[list[Hit], list[Hit]]:
    """The hits that visitors may see, and the first of them that are worth naming beside what is said."""
    hits = [hit for hit in retriever.search(query, CANDIDATES) if not hit.passage.staff_only]
    return hits, [hit for hit in hits[:SHOWN] if hit.values[COVER] >= NEAR]


def _subject(query: Query) -> str:
    """What a follow-up goes on from."""
    return " ".join(dict.fromkeys(word.written for word in query.earlier if word.tells))


def _is_beside_the_point(evidence: Evidence, passage: Passage) -> bool:
    """Whether the articles know next to nothing of the question; or no sentence that is near it holds what it asks for,
    as "how long" asks for a time, and the passage's writer does not say either that it answers such questions."""
    if evidence.signals["unseen"] > UNHEARD_OF:
        return True
    asked = evidence.asked
    return asked is not None and evidence.signals["lacks"] == 1 and asked not in map(asked_for, passage.questions)


def reply(talk: SmallTalk, said: str, clinic: Clinic, version: str = "") -> Answer:
    """The answer to small talk."""
    phone = clinic.phone or words_for(clinic.language).say("refusal.usual_number")
    text = talk.reply.replace("{name}", clinic.name).replace("{phone}", phone)
    return Answer(Outcome.SMALL_TALK, text, Understood(said), confidence=1.0, version=version)


def highlight(query: Query, hit: Hit, coverage: Coverage) -> tuple[tuple[int, int], ...]:
    """The sentence or list item of the hit's passage that covers most of the question, and the "Yes" or "No" that it
    opens with, where that is asked; none where none covers anything."""
    passage = hit.passage
    spans = sentence_spans(passage.text)
    worths = coverage.of_sentences(query, hit.number)
    if asked := query.asked:
        held = [holds(asked, passage.text[start:end]) for start, end in spans]
        worths = [worth + HOLDS * is_held for worth, is_held in zip(worths, held, strict=True)]
    best = worths.index(max(worths))
    if worths[best] <= 0:
        return ()
    yes_or_no = best > 0 and _YES_OR_NO.match(passage.text[slice(*spans[0])]) and _ASKS_WHETHER.match(query.text)
    return (spans[0], spans[best]) if yes_or_no else (spans[best],)


def message(answer: Answer, clinic: Clinic, words: Words) -> str:
    """What to say, in these words, with an answer that quotes nothing."""
    if answer.outcome is Outcome.SUGGESTED:
        return offer(answer.missing, words)
    return refusal(answer.missing, clinic, words, in_words=any(word.tells for word in answer.understood.words))


def offer(missing: Sequence[str], words: Words) -> str:
    """The message above a choice of passages, none of which is sure to answer."""
    said = [words.say("refusal.unsure"), *_lacking(missing, words), words.say("refusal.one_of_these")]
    return " ".join(said)


def refusal(missing: Sequence[str], clinic: Clinic, words: Words, *, in_words: bool = True) -> str:
    """The message of an answer that none of the articles gives: what they lack, and whom to turn to. Asked without a
    telling word (not `in_words`), what to do instead."""
    said = [words.say("refusal.no_answer"), *_lacking(missing, words)] if in_words else [words.say("refusal.in_words")]
    turn_to = "refusal.ask_on_phone" if clinic.phone else "refusal.ask"
    return " ".join([*said, words.say(turn_to, clinic=clinic.name, phone=clinic.phone)])


def _lacking(missing: Sequence[str], words: Words) -> list[str]:
    """The sentence that names what no article mentions, where there is such a word."""
    shown = [words.say("refusal.quote", word=word if len(word) <= 40 else word[:39] + "…") for word in missing[:3]]
    if len(shown) > 1:
        shown = [words.say("refusal.or", first=", ".join(shown[:-1]), last=shown[-1])]
    return [words.say("refusal.lacking", words=lacking) for lacking in shown]


def first_question(passage: Passage) -> str:
    """The question that a passage answers, in its writer's words: the first that is one; else its heading."""
    asked = next((words for words in passage.questions if words.endswith("?")), "")
    return asked or next(iter(passage.questions), "") or passage.section or passage.title


def _suggestions(hits: Iterable[Hit], besides: Passage | None = None) -> tuple[Suggestion, ...]:
    """The first hits' own questions, one a section, leaving out the section that is already quoted."""
    sections = {besides.place} if besides else set()
    found = []
    for passage in (hit.passage for hit in hits):
        if passage.place not in sections and passage.questions:
            sections.add(passage.place)
            found.append(Suggestion(first_question(passage), passage.id))
    return tuple(found[:SUGGESTIONS])
