"""``/v1``: bodies in our own shape, refused at once where they cannot be used, all or nothing per request."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response

from lead_contracts.events import Delivery
from lead_intake.adapters.bodies import ActivityBody, LeadBody, SuppressionBody
from lead_intake.adapters.http.ingress import Ingress, acknowledged, facts_of
from lead_intake.adapters.http.items import Item, items_of, refused, validated
from lead_intake.adapters.paths import ACTIVITIES, IDEMPOTENCY, LEADS, SUPPRESSIONS
from lead_intake.domain.admission import SKEW
from lead_runtime.http.auth import Principal, require
from lead_runtime.http.idempotency import IdempotencyKey
from lead_runtime.http.media import media_type
from lead_runtime.http.problems import FieldError

JSON = "application/json"
Marketing = Annotated[Principal, Depends(require("marketing"))]
Working = Annotated[Principal, Depends(require("marketing", "rep", "manager"))]


def routes(ingress: Ingress) -> APIRouter:
    """``POST /v1/leads``, ``/v1/activities`` and ``/v1/suppressions``; each takes one object, an array or NDJSON."""
    router = APIRouter(tags=["intake"])

    @router.post(LEADS, status_code=202, openapi_extra=_body(LeadBody))
    async def leads(request: Request, who: Marketing, key: IdempotencyKey) -> Response:
        """Takes leads. 202 means kept: each has a verdict soon, and ``Location`` says what became of the first."""
        return await _take(ingress, request, who, key, LeadBody)

    @router.post(ACTIVITIES, status_code=202, openapi_extra=_body(ActivityBody))
    async def activities(request: Request, who: Working, key: IdempotencyKey) -> Response:
        """Takes what was done with leads: calls, mails, meetings. The first by a human, outward, answers the lead."""
        return await _take(ingress, request, who, key, ActivityBody)

    @router.post(SUPPRESSIONS, status_code=202, openapi_extra=_body(SuppressionBody))
    async def suppressions(request: Request, who: Working, key: IdempotencyKey) -> Response:
        """Takes persons who must not be contacted any more."""
        return await _take(ingress, request, who, key, SuppressionBody)

    return router


async def _take(
    ingress: Ingress,
    request: Request,
    who: Principal,
    key: str | None,
    model: type[LeadBody] | type[ActivityBody] | type[SuppressionBody],
) -> Response:
    items = items_of(await request.body(), media_type(request))
    bodies = validated(items, model)
    _refuse_the_future(ingress, items, bodies)
    deliveries = [
        _delivery(ingress, request, who, key, item, body.source or who.name, index)
        for index, (item, body) in enumerate(zip(items, bodies, strict=True))
    ]
    await ingress.keep(deliveries)
    return acknowledged(deliveries)


def _refuse_the_future(
    ingress: Ingress, items: Sequence[Item], bodies: Sequence[LeadBody | ActivityBody | SuppressionBody]
) -> None:
    latest = ingress.now() + SKEW
    errors = [
        FieldError(".".join(str(part) for part in (*item.place, "occurred_at")), "is in the future by our clock")
        for item, body in zip(items, bodies, strict=True)
        if body.occurred_at is not None and body.occurred_at > latest
    ]
    if errors:
        raise refused(errors)


def _delivery(
    ingress: Ingress, request: Request, who: Principal, key: str | None, item: Item, source: str, index: int
) -> Delivery:
    return Delivery(
        delivery_id=ingress.delivery_id(who.name, request.url.path, key, index),
        source=source,
        received_at=ingress.now(),
        content_type=JSON,
        body=item.body,
        request=facts_of(request, who.name, {IDEMPOTENCY: f"{key}:{index}"} if key else {}),
    )


def _body(model: type[LeadBody] | type[ActivityBody] | type[SuppressionBody]) -> dict[str, Any]:
    """The request body for OpenAPI: it is read from the raw bytes, so FastAPI does not know it."""
    one = model.model_json_schema()
    content = {
        JSON: {"schema": {"oneOf": [one, {"type": "array", "items": one, "minItems": 1}]}},
        "application/x-ndjson": {"schema": one},
    }
    return {"requestBody": {"required": True, "content": content}}
