"""When a clock starts, when it is due, what answers it: the rules of the SLA policies, written a second time.

The monitor has its own; an audit that shared them would share their mistakes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from pydantic import BaseModel, ConfigDict, ValidationError

from .facts import Reply, Touch

FIRST_RESPONSE = "first_response"


@dataclass(frozen=True, slots=True)
class Terms:
    """What a published SLA policy promises."""

    first_response: timedelta
    warn_share: float
    response_kinds: frozenset[str]
    live_limit: timedelta
    backdating_limit: timedelta

    def start_of(self, touch: Touch) -> datetime:
        """When the person acted, if that was live and not long before the arrival; else the arrival."""
        acted, arrived = touch.occurred_at, touch.received_at
        if touch.live and acted is not None and timedelta(0) <= arrived - acted <= self.live_limit:
            return acted
        return arrived


@dataclass(frozen=True, slots=True)
class Clock:
    """The time to the first response."""

    start: datetime
    terms: Terms

    @property
    def due(self) -> datetime:
        """The deadline."""
        return self.start + self.terms.first_response

    @property
    def warn_at(self) -> datetime:
        """When the owner is warned."""
        return self.start + self.terms.first_response * self.terms.warn_share

    def is_answered_by(self, reply: Reply) -> bool:
        """Whether the reply came in time. It counts no later than it was entered, and not when it was entered too late."""
        happened = min(reply.occurred_at, reply.recorded_at)
        too_late = reply.recorded_at - happened > self.terms.backdating_limit
        counts_at = reply.recorded_at if too_late else happened
        return reply.kind in self.terms.response_kinds and happened >= self.start and counts_at <= self.due


def terms_of(content: Mapping[str, object]) -> Terms | None:
    """What the content of a published policy promises; None where it is none that can be read."""
    try:
        return _Content.model_validate(content).first_response.terms()
    except ValidationError:
        return None


class _FirstResponse(BaseModel):
    model_config = ConfigDict(allow_inf_nan=False)

    within_hours: float
    warn_at_percent: float
    responses: frozenset[str]
    live_limit_hours: float
    backdating_limit_hours: float

    def terms(self) -> Terms:
        return Terms(
            first_response=timedelta(hours=self.within_hours),
            warn_share=self.warn_at_percent / 100,
            response_kinds=self.responses,
            live_limit=timedelta(hours=self.live_limit_hours),
            backdating_limit=timedelta(hours=self.backdating_limit_hours),
        )


class _Content(BaseModel):
    first_response: _FirstResponse
