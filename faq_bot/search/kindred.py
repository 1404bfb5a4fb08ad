"""Which words are somewhat alike?

The groups of `kindred_words.txt`, ours to extend: a word that stands in a group with another hints at it, more so in
two groups. Weaker than synonyms, which say the same.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path

import msgspec

from faq_bot.search.analysis import Analyzer
from faq_bot.search.stored import Shelf


class Kindred:
    """Groups of kindred terms; immutable."""

    def __init__(self, groups: list[list[str]]) -> None:
        self._groups = groups
        self.count = len(groups)
        self._groups_of: defaultdict[str, list[int]] = defaultdict(list)
        for number, group in enumerate(groups):
            for term in group:
                self._groups_of[term].append(number)

    @staticmethod
    @cache
    def built_in() -> "Kindred":
        """The groups of `kindred_words.txt`."""
        analyzer = Analyzer()
        lines = Path(__file__).with_name("kindred_words.txt").read_text("utf-8").splitlines()
        return Kindred([list(dict.fromkeys(analyzer.terms(li))) for li in lines if li and not li.startswith("#")])

    def groups_of(self, term: str) -> list[int]:
        """The numbers of the groups that a term stands in."""
        return self._groups_of.get(term, [])

    def terms_near(self, term: str) -> Mapping[str, int]:
        """The terms that stand in a group with a term, and in how many."""
        together = Counter(other for group in self.groups_of(term) for other in self._groups[group])
        together.pop(term, None)
        return together

    def save(self, shelf: Shelf) -> None:
        shelf.put_value("groups", self._groups)

    @classmethod
    def open(cls, shelf: Shelf) -> "Kindred":
        """The groups that were kept; those of the last generation, where they are the same."""
        return _opened(shelf.get_bytes("groups"))


@lru_cache(maxsize=1)
def _opened(groups: bytes) -> Kindred:
    return Kindred(msgspec.json.decode(groups, type=list[list[str]]))
