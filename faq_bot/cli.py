"""How does a person ask in a terminal?

Each command parses, calls, presents, and ends with an exit code as grep does: 0 answered, 1 not answered, 2 could not
run. What a command needs is imported inside it, so that `--help` is there at once.
"""

import errno
import gc
import json
import logging
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from faq_bot.errors import FaqBotError, Fault, GenerationError
from faq_bot.progress import Told, doing

if TYPE_CHECKING:
    from faq_bot.bot import FaqBot
    from faq_bot.content.corpus import Corpus
    from faq_bot.live.generations import Generations

ANSWERED, NOT_ANSWERED, COULD_NOT_RUN = 0, 1, 2
PROBLEMS = 1
SOON = 2.0
"""Seconds that somebody waits without being shown how far the work is."""

Command = TypeVar("Command", bound=Callable[..., Any])
Item = TypeVar("Item")

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
    bot = _open(corpus)
    from faq_bot.presentation import answer_json, answer_text, explanation_json, explanation_text

    answer = bot.ask(question)
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
    bot = _open(corpus)
    from faq_bot.presentation import hits_json, hits_text

    hits = bot.search(" ".join(words), limit)
    _print({"hits": hits_json(hits)} if as_json else hits_text(hits) or "No passage has any of these words.")
    sys.exit(ANSWERED if hits else NOT_ANSWERED)


@main.command()
@_corpus_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--strict", is_flag=True, help="Exit 1 when there is any problem.")
@_faults_end_it
def check(corpus: str | None, as_json: bool, strict: bool) -> None:
    """Show what the corpus says, and what is wrong with it.

    Example: faq-bot check --corpus articles --strict
    """
    from faq_bot.checking.check import check_corpus
    from faq_bot.presentation import findings_text

    settings = _settings(corpus=corpus)
    with _progress() as told:
        findings = check_corpus(_load(settings, told), settings.corpus, progress=doing("Checking", told))
    _print(findings.as_json() if as_json else findings_text(findings))
    if strict and findings.problems:
        sys.exit(PROBLEMS)


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
    with _progress() as told:
        report = evaluation.evaluate(bot.ask, _each("Asking", judged, told))
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
    _log_on_stderr()
    _build_in_sight(settings)
    app = create_app(settings)
    content = app.extensions["faq_bot"]
    try:
        if not content.generation:
            raise FaqBotError(content.faults)
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
    finally:
        content.end()


@main.command()
@_corpus_option
@click.option("--previous", is_flag=True, help="Compare what is live with what was live before it.")
@_json_option
@_faults_end_it
def diff(corpus: str | None, previous: bool, as_json: bool) -> None:
    """Show which answers the folder, as it is now, would change.

    The exit code is 0 when none does, 1 when some do.

    Example: faq-bot diff --corpus articles
    """
    from faq_bot.live import replay
    from faq_bot.presentation_changes import changes_json, changes_text

    settings = _settings(corpus=corpus)
    generations = _generations(settings)
    with _progress() as told:
        if previous:
            old, new = replay.previous_and_live(generations)
        else:
            old, new = replay.live_and_built(generations, _load(settings, told), doing("Building", told))
        questions = replay.questions_of(old.corpus, new.corpus)
        changes = replay.compare(old, new, _each("Asking", questions.chosen, told))
    shown = changes_json if as_json else changes_text
    _print(shown(changes, questions.there_are, replay.regressions(old, new, new.corpus.judged)))
    sys.exit(NOT_ANSWERED if changes.answers else ANSWERED)


@main.command()
@_corpus_option
@_json_option
@_faults_end_it
def verify(corpus: str | None, as_json: bool) -> None:
    """Prove that every passage is word for word in its source.

    Example: faq-bot verify --corpus articles
    """
    from faq_bot.content.proof import prove
    from faq_bot.live import replay
    from faq_bot.presentation_changes import proof_json, proof_text

    settings = _settings(corpus=corpus)
    largest = settings.largest_file_bytes
    live = next(replay.saved(_generations(settings)), None)
    with _progress() as told:
        what_answers = live.corpus if live else _load(settings, told)
        proof = prove(what_answers, settings.corpus, largest_file=largest, progress=doing("Proving", told))
    _print(proof_json(proof) if as_json else proof_text(proof))
    sys.exit(ANSWERED if proof.is_whole else NOT_ANSWERED)


