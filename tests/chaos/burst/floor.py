"""What the reps of a burst ask for, and when: much of it at the very moment at which their offer lapses."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, Final

from tests.chaos.burst.cast import GRACE, OFF_DUTY, POOLS, REPS, STEADY, is_roomy, is_steady

from lead_contracts.base import Event
from lead_contracts.events import (
    LeadAcceptRequest,
    LeadAssigned,
    LeadClosed,
    LeadDeclineRequest,
    LeadNextRequest,
    LeadReassignRequest,
    LeadReleaseRequest,
)
from lead_contracts.events.requests import Request
from lead_contracts.values import Outcome

RACE: Final = (GRACE - timedelta(seconds=1), GRACE + timedelta(seconds=1))
"""From accept_by: around the instant at which an offer lapses."""
_COURSES: Final = {"win": 60, "decline": 12, "give back": 8, "twice": 5, "not mine": 5, "move": 6, "keep": 4}
_HURRIED: Final = {"race": 60, "lapse": 10, "win": 15, "decline": 10, "move": 5}


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that is written at an instant (UTC)."""

    at: datetime
    event: Event
    again: bool = False
    """Once more, as by a client that got no answer."""


@dataclass(slots=True)
class Floor:
    """``work_on`` gives what follows from an assignment. ``asked`` holds every request by its id."""

    seed: str
    asked: dict[str, Request] = field(default_factory=dict)
    calm: bool = False
    """From now on everybody takes what they are given, at once."""
    _closed: set[str] = field(default_factory=set)
    _numbers: Iterator[int] = field(default_factory=count)

    def work_on(self, lead: LeadAssigned, now: datetime) -> Iterator[Deed]:
        """The chosen course of things; the dice of an assignment are its own, whenever it is read."""
        dice = random.Random(f"{self.seed}/{lead.assignment_id}")
        if self.calm or is_steady(lead.rep_id):
            if lead.accept_by:
                yield self._ask(LeadAcceptRequest, lead, now)
            return
        courses = _HURRIED if lead.accept_by else _COURSES
        (course,) = dice.choices(list(courses), weights=list(courses.values()))
        yield from self._course(course, lead, dice, now)
        if dice.random() < 0.05:
            who = dice.choice((lead.rep_id, f"{dice.choice(tuple(POOLS))}-{OFF_DUTY}"))
            yield self._deed(now, LeadNextRequest, dice, actor=who)

    def _course(self, course: str, lead: LeadAssigned, dice: random.Random, now: datetime) -> Iterator[Deed]:
        soon = now + timedelta(seconds=dice.uniform(0, 1.5))
        match course:
            case "win":
                yield self._ask(LeadAcceptRequest, lead, now, dice)
                if lead.lead_id not in self._closed:
                    self._closed.add(lead.lead_id)
                    yield Deed(soon, _closed(lead, dice, soon))
            case "race" if lead.accept_by:
                at = lead.accept_by + dice.uniform(0, 1) * (RACE[1] - RACE[0]) + RACE[0]
                kind = dice.choice((LeadAcceptRequest, LeadAcceptRequest, LeadDeclineRequest, LeadReleaseRequest))
                yield self._ask(kind, lead, at, dice)
            case "decline":
                yield self._ask(LeadDeclineRequest, lead, soon, dice)
            case "give back":
                yield self._ask(LeadAcceptRequest, lead, now, dice)
                yield self._ask(LeadReleaseRequest, lead, soon, dice)
            case "twice":
                yield self._ask(LeadAcceptRequest, lead, now)
                yield self._ask(LeadAcceptRequest, lead, soon)
            case "not mine":
                yield self._ask(LeadAcceptRequest, lead, soon, actor=_another(lead, dice))
            case "move":
                to = dice.choice((None, _another(lead, dice)))
                yield self._ask(LeadReassignRequest, lead, soon, dice, actor="boss", actor_role="manager", to_rep_id=to)

    def _ask(
        self, kind: type[Request], lead: LeadAssigned, at: datetime, dice: random.Random | None = None, **members: Any
    ) -> Deed:
        about = {"lead_id": lead.lead_id, "actor": lead.rep_id, "actor_role": "rep"}
        return self._deed(at, kind, dice, **{**about, **members})

    def _deed(self, at: datetime, kind: type[Request], dice: random.Random | None, **members: Any) -> Deed:
        name = f"asked-{next(self._numbers)}"
        request = kind.model_validate({"request_id": name, "occurred_at": at, "recorded_at": at, **members})
        self.asked[name] = request
        return Deed(at, request, again=dice is not None and dice.random() < 0.1)


def _closed(lead: LeadAssigned, dice: random.Random, at: datetime) -> LeadClosed:
    """As qualification ends a cycle."""
    outcomes: tuple[Outcome, ...] = ("won", "lost", "invalid")
    return LeadClosed(
        lead_id=lead.lead_id,
        cycle=lead.cycle,
        outcome=dice.choice(outcomes),
        occurred_at=at,
        decided_at=datetime.now(UTC),
    )


def _another(lead: LeadAssigned, dice: random.Random) -> str:
    """Somebody else, of another pool too; never one whose fair share is measured, nor an offer that lapses to them."""
    pools = [pool for pool in POOLS if is_roomy(pool) == is_roomy(lead.rep_id)]
    return f"{dice.choice(pools)}-{dice.randrange(STEADY, REPS):02}"
