"""Are answers counted as a judge would count them, and is the count shown so that a person sees what to mend?"""

import json
import os
import stat
from html.parser import HTMLParser
from itertools import cycle
from pathlib import Path

import pytest
from click.testing import CliRunner

from faq_bot.answering.answer import Answer, Outcome, Suggestion, Understood
from faq_bot.bot import FaqBot
from faq_bot.cli import main
from faq_bot.content.judged import Judged
from faq_bot.content.passages import Citation, Passage
from faq_bot.errors import FaqBotError
from faq_bot.evaluation import Judgement, calibration_error, evaluate, read_judged, reliability
from faq_bot.evaluation_report import WIDTH, report_page, report_text, write_page
from faq_bot.presentation import explanation_text
from faq_bot.search.retrieval import Hit

HEAT = "Heat helps the Back. Ten minutes are enough."
CORPUS = {
    "heat.md": "---\ntitle: Heat and ice\n---\n\n## What does a heat pack do for the shoulder?\n\n"
    "A heat pack widens the vessels of the shoulder. The tired muscle lets go.\n\n"
    "## When is ice better than heat?\n\nIce is better in the first two days after an injury. It numbs "
    "the \\<b\\>pain\\</b\\>.\n",
    "_small_talk.toml": '[greeting]\nsaid = ["hello"]\nreply = "Hello."\naround = true\n',
    "faq.jsonl": '{"id": "parking", "question": "Where can I park?", "answer": "Park behind the chapel."}\n',
}
JUDGED = (
    {
        "id": "q1",
        "kind": "plain",
        "question": "What does a heat pack do for the shoulder?",
        "sections": ["What does a heat pack do for the shoulder?"],
        "contains": ["vessels"],
    },
    {
        "id": "q2",
        "kind": "plain",
        "question": "When is ice better than heat?",
        "history": ["Where can I park?"],
        "sections": ["<script>alert(1)</script>"],
        "contains": ["&amp;"],
    },
    {"id": "q3", "kind": "far", "question": "Who was the tallest emperor of Mongolia?", "sections": None},
    {"id": "q4", "kind": "far", "question": "Hello!", "sections": ["Where can I park?"]},
)


def quoted(section, text=HEAT, outcome=Outcome.ANSWERED, **more):
    citation = Citation(f"heat#{section.lower()}", "Heat", section, "/articles/heat#x", None)
    return Answer(outcome, text, Understood("?"), 0.9, citation, **more)


def hits(*sections):
    """Hits of passages of these sections, best first."""
    return tuple(
        Hit(Passage(f"heat#{n}", "Heat", section, HEAT, (), "heat", str(n), 0), 1.0)
        for n, section in enumerate(sections)
    )


def refused(*sections, confidence=0.2, offering=()):
    """A refusal that weighed these sections, and offers those hits by their place."""
    suggestions = tuple(Suggestion("What?", f"heat#{n}") for n in offering)
    weighed = hits(*sections)
    return Answer(Outcome.NO_ANSWER, "No.", Understood("?"), confidence, suggestions=suggestions, hits=weighed)


REFUSED = Answer(Outcome.NO_ANSWER, "Our articles do not answer that.", Understood("?"), 0.2)


@pytest.fixture
def corpus(write_corpus):
    """The folder of CORPUS."""
    return write_corpus(CORPUS)


@pytest.fixture
def judged_file(tmp_path):
    """A file of JUDGED."""
    file = tmp_path / "judged.jsonl"
    file.write_text("\n".join(map(json.dumps, JUDGED)))
    return file


@pytest.fixture
def report(corpus, judged_file):
    """What comes of JUDGED, asked of CORPUS."""
    return evaluate(FaqBot.open(corpus).ask, read_judged(judged_file))


def run(*arguments):
    """The ended command: `exit_code`, `stdout`, `stderr`. It never ends in an error of ours."""
    ended = CliRunner().invoke(main, ["evaluate", *map(str, arguments)])
    assert ended.exception is None or isinstance(ended.exception, SystemExit), ended.exception
    return ended


