"""What does a corpus cost that is ten times as large?

The cost of building, and of a question, at sizes from a thousand passages on, each size in a process of its own.
"""

from collections.abc import Sequence
from functools import partial
from math import log
from pathlib import Path
from statistics import median
from time import perf_counter

import numpy as np

from faq_bot.content.corpus import load_corpus
from faq_bot.live.generation import Generation
from tests.benchmarks import peers
from tests.benchmarks.building import bm25_of
from tests.benchmarks.corpora import Recipe
from tests.benchmarks.postings import Postings, Tokens, words
from tests.benchmarks.results import Cell, Check, Section, Series, Table
from tests.benchmarks.timing import apart, interleaved, seconds_apart

WORDS, QUESTIONS = 60, 100
PATIENCE = 120.0
"""Seconds of building after which no larger corpus is tried."""
IN_PROPORTION = 1.1
"""The exponent up to which growth still counts as in proportion: 1 with what measuring it has of noise."""
_FROM = 3_000
"""Passages from which on growth is judged: below them what is done once whatever the size still shows."""


def grow(sizes: Sequence[int], work: Path, patience: float = PATIENCE) -> Section:
    """The same measurements at each size."""
    rows: list[tuple[float, ...]] = []
    for size in sizes:
        rows.append(apart(partial(_measure, Recipe(size, WORDS, max(20, size // 100)), work)))
        if rows[-1][2] * 4 > patience:
            break
    columns = ("passages", "BM25 build s", "generation build s", "postings read", "ten best µs", "ask µs")
    large = [row for row in rows if row[0] >= _FROM] if len(rows) > 2 else rows
    exponents = [exponent([row[0] for row in large], [row[n] for row in large]) for n in range(1, len(columns))]
    of = dict(zip(columns[1:], exponents, strict=True))
    left_out = sizes[len(rows) :]
    notes = (
        (f"Left out, as the next would take over {patience:g} s to build: {left_out[0]:,} and more.",)
        if left_out
        else ()
    )
    how = (
        f"Passages of about {WORDS} words. Medians of {QUESTIONS} questions with all their words; a process for each "
        f"size. The last row says by which power of the size a cost grows, from {_FROM:,} passages on: 1 is in "
        "proportion."
    )
    checks = (
        Check("growth: power of the size by which a BM25 build grows", of["BM25 build s"], IN_PROPORTION, ""),
        Check(
            "growth: power of the size by which a generation build grows", of["generation build s"], IN_PROPORTION, ""
        ),
        Check(
            "growth: power for the ten best, beside that of the postings read",
            of["ten best µs"],
            of["postings read"],
            "",
        ),
        Check("growth: power for ask, beside that of the postings read", of["ask µs"], of["postings read"], ""),
    )
    series = tuple(
        Series(chart, line, tuple((float(row[0]), row[n] * times) for row in rows))
        for chart, line, n, times in (
            ("Growth: seconds to build", "BM25 alone", 1, 1),
            ("Growth: seconds to build", "a whole generation", 2, 1),
            ("Growth: a question", "postings read (thousands)", 3, 1e-3),
            ("Growth: a question", "ten best, ms", 4, 1e-3),
            ("Growth: a question", "ask, ms", 5, 1e-3),
        )
    )
    shown: list[tuple[Cell, ...]] = [(f"{row[0]:,}", *row[1:]) for row in rows]
    table = Table("", columns, (*shown, ("power", *exponents)))
    return Section("Growth", how, (table,), checks, series, notes)


def exponent(sizes: Sequence[float], costs: Sequence[float]) -> float:
    """The power of the size by which a cost grows; 0 where there is but one size."""
    if len(sizes) < 2:
        return 0.0
    return float(np.polyfit([log(size) for size in sizes], [log(max(cost, 1e-9)) for cost in costs], 1)[0])


def _measure(recipe: Recipe, work: Path) -> tuple[float, ...]:
    corpus = load_corpus(recipe.write(work / f"{recipe.size}x{recipe.words} for growth"))
    texts = [" ".join((p.section, *p.questions, p.text)) for p in corpus.passages]
    bm25 = seconds_apart(lambda: bm25_of(texts))
    start = perf_counter()
    generation = Generation.build(corpus)
    whole = perf_counter() - start
    tokens = Tokens.of(texts)
    counted = tokens.counted()
    postings, engine = Postings.of(tokens, counted), peers.ours(tokens, counted)
    questions = recipe.questions(2 * QUESTIONS)
    given = [words(question) for question in questions]
    best = interleaved({"": engine.ask}, given[:QUESTIONS], 3)[""]
    asked = interleaved({"": generation.ask}, questions[QUESTIONS:], 1, warm=0)[""]
    read = median(postings.read(question) for question in given)
    return recipe.size, bm25, whole, read, median(best.values()) * 1e6, median(asked.values()) * 1e6
