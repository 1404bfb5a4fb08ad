"""Is a question nearest to the wording that a person would say is nearest?"""

import math
import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from faq_bot.content.documents import heading_text
from faq_bot.content.passages import Passage, sentence_spans
from faq_bot.search import remembered
from faq_bot.search.bm25 import smoothed_idf
from faq_bot.search.features import KINDRED, NEIGHBOURS, SAME, SPELT, letters, pair_numbers
from faq_bot.search.indexes import Indexer
from faq_bot.search.stored import Shelf
from faq_bot.search.wordings import FAR, IDF_POWER, MOST, NEAR, SECTION_SHARE, Wordings

indexer = Indexer()
analyzer, _, kindred = indexer.understanding


def passage(number, lines):
    """A passage given as `kind: text` lines."""
    of = {"question": [], "section": [], "answer": []}
    for line in lines.splitlines():
        kind, _, text = line.partition(": ")
        of[kind].append(text)
    section, answer = "".join(of["section"]), "".join(of["answer"])
    return Passage(f"a#{number}", "", section, answer, tuple(of["question"]), "a", str(number), 0)


def parts_of(texts):
    """A question in parts, as it is put to wordings."""
    return [([(word, analyzer.term(word)) for word in analyzer.words(text)], share) for text, share in texts]


def of_all(of, texts, numbers):
    """The likeness of passages by number: to the nearest wording, and to many."""
    near, broad = of.likeness(parts_of(texts), np.array(numbers, np.int64))
    return near.tolist(), broad.tolist()


def likeness(question, *passages, scene="", share=1.0, numbers=None):
    """How alike each passage is to the question: by its nearest wording, by many."""
    indexes, _ = indexer.index([passage(*each) for each in enumerate(passages)])
    texts = [(text, weight) for text, weight in ((question, 1.0), (scene, share)) if text]
    every = np.arange(len(passages)) if numbers is None else numbers
    return indexes.wordings.likeness(parts_of(texts), every)


@pytest.mark.parametrize(
    ("question", "nearer", "farther"),
    [
        pytest.param("where can I park", "question: Where can I park?", "question: Where can I pay?", id="more-words"),
        pytest.param("where can I park", "question: where can I park", "section: where can I park", id="not-a-section"),
        pytest.param("prking", "question: parking", "question: heating", id="letters-of-a-misspelt-word"),
        pytest.param("park my car", "question: park your car", "question: your car park", id="neighbours"),
        pytest.param("the fee", "question: the price", "question: the knee", id="kindred-words"),
        pytest.param("heat pack", "answer: a heat pack is warm", "answer: an ice pack is cold", id="answers"),
        pytest.param("heat", "question: heat", "question: heat and ice and oil and water", id="short-before-long"),
        pytest.param("what does ice do", "question: what does ice do", "question: what does heat do", id="one-word"),
    ],
)
def test_what_is_nearer(question, nearer, farther):
    for near in likeness(question, nearer, farther):
        assert near[0] > near[1]
    for near in likeness(question, farther, nearer):
        assert near[0] < near[1]


def test_the_very_words_are_as_near_as_can_be():
    near, _ = likeness("where can I park", "question: where can I park")
    assert near == pytest.approx([1 / 1.3], abs=0.01)


def test_nothing_in_common_is_no_likeness():
    for signal in likeness("zzz qqq", "question: park", "answer: the chapel"):
        assert signal.tolist() == [0.0, 0.0]


def test_a_passage_without_wordings():
    near, broad = likeness("park", "", "question: park", "", numbers=np.array([2, 1, 0]))
    assert (near[0], near[2], broad[0], broad[2]) == (0, 0, 0, 0)
    assert near[1] > 0
    assert broad[1] > 0


def test_no_passages_and_no_words():
    assert [signal.tolist() for signal in likeness("")] == [[], []]
    near, broad = likeness("", "question: park")
    assert (near.tolist(), broad.tolist()) == ([0.0], [0.0])


