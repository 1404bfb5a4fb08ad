"""Does `check` find a fact that is told with two numbers, and leave two facts alone?"""

import pytest

from faq_bot.checking.amounts import amounts
from faq_bot.checking.check import check_corpus
from faq_bot.checking.findings import Kind
from faq_bot.content.corpus import load_corpus


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("It takes an hour and a half.", ["duration 90 90"]),
        ("For one and a half hours, or 1.5 hours", ["duration 90 90", "duration 90 90"]),
        ("30 to 45 minutes, a 60-minute massage", ["duration 30 45", "duration 60 60"]),
        ("30 minutes to an hour", ["duration 30 60"]),
        ("between twenty-five and thirty minutes", ["duration 25 30"]),
        ("30, 45 or 60 minutes", ["duration 30 30", "duration 45 45", "duration 60 60"]),
        ("£1,200-£1,500 for half an hour", ["price in pounds 1200 1500", "duration 30 30"]),
        ("up to 48 hours, at least 24 hours", ["duration -inf 2880", "duration 1440 inf"]),
        ("ten working days", ["duration 14400 14400"]),
        ("16 or over, aged 16 years", ["age 16 inf", "age 16 16"]),
        ("22 parking spaces, 50 per cent, 85%", ["count of spaces 22 22", "share 50 50", "share 85 85"]),
        ("8am to 6.30pm on 01632 960123, three-quarters full, in 2026", []),
    ],
)
def test_amounts(sentence, said):
    assert [str(amount) for amount in amounts(sentence)] == said


def clashes(write_corpus, first, second):
    files = {
        f"{name}.{'jsonl' if text[0] == '{' else 'md'}": text + "\n" for name, text in (("a", first), ("b", second))
    }
    folder = write_corpus(files)
    found = check_corpus(load_corpus(folder), folder).problems
    return [problem for problem in found if problem.kind is Kind.CLASHING_NUMBERS]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param(
            "# Swedish massage\n\n## What does it cost?\n\nA 60-minute session costs £55.",
            "# Prices\n\n- Swedish massage, 60 minutes: £60",
            id="price-list",
        ),
        pytest.param(
            "# Physiotherapy\n\n## The first appointment\n\nA first appointment lasts 60 minutes.",
            "# Visiting us\n\n## Before you come\n\nYour first appointment takes about 75 minutes.",
            id="first-appointment",
        ),
        pytest.param(
            "# Cancelling\n\nPlease give at least 24 hours' notice.",
            "# Your visit\n\n## Changing or cancelling\n\nPlease give 48 hours' notice when you cancel.",
            id="notice",
        ),
        pytest.param(
            "# Acorn\n\n## Parking\n\nThere are 22 parking spaces behind the building.",
            "# Getting here\n\nWe have 12 parking spaces behind the building.",
            id="spaces",
        ),
        pytest.param(
            '{"question": "How long is a session of reflexology?", "answer": "50 minutes."}',
            "# Reflexology\n\n## What happens in a session?\n\nA session of reflexology lasts 60 minutes.",
            id="a-row-and-an-article",
        ),
        pytest.param(
            "# Counselling\n\nYou must be 16 or over to see a counsellor.",
            "# Counselling for you\n\n## Who can come?\n\nYou must be 18 or over to see a counsellor.",
            id="age",
        ),
        pytest.param(
            "# X-rays\n\nX-ray reports take ten working days.",
            "# Results\n\nYour X-ray report is back within five working days.",
            id="working-days",
        ),
    ],
)
def test_one_fact_with_two_numbers(write_corpus, first, second):
    (problem,) = clashes(write_corpus, first, second)
    assert (problem.place.path, problem.place.line) == ("b.md", second.count("\n") + 1)
    assert ", line " in problem.what and " says “" in problem.what


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            "# Prices\n\n## Cost\n\nA session costs £50.\n\n## Cost\n\nA session costs £60.", id="one-heading"
        ),
        pytest.param("# Visits\n\n## Length\n\n45 minutes.\n\n## Length\n\n60 minutes.", id="nothing-but-amounts"),
        pytest.param(
            "# Massage\n\n## Length\n\nA massage lasts 45 minutes.\n\n## What to expect\n\nA massage lasts 60 minutes.",
            id="two-headings",
        ),
        pytest.param(
            '{"question": "What does it cost?", "answer": "£50."}\n\n\n\n\n\n\n\n'
            '{"question": "What does it cost?", "answer": "£60."}',
            id="rows",
        ),
    ],
)
def test_one_fact_with_two_numbers_in_one_document(write_corpus, text):
    (problem,) = clashes(write_corpus, text, "# Bees\n\nText.")
    assert problem.place.line == 9
    assert "a.md, line 5" in problem.what or "a.jsonl, line 1" in problem.what


def test_the_same_clash_in_two_documents_is_told_of_both(write_corpus):
    text = "## Price\n\nA session costs £50.\n\n## Price\n\nA session costs £60.\n"
    found = clashes(write_corpus, f"# Massage\n\n{text}", f"# Acupuncture\n\n{text}")
    assert [(problem.place.path, problem.place.line) for problem in found] == [("a.md", 9), ("b.md", 9)]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param(
            "# Swedish massage\n\n## Price\n\nA 30-minute session costs £35.",
            "# Prices\n\nSwedish massage, 60 minutes: £60",
            id="another-length",
        ),
        pytest.param(
            "# Osteopathy\n\n## Price\n\nA session costs £45.",
            "# Acupuncture\n\n## Price\n\nA session costs £50.",
            id="another-treatment",
        ),
        pytest.param(
            "# Massage\n\n## First visit\n\nIt lasts 45 minutes.\n\n## Later visits\n\nIt lasts 30 minutes.",
            "# Bees\n\nText.",
            id="first-and-later",
        ),
        pytest.param(
            "# Massage\n\nA session lasts 30 to 60 minutes.",
            "# Long\n\n## How long is a massage session?\n\nA massage session lasts 45 minutes.",
            id="within-the-range",
        ),
        pytest.param("# Massage\n\nIt lasts an hour.", "# A massage\n\nA massage lasts 60 minutes.", id="the-same"),
        pytest.param(
            "# Travel\n\n- Typhoid: three years\n- Cholera: two years",
            "# Other\n\n## How long do typhoid and cholera last?\n\nTyphoid lasts three years.",
            id="a-list",
        ),
        pytest.param(
            "# Adults\n\nTake two tablets with 200 ml of water.",
            "# Children\n\nTake one tablet with 100 ml of water.",
            id="for-others",
        ),
        pytest.param(
            "# Visits\n\n## Length\n\n45 minutes.\n\n## Length for children\n\n30 minutes.",
            "# Bees\n\nText.",
            id="children",
        ),
    ],
)
def test_two_facts(write_corpus, first, second):
    assert [str(problem) for problem in clashes(write_corpus, first, second)] == []
