"""The article that an answer was quoted from."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient


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
        r'<section id="cost">\s*<h2>How much is acupuncture\?</h2>\s*<p>Acupuncture costs 40 pounds\.', page
    )
    assert "Source: Fees" in page


def test_the_link_of_an_answer_leads_to_its_marked_sentence(client: FlaskClient) -> None:
    answer = client.post("/", data={"question": "what is swedish massage"}).text
    link = re.search(r'href="(/articles/[^"]*)"', answer)
    assert link
    address, _, anchor = link[1].replace("&amp;", "&").partition("#")
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


def test_headings_never_skip_a_level(site: Callable[..., Flask]) -> None:
    text = "# Top\n\n#### Deep\n\nSome words here.\n\n###### Deeper\n\nOther words.\n\n## Up\n\nLast words here.\n"
    page = site({"deep.md": text}).test_client().get("/articles/deep").text
    assert re.findall(r"<h(\d)>", page[page.index("<section") :]) == ["2", "3", "2"]


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
