"""Bad input as a visitor without script meets it: a message by the field, and what was typed is still there."""

import re
from html import unescape

import pytest
from flask.testing import FlaskClient


@pytest.mark.parametrize(
    ("question", "message"),
    [
        pytest.param("", "There is no question yet. Please write what you would like to know.", id="empty"),
        pytest.param(" \t\u00a0", "There is no question yet. Please write what you would like to know.", id="blank"),
        pytest.param(
            "\u200b\u202e\0", "There is no question yet. Please write what you would like to know.", id="unseen"
        ),
        pytest.param(
            "x" * 501,
            "That question is too long, by 1. Please ask in 500 characters or fewer.",
            id="501 characters",
        ),
        pytest.param(
            "\ufdfa" * 100,
            "That question is too long, by 1300. Please ask in 500 characters or fewer.",
            id="long once folded",
        ),
    ],
)
def test_what_cannot_be_asked_is_said_by_the_field(client: FlaskClient, question: str, message: str) -> None:
    response = client.post("/", data={"question": question, "history": ["what is swedish massage"]})
    assert response.status_code == 400
    page = response.text
    assert "<title>Error: Ask a question – Willow Clinic</title>" in re.sub(r"\s*\n\s*", "", page)
    assert f'<p class="problem" id="problem" role="alert">{message}</p>' in page
    assert 'aria-invalid="true"' in page
    assert "<blockquote" in page  # the conversation is still there
    field = re.search(r'id="question"[^>]*value="([^"]*)"', page)
    assert field
    assert unescape(field[1]) == question.strip(" \t\u00a0\u200b\u202e\0")


@pytest.mark.parametrize("size", [17_000, 1_000_000])
def test_far_too_much_text_is_a_plain_page(client: FlaskClient, size: int) -> None:
    response = client.post("/", data={"question": "x" * size})
    assert response.status_code == 413
    assert "Please ask in 500 characters or fewer." in response.text


@pytest.mark.parametrize("body", [b"\xff\xfe=\xff&question=%ff%00", b"&&&===", b"%", b"question"])
def test_a_form_of_odd_bytes_is_never_our_fault(client: FlaskClient, body: bytes) -> None:
    response = client.post("/", data=body, content_type="application/x-www-form-urlencoded")
    assert response.status_code in (200, 400)


def test_a_form_that_is_no_form_is_400(client: FlaskClient) -> None:
    for how in (
        {"data": b"{}", "content_type": "application/json"},
        {"data": b"--x", "content_type": "multipart/form-data"},
    ):
        assert client.post("/", **how).status_code == 400  # type: ignore[arg-type]


def test_the_phone_and_the_emergency_numbers_stand_in_the_same_place_on_every_page(client: FlaskClient) -> None:
    pages = [
        client.get("/"),
        client.post("/", data={"question": "x"}),
        client.get("/articles/"),
        client.get("/articles/massage"),
    ]
    pages += [client.get("/nothing"), client.post("/", data={"question": ""})]
    headers = {page.text[page.text.index("<header") : page.text.index("</header>")] for page in pages}
    assert len(headers) == 1
