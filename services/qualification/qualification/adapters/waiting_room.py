"""First touches that wait for what is looked up elsewhere (``lead.enriched``), up to the limit that the rules set."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from lead_contracts.codec import decode
from lead_contracts.events import LeadReceived
from lead_runtime.engine.api import Context, Headers, Output, Record, State, Table
from lead_runtime.engine.errors import Transient
from qualification.adapters.judging import Judging
from qualification.adapters.tables import Tables
from qualification.adapters.translate import touch_of
from qualification.domain.lead import Lead
from qualification.domain.patience import Wait, may_wait, wait_of
from qualification.domain.rules import QualificationError


@dataclass(frozen=True, slots=True)
class HeldTouch:
    """A touch as it came."""

    touch_id: str
    headers: Headers
    value: bytes

    @classmethod
    def of(cls, touch_id: str, record: Record) -> "HeldTouch":
        """Keeps it."""
        return cls(touch_id, tuple(record.headers), record.value or b"")

    @property
    def event(self) -> LeadReceived:
        """The touch."""
        event = decode(self.headers, self.value)[1]
        if not isinstance(event, LeadReceived):
            raise TypeError(f"a touch was kept, not {event.NAME}")
        return event

    def __repr__(self) -> str:
        """Shows no personal data."""
        return f"HeldTouch(touch_id={self.touch_id!r})"


@dataclass(frozen=True, slots=True)
class Pending:
    """The touches of a lead that wait, by arrival, and for what; judged at ``wait.until`` (UTC) at the latest."""

    wait: Wait
    held: tuple[HeldTouch, ...]


class WaitingRoom:
    """Who waits is judged once: when what was missing is known, when the time is up, or when there is no more to wait for.

    A lead whose touches wait has no open cycle and is not suppressed.
    """

    def __init__(self, tables: Tables, judging: Judging) -> None:
        self._tables, self._judging = tables, judging
        self.table = Table("pending", Pending, due=lambda pending: pending.wait.until, fire=self._time_is_up)

    def take(
        self, event: LeadReceived, record: Record, before: Lead | None, state: State, ctx: Context
    ) -> Sequence[Output]:
        """The verdict on a touch, with those that waited for it; or none yet. Raises NoRuleSet."""
        pending, touch = state.get(self.table, event.lead_id), touch_of(event)
        if before is not None and before.knows(event.touch_id):
            return ()
        if touch.is_test or (pending is None and not may_wait(touch, self._judging.rules(touch, ctx))):
            return self._judging.judge(event, touch, state, ctx)
        held = pending.held if pending is not None else ()
        if any(kept.touch_id == event.touch_id for kept in held):
            return ()
        return self._settle(event.lead_id, (*held, HeldTouch.of(event.touch_id, record)), pending, state, ctx)

    def look_again(self, lead_id: str, state: State, ctx: Context) -> Sequence[Output]:
        """More is known of the lead: what waited for that is judged. Raises NoRuleSet."""
        pending = state.get(self.table, lead_id)
        return () if pending is None else self._settle(lead_id, pending.held, pending, state, ctx)

    def dismiss(self, lead_id: str, state: State, ctx: Context) -> Sequence[Output]:
        """There is nothing more to wait for. Raises NoRuleSet."""
        pending = state.get(self.table, lead_id)
        return () if pending is None else self._judge(lead_id, pending.held, pending, state, ctx)

    def leave(self, lead_id: str, state: State) -> tuple[LeadReceived, ...]:
        """Those that wait, who do so no more: the lead is another one."""
        pending = state.get(self.table, lead_id)
        if pending is None:
            return ()
        state.delete(self.table, lead_id)
        return tuple(kept.event for kept in pending.held)

    def first(self, lead_id: str, state: State) -> LeadReceived | None:
        """The one that came first."""
        pending = state.get(self.table, lead_id)
        return None if pending is None else pending.held[0].event

    def until(self, lead_id: str, state: State) -> datetime | None:
        """When the lead is judged at the latest (UTC); None where nothing waits."""
        pending = state.get(self.table, lead_id)
        return None if pending is None else pending.wait.until

    def _settle(
        self, lead_id: str, held: tuple[HeldTouch, ...], pending: Pending | None, state: State, ctx: Context
    ) -> Sequence[Output]:
        """Judges all, or lets them wait on."""
        lead = state.get(self._tables.leads, lead_id)
        touches = [touch_of(kept.event) for kept in held]
        wait = wait_of(lead, touches, self._judging.book(ctx), ctx.now)
        if wait is None:
            return self._judge(lead_id, held, pending, state, ctx)
        if pending is not None:
            wanted = dict.fromkeys((*pending.wait.wanted, *wait.wanted))
            wait = Wait(min(pending.wait.until, wait.until), tuple(wanted))
        state.put(self.table, lead_id, Pending(wait, held))
        self._keep_early(lead_id, wait, state)
        return ()

    def _keep_early(self, lead_id: str, wait: Wait, state: State) -> None:
        """What was done with the lead before its verdict waits for that, however long it takes."""
        early = state.get(self._tables.waiting, lead_id)
        until = wait.until + self._tables.limits.grace
        if early is not None and early.until < until:
            state.put(self._tables.waiting, lead_id, replace(early, until=until))

    def _judge(
        self, lead_id: str, held: tuple[HeldTouch, ...], pending: Pending | None, state: State, ctx: Context
    ) -> Sequence[Output]:
        if pending is not None:
            state.delete(self.table, lead_id)
        wanted = pending.wait.wanted if pending is not None else ()
        return self._judging.judge_all([kept.event for kept in held], wanted, state, ctx)

    def _time_is_up(self, lead_id: str, pending: Pending, state: State, ctx: Context) -> Iterable[Output]:
        try:
            return self._judge(lead_id, pending.held, pending, state, ctx)
        except QualificationError as error:
            raise Transient(str(error)) from None
