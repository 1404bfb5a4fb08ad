"""Which files does a page need, and how do browsers come by them?

They are read once, packed once and kept in memory. The address of a file has a hash of its content, so that browsers
keep it for good; asked for by another address, it is asked for again, and told by its ETag whether it changed. Range is
ignored, as a server may: the largest file is a few kilobytes.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from flask import Blueprint, Flask, Response, current_app, request
from werkzeug.exceptions import NotFound

from web.encoding import SMALLEST, packed, takes_gzip

room = Blueprint("files", __name__)

_FOLDER = Path(__file__).with_name("static")
_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
FOR_GOOD = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"


@dataclass(frozen=True, slots=True)
class File:
    """A file as it is sent, `packed` where it is large enough."""

    content_type: str
    hash: str
    plain: bytes
    packed: bytes | None


def init_app(app: Flask) -> None:
    """Send the files, and give templates `asset(name)`, the address of one."""
    _files()
    app.register_blueprint(room)
    app.add_template_global(asset)


def asset(name: str) -> str:
    """The address of a file, with a hash of its content, so that browsers may keep it for good."""
    return f"/static/{name}?v={_files()[name].hash}"  # url_for fails where the Host header is not one; errors need this


@room.get("/static/<name>")
def static(name: str) -> Response:
    """A file, packed for those who take it."""
    file = _files().get(name)
    if file is None:
        raise NotFound
    return send(file, FOR_GOOD if request.args.get("v") == file.hash else ASK_AGAIN)


def send(file: File, kept: str) -> Response:
    """A file, packed for those who take it, and kept as the header `Cache-Control` says."""
    tag, body = file.hash, file.plain
    response = current_app.response_class(content_type=file.content_type)
    if file.packed:
        response.headers["Vary"] = "Accept-Encoding"
        if takes_gzip():
            tag, body = f"{file.hash}-gzip", file.packed
            response.headers["Content-Encoding"] = "gzip"
    response.set_data(body)
    response.set_etag(tag)
    response.headers["Cache-Control"] = kept
    response.make_conditional(request)
    return response


@cache
def _files() -> Mapping[str, File]:
    return {path.name: as_file(path.name, path.read_bytes()) for path in _FOLDER.iterdir() if path.suffix in _TYPES}


def as_file(name: str, data: bytes) -> File:
    """Bytes as a file of this name."""
    return File(
        f"{_TYPES[Path(name).suffix]}; charset=utf-8",
        hashlib.sha256(data).hexdigest()[:12],
        data,
        packed(data, 9) if len(data) >= SMALLEST else None,
    )
