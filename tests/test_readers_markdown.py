"""Does Markdown give its words and nothing of its markup?"""

import datetime
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faq_bot.content.readers import Source, read
from faq_bot.errors import CorpusError


def read_markdown(text):
    return read(Source("back/my-article.md", text.encode()))


def faults_of(text):
    with pytest.raises(CorpusError) as caught:
        read_markdown(text)
    return list(map(str, caught.value.faults))


def lines_below(outline, body):
    """What stands in an article whose only section is `body`."""
    shown = outline("a.md", f"# T\n\n{dedent(body)}\n")
    assert shown[:2] == ["T", "## T"]
    return shown[2:]


def test_front_matter_names_the_document():
    document = read_markdown(
        "---\ntitle: Back pain: what to do?\nurl: 'https://example.com/back?a=1#b'\nupdated: 2026-01-02\n"
        'review_by: "2027-03-04"\nstaff_only: Yes\nauthor: [someone, else]\nurgent: {\n---\n# Other\n\nText.\n'
    )
    assert document.title == "Back pain: what to do"
    assert document.url == "https://example.com/back?a=1#b"
    assert document.updated == datetime.date(2026, 1, 2)
    assert document.review_by == datetime.date(2027, 3, 4)
    assert document.staff_only
    assert [section.heading for section in document.sections] == ["Other"]


@pytest.mark.parametrize(
    ("block", "title"),
    [
        pytest.param("title: 'Heat: a guide'", "Heat: a guide", id="single-quotes"),
        pytest.param('title: "Heat’s “power”"', "Heat’s “power”", id="double-quotes"),
        pytest.param("title:Heat", "Heat", id="no-space"),
        pytest.param("Title: Heat", "Heat", id="capital-key"),
        pytest.param("  title  :   Heat  \u200b", "Heat", id="spaces"),
        pytest.param("title: \nurl:", "T", id="empty-values"),
        pytest.param("", "T", id="nothing-in-it"),
        pytest.param("layout: post\n# a comment\ntags:\n  - back", "T", id="keys-of-others"),
    ],
)
@pytest.mark.parametrize("ends", ["\n", "\r\n"], ids=["unix", "windows"])
def test_front_matter_values(block, title, ends):
    document = read_markdown("\ufeff" + f"---\n{block}\n---\n# T\n\nText.\n".replace("\n", ends))
    assert document.title == title
    assert [section.text for section in document.sections] == ["Text."]


def test_every_fault_of_front_matter_is_told_with_its_line():
    assert faults_of(
        "---\ntitle: Fine\nurl: ftp://example.com\nupdated: yesterday\n\nreview_by: 2026-13-01\nstaff_only: maybe\n"
        "---\nText"
    ) == [
        "back/my-article.md, line 3: url is 'ftp://example.com'; write the page's whole address, from https:// on",
        "back/my-article.md, line 4: updated is 'yesterday'; write a date as 2026-11-22",
        "back/my-article.md, line 6: review_by is '2026-13-01'; write a date as 2026-11-22",
        "back/my-article.md, line 7: staff_only is 'maybe'; write true or false",
    ]


@pytest.mark.parametrize(
    "url",
    ["example.com/a", "javascript:alert(1)", "//example.com", "http://[bad", "https://", "/articles/a", "mailto:a@b.c"],
)
def test_front_matter_url_must_be_whole(url):
    assert faults_of(f"---\nurl: {url}\n---\nText") == [
        f"back/my-article.md, line 2: url is {url!r}; write the page's whole address, from https:// on"
    ]


def test_front_matter_that_does_not_end_is_a_fault():
    assert faults_of("---\ntitle: Heat\n# T\n\nText.\n") == [
        "back/my-article.md, line 1: has front matter that does not end; write a line --- below it"
    ]


