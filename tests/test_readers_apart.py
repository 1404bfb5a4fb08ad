"""Is a file that may do harm met with one clear line, soon, and without harm to the next?"""

import gc
import io
import os
import random
import sys
import threading
import time
import zipfile
import zlib
from pathlib import Path

import docx
import pytest

from faq_bot.content.corpus import load_corpus
from faq_bot.content.readers import Source, apart, read
from faq_bot.errors import CorpusError

HERE = Path(__file__).parent / "documents"
PDF = (HERE / "pdf" / "privacy.pdf").read_bytes()
DOCX = (HERE / "docx" / "privacy.docx").read_bytes()
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LOCKED = OLE + "EncryptedPackage".encode("utf-16-le")
WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
NOISE = random.Random(1).randbytes(9999)
NEW = "word/document.xml"


def packed(**entries):
    """The Word document, with entries of its own in place of those it has."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(DOCX)) as old, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in entries:
                new.writestr(name, old.read(name))
        for name, content in entries.items():
            new.writestr(name, content)
    return written.getvalue()


def laughs():
    entities = '<!ENTITY a "ha">' + "".join(
        f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    return (
        f"<!DOCTYPE l [{entities}]><w:document {WORD}><w:body><w:p><w:r><w:t>&i;</w:t></w:r></w:p></w:body>"
        + "</w:document>"
    )


def paragraphs(count):
    said = "".join(f"<w:p><w:r><w:t>{random.Random(n).random()}</w:t></w:r></w:p>" for n in range(count))
    return f"<w:document {WORD}><w:body>{said}</w:body></w:document>"


def pdf_bomb():
    said = zlib.compress(zlib.compress(b"BT (x) Tj ET " * 20_000_000, 1))
    return (
        b"%%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>endobj\n"
        b"4 0 obj<</Length %d/Filter[/FlateDecode/FlateDecode]>>stream\n%s\nendstream endobj\ntrailer<</Root 1 0 R>>"
    ) % (len(said), said)


def megabytes():
    """What this process and the one apart take up."""
    taken = 0
    for pid in (os.getpid(), *([apart._process.running.pid] if apart._process else [])):
        taken += int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    return taken / 2**20


@pytest.mark.parametrize(
    ("name", "data", "fault"),
    [
        pytest.param("a.docx", b"", "is empty; ", id="empty-docx"),
        pytest.param("a.pdf", b"", "is empty; ", id="empty-pdf"),
        pytest.param("a.docx", packed(**{NEW: bytes(60_000_000)}), "unpacks to 58 MB in ", id="bomb"),
        pytest.param("a.docx", packed(**{NEW: bytes(2_000_000)}), "unpacks to 3 MB in ", id="dense"),
        pytest.param("a.docx", packed(**{f"x{n}": b"" for n in range(2000)}), "unpacks to 1 MB in 2,0", id="entries"),
        pytest.param("a.docx", packed(**{"../x": b""}), "holds names that lead out of it; ", id="dots"),
        pytest.param("a.docx", packed(**{"/etc/x": b""}), "holds names that lead out of it; ", id="absolute"),
        pytest.param("a.docx", packed(**{"word/vbaProject.bin": b""}), "has macros in it; ", id="macros"),
        pytest.param(
            "a.docx", packed(**{"_rels/.rels": b"purl.oclc.org/ooxml/"}), "is a Strict Open XML ", id="strict"
        ),
        pytest.param("a.docx", packed(**{NEW: laughs()}), "is damaged or cut off; ", id="billion-laughs"),
        pytest.param("a.docx", packed(**{NEW: "<a>" * 50_000}), "is damaged or cut off; ", id="deep"),
        pytest.param(
            "a.docx", packed(**{NEW: paragraphs(60_000)}), "has more than 50,000 paragraphs; ", id="very-long"
        ),
        pytest.param("a.docx", DOCX[:2000], "is damaged or cut off; ", id="cut-off-docx"),
        pytest.param("a.docx", b"PK\x03\x04" + NOISE, "is damaged or cut off; ", id="random-zip"),
        pytest.param("a.docx", OLE + bytes(999), "is a document of Word 97-2003 (.doc); save it as ", id="doc"),
        pytest.param("a.docx", LOCKED, "is locked with a password; ", id="locked-docx"),
        pytest.param("a.docx", PDF, "is a PDF, not a Word document; name it .pdf", id="pdf-as-docx"),
        pytest.param("a.docx", b"{\\rtf1 x}", "is a Rich Text file, not a Word document; ", id="rtf-as-docx"),
        pytest.param("a.pdf", DOCX, "is a zip file, such as Word and others save, not a PDF; ", id="docx-as-pdf"),
        pytest.param("a.pdf", b"<html>", "is not a PDF, whatever its name says; ", id="html-as-pdf"),
        pytest.param("a.pdf", PDF[: len(PDF) // 2], "is damaged or cut off; ", id="cut-off-pdf"),
        pytest.param("a.pdf", b"%PDF-1.7\n" + NOISE, "is damaged or cut off; ", id="random-pdf"),
        pytest.param("a.pdf", pdf_bomb(), "takes too much memory to read", id="pdf-bomb"),
        pytest.param("a.pdf", b"%PDF-1.7\n" + bytes(31 * 2**20), "is damaged or cut off; ", id="large-pdf"),
    ],
)
def test_a_hostile_file_is_told_in_one_line_and_soon(name, data, fault):
    gc.collect()
    before, begun = megabytes(), time.monotonic()
    with pytest.raises(CorpusError) as caught:
        read(Source(name, data))
    assert time.monotonic() - begun < 2  # one, where nothing else runs
    assert megabytes() - before < 200
    (told,) = map(str, caught.value.faults)
    assert told.startswith(f"{name}: {fault}")
    assert read(Source("after.pdf", PDF)).title == "How we keep your records"


def test_a_file_of_fifty_megabytes_is_not_opened(write_corpus):
    folder = write_corpus({"a.md": "Text."})
    for name in ("a.docx", "b.pdf", "c.html", "d.csv"):
        with (folder / name).open("wb") as file:
            file.truncate(50 * 2**20)
    with pytest.raises(CorpusError) as caught:
        load_corpus(folder)
    assert ["is too large, 50 MB of 32; cut it" in str(fault) for fault in caught.value.faults] == [True] * 4


@pytest.fixture
def harmful(tmp_path, monkeypatch):
    """A reader that does harm as its file says: it never ends, takes all memory, or ends the process."""
    (tmp_path / "harmful_reader.py").write_text(
        "import os, time\nfrom faq_bot.content.documents import Document\n"
        "def read(source):\n"
        "    if source.data == b'hang': time.sleep(60)\n"
        "    if source.data == b'spin':\n        while True: pass\n"
        "    if source.data == b'memory': held = bytearray(10**9)\n"
        "    if source.data == b'crash': os.abort()\n"
        "    if source.data == b'bug': 1 / 0\n"
        "    print('noise')\n"
        "    return Document(source.name, source.path, str(os.getpid()), ())\n"
    )
    monkeypatch.setattr(apart, "SECONDS", 1)
    monkeypatch.setattr(sys, "path", [*sys.path, str(tmp_path)])
    apart._close()
    yield lambda data: apart.read_apart("harmful_reader", Source("a.pdf", data)).title
    apart._close()


@pytest.mark.parametrize(
    ("harm", "fault"),
    [
        (b"hang", "takes too long to read"),
        (b"spin", "takes too long to read"),
        (b"memory", "takes too much memory to read, or is damaged"),
        (b"crash", "takes too much memory to read, or is damaged"),
        (b"bug", "takes too much memory to read, or is damaged"),
    ],
)
def test_a_file_that_ends_the_process_is_a_fault_and_the_next_is_read(harmful, harm, fault):
    first = harmful(b"good")
    with pytest.raises(CorpusError, match=f"a.pdf: {fault}.*; open it in the program that made it"):
        harmful(harm)
    assert harmful(b"good") != first


def test_one_process_reads_many_files_for_many_threads(harmful):
    seen = []
    threads = [threading.Thread(target=lambda: seen.extend(harmful(b"good") for _ in range(50))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(seen), len(set(seen))) == (400, 1)


def test_the_process_ends_with_this_one_and_leaves_nothing_behind(harmful):
    pid = int(harmful(b"good"))
    apart._close()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_many_documents_need_one_process():
    document = docx.Document()
    document.add_paragraph("Text.")
    written = io.BytesIO()
    document.save(written)
    read(Source("a.docx", written.getvalue()))
    assert apart._process
    pid, begun = apart._process.running.pid, time.monotonic()
    for n in range(200):
        read(Source(f"{n}.docx", written.getvalue()))
    assert apart._process.running.pid == pid
    assert time.monotonic() - begun < 8
