"""The group assignment.decide: one writer per pool. Everything that concerns a pool comes in one partition, in one order."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any, Final, TypeAlias

from assignment.adapters.announce import announced
from assignment.adapters.book import StateBook
from assignment.adapters.policy import Shelf
from assignment.adapters.tables import (
    ACCOUNTS,
    ALARMS,
    LEAVERS,
    LINES,
    LOADS,
    PLACEMENTS,
    PLACES,
    REPS,
    ROSTERS,
    pool_of,
)
from assignment.adapters.translate import arrival_of, lead_of, rep_of, request_of, result_of
from assignment.application import cycle
from assignment.application.crossing import arrived
from assignment.application.desk import Desk
from assignment.application.handover import reached
from assignment.application.leaving import go_on
from assignment.application.pull import pulled
from assignment.application.requests import asked
from assignment.application.roster import rep_changed
from assignment.application.timeout import lapsed, lapses_at
from assignment.application.vigil import begun, rang, through, waited
from assignment.domain.lead import Lead
from lead_contracts.base import Event
from lead_contracts.events import (
    LeadAcceptRequest,
    LeadActivity,
    LeadClosed,
    LeadDeclineRequest,
    LeadNextRequest,
    LeadQualified,
    LeadReassignRequest,
    LeadReleaseRequest,
    LeadTouched,
    LeadTransferred,
    RepChanged,
)
from lead_contracts.ids import derived_id
from lead_contracts.topics import ASSIGNMENT_REQUESTS, CONFIG_VERSIONS, LEADS_ASSIGNED
from lead_runtime.engine.api import Context, EventHandler, Incoming, Output, State, TimerHandler, Topology
from lead_runtime.public_holidays import public_holidays

GROUP: Final = "assignment.decide"
UseCase: TypeAlias = Callable[[Desk, Any], None]

_USE_CASES: Final[dict[type[Event], UseCase]] = {
    LeadQualified: lambda desk, event: cycle.opened(desk, lead_of(event)),
    LeadTouched: lambda desk, event: cycle.touched(desk, lead_of(event)),
    LeadClosed: lambda desk, event: cycle.ended(desk, event.lead_id, event.cycle, won=event.outcome == "won"),
    LeadAcceptRequest: lambda desk, event: asked(desk, request_of(event)),
    LeadDeclineRequest: lambda desk, event: asked(desk, request_of(event)),
    LeadReleaseRequest: lambda desk, event: asked(desk, request_of(event)),
    LeadReassignRequest: lambda desk, event: asked(desk, request_of(event)),
    LeadActivity: lambda desk, event: reached(desk, result_of(event)),
    LeadTransferred: lambda desk, event: arrived(desk, arrival_of(event)),
    LeadNextRequest: lambda desk, event: pulled(desk, event.actor, event.request_id),
    RepChanged: lambda desk, event: rep_changed(desk, rep_of(event)),
}


def topology() -> Topology:
    """The group: reads assignment.requests, keeps the books, writes leads.assigned and what it forwards."""
    shelf = Shelf()

    def alarm(use_case: Callable[[Desk, str], None]) -> TimerHandler:
        """What a table's timer does: the use case, about the lead or rep that the key names."""

        def fire(key: str, _: object, state: State, ctx: Context) -> Iterable[Output]:
            pool, name = pool_of(key)
            return _decided(shelf, pool, state, ctx, lambda desk: use_case(desk, name))

        return fire

    return Topology(
        group=GROUP,
        inputs={ASSIGNMENT_REQUESTS: {event: _handler(shelf, use_case) for event, use_case in _USE_CASES.items()}},
        outputs=frozenset({LEADS_ASSIGNED, ASSIGNMENT_REQUESTS}),
        tables=(
            ROSTERS,
            REPS,
            LOADS,
            replace(PLACEMENTS, due=lapses_at, fire=alarm(lapsed)),
            replace(LEAVERS, due=lambda leaver: leaver.due, fire=alarm(go_on)),
            LINES,
            replace(PLACES, due=lambda place: place.moves_at, fire=alarm(waited)),
            replace(ALARMS, due=lambda one: one.wake_at, fire=alarm(rang)),
            ACCOUNTS,
        ),
        globals=(CONFIG_VERSIONS,),
    )


def _handler(shelf: Shelf, use_case: UseCase) -> EventHandler:
    def handle(incoming: Incoming[Any], state: State, ctx: Context) -> Iterable[Output]:
        pool = (incoming.record.key or b"").decode()
        return _decided(shelf, pool, state, ctx, lambda desk: use_case(desk, incoming.data), incoming.data)

    return handle


def _decided(
    shelf: Shelf,
    pool: str,
    state: State,
    ctx: Context,
    decide: Callable[[Desk], None],
    in_hand: Event | None = None,
) -> Iterable[Output]:
    def name_assignment(lead: Lead, attempt: int) -> str:
        return derived_id(ctx.cause, "assignment", f"{lead.lead_id}/{lead.cycle}/{attempt}")

    book = StateBook(state, pool, ctx.now, public_holidays)
    desk = Desk(book, shelf.in_force(ctx.globals, ctx.now), ctx.now, ctx.cause, name_assignment)
    # Who leaves or goes away by the event in hand gets nothing before it any more.
    for each in (decide, begun) if isinstance(in_hand, RepChanged) else (begun, decide):
        each(desk)
    through(desk)
    return announced(desk, in_hand)
