"""What does an answer over HTTP cost when there is nothing to answer?

An empty Flask endpoint on the server that faq-bot is served by, with as many threads: `python -m
tests.benchmarks.empty_server`.
"""

from flask import Flask, jsonify
from flask.typing import ResponseReturnValue

from faq_bot.settings import Settings
from web.server import serve


def empty() -> Flask:
    """An app that always says the same little."""
    app = Flask(__name__)

    @app.post("/api/v1/ask")
    def ask() -> ResponseReturnValue:
        return jsonify(outcome="answered")

    return app


def say(address: str) -> None:
    """Say where it serves, as `faq-bot serve` does."""
    print(f"Serving on {address}", flush=True)


if __name__ == "__main__":
    serve(empty(), "127.0.0.1", 0, Settings().threads, ready=say)
