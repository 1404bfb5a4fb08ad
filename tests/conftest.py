"""What do many tests need? A corpus written on the spot, and a document shown as a person would sketch it."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from faq_bot.content.readers import Source, read

# The same examples for everyone, and no failure because a machine is slow.
settings.register_profile(
    "house", derandomize=True, database=None, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("house")

WriteCorpus = Callable[[Mapping[str, str | bytes]], Path]
Outline = Callable[[str, str | bytes], list[str]]


@pytest.fixture
def write_corpus(tmp_path: Path) -> WriteCorpus:
    """Write files (name -> content) into a folder of their own, and return the folder."""

    def write(files: Mapping[str, str | bytes]) -> Path:
        folder = tmp_path / "corpus"
        folder.mkdir(exist_ok=True)
        for name, content in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        return folder

    return write


@pytest.fixture
def work_in(write_corpus: WriteCorpus, monkeypatch: pytest.MonkeyPatch) -> Callable[[Mapping[str, str | bytes]], Path]:
    """Make a folder whose `corpus/` is some files the working folder, with no settings from around it."""

    def work(files: Mapping[str, str | bytes]) -> Path:
        folder = write_corpus(files).parent
        monkeypatch.chdir(folder)
        for name in list(os.environ):
            if name.startswith("FAQ_BOT_"):
                monkeypatch.delenv(name)
        return folder

    return work


@pytest.fixture
def outline() -> Outline:
    """Read a file (name, content) and show it: the title, then `## heading` and the lines below it."""

    def show(name: str, content: str | bytes) -> list[str]:
        document = read(Source(name, content.encode() if isinstance(content, str) else content))
        shown = [document.title]
        for section in document.sections:
            shown += [f"## {section.heading}", *map(str, section.lines)]
        return shown

    return show
