"""What does the machine see in the corpus, and what is wrong with it?"""

import datetime
from collections.abc import Iterator
from pathlib import Path

from faq_bot.checking.clinic_facts import clashing_facts, past_holidays
from faq_bot.checking.findings import Findings, Problem, contents
from faq_bot.checking.links import dead_links
from faq_bot.checking.numbers import clashing_numbers
from faq_bot.checking.places import Places
from faq_bot.checking.questions import failing_questions
from faq_bot.checking.readability import hard_sections
from faq_bot.checking.similar import same_texts
from faq_bot.checking.structure import left_out, long_passages, repeated_headings, repeated_titles, reviews, sections
from faq_bot.checking.synonyms import idle_synonyms
from faq_bot.content.corpus import Corpus
from faq_bot.progress import Progress

_CHECKS = (
    left_out,
    repeated_titles,
    repeated_headings,
    sections,
    long_passages,
    same_texts,
    clashing_numbers,
    clashing_facts,
    hard_sections,
    idle_synonyms,
    failing_questions,
)


def check_corpus(
    corpus: Corpus, folder: Path | str, today: datetime.date | None = None, progress: Progress | None = None
) -> Findings:
    """Look over a corpus and the folder that it was loaded from; its problems in the order of files and lines."""
    order = {document.path: n for n, document in enumerate(corpus.documents)}

    def place(problem: Problem) -> tuple[int, str, int]:
        where = problem.place
        return order.get(where.path, len(order)), where.path, where.line or 0

    found = _problems(corpus, Path(folder), today or datetime.date.today(), progress)
    return Findings(contents(corpus), tuple(sorted(found, key=place)))


def _problems(corpus: Corpus, folder: Path, today: datetime.date, progress: Progress | None) -> Iterator[Problem]:
    places = Places(folder, corpus)
    for number, check in enumerate(_CHECKS):
        if progress:
            progress(number, len(_CHECKS))
        yield from check(corpus, places)
    yield from reviews(corpus, places, today)
    yield from past_holidays(corpus, today)
    yield from dead_links(corpus, places, folder)