@main.command()
@_corpus_option
@click.option("--since", metavar="YYYY-MM-DD", help="Leave out what is older (UTC).")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--csv", "as_csv", is_flag=True, help="Print a table for a spreadsheet.")
@_faults_end_it
def feedback(corpus: str | None, since: str | None, as_json: bool, as_csv: bool) -> None:
    """Show which answers helped visitors, and which did not.

    What most often did not help comes first. No question is kept with it, and nothing of who asked.

    Example: faq-bot feedback --since 2026-03-01
    """
    from datetime import datetime

    from faq_bot.live import replay
    from faq_bot.presentation_feedback import feedback_csv, feedback_json, feedback_text
    from faq_bot.questions.feedback import FeedbackLog, tally

    faults = [Fault("--csv", "is given with --json", "choose one of them")] if as_json and as_csv else []
    first = None
    if since is not None:
        try:
            first = datetime.strptime(since, "%Y-%m-%d").date()
        except ValueError:
            faults.append(Fault("--since", f"is {since!r}", "write the day as 2026-03-01"))
    if faults:
        raise FaqBotError(faults)
    settings = _settings(corpus=corpus)
    _log_on_stderr()
    live = next(replay.saved(_generations(settings)), None)
    with _progress() as told:
        passages = (live.corpus if live else _load(settings, told)).by_id
    tallies = tally(one for one in FeedbackLog(settings.state_folder).read() if not first or one.hour.date() >= first)
    shown = feedback_json if as_json else feedback_csv if as_csv else feedback_text
    _print(shown(tallies, passages, first))
    sys.exit(ANSWERED if tallies else NOT_ANSWERED)


@main.command()
@_corpus_option
@click.option("--accept", is_flag=True, help="Take documents that are gone, and judged questions that turn wrong.")
@_faults_end_it
def build(corpus: str | None, accept: bool) -> None:
    """Build from the folder, as it is now, what the site answers from.

    Example: faq-bot build --accept
    """
    from faq_bot.live import builder

    settings = _settings(corpus=corpus)
    generations = _generations(settings)
    with _progress() as told:
        largest = settings.largest_file_bytes
        built = builder.build(settings.corpus, generations, largest_file=largest, accept=accept, told=told)
    if built.is_new:
        _print(f"Version {built.name} is live, built in {built.seconds:.1f} s: {built.said}.")
    elif generations.held():
        _print(f"Version {built.name} stays live: the folder is as it was before the rollback (--accept takes it).")
    else:
        _print(f"Version {built.name} is live already: the folder has not changed.")


@main.command()
@_corpus_option
@click.option("--with-parent", is_flag=True, help="End when the standard input does.")
@_faults_end_it
def watch(corpus: str | None, with_parent: bool) -> None:
    """Build whenever the folder changes.

    The server sees to it that this runs.

    Example: faq-bot watch --corpus articles
    """
    import signal
    import threading

    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())

    _log_on_stderr()
    settings = _settings(corpus=corpus)
    generations = _generations(settings)
    try:
        with generations.watching(0.2) as ours:
            if not ours:
                fault = Fault(str(generations.folder), "another process watches already", "let it, or end it")
                raise FaqBotError([] if with_parent else [fault])
            from faq_bot.live import watching  # which takes its time; others know by now that this one watches

            if with_parent:
                watching.serve_parent(stop)
            watching.keep_live(settings, generations, ours, stop)
    except GenerationError:
        if with_parent:
            from faq_bot.live.watching import CANNOT_SAVE

            sys.exit(CANNOT_SAVE)
        raise


@main.command()
@_corpus_option
@_faults_end_it
def rollback(corpus: str | None) -> None:
    """Answer again from the version before this one.

    The one that is live now stays out until the folder changes.

    Example: faq-bot rollback --corpus articles
    """
    _print(f"Version {_generations(_settings(corpus=corpus)).roll_back()} is live again, until the folder changes.")


@main.command("import")
@click.argument("paths", metavar="FILE|FOLDER...", nargs=-1, required=True, type=click.Path(path_type=Path))
@_corpus_option
@click.option("--as", "form", type=click.Choice(["markdown", "rows"]), help="Write articles, or rows of pairs.")
@click.option("--dry-run", is_flag=True, help="Only show what would be written.")
@_faults_end_it
def import_(paths: tuple[Path, ...], corpus: str | None, form: str | None, dry_run: bool) -> None:
    """Take what you have elsewhere into the corpus.

    Reads any document that a corpus may hold, and QnABot's and QnA Maker's files, schema.org's FAQPage, and .qna.
    Articles become Markdown, questions and answers rows. Nothing is written over, and with a fault nothing is written.

    Example: faq-bot import qnabot-export.json --dry-run
    """
    from faq_bot.content.exchange.importing import prepare
    from faq_bot.presentation_exchange import import_text

    settings = _settings(corpus=corpus)
    found = prepare(paths, settings.corpus, largest_file=settings.largest_file_bytes, form=form or "")
    _need_output()  # else nobody would be told what was written
    if not dry_run:
        found.put_in()
    _print(import_text(found, is_written=not dry_run))


