"""What travels as gzip: seen by a visitor who says what he takes."""

import gzip
from typing import Any

import pytest
from flask.testing import FlaskClient

from web.encoding import SMALLEST

PAGE = {"method": "GET", "path": "/"}
CONTRACT = {"method": "GET", "path": "/api/v1/openapi.json"}
ASKED = {"method": "POST", "path": "/", "data": {"question": "what is swedish massage"}}
EXCHANGE = {**ASKED, "headers": {"X-Requested-With": "XMLHttpRequest"}}
ANSWER = {"method": "POST", "path": "/api/v1/ask", "json": {"question": "what is swedish massage"}}
BROWSER = "gzip, deflate, br, zstd"


def visit(client: FlaskClient, takes: str | None, asked: dict[str, Any]) -> Any:
    headers = {**asked.get("headers", {}), **({} if takes is None else {"Accept-Encoding": takes})}
    return client.open(**{**asked, "headers": headers}, buffered=True)


@pytest.mark.parametrize(
    ("takes", "is_packed"),
    [
        pytest.param(BROWSER, True, id="a browser"),
        pytest.param("gzip", True, id="gzip"),
        pytest.param("GZip", True, id="in other letters"),
        pytest.param("br;q=1.0, gzip;q=0.8, *;q=0.1", True, id="with weights"),
        pytest.param("gzip;q=0.001", True, id="hardly"),
        pytest.param("identity;q=0, gzip", True, id="nothing but"),
        pytest.param(None, False, id="no word of it"),
        pytest.param("", False, id="nothing"),
        pytest.param("br", False, id="another one"),
        pytest.param("gzip;q=0", False, id="all but gzip"),
        pytest.param("identity", False, id="as it is"),
        pytest.param("gzip;q=0.5, identity", False, id="rather as it is"),
        pytest.param("identity;q=0", False, id="nothing that there is"),
        pytest.param("gzipped, xgzip", False, id="names that only look like it"),
        pytest.param(";;,=q;gzip;q=x,\u00e9", None, id="nonsense"),
    ],
)
def test_whoever_takes_gzip_gets_it(client: FlaskClient, takes: str | None, is_packed: bool | None) -> None:
    for asked in (PAGE, ASKED, CONTRACT):
        plain = visit(client, None, asked)
        response = visit(client, takes, asked)
        assert response.status_code == 200
        packed = response.headers.get("Content-Encoding") == "gzip"
        assert is_packed in (packed, None)
        assert (gzip.decompress(response.data) if packed else response.data) == plain.data
        assert response.content_length == len(response.data)
        assert response.headers["Vary"] == plain.headers["Vary"] == "Accept-Encoding"
        assert response.content_type == plain.content_type
        assert response.headers["Cache-Control"] == plain.headers["Cache-Control"]
        assert not packed or len(response.data) < 0.6 * len(plain.data)


@pytest.mark.parametrize(
    ("status", "asked"),
    [
        pytest.param(200, {"path": "/healthz"}, id="small"),
        pytest.param(
            200, {"method": "POST", "path": "/api/v1/ask", "json": {"question": "no such thing"}}, id="answer"
        ),
        pytest.param(200, {"method": "OPTIONS", "path": "/"}, id="nothing"),
        pytest.param(400, {"method": "POST", "path": "/", "data": {"question": "x" * 2000}}, id="a question too long"),
        pytest.param(404, {"path": "/nothing"}, id="a page that is not there"),
        pytest.param(404, {"path": "/static/nothing.css"}, id="a file that is not there"),
    ],
)
def test_what_is_small_or_an_error_stays_as_it_is(client: FlaskClient, status: int, asked: dict[str, Any]) -> None:
    response = visit(client, BROWSER, asked)
    assert response.status_code == status
    assert "Content-Encoding" not in response.headers
    assert "Vary" not in response.headers
    assert status != 200 or len(response.data) < SMALLEST


@pytest.mark.parametrize("takes", [None, BROWSER], ids=["plain", "gzip"])
@pytest.mark.parametrize("path", ["/", "/articles/massage", "/api/v1/openapi.json", "/healthz"])
def test_head_tells_what_get_would_send(client: FlaskClient, path: str, takes: str | None) -> None:
    got = visit(client, takes, {"method": "GET", "path": path})
    head = visit(client, takes, {"method": "HEAD", "path": path})
    assert head.data == b""
    assert dict(head.headers) == dict(got.headers)


def test_the_same_becomes_the_same_to_the_byte(client: FlaskClient) -> None:
    assert visit(client, "gzip", ASKED).data == visit(client, "gzip", ASKED).data
    answer = visit(client, None, ANSWER)
    assert answer.data == visit(client, None, ANSWER).data
    assert answer.data.endswith(b"}\n")
    assert list(answer.json) == sorted(answer.json)


def test_json_is_written_as_utf_8(client: FlaskClient) -> None:
    answer = visit(client, None, {**ANSWER, "json": {"question": "Zoë’s 🙂 zebra"}})
    assert "Zoë’s 🙂 zebra" in answer.data.decode("utf-8")