def test_a_rule_at_the_top_is_not_front_matter(outline):
    assert outline("a.md", "---\n\nText.\n\n---\n\nMore.\n") == ["A", "## A", "Text.", "More."]
    assert outline("a.md", "---\nText here.\n\n---\n\nMore.\n") == ["A", "## A", "Text here.", "More."]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "# T\n\nIntro.\n\n## What?\n\nText.", ["T", "## T", "Intro.", "## What", "Text."], id="title-and-sections"
        ),
        pytest.param("# T\n\n## What?\n\nText.", ["T", "## What", "Text."], id="nothing-below-the-title"),
        pytest.param("# T\n\nIntro.", ["T", "## T", "Intro."], id="only-a-title"),
        pytest.param("## What?\n\nText.", ["My article", "## What", "Text."], id="no-title"),
        pytest.param("Only text.", ["My article", "## My article", "Only text."], id="no-heading"),
        pytest.param(
            "![Logo](l.png)\n\n# T\n\nIntro.", ["T", "## T", "Logo", "## T", "Intro."], id="text-above-the-title"
        ),
        pytest.param("<!-- note -->\n\n# T\n\nIntro.", ["T", "## T", "Intro."], id="comment-above-the-title"),
        pytest.param("# T\n\nA.\n\n# U\n\nB.", ["T", "## T", "A.", "## U", "B."], id="two-titles"),
        pytest.param("# What is it?\n\nA.", ["What is it", "## What is it", "A."], id="title-that-asks"),
        pytest.param(
            "T\n=\n\nIntro.\n\nWhat?\n-----\n\nText.", ["T", "## T", "Intro.", "## What", "Text."], id="setext"
        ),
        pytest.param("# T #\n\n## What? ##\n\nText.", ["T", "## What", "Text."], id="closed-headings"),
        pytest.param(
            "# The *big* `red` [pack](x)\n\nA.",
            ["The big red pack", "## The big red pack", "A."],
            id="marks-in-heading",
        ),
        pytest.param(
            "# T\n\n### Deep\n\nA.\n\n## Up\n\nB.", ["T", "## Deep", "A.", "## Up", "B."], id="levels-skipped"
        ),
        pytest.param(
            "# T\n\n## A\n\nx\n\n## Empty\n\n## B\n\ny",
            ["T", "## A", "x", "## Empty", "## B", "y"],
            id="heading-without-text",
        ),
        pytest.param(
            "# T\n\n##\n\nx\n\n## ???\n\ny\n\n## <br>\n\nz",
            ["T", "## T", "x", "## T", "y", "## T", "z"],
            id="headings-without-words",
        ),
        pytest.param(
            "# T\r\n\r\nIntro,\r\nlong.\r\n\r\n## What?\r\n\r\nText.\r\n",
            ["T", "## T", "Intro, long.", "## What", "Text."],
            id="windows",
        ),
        pytest.param("\ufeff# T\n\nIntro.", ["T", "## T", "Intro."], id="byte-order-mark"),
    ],
)
def test_titles_and_headings(outline, text, expected):
    assert outline("my-article.md", text) == expected


def test_sections_of_one_heading_have_anchors_of_their_own():
    document = read_markdown("# T\n\n## A\n\nx\n\n## A\n\ny\n\n## A 2\n\nz\n\n## ???\n\nw")
    anchors = [section.anchor for section in document.sections]
    assert anchors[:2] == ["a", "a-2"]
    assert len(set(anchors)) == 4


