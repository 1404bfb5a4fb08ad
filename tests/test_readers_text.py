"""Does plain text read as a person sees it, whatever it was pasted from?"""

from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faq_bot.content.readers import Source, read
from faq_bot.errors import CorpusError

LONG = "The clinic is open on every working day, and you can ring us at any time before five in the afternoon."
OTHER = "We ask new visitors to come ten minutes early, so that there is time to read the form and to sign it."

# The shape of an article as clinics publish it: every oddity of it is one that was seen.
ARTICLE = """\
Heat Packs for Stiff Shoulders\u00a0

heat packs for stiff shoulders

Warmth has been used for stiff shoulders for as long as people have carried loads. A pack is cheap,  and it
needs no training.

Why does a heat pack help?

Warmth widens the vessels’ walls, so more blood comes to the “tired” parts; the muscle lets go.

A second reason is that warmth is pleasant.\u00a0

Kinds of pack that we keep:

We keep gel packs, grain bags, and bottles, and we show how each is filled.

What are the steps?

Go slowly, and stop when it stings.

1.\u00a0 Warm the pack for two minutes.
2. Wrap it in a towel
3.    Lay it on the shoulder.
4. Wait, and meanwhile try one of these, which help with:

Letting the breath go
Improves patience
Rolling the wrists

Which packs last longest?

Grain bags last for years when they are kept dry.

Gel Pack Care after use at home:

Wipe it, and keep it flat.
"""


def test_an_article_as_clinics_publish_it(outline):
    assert outline("heat-packs.txt", ARTICLE) == [
        "Heat Packs for Stiff Shoulders",
        "## Heat Packs for Stiff Shoulders",
        "Warmth has been used for stiff shoulders for as long as people have carried loads. A pack is cheap, and it "
        "needs no training.",
        "## Why does a heat pack help",
        "Warmth widens the vessels’ walls, so more blood comes to the “tired” parts; the muscle lets go.",
        "A second reason is that warmth is pleasant.",
        "## Kinds of pack that we keep",
        "We keep gel packs, grain bags, and bottles, and we show how each is filled.",
        "## What are the steps",
        "Go slowly, and stop when it stings.",
        "1. Warm the pack for two minutes.",
        "2. Wrap it in a towel",
        "3. Lay it on the shoulder.",
        "4. Wait, and meanwhile try one of these, which help with:",
        "  • Letting the breath go",
        "  • Improves patience",
        "  • Rolling the wrists",
        "## Which packs last longest",
        "Grain bags last for years when they are kept dry.",
        "## Gel Pack Care after use at home",
        "Wipe it, and keep it flat.",
    ]


def lines_below(outline, body):
    """What stands below the heading of an article whose only section is `body`."""
    shown = outline("article.txt", f"Back pain\n\nWhat helps?\n\n{dedent(body)}")
    assert shown[:2] == ["Back pain", "## What helps"]
    return shown[2:]


