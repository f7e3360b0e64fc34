"""What every request has: an id, a trace, security headers, a place in the metrics, limits, operations paths."""

from collections.abc import Callable
from io import StringIO

import httpx
import pytest
from fastapi import FastAPI
from starlette.types import Message
from tests.unit.runtime_shell.conftest import AS_CRM, AS_REP, client_of

from lead_runtime import telemetry
from lead_runtime.health import Readiness, all_of

pytestmark = pytest.mark.anyio
PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00"


async def test_a_sane_request_id_is_kept(client: httpx.AsyncClient) -> None:
    response = await client.get("/v1/leads/7", headers={"X-Request-ID": "form-42.a_b"})
    assert response.headers["x-request-id"] == "form-42.a_b"


@pytest.mark.parametrize("given", ["ann@example.com", "x" * 65, "a b", "a\tb", ""])
async def test_another_request_id_is_replaced(client: httpx.AsyncClient, given: str) -> None:
    response = await client.get("/v1/leads/7", headers={"X-Request-ID": given})
    assert len(response.headers["x-request-id"]) == 32


async def test_the_callers_trace_is_the_one_inside(app_of: Callable[..., FastAPI]) -> None:
    app = app_of()
    seen: list[telemetry.Trace | None] = []

    @app.get("/trace")
    async def trace() -> None:
        seen.append(telemetry.current())

    async with client_of(app) as client:
        await client.get("/trace", headers={"traceparent": PARENT, "tracestate": "vendor=1"})
        await client.get("/trace", headers={"traceparent": "00-nonsense"})
    assert seen == [telemetry.Trace(PARENT, "vendor=1"), None]
    assert telemetry.current() is None


async def test_answers_carry_security_headers(client: httpx.AsyncClient) -> None:
    for path in ("/v1/leads/7", "/nowhere", "/v1/fails/bug"):
        headers = (await client.get(path)).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["content-security-policy"].startswith("default-src 'none'")
        assert headers["cache-control"] == "no-store"


async def test_the_documentation_page_may_load_its_scripts(client: httpx.AsyncClient) -> None:
    response = await client.get("/docs")
    assert response.status_code == 200
    assert "content-security-policy" not in response.headers
    assert response.headers["x-content-type-options"] == "nosniff"


async def test_metrics_name_the_route_and_never_the_lead(client: httpx.AsyncClient) -> None:
    await client.get("/v1/leads/lead-of-ann?limit=3")
    await client.get("/lead-of-bob")
    text = (await client.get("/metrics")).text
    assert 'handover_http_request_seconds_count{method="GET",route="/v1/leads/{lead_id}",status="200"}' in text
    assert 'route="unmatched"' in text
    assert "lead-of-" not in text


async def test_a_lead_named_like_the_path_does_not_spoil_the_route(client: httpx.AsyncClient) -> None:
    await client.get("/v1/leads/leads")
    text = (await client.get("/metrics")).text
    assert 'route="/v1/leads/{lead_id}"' in text
    assert 'route="/v1/{lead_id}/leads"' not in text


async def test_a_made_up_method_is_no_label(client: httpx.AsyncClient) -> None:
    await client.request("BREW", "/v1/leads/7")
    text = (await client.get("/metrics")).text
    assert "BREW" not in text
    assert 'method="other"' in text


async def test_readiness_says_why_not(app_of: Callable[..., FastAPI]) -> None:
    async with client_of(app_of(Readiness(False, ("kafka is away",)))) as client:
        response = await client.get("/readyz")
        assert response.status_code == 503
        assert response.json() == {"ready": False, "reasons": ["kafka is away"]}
        assert (await client.get("/healthz")).status_code == 200


async def test_liveness_is_what_the_host_says(app_of: Callable[..., FastAPI]) -> None:
    app = app_of()
    app.state.liveness = lambda: Readiness(False, ("the event loop was stuck",))
    async with client_of(app) as client:
        response = await client.get("/healthz")
    assert response.status_code == 503
    assert response.json()["reasons"] == ["the event loop was stuck"]


def test_a_process_is_ready_when_all_of_it_is() -> None:
    ready, waiting = Readiness(True), Readiness(False, ("restoring",))
    assert all_of(lambda: ready, lambda: ready) == Readiness(True)
    assert all_of(lambda: ready, lambda: waiting) == Readiness(False, ("restoring",))


async def test_over_the_rate_comes_429_with_the_time_to_wait(app_of: Callable[..., FastAPI]) -> None:
    async with client_of(app_of(rate_limit=0.5, rate_burst=2)) as client:
        answers = [await client.get("/v1/anyone", headers=AS_CRM) for _ in range(3)]
        assert [answer.status_code for answer in answers] == [200, 200, 429]
        assert answers[0].headers["ratelimit-policy"] == '"default";q=2;w=4'
        assert answers[0].headers["ratelimit"].startswith('"default";r=1;')
        assert answers[1].headers["ratelimit"].startswith('"default";r=0;')
        assert 1 <= int(answers[2].headers["retry-after"]) <= 2
        assert answers[2].headers["content-type"] == "application/problem+json"


async def test_each_key_has_its_own_rate(app_of: Callable[..., FastAPI]) -> None:
    async with client_of(app_of(rate_limit=0.5, rate_burst=1)) as client:
        assert (await client.get("/v1/anyone", headers=AS_CRM)).status_code == 200
        assert (await client.get("/v1/anyone", headers=AS_CRM)).status_code == 429
        assert (await client.get("/v1/anyone", headers=AS_REP)).status_code == 200
        assert (await client.get("/v1/leads/7")).status_code == 200
        assert (await client.get("/v1/leads/7", headers={"Authorization": "Bearer made-up"})).status_code == 429


async def test_probes_are_never_limited(app_of: Callable[..., FastAPI]) -> None:
    async with client_of(app_of(rate_limit=0.1, rate_burst=1)) as client:
        for path in ("/healthz", "/readyz", "/metrics"):
            assert [(await client.get(path)).status_code for _ in range(3)] == [200, 200, 200]


async def test_a_rate_of_zero_is_no_limit(app_of: Callable[..., FastAPI]) -> None:
    async with client_of(app_of(rate_limit=0)) as client:
        response = await client.get("/v1/leads/7")
    assert response.status_code == 200
    assert "ratelimit" not in response.headers


@pytest.mark.parametrize(
    ("header", "key"), [("8e03978e-40d5", "8e03978e-40d5"), ('"quoted:1"', "quoted:1"), (None, None)]
)
async def test_an_idempotency_key_is_handed_on(client: httpx.AsyncClient, header: str | None, key: str | None) -> None:
    response = await client.post("/v1/once", headers={"Idempotency-Key": header} if header else {})
    assert response.json() == {"key": key}


@pytest.mark.parametrize("header", ["", " ", "x" * 129, "ann@example.com", "a b", "ünique".encode("latin-1")])
async def test_a_malformed_idempotency_key_is_a_bad_request(client: httpx.AsyncClient, header: str | bytes) -> None:
    response = await client.post("/v1/once", headers={"Idempotency-Key": header})
    assert response.status_code == 400
    assert response.json()["errors"][0]["field"] == "header.Idempotency-Key"
    assert "ann@" not in response.text


async def test_a_client_that_hangs_up_while_it_sends_is_no_failure_of_ours(
    app_of: Callable[..., FastAPI], log: StringIO
) -> None:
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": "/v1/raw", "headers": [], "query_string": b"", "client": None}
    await app_of()(scope, receive, send)

    assert sent == []
    assert "request failed" not in log.getvalue()
