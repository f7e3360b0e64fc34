"""From the events of the contracts to the facts of the domain."""

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias

from lead_contracts import events
from lead_contracts.base import Event
from lead_contracts.events.lead_qualified import ACCOUNT_HANDOVER
from lead_runtime.engine.api import Incoming
from sla_monitor.domain.facts import (
    Acted,
    Closed,
    Disqualified,
    Fact,
    Held,
    Merged,
    Moved,
    Qualified,
    Received,
    Suppressed,
    Vacated,
)

Reading: TypeAlias = Callable[[Incoming[Any]], Fact]


def _received(incoming: Incoming[events.LeadReceived]) -> Received:
    event = incoming.data
    return Received(event.touch_id, event.channel == "live", event.received_at, event.occurred_at, event.is_test)


def _suppressed(incoming: Incoming[events.LeadSuppressed]) -> Suppressed:
    return Suppressed(min(incoming.data.occurred_at, incoming.time))  # a clock far in the future silences nothing later


def _qualified(incoming: Incoming[events.LeadQualified]) -> Qualified:
    event = incoming.data
    untouched = event.reason_code == ACCOUNT_HANDOVER
    return Qualified(event.touch_id, event.cycle, event.received_at, event.decided_at, event.motion, untouched)


def _merged(incoming: Incoming[events.LeadTouched]) -> Merged:
    return Merged(incoming.data.touch_id, incoming.data.cycle)


def _disqualified(incoming: Incoming[events.LeadDisqualified]) -> Disqualified:
    return Disqualified(incoming.data.touch_id)


def _moved(incoming: Incoming[events.LeadMoved]) -> Moved:
    return Moved(incoming.data.touch_id)


def _closed(incoming: Incoming[events.LeadClosed]) -> Closed:
    return Closed(incoming.data.cycle, min(incoming.data.occurred_at, incoming.data.decided_at))


def _assigned(incoming: Incoming[events.LeadAssigned]) -> Held:
    event = incoming.data
    return Held(event.cycle, event.rep_id, event.decided_at, event.team or "")


def _unassigned(incoming: Incoming[events.LeadUnassigned]) -> Vacated:
    return Vacated(incoming.data.cycle, incoming.data.reason_code, incoming.data.decided_at)


def _given_back(incoming: Incoming[events.LeadDeclined | events.LeadReleased]) -> Vacated:
    event = incoming.data
    return Vacated(event.cycle, event.reason_code or event.NAME.removeprefix("lead."), event.occurred_at)


def _acted(incoming: Incoming[events.LeadActivity]) -> Acted:
    event = incoming.data
    outgoing = event.direction == "out"
    return Acted(event.kind, outgoing, event.automated, event.occurred_at, event.recorded_at, event.rep_id or "")


READINGS: Final[Mapping[type[Event], Reading]] = {
    events.LeadReceived: _received,
    events.LeadSuppressed: _suppressed,
    events.LeadQualified: _qualified,
    events.LeadTouched: _merged,
    events.LeadDisqualified: _disqualified,
    events.LeadMoved: _moved,
    events.LeadClosed: _closed,
    events.LeadAssigned: _assigned,
    events.LeadUnassigned: _unassigned,
    events.LeadDeclined: _given_back,
    events.LeadReleased: _given_back,
    events.LeadActivity: _acted,
}
"""All that the monitor listens to; each is about one lead (``lead_id``)."""
