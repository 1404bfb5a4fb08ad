"""Does the house keep its own rules: names, questions, imports, and documents that tell the truth?"""

import ast
import re
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest

import faq_bot
from faq_bot.cli import main
from faq_bot.settings import Settings

ROOT = Path(__file__).parents[1]
MODULES = sorted(
    path.relative_to(ROOT).as_posix() for room in ("faq_bot", "web") for path in (ROOT / room).rglob("*.py")
)
ROOMS = sorted(
    path.relative_to(ROOT).as_posix()
    for floor in ("faq_bot", "web")
    for path in (ROOT / floor).iterdir()
    if (path.suffix == ".py" and path.stem != "__init__") or (path / "__init__.py").is_file()
)


def document(name):
    return (ROOT / name).read_text("utf-8")


def test_the_public_face_is_what_it_says():
    assert faq_bot.__all__ == sorted(faq_bot.__all__)
    assert faq_bot.__all__ == ["Answer", "Citation", "FaqBot", "FaqBotError", "Hit", "Outcome", "Passage"]
    for name in faq_bot.__all__:
        assert getattr(faq_bot, name).__name__ == name
    with pytest.raises(AttributeError, match="Generation"):
        faq_bot.Generation  # noqa: B018  # the looking up is what is tested


@pytest.mark.parametrize("module", MODULES)
def test_a_module_opens_with_the_question_it_answers(module):
    opening = ast.get_docstring(ast.parse(document(module)))
    assert opening
    if Path(module).name != "__init__.py":
        assert re.match(r"[^.!?]+\?(\s|$)", opening)


@pytest.mark.parametrize("module", MODULES)
def test_a_module_is_named_for_what_it_holds(module):
    assert not set(Path(module).with_suffix("").parts) & {"utils", "helpers", "models", "base", "manager"}


def test_imports_run_one_way():
    ended = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"], cwd=ROOT, capture_output=True, text=True
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr


@pytest.mark.parametrize("setting", [field.name for field in fields(Settings)])
def test_the_readme_names_every_setting(setting):
    assert re.search(rf"\b({setting}|FAQ_BOT_{setting.upper()})\b", document("README.md"))


@pytest.mark.parametrize("command", sorted(main.commands))
def test_the_readme_names_every_command(command):
    assert re.search(rf"\b(faq-bot|make) {command}\b", document("README.md"))


@pytest.mark.parametrize("name", ["README.md", "ARCHITECTURE.md"])
def test_what_a_document_names_is_there(name):
    text = document(name)
    linked = {target.split("#")[0] for target in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in target}
    quoted = set(re.findall(r"`((?:[\w.-]+/)+[\w.-]*|[\w-]+\.(?:py|js|css|html|md|txt|jsonl|json))`", text))
    here = {path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*") if ".venv" not in path.parts}
    kept = {"feedback.jsonl", "feedback.1.jsonl"}  # what the program itself writes, once it runs
    missing = {
        path
        for path in (linked | quoted) - {"", *kept}
        if not path.startswith((".venv", "_"))
        and not any(f"/{found}".endswith(f"/{path.removeprefix('./').rstrip('/')}") for found in here)
    }
    assert not missing


def test_the_readme_shows_what_was_measured():
    written = document("README.md").partition("writes from here -->")[2].partition("<!-- to here -->")[0]
    assert "| faq-bot |" in written
    assert "docs/benchmarks.md" in written


@pytest.mark.parametrize("room", ROOMS)
def test_the_architecture_has_a_heading_for_every_room(room):
    headings = re.findall(r"^#+ .*$", document("ARCHITECTURE.md"), re.MULTILINE)
    floor, name = room.split("/")
    assert any(re.search(rf"(?<![\w/])({floor}/)?{re.escape(name)}(?![\w])", heading) for heading in headings)
