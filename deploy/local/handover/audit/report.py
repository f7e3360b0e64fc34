"""What an audit found: counts, violations by name, dead letters that are still open."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum

from .log import At


class Promise(StrEnum):
    """What a log is audited for: three promises of the architecture, and that the log itself can be read."""

    VERDICT = "one verdict"
    OWNER = "one owner"
    ALERT = "one alert"
    RECORD = "a sound log"


class Kind(StrEnum):
    """Every way in which a log can break a promise; the value is the name that is printed."""

    promise: Promise

    def __new__(cls, name: str, promise: Promise) -> "Kind":
        """A kind by its name, with the promise that it breaks."""
        kind = str.__new__(cls, name)
        kind._value_ = name
        kind.promise = promise
        return kind

    TOUCH_WITHOUT_VERDICT = "touch_without_verdict", Promise.VERDICT
    TOUCH_DECIDED_TWICE = "touch_decided_twice", Promise.VERDICT
    VERDICT_WITHOUT_TOUCH = "verdict_without_touch", Promise.VERDICT
    HANDOVER_WITHOUT_WIN = "handover_without_win", Promise.VERDICT
    CYCLE_OPENED_WHILE_OPEN = "cycle_opened_while_open", Promise.VERDICT
    CYCLE_GAP = "cycle_gap", Promise.VERDICT
    TOUCHED_CLOSED_CYCLE = "touched_closed_cycle", Promise.VERDICT
    CLOSED_WITHOUT_CYCLE = "closed_without_cycle", Promise.VERDICT
    UNKNOWN_RULE_SET = "unknown_rule_set", Promise.VERDICT

    DOUBLE_OWNER = "double_owner", Promise.OWNER
    ATTEMPT_GAP = "attempt_gap", Promise.OWNER
    LEAD_WITHOUT_OWNER = "lead_without_owner", Promise.OWNER
    OWNER_WITHOUT_VERDICT = "owner_without_verdict", Promise.OWNER
    ANSWER_WITHOUT_OWNER = "answer_without_owner", Promise.OWNER
    WRONG_ROLE = "wrong_role", Promise.OWNER

    ALERT_DOUBLED = "alert_doubled", Promise.ALERT
    ALERT_MISSING = "alert_missing", Promise.ALERT
    FALSE_ALERT = "false_alert", Promise.ALERT
    ALERT_AFTER_END = "alert_after_end", Promise.ALERT
    ALERT_WITHOUT_CLOCK = "alert_without_clock", Promise.ALERT
    WITHDRAWAL_MISSING = "withdrawal_missing", Promise.ALERT
    WITHDRAWAL_WITHOUT_BREACH = "withdrawal_without_breach", Promise.ALERT
    UNKNOWN_POLICY = "unknown_policy", Promise.ALERT

    EVENT_DOUBLED = "event_doubled", Promise.RECORD
    UNREADABLE_RECORD = "unreadable_record", Promise.RECORD
    DEAD_LETTER_RESOLVED_TWICE = "dead_letter_resolved_twice", Promise.RECORD
    RESOLUTION_WITHOUT_DEAD_LETTER = "resolution_without_dead_letter", Promise.RECORD


@dataclass(frozen=True, slots=True)
class Violation:
    """A broken promise: which, of which lead, shown by which record. ``detail`` is one line without personal data."""

    kind: Kind
    at: At
    detail: str
    lead_id: str | None = None

    def __str__(self) -> str:
        return f"{self.kind} lead {self.lead_id or '-'} at {self.at}: {self.detail}"


@dataclass(frozen=True, slots=True)
class OpenDeadLetter:
    """A dead letter that nobody has replayed or discarded yet."""

    dead_id: str
    group: str
    origin: str
    """Topic/partition/offset of the record that could not be processed."""
    error: str
    attempt: int
    occurred_at: datetime
    lead_id: str | None
    touch_id: str | None


@dataclass(slots=True)
class Counts:
    """How much of each there is. A touch that was delivered several times counts once."""

    deliveries: int = 0
    leads: int = 0
    touches: int = 0
    repeated_touches: int = 0
    qualified: int = 0
    disqualified: int = 0
    merged: int = 0
    moved: int = 0
    """Touches that came under an id that stands for another lead; they count there."""
    undecided: int = 0
    """Touches without a verdict that are dead letters, or too young to be missed."""
    handed_over: int = 0
    """Of the qualified: accounts that went from the hunter who won them to a farmer, without a touch."""
    closed: int = 0
    assigned: int = 0
    waiting: int = 0
    """Open cycles that wait for a rep, visibly."""
    accepted: int = 0
    declined: int = 0
    released: int = 0
    requests: int = 0
    refused: int = 0
    activities: int = 0
    warned: int = 0
    breached: int = 0
    escalated: int = 0
    withdrawn: int = 0
    met: int = 0
    stuck: int = 0
    lettered: int = 0
    replayed: int = 0
    discarded: int = 0

    def as_dict(self) -> dict[str, int]:
        """Name to number, in the order of the lead's way."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


@dataclass(frozen=True, slots=True)
class Report:
    """The result of an audit as of ``read_until``: what was written by then must have had its effect."""

    read_until: datetime
    kept_from: Mapping[str, datetime]
    """Topics that retention has shortened; what came before cannot be judged."""
    counts: Counts
    violations: tuple[Violation, ...]
    open_dead_letters: tuple[OpenDeadLetter, ...]
    records: Mapping[str, int]
    """Records read, by topic."""

    @property
    def holds(self) -> bool:
        """True if no promise is broken. An open dead letter breaks none: it is visible."""
        return not self.violations
