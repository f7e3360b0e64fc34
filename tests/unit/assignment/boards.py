"""The board in memory. It passes the suite that the one in Redis passes (tests/integration/assignment/test_board.py)."""

from collections import Counter
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

from tests.unit.assignment.story import NOW

from assignment.adapters.board.folding import known_worth
from assignment.adapters.board.ownership import followed
from assignment.adapters.board.story import answer_to, line_of, subject_of
from assignment.application.linked import Links, Said, links_of
from assignment.application.overview import LoadView, PoolView, Spread, UnknownCursor
from assignment.application.ports import BoardAway
from assignment.application.rosters import TEAM, BeingChanged
from assignment.application.views import (
    Contact,
    LeadView,
    Members,
    Ownership,
    RepView,
    RequestView,
    StoryLine,
    TeamView,
    Worth,
)
from lead_contracts.base import Event
from lead_contracts.events import LeadContact, LeadLinked, RepChanged, TeamChanged
from lead_contracts.topics import LEADS_ASSIGNED, LEADS_QUALIFIED
from lead_runtime.board.feed import Entry, Gap
from lead_runtime.engine.api import Incoming, Record
from lead_runtime.host import Erased, Seen


def seen(*events: Event, at: datetime = NOW, start: int = 0) -> list[Seen]:
    """The events as a read model sees them; equal events at equal places are the same record."""
    return [
        Incoming(f"event {start + n}", at, event, Record("t", 0, start + n, 0, event.key().encode(), b""))
        for n, event in enumerate(events)
    ]


def told_under(key: str, event: Event, start: int = 0) -> list[Seen]:
    """The event under another key than its own."""
    return [Incoming(f"event {start}", NOW, event, Record("t", 0, 0, 0, key.encode(), b""))]


def erased(key: str) -> Erased:
    return Erased(key, Record("t", 0, 0, 0, key.encode(), None))


class MemoryRosters:
    """Implements ``application.rosters.Rosters``; ``away`` makes it unreachable, ``changing`` are held by others."""

    def __init__(self) -> None:
        self.roster: dict[str, Members] = {}
        self.changing: set[str] = set()
        self.away = False

    async def reps(self) -> Sequence[RepView]:
        self.reach()
        return [RepView(key, self.roster[key]) for key in sorted(self.roster) if not key.startswith(TEAM)]

    async def teams(self) -> Sequence[TeamView]:
        self.reach()
        found = sorted(key for key in self.roster if key.startswith(TEAM))
        return [TeamView(key.removeprefix(TEAM), self.roster[key]) for key in found]

    async def member(self, key: str) -> Members | None:
        self.reach()
        return self.roster.get(key)

    async def note(self, key: str, members: Members) -> None:
        self.reach()
        self.roster[key] = members

    @asynccontextmanager
    async def alone(self, key: str) -> AsyncIterator[None]:
        self.reach()
        if key in self.changing:
            raise BeingChanged(key)
        self.changing.add(key)
        try:
            yield
        finally:
            self.changing.discard(key)

    def reach(self) -> None:
        if self.away:
            raise BoardAway("switched off by a test")


