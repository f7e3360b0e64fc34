"""Raw deliveries on ``marketing.events``: written by our intake, read whoever wrote them.

Our own: the value is the body, byte for byte; the facts are CloudEvents attributes. ``content-type`` is always
``application/octet-stream``, since a body that is itself a structured CloudEvent would otherwise be taken for one; what
the sender declared is in ``ce_bodytype``.
"""

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Final
from urllib.parse import quote

from pydantic import ValidationError

from lead_contracts.cloudevents import BATCH, CloudEvent, from_kafka, is_batch
from lead_contracts.envelope import Headers, HeadersRead, format_instant
from lead_contracts.errors import MalformedEvent
from lead_contracts.events.delivery import Delivery, ForeignEvent, RequestFacts
from lead_contracts.ids import derived_id
from lead_contracts.registry import REGISTRY
from lead_contracts.values import Channel
from lead_contracts.violations import violation

_CONSTANT: Final[Headers] = (
    ("content-type", b"application/octet-stream"),
    ("ce_specversion", b"1.0"),
    ("ce_type", Delivery.type().encode()),
)
BATCHES: Final = "cloudevents"
"""The source of a batch as a whole."""
_FAMILY: Final = Delivery.type().rpartition(".v")[0] + ".v"


def delivery_record(delivery: Delivery, traceparent: str | None = None) -> tuple[bytes, bytes, Headers]:
    """``(key, value, headers)`` of the record on ``marketing.events``; its key is the ``delivery_id``."""
    headers = [
        *_CONSTANT,
        ("ce_id", delivery.delivery_id.encode()),
        ("ce_source", f"/lead-intake/{quote(delivery.source, safe='')}".encode()),
        ("ce_time", format_instant(delivery.received_at).encode()),
        ("ce_leadsource", delivery.source.encode()),
        ("ce_channel", delivery.channel.encode()),
        ("ce_bodytype", delivery.content_type.encode()),
    ]
    if delivery.request is not None:
        headers.append(("ce_request", delivery.request.__pydantic_serializer__.to_json(delivery.request)))
    if traceparent:
        headers.append(("traceparent", traceparent.encode()))
    return delivery.delivery_id.encode(), delivery.body, tuple(headers)


def read_delivery(headers: HeadersRead, value: bytes | None, arrived_at: datetime) -> Delivery:
    """The delivery of any record on ``marketing.events``: our own, or a CloudEvent of any type in either mode.

    ``arrived_at`` is the record's timestamp; a foreign event has no better ``received_at``.
    Raises MalformedEvent, UnsupportedVersion (of our own type), ContractViolation.
    """
    if is_batch(headers):
        return _batch(value or b"", arrived_at)
    event = from_kafka(headers, value)
    if event.type.startswith(_FAMILY):
        return own_delivery(event)
    try:
        return _foreign(event, arrived_at)
    except ValidationError as error:
        raise violation(Delivery, error) from None


def own_delivery(event: CloudEvent) -> Delivery:
    """The delivery that our intake wrote. Raises as ``read_delivery``."""
    if REGISTRY[event.type] is not Delivery or event.time is None:
        raise MalformedEvent("time", "missing")
    facts = event.extensions
    try:
        request = facts.get("request")
        return Delivery(
            delivery_id=event.id,
            source=facts.get("leadsource", ""),
            channel=_channel(facts),
            received_at=event.time,
            content_type=facts.get("bodytype", ""),
            body=event.data,
            request=None if request is None else RequestFacts.model_validate_json(request),
        )
    except ValidationError as error:
        raise violation(Delivery, error) from None


def _batch(value: bytes, arrived_at: datetime) -> Delivery:
    """Several events in one record, known by what is in it; each has its own source and id."""
    return Delivery(
        delivery_id=derived_id(sha256(value).hexdigest(), Delivery.type(), "batch"),
        source=BATCHES,
        received_at=arrived_at,
        content_type=f"{BATCH}+json",
        body=value,
    )


def _foreign(event: CloudEvent, arrived_at: datetime) -> Delivery:
    return Delivery(
        delivery_id=event.id,
        source=event.source,
        channel=_channel(event.extensions),
        received_at=arrived_at,
        content_type=event.datacontenttype or "application/json",
        body=event.data,
        event=ForeignEvent(
            type=event.type,
            source=event.source,
            subject=event.subject,
            time=event.time,
            dataschema=event.dataschema,
            extensions=dict(event.extensions),
        ),
    )


def _channel(extensions: Mapping[str, str]) -> Channel:
    return "list" if extensions.get("channel") == "list" else "live"
