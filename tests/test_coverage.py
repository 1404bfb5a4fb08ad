"""What of a question do a passage and its sentences cover?"""

import random
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from faq_bot.content.passages import Passage, sentence_spans
from faq_bot.content.synonyms import Group
from faq_bot.search.asked_for import holds
from faq_bot.search.coverage import CLOSE, FRAME, GIVEN, IDF_POWER, KINDRED, LIGHT, STORY, frame_terms, light_terms
from faq_bot.search.english import zipf
from faq_bot.search.retrieval import LexicalRetriever

TEXTS = {
    "ice": "Ice numbs the ankle. It brings the swelling down slowly.",
    "heat": "A warm pack widens the vessels. Never use it on an inflamed joint.",
    "lumbar": "The lumbar muscles tire. Lumbago goes away.",
}
PASSAGES = [
    Passage(f"a#{name}", "Remedies", name.capitalize(), text, (f"What about {name}?",), "a", name, 0)
    for name, text in TEXTS.items()
]
retriever = LexicalRetriever.of(PASSAGES, [Group(("lumbar", "lower back")), Group(("joint",), ("hinge",))])
coverage = retriever.coverage


def read(question):
    return retriever.reader.read(question)


def signals(question, name):
    """What is measured of one passage; nothing where it is not even met."""
    hits = {hit.passage.id: hit.signals for hit in retriever.search(read(question))}
    return hits.get(f"a#{name}", {"cover": 0.0, "sentence": 0.0})


@pytest.mark.parametrize(
    ("question", "name"),
    [
        pytest.param("swelling", "ice", id="a-word"),
        pytest.param("is there swelling?", "ice", id="function-words-aside"),
        pytest.param("swell", "ice", id="by-stem"),
        pytest.param("ice for remedies", "ice", id="with-heading-and-title"),
        pytest.param("the lower back tires", "lumbar", id="a-synonym-phrase"),
        pytest.param("vessels of a hinge", "heat", id="a-one-way-synonym"),
    ],
)
def test_all_of_it_is_covered(question, name):
    assert signals(question, name)["cover"] == pytest.approx(1)
    assert coverage.unmet(read(question), list(TEXTS).index(name)) == ((), 0.0)


@pytest.mark.parametrize(
    ("question", "name", "lacking"),
    [
        pytest.param("ice for a zebra", "ice", ["zebra"], id="a-word-of-none"),
        pytest.param("ice or vessels", "ice", ["vessels"], id="a-word-of-another"),
        pytest.param("ice for the back", "ice", ["back"], id="half-a-phrase"),
        pytest.param("zebra and giraffe on ice", "ice", ["zebra", "giraffe"], id="in-the-questions-order"),
    ],
)
def test_what_a_passage_lacks(question, name, lacking):
    words, most = coverage.unmet(read(question), list(TEXTS).index(name))
    assert [word.written for word in words] == lacking
    assert 0 < most < 1
    assert signals(question, name)["cover"] < 1 - 1e-6


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("ice on a zebra", ["zebra"]),
        ("ice for the swelling of an ankle", []),
        ("lower back and hinge", []),
        ("my tummy", ["tummy"]),
        ("zebra or giraffe", ["zebra", "giraffe"]),
        ("the of", []),
    ],
)
def test_words_that_no_passage_covers(question, missing):
    query = read(question)
    assert [word.written for word in query.telling if not coverage.knows(word)] == missing
    assert (coverage.unseen(query) > 0) == bool(missing)
    assert coverage.unseen(query) <= 1
    if len(missing) == len(query.telling) and missing:
        assert coverage.unseen(query) == pytest.approx(1)


@pytest.mark.parametrize(
    "question", ["ice swelling", "warm zebra", "the of", "it", "lower back", "could you explain ice", "numbs slowly"]
)
def test_a_sentence_covers_no_more_than_its_passage(question):
    for hit in retriever.search(read(question)):
        assert 0 <= hit.signals["sentence"] <= hit.signals["cover"] + 1e-9
        assert hit.signals["cover"] <= 1 + 1e-9


def test_what_stands_together_counts_more_than_what_stands_apart():
    together, apart = signals("numbs ankle", "ice"), signals("numbs swelling", "ice")
    assert together["cover"] == apart["cover"] == pytest.approx(1)
    assert together["sentence"] == pytest.approx(1)
    assert 0 < apart["sentence"] < 1 - 1e-6


def test_words_that_frame_a_question_count_less_than_what_it_is_about():
    framed, other = signals("enquire about swelling", "ice"), signals("house about swelling", "ice")  # commoner English
    assert framed["cover"] > other["cover"]


def test_a_rare_word_counts_more_than_a_common_one():
    assert signals("lumbago house", "lumbar")["cover"] > signals("zygomatic goes", "lumbar")["cover"]


