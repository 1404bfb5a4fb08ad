"""Are the concepts found in many texts at once those that are found in each?"""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from faq_bot.content.synonyms import Group
from faq_bot.search.analysis import Analyzer
from faq_bot.search.mentions import ConceptFinder
from faq_bot.search.reading import Vocabulary
from faq_bot.search.synonyms import Thesaurus, built_in_groups

PHRASE = st.lists(st.sampled_from("abc"), max_size=4).map(" ".join)
GROUPS = st.lists(st.builds(Group, st.lists(PHRASE, min_size=1, max_size=3).map(tuple)), max_size=6)
TEXTS = st.lists(st.lists(st.sampled_from("abcd"), max_size=8), max_size=6)


def at_once(thesaurus, texts):
    """The concepts found in texts given as terms: the text, the place in it, and the concept."""
    names = Vocabulary()
    names["d"]  # is in no phrase, and has a number before those that are
    finder = ConceptFinder(thesaurus, names.__getitem__)
    terms = np.array([names[term] for text in texts for term in text], np.int32)
    text_of = np.repeat(np.arange(len(texts), dtype=np.int32), list(map(len, texts)))
    found = finder.mentions(terms, text_of)
    starts = np.cumsum([0, *map(len, texts)])
    known = list(names)
    return [
        (int(text_of[place]), int(place - starts[text_of[place]]), known[concept])
        for place, concept in zip(found.places.tolist(), found.concepts.tolist(), strict=True)
    ]


def one_by_one(thesaurus, texts):
    return [(n, m.start, m.concept) for n, text in enumerate(texts) for m in thesaurus.mentions(text)]


@settings(max_examples=60)
@given(GROUPS, TEXTS)
def test_mentions_are_those_of_each_text(groups, texts):
    thesaurus = Thesaurus(groups, str.split)
    assert at_once(thesaurus, texts) == one_by_one(thesaurus, texts)


@pytest.mark.parametrize(
    ("phrases", "texts", "found"),
    [
        pytest.param([["lower back"]], ["my lower back"], [(0, 1, "=lower back")], id="a-phrase"),
        pytest.param([["lower back"]], ["lower", "back"], [], id="not-across-texts"),
        pytest.param([["lower back"]], ["lower", "", "back"], [], id="not-across-an-empty-text"),
        pytest.param([["lower back"]], ["lower"], [], id="not-past-the-end"),
        pytest.param(
            [["lower back"], ["lower back pain"], ["back"]],
            ["lower back pain"],
            [(0, 0, "=lower back"), (0, 0, "=lower back pain"), (0, 1, "=back")],
            id="phrases-within-phrases",
        ),
        pytest.param([["a a"]], ["a a a"], [(0, 0, "=a a"), (0, 1, "=a a")], id="phrases-that-overlap"),
        pytest.param([["a", "b"], ["c", "b"]], ["b"], [(0, 0, "=a"), (0, 0, "=c")], id="of-two-concepts"),
        pytest.param([["a", "b"]], ["b a", "", "a"], [(0, 0, "=a"), (0, 1, "=a"), (2, 0, "=a")], id="said-again"),
        pytest.param([["a"]], ["d"], [], id="a-word-of-no-phrase"),
        pytest.param([], ["a b"], [], id="no-phrases"),
        pytest.param([[""]], ["a"], [], id="an-empty-phrase"),
        pytest.param([["a"]], [], [], id="no-texts"),
        pytest.param([["a"]], ["", ""], [], id="empty-texts"),
    ],
)
def test_what_is_found(phrases, texts, found):
    thesaurus = Thesaurus([Group(tuple(each)) for each in phrases], str.split)
    assert at_once(thesaurus, [text.split() for text in texts]) == found


def test_what_is_only_asked_for_is_not_mentioned():
    thesaurus = Thesaurus([Group(("physiotherapy",), ("physio",))], str.split)
    assert at_once(thesaurus, [["physio"], ["physiotherapy"]]) == [(1, 0, "=physiotherapy")]


def test_the_built_in_phrases_find_themselves():
    analyzer = Analyzer()
    thesaurus = Thesaurus(built_in_groups(), analyzer.telling_terms)
    texts = [analyzer.telling_terms(phrase) for group in built_in_groups() for phrase in group.same]
    assert at_once(thesaurus, texts) == one_by_one(thesaurus, texts) != []
