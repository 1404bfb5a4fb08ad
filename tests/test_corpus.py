"""Is a folder taken whole or not at all, with every fault told at once?"""

import json
import os
import signal
from pathlib import Path

import pytest

from faq_bot.content.corpus import load_corpus
from faq_bot.errors import CorpusError

GOOD = "# Heat\n\nHeat helps the back.\n"


def faults_of(folder, **options):
    with pytest.raises(CorpusError) as caught:
        load_corpus(folder, **options)
    for fault in caught.value.faults:
        assert fault.where
        assert fault.what
        assert fault.remedy
        assert "\n" not in str(fault)
    return list(map(str, caught.value.faults))


@pytest.fixture(autouse=True)
def hanging_is_a_failure():
    """A named pipe or a link in a circle must not stop the server for ever."""

    def give_up(*_):
        raise TimeoutError("load_corpus hangs")

    before = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(30)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


def test_documents_of_every_kind_in_subfolders_too(write_corpus):
    folder = write_corpus(
        {
            "heat.md": GOOD,
            "a/b/cold.txt": "Cold\n\nWhat does it do?\n\nIt numbs.\n",
            "a/FAQ.JSONL": json.dumps({"id": "cost", "question": "What does it cost?", "answer": "Nothing."}),
            "a/SHOUT.MD": "# Shout\n\nIt is loud.\n",
            "a/LOUD.TXT": "It is very loud.\n",
        }
    )
    corpus = load_corpus(folder)
    assert [document.path for document in corpus.documents] == [
        "heat.md",
        "a/FAQ.JSONL",
        "a/LOUD.TXT",
        "a/SHOUT.MD",
        "a/b/cold.txt",
    ]
    assert list(corpus.by_id) == ["heat#heat", "FAQ#cost", "LOUD#loud", "SHOUT#shout", "cold#what-does-it-do"]
    assert sorted(corpus.by_name) == ["FAQ", "LOUD", "SHOUT", "cold", "heat"]


NOT_EVEN_UTF_8 = "\xff is not even UTF-8".encode("latin-1")


@pytest.mark.parametrize("name", [".hidden.md", ".git/readme.md", "a/.DS_Store"])
def test_hidden_files_are_not_there(write_corpus, name):
    corpus = load_corpus(write_corpus({"heat.md": GOOD, name: NOT_EVEN_UTF_8}))
    assert [document.path for document in corpus.documents] == ["heat.md"]
    assert corpus.skipped == ()


@pytest.mark.parametrize(
    "name",
    [
        "_draft.md",
        "_synonym.txt",
        "_clinic.tml",
        "a/_notes.txt",
        "a/_clinic.toml",
        "_drafts/secret.md",
        "a/_old/b/secret.md",
        "_drafts/_clinic.toml",
    ],
)
def test_what_a_dash_below_sets_apart_is_no_document_but_named(write_corpus, name):
    corpus = load_corpus(write_corpus({"heat.md": GOOD, name: NOT_EVEN_UTF_8}))
    assert [document.path for document in corpus.documents] == ["heat.md"]
    assert corpus.skipped == (name,)
    assert corpus.clinic.name == "the clinic"


def test_files_that_nothing_reads_are_named_but_not_those_there_for_a_moment(write_corpus):
    corpus = load_corpus(
        write_corpus({"heat.md": GOOD, "photo.png": b"\x89PNG", "a/notes": "x", "old.md~": "x", "~$x.md": "x"})
    )
    assert corpus.skipped == ("photo.png", "a/notes")


@pytest.mark.parametrize(
    ("files", "fault"),
    [
        pytest.param(
            {}, "has no document to answer from, nothing; put a document in it, of a kind that is read: ", id="nothing"
        ),
        pytest.param(
            {"a.png": "x", "b.zip": "y"},
            "has no document to answer from, only a.png, b.zip; put ",
            id="only-unreadable",
        ),
        pytest.param(
            {"_clinic.toml": 'name = "X"'}, "has no document to answer from, nothing; put ", id="only-the-clinics-facts"
        ),
        pytest.param({".a.md": GOOD}, "has no document to answer from, nothing; put ", id="only-hidden"),
    ],
)
def test_a_folder_without_documents(write_corpus, files, fault):
    folder = write_corpus(files)
    (told,) = faults_of(folder)
    assert told.startswith(f"{folder}: {fault}")


