"""``/v1``: bodies in our own shape, refused at once where they cannot be used, all or nothing per request."""

from collections.abc import Sequence
from typing import Any, Final, TypeAlias

import orjson
from fastapi import APIRouter, Request, Response
from pydantic import JsonValue

from lead_contracts.events import Delivery
from lead_intake.adapters.bodies import ActivityBody, LeadBody, LinkBody, SuppressionBody
from lead_intake.adapters.http import openapi
from lead_intake.adapters.http.ingress import Ingress, acknowledged, facts_of
from lead_intake.adapters.http.items import Item, items_of, refused, validated
from lead_intake.adapters.paths import ACTIVITIES, IDEMPOTENCY, LEADS, LINKS, SUPPRESSIONS
from lead_intake.adapters.sources.shape import as_object
from lead_intake.domain.admission import SKEW
from lead_runtime.http.auth import SECURED, Principal, authenticated
from lead_runtime.http.idempotency import PARAMETER, sane_key
from lead_runtime.http.media import media_type
from lead_runtime.http.problems import FieldError, forbidden
from lead_runtime.settings import Role

JSON = "application/json"
FEEDERS: Final[tuple[Role, ...]] = ("marketing",)
WORKERS: Final[tuple[Role, ...]] = ("marketing", "rep", "manager")
DECIDERS: Final[tuple[Role, ...]] = ("manager", "ops")
Bodies: TypeAlias = LeadBody | ActivityBody | SuppressionBody | LinkBody

_ANSWERS: Final = openapi.responses(400, 401, 403, 413, 415, 422, 429, 503)
_LEAD: Final[JsonValue] = {
    "email": "ada@firm.example",
    "first_name": "Ada",
    "last_name": "Vinter",
    "phone": "+46 8 465 004 11",
    "company": "Firm AB",
    "job_title": "Head of Logistics",
    "country": "SE",
    "campaign": "autumn",
    "message": "Please call me about 50 seats.",
    "consent": {"given": True, "text": "You may call and mail me."},
    "occurred_at": "2026-11-16T10:15:30Z",
    "external_id": "crm-4711",
    "attributes": {"industry": "logistics", "employees": 250},
}
_CALL: Final[JsonValue] = {
    "email": "ada@firm.example",
    "kind": "call",
    "direction": "out",
    "outcome": "reached",
    "duration_seconds": 340,
    "rep_id": "freya",
    "occurred_at": "2026-11-16T10:20:00Z",
}
_NO_MORE: Final[JsonValue] = {"email": "ada@firm.example", "reason_code": "consent_withdrawn"}
_ONE_PERSON: Final[JsonValue] = {
    "from": "9a3d7e52-6f40-8b18-a2c9-4d1f0e8b7c35",
    "to": "7d0a4f5e-2c1b-8e9a-a4c6-5b0d3f7e9a12",
    "reason_code": "same_person",
}


def routes(ingress: Ingress) -> APIRouter:
    """``POST /v1/leads``, ``/v1/activities``, ``/v1/suppressions`` and ``/v1/links``; each takes one object, an array or NDJSON."""
    router = APIRouter(tags=["intake"])

    @router.post(LEADS, status_code=202, openapi_extra=_body(LeadBody, _LEAD), responses=_ANSWERS)
    async def leads(request: Request) -> Response:
        """Takes leads. 202 means kept: each has a verdict soon, and ``Location`` says what became of the first."""
        return await _take(ingress, request, FEEDERS, LeadBody)

    @router.post(ACTIVITIES, status_code=202, openapi_extra=_body(ActivityBody, _CALL), responses=_ANSWERS)
    async def activities(request: Request) -> Response:
        """Takes what was done with leads: calls, mails, meetings. The first by a human, outward, answers the lead.

        With a rep's key it is the rep's own.
        """
        return await _take(ingress, request, WORKERS, ActivityBody)

    @router.post(SUPPRESSIONS, status_code=202, openapi_extra=_body(SuppressionBody, _NO_MORE), responses=_ANSWERS)
    async def suppressions(request: Request) -> Response:
        """Takes persons who must not be contacted any more."""
        return await _take(ingress, request, WORKERS, SuppressionBody)

    @router.post(LINKS, status_code=202, openapi_extra=_body(LinkBody, _ONE_PERSON), responses=_ANSWERS)
    async def links(request: Request) -> Response:
        """Takes a manager's word that two leads are one person: what is open of the first goes on under the second."""
        return await _take(ingress, request, DECIDERS, LinkBody)

    return router


async def _take(
    ingress: Ingress,
    request: Request,
    roles: tuple[Role, ...],
    model: type[Bodies],
) -> Response:
    who, key = authenticated(request, *roles), sane_key(request.headers.get(IDEMPOTENCY))
    items = items_of(await request.body(), media_type(request))
    bodies = validated(items, model)
    _refuse_the_future(ingress, items, bodies)
    if who.role == "rep":
        items = _own(who, items, bodies)
    deliveries = [
        _delivery(ingress, request, who, key, item, body.source or who.name, index)
        for index, (item, body) in enumerate(zip(items, bodies, strict=True))
    ]
    await ingress.keep(deliveries)
    return acknowledged(deliveries)


def _refuse_the_future(ingress: Ingress, items: Sequence[Item], bodies: Sequence[Bodies]) -> None:
    latest = ingress.now() + SKEW
    errors = [
        FieldError(".".join(str(part) for part in (*item.place, "occurred_at")), "is in the future by our clock")
        for item, body in zip(items, bodies, strict=True)
        if body.occurred_at is not None and body.occurred_at > latest
    ]
    if errors:
        raise refused(errors)


def _own(who: Principal, items: Sequence[Item], bodies: Sequence[Bodies]) -> list[Item]:
    """What a rep did, under the rep's own name, said or not. Raises the problem 403 for somebody else's."""
    named = [body.rep_id for body in bodies if isinstance(body, ActivityBody)]
    if any(rep_id not in (None, who.rep_id) for rep_id in named):
        raise forbidden("A rep speaks for nobody else.")
    return [item._replace(body=orjson.dumps({**as_object(item.json), "rep_id": who.rep_id})) for item in items]


def _delivery(
    ingress: Ingress, request: Request, who: Principal, key: str | None, item: Item, source: str, index: int
) -> Delivery:
    return Delivery(
        delivery_id=ingress.delivery_id(who.name, request.scope["path"], key, index),
        source=source,
        received_at=ingress.now(),
        content_type=JSON,
        body=item.body,
        request=facts_of(request, who.name, {IDEMPOTENCY: f"{key}:{index}"} if key else {}),
    )


def _body(model: type[Bodies], example: JsonValue) -> dict[str, Any]:
    """The request body for OpenAPI: it is read from the raw bytes, so FastAPI does not know it."""
    return {"requestBody": openapi.items(model, example), "parameters": [PARAMETER], **SECURED}
