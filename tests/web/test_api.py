"""The JSON API, its errors, and the probes."""

import io
import json
import re
import unicodedata
from typing import Any

import jsonschema_rs
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from faq_bot.content.question import clean_question
from faq_bot.errors import QuestionError


def error(response: TestResponse) -> str:
    """The code of an error in the one shape that there is."""
    assert response.content_type == "application/json"
    body: dict[str, Any] = json.loads(response.data.decode("utf-8"))
    assert body.keys() == {"error"}
    assert body["error"].keys() == {"code", "message"}
    assert body["error"]["message"]
    return str(body["error"]["code"])


def test_an_answer_is_the_contract(client: FlaskClient) -> None:
    response = client.post("/api/v1/ask", json={"question": "what is swedish massage", "history": []})
    assert response.status_code == 200
    body = response.json
    assert body
    assert body["outcome"] == "answered"
    assert body["citation"] == {
        "passage": "massage#swedish-massage",
        "title": "Massage for a sore back",
        "section": "Swedish massage",
        "url": "/articles/massage#swedish-massage",
        "updated": "2026-03-02",
    }
    assert body["safety"] is None
    assert body["version"] == client.get("/readyz").json["version"]  # type: ignore[index]


@pytest.mark.parametrize("question", ["what is swedish massage", "do you mend bicycles", "???", "🙂", "the and of"])
def test_answers_are_what_the_contract_says(client: FlaskClient, question: str) -> None:
    contract = client.get("/api/v1/openapi.json").json
    assert contract
    schema = contract["components"]["schemas"]["Answer"]
    jsonschema_rs.Draft202012Validator(schema).validate(client.post("/api/v1/ask", json={"question": question}).json)


def test_the_contract_says_exactly_which_questions_are_empty(client: FlaskClient) -> None:

    contract = client.get("/api/v1/openapi.json").json
    assert contract
    seen = re.compile(contract["components"]["schemas"]["Question"]["properties"]["question"]["pattern"])

    def can_be_asked(text: str) -> bool:
        try:
            return bool(clean_question(text))
        except QuestionError:
            return False

    odd = [chr(n) for n in range(0x110000) if unicodedata.category(chr(n))[0] in "CZ" and not 0xD800 <= n < 0xF900]
    odd = [ch for ch in odd if unicodedata.category(ch) not in ("Cn", "Co")] + list("aé腰?🙂\u0301\ue000")
    assert [ch for ch in odd if bool(seen.search(ch)) != can_be_asked(ch)] == []


