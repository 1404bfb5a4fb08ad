"""Do the benchmarks ask for the same each time, and tell truly what they measured?

Nothing is timed here, and no peer is needed; `make bench` measures.
"""

from itertools import islice

import numpy as np
import pytest

from tests.benchmarks.corpora import HUGE, Recipe, bundled_questions
from tests.benchmarks.growth import exponent
from tests.benchmarks.peers import ours
from tests.benchmarks.postings import Postings, Tokens, telling, words
from tests.benchmarks.report import BEGIN, END, checks_table, markdown, page, put_between_marks, shown
from tests.benchmarks.results import Check, Measured, Results, Section, Series, Table
from tests.benchmarks.timing import Spread, interleaved, ratio

SMALL = Recipe(size=40, words=30, rows_a_document=18)

RESULTS = Results(
    {
        "ranking 600": Measured(
            Section(
                "BM25, the ten best",
                "How it is measured.",
                (Table("600 passages", ("", "median µs"), (("faq-bot", 12.345), ("tantivy", 98))),),
                (Check("beside tantivy", 0.126, 0.5), Check("faster than rank_bm25", 250, 300, at_least=True)),
                (Series("BM25: median", "faq-bot", ((600, 12.345),)),),
                ("A note.",),
            ),
            "2026-11-22",
            "a machine",
            61.2,
        )
    }
)


def test_an_invented_corpus_is_always_the_same(tmp_path):
    rows = list(SMALL.rows())
    assert rows == list(SMALL.rows())
    assert rows[0] == {
        "id": "p0",
        "question": "What are the symptoms of Barabarbach syndrome?",
        "answer": rows[0]["answer"],
        "section": "Barabarbach syndrome",
        "source": "https://example.com/topics/0",
    }
    assert len({row["id"] for row in rows}) == len({row["question"] for row in rows}) == 40
    first, second = (SMALL.write(tmp_path / name) for name in ("first", "second"))
    assert [path.name for path in sorted(first.iterdir())] == ["rows-0000.jsonl", "rows-0001.jsonl", "rows-0002.jsonl"]
    assert all(path.read_bytes() == (second / path.name).read_bytes() for path in first.iterdir())


def test_answers_are_about_as_long_as_is_said():
    lengths = [len(row["answer"].split()) for row in islice(HUGE.rows(), 2000)]
    assert HUGE.words * 0.8 < np.mean(lengths) < HUGE.words * 1.3
    assert max(lengths) > 3 * HUGE.words


def test_questions_are_always_the_same_and_no_two_alike():
    questions = SMALL.questions(50)
    assert questions == SMALL.questions(50)
    assert len(set(questions)) == 50
    bundled = list(islice(bundled_questions(), 300))
    assert bundled == list(islice(bundled_questions(), 300))
    assert len(set(bundled)) == 300


def test_the_judge_of_scores_agrees_with_us():
    tokens = Tokens.of(row["answer"] for row in SMALL.rows())
    counted = tokens.counted()
    postings, engine = Postings.of(tokens, counted), ours(tokens, counted)
    for question in map(words, SMALL.questions(20)):
        found, scores = engine.ask(question), postings.scores(question)
        best = np.sort(scores)[::-1][:10]
        assert found.values.tolist() == pytest.approx(best[best > 0].tolist(), abs=1e-9)
        assert scores[found.texts].tolist() == pytest.approx(found.values.tolist(), abs=1e-9)
        assert postings.read(question) >= np.count_nonzero(scores)


def test_telling_words_are_those_that_say_something():
    assert telling(words("What are the symptoms of Sprengel's deformity?")) == ["symptoms", "sprengel", "deformity"]
    assert telling(["what", "is", "it"]) == ["what", "is", "it"]


def test_every_way_is_asked_every_question_in_every_round():
    asked = {"one": [], "two": []}
    ways = {name: (lambda question, name=name: asked[name].append(question)) for name in asked}
    times = interleaved(ways, ["a", "b", "c"], rounds=4, warm=0)
    assert all(sorted(questions) == sorted("abc" * 4) for questions in asked.values())
    assert {name: sorted(of) for name, of in times.items()} == {"one": [0, 1, 2], "two": [0, 1, 2]}