@pytest.mark.parametrize(
    ("name", "what"),
    [
        pytest.param("missing", "there is no such folder", id="missing"),
        pytest.param("heat.md", "is a file, not a folder", id="file"),
        pytest.param("heat.md/corpus", "there is no such folder", id="below-a-file"),
        pytest.param("x" * 300, "there is no such folder", id="name-too-long"),
        pytest.param("a\0b", "there is no such folder", id="nul"),
        pytest.param("circle", "there is no such folder", id="link-to-itself"),
    ],
)
def test_no_folder(write_corpus, name, what):
    folder = write_corpus({"heat.md": GOOD})
    (folder / "circle").symlink_to("circle")
    assert faults_of(folder / name) == [f"{folder / name}: {what}; name the folder that holds the documents (--corpus)"]


@pytest.mark.parametrize(
    ("name", "content", "fault"),
    [
        pytest.param("bad.md", b"", "bad.md: is empty; write something in it, or delete it", id="empty"),
        pytest.param("bad.txt", b" \r\n\t\n", "bad.txt: is empty; ", id="blank"),
        pytest.param("bad.txt", b"\xef\xbb\xbf\r\n", "bad.txt: is empty; ", id="only-a-byte-order-mark"),
        pytest.param(
            "bad.md", b"# Heat\n\n## Cold\n", "bad.md: has headings but no text below them; ", id="headings-only"
        ),
        pytest.param(
            "bad.txt",
            "Caf\xe9 hours\n".encode("latin-1"),
            "bad.txt, line 1: byte 3 (0xe9) is not UTF-8 text; save the file with the encoding UTF-8",
            id="latin-1",
        ),
        pytest.param(
            "bad.md", b"One\ntwo\n\xe2\x80", "bad.md, line 3: byte 8 (0xe2) is not UTF-8 text; ", id="cut-off-letter"
        ),
        pytest.param(
            "bad.md", b"One \xed\xa0\x80", "bad.md, line 1: byte 4 (0xed) is not UTF-8 text; ", id="surrogate"
        ),
        pytest.param(
            "bad.txt", "Heat".encode("utf-16"), "bad.txt, line 1: byte 0 (0xff) is not UTF-8 text; ", id="utf-16"
        ),
        pytest.param(
            "bad.txt",
            "Heat".encode("utf-16-le"),
            "bad.txt: byte 1 is a NUL, so this is not a text file; ",
            id="utf-16-unmarked",
        ),
        pytest.param("bad.md", "é\0".encode(), "bad.md: byte 2 is a NUL, so this is not a text file; ", id="nul"),
        pytest.param("bad.jsonl", b'{"answer": 1}\n', "bad.jsonl, line 1: answer is not text; ", id="row"),
        pytest.param("bad.md", b"---\nupdated: x\n---\nText\n", "bad.md, line 2: updated is 'x'; ", id="front-matter"),
        pytest.param(
            "a/heat.txt",
            b"Cold helps too.",
            "heat.md: would have the same address as a/heat.txt; give one ",
            id="one-stem-twice",
        ),
        pytest.param(
            "heat.txt",
            b"Cold helps too.",
            "heat.txt: would have the same address as heat.md; give one ",
            id="one-stem-two-kinds",
        ),
        pytest.param("_clinic.toml", b"name = ", "_clinic.toml: is not TOML: ", id="clinics-facts"),
    ],
)
def test_one_broken_file_among_good_ones(write_corpus, name, content, fault):
    (told,) = faults_of(write_corpus({"heat.md": GOOD, "z.md": GOOD, name: content}))
    assert told.startswith(fault) or (
        name.startswith("a/") and told.startswith("a/heat.txt: would have the same address")
    )


def test_a_file_too_large_is_not_even_read(write_corpus):
    folder = write_corpus({"heat.md": GOOD, "huge.txt": ""})
    os.truncate(folder / "huge.txt", 50 * 2**20)
    assert faults_of(folder) == ["huge.txt: is too large, 50 MB of 32; cut it into smaller files"]


def test_the_largest_file_is_a_setting(write_corpus):
    folder = write_corpus({"heat.md": GOOD})
    size = len(GOOD)
    assert load_corpus(folder, largest_file=size).passages
    assert faults_of(folder, largest_file=size - 1)[0].startswith("heat.md: is too large, ")


