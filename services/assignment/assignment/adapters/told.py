"""Whom a decision is told: the assignee, also when it is taken from them, their team, and managers of a lead that waits."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import JsonValue

from assignment.adapters import words
from assignment.application.views import Ownership, Standing
from lead_contracts.base import Event
from lead_contracts.events import LeadAssigned, LeadReleased, LeadUnassigned, RepChanged, TeamChanged
from lead_contracts.topics import LEADS_ASSIGNED, SALES_REPS
from lead_runtime.delivery.plan import REP, TEAM, Draft, Members, Plan, rep_of
from lead_runtime.delivery.settings import Audience, Carry
from lead_runtime.engine.api import Globals

_SHOWN_FACTS: Final = ("company", "job_title", "country", "sector", "campaign")
"""What a line for people says of the lead, in this order; machines get all."""
_ALWAYS: Final = frozenset({"lead_id", "cycle", "assignment_id", "attempt", "rep_id", "role", "team", "pool"})
_INSTANTS: Final = frozenset({"decided_at", "accept_by", "retry_at", "reason_code"})

_TAKEN: Final = {
    "accept_timeout": "It was not accepted in time.",
    "handover": "It is handed over to be closed.",
    "reassigned": "A manager moved it.",
}
"""What is news to who had it; what they did themselves is not."""


class Told:
    """The plans, for the audiences that the settings name."""

    def __init__(self, tell: Iterable[Audience]) -> None:
        self._tell = frozenset(tell)

    def plans(self) -> Mapping[str, Mapping[type[Event], Plan]]:
        """By topic and event."""
        plans: dict[type[Event], Plan] = {
            LeadAssigned: self.assigned,
            LeadReleased: self.released,
            LeadUnassigned: self.unassigned,
        }
        return {LEADS_ASSIGNED: plans}

    def assigned(self, event: LeadAssigned, world: Globals) -> Iterator[Draft]:
        """To the assignee, in their own time; to the team."""
        rep, inputs = rep_of(world, event.rep_id), event.decision.inputs
        what = _what(inputs)
        if "assignee" in self._tell:
            by = _by(event.accept_by, rep.time_zone if rep else "UTC")
            yield Draft(
                REP + event.rep_id, f"A new lead for you{what}", _lines(event, world, event.rep_id, by), _data(event)
            )
        if "team" in self._tell:
            name = rep.name if rep else event.rep_id
            by = _by(event.accept_by, "UTC")
            yield Draft(TEAM + event.team, f"A new lead for {name}{what}", _lines(event, world, None, by), _data(event))

    def released(self, event: LeadReleased, world: Globals) -> Iterator[Draft]:
        """To who has it no more without having asked for that."""
        why = _TAKEN.get(event.reason_code or "")
        if why and "assignee" in self._tell:
            members = event.model_dump(mode="json", exclude={"request_id"})
            yield Draft(REP + event.rep_id, "A lead is yours no more", ((None, why),), {None: members})

    def unassigned(self, event: LeadUnassigned, world: Globals) -> Iterator[Draft]:
        """To those who manage the teams of the pool."""
        if "managers" in self._tell:
            title = f"A lead waits{_what(event.decision.inputs)}"
            for rep_id in managers_of(world, event.pool):
                yield Draft(REP + rep_id, title, _lines(event, world, None, ()), _data(event))


def managers_of(world: Globals, pool: str | None) -> list[str]:
    """The reps who manage a team that has somebody in the pool; in the order of their ids."""
    everyone = world.items(SALES_REPS).values()
    teams = {rep.team for rep in everyone if isinstance(rep, RepChanged) and rep.pool == pool}
    found = (team.managers for team in everyone if isinstance(team, TeamChanged) and team.team_id in teams)
    return sorted({manager for managers in found for manager in managers if rep_of(world, manager)})


def _what(inputs: Mapping[str, JsonValue]) -> str:
    said = [f"grade {inputs['grade']}"] if inputs.get("grade") else []
    said += [str(inputs["motion"])] if inputs.get("motion") else []
    return f": {', '.join(said)}" if said else ""


def _by(accept_by: datetime | None, time_zone: str) -> tuple[tuple[None, str], ...]:
    if accept_by is None:
        return ()
    try:
        local = accept_by.astimezone(ZoneInfo(time_zone))
    except (ZoneInfoNotFoundError, ValueError):  # straight to the topic, past every check
        time_zone, local = "UTC", accept_by
    return ((None, f"Take it up by {local:%H:%M} on {local.day} {local:%B} ({time_zone})."),)


def _lines(
    event: LeadAssigned | LeadUnassigned, world: Globals, reader: str | None, by: tuple[tuple[None, str], ...]
) -> tuple[tuple[Carry | None, str], ...]:
    facts = event.facts if isinstance(event, LeadAssigned) else {}
    company = " · ".join(str(facts[name]) for name in _SHOWN_FACTS if facts.get(name))
    score = event.decision.inputs.get("score")
    lines: list[tuple[Carry | None, str]] = [("facts", company)] if company else []
    lines += [("reasons", _why(event, world, reader))]
    lines += [("reasons", f"Score {score} of 100.")] if score is not None else []
    return (*lines, *by)


def _data(event: LeadAssigned | LeadUnassigned) -> dict[Carry | None, Members]:
    members = event.model_dump(mode="json", include=set(_ALWAYS | _INSTANTS), exclude_none=True)
    inputs = event.decision.inputs
    always: Members = {**members, **{name: inputs[name] for name in ("motion", "grade") if name in inputs}}
    reasons: Members = {"score": inputs.get("score"), "policy": event.decision.policy.model_dump()}
    facts: Members = {"facts": event.facts} if isinstance(event, LeadAssigned) else {}
    return {None: always, "reasons": reasons, "facts": facts}


def _why(event: LeadAssigned | LeadUnassigned, world: Globals, reader: str | None) -> str:
    """The first sentence of the decision in words."""
    assigned = isinstance(event, LeadAssigned)
    standing: Standing = "assigned" if assigned else "waiting"
    decision: dict[str, object] = dict(event.decision.model_dump(mode="json"))
    ownership = Ownership(
        lead_id=event.lead_id,
        cycle=event.cycle,
        standing=standing,
        since=event.decided_at,
        pool=event.pool,
        rep_id=event.rep_id if isinstance(event, LeadAssigned) else None,
        reason_code=event.reason_code if isinstance(event, LeadUnassigned) else None,
        retry_at=event.retry_at if isinstance(event, LeadUnassigned) else None,
        decision=decision,
    )
    rep = rep_of(world, event.rep_id) if isinstance(event, LeadAssigned) else None
    names = {rep.rep_id: rep.name} if rep else {}
    return words.retold(ownership, names, words.Reader(reader))[0]
