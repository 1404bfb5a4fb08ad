"""Is a passage read as its texts are one by one, whatever was read before?"""

import tempfile
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from faq_bot.content.documents import heading_text
from faq_bot.content.passages import Passage, sentence_spans
from faq_bot.content.synonyms import Group
from faq_bot.search import indexes as indexes_module
from faq_bot.search import reading
from faq_bot.search.analysis import BREAK, FUNCTION_WORDS, Analyzer
from faq_bot.search.indexes import Indexer
from faq_bot.search.kindred import Kindred
from faq_bot.search.reading import PassageReader, Understanding, kinds_of
from faq_bot.search.retrieval import LexicalRetriever
from faq_bot.search.stored import Shelf
from faq_bot.search.synonyms import Thesaurus

analyzer = Analyzer()
GROUPS = (Group(("lower back", "lumbar")), Group(("ice", "cold pack")), Group(("back",), ("spine",)))
understanding = Understanding(analyzer, Thesaurus(GROUPS, analyzer.telling_terms), Kindred.built_in())


@pytest.fixture(scope="module", autouse=True)
def few_synonyms():
    """Make indexers quick to make."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(indexes_module, "built_in_groups", lambda: GROUPS)
        yield


def passage(title="", section="", text="", questions=(), name="0", **more):
    return Passage(f"a#{name}", title, section, text, tuple(questions), "a", name, 0, **more)


# Words of many texts at once

ODD = "'’ntscwoadmre_-. \n\t\x00\x1c\x1f\x7f\x85\u00a0\u00ad\u0130\u0301\u03c2\u200b\u200d\u2028\u212aéßﬁﬃｍＴ²½٣漢👍🏽"
PIECES = ["can't", "Won’t", "n't", "it's", "'s", "we’ve", "I'd_", "heat_pack", "CAFE\u0301", "ﬁve", "don''t", "17:30"]
ODD_TEXT = st.one_of(
    st.text(st.sampled_from(ODD), max_size=12),
    st.lists(st.sampled_from([*PIECES, *ODD]), max_size=6).map("".join),
    st.text(max_size=12).map(lambda text: text.replace(BREAK, "")),
    st.text(st.characters(max_codepoint=127, exclude_characters=BREAK), max_size=12),
)


@settings(max_examples=120)
@given(st.lists(ODD_TEXT, max_size=4))
@example(["e", "\u0301e", "\u0301"])  # an accent is of its own text
@example(["हिन्दी में", "heat"])  # with marks that are no letters
@example(["\u0130", "\u1e9e", "ŉ", "\u00a8a"])
def test_words_cut_out_at_once_are_those_of_each_text(texts):
    one_by_one = [word for text in texts for word in (BREAK, *analyzer.words(text))]
    assert analyzer.words_apart(texts) == one_by_one[1:]


@pytest.mark.parametrize(
    ("texts", "words"),
    [
        pytest.param([], "", id="none"),
        pytest.param([""], "", id="one-empty"),
        pytest.param(["", "", ""], "| |", id="empty-ones"),
        pytest.param(["Heat, cold", "ICE"], "heat cold | ice", id="ascii"),
        pytest.param(["Heat", "café", "it's"], "heat | café | it", id="some-with-accents"),
        pytest.param(["can", "'t do it", "ca", "n't"], "can | t do it | ca | not", id="no-word-across-texts"),
        pytest.param(["a_b", "\x1cc\x1fd\x00e"], "a b | c d e", id="underscores-and-control-characters"),
        pytest.param(["\u212aelvin", "a"], "kelvin | a", id="ascii-once-folded"),
    ],
)
def test_words_apart(texts, words):
    assert analyzer.words_apart(texts) == [BREAK if word == "|" else word for word in words.split()]


# What is in a passage


class Told:
    """What a reader gives of passages, in names instead of numbers."""

    def __init__(self, reader, passages):
        self.read = reader.read(passages)
        self.words, self.names = list(reader.words), list(reader.names)
        self.reader = reader

    def stretch(self, field, number):
        start = self.read.starts(field)
        return self.read[field][start[number] : start[number + 1]].tolist()

    def split(self, field, number, names):
        """The names of a field of a passage, those of each of its texts."""
        sizes = self.stretch("text_sizes" if field == "words" else "mention_sizes", number)
        values = iter(self.stretch(field, number))
        return [[names[next(values)] for _ in range(size)] for size in sizes]

    def bag(self, field, number):
        named = [self.names[n] for n in self.stretch(field, number)]
        times = self.stretch(f"{field.rstrip('s')}_times", number)
        assert len(set(named)) == len(named)
        return dict(zip(named, times, strict=True))

    def of(self, number):
        spans = self.stretch("spans", number)
        return {
            "words": self.split("words", number, self.words),
            "mentions": self.split("mentions", number, self.names),
            "spans": list(zip(spans[::2], spans[1::2], strict=True)),
            "bag": self.bag("bag", number),
            "concepts": self.bag("concepts", number),
            "facts": self.stretch("facts", number),
        }


def plainly(one):
    """The same of one passage, text by text."""
    spans = sentence_spans(one.text)
    repeats = one.section in one.questions or one.section in map(heading_text, one.questions)
    texts = [(one.title, 0), (one.section, 0 if repeats else 2), *((question, 4) for question in one.questions)]
    texts += [(one.text[start:end], 1) for start, end in spans]
    bag, concepts, mentions = Counter(), Counter(), []
    for text, weight in texts:
        mentions.append([mention.concept for mention in understanding.thesaurus.mentions(analyzer.telling_terms(text))])
        if weight:
            concepts.update(mentions[-1])
            for term in analyzer.terms(text):
                bag[term] += weight
    return {
        "words": [analyzer.words(text) for text, _ in texts],
        "mentions": mentions,
        "spans": spans,
        "bag": dict(bag),
        "concepts": dict(concepts),
        "facts": [len(one.questions), not repeats],
    }


WORDS = "ice cold pack lower back. lumbar the of, Park? café it's don’t \x01 \n • zebra".split(" ")
TEXT = st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join)
QUESTIONS = st.lists(st.one_of(TEXT, st.text(max_size=5)), max_size=3)


@st.composite
def passages(draw, least=0, most=5):
    found = []
    for number in range(draw(st.integers(least, most))):
        questions = draw(QUESTIONS)
        section = draw(st.one_of(TEXT, st.sampled_from([*questions, *map(heading_text, questions), ""])))
        found.append(passage(draw(TEXT), section, draw(st.one_of(TEXT, st.text(max_size=9))), questions, str(number)))
    return found


@settings(max_examples=60)
@given(passages(), st.integers(1, 4))
def test_a_passage_is_read_as_its_texts_are(several, at_a_time):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "_AT_A_TIME", at_a_time)
        told = Told(PassageReader(understanding), several)
    assert [told.of(number) for number in range(len(several))] == [plainly(one) for one in several]
    for word, number in told.reader.words.items():
        if word != BREAK:
            assert told.names[told.reader.term_of[number]] == analyzer.term(word)
            assert bool(told.reader.tells[number]) == (word not in FUNCTION_WORDS)


@pytest.mark.parametrize(
    ("of", "bag"),
    [
        pytest.param({"questions": ["ice"]}, {"ice": 4}, id="question"),
        pytest.param({"section": "ice"}, {"ice": 2}, id="section"),
        pytest.param({"text": "ice"}, {"ice": 1}, id="text"),
        pytest.param({"title": "ice"}, {}, id="title"),
        pytest.param(
            {"text": "Ice. Icing of it.", "questions": ["ice ice"]}, {"ice": 10, "of": 1, "it": 1}, id="again"
        ),
        pytest.param({"section": "Ice?", "questions": ["Ice?"]}, {"ice": 4}, id="section-is-the-question"),
        pytest.param({"section": "Ice", "questions": ["heat", "Ice?"]}, {"ice": 4, "heat": 4}, id="but-for-its-mark"),
        pytest.param({"section": "ice", "questions": ["ice pack"]}, {"ice": 6, "pack": 4}, id="section-is-half-of-one"),
        pytest.param(
            {"title": "a", "section": "b", "questions": ["c"], "text": "d"}, {"b": 2, "c": 4, "d": 1}, id="all"
        ),
        pytest.param({"text": "a\x01b"}, {"a": 1, "b": 1}, id="a-break-within"),
        pytest.param({"text": " .\n\n? "}, {}, id="no-words"),
        pytest.param({}, {}, id="nothing"),
    ],
)
def test_what_words_count_for(of, bag):
    told = Told(PassageReader(understanding), [passage(text="before", questions=["b"]), passage(**of), passage()])
    assert told.of(1)["bag"] == bag
    assert told.of(2)["bag"] == {}


@pytest.mark.parametrize(
    ("of", "concepts"),
    [
        pytest.param(
            {"text": "Lower back. Ice", "section": "lumbar"}, {"=lower back": 2, "=back": 1, "=ice": 1}, id="all"
        ),
        pytest.param({"title": "lumbar"}, {}, id="title"),
        pytest.param({"text": "The lower. Back."}, {"=back": 1}, id="not-across-sentences"),
        pytest.param({"section": "lower", "questions": ["back"]}, {"=back": 1}, id="not-across-texts"),
        pytest.param({"section": "Lumbar", "questions": ["Lumbar?"]}, {"=lower back": 1}, id="repeated-section"),
        pytest.param({"text": "spine"}, {}, id="what-only-asks"),
    ],
)
def test_how_often_concepts_count(of, concepts):
    assert Told(PassageReader(understanding), [passage(**of)]).of(0)["concepts"] == concepts


def test_progress_is_told(monkeypatch):
    monkeypatch.setattr(reading, "_AT_A_TIME", 2)
    reader, told = PassageReader(understanding), []
    several = [passage(text=str(n), name=str(n)) for n in range(5)]
    reader.read(several, lambda done, of: told.append((done, of)))
    reader.read(several, lambda done, of: told.append((done, of)))
    reader.read([*several, passage(text="more")], lambda done, of: told.append((done, of)))
    assert told == [(2, 5), (4, 5), (5, 5), (6, 6)]


# What was read before makes no difference


def kept(indexer, several):
    """All that is built of passages, as it would be stored."""
    indexes, words = indexer.index(several)
    with tempfile.TemporaryDirectory() as folder:
        with Shelf.making(Path(folder)) as shelf:
            indexes.save(shelf)
        return words, {path.name: path.read_bytes() for path in Path(folder).iterdir()}


POOL_SIZE = 7
EDITS = st.lists(
    st.tuples(st.lists(st.integers(0, POOL_SIZE - 1), max_size=8), st.sampled_from(["index", "forget", "again"])),
    min_size=1,
    max_size=6,
)


@settings(max_examples=40)
@given(passages(POOL_SIZE - 1, POOL_SIZE - 1), EDITS)
def test_what_is_built_does_not_depend_on_what_was_read_before(pool, edits):
    pool.append(replace(pool[0]))  # one that is equal to another, and not the same
    indexer = Indexer()
    for numbers, then in edits:
        several = [pool[n] for n in numbers]
        assert kept(indexer, several) == kept(Indexer(), several)
        if then == "again":
            assert kept(indexer, tuple(several)) == kept(Indexer(), several)
        elif then == "forget":
            indexer.forget_others(several)


A, B, C, D, E = (passage("T", f"Part {x}", f"Said of {x}. Also ice.", [f"what is {x}?"], x) for x in "vwxyz")


@pytest.mark.parametrize(
    "edits",
    [
        pytest.param([[A, B, C], [A, D, C]], id="replaced"),
        pytest.param([[A, B, C], [C, A, B]], id="moved"),
        pytest.param([[A, B, C], [C, B, A], [A, B, C]], id="moved-and-back"),
        pytest.param([[A, B, C], [A, C], [A, B, C]], id="removed-and-back"),
        pytest.param([[A], [A, B], [D, A, B], [D, A, C, B, E]], id="added"),
        pytest.param([[A, B], [A, A, B, A], [B, A]], id="repeated"),
        pytest.param([[C, C], [C, A, A]], id="new-ones-repeated"),
        pytest.param([[A, B], [], [A, B]], id="emptied"),
        pytest.param([[A, B, C, D], [A, C], [A, B, C, E], [A, C], [A, E]], id="staff-only-ones-left-out-each-time"),
        pytest.param([[A, B], [replace(A), B], [replace(A), replace(B)]], id="equal-ones"),
        pytest.param([[A, B], [replace(A, title="Ice"), B]], id="another-title"),
    ],
)
@pytest.mark.parametrize("forgets", [False, True], ids=["remembers", "forgets"])
def test_after_edits_all_is_as_if_read_afresh(edits, forgets):
    indexer = Indexer()
    for several in edits:
        assert kept(indexer, several) == kept(Indexer(), several)
        if forgets:
            indexer.forget_others(several)


def test_a_list_that_is_changed_in_place_is_read_as_it_is():
    indexer, several = Indexer(), [A, B, C]
    kept(indexer, several)
    several[0], several[2] = D, A
    assert kept(indexer, several) == kept(Indexer(), several)
    del several[1]
    assert kept(indexer, several) == kept(Indexer(), several)


def test_what_has_not_changed_is_not_read_again(monkeypatch):
    reader, read = PassageReader(understanding), []
    told = PassageReader._read_batch
    monkeypatch.setattr(PassageReader, "_read_batch", lambda self, new: read.append(list(new)) or told(self, new))
    for several in ([A, B, C], [A, C], [C, A], [A, D, C], [A, D]):
        reader.read(several)
    assert read == [[A, B, C], [D]]
    reader.forget_others([A])
    reader.read([A, D])
    assert read == [[A, B, C], [D], [D]]


def test_answers_and_scores_are_those_of_a_fresh_start():
    questions = ["what is w", "ice of x", "said of y or z", "also"]
    everyone, staff = [A, B, C, D], [replace(E, staff_only=True)]
    indexer = Indexer(GROUPS)
    for public in (everyone, everyone[::-1], [A, replace(B, text="Said of ice. Lower back!"), D], everyone):
        for several in ([*public, *staff], public):  # as visitors and staff are served
            again = LexicalRetriever.of(several, GROUPS, indexer)
            fresh = LexicalRetriever.of(several, GROUPS)
            for question in questions:
                hits = again.search(again.reader.read(question))
                assert hits == fresh.search(fresh.reader.read(question)) != []
        indexer.forget_others([*public, *staff])


@pytest.mark.parametrize("times", [65_535, 65_536, 70_000])
def test_a_word_said_very_often_counts_as_often(times):
    often, once = passage(text="zebra " * times), passage(text="zebra", name="1")
    read = PassageReader(Indexer().understanding).read((often, once))
    assert read["bag_times"].tolist() == [times, 1]


@pytest.mark.parametrize("count", [65_533, 65_534, 65_536])
def test_any_number_of_questions_are_questions(count):
    kinds = kinds_of(np.array([count + 3]), np.array([count]).astype(np.min_scalar_type(count)))
    assert np.bincount(kinds).tolist() == [1, 1, count, 1]