@pytest.mark.parametrize(
    ("link", "target", "fault"),
    [
        pytest.param("a.md", "../secret.md", "a.md: is a link that leads out of the folder; copy the file ", id="out"),
        pytest.param(
            "a.md", "../corpus2/secret.md", "a.md: is a link that leads out of the folder; ", id="out-to-a-like-name"
        ),
        pytest.param("a.md", "/etc/hostname", "a.md: is a link that leads out of the folder; ", id="out-absolute"),
        pytest.param("a.md", "nowhere.md", "a.md: cannot be opened (No such file or directory); ", id="dangling"),
        pytest.param("a.md", "a.md", "a.md: cannot be opened (", id="circle"),
        pytest.param("a.md", "sub", "a.md: is not a file; take it out of the folder", id="to-a-folder"),
        pytest.param(
            "_clinic.toml", "../secret.md", "_clinic.toml: is a link that leads out of the folder; ", id="clinics-facts"
        ),
    ],
)
def test_links_that_lead_nowhere_good(write_corpus, link, target, fault):
    folder = write_corpus({"heat.md": GOOD, "sub/cold.md": "# Cold\n\nIt numbs.\n"})
    for secret in ("secret.md", "corpus2/secret.md"):
        (folder.parent / secret).parent.mkdir(exist_ok=True)
        (folder.parent / secret).write_text("# Secret\n\nNobody may read this.\n")
    (folder / link).symlink_to(target)
    (told,) = faults_of(folder)
    assert told.startswith(fault)


@pytest.mark.parametrize("target", ["..", "../other", "/"])
@pytest.mark.parametrize("link", ["linked", "linked.md", "_linked", "sub/linked"])
def test_linked_folders_that_lead_out_are_a_fault(write_corpus, link, target):
    folder = write_corpus({"heat.md": GOOD, "sub/cold.md": GOOD})
    (folder.parent / "other").mkdir()
    (folder.parent / "other" / "secret.md").write_text("# Secret\n\nNobody may read this.\n")
    away = Path(os.path.normpath(folder / target))
    (folder / link).symlink_to(away)
    assert faults_of(folder) == [f"{link}: is a link that leads out of the folder; copy the folder itself into it"]


@pytest.mark.parametrize("target", [".", "sub", "nowhere", "linked"])
def test_linked_folders_are_not_entered(write_corpus, target):
    folder = write_corpus({"heat.md": GOOD})
    (folder / "sub").mkdir()
    (folder / "linked").symlink_to(target)
    corpus = load_corpus(folder)
    assert [document.path for document in corpus.documents] == ["heat.md"]
    assert corpus.skipped == ("linked",)


def test_a_link_within_the_folder_is_a_file_like_another(write_corpus):
    folder = write_corpus({"heat.md": GOOD})
    (folder / "warmth.md").symlink_to("heat.md")
    assert list(load_corpus(folder).by_id) == ["heat#heat", "warmth#heat"]


def test_the_folder_itself_may_be_a_link(write_corpus, tmp_path):
    (tmp_path / "linked").symlink_to(write_corpus({"heat.md": GOOD}))
    assert list(load_corpus(tmp_path / "linked").by_id) == ["heat#heat"]


def test_a_pipe_named_like_a_document_is_not_waited_for(write_corpus):
    folder = write_corpus({"heat.md": GOOD})
    os.mkfifo(folder / "pipe.md")
    assert faults_of(folder) == ["pipe.md: is not a file; take it out of the folder"]


def test_a_file_name_that_is_no_text(write_corpus):
    folder = write_corpus({"heat.md": GOOD})
    Path(os.fsdecode(os.fsencode(folder) + b"/caf\xe9.md")).write_text(GOOD)
    (told,) = faults_of(folder)
    assert told.endswith(".md: has a name that is not UTF-8; give it another name")


def test_a_name_that_is_no_text_of_what_nothing_reads(write_corpus):
    folder = write_corpus({"heat.md": GOOD})
    Path(os.fsdecode(os.fsencode(folder) + b"/caf\xe9.png")).write_text("x")
    assert load_corpus(folder).skipped == ("caf\ufffd.png",)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_what_may_not_be_read(write_corpus):
    folder = write_corpus({"heat.md": GOOD, "locked.md": GOOD, "sub/cold.md": GOOD})
    (folder / "locked.md").chmod(0)
    (folder / "sub").chmod(0)
    try:
        assert faults_of(folder) == [
            "locked.md: cannot be opened (Permission denied); let the server read it, or take it out",
            "sub: cannot be opened (Permission denied); let the server read it, or take it out",
        ]
    finally:
        (folder / "sub").chmod(0o700)


