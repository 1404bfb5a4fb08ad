"""Which concepts do many texts mention, found all at once?

What `Thesaurus.mentions` finds in one text, found in the numbered terms of thousands: the phrases that stand for
concepts are a trie (Fredkin, 1960), and one step down the trie is one array operation over all places where a phrase
may still go on.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from faq_bot.search.sparse import Ints, Ints32, ends, spans
from faq_bot.search.synonyms import Thesaurus


class Mentions(NamedTuple):
    """Concepts by number, and at which of the terms the phrase of each begins; in order of the places."""

    places: Ints
    concepts: Ints32


class ConceptFinder:
    """Finds the concepts that numbered terms stand for; immutable. `number` gives the number of a term, and of a
    concept, by its name."""

    def __init__(self, thesaurus: Thesaurus, number: Callable[[str], int]) -> None:
        nodes: dict[tuple[int, int], int] = {}  # by the node above, 0 the root, and a term
        stand_for: list[list[int]] = [[]]
        for phrase, concepts in thesaurus.phrases():
            node = 0
            for term in phrase:
                step = node, number(term)
                if (below := nodes.get(step)) is None:
                    below = nodes[step] = len(stand_for)
                    stand_for.append([])
                node = below
            stand_for[node] += map(number, concepts)
        self._width = 1 + max((term for _, term in nodes), default=0)
        self._first = np.zeros(self._width, np.int64)
        for (above, of_term), below in nodes.items():
            if above == 0:
                self._first[of_term] = below
        keys = np.array([node * self._width + term for node, term in nodes], np.int64)
        order = np.argsort(keys)
        self._keys, self._below = keys[order], np.array(list(nodes.values()), np.int64)[order]
        self._start = ends(map(len, stand_for))
        self._concepts = np.array([concept for concepts in stand_for for concept in concepts], np.int32)

    def mentions(self, terms: Ints32, texts: Ints32) -> Mentions:
        """The concepts in terms, given the text that each is of; a phrase does not go on from one text to the next."""
        places, concepts = [], []
        at = np.flatnonzero(terms < self._width)
        node = self._first[terms[at]]
        at, node, length = at[node > 0], node[node > 0], 1
        while len(at):
            stands, _, size = spans(self._start, node)
            places.append(np.repeat(at, size))
            concepts.append(self._concepts[stands])
            goes_on = at + length < len(terms)
            at, node = at[goes_on], node[goes_on]
            after = terms[at + length]
            keys = node * self._width + after
            found = np.minimum(np.searchsorted(self._keys, keys), len(self._keys) - 1)
            goes_on = (self._keys[found] == keys) & (after < self._width) & (texts[at + length] == texts[at])
            at, node, length = at[goes_on], self._below[found[goes_on]], length + 1
        if not places:
            return Mentions(np.empty(0, np.int64), np.empty(0, np.int32))
        begins = np.concatenate(places)
        order = np.argsort(begins, kind="stable")
        return Mentions(begins[order], np.concatenate(concepts)[order])
