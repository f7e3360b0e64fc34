"""Counts how much of each there is, along the way of a lead."""

from collections import Counter
from collections.abc import Mapping

from lead_contracts import events, topics
from lead_contracts.base import Event
from lead_contracts.events.requests import Request

from .dead_letters import DeadLetters
from .facts import Lead
from .log import LogEntry
from .report import Counts

_BY_EVENT: Mapping[str, type[Event]] = {
    "qualified": events.LeadQualified,
    "disqualified": events.LeadDisqualified,
    "merged": events.LeadTouched,
    "closed": events.LeadClosed,
    "assigned": events.LeadAssigned,
    "accepted": events.LeadAccepted,
    "declined": events.LeadDeclined,
    "released": events.LeadReleased,
    "refused": events.LeadRequestRefused,
    "activities": events.LeadActivity,
    "warned": events.SlaWarned,
    "breached": events.SlaBreached,
    "escalated": events.SlaEscalated,
    "withdrawn": events.SlaWithdrawn,
    "met": events.SlaMet,
    "stuck": events.LeadStuck,
}


class Tally:
    """The numbers of a report, as the log goes on."""

    def __init__(self) -> None:
        self.records: Counter[str] = Counter()
        """Records read, by topic."""
        self._events: Counter[type[Event]] = Counter()
        self._leads = self._touches = self._undecided = self._waiting = self._moved = self._handed_over = 0

    def record(self, entry: LogEntry) -> None:
        """Any record at all."""
        self.records[entry.at.topic] += 1

    def event(self, event: Event) -> None:
        """An event that is not written for the second time."""
        self._events[type(event)] += 1

    def lead(self, lead: Lead) -> None:
        """A lead with all its facts."""
        decided = {verdict.touch_id for verdict in lead.verdicts}
        self._leads += bool(lead.touches)
        self._touches += len(lead.touches.keys() - lead.moved.keys())
        self._moved += len(lead.moved.keys() & lead.touches.keys())
        self._undecided += len(lead.touches.keys() - decided - lead.moved.keys())
        self._waiting += _waits(lead)
        self._handed_over += sum(verdict.handed_over for verdict in lead.verdicts)

    def counts(self, letters: DeadLetters) -> Counts:
        """All numbers."""
        counts = Counts(**{member: self._events[kind] for member, kind in _BY_EVENT.items()})
        counts.deliveries = self.records[topics.MARKETING_EVENTS]
        counts.leads, counts.touches, counts.undecided = self._leads, self._touches, self._undecided
        counts.moved = self._moved
        counts.repeated_touches = self._events[events.LeadReceived] - self._touches - self._moved
        counts.requests = sum(number for kind, number in self._events.items() if issubclass(kind, Request))
        counts.waiting, counts.handed_over = self._waiting, self._handed_over
        letters.count(counts)
        return counts


def _waits(lead: Lead) -> int:
    """The open cycles of which the last that was said is that nobody can take them."""
    last = {step.cycle: step.step for step in lead.owners}
    return sum(step == "unassigned" and cycle not in lead.closings for cycle, step in last.items())
