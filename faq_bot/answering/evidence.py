"""How sure is it that the best passage answers the question?

What speaks for the first hit, in numbers that mean the same in every corpus, and the chance of being right that they
come to. The chance is a logistic regression, its weights learnt by tests/relevance/learn.py; nothing is learnt at the
clinic.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from faq_bot.search.asked_for import Asked
from faq_bot.search.coverage import Coverage
from faq_bot.search.query import Query
from faq_bot.search.retrieval import BM25, BROAD, COVER, HOLDS, NEAR, SENTENCE, Hit

_MANY = 15  # words of a question; from there on another one makes nothing surer
_STEEPNESS = 3.0  # of the softmax over the hits' scores


@dataclass(frozen=True, slots=True)
class Evidence:
    """What of the question the first hit covers, what kind of thing it should hold, and every signal of its worth."""

    covered: tuple[str, ...]
    uncovered: tuple[str, ...]
    asked: Asked | None
    signals: Mapping[str, float]
    weights: Mapping[str, float]
    confidence: float


SIGNALS = (
    "score",
    "lead",
    "share",
    "near lead",
    "bm25 lead",
    "broad",
    "words",
    "cover",
    "sentence",
    "unmet",
    "unseen",
    "lacks",
)
"""What confidence goes by:

- `score`, `lead`, `share`: the first hit's score, how far it is before the second's, and its share in a softmax of all
- `near lead`, `bm25 lead`: how far it is before all others by the likeness of its nearest wording, and by BM25
- `broad`: how like the question its wordings are, many together
- `words`: the logarithm of the number of the question's words
- `cover`, `sentence`: what of the question it covers, and its best sentence does
- `unmet`, `unseen`: the weight of the most telling word that it lacks, and of all words that no passage has
- `lacks`: what of the question no sentence covers that holds the kind of thing that is asked for
"""
ROW_WEIGHTS: Mapping[str, float] = MappingProxyType(
    {
        "bias": -3.81,
        "score": 0.08,
        "lead": 0.22,
        "share": 1.98,
        "near lead": 1.28,
        "bm25 lead": 1.83,
        "broad": 2.14,
        "words": 0.6,
        "cover": 0.0,
        "sentence": 0.41,
        "unmet": 0.0,
        "unseen": -1.1,
        "lacks": -0.05,
    }
)
PROSE_WEIGHTS: Mapping[str, float] = MappingProxyType(
    {
        "bias": -3.95,
        "score": 0.09,
        "lead": 0.18,
        "share": 1.49,
        "near lead": 0.0,
        "bm25 lead": 2.92,
        "broad": 0.0,
        "words": 0.81,
        "cover": 0.88,
        "sentence": 1.09,
        "unmet": -3.2,
        "unseen": 0.0,
        "lacks": -1.78,
    }
)


def weigh_evidence(query: Query, hits: Sequence[Hit], coverage: Coverage) -> Evidence:
    """The evidence for the first of the hits, of which there is one at least."""
    first = hits[0]
    others = [hit for hit in hits if hit.passage.place != first.passage.place]

    def lead(signal: int) -> float:
        return first.values[signal] - max((hit.values[signal] for hit in others), default=0.0)

    uncovered, unmet = coverage.unmet(query, first.number)
    signals = {
        "score": first.score,
        "lead": first.score - max((hit.score for hit in others), default=0.0),
        "share": 1 / (1 + sum(math.exp(_STEEPNESS * (hit.score - first.score)) for hit in others)),
        "near lead": lead(NEAR),
        "bm25 lead": lead(BM25),
        "broad": first.values[BROAD],
        "words": math.log(min(max(len(query.words), 1), _MANY)),
        "cover": first.values[COVER],
        "sentence": first.values[SENTENCE],
        "unmet": unmet,
        "unseen": coverage.unseen(query),
        "lacks": 1 - first.values[HOLDS] if query.asked else 0.0,
    }
    weights = ROW_WEIGHTS if first.passage.whole else PROSE_WEIGHTS
    odds = weights["bias"] + sum(weights[name] * value for name, value in signals.items())
    return Evidence(
        tuple(word.written for word in query.telling if word not in uncovered),
        tuple(word.written for word in uncovered),
        query.asked,
        MappingProxyType(signals),
        weights,
        1 / (1 + math.exp(-odds)),
    )
