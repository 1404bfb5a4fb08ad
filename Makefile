# `make serve` and `make test` are all that a new machine needs, beside Python 3.11 or newer.

PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --constraint constraints.txt

.PHONY: serve test test-slow test-all bench screenshots constraints clean

serve: .venv/installed
	$(BIN)/faq-bot serve

test: .venv/installed-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest

# Those that take minutes: Lighthouse, and what only much content shows.
test-slow: .venv/installed-test
	$(BIN)/pytest -m slow

test-all: test test-slow

# Measures everything beside its peers, and writes docs/benchmarks.md. BENCH=--xl takes a million passages too; see
# tests/benchmarks/__main__.py.
bench: .venv/installed-bench
	$(BIN)/python -m tests.benchmarks $(BENCH)

# Pictures of each state of the page and the widget, to be looked at, into build/screenshots.
screenshots: .venv/installed-test
	$(BIN)/python -m tests.browser.screenshots

# The newest versions that pyproject.toml allows; run `make test` on them before you commit.
constraints:
	$(BIN)/python -m pip install --quiet --upgrade --upgrade-strategy eager hatchling editables --editable ".[bench,test]"
	$(BIN)/python -m pip freeze --exclude-editable > constraints.txt

clean:
	rm -rf .venv build .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis

.venv/installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(PIP) hatchling editables
	$(PIP) --no-build-isolation --editable .
	touch $@

.venv/installed-test: .venv/installed .ci/install-browser-tools tests/browser/package-lock.json
	$(PIP) --no-build-isolation --editable ".[test]"
	.ci/install-browser-tools
	touch $@

.venv/installed-bench: .venv/installed
	$(PIP) --no-build-isolation --editable ".[bench]"
	touch $@