@pytest.mark.parametrize(
    ("body", "code"),
    [
        pytest.param(b"", "invalid_json", id="no body"),
        pytest.param(b"question=hello", "invalid_json", id="not JSON"),
        pytest.param(b'{"question": "x"', "invalid_json", id="cut short"),
        pytest.param(b'{"question": "\xff"}', "invalid_json", id="not UTF-8"),
        pytest.param('{"question": "x"}'.encode("utf-16"), "invalid_json", id="UTF-16"),
        pytest.param(b"[" * 15_000, "invalid_json", id="nested too deep"),
        pytest.param(b'{"question": ' + b"9" * 9_000 + b"}", "invalid_json", id="a number beyond measure"),
        pytest.param(b"[]", "invalid_request", id="a list"),
        pytest.param(b'"what is massage"', "invalid_request", id="a text"),
        pytest.param(b"null", "invalid_request", id="null"),
        pytest.param(b"{}", "invalid_request", id="no question"),
        pytest.param(b'{"question": null}', "invalid_request", id="question null"),
        pytest.param(b'{"question": 7}', "invalid_request", id="question a number"),
        pytest.param(b'{"question": NaN}', "invalid_request", id="question not a number"),
        pytest.param(b'{"question": ["x"]}', "invalid_request", id="question a list"),
        pytest.param(b'{"question": "x", "history": "y"}', "invalid_request", id="history a text"),
        pytest.param(b'{"question": "x", "history": null}', "invalid_request", id="history null"),
        pytest.param(b'{"question": "x", "history": [1]}', "invalid_request", id="history of numbers"),
        pytest.param(json.dumps({"question": "x", "history": ["y"] * 51}).encode(), "invalid_request", id="51 earlier"),
        pytest.param(b'{"question": "x", "limit": 3}', "invalid_request", id="an unknown field"),
        pytest.param(b'{"question": "x", "\\ud800": 3}', "invalid_request", id="an unknown field, a surrogate"),
        pytest.param(b'{"question": ""}', "empty_question", id="empty"),
        pytest.param(b'{"question": " \\t\\n\\u00a0"}', "empty_question", id="blank"),
        pytest.param(b'{"question": "\\u200b\\u202e\\u0000"}', "empty_question", id="nothing that can be seen"),
        pytest.param(b'{"question": "\\ud800"}', "empty_question", id="a lone surrogate alone"),
        pytest.param(json.dumps({"question": "x" * 501}).encode(), "question_too_long", id="501 characters"),
        pytest.param(json.dumps({"question": "x" * 9_000}).encode(), "question_too_long", id="9,000 characters"),
        pytest.param(json.dumps({"question": "\ufdfa" * 400}).encode(), "question_too_long", id="long once folded"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_400(client: FlaskClient, body: bytes, code: str) -> None:
    response = client.post("/api/v1/ask", data=body, content_type="application/json")
    assert (response.status_code, error(response)) == (400, code)


@pytest.mark.parametrize(
    ("question", "status"),
    [
        pytest.param("x" * 500, 200, id="500"),
        pytest.param("x" * 500 + "   ", 200, id="500, then spaces"),
        pytest.param("\n" * 300 + "x" * 500 + " " * 300, 200, id="500 between spaces"),
        pytest.param("x" + " " * 700 + "y", 200, id="spaces within"),
        pytest.param("x" * 500 + "\u200b" * 9, 200, id="500, then what is not seen"),
        pytest.param("x" * 501, 400, id="501"),
        pytest.param("x" + " " * 2000, 400, id="beyond all measure"),
    ],
)
def test_the_page_and_the_api_agree_on_what_is_too_long(client: FlaskClient, question: str, status: int) -> None:
    assert client.post("/", data={"question": question}).status_code == status
    response = client.post("/api/v1/ask", json={"question": question})
    assert response.status_code == status
    assert status == 200 or error(response) == "question_too_long"


@pytest.mark.parametrize("field", ["question", "history"])
def test_the_message_names_the_field(client: FlaskClient, field: str) -> None:
    response = client.post("/api/v1/ask", json={"question": "x", field: 7})
    assert response.json["error"]["message"].startswith(field)  # type: ignore[index]


@pytest.mark.parametrize(
    "question",
    [
        pytest.param("x" * 500, id="500 characters"),
        pytest.param("massage \ud800", id="a lone surrogate"),
        pytest.param("mas\0sage", id="NUL"),
        pytest.param("\u202emassage\u202c", id="bidi"),
        pytest.param("mas\u200bsage", id="zero width"),
        pytest.param("massage 🙂👩🏽‍⚕️", id="emoji"),
        pytest.param("a" + "\u0301" * 400, id="combining marks"),
        pytest.param("what is the of and", id="only stop words"),
        pytest.param("?!...—«»", id="only punctuation"),
        pytest.param("<script>alert(1)</script>", id="script"),
        pytest.param("{{7*7}}", id="template"),
        pytest.param("../../etc/passwd", id="path"),
        pytest.param("'; DROP TABLE questions; --", id="SQL"),
        pytest.param("a" * 26 + "!", id="slow for careless patterns"),
        pytest.param("هل التدليك مفيد", id="right to left"),
    ],
)
def test_odd_questions_are_answered_or_refused_as_any_other(client: FlaskClient, question: str) -> None:
    response = client.post(
        "/api/v1/ask",
        data=json.dumps({"question": question, "history": [question, ""]}),
        content_type="application/json",
    )
    assert response.status_code == 200
    body = json.loads(response.data.decode("utf-8"))
    json.dumps(body, ensure_ascii=False).encode("utf-8")  # no surrogate left anywhere
    assert body["text"]
    page = client.post("/", data={"question": question.encode("utf-8", "replace").decode()})
    assert page.status_code == 200
    assert "<script>alert" not in page.text
    assert "49" not in page.text if question == "{{7*7}}" else True


def test_another_content_type_is_415(client: FlaskClient) -> None:
    for content_type in ("text/plain", "application/x-www-form-urlencoded", "application/json-seq", ""):
        response = client.post("/api/v1/ask", data=b'{"question": "x"}', content_type=content_type)
        assert (response.status_code, error(response)) == (415, "unsupported_media_type")
    response = client.post("/api/v1/ask", data=b'{"question": "x"}', content_type="application/json; charset=utf-8")
    assert response.status_code == 200


@pytest.mark.parametrize("chunked", [False, True], ids=["with its length", "chunked"])
@pytest.mark.parametrize("size", [17_000, 1_000_000])
def test_a_large_body_is_413(client: FlaskClient, size: int, chunked: bool) -> None:

    how: dict[str, Any] = {"data": b"x" * size}
    if chunked:
        how = {"input_stream": io.BytesIO(b"x" * size), "environ_overrides": {"wsgi.input_terminated": True}}
    response = client.post("/api/v1/ask", content_type="application/json", **how)
    assert (response.status_code, error(response)) == (413, "request_entity_too_large")


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("GET", "/api/v1/ask", 405),
        ("PUT", "/api/v1/ask", 405),
        ("DELETE", "/api/v1/openapi.json", 405),
        ("POST", "/healthz", 405),
        ("POST", "/readyz", 405),
        ("GET", "/api/v1/search", 404),
        ("GET", "/api/", 404),
        ("GET", "/api/v1/ask/", 404),
        ("POST", "/api/v1/ask/x", 404),
        ("TRACE", "/api/v1/ask", 405),
        ("NONSENSE", "/api/v1/ask", 405),
        ("GET", "/api/%ff", 404),
    ],
)
def test_unknown_addresses_and_methods_are_json_errors(
    client: FlaskClient, method: str, address: str, status: int
) -> None:
    response = client.open(address, method=method)
    assert response.status_code == status
    assert error(response) == {404: "not_found", 405: "method_not_allowed"}[status]
    assert ("Allow" in response.headers) == (status == 405)


@pytest.mark.parametrize(
    ("body", "question", "history"),
    [
        pytest.param(b'{"question": "a"}', "a", [], id="the question alone"),
        pytest.param(b' \n{"history": ["b"], "question": "a"}\r\n', "a", ["b"], id="in another order, spaces around"),
        pytest.param(b'{"question": "a", "question": "b"}', "b", [], id="twice: the last counts"),
        pytest.param(b'{"\\u0071uestion": "\\u0061\\ud83d\\ude00"}', "a\U0001f600", [], id="escapes"),
        pytest.param(b'{"question": "a\\ud83d"}', "a\ud83d", [], id="half a pair of surrogates"),
        pytest.param(b'{"question": "a", "history": ["\\ude00"]}', "a", ["\ude00"], id="the other half, earlier"),
        pytest.param(b'{"question": "a"' + b" " * 9_000 + b"}", "a", [], id="a long body"),
        pytest.param(b'{"question": "a", "history": ["b"' + b', "b"' * 49 + b"]}", "a", ["b"] * 50, id="50 earlier"),
    ],
)  # fmt: skip
def test_a_body_is_read_as_json_says(
    app: Flask, monkeypatch: pytest.MonkeyPatch, body: bytes, question: str, history: list[str]
) -> None:
    asked: list[tuple[str, list[str]]] = []
    generation = app.extensions["faq_bot"].generation
    real = type(generation).ask

    def ask(self: Any, question: str, history: Any = ()) -> Any:
        asked.append((question, list(history)))
        return real(self, "what is swedish massage", ())

    monkeypatch.setattr(type(generation), "ask", ask)
    response = app.test_client().post("/api/v1/ask", data=body, content_type="application/json")
    assert response.status_code == 200
    assert asked == [(question, history)]


def test_head_and_options(client: FlaskClient) -> None:
    assert set(client.options("/api/v1/ask").headers["Allow"].split(", ")) == {"OPTIONS", "POST"}
    for address in ("/", "/articles/", "/healthz", "/readyz", "/api/v1/openapi.json"):
        head = client.head(address)
        assert (head.status_code, head.data) == (200, b"")


def test_a_bug_is_a_plain_500(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("a secret of the inside")

    monkeypatch.setattr(type(app.extensions["faq_bot"].generation), "ask", fail)
    client = app.test_client()
    response = client.post("/api/v1/ask", json={"question": "massage"})
    assert (response.status_code, error(response)) == (500, "internal_server_error")
    page = client.post("/", data={"question": "massage"})
    assert page.status_code == 500
    assert "Something went wrong on our side" in page.text
    assert b"secret" not in response.data + page.data


def test_the_probes(client: FlaskClient) -> None:
    assert client.get("/healthz").json == {"status": "alive"}
    ready = client.get("/readyz").json
    assert ready
    assert ready["status"] == "ready"
    assert ready["documents"] == 3


def test_without_a_corpus_it_is_alive_but_not_ready(broken: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    assert broken.get("/healthz").status_code == 200
    ready = broken.get("/readyz")
    assert ready.status_code == 503
    assert ready.json == {"status": "not_ready", "faults": 1}
    (logged,) = caplog.get_records("setup")  # the log has what nobody who asks is told
    assert "empty.md: is empty; " in logged.getMessage()
    response = broken.post("/api/v1/ask", json={"question": "massage"})
    assert (response.status_code, error(response)) == (503, "service_unavailable")
    for page in (
        broken.get("/"),
        broken.post("/", data={"question": "x"}),
        broken.get("/articles/"),
        broken.get("/articles/x"),
    ):
        assert page.status_code == 503
        assert "The articles cannot be read just now" in page.text
        assert "empty.md" not in page.text
    assert broken.get("/nothing").status_code == 404
    assert broken.get("/static/faq-bot.css", buffered=True).status_code == 200


@pytest.mark.parametrize("files", [{}, {"photo.png": "not text"}, {"bad.md": "# Only a heading\n"}, {"x.jsonl": "{"}])
def test_a_corpus_that_cannot_be_used_is_logged_once_and_never_stops_the_site(
    site: Any, files: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    app = site(files)
    assert app.extensions["faq_bot"].generation is None
    assert [record.levelname for record in caplog.records] == ["ERROR"] * len(app.extensions["faq_bot"].faults)
    assert app.test_client().get("/").status_code == 503
