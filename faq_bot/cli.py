"""How does a person ask in a terminal?

Each command parses, calls, presents, and ends with an exit code as grep does: 0 answered, 1 not answered, 2 could not
run. What a command needs is imported inside it, so that `--help` is there at once.
"""

import errno
import json
import logging
import os
import sys
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from faq_bot.errors import FaqBotError, Fault

if TYPE_CHECKING:
    from faq_bot.bot import FaqBot
    from faq_bot.evaluation import Judged

ANSWERED, NOT_ANSWERED, COULD_NOT_RUN = 0, 1, 2
MANY = 200
"""Judged questions above which their progress is shown."""

Command = TypeVar("Command", bound=Callable[..., Any])

_corpus_option = click.option("--corpus", metavar="DIR", help="The folder of documents.  [default: corpus]")
_json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON, as the HTTP API gives it.")


def _faults_end_it(command: Command) -> Command:
    """Show every fault on a line of its own, and exit 2."""

    @wraps(command)
    def run(*args: Any, **options: Any) -> None:
        try:
            command(*args, **options)
        except FaqBotError as error:
            for fault in error.faults:
                click.echo(f"faq-bot: {fault}", err=True)
            sys.exit(COULD_NOT_RUN)

    return run  # type: ignore[return-value]


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="faq-bot")
def main() -> None:
    """Answer questions from a folder of articles, word for word and cited, or say that they do not say."""
    for stream in (sys.stdout, sys.stderr):  # a terminal that lacks a letter shows it as one it has, never a traceback
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


@main.command()
@click.argument("question")
@_corpus_option
@_json_option
@click.option("--explain", is_flag=True, help="Say why this answer came.")
@_faults_end_it
def ask(question: str, corpus: str | None, as_json: bool, explain: bool) -> None:
    """Answer QUESTION with the passage that answers it.

    Example: faq-bot ask "what does Swedish massage do for the lower back"
    """
    from faq_bot.presentation import answer_json, answer_text, explanation_json, explanation_text

    answer = _open(corpus).ask(question)
    if as_json:
        _print({**answer_json(answer), "explanation": explanation_json(answer)} if explain else answer_json(answer))
    else:
        _print(f"{answer_text(answer)}\n\n{explanation_text(answer)}" if explain else answer_text(answer))
    sys.exit(ANSWERED if answer.citation else NOT_ANSWERED)


@main.command()
@click.argument("words", nargs=-1, required=True)
@_corpus_option
@click.option("--limit", type=click.IntRange(1, 100), default=10, show_default=True, help="Passages at the most.")
@_json_option
@_faults_end_it
def search(words: tuple[str, ...], corpus: str | None, limit: int, as_json: bool) -> None:
    """List the passages that match WORDS, best first.

    Example: faq-bot search swedish calves
    """
    from faq_bot.presentation import hits_json, hits_text

    hits = _open(corpus).search(" ".join(words), limit)
    _print({"hits": hits_json(hits)} if as_json else hits_text(hits) or "No passage has any of these words.")
    sys.exit(ANSWERED if hits else NOT_ANSWERED)


@main.command()
@_corpus_option
@_json_option
@_faults_end_it
def check(corpus: str | None, as_json: bool) -> None:
    """Show what the corpus says, and what is wrong with it.

    Example: faq-bot check --corpus articles
    """
    from faq_bot.content.check import check_corpus
    from faq_bot.content.corpus import load_corpus
    from faq_bot.presentation import findings_text

    settings = _settings(corpus=corpus)
    findings = check_corpus(load_corpus(settings.corpus, largest_file=settings.largest_file_bytes))
    _print(findings.as_json() if as_json else findings_text(findings))


@main.command()
@click.argument("file", type=click.Path(path_type=Path))
@_corpus_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--report", "page", metavar="FILE.html", type=click.Path(path_type=Path), help="Write a page to look at.")
@_faults_end_it
def evaluate(file: Path, corpus: str | None, as_json: bool, page: Path | None) -> None:
    """Measure the answers to the judged questions of FILE (JSONL).

    Example: faq-bot evaluate tests/relevance/article.jsonl --report report.html
    """
    from faq_bot import evaluation, evaluation_report

    judged = evaluation.read_judged(file)
    bot = _open(corpus)
    with _progress(judged) as questions:
        report = evaluation.evaluate(bot.ask, questions)
    if page:
        evaluation_report.write_page(evaluation_report.report_page(report, file.name), page)
    _print(report.as_json() if as_json else evaluation_report.report_text(report))


@main.command()
@_corpus_option
@click.option("--host", help="The address to listen on.  [default: 127.0.0.1]")
@click.option("--port", type=int, help="The port to listen on; 0 takes a free one.  [default: 8000]")
@_faults_end_it
def serve(corpus: str | None, host: str | None, port: int | None) -> None:
    """Serve the chat page and the HTTP API.

    Example: faq-bot serve --port 8080
    """
    from socket import gaierror

    from web import create_app
    from web.server import serve as run

    settings = _settings(corpus=corpus, host=host, port=port)
    logging.getLogger("web.content").addHandler(logging.NullHandler())  # what it logs of a bad corpus is told below
    logging.getLogger("web.content").propagate = False
    app = create_app(settings)
    if faults := app.extensions["faq_bot"].faults:
        raise FaqBotError(faults)
    try:
        run(app, settings.host, settings.port, settings.threads, ready=lambda url: _print(f"Serving on {url}"))
    except OSError as error:
        if error.errno == errno.EPIPE:  # nobody reads where it serves
            raise
        # The error's own words repeat the address; only where a name is unknown, its number is none of the system's.
        numbered = error.errno if not isinstance(error, gaierror) else None
        reason = os.strerror(numbered) if numbered else error.strerror
        remedy = "choose a --host that is this machine's, such as 127.0.0.1, or 0.0.0.0 for all"
        if numbered in (errno.EADDRINUSE, errno.EACCES):
            remedy = "choose another --port, or end what uses it"
        fault = Fault(f"{settings.host}:{settings.port}", f"cannot be listened on ({reason})", remedy)
        raise FaqBotError([fault]) from None


def _settings(**flags: Any) -> Any:
    from faq_bot.settings import Settings

    return Settings.load(flags)


def _open(corpus: str | None) -> "FaqBot":
    from faq_bot.bot import FaqBot

    settings = _settings(corpus=corpus)
    return FaqBot.open(settings.corpus, largest_file=settings.largest_file_bytes)


def _progress(judged: "list[Judged]") -> AbstractContextManager["Iterable[Judged]"]:
    """The questions as they are asked, shown where somebody waits for many."""
    if len(judged) <= MANY or not sys.stderr.isatty():
        return nullcontext(judged)
    return click.progressbar(judged, label="Asking", file=sys.stderr)


def _print(result: Any) -> None:
    if not isinstance(result, str):
        is_unicode = (getattr(sys.stdout, "encoding", "") or "").lower().startswith("utf")  # there may be no output
        result = json.dumps(result, ensure_ascii=not is_unicode, indent=2, default=str)
    try:
        click.echo(result)  # which flushes
    except OSError as error:
        if error.errno == errno.EPIPE:  # a reader that has left; click ends quietly
            raise
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or Python would try again at its end, and fail
        fault = Fault("the output", f"cannot be written ({error.strerror})", "make room, or send it elsewhere")
        raise FaqBotError([fault]) from None