@main.command()
@_corpus_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["jsonl", "tsv", "faqpage", "markdown"]),
    default="jsonl",
    show_default=True,
    help="Our rows, QnA Maker's table, schema.org's FAQPage, or a folder of articles.",
)
@click.option("--output", type=click.Path(path_type=Path), help="The file, or for markdown the folder, to write.")
@click.option("--staff", is_flag=True, help="Take documents for staff only along.")
@_faults_end_it
def export(corpus: str | None, form: str, output: Path | None, staff: bool) -> None:
    """Give out what the corpus says, for another program.

    The import command reads each format again, and brings back what it holds:

    \b
    jsonl, tsv  all but headings without text
    faqpage     all but these, and the levels of headings
    markdown    all of an article; of rows not the ids and sources

    What a format cannot hold is told. The clinic's own files, such as _clinic.toml, are left out.

    Example: faq-bot export --format faqpage --output faq.json
    """
    from faq_bot.content.corpus import load_corpus
    from faq_bot.content.exchange import exporting
    from faq_bot.content.exchange.placing import place_outside
    from faq_bot.presentation_exchange import left_out_text

    settings = _settings(corpus=corpus)
    content = load_corpus(settings.corpus, largest_file=settings.largest_file_bytes)
    exported = exporting.export(content.documents, form, staff=staff, language=content.clinic.language)
    if form == "markdown" and not output:
        fault = Fault("--output", "is not given, and markdown is many files", "name a folder to write them to")
        raise FaqBotError([fault])
    if output:
        place_outside(settings.corpus, output, exported.files)
    else:
        _print(exported.text.encode())
    if exported.left_out:
        click.echo(left_out_text(exported.left_out), err=True)


def _log_on_stderr() -> None:
    """Show what the log says as this program's own lines."""
    logging.basicConfig(format="faq-bot: %(message)s")
    logging.getLogger("faq_bot").setLevel(logging.INFO)
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # that a request waits a moment is nobody's concern


def _settings(**flags: Any) -> Any:
    from faq_bot.settings import Settings

    return Settings.load(flags)


def _open(corpus: str | None) -> "FaqBot":
    gc.disable()  # what is made here stays to the end; to look through it for what does not takes a tenth of the time
    try:
        from faq_bot.bot import FaqBot

        settings = _settings(corpus=corpus)
        largest = settings.largest_file_bytes
        with _progress() as told:
            return FaqBot.open(settings.corpus, largest_file=largest, state=settings.state, told=told)
    finally:
        gc.freeze()
        gc.enable()


def _generations(settings: Any) -> "Generations":
    from faq_bot.live.generations import Generations

    return Generations(settings.state_folder)


def _load(settings: Any, told: Told | None) -> "Corpus":
    from faq_bot.content.corpus import load_corpus

    return load_corpus(settings.corpus, largest_file=settings.largest_file_bytes, progress=doing("Reading", told))


def _build_in_sight(settings: Any) -> None:
    """Build what is to be served where nothing is saved yet and somebody looks on, whom the site itself cannot show how
    far it is. What is wrong with the content is the site's to tell."""
    generations = _generations(settings)
    with _progress() as told, suppress(FaqBotError):
        if told and not generations.names():
            from faq_bot.live import builder

            builder.build(settings.corpus, generations, largest_file=settings.largest_file_bytes, told=told)


@contextmanager
def _progress() -> Iterator[Told | None]:
    """What is to be told how far the work is, where somebody looks on in a terminal: shown once it has taken long."""
    if not (sys.stderr and sys.stderr.isatty()):
        yield None
        return
    bars = _Bars()
    try:
        yield bars.tell
    finally:
        bars.end()


class _Bars:
    """A progress bar for what is being done, then for what is done next."""

    def __init__(self) -> None:
        self._started = time.monotonic()
        self._what = ""
        self._since = 0.0
        self._first = 0
        self._bar: Any = None

    def tell(self, what: str, done: int, total: int) -> None:
        """Show how much of this is done, of how much. The estimate is that the rest goes on as it did."""
        if what != self._what:
            self.end()
            self._what, self._since, self._first = what, time.time(), done
        if self._bar is None and time.monotonic() - self._started > SOON and done < total:
            self._bar = click.progressbar(length=total - self._first, label=what, file=sys.stderr)
            self._bar.start = self._bar.last_eta = self._since
            self._bar.__enter__()
        if self._bar:
            self._bar.update(done - self._first - self._bar.pos)

    def end(self) -> None:
        """Nothing more is being done."""
        if self._bar:
            self._bar.__exit__(None, None, None)
        self._bar, self._what = None, ""


def _each(what: str, items: Sequence[Item], told: Told | None) -> Iterator[Item]:
    """The items one after the other, and how many have been taken is told."""
    for number, item in enumerate(items):
        if told:
            told(what, number, len(items))
        yield item
    if told:
        told(what, len(items), len(items))


def _need_output() -> None:
    if sys.stdout is None:  # closed by who started this, and click would say nothing
        raise FaqBotError([Fault("the output", "is closed", "leave it open, or send it to a file")])


def _print(result: Any) -> None:
    _need_output()
    if isinstance(result, bytes):  # UTF-8 whatever the terminal is, for a program reads it
        result = result.removesuffix(b"\n")
    elif not isinstance(result, str):
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


if __name__ == "__main__":
    main()
