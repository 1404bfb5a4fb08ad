"""The files that pages need, as browsers and what stands between get them."""

import gzip
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

import web
from web.encoding import SMALLEST

FOLDER = Path(web.__file__).with_name("static")
NAMES = sorted(path.name for path in FOLDER.iterdir() if not path.name.startswith("."))
LARGE = [name for name in NAMES if (FOLDER / name).stat().st_size >= SMALLEST]
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


def get(client: FlaskClient, name: str, method: str = "GET", **headers: str) -> Any:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.open(f"/static/{name}", method=method, headers=named)


@pytest.mark.parametrize("name", NAMES)
def test_a_file_is_what_is_in_the_folder(client: FlaskClient, name: str) -> None:
    data = (FOLDER / name).read_bytes()
    plain = get(client, name)
    assert (plain.status_code, plain.data) == (200, data)
    assert plain.content_type == f"{TYPES[Path(name).suffix]}; charset=utf-8"
    assert "Content-Encoding" not in plain.headers
    packed = get(client, name, Accept_Encoding="gzip, br")
    assert packed.status_code == 200
    assert packed.content_type == plain.content_type
    if name in LARGE:
        assert gzip.decompress(packed.data) == data
        assert len(packed.data) < 0.5 * len(data)
        assert plain.headers["Vary"] == packed.headers["Vary"] == "Accept-Encoding"
    else:
        assert (packed.data, packed.headers["ETag"]) == (data, plain.headers["ETag"])
        assert "Vary" not in packed.headers


def test_there_is_something_to_pack() -> None:
    assert len(LARGE) >= 2


@pytest.mark.parametrize("name", LARGE)
@pytest.mark.parametrize(
    ("takes", "known", "status"),
    [
        pytest.param("", "{plain}", 304, id="plain, and known"),
        pytest.param("gzip", "{packed}", 304, id="packed, and known"),
        pytest.param("gzip", '"x", {packed}', 304, id="one of several"),
        pytest.param("gzip", "W/{packed}", 304, id="weakened on the way"),
        pytest.param("gzip", "*", 304, id="any"),
        pytest.param("gzip", "{plain}", 200, id="plain is known, packed is taken"),
        pytest.param("", "{packed}", 200, id="packed is known, plain is taken"),
        pytest.param("gzip", '"x"', 200, id="another one"),
        pytest.param("gzip", "nonsense", 200, id="nonsense"),
    ],
)
def test_what_a_browser_knows_already_is_not_sent_again(
    client: FlaskClient, name: str, takes: str, known: str, status: int
) -> None:
    plain, packed = get(client, name).headers["ETag"], get(client, name, Accept_Encoding="gzip").headers["ETag"]
    assert plain != packed
    assert not {plain[0], packed[0]} - {'"'}  # strong: the same bytes
    response = get(client, name, Accept_Encoding=takes, If_None_Match=known.format(plain=plain, packed=packed))
    assert response.status_code == status
    assert response.headers["ETag"] == (packed if takes else plain)
    assert response.headers["Vary"] == "Accept-Encoding"
    assert response.headers["Cache-Control"] == "no-cache"
    if status == 304:
        assert response.data == b""
        assert not {"Content-Encoding", "Content-Length", "Content-Type"} & set(response.headers.keys())


@pytest.mark.parametrize("asked", ["bytes=0-9", "bytes=-5", "bytes=5-", "bytes=99999999-", "nonsense"])
def test_a_part_is_answered_with_the_whole(client: FlaskClient, asked: str) -> None:
    for takes in ("", "gzip"):
        whole = get(client, "faq-bot.css", Accept_Encoding=takes)
        response = get(client, "faq-bot.css", Accept_Encoding=takes, Range=asked)
        assert (response.status_code, response.data) == (200, whole.data)
        assert "Accept-Ranges" not in response.headers


@pytest.mark.parametrize("takes", ["", "gzip"])
@pytest.mark.parametrize("name", NAMES)
def test_head_tells_what_get_would_send(client: FlaskClient, name: str, takes: str) -> None:
    got, head = (get(client, name, method, Accept_Encoding=takes) for method in ("GET", "HEAD"))
    assert (head.status_code, head.data) == (200, b"")
    assert dict(head.headers) == dict(got.headers)


@pytest.mark.parametrize("name", NAMES)
def test_a_file_is_kept_for_good_under_its_own_hash_alone(client: FlaskClient, name: str) -> None:
    own = get(client, name).headers["ETag"].strip('"')
    for version, kept in ((own, "public, max-age=31536000, immutable"), (f"{own}-gzip", "no-cache"), ("", "no-cache")):
        for takes in ("", "gzip"):
            response = get(client, f"{name}?v={version}", Accept_Encoding=takes)
            assert response.headers["Cache-Control"] == kept
            tag = response.headers["ETag"]
            again = get(client, f"{name}?v={version}", Accept_Encoding=takes, If_None_Match=tag)
            assert (again.status_code, again.headers["Cache-Control"]) == (304, kept)


@pytest.mark.parametrize("name", ["", "none.css", "chat.js/", "../chat.py", "..%2fchat.py", "%00", "chat.js%00", "a/b"])
def test_there_is_nothing_else(client: FlaskClient, name: str) -> None:
    assert get(client, name).status_code == 404


def test_a_file_cannot_be_written(client: FlaskClient) -> None:
    response = get(client, "chat.js", "POST")
    assert response.status_code == 405
    assert set(response.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}
