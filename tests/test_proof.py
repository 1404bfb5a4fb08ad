"""Is a quotation proved only where its source says it, word for word?"""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faq_bot.content.corpus import Corpus, load_corpus
from faq_bot.content.proof import prove, unproved
from faq_bot.errors import CorpusError

FILES = {
    "heat.md": "# Heat\n\n## Packs\n\nA heat pack widens the vessels. The tired muscle lets go.\n\n"
    "It helps with:\n\n1. pain\n2. sleep\n   - at night\n\n## Care\n\nNever sleep on one.\n",
    "cold.txt": "Cold\n\nWhat does it do?\n\nIce numbs the pain. Dr. Frost says so.\n",
    "faq.jsonl": '{"id": "park", "question": "Where can I park?", "answer": "Behind the chapel.\\nNot in front."}\n'
    '{"id": "late", "question": "What if I am late?"}\n',
    "table.csv": "question,answer\nIs it warm?,Yes. It is warm.\n",
}
ROOT = Path(__file__).parents[1]


@pytest.fixture
def folder(write_corpus):
    return write_corpus(FILES)


@pytest.fixture
def corpus(folder):
    return load_corpus(folder)


def test_what_was_built_from_the_folder_is_proved(folder, corpus):
    assert unproved(corpus) == []
    proof = prove(corpus, folder)
    assert (proof.documents, proof.passages, proof.proved) == (4, 6, 6)
    assert (proof.changed, proof.faults, proof.is_whole) == ((), (), True)


@pytest.mark.parametrize("kind", ["md", "html", "docx", "pdf"])
def test_real_documents_are_proved(tmp_path, kind):
    found = [*ROOT.glob(f"tests/documents/{kind}/*.{kind}"), *ROOT.glob(f"corpus/*.{kind}")]
    for path in found:
        if path.stem != "locked":
            shutil.copy(path, tmp_path)
    proof = prove(load_corpus(tmp_path), tmp_path)
    assert (proof.faults, proof.changed) == ((), ())
    assert proof.proved == proof.passages >= 10


CHANGED = [
    pytest.param({"heat.md": FILES["heat.md"].replace("widens", "narrows")}, ["heat#packs"], id="a-word"),
    pytest.param({"heat.md": FILES["heat.md"].replace("vessels.", "vessels!")}, ["heat#packs"], id="a-mark"),
    pytest.param({"heat.md": FILES["heat.md"].replace("widens the", "the widens")}, ["heat#packs"], id="their-order"),
    pytest.param({"heat.md": FILES["heat.md"].replace("Never", "never")}, ["heat#care"], id="a-capital"),
    pytest.param({"heat.md": FILES["heat.md"].replace("Never sleep", "Sleep")}, ["heat#care"], id="one-section"),
    pytest.param({"heat.md": FILES["heat.md"].replace("2. sleep", "2. rest")}, ["heat#packs"], id="an-item"),
    pytest.param({"cold.txt": "Cold\n\nWhat does it do?\n\nIce numbs.\n"}, ["cold#what-does-it-do"], id="cut-short"),
    pytest.param(
        {"faq.jsonl": FILES["faq.jsonl"].replace("late?", "early?")}, ["faq#late"], id="a-question-that-is-quoted"
    ),
    pytest.param({"heat.md": FILES["heat.md"].replace("2. sleep\n", "2. sleep\n3. rest\n")}, [], id="words-added"),
    pytest.param({"heat.md": FILES["heat.md"].replace(". The", ".\n\n\nThe")}, [], id="spaces"),
    pytest.param({"heat.md": FILES["heat.md"].replace("1. pain\n2.", "* pain\n*")}, [], id="list-marks"),
    pytest.param({"heat.md": FILES["heat.md"].replace("## Packs", "## Warm packs")}, [], id="a-heading-reworded"),
    pytest.param({"heat.md": "# Heat\n\nIntro.\n\n" + FILES["heat.md"].split("\n\n", 1)[1]}, [], id="moved-down"),
    pytest.param({"table.csv": "\ufeff" + FILES["table.csv"].replace("\n", "\r\n")}, [], id="saved-by-another-program"),
]


