"""What people are shown: who has a lead and why, what it is worth, what became of a request. Rebuilt from the log."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

Members: TypeAlias = dict[str, object]
"""Members of an event, each any JSON value; without personal data."""
Standing: TypeAlias = Literal["waiting", "assigned", "accepted", "given_up", "closed"]


@dataclass(frozen=True, slots=True)
class Ownership:
    """Who has the newest cycle of a lead. ``decision``: the frozen record of how that, or nobody, was found."""

    lead_id: str
    cycle: int
    standing: Standing
    since: datetime
    pool: str | None = None
    attempt: int = 0
    rep_id: str | None = None
    assignment_id: str | None = None
    reason_code: str | None = None
    retry_at: datetime | None = None
    decision: Members | None = None
    had: tuple[str, ...] = ()
    """Everybody who ever had the lead: they may read about it."""
    team: str | None = None
    stage: str | None = None
    """Whether it is to be opened or to be closed."""
    accept_by: datetime | None = None
    came_by: str | None = None
    """Why the one before has it no more; None for the first of a cycle."""
    handover: Members | None = None
    """Why its holder still has it although it is to go to the next stage: ``reason_code``, ``retry_at``, ``stage``."""

    @property
    def waits(self) -> bool:
        """Whether it waits for somebody, also while its holder keeps it."""
        return self.standing == "waiting" or (self.handover is not None and self.standing in ("assigned", "accepted"))


@dataclass(frozen=True, slots=True)
class Worth:
    """What qualification last said of a lead. ``outcome``: how its cycle ended, None while it is open."""

    lead_id: str
    cycle: int
    motion: str
    score: int
    grade: str
    priority: int
    reasons: tuple[Members, ...]
    open_questions: tuple[str, ...]
    facts: Members
    received_at: datetime
    outcome: str | None = None


@dataclass(frozen=True, slots=True)
class Contact:
    """How to reach the person. Personal data: shown to who has the lead, and to managers."""

    email: str | None = None
    phone: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    message: str | None = None


@dataclass(frozen=True, slots=True)
class LeadView:
    """All that is known of a lead; each part None where it is not known, or not any more."""

    lead_id: str
    ownership: Ownership | None
    worth: Worth | None
    contact: Contact | None

    @property
    def standing(self) -> Standing | None:
        """Where it stands: a waiting lead is closed by qualification alone."""
        if self.ownership is None:
            return None
        over = self.worth and self.worth.outcome and self.worth.cycle >= self.ownership.cycle
        return "closed" if over else self.ownership.standing

    @property
    def waits(self) -> bool:
        """Whether it waits for somebody."""
        return self.ownership is not None and self.ownership.waits and self.standing != "closed"

    @property
    def why_waiting(self) -> str | None:
        """The reason in a word."""
        if self.ownership is None:
            return None
        handover = self.ownership.handover
        return str(handover["reason_code"]) if handover else self.ownership.reason_code

    @property
    def retry_at(self) -> datetime | None:
        """When time alone may change that (UTC)."""
        if self.ownership is None or not self.ownership.handover:
            return self.ownership.retry_at if self.ownership else None
        at = self.ownership.handover.get("retry_at")
        return datetime.fromisoformat(at) if isinstance(at, str) else None

    @property
    def holder(self) -> str | None:
        """Who has it now."""
        return self.ownership.rep_id if self.ownership and self.standing in ("assigned", "accepted") else None


@dataclass(frozen=True, slots=True)
class StoryLine:
    """Something that happened to a lead: the event's name (``lead.assigned``), its id, and what it said in short.

    ``offset``: of its record; what happened at one instant is told in the order of the log.
    """

    at: datetime
    event: str
    id: str
    members: Members
    offset: int = 0


@dataclass(frozen=True, slots=True)
class RequestView:
    """A request and its answer; ``reason_code``: why it was refused."""

    request_id: str
    kind: str
    actor: str
    lead_id: str | None
    status: Literal["pending", "done", "refused"]
    reason_code: str | None = None
    by: str | None = None
    """The event that answered it."""
    actor_role: str | None = None


@dataclass(frozen=True, slots=True)
class TeamView:
    """A team as ``team.changed`` last said."""

    team_id: str
    members: Members


@dataclass(frozen=True, slots=True)
class RepView:
    """A rep as ``rep.changed`` last said."""

    rep_id: str
    members: Members

    @property
    def name(self) -> str:
        """For people."""
        return str(self.members.get("name") or self.rep_id)
