"""Which of some sets of words do texts have: is it what plain sets say?"""

import random
from concurrent.futures import ThreadPoolExecutor
from itertools import chain

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from faq_bot.content.passages import Passage, sentence_spans
from faq_bot.content.synonyms import Group
from faq_bot.search.indexes import Indexer
from faq_bot.search.marks import BITS, Marks, MarkSets
from faq_bot.search.passage_words import PassageWords
from faq_bot.search.stored import Shelf

LETTERS = "abcdefgh"
WORDS = [f"{first}{second}" for first in "bcdfgh" for second in LETTERS]  # no stem or function word among them
GROUPS = (Group(("bb cc", "dd")), Group(("cc", "ff gg")))
indexer = Indexer(GROUPS)
analyzer, thesaurus, _ = indexer.understanding


def passage(name, title="", section="", text="", questions=()):
    return Passage(f"a#{name}", title, section, text, tuple(questions), "a", str(name), 0)


def texts_of(one):
    spans = sentence_spans(one.text)
    return [one.title, one.section, *one.questions, *(one.text[start:end] for start, end in spans)]


def names_in(text):
    """The telling terms and the concepts of a text."""
    terms = analyzer.telling_terms(text)
    return {*terms, *(mention.concept for mention in thesaurus.mentions(terms))}