def test_all_faults_of_all_files_are_told_at_once(write_corpus):
    folder = write_corpus(
        {
            "a.md": "---\nurl: x\nupdated: y\n---\n",
            "b.jsonl": "{\n[]\n",
            "c.txt": b"\xff",
            "good.md": GOOD,
            "sub/d.txt": "",
            "sub/good.txt": "Words.",
            "_clinic.toml": "name = 1\nfax = 2\n",
        }
    )
    (folder / "e.md").symlink_to("nowhere")
    assert sorted(told.split(":")[0] for told in faults_of(folder)) == [
        "_clinic.toml",
        "_clinic.toml",
        "a.md, line 2",
        "a.md, line 3",
        "b.jsonl, line 1",
        "b.jsonl, line 2",
        "c.txt, line 1",
        "e.md",
        "sub/d.txt",
        "sub/good.txt",
    ]


@pytest.mark.parametrize(
    ("files", "faults"),
    [
        pytest.param(
            {
                "a.jsonl": '{"id": "b#c", "question": "One?", "answer": "One."}',
                "a#b.jsonl": '{"id": "c", "question": "Two?", "answer": "Two."}',
            },
            [
                "a.jsonl: has a passage with the id a#b#c, as a#b.jsonl has; "
                "give one of the files another name, or the row another id"
            ],
            id="rows",
        ),
        pytest.param(
            {
                "a.jsonl": '{"id": "b#heat", "question": "One?", "answer": "One."}',
                "a#b.md": GOOD,
                "z.md": "",
            },
            ["z.md: is empty; ", "a.jsonl: has a passage with the id a#b#heat, as a#b.md has; "],
            id="among-other-faults",
        ),
    ],
)
def test_no_two_passages_have_one_id(write_corpus, files, faults):
    for told, fault in zip(faults_of(write_corpus(files)), faults, strict=True):
        assert told.startswith(fault)


def test_two_documents_may_have_one_title(write_corpus):
    corpus = load_corpus(write_corpus({"a.md": GOOD, "b.md": GOOD}))
    assert list(corpus.by_id) == ["a#heat", "b#heat"]
    assert {passage.title for passage in corpus.passages} == {"Heat"}


def test_names_that_must_be_quoted_in_addresses(write_corpus):
    (passage,) = load_corpus(write_corpus({"Ärzte & Co?.md": GOOD})).passages
    assert passage.citation().url == "/articles/%C3%84rzte%20%26%20Co%3F#heat"


FILES = {"b.md": GOOD, "a/c.txt": "It numbs.", "_clinic.toml": 'name = "X"', "photo.png": "x"}


def test_the_fingerprint_is_of_the_content_only(write_corpus, tmp_path):
    folder = write_corpus(FILES)
    before = load_corpus(folder).fingerprint
    os.utime(folder / "b.md", (1, 1))
    assert load_corpus(folder).fingerprint == before
    folder.rename(tmp_path / "moved")
    assert load_corpus(tmp_path / "moved").fingerprint == before
    write_corpus(dict(reversed(FILES.items())))
    assert load_corpus(folder).fingerprint == before


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"b.md": f"{GOOD}\n"}, id="one-byte-more"),
        pytest.param({"new.md": "# New\n\nWords.\n"}, id="new-file"),
        pytest.param({"_clinic.toml": 'name = "Y"'}, id="clinics-facts"),
        pytest.param({"b.md": None}, id="file-gone"),
        pytest.param({"b.md": None, "bb.md": GOOD}, id="file-renamed"),
        pytest.param({"b.md": "It numbs.", "a/c.txt": GOOD}, id="contents-swapped"),
    ],
)
def test_the_fingerprint_changes_with_the_content(write_corpus, change):
    folder = write_corpus(FILES)
    before = load_corpus(folder).fingerprint
    for name, content in change.items():
        if content is None:
            (folder / name).unlink()
        else:
            write_corpus({name: content})
    assert load_corpus(folder).fingerprint != before


def clinic(write_corpus, toml):
    return load_corpus(write_corpus({"heat.md": GOOD, "_clinic.toml": toml})).clinic