def test_twenty_ways_of_asking_the_same_do_not_shout():
    one = "question: where can I park"
    for single, many in (signal.tolist() for signal in likeness("where can I park", one, "\n".join([one] * 20))):
        assert single <= many < 2 * single


def test_other_ways_of_asking_help():
    _, broad = likeness("where do I leave my car", "question: parking", "question: parking\nquestion: leave the car")
    assert broad[1] > broad[0]


@pytest.mark.parametrize("share", [0.4, 0.01])
def test_what_sets_the_scene_counts_less(share):
    for signal in likeness("park", "question: park", "question: oil", scene="oil", share=share):
        assert signal[0] > signal[1]


@given(st.lists(st.lists(st.sampled_from("where can park car pay fee oil ice".split()), min_size=1, max_size=6)))
def test_likeness_is_of_0_to_1_by_the_nearest_and_that_of_the_same_words_is_highest(texts):
    passages = [f"question: {' '.join(words)}" for words in texts]
    for words in texts[:3]:
        near, broad = likeness(" ".join(words), *passages)
        assert ((near >= 0) & (near <= 1 + 1e-6)).all()
        assert ((broad >= 0) & np.isfinite(broad)).all()
        assert near[texts.index(words)] == pytest.approx(near.max(), abs=1e-5)


# The definition, word for word


class Definition:
    """Likeness in plain dictionaries, a wording at a time."""

    def __init__(self, passages, find):
        self.passages, self.find = passages, find
        held = Counter(term for one in passages for term in self.counted(one))
        self.weights = {term: smoothed_idf(len(passages), n) ** IDF_POWER for term, n in held.items()}
        self.unseen = smoothed_idf(len(passages), 0) ** IDF_POWER
        lengths = [len(answer) for one in passages if (answer := self.answer(one))]
        said = [one for one in passages if sentence_spans(one.text)]
        self.usual = max(sum(lengths) / max(len(said), 1), 1.0)
        self.rows = [[scaled(row, share) for row, share in self.wordings(one) if row] for one in passages]
        self.worths = list(map(worths, self.rows))

    @staticmethod
    def repeats(one):
        return one.section in one.questions or one.section in map(heading_text, one.questions)

    def counted(self, one):
        """The terms of a passage that it is found by."""
        section = [] if self.repeats(one) else [one.section]
        spans = sentence_spans(one.text)
        return {
            term
            for text in (*one.questions, *section, *(one.text[start:end] for start, end in spans))
            for term in analyzer.terms(text)
        }

    @staticmethod
    def answer(one):
        """The words of an answer: those of the first question and of the text."""
        spans = sentence_spans(one.text)
        texts = [*one.questions[:1], *(one.text[start:end] for start, end in spans)] if spans else []
        return [word for text in texts for word in analyzer.words(text)]

    def weight(self, term):
        return self.weights.get(term, self.unseen)

    def means(self, term, value, into):
        """A term, and the groups of kindred words that it stands in."""
        into[term] += SAME * value
        groups = kindred.groups_of(term)
        for group in groups:
            into[group] += KINDRED * value / math.sqrt(len(groups))

    def short(self, words, share, into):
        """A question or a heading: also letters and neighbours count."""
        terms = [analyzer.term(word) for word in words]
        spelt = dict(zip(terms, words, strict=True))  # the last counts
        for term, times in Counter(terms).items():
            value = share * self.weight(term) * (1 + math.log(times))
            self.means(term, value, into)
            for gram in letters(spelt[term]):
                into[gram] += SPELT * value / math.sqrt(len(letters(spelt[term])))
        for n, term in enumerate(terms):
            before = self.weight(terms[n - 1]) if n else self.unseen / 2
            pair = self.pair(terms[n - 1] if n else None, term)
            into[pair] += share * NEIGHBOURS * math.sqrt(before * self.weight(term))

    def pair(self, before, term):
        first, second = -1 if before is None else self.find(before), self.find(term)
        if second < 0 or (first < 0 and before is not None):
            return "strange", before, term
        return "pair", int(pair_numbers(np.array([first]), np.array([second]))[0])

    def wordings(self, one):
        """Those of a passage as features, each with the length that it is brought to."""
        short = [(question, 1.0) for question in one.questions[:MOST]]
        short += [] if self.repeats(one) else [(one.section, SECTION_SHARE)]
        for text, share in short:
            self.short(analyzer.words(text), 1.0, into := Counter())
            yield into, share
        answer, into = self.answer(one), Counter()
        for term, times in Counter(map(analyzer.term, answer)).items():
            norm = 0.75 + 0.75 * len(answer) / self.usual
            self.means(term, self.weight(term) * times * 2.5 / (times + norm), into)
        yield into, 1.0

    def likeness(self, texts):
        question = Counter()
        for text, share in texts:
            self.short(analyzer.words(text), share, question)
        question = scaled(question, 1.0)
        near, broad = [], []
        for rows, worth in zip(self.rows, self.worths, strict=True):
            alike = np.array([max(dot(row, question), 0.0) for row in rows])
            for signal, of_rows, (power, _) in zip((near, broad), worth, (NEAR, FAR), strict=True):
                signal.append(float(of_rows @ alike**power))
        return near, broad


