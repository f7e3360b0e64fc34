"""What is decided once, however often it comes: who asks over HTTP repeats under one Idempotency-Key until answered.

The copies have one key and so one partition, whatever happens to the lead between them.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from lead_contracts.events.lead_activity import LeadActivity
from lead_contracts.events.requests import Request
from lead_runtime.engine.api import State, Table

REMEMBERED: Final = timedelta(days=7)
"""As long as the answer can be read; nobody repeats a request for longer."""


@dataclass(frozen=True, slots=True)
class Seen:
    """When the first copy came (UTC)."""

    at: datetime


REQUESTS: Final = Table("requests", Seen, expires=lambda seen: seen.at + REMEMBERED)


def is_repeat(event: Request | LeadActivity, state: State) -> bool:
    """Whether a copy was remembered in this group."""
    return state.get(REQUESTS, _key(event)) is not None


def remember(event: Request | LeadActivity, state: State, now: datetime) -> None:
    """From now on every copy is a repeat."""
    state.put(REQUESTS, _key(event), Seen(now))


def _key(event: Request | LeadActivity) -> str:
    """With the record's key, so that one id used for two leads means two requests, in whichever partitions they lie."""
    return f"{event.key()}|{event.request_id if isinstance(event, Request) else event.activity_id}"
