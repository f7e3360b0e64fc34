"""What arrives under an alias goes on to the lead that it stands for, under that lead's key."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final, TypeAlias

from lead_contracts.codec import decode
from lead_contracts.events import LeadActivity, LeadCloseRequest
from lead_runtime.engine.api import DeadLetter, Emit, Incoming, Output, Record, State
from qualification.adapters.tables import Alias, Tables

GROUP: Final = "qualification"
RING: Final = "AliasRing"
REMEMBERED: Final = 64
Forwarded: TypeAlias = LeadActivity | LeadCloseRequest
Came: TypeAlias = Incoming[LeadActivity] | Incoming[LeadCloseRequest]


class Forwarding:
    """Sends on once what came under an alias. A ring of aliases is noticed when our own copy comes back."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def alias(self, lead_id: str, state: State) -> Alias | None:
        """What the id stands for, or None."""
        return state.get(self._tables.aliases, lead_id)

    def send(self, alias: Alias, item_id: str, incoming: Came, state: State) -> Iterable[Output]:
        """The event under the key of the lead meant; nothing for one that was sent before, a dead letter for a ring."""
        event = incoming.data
        if item_id in alias.sent:
            if not _is_ours(incoming.record):
                return ()
            detail = "the aliases of this id lead back to it"
            return (DeadLetter(incoming.record, RING, detail, lead_id=event.lead_id),)
        sent = (*alias.sent, item_id)[-REMEMBERED:]
        state.put(self._tables.aliases, event.lead_id, replace(alias, sent=sent))
        return (_under(alias.to, event),)

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


def _under(lead_id: str, event: Forwarded, step: str | None = None) -> Emit:
    return Emit(event.model_copy(update={"lead_id": lead_id}), step=step)


def _is_ours(record: Record) -> bool:
    return ("ce_source", f"/{GROUP}".encode()) in record.headers
