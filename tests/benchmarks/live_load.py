"""Does anybody notice that the content changes under load?

    python -m tests.benchmarks.live_load [--documents 200] [--seconds 60] [--rate 200] [--rebuilds 50] [--servers 1]

Asks servers of one corpus at a steady rate, first while nothing changes, then while a document is edited again and
again. Every request must be answered, the quoted text must belong to the version that the answer names, and all the
edits must go live. Prints the 99th percentile of both; times count from when a request was due, not from when it was
sent.
"""

import argparse
import http.client
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles
from urllib.parse import urlsplit

SCRIPT = Path(sys.executable).with_name("faq-bot")
WORDS = "ankle back calf elbow finger hip knee neck shoulder spine thigh toe wrist heel jaw rib".split()
THREADS = 16
ICE = "When should I use ice?"


@dataclass
class Seen:
    """What all requests of a run saw."""

    latencies: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    texts: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))  # of each version

    def p99(self) -> float:
        return quantiles(self.latencies, n=100)[-1] * 1000


def write_corpus(folder: Path, documents: int) -> None:
    folder.mkdir()
    chance = random.Random(0)
    for number in range(documents):
        sections = "\n".join(
            f"## What helps a sore {word} {number}?\n\nRest the {word}, and see {chance.choice(WORDS)} care {number}.\n"
            for word in chance.sample(WORDS, 3)
        )
        (folder / f"care-{number}.md").write_text(f"# Care {number}\n\n{sections}")
    edit(folder, 0)


def edit(folder: Path, state: int) -> None:
    """Save the document as an editor does: written beside it, and then put in its place."""
    new = folder / "ice.md~"
    new.write_text(f"# Ice\n\n## {ICE}\n\nIce helps in the first {state + 10} days after an injury.\n")
    new.rename(folder / "ice.md")


def ask(connection: http.client.HTTPConnection, question: str) -> dict[str, str]:
    connection.request("POST", "/api/v1/ask", json.dumps({"question": question}), {"Content-Type": "application/json"})
    response = connection.getresponse()
    body = response.read()
    if response.status != 200:
        raise http.client.HTTPException(f"{response.status}: {body[:200]!r}")
    return dict(json.loads(body))


def load(addresses: list[str], rate: float, seconds: float, documents: int) -> Seen:
    """Ask at this rate for so long, half of the time for what is being edited."""
    seen, lock, turn = Seen(), threading.Lock(), iter(range(int(rate * seconds)))
    start = time.monotonic() + 0.1
    chance = random.Random(1)

    def visit(address: str) -> None:
        connection = http.client.HTTPConnection(address, timeout=10)
        while True:
            with lock:
                number = next(turn, None)
                question = chance.choice(
                    [ICE, f"what helps a sore {chance.choice(WORDS)} {chance.randrange(documents)}"]
                )
            if number is None:
                return connection.close()
            due = start + number / rate
            time.sleep(max(0.0, due - time.monotonic()))
            try:
                answer = ask(connection, question)
            except (OSError, http.client.HTTPException, ValueError) as error:
                seen.faults.append(repr(error))
                connection.close()
                continue
            seen.latencies.append(time.monotonic() - due)
            if question == ICE:
                seen.texts[answer["version"]].add(answer["text"])

    threads = [threading.Thread(target=visit, args=[addresses[n % len(addresses)]]) for n in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return seen


def edit_repeatedly(folder: Path, address: str, rebuilds: int, seconds: float, live_after: list[float]) -> None:
    """Edit at even times, and note how long each edit takes until it answers."""
    connection = http.client.HTTPConnection(address, timeout=10)
    start = time.monotonic()
    for state in range(1, rebuilds + 1):
        time.sleep(max(0.0, start + (state - 1) * seconds / rebuilds - time.monotonic()))
        edit(folder, state)
        saved = time.monotonic()
        while f" {state + 10} days" not in ask(connection, ICE)["text"] and time.monotonic() < saved + 10:
            time.sleep(0.05)
        live_after.append(time.monotonic() - saved)
    connection.close()


def main() -> None:
    options = argparse.ArgumentParser()
    for name, value in {"documents": 200, "seconds": 60, "rate": 200, "rebuilds": 50, "servers": 1}.items():
        options.add_argument(f"--{name}", type=int, default=value)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as place:
        corpus = Path(place) / "corpus"
        write_corpus(corpus, given.documents)
        command = [SCRIPT, "serve", "--port", "0", "--corpus", corpus]
        log = (Path(place) / "log").open("w+")
        servers = [
            subprocess.Popen(command, cwd=place, stdout=subprocess.PIPE, stderr=log, text=True)
            for _ in range(given.servers)
        ]
        try:
            addresses = [urlsplit(server.stdout.readline().split()[-1]).netloc for server in servers if server.stdout]
            time.sleep(3)  # until somebody watches
            load(addresses, given.rate, 5, given.documents)
            quiet = load(addresses, given.rate, given.seconds / 3, given.documents)
            live_after: list[float] = []
            arguments = (corpus, addresses[0], given.rebuilds, given.seconds, live_after)
            editing = threading.Thread(target=edit_repeatedly, args=arguments)
            editing.start()
            during = load(addresses, given.rate, given.seconds, given.documents)
            editing.join()
        finally:
            for server in servers:
                server.terminate()
            ended = [server.wait(15) for server in servers]
        log.seek(0)
        built = re.findall(r"is live, built in ([\d.]+) s", log.read())
    mixed = [texts for texts in during.texts.values() if len(texts) > 1]
    seconds = sorted(live_after)
    print(f"asked: {len(quiet.latencies)} quiet, {len(during.latencies)} during {len(built)} rebuilds")
    print(f"p99: {quiet.p99():.1f} ms quiet, {during.p99():.1f} ms during")
    print(f"median: {sorted(quiet.latencies)[len(quiet.latencies) // 2] * 1000:.1f} ms quiet", end=", ")
    print(f"{sorted(during.latencies)[len(during.latencies) // 2] * 1000:.1f} ms during")
    print(f"edit to live: median {seconds[len(seconds) // 2]:.2f} s, p95 {seconds[int(len(seconds) * 0.95)]:.2f} s")
    print(f"built in: median {sorted(map(float, built))[len(built) // 2]:.2f} s; cores: {os.cpu_count()}")
    assert not quiet.faults + during.faults, (quiet.faults + during.faults)[:5]
    assert not mixed, mixed
    assert len(during.texts) >= given.rebuilds * 0.9, len(during.texts)
    assert ended == [0] * given.servers


if __name__ == "__main__":
    main()
