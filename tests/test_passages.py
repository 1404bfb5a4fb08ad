"""Is every passage a quotation of a readable length, with an id that holds?"""

import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from faq_bot.content.documents import Document, Line, Section, plain
from faq_bot.content.passages import cut_passages, sentence_spans
from faq_bot.content.readers import Source, read

words = st.sampled_from(
    "heat pack helps the tired back when it rests and e.g. Dr. 2.5 p.m. (see £45) “yes” ill".split()
)
sentences = st.builds(
    lambda first, rest, end: plain(f"{first} {' '.join(rest)}{end}"),
    st.sampled_from("Heat Rest A a. 1998. (b) It".split()),
    st.lists(words, max_size=40),
    st.sampled_from([".", "?", "!", "…", ".”", ""]),
)
paragraphs = st.lists(sentences, min_size=1, max_size=6).map(" ".join).map(Line)
leads = st.just(Line("These are what helps you most:"))
items = st.builds(Line, sentences, st.sampled_from(["1.", "2)", "•", "(a)", "iv."]), st.sampled_from([0, 0, 0, 1, 2]))
sections = st.builds(
    Section, st.just("Heat"), st.just("heat"), st.lists(paragraphs | leads | items, max_size=14).map(tuple)
)


def passages_of(section):
    return list(cut_passages(Document("a", "a.md", "T", (section,))))


def length(text):
    return len(text.split())


@given(sections)
@settings(max_examples=300)
def test_passages_are_the_section_in_slices_nothing_lost_and_nothing_twice(section):
    cut = passages_of(section)
    end = 0
    for passage in cut:
        assert section.text[passage.start : passage.start + len(passage.text)] == passage.text
        assert not section.text[end : passage.start].strip()
        assert passage.text and passage.text == passage.text.rstrip()
        end = passage.start + len(passage.text)
    assert not section.text[end:].strip()


@given(sections)
@settings(max_examples=300)
def test_a_passage_is_long_only_where_nothing_in_it_may_be_cut(section):
    for passage in passages_of(section):
        if length(passage.text) > 120:
            end = passage.start + len(passage.text)
            lines = [line for first, last, line in section.spans() if first < end and last > passage.start]
            assert not any(line.depth == 0 for line in lines[1:])
            assert lines[0].is_item or len(sentence_spans(passage.text)) == 1


@given(sections)
@settings(max_examples=300)
def test_a_passage_is_short_only_where_it_cannot_be_joined(section):
    cut = [length(passage.text) for passage in passages_of(section)]
    for one, next_one in pairwise(cut):
        assert min(one, next_one) >= 22 or one + next_one > 120


@given(sections)
@settings(max_examples=300)
def test_sentences_are_all_of_the_text_but_its_markers(section):
    for passage in passages_of(section):
        spans = sentence_spans(passage.text)
        assert all(0 <= start < end <= len(passage.text) for start, end in spans)
        assert all(before[1] <= after[0] for before, after in pairwise(spans))
        between = "".join(passage.text[a:b] for (_, a), (b, _) in pairwise([(0, 0), *spans, (len(passage.text), 0)]))
        assert all(re.fullmatch(r"\(?\w{1,3}[.)]|•", mark) for mark in between.split())


def prose(count, sentence=10):
    """Text of so many words, in sentences."""
    text = [
        f"{'Words' if n % sentence == 0 else 'go'}{'.' if n % sentence == sentence - 1 else ''}" for n in range(count)
    ]
    return " ".join(text)


def shown(markdown):
    """The lengths of the passages of each section."""
    document = read(Source("a.md", markdown.encode()))
    return [[length(passage.text) for passage in passages_of(section)] for section in document.sections]


@pytest.mark.parametrize(
    ("lines", "lengths"),
    [
        pytest.param([5], [5], id="one-short"),
        pytest.param([120], [120], id="one-at-the-limit"),
        pytest.param([60, 60], [60, 60], id="each-its-own"),
        pytest.param([10, 60], [70], id="short-joins-the-next"),
        pytest.param([60, 10], [70], id="short-joins-the-one-before"),
        pytest.param([10, 10, 10], [30], id="short-ones-together"),
        pytest.param([180], [90, 90], id="long-is-parted-evenly"),
        pytest.param([300], [100, 100, 100], id="very-long"),
        pytest.param([], [], id="nothing"),
    ],
)
def test_paragraphs_become_passages(lines, lengths):
    section = Section("Heat", "heat", tuple(Line(prose(count)) for count in lines))
    assert [length(passage.text) for passage in passages_of(section)] == lengths


def test_a_sentence_is_never_cut():
    section = Section("Heat", "heat", (Line(prose(200, sentence=200)), Line(prose(40))))
    assert [length(passage.text) for passage in passages_of(section)] == [200, 40]