class MemoryBoard(MemoryRosters):
    """Implements ``application.ports.Board``; ``away`` makes it unreachable."""

    def __init__(self) -> None:
        super().__init__()
        self.owners: dict[str, Ownership | None] = {}
        self.worths: dict[str, Worth | None] = {}
        self.known: dict[str, Contact] = {}
        self.lines: dict[str, list[StoryLine]] = {}
        self.requests: dict[str, dict[str, Any]] = {}
        self.linked: dict[str, Said] = {}

    async def fold(self, topic: str, given: Sequence[Seen]) -> None:
        for one in given:
            if isinstance(one, Erased):
                self.known.pop(one.key, None)
                self.roster.pop(one.key, None)
            else:
                self._take(topic, one)

    def _take(self, topic: str, incoming: Incoming[Event]) -> None:
        event: Any = incoming.data
        lead_id = getattr(event, "lead_id", None)
        if isinstance(event, LeadLinked):
            said = Said(event.occurred_at.timestamp() * 1000, event.to)
            self.linked[event.from_] = max(said, self.linked.get(event.from_, said))
        if isinstance(event, RepChanged | TeamChanged):
            self.roster[event.key()] = event.model_dump(mode="json")
        elif isinstance(event, LeadContact):
            self.known[event.lead_id] = Contact(**event.model_dump(include=set(Contact.__slots__)))
        elif topic == LEADS_ASSIGNED and lead_id:
            self.owners[lead_id] = followed(self.owners.get(lead_id), event)
        elif topic == LEADS_QUALIFIED and lead_id:
            self.worths[lead_id] = known_worth(self.worths.get(lead_id), event)
        line, subject = line_of(incoming), subject_of(incoming)
        if subject and line and line not in self.lines.setdefault(subject, []):
            self.lines[subject].append(line)
        for request_id, fields in answer_to(event):
            self.requests.setdefault(request_id, {}).update({k: v for k, v in fields.items() if v is not None})

    async def inbox(self, rep_id: str, limit: int) -> Sequence[LeadView]:
        self.reach()
        mine = [view for view in map(self._view, self.owners) if view.holder == rep_id and view.ownership]
        return sorted(mine, key=lambda view: (view.ownership.since, view.lead_id), reverse=True)[:limit]  # type: ignore[union-attr]

    async def lead(self, lead_id: str) -> LeadView | None:
        self.reach()
        view = self._view(lead_id)
        return view if view.ownership or view.worth else None

    async def contact(self, lead_id: str) -> Contact | None:
        self.reach()
        return self.known.get(lead_id)

    async def story(self, lead_id: str) -> Sequence[StoryLine]:
        self.reach()
        return sorted(self.lines.get(lead_id, []), key=lambda line: line.at)

    async def links(self, lead_id: str) -> Links:
        self.reach()

        async def newest(of: str) -> Said | None:
            return self.linked.get(of)

        async def named(to: str) -> Sequence[str]:
            return [lead for lead, said in self.linked.items() if said.to == to]

        return await links_of(lead_id, newest, named)

    async def request(self, request_id: str) -> RequestView | None:
        self.reach()
        fields = self.requests.get(request_id, {})
        if "actor" not in fields:
            return None
        return RequestView(**{"request_id": request_id, "lead_id": None, "status": "pending", **fields})

    async def expect(self, request: RequestView) -> None:
        self.reach()
        fields = {"kind": request.kind, "actor": request.actor, "lead_id": request.lead_id}
        self.requests.setdefault(request.request_id, {}).update({k: v for k, v in fields.items() if v})

    def _view(self, lead_id: str) -> LeadView:
        return LeadView(lead_id, self.owners.get(lead_id), self.worths.get(lead_id), self.known.get(lead_id))


class FakeFeed:
    """Gives what it was given, then ends as a feed that is away; ``followed``: the stream, and behind which place."""

    def __init__(self, *entries: Entry | Gap | None) -> None:
        self.entries = entries
        self.followed: tuple[str, str | None] | None = None

    async def follow(self, stream: str, after: str | None) -> AsyncGenerator[Entry | Gap | None, None]:
        self.followed = (stream, after)
        for entry in self.entries:
            yield entry


class FakeOverview:
    """What the board in memory says of waiting leads; loads are those of the inboxes."""

    def __init__(self, board: MemoryBoard) -> None:
        self._board, self.spreads = board, dict[str, Spread]()

    async def pools(self) -> Sequence[PoolView]:
        waiting, _ = await self.waiting("default", 1000, None)
        reasons = Counter(str(view.why_waiting) for view in waiting)
        oldest = min((view.ownership.since for view in waiting if view.ownership), default=None)
        return [PoolView("default", len(waiting), oldest, reasons, self.spreads)]

    async def waiting(self, pool: str | None, limit: int, cursor: str | None) -> tuple[Sequence[LeadView], str | None]:
        if cursor is not None and not cursor.isdigit():
            raise UnknownCursor(cursor)
        found = [view for lead in sorted(self._board.owners) if (view := await self._board.lead(lead)) and view.waits]
        start = int(cursor or 0)
        page = [view for view in found[start : start + limit] if view.ownership and pool in (None, view.ownership.pool)]
        return page, str(start + limit) if start + limit < len(found) else None

    async def loads(self, reps: Sequence[RepView], now: datetime) -> Sequence[LoadView]:
        return [LoadView(rep, len(await self._board.inbox(rep.rep_id, 1000)), 0) for rep in reps]