def test_the_clinics_facts(write_corpus):
    found = clinic(
        write_corpus,
        '\ufeffname = "Heat & Co"\r\nphone = " 01632  960-123 "\r\nemail = "a@example.com"\r\n'
        'booking_url = "https://example.com/b?c=d"\r\ncontact_url = "http://example.com"\r\nlanguage = "en-GB"\r\n'
        '[hours]\r\nmon = ["09:00-12:00", "13:00-17:30"]\r\nsun = []\r\n'
        '[emergency]\r\nemergency = "999"\r\ncrisis = ""\r\n',
    )
    assert (found.name, found.phone) == ("Heat & Co", "01632 960-123")
    assert (found.booking_url, found.contact_url) == ("https://example.com/b?c=d", "http://example.com")
    assert dict(found.hours) == {"mon": ("09:00-12:00", "13:00-17:30"), "sun": ()}
    assert (found.emergency.emergency, found.emergency.urgent, found.emergency.crisis) == ("999", "", "")


@pytest.mark.parametrize(
    "toml", ["", "# nothing yet", 'name = ""\nphone = ""\nbooking_url = ""\n[hours]\n[emergency]\n']
)
def test_every_fact_may_be_left_out(write_corpus, toml):
    found = clinic(write_corpus, toml)
    assert (found.name, found.phone, found.booking_url) == ("the clinic", "", "")
    assert not found.hours


@pytest.mark.parametrize(
    ("toml", "fault"),
    [
        pytest.param("name", "is not TOML: ", id="not-toml"),
        pytest.param('name = "a"\nname = "b"', "is not TOML: ", id="twice"),
        pytest.param("name = " + "9" * 5000, "is not TOML: ", id="endless-number"),
        pytest.param("name = " + "[" * 5000, "is not TOML: ", id="deep-nesting"),
        pytest.param("name = 1", 'name is not text; write name = "…"', id="number"),
        pytest.param('phone = ["1"]', 'phone is not text; write phone = "…"', id="list"),
        pytest.param('fax = "1"', "fax is not a fact that is known; use one of booking_url, ", id="unknown"),
        pytest.param(
            'booking_url = "example.com"', "booking_url is 'example.com'; write the whole address, ", id="not-whole"
        ),
        pytest.param(
            'contact_url = "javascript:alert(1)"', "contact_url is 'javascript:alert(1)'; write ", id="script"
        ),
        pytest.param(
            'contact_url = "http://[x"', "contact_url is 'http://[x'; write the whole address, ", id="broken-address"
        ),
        pytest.param('hours = "9-5"', "hours is not a table; write [hours] on a line of its own, ", id="hours-text"),
        pytest.param("[hours]\nmonday = []", "hours.monday is not known; use one of mon, tue, ", id="unknown-day"),
        pytest.param('[hours]\nmon = "09:00-17:00"', "hours.mon is '09:00-17:00'; write mon = [", id="times-text"),
        pytest.param('[hours]\nmon = ["9-5"]', "hours.mon is ['9-5']; write mon = [", id="times-short"),
        pytest.param(
            '[hours]\nmon = ["09:00-24:00"]', "hours.mon is ['09:00-24:00']; write mon = [", id="no-such-time"
        ),
        pytest.param(
            '[hours]\nmon = ["09:00-17:00\\n"]', "hours.mon is ['09:00-17:00\\n']; write ", id="times-with-more"
        ),
        pytest.param("[hours]\nmon = [9]", "hours.mon is [9]; write mon = [", id="times-number"),
        pytest.param(
            "emergency = 999",
            "emergency is not a table; write [emergency] on a line of its own, ",
            id="emergency-number",
        ),
        pytest.param("[emergency]\nurgent = 111", 'urgent is not text; write urgent = "…"', id="emergency-value"),
        pytest.param(
            '[emergency]\npolice = "1"',
            "emergency.police is not known; use one of emergency, urgent, crisis",
            id="unknown-number",
        ),
    ],
)
def test_a_fault_in_the_clinics_facts(write_corpus, toml, fault):
    (told,) = faults_of(write_corpus({"heat.md": GOOD, "_clinic.toml": toml}))
    assert told.startswith(f"_clinic.toml: {fault}")


def test_all_faults_in_the_clinics_facts_at_once(write_corpus):
    toml = 'name = 1\nfax = ""\nbooking_url = "x"\n[hours]\nmon = 1\nfoo = []\n[emergency]\nurgent = 1\nbar = ""\n'
    told = " ".join(faults_of(write_corpus({"heat.md": GOOD, "_clinic.toml": toml})))
    for key in ("name", "fax", "booking_url", "hours.mon", "hours.foo", "urgent", "emergency.bar"):
        assert f"_clinic.toml: {key} " in told
