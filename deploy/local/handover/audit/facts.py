"""What the judges need to know of one lead, and no more: a few hundred bytes an event, without personal data."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, TypeAlias

from .log import At


@dataclass(frozen=True, slots=True)
class Version:
    """A named version of a rule set or a policy."""

    name: str
    number: int

    def __str__(self) -> str:
        return f"{self.name} {self.number}"


@dataclass(frozen=True, slots=True)
class Touch:
    """A lead came, or came again."""

    at: At
    touch_id: str
    live: bool
    received_at: datetime
    occurred_at: datetime | None
    came_as: str | None = None
    """The id under which it came, where that stands for the lead."""
    ids_only: bool = False
    """Whether its source named the person by an id alone."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A touch went on to the lead ``to``, for which this one stands: it is decided there."""

    at: At
    touch_id: str
    to: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What qualification decided about a touch."""

    at: At
    outcome: Literal["qualified", "disqualified", "touched"]
    touch_id: str
    cycle: int | None
    motion: str | None
    rule_set: Version
    received_at: datetime
    decided_at: datetime
    handed_over: bool = False
    """It says that no touch opened the cycle: a hunter won the one before."""


@dataclass(frozen=True, slots=True)
class Closed:
    """Qualification ended a cycle."""

    at: At
    cycle: int
    occurred_at: datetime
    """Never after it was decided."""
    outcome: str = ""
    request_id: str | None = None


@dataclass(frozen=True, slots=True)
class Suppressed:
    """The person asked to be left alone."""

    at: At
    occurred_at: datetime
    """Never after it was written: a wrong clock must not silence what comes later."""


@dataclass(frozen=True, slots=True)
class Ownership:
    """A step of an assignment, or that nobody could be found (``unassigned``)."""

    at: At
    step: Literal["assigned", "accepted", "declined", "released", "unassigned"]
    cycle: int
    assignment_id: str | None = None
    attempt: int | None = None
    role: str | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """Something that a human sent out to the lead; the policy says which kinds answer it."""

    at: At
    kind: str
    occurred_at: datetime
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Alert:
    """A rung of a clock that was reached, or the clock's happy end (``met``)."""

    at: At
    step: Literal["warned", "breached", "escalated", "met"]
    cycle: int | None
    clock: str
    policy: Version
    started_at: datetime
    due_at: datetime
    raised_at: datetime
    """When it was raised; of ``met`` when the lead was answered."""
    rung: str = ""
    alert_id: str | None = None


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """An alert was taken back."""

    at: At
    withdraws: str


Fact: TypeAlias = Touch | Moved | Verdict | Closed | Suppressed | Ownership | Reply | Alert | Withdrawal


@dataclass(slots=True)
class Lead:
    """All facts of one lead; each list in the order of its own topic, since no order holds between topics."""

    lead_id: str
    touches: dict[str, Touch] = field(default_factory=dict)
    came: set[str] = field(default_factory=set)
    """Touches that came here from an id that stands for this lead."""
    moved: dict[str, Moved] = field(default_factory=dict)
    decisions: list[Verdict | Closed] = field(default_factory=list)
    owners: list[Ownership] = field(default_factory=list)
    replies: list[Reply] = field(default_factory=list)
    suppressions: list[Suppressed] = field(default_factory=list)
    alerts: list[Alert | Withdrawal] = field(default_factory=list)

    def add(self, fact: Fact) -> None:
        """Takes in one more fact; the first record of a touch stands for its repetitions."""
        match fact:
            case Touch():
                self.touches.setdefault(fact.touch_id, fact)
                if fact.came_as:
                    self.came.add(fact.touch_id)
            case Moved():
                self.moved.setdefault(fact.touch_id, fact)
            case Verdict() | Closed():
                self.decisions.append(fact)
            case Ownership():
                self.owners.append(fact)
            case Reply():
                self.replies.append(fact)
            case Suppressed():
                self.suppressions.append(fact)
            case Alert() | Withdrawal():
                self.alerts.append(fact)

    @property
    def starts(self) -> dict[str, Touch]:
        """What somebody has to answer: every touch, and every handover of an account, which is there once it is decided."""
        handed = (verdict for verdict in self.verdicts if verdict.handed_over)
        return {**self.touches, **{each.touch_id: _as_touch(each) for each in handed}}

    @property
    def verdicts(self) -> list[Verdict]:
        """The verdicts alone."""
        return [decision for decision in self.decisions if isinstance(decision, Verdict)]

    @property
    def closings(self) -> dict[int, Closed]:
        """Cycle to its (first) end."""
        ends: dict[int, Closed] = {}
        for decision in self.decisions:
            if isinstance(decision, Closed):
                ends.setdefault(decision.cycle, decision)
        return ends

    @property
    def openings(self) -> dict[int, Verdict]:
        """Cycle to the (first) verdict that opened it."""
        opened: dict[int, Verdict] = {}
        for verdict in self.verdicts:
            if verdict.outcome == "qualified" and verdict.cycle is not None:
                opened.setdefault(verdict.cycle, verdict)
        return opened


def _as_touch(handed: Verdict) -> Touch:
    return Touch(handed.at, handed.touch_id, live=False, received_at=handed.decided_at, occurred_at=None)