@pytest.mark.parametrize(
    ("body", "also_asked", "text"),
    [
        pytest.param("Also asked: how? | where?\n\nText.", ("how?", "where?"), "Text.", id="above-the-text"),
        pytest.param("Text.\n\nAlso asked: how?", ("how?",), "Text.", id="below-the-text"),
        pytest.param("Text\nAlso asked: how?\nmore.", ("how?",), "Text more.", id="within-the-text"),
        pytest.param("ALSO ASKED:how?| |  where ? |\n\nText.", ("how?", "where ?"), "Text.", id="sloppy"),
        pytest.param(
            "**Also asked:** how?\n\n*Also asked: where?*\n\nText.", ("how?", "where?"), "Text.", id="emphasised"
        ),
        pytest.param("Also asked:\n\nText.", (), "Text.", id="nothing-asked"),
        pytest.param("It is also asked: how?", (), "It is also asked: how?", id="in-a-sentence"),
    ],
)
def test_also_asked_adds_questions_and_is_not_quoted(body, also_asked, text):
    section = read_markdown(f"# T\n\n## What?\n\n{body}\n").sections[0]
    assert (section.also_asked, section.text) == (also_asked, text)


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        pytest.param("- a\n- b", ["• a", "• b"], id="bullets"),
        pytest.param("1. a\n2. b", ["1. a", "2. b"], id="numbers"),
        pytest.param("4) a\n5) b", ["4) a", "5) b"], id="numbers-from-four"),
        pytest.param("1. a\n   - b\n     - c\n2. d", ["1. a", "  • b", "    • c", "2. d"], id="nested"),
        pytest.param("-\ta\n\t- b", ["• a", "  • b"], id="nested-by-tab"),
        pytest.param("- a\n\n- b", ["• a", "• b"], id="loose"),
        pytest.param("1. a\n\n   more of a\n2. b", ["1. a more of a", "2. b"], id="two-paragraphs"),
        pytest.param("1. a\n   - b\n\n   more of a\n2. c", ["1. a", "  • b more of a", "2. c"], id="after-nested"),
        pytest.param("- a\n  goes on\n- b", ["• a goes on", "• b"], id="wrapped"),
        pytest.param("Bring:\n\n- a", ["Bring:", "• a"], id="lead-in"),
        pytest.param("-\n- b", ["• b"], id="empty-item"),
        pytest.param("> quoted\n> text\n>\n> - a", ["quoted text", "• a"], id="quotation"),
        pytest.param(
            "| A | B |\n|---|---|\n| 1 | *2* |\n| 3 \\| 4 | 5 |", ["A | B", "• 1 | 2", "• 3 | 4 | 5"], id="table"
        ),
        pytest.param("left | right\nmore | words", ["left | right more | words"], id="bars-in-text"),
        pytest.param("```py\nx = 1\ny = 2\n```", ["x = 1 y = 2"], id="fence"),
        pytest.param("    x = 1\n\nThen `y` it.", ["x = 1", "Then y it."], id="code"),
        pytest.param("a\n\n---\n\nb", ["a", "b"], id="rule"),
        pytest.param("one  \ntwo\\\nthree\nfour<br>five", ["one two three four five"], id="line-breaks"),
        pytest.param("**Bold** *text* and ~~more~~", ["Bold text and ~~more~~"], id="emphasis"),
        pytest.param(
            "See [us](https://x.org 'hm'), <https://y.org>, [r] or ![our *door*](d.png).\n\n[r]: https://z.org",
            ["See us, https://y.org, r or our door."],
            id="links",
        ),
        pytest.param("Fish &amp; chips &lt;b&gt;&nbsp;&copy;", ["Fish & chips <b> ©"], id="entities"),
        pytest.param("2 \\* 3 \\# \\[x\\]", ["2 * 3 # [x]"], id="escapes"),
        pytest.param("&#xD800; &#0; x\u0007\u202e", ["\ufffd \ufffd x"], id="characters-that-hide"),
    ],
)
def test_text_lists_and_tables(outline, body, lines):
    assert lines_below(outline, body) == lines


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        pytest.param("<div>Unseen</div>\n\nSeen.", ["Seen."], id="block"),
        pytest.param("Seen <b>words</b> <span onclick='x()'>here</span>.", ["Seen words here."], id="tags-in-text"),
        pytest.param("<!--\nunseen\n\nunseen\n-->\n\nSeen.", ["Seen."], id="comment"),
        pytest.param("Seen <!-- unseen --> words.", ["Seen words."], id="comment-in-text"),
        pytest.param("<script>\nunseen()\n\nunseen()\n</script>\n\nSeen.", ["Seen."], id="script"),
        pytest.param("Seen <script>unseen()</script> words <STYLE>p{}</STYLE>.", ["Seen words ."], id="script-in-text"),
        pytest.param("<style>\np { color: red }\n</style>\n\nSeen.", ["Seen."], id="style"),
        pytest.param("<!DOCTYPE html>\n\n<?php unseen ?>\n\nSeen.", ["Seen."], id="declarations"),
    ],
)
def test_raw_html_is_left_out(outline, body, lines):
    assert lines_below(outline, body) == lines


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("[" * 10_000, id="brackets"),
        pytest.param("[" * 10_000 + "x" + "]" * 10_000, id="closed-brackets"),
        pytest.param("![" * 10_000, id="images"),
        pytest.param("[a](" * 10_000, id="links"),
        pytest.param("*a " * 10_000, id="stars"),
        pytest.param("*_" * 5_000 + "x" + "_*" * 5_000, id="emphasis"),
        pytest.param("<" * 10_000, id="tags"),
        pytest.param("<!--" * 10_000, id="comments"),
        pytest.param("a | b\n-|-\n" + "x | " * 10_000, id="cells"),
        pytest.param("`" * 10_000 + " x", id="backticks"),
        pytest.param("&" * 10_000, id="entities"),
    ],
)
def test_what_is_never_closed_is_text(text):
    document = read_markdown(f"# T\n\nFirst.\n\n{text}\n")
    assert document.sections[0].text.startswith("First.")


