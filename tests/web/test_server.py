"""The server that a deployment runs: a process of its own, asked over sockets."""

import errno
import http.client
import json
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask

from web.server import MOST_CONNECTIONS, PATIENCE, SWEEP, _connections, serve

ROOT = Path(__file__).parents[2]

PROGRAM = """
import sys, time
from pathlib import Path
from faq_bot.settings import Settings
from web import create_app, server

app = create_app(Settings(corpus=Path(sys.argv[1])), follow=False)

@app.get("/slow")
def slow():
    time.sleep(1)
    return "finished"

writes = []

class Counting(server._Channel):
    def send(self, data, do_close=True):
        writes.append(bytes(data))
        return super().send(data, do_close)

@app.get("/writes")
def how_many():
    return str(len(writes))

server._Channel = Counting
server.PATIENCE, server.SWEEP = (int(seconds) for seconds in sys.argv[2:])
server.serve(app, "127.0.0.1", 0, 4, ready=lambda address: print(address, flush=True))
"""


def start(app: Flask, patience: int = PATIENCE, sweep: int = SWEEP) -> subprocess.Popen[str]:
    """A server of the app's corpus."""
    folder = app.extensions["faq_bot"].folder
    command = [sys.executable, "-c", PROGRAM, str(folder), str(patience), str(sweep)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def port_of(server: subprocess.Popen[str]) -> int:
    """Where it listens, once it does."""
    assert server.stdout
    address = urlsplit(server.stdout.readline().strip())
    assert address.port
    return address.port


@pytest.fixture
def server(standing_app: Flask) -> Iterator[subprocess.Popen[str]]:
    """A server to end."""
    with start(standing_app) as process:
        yield process
        process.kill()


@pytest.fixture
def port(server: subprocess.Popen[str]) -> int:
    return port_of(server)


@pytest.fixture(scope="module")
def standing_port(standing_app: Flask) -> Iterator[int]:
    """The port of a server to talk to."""
    with start(standing_app) as process:
        yield port_of(process)
        process.kill()


def say(port: int, request: bytes) -> bytes:
    """All that the server answers to some bytes."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(request)
        connection.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: connection.recv(65536), b""))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "Ctrl-C"])
def test_it_ends_cleanly_and_finishes_what_is_under_way(
    server: subprocess.Popen[str], port: int, number: signal.Signals
) -> None:
    idle = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    idle.request("GET", "/healthz")
    idle.getresponse().read()
    slow = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    slow.request("GET", "/slow")
    time.sleep(0.3)
    server.send_signal(number)
    response = slow.getresponse()
    assert (response.status, response.read()) == (200, b"finished")
    started = time.monotonic()
    assert server.wait(10) == 0
    assert time.monotonic() - started < 3
    assert server.stderr
    assert server.stderr.read() == ""
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=1)
    idle.close()
    slow.close()


def test_a_second_ctrl_c_ends_it_at_once(server: subprocess.Popen[str], port: int) -> None:
    slow = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    slow.request("GET", "/slow")
    time.sleep(0.2)
    server.send_signal(signal.SIGINT)
    time.sleep(0.4)
    server.send_signal(signal.SIGINT)
    assert server.wait(3) != 0
    slow.close()


HALVES = {
    "no byte": b"",
    "half a head": b"GET / HTTP/1.1\r\nHost: x\r\n",
    "half a body": b"POST /api/v1/ask HTTP/1.1\r\nHost: x\r\nContent-Length: 90\r\n\r\n{",
}


@pytest.mark.parametrize("half", HALVES.values(), ids=HALVES)
def test_stalled_visitors_neither_keep_others_out_nor_stay(standing_app: Flask, half: bytes) -> None:
    assert (PATIENCE, SWEEP) <= (20, 10)
    assert MOST_CONNECTIONS >= 1000
    with start(standing_app, patience=2, sweep=1) as process, ExitStack() as open_ones:
        open_ones.callback(process.kill)
        port = port_of(process)
        stalled = [open_ones.enter_context(socket.create_connection(("127.0.0.1", port), 10)) for _ in range(150)]
        for one in stalled:
            one.sendall(half)
        asking = http.client.HTTPConnection("127.0.0.1", port, timeout=1.5)
        asking.request("POST", "/api/v1/ask", '{"question": "what is massage"}', {"Content-Type": "application/json"})
        assert asking.getresponse().status == 200
        asking.close()
        for one in stalled:
            assert one.recv(1) == b""  # it is closed, or this would time out


def test_no_more_connections_than_files_that_may_be_open(monkeypatch: pytest.MonkeyPatch) -> None:
    limits = pytest.importorskip("resource")
    unlimited = limits.RLIM_INFINITY
    for before, after, connections in (
        ((20_000, 20_000), None, 1000),
        ((unlimited, unlimited), None, 1000),
        ((256, unlimited), (1100, unlimited), 1000),
        ((256, 4096), (1100, 4096), 1000),
        ((256, 512), (512, 512), 412),
        ((64, 64), (64, 64), 32),
    ):
        raised: list[tuple[int, int]] = []
        monkeypatch.setattr(limits, "getrlimit", lambda _, before=before: before)
        monkeypatch.setattr(limits, "setrlimit", lambda _, pair, raised=raised: raised.append(pair))
        assert _connections() == connections
        assert raised == ([after] if after else [])


def test_a_taken_port_is_the_error_of_the_system(standing_app: Flask) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(OSError) as raised:
        serve(standing_app, "127.0.0.1", taken.getsockname()[1], 1)
    assert raised.value.errno == errno.EADDRINUSE


def test_a_host_that_is_not_ours_is_the_error_of_the_system(standing_app: Flask) -> None:
    for host in ("192.0.2.1", "no-such-host.invalid", "..", "x" * 70):
        with pytest.raises(OSError):
            serve(standing_app, host, 0, 1)


@pytest.mark.parametrize(
    ("request_bytes", "status"),
    [
        (b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", b"200"),
        (b"GET / HTTP/1.0\r\n\r\n", b"200"),
        (b"GET / HTTP/1.1\r\nHost: xn--0\r\n\r\n", b"200"),
        (b"GET //evil.example//articles HTTP/1.1\r\nHost: x\r\n\r\n", b"404"),
        (b"GET http://evil.example HTTP/1.1\r\nHost: evil.example\r\n\r\n", b"308"),
        (b"OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n", b""),
        (b"nonsense\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\nHost : x\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"x" * 32_736 + b"\r\n\r\n", b"431"),
        (b"POST /api/v1/ask HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\n\r\n", b"413"),
        (
            b"POST /api/v1/ask HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            b"Transfer-Encoding: chunked\r\n\r\nf4240\r\n" + b"x" * 1_000_000 + b"\r\n0\r\n\r\n",
            b"413",
        ),
        (
            b"POST /api/v1/ask HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            b'Transfer-Encoding: chunked\r\n\r\nb\r\n{"question"\r\n5\r\n:"x"}\r\n0\r\n\r\n',
            b"200",
        ),
        (b"POST /api/v1/ask HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", b"400"),
    ],
    ids=lambda value: repr(value[:60]) if isinstance(value, bytes) else "",
)
def test_whatever_is_said_to_it_the_headers_are_there_and_no_name(
    standing_port: int, request_bytes: bytes, status: bytes
) -> None:
    answer = say(standing_port, request_bytes)
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.")
    assert status in head.split(b"\r\n")[0]
    assert not head.split(b" ")[1].startswith(b"5")
    assert b"\r\nContent-Security-Policy: default-src 'none'" in head
    assert b"\r\nX-Content-Type-Options: nosniff" in head
    assert b"\r\nServer:" not in head
    assert b"\r\nLocation: http" not in head
    assert b"waitress" not in answer.lower()
    if status in (b"413", b"431"):
        assert json.loads(body)["error"]["code"]


ASK = (
    b"POST /api/v1/ask HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    b'Content-Length: 16\r\n\r\n{"question":"x"}'
)


@pytest.mark.parametrize(
    "request_bytes",
    [
        pytest.param(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n", id="JSON"),
        pytest.param(b"GET /articles/massage HTTP/1.1\r\nHost: x\r\nAccept-Encoding: gzip\r\n\r\n", id="page"),
        pytest.param(b"GET /static/faq-bot.css HTTP/1.1\r\nHost: x\r\n\r\n", id="file"),
        pytest.param(b"HEAD / HTTP/1.1\r\nHost: x\r\n\r\n", id="HEAD"),
        pytest.param(b"GET /nothing HTTP/1.0\r\n\r\n", id="404, HTTP/1.0"),
        pytest.param(b"nonsense\r\n\r\n", id="not HTTP"),
    ],
)
def test_an_answer_is_one_write(standing_port: int, request_bytes: bytes) -> None:
    def writes() -> int:
        return int(say(standing_port, b"GET /writes HTTP/1.0\r\n\r\n").rpartition(b"\n")[2])

    before = writes()
    assert say(standing_port, request_bytes).startswith(b"HTTP/1.")
    assert writes() - before == 2  # and the one that told how many there had been


@pytest.mark.parametrize(
    ("head", "connection", "stays"),
    [
        pytest.param(b"GET {} HTTP/1.1\r\nHost: x\r\n\r\n", None, True, id="1.1"),
        pytest.param(b"GET {} HTTP/1.1\r\nHost: x\r\nConnection: keep-alive\r\n\r\n", None, True, id="1.1 keep-alive"),
        pytest.param(b"GET {} HTTP/1.1\r\nHost: x\r\nConnection: Close\r\n\r\n", b"close", False, id="1.1 close"),
        pytest.param(b"GET {} HTTP/1.0\r\n\r\n", b"close", False, id="1.0"),
        pytest.param(b"GET {} HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n", b"Keep-Alive", True, id="1.0 keep-alive"),
        pytest.param(b"HEAD {} HTTP/1.1\r\nHost: x\r\n\r\n", None, True, id="HEAD"),
    ],
)
@pytest.mark.parametrize("path", [b"/", b"/healthz", b"/static/faq-bot.css", b"/nothing"])
def test_where_an_answer_ends_is_always_told(
    standing_port: int, path: bytes, head: bytes, connection: bytes | None, stays: bool
) -> None:
    with socket.create_connection(("127.0.0.1", standing_port), timeout=5) as asking:
        for _ in range(2 if stays else 1):
            asking.sendall(head.replace(b"{}", path))
            answer = b""
            while b"\r\n\r\n" not in answer:
                answer += asking.recv(65536)
            lines, _, body = answer.partition(b"\r\n\r\n")
            told: dict[bytes, list[bytes]] = {}
            for line in lines.split(b"\r\n")[1:]:
                name, _, value = line.partition(b": ")
                told.setdefault(name, []).append(value)
            assert {name: len(values) for name, values in told.items() if len(values) > 1} == {}
            assert {b"Date", b"Content-Length", b"Content-Type", b"Cache-Control"} <= told.keys()
            assert told.get(b"Connection", [None]) == [connection]
            length = 0 if head.startswith(b"HEAD") else int(told[b"Content-Length"][0])
            while len(body) < length:
                body += asking.recv(65536)
            assert len(body) == length
        asking.settimeout(5 if not stays else 0.05)
        if stays:
            with pytest.raises(TimeoutError):
                asking.recv(1)
        else:
            assert asking.recv(1) == b""


def test_several_questions_at_once_are_answered_in_their_order(standing_port: int) -> None:
    several = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n" + ASK + b"GET /readyz HTTP/1.1\r\nHost: x\r\n\r\n"
    bodies = say(standing_port, several).split(b"HTTP/1.1 200 OK\r\n")
    assert len(bodies) == 4
    for body, said in zip(bodies[1:], (b'"alive"', b'"outcome"', b'"ready"'), strict=True):
        assert said in body


@pytest.mark.parametrize("examples", [50, pytest.param(1200, marks=pytest.mark.slow)])
def test_the_openapi_document_is_true(standing_port: int, examples: int, tmp_path: Path) -> None:
    run = subprocess.run(
        [
            Path(sys.executable).with_name("schemathesis"),
            *("run", f"http://127.0.0.1:{standing_port}/api/v1/openapi.json", "--no-color"),
            *("--phases", "examples,coverage,fuzzing,stateful", "--max-examples", str(examples)),
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stdout
