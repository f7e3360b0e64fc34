"""From a record on ``marketing.events`` to the domain's delivery."""

from dataclasses import replace
from datetime import UTC, datetime

from lead_contracts.cloudevents import CloudEvent
from lead_contracts.deliveries import read_delivery
from lead_contracts.events import Delivery as DeliveryEvent
from lead_contracts.events.delivery import ForeignEvent, RequestFacts
from lead_intake.adapters.catalogue import Catalogue
from lead_intake.adapters.paths import ACTIVITIES, IDEMPOTENCY, LEADS, LINKS, SUPPRESSIONS
from lead_intake.adapters.sources.cloudevents import inner
from lead_intake.domain.delivery import Channel, Delivery, Motion, motion_of
from lead_runtime.engine.api import Record

_BY_PATH = {ACTIVITIES: "activities", LEADS: "canonical", LINKS: "links", SUPPRESSIONS: "suppressions"}


def delivery_of(record: Record, now: datetime, catalogue: Catalogue) -> Delivery:
    """The delivery, whoever wrote it: our own HTTP side, or a system that wrote a CloudEvent to the topic itself.

    Raises the contract errors MalformedEvent, UnsupportedVersion and ContractViolation.
    """
    return understood(read_delivery(record.headers, record.value, _arrival(record, now)), catalogue)


def source_of(record: Record, now: datetime) -> str:
    """Whose delivery it is, whether or not it can be understood. Raises the contract errors."""
    return read_delivery(record.headers, record.value, _arrival(record, now)).source


def understood(event: DeliveryEvent, catalogue: Catalogue) -> Delivery:
    """What was kept, with the adapter that reads it."""
    if event.event is not None:
        return inner(_plain(event, "canonical"), _foreign(event, event.event), catalogue.route)
    path = event.request.path if event.request else ""
    source = catalogue.known(event.source)
    delivery = _plain(event, _BY_PATH.get(path) or source.adapter)
    told = delivery.told(event_id=_event_id(event.request), motion=_motion(event.request) or source.motion)
    return replace(told, labels=source.labels, channel=source.channel or told.channel)


def _plain(event: DeliveryEvent, adapter: str) -> Delivery:
    headers = dict(event.request.headers) if event.request else {}
    return Delivery(
        source=event.source,
        adapter=adapter,
        body=event.body,
        received_at=event.received_at,
        channel=Channel(event.channel),
        headers=headers | {"content-type": event.content_type},
    )


def _foreign(event: DeliveryEvent, facts: ForeignEvent) -> CloudEvent:
    return CloudEvent(
        id=event.delivery_id,
        source=facts.source,
        type=facts.type,
        data=event.body,
        time=facts.time,
        datacontenttype=event.content_type,
    )


def _event_id(request: RequestFacts | None) -> str | None:
    """The Idempotency-Key, which is the caller's own: two callers may use the same one."""
    key = request.headers.get(IDEMPOTENCY) if request else None
    return f"{request.key_name}:{key}" if request and key else None


def _motion(request: RequestFacts | None) -> Motion | None:
    return motion_of(request.query.get("motion")) if request else None


def _arrival(record: Record, now: datetime) -> datetime:
    """The record's timestamp, which its writer set, as far as it can be true."""
    if not 0 < record.timestamp <= now.timestamp() * 1000:
        return now
    return datetime.fromtimestamp(record.timestamp / 1000, UTC)
