"""Handler of ``lead.linked``: one id turns out to be another lead. Of several statements about an id the newest holds."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Final

from lead_contracts.events import LeadClosed, LeadLinked, LeadSuppressed
from lead_contracts.topics import LEADS_QUALIFIED, LEADS_RECEIVED
from lead_contracts.values import Position
from lead_runtime.engine.api import Context, Emit, Incoming, Output, State
from qualification.adapters.carry import carried, learned, work_event
from qualification.adapters.forward import Forwarding
from qualification.adapters.tables import Alias, StandIn, StandIns, Tables
from qualification.adapters.waiting_room import WaitingRoom
from qualification.domain.lead import Lead, hand_over

LINKED: Final = "linked"
"""Why a cycle ended whose lead turned out to be another, and what a touch is that was carried over."""
UPDATE: Final = "same_update"
"""A change at the source named the person so too: believed of an id of which nobody has spoken, else no news.

The address in a change may be a new one; the lead stays who it was.
"""
ROUTINE: Final = frozenset({"same_delivery", UPDATE})
"""Everyday statements of sources. Of an id that never was a lead of its own, nobody has to be told."""
_BEFORE_ALL: Final = datetime(1970, 1, 1, tzinfo=UTC)


class Links:
    """Who stands for whom."""

    def __init__(self, tables: Tables, forwarding: Forwarding, room: WaitingRoom) -> None:
        self._tables, self._forwarding, self._room = tables, forwarding, room

    def linked(self, incoming: Incoming[LeadLinked], state: State, ctx: Context) -> Iterable[Output]:
        """Keeps the statement: as the alias under its own key, as a stand-in under the keys that it is told on to.

        An id that is linked to itself is a lead of its own again, from then on.
        """
        event, key = incoming.data, (incoming.record.key or b"").decode()
        return self._stands_for(incoming, state, ctx) if key == event.from_ else self._heard(key, event, state)

    def _stands_for(self, incoming: Incoming[LeadLinked], state: State, ctx: Context) -> Iterator[Output]:
        event, before = incoming.data, state.get(self._tables.aliases, incoming.data.from_)
        since = _since(event)
        if before and (event.reason_code == UPDATE or (before.linked_at, before.to) >= (since, event.to)):
            return
        sent = () if before is None else before.sent
        state.put(self._tables.aliases, event.from_, Alias(event.to, since, sent))
        lead = state.get(self._tables.leads, event.from_)
        if event.reason_code not in ROUTINE or (lead is not None and lead.was_touched):
            yield from _told(event, before)
        alias = self._forwarding.alias(event.from_, state)
        if alias is None:
            return
        yield from self._forwarding.release(event.from_, event.to, state)
        if lead is not None and lead.is_suppressed:
            yield Emit(_suppressed(event, event.to))
        elif lead is not None and not lead.is_known:
            state.delete(self._tables.leads, event.from_)
            yield from (Emit(more, step=more.occurred_at.isoformat()) for more in learned(event, lead))
        elif lead is not None:
            yield from self._over(lead, incoming, state, ctx)
        yield from self._forwarding.held(alias, self._room.leave(event.from_, state), state, ctx)

    def _over(self, lead: Lead, incoming: Incoming[LeadLinked], state: State, ctx: Context) -> Iterator[Output]:
        """The open cycle ends, and what it was about goes on under the other lead."""
        event = incoming.data
        after, closed = hand_over(lead, ctx.now)
        if closed is None:
            return
        state.put(self._tables.leads, event.from_, after)
        yield Emit(
            LeadClosed(
                lead_id=event.from_,
                cycle=closed.cycle,
                outcome="invalid",
                reason_code=LINKED,
                occurred_at=event.occurred_at,
                decided_at=ctx.now,
            )
        )
        record = incoming.record
        position = Position(topic=record.topic, partition=record.partition, offset=record.offset)
        yield Emit(carried(event, lead, position, ctx.now), step="carried")
        yield from (Emit(work_event(event.to, work), step=work.id) for work in lead.work)

    def _heard(self, lead_id: str, event: LeadLinked, state: State) -> Iterator[Output]:
        """Somebody stands for this lead, or does no more. Who must not be contacted must not be under any id."""
        heard = state.get(self._tables.stand_ins, lead_id) or StandIns({})
        before = heard.known.get(event.from_)
        since = _since(event)
        if before and (before.linked_at, before.to) >= (since, event.to):
            return
        known = heard.known | {event.from_: StandIn(event.to, since)}
        state.put(self._tables.stand_ins, lead_id, StandIns(known))
        lead = state.get(self._tables.leads, lead_id)
        if lead is not None and lead.is_suppressed and event.from_ in self._forwarding.stand_ins(lead_id, state):
            yield Emit(_suppressed(event, event.from_))


def _since(event: LeadLinked) -> datetime:
    """From when the statement holds: any other wins over that of a change."""
    return _BEFORE_ALL if event.reason_code == UPDATE else event.occurred_at


def _told(event: LeadLinked, before: Alias | None) -> Iterator[Output]:
    """The statement for the leads that it concerns, and for whoever tells their stories."""
    concerned = dict.fromkeys((event.to, before.to) if before else (event.to,))
    concerned.pop(event.from_, None)
    for lead_id in concerned:
        yield Emit(event, topic=LEADS_RECEIVED, key=lead_id, step=f"told {lead_id}")
    for lead_id in (event.from_, *concerned):
        yield Emit(event, topic=LEADS_QUALIFIED, key=lead_id, step=f"story {lead_id}")


def _suppressed(event: LeadLinked, lead_id: str) -> LeadSuppressed:
    return LeadSuppressed(
        lead_id=lead_id, source=event.source, reason_code="alias_suppressed", occurred_at=event.occurred_at
    )
