"""Where does an answer's time go?

    python -m tests.benchmarks.stages [--work FOLDER]

Prints the table that ARCHITECTURE.md keeps: what each step of answering takes, of questions that nobody asked before,
among 600 passages and among 17,908. The steps lie within one another as the table's points show.
"""

import argparse
import tempfile
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from statistics import fmean
from time import perf_counter
from typing import Any
from unittest.mock import patch

from faq_bot.answering import answer
from faq_bot.live import generation
from faq_bot.search import retrieval
from faq_bot.search.coverage import Coverage
from faq_bot.search.features import QuestionFeatures
from faq_bot.search.marks import Marks
from faq_bot.search.query import QueryReader
from faq_bot.search.wordings import Wordings
from tests.benchmarks.asking import opened, questions_of
from tests.benchmarks.corpora import MEDQUAD, SMALL, Recipe
from tests.benchmarks.timing import WARM, undisturbed

STEPS: tuple[tuple[str, Any, str], ...] = (
    ("read and mend the question", QueryReader, "read"),
    ("decide", generation, "decide"),
    ("· rank", retrieval.LexicalRetriever, "search"),
    ("· · find candidates: BM25 of terms and concepts", retrieval.LexicalRetriever, "_candidates"),
    ("· · likeness of wordings", Wordings, "likeness"),
    ("· · · the question's features", QuestionFeatures, "of"),
    ("· · · wordings of passages not seen lately", Wordings, "_work_out"),
    ("· · coverage", Coverage, "covered"),
    ("· · · what to look for", Coverage, "_wants"),
    ("· · · look for it in every sentence", Marks, "held"),
    ("· · · · marks of passages not seen lately", Marks, "_work_out"),
    ("· weigh the evidence", answer, "weigh_evidence"),
    ("· mark the sentence that answers", answer, "highlight"),
)
"""What each step is called, and the function that takes it, by its owner and its name."""
QUESTIONS = 400


def microseconds(recipe: Recipe, work: Path) -> dict[str, float]:
    """What each step takes in the mean of all questions, and what all of them do."""
    taken: defaultdict[str, float] = defaultdict(float)
    whole = []
    patches = [patch.object(owner, name, _timed(getattr(owner, name), step, taken)) for step, owner, name in STEPS]
    for each in patches:
        each.start()
    bot = opened(recipe, work)
    questions = questions_of(recipe, QUESTIONS + WARM)
    for question in questions[:WARM]:
        bot.generation.answer(question)
    taken.clear()
    with undisturbed():
        for question in questions[WARM:]:
            start = perf_counter()
            bot.generation.answer(question)
            whole.append(perf_counter() - start)
    for each in patches:
        each.stop()
    return {"an answer": fmean(whole) * 1e6, **{step: taken[step] * 1e6 / QUESTIONS for step, _, _ in STEPS}}


def _timed(function: Callable[..., Any], step: str, taken: defaultdict[str, float]) -> Callable[..., Any]:
    def run(*args: Any, **named: Any) -> Any:
        start = perf_counter()
        found = function(*args, **named)
        taken[step] += perf_counter() - start
        return found

    return run


def table(columns: dict[str, dict[str, float]]) -> str:
    """A Markdown table of what steps take, a column a corpus."""
    lines = [f"| µs | {' | '.join(columns)} |", f"|---|{'--:|' * len(columns)}"]
    for step in next(iter(columns.values())):
        lines.append(f"| {step} | {' | '.join(f'{of[step]:,.0f}' for of in columns.values())} |")
    return "\n".join(lines)


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--work", type=Path, help="where invented corpora are kept for the next time")
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as passing:
        work = given.work or Path(passing)
        print(table({f"{recipe.size:,} passages": microseconds(recipe, work) for recipe in (SMALL, MEDQUAD)}))


if __name__ == "__main__":
    main()
