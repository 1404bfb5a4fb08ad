"""Real servers, while their content changes: does every process answer from it, and does nobody notice otherwise?"""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

import pytest
from click.testing import CliRunner

from faq_bot.cli import main

SCRIPT = Path(sys.executable).with_name("faq-bot")
pytestmark = pytest.mark.skipif(not Path("/proc/self").exists(), reason="looks for processes in /proc")

FILES = {
    "ice.md": "# Ice\n\n## When should I use ice?\n\nIce helps in the first two days after an injury.\n",
    "heat.md": "# Heat\n\n## What does a heat pack do?\n\nA heat pack widens the vessels.\n",
    "oil.md": "# Oil\n\n## Which oil is used?\n\nThe oil comes from almonds.\n",
}
SOON = 2.0
"""Seconds within which a change is live."""


class Server:
    """A `faq-bot serve` of its own process."""

    def __init__(self, corpus: Path, state: Path | None = None, log: Path | None = None) -> None:
        self.log = log or corpus.parent / "log"
        environment = os.environ | ({"FAQ_BOT_STATE": str(state)} if state else {})
        with self.log.open("a") as stderr:
            self.process = subprocess.Popen(
                [SCRIPT, "serve", "--port", "0", "--corpus", corpus],
                cwd=corpus.parent,
                env=environment,
                stdout=subprocess.PIPE,
                stderr=stderr,
                text=True,
            )

    @property
    def address(self) -> str:
        assert self.process.stdout
        if not hasattr(self, "_address"):
            self._address = self.process.stdout.readline().split()[-1]
        return self._address

    def get(self, path: str) -> Any:
        with urllib.request.urlopen(self.address + path, timeout=10) as response:
            return json.load(response)

    def ready(self) -> Any:
        return self.get("/readyz")

    def text(self, question: str = "When should I use ice?") -> str:
        request = urllib.request.Request(
            f"{self.address}/api/v1/ask",
            json.dumps({"question": question}).encode(),
            {"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=10) as response:
            return str(json.load(response)["text"])

    def watchers(self) -> list[int]:
        return [child for child in children_of(self.process.pid) if "watch" in command_of(child)]

    def end(self) -> None:
        self.process.terminate()
        assert self.process.wait(10) == 0


def children_of(parent: int) -> list[int]:
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == parent and fields[0] != "Z":
            found.append(int(status.parent.name))
    return found


def command_of(process: int) -> list[str]:
    try:
        return Path(f"/proc/{process}/cmdline").read_text().split("\0")
    except OSError:
        return []


def watchers_of(corpus: Path) -> list[int]:
    """The processes that watch this corpus, whoever started them."""
    found = []
    for environment in Path("/proc").glob("[0-9]*/environ"):
        number = int(environment.parent.name)
        try:
            ours = f"FAQ_BOT_CORPUS={corpus}".encode() in environment.read_bytes().split(b"\0")
        except OSError:
            continue
        if ours and "watch" in command_of(number):
            found.append(number)
    return found


def soon(is_true: Callable[[], bool], seconds: float = SOON) -> bool:
    """Whether it comes true in that time."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if is_true():
            return True
        time.sleep(0.02)
    return is_true()


def run(*arguments: str | Path) -> None:
    """A command, as a person gives it beside the servers."""
    assert CliRunner().invoke(main, list(map(str, arguments))).exit_code == 0


def ice(what: str) -> dict[str, str]:
    return {"ice.md": FILES["ice.md"].replace("helps", what)}


Write = Callable[[Mapping[str, str]], Path]


@contextmanager
def serving(corpus: Path, count: int = 1, **options: Any) -> Iterator[list[Server]]:
    """Servers of one corpus, one of which watches; none of them leaves anything behind."""
    with ExitStack() as stack:
        servers = [Server(corpus, **options) for _ in range(count)]
        for server in servers:
            assert server.process.stdout
            stack.enter_context(server.process.stdout)
            stack.callback(server.process.kill)
        assert all(server.address for server in servers)
        yield servers
        for server in servers:
            if server.process.poll() is None:
                server.end()
        assert soon(lambda: not watchers_of(corpus))
    assert "Traceback" not in (corpus.parent / "log").read_text()


@pytest.fixture
def corpus(write_corpus: Write) -> Path:
    return write_corpus(FILES)


def test_four_processes_follow_the_content(corpus: Path, write_corpus: Write) -> None:
    with serving(corpus, 4) as servers, ThreadPoolExecutor(4) as pool:
        assert soon(lambda: len(watchers_of(corpus)) == 1, 5)
        log = servers[0].log

        def everywhere(is_true: Callable[[Server], bool]) -> bool:
            return all(pool.map(lambda server: soon(lambda: is_true(server)), servers))

        # an edit
        write_corpus(ice("soothes"))
        assert everywhere(lambda server: server.text().startswith("Ice soothes"))
        assert len({server.ready()["version"] for server in servers}) == 1

        # a broken file: what was live is, and why is told once
        write_corpus({"heat.md": "", **ice("cools")})
        assert everywhere(lambda server: server.ready()["state"] == "rejected")
        for server in servers:
            ready = server.ready()
            assert (ready["status"], ready["faults"], ready["saved"]) == ("ready", 1, True)
            assert server.text().startswith("Ice soothes")
        assert log.read_text().count("faq-bot: not live: heat.md: is empty; ") == 1

        # mended
        write_corpus({"heat.md": FILES["heat.md"]})
        assert everywhere(lambda server: server.text().startswith("Ice cools"))
        assert everywhere(lambda server: server.ready()["state"] == "live" and server.ready()["faults"] == 0)

        # a third of the documents is gone: only if somebody says so
        (corpus / "oil.md").unlink()
        assert everywhere(lambda server: server.ready()["state"] == "rejected")
        assert {server.ready()["documents"] for server in servers} == {3}
        run("build", "--accept", "--corpus", corpus)
        assert everywhere(lambda server: server.ready()["documents"] == 2 and server.ready()["state"] == "live")

        # a rollback holds until the content changes
        run("rollback", "--corpus", corpus)
        assert everywhere(lambda server: server.ready()["documents"] == 3 and server.ready()["state"] == "rolled_back")
        os.utime(corpus / "ice.md", (1, 1))
        time.sleep(1)
        assert {server.ready()["documents"] for server in servers} == {3}
        write_corpus(ice("numbs"))
        run("build", "--accept", "--corpus", corpus)
        assert everywhere(lambda server: server.text().startswith("Ice numbs"))

        # whoever watches is killed, or ends with its parent: another takes over
        (first,) = watchers_of(corpus)
        os.kill(first, signal.SIGKILL)
        assert soon(lambda: watchers_of(corpus) not in ([], [first]), 5)
        parent = next(server for server in servers if server.watchers())
        parent.process.kill()
        parent.process.wait()
        servers.remove(parent)
        assert soon(lambda: any(server.watchers() for server in servers), 5)
        write_corpus(ice("eases"))
        assert all(soon(lambda server=server: server.text().startswith("Ice eases"), 3) for server in servers)  # type: ignore[misc]


def test_the_next_start_opens_what_was_saved(corpus: Path, write_corpus: Write) -> None:
    with serving(corpus) as (server,):
        before = server.ready()
        assert (before["state"], before["saved"], before["faults"]) == ("live", True, 0)
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00", before["built"])
    write_corpus({"heat.md": ""})
    with serving(corpus) as (server,):
        assert server.ready()["version"] == before["version"]
        assert server.text().startswith("Ice helps")
        assert soon(lambda: server.ready()["state"] == "rejected", 5)
        assert "faq-bot: not live: heat.md: is empty; " in server.log.read_text()
        write_corpus({"heat.md": FILES["heat.md"], **ice("soothes")})
        assert soon(lambda: server.text().startswith("Ice soothes"))
        assert soon(lambda: server.ready()["state"] == "live")
        shutil.rmtree(corpus.parent / ".faq-bot")  # which is always safe
        write_corpus(ice("numbs"))
        assert soon(lambda: server.text().startswith("Ice numbs"), 5)
        write_corpus(ice("eases"))
        assert soon(lambda: server.text().startswith("Ice eases"), 5)


@pytest.mark.parametrize("kind", ["a file", pytest.param("read-only", marks=pytest.mark.slow)])
def test_where_nothing_can_be_saved_it_answers_from_memory(corpus: Path, write_corpus: Write, kind: str) -> None:
    state = corpus.parent / "state"
    if kind == "a file":
        state.write_text("in the way")
    else:
        state = Path("/proc/faq-bot")  # where not even root may write
    with serving(corpus, state=state) as (server,):
        assert server.ready()["saved"] is False
        write_corpus(ice("soothes"))
        assert soon(lambda: server.text().startswith("Ice soothes"))
        write_corpus({"heat.md": ""})
        assert soon(lambda: server.ready()["state"] == "rejected")
        write_corpus({"heat.md": FILES["heat.md"], **ice("cools")})
        assert soon(lambda: server.text().startswith("Ice cools"))
        log = server.log.read_text()
        assert log.count(f"faq-bot: what is built is not saved: {state}") == 1
        assert log.count("faq-bot: not live: heat.md: is empty; ") == 1
        assert not server.watchers()
        if kind == "a file":  # once it can be saved again, it is
            state.unlink()
            write_corpus(ice("numbs"))
            assert soon(lambda: server.text().startswith("Ice numbs") and server.ready()["saved"], 4)


PROGRAM = """
import sys
from pathlib import Path
from faq_bot.settings import Settings
from web import create_app, server

app = create_app(Settings(corpus=Path(sys.argv[1])))
server.serve(app, "127.0.0.1", 0, 4, ready=lambda url: print(url, flush=True))
"""

FORKING = r"""
import os, sys, time
from pathlib import Path
from faq_bot.settings import Settings
from web import create_app

app = create_app(Settings(corpus=Path(sys.argv[1])))
time.sleep(0.5)
child = os.fork()
client = app.test_client()
before = client.get("/readyz").json["version"]
os.write(1, b"ready\n")
until = time.monotonic() + 5
while client.get("/readyz").json["version"] == before and time.monotonic() < until:
    time.sleep(0.05)
os.write(1, b"old\n" if client.get("/readyz").json["version"] == before else b"new\n")
if child:
    os.waitpid(child, 0)
"""


def test_a_site_without_any_content_is_live_once_there_is_some(corpus: Path, write_corpus: Write) -> None:
    """As under another WSGI server; `faq-bot serve` tells the faults, and ends."""
    write_corpus({"heat.md": ""})
    with subprocess.Popen([sys.executable, "-c", PROGRAM, corpus], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        address = process.stdout.readline().strip()
        with pytest.raises(HTTPError, match="503"):
            urllib.request.urlopen(f"{address}/readyz")
        write_corpus({"heat.md": FILES["heat.md"]})

        def is_ready() -> bool:
            try:
                return bool(json.load(urllib.request.urlopen(f"{address}/readyz"))["state"] == "live")
            except HTTPError as error:
                error.close()
                return False

        assert soon(is_ready, 5)
        process.terminate()
        assert process.wait(10) == 0
    assert soon(lambda: not watchers_of(corpus))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_fork_follows_too(corpus: Path, write_corpus: Write) -> None:
    """As under `gunicorn --preload`, which forks its workers once the app is made."""
    with subprocess.Popen([sys.executable, "-c", FORKING, corpus], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert [process.stdout.readline() for _ in range(2)] == ["ready\n", "ready\n"]
        write_corpus(ice("soothes"))
        assert process.communicate(timeout=20)[0].split() == ["new", "new"]
        assert process.returncode == 0
    assert soon(lambda: not watchers_of(corpus))
