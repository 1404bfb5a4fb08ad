"""Which of the clinic's own judged questions fail?"""

from collections.abc import Iterator
from itertools import chain, repeat

from faq_bot.answering.answer import Answer
from faq_bot.checking.findings import Kind, Place, Problem
from faq_bot.checking.places import Places
from faq_bot.content.corpus import Corpus
from faq_bot.content.documents import heading_text
from faq_bot.content.judged import QUESTIONS, Judged, lost_sections
from faq_bot.live.generation import Generation

_MORE_WAYS = "add the question to “Also asked:” of the section that answers it, or mend what is expected"


def failing_questions(corpus: Corpus, places: Places) -> Iterator[Problem]:
    """The questions of `_questions.jsonl` that are not answered as they should be."""
    if not corpus.judged:
        return
    generation = Generation.build(corpus)
    lines = (n for n, line in enumerate(places.text(QUESTIONS).split("\n"), start=1) if line.strip())
    for judged, line in zip(corpus.judged, chain(lines, repeat(None)), strict=False):
        place = Place(QUESTIONS, line=line)
        if lost := list(lost_sections([judged], corpus.passages)):
            for fault in lost:
                yield Problem(Kind.FAILING_QUESTION, place, fault.what, fault.remedy)
            continue
        answer = generation.ask(judged.question, judged.history)
        if judged.is_right(answer):
            continue
        what, remedy = f"“{judged.question}” {_outcome(judged, answer)}", _MORE_WAYS
        if judged.sections is None:
            remedy = "see why with “faq-bot ask --explain”, or mend what is expected"
        yield Problem(Kind.FAILING_QUESTION, place, what, remedy)


def _outcome(judged: Judged, answer: Answer) -> str:
    """What is expected, and what came instead."""
    given = f"answered from “{answer.citation.section}”" if answer.citation else "not answered"
    if judged.sections is None:
        return f"must not be answered, but is {given}"
    wanted = " or ".join(f"“{section}”" for section in judged.sections)
    if answer.citation and heading_text(answer.citation.section).casefold() in map(str.casefold, judged.sections):
        wanted = f"a passage that says {' or '.join(f'“{words}”' for words in judged.contains)}"
    return f"should be answered from {wanted}, but is {given}"