@pytest.mark.parametrize(("files", "lost"), CHANGED)
def test_a_source_that_has_changed(folder, corpus, write_corpus, files, lost):
    write_corpus(files)
    proof = prove(corpus, folder)
    assert proof.changed == tuple(files)
    assert proof.proved == 6 - len(lost)
    (path,) = files
    assert [fault.where for fault in proof.faults] == [f"{path}, {passage}" for passage in lost]
    assert all(fault.what.startswith("the file does not say “") for fault in proof.faults)
    assert proof.is_whole == (not lost)


def test_what_the_file_does_not_say_is_shown(folder, corpus, write_corpus):
    write_corpus({"heat.md": f"# Heat\n\n## Packs\n\nNothing.\n\n## Care\n\nNever {'very ' * 30}sleep on one.\n"})
    assert list(map(str, prove(corpus, folder).faults)) == [
        "heat.md, heat#packs: the file does not say “A heat pack widens the vessels.”, nor 5 more; build anew, "
        "faq-bot build, or put the words back",
        "heat.md, heat#care: the file does not say “Never sleep on one.”; build anew, faq-bot build, or put the words "
        "back",
    ]
    built = load_corpus(folder)
    write_corpus({"heat.md": "# Heat\n\nNothing.\n"})
    assert f"“{'Never ' + 'very ' * 14}ver…”" in str(prove(built, folder).faults[-1])


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        pytest.param(None, "heat.md: cannot be opened (No such file or directory); ", id="gone"),
        pytest.param(b"", "heat.md: is empty; ", id="emptied"),
        pytest.param(b"\xff\xfe", "heat.md, line 1: byte 0 (0xff) is not UTF-8 text; ", id="broken"),
    ],
)
def test_a_source_that_cannot_be_read_again(folder, corpus, content, fault):
    (folder / "heat.md").unlink()
    if content is not None:
        (folder / "heat.md").write_bytes(content)
    proof = prove(corpus, folder)
    assert (proof.changed, proof.proved, proof.is_whole) == (("heat.md",), 4, False)
    (told,) = map(str, proof.faults)
    assert told.startswith(fault)


def test_there_must_be_a_folder(folder, corpus):
    with pytest.raises(CorpusError, match="missing: there is no such folder; "):
        prove(corpus, folder / "missing")


def spoilt(corpus: Corpus, **values: object) -> Corpus:
    """The corpus, its first passage with other values."""
    return replace(corpus, passages=(replace(corpus.passages[0], **values), *corpus.passages[1:]))


@pytest.mark.parametrize(
    "values",
    [
        pytest.param({"text": "Ice numbs the joint."}, id="other-words"),
        pytest.param({"text": "Ice numbs the pain.  Dr. Frost says so."}, id="a-space-more"),
        pytest.param({"text": ""}, id="no-words"),
        pytest.param({"start": 1}, id="another-offset"),
        pytest.param({"start": 999}, id="an-offset-beyond"),
        pytest.param({"anchor": "elsewhere"}, id="no-such-section"),
        pytest.param({"document": "elsewhere"}, id="no-such-document"),
    ],
)
def test_a_passage_that_is_no_slice_of_its_section(folder, corpus, values):
    (fault,) = unproved(spoilt(corpus, **values))
    assert fault.where == "cold#what-does-it-do"
    proof = prove(spoilt(corpus, **values), folder)
    assert fault in proof.faults
    assert proof.proved == 5


@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=300))
def test_whatever_a_file_says_is_proved(tmp_path_factory, text):
    folder = tmp_path_factory.mktemp("corpus")
    (folder / "a.txt").write_text(f"Words.\n\n{text}", "utf-8")
    (folder / "b.md").write_text(f"Words.\n\n{text}", "utf-8")
    try:
        corpus = load_corpus(folder)
    except CorpusError:
        return
    assert unproved(corpus) == []
    assert prove(corpus, folder).is_whole


def test_the_hash_is_of_the_bytes_and_makes_no_other_document(write_corpus):
    first = load_corpus(write_corpus({"heat.md": "# Heat\n\nIt helps.\n"})).documents
    second = load_corpus(write_corpus({"heat.md": "# Heat\r\n\r\nIt helps.\r\n"})).documents
    assert first == second
    assert first[0].sha256 != second[0].sha256
    assert len(first[0].sha256) == 64
