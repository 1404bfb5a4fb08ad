"""What do the signals say of judged questions, and how good is what they say?

Public sets are folders with `corpus.jsonl queries.jsonl qrels.txt meta.json` and maybe `oos.jsonl`, questions that
nothing answers. They are not part of the project: name the folder that holds them. Our own are beside this file.
"""

import json
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from faq_bot.answering import evidence
from faq_bot.answering.conversation import earlier_question
from faq_bot.answering.evidence import weigh_evidence
from faq_bot.content.corpus import load_corpus
from faq_bot.content.passages import Passage
from faq_bot.evaluation import read_judged
from faq_bot.search import retrieval
from faq_bot.search.retrieval import CANDIDATES, LexicalRetriever

HERE = Path(__file__).parent
OWN = {
    "article": {HERE / "article.jsonl": HERE.parent.parent / "corpus"},
    "clinic": {HERE / "clinic.jsonl": HERE / "corpus"},
    "centre": {HERE / "centre.jsonl": HERE / "centre"},
}
"""Our own judged questions that weights are learnt from: files, and the corpus that each is about."""
HELD_OUT = {
    name: {path: path.with_suffix("") for path in sorted((HERE / name).glob("*.jsonl"))}
    for name in ("articles", "heldout")
}
"""Those that nothing is learnt from, by other writers, each about a corpus of one article. `articles` have been looked
at to choose between ways of doing things; `heldout` is only measured, and never read."""
RANKED = ["covidfaq", "feedbackqa_cdc", "feedbackqa_who", "hint3_sofmattress", "hint3_curekart", "clinc150_k10"]
REFUSED = ["clinc150_k10", "feedbackqa_cdc_ho", "feedbackqa_who_ho", "hint3_curekart", "hint3_sofmattress"]

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Seen:
    """A question as the signals see it: candidates by ranking signals, which are right; the evidence for the first."""

    answerable: bool
    signals: Floats
    right: NDArray[np.bool_]
    evidence: Floats
    first_is_right: bool
    first_is_row: bool
    confidence: float


def family(name: str) -> str:
    """What sets are held out together: those of one source."""
    return name.split("_")[0]


class Bench:
    """A corpus with a retriever, and the questions put to it."""

    def __init__(self, folder: Path) -> None:
        corpus = load_corpus(folder)
        self.retriever = LexicalRetriever.of(corpus.passages, corpus.synonyms)

    def see(self, question: str, earlier: str, answerable: bool, is_right: Callable[[Passage], bool]) -> Seen:
        query = self.retriever.reader.read(question, earlier)
        hits = self.retriever.search(query, CANDIDATES)
        right = np.array([is_right(hit.passage) for hit in hits], bool)
        signals = np.array([[hit.signals[name] for name in retrieval.SIGNALS] for hit in hits])
        signals = signals.reshape(-1, len(retrieval.SIGNALS))
        if not hits:
            return Seen(answerable, signals, right, np.zeros(len(evidence.SIGNALS)), False, True, 0.0)
        found = weigh_evidence(query, hits, self.retriever.coverage)
        values = np.array([found.signals[name] for name in evidence.SIGNALS])
        return Seen(answerable, signals, right, values, bool(right[0]), hits[0].passage.whole, found.confidence)


@dataclass(frozen=True)
class PublicSet:
    """A public set: its bench, its questions with the ids that are right, and the questions that nothing answers."""

    bench: Bench
    questions: list[tuple[str, set[str]]]
    unanswerable: list[str]

    @classmethod
    def load(cls, folder: Path) -> "PublicSet":
        def rows(name: str) -> list[dict[str, str]]:
            path = folder / name
            return [json.loads(line) for line in path.open(encoding="utf-8")] if path.exists() else []

        with tempfile.TemporaryDirectory() as alone:
            shutil.copy(folder / "corpus.jsonl", alone)
            bench = Bench(Path(alone))
        least = json.loads((folder / "meta.json").read_text("utf-8"))["min_rel"]
        right = defaultdict(set)
        for line in (folder / "qrels.txt").open(encoding="utf-8"):
            question, _, passage, grade = line.split()
            if int(grade) >= least:
                right[question].add(f"corpus#{passage}")
        questions = [(row["text"], right[row["id"]]) for row in rows("queries.jsonl") if right[row["id"]]]
        return cls(bench, questions, [row["text"] for row in rows("oos.jsonl")])

    def see(self, most: int, rewrite: Callable[[str], str] = str) -> list[Seen]:
        """At most so many of the questions, evenly chosen, and as many of those that nothing answers."""
        step, step_unanswerable = (max(1, len(of) // most) for of in (self.questions, self.unanswerable))
        seen = [self._see(rewrite(text), ids) for text, ids in self.questions[::step]]
        return seen + [self._see(text, set()) for text in self.unanswerable[::step_unanswerable]]

    def see_foreign(self, questions: Sequence[str]) -> list[Seen]:
        """Questions of other sets, which nothing here answers."""
        return [self._see(text, set()) for text in questions]

    def _see(self, text: str, ids: set[str]) -> Seen:
        return self.bench.see(text, "", bool(ids), lambda passage: passage.id in ids)


def see_own(files: Mapping[Path, Path]) -> list[Seen]:
    """Our own judged questions, each file's about its corpus of articles."""
    return [seen for questions, corpus in files.items() for seen in _see_file(Bench(corpus), questions)]


def _see_file(bench: Bench, questions: Path) -> Iterator[Seen]:
    for judged in read_judged(questions):
        earlier = earlier_question(judged.question, judged.history)
        yield bench.see(judged.question, earlier, judged.sections is not None, judged.is_answered_by)


def auroc(scores: Floats, right: NDArray[np.bool_]) -> float:
    """The chance that a right one scores above another."""
    _, at, counts = np.unique(scores, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[at]
    n = int(right.sum())
    return float((ranks[right].sum() - n * (n + 1) / 2) / (n * (len(right) - n)))


def useful(seen: Sequence[Seen], scores: Floats, refused: float = 0.8) -> float:
    """The share of the answerable that are answered and right where that share of the others is refused."""
    unanswerable = np.sort([score for one, score in zip(seen, scores, strict=True) if not one.answerable])
    bar = unanswerable[int(np.ceil(refused * len(unanswerable))) - 1]
    answerable = [(one, score) for one, score in zip(seen, scores, strict=True) if one.answerable]
    return float(np.mean([one.first_is_right and score > bar for one, score in answerable]))


def hit_and_rr(seen: Sequence[Seen], scores: Sequence[Floats] | None = None) -> tuple[float, float]:
    """Hit@1 and MRR@10 of the answerable; in the order of other scores where they are given."""
    hits, ranks = [], []
    for n, one in enumerate(seen):
        if one.answerable:
            order = (
                np.argsort(-scores[n], kind="stable")[:10] if scores is not None else np.arange(min(10, len(one.right)))
            )
            found = np.flatnonzero(one.right[order])
            hits.append(len(found) > 0 and found[0] == 0)
            ranks.append(1 / (found[0] + 1) if len(found) else 0.0)
    return float(np.mean(hits)), float(np.mean(ranks))