def test_a_ratio_is_over_the_questions_that_both_were_asked():
    assert ratio({0: 1.0, 1: 2.0, 2: 30.0}, {1: 4.0}) == 0.5
    assert Spread.of([1.0, 2.0, 3.0]) == Spread(3, 2.0, pytest.approx(2.98), 1.5, 2.5)
    assert exponent([10, 100, 1000], [5, 50, 500]) == pytest.approx(1)
    assert exponent([10, 100, 1000], [7, 7, 7]) == pytest.approx(0)


@pytest.mark.parametrize(
    ("check", "met"),
    [
        pytest.param(Check("", 1.0, 1.0), True, id="exactly at most"),
        pytest.param(Check("", 1.01, 1.0), False, id="more than at most"),
        pytest.param(Check("", 300, 300, at_least=True), True, id="exactly at least"),
        pytest.param(Check("", 299, 300, at_least=True), False, id="less than at least"),
    ],
)
def test_a_promise_is_met_or_missed(check, met):
    assert check.met is met
    assert ("| met |" if met else "| **missed** |") in checks_table([check])


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""),
        ("a|b", "a\\|b"),
        (0.0, "0"),
        (17908, "17,908"),
        (1234.5, "1,234"),
        (98.76, "98.8"),
        (1.5, "1.5"),
        (0.0123, "0.0123"),
        (2.0, "2"),
    ],
)
def test_numbers_are_shown_to_three_digits(cell, text):
    assert shown(cell) == text


def test_a_table_has_its_numbers_to_the_right():
    table = Table("", ("", "ms", "of"), (("first", 1.25, "x"), ("second", None, "y")))
    assert markdown(table).splitlines() == [
        "|  | ms | of |",
        "| --- | ---: | --- |",
        "| first | 1.25 | x |",
        "| second |  | y |",
    ]


def test_the_page_says_all_that_was_measured():
    text = page(RESULTS, {"ranking": "What the chart shows."})
    assert "![What the chart shows.](benchmarks/ranking.svg)" in text
    assert "| beside tantivy | 0.126 times | at most 0.5 times | met |" in text
    assert "| faster than rank_bm25 | 250 times | at least 300 times | **missed** |" in text
    assert "## BM25, the ten best\n\nHow it is measured.\n\n**600 passages**\n\n|  | median µs |" in text
    assert (
        "| faq-bot | 12.3 |\n| tantivy | 98 |\n\nA note.\n\n<sub>Measured 2026-11-22 in 61.2 s: a machine.</sub>"
        in text
    )


def test_results_are_kept_and_shown_in_order(tmp_path):
    RESULTS.write(tmp_path / "kept" / "results.json")
    kept = Results.read(tmp_path / "kept" / "results.json")
    assert kept == RESULTS
    assert Results.read(tmp_path / "none.json") == Results()
    more = Results({"growth": kept.sections["ranking 600"], **kept.sections})
    assert list(more.in_order(["ranking 600", "serving", "growth"]).sections) == ["ranking 600", "growth"]


def test_the_readme_is_brought_up_to_date_between_its_marks(tmp_path):
    readme = tmp_path / "README.md"
    readme.write_text(f"Before.\n\n{BEGIN}\nold\n{END}\n\nAfter.\n")
    put_between_marks(readme, RESULTS)
    assert readme.read_text().startswith(f"Before.\n\n{BEGIN}\n\n![Time for the ten best by BM25, in µs, by the number")
    assert "\n\n| median µs, by passages | 600 |\n| --- | ---: |\n| faq-bot | 12.3 |\n\n" in readme.read_text()
    assert readme.read_text().endswith(f"(docs/benchmarks.md).\n\n{END}\n\nAfter.\n")
    assert "1 of 2 promises are met" in readme.read_text()
    assert "old" not in readme.read_text()
    readme.write_text("No marks.\n")
    put_between_marks(readme, RESULTS)
    assert readme.read_text() == "No marks.\n"
