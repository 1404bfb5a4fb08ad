"""The article that an answer was quoted from."""

import gzip
import json
import re
from collections.abc import Callable, Mapping
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import pytest
from flask import Flask, render_template_string
from flask.testing import FlaskClient
from selectolax.lexbor import LexborHTMLParser, LexborNode

from faq_bot.content.documents import Document, Line, Section, plain
from faq_bot.settings import Settings
from web import articles, create_app
from web.structured_data import structured_data


def marks(html: str) -> list[str]:
    return re.findall(r"<mark>(.*?)</mark>", html, re.DOTALL)


def test_an_article_has_its_title_date_contents_and_sections(client: FlaskClient) -> None:
    page = client.get("/articles/massage").text
    assert page.count("<h1>") == 1
    assert "<h1>Massage for a sore back</h1>" in page
    assert "Updated <time" in page
    assert '<link rel="canonical" href="https://example.com/massage">' in page
    assert '<a href="#before-the-visit">Before the visit</a>' in page
    assert re.search(r'<section id="swedish-massage">\s*<h2>Swedish massage</h2>', page)
    assert re.search(r'<section id="where-to-leave-the-car">\s*<h3>Where to leave the car</h3>', page)
    assert "A first paragraph that stands below the title" in page
    assert "What is Swedish massage?" not in page  # also asked: for the index, not for readers
    assert '<a href="/">' in page
    assert not marks(page)


def test_rows_show_their_question_answer_and_source(client: FlaskClient) -> None:
    page = client.get("/articles/faq").text
    assert re.search(
        r'<section id="cost">\s*<h2>How much is acupuncture\?</h2>\s*<a .*</a>\s*<p>Acupuncture costs 40 pounds\.',
        page,
    )
    assert re.search(r"Source:\S* Fees", page)


def test_the_link_of_an_answer_leads_to_its_marked_sentence(client: FlaskClient) -> None:
    answer = client.post("/", data={"question": "what is swedish massage"}).text
    link = re.search(r'href="(/articles/[^"]*)"', answer)
    assert link
    address, _, place = link[1].replace("&amp;", "&").partition("#")
    anchor, _, directive = place.partition(":~:")
    assert directive == "text=Swedish%20massage%20loosens%20tight%20muscles%20in%20the%20back."
    page = client.get(address).text
    assert marks(page) == ["Swedish massage loosens tight muscles in the back."]
    section = page[page.index(f'<section id="{anchor}">') :]
    assert marks(section[: section.index("</section>")])


FIRST = "Swedish massage loosens tight muscles in the back."
SECOND = "It uses long strokes and kneading."
THIRD = "The oil is warm."


@pytest.mark.parametrize(
    ("query", "marked"),
    [
        ("passage=swedish-massage&mark=51-85", [SECOND]),
        ("passage=swedish-massage&mark=0-50,86-102", [FIRST, THIRD]),
        ("passage=swedish-massage&mark=0-85", [f"{FIRST} {SECOND}"]),
        ("passage=swedish-massage&mark=3-50", []),
        ("passage=swedish-massage&mark=0-49", []),
        ("passage=swedish-massage&mark=0-50,51-84", []),
        ("passage=swedish-massage&mark=0-9999999", []),
        ("passage=swedish-massage&mark=50-0", []),
        ("passage=swedish-massage&mark=-1-50", []),
        ("passage=swedish-massage&mark=٠-٥", []),
        ("passage=swedish-massage&mark=" + "9" * 5000, []),
        ("passage=swedish-massage&mark=<script>", []),
        ("passage=swedish-massage", []),
        ("passage=gone&mark=0-50", []),
        ("passage=swedish-massage/9&mark=0-50", []),
        ("passage=%00%ff&mark=0-50", []),
        ("mark=0-50", []),
    ],
    ids=lambda value: value[:60] if isinstance(value, str) else "",
)
def test_only_whole_sentences_are_marked_and_anything_else_is_passed_over(
    client: FlaskClient, query: str, marked: list[str]
) -> None:
    page = client.get(f"/articles/massage?{query}")
    assert page.status_code == 200
    assert marks(page.text) == marked


def test_the_list_leaves_out_what_is_for_staff(client: FlaskClient) -> None:
    page = client.get("/articles/").text
    assert '<a href="/articles/massage">Massage for a sore back</a>' in page
    assert "alarm" not in page.lower()
    assert client.get("/articles/alarm").status_code == 404
    refused = client.post("/", data={"question": "what is the alarm code of the gate"}).text
    assert "changed weekly" not in refused
    assert "/articles/alarm" not in refused


