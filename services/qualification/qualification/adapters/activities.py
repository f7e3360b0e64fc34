"""Handlers of leads.activities: replies, requests to close, all of them under aliases too."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from lead_contracts.events import LeadActivity, LeadClosed, LeadCloseRequest, LeadRequestRefused
from lead_contracts.topics import LEADS_QUALIFIED
from lead_runtime.engine.api import Context, Emit, Incoming, Output, State
from lead_runtime.repeats import is_repeat, remember
from qualification.adapters.forward import Forwarding
from qualification.adapters.judging import Judging
from qualification.adapters.tables import MOST_WAITING, Held, Tables, Waiting, unknown_lead
from qualification.adapters.telling import account_event
from qualification.adapters.translate import acted, close_request_of, contact_event
from qualification.adapters.waiting_room import WaitingRoom
from qualification.domain.account import WON, HandedOver, to_farmer
from qualification.domain.lead import Refused, close


class Activities:
    """What is done with a lead, and who asks to end it."""

    def __init__(self, tables: Tables, judging: Judging, forwarding: Forwarding, room: WaitingRoom) -> None:
        self._tables, self._judging, self._forwarding, self._room = tables, judging, forwarding, room

    def done(self, incoming: Incoming[LeadActivity], state: State, ctx: Context) -> Iterable[Output]:
        """A reply warms the lead; what comes under an alias goes on, what comes before its lead or its link waits."""
        event = incoming.data
        alias = self._forwarding.alias(event.lead_id, state)
        if alias is not None:
            return self._forwarding.send(alias, event.activity_id, incoming, state)
        lead = state.get(self._tables.leads, event.lead_id)
        if lead is None or not lead.is_known:
            return self._wait(incoming, state, ctx)
        after = acted(lead, event, ctx.now)
        if after is not lead:
            state.put(self._tables.leads, event.lead_id, after)
        return ()

    def close_requested(self, incoming: Incoming[LeadCloseRequest], state: State, ctx: Context) -> Iterable[Output]:
        """Ends the cycle for its owner or a manager, or says why not; once, whatever the lead is when a repeat comes.

        An account that a hunter won goes on with a farmer. Raises NoRuleSet and UnreadableRuleSet, for that alone.
        """
        event, lead = incoming.data, state.get(self._tables.leads, incoming.data.lead_id)
        if is_repeat(event, state):
            return ()
        alias = self._forwarding.alias(event.lead_id, state)
        if alias is not None and (lead is None or not lead.is_open):
            return self._forwarding.send(alias, event.request_id, incoming, state)
        remember(event, state, ctx.now)
        after, answer = close(lead, close_request_of(event), ctx.now)
        if lead is None or after is None or isinstance(answer, Refused):
            return (_refusal(event, answer, ctx),) if isinstance(answer, Refused) else ()
        handed = to_farmer(lead, after, self._judging.book(ctx), ctx.now) if event.outcome == WON else None
        state.put(self._tables.leads, event.lead_id, after if handed is None else handed.lead)
        closing = _closing(event, answer.cycle, ctx)
        return (closing,) if handed is None else (closing, *_account(event, handed, ctx))

    def _wait(self, incoming: Incoming[LeadActivity], state: State, ctx: Context) -> Iterable[Output]:
        event = incoming.data
        before = state.get(self._tables.waiting, event.lead_id)
        since = max(ctx.now, self._room.until(event.lead_id, state) or ctx.now)
        waiting = before or Waiting(since + self._tables.limits.grace, ())
        if any(held.activity_id == event.activity_id for held in waiting.held):
            return ()
        if len(waiting.held) >= MOST_WAITING:
            return (unknown_lead(event.lead_id, incoming.record),)
        held = (*waiting.held, Held.of(event.activity_id, incoming.record))
        state.put(self._tables.waiting, event.lead_id, replace(waiting, held=held))
        return ()


def _account(event: LeadCloseRequest, handed: HandedOver, ctx: Context) -> Iterator[Emit]:
    yield Emit(account_event(event.lead_id, event.request_id, handed, ctx.now))
    if handed.lead.contact:
        yield Emit(contact_event(event.lead_id, handed.lead.contact))


def _refusal(event: LeadCloseRequest, answer: Refused, ctx: Context) -> Emit:
    refused = LeadRequestRefused(
        request_id=event.request_id, lead_id=event.lead_id, reason_code=answer.reason_code, decided_at=ctx.now
    )
    return Emit(refused, topic=LEADS_QUALIFIED)


def _closing(event: LeadCloseRequest, cycle: int, ctx: Context) -> Emit:
    return Emit(
        LeadClosed(
            lead_id=event.lead_id,
            cycle=cycle,
            outcome=event.outcome,
            value=event.value,
            currency=event.currency,
            reason_code=event.reason_code,
            request_id=event.request_id,
            occurred_at=event.occurred_at,
            decided_at=ctx.now,
        )
    )
