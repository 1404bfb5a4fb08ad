"""How is the app run for real?

By waitress: one process, some threads, nothing to compile. What waitress leaves out is here: a clean end, one write for
an answer, and our headers on what it answers itself, before the app is asked (a request that is not HTTP, a body beyond
all measure).
"""

import json
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from types import FrameType
from typing import TYPE_CHECKING, Any

from waitress import wasyncore
from waitress.channel import HTTPChannel
from waitress.server import BaseWSGIServer, create_server
from waitress.task import ErrorTask, Task, WSGITask
from waitress.utilities import build_http_date

from web.headers import SECURITY

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

LARGEST_BODY = 2 * 2**20
"""Bytes that are taken in before the app is asked, which itself allows far fewer, and says so in its own words."""
LARGEST_HEADER = 32 * 1024
"""Bytes of a request's head at the most."""
MOST_CONNECTIONS = 1000
"""Connections at once; further ones wait at the door, so that a hundred idle ones must not fill it."""
PATIENCE = 15
"""Seconds that a connection may stay silent while nothing of it is under way; half a request counts as silence."""
SWEEP = 5
"""Seconds between two looks for silent connections."""
GRACE = 10.0
"""Seconds that requests under way are given to finish."""
_SPARE_FILES = 100
"""Open files, besides the connections, that the process may need."""
_TICK = 0.2
"""Seconds between two looks at whether to stop."""

_Map = dict[int, wasyncore.dispatcher]


def serve(
    app: "WSGIApplication", host: str, port: int, threads: int, ready: Callable[[str], object] = lambda url: None
) -> None:
    """Serve until SIGTERM or Ctrl-C; then take no more requests, finish those under way, and return.

    `ready` is told the address once it can be reached (port 0: any port that is free). A port that is taken, or a host
    that is not this machine's, raises the OSError of the operating system, unchanged (`errno.EADDRINUSE`), with nothing
    left running. A second Ctrl-C ends at once, by KeyboardInterrupt. Signals are met in the main thread only.
    """
    try:
        family, _, _, _, where = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
    except ValueError:  # what cannot be a name is not even looked up: an empty label, one of 70 letters, a NUL
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known") from None
    door = socket.create_server(where[:2], family=family)
    sockets: _Map = {}
    server = create_server(
        app,
        map=sockets,
        sockets=[door],
        threads=threads,
        ident="",  # no Server header
        clear_untrusted_proxy_headers=True,
        max_request_header_size=LARGEST_HEADER,
        max_request_body_size=LARGEST_BODY,
        connection_limit=_connections(),
        channel_timeout=PATIENCE,
        cleanup_interval=SWEEP,
        asyncore_use_poll=True,
    )
    server.channel_class = _Channel
    stopping = threading.Event()

    def stop(number: int, frame: FrameType | None) -> None:
        stopping.set()
        signal.signal(signal.SIGINT, signal.default_int_handler)

    before = {}
    if threading.current_thread() is threading.main_thread():
        before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        ready(f"http://{f'[{host}]' if ':' in host else host}:{server.effective_port}")
        while not stopping.is_set():
            wasyncore.loop(timeout=_TICK, use_poll=True, map=sockets, count=1)
        _finish(sockets)
    finally:
        server.task_dispatcher.shutdown(timeout=1)
        wasyncore.close_all(sockets)
        for number, handler in before.items():
            signal.signal(number, handler)


def _connections() -> int:
    """How many connections to take: no more than there are files to open, or each further one would be an error."""
    if sys.platform == "win32":
        return MOST_CONNECTIONS
    import resource

    wanted = MOST_CONNECTIONS + _SPARE_FILES
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        return max(soft - _SPARE_FILES, soft // 2)
    return MOST_CONNECTIONS


def _finish(sockets: _Map) -> None:
    """Close the door, and each connection once nothing is under way on it."""
    for listener in [one for one in sockets.values() if isinstance(one, BaseWSGIServer)]:
        wasyncore.dispatcher.close(listener)  # its own close() would also take away what wakes this loop
    deadline = time.monotonic() + GRACE
    while (channels := _channels(sockets)) and time.monotonic() < deadline:
        for channel in channels:
            if not (channel.requests or channel.request or channel.total_outbufs_len):
                channel.will_close = True
        wasyncore.loop(timeout=_TICK / 4, use_poll=True, map=sockets, count=1)


def _channels(sockets: _Map) -> list[Any]:
    return [one for one in sockets.values() if isinstance(one, HTTPChannel)]


class _InOneWrite(Task):  # type: ignore[misc]  # waitress has no types
    """An answer whose head and body leave together: two writes are two packets, and wake whoever reads them twice."""

    wrote_header: bool

    def write(self, data: bytes) -> None:
        if self.wrote_header or not data or self.content_length != len(data) or not self.has_body:
            super().write(data)
            return
        self.channel.write_soon(self.build_response_header() + data)
        self.wrote_header = True
        self.content_bytes_written = len(data)


class _OurTask(_InOneWrite, WSGITask):  # type: ignore[misc]
    """What the app answers. The head that nearly all have is made at once; waitress would sort and rename its lines."""

    def build_response_header(self) -> bytes:
        head = "\r\n".join(("HTTP/1.1 200 OK", *map(": ".join, self.response_headers)))
        usual = self.status == "200 OK" and "\r\nContent-Length: " in head and "\r\nDate: " not in head
        closes = self.version != "1.1" or self.request.headers.get("CONNECTION", "").lower() == "close"
        if closes or not usual:
            waitress_own: bytes = super().build_response_header()
            return waitress_own
        return f"{head}\r\nDate: {build_http_date(self.start_time)}\r\n\r\n".encode("latin-1")


class _OurErrorTask(_InOneWrite, ErrorTask):  # type: ignore[misc]
    """What waitress answers itself, in the shape and with the headers of the rest."""

    def execute(self) -> None:
        error = self.request.error
        message = "The request cannot be understood, or is too large."
        code = error.reason.lower().replace(" ", "_")
        body = (json.dumps({"error": {"code": code, "message": message}}) + "\n").encode()
        self.status = f"{error.code} {error.reason}"
        self.response_headers.extend(
            [*SECURITY.items(), ("Cache-Control", "no-store"), ("Content-Type", "application/json")]
        )
        self.set_close_on_finish()
        self.content_length = len(body)
        self.write(body)


class _Channel(HTTPChannel):  # type: ignore[misc]  # waitress has no types
    task_class = _OurTask
    error_task_class = _OurErrorTask
