"""Does a replay say what changes for those who ask, and nothing else?"""

import json

import pytest

from faq_bot.content.corpus import load_corpus
from faq_bot.errors import GenerationError
from faq_bot.live.generation import Generation
from faq_bot.live.generations import Generations
from faq_bot.live.replay import Asked, Kind, compare, questions_of, regressions, saved

PACKS, ICE = "What does a heat pack do?", "When is ice better?"
HEAT = (
    f"---\ntitle: Heat and ice\n---\n\n## {PACKS}\n\nA heat pack widens the vessels. The tired muscle lets go.\n\n"
    f"## {ICE}\n\nIce is better in the first two days after an injury. It numbs the pain.\n"
)
PARK = '{"id": "parking", "question": "Where can I park?", "answer": "Park behind the chapel."}\n'
FILES = {"heat.md": HEAT, "faq.jsonl": PARK}
JUDGED = (
    {"question": PACKS, "sections": [PACKS], "contains": ["vessels"]},
    {"question": "And where can I park?", "history": [ICE], "sections": ["Where can I park?"]},
    {"question": "Do you sell vouchers?", "sections": None},
    {"question": ICE, "sections": ["Nowhere"]},
)
QUESTIONS = "\n".join(map(json.dumps, JUDGED))


@pytest.fixture
def generation(write_corpus):
    """The generation of FILES and what differs from them; a file that is None is taken out."""

    def build(changes=()):
        files = FILES | dict(changes)
        folder = write_corpus({name: content for name, content in files.items() if content is not None})
        for name, content in files.items():
            if content is None:
                (folder / name).unlink(missing_ok=True)
        return Generation.build(load_corpus(folder))

    return build


def changes(old, new):
    """Each change of a replay, as (kind, question)."""
    found = compare(old, new, questions_of(old.corpus, new.corpus).chosen)
    return [(change.kind.value, change.asked.question) for change in found.answers]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        pytest.param({}, [], id="nothing"),
        pytest.param({"heat.md": HEAT.replace("widens", "opens")}, [("changed", PACKS)], id="a-word"),
        pytest.param(
            {"heat.md": HEAT.replace("title: Heat and ice", "title: Warm and cold")},
            [("changed", PACKS), ("changed", ICE)],
            id="the-title-that-is-cited",
        ),
        pytest.param({"heat.md": None, "warm.md": HEAT}, [("changed", PACKS), ("changed", ICE)], id="the-address"),
        pytest.param({"faq.jsonl": None}, [("vanished", "Where can I park?")], id="a-file-taken-out"),
        pytest.param(
            {"fees.jsonl": '{"question": "What does a voucher cost?", "answer": "Thirty pounds."}'},
            [("appeared", "What does a voucher cost?")],
            id="a-file-added",
        ),
        pytest.param({"heat.md": HEAT.replace("\n---\n\n", "\nupdated: 2026-01-02\n---\n\n")}, [], id="only-the-date"),
        pytest.param({"heat.md": HEAT.replace("days after", "days  \n after")}, [], id="only-the-source"),
        pytest.param({"_clinic.toml": 'phone = "01632 960999"'}, [], id="what-a-refusal-says"),
        pytest.param(
            {"heat.md": HEAT.replace("\n---\n\n", "\nstaff_only: yes\n---\n\n")},
            [("vanished", PACKS), ("vanished", ICE)],
            id="for-staff-only-now",
        ),
    ],
)
def test_what_changes(generation, change, expected):
    assert changes(generation(), generation(change)) == expected


def test_what_appears_one_way_vanishes_the_other(generation):
    old, new = generation(), generation({"faq.jsonl": None, "heat.md": HEAT.replace("widens", "opens")})
    there = {"appeared": "vanished", "vanished": "appeared", "changed": "changed"}
    assert sorted(changes(new, old)) == sorted((there[kind], question) for kind, question in changes(old, new))


def test_both_texts_and_both_citations_are_kept(generation):
    old = generation()
    new = generation({"heat.md": HEAT.replace("widens", "opens"), "faq.jsonl": None})
    found = compare(old, new, [Asked(PACKS), Asked("Where can I park?"), Asked(ICE)])
    assert found.asked == 3
    (changed,) = found.of(Kind.CHANGED)
    assert changed.before.text == "A heat pack widens the vessels. The tired muscle lets go."
    assert changed.now.text == "A heat pack opens the vessels. The tired muscle lets go."
    assert changed.before.citation.passage == changed.now.citation.passage == "heat#what-does-a-heat-pack-do"
    assert (changed.before.version, changed.now.version) == (old.version, new.version)
    (vanished,) = found.of(Kind.VANISHED)
    assert (vanished.before.citation.passage, vanished.now.citation) == ("faq#parking", None)
    assert vanished.now.text
    assert found.of(Kind.APPEARED) == ()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        pytest.param({}, [], id="nothing-changes"),
        pytest.param({"heat.md": HEAT.replace("muscle", "back")}, [], id="another-text-that-is-right-too"),
        pytest.param(
            {"heat.md": HEAT.replace("widens the vessels", "warms you")},
            [
                f"_questions.jsonl, “{PACKS}”: is no longer answered rightly: before, “A heat pack widens the vessels. "
                "The tired muscle lets go.” (heat#what-does-a-heat-pack-do); now, “A heat pack warms you. The tired "
                "muscle lets go.” (heat#what-does-a-heat-pack-do); mend the article or the judged question, or take "
                "the change as it is: faq-bot build --accept"
            ],
            id="the-words-looked-for-are-gone",
        ),
        pytest.param(
            {"heat.md": HEAT.replace("widens the vessels", "is warm " * 9 + "and opens the vessels")},
            [],
            id="longer-and-right",
        ),
        pytest.param(
            {"faq.jsonl": None},
            [
                "_questions.jsonl, “And where can I park?”: is no longer answered rightly: before, “Park behind the "
                "chapel.” (faq#parking); now, nothing is quoted; mend "
            ],
            id="refused-now-after-another-question",
        ),
        pytest.param(
            {"fees.jsonl": '{"question": "Do you sell vouchers?", "answer": "' + "We sell gift vouchers. " * 9 + '"}'},
            [
                "_questions.jsonl, “Do you sell vouchers?”: is no longer answered rightly: before, nothing is quoted; "
                f"now, “{('We sell gift vouchers. ' * 9)[:79]}…” (fees#do-you-sell-vouchers); mend "
            ],
            id="answered-now-and-must-not-be",
        ),
        pytest.param({"heat.md": HEAT.replace("Ice is", "Cold is")}, [], id="what-was-wrong-before"),
    ],
)
def test_a_judged_question_that_turns_wrong(generation, change, told):
    old, new = generation({"_questions.jsonl": QUESTIONS}), generation({"_questions.jsonl": QUESTIONS, **change})
    faults = list(map(str, regressions(old, new, new.corpus.judged)))
    assert len(faults) == len(told)
    for fault, expected in zip(faults, told, strict=True):
        assert fault.startswith(expected)
        assert "\n" not in fault


