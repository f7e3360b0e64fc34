"""What draft rules would have decided on history: leads.qualified read by several processes, nothing written."""

import os
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from multiprocessing import get_context
from typing import Final

from handover.broker import Log, Snapshot
from lead_contracts.codec import decode
from lead_contracts.errors import ContractError
from lead_contracts.events import ConfigPublished, LeadDisqualified, LeadQualified, LeadTouched
from lead_contracts.events.verdict import Verdict
from lead_contracts.topics import CONFIG_VERSIONS, LEADS_QUALIFIED
from lead_runtime.engine.api import Record
from qualification.adapters.replay import take, what_if
from qualification.adapters.rules.file import RuleFile
from qualification.application.what_if import Findings

_VERDICTS: Final = frozenset(model.type().encode() for model in (LeadQualified, LeadDisqualified, LeadTouched))


@dataclass(frozen=True, slots=True)
class Part:
    """What one process replays: some partitions of a snapshot, from ``since`` (UTC) on."""

    bootstrap_servers: str
    snapshot: Snapshot
    numbers: tuple[int, ...]
    since: datetime
    drafts: tuple[RuleFile, ...]
    published: tuple[ConfigPublished, ...]


def replay(
    bootstrap_servers: str,
    drafts: Sequence[RuleFile],
    since: datetime,
    processes: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Findings:
    """All that the drafts would change, from the topics as they are now. Raises HandoverError.

    ``processes``: how many share the partitions, default one for each processor; ``progress``: parts done, and all.
    """
    with Log(bootstrap_servers) as log:
        published = tuple(versions(log))
        snapshot = log.since(log.snapshot((LEADS_QUALIFIED,)), since)
    parts = [
        Part(bootstrap_servers, snapshot, numbers, since, tuple(drafts), published)
        for numbers in _shared(snapshot, processes or os.cpu_count() or 1)
    ]
    whole = Findings()
    for done, found in enumerate(_each(parts), start=1):
        whole.add(found)
        if progress:
            progress(done, len(parts))
    return whole


def versions(log: Log) -> Iterable[ConfigPublished]:
    """Every version on config.versions; one that this release cannot read is left out."""
    snapshot = log.snapshot((CONFIG_VERSIONS,))
    for record in log.read(snapshot, snapshot.ends):
        event = _event(record) if record.value else None
        if isinstance(event, ConfigPublished):
            yield event


def replay_part(part: Part) -> Findings:
    """Of some partitions. Raises HandoverError."""
    replayed = what_if(part.drafts, part.published)
    places = [at for at in part.snapshot.ends if at.partition in part.numbers]
    with Log(part.bootstrap_servers) as log:
        for record in log.read(part.snapshot, places):
            event = _verdict(record)
            if event is not None and event.decided_at >= part.since:
                take(replayed, event)
    return replayed.end()


def _each(parts: Sequence[Part]) -> Iterable[Findings]:
    if len(parts) == 1:
        yield replay_part(parts[0])
        return
    with ProcessPoolExecutor(len(parts), mp_context=get_context("spawn")) as pool:
        yield from pool.map(replay_part, parts)


def _shared(snapshot: Snapshot, processes: int) -> list[tuple[int, ...]]:
    """The partition numbers, dealt out so that each process has about as much to read."""
    sizes = {at.partition: end - snapshot.begins[at] for at, end in snapshot.ends.items()}
    hands: list[list[int]] = [[] for _ in range(min(processes, len(sizes)))]
    loads = [0] * len(hands)
    for number in sorted(sizes, key=lambda number: -sizes[number]):
        least = loads.index(min(loads))
        hands[least].append(number)
        loads[least] += sizes[number]
    return [tuple(hand) for hand in hands]


def _verdict(record: Record) -> Verdict | None:
    kind = next((value for name, value in record.headers if name == "ce_type"), None)
    event = _event(record) if kind in _VERDICTS else None
    return event if isinstance(event, Verdict) else None


def _event(record: Record) -> object:
    try:
        return decode(record.headers, record.value)[1]
    except ContractError:
        return None  # what lies there unreadable is the audit's business
