"""What would change for those who ask?

The clinic's judged questions, and every way to ask that the articles themselves give, are put to the old generation and
to the new one. A judged question that turns from right to wrong is a fault; every other answer that changes is shown.
"""

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from faq_bot.answering.answer import Answer
from faq_bot.content.corpus import Corpus
from faq_bot.content.judged import Judged
from faq_bot.content.passages import Passage
from faq_bot.content.question import clean_question
from faq_bot.errors import Fault, GenerationError, QuestionError
from faq_bot.live.generation import Generation
from faq_bot.live.generations import Generations
from faq_bot.progress import Progress

MOST = 2000
"""Of the articles' own questions, asked at the most: each takes some milliseconds, twice."""

SHOWN = 80
"""Characters of a quotation shown in a fault."""

_log = logging.getLogger(__name__)

_BUILD = "build one, then compare: faq-bot build"
_CHANGE = "change something first: the version before is kept at the next build"
_REMEDY = "mend the article or the judged question, or take the change as it is: faq-bot build --accept"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to be put to both generations, and those asked before it."""

    question: str
    history: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Questions:
    """The questions chosen to be replayed, of how many `there_are`."""

    chosen: tuple[Asked, ...]
    there_are: int


class Kind(StrEnum):
    """What becomes of an answer."""

    CHANGED = "changed"  # another text is quoted, or it is cited from another place
    VANISHED = "vanished"  # nothing is quoted any more
    APPEARED = "appeared"  # something is quoted now


@dataclass(frozen=True, slots=True)
class Change:
    """A question whose answer is not what it was."""

    asked: Asked
    before: Answer
    now: Answer

    @property
    def kind(self) -> Kind:
        """What becomes of the answer."""
        if self.before.citation and self.now.citation:
            return Kind.CHANGED
        return Kind.VANISHED if self.before.citation else Kind.APPEARED


@dataclass(frozen=True, slots=True)
class Changes:
    """What comes of a replay: the answers that are not what they were, of so many `asked`."""

    answers: tuple[Change, ...]
    asked: int

    def of(self, kind: Kind) -> tuple[Change, ...]:
        """The changes of one kind, as they were asked."""
        return tuple(change for change in self.answers if change.kind is kind)


def regressions(old: Generation, new: Generation, judged: Iterable[Judged]) -> list[Fault]:
    """The judged questions that the old generation meets rightly, and the new one does not."""
    return list(_regressions(old, new, judged))


def compare(old: Generation, new: Generation, questions: Iterable[Asked]) -> Changes:
    """Put the questions to both, and say which answers change."""
    answers, count = [], 0
    for count, asked in enumerate(questions, start=1):  # noqa: B007  # the last count is kept
        before, now = (generation.ask(asked.question, asked.history) for generation in (old, new))
        if _quotation(before) != _quotation(now):
            answers.append(Change(asked, before, now))
    return Changes(tuple(answers), count)


def questions_of(old: Corpus, new: Corpus, most: int = MOST) -> Questions:
    """The judged questions of both, and the passages' own questions, each once.

    Of the passages' own at most `most`: those of passages that are not the same in both come first, the others are
    evenly chosen.
    """
    judged = dict.fromkeys(Asked(one.question, one.history) for corpus in (new, old) for one in corpus.judged)
    touched = list(_differing(new, old)) + list(_differing(old, new))
    first = [asked for asked in _own_questions(touched) if asked not in judged]
    seen = {*judged, *first}
    others = [asked for asked in _own_questions(new.passages) if asked not in seen]
    chosen = _evenly(first, most)
    chosen += _evenly(others, most - len(chosen))
    return Questions((*judged, *chosen), len(judged) + len(first) + len(others))


def same_until(one: Sequence[str], other: Sequence[str]) -> int:
    """How many letters, or lines, are the same in both before the first that is not."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((n for n, (first, second) in pairs if first != second), min(len(one), len(other)))


def saved(generations: Generations) -> Iterator[Generation]:
    """The live generation, then those before it; damaged ones are left out, with a line in the log."""
    for name in generations.names():
        try:
            yield Generation.open(generations.open(name))
        except GenerationError as error:
            _log.warning("%s", error)


def live_and_built(
    generations: Generations, now: Corpus, progress: Progress | None = None
) -> tuple[Generation, Generation]:
    """What is live, and what is built from the corpus as it is now. Raises GenerationError when nothing is live."""
    for live in saved(generations):
        return live, live if live.version == now.fingerprint else Generation.build(now, progress=progress)
    raise _nothing(generations, "nothing is live yet", _BUILD)


def previous_and_live(generations: Generations) -> tuple[Generation, Generation]:
    """What was live before, and what is now. Raises GenerationError when there are no two."""
    for live, previous in pairwise(saved(generations)):
        return previous, live
    raise _nothing(generations, "no sound one was live before this one", _CHANGE)


def _nothing(generations: Generations, what: str, remedy: str) -> GenerationError:
    return GenerationError([Fault(str(generations.folder), what, remedy)])


def _regressions(old: Generation, new: Generation, judged: Iterable[Judged]) -> Iterator[Fault]:
    for one in judged:
        before = old.ask(one.question, one.history)
        if one.is_right(before):
            now = new.ask(one.question, one.history)
            if not one.is_right(now):
                what = f"is no longer answered rightly: before, {_shown(before, now)}; now, {_shown(now, before)}"
                yield Fault(one.where, what, _REMEDY)


def _shown(answer: Answer, other: Answer) -> str:
    """What is quoted, in a few words, from a little before where it differs from the other."""
    if not answer.citation:
        return "nothing is quoted"
    text = answer.text
    same = same_until(text, other.text)
    if same > SHOWN // 2 and text != other.text:
        text = f"…{text[text.rfind(' ', 0, same - SHOWN // 4) + 1 :]}"
    text = text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"
    return f"“{text}” ({answer.citation.passage})"


def _quotation(answer: Answer) -> tuple[str, ...] | None:
    """What a visitor reads and where it is said to stand; None where nothing is quoted."""
    if not (citation := answer.citation):
        return None
    return answer.text, citation.title, citation.section, citation.url


def _differing(corpus: Corpus, other: Corpus) -> Iterator[Passage]:
    """The passages of a corpus that the other does not have as they are."""
    return (passage for passage in corpus.passages if other.by_id.get(passage.id) != passage)


def _own_questions(passages: Iterable[Passage]) -> list[Asked]:
    """Every way to ask that the passages give, each once. What only staff may read is not asked by visitors."""
    found: dict[Asked, None] = {}
    for passage in passages:
        for question in () if passage.staff_only else passage.questions:
            try:
                found.setdefault(Asked(clean_question(question)))
            except QuestionError:  # a heading may be longer than a question
                continue
    return list(found)


def _evenly(questions: Sequence[Asked], most: int) -> list[Asked]:
    if len(questions) <= most:
        return list(questions)
    return [questions[n * len(questions) // most] for n in range(most)]
