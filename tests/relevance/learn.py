"""Learns the weights in search/retrieval.py and answering/evidence.py, and says how they do on sets held out.

    python -m tests.relevance.learn FOLDER-OF-PUBLIC-SETS

Rows of questions and answers are weighed by coordinate ascent on Hit@1 and MRR@10, every set counting the same;
passages of articles by a softmax over the candidates of our own questions; confidence by logistic regression. Small
fits, in numpy alone. The constants are printed to be pasted, and shared by every corpus: nothing is learnt at a clinic.
"""

import random
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np

from faq_bot.answering import evidence
from faq_bot.search import retrieval
from tests.relevance.judged_sets import (
    OWN,
    RANKED,
    REFUSED,
    Floats,
    PublicSet,
    Seen,
    auroc,
    family,
    hit_and_rr,
    see_own,
    useful,
)

MOST = 5000  # questions of a set
AGAINST = ("unmet", "unseen", "lacks")  # signals that speak against the first hit
FOREIGN = 40  # questions that each set is asked of each other
START = {"near": 2.6, "broad": 4.5, "bm25": 1.5, "document": 1.5, "sentence": 0.0, "cover": 1.0, "holds": 1.0}
WORTH_IT = 0.002  # by which a step of the ascent must raise Hit@1 + MRR@10: its top is flat, and the rest is noise


def fit_rows(sets: Sequence[list[Seen]]) -> Floats:
    """Weights of the ranking signals, the first of them held, by coordinate ascent on Hit@1 + MRR@10."""

    def worth(weights: Floats) -> float:
        return float(np.mean([sum(hit_and_rr(seen, [one.signals @ weights for one in seen])) for seen in sets]))

    best = np.array([START[name] for name in retrieval.SIGNALS])
    highest = worth(best)
    for step in (1.0, 0.5, 0.25):
        moved = True
        while moved:
            moved = False
            for n in range(1, len(best)):
                for change in (step, -step):
                    tried = best.copy()
                    tried[n] = max(0.0, tried[n] + change)
                    if (found := worth(tried)) > highest + WORTH_IT:
                        best, highest, moved = tried, found, True
    return best


def fit_prose(sets: Sequence[list[Seen]], shrink: float = 0.01) -> Floats:
    """Weights of the ranking signals by a softmax over each question's candidates, by Newton's method."""
    groups = [[one for one in seen if one.answerable and one.right.any() and not one.right.all()] for seen in sets]
    width = len(retrieval.SIGNALS)
    weights = np.zeros(width)
    for _ in range(30):
        slope, curve = 2 * shrink * weights, 2 * shrink * np.eye(width)
        for group in groups:
            for one in group:
                score = one.signals @ weights
                chance = np.exp(score - score.max())
                among_right = chance * one.right / (chance * one.right).sum()
                chance /= chance.sum()
                mean = chance @ one.signals
                slope += (mean - among_right @ one.signals) / len(group) / len(groups)
                spread = (one.signals * chance[:, None]).T @ one.signals - np.outer(mean, mean)
                curve += spread / len(group) / len(groups)
        weights -= np.linalg.solve(curve, slope)
    return weights


def fit_confidence(sets: Sequence[list[Seen]], foreign: Sequence[list[Seen]] = (), shrink: float = 0.003) -> Floats:
    """Weights of the evidence's signals, of rows, then of prose, then whether it is prose, and the bias.

    A signal that speaks for the hit may not count against it, nor the other way round: what comes out so is chance, and
    is left out. Foreign questions help to tell what is far from any article; but a site is asked few, so what the odds
    come to is fitted again without them, by a factor and a bias for rows, and for prose.
    """
    signs = np.array([-1.0 if name in AGAINST else 1.0 for name in evidence.SIGNALS] * 2 + [0.0])
    kept = np.ones(len(signs), bool)
    while True:
        weights = np.zeros(len(signs) + 1)
        weights[np.append(kept, True)] = _logistic(
            [*sets, *foreign], lambda seen, kept=kept: _inputs(seen)[:, kept], shrink
        )
        wrong = kept & (weights[:-1] * signs < 0)
        if not wrong.any():
            break
        kept &= ~wrong
    of_rows, of_prose, differs, bias = _logistic(sets, lambda seen: _by_kind(seen, odds(seen, weights)[:, None]), 1e-9)
    factors = np.repeat([of_rows, of_prose], len(evidence.SIGNALS))
    prose_bias = (weights[-2] + weights[-1]) * of_prose + differs + bias
    rows_bias = weights[-1] * of_rows + bias
    return np.concatenate([weights[:-2] * factors, [prose_bias - rows_bias, rows_bias]])