@pytest.mark.parametrize(
    ("block", "heading"),
    [
        pytest.param("How does it work?", "How does it work", id="asks"),
        pytest.param("how does it work?", "how does it work", id="asks-in-lower-case"),
        pytest.param("“Does it hurt?”", "“Does it hurt?”", id="asks-in-quotes"),
        pytest.param("Is it safe ?", "Is it safe", id="asks-with-a-space"),
        pytest.param("Really, is it safe?!", "Really, is it safe", id="asks-loudly"),
        pytest.param("Ways to pay:", "Ways to pay", id="announces"),
        pytest.param("What a visit is like:", "What a visit is like", id="announces-as-a-question-would"),
        pytest.param("Aftercare", "Aftercare", id="title"),
        pytest.param("AFTERCARE AT HOME", "AFTERCARE AT HOME", id="all-capitals"),
        pytest.param("Recovery: what to expect", "Recovery: what to expect", id="title-with-a-colon-inside"),
        pytest.param("Book now!", "Book now", id="title-that-calls"),
        pytest.param("Heat (dry)", "Heat (dry)", id="title-in-brackets"),
        pytest.param("5 things to bring", "5 things to bring", id="title-from-a-number"),
        pytest.param("3. Aftercare", "Aftercare", id="numbered-title"),
        pytest.param(
            "Is it safe for me to lie on a hot pack\nfor the whole night?",
            "Is it safe for me to lie on a hot pack for the whole night",
            id="wrapped",
        ),
        pytest.param("12) Is it safe?", "Is it safe", id="numbered-question"),
        pytest.param("👉 Is it safe?", "👉 Is it safe", id="emoji"),
        pytest.param("Aftercare\n---------", "Aftercare", id="underlined"),
        pytest.param("Aftercare\n* * * * *", "Aftercare", id="underlined-with-gaps"),
        pytest.param("Ça fait mal?", "Ça fait mal", id="not-ascii"),
        pytest.param("Что это?", "Что это", id="not-latin"),
    ],
)
@pytest.mark.parametrize("ends", ["\n\n", "\r\n\r\n", "\n\u00a0\n\u00a0"], ids=["unix", "windows", "nbsp-lines"])
def test_a_line_on_its_own_heads_a_section(outline, block, heading, ends):
    shown = outline("article.txt", ends.join(["Back pain", LONG, block, OTHER]))
    assert shown == ["Back pain", "## Back pain", LONG, f"## {heading}", OTHER]


@pytest.mark.parametrize(
    "block",
    [
        pytest.param(
            "Do you wonder whether a massage can help with the pain in your lower back that will not go away?",
            id="long",
        ),
        pytest.param("It helps.", id="sentence"),
        pytest.param("Yes, it helps", id="short-answer-before-a-heading"),
        pytest.param("In pain? Call us.", id="two-sentences"),
        pytest.param("Massage can help you with:", id="lead-in"),
        pytest.param("helping in:", id="lead-in-in-lower-case"),
        pytest.param("and then rest", id="lower-case"),
        pytest.param("Note: ring us first.", id="note"),
        pytest.param("And then…", id="trails-off"),
        pytest.param("A. Smith founded the clinic.", id="initial"),
        pytest.param("1998. That was the year.", id="year"),
        pytest.param("2.5 mg is the dose.", id="decimal"),
        pytest.param("-5 degrees is too cold.", id="minus"),
        pytest.param("17", id="page-number"),
        pytest.param("???", id="no-word"),
        pytest.param("*Prices may change.", id="footnote"),
        pytest.param("https://example.com/book", id="address-of-a-page"),
    ],
)
def test_a_line_on_its_own_that_is_text(outline, block):
    shown = outline("article.txt", f"Back pain\n\nWhat helps?\n\n{block}\n\nWhat else?\n\n{LONG}")
    assert shown == ["Back pain", "## What helps", block, "## What else", LONG]


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        pytest.param(
            "The back hurts when you\nlift heavy things, and then\nit gets better.\n\nRest is part\nof it.",
            ["The back hurts when you lift heavy things, and then it gets better.", "Rest is part of it."],
            id="wrapped",
        ),
        pytest.param(
            "Our clinic stands in the middle of\nJupiter, close to the sea, and has\nbeen there for years.",
            ["Our clinic stands in the middle of Jupiter, close to the sea, and has been there for years."],
            id="wrapped-before-a-name",
        ),
        pytest.param(
            "You may well ask yourself\nwhat to do?\nRing us.",
            ["You may well ask yourself what to do? Ring us."],
            id="wrapped-question",
        ),
        pytest.param("  Indented\ttext \u200bhere\u2003.  ", ["Indented text here ."], id="odd-spaces"),
        pytest.param("Cafe\u0301 hours are long.", ["Café hours are long."], id="composed"),
        pytest.param(f"{LONG}\n\n\n\n\n{OTHER}", [LONG, OTHER], id="many-blank-lines"),
        pytest.param(f"{LONG}\n\n* * *\n\n{OTHER}\n_____\n", [LONG, OTHER], id="rules-between"),
    ],
)
def test_paragraphs(outline, body, lines):
    assert lines_below(outline, body) == lines


