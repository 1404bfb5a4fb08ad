"""What is offered over HTTP to somebody who types."""

import json
import logging
from typing import Any

import jsonschema_rs
import pytest
from flask.testing import FlaskClient

ADDRESS = "/api/v1/questions"


def offered(client: FlaskClient, text: str) -> list[str]:
    response = client.post(ADDRESS, data=json.dumps({"text": text}), content_type="application/json")
    assert response.status_code == 200
    body: dict[str, Any] = json.loads(response.data.decode("utf-8"))
    return [known["question"] for known in body["questions"]]


def test_known_questions_are_the_contract(client: FlaskClient) -> None:
    response = client.post(ADDRESS, json={"text": "what is sw"})
    assert response.json == {
        "questions": [{"question": "What is Swedish massage?", "passage": "massage#swedish-massage"}],
        "version": client.get("/readyz").json["version"],  # type: ignore[index]
    }
    assert response.headers["Cache-Control"] == "no-store"
    contract = client.get("/api/v1/openapi.json").json
    assert contract
    schema = contract["components"]["schemas"]["KnownQuestions"]
    jsonschema_rs.Draft202012Validator(schema).validate(response.json)


@pytest.mark.parametrize(
    ("text", "questions"),
    [
        pytest.param("", [], id="empty"),
        pytest.param(" \t\u200b", [], id="blank"),
        pytest.param("?!...—«»", [], id="punctuation"),
        pytest.param("x" * 501, [], id="too long"),
        pytest.param("x" * 9_000, [], id="far too long"),
        pytest.param("\ufdfa" * 400, [], id="long once folded"),
        pytest.param("\ud800", [], id="half a character"),
        pytest.param("sau\0na", ["Do I need a towel for the sauna?"], id="NUL"),
        pytest.param("acup\ud83d", ["How much is acupuncture?"], id="half a character, behind"),
        pytest.param("a" * 26 + "!", [], id="slow for careless patterns"),
        pytest.param("<script>alert(1)</script>", [], id="script"),
        pytest.param("the alarm code", [], id="for staff only"),
        pytest.param("alarm", [], id="for staff only, one word"),
    ],
)
def test_whatever_is_typed_is_taken(client: FlaskClient, text: str, questions: list[str]) -> None:
    assert offered(client, text) == questions


@pytest.mark.parametrize(
    ("body", "kind", "status", "code"),
    [
        pytest.param(b"", "application/json", 400, "invalid_json", id="no body"),
        pytest.param(b'{"text": "x"', "application/json", 400, "invalid_json", id="cut short"),
        pytest.param(b'{"text": "\xff"}', "application/json", 400, "invalid_json", id="not UTF-8"),
        pytest.param(b"[" * 15_000, "application/json", 400, "invalid_json", id="nested too deep"),
        pytest.param(b'"what"', "application/json", 400, "invalid_request", id="a text"),
        pytest.param(b"{}", "application/json", 400, "invalid_request", id="no text"),
        pytest.param(b'{"text": null}', "application/json", 400, "invalid_request", id="null"),
        pytest.param(b'{"text": 7}', "application/json", 400, "invalid_request", id="a number"),
        pytest.param(b'{"text": "x", "limit": 9}', "application/json", 400, "invalid_request", id="an unknown field"),
        pytest.param(b'{"question": "x"}', "application/json", 400, "invalid_request", id="a question"),
        pytest.param(b'{"text": "x"}', "text/plain", 415, "unsupported_media_type", id="another type"),
        pytest.param(b"x" * 17_000, "application/json", 413, "request_entity_too_large", id="too large"),
    ],
)
def test_what_cannot_be_read_is_said(client: FlaskClient, body: bytes, kind: str, status: int, code: str) -> None:
    response = client.post(ADDRESS, data=body, content_type=kind)
    shown = json.loads(response.data)
    assert (response.status_code, shown["error"]["code"]) == (status, code)
    assert shown["error"]["message"]


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_another_method_is_405(client: FlaskClient, method: str) -> None:
    response = client.open(ADDRESS, method=method)
    assert (response.status_code, set(response.headers["Allow"].split(", "))) == (405, {"OPTIONS", "POST"})


def test_without_a_corpus_it_is_503(broken: FlaskClient) -> None:
    assert broken.post(ADDRESS, json={"text": "what"}).status_code == 503


def test_what_is_typed_is_not_logged(client: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        offered(client, "what is zyxwv")
    assert "zyxwv" not in caplog.text


def test_it_leads_to_what_it_says(client: FlaskClient) -> None:
    (known,) = client.post(ADDRESS, json={"text": "swedish massage"}).json["questions"]  # type: ignore[index]
    answer = client.post("/api/v1/ask", json={"question": known["question"]}).json
    assert answer
    assert answer["citation"]["passage"] == known["passage"]
