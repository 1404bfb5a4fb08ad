"""How long does it take until what was written can be asked?

From text to an index, beside bm25s with its own analysis; a whole generation, as `faq-bot build` makes it, and how
much memory that takes at most; and one changed document among a thousand.
"""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from shutil import rmtree
from statistics import median
from time import perf_counter

import numpy as np

from faq_bot.content.corpus import load_corpus
from faq_bot.live import builder
from faq_bot.live.generation import Generation
from faq_bot.live.generations import Generations
from faq_bot.search.analysis import Analyzer
from faq_bot.search.bm25 import Bm25Index
from tests.benchmarks.corpora import Recipe
from tests.benchmarks.memory import tree_bytes
from tests.benchmarks.results import Check, Section, Table
from tests.benchmarks.timing import alternating, seconds_apart

ROUNDS, CHANGES = 3, 5
FAQ_BOT = Path(sys.executable).with_name("faq-bot")
MOST_MEMORY = 4 * 2**30

OURS, WHOLE, THEIRS, THEIRS_ALL = (
    "faq-bot, BM25 alone",
    "faq-bot, a whole generation",
    "bm25s, without its stop words",
    "bm25s, all words",
)


def build(recipe: Recipe, work: Path, rounds: int = ROUNDS) -> Section:
    """From text, beside bm25s; and one changed document."""
    folder = recipe.write(work / f"{recipe.size}x{recipe.words}" / "corpus")
    corpus = load_corpus(folder)
    texts = [" ".join((p.title, p.section, *p.questions, p.text)) for p in corpus.passages]
    ways = {
        OURS: lambda: bm25_of(texts),
        WHOLE: lambda: Generation.build(corpus),
        THEIRS: lambda: _bm25s(texts, "english"),
        THEIRS_ALL: lambda: _bm25s(texts, None),
    }
    taken = {name: median(times) for name, times in alternating(ways, rounds, seconds_apart).items()}
    changed = sorted(_changes(recipe, work))
    rows = tuple(
        (name, seconds, seconds / taken[THEIRS], seconds / taken[THEIRS_ALL]) for name, seconds in taken.items()
    )
    how = (
        f"{recipe.size:,} passages of about {recipe.words} words. From text in memory to what can be searched, "
        f"analysis included; the median of {rounds} rounds in turn, each in a process that never did it before, so "
        "that nobody remembers the stems of words. bm25s analyses with PyStemmer and leaves out its stop words; once "
        "it keeps all words, as faq-bot does. A changed document is saved among all the others, and built and "
        "published by a process that keeps the last state in memory, as the one that watches a folder does."
    )
    start = f"build, {recipe.size:,} passages:"
    return Section(
        "Building",
        how,
        (
            Table("From text", ("", "s", f"× {THEIRS}", f"× {THEIRS_ALL}"), rows),
            Table(
                f"One changed document of {recipe.size // recipe.rows_a_document:,}, until it is live",
                ("median s", "fastest s", "slowest s"),
                ((median(changed), changed[0], changed[-1]),),
            ),
        ),
        (
            Check(f"{start} BM25 from text, beside bm25s", taken[OURS] / taken[THEIRS], 1.0),
            Check(f"{start} a whole generation from text, beside bm25s", taken[WHOLE] / taken[THEIRS], 1.0),
            Check(f"{start} one changed document", median(changed), 0.5, "s"),
        ),
    )


def build_apart(recipe: Recipe, work: Path) -> Section:
    """`faq-bot build` from files, as a process of its own."""
    place = work / f"{recipe.size}x{recipe.words}"
    folder, state = recipe.write(place / "corpus"), place / "state"
    rmtree(state, ignore_errors=True)
    start = perf_counter()
    process = subprocess.Popen(
        [FAQ_BOT, "build", "--corpus", folder],
        env={**os.environ, "FAQ_BOT_STATE": str(state)},
        cwd=work,
        stdout=subprocess.DEVNULL,
    )
    most, done = [0], threading.Event()

    def look() -> None:
        while not done.wait(0.2):
            most[0] = max(most[0], tree_bytes(process.pid))

    looking = threading.Thread(target=look)
    looking.start()
    ended = process.wait()
    took = perf_counter() - start
    done.set()
    looking.join()
    if ended:
        raise RuntimeError(f"faq-bot build ended with {ended}")
    how = "`faq-bot build` as a process of its own, from files to a generation that is saved, proved and live."
    row = (f"{recipe.size:,}", took, took / recipe.size * 1e6, most[0] / 1e6, most[0] / recipe.size)
    columns = ("passages", "s", "µs a passage", "most memory MB", "bytes a passage")
    checks: tuple[Check, ...] = ()
    if recipe.size >= 1_000_000:
        checks = (Check(f"build, {recipe.size:,} passages: most memory", most[0] / 1e9, MOST_MEMORY / 1e9, "GB"),)
    return Section("Building from files", how, (Table("", columns, (row,)),), checks)


class _Known(dict[str, int]):
    """The number of each word's term; a word that is not known yet is looked at by the product's own analysis."""

    def __init__(self) -> None:
        self.terms: dict[str, int] = {}
        self.analyzer = Analyzer()

    def __missing__(self, word: str) -> int:
        number = self[word] = self.terms.setdefault(self.analyzer.term(word), len(self.terms))
        return number


def bm25_of(texts: list[str]) -> Bm25Index:
    """The BM25 index of texts, by the product's own analysis."""
    known, lengths, said = _Known(), [], list[int]()
    for text in texts:
        words = known.analyzer.words(text)
        lengths.append(len(words))
        said += map(known.__getitem__, words)
    width = len(known.terms)
    keys, times = np.unique(np.repeat(np.arange(len(texts)), lengths) * width + np.array(said), return_counts=True)
    return Bm25Index.of(keys // width, keys % width, times, len(texts), width)


def _bm25s(texts: list[str], stopwords: str | None) -> None:
    import bm25s
    import Stemmer

    words = bm25s.tokenize(texts, stopwords=stopwords, stemmer=Stemmer.Stemmer("english"), show_progress=False)
    bm25s.BM25(method="lucene").index(words, show_progress=False)


def _changes(recipe: Recipe, work: Path) -> Iterator[float]:
    """How long each of a few changes takes until it is live."""
    place = work / f"changed {recipe.size}"
    rmtree(place, ignore_errors=True)
    folder, generations = recipe.write(place / "corpus"), Generations(place / "state")
    memory = builder.Memory()
    builder.build(folder, generations, memory=memory)
    file = sorted(folder.glob("*.jsonl"))[recipe.size // recipe.rows_a_document // 2]
    for number in range(CHANGES):
        text = file.read_text("utf-8")
        file.write_text(text.replace('"answer": "', f'"answer": "Seen again on day {number}. ', 1), "utf-8")
        start = perf_counter()
        builder.build(folder, generations, memory=memory)
        yield perf_counter() - start
