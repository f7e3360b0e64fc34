"""Gathers all that the topics hold of one lead, one partition of each, and of the leads that are the same person."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

from handover.audit.log import At, LoggedEvent
from handover.broker import Log
from lead_contracts import topics
from lead_contracts.codec import decode
from lead_contracts.errors import ContractError
from lead_contracts.events import LeadLinked, RepChanged
from lead_runtime.engine.partitioner import partition_of

TOPICS = (
    topics.LEADS_RECEIVED,
    topics.LEADS_ACTIVITIES,
    topics.LEADS_QUALIFIED,
    topics.LEADS_ASSIGNED,
    topics.SLA_ALERTS,
)
MOST_LEADS = 16
"""Leads of one person that a story follows."""


@dataclass(frozen=True, slots=True)
class Story:
    """A lead's events by the instants of their writers. ``also``: the leads that are the same person, told along."""

    lead_id: str
    events: tuple[LoggedEvent, ...]
    unreadable: int
    """Records under these keys that no contract can read."""
    also: tuple[str, ...] = ()


def read_story(log: Log, lead_id: str, of: Sequence[str] = TOPICS) -> Story:
    """All that the topics tell of the lead. Raises HandoverError where they cannot be read."""
    leads, found, unreadable = [lead_id], list[LoggedEvent](), 0
    for each in leads:  # it grows as links are found
        events, lost = _events_of(log, each, of)
        found, unreadable = found + events, unreadable + lost
        leads.extend(other for other in dict.fromkeys(_others(each, events)) if other not in leads)
        del leads[MOST_LEADS:]
    return Story(lead_id, tuple(_told_once(found)), unreadable, tuple(leads[1:]))


def _events_of(log: Log, lead_id: str, of: Sequence[str]) -> tuple[list[LoggedEvent], int]:
    key, found, unreadable = lead_id.encode(), list[LoggedEvent](), 0
    number = partition_of(key, log.partition_count(topics.LEADS_RECEIVED))
    snapshot = log.snapshot(of, number)
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
    return found, unreadable


def _others(lead_id: str, events: Sequence[LoggedEvent]) -> Iterator[str]:
    """By the newest that was said of each lead: for whom this one stands, and who stands for it."""
    links = [entry.event for entry in events if isinstance(entry.event, LeadLinked)]
    newest = {link.from_: link for link in sorted(links, key=lambda link: (link.occurred_at, link.to))}
    for link in newest.values():
        if lead_id in (link.from_, link.to):
            yield link.to if link.from_ == lead_id else link.from_


def _told_once(events: Sequence[LoggedEvent]) -> Iterator[LoggedEvent]:
    """In the order of time; a link, which lies under the keys of all whom it concerns, once."""
    links: list[LeadLinked] = []
    for entry in sorted(events, key=lambda entry: (entry.at.time, TOPICS.index(entry.at.topic), entry.at.offset)):
        if isinstance(entry.event, LeadLinked):
            if entry.event in links:
                continue
            links.append(entry.event)
        yield entry


def names_of_reps(log: Log) -> dict[str, str]:
    """Of all who are or were on the roster, by id. Raises HandoverError where it cannot be read."""
    found: dict[str, str] = {}
    snapshot = log.snapshot([topics.SALES_REPS])
    for record in log.read(snapshot, snapshot.ends):
        if record.value is None:
            continue
        with suppress(ContractError):
            _, event = decode(record.headers, record.value)
            if isinstance(event, RepChanged):
                found[event.rep_id] = event.name
    return found