@pytest.mark.parametrize(
    ("sections", "contains", "answer", "right"),
    [
        pytest.param(("What helps?",), (), quoted("What helps"), True, id="section"),
        pytest.param(("WHAT HELPS:",), (), quoted("what helps"), True, id="case-and-end-punctuation"),
        pytest.param(("Cold", "Heat"), (), quoted("Heat"), True, id="any-of-the-sections"),
        pytest.param(("Cold",), (), quoted("Heat"), False, id="another-section"),
        pytest.param(("Heat",), ("the back",), quoted("Heat"), True, id="words"),
        pytest.param(("Heat",), ("ice", "helps"), quoted("Heat"), True, id="any-of-the-words"),
        pytest.param(("Heat",), ("ice",), quoted("Heat"), False, id="words-missing"),
        pytest.param(("Heat",), (), REFUSED, False, id="refused-what-it-should-answer"),
        pytest.param(None, (), REFUSED, True, id="refused-rightly"),
        pytest.param(None, (), quoted("Heat"), False, id="answered-what-it-should-refuse"),
        pytest.param((), (), quoted("Heat"), False, id="no-section-is-right"),
    ],
)
def test_right_or_wrong(sections, contains, answer, right):
    judged = Judged("1", "What?", sections=sections, contains=contains)
    report = evaluate(lambda question, history: answer, [judged])
    assert judged.is_right(answer) == right
    assert report.measures["right"].part + report.measures["refused"].part == right
    assert [miss.judged for miss in report.misses] == ([] if right else [judged])


SMALL_TALK = Answer(Outcome.SMALL_TALK, "Hello!", Understood("?"), 1.0)


@pytest.mark.parametrize(
    ("judged", "answer", "verdict"),
    [
        pytest.param(Judged("1", "?", sections=("Heat",)), quoted("Heat"), "right", id="right"),
        pytest.param(Judged("1", "?", sections=("Heat",)), quoted("Ice"), "wrong", id="another-section"),
        pytest.param(Judged("1", "?"), quoted("Heat"), "wrong", id="answered-what-must-not-be"),
        pytest.param(Judged("1", "?"), REFUSED, "refused", id="refused"),
        pytest.param(Judged("1", "?"), refused("Heat", offering=[0]), "refused", id="refused-with-suggestions"),
        pytest.param(Judged("1", "?", sections=("Heat",)), REFUSED, "missed", id="nothing-found"),
        pytest.param(Judged("1", "?", sections=("Heat",)), refused("Heat", offering=[]), "missed", id="not-offered"),
        pytest.param(
            Judged("1", "?", sections=("Heat",)), refused("Ice", "Heat", offering=[0]), "missed", id="another-offered"
        ),
        pytest.param(
            Judged("1", "?", sections=("Heat",)), refused("Ice", "Heat", offering=[0, 1]), "suggested", id="offered"
        ),
        pytest.param(
            Judged("1", "?", sections=("Heat",), contains=("ice",)),
            refused("Heat", offering=[0]),
            "missed",
            id="offered-without-the-words",
        ),
        pytest.param(Judged("1", "?", sections=("Heat",)), SMALL_TALK, "missed", id="small-talk-is-no-answer"),
        pytest.param(Judged("1", "?"), SMALL_TALK, "refused", id="small-talk-answers-nothing"),
    ],
)
def test_what_came_of_it(judged, answer, verdict):
    judgement = Judgement(judged, answer)
    assert judgement.verdict == verdict
    assert judgement.is_miss == (verdict not in ("right", "refused"))


@pytest.mark.parametrize(
    ("sections", "rank"),
    [
        pytest.param(["Heat", "Ice"], 1, id="first"),
        pytest.param(["Ice", "Heat", "Heat"], 2, id="the-first-of-two"),
        pytest.param(["Ice"] * 9 + ["Heat"], 10, id="last"),
        pytest.param(["Ice"], None, id="none"),
        pytest.param([], None, id="no-hit"),
    ],
)
def test_the_rank_of_the_first_right_hit(sections, rank):
    assert Judgement(Judged("1", "?", sections=("Heat",)), refused(*sections)).rank == rank
    assert Judgement(Judged("1", "?"), refused(*sections)).rank is None