def worths(rows):
    """What each of a passage's wordings adds that the others do not say."""
    alike = np.array([[dot(a, b) for b in rows] for a in rows]).reshape(len(rows), len(rows))
    ones = np.ones(len(rows))
    return [np.linalg.solve(alike**power + ridge * np.eye(len(rows)), ones) for power, ridge in (NEAR, FAR)]


def scaled(row, length):
    size = math.sqrt(sum(value * value for value in row.values())) or 1.0
    return {feature: value * length / size for feature, value in row.items()}


def dot(one, other):
    if len(one) > len(other):
        one, other = other, one
    return sum(value * other[feature] for feature, value in one.items() if feature in other)


VOCABULARY = "where can I park parking cars my car the price fees fee pay paid oil ice icy lot a knee Knees".split()
STRANGE = "zebra parkings kneee cost"
_ANY_COUNT = (0, 0, 1, 1, 2, 3, 9, 10, 11, 14)  # of questions; around as many as are worked out together


def random_passages(chance, counts):
    """Passages of so many questions each."""
    return [random_passage(chance, number, count) for number, count in enumerate(counts)]


def random_passage(chance, number, count):
    def text(least=0):
        return " ".join(chance.choices(VOCABULARY, k=chance.randrange(least, 8)))

    questions = tuple(chance.choice(["", text(), text() + "?"]) for _ in range(count))
    section = chance.choice([text(), "", *(heading_text(question) for question in questions[:2])])
    answer = chance.choice(["", "?!", text(), f"{text(1)}.\n{text()}. A{text()}"])
    return Passage(f"a#{number}", text(), section, answer, questions, "a", str(number), 0)


def random_question(chance):
    words = [*VOCABULARY, *STRANGE.split()]
    return [
        (" ".join(chance.choices(words, k=chance.randrange(0, 7))), share)
        for share in (1.0, 0.4, 0.4)[: chance.randrange(1, 4)]
    ]


def assert_as_defined(passages, questions):
    indexes, _ = indexer.index(passages)
    definition = Definition(passages, indexes.numbers.find)
    for texts in questions:
        found, expected = of_all(indexes.wordings, texts, range(len(passages))), definition.likeness(texts)
        assert found[0] == pytest.approx(expected[0], abs=1e-5)
        assert found[1] == pytest.approx(expected[1], abs=1e-5)


@pytest.mark.parametrize("seed", range(12))
def test_likeness_is_as_defined(seed):
    chance = random.Random(seed)
    passages = random_passages(chance, chance.choices(_ANY_COUNT, k=chance.choice([1, 3, 12])))
    assert_as_defined(passages, [random_question(chance) for _ in range(3)])


