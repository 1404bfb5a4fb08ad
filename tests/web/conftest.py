"""A site from files written in the test."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from faq_bot.settings import Settings
from web import create_app

MASSAGE = """---
title: Massage for a sore back
updated: 2026-03-02
url: https://example.com/massage
---

A first paragraph that stands below the title and says who wrote it.

## Swedish massage

Also asked: What is Swedish massage?

Swedish massage loosens tight muscles in the back. It uses long strokes and kneading. The oil is warm.

## Before the visit

Please bring these along:

1. your letter
2. loose clothes
   - a shirt
   - trousers
3. a towel

## Parking

### Where to leave the car

Cars stand behind the building, where the gate is open all day long.
"""

CLINIC = (Path(__file__).parents[1] / "clinic.toml").read_text("utf-8")

ROWS = """\
{"id": "towels", "question": "Do I need a towel for the sauna?", "answer": "The sauna has towels for everybody."}
{"id": "cost", "question": "How much is acupuncture?", "answer": "Acupuncture costs 40 pounds.", "source": "Fees"}
"""

STAFF = (
    "---\ntitle: Alarm codes\nstaff_only: true\n---\n\n## Alarm code\n\nThe alarm code of the gate is changed weekly.\n"
)

FILES = {"massage.md": MASSAGE, "faq.jsonl": ROWS, "alarm.md": STAFF, "_clinic.toml": CLINIC}

Site = Callable[[Mapping[str, str]], Flask]


@pytest.fixture
def files() -> dict[str, str]:
    """The files of the site that most tests visit."""
    return dict(FILES)


@pytest.fixture
def site(write_corpus: Callable[[Mapping[str, str]], Path]) -> Site:
    """Makes the app over a folder with these files."""
    return lambda files: create_app(Settings(corpus=write_corpus(files)), follow=False)


@pytest.fixture
def app(site: Site, files: dict[str, str]) -> Flask:
    """A site of the test's own, to change as it likes."""
    return site(files)


@pytest.fixture(scope="session")
def standing_app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    folder = tmp_path_factory.mktemp("corpus")
    for name, text in FILES.items():
        (folder / name).write_text(text, "utf-8")
    return create_app(Settings(corpus=folder), follow=False)


@pytest.fixture
def client(standing_app: Flask) -> FlaskClient:
    """A visitor of a site that all tests share, and none changes."""
    return standing_app.test_client()


@pytest.fixture
def broken(site: Site) -> FlaskClient:
    """A site whose only document cannot be read."""
    return site({"empty.md": ""}).test_client()
