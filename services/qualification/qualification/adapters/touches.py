"""Handlers of leads.received: touches, enrichment, suppressions; each under aliases too."""

from collections.abc import Iterable, Iterator

from lead_contracts.events import LeadClosed, LeadEnriched, LeadReceived, LeadSuppressed
from lead_contracts.topics import LEADS_CONTACTS, LEADS_RECEIVED
from lead_runtime.engine.api import Context, Emit, Incoming, Output, State, Tombstone
from qualification.adapters.forward import Forwarding
from qualification.adapters.judging import Judging
from qualification.adapters.tables import Tables
from qualification.adapters.translate import attributes_of, contact_event, contact_said, facts_said, touch_of
from qualification.adapters.waiting_room import WaitingRoom
from qualification.domain.lead import Lead, enrich, suppress
from qualification.domain.reading import read_attributes
from qualification.domain.touch import Motion


class Touches:
    """What makes, feeds and silences a lead."""

    def __init__(self, tables: Tables, judging: Judging, forwarding: Forwarding, room: WaitingRoom) -> None:
        self._tables, self._judging, self._forwarding, self._room = tables, judging, forwarding, room

    def received(self, incoming: Incoming[LeadReceived], state: State, ctx: Context) -> Iterable[Output]:
        """One verdict per touch, here or where an alias leads, now or after a wait. Raises NoRuleSet while none is published."""
        event, before = incoming.data, state.get(self._tables.leads, incoming.data.lead_id)
        alias = self._forwarding.alias(event.lead_id, state)
        if alias is not None and not (before is not None and before.knows(event.touch_id)):
            sent = self._forwarding.touch(alias, incoming, state, ctx)
            return self._judging.judge(event, touch_of(event), state, ctx) if sent is None else sent
        return self._room.take(event, incoming.record, before, state, ctx)

    def enriched(self, incoming: Incoming[LeadEnriched], state: State, ctx: Context) -> Iterable[Output]:
        """Facts for the next verdict, which may have waited for them; and for the owner of the open cycle at once."""
        event, before = incoming.data, state.get(self._tables.leads, incoming.data.lead_id)
        alias = self._forwarding.alias(event.lead_id, state)
        if alias is not None:
            return self._forwarding.send(alias, incoming.id, incoming, state)
        rules = self._judging.book(ctx).at(self._motion(event.lead_id, before, state), ctx.now)
        attributes = attributes_of(event.attributes)
        facts = read_attributes(attributes, rules.reads) | facts_said(event, attributes)
        after = enrich(before, event.occurred_at, facts, contact_said(event), ctx.now)
        if after is before:
            return ()
        state.put(self._tables.leads, event.lead_id, after)
        if before is not None and before.is_open:
            return (Emit(contact_event(event.lead_id, after.contact)),) if after.contact != before.contact else ()
        return self._room.look_again(event.lead_id, state, ctx)

    def suppressed(self, incoming: Incoming[LeadSuppressed], state: State, ctx: Context) -> Iterable[Output]:
        """Ends the open cycle and erases the contact, here, where the id leads, and under the ids that stand for it.

        What waited is judged at once. Raises NoRuleSet.
        """
        return list(self._silenced(incoming.data, state, ctx))

    def _silenced(self, event: LeadSuppressed, state: State, ctx: Context) -> Iterator[Output]:
        before = state.get(self._tables.leads, event.lead_id)
        if before is not None and before.is_suppressed:
            return
        lead, closed = suppress(before, ctx.now)
        state.put(self._tables.leads, event.lead_id, lead)
        state.delete(self._tables.waiting, event.lead_id)
        if closed is not None:
            yield Emit(
                LeadClosed(
                    lead_id=event.lead_id,
                    cycle=closed.cycle,
                    outcome="suppressed",
                    reason_code=event.reason_code,
                    occurred_at=event.occurred_at,
                    decided_at=ctx.now,
                )
            )
        yield Tombstone(LEADS_CONTACTS, event.lead_id)
        yield from self._room.dismiss(event.lead_id, state, ctx)
        alias = self._forwarding.alias(event.lead_id, state)
        others = self._forwarding.stand_ins(event.lead_id, state)
        for other in (alias.to, *others) if alias is not None else others:
            yield Emit(event.model_copy(update={"lead_id": other}), topic=LEADS_RECEIVED, step=f"also {other}")

    def _motion(self, lead_id: str, lead: Lead | None, state: State) -> Motion:
        """Whose rules say what attributes mean: those that decided last, or will decide."""
        if lead is not None and lead.motion is not None:
            return lead.motion
        first = self._room.first(lead_id, state)
        return touch_of(first).motion if first is not None else "inbound"