@pytest.mark.parametrize(
    "address",
    [
        "/articles/../../etc/passwd",
        "/articles/..%2f..%2fetc%2fpasswd",
        "/articles/%2e%2e%2f%2e%2e%2fetc%2fpasswd",
        "/articles/....//....//etc/passwd",
        "/articles/..%5c..%5cwindows%5cwin.ini",
        "/articles/%252e%252e%252fetc%252fpasswd",
        "/articles/massage.md",
        "/articles/_clinic",
        "/articles/massage%00.md",
        "/articles/%ff%fe",
        "/articles//etc/passwd",
        "/static/../chat.py",
        "/static/..%2fchat.py",
        "/static/%2e%2e/chat.py",
    ],
)
def test_a_way_out_of_the_corpus_is_not_found(client: FlaskClient, address: str) -> None:
    page = client.get(address)
    assert page.status_code == 404
    assert "root:" not in page.text


@pytest.mark.parametrize(
    ("address", "status"), [("/articles", 200), ("/articles/massage/", 404), ("/articles/", 200), ("/nothing", 404)]
)
def test_slashes_at_the_end(client: FlaskClient, address: str, status: int) -> None:
    assert client.get(address).status_code == status


@pytest.mark.parametrize(
    ("levels", "shown"),
    [("462", "232"), ("2333", "2333"), ("2442", "2332"), ("444", "222"), ("643", "222"), ("23456", "23456")],
)
def test_headings_never_skip_a_level(site: Callable[..., Flask], levels: str, shown: str) -> None:
    parts = [f"{'#' * int(level)} Part {n}\n\nSome words here.\n" for n, level in enumerate(levels)]
    page = site({"deep.md": "\n".join(["# Top\n", *parts])}).test_client().get("/articles/deep").text
    assert "".join(re.findall(r"<h(\d)>", page[page.index("<section") :])) == shown


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("what is it?.md", "what%20is%20it%3F"),
        ("50% off #1.md", "50%25%20off%20%231"),
        ("rücken.md", "r%C3%BCcken"),
        ('a"b<c>.md', "a%22b%3Cc%3E"),
    ],
)
def test_odd_file_names_have_addresses_that_work(site: Callable[..., Flask], name: str, stem: str) -> None:
    client = site({name: "# Yoga\n\nYoga is taught in the small hall on every weekday morning."}).test_client()
    assert f'href="/articles/{stem}"'.replace("&", "&amp;") in client.get("/articles/").text
    assert client.get(f"/articles/{stem}").status_code == 200
    page = client.post("/", data={"question": "where is yoga taught"}).text
    link = re.search(r'href="(/articles/[^"]*)"', page)
    assert link
    assert "<mark>" in client.get(link[1].replace("&amp;", "&")).text


def test_no_section_has_the_id_of_the_page_itself(site: Callable[[dict[str, str]], Flask]) -> None:
    page = site({"a.md": "# A\n\n## Main\n\nThe main thing.\n"}).test_client().get("/articles/a").text
    ids = re.findall(r'\bid="([^"]*)"', page)
    assert len(set(ids)) == len(ids)
    assert "main" in ids
    assert '<a class="skip" href="#page-main">' in page
    assert '<main id="page-main" tabindex="-1">' in page


def parsed(client: FlaskClient, address: str = "/articles/a", **how: Any) -> LexborHTMLParser:
    response = client.get(address, **how)
    assert response.status_code == 200
    return LexborHTMLParser(response.text)


def one(page: LexborHTMLParser, selector: str, attribute: str = "") -> str | None:
    """The text, or an attribute, of the only element there is; None where there is none."""
    found = page.css(selector)
    assert len(found) <= 1
    return None if not found else found[0].attributes[attribute] if attribute else found[0].text()


def data(page: LexborHTMLParser) -> dict[str, Any]:
    """The article as search engines read it."""
    read: dict[str, Any] = json.loads(one(page, 'script[type="application/ld+json"]') or "")
    return read


def answers(page: LexborHTMLParser) -> list[tuple[str, str]]:
    return [(question["name"], question["acceptedAnswer"]["text"]) for question in data(page)["mainEntity"]]


NESTED = """# Top

First words.

## A

Words of A.

#### A one

Words of A one.

#### A two

Words of A two.

## B

Words of B.

### B one

Words of B one.
"""


