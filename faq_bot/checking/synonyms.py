"""Which of the clinic's own synonyms do nothing?

A group of `_synonyms.txt` helps when a passage has one of its phrases. A phrase in two groups that say the
same ties both together for whoever asks, which is seldom meant.
"""

from collections.abc import Iterator

from faq_bot.checking.findings import Kind, Place, Problem
from faq_bot.checking.places import Places
from faq_bot.content.corpus import Corpus
from faq_bot.content.synonyms import parse_synonyms
from faq_bot.search.analysis import Analyzer

SYNONYMS = "_synonyms.txt"

Phrase = tuple[str, ...]


def idle_synonyms(corpus: Corpus, places: Places) -> Iterator[Problem]:
    """The groups that no passage has a phrase of, and the phrases that stand in two."""
    if not corpus.synonyms:
        return
    terms = Analyzer().terms
    groups = [
        (number, group, [tuple(terms(phrase)) for phrase in group.same])
        for number, group in parse_synonyms(places.text(SYNONYMS))
    ]
    said = _said(corpus, {phrase for _, _, phrases in groups for phrase in phrases})
    first: dict[Phrase, int] = {}
    for number, group, phrases in groups:
        where = Place(SYNONYMS, line=number)
        if not said.intersection(phrases):
            named = ", ".join(f"“{phrase}”" for phrase in group.same)
            what = f"no passage says {named}" if len(phrases) == 1 else f"no passage says any of {named}"
            yield Problem(Kind.UNKNOWN_SYNONYM, where, what, "add a word that the articles use, or take the line out")
        for phrase, written in zip(phrases, group.same, strict=True):
            if not group.asked and (earlier := first.setdefault(phrase, number)) != number:
                what = f"“{written}” stands in line {earlier} too"
                yield Problem(Kind.SYNONYM_TWICE, where, what, "put what says the same into one line")


def _said(corpus: Corpus, phrases: set[Phrase]) -> set[Phrase]:
    """Those of the phrases that a passage has."""
    lengths = sorted({len(phrase) for phrase in phrases})
    analyzer = Analyzer()
    said: set[Phrase] = set()
    for passage in corpus.passages:
        terms = analyzer.terms(passage.all_text)
        for length in lengths:
            said |= phrases.intersection(zip(*(terms[at:] for at in range(length)), strict=False))
    return said