@pytest.mark.parametrize(
    "mark",
    ["-", "*", "+", "–", "—", "•", "‣", "●", "■", "▪", "·", "➢", "✓", "✔", "→", "◦", "○", "o", "\uf0b7", "\uf0a7"],
    ids=ascii,
)
@pytest.mark.parametrize("gap", [" ", "\t", "\u00a0  "], ids=["space", "tab", "nbsp"])
def test_bullets_of_every_kind(outline, mark, gap):
    assert lines_below(outline, f"{mark}{gap}Heat\n{mark}{gap}Cold\n") == ["• Heat", "• Cold"]


@pytest.mark.parametrize("mark", ["•", "●", "▪", "✓", "\uf0b7"], ids=ascii)
def test_bullets_that_touch_the_word(outline, mark):
    assert lines_below(outline, f"{mark}Heat\n{mark}Cold\n") == ["• Heat", "• Cold"]


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        pytest.param("1) Ring\n2) Come", ["1) Ring", "2) Come"], id="bracket"),
        pytest.param("(1) Ring\n(2) Come", ["(1) Ring", "(2) Come"], id="brackets"),
        pytest.param("(a) Ring\n(b) Come", ["(a) Ring", "(b) Come"], id="letters"),
        pytest.param("A. Ring\nB. Come", ["A. Ring", "B. Come"], id="capitals"),
        pytest.param("i. Ring\nii. Come\niii. Pay", ["i. Ring", "ii. Come", "iii. Pay"], id="roman"),
        pytest.param("9. Ring\n10. Come", ["9. Ring", "10. Come"], id="from-nine"),
        pytest.param("1.   Ring\n2.\tCome\n3.\u00a0 Pay", ["1. Ring", "2. Come", "3. Pay"], id="uneven"),
        pytest.param("1. Ring\n\n2. Come\n\n3. Pay", ["1. Ring", "2. Come", "3. Pay"], id="loose"),
        pytest.param("• Ring\n\n• Come\n\nThen rest.", ["• Ring", "• Come", "Then rest."], id="loose-bullets"),
        pytest.param("- Do you smoke?\n- Do you drink?", ["• Do you smoke?", "• Do you drink?"], id="questions"),
        pytest.param(
            "1. Do you smoke?\n2. Do you drink?", ["1. Do you smoke?", "2. Do you drink?"], id="numbered-questions"
        ),
        pytest.param(
            "- Heat for as long\n  as it feels good\n- Cold",
            ["• Heat for as long as it feels good", "• Cold"],
            id="wrapped",
        ),
        pytest.param(
            "1. Heat\na. Pads\nb. Baths\n2. Cold",
            ["1. Heat", "  a. Pads", "  b. Baths", "2. Cold"],
            id="letters-within",
        ),
        pytest.param(
            "1. Heat\n• Pads\n• Baths\n2. Cold", ["1. Heat", "  • Pads", "  • Baths", "2. Cold"], id="bullets-within"
        ),
        pytest.param(
            "•\tHeat\no\tPads\no\tBaths\n•\tCold", ["• Heat", "  • Pads", "  • Baths", "• Cold"], id="word-within"
        ),
        pytest.param(
            "Try these each day:\n1. Heat\n2. Cold", ["Try these each day:", "1. Heat", "2. Cold"], id="led-in-directly"
        ),
        pytest.param("Try these each day:\n\n- Heat\n- Cold", ["Try these each day:", "• Heat", "• Cold"], id="led-in"),
        pytest.param(
            "These things help:\n\nHeat\nCold\n\nThen rest.",
            ["These things help:", "• Heat", "• Cold", "Then rest."],
            id="unmarked",
        ),
        pytest.param(
            "Many things help you:\nHeat\nCold\nRest",
            ["Many things help you:", "• Heat", "• Cold", "• Rest"],
            id="unmarked-directly",
        ),
        pytest.param(
            "Example Clinic\n12 High Street\nJupiter\nFL 33458",
            ["• Example Clinic", "• 12 High Street", "• Jupiter", "• FL 33458"],
            id="postal-address",
        ),
        pytest.param(
            "Monday: 9:00 - 17:00\nTuesday: 9:00 - 17:00\nWednesday: closed",
            ["• Monday: 9:00 - 17:00", "• Tuesday: 9:00 - 17:00", "• Wednesday: closed"],
            id="opening-hours",
        ),
    ],
)
def test_lists(outline, body, lines):
    assert lines_below(outline, body) == lines


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            f"Back pain\nWhat is it?\n{LONG}\nWho gets it?\n{OTHER}",
            ["## What is it", LONG, "## Who gets it", OTHER],
            id="questions-no-blank-line",
        ),
        pytest.param(
            f"Back pain\n\nTreatment\n{LONG}\n\nAftercare\n{OTHER}",
            ["## Treatment", LONG, "## Aftercare", OTHER],
            id="titles-upon-text",
        ),
        pytest.param(
            "Back pain\n\nTreatment\nWe warm the back with a\npack, and then we cool it.",
            ["## Treatment", "We warm the back with a pack, and then we cool it."],
            id="title-upon-wrapped-text",
        ),
        pytest.param(
            f"BACK PAIN\n\nTREATMENT OPTIONS:\n{LONG}", ["## TREATMENT OPTIONS", LONG], id="capitals-upon-text"
        ),
        pytest.param(
            "Back pain\n\nHow long is it?\n20 minutes.", ["## How long is it", "20 minutes."], id="answer-from-a-number"
        ),
        pytest.param(
            "Back pain\n\nWhat do I bring?\n- A towel\n- Water",
            ["## What do I bring", "• A towel", "• Water"],
            id="question-upon-a-list",
        ),
        pytest.param(
            f"Back pain\n\nQ: Is it safe?\nA: {LONG}\n\nQ: Is it dear?\nA: {OTHER}",
            ["## Is it safe", LONG, "## Is it dear", OTHER],
            id="q-and-a",
        ),
        pytest.param(
            f"Back pain\n\nQ1. Is it safe?\n\nA1. {LONG}\n\nQ2. Is it dear?\n\nA2. {OTHER}",
            ["## Is it safe", LONG, "## Is it dear", OTHER],
            id="q1-and-a1",
        ),
        pytest.param(
            f"Back pain\n\n1. Is it safe?\n{LONG}\n2. Is it dear?\n{OTHER}",
            ["## Is it safe", LONG, "## Is it dear", OTHER],
            id="numbered-upon-text",
        ),
        pytest.param(
            f"Back pain\n\n1. Treatment\n\n{LONG}\n\n2. Aftercare\n\n{OTHER}",
            ["## Treatment", LONG, "## Aftercare", OTHER],
            id="numbered-titles",
        ),
        pytest.param(
            "Back pain\n\nIs it safe?\n\nYes\n\nDoes it hurt much at all?\n\nNo",
            ["## Is it safe", "Yes", "## Does it hurt much at all", "No"],
            id="one-word-answers",
        ),
        pytest.param(
            f"Back pain\n\nBy Dr. Jane Smith\n\nLast updated: 3 March 2024\n\n{LONG}",
            ["## Back pain", "By Dr. Jane Smith", "Last updated: 3 March 2024", LONG],
            id="byline",
        ),
        pytest.param(
            f"Back pain\n=========\n\nTreatment\n---------\n\n{LONG}", ["## Treatment", LONG], id="underlined"
        ),
        pytest.param(f"Back pain\n\nBACK PAIN\n\nback pain:\n\n{LONG}", ["## Back pain", LONG], id="title-said-thrice"),
        pytest.param(
            f"Back pain\n\n{LONG}\n\nWhat is it?\n\n{OTHER}\n\nWhere is it?",
            ["## Back pain", LONG, "## What is it", OTHER, "## Where is it"],
            id="last-heading-empty",
        ),
        pytest.param(
            f"Back pain\n\nWhat is it?\n\n{LONG}\n\nWhat is it?\n\n{OTHER}",
            ["## What is it", LONG, "## What is it", OTHER],
            id="a-heading-twice",
        ),
        pytest.param(f"\ufeffBack pain\r\n\r\nWhat is it?\r\n\r\n{LONG}", ["## What is it", LONG], id="windows"),
        pytest.param(f"Back pain\r\rWhat is it?\r\r{LONG}", ["## What is it", LONG], id="old-mac"),
    ],
)
def test_shapes_that_people_paste(outline, text, expected):
    assert [line.replace("BACK PAIN", "Back pain") for line in outline("a.txt", text)] == ["Back pain", *expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(LONG, ["My first visit", "## My first visit", LONG], id="one-sentence"),
        pytest.param(
            "Open from nine to five",
            ["My first visit", "## My first visit", "Open from nine to five"],
            id="one-line-like-a-title",
        ),
        pytest.param(
            f"{LONG}\n\nWhat is it?\n\n{OTHER}",
            ["My first visit", "## My first visit", LONG, "## What is it", OTHER],
            id="text-first",
        ),
        pytest.param(
            f"- {LONG}\n- {OTHER}", ["My first visit", "## My first visit", f"• {LONG}", f"• {OTHER}"], id="list-first"
        ),
        pytest.param(f"What is it?\n\n{LONG}", ["What is it", "## What is it", LONG], id="question-first"),
    ],
)
def test_a_file_without_a_title_is_named_by_its_name(outline, text, expected):
    assert outline("notes/my-first_visit.txt", text) == expected