@pytest.mark.parametrize(
    ("contains", "spans", "lit"),
    [
        pytest.param(("the back",), ((0, 20),), True, id="held"),
        pytest.param(("ice", "ten minutes"), ((0, 20), (21, 44)), True, id="any-words-in-any-span"),
        pytest.param(("ten minutes",), ((0, 20),), False, id="elsewhere-in-the-text"),
        pytest.param(("the back",), (), False, id="nothing-highlighted"),
        pytest.param((), ((0, 20),), None, id="no-words-to-look-for"),
        pytest.param(("ice",), ((0, 20),), None, id="not-right"),
    ],
)
def test_whether_the_sentence_is_highlighted(contains, spans, lit):
    judged = Judged("1", "?", sections=("Heat",), contains=contains)
    assert Judgement(judged, quoted("Heat", highlights=spans)).is_highlighted is lit


@pytest.mark.parametrize(
    ("said", "filled", "error"),
    [
        pytest.param([], {}, None, id="nothing"),
        pytest.param([(0.0, False), (1.0, True)], {0: (0.0, 0, 1), 9: (1.0, 1, 1)}, 0.0, id="the-ends"),
        pytest.param([(0.0, True)], {0: (0.0, 1, 1)}, 1.0, id="right-though-it-said-never"),
        pytest.param([(0.3, True), (0.3999, False)], {3: (0.34995, 1, 2)}, 0.15005, id="one-bin"),
        pytest.param(
            [(0.82, True), (0.88, True), (0.84, False), (0.86, True), (0.25, False)],
            {8: (0.85, 3, 4), 2: (0.25, 0, 1)},
            (4 * 0.1 + 0.25) / 5,
            id="weighed-by-answers",
        ),
    ],
)
def test_reliability(said, filled, error):
    bins = reliability(said)
    assert [(each.low, each.high) for each in bins] == [(n / 10, (n + 1) / 10) for n in range(10)]
    for n, each in enumerate(bins):
        confidence, right, answers = filled.get(n, (None, 0, 0))
        assert each.confidence == (None if confidence is None else pytest.approx(confidence))
        assert each.right == (right, answers)
    assert calibration_error(bins) == (None if error is None else pytest.approx(error))


def test_small_talk_says_nothing_of_confidence():
    answers = {"a": SMALL_TALK, "b": refused("Heat", confidence=0.45)}
    judged = [Judged(key, key, sections=("Heat",)) for key in "ab"]
    bins = evaluate(lambda question, history: answers[question], judged).reliability
    assert [(each.low, each.right) for each in bins if each.right.whole] == [(0.4, (1, 1))]


def test_the_counts():
    answers = {
        "a": quoted("Heat", highlights=((0, 20),), hits=hits("Heat")),
        "b": quoted("Cold", hits=hits("Cold", "Heat")),
        "c": refused("Ice", "Cold", "Ice", "Heat", offering=[3]),
        "d": REFUSED,
        "e": quoted("Heat", hits=hits("Heat")),
    }
    judged = [Judged(key, key, sections=("Heat",), contains=("back",), kind="plain") for key in "abc"]
    judged += [Judged(key, key, kind="near") for key in "de"]
    report = evaluate(lambda question, history: answers[question], judged)
    shown = report.as_json()
    counts = {key: value for key, value in shown.items() if key not in ("misses", "kinds", "calibration")}
    assert counts == {
        "questions": 5,
        "answerable": 3,
        "unanswerable": 2,
        "right": 1,
        "right_share": 0.3333,
        "refused": 1,
        "refused_share": 0.5,
        "wrong": 2,
        "wrong_share": 0.4,
        "success_at_1": 0.3333,
        "success_at_3": 0.6667,
        "reciprocal_rank": 0.5833,
        "highlights": 1,
        "highlights_share": 1.0,
        "suggested": 1,
        "suggested_share": 1.0,
    }
    assert [kind["kind"] for kind in shown["kinds"]] == ["plain", "near"]
    assert all(set(kind) == {*counts, "kind", "calibration"} for kind in shown["kinds"])
    assert [(kind["questions"], kind["right"], kind["wrong"]) for kind in shown["kinds"]] == [(3, 1, 1), (2, 0, 1)]
    assert (shown["kinds"][1]["right_share"], shown["kinds"][1]["reciprocal_rank"]) == (None, None)
    calibration = shown["calibration"]
    assert (calibration["questions"], calibration["expected_error"]) == (5, pytest.approx(0.42))
    assert calibration["bins"][9] == {
        "from": 0.9,
        "to": 1.0,
        "confidence": 0.9,
        "right_share": 0.3333,
        "questions": 3,
    }
    assert [(m["id"], m["verdict"], m["outcome"], m["quoted"], m["rank"]) for m in shown["misses"]] == [
        ("b", "wrong", "answered", "heat#cold", 2),
        ("c", "suggested", "no_answer", None, 4),
        ("e", "wrong", "answered", "heat#heat", None),
    ]
    assert json.loads(json.dumps(shown)) == shown


