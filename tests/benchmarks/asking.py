"""How long does a person wait for an answer?

The whole of `FaqBot.ask`, on generations as a site has them: saved, and opened again.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from time import perf_counter

from faq_bot import FaqBot
from faq_bot.content.corpus import fingerprint
from faq_bot.live import builder
from faq_bot.live.generations import Generations
from tests.benchmarks.corpora import BUNDLED, Recipe, bundled_questions
from tests.benchmarks.results import Cell, Check, Section, Series, Table
from tests.benchmarks.timing import WARM, Spread, undisturbed

QUESTIONS = 400
BARS = {600: 1.0, 17_908: 4.0, 1_000_000: 20.0}
"""Milliseconds at the median, by passages."""
P99 = 4.0
"""How many times the median the 99th percentile may be."""


def saved(recipe: Recipe | None, work: Path) -> tuple[Path, Path]:
    """The folder of a corpus, and that of its saved generation, which is built unless it is there."""
    name = f"{recipe.size}x{recipe.words}" if recipe else "bundled"
    folder = recipe.write(work / name / "corpus") if recipe else BUNDLED
    state = work / name / "state"
    if fingerprint(folder) not in Generations(state).names():
        state.mkdir(parents=True, exist_ok=True)
        builder.build(folder, Generations(state))
    return folder, state


def opened(recipe: Recipe | None, work: Path) -> FaqBot:
    """The bot for a corpus, as its saved generation was opened, prepared as a server prepares it."""
    folder, state = saved(recipe, work)
    bot = FaqBot.open(folder, state=state)
    bot.generation.prepare()
    return bot


def questions_of(recipe: Recipe | None, count: int) -> list[str]:
    """Questions for a corpus, no two the same."""
    if recipe:
        return recipe.questions(count)
    return [question for question, _ in zip(bundled_questions(), range(count), strict=False)]


def ask(recipe: Recipe | None, work: Path, count: int = QUESTIONS) -> Section:
    """All of an answer, for questions that nobody asked before, and for the same ones once more."""
    bot = opened(recipe, work)
    questions = questions_of(recipe, count + WARM)
    passages = recipe.size if recipe else len(bot.generation.corpus.passages)
    for question in questions[:WARM]:
        bot.ask(question)
    shuffled = Random(1).sample(questions[WARM:], count)
    first = _asked(bot.ask, questions[WARM:])
    anew = _asked(bot.generation.answer, shuffled)
    again = _asked(bot.ask, shuffled)
    rows: list[tuple[Cell, ...]] = []
    for kind, of in (("first time", first), ("worked out anew", anew), ("remembered", again)):
        millis = (seconds * 1e3 for seconds in (of.median, of.p99, of.lower, of.upper))
        rows.append((f"{passages:,}", kind, *millis, of.p99 / of.median, of.count))
    columns = ("passages", "asked", "median ms", "99th percentile ms", "lower quartile", "upper quartile")
    table = Table("", (*columns, "99th percentile × median", "questions"), tuple(rows))
    checks = []
    if passages in BARS:
        start = f"ask, {passages:,} passages:"
        checks.append(Check(f"{start} median", first.median * 1e3, BARS[passages], "ms"))
        checks.append(Check(f"{start} 99th percentile beside the median", first.p99 / first.median, P99))
    how = (
        "All that `FaqBot.ask` does: reading and mending the question, every signal, the decision, the highlights; "
        "on a saved generation that was opened again, one thread. “First time” are questions that were never asked "
        "before; “worked out anew” are the same ones in another order, of which the words have been looked up and some "
        "passages looked at, but no answer is taken from memory; “remembered” are those that are. Each is timed once: "
        "the 99th percentile holds what else the machine did."
    )
    series = (Series("ask: median of an answer", "first time", ((passages, first.median * 1e3),)),)
    return Section("The whole answer", how, (table,), tuple(checks), series)


def _asked(ask: Callable[[str], object], questions: Sequence[str]) -> Spread:
    times = []
    with undisturbed():
        for question in questions:
            start = perf_counter()
            ask(question)
            times.append(perf_counter() - start)
    return Spread.of(times)