@pytest.mark.parametrize("text", ["What is it?", "Back pain\n\nback pain", "Back pain\n\nWhat is it?\n\nWhere?"])
def test_headings_without_any_text_are_a_fault(outline, text):
    with pytest.raises(CorpusError, match=r"a\.txt: has headings but no text below them; "):
        outline("a.txt", text)


def test_anchors_tell_sections_of_one_heading_apart(write_corpus):
    from faq_bot.content.corpus import load_corpus

    folder = write_corpus({"pain.txt": f"Pain\n\nWhat is it?\n\n{LONG}\n\nWhat is it?\n\n{OTHER}\n\nÇa va?\n\n{LONG}"})
    assert [p.id for p in load_corpus(folder).passages] == ["pain#what-is-it", "pain#what-is-it-2", "pain#ça-va"]


def test_a_long_file_without_blank_lines_is_read(outline):
    assert len(outline("a.txt", f"{LONG}\n" * 20_000)) == 3


def test_an_item_of_very_many_lines_is_one_item(outline):
    shown = outline("a.txt", "1. First\n2. Second\n" + "and so on\n" * 5_000)
    assert len(shown) == 4
    assert shown[-1].count("and so on") == 5_000


def test_a_title_said_very_often_is_said_once(outline):
    assert outline("a.txt", "Heat packs\n\n" * 5_000 + LONG) == ["Heat packs", "## Heat packs", LONG]


pieces = st.sampled_from(
    ["Heat", "is", "1. ", "(b) ", "• ", "o ", "Q: ", "A: ", "?", ":", ".", "\n", "\n\n", " ", "---", "7", "É"]
)


@given(st.lists(pieces, max_size=40).map("".join) | st.text(max_size=200))
def test_any_text_is_read_without_loss_or_refused(text):
    try:
        document = read(Source("a.txt", text.encode("utf-8", "replace")))
    except CorpusError:
        return
    read_back = document.title + "".join(section.heading + section.text for section in document.sections)
    assert ("Heat" in text) == ("Heat" in read_back)
    assert ("É" in text) == ("É" in read_back)
    assert all(section.heading for section in document.sections)
