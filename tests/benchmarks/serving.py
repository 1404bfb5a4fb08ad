"""What does HTTP add to an answer, and how many are there in a second?

`POST /api/v1/ask` on the bundled corpus, beside an empty Flask endpoint on the same server; both are asked in turn, by
a client that costs next to nothing: a socket, and a request that is made beforehand.
"""

import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from time import perf_counter, sleep
from urllib.parse import urlsplit

from tests.benchmarks.asking import saved
from tests.benchmarks.corpora import BUNDLED, bundled_questions
from tests.benchmarks.results import Check, Section, Table
from tests.benchmarks.timing import Spread, interleaved, ratio

FAQ_BOT = Path(sys.executable).with_name("faq-bot")
CONNECTIONS, SLICE, SLICES = 8, 1.0, 5
MOST_EACH = 2000
"""Requests of a connection in a stretch; made beforehand, so that making them costs nothing."""
SETTLED = 3.0
"""Seconds until a server has started all that it starts, which would take its time from the first answers."""
QUESTIONS, REPEATED, ROUNDS = 1000, 20, 50
MEDIAN, THROUGHPUT = 1.3, 0.7
EMPTY, NEW, OLD = "an empty endpoint", "distinct questions", "repeated questions"


class Connection:
    """One that stays open; not for several threads at once."""

    def __init__(self, address: tuple[str, int]) -> None:
        self._socket = socket.create_connection(address, timeout=10)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def send(self, request: bytes) -> bytes:
        """The body of the answer."""
        self._socket.sendall(request)
        read = self._socket.recv(65536)
        while (end := read.find(b"\r\n\r\n")) < 0:
            read += self._more()
        head = read[:end].lower()
        if not head.startswith(b"http/1.1 200"):
            raise RuntimeError(read[:300].decode("latin-1"))
        length = int(head.split(b"content-length:")[1].split(b"\r\n")[0])
        while len(read) < end + 4 + length:
            read += self._more()
        return read[end + 4 :]

    def _more(self) -> bytes:
        if more := self._socket.recv(65536):
            return more
        raise RuntimeError("the server closed the connection")

    def close(self) -> None:
        self._socket.close()


def request(question: str) -> bytes:
    """The request that asks a question."""
    body = json.dumps({"question": question}).encode()
    head = "POST /api/v1/ask HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
    return f"{head}{len(body)}\r\n\r\n".encode() + body


def serve(work: Path, questions: int = QUESTIONS, slices: int = SLICES) -> Section:
    """Both servers, one connection and many."""
    _, state = saved(None, work)
    new = map(request, bundled_questions())
    old = list(islice(map(request, bundled_questions()), REPEATED))
    ours: list[str | Path] = [FAQ_BOT, "serve", "--port", "0", "--corpus", BUNDLED]
    empty: list[str | Path] = [sys.executable, "-m", "tests.benchmarks.empty_server"]
    with server(ours, state) as us, server(empty, state) as nothing:
        sleep(SETTLED)
        distinct = _one(us, nothing, list(islice(new, questions + 20)), 1)
        repeated = _one(us, nothing, old, ROUNDS)
        through: dict[str, list[float]] = {EMPTY: [], NEW: [], OLD: []}
        for _ in range(slices):
            through[EMPTY].append(throughput(nothing, iter(cycle(old))))
            through[NEW].append(throughput(us, new))
            through[OLD].append(throughput(us, iter(cycle(old))))
    spreads = {
        (f"{EMPTY}, beside {NEW}"): (distinct["empty"], None),
        NEW: (distinct["ours"], ratio(distinct["ours"], distinct["empty"])),
        (f"{EMPTY}, beside {OLD}"): (repeated["empty"], None),
        OLD: (repeated["ours"], ratio(repeated["ours"], repeated["empty"])),
    }
    one = tuple((name, *Spread.of(list(of.values())).micros(), beside) for name, (of, beside) in spreads.items())
    rates = {name: median(of) for name, of in through.items()}
    many = tuple(
        (name, rate, min(through[name]), max(through[name]), rate / rates[EMPTY]) for name, rate in rates.items()
    )
    how = (
        "`POST /api/v1/ask` on the bundled corpus, and a Flask endpoint that always answers the same few bytes on "
        f"the same server with as many threads, each question to both in turn. One connection: {questions} questions "
        f"that were never asked before, and {REPEATED} asked {ROUNDS} times each. {CONNECTIONS} connections: "
        f"{slices} stretches of {SLICE:g} s of each in turn, answers a second; the client has a core of its own "
        "where there are two."
    )
    columns = ("", "median µs", "99th percentile µs", "lower quartile", "upper quartile", "× the empty endpoint")
    checks = [
        Check(f"HTTP, one connection, {name}: median beside empty", float(spreads[name][1] or 0), MEDIAN)
        for name in (NEW, OLD)
    ]
    checks += [
        Check(
            f"HTTP, {CONNECTIONS} connections, {name}: throughput beside empty",
            rates[name] / rates[EMPTY],
            THROUGHPUT,
            at_least=True,
        )
        for name in (NEW, OLD)
    ]
    tables = (
        Table("One connection", columns, one),
        Table(f"{CONNECTIONS} connections", ("", "answers a second", "fewest", "most", "× the empty endpoint"), many),
    )
    return Section("HTTP", how, tables, tuple(checks))


@contextmanager
def server(command: list[str | Path], state: Path) -> Iterator[tuple[str, int]]:
    """A server's address, while it runs."""
    environment = {**os.environ, "FAQ_BOT_STATE": str(state)}
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert process.stdout
    try:
        where = urlsplit(process.stdout.readline().split()[-1])
        yield str(where.hostname), int(where.port or 0)
    finally:
        process.terminate()
        process.wait(15)
        process.stdout.close()


def _one(
    us: tuple[str, int], nothing: tuple[str, int], requests: list[bytes], rounds: int
) -> dict[str, dict[int, float]]:
    """The times of both by one connection each; those that warm them up are asked no more when each is asked once."""
    ours, empty = Connection(us), Connection(nothing)
    warm = 20 if rounds == 1 else len(requests)
    for one in requests[:warm]:
        ours.send(one)
        empty.send(one)
    asked = requests[warm:] if rounds == 1 else requests
    times = interleaved({"ours": ours.send, "empty": empty.send}, asked, rounds, warm=0)
    ours.close()
    empty.close()
    return times


def throughput(address: tuple[str, int], requests: Iterator[bytes]) -> float:
    """Answers a second, by as many connections as there are."""
    count = [0] * CONNECTIONS
    given = [list(islice(requests, MOST_EACH)) for _ in range(CONNECTIONS)]
    connections = [Connection(address) for _ in given]

    def visit(number: int) -> None:
        for one in given[number]:
            if perf_counter() > start + SLICE:
                break
            connections[number].send(one)
            count[number] += 1

    threads = [threading.Thread(target=visit, args=[number]) for number in range(CONNECTIONS)]
    start = perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = perf_counter() - start
    for connection in connections:
        connection.close()
    return sum(count) / took
