"""Gathers all that the topics hold of one lead: one partition of each."""

from dataclasses import dataclass

from handover.audit.log import At, LoggedEvent
from handover.broker import Log
from lead_contracts import topics
from lead_contracts.codec import decode
from lead_contracts.errors import ContractError
from lead_runtime.engine.partitioner import partition_of

TOPICS = (
    topics.LEADS_RECEIVED,
    topics.LEADS_ACTIVITIES,
    topics.LEADS_QUALIFIED,
    topics.LEADS_ASSIGNED,
    topics.SLA_ALERTS,
)


@dataclass(frozen=True, slots=True)
class Story:
    """A lead's events by the instants of their writers."""

    lead_id: str
    events: tuple[LoggedEvent, ...]
    unreadable: int
    """Records under the lead's key that no contract can read."""


def read_story(log: Log, lead_id: str) -> Story:
    """All that is known of the lead. Raises HandoverError where the topics cannot be read."""
    key, found, unreadable = lead_id.encode(), list[LoggedEvent](), 0
    number = partition_of(key, log.partition_count(topics.LEADS_RECEIVED))
    snapshot = log.snapshot(TOPICS, number)
    for record in log.read(snapshot, snapshot.ends):
        if record.key != key:
            continue
        try:
            envelope, event = decode(record.headers, record.value)
        except ContractError:
            unreadable += 1
        else:
            at = At(record.topic, record.partition, record.offset, envelope.time)
            found.append(LoggedEvent(at, envelope.id, event))
    found.sort(key=lambda entry: (entry.at.time, TOPICS.index(entry.at.topic), entry.at.offset))
    return Story(lead_id, tuple(found), unreadable)