def test_a_list_stays_with_its_lead_in():
    markdown = f"# T\n\n{prose(100)}\n\nBring these things:\n\n" + "".join(f"- {prose(10)}\n" for _ in range(5))
    (section,) = read(Source("a.md", markdown.encode())).sections
    before, bring = passages_of(section)
    assert length(before.text) == 100
    assert bring.text.startswith("Bring these things:\n\n• Words")


def test_a_lead_in_is_never_left_alone():
    markdown = f"# T\n\n{prose(60)} these:\n\n" + "".join(f"- {prose(10)}\n" for _ in range(8))
    (section,) = read(Source("a.md", markdown.encode())).sections
    first, second = passages_of(section)
    assert "these:\n\n• Words" in first.text
    assert second.text.startswith("• Words")


def test_a_long_list_is_cut_evenly_between_items():
    markdown = "# T\n\nBring these things:\n\n" + "".join(f"{n}. {prose(10)}\n" for n in range(1, 31))
    ((first, *rest),) = shown(markdown)
    assert len(rest) == 2
    assert max(first, *rest) <= 120
    assert max(first, *rest) - min(first, *rest) <= 25
    (section,) = read(Source("a.md", markdown.encode())).sections
    assert all(passage.text.split()[0].rstrip(".").isdigit() for passage in passages_of(section)[1:])


def test_items_within_an_item_stay_with_it():
    within = f"   - {prose(10)}\n"
    markdown = f"# T\n\n1. {prose(10)}\n{within * 3}2. {prose(10)}\n{within * 9}"
    (section,) = read(Source("a.md", markdown.encode())).sections
    assert [(passage.text[:2], passage.text.count("  • ")) for passage in passages_of(section)] == [
        ("1.", 3),
        ("2.", 9),
    ]


@pytest.mark.parametrize("start", ["A. Smith", "a. smith", "(b) smith", "1998. That", "• dot", "No. 5"])
def test_a_paragraph_that_begins_like_an_item_keeps_its_beginning(start):
    (passage,) = passages_of(Section("Heat", "heat", (Line(f"{start} founded it. It is here."),)))
    assert passage.text == f"{start} founded it. It is here."


def ids(markdown):
    document = read(Source("back-pain.md", markdown.encode()))
    return {passage.text: passage.id for passage in cut_passages(document)}


def test_ids_are_readable():
    assert list(ids(f"# T\n\nIntro.\n\n## What’s *Shiatsu*?\n\n{prose(60)}\n\nMore. {prose(60)}\n").values()) == [
        "back-pain#t",
        "back-pain#what-s-shiatsu",
        "back-pain#what-s-shiatsu/2",
    ]


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param(f"# T\n\n## A\n\n{prose(200)}\n\n## B\n\nKept text.\n\n## C\n\nKept too.\n", id="another-grew"),
        pytest.param(
            "# T\n\n## A\n\nShort.\n\n## New\n\nNew.\n\n## B\n\nKept text.\n\n## C\n\nKept too.\n",
            id="one-came-between",
        ),
        pytest.param("# T\n\n## B\n\nKept text.\n\n## C\n\nKept too.\n", id="one-went"),
        pytest.param("# T\n\n## C\n\nKept too.\n\n## B\n\nKept text.\n\n## A\n\nShort.\n", id="order-turned"),
        pytest.param(
            "# Another\n\nIntro.\n\n## A b\n\nShort.\n\n## B\n\nKept text.\n\n### C?\n\nKept too.\n",
            id="title-and-levels",
        ),
    ],
)
def test_ids_hold_when_another_section_changes(changed):
    before = ids("# T\n\n## A\n\nShort.\n\n## B\n\nKept text.\n\n## C\n\nKept too.\n")
    after = ids(changed)
    assert {text: after[text] for text in ("Kept text.", "Kept too.")} == {
        text: before[text] for text in ("Kept text.", "Kept too.")
    }


