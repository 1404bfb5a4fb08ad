"""Who else finds the ten best texts by BM25, in Python?

Each engine is given the same words and asked with words; what analysing them costs is measured elsewhere. `k1` and
`idf` say which BM25 it is, so that its answers can be judged by its own formula.
"""

import copy
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import log
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from faq_bot.search.bm25 import Bm25Index
from tests.benchmarks.postings import K1, Counted, Idf, Tokens, smoothed
from tests.benchmarks.timing import seconds
from tests.okapi import SmoothedOkapi

COUNT = 10
US = "faq-bot"
RANK_BM25, NUMPY, NUMBA, TANTIVY, FTS5 = "rank_bm25", "bm25s (numpy)", "bm25s (numba)", "tantivy", "SQLite FTS5"


@dataclass(frozen=True)
class Engine:
    """One that was built: `ask` is what is measured, `best` the numbers of the texts that it finds."""

    ask: Callable[[Sequence[str]], Any]
    best: Callable[[Any], list[int]]
    built: float
    k1: float = K1
    idf: Idf = smoothed
    tolerance: float = 1e-5
    """How far, at the most, a score may be from the exact one: 32-bit numbers, or lengths that are rounded."""
    scores: Callable[[Sequence[str]], NDArray[np.float64]] | None = None
    """The score of every text, where the engine is the definition."""


def ours(tokens: Tokens, counted: Counted) -> Engine:
    texts, terms, times = counted
    start = perf_counter()
    index = Bm25Index.of(texts, terms, times, len(tokens), len(tokens.names))  # type: ignore[arg-type]
    took, find = perf_counter() - start, tokens.numbers.get

    def ask(question: Sequence[str]) -> Any:
        return index.best([find(word, -1) for word in question], [1.0] * len(question), COUNT)

    return Engine(ask, lambda found: found.texts.tolist(), took, tolerance=1e-9)


def rank_bm25(tokens: Tokens) -> Engine:
    """The definition, with the idf that faq-bot has."""

    def texts() -> Iterator[list[str]]:
        for number in range(len(tokens)):
            yield [tokens.names[word] for word in tokens.text(number)]

    start = perf_counter()
    index = SmoothedOkapi(texts())
    took, every = perf_counter() - start, range(len(tokens))
    return Engine(
        lambda question: index.get_top_n(question, every, COUNT), list, took, tolerance=1e-9, scores=index.get_scores
    )


def bm25s(tokens: Tokens) -> dict[str, Engine]:
    """bm25s, which adds up in numpy, or compiled by numba; both on the same arrays."""
    from bm25s import BM25

    shared = list(range(len(tokens.names)))  # each number once, however often it is in the lists below
    plain = BM25(method="lucene", k1=K1, b=0.75, backend="numpy")

    def build() -> None:
        texts = [[shared[word] for word in tokens.text(number)] for number in range(len(tokens))]
        plain.index((texts, dict(tokens.numbers)), show_progress=False)

    took = seconds(build)
    compiled = copy.copy(plain)
    compiled.backend = "numba"
    compiled.activate_numba_scorer()

    def engine(index: Any, selection: str) -> Engine:
        def ask(question: Sequence[str]) -> Any:
            return index.retrieve([question], k=COUNT, show_progress=False, backend_selection=selection)

        return Engine(ask, lambda found: found.documents[0][found.scores[0] > 0].tolist(), took)

    return {NUMBA: engine(compiled, "numba"), NUMPY: engine(plain, "numpy")}


def tantivy(tokens: Tokens, folder: Path) -> Engine:
    """tantivy, written in Rust; it does not count all that match, so that it may leave out what cannot be among the
    best. It keeps a text's length in a byte, so that its scores are some percent off."""
    import tantivy as library

    schema = library.SchemaBuilder()
    schema.add_text_field("words", tokenizer_name="whitespace", index_option="freq")
    schema.add_unsigned_field("number", stored=True)
    folder.mkdir()
    index = library.Index(schema.build(), path=str(folder))

    def build() -> None:
        writer = index.writer(512 * 2**20, 1)
        for number in range(len(tokens)):
            text = " ".join([tokens.names[word] for word in tokens.text(number)])
            writer.add_document(library.Document(words=text, number=number))
        writer.commit()
        writer.wait_merging_threads()

    took = seconds(build)
    index.reload()
    searcher = index.searcher()

    def ask(question: Sequence[str]) -> Any:
        return searcher.search(index.parse_query(" ".join(question), ["words"]), COUNT, count=False).hits

    def best(hits: Any) -> list[int]:
        return [searcher.doc(address)["number"][0] for _, address in hits]

    return Engine(ask, best, took, k1=1.2, tolerance=0.1)


def fts5(tokens: Tokens, file: Path) -> Engine:
    """The full-text index of SQLite, which Python brings along."""
    base = sqlite3.connect(file, check_same_thread=False)
    base.execute("pragma mmap_size = 4294967296")

    def build() -> None:
        base.execute("create virtual table texts using fts5(words, content='', tokenize='ascii')")
        rows = ((n, " ".join([tokens.names[word] for word in tokens.text(n)])) for n in range(len(tokens)))
        base.executemany("insert into texts(rowid, words) values (?, ?)", rows)
        base.execute("insert into texts(texts) values ('optimize')")
        base.commit()

    took = seconds(build)
    find = "select rowid from texts where texts match ? order by bm25(texts) limit 10"

    def ask(question: Sequence[str]) -> Any:
        return base.execute(find, [" OR ".join(f'"{word}"' for word in question)]).fetchall()

    def idf(size: int, held: int) -> float:
        return max(log((size - held + 0.5) / (held + 0.5)), 1e-6)

    return Engine(ask, lambda rows: [number for (number,) in rows], took, k1=1.2, idf=idf, tolerance=1e-6)
