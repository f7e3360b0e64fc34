"""CloudEvents 1.0 over HTTP (binary, structured, batch) and Kafka; the envelope itself is read by the contracts.

The event's ``source`` picks who sent it and how its data is read; of an unknown source the data is read in our own
shape, as a lead, an activity, a suppression or an enrichment by what the event's type says.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeAlias

from lead_contracts.cloudevents import CloudEvent, each_from_http
from lead_contracts.errors import MalformedEvent
from lead_contracts.events import LeadEnriched
from lead_intake.adapters.sources import crm
from lead_intake.application.ports import Reader
from lead_intake.domain.delivery import Delivery, Motion
from lead_intake.domain.errors import WrongShape
from lead_intake.domain.parsed import Parsed

_LONGEST_SOURCE = 512
"""What the contracts take as an id."""
_ACTIVITY = frozenset({"activity", "activities"})
_SUPPRESSION = frozenset({"suppression", "suppressed", "unsubscribed"})
_ENRICHMENT = frozenset({"enriched", "enrichment"})
_OURS = LeadEnriched.type().rpartition(".v")[0]
"""Of whatever source, an event of this type is in our own shape."""


@dataclass(frozen=True, slots=True)
class Route:
    """Who an event's ``source`` is for us: the name of the source, the adapter that reads it, its motion if settled."""

    source: str
    adapter: str
    motion: Motion | None = None


Routes: TypeAlias = Callable[[str], Route | None]


def parse(delivery: Delivery, routes: Routes, read: Reader) -> Parsed:
    """Every event of the delivery, read by the adapter of its source; WrongShape and what that adapter raises.

    In a batch an event that cannot be read is refused, and the others go on.
    """
    try:
        events = each_from_http(delivery.headers.items(), delivery.body)
    except MalformedEvent as error:
        raise WrongShape(str(error), error.attribute) from error
    return crm.each(events, lambda event: read(inner(delivery, _opened(event), routes)))


def _opened(event: CloudEvent | MalformedEvent) -> CloudEvent:
    if isinstance(event, MalformedEvent):
        raise WrongShape(str(event), event.attribute) from event
    return event


def inner(delivery: Delivery, event: CloudEvent, routes: Routes) -> Delivery:
    """What lies in the event, as a delivery of its own under the event's id. WrongShape for a source that is too long."""
    if len(event.source) > _LONGEST_SOURCE:
        raise WrongShape(f"the source is longer than {_LONGEST_SOURCE} characters", "source")
    route = routes(event.source) or Route(event.source, adapter_for(event.type))
    if event.type.startswith(_OURS):
        route = replace(route, adapter="enrichments")
    headers = {"content-type": event.datacontenttype or "application/json", "ce-type": event.type}
    if event.time:
        headers["ce-time"] = event.time.isoformat()
    return replace(
        delivery,
        source=route.source,
        adapter=route.adapter,
        body=event.data,
        headers=headers,
        event_id=event.id,
        motion=route.motion or delivery.motion,
    )


def adapter_for(kind: str) -> str:
    """The adapter for an event of an unknown source, by the words of its type."""
    words = frozenset(kind.lower().split("."))
    if words & _ENRICHMENT:
        return "enrichments"
    return "activities" if words & _ACTIVITY else "suppressions" if words & _SUPPRESSION else "generic"