class Built:
    """The words of passages, with the names of what is looked for."""

    def __init__(self, passages):
        self.indexes, _ = indexer.index(passages)
        self.words, self.find = self.indexes.words, self.indexes.numbers.find
        self.marks = Marks(self.words)
        self.every = np.arange(len(passages))
        self.names = [[names_in(text) for text in texts_of(one)] for one in passages]

    def columns(self, names):
        """The numbers of those of the names that any passage has."""
        return [number for number in map(self.find, names) if number >= 0]

    def sets(self, sets):
        return MarkSets.of([self.columns(names) for names in sets])

    def table(self, sets, passages, marks=None):
        """Which sets each text of the passages has any of."""
        held = (marks or self.marks).held(self.sets(sets), np.array(passages, np.int64))
        assert held.masks.shape == (len(held.kinds), -(-len(sets) // BITS))
        assert held.masks.dtype == np.uint64
        marks = [sum(word << BITS * place for place, word in enumerate(row)) for row in held.masks.tolist()]
        assert not any(mark >> len(sets) for mark in marks)
        return [[bool(mark >> n & 1) for n in range(len(sets))] for mark in marks]

    def plainly(self, sets, passages):
        return [[not text.isdisjoint(names) for names in sets] for number in passages for text in self.names[number]]


WORD = st.sampled_from(["bb", "cc", "dd", "ff", "gg", "hh", "the"])
TEXT = st.lists(WORD, max_size=5).map(" ".join)
PASSAGE = st.builds(
    lambda title, section, sentences, questions: passage("b", title, section, " \n".join(sentences), questions),
    TEXT,
    TEXT,
    st.lists(TEXT, max_size=3),
    st.lists(TEXT, max_size=3),
)
NAMES = st.lists(st.sampled_from(["bb", "cc", "dd", "ff", "gg", "hh", "zz", "the", "=bb cc", "=cc"]), max_size=4)


@given(st.lists(PASSAGE, max_size=4), st.lists(NAMES, max_size=5), st.data())
def test_holding_is_that_of_sets(passages, sets, data):
    built = Built(passages)
    wanted = data.draw(st.lists(st.sampled_from(built.every.tolist()), max_size=9)) if passages else []
    for _ in range(2):  # the second finds the scratch as the first left it
        assert built.table(sets, wanted) == built.plainly(sets, wanted)


@pytest.mark.parametrize("count", [0, 1, 63, 64, 65, 128, 129, 200])
def test_any_number_of_sets(count):
    chance = random.Random(count)
    passages = [passage(n, text=" ".join(chance.choices(WORDS, k=9)), section=WORDS[n]) for n in range(12)]
    built = Built(passages)
    sets = [chance.choices(WORDS, k=chance.randrange(3)) for _ in range(count)]
    assert built.table(sets, built.every) == built.plainly(sets, built.every)


@pytest.mark.parametrize(
    "passages",
    [
        pytest.param([], id="none"),
        pytest.param([passage("b")], id="one-without-words"),
        pytest.param([passage("b"), passage("c", text="bb"), passage("d")], id="between-ones-without-words"),
        pytest.param([passage("b", text="the of\nbb\n?!\ncc", questions=["", "bb", ""])], id="texts-without-words"),
        pytest.param([passage("b", text="the of and")], id="only-function-words"),
    ],
)
@pytest.mark.parametrize("sets", [[], [[]], [["bb"], [], ["cc", "bb"], ["zz"]]], ids=["no-sets", "empty", "some"])
def test_texts_without_words(passages, sets):
    built = Built(passages)
    assert built.table(sets, built.every) == built.plainly(sets, built.every)


@given(st.lists(PASSAGE, max_size=4), st.data())
def test_the_texts_of_passages(passages, data):
    built = Built(passages)
    wanted = data.draw(st.lists(st.integers(0, len(passages) - 1), max_size=6)) if passages else []
    texts = built.words.texts(np.array(wanted, np.int64))
    each = [passages[number] for number in wanted]
    first = np.cumsum([0, *(len(texts_of(one)) for one in passages)])
    assert texts.numbers.tolist() == [first[n] + k for n in wanted for k in range(len(texts_of(passages[n])))]
    assert texts.count.tolist() == [len(texts_of(one)) for one in each]
    assert texts.first.tolist() == [int(sum(texts.count[:n])) for n in range(len(wanted))]
    kinds = [[0, 1, *[2] * len(one.questions), *[3] * len(sentence_spans(one.text))] for one in each]
    assert texts.kinds.tolist() == list(chain(*kinds))
    assert [built.words.sentences(n) for n in range(len(passages))] == [sentence_spans(one.text) for one in passages]
    assert built.words.count == len(passages)
    words, sizes = built.words.words_of(texts.numbers)
    said = [analyzer.terms(text) for one in each for text in texts_of(one)]
    assert sizes.tolist() == list(map(len, said))
    assert built.words.term_of[words].tolist() == [built.find(term) for terms in said for term in terms]


def some_passages(count=40):
    chance = random.Random(count)
    return [
        passage(n, *(" ".join(chance.choices(WORDS, k=5)) for _ in range(3)), questions=chance.choices(WORDS, k=n % 4))
        for n in range(count)
    ]


def test_eight_threads_at_once_get_what_one_gets():
    built = Built(some_passages())
    chance = random.Random(1)
    questions = [[chance.choices(WORDS, k=3) for _ in range(chance.randrange(90))] for _ in range(100)]
    alone = [Built(some_passages()).table(sets, built.every) for sets in questions]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda sets: built.table(sets, built.every), questions)) == alone


@pytest.mark.parametrize("passages", [[], [passage("b")], some_passages()], ids=["none", "without-words", "many"])
def test_what_was_saved_holds_the_same(tmp_path, passages):
    built = Built(passages)
    with Shelf.making(tmp_path) as shelf:
        built.words.save(shelf)
    opened = PassageWords.open(Shelf.opening(tmp_path))
    sets = [*([word] for word in WORDS), ["=cc"], []]
    assert (
        built.table(sets, built.every, Marks(opened))
        == built.table(sets, built.every)
        == built.plainly(sets, built.every)
    )
    assert (opened.width, opened.count) == (built.words.width, built.words.count)
    for number in range(len(passages)):
        assert opened.sentences(number) == built.words.sentences(number)


def test_what_any_passage_says():
    built = Built([passage("b", title="dd", text="cc the hh")])
    said = {name: bool(built.words.said[built.find(name)]) for name in ("dd", "cc", "hh", "the", "=cc", "=bb cc")}
    assert said == {"dd": True, "cc": True, "hh": True, "the": False, "=cc": True, "=bb cc": True}
