"""The group assignment.route: sends what concerns a pool to the pool's one partition. It decides nothing but the pool."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Final

from assignment.adapters.policy import Shelf
from assignment.adapters.stations import Stations
from assignment.adapters.tables import ROUTES, STATIONS, Route
from assignment.adapters.translate import result_of
from assignment.domain.lead import Motion
from lead_contracts.base import Event
from lead_contracts.events import (
    LeadAcceptRequest,
    LeadActivity,
    LeadAssigned,
    LeadClosed,
    LeadDeclineRequest,
    LeadNextRequest,
    LeadQualified,
    LeadReassignRequest,
    LeadReleaseRequest,
    LeadTouched,
    LeadUnassigned,
    RepChanged,
)
from lead_contracts.events.requests import Crossing
from lead_contracts.topics import (
    ASSIGNMENT_REQUESTS,
    CONFIG_VERSIONS,
    LEADS_ACTIVITIES,
    LEADS_ASSIGNED,
    LEADS_QUALIFIED,
    SALES_REPS,
)
from lead_runtime.engine.api import Context, Emit, Incoming, Output, State, Topology
from lead_runtime.repeats import REQUESTS, is_repeat, remember

GROUP: Final = "assignment.route"


def topology() -> Topology:
    """The group: reads leads, requests and reps; writes assignment.requests, keyed by pool."""
    shelf = Shelf()
    routing, stations = Routing(shelf), Stations(shelf)
    return Topology(
        group=GROUP,
        inputs={
            LEADS_QUALIFIED: {
                LeadQualified: routing.qualified,
                LeadTouched: routing.touched,
                LeadClosed: routing.closed,
            },
            LEADS_ACTIVITIES: {
                LeadAcceptRequest: routing.requested,
                LeadDeclineRequest: routing.requested,
                LeadReleaseRequest: routing.requested,
                LeadReassignRequest: routing.requested,
                LeadActivity: routing.reached,
                LeadNextRequest: stations.asked_for_next,
            },
            LEADS_ASSIGNED: {LeadAssigned: routing.placed, LeadUnassigned: routing.placed},
            SALES_REPS: stations.changed,
        },
        outputs=frozenset({ASSIGNMENT_REQUESTS}),
        tables=(ROUTES, STATIONS, REQUESTS),
        globals=(CONFIG_VERSIONS, SALES_REPS),
    )


class Routing:
    """Handlers of what concerns one lead; each keeps and asks where the lead is."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def qualified(self, incoming: Incoming[LeadQualified], state: State, ctx: Context) -> Iterable[Output]:
        """A cycle opens: the policy says in which pool. A repeat, or what has ended already, goes nowhere."""
        event = incoming.data
        known = state.get(ROUTES, event.lead_id)
        if known and event.cycle <= known.cycle:
            return ()
        country = event.facts.get("country")
        policy = self._shelf.in_force(ctx.globals, ctx.now)
        pool = policy.pool_for(Motion(event.motion), country if isinstance(country, str) else None)
        state.put(ROUTES, event.lead_id, Route(pool, event.cycle))
        return (forwarded(event, pool),)

    def touched(self, incoming: Incoming[LeadTouched], state: State, ctx: Context) -> Iterable[Output]:
        """News of an open cycle goes where the lead is."""
        known = state.get(ROUTES, incoming.data.lead_id)
        return (forwarded(incoming.data, known.pool),) if known and not known.ended_at else ()

    def closed(self, incoming: Incoming[LeadClosed], state: State, ctx: Context) -> Iterable[Output]:
        """A cycle ends. One that never opened here is remembered as ended, in case its beginning still comes."""
        event = incoming.data
        known = state.get(ROUTES, event.lead_id)
        if known is None or known.cycle < event.cycle:
            pool = known.pool if known else self._shelf.in_force(ctx.globals, ctx.now).default_pool
            state.put(ROUTES, event.lead_id, Route(pool, event.cycle, ended_at=ctx.now))
        elif known.cycle == event.cycle and not known.ended_at:
            state.put(ROUTES, event.lead_id, replace(known, ended_at=ctx.now))
        return (forwarded(event, known.pool),) if known else ()

    def requested(self, incoming: Incoming[Any], state: State, ctx: Context) -> Iterable[Output]:
        """A request goes where the lead is; about a lead that nobody knows, to the default pool, which refuses it.

        A repeat goes nowhere: the pool, the cycle and the holder may be others by now.
        """
        event = incoming.data
        if is_repeat(event, state):
            return ()
        remember(event, state, ctx.now)
        known = state.get(ROUTES, event.lead_id)
        pool = known.pool if known else self._shelf.in_force(ctx.globals, ctx.now).default_pool
        if isinstance(event, LeadReassignRequest):
            event = event.model_copy(update={"crossing": _crossing(event, pool, ctx)})
        return (forwarded(event, pool),)

    def reached(self, incoming: Incoming[LeadActivity], state: State, ctx: Context) -> Iterable[Output]:
        """What a rep has reached goes where the lead is if the policy may hand it over for that; once."""
        event, life = incoming.data, self._shelf.in_force(ctx.globals, ctx.now).life
        known = state.get(ROUTES, event.lead_id)
        if not life.handovers or not known or known.ended_at:
            return ()
        result = result_of(event)
        if not (result.rep_id and life.listens_to(result.outcome)) or is_repeat(event, state):
            return ()
        remember(event, state, ctx.now)
        return (forwarded(event, known.pool),)

    def placed(self, incoming: Incoming[LeadAssigned | LeadUnassigned], state: State, ctx: Context) -> Iterable[Output]:
        """Learns the pool that has the lead now: a fallback may have taken it over."""
        event = incoming.data
        known = state.get(ROUTES, event.lead_id)
        if event.pool and known and known.cycle == event.cycle and known.pool != event.pool:
            state.put(ROUTES, event.lead_id, replace(known, pool=event.pool))
        return ()


def _crossing(event: LeadReassignRequest, pool: str, ctx: Context) -> Crossing | None:
    """Where the lead has to go if it is to be somebody's of another pool. Route alone says that."""
    rep = ctx.globals.get(SALES_REPS, event.to_rep_id) if event.to_rep_id else None
    return Crossing(to_pool=rep.pool) if isinstance(rep, RepChanged) and rep.pool != pool else None


def forwarded(event: Event, pool: str) -> Emit:
    """The same event for the writer of the pool."""
    return Emit(event, topic=ASSIGNMENT_REQUESTS, key=pool)
