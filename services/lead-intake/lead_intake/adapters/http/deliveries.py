"""``GET /v1/deliveries/{id}``: what became of what I sent."""

import asyncio
from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Depends, Path
from pydantic import BaseModel, ConfigDict

from lead_intake.adapters.http import openapi
from lead_intake.adapters.paths import DELIVERIES
from lead_intake.application.status import DeliveryStatus, NoLongerKept, Progress, ReadModelAway, Statuses
from lead_intake.domain.parsed import Disposition
from lead_runtime.http.auth import Principal, require
from lead_runtime.http.problems import not_found, unavailable

_LOOKS = 10
_PAUSE_SECONDS = 0.1
"""What was acknowledged a moment ago may not be in the read model yet: it is given a second."""
_MEANING = {
    Disposition.ACCEPT: "What it says goes on: leads to their verdicts, activities to their leads; one whose lead "
    "is unknown waits for it some minutes, then shows among the dead letters.",
    Disposition.ACCEPT_TEST: "A test: kept and judged, never given to a person.",
    Disposition.ACCEPT_WITH_WARNINGS: "What could be understood goes on; the warnings say what could not.",
    Disposition.NEEDS_ENRICHMENT: "It names somebody by an id alone: as long as the rules let it wait, the contact can be "
    "fetched and sent, under the same source and id; then it goes on with what is known.",
    Disposition.UPDATE_ONLY: "A change of somebody who is known: it makes no second lead.",
    Disposition.SUPPRESS: "The person must not be contacted any more.",
    Disposition.IGNORE: "Acknowledged; it makes no lead.",
    Disposition.REJECT_AUTH: "It does not prove who sent it.",
    Disposition.REJECT_INVALID: "It cannot be read: it lies with the dead letters until somebody looks at it.",
}
_FETCHED = "It names somebody by an id alone; a lead of that id has come from the same source."
_BESIDE = "Of others it has ids alone: they are no leads until they are fetched and sent, under the same source and id."
Asking = Annotated[Principal, Depends(require("marketing", "rep", "manager", "ops"))]
DeliveryId = Annotated[str, Path(max_length=512)]


class DeadLetterOut(BaseModel):
    """Why the delivery, one of its items or something that came of it lies with the dead letters of ``group``.

    ``topic``: where what died lay; ``resolution``: replayed or discarded, null while it is open.
    """

    dead_id: str
    group: str
    topic: str
    error: str
    detail: str | None
    lead_id: str | None
    touch_id: str | None
    activity_id: str | None
    died_at: str | None
    resolution: str | None
    resolved_at: str | None


class LeadOut(BaseModel):
    """A touch that came of the delivery, and the lead that it belongs to."""

    touch_id: str
    lead_id: str


class DeliveryOut(BaseModel):
    """``status``: accepted (kept), processed (through), open (somebody has to fetch whom it names), dead (somebody has to
    look at it, or at something that came of it), discarded (somebody did).

    ``meaning`` says in words what ``disposition`` is. No personal data.
    """

    model_config = ConfigDict(from_attributes=True)

    delivery_id: str
    status: str
    disposition: str
    meaning: str
    source: str
    channel: str
    received_at: str
    leads: list[LeadOut]
    warnings: list[str]
    dead_letters: list[DeadLetterOut]


def routes(statuses: Statuses) -> APIRouter:
    """The one path."""
    router = APIRouter(tags=["intake"])

    @router.get(f"{DELIVERIES}/{{delivery_id}}", responses=openapi.responses(401, 403, 404, 429, 503, kept=False))
    async def delivery(delivery_id: DeliveryId, who: Asking) -> DeliveryOut:
        """The delivery's state, its leads, and why it, or what came of it, is a dead letter where it is one.

        An activity of somebody unknown waits for its lead some minutes before it is one.
        """
        try:
            found = await _patiently(statuses, delivery_id)
        except ReadModelAway as error:
            raise unavailable(f"The read model is {error}; no delivery is lost by that.") from error
        except NoLongerKept as error:
            raise not_found("That delivery came too long ago: it is kept no more.") from error
        if found is None:
            raise not_found("No delivery of that id is known.")
        return _shown(found)

    return router


async def _patiently(statuses: Statuses, delivery_id: str) -> DeliveryStatus | None:
    for _ in range(_LOOKS):
        found = await statuses.find(delivery_id)
        if found is not None:
            return found
        await asyncio.sleep(_PAUSE_SECONDS)
    return None


def _meaning(found: DeliveryStatus) -> str:
    disposition = Disposition(found.arrived.disposition)
    if disposition is Disposition.NEEDS_ENRICHMENT and found.progress is Progress.PROCESSED:
        return _FETCHED
    if disposition is not Disposition.NEEDS_ENRICHMENT and found.progress is Progress.OPEN:
        return f"{_MEANING[disposition]} {_BESIDE}"
    return _MEANING[disposition]


def _shown(found: DeliveryStatus) -> DeliveryOut:
    return DeliveryOut(
        delivery_id=found.delivery_id,
        status=found.progress.value,
        disposition=found.arrived.disposition,
        meaning=_meaning(found),
        source=found.arrived.source,
        channel=found.arrived.channel,
        received_at=found.arrived.received_at,
        leads=[LeadOut(touch_id=touch, lead_id=lead) for touch, lead in sorted(found.leads.items())],
        warnings=list(found.arrived.warnings),
        dead_letters=[DeadLetterOut(**asdict(death)) for death in found.deaths],
    )