@pytest.mark.parametrize(
    ("question", "least", "most"),
    [
        pytest.param("pinch", 0.4, 0.7, id="kindred"),
        pytest.param("zebra", 0.0, 0.0, id="nothing-like-it"),
        pytest.param("pain", 1.0, 1.0, id="the-word-itself"),
    ],
)
def test_a_kindred_word_is_covered_in_part(question, least, most):
    passages = [Passage("a#pain", "Knees", "Cause", "Pain comes from the joint.", (), "a", "cause", 0)]
    reader = LexicalRetriever.of(passages)
    (cover,) = reader.coverage.covered(reader.reader.read(question), np.array([0])).whole
    assert least <= cover <= most


def test_a_story_around_the_question_weighs_less_than_the_question():
    asked = coverage.unseen(read("does ice help a zebra?"))
    told = coverage.unseen(read("My zebra fell off a ladder on holiday in Norway. Does ice help?"))
    assert told < asked


@pytest.mark.parametrize(
    ("question", "name", "best"),
    [
        pytest.param("numbs", "ice", [0], id="the-first"),
        pytest.param("when is the joint inflamed", "heat", [1], id="the-second"),
        pytest.param("ankle swelling", "ice", [0, 1], id="one-word-each"),
        pytest.param("lower back", "lumbar", [0, 1], id="a-synonym-and-a-kindred-word"),
        pytest.param("the of", "ice", [], id="only-function-words"),
        pytest.param("zebra", "ice", [], id="nothing-of-it"),
    ],
)
def test_which_sentences_cover_something(question, name, best):
    covers = coverage.of_sentences(read(question), list(TEXTS).index(name))
    assert [n for n, worth in enumerate(covers) if worth > 0] == best
    assert len(covers) == 2


def test_what_the_heading_says_tells_sentences_apart_less():
    headings = ("Knees", "Knees and ice")
    passages = [Passage(f"a#{n}", "Knees", of, "Ice helps.", (), "a", str(n), 0) for n, of in enumerate(headings)]
    of_both = LexicalRetriever.of(passages)
    query = of_both.reader.read("ice")
    (said,), (given,) = (of_both.coverage.of_sentences(query, number) for number in range(2))
    assert given == pytest.approx(GIVEN * said)


@pytest.mark.parametrize("passages", [[], [Passage("a#b", "", "", "", (), "a", "b", 0)]], ids=["none", "an-empty-one"])
def test_next_to_nothing_to_cover(passages):
    empty = LexicalRetriever.of(passages)
    for question in ("ice", "the of", "", "how long with ice"):
        query = empty.reader.read(question)
        covered = empty.coverage.covered(query, np.arange(len(passages)))
        assert [each.tolist() for each in covered] == [[0.0] * len(passages)] * 3
        assert empty.coverage.unseen(query) == pytest.approx(1.0 if query.telling else 0.0)
        for number in range(len(passages)):
            assert empty.coverage.unmet(query, number)[0] == query.telling
            assert empty.coverage.of_sentences(query, number) == []


# The definition, in plain sets


class Definition:
    """What passages cover, a text and a word at a time."""

    def __init__(self, of, passages):
        self.reader, self.kindred, self.analyzer = of.reader, of.understanding.kindred, of.understanding.analyzer
        self.thesaurus, self.passages = of.understanding.thesaurus, passages
        self.idf = lambda term: of._indexes.bm25.idf_of(of._indexes.numbers.find(term))
        self.texts = [[self.names_in(text) for text in texts_of(one)] for one in passages]
        self.known = set().union(*(names for texts in self.texts for names in texts))

    def names_in(self, text):
        terms = self.analyzer.telling_terms(text)
        return {*terms, *(mention.concept for mention in self.thesaurus.mentions(terms))}

    def knows(self, word):
        return not self.known.isdisjoint((word.term, *word.concepts))

    def weight(self, word):
        tells = FRAME if word.term in frame_terms() else LIGHT if word.term in light_terms() else 1.0
        story = STORY if word.share < 1 and not self.knows(word) else 1.0
        english = max(0.0, 7.0 - zipf(word.written)) / 5.0
        return word.share * story * tells * english * self.idf(word.term) ** IDF_POWER + 1e-9

    def credit(self, word, names):
        near = self.kindred.terms_near(word.term)
        if not names.isdisjoint((word.term, *word.concepts)):
            return 1.0
        return CLOSE if any(near.get(name, 0) > 1 for name in names) else KINDRED if names & near.keys() else 0.0

    def share(self, query, names):
        total = sum(map(self.weight, query.telling))
        return sum(self.weight(word) * self.credit(word, names) for word in query.telling) / max(total, 1e-9)

    def of(self, query, number):
        """The shares that a passage, its best sentence, and its best that holds what is asked for cover."""
        one, texts = self.passages[number], self.texts[number]
        spans = sentence_spans(one.text)
        shares = [self.share(query, texts[0] | texts[1] | names) for names in texts[2 + len(one.questions) :]]
        said = [one.text[start:end] for start, end in spans]
        held = [share for share, text in zip(shares, said, strict=True) if query.asked and holds(query.asked, text)]
        return self.share(query, set().union(*texts)), max(shares, default=0.0), max(held, default=0.0)

    def unmet(self, query, number):
        names = set().union(*self.texts[number])
        lacking = tuple(word for word in query.telling if names.isdisjoint((word.term, *word.concepts)))
        return lacking, max(map(self.weight, lacking), default=0.0) / (sum(map(self.weight, query.telling)) or 1.0)

    def of_sentences(self, query, number):
        texts = self.texts[number]
        given = [1.0 if texts[1].isdisjoint((word.term, *word.concepts)) else GIVEN for word in query.telling]
        return [
            sum(g * self.weight(word) * self.credit(word, names) for g, word in zip(given, query.telling, strict=True))
            for names in texts[2 + len(self.passages[number].questions) :]
        ]


