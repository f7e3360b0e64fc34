"""The audit of a running system: one look at its topics, partition by partition."""

from collections.abc import Callable
from datetime import datetime, timedelta

from handover.broker import Log, Snapshot
from lead_contracts import topics

from .auditor import Auditor
from .decoding import entry_of
from .evidence import Scope
from .report import Report

GLOBAL = (topics.CONFIG_VERSIONS, topics.DEAD_LETTERS)
"""What has to be known before the first lead is judged."""
EFFECTS_FIRST = (
    topics.SLA_ALERTS,
    topics.LEADS_ASSIGNED,
    topics.LEADS_QUALIFIED,
    topics.LEADS_ACTIVITIES,
    topics.LEADS_RECEIVED,
    topics.MARKETING_EVENTS,
    *GLOBAL,
)
"""The topics in the order in which their ends are asked for: an effect within its end has its cause within its end."""

Progress = Callable[[int, int], None]
"""Called with the partitions judged so far, and their number."""


def audit_topics(log: Log, *, read_until: datetime, leeway: timedelta, progress: Progress | None = None) -> Report:
    """Audits what the topics hold now. Memory holds the leads of one partition number at a time.

    Raises HandoverError where the topics cannot be read whole.
    """
    snapshot = log.snapshot(EFFECTS_FIRST)
    auditor = Auditor(Scope(read_until, snapshot.kept_from, leeway))
    _take(auditor, log, snapshot, GLOBAL)
    by_lead = [topic for topic in EFFECTS_FIRST if topic not in GLOBAL]
    for done, number in enumerate(snapshot.numbers, start=1):
        _take(auditor, log, snapshot, by_lead, number)
        auditor.judge()
        if progress:
            progress(done, len(snapshot.numbers))
    return auditor.report()


def _take(
    auditor: Auditor, log: Log, snapshot: Snapshot, names: tuple[str, ...] | list[str], number: int | None = None
) -> None:
    for record in log.read(snapshot, snapshot.partitions(names, number)):
        auditor.take(entry_of(record))
