"""What a draft would have decided on history: the topics read as they are at one moment, nothing written.

assignment.requests is the log of the pools: in its order the same use cases run again. leads.assigned says what really came
of it, and at which instant each was decided. leads.activities is read only for what the draft listens to and history did not.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from kafka import TopicPartition

from assignment.adapters.policy import RoutingFile
from assignment.adapters.simulation import Draft, Explanations, Past, Simulation
from assignment.application.simulate import Comparison
from assignment.application.simulate_report import Report, report
from handover.broker import Log, Snapshot
from handover.replay import versions
from handover.simulate.kept import Kept
from lead_contracts.base import Event
from lead_contracts.codec import decode
from lead_contracts.errors import ContractError
from lead_contracts.events import RepChanged
from lead_contracts.topics import ASSIGNMENT_REQUESTS, LEADS_ACTIVITIES, LEADS_ASSIGNED
from lead_runtime import collector

_OFFSET_BITS: Final = 48
_TOLD_EVERY: Final = 5_000
Progress = Callable[[str, int, int], None]
"""Told what is being done, how many records of it are done, and about how many there are."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What is tried out, from ``since`` to ``until`` (UTC). ``policy``, ``roster``: None: those of history."""

    since: datetime
    until: datetime
    policy: RoutingFile | None = None
    roster: Sequence[RepChanged] | None = None


def simulate(bootstrap_servers: str, trial: Trial, progress: Progress = lambda what, done, of: None) -> Report:
    """The report of it, from the topics as they are now. Raises HandoverError."""
    collector.tune()
    with Log(bootstrap_servers) as log, Kept() as kept:
        published = tuple(versions(log))
        snapshot = log.snapshot((LEADS_ASSIGNED, ASSIGNMENT_REQUESTS, LEADS_ACTIVITIES))
        past = _past(log, snapshot, trial, progress)
        draft = Draft(trial.since, trial.policy, trial.roster)
        simulation = Simulation(draft, trial.until, published, past, kept.keep)
        found = _simulated(log, snapshot, simulation, trial.since, progress)
        found.cut = ASSIGNMENT_REQUESTS in snapshot.kept_from
        names = {rep_id: each.name for side in (found.was, found.would_be) for rep_id, each in side.roster.items()}
        explanations = Explanations(lambda proof: _fetched(log, snapshot, proof), kept.fetch, names)
        return report(found, explanations)


def _past(log: Log, snapshot: Snapshot, trial: Trial, progress: Progress) -> Past:
    past, places = Past(trial.since, trial.until), snapshot.partitions((LEADS_ASSIGNED,))
    size = _size(snapshot, places)
    for done, record in enumerate(log.read(snapshot, places)):
        past.take(record)
        if done % _TOLD_EVERY == 0:
            progress("reading what happened", done, size)
    return past


def _simulated(log: Log, snapshot: Snapshot, simulation: Simulation, since: datetime, progress: Progress) -> Comparison:
    places = snapshot.partitions((ASSIGNMENT_REQUESTS,))
    if simulation.listens:
        late = log.since(snapshot, since)
        activities = snapshot.partitions((LEADS_ACTIVITIES,))
        begins = {**snapshot.begins, **{at: late.begins[at] for at in activities}}
        snapshot, places = Snapshot(begins, snapshot.ends, snapshot.kept_from), [*places, *activities]
    size = _size(snapshot, places)
    for done, record in enumerate(log.in_order(snapshot, places)):
        simulation.take(record)
        if done % _TOLD_EVERY == 0:
            progress("deciding again", done, size)
    return simulation.end()


def _size(snapshot: Snapshot, places: Sequence[TopicPartition]) -> int:
    return sum(snapshot.ends[at] - snapshot.begins[at] for at in places)


def _fetched(log: Log, snapshot: Snapshot, proof: int) -> Event | None:
    """The event of leads.assigned at a place."""
    at, offset = TopicPartition(LEADS_ASSIGNED, proof >> _OFFSET_BITS), proof & (1 << _OFFSET_BITS) - 1
    one = Snapshot({at: offset}, {at: offset + 1}, {})
    for record in log.read(one, [at]):
        try:
            return decode(record.headers, record.value)[1]
        except ContractError:
            return None
    return None