def test_contents_are_nested_as_the_headings_are(site: Callable[..., Flask]) -> None:
    page = parsed(site({"a.md": NESTED}).test_client())

    def shown(items: list[LexborNode]) -> list[Any]:
        lines: list[Any] = []
        for item in items:
            lines.append(item.css("a")[0].text())
            if below := item.css_first("ul"):
                lines.append(shown([child for child in below.iter() if child.tag == "li"]))
        return lines

    outermost = page.css_first(".contents ul")
    assert outermost
    assert shown([item for item in outermost.iter() if item.tag == "li"]) == ["A", ["A one", "A two"], "B", ["B one"]]


@pytest.mark.parametrize(("count", "folded"), [(2, False), (30, False), (31, True), (500, True)])
def test_a_long_contents_list_is_folded(site: Callable[..., Flask], count: int, folded: bool) -> None:
    text = "# Top\n\n" + "".join(f"## Part {n}\n\nWords of part {n}.\n\n" for n in range(count))
    page = parsed(site({"a.md": text}).test_client())
    assert len(page.css(".contents a")) == count
    assert bool(page.css(".contents details:not([open])")) == folded
    assert not folded or one(page, "summary") == f"On this page: {count} sections"


def test_every_heading_has_a_link_to_itself_that_says_so(site: Callable[..., Flask]) -> None:
    page = parsed(site({"a.md": NESTED + '\n## It\'s "odd" & <b>\n\nOdd words.\n'}).test_client())
    ids = [node.attributes["id"] for node in page.css("[id]")]
    assert len(ids) == len(set(ids))
    links = {link.css(".unseen")[0].text(): unquote(link.attributes["href"] or "") for link in page.css(".to-section")}
    headings = {
        heading.text(): f"#{section.attributes['id']}"
        for section in page.css("section")
        for heading in section.css(":is(h2, h3, h4)")
    }
    assert links == {f"Link to this section: {heading}": anchor for heading, anchor in headings.items()}
    assert {(link.attributes["href"] or "")[1:] for link in page.css('a[href^="#"]')} <= {quote(id or "") for id in ids}


ARTICLE = "# Yoga\n\nYoga is taught in the small hall. It is free.\n\n## Times\n\nIt is at noon.\n"
ASKS = """---
title: Yoga
updated: 2026-03-02
---

# Yoga

Words before any question.

## Where is *yoga* taught?

In the "small" hall & the park:

- the hall
- the park

### The hall

It is upstairs.

### Is it warm?

It is.

#### In winter

There is a stove.

## Prices

It is free.

## Nothing here?
"""
WHERE = 'In the "small" hall & the park:\n\n• the hall\n• the park\n\nThe hall\n\nIt is upstairs.'


def test_an_article_that_asks_is_a_page_of_questions(site: Callable[..., Flask]) -> None:
    app = site({"a.md": ASKS, "_clinic.toml": 'name = "Willow <Clinic>"\nlanguage = "en-GB"\n'})
    page = parsed(app.test_client())
    assert data(page) | {"mainEntity": None} == {
        "@context": "https://schema.org",
        "@type": "FAQPage",
        "name": "Yoga",
        "inLanguage": "en-GB",
        "dateModified": "2026-03-02",
        "publisher": {"@type": "Organization", "name": "Willow <Clinic>"},
        "mainEntity": None,
    }
    assert answers(page) == [
        ("Where is yoga taught?", WHERE),
        ("Is it warm?", "It is.\n\nIn winter\n\nThere is a stove."),
    ]


def test_an_article_that_does_not_ask_is_an_article(site: Callable[..., Flask]) -> None:
    app = site({"a.md": "---\nurl: https://example.com/yoga\n---\n\n" + ARTICLE})
    assert data(parsed(app.test_client())) == {
        "@context": "https://schema.org",
        "@type": "Article",
        "headline": "Yoga",
        "inLanguage": "en",
        "publisher": {"@type": "Organization", "name": "the clinic"},
        "url": "https://example.com/yoga",
    }


def test_rows_are_questions_word_for_word(site: Callable[..., Flask]) -> None:
    rows = [
        {"question": "How much?", "answer": "40 pounds.\n\nOr 30, on “Mondays” – <b>really</b> & truly."},
        {"question": "Tell me of parking", "answer": "Behind the house."},
        {"answer": "Nobody asks for this.", "section": "Other"},
        {"question": "A question alone?"},
    ]
    app = site({"a.jsonl": "".join(json.dumps(row) + "\n" for row in rows)})
    document = app.extensions["faq_bot"].generation.corpus.by_name["a"]
    found = answers(parsed(app.test_client()))
    assert found == [
        ("How much?", "40 pounds.\n\nOr 30, on “Mondays” – <b>really</b> & truly."),
        ("Tell me of parking", "Behind the house."),
        ("Other", "Nobody asks for this."),
    ]
    assert [text for _, text in found] == [section.text for section in document.sections][:3]


