"""The keyed state of the group: leads, who stands for whom, and activities that came before their lead."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from lead_contracts.topics import LEADS_CONTACTS
from lead_runtime.engine.api import Context, DeadLetter, Headers, Output, Record, State, Table, Tombstone
from qualification.domain.lead import Lead

ERROR = "UnknownLead"
EARLY = timedelta(days=30)
"""How long is kept what was said of somebody before any touch: as long as the topic holds it."""
MOST_WAITING = 100
"""Activities that one unknown lead may have waiting; more are dead letters at once."""


@dataclass(frozen=True, slots=True)
class Alias:
    """The lead that an id stands for. ``sent``: ids of what was lately sent on, so that a ring of aliases is noticed."""

    to: str
    linked_at: datetime
    sent: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StandIn:
    """The newest that was said of another id: for whom it stands, since when (UTC)."""

    to: str
    linked_at: datetime


@dataclass(frozen=True, slots=True)
class StandIns:
    """What a lead was told of other ids, those that stand for it among them. Never changed in place."""

    known: dict[str, StandIn]


@dataclass(frozen=True, slots=True)
class Held:
    """A record as it came, and the id of the activity in it."""

    activity_id: str
    topic: str
    partition: int
    offset: int
    timestamp: int
    key: bytes | None
    value: bytes | None
    headers: Headers

    @classmethod
    def of(cls, activity_id: str, record: Record) -> "Held":
        """Keeps the record."""
        return cls(
            activity_id=activity_id,
            topic=record.topic,
            partition=record.partition,
            offset=record.offset,
            timestamp=record.timestamp,
            key=record.key,
            value=record.value,
            headers=tuple(record.headers),
        )

    @property
    def record(self) -> Record:
        """The record, whole."""
        return Record(self.topic, self.partition, self.offset, self.timestamp, self.key, self.value, self.headers)


@dataclass(frozen=True, slots=True)
class Waiting:
    """What was done with a lead that nobody knows yet; ``until`` (UTC) it may still arrive."""

    until: datetime
    held: tuple[Held, ...]


@dataclass(frozen=True)
class Limits:
    """``grace``: how long an activity waits for its lead. ``retention``: how long a lead at rest is remembered."""

    grace: timedelta = timedelta(minutes=10)
    retention: timedelta = timedelta(days=400)


@dataclass(frozen=True)
class Tables:
    """The tables of the group, under its limits."""

    limits: Limits
    leads: Table[Lead]
    aliases: Table[Alias]
    stand_ins: Table[StandIns]
    waiting: Table[Waiting]

    @classmethod
    def under(cls, limits: Limits) -> "Tables":
        """Builds them."""

        def forget_at(lead: Lead) -> datetime | None:
            # An open cycle is not forgotten, and neither is the wish not to be contacted.
            kept = limits.retention if lead.is_known else min(EARLY, limits.retention)
            return None if lead.is_open or lead.is_suppressed else lead.changed_at + kept

        def forget(lead_id: str, lead: Lead, state: State, _: Context) -> tuple[Output, ...]:
            state.delete(leads, lead_id)
            return (Tombstone(LEADS_CONTACTS, lead_id),) if lead.is_known else ()

        def give_up(lead_id: str, found: Waiting, state: State, _: Context) -> tuple[Output, ...]:
            state.delete(waiting, lead_id)
            return tuple(unknown_lead(lead_id, held.record) for held in found.held)

        leads = Table("leads", Lead, due=forget_at, fire=forget)
        aliases, stand_ins = Table("aliases", Alias), Table("stand_ins", StandIns)
        waiting = Table("waiting", Waiting, due=lambda found: found.until, fire=give_up)
        return cls(limits, leads, aliases, stand_ins, waiting)


def unknown_lead(lead_id: str, record: Record) -> DeadLetter:
    """The activity came for a lead that never did."""
    return DeadLetter(record, ERROR, "no lead with this id was received", lead_id=lead_id)
