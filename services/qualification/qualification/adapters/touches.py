"""Handlers of leads.received: touches, enrichment, suppressions; each under aliases too."""

from collections.abc import Iterable

from lead_contracts.codec import decode
from lead_contracts.events import LeadActivity, LeadClosed, LeadEnriched, LeadReceived, LeadSuppressed
from lead_contracts.topics import LEADS_CONTACTS, LEADS_RECEIVED
from lead_runtime.engine.api import Context, Emit, Incoming, Output, State, Tombstone
from qualification.adapters.forward import Forwarding
from qualification.adapters.rules.published import Shelf
from qualification.adapters.tables import Tables
from qualification.adapters.translate import acted, attributes_of, contact_event, touch_of, verdict_event
from qualification.domain.lead import Lead, enrich, suppress
from qualification.domain.reading import read_attributes
from qualification.domain.receive import receive


class Touches:
    """What makes, feeds and silences a lead."""

    def __init__(self, tables: Tables, shelf: Shelf, forwarding: Forwarding) -> None:
        self._tables, self._shelf, self._forwarding = tables, shelf, forwarding

    def received(self, incoming: Incoming[LeadReceived], state: State, ctx: Context) -> Iterable[Output]:
        """One verdict per touch, here or where an alias leads. Raises NoRuleSet while none is published."""
        event, before = incoming.data, state.get(self._tables.leads, incoming.data.lead_id)
        alias = self._forwarding.alias(event.lead_id, state)
        if alias is not None and not (before is not None and before.knows(event.touch_id)):
            sent = self._forwarding.touch(alias, incoming, state, ctx)
            if sent is not None:
                return sent
        return self._judged(event, before, state, ctx)

    def _judged(self, event: LeadReceived, before: Lead | None, state: State, ctx: Context) -> Iterable[Output]:
        book, touch = self._shelf.book(ctx.globals), touch_of(event)
        if before is None or not before.is_known:
            before = self._with_early_replies(event.lead_id, before, state, ctx)
        found = receive(before, touch, book, ctx.now)
        if found is None:
            return ()
        state.put(self._tables.leads, event.lead_id, found.lead)
        verdict = Emit(verdict_event(event.lead_id, touch, found, ctx.now, event.possible_duplicate_of))
        if found.contact_changed and found.lead.contact:
            return verdict, Emit(contact_event(event.lead_id, found.lead.contact))
        return (verdict,)

    def enriched(self, incoming: Incoming[LeadEnriched], state: State, ctx: Context) -> Iterable[Output]:
        """Facts for the next verdict."""
        event, before = incoming.data, state.get(self._tables.leads, incoming.data.lead_id)
        alias = self._forwarding.alias(event.lead_id, state)
        if alias is not None:
            return self._forwarding.send(alias, incoming.id, incoming, state)
        motion = before.motion if before and before.motion else "inbound"
        rules = self._shelf.book(ctx.globals).at(motion, ctx.now)
        facts = read_attributes(attributes_of(event.attributes), rules.reads)
        after = enrich(before, event.occurred_at, facts, ctx.now)
        if after is not before:
            state.put(self._tables.leads, event.lead_id, after)
        return ()

    def suppressed(self, incoming: Incoming[LeadSuppressed], state: State, ctx: Context) -> Iterable[Output]:
        """Ends the open cycle and erases the contact, here, where the id leads, and under the ids that stand for it."""
        event, before = incoming.data, state.get(self._tables.leads, incoming.data.lead_id)
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
        alias = self._forwarding.alias(event.lead_id, state)
        others = self._forwarding.stand_ins(event.lead_id, state)
        for other in (alias.to, *others) if alias is not None else others:
            yield Emit(event.model_copy(update={"lead_id": other}), topic=LEADS_RECEIVED, step=f"also {other}")

    def _with_early_replies(self, lead_id: str, lead: Lead | None, state: State, ctx: Context) -> Lead | None:
        """The lead with what the person did before their first touch was read. The waiting is over."""
        waiting = state.get(self._tables.waiting, lead_id)
        if waiting is None:
            return lead
        state.delete(self._tables.waiting, lead_id)
        before = lead or Lead(changed_at=ctx.now)
        for held in waiting.held:
            event = decode(held.headers, held.value)[1]
            if isinstance(event, LeadActivity):
                before = acted(before, event, ctx.now)
        return before
