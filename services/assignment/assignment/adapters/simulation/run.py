"""Goes through the log of the pools, record by record, and decides it again under a draft."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final, NamedTuple, cast

from assignment.adapters.policy import Shelf
from assignment.adapters.simulation.books import Book, Books, Moment
from assignment.adapters.simulation.draft import Draft, is_what_ran, versions
from assignment.adapters.simulation.past import Past
from assignment.adapters.simulation.people import People, by
from assignment.adapters.simulation.roster import Roster
from assignment.adapters.simulation.told import arrival_of, hear, member_of
from assignment.application.simulate import Comparison, Cycle, Side
from assignment.domain.lead import Motion
from lead_contracts.base import Event
from lead_contracts.errors import ContractError
from lead_contracts.events import ConfigPublished, LeadActivity, LeadAssigned, LeadQualified, LeadUnassigned, RepChanged
from lead_contracts.topics import ASSIGNMENT_REQUESTS
from lead_runtime.engine.api import Emit, Incoming, Record
from lead_runtime.engine.wire import read

_BY_DECIDE: Final = b"/assignment.decide"
PATIENCE: Final = timedelta(seconds=10)
"""How long what a pool sends to another waits for its place in the log, before it is taken at once."""
_NO_PROOF: Final = -1
_NEVER: Final = datetime.max.replace(tzinfo=UTC)
Proofs = Callable[[Event], int]
"""Keeps an event for the report; gives where."""


class Sent(NamedTuple):
    """What one pool sends to another. ``by``: until when (by the clock of the log) its record must have come."""

    pool: str
    incoming: Incoming[Any]
    at: datetime
    by: datetime


class Simulation:
    """Takes the records of assignment.requests in the order of their timestamps, and of leads.activities what a draft
    listens to and history did not. ``past`` must be whole before.
    """

    def __init__(
        self,
        draft: Draft,
        until: datetime,
        published: Sequence[ConfigPublished],
        past: Past,
        proofs: Proofs = lambda _: _NO_PROOF,
    ) -> None:
        self._draft, self._until, self._past, self._proofs = draft, until, past, proofs
        self._as_it_ran = is_what_ran(draft, published, until)
        self._world = versions(Draft(draft.since) if self._as_it_ran else draft, published)
        self._then, self._shelves = versions(Draft(draft.since), published), (Shelf(), Shelf())
        self.found = Comparison(draft.since, until, past.side, Side(draft.since), as_it_ran=self._as_it_ran)
        self._people = People(past, lambda kind: self.found.passed_over.update([kind]))
        self._roster = Roster(None if self._as_it_ran else draft.roster)
        self._books = Books(self._world, past.instant_of, self._heard)
        self._sent: dict[str, Sent] = {}
        self._elsewhere: dict[str, str] = {}
        self._begun = False

    @property
    def listens(self) -> bool:
        """Whether leads.activities are needed too: the draft hands leads over."""
        policy = self._draft.policy
        return policy is not None and bool(policy.handovers) and not self._as_it_ran

    def take(self, record: Record) -> None:
        """A record of one of the two topics."""
        arrived = datetime.fromtimestamp(record.timestamp / 1000, UTC)
        try:
            found = read(record, self._books.handlers)
        except ContractError:
            self.found.unreadable += 1  # in the service it was a dead letter
            return
        if found is None:
            return
        incoming = found[0]
        if record.topic == ASSIGNMENT_REQUESTS:
            self._of_a_pool(incoming, arrived)
        elif isinstance(incoming.data, LeadActivity):
            self._activity(incoming, arrived)

    def end(self) -> Comparison:
        """What was found: the history ends here."""
        if not self._begun:
            self._begin()
        self._overdue(_NEVER)
        self._books.finish(self._until)
        found = self.found
        found.unreadable += self._past.unreadable
        found.failed = sum(book.failed for book in self._books.all.values())
        return found

    def _of_a_pool(self, incoming: Incoming[Any], arrived: datetime) -> None:
        event, pool = incoming.data, (incoming.record.key or b"").decode()
        known = self._past.handled(event, pool)
        moment = Moment(known or max(self._books.of(pool).now, arrived), arrived, dated=known is not None)
        if moment.at > self._until:
            return
        self.found.begins = self.found.begins or moment.at
        if moment.at >= self._draft.since and not self._begun:
            self._begin()
        if isinstance(event, LeadQualified):
            self.found.arrivals.setdefault(Cycle(event.lead_id, event.cycle), arrival_of(event))
        self._overdue(arrived)
        if isinstance(event, RepChanged):
            self._rep_changed(incoming, moment)
        elif _is_sent_on(incoming.record):
            self._sent_on(incoming, pool, moment)
        else:
            self._first_hand(incoming, pool, moment)

    def _first_hand(self, incoming: Incoming[Any], pool: str, moment: Moment) -> None:
        event = incoming.data
        if self._books.faithful:
            self._decide(incoming, pool, moment)
            return
        lead_id = getattr(event, "lead_id", None)
        if isinstance(event, LeadQualified):
            here = self._pool_for(event, moment.at)
            if here != pool:
                self._elsewhere[event.lead_id] = here
            else:
                self._elsewhere.pop(event.lead_id, None)
        where = self._elsewhere.get(lead_id, pool) if lead_id else pool
        as_here = self._people.now(incoming, self._books.of(where).placement(lead_id)) if lead_id else incoming
        if as_here is not None:
            self._decide(as_here, where, moment)

    def _sent_on(self, incoming: Incoming[Any], pool: str, moment: Moment) -> None:
        """The place in the log of what one pool sent to another then. If it is sent here too, this is its place."""
        mine = self._sent.pop(incoming.id, None)
        if self._books.faithful:
            self._decide(incoming, pool, moment)
        elif mine is not None:
            self._decide(mine.incoming, mine.pool, moment._replace(at=max(moment.at, mine.at)))

    def _rep_changed(self, incoming: Incoming[Any], moment: Moment) -> None:
        event: RepChanged = incoming.data
        if event.name:
            self.found.was.roster[event.rep_id] = member_of(event)
        for change in self._roster.changed(event):
            if change.name:
                self.found.would_be.roster[change.rep_id] = member_of(change)
            self._decide(incoming._replace(data=change), change.pool, moment)

    def _activity(self, incoming: Incoming[Any], arrived: datetime) -> None:
        """What somebody has reached, where only the draft does something about it."""
        event: LeadActivity = incoming.data
        outcome, at = (event.outcome or "").strip().lower(), max(arrived, event.recorded_at)
        if not self._begun or self._books.faithful or not event.rep_id or at > self._until:
            return
        then, now = (shelf.in_force(world, at).life for shelf, world in zip(self._shelves, self._worlds, strict=True))
        if then.listens_to(outcome) or not now.listens_to(outcome):
            return
        for pool, book in list(self._books.all.items()):
            placement = book.placement(event.lead_id)
            if placement is not None and placement.hold is not None:
                as_here = self._people.now(incoming, placement)
                if as_here is not None:
                    self._decide(as_here, pool, Moment(at, arrived))
                return

    @property
    def _worlds(self) -> tuple[Any, Any]:
        return self._then, self._world

    def _begin(self) -> None:
        """From here on the draft decides."""
        self._begun = True
        self._books.faithful = self._as_it_ran
        for number, change in enumerate(self._roster.begin()):
            if change.name:
                self.found.would_be.roster[change.rep_id] = member_of(change)
            record = Record(ASSIGNMENT_REQUESTS, 0, -1, 0, change.pool.encode(), None)
            incoming = Incoming(f"draft/{change.rep_id}/{number}", self._draft.since, cast("Event", change), record)
            self._decide(incoming, change.pool, Moment(self._draft.since, self._draft.since))

    def _pool_for(self, event: LeadQualified, at: datetime) -> str:
        country = event.facts.get("country")
        policy = self._shelves[1].in_force(self._world, at)
        return policy.pool_for(Motion(event.motion), country if isinstance(country, str) else None)

    def _decide(self, incoming: Incoming[Any], pool: str, moment: Moment) -> None:
        handler = self._books.handlers[type(incoming.data)]
        here = incoming._replace(record=incoming.record._replace(key=pool.encode()))
        self._books.of(pool).decide(handler, here, moment)

    def _heard(self, book: Book, emit: Emit, identity: Callable[[], str]) -> None:
        event = emit.data
        if (emit.topic or event.TOPIC) == ASSIGNMENT_REQUESTS:
            pool = emit.key or event.key()
            record = Record(ASSIGNMENT_REQUESTS, 0, -1, 0, pool.encode(), None)
            incoming: Incoming[Any] = Incoming(identity(), book.now, event, record)
            self._sent[incoming.id] = Sent(pool, incoming, book.now, book.now + PATIENCE)
            return
        hear(self.found.would_be, event, self._proof(event, book.now))
        if isinstance(event, LeadAssigned | LeadUnassigned) and not self._books.faithful:
            self._placed(book, event)

    def _placed(self, book: Book, event: LeadAssigned | LeadUnassigned) -> None:
        """What comes about a lead comes where it is here; and who has it now may have been taken at their word."""
        cycle = Cycle(event.lead_id, event.cycle)
        then = self._past.side.courses.get(cycle)
        if then is None or then.pool != book.pool:
            self._elsewhere[event.lead_id] = book.pool
        willing = self._people.willing(cycle) if isinstance(event, LeadAssigned) else None
        if willing is not None and isinstance(event, LeadAssigned):
            here = by(willing, event.rep_id)
            book.decide(self._books.handlers[type(here.data)], here, Moment(book.now, book.now))

    def _proof(self, event: Event, at: datetime) -> int:
        """Keeps the record of a decision where there may be something to explain."""
        if at < self._draft.since or not isinstance(event, LeadAssigned | LeadUnassigned):
            return _NO_PROOF
        cycle = Cycle(event.lead_id, event.cycle)
        then, now = self._past.side.courses.get(cycle), self.found.would_be.courses.get(cycle)
        if isinstance(event, LeadAssigned) and then and then.owner == event.rep_id and not (now and now.waited):
            return _NO_PROOF
        return self._proofs(event)

    def _overdue(self, by_the_log: datetime) -> None:
        """What was sent to another pool, and was not in history: it has no place in the log, and waits for none."""
        while self._sent:
            identity, sent = next(iter(self._sent.items()))
            if sent.by > by_the_log:
                return
            del self._sent[identity]
            if not self._books.faithful:
                self._decide(sent.incoming, sent.pool, Moment(sent.at, sent.at))


def _is_sent_on(record: Record) -> bool:
    return any(name == "ce_source" and value == _BY_DECIDE for name, value in record.headers)
