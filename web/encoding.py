"""In how few bytes does a response travel?

JSON is written as UTF-8. What is large enough to be worth it goes as gzip to those who take it.

A page repeats the question, and the length of what is packed tells whether two things in it are alike (BREACH). There
is nothing to find out in that way: no page holds a secret. There is no cookie, no login and no token, and earlier
questions come with the very request that asks for the page. A page that does hold a secret must not be packed: let it
say `Vary` itself.
"""

import gzip
from typing import Any

import msgspec
from flask import Response, current_app, request

SMALLEST = 1400
"""Bytes that are packed at the least; fewer fit into one packet, with or without."""
_LEVEL = 6
"""How hard gzip tries: the next levels take twice the time for a hundredth of the length."""
_encoder = msgspec.json.Encoder(order="sorted")


def as_json(shown: Any) -> bytes:
    """As JSON, the keys in order: the same becomes the same, to the byte."""
    return _encoder.encode(shown) + b"\n"


def json_response(shown: Any, status: int = 200) -> Response:
    """A response of JSON."""
    return current_app.response_class(as_json(shown), status, content_type="application/json")


def packed(data: bytes, level: int = _LEVEL) -> bytes:
    """As gzip; the same bytes become the same."""
    return gzip.compress(data, level, mtime=0)


def takes_gzip() -> bool:
    """Whether whoever asks takes gzip, and likes nothing better."""
    return request.accept_encodings.best_match(("gzip", "identity")) == "gzip"


def kept_packed(page: bytes, tag: str) -> Response:
    """A page that was packed before, for whoever takes it so, and as it was for others; not sent again to those who
    have it."""
    takes = takes_gzip()
    body = page if takes else gzip.decompress(page)
    response = current_app.response_class(body, content_type="text/html; charset=utf-8")
    response.headers["Vary"] = "Accept-Encoding"
    if takes:
        response.headers["Content-Encoding"] = "gzip"
    response.set_etag(f"{tag}-gzip" if takes else tag)
    response.make_conditional(request)
    return response


def pack(response: Response) -> None:
    """Pack a large response for those who take it; not an error, nor what says by itself what it varies by."""
    if response.status_code != 200 or "Vary" in response.headers:
        return
    response.headers["Vary"] = "Accept-Encoding"
    if takes_gzip():
        response.headers["Content-Encoding"] = "gzip"
        response.set_data(packed(response.get_data()))