@pytest.mark.parametrize(
    ("passages", "question"),
    [
        pytest.param(["question: park park park car park"], "park car park", id="repeated-words"),
        pytest.param(["question: parks parking park", "question: parking"], "parking parked", id="spelt-in-many-ways"),
        pytest.param(["answer: ice ice ice. Ice on a knee"], "ice", id="repeated-in-an-answer"),
        pytest.param(["section: the fee", "question: the fee", "answer: the fee"], "the price", id="one-of-each"),
        pytest.param(["question: oil\nsection: oil", "question: oil?\nsection: oil"], "oil", id="repeated-section"),
        pytest.param(["question: \nquestion: oil\nanswer: ice"], "oil", id="an-empty-question"),
        pytest.param(["question: oil\nanswer: ?!"], "oil", id="an-answer-without-words"),
        pytest.param(["question: ?!", "section: ...", "answer: !"], "oil", id="no-words-at-all"),
        pytest.param(["", "question: ice"], "ice", id="nothing-at-all"),
        pytest.param(["question: 漢 a\nsection: é"], "a 漢", id="words-of-one-letter"),
    ],
)
def test_likeness_is_as_defined_in_odd_cases(passages, question):
    assert_as_defined([passage(*each) for each in enumerate(passages)], [[(question, 1.0)]])


@pytest.mark.parametrize("count", [MOST, MOST + 20])
def test_only_so_many_questions_count(count):
    chance = random.Random(count)
    questions = [" ".join(chance.choices(VOCABULARY, k=2)) for _ in range(count)]
    many = Passage("a#1", "", "Oil", "The price.", tuple(questions), "a", "1", 0)
    texts = [[(questions[n], 1.0)] for n in (0, 150, -2, -1)]
    assert_as_defined([many, *random_passages(chance, [1, 2])], texts)


# What is remembered


def corpus(seed=1, counts=_ANY_COUNT * 4):
    chance = random.Random(seed)
    passages = random_passages(chance, counts)
    return passages, [random_question(chance) for _ in range(40)]


def fresh(passages):
    return indexer.index(passages)[0].wordings


@pytest.mark.parametrize("seed", range(6))
def test_a_passage_is_the_same_to_the_last_digit_wherever_it_stands(seed):
    passages, questions = corpus(seed)
    together, every = fresh(passages), list(range(len(passages)))
    found = [list(zip(*of_all(together, texts, every), strict=True)) for texts in questions]
    for numbers in (every[::-1], [3, 3, 3], *([n] for n in every[::3])):
        alone = fresh(passages)
        for texts, expected in zip(questions, found, strict=True):
            assert list(zip(*of_all(alone, texts, numbers), strict=True)) == [expected[n] for n in numbers]


@pytest.mark.parametrize("most", [0, 1, 10**4, 10**8])
def test_what_is_remembered_is_what_was_worked_out(monkeypatch, most):
    monkeypatch.setattr(remembered, "MOST", most)
    passages, questions = corpus()
    chance, used = random.Random(2), fresh(passages)
    for texts in questions:
        numbers = chance.choices(range(len(passages)), k=chance.randrange(12))
        assert of_all(used, texts, numbers) == of_all(fresh(passages), texts, numbers)


@pytest.mark.parametrize("most", [0, 10**4, 10**8])
def test_eight_threads_at_once_get_what_one_gets(monkeypatch, most):
    passages, questions = corpus()
    chance = random.Random(3)
    asked = [(texts, chance.choices(range(len(passages)), k=8)) for texts in questions * 3]
    one, many = fresh(passages), fresh(passages)
    alone = [of_all(one, *each) for each in asked]
    monkeypatch.setattr(remembered, "MOST", most)
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda each: of_all(many, *each), asked)) == alone


def test_what_was_saved_is_as_alike(tmp_path):
    passages, questions = corpus()
    indexes, _ = indexer.index(passages)
    with Shelf.making(tmp_path) as shelf:
        indexes.wordings.save(shelf)
    opened = Wordings.open(Shelf.opening(tmp_path), indexes.words, indexes.numbers, kindred, indexes.bm25.idf)
    every = range(len(passages))
    for texts in questions[:10]:
        assert of_all(opened, texts, every) == of_all(indexes.wordings, texts, every)
