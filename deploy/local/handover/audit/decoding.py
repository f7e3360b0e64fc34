"""From the records of the topics to the entries of the log: only what the judges need is decoded."""

from handover.broker.snapshot import instant_of
from lead_contracts import events, topics
from lead_contracts.codec import decode
from lead_contracts.errors import ContractError
from lead_runtime.engine.api import Record

from .log import At, LogEntry, LoggedEvent, Passed, Unreadable

UNJUDGED = frozenset(
    event.type().encode()
    for event in (events.LeadEnriched, events.LeadLinked, events.LeadContact, events.RepChanged, events.Delivery)
)


def entry_of(record: Record) -> LogEntry:
    """What the record says, and where and when it was written: at its timestamp, which says more of what its readers
    could know than the ``ce_time`` of an event that was replayed or sent on."""
    at = At(record.topic, record.partition, record.offset, instant_of(record.timestamp))
    if record.topic == topics.MARKETING_EVENTS or _type_of(record) in UNJUDGED or _is_erasure(record):
        return Passed(at)
    try:
        envelope, event = decode(record.headers, record.value)
    except ContractError as error:
        return Unreadable(at, type(error).__name__)
    return LoggedEvent(at, envelope.id, event)


def _type_of(record: Record) -> bytes | None:
    return next((value for name, value in record.headers if name == "ce_type"), None)


def _is_erasure(record: Record) -> bool:
    """A tombstone on a compacted topic."""
    return record.value is None and record.topic == topics.CONFIG_VERSIONS
