"""Does a generation come back from disk, and after an edit, as it would from a fresh start?"""

import dataclasses
import re
import shutil

import pytest

from faq_bot.content.corpus import load_corpus
from faq_bot.errors import GenerationError
from faq_bot.evaluation import read_judged
from faq_bot.live.generation import Generation
from faq_bot.search.indexes import Indexer
from faq_bot.search.stored import Values
from tests.relevance.judged_sets import OWN

FILES = {
    "ice.md": "# Ice\n\nIce numbs the ankle and brings the swelling down.\n\n## How long?\n\nTen minutes at a time.\n",
    "heat.md": "# Heat\n\nA warm pack widens the vessels of the back.\n\n## When not\n\nNever on an inflamed joint.\n",
    "staff.md": "---\nstaff_only: true\n---\n# Keys\n\nThe spare key hangs behind the zither.\n",
    "faq.jsonl": '{"question": "Where can I park?", "answer": "In the yard.", "also_asked": ["is there parking"]}\n',
    "_synonyms.txt": "chilblain, frostnip\n",
}
QUESTIONS = (
    "how long with ice",
    "warm pack for my back",
    "where do i leave my car",
    "swelling of the ancle",
    "the zither",
    "is it safe on inflamed joints",
    "frostnip",
    "do you mend bicycles",
)


def told(generation):
    """All that a generation says: answers with their evidence, and what staff find."""
    answers = [dataclasses.replace(generation.ask(question), version="") for question in QUESTIONS]
    return answers, [generation.search(question) for question in QUESTIONS]


@pytest.mark.parametrize(
    "left_out",
    [
        pytest.param((), id="all"),
        pytest.param(("staff.md",), id="nothing-for-staff"),
        pytest.param(("faq.jsonl",), id="no-rows"),
    ],
)
def test_what_was_saved_says_the_same(write_corpus, tmp_path, left_out):
    built = Generation.build(load_corpus(write_corpus({n: text for n, text in FILES.items() if n not in left_out})))
    saved = tmp_path / "saved"
    saved.mkdir()
    built.save(saved)
    opened = Generation.open(saved)
    assert opened.version == built.version
    assert opened.corpus == built.corpus
    assert told(opened) == told(built)


def test_the_bundled_articles_say_the_same_from_disk(tmp_path):
    (questions, folder), *_ = OWN["article"].items()
    built = Generation.build(load_corpus(folder))
    built.save(tmp_path)
    opened = Generation.open(tmp_path)
    for judged in read_judged(questions):
        assert opened.ask(judged.question, judged.history) == built.ask(judged.question, judged.history)


def test_arrays_are_mapped_and_cannot_be_written_to(write_corpus, tmp_path):
    Generation.build(load_corpus(write_corpus(FILES))).save(tmp_path)
    values = Generation.open(tmp_path).retriever._indexes.bm25.idf
    assert values.size
    with pytest.raises(ValueError, match="read-only"):
        values[0] = 1.0


EDITS = {
    "a-sentence": ("ice.md", FILES["ice.md"].replace("numbs the ankle", "numbs a sprained ankle or knee")),
    "a-section-less": ("heat.md", "# Heat\n\nA warm pack widens the vessels of the back.\n"),
    "another-document": ("tape.md", "# Tape\n\nTape holds an ankle.\n\n## For whom\n\nRunners, on long ways.\n"),
    "a-document-less": ("heat.md", None),
    "another-alternate": (
        "faq.jsonl",
        FILES["faq.jsonl"].replace('["is', '["my car", "is'),
    ),
    "no-longer-for-staff": ("staff.md", "# Keys\n\nThe spare key hangs behind the zither.\n"),
}


@pytest.mark.parametrize("edits", [[name] for name in EDITS] + [list(EDITS), list(EDITS)[::-1]], ids=" ".join)
def test_after_edits_it_is_as_if_built_afresh(write_corpus, edits):
    folder = write_corpus(FILES)
    indexer = Indexer(load_corpus(folder).synonyms)
    Generation.build(load_corpus(folder), indexer)
    for edit in edits:
        name, text = EDITS[edit]
        if text is None:
            (folder / name).unlink(missing_ok=True)
        else:
            (folder / name).write_text(text, "utf-8")
        corpus = load_corpus(folder)
        again = Generation.build(corpus, indexer)
        indexer.forget_others(corpus.passages)
        assert told(again) == told(Generation.build(corpus))


def test_a_folder_is_all_there_is_to_move(write_corpus, tmp_path):
    built = Generation.build(load_corpus(write_corpus(FILES)))
    (tmp_path / "here").mkdir()
    built.save(tmp_path / "here")
    shutil.move(tmp_path / "here", tmp_path / "there")
    assert told(Generation.open(tmp_path / "there")) == told(built)


def pickled(index):
    """Say of every array that it holds objects, which would have to be unpickled."""
    index.write_text(re.sub(r'"<f8"', '"|O"', index.read_text()))


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda folder: (folder / "facts.json").unlink(), id="a-file-less"),
        pytest.param(lambda folder: (folder / "facts.json").write_text("{}"), id="another-form"),
        pytest.param(lambda folder: (folder / "arrays.json").write_text("{}"), id="no-arrays"),
        pytest.param(lambda folder: (folder / "arrays.bin").write_bytes(b"PK"), id="arrays-cut-off"),
        pytest.param(lambda folder: pickled(folder / "arrays.json"), id="pickled"),
    ],
)
def test_what_another_version_saved_is_told_in_one_line(write_corpus, tmp_path, spoil):
    Generation.build(load_corpus(write_corpus(FILES))).save(tmp_path)
    spoil(tmp_path)
    with pytest.raises(GenerationError, match="build again: faq-bot build"):
        Generation.open(tmp_path)


def test_an_answer_reads_few_passages(write_corpus, tmp_path, monkeypatch):
    rows = "".join(f'{{"question": "What is number {n}?", "answer": "It is {n}."}}\n' for n in range(500))
    Generation.build(load_corpus(write_corpus({**FILES, "numbers.jsonl": rows}))).save(tmp_path)
    read, reads = Values.read, []
    monkeypatch.setattr(Values, "read", lambda values, number: reads.append(number) or read(values, number))
    opened = Generation.open(tmp_path)
    assert not reads
    assert opened.ask("what is number 77").text == "It is 77."
    assert len(reads) < 100