def texts_of(one):
    return [one.title, one.section, *one.questions, *(one.text[start:end] for start, end in sentence_spans(one.text))]


TOPICS = "ice heat ankle knee back pain hurt price fee cost car park swelling joint muscle shoulder injury day week"
VOCABULARY = [*TOPICS.split(), *(f"{a}{b}{c}" for a in "bdfg" for b in "aeiou" for c in "klmnp")]


def random_passages(chance, count):
    def text():
        return " ".join(chance.choices([*VOCABULARY, "the", "lower back", "10 minutes"], k=chance.randrange(9)))

    return [
        Passage(
            f"a#{number}",
            text(),
            text(),
            ".\n".join(text() for _ in range(chance.randrange(4))),
            tuple(text() for _ in range(chance.randrange(4))),
            "a",
            str(number),
            0,
        )
        for number in range(count)
    ]


def random_question(chance, words):
    said = " ".join(chance.sample([*VOCABULARY, "zebra", "explain", "lumbar"], words))
    return chance.choice([f"how long {said}", said, f"My knee hurts. What does {said}?"])


def measured(of, query, numbers):
    """All that is told of a question, of each passage."""
    whole, sentence, held = (each.tolist() for each in of.covered(query, np.array(numbers, np.int64)))
    unmet = [of.unmet(query, number) for number in numbers]
    return whole, sentence, held, unmet, [of.of_sentences(query, number) for number in numbers]


@pytest.mark.parametrize("words", [0, 1, 5, 20, 21, 22, 42, 43, 64, 75])
def test_coverage_is_as_defined(words):
    chance = random.Random(words)
    passages = random_passages(chance, 12)
    found = LexicalRetriever.of(passages, [Group(("lower back", "lumbar"))])
    definition = Definition(found, passages)
    for _ in range(4):
        query = found.reader.read(random_question(chance, words))
        numbers = chance.sample(range(12), 7)
        whole, sentence, held, unmet, of_sentences = measured(found.coverage, query, numbers)
        expected = [definition.of(query, number) for number in numbers]
        assert list(zip(whole, sentence, held, strict=True)) == [pytest.approx(each) for each in expected]
        for number, (lacking, most), covers in zip(numbers, unmet, of_sentences, strict=True):
            assert (lacking, pytest.approx(most)) == definition.unmet(query, number)
            assert covers == pytest.approx(definition.of_sentences(query, number))
        unseen = sum(definition.weight(word) for word in query.telling if not definition.knows(word))
        assert found.coverage.unseen(query) == pytest.approx(
            unseen / (sum(map(definition.weight, query.telling)) or 1.0)
        )


def test_a_passage_that_was_not_looked_at_is_looked_at():
    fresh = LexicalRetriever.of(PASSAGES)
    query, other = (fresh.reader.read(question) for question in ("ice on vessels", "warm ankle"))
    alone = [fresh.coverage.unmet(query, number) for number in (0, 1, 2)]
    assert [[word.written for word in lacking] for lacking, _ in alone] == [["vessels"], ["ice"], ["ice", "vessels"]]
    for looked_at in ([], [0], [2, 1], [0, 1, 2]):
        fresh.coverage.covered(query, np.array(looked_at, np.int64))
        assert [fresh.coverage.unmet(query, number) for number in (0, 1, 2)] == alone
        fresh.coverage.covered(other, np.array([0, 1, 2]))
        assert [fresh.coverage.unmet(query, number) for number in (0, 1, 2)] == alone


def test_eight_threads_at_once_get_what_one_gets():
    chance = random.Random(8)
    passages = random_passages(chance, 12)
    found = LexicalRetriever.of(passages)
    queries = [found.reader.read(random_question(chance, n % 30)) for n in range(120)]
    alone = [measured(found.coverage, query, [3, 1, 7]) for query in queries]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda query: measured(found.coverage, query, [3, 1, 7]), queries)) == alone