def test_every_measure_adds_up_over_the_kinds(report):
    for name, share in report.measures.items():
        kinds = [one.measures[name] for one in report.by_kind().values()]
        assert (sum(kind.part for kind in kinds), sum(kind.whole for kind in kinds)) == (share.part, share.whole)
    assert sum(report.verdicts.values()) == len(report.judgements) == len(JUDGED)


def test_nothing_of_a_kind_has_no_share():
    report = evaluate(lambda question, history: REFUSED, [Judged("1", "?")])
    shown = report.as_json()
    assert (shown["right_share"], shown["refused_share"]) == (None, 1.0)
    assert report_text(report).startswith("right        none       0 of 0 to be answered\n")


def test_the_report_in_a_terminal(corpus, judged_file):
    ended = run(judged_file, "--corpus", corpus)
    assert (ended.exit_code, ended.stderr) == (0, "")
    shares, kinds, calibration, count, *misses = ended.stdout.rstrip().split("\n\n")
    assert shares.splitlines()[:3] == [
        "right       33.3%       1 of 3 to be answered",
        "refused    100.0%       1 of 1 not to be answered",
        "wrong       25.0%       1 of 4 of either kind, answered",
    ]
    assert [line.split()[:4] for line in kinds.splitlines()[2:]] == [
        ["plain", "2", "1/2", "50%"],
        ["far", "2", "0/1", "0%"],
        ["all", "4", "1/3", "33%"],
    ]
    assert len(calibration.splitlines()) == 12
    assert count == "misses: 2"
    wrong, missed = (miss.splitlines() for miss in misses)
    assert wrong[:4] == [
        "  q2  When is ice better than heat?",
        "    after     Where can I park?",
        "    kind      plain",
        "    expected  “<script>alert(1)</script>”, saying “&amp;”",
    ]
    assert wrong[4].startswith("    came      answered with heat#when-is-ice-better-than-heat (0.")
    assert "It numbs the <b>pain</b>." in " ".join(" ".join(wrong).split())
    assert missed[0] == "  q4  Hello!"
    assert "    came      small talk (1.00)" in missed


