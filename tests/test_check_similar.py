"""Does `check` find what is said twice, as the plain definition has it, and in seconds?"""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faq_bot.checking.check import check_corpus
from faq_bot.checking.similar import FEWEST, RUN, SHARED, similar
from faq_bot.content.corpus import load_corpus

TEXT = "The therapist works on the muscles of the back with slow strokes of both hands until they are warm and loose."
OTHER = "A hearing aid lasts for some years when it is wiped each night with a dry cloth and kept out of the bath."
WORDS = st.lists(st.sampled_from("abcdefgh"), max_size=30)
SPOILT = st.builds(lambda words, at, new: [*words[:at], new, *words[at:]], WORDS, st.integers(0, 30), st.just("new"))


def plainly(texts):
    """The definition, each text held against the first of every group."""
    runs = [{tuple(text[at : at + RUN]) for at in range(len(text) - RUN + 1)} for text in texts]
    groups = []
    for n in sorted((n for n, text in enumerate(texts) if len(text) >= FEWEST), key=lambda n: (-len(runs[n]), n)):
        shared = [len(runs[n] & runs[group[0]]) for group in groups]
        if shared and max(shared) * 100 >= SHARED * len(runs[n]):
            groups[shared.index(max(shared))].append(n)
        else:
            groups.append([n])
    return [group for group in groups if len(group) > 1]


@given(st.lists(WORDS, max_size=8), st.data())
def test_it_is_the_plain_definition(texts, data):
    for text in list(texts):
        cut = data.draw(st.integers(0, 5))
        texts += [text[cut:], data.draw(SPOILT.map(lambda words, text=text: text + words[:3]))]
    assert similar(texts) == plainly(texts)


def told(write_corpus, *texts):
    folder = write_corpus({f"{'abcdefghijk'[n]}.md": f"# Bees {n}\n\n{text}\n" for n, text in enumerate(texts)})
    return [(problem.kind.value, str(problem)) for problem in check_corpus(load_corpus(folder), folder).problems]


@pytest.mark.parametrize(
    ("texts", "problem"),
    [
        pytest.param(
            [TEXT, TEXT],
            ("same-text", "b.md, line 3, “Bees 1”: says the same as a.md, line 3, “Bees 0”; say"),
            id="same",
        ),
        pytest.param(
            [OTHER, TEXT, TEXT.replace("warm", "hot")],
            ("nearly-same-text", "c.md, line 3, “Bees 2”: says nearly the same as b.md, line 3, “Bees 1”; say"),
            id="one-word-differs",
        ),
        pytest.param(
            [TEXT, f"{OTHER} {TEXT}"],
            ("nearly-same-text", "b.md, line 3, “Bees 1”: says nearly the same as a.md, line 3, “Bees 0”; "),
            id="one-within-the-other",
        ),
        pytest.param(
            [TEXT] * 9,
            (
                "same-text",
                "b.md, line 3, “Bees 1”: says the same as a.md, line 3, “Bees 0”, and so do 7 more, c.md, line 3, ",
            ),
            id="nine-times-is-one-problem",
        ),
    ],
)
def test_what_is_said_twice(write_corpus, texts, problem):
    ((kind, text),) = told(write_corpus, *texts)
    assert (kind, text[: len(problem[1])]) == problem


@pytest.mark.parametrize(
    "texts",
    [
        pytest.param([TEXT, OTHER], id="two-things"),
        pytest.param(["Ask at reception."] * 3, id="a-few-words"),
        pytest.param(
            [TEXT, f"{TEXT[:40]} and then it goes on quite otherwise, with oil and a towel."], id="a-beginning"
        ),
    ],
)
def test_what_is_not(write_corpus, texts):
    assert told(write_corpus, *texts) == []


def test_18_000_texts_that_share_much_take_seconds():
    texts = [f"{TEXT} {n} {n + 1} {n + 2} of {n % 97} with {n % 89}. {OTHER * (n % 5)}".split() for n in range(18_000)]
    began = time.monotonic()
    assert similar(texts)
    assert time.monotonic() - began < 15
