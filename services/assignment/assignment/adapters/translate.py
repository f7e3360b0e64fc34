"""Between the contracts and the domain. Pure."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from assignment.adapters.tables import SEPARATOR
from assignment.adapters.territories import UnknownTerritory, territory_keys
from assignment.application.crossing import Arrival
from assignment.application.handover import Result
from assignment.application.requests import Request
from assignment.domain.lead import Crossing, Facts, Lead, Motion, Stage
from assignment.domain.rep import Absence, Rep, Role, Shift
from lead_contracts.base import Event
from lead_contracts.events import (
    LeadAcceptRequest,
    LeadActivity,
    LeadDeclineRequest,
    LeadQualified,
    LeadReassignRequest,
    LeadReleaseRequest,
    LeadTouched,
    LeadTransferred,
    RepChanged,
)
from lead_contracts.events import requests as wire
from lead_contracts.events.verdict import BASIS
from lead_contracts.normalise import language
from lead_runtime.engine.errors import InvalidInput
from lead_runtime.public_holidays import UnknownRegion, checked_region

WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LeadRequests = LeadAcceptRequest | LeadDeclineRequest | LeadReleaseRequest | LeadReassignRequest
_KINDS: Final[Mapping[type[Event], Literal["accept", "decline", "release", "reassign"]]] = {
    LeadAcceptRequest: "accept",
    LeadDeclineRequest: "decline",
    LeadReleaseRequest: "release",
    LeadReassignRequest: "reassign",
}
_MOTIONS: Final = {motion.value: motion for motion in Motion}
_DAY: Final = 24 * 60
_SHIFT: Final = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-(?:([01]\d|2[0-3]):([0-5]\d)|24:00)")


class UnusableRep(InvalidInput):
    """A rep's record says what cannot be followed; ``field`` names the member, ``problem`` what is wrong with it."""

    def __init__(self, field: str, problem: str) -> None:
        super().__init__(f"{field}: {problem}")
        self.field, self.problem = field, problem


def lead_of(event: LeadQualified | LeadTouched) -> Lead:
    """The cycle as qualification described it."""
    facts: Facts = dict(event.facts)
    facts.pop(BASIS, None)
    return Lead(
        lead_id=event.lead_id,
        cycle=event.cycle,
        motion=_MOTIONS[event.motion],
        priority=event.priority,
        score=event.score,
        grade=event.grade,
        facts=facts,
    )


def rep_of(event: RepChanged) -> Rep:
    """The rep as the domain wants it. Raises UnusableRep."""
    if SEPARATOR in event.pool:
        raise UnusableRep("pool", f"must not contain {SEPARATOR}")
    return Rep(
        rep_id=event.rep_id,
        role=Role(event.role),
        active=event.active,
        team=event.team,
        weight=max(1, round(event.weight * 1000)),
        max_open=event.max_open,
        max_per_day=event.max_per_day,
        time_zone=zone_of(event.time_zone),
        shifts=_shifts(event.hours),
        absences=apart(Absence(absence.starts_at, absence.ends_at) for absence in event.absences),
        stages=tuple(Stage(stage) for stage in event.stages),
        skills=_words(event.skills),
        languages=_words(language(one) or one for one in event.languages),
        territories=_territories(event.territories),
        accounts=_words(account.strip().lower().removeprefix("www.") for account in event.accounts),
        holidays=event.holidays and region_of(event.holidays),
        left=bool(event.left),
    )


def apart(absences: Iterable[Absence]) -> tuple[Absence, ...]:
    """The same time as stretches that neither meet nor overlap, in order; those that are empty are gone."""
    merged: list[Absence] = []
    for absence in sorted(absences, key=lambda absence: absence.starts_at):
        if absence.ends_at <= absence.starts_at:
            continue
        if merged and absence.starts_at <= merged[-1].ends_at:
            merged[-1] = replace(merged[-1], ends_at=max(merged[-1].ends_at, absence.ends_at))
        else:
            merged.append(absence)
    return tuple(merged)


def request_of(event: LeadRequests) -> Request:
    """What somebody asks for."""
    return Request(
        kind=_KINDS[type(event)],
        request_id=event.request_id,
        actor=event.actor,
        manager=event.actor_role in ("manager", "admin"),
        lead_id=event.lead_id,
        cycle=event.cycle,
        assignment_id=event.assignment_id,
        to_rep_id=event.to_rep_id,
        reason=event.reason_code,
        crossing=_crossing_of(event.crossing) if isinstance(event, LeadReassignRequest) and event.crossing else None,
    )


def arrival_of(event: LeadTransferred) -> Arrival:
    """A lead that comes from another pool."""
    return Arrival(
        lead=Lead(
            lead_id=event.lead_id,
            cycle=event.cycle,
            motion=Motion(event.motion),
            priority=event.priority,
            score=event.score,
            grade=event.grade,
            facts=dict(event.facts),
        ),
        stage=Stage(event.stage),
        attempt=event.attempt,
        had=event.had,
        earlier=event.earlier,
        request_id=event.request_id,
        to_rep_id=event.to_rep_id,
    )


def _crossing_of(event: wire.Crossing) -> Crossing:
    motion = Motion(event.motion) if event.motion else None
    return Crossing(event.to_pool, event.from_pool, motion, event.checked)


def result_of(event: LeadActivity) -> Result:
    """What somebody has reached."""
    return Result(event.lead_id, event.rep_id or "", (event.outcome or "").strip().lower(), event.occurred_at)


def zone_of(name: str) -> str:
    """The IANA name of a time zone that exists. Raises UnusableRep."""
    try:
        return ZoneInfo(name).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise UnusableRep("time_zone", "no such time zone") from None


def _words(said: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({word for one in said if (word := one.strip().lower())}))


def _territories(written: Iterable[str]) -> tuple[str, ...]:
    try:
        return tuple(sorted({key for one in written for key in territory_keys(one)}))
    except UnknownTerritory as error:
        raise UnusableRep("territories", str(error)) from None


def region_of(name: str) -> str:
    """The name of a region whose public holidays are known. Raises UnusableRep."""
    try:
        return checked_region(name)
    except UnknownRegion as error:
        raise UnusableRep("holidays", str(error)) from None


def _shifts(hours: Mapping[str, tuple[str, ...]]) -> tuple[Shift, ...]:
    return tuple(shift_of(day, span) for day, spans in hours.items() for span in spans)


def shift_of(day: str, span: str) -> Shift:
    """A shift from ``mon`` and ``09:00-12:30``. Raises UnusableRep."""
    found = _SHIFT.fullmatch(span)
    if day not in WEEKDAYS:
        raise UnusableRep(f"hours.{day}", f"one of {', '.join(WEEKDAYS)} was expected")
    if found is None:
        raise UnusableRep(f"hours.{day}", "spans like 09:00-12:30 were expected")
    start_hour, start_minute, end_hour, end_minute = found.groups()
    start = int(start_hour) * 60 + int(start_minute)
    end = int(end_hour) * 60 + int(end_minute) if end_hour else _DAY
    if end == start:
        raise UnusableRep(f"hours.{day}", "a span must not end where it starts; the whole day is 00:00-24:00")
    return Shift(WEEKDAYS.index(day), start, end if end > start else end + _DAY)
