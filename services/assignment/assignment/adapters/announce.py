"""From facts of the domain to events of the contracts. Pure."""

from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from typing import Any, Final, cast

from assignment.application.desk import Desk
from assignment.domain.decision import Decision
from assignment.domain.facts import Answered, Assigned, Forwarded, PassedOn, Refused, Step, Transferred, Unassigned
from assignment.domain.lead import Hold, Motion
from lead_contracts import events
from lead_contracts.base import Event, built
from lead_contracts.events import lead_assigned as wire
from lead_contracts.events.offer import OfferEvent
from lead_contracts.events.requests import Crossing
from lead_contracts.topics import ASSIGNMENT_REQUESTS
from lead_contracts.values import Role, VersionRef
from lead_runtime.engine.api import Emit

_ROLES: Final[dict[Motion, Role]] = {Motion.INBOUND: "farmer", Motion.OUTBOUND: "hunter"}
_OFFERS: Final[dict[Step, type[OfferEvent]]] = {
    "accepted": events.LeadAccepted,
    "declined": events.LeadDeclined,
    "released": events.LeadReleased,
}


def announced(desk: Desk, in_hand: Event | None) -> Iterator[Emit]:
    """What was decided at the desk, as events in the same order. ``in_hand``: the event that a Forwarded passes on."""
    for fact in desk.facts:
        match fact:
            case Assigned():
                yield Emit(_assigned(fact, desk), step=f"{fact.lead.lead_id}/{fact.lead.cycle}/{fact.attempt}")
            case Unassigned():
                told = _kept(fact, fact.kept_by, desk) if fact.kept_by else _unassigned(fact, desk)
                yield Emit(told, step=f"{fact.lead.lead_id}/{fact.lead.cycle}/{fact.reason}")
            case Answered():
                yield Emit(_answered(fact, desk.now), step=fact.assignment_id)
            case Refused():
                yield Emit(_refused(fact, desk.now))
            case Forwarded():
                yield Emit(cast("Event", in_hand), topic=ASSIGNMENT_REQUESTS, key=fact.pool)
            case PassedOn():
                yield Emit(_passed_on(fact, in_hand), topic=ASSIGNMENT_REQUESTS, key=fact.pool)
            case Transferred():
                yield Emit(_transferred(fact, desk))


# What we write is built from checked values, so it is not checked again: that took half of a decision's time. Readers do.


def _assigned(fact: Assigned, desk: Desk) -> events.LeadAssigned:
    return built(
        events.LeadAssigned,
        lead_id=fact.lead.lead_id,
        cycle=fact.lead.cycle,
        assignment_id=fact.assignment_id,
        attempt=fact.attempt,
        rep_id=fact.rep_id,
        role=_ROLES[fact.lead.motion],
        team=fact.team,
        pool=desk.book.pool,
        decided_at=desk.now,
        accept_by=fact.accept_by,
        stage=fact.stage.value,
        reason_code=fact.reason,
        decision=_decision(fact.decision, fact.request_id),
        facts=cast("dict[str, Any]", fact.lead.facts),
    )


def _unassigned(fact: Unassigned, desk: Desk) -> events.LeadUnassigned:
    return built(
        events.LeadUnassigned,
        lead_id=fact.lead.lead_id,
        cycle=fact.lead.cycle,
        reason_code=fact.reason,
        pool=desk.book.pool,
        decided_at=desk.now,
        retry_at=fact.retry_at,
        decision=_decision(fact.decision),
    )


def _kept(fact: Unassigned, by: Hold, desk: Desk) -> events.LeadHandoverWaiting:
    return built(
        events.LeadHandoverWaiting,
        lead_id=fact.lead.lead_id,
        cycle=fact.lead.cycle,
        assignment_id=by.assignment_id,
        rep_id=by.rep_id,
        stage="closer",
        reason_code=fact.reason,
        pool=desk.book.pool,
        decided_at=desk.now,
        retry_at=fact.retry_at,
        decision=_decision(fact.decision),
    )


def _answered(fact: Answered, now: datetime) -> OfferEvent:
    return built(
        _OFFERS[fact.step],
        lead_id=fact.lead_id,
        cycle=fact.cycle,
        assignment_id=fact.assignment_id,
        rep_id=fact.rep_id,
        reason_code=fact.reason,
        request_id=fact.request_id,
        occurred_at=now,
    )


def _refused(fact: Refused, now: datetime) -> events.LeadRequestRefused:
    return events.LeadRequestRefused(
        request_id=fact.request_id, lead_id=fact.lead_id, reason_code=fact.reason, decided_at=now
    )


def _passed_on(fact: PassedOn, in_hand: Event | None) -> Event:
    way = fact.crossing
    crossing = Crossing(
        to_pool=way.to_pool,
        from_pool=way.from_pool,
        motion=way.motion.value if way.motion else None,
        checked=way.checked,
    )
    return cast("Event", in_hand).model_copy(update={"crossing": crossing})


def _transferred(fact: Transferred, desk: Desk) -> events.LeadTransferred:
    placement, lead = fact.placement, fact.placement.lead
    return events.LeadTransferred(
        lead_id=lead.lead_id,
        cycle=lead.cycle,
        from_pool=desk.book.pool,
        to_pool=fact.to_pool,
        request_id=fact.request_id,
        to_rep_id=fact.to_rep_id,
        motion=lead.motion.value,
        stage=placement.stage.value,
        priority=lead.priority,
        score=lead.score,
        grade=lead.grade,
        facts=cast("dict[str, Any]", lead.facts),
        attempt=placement.attempt,
        had=placement.had,
        earlier=placement.earlier,
        decided_at=desk.now,
    )


def _decision(decision: Decision, request_id: str | None = None) -> wire.Decision:
    inputs = {**decision.inputs, "request_id": request_id} if request_id else decision.inputs
    return built(
        wire.Decision,
        policy=_version(decision.policy.name, decision.policy.version),
        inputs=cast("dict[str, Any]", inputs),
        steps=cast("tuple[dict[str, Any], ...]", decision.steps),
        candidates=cast("dict[str, Any]", decision.candidates),
        turns=cast("dict[str, Any]", decision.turns),
        pick=decision.pick,
        until=cast("dict[str, Any] | None", decision.until),
    )


@lru_cache(maxsize=64)
def _version(name: str, version: int) -> VersionRef:
    return VersionRef(name=name, version=version)
