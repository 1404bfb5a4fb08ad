"""Are the right passages found, in an order that is always the same?"""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faq_bot.content.corpus import load_corpus
from faq_bot.content.passages import Passage
from faq_bot.content.synonyms import Group
from faq_bot.search.retrieval import CANDIDATES, PLACES, SIGNALS, LexicalRetriever, signal_weights

ARTICLE = {
    "swedish": ("What is Swedish massage?", "Swedish massage is a gentle treatment with long strokes."),
    "stones": ("What is hot stone massage?", "Smooth stones are heated in water and laid along the spine."),
    "ice": ("When should I use ice?", "Ice helps in the first two days after an injury. It numbs the ankle."),
    "heat": ("What does heat do for the shoulder?", "A heat pack widens the vessels and lets the muscle go."),
    "cost": ("How much does a treatment cost?", "A treatment costs £45 and lasts an hour."),
}


def passage(name, question, text, **more):
    return Passage(f"a#{name}", "Treatments", question, text, (question,), "a", name, 0, **more)


PASSAGES = [passage(name, *said) for name, said in ARTICLE.items()]
retriever = LexicalRetriever.of(PASSAGES)
QUESTIONS = [
    "what is swedish massage",
    "what is a massage with stones",
    "sweedish masage",
    "how much does it cost",
    "my ankle hurts. should I use ice?",
    "heat or ice for a muscle of the shoulder",
    "treatment",
]


def found(question, limit=10, of=retriever):
    return [hit.passage.anchor for hit in of.search(of.reader.read(question), limit)]


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("what is swedish massage", "swedish"),
        ("gentle strokes", "swedish"),
        ("are the stones heated", "stones"),
        ("hot stones", "stones"),
        ("icing an injured ankle", "ice"),
        ("does heat help my shoulder", "heat"),
        ("what is the price of a treatment", "cost"),
        ("shoudler", "heat"),
        ("HOW MUCH DOES A TREATMENT COST", "cost"),
    ],
)
def test_the_passage_that_is_meant_comes_first(question, first):
    assert found(question)[0] == first


@pytest.mark.parametrize("question", ["zebra", "zzzqqq xxyyzz", "?!", "монголия", "👍"])
def test_nothing_in_common_finds_nothing(question):
    assert found(question) == []


@pytest.mark.parametrize("number", [0, 1, 2])
def test_few_passages(number):
    few = LexicalRetriever.of(PASSAGES[:number])
    for question in QUESTIONS:
        hits = few.search(few.reader.read(question))
        assert len(hits) <= number
        assert all(hit.score > 0 for hit in hits)
    assert found("swedish massage", of=few)[:1] == ["swedish"][:number]
    assert found("", of=few) == []


@pytest.mark.parametrize("text", ["", ".", "the of and", "👍"], ids=["empty", "a-mark", "only-function-words", "emoji"])
def test_passages_that_say_next_to_nothing(text):
    odd = LexicalRetriever.of([Passage("a#b", "", "", text, (), "a", "b", 0), *PASSAGES[:1]])
    assert found("swedish massage", of=odd)[0] == "swedish"
    assert found("zebra", of=odd) == []


@pytest.mark.parametrize("limit", [1, 2, 3, 10])
def test_the_limit_and_the_order(limit):
    hits = retriever.search(retriever.reader.read("what treatment does heat a muscle"), limit)
    every = retriever.search(retriever.reader.read("what treatment does heat a muscle"), 10)
    assert hits == every[:limit]
    assert [hit.score for hit in every] == sorted((hit.score for hit in every), reverse=True)


@pytest.mark.parametrize("count", [2, CANDIDATES - 1, CANDIDATES, CANDIDATES + 1, 5 * CANDIDATES])
def test_equal_passages_come_in_the_corpuss_order(count):
    alike = [replace(PASSAGES[2], id=f"a#{n}", anchor=str(n)) for n in range(count)]
    assert found("ice for an ankle", count, LexicalRetriever.of(alike)) == [str(n) for n in range(count)]


def test_equal_passages_come_in_the_corpuss_order_behind_a_better_one():
    alike = [replace(PASSAGES[2], id=f"a#{n}", anchor=str(n)) for n in range(3 * CANDIDATES)]
    alike[-1] = replace(alike[-1], text=f"{alike[-1].text} The ankle, the ankle!")
    expected = [str(len(alike) - 1), *(str(n) for n in range(CANDIDATES - 1))]
    assert found("ankle", CANDIDATES, LexicalRetriever.of(alike)) == expected


def test_staff_only_passages_are_found_and_marked():
    with_staff = LexicalRetriever.of(
        [*PASSAGES, passage("alarm", "Where is the alarm?", "Behind the poster.", staff_only=True)]
    )
    (hit,) = with_staff.search(with_staff.reader.read("alarm"))
    assert hit.passage.staff_only


@pytest.mark.parametrize("whole", [False, True], ids=["prose", "rows"])
@pytest.mark.parametrize("question", QUESTIONS)
def test_a_score_is_the_sum_of_its_signals(question, whole):
    rows = LexicalRetriever.of([replace(each, whole=whole) for each in PASSAGES])
    hits = rows.search(rows.reader.read(question))
    assert hits
    for hit in hits:
        weights = signal_weights(hit.passage)
        assert set(hit.signals) == set(SIGNALS) == set(weights)
        expected = sum(weights[name] * value for name, value in hit.signals.items())
        assert hit.score == pytest.approx(expected, abs=0.51 * 10**-PLACES)


@given(st.lists(st.sampled_from(" ".join(map(" ".join, ARTICLE.values())).split()), max_size=12).map(" ".join))
def test_every_signal_is_about_0_to_1(question):
    for hit in retriever.search(retriever.reader.read(question, question[::2])):
        for name, value in hit.signals.items():
            assert -1e-6 <= value <= (1.5 if name == "broad" else 1 + 1e-6), name


@given(st.text(max_size=120))
def test_any_question_can_be_searched_for(question):
    hits = retriever.search(retriever.reader.read(question), 3)
    assert len(hits) <= 3


def test_synonyms_of_the_clinic_find_what_was_not_found():
    of_clinic = LexicalRetriever.of(PASSAGES, [Group(("treatment",), ("faffle",)), Group(("stones", "boulders"))])
    assert found("what do boulders do for the spine and the shoulder muscle")[0] == "heat"
    assert found("what do boulders do for the spine and the shoulder muscle", of=of_clinic)[0] == "stones"


def shown(questions, of=retriever):
    return [repr(of.search(of.reader.read(question))) for question in questions]


def test_eight_threads_at_once_get_what_one_gets():
    questions = [f"{one} {other}" for one in QUESTIONS for other in QUESTIONS] * 4
    fresh = LexicalRetriever.of(PASSAGES)
    alone = shown(questions)
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda question: shown([question], fresh)[0], questions)) == alone


def test_the_same_bytes_in_every_process():
    code = (
        "import sys; sys.path.insert(0, 'tests')\n"
        "from test_retrieval import QUESTIONS, shown\n"
        "for line in shown(QUESTIONS): print(line)"
    )
    ended = [
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=Path(__file__).parents[1],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert ended[0] == ended[1] == "".join(f"{line}\n" for line in shown(QUESTIONS)).encode()


def test_the_bundled_articles_find_themselves():
    corpus = load_corpus(Path(__file__).parents[1] / "corpus")
    bundled = LexicalRetriever.of(corpus.passages, corpus.synonyms)
    for each in corpus.passages:
        for question in each.questions:
            first = bundled.search(bundled.reader.read(question), 1)[0].passage
            assert first.place == each.place or question in first.questions, question
