"""Who finds the ten best texts fastest, and does everybody find the same?

BM25 alone, on words that are analysed already: faq-bot's index beside the others, each question to each in turn.
"""

import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from operator import itemgetter
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import numpy as np

from tests.benchmarks import peers
from tests.benchmarks.corpora import MEDQUAD, Recipe, bundled_questions, bundled_texts
from tests.benchmarks.peers import COUNT, FTS5, NUMBA, RANK_BM25, TANTIVY, US, Engine
from tests.benchmarks.postings import Limit, Postings, Tokens, telling, words
from tests.benchmarks.results import Check, Section, Series, Table
from tests.benchmarks.timing import Spread, Times, interleaved, ratio

LIMIT = "limit: each posting added once"
THREADS = 8
QUESTIONS = 300
_EXACT, _JUDGED, _JUDGING = 8, 50, 4.0

Question = Sequence[str]


def rank(recipe: Recipe | None, work: Path, questions: int = QUESTIONS) -> Section:
    """All engines on an invented corpus, or on the bundled one."""
    with TemporaryDirectory(dir=work) as folder:
        return _rank(recipe, Path(folder), questions)


def _rank(recipe: Recipe | None, folder: Path, questions: int) -> Section:
    texts: Iterator[str]
    if recipe:
        texts = (f"{row['question']} {row['section']} {row['answer']}" for row in recipe.rows())
        asked = recipe.questions(questions)
    else:
        texts = iter(bundled_texts())
        asked = [question for question, _ in zip(bundled_questions(), range(questions), strict=False)]
    tokens = Tokens.of(texts)
    counted = tokens.counted()
    postings = Postings.of(tokens, counted)
    engines = {
        US: peers.ours(tokens, counted),
        **peers.bm25s(tokens),
        TANTIVY: peers.tantivy(tokens, folder / "tantivy"),
        FTS5: peers.fts5(tokens, folder / "fts5.sqlite"),
        RANK_BM25: peers.rank_bm25(tokens),
    }
    size = len(tokens)
    del tokens, counted
    limit = Limit(postings)
    whole = [words(question) for question in asked]
    kinds = {"all words of a question": whole, "its telling words": [telling(question) for question in whole]}
    tables, checks = [], []
    series: list[Series] = []
    for kind, given in kinds.items():
        limit.prepare(given)
        times = interleaved({**{name: engine.ask for name, engine in engines.items()}, LIMIT: limit}, given)
        tables.append(_table(f"{size:,} passages, {kind}", times, engines, postings, given))
        checks += _bars(size, kind, times)
        for name, of in times.items():
            middle = Spread.of(list(of.values())).median * 1e6
            series.append(Series(f"BM25: median µs, {kind}", "limit" if name is LIMIT else name, ((size, middle),)))
    checks += [
        Check(
            f"BM25, {size:,} passages: scores that are rank_bm25's to 1e-9",
            _exact(engines, whole, postings),
            1.0,
            "of 1",
            True,
        ),
        Check(
            f"BM25, {size:,} passages: answers that differ in {THREADS} threads", _in_threads(engines[US], whole), 0, ""
        ),
    ]
    how = (
        "The ten best texts by BM25, for words that are analysed already; one thread, microseconds a question. “As "
        "it should” is the share of an engine's ten that have the scores that the ten best have by its own formula: "
        "those of bm25s in 32-bit numbers, those of SQLite FTS5 and tantivy with their own constants, tantivy's to "
        "a tenth, for it rounds lengths. The questions are given once with all words, as faq-bot's own candidates "
        "are found, and once without those that only hold a sentence together, as bm25s would have it."
    )
    return Section("BM25, the ten best", how, tuple(tables), tuple(checks), tuple(series))


def _table(
    caption: str, times: dict[str, Times], engines: dict[str, Engine], postings: Postings, given: Sequence[Question]
) -> Table:
    rows: list[tuple[Any, ...]] = []
    for name, of in times.items():
        spread = Spread.of(list(of.values()))
        engine = engines.get(name)
        right = _agreement(engine, given[:_JUDGED], postings) if engine else None
        versus = [ratio(of, times[other]) for other in (US, LIMIT)]
        rows.append((name, *spread.micros(), *versus, right, engine and engine.built, spread.count))
    read = median(postings.read(question) for question in given)
    columns = ("", "median µs", "99th percentile µs", "lower quartile", "upper quartile", f"× {US}", "× limit")
    rest = ("as it should", "index built in s", "questions")
    return Table(f"{caption} (median: {read:,.0f} postings)", (*columns, *rest), tuple(sorted(rows, key=itemgetter(1))))


def _bars(size: int, kind: str, times: dict[str, Times]) -> list[Check]:
    """What was promised for so many passages."""
    start = f"BM25, {size:,} passages, {kind}:"
    found = [Check(f"{start} p99 beside bm25s with numba", ratio(times[US], times[NUMBA], 0.99), 2.0)]
    if size == MEDQUAD.size:
        found.append(Check(f"{start} median beside bm25s with numba", ratio(times[US], times[NUMBA]), 1.2))
        faster = 1 / ratio(times[US], times[RANK_BM25])
        found.append(Check(f"{start} faster than rank_bm25", faster, 300, at_least=True))
    if size >= 200_000:
        bar = 0.25 if size >= 1_000_000 else 0.5
        found.append(Check(f"{start} median beside tantivy", ratio(times[US], times[TANTIVY]), bar))
    return found


def _agreement(engine: Engine, given: Sequence[Question], postings: Postings) -> float:
    """The share of an engine's ten best that score as the ten best should, by its own formula."""
    right = there_are = 0
    started = perf_counter()
    for question in given:
        if there_are and perf_counter() - started > _JUDGING:
            break
        scores = postings.scores(question, engine.k1, engine.idf)
        best = np.sort(np.partition(scores, -COUNT)[-COUNT:] if len(scores) > COUNT else scores)[::-1]
        best = best[best > 0]
        found = scores[engine.best(engine.ask(question))][: len(best)]
        there_are += len(best)
        right += int((np.abs(found - best[: len(found)]) <= engine.tolerance * best[: len(found)]).sum())
    return right / max(there_are, 1)


def _exact(engines: dict[str, Engine], given: Sequence[Question], postings: Postings) -> float:
    """The share of questions for which our ten texts and scores are rank_bm25's to 1e-9; and so are those that others
    are judged by."""
    define, equal = engines[RANK_BM25].scores, 0
    assert define
    for question in given[:_EXACT]:
        scores, found = define(question), engines[US].ask(question)
        order = np.lexsort((np.arange(len(scores)), -scores))[:COUNT]
        order = order[scores[order] > 0]
        is_same = len(found.values) == len(order) and np.allclose(found.values, scores[order], rtol=0, atol=1e-9)
        is_right = np.allclose(scores[found.texts], found.values, rtol=0, atol=1e-9)
        equal += bool(is_same and is_right and np.allclose(postings.scores(question), scores, rtol=0, atol=1e-9))
    return equal / len(given[:_EXACT])


def _in_threads(engine: Engine, given: Sequence[Question]) -> int:
    """How many answers differ when eight threads ask at once."""

    def answer(question: Question) -> tuple[list[int], list[float]]:
        found = engine.ask(question)
        return found.texts.tolist(), found.values.tolist()

    alone = [answer(question) for question in given]
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        with ThreadPoolExecutor(THREADS) as pool:
            at_once = list(pool.map(answer, [question for question in given for _ in range(THREADS)]))
    finally:
        sys.setswitchinterval(interval)
    return sum(found != alone[n // THREADS] for n, found in enumerate(at_once))