HOSTILE = [
    "</script><script>alert(1)</script>",
    "<!--<script>",
    "]]>",
    "a\u2028b\u2029c",
    "\\u003c/script>",
    "{{ 7 * 7 }}",
    "' onload='x",
    '" onload="x',
    "&lt;/script&gt;",
    "😀",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_words_end_the_data_or_leave_it(site: Callable[..., Flask], text: str) -> None:
    rows = json.dumps({"question": f"{text}?", "answer": f"Said: {text}", "section": text})
    client = site({"a.jsonl": rows, "_clinic.toml": f"name = {json.dumps(text, ensure_ascii=False)}\n"}).test_client()
    page = parsed(client)
    kept = plain(text)
    assert [question for question, _ in answers(page)] == [f"{kept}?"]
    assert data(page)["publisher"]["name"] == kept
    assert len(page.css("script")) == 2
    assert {name for node in page.css("*") for name in node.attributes if name.startswith("on")} == set()
    source = client.get("/articles/a").text
    block = source[source.index('<script type="application/ld+json">') :].partition(">")[2].partition("</script>")[0]
    assert not set(block) & set("<>&'\u2028\u2029")


def test_what_no_file_can_say_does_not_end_the_data_either(app: Flask) -> None:
    section = Section("Why?", "why", (Line("a\u2028b\u2029c</script>"),), question="Why\u2028?")
    document = Document("a", "a.md", "</ScRiPt\u2029", (section,))
    with app.test_request_context():
        written = render_template_string("{{ data | tojson }}", data=structured_data(document, "", "en", "&"))
    assert not set(written) & set("<>&'\u2028\u2029")
    read = json.loads(written)
    assert read["name"] == document.title
    assert read["mainEntity"][0] == {
        "@type": "Question",
        "name": section.question,
        "acceptedAnswer": {"@type": "Answer", "text": section.text},
    }


@pytest.mark.parametrize(
    ("url", "public_url", "host", "canonical", "on_paper"),
    [
        pytest.param("", "", "clinic.example", None, "http://clinic.example/articles/a%20b", id="as it was asked"),
        pytest.param("", "https://willow.example", "x", *["https://willow.example/articles/a%20b"] * 2, id="set"),
        pytest.param("", "https://willow.example/", "<x>", *["https://willow.example/articles/a%20b"] * 2, id="slash"),
        pytest.param("https://e.example/y", "", "x", *["https://e.example/y"] * 2, id="its own"),
        pytest.param("https://e.example/y", "https://willow.example", "x", *["https://e.example/y"] * 2, id="both"),
        pytest.param("", "", "evil.example/x", None, None, id="no host"),
        pytest.param("", "", "a@b", None, None, id="with a user"),
        pytest.param("", "", '"><script>', None, None, id="markup"),
    ],
)  # fmt: skip
def test_the_address_it_is_known_by(
    write_corpus: Callable[..., Path], url: str, public_url: str, host: str, canonical: str | None, on_paper: str | None
) -> None:
    folder = write_corpus({"a b.md": (f"---\nurl: {url}\n---\n\n" if url else "") + ARTICLE})
    client = create_app(Settings(corpus=folder, public_url=public_url), follow=False).test_client()
    how = {"environ_overrides": {"HTTP_HOST": host}, "headers": {"X-Forwarded-Host": "evil.example"}}
    page = parsed(client, "/articles/a%20b?passage=x&lang=es", **how)
    assert one(page, 'link[rel="canonical"]', "href") == canonical
    assert data(page).get("url") == canonical
    assert one(page, ".address") == on_paper
    listed = parsed(client, "/articles/", **how)
    expected = f"{public_url.rstrip('/')}/articles/" if public_url else None
    assert one(listed, 'link[rel="canonical"]', "href") == expected


LONG_WORDS = " ".join(["Wordy"] * 60)


@pytest.mark.parametrize(
    ("text", "described"),
    [
        pytest.param(ARTICLE, "Yoga is taught in the small hall. It is free.", id="all of the first section"),
        pytest.param(f"# Yoga\n\nIt is free. {LONG_WORDS}.\n", "It is free.", id="whole sentences"),
        pytest.param(f"# Yoga\n\n{LONG_WORDS}.\n", f"{' '.join(['Wordy'] * 25)}…", id="cut at a word"),
        pytest.param(f"# Yoga\n\n{'w' * 300}.\n", f"{'w' * 154}…", id="a word too long"),
        pytest.param("# Yoga\n\n## Bring\n\n- a mat\n- “water” & 1 < 2\n", "a mat “water” & 1 < 2", id="a list"),
    ],
)
def test_a_description_of_the_first_words(site: Callable[..., Flask], text: str, described: str) -> None:
    assert one(parsed(site({"a.md": text}).test_client()), 'meta[name="description"]', "content") == described
    assert len(described) <= 155


@pytest.mark.parametrize(
    ("own", "asked", "article", "around"),
    [
        pytest.param("en-GB", "", "en-GB", None, id="the clinic's"),
        pytest.param("en-GB", "?lang=es", "en-GB", "es", id="words in another"),
        pytest.param("es-MX", "", "es-MX", None, id="the clinic's, Spanish"),
        pytest.param("fi", "", "fi", "en", id="one without words of ours"),
    ],
)
def test_the_words_of_the_article_and_ours_say_their_language(
    site: Callable[..., Flask], own: str, asked: str, article: str, around: str | None
) -> None:
    client = site({"a.md": NESTED, "_clinic.toml": f'language = "{own}"\n'}).test_client()
    page = parsed(client, f"/articles/a{asked}")
    assert one(page, "article", "lang") == article
    assert one(page, "article", "dir") == "auto"
    for selector in (".about", ".contents", ".to-section"):
        assert page.css(selector)[0].attributes.get("lang") == around
    assert page.css(".contents ul")[0].attributes.get("lang") == (around and article)
    assert data(page)["inLanguage"] == own
    if asked:
        assert "Imprimir este artículo" in page.css_first(".about").text()  # type: ignore[union-attr]
        assert all("lang=es" in (link.attributes["href"] or "") for link in page.css(".back a"))


VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())


