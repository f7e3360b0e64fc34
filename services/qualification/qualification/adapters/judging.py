"""The verdicts on touches: what they change of the lead, and what is said of them."""

from collections.abc import Sequence

from lead_contracts.codec import decode
from lead_contracts.events import LeadActivity, LeadReceived
from lead_runtime.engine.api import Context, Emit, Output, State
from qualification.adapters.rules.published import Shelf
from qualification.adapters.tables import Tables
from qualification.adapters.telling import verdict_event
from qualification.adapters.translate import acted, contact_event, touch_of
from qualification.domain.lead import Lead
from qualification.domain.patience import Known, informed, reason_of
from qualification.domain.reason import Reason
from qualification.domain.receive import receive
from qualification.domain.rules import RuleBook, RuleSet
from qualification.domain.touch import Touch


class Judging:
    """Judges touches, each once. Every method raises NoRuleSet and UnreadableRuleSet."""

    def __init__(self, tables: Tables, shelf: Shelf) -> None:
        self._tables, self._shelf = tables, shelf

    def book(self, ctx: Context) -> RuleBook:
        """All published rule sets."""
        return self._shelf.book(ctx.globals)

    def rules(self, touch: Touch, ctx: Context) -> RuleSet:
        """Those that decide about touches like this one."""
        return self.book(ctx).at(touch.motion, ctx.now)

    def judge_all(
        self, events: Sequence[LeadReceived], waited_for: tuple[str, ...], state: State, ctx: Context
    ) -> Sequence[Output]:
        """The verdicts on touches of one lead, in this order, that waited for ``waited_for``.

        Each knows what all of them say.
        """
        lead_id, touches = events[0].lead_id, [touch_of(event) for event in events]
        before = state.get(self._tables.leads, lead_id)
        said: tuple[Reason, ...] = ()
        if waited_for and not (before is not None and before.is_suppressed):
            lead = informed(before, touches, self.book(ctx), ctx.now)
            state.put(self._tables.leads, lead_id, lead)
            said = (reason_of(waited_for, Known.of(lead)),)
        judged = [self.judge(event, touch, state, ctx, said) for event, touch in zip(events, touches, strict=True)]
        return [output for outputs in judged for output in outputs]

    def judge(
        self, event: LeadReceived, touch: Touch, state: State, ctx: Context, waited: tuple[Reason, ...] = ()
    ) -> Sequence[Output]:
        """The verdict on a touch, which is that of the event; nothing where it had one before."""
        book = self.book(ctx)
        before = state.get(self._tables.leads, event.lead_id)
        if before is None or not before.is_known:
            before = self._with_early_replies(event.lead_id, before, state, ctx)
        found = receive(before, touch, book, ctx.now, waited)
        if found is None:
            return ()
        state.put(self._tables.leads, event.lead_id, found.lead)
        verdict = Emit(verdict_event(event.lead_id, touch, found, ctx.now, event.possible_duplicate_of))
        if found.contact_changed and found.lead.contact:
            return verdict, Emit(contact_event(event.lead_id, found.lead.contact))
        return (verdict,)

    def _with_early_replies(self, lead_id: str, lead: Lead | None, state: State, ctx: Context) -> Lead | None:
        """The lead with what the person did before their first touch was judged. The waiting is over."""
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
