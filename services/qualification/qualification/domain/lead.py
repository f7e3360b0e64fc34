"""A lead as qualification keeps it, and everything that can happen to it. One writer per lead: this code."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, TypeAlias

from qualification.domain.engagement import Mark
from qualification.domain.handover import Opening, Work, with_work
from qualification.domain.knowledge import Known, learn
from qualification.domain.touch import Motion

Standing: TypeAlias = Literal["new", "open", "closed", "disqualified", "suppressed"]

MARKS_KEPT = 256
"""Touches and replies that a lead remembers, the newest by arrival. Beyond it, a repeat of the oldest is news again."""


@dataclass(frozen=True, slots=True)
class Owner:
    """Who has the open cycle, as assignment said it."""

    cycle: int
    attempt: int
    assignment_id: str
    rep_id: str


@dataclass(frozen=True, slots=True)
class Lead:
    """``cycle``: the number of the last one opened (0: none yet); ``motion``: whose rules decided last.

    ``motion_at``: the instant (UTC) of the touch that they decided on.
    ``changed_at``: the instant (UTC) of the last change, for retention.
    ``opening``, ``work``: of the open cycle, what goes on under another lead if this one turns out to be that.
    ``contact`` is personal data, erased with a suppression.
    """

    changed_at: datetime
    standing: Standing = "new"
    motion: Motion | None = None
    motion_at: datetime | None = None
    cycle: int = 0
    marks: tuple[Mark, ...] = ()
    facts: Known = ()
    contact: Known = ()
    owner: Owner | None = None
    opening: Opening | None = None
    work: tuple[Work, ...] = ()

    def __repr__(self) -> str:
        """Shows no personal data, so that none lands in a log or a traceback."""
        return f"Lead(standing={self.standing!r}, motion={self.motion!r}, cycle={self.cycle})"

    @property
    def is_open(self) -> bool:
        """Whether a cycle is open."""
        return self.standing == "open"

    @property
    def is_known(self) -> bool:
        """Whether anything but enrichment ever arrived for it."""
        return self.standing != "new"

    @property
    def was_touched(self) -> bool:
        """Whether it ever was a lead of its own: a touch or a reply was counted."""
        return self.is_known and bool(self.marks)

    @property
    def is_suppressed(self) -> bool:
        """Whether nobody may work on it any more."""
        return self.standing == "suppressed"

    def knows(self, mark_id: str) -> bool:
        """Whether the touch or reply was counted before."""
        return any(mark.id == mark_id for mark in self.marks)


@dataclass(frozen=True, slots=True)
class Closed:
    """The open cycle ended."""

    cycle: int


@dataclass(frozen=True, slots=True)
class Refused:
    """A request was not granted, and why."""

    reason_code: str


def with_mark(marks: tuple[Mark, ...], mark: Mark) -> tuple[Mark, ...]:
    """The marks and one more, the oldest by arrival dropped beyond ``MARKS_KEPT``."""
    return (*marks, mark)[-MARKS_KEPT:]


def reply(lead: Lead, mark: Mark, now: datetime) -> Lead:
    """The person did something on their own: it counts once, with the next verdict."""
    if lead.is_suppressed or lead.knows(mark.id):
        return lead
    return replace(lead, marks=with_mark(lead.marks, mark), changed_at=now)


def worked_on(lead: Lead, work: Work) -> Lead:
    """One of us tried to reach the person: remembered while a cycle is open, or may be about to open."""
    if lead.standing not in ("open", "new"):
        return lead
    known = with_work(lead.work, work, lead.opening)
    return lead if known is lead.work else replace(lead, work=known)


def hand_over(lead: Lead, now: datetime) -> tuple[Lead, Closed | None]:
    """The lead is another one from now on: its open cycle ends here. What is known of the person stays as it was."""
    if not lead.is_open:
        return lead, None
    return replace(lead, standing="closed", owner=None, opening=None, work=(), changed_at=now), Closed(lead.cycle)


def enrich(
    lead: Lead | None, at: datetime, facts: Mapping[str, str], contact: Mapping[str, str], now: datetime
) -> Lead:
    """Another source says more of it, for the next verdict and for its owner; it opens nothing.

    The same object where it says nothing new, or must not be heard.
    """
    before = lead if lead is not None else Lead(changed_at=now)
    if before.is_suppressed:
        return before
    known, person = learn(before.facts, at, facts), learn(before.contact, at, contact)
    if known is before.facts and person is before.contact:
        return before
    return replace(before, facts=known, contact=person, changed_at=now)


def suppress(lead: Lead | None, now: datetime) -> tuple[Lead, Closed | None]:
    """Ends the open cycle and forgets the person; only the ids of what was counted stay, so that repeats are known."""
    if lead is None:
        return Lead(changed_at=now, standing="suppressed"), None
    ended = Closed(lead.cycle) if lead.is_open else None
    rest = replace(lead, standing="suppressed", facts=(), contact=(), owner=None, opening=None, work=(), changed_at=now)
    return rest, ended


def assign(lead: Lead, owner: Owner) -> Lead:
    """The open cycle has an owner. What is said of another cycle, or of an earlier attempt, changes nothing."""
    if not lead.is_open or owner.cycle != lead.cycle:
        return lead
    if lead.owner is not None and owner.attempt < lead.owner.attempt:
        return lead
    return replace(lead, owner=owner)


def free(lead: Lead, assignment_id: str) -> Lead:
    """The owner gave the lead back."""
    if lead.owner is None or lead.owner.assignment_id != assignment_id:
        return lead
    return replace(lead, owner=None)


@dataclass(frozen=True, slots=True)
class CloseRequest:
    """Who wants to end which cycle (None: the open one); ``rules_over``: a manager or admin, who may end any.

    ``asked_at``: when our side had it (UTC).
    """

    request_id: str
    actor: str
    rules_over: bool
    cycle: int | None
    outcome: str
    asked_at: datetime


def close(lead: Lead | None, request: CloseRequest, now: datetime) -> tuple[Lead | None, Closed | Refused]:
    """Ends the cycle for its owner or a manager, or says why not."""
    if lead is None:
        return None, Refused("unknown_lead")
    if refusal := _refusal(lead, request):
        return lead, Refused(refusal)
    return replace(lead, standing="closed", owner=None, opening=None, work=(), changed_at=now), Closed(lead.cycle)


def _means(request: CloseRequest, lead: Lead) -> bool:
    """Whether it is about the open cycle. One that opened by a request cannot have been meant by another made before."""
    if request.cycle is None and lead.opening is not None and lead.opening.handed_over:
        return request.asked_at >= lead.opening.at
    return request.cycle in (None, lead.cycle)


def _refusal(lead: Lead, request: CloseRequest) -> str | None:
    if not lead.is_open or not _means(request, lead):
        return "no_open_cycle"
    if not (request.rules_over or (lead.owner is not None and lead.owner.rep_id == request.actor)):
        return "not_yours"
    return "not_an_outcome" if request.outcome == "suppressed" else None
