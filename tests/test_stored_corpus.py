"""Is a corpus that was saved the same, and read only where it is looked at?"""

import dataclasses
import shutil
from concurrent.futures import ThreadPoolExecutor

import pytest

from faq_bot.content.corpus import load_corpus
from faq_bot.live.stored_corpus import StoredCorpus, save_corpus
from faq_bot.search.stored import Shelf, Values

LONG = "\n\n".join(f"Paragraph {n} says that ice number {n} numbs the ankle. " + "It is cold. " * 12 for n in range(9))
FILES = {
    "ice.md": f"---\nupdated: 2026-01-02\n---\n# Ice\n\n## How long?\n\n{LONG}\n\n## Empty\n\n## Naïve\n\nIt numbs.\n",
    "keys.md": "---\nstaff_only: true\n---\n# Keys\n\nThe spare key hangs behind the zither.\n",
    "rows.jsonl": "".join(
        f'{{"question": "What is {n}?", "answer": "{n} is a number.", "source": "Numbers"}}\n' for n in range(300)
    ),
    "_synonyms.txt": "chilblain, frostnip\n",
    "_questions.jsonl": '{"question": "what is 7", "sections": ["What is 7"]}\n',
}


@pytest.fixture
def loaded(write_corpus):
    return load_corpus(write_corpus(FILES))


@pytest.fixture
def stored(loaded, tmp_path):
    folder = tmp_path / "saved"
    folder.mkdir()
    with Shelf.making(folder) as shelf:
        save_corpus(loaded, shelf.part("corpus"))
    found = StoredCorpus(Shelf.opening(folder).part("corpus"))
    shutil.rmtree(folder)  # as when newer ones took its place
    return found


@pytest.fixture
def reads(monkeypatch):
    """What is read of documents and sections, by number."""
    read, found = Values.read, []
    monkeypatch.setattr(Values, "read", lambda values, number: found.append(number) or read(values, number))
    return found


def whole(stored, loaded):
    return stored.corpus(fingerprint=loaded.fingerprint, clinic=loaded.clinic, small_talk=loaded.small_talk)


def test_it_is_the_same(stored, loaded):
    again = whole(stored, loaded)
    assert again == loaded
    assert dict(again.by_id) == loaded.by_id
    assert dict(again.by_name) == loaded.by_name
    assert list(stored.public) == [passage for passage in loaded.passages if not passage.staff_only]


def test_by_number(stored, loaded):
    passages = loaded.passages
    assert [stored.passages[n] for n in (0, 5, -1)] == [passages[0], passages[5], passages[-1]]
    assert tuple(stored.passages[-4:]) == tuple(passages[-4:])
    with pytest.raises(IndexError):
        stored.passages[len(passages)]


def test_by_name(stored, loaded):
    ice = stored.documents.by_name["ice"]
    for section in loaded.by_name["ice"].sections:
        assert ice.section(section.anchor) == section
    assert ice.section("none") is ice.section("") is None
    assert stored.documents.by_name.get("none") is None
    assert stored.passages.by_name.get("ice#none") is None
    assert stored.passages.by_name["ice#how-long/2"] == loaded.by_id["ice#how-long/2"]


def test_all_are_for_visitors_where_none_is_for_staff(write_corpus, tmp_path):
    corpus = load_corpus(write_corpus({"ice.md": FILES["ice.md"]}))
    with Shelf.making(tmp_path) as shelf:
        save_corpus(corpus, shelf)
    stored = StoredCorpus(Shelf.opening(tmp_path))
    assert stored.public is stored.passages


def test_what_is_no_slice_of_its_section_is_not_saved(loaded, tmp_path):
    passages = (dataclasses.replace(loaded.passages[0], text="Ice heals."), *loaded.passages[1:])
    with pytest.raises(ValueError, match=r"ice#how-long is no slice"), Shelf.making(tmp_path) as shelf:
        save_corpus(dataclasses.replace(loaded, passages=passages), shelf)


def test_what_is_counted_is_not_read(reads, stored, loaded):
    again = whole(stored, loaded)
    assert (len(again.documents), len(again.passages)) == (3, len(loaded.passages))
    assert reads == []


def test_what_was_read_is_remembered(reads, stored):
    assert stored.passages[7] is stored.passages[7]
    assert len(reads) == 2  # its section, and the heading of its document


def test_from_many_threads(stored, loaded):
    numbers = [n % len(loaded.passages) for n in range(0, 20_000, 7)]
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(stored.passages.__getitem__, numbers)) == [loaded.passages[n] for n in numbers]


def test_documents_copied_from_an_earlier_corpus_are_kept_as_if_written_anew(write_corpus, tmp_path):
    before = load_corpus(write_corpus(FILES))
    kept = {}
    for name in ("earlier", "copied", "anew"):
        kept[name] = tmp_path / name
        kept[name].mkdir()
    with Shelf.making(kept["earlier"]) as shelf:
        save_corpus(before, shelf)
    changed = FILES | {
        "keys.md": "# Keys\n\nThe spare key is gone.\n\n## Why\n\nLost.\n",
        "a.md": "# A\n\nFirst of all.\n",
    }
    folder = write_corpus(changed)
    (folder / "ice.md").rename(folder / "jade.md")
    now = load_corpus(folder, last=before)
    assert now.by_name["rows"] is before.by_name["rows"]
    with Shelf.making(kept["copied"]) as shelf:
        save_corpus(now, shelf, (before, StoredCorpus(Shelf.opening(kept["earlier"]))))
    with Shelf.making(kept["anew"]) as shelf:
        save_corpus(now, shelf)
    for path in kept["anew"].iterdir():
        assert (kept["copied"] / path.name).read_bytes() == path.read_bytes(), path.name
    assert whole(StoredCorpus(Shelf.opening(kept["copied"])), now) == now
