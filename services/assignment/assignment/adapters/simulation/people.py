"""How people are taken to behave towards somebody else's decisions: what they did in history was about their own leads.

- What ends a cycle ends it, whoever has the lead.
- Who took a lead up, took it up: that counts for whoever has it in the simulation at that instant; if nobody has, for the
  next who gets it. So does what somebody reached with it (an appointment).
- Who declined or gave back a lead did so for reasons of their own: it counts if they have the lead here too, and else
  nobody does it.
- A manager who gave a lead to somebody does so here too; one who took it from somebody does if the same one has it.
- Who asked for the next prospect asks here too.
"""

from collections.abc import Callable
from typing import Any

from assignment.adapters.simulation.past import Past
from assignment.application.simulate import Cycle
from assignment.domain.lead import Placement
from lead_contracts.base import Event
from lead_contracts.events import (
    LeadAcceptRequest,
    LeadActivity,
    LeadDeclineRequest,
    LeadReassignRequest,
    LeadReleaseRequest,
)
from lead_runtime.engine.api import Incoming

Passed = Callable[[str], None]


class People:
    """Turns what was asked then into what would be asked now."""

    def __init__(self, past: Past, passed_over: Passed) -> None:
        self._past, self._passed_over = past, passed_over
        self._willing: dict[Cycle, Incoming[Any]] = {}

    def now(self, incoming: Incoming[Any], placement: Placement | None) -> Incoming[Any] | None:
        """The same event as it would be here; None: nobody would ask. ``placement``: where the lead stands here."""
        event: Event = incoming.data
        match event:
            case LeadAcceptRequest():
                return self._accept(incoming, placement)
            case LeadDeclineRequest() | LeadReleaseRequest() | LeadReassignRequest():
                return self._move(incoming, placement)
            case LeadActivity():
                return self._reached(incoming, placement)
        return incoming

    def willing(self, cycle: Cycle) -> Incoming[Any] | None:
        """An answer that was given before anybody had the lead here; once."""
        return self._willing.pop(cycle, None)

    def _accept(self, incoming: Incoming[Any], placement: Placement | None) -> Incoming[Any] | None:
        event = incoming.data
        who = self._granted(event.request_id)
        if who is None or placement is None or event.cycle not in (None, placement.lead.cycle):
            return self._as_mine(incoming, placement)
        if placement.hold is None:
            self._willing[Cycle(event.lead_id, placement.lead.cycle)] = incoming
            return None
        return by(incoming, placement.hold.rep_id)

    def _move(self, incoming: Incoming[Any], placement: Placement | None) -> Incoming[Any] | None:
        event = incoming.data
        to = getattr(event, "to_rep_id", None)
        who = self._granted(event.request_id)
        if to is not None:
            return _with(incoming, assignment_id=None) if self._past.answered(event.request_id) else incoming
        if who is None:
            return self._as_mine(incoming, placement)
        if placement is None or placement.hold is None or placement.hold.rep_id != who:
            self._passed_over(type(event).NAME)
            return None
        return _with(incoming, assignment_id=None)

    def _reached(self, incoming: Incoming[Any], placement: Placement | None) -> Incoming[Any] | None:
        event = incoming.data
        if placement is None or placement.hold is None:
            return incoming
        then = self._past.owner(Cycle(event.lead_id, placement.lead.cycle), event.recorded_at)
        return _with(incoming, rep_id=placement.hold.rep_id) if then == event.rep_id else incoming

    def _granted(self, request_id: str) -> str | None:
        """Who had the lead of whoever was granted this; None: it was refused, or nothing is known of it."""
        found = self._past.answered(request_id)
        return found[1] if found else None

    def _as_mine(self, incoming: Incoming[Any], placement: Placement | None) -> Incoming[Any]:
        """What was refused then may be granted now: it names an assignment of then."""
        hold = placement.hold if placement else None
        is_theirs = hold is not None and hold.rep_id == incoming.data.actor
        return _with(incoming, assignment_id=None) if is_theirs else incoming


def by(incoming: Incoming[Any], rep_id: str) -> Incoming[Any]:
    """The same request, made by somebody else about what they have."""
    return _with(incoming, actor=rep_id, assignment_id=None)


def _with(incoming: Incoming[Any], **changes: object) -> Incoming[Any]:
    return incoming._replace(data=incoming.data.model_copy(update=changes))
