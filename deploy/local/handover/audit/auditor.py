"""Folds the log into leads, and has each lead judged."""

from collections.abc import Iterable

from lead_contracts import events, topics
from lead_contracts.base import Event

from .alerts import judge_alerts
from .clocks import terms_of
from .dead_letters import DeadLetters
from .evidence import Evidence, Published, Scope, Versions
from .facts import Lead, Version
from .log import LogEntry, LoggedEvent, Unreadable
from .moves import Moves
from .owners import judge_owners
from .report import Kind, Report, Violation
from .tally import Tally
from .translate import fact_of
from .verdicts import judge_verdicts
from .waits import NO_WAITS, waits_of

EXACTLY_ONCE: frozenset[type[Event]] = frozenset(
    {
        *(events.LeadQualified, events.LeadDisqualified, events.LeadTouched, events.LeadClosed),
        *(events.LeadAssigned, events.LeadUnassigned, events.LeadAccepted, events.LeadDeclined, events.LeadReleased),
        *(events.SlaWarned, events.SlaBreached, events.SlaEscalated, events.SlaWithdrawn, events.SlaMet),
        *(events.LeadStuck, events.DeadLettered),
    }
)
"""What must never be written twice. What comes in (touches, activities, requests, and the answers to those) may be."""


def audit(log: Iterable[LogEntry], scope: Scope) -> Report:
    """Proves promises 2 to 4 from ``log`` alone, or names what breaks them.

    The records of one partition come in the order of their offsets; otherwise any order will do.
    """
    auditor = Auditor(scope)
    for entry in log:
        auditor.take(entry)
    auditor.judge()
    return auditor.report()


class Auditor:
    """An audit that can be fed in parts, so that it holds only the leads of one part.

    ``take`` every record of config.versions and dead.letters before the first ``judge``, since each lead is judged by
    them; ``judge`` when all there is on the leads of a part (a partition number of the lead topics) has been taken.
    """

    def __init__(self, scope: Scope) -> None:
        letters = DeadLetters(kept_whole=scope.whole(topics.DEAD_LETTERS))
        self._evidence = Evidence(scope, Versions(), letters)
        self._tally = Tally()
        self._moves = Moves()
        self._violations: list[Violation] = []
        self._leads: dict[str, Lead] = {}
        self._seen: set[str] = set()
        self._unreadable: list[Unreadable] = []

    def take(self, entry: LogEntry) -> None:
        """Takes in one more record."""
        self._tally.record(entry)
        if isinstance(entry, Unreadable):
            self._unreadable.append(entry)
        elif isinstance(entry, LoggedEvent) and not self._is_doubled(entry):
            self._fold(entry)

    def _is_doubled(self, entry: LoggedEvent) -> bool:
        """Names the second of two with one id; what it says is not judged again."""
        if type(entry.event) not in EXACTLY_ONCE:
            return False
        if entry.id in self._seen:
            lead_id = getattr(entry.event, "lead_id", None)
            detail = f"{entry.event.NAME} {entry.id} was written before"
            self._violations.append(Violation(Kind.EVENT_DOUBLED, entry.at, detail, lead_id))
            return True
        self._seen.add(entry.id)
        return False

    def _fold(self, entry: LoggedEvent) -> None:
        event = entry.event
        self._tally.event(event)
        if isinstance(event, events.ConfigPublished):
            self._evidence.versions.add(_published(event))
        elif isinstance(event, events.DeadLettered):
            self._evidence.dead_letters.lettered(event)
        elif isinstance(event, events.DeadResolved):
            self._evidence.dead_letters.resolved(entry.at, event)
        else:
            self._fold_into_lead(entry)

    def _fold_into_lead(self, entry: LoggedEvent) -> None:
        lead_id = getattr(entry.event, "lead_id", None)
        fact = fact_of(entry.at, entry.event)
        if fact is not None and lead_id is not None:
            self._leads.setdefault(lead_id, Lead(lead_id)).add(fact)

    def judge(self) -> None:
        """Judges all leads taken so far, and forgets them."""
        for lead in self._leads.values():
            self._tally.lead(lead)
            self._moves.take(lead)
            for judge in (judge_verdicts, judge_owners, judge_alerts):
                self._violations.extend(judge(lead, self._evidence))
        self._leads.clear()
        self._seen.clear()

    def report(self) -> Report:
        """What was found, in the order of the promises."""
        scope, letters = self._evidence.scope, self._evidence.dead_letters
        broken = [*self._violations, *self._moves.judge(scope), *letters.violations]
        unread = [_unread(entry) for entry in self._unreadable if not letters.came_from(entry.at)]
        order = list(Kind)
        return Report(
            read_until=scope.read_until,
            kept_from=scope.kept_from,
            counts=self._tally.counts(letters),
            violations=tuple(sorted([*broken, *unread], key=lambda found: order.index(found.kind))),
            open_dead_letters=tuple(letters.open()),
            records=self._tally.records,
        )


def _published(event: events.ConfigPublished) -> Published:
    terms = terms_of(event.content) if event.kind == "sla" else None
    version = Version(event.name, event.version)
    waits = waits_of(event.content) if event.kind == "rules" else NO_WAITS
    return Published(event.kind, version, event.effective_from, event.published_at, terms, waits)


def _unread(entry: Unreadable) -> Violation:
    return Violation(Kind.UNREADABLE_RECORD, entry.at, f"{entry.error}, and no group made it a dead letter")
