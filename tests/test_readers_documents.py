"""Is a document read alike, whichever program wrote it and in whatever format?"""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from faq_bot.content.corpus import load_corpus
from faq_bot.content.readers import Source, read
from tests.documents.articles import ARTICLES, Article, Rows
from tests.documents.make import THEMES, word_document

HERE = Path(__file__).parent / "documents"
FILES = sorted(path for kind in ("html", "docx", "pdf") for path in (HERE / kind).iterdir() if path.stem in ARTICLES)


def outline_of(name, data):
    document = read(Source(name, data))
    shown = [document.title]
    for section in document.sections:
        shown += [f"## {section.heading}", *map(str, section.lines)]
    return shown


@pytest.mark.parametrize("path", FILES, ids=[path.name for path in FILES])
def test_every_line_of_a_document_stands_in_its_place(path):
    assert outline_of(path.name, path.read_bytes()) == ARTICLES[path.stem].outline


def test_each_format_has_ten_documents():
    assert [len([path for path in FILES if path.parent.name == kind]) for kind in ("html", "docx", "pdf")] == [10] * 3


def test_documents_of_all_formats_make_one_corpus(write_corpus):
    files = {f"{path.suffix[1:]}-{path.name}": path.read_bytes() for path in FILES}
    corpus = load_corpus(write_corpus({**files, "rows.csv": "question,answer\nWhat?,That.\n"}))
    assert len(corpus.documents) == 31
    assert corpus.skipped == ()


words = st.sampled_from("heat ice rest Ärzte knee don’t £60 co-operate (see a&b <tag> “quoted” 2.5 x".split())
sentence = st.lists(words, min_size=1, max_size=12).map(lambda said: f"It says {' '.join(said)}.")
heading = st.lists(words, min_size=1, max_size=5).map(" ".join).map("About {}?".format)
rows = st.integers(2, 3).flatmap(
    lambda width: st.lists(st.tuples(*[sentence] * width), min_size=2, max_size=4).map(lambda rows: Rows(tuple(rows)))
)
block = sentence | st.lists(sentence, min_size=1, max_size=3) | rows
steps = st.lists(sentence, min_size=1, max_size=3).map(tuple)
sections = st.lists(
    st.tuples(heading, st.lists(block, min_size=1, max_size=4).map(tuple)),
    min_size=1,
    max_size=3,
    unique_by=lambda one: one[0],
)
articles = st.builds(
    Article,
    title=st.lists(st.sampled_from(["heat", "Ärzte", "don’t"]), min_size=1).map(" ".join).map("On {} now".format),
    intro=st.lists(sentence, max_size=2).map(tuple),
    sections=st.builds(lambda listed, others: (("Steps to take", listed), *others), st.tuples(steps), sections),
)


@settings(max_examples=40)
@given(articles, st.sampled_from(THEMES))
def test_any_web_page_says_what_was_written(article, theme):
    encoding = "cp1252" if theme.__name__ in ("div_soup", "word_page") else "utf-8"
    assert outline_of("page.html", theme(article).encode(encoding)) == article.outline


@settings(max_examples=12)
@given(articles)
def test_any_word_document_says_what_was_written(article):
    assert outline_of("letter.docx", word_document(article)) == article.outline