def test_a_long_quotation_is_shown_where_it_differs(generation):
    long = HEAT.replace("widens", f"is {'very ' * 20}warm, and widens")
    judged = {"_questions.jsonl": QUESTIONS}
    old, new = (
        generation({"heat.md": long, **judged}),
        generation({"heat.md": long.replace("vessels", "veins"), **judged}),
    )
    (fault,) = regressions(old, new, new.corpus.judged)
    assert fault.what == (
        "is no longer answered rightly: before, “…warm, and widens the vessels. The tired muscle lets go.” "
        "(heat#what-does-a-heat-pack-do); now, “…warm, and widens the veins. The tired muscle lets go.” "
        "(heat#what-does-a-heat-pack-do)"
    )


def test_which_questions_are_asked(generation):
    heat = HEAT.replace("A heat pack", "Also asked: Why heat? | Why heat? | Where can I park?\n\nA heat pack")
    old = generation({"_questions.jsonl": QUESTIONS})
    new = generation({"heat.md": heat, "_questions.jsonl": json.dumps({"question": ICE, "sections": [ICE]})})
    questions = questions_of(old.corpus, new.corpus)
    assert [asked.question for asked in questions.chosen] == [
        ICE,
        PACKS,
        "And where can I park?",
        "Do you sell vouchers?",
        "Why heat?",
        "Where can I park?",
    ]
    assert questions.chosen[2].history == (ICE,)
    assert questions.there_are == 6


def test_what_only_staff_may_read_or_nobody_can_ask_is_not_asked(generation):
    staff = f"---\nstaff_only: yes\n---\n\n## Which tea?\n\nGreen tea.\n\n## {'Very ' * 120}long?\n\nYes.\n"
    new = generation({"staff.md": staff, "long.md": f"# {'Very ' * 120}long\n\nYes.\n"})
    questions = {asked.question for asked in questions_of(new.corpus, new.corpus).chosen}
    assert questions == {PACKS, ICE, "Where can I park?"}


def rows(count, answer="Answer"):
    return "\n".join(json.dumps({"id": str(n), "question": f"Question {n}?", "answer": answer}) for n in range(count))


@pytest.mark.parametrize(
    ("most", "chosen"),
    [
        pytest.param(200, [7, *range(7), *range(8, 100)], id="all"),
        pytest.param(100, [7, *range(7), *range(8, 100)], id="just-all"),
        pytest.param(4, [7, 0, 34, 67], id="evenly"),
        pytest.param(1, [7], id="what-changed"),
        pytest.param(0, [], id="none"),
    ],
)
def test_of_many_questions_those_of_what_changed_come_first(generation, most, chosen):
    many = rows(100)
    files = {"heat.md": None, "_questions.jsonl": '{"question": "Who?", "sections": null}'}
    old = generation({**files, "faq.jsonl": many})
    new = generation(
        {**files, "faq.jsonl": many.replace('"Question 7?", "answer": "Answer"', '"Question 7?", "answer": "No"')}
    )
    questions = questions_of(old.corpus, new.corpus, most)
    assert [asked.question for asked in questions.chosen] == ["Who?", *(f"Question {n}?" for n in chosen)]
    assert questions.there_are == 101


def test_what_is_saved_comes_latest_first_and_sound(generation, tmp_path, caplog):
    generations = Generations(tmp_path / "state")
    assert list(saved(generations)) == []
    made = [generation(), generation({"faq.jsonl": None}), generation({"heat.md": HEAT.replace("widens", "opens")})]
    for one in made:
        generations.publish(one.version, one.save)
    assert [one.version for one in saved(generations)] == [one.version for one in reversed(made)]
    for file in (tmp_path / "state" / made[1].version).iterdir():
        file.write_bytes(b"")
    assert [one.version for one in saved(generations)] == [made[2].version, made[0].version]
    (told,) = caplog.messages
    assert made[1].version in told
    with pytest.raises(GenerationError):
        generations.open(made[1].version)
