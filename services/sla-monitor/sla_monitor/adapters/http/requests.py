"""``POST /v1/alerts/{id}/requests``: somebody has seen an alert, or it may wait. Written to the log, decided there."""

from collections.abc import Callable
from datetime import datetime
from typing import Literal, Protocol

from fastapi import APIRouter, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from lead_contracts.base import Event
from lead_contracts.events import SlaAckRequest, SlaSnoozeRequest
from lead_contracts.ids import derived_id
from lead_runtime.errors import KafkaAway
from lead_runtime.http.auth import Principal
from lead_runtime.http.idempotency import IdempotencyKey
from lead_runtime.http.problems import Problem, invalid, not_found, unavailable
from sla_monitor.adapters.http.shapes import AlertId, Watching, board_problem
from sla_monitor.application.ports import Alerts, BoardAway
from sla_monitor.application.views import AlertView


class Log(Protocol):
    """Keeps events."""

    async def send(self, event: Event, *, id: str | None = None) -> object:  # noqa: A002 - the CloudEvents name
        """Returns once the event is kept. Raises KafkaAway."""
        ...


class RequestIn(BaseModel):
    """``ack``: I have seen it. ``snooze``: it may wait ``until``."""

    model_config = ConfigDict(extra="forbid")

    kind: Literal["ack", "snooze"]
    until: AwareDatetime | None = None
    reason_code: str | None = Field(default=None, max_length=200)


class RequestOut(BaseModel):
    """The id under which the request is decided."""

    request_id: str


def routes(alerts: Alerts, log: Log, now: Callable[[], datetime], new_id: Callable[[], str]) -> APIRouter:
    """The one path."""
    router = APIRouter(tags=["alerts"])

    @router.post("/v1/alerts/{alert_id}/requests", status_code=202)
    async def request(
        who: Watching, alert_id: AlertId, asked: RequestIn, key: IdempotencyKey, response: Response
    ) -> RequestOut:
        """Accepted for decision; ``Location`` shows what became of the alert."""
        lead_id = _lead_of(await _alert(alerts, alert_id))
        request_id = derived_id(f"{who.name}/{alert_id}", "request", key) if key else new_id()
        event = _event(asked, who, now(), request_id=request_id, lead_id=lead_id, alert_id=alert_id)
        try:
            await log.send(event, id=request_id)
        except KafkaAway as error:
            raise unavailable("Kafka is away; nothing was kept, try again.") from error
        response.headers["Location"] = f"/v1/alerts/{alert_id}"
        return RequestOut(request_id=request_id)

    return router


async def _alert(alerts: Alerts, alert_id: str) -> AlertView:
    try:
        view = await alerts.find(alert_id)
    except BoardAway as error:
        raise board_problem(error) from error
    if view is None:
        raise not_found("No alert of that id is known.")
    return view


def _lead_of(view: AlertView) -> str:
    if view.said.lead_id is None:
        raise Problem(409, "The alert is about many leads; there is none to ask about.")
    return view.said.lead_id


def _event(
    asked: RequestIn, who: Principal, now: datetime, *, request_id: str, lead_id: str, alert_id: str
) -> SlaAckRequest | SlaSnoozeRequest:
    members = {
        "request_id": request_id,
        "actor": who.actor,
        "actor_role": who.role,
        "lead_id": lead_id,
        "alert_id": alert_id,
        "reason_code": asked.reason_code,
        "occurred_at": now,
        "recorded_at": now,
    }
    if asked.kind == "ack":
        return SlaAckRequest.model_validate(members)
    if asked.until is None or asked.until <= now:
        raise invalid("until", "an instant in the future was expected")
    return SlaSnoozeRequest.model_validate({**members, "until": asked.until})