def test_a_citation_leads_to_the_section():
    markdown = "---\ntitle: Heat & ice\nupdated: 2026-01-02\n---\n\n## Does “ice” help? 50 %\n\nYes.\n"
    (passage,) = cut_passages(read(Source("sub/ice & heat.md", markdown.encode())))
    citation = passage.citation()
    assert (citation.title, citation.section) == ("Heat & ice", "Does “ice” help? 50 %")
    assert citation.passage == "ice & heat#does-ice-help-50"
    assert citation.url == "/articles/ice%20%26%20heat#does-ice-help-50"
    assert str(citation.updated) == "2026-01-02"


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        pytest.param("It hurts. Rest it! Then?", ["It hurts.", "Rest it!", "Then?"], id="plain"),
        pytest.param("No end", ["No end"], id="no-end"),
        pytest.param(
            "Dr. Smith and Mrs. Hill met. They ate.", ["Dr. Smith and Mrs. Hill met.", "They ate."], id="titles"
        ),
        pytest.param("J. R. Smith came. He left.", ["J. R. Smith came.", "He left."], id="initials-first"),
        pytest.param("Ask J. Smith. He knows.", ["Ask J. Smith.", "He knows."], id="initial-within"),
        pytest.param("It is 2.5 mg. Take it.", ["It is 2.5 mg.", "Take it."], id="decimal"),
        pytest.param("It costs £9.99. Pay us.", ["It costs £9.99.", "Pay us."], id="price"),
        pytest.param("It is free. £5 is for tea.", ["It is free.", "£5 is for tea."], id="price-begins"),
        pytest.param("See e.g. Heat packs. Then rest.", ["See e.g. Heat packs.", "Then rest."], id="eg"),
        pytest.param("That is, i.e. Tuesday. Then rest.", ["That is, i.e. Tuesday.", "Then rest."], id="ie"),
        pytest.param("Ask (e.g. by phone). We answer.", ["Ask (e.g. by phone).", "We answer."], id="eg-in-brackets"),
        pytest.param("Heat, ice, etc. are fine. Rest.", ["Heat, ice, etc. are fine.", "Rest."], id="etc"),
        pytest.param("Come at 5 p.m. Then leave.", ["Come at 5 p.m.", "Then leave."], id="time-ends"),
        pytest.param("Come at 5 p.m. on Monday. Leave.", ["Come at 5 p.m. on Monday.", "Leave."], id="time-within"),
        pytest.param("From 9 a.m. to 5 p.m. we open.", ["From 9 a.m. to 5 p.m. we open."], id="times"),
        pytest.param("On Jan. 5 we open. Come.", ["On Jan. 5 we open.", "Come."], id="month"),
        pytest.param("No. 5 is ours. Say no. Then go.", ["No. 5 is ours.", "Say no.", "Then go."], id="number-and-no"),
        pytest.param("He said “Stop.” Then he left.", ["He said “Stop.”", "Then he left."], id="curly-quotes"),
        pytest.param('Is it? "Yes." We said.', ["Is it?", '"Yes."', "We said."], id="straight-quotes"),
        pytest.param("It is. (It was.) Good.", ["It is.", "(It was.)", "Good."], id="brackets"),
        pytest.param("Wait… Then go. Or wait... then go.", ["Wait…", "Then go.", "Or wait... then go."], id="ellipses"),
        pytest.param("Wow!!! Really?! Yes.", ["Wow!!!", "Really?!", "Yes."], id="loud"),
        pytest.param("See www.example.com. Then ring.", ["See www.example.com.", "Then ring."], id="web-address"),
        pytest.param(
            "1. First. Second.\n2) Third\n(c) Fourth\niv. Fifth",
            ["First.", "Second.", "Third", "Fourth", "Fifth"],
            id="markers",
        ),
        pytest.param(
            "Bring:\n\n• Heat. Ice.\n  • Cold\n\nRest.", ["Bring:", "Heat.", "Ice.", "Cold", "Rest."], id="lists"
        ),
        pytest.param("One.  Two.   ", ["One.", "Two."], id="spaces"),
        pytest.param("", [], id="nothing"),
    ],
)
def test_sentences(text, sentences):
    assert [text[start:end] for start, end in sentence_spans(text)] == sentences


@pytest.mark.parametrize(
    ("text", "count"),
    [
        pytest.param("Heat " + "." * 20_000 + " 12", 2, id="dot-leaders"),
        pytest.param("Heat " + "." * 20_000 + "end", 1, id="dot-leaders-within"),
        pytest.param("See " + "Dr. Smith, " * 5_000 + "then rest. Go.", 2, id="abbreviations"),
        pytest.param("A. " * 5_000, 1, id="initials"),
    ],
)
def test_sentences_of_long_lines(text, count):
    assert len(sentence_spans(text)) == count


@pytest.mark.parametrize(
    ("lines", "count"),
    [
        pytest.param([Line("Go. " * 12_000)], 100, id="sentences"),
        pytest.param([Line("Go")] * 1_200, 48, id="paragraphs"),
        pytest.param([Line("Go", "1.")] * 6_000, 100, id="items"),
    ],
)
def test_many_short_units_are_cut(lines, count):
    cut = passages_of(Section("Heat", "heat", tuple(lines)))
    assert len(cut) == count
    assert all(25 <= length(passage.text) <= 120 for passage in cut)


def test_plain_text_has_at_most_thirty_marks_on_a_letter():
    assert len(plain("a" + "\u0301\u0327" * 10_000 + "•" * 40 + "b")) == 71
    assert plain("•" * 40 + "e\u0301") == "•" * 40 + "é"
