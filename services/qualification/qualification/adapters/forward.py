"""What arrives under an alias goes on to the lead that it stands for, under that lead's key."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final, TypeAlias

from lead_contracts.codec import decode
from lead_contracts.events import LeadActivity, LeadCloseRequest, LeadEnriched, LeadMoved, LeadReceived
from lead_runtime.engine.api import Context, DeadLetter, Emit, Incoming, Output, Record, State
from qualification.adapters.tables import Alias, StandIn, Tables

GROUP: Final = "qualification"
RING: Final = "AliasRing"
REMEMBERED: Final = 64
Forwarded: TypeAlias = LeadActivity | LeadCloseRequest | LeadEnriched
Came: TypeAlias = Incoming[LeadActivity] | Incoming[LeadCloseRequest] | Incoming[LeadEnriched]


class Forwarding:
    """Sends on once what came under an alias. A ring of aliases is noticed when our own copy comes back."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def alias(self, lead_id: str, state: State) -> Alias | None:
        """What the id stands for, or None. Where two ids were said to stand for each other the newer statement holds."""
        found = state.get(self._tables.aliases, lead_id)
        if found is None or found.to == lead_id:
            return None
        heard = state.get(self._tables.stand_ins, lead_id)
        back = heard.known.get(found.to) if heard is not None else None
        return None if back and back.to == lead_id and back.linked_at > found.linked_at else found

    def stand_ins(self, lead_id: str, state: State) -> tuple[str, ...]:
        """The ids that stand for the lead."""
        heard = state.get(self._tables.stand_ins, lead_id)
        known: dict[str, StandIn] = heard.known if heard is not None else {}
        alias = self.alias(lead_id, state)
        beyond = alias.to if alias is not None else None
        return tuple(other for other, said in known.items() if said.to == lead_id and other != beyond)

    def send(self, alias: Alias, item_id: str, incoming: Came, state: State) -> Iterable[Output]:
        """The event under the key of the lead meant; nothing for one that was sent before, a dead letter for a ring."""
        event = incoming.data
        if self._is_new(alias, event.lead_id, item_id, state):
            return (_under(alias.to, event),)
        if not _is_ours(incoming.record):
            return ()
        detail = "the aliases of this id lead back to it"
        return (DeadLetter(incoming.record, RING, detail, lead_id=event.lead_id),)

    def touch(
        self, alias: Alias, incoming: Incoming[LeadReceived], state: State, ctx: Context
    ) -> Iterable[Output] | None:
        """The touch under the key of the lead meant; nothing for one that was sent before.

        None for one that a ring of aliases has brought back: it is judged where it came, since somebody must answer it.
        """
        event = incoming.data
        if not self._is_new(alias, event.lead_id, event.touch_id, state):
            return None if _is_ours(incoming.record) else ()
        return moved(event, alias.to, ctx)

    def held(self, alias: Alias, touches: Iterable[LeadReceived], state: State, ctx: Context) -> Iterator[Output]:
        """Touches that waited under an id that turns out to be an alias; the same again is not sent on again."""
        for event in touches:
            alias = replace(alias, sent=(*alias.sent, event.touch_id)[-REMEMBERED:])
            yield from moved(event, alias.to, ctx)
            state.put(self._tables.aliases, event.lead_id, alias)

    def release(self, lead_id: str, to: str, state: State) -> Iterable[Output]:
        """What waited under an id that turns out to be an alias."""
        waiting = state.get(self._tables.waiting, lead_id)
        if waiting is None:
            return
        state.delete(self._tables.waiting, lead_id)
        for held in waiting.held:
            event = decode(held.headers, held.value)[1]
            if isinstance(event, LeadActivity):
                yield _under(to, event, step=held.activity_id)

    def _is_new(self, alias: Alias, lead_id: str, item_id: str, state: State) -> bool:
        """Whether it was not sent on before, as far as that is remembered; from now on it was."""
        if item_id in alias.sent:
            return False
        state.put(self._tables.aliases, lead_id, replace(alias, sent=(*alias.sent, item_id)[-REMEMBERED:]))
        return True


def moved(event: LeadReceived, to: str, ctx: Context) -> tuple[Output, Output]:
    """The touch under the key of the lead meant, and what its own id says of that."""
    copy = event.model_copy(update={"lead_id": to, "came_as": event.lead_id})
    gone = LeadMoved(lead_id=event.lead_id, touch_id=event.touch_id, to=to, decided_at=ctx.now)
    return Emit(copy, step=event.touch_id), Emit(gone, step=event.touch_id)


def _under(lead_id: str, event: Forwarded, step: str | None = None) -> Emit:
    return Emit(event.model_copy(update={"lead_id": lead_id}), step=step)


def _is_ours(record: Record) -> bool:
    return ("ce_source", f"/{GROUP}".encode()) in record.headers