@pytest.mark.parametrize(
    "text", [">" * 10_000 + " x", "- " * 2_000 + "x", "1. " * 2_000 + "x"], ids=["quotes", "bullets", "numbers"]
)
def test_what_is_nested_too_deep_is_a_fault_and_never_lost(text):
    assert faults_of(f"# T\n\nFirst.\n\n{text}\n\n## Next\n\nLast.\n") == [
        "back/my-article.md: has lists or quotations nested too deep to read; make them less deep"
    ]


@pytest.mark.parametrize("mark", ["> ", "- ", "1. "])
def test_deep_nesting_that_a_person_may_write_is_read(mark):
    document = read_markdown(f"# T\n\n{mark * 30}deep\n\n## Next\n\nLast.\n")
    assert [section.text.split()[-1] for section in document.sections] == ["deep", "Last."]


@pytest.mark.parametrize("text", ["# T", "# T\n\n## What?\n", "<!-- all of it -->", "---\ntitle: T\n---\n", "***"])
def test_no_text_is_a_fault(text):
    assert faults_of(text) == [
        "back/my-article.md: has headings but no text below them; write the text, or delete the file"
    ]


def test_an_item_of_very_many_paragraphs_is_one_item(outline):
    shown = lines_below(outline, "- Heat\n\n" + "  and <b>rest</b>\n\n" * 1_000)
    assert shown == ["• Heat" + " and rest" * 1_000]


pieces = st.sampled_from(
    ["heat", "# ", "## ", "- ", "1. ", "> ", "|", "---", "`", "*", "[", "](x)", "\n", "\n\n", "    ", "<b>", ":"]
)


@given(st.lists(pieces, max_size=40).map("".join) | st.text(max_size=200))
def test_any_text_is_read_or_refused(text):
    try:
        document = read(Source("a.md", text.encode("utf-8", "replace")))
    except CorpusError:
        return
    assert document.title
    assert any(section.text for section in document.sections)
    assert all(section.heading and section.anchor for section in document.sections)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("# Heat\n\n- <b></b>\n\n  Heat helps.\n", id="an-item-that-is-raw-html"),
        pytest.param("# Heat\n\nWarm.\n\n- a\n\n  # Ice\n\n  Heat helps.\n", id="a-heading-within-an-item"),
    ],
)
def test_what_goes_on_from_nothing_is_kept(text):
    document = read(Source("heat.md", text.encode()))
    assert "Heat helps." in [line.text for section in document.sections for line in section.lines]