class Balanced(HTMLParser):
    """Fails where an element is not closed by its own end tag, or has two attributes of a name."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len(dict(attrs)) == len(attrs), (tag, attrs)
        assert not (tag == "a" and "a" in self.opened)
        assert not (tag in ("p", "ul", "ol", "div", "section", "nav", "h2") and "p" in self.opened), self.opened
        assert tag != "li" or self.opened[-1] in ("ul", "ol")
        if tag not in VOID:
            self.opened.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.opened.pop() == tag


@pytest.mark.parametrize("address", ["/articles/massage", "/articles/faq", "/articles/", "/articles/massage?lang=es"])
def test_the_page_is_well_made(client: FlaskClient, address: str) -> None:
    checked = Balanced()
    checked.feed(client.get(address).text)
    checked.close()
    assert checked.opened == []


def test_two_thousand_rows_are_one_page(site: Callable[..., Flask]) -> None:
    rows = "".join(
        json.dumps({"id": f"r{n}", "question": f"Why {n}?", "answer": f"So {n}."}) + "\n" for n in range(2000)
    )
    page = parsed(site({"a.jsonl": rows}).test_client())
    assert answers(page) == [(f"Why {n}?", f"So {n}.") for n in range(2000)]
    assert len(page.css("section")) == len(page.css(".contents a")) == 2000


def test_a_large_article_is_made_once_and_not_sent_twice(
    site: Callable[[Mapping[str, str]], Flask], monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = "\n".join(f'{{"id": "r{n}", "question": "What is thing {n}?", "answer": "It is {n}."}}' for n in range(600))
    client = site({"faq.jsonl": rows}).test_client()
    made = []
    real = articles._page
    monkeypatch.setattr(articles, "_page", lambda *given: made.append(given) or real(*given))
    pages = [client.get(f"/articles/faq{query}") for query in ("", "?passage=r7&mark=0-8", "?passage=r8", "")]
    assert len(made) == 1
    assert len({page.data for page in pages}) == 1
    assert "It is 599." in pages[0].text
    packed_page = client.get("/articles/faq", headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(packed_page.data) == pages[0].data
    tag = pages[0].headers["ETag"]
    assert client.get("/articles/faq", headers={"If-None-Match": tag}).status_code == 304
    assert client.get("/articles/faq?lang=es").headers["ETag"] != tag
    assert len(made) == 2