@pytest.mark.parametrize("questions", [3, 5000])
def test_a_terminal_is_wide_enough(questions):
    long = "word " * 90
    answers = [quoted("Ice", long), refused("Ice", offering=[0]), quoted("Heat", long, highlights=((0, 4),))]
    some = [Judged(f"id{n}", long, (long,), (long, long), (long,), kind=f"followup-{'x' * 40} {n}") for n in range(2)]
    some.append(Judged("id2", long, (), ("Heat",), ("word",), kind="plain"))
    turns = cycle(answers)
    report = evaluate(lambda question, history: next(turns), [some[n % 3] for n in range(questions)])
    text = report_text(report)
    assert max(map(len, text.splitlines())) <= WIDTH
    assert "\nfollowup-xx…  " in text
    assert text.count("word") >= 90 * 4 * (questions // 3)


def test_control_characters_do_not_reach_a_terminal():
    judged = Judged("\x1b[2J", "What\x1b[31m?", ("\x07",), ("\x1b]0;",), ("\x1b",), kind="\x9b")
    assert not {ch for ch in report_text(evaluate(lambda question, history: REFUSED, [judged])) if ch < " "} - {"\n"}


class Page(HTMLParser):
    """A page as a browser reads it: what stands open, the tags with their attributes, and the text of each."""

    def __init__(self, html):
        super().__init__()
        self.open, self.tags, self.said = [], [], {}
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        if tag != "meta":
            self.open.append(tag)
            self.said.setdefault(tag, []).append("")

    def handle_startendtag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        for tag in set(self.open):
            self.said[tag][-1] += data


def test_the_page_shows_what_was_found(report):
    page = Page(report_page(report, "judged.jsonl"))
    assert page.open == []
    assert [tag for tag, _ in page.tags].count("details") == len(report.misses) == 2
    assert page.said["pre"] == [
        explanation_text(miss.answer) for miss in sorted(report.misses, key=lambda m: m.verdict != "wrong")
    ]
    body = " ".join(page.said["body"][0].split())
    assert "judged.jsonl: 4 judged questions, 3 to be answered and 1 not." in body
    assert "Right 33.3 % 1 of 3 to be answered" in body
    assert "Asked before" in body
    assert "“<script>alert(1)</script>”, saying “&amp;”" in body
    assert page.said["h3"] == ["When is ice better than heat?", "Hello!"]
    assert page.said["mark"] == ["Ice is better in the first two days after an injury."]
    assert page.said["blockquote"][0].endswith("It numbs the <b>pain</b>.")


def test_the_page_draws_what_the_tables_say(report):
    page = Page(report_page(report, "judged.jsonl"))
    drawn = [attributes for tag, attributes in page.tags if tag == "svg" and "aria-label" in attributes]
    assert [each["aria-label"] for each in drawn[1:]] == [
        "plain: 1 right, 0 refused, 0 suggested, 0 missed, 1 wrong",
        "far: 0 right, 1 refused, 0 suggested, 1 missed, 0 wrong",
        "all: 1 right, 1 refused, 0 suggested, 1 missed, 1 wrong",
    ]
    dots = [attributes for tag, attributes in page.tags if tag == "circle"]
    assert len(dots) == sum(each.right.whole > 0 for each in report.reliability)
    assert all(50 <= float(dot["cx"]) <= 370 and 20 <= float(dot["cy"]) <= 340 for dot in dots)
    widths = [float(a["width"].rstrip("%")) for tag, a in page.tags if tag == "rect" and a["width"].endswith("%")]
    assert sum(widths) == pytest.approx(300, abs=0.1)


def test_the_page_needs_nothing_else(report):
    html = report_page(report, "judged.jsonl")
    page = Page(html)
    assert not {tag for tag, _ in page.tags} & {"script", "link", "img", "iframe", "object", "embed", "base", "form"}
    for _, attributes in page.tags:
        assert not {
            name for name in attributes if name.startswith("on") or name in ("src", "srcset", "style", "action")
        }
        assert attributes.get("href", "#").startswith("#")
    assert "url(" not in html and "@import" not in html and "://" not in html


def test_the_page_is_the_same_every_time(corpus, judged_file):
    pages = {
        report_page(evaluate(FaqBot.open(corpus).ask, read_judged(judged_file)), judged_file.name) for _ in range(2)
    }
    assert len(pages) == 1


@pytest.mark.parametrize(
    "judged",
    [
        pytest.param([Judged("1", "?")], id="all-refused"),
        pytest.param([Judged("1", "\ud800?", ("\x00",), ("\ud800",), ("\x1b",), kind="\ud800<b>")], id="odd-letters"),
        pytest.param([Judged("1", "?", sections=())], id="no-section-is-right"),
    ],
)
def test_any_report_makes_a_page(tmp_path, judged):
    html = report_page(evaluate(lambda question, history: REFUSED, judged), "<b>\ud800")
    file = tmp_path / "report.html"
    write_page(html, file)
    page = Page(file.read_text("utf-8"))
    assert page.open == []
    assert "b" not in page.said


def test_the_page_is_written(corpus, judged_file, tmp_path):
    file = tmp_path / "report.html"
    file.write_text("an older one")
    before = {path.name for path in tmp_path.iterdir()}
    ended = run(judged_file, "--corpus", corpus, "--report", file, "--json")
    assert (ended.exit_code, ended.stderr) == (0, "")
    assert json.loads(ended.stdout)["questions"] == 4
    assert file.read_text("utf-8").startswith("<!doctype html>\n")
    assert {path.name for path in tmp_path.iterdir()} == before
    mask = os.umask(0)
    os.umask(mask)
    assert stat.S_IMODE(file.stat().st_mode) == 0o666 & ~mask


def test_a_link_to_the_page_stays_one(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "report.html").symlink_to(tmp_path / "real" / "report.html")
    write_page("new", tmp_path / "report.html")
    assert (tmp_path / "report.html").is_symlink()
    assert (tmp_path / "real" / "report.html").read_text() == "new"


@pytest.mark.parametrize(
    ("file", "fault"),
    [
        pytest.param("nowhere/report.html", "cannot be written (No such file or directory); name", id="no-folder"),
        pytest.param("judged.jsonl/report.html", "cannot be written (Not a directory); name", id="not-a-folder"),
        pytest.param("corpus", "cannot be written (it is not a plain file); name", id="a-folder"),
        pytest.param("pipe", "cannot be written (it is not a plain file); name", id="a-pipe"),
        pytest.param("/dev/null", "cannot be written (it is not a plain file); name", id="a-device"),
        pytest.param("x" * 300, "cannot be written (File name too long); name", id="long-name"),
    ],
)
def test_a_page_that_cannot_be_written(corpus, judged_file, tmp_path, file, fault):
    os.mkfifo(tmp_path / "pipe")
    before = sorted(tmp_path.rglob("*"))
    ended = run(judged_file, "--corpus", corpus, "--report", tmp_path / file)
    assert (ended.exit_code, ended.stdout) == (2, "")
    (line,) = ended.stderr.splitlines()
    assert line.startswith(f"faq-bot: {tmp_path / file}: {fault}")
    assert sorted(tmp_path.rglob("*")) == before


def test_the_history_goes_with_the_question():
    asked = []
    evaluate(lambda question, history: asked.append((question, history)) or REFUSED, [Judged("1", "And?", ("What?",))])
    assert asked == [("And?", ("What?",))]


def test_judged_questions_are_read(tmp_path):
    file = tmp_path / "judged.jsonl"
    file.write_bytes(
        '\ufeff{"id": "q1", "question": "What?", "history": ["a"], "sections": ["Heat"], "contains": ["x"],'
        ' "kind": "plain"}'
        '\r\n\r\n{"question": "Why?", "sections": null, "more": 1}\n'.encode()
    )
    assert read_judged(file) == [
        Judged("q1", "What?", ("a",), ("Heat",), ("x",), "plain"),
        Judged("3", "Why?", (), None, ()),
    ]


@pytest.mark.parametrize(
    "file", sorted((Path(__file__).parent / "relevance").glob("*.jsonl")), ids=lambda file: file.stem
)
def test_the_judged_questions_of_the_project_are_sound(file):
    judged = read_judged(file)
    assert len({question.id for question in judged}) == len(judged)
    assert {question.sections is None for question in judged} == {True, False}
    assert all(words == words.lower() for question in judged for words in question.contains)


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        pytest.param(None, ": cannot be read (No such file or directory); ", id="missing"),
        pytest.param(b"", ": has no judged question; ", id="empty"),
        pytest.param(b" \n\n", ": has no judged question; ", id="blank"),
        pytest.param(b'{"question": "\xff"}', ", line 1: byte 14 (0xff) is not UTF-8 text; ", id="latin-1"),
    ],
)
def test_a_faulty_file(tmp_path, content, fault):
    file = tmp_path / "judged.jsonl"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(FaqBotError) as caught:
        read_judged(file)
    assert str(caught.value).startswith(f"{file}{fault}")
