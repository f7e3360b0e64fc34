"""Every error is a problem (RFC 9457) that names what is wrong and gives nothing away."""

from collections.abc import Callable
from io import StringIO

import httpx
import pytest
from fastapi import FastAPI
from tests.unit.runtime_shell.conftest import client_of

pytestmark = pytest.mark.anyio


def assert_problem(response: httpx.Response, status: int, kind: str) -> dict[str, object]:
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    document: dict[str, object] = response.json()
    assert document["status"] == status
    assert document["type"] == f"urn:lead-handover:problem:{kind}"
    assert document["request_id"] == response.headers["x-request-id"]
    assert document["title"]
    assert document["detail"]
    return document


async def test_a_wrong_member_is_named_by_its_path(client: httpx.AsyncClient) -> None:
    body = {"leads": [{"email": "ann@example.com", "score": 1}, {"email": "bob@example.com", "score": 101}]}
    document = assert_problem(await client.post("/v1/leads", json=body), 422, "validation")
    assert document["errors"] == [{"field": "leads.1.score", "detail": "Input should be less than or equal to 100"}]


async def test_a_missing_member_is_named(client: httpx.AsyncClient) -> None:
    document = assert_problem(await client.post("/v1/leads", json={}), 422, "validation")
    assert document["errors"] == [{"field": "leads", "detail": "Field required"}]


async def test_a_wrong_query_parameter_is_named(client: httpx.AsyncClient) -> None:
    document = assert_problem(await client.get("/v1/leads/7?limit=many"), 422, "validation")
    assert [error["field"] for error in document["errors"]] == ["query.limit"]


async def test_what_was_sent_is_never_sent_back(client: httpx.AsyncClient) -> None:
    secret = "ann.without.the.sign"
    response = await client.post("/v1/leads", json={"leads": [{"email": secret, "score": secret}]})
    assert_problem(response, 422, "validation")
    assert secret not in response.text
    assert response.json()["errors"][0] == {"field": "leads.0.email", "detail": "is not one of the allowed values"}


async def test_json_that_is_none_is_said_to_be_so(client: httpx.AsyncClient) -> None:
    response = await client.post("/v1/leads", content=b'{"leads": [', headers={"content-type": "application/json"})
    document = assert_problem(response, 422, "validation")
    assert document["errors"][0]["detail"] == "JSON decode error"


async def test_a_path_that_is_not_there(client: httpx.AsyncClient) -> None:
    assert_problem(await client.get("/nowhere"), 404, "not-found")


async def test_a_method_that_a_path_does_not_have(client: httpx.AsyncClient) -> None:
    response = await client.delete("/v1/leads")
    assert_problem(response, 405, "method-not-allowed")
    assert response.headers["allow"] == "POST"


async def test_a_media_type_that_is_not_taken_is_answered_with_those_that_are(client: httpx.AsyncClient) -> None:
    response = await client.post("/v1/csv", content=b"a;b", headers={"content-type": "application/pdf"})
    assert_problem(response, 415, "unsupported-media-type")
    assert response.headers["accept-post"] == "text/csv, *+json"
    taken = await client.post("/v1/csv", content=b"{}", headers={"content-type": "application/ld+json; charset=utf-8"})
    assert taken.status_code == 200


async def test_kafka_away_asks_the_caller_to_come_again(client: httpx.AsyncClient) -> None:
    response = await client.get("/v1/fails/away")
    assert_problem(response, 503, "service-unavailable")
    assert int(response.headers["retry-after"]) >= 1


async def test_a_record_too_large_for_kafka_is_not_asked_for_again(client: httpx.AsyncClient) -> None:
    response = await client.get("/v1/fails/large")
    assert response.status_code == 413
    assert "retry-after" not in response.headers


async def test_a_service_says_itself_when_to_come_again(client: httpx.AsyncClient) -> None:
    response = await client.get("/v1/fails/busy")
    document = assert_problem(response, 503, "service-unavailable")
    assert response.headers["retry-after"] == "7"
    assert document["detail"] == "The spool is full."


async def test_a_rule_beyond_the_model_names_its_field_too(client: httpx.AsyncClient) -> None:
    document = assert_problem(await client.get("/v1/fails/field"), 422, "validation")
    assert document["errors"] == [{"field": "until", "detail": "must lie in the future"}]


async def test_a_bug_is_answered_without_its_text(client: httpx.AsyncClient, log: StringIO) -> None:
    response = await client.get("/v1/fails/bug")
    assert_problem(response, 500, "internal-server-error")
    assert "hunter2" not in response.text
    assert "RuntimeError" not in response.text
    written = log.getvalue()
    assert "RuntimeError" in written
    assert response.headers["x-request-id"] in written
    assert "ann@example.com" not in written


async def test_the_neighbours_of_a_bug_go_on(client: httpx.AsyncClient) -> None:
    await client.get("/v1/fails/bug")
    assert (await client.get("/v1/leads/7")).json() == {"lead_id": "7", "limit": 10}


async def test_the_openapi_document_says_that_errors_are_problems(app_of: Callable[..., FastAPI]) -> None:
    async with client_of(app_of()) as client:
        paths = (await client.get("/openapi.json")).json()["paths"]
    for path, operations in paths.items():
        for operation in operations.values():
            assert "application/problem+json" in operation["responses"]["default"]["content"], path
            assert "422" not in operation["responses"]