def _logistic(sets: Sequence[list[Seen]], inputs_of: Callable[[Sequence[Seen]], Floats], shrink: float) -> Floats:
    """Weights, and last the bias, of a logistic regression on whether the first hit is right; a set counts as a set."""
    inputs = np.concatenate([inputs_of(seen) for seen in sets])
    right = np.array([one.first_is_right for seen in sets for one in seen], float)
    each = np.concatenate([np.full(len(seen), 1 / len(seen) / len(sets)) for seen in sets])
    mean = each @ inputs
    spread = np.sqrt(each @ (inputs - mean) ** 2) + 1e-9
    scaled = np.c_[(inputs - mean) / spread, np.ones(len(inputs))]
    ridge = 2 * shrink * np.diag([1.0] * inputs.shape[1] + [0.0])
    weights = np.zeros(scaled.shape[1])
    for _ in range(40):
        chance = 1 / (1 + np.exp(-(scaled @ weights)))
        curve = (scaled * (each * chance * (1 - chance))[:, None]).T @ scaled + ridge
        weights -= np.linalg.solve(curve, scaled.T @ (each * (chance - right)) + ridge @ weights)
    return np.append(weights[:-1] / spread, weights[-1] - (weights[:-1] / spread) @ mean)


def odds(seen: Sequence[Seen], weights: Floats) -> Floats:
    result: Floats = _inputs(seen) @ weights[:-1] + weights[-1]
    return result


def _inputs(seen: Sequence[Seen]) -> Floats:
    return _by_kind(seen, np.array([one.evidence for one in seen]))


def _by_kind(seen: Sequence[Seen], values: Floats) -> Floats:
    """The values of rows, 0 where it is of prose; those of prose, 0 where it is of rows; and whether it is prose."""
    prose = np.array([[float(not one.first_is_row)] for one in seen])
    return np.hstack([values * (1 - prose), values * prose, prose])


def _print(name: str, names: Sequence[str], weights: Floats, **more: float) -> None:
    values: Mapping[str, float] = {**more, **dict(zip(names, weights.tolist(), strict=True))}
    print(f"{name} =", {key: round(value, 2) for key, value in values.items()})


def main(folder: Path) -> None:
    public = {name: PublicSet.load(folder / name) for name in dict.fromkeys(RANKED + REFUSED)}
    seen = {name: one.see(MOST) for name, one in public.items()}
    own = {name: see_own(files) for name, files in OWN.items()}

    held = []
    for name in RANKED:
        weights = fit_rows([seen[other] for other in RANKED if family(other) != family(name)])
        held.append(hit_and_rr(seen[name], [one.signals @ weights for one in seen[name]]))
        print(f"rows, held out: {name:20} Hit@1 {held[-1][0]:.3f} MRR@10 {held[-1][1]:.3f}")
    print(f"rows, held out: {'mean':20} Hit@1 {np.mean(held, 0)[0]:.4f} MRR@10 {np.mean(held, 0)[1]:.4f}")
    _print("retrieval.ROW_WEIGHTS", retrieval.SIGNALS, fit_rows([seen[name] for name in RANKED]))
    for name in own:
        weights = fit_prose([own[other] for other in own if other != name])
        print(
            f"prose, held out: {name:19} Hit@1 {hit_and_rr(own[name], [o.signals @ weights for o in own[name]])[0]:.3f}"
        )
    _print("retrieval.PROSE_WEIGHTS", retrieval.SIGNALS, fit_prose(list(own.values())))

    # Whoever asks a bank's questions of a clinic must be refused too: each set is asked some questions of the others.
    chance = random.Random(1)
    foreign = {}
    for name in REFUSED:
        others = [other for other in RANKED if family(other) != family(name)]
        questions = [text for other in others for text, _ in chance.sample(public[other].questions, FOREIGN)]
        foreign[name] = public[name].see_foreign(questions)
    sets = {name: seen[name] for name in REFUSED} | own
    table = []
    for name in sets:
        rest = [other for other in sets if family(other) != family(name)]
        weights = fit_confidence([sets[o] for o in rest], [foreign[o] for o in rest if o in foreign])
        scores = odds(sets[name], weights)
        right = np.array([one.first_is_right for one in sets[name]])
        table.append((auroc(scores, right), useful(sets[name], scores)))
        print(f"confidence, held out: {name:20} AUROC {table[-1][0]:.3f} useful {table[-1][1]:.3f}")
    mean = np.mean(table[: len(REFUSED)], 0)
    print(f"confidence, held out: {'mean of public':20} AUROC {mean[0]:.4f} useful {mean[1]:.4f}")
    weights, names = fit_confidence(list(sets.values()), list(foreign.values())), evidence.SIGNALS
    rows, prose, differs, bias = weights[: len(names)], weights[len(names) : -2], weights[-2], weights[-1]
    _print("evidence.ROW_WEIGHTS", names, rows, bias=bias)
    _print("evidence.PROSE_WEIGHTS", names, prose, bias=bias + differs)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
