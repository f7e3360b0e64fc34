"""One version of the promise: when a clock starts, when it is due, and what stops it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sla_monitor.domain.facts import Acted, Received


@dataclass(frozen=True, slots=True)
class Policy:
    """``warn_share``: the share of the time after which the owner is warned, 0..1 (0: never).

    ``response_kinds``: the kinds of outgoing human activity that answer a lead. ``live_limit``: a live touch older than
    that at its arrival starts its clock on arrival. ``backdating_limit``: a response entered later than that after it is
    said to have happened counts from its entry. ``verdict_within``, ``owner_within``: longer than that, a lead is stuck.
    ``keep``: how long a lead is remembered after its last fact.
    """

    name: str
    version: int
    first_response: timedelta
    warn_share: float
    response_kinds: frozenset[str]
    live_limit: timedelta
    backdating_limit: timedelta
    verdict_within: timedelta
    owner_within: timedelta
    keep: timedelta

    def starts_at(self, touch: Received) -> datetime:
        """When the person acted, if that was live, not long ago, and not after the arrival; else the arrival."""
        acted, arrived = touch.occurred_at, touch.received_at
        if not touch.live or acted is None or acted > arrived or arrived - acted > self.live_limit:
            return arrived
        return acted

    def due_at(self, started_at: datetime) -> datetime:
        """The deadline of a clock."""
        return started_at + self.first_response

    def warn_at(self, started_at: datetime) -> datetime | None:
        """When the owner is to be warned, or None."""
        return started_at + self.first_response * self.warn_share if self.warn_share else None

    def is_response(self, act: Acted) -> bool:
        """Whether a person tried to reach the lead. What a machine sends answers nobody."""
        return act.outgoing and not act.automated and act.kind in self.response_kinds

    def counts_at(self, happened: datetime, entered: datetime) -> datetime:
        """The instant at which a response counts: when it happened, unless it was entered too long after that."""
        return happened if entered - happened <= self.backdating_limit else entered
