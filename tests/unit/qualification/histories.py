"""Random histories of a few leads, and what the group makes of them."""

from collections.abc import Container, Iterable
from datetime import datetime, timedelta
from functools import cache
from typing import NamedTuple

from hypothesis import strategies as st
from tests.unit.qualification.samples import NOW, activity, assigned, close, linked, received, shipped, suppressed

from lead_contracts.base import Event
from lead_contracts.events import LeadEnriched
from lead_contracts.events.verdict import Verdict
from lead_runtime.engine.api import Record
from lead_runtime.testing import Driver
from qualification.adapters.worker import topology
from qualification.domain.touch import IDS_ONLY

LEADS = ("lead-1", "lead-2", "crm-7")
MESSAGES = (None, "Please send a quote", "A demo, or call me back about pricing!", "Was kostet das? Preise bitte", "Hi")
LONG_ENOUGH = timedelta(hours=1)
"""Nobody waits for an enrichment any longer."""
MOTIONS = ("inbound", "outbound")


class Happening(NamedTuple):
    """An event and how long after the one before it was read."""

    event: Event
    after: timedelta


def _touch(number: int) -> st.SearchStrategy[Event]:
    members = st.fixed_dictionaries(
        {
            "motion": st.sampled_from(MOTIONS),
            "channel": st.sampled_from(["live", "list"]),
            "received_at": st.integers(-40 * 24, 0).map(lambda hours: NOW + timedelta(hours=hours)),
        },
        optional={
            "job_title": st.sampled_from(["CEO", "Intern", "Student", "Buyer", None]),
            "company": st.sampled_from(["Lucky Star", "Competitor Inc", None]),
            "country": st.sampled_from(["BR", "KP", "IT", None]),
            "email": st.sampled_from(["maya@gmail.com", "info@firm.example", "x@rival.example", None]),
            "phone": st.sampled_from(["+4687654321"]),
            "message": st.sampled_from(MESSAGES),
            "campaign": st.sampled_from(["Spring demo", "Messe Hannover", "Newsletter"]),
            "attributes": st.sampled_from([{}, {"industry": "Casino", "employees": "5"}, {"budget": "10-25k"}]),
            "flags": st.sampled_from([("honeypot_filled",), ("too_fast",), (IDS_ONLY,)]),
            "is_test": st.sampled_from([False, False, True]),
        },
    )
    leads = st.sampled_from(LEADS)
    return st.builds(lambda lead, kept: received(f"t-{number}", lead, **kept), leads, members)


def _other(number: int) -> st.SearchStrategy[Event]:
    leads = st.sampled_from(LEADS)
    return st.one_of(
        st.builds(
            lambda lead, kind, way: activity(f"a-{number}", lead, kind=kind, direction=way),
            leads,
            st.sampled_from(["email", "call", "meeting"]),
            st.sampled_from(["in", "out"]),
        ),
        st.builds(lambda lead, cycle: assigned(lead_id=lead, cycle=cycle), leads, st.integers(1, 2)),
        st.builds(
            lambda lead, role: close(f"r-{number}", lead_id=lead, role=role), leads, st.sampled_from(["rep", "manager"])
        ),
        leads.map(suppressed),
        leads.map(enriched),
        st.just(linked("crm-7", "lead-1")),
    )


def enriched(lead_id: str) -> LeadEnriched:
    """What another source knows of the company, and how to reach the person."""
    attributes = {"industry": "Logistics", "employees": "900"}
    return LeadEnriched(lead_id=lead_id, source="directory", attributes=attributes, occurred_at=NOW, phone="+46812345")


@st.composite
def histories(draw: st.DrawFn, most: int = 12) -> list[Happening]:
    """Events as they come, touches most of all; the clock goes on between them, or stands still."""
    happened = []
    for number in range(draw(st.integers(1, most))):
        event = draw(_other(number) if draw(st.integers(0, 3)) == 0 else _touch(number))
        happened.append(Happening(event, timedelta(minutes=draw(st.sampled_from([0, 1, 60, 60 * 24 * 3])))))
    return happened


_compiled = cache(topology)
"""Of all groups here: they differ in what they read, and compiling the rules takes longer than that."""


def _group() -> Driver:
    group = Driver(_compiled(), now=NOW)
    for event in shipped(NOW - timedelta(days=1)):
        group.set_global(event)
    return group


class Log(NamedTuple):
    """What the group read, each record with the instant at which it did, and the group at the end."""

    read: list[tuple[Record, datetime]]
    group: Driver


def played(history: Iterable[Happening]) -> Log:
    """The group after a history; what it writes to its own inputs comes back to it."""
    group, read = _group(), list[tuple[Record, datetime]]()
    for number, (event, after) in enumerate(history):
        group.advance(by=after)
        group.feed(event, id=f"event-{number}")
        read.append((group.last_fed, group.now))
        done = 0
        while done < len(group.records):
            record, done = group.records[done], done + 1
            if record.topic in group.topology.inputs and (record, group.now) not in read:
                group.feed_record(record)
                read.append((record, group.now))
    group.advance(by=LONG_ENOUGH)
    return Log(read, group)


def read_again(log: Log, restarts: Container[int] = ()) -> Driver:
    """Another worker that reads the same log at the recorded instants; it is killed before the records ``restarts``."""
    group = _group()
    for number, (record, now) in enumerate(log.read):
        if number in restarts:
            group.restart()
        group.advance(to=now)
        group.feed_record(record)
    group.advance(by=LONG_ENOUGH)
    return group


def verdicts(group: Driver) -> list[Verdict]:
    """All that were given, in their order."""
    return [event for event in group.outputs if isinstance(event, Verdict)]
