"""How good are ranking, refusing and speed, with the constants as they stand?

    python -m tests.relevance.measure FOLDER-OF-PUBLIC-SETS

Every question of every public set, on one thread: some minutes. Nothing is learnt here; learn.py does that.
"""

import os
import random
import shutil
import string
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from faq_bot.content.corpus import load_corpus
from faq_bot.evaluation import calibration_error, reliability
from faq_bot.live.generation import Generation
from tests.relevance.judged_sets import RANKED, REFUSED, PublicSet, Seen, auroc, hit_and_rr, useful

MOST = 10**9  # questions of a set: all of them
FOREIGN, HOME = "clinc150_k10", "feedbackqa_who"
TIMED = ["feedbackqa_cdc", "medquad_liveqa_summary"]
KEPT = 0.95


def with_typo(question: str) -> str:
    """The question with one mistake inside its longest word; the same one every time."""
    chance = random.Random(question)
    words = question.split(" ")
    at = max(range(len(words)), key=lambda n: len(words[n]))
    word = words[at]
    while len(word) > 3 and words[at] == word:
        n = chance.randrange(1, len(word) - 2)
        letter = chance.choice(string.ascii_lowercase)
        words[at] = word[:n] + chance.choice(
            [word[n + 1 :], letter + word[n:], letter + word[n + 1 :], word[n + 1] + word[n] + word[n + 2 :]]
        )
    return " ".join(words)


def confidences(seen: Iterable[Seen]) -> np.ndarray:
    return np.array([one.confidence for one in seen])


def print_ranking(public: dict[str, PublicSet], seen: dict[str, list[Seen]]) -> None:
    print(f"\n{'ranking':24}{'asked':>6}{'Hit@1':>8}{'MRR@10':>8}{'with typo':>11}{'lost':>7}")
    table = []
    for name in RANKED:
        hit, rr = hit_and_rr(seen[name])
        typo, _ = hit_and_rr(public[name].see(MOST, with_typo))
        table.append((hit, rr, typo, 100 * (hit - typo)))
        print(f"{name:24}{len(public[name].questions):6}{hit:8.4f}{rr:8.4f}{typo:11.4f}{100 * (hit - typo):7.2f}")
    hit, rr, typo, lost = np.mean(table, 0)
    print(f"{'mean':24}{'':6}{hit:8.4f}{rr:8.4f}{typo:11.4f}{lost:7.2f}")


def print_refusing(seen: dict[str, list[Seen]]) -> None:
    print(f"\n{'refusing':24}{'asked':>6}{'of none':>8}{'AUROC':>8}{'useful':>8}{'ECE':>8}")
    table = []
    for name in REFUSED:
        scores, right = confidences(seen[name]), np.array([one.first_is_right for one in seen[name]])
        error = calibration_error(reliability(zip(scores.tolist(), right.tolist(), strict=True)))
        table.append((auroc(scores, right), useful(seen[name], scores), error))
        nobody = sum(not one.answerable for one in seen[name])
        print(f"{name:24}{len(scores):6}{nobody:8}" + "".join(f"{value:8.4f}" for value in table[-1]))
    print(f"{'mean':24}{'':14}" + "".join(f"{value:8.4f}" for value in np.mean(np.array(table, float), 0)))
    bins = reliability((one.confidence, one.first_is_right) for name in REFUSED for one in seen[name])
    print(f"\nreliability over the five (expected calibration error {calibration_error(bins):.4f})")
    print(f"{'said':12}{'mean said':>10}{'right':>8}{'answers':>9}")
    for each in bins:
        shown = f"{each.confidence:10.3f}{each.right.value:8.3f}" if each.right.whole else f"{'-':>10}{'-':>8}"
        print(f"{f'{each.low:.1f} to {each.high:.1f}':12}{shown}{each.right.whole:9}")


def print_foreign(public: dict[str, PublicSet], seen: dict[str, list[Seen]]) -> None:
    bar = np.quantile(confidences(seen[HOME]), 1 - KEPT)
    foreign = confidences(public[HOME].see_foreign([question for question, _ in public[FOREIGN].questions]))
    print(f"\n{FOREIGN} put to {HOME}: {np.mean(foreign < bar):.4f} of {len(foreign)} refused", end=" ")
    print(f"with {KEPT:.0%} of its own {len(seen[HOME])} kept (confidence from {bar:.4f})")


def print_large(of: PublicSet) -> None:
    seen = of.see(MOST)
    hits = [np.mean([one.right[:n].any() for one in seen]) for n in (1, 3)]
    print(f"\n{TIMED[1]}: Hit@1 {hits[0]:.4f} Hit@3 {hits[1]:.4f} of {len(seen)} questions that have a right passage")


def print_speed(folder: Path, questions: Sequence[str]) -> None:
    with tempfile.TemporaryDirectory() as alone:
        shutil.copy(folder / "corpus.jsonl", alone)
        start = time.perf_counter()
        corpus = load_corpus(Path(alone))
        loaded = time.perf_counter()
        generation = Generation.build(corpus)
        built = time.perf_counter()
    generation.ask(questions[0])
    taken = []
    for question in questions:
        begun = time.perf_counter()
        generation.ask(question)
        taken.append(1000 * (time.perf_counter() - begun))
    p50, p95 = np.percentile(taken, (50, 95))
    print(f"{folder.name:24}{len(corpus.passages):9}{loaded - start:7.2f}{built - loaded:7.2f}", end="")
    print(f"{len(taken):7}{p50:9.2f}{p95:9.2f}{max(taken):9.2f}")


def main(folder: Path) -> None:
    public = {name: PublicSet.load(folder / name) for name in dict.fromkeys(RANKED + REFUSED + TIMED)}
    seen = {name: one.see(MOST) for name, one in public.items() if name not in TIMED[1:]}
    print_ranking(public, seen)
    print_refusing(seen)
    print_foreign(public, seen)
    print_large(public[TIMED[1]])
    print(f"\n{'speed, one thread':24}{'passages':>9}{'load s':>7}{'build s':>7}{'asked':>7}", end="")
    print(f"{'p50 ms':>9}{'p95 ms':>9}{'max ms':>9}")
    for name in TIMED:
        print_speed(folder / name, [question for question, _ in public[name].questions])


if __name__ == "__main__":
    if os.environ.get("OMP_NUM_THREADS") != "1":  # read when numpy is loaded, so begin again
        os.execve(sys.executable, sys.orig_argv, {**os.environ, "OMP_NUM_THREADS": "1"})
    main(Path(sys.argv[1]))
