"""Calls to the application that production wires, with Kafka and Redis faked at their ports."""

import asyncio
from typing import Any

import httpx
from tests.unit.lead_intake.samples import body_of, request_of
from tests.unit.lead_intake.world import KEY, FakeLog, FakeStatuses, app

from lead_intake.adapters.http.ingress import DeliveryLog
from lead_intake.application.imports import Imports

LEAD = {"email": "ann@firm.example", "first_name": "Ann"}
CALL = {"email": "ann@firm.example", "kind": "call", "occurred_at": "2026-11-16T11:00:00Z"}


def ask(
    method: str,
    url: str,
    *,
    log: DeliveryLog | None = None,
    statuses: FakeStatuses | None = None,
    lists: Imports | None = None,
    key: str | None = KEY,
    configured: dict[str, Any] | None = None,
    **request: Any,
) -> httpx.Response:
    """One request to a fresh application."""

    async def go() -> httpx.Response:
        transport = httpx.ASGITransport(app(log or FakeLog(), statuses, lists, **(configured or {})))
        async with httpx.AsyncClient(transport=transport, base_url="https://leads.example.com") as client:
            headers = ({"Authorization": f"Bearer {key}"} if key else {}) | request.pop("headers", {})
            return await client.request(method, url, headers=headers, **request)

    return asyncio.run(go())


def fields(answer: httpx.Response) -> list[str]:
    assert answer.headers["content-type"] == "application/problem+json"
    return [error["field"] for error in answer.json()["errors"]]


def send_sample(sample: str, log: FakeLog, key: str | None = None, body: bytes | None = None) -> httpx.Response:
    request = request_of(sample)
    content = body_of(sample) if body is None else body
    return ask("POST", request.url, log=log, key=key, headers=request.headers, content=content)
