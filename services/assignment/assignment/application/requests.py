"""What people ask for, decided in the order of the log: accept, decline, release, reassign.

The refusals, in a word: ``unknown_lead``, ``unknown_rep``, ``not_yours``, ``too_late``, ``already_accepted``,
``already_theirs``, ``managers_only``, ``still_waiting``, or what keeps a rep from a lead (``full``, ``absent``, …, see
``domain.screening.Obstacle``).
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final, Literal

from assignment.application.crossing import asked_for_a_place, cross
from assignment.application.deal import deal, give, settle
from assignment.application.desk import Desk
from assignment.application.line import leave
from assignment.application.release import free
from assignment.domain.book import expected
from assignment.domain.facts import Answered, Forwarded, Refused, Step
from assignment.domain.lead import REASSIGNED, Crossing, Placement, Status
from assignment.domain.screening import hindrance


@dataclass(frozen=True, slots=True)
class Request:
    """Somebody asks for something about a lead. ``manager``: the key's role allows to move the leads of others."""

    kind: Literal["accept", "decline", "release", "reassign"]
    request_id: str
    actor: str
    manager: bool
    lead_id: str
    cycle: int | None = None
    assignment_id: str | None = None
    to_rep_id: str | None = None
    reason: str | None = None
    crossing: Crossing | None = None

    def leads_out_of(self, pool: str) -> bool:
        """Whether it moves the lead from that pool to another."""
        return self.crossing is not None and self.crossing.to_pool != pool


def asked(desk: Desk, request: Request) -> None:
    """Grants the request or refuses it."""
    crossing = request.crossing
    if crossing and crossing.from_pool and not crossing.checked and not request.leads_out_of(desk.book.pool):
        asked_for_a_place(desk, crossing, request.request_id, request.lead_id, expected(request.to_rep_id))
        return
    placement = desk.book.placement(request.lead_id)
    if placement is None:
        desk.say(Refused(request.request_id, request.lead_id, "unknown_lead"))
    elif placement.status is Status.FORWARDED:
        desk.say(Forwarded(expected(placement.sent_to)))
    elif refusal := _refusal(desk, placement, request):
        desk.say(Refused(request.request_id, request.lead_id, refusal))
    else:
        _GRANT[request.kind](desk, placement, request)


def _refusal(desk: Desk, placement: Placement, request: Request) -> str | None:
    if request.cycle is not None and request.cycle > placement.lead.cycle:
        return "unknown_lead"
    if _is_over(placement, request):
        return "too_late"
    if request.kind == "reassign":
        return _refusal_to_move(desk, placement, request)
    if request.kind == "release" and request.manager:
        return None if placement.hold else "still_waiting"
    if placement.hold is None or placement.hold.rep_id != request.actor:
        return "too_late" if request.actor in placement.had else "not_yours"
    if request.kind != "release" and placement.status is Status.ACCEPTED:
        return "already_accepted"
    return None


def _is_over(placement: Placement, request: Request) -> bool:
    current = placement.hold.assignment_id if placement.hold else None
    return (
        placement.status is Status.CLOSED
        or request.cycle not in (None, placement.lead.cycle)
        or request.assignment_id not in (None, current)
    )


def _refusal_to_move(desk: Desk, placement: Placement, request: Request) -> str | None:
    if not request.manager:
        return "managers_only"
    if request.to_rep_id is None:
        return None if placement.hold else "still_waiting"
    if placement.hold and placement.hold.rep_id == request.to_rep_id:
        return "already_theirs"
    if request.leads_out_of(desk.book.pool):
        return None
    seat = desk.book.seat(request.to_rep_id)
    return hindrance(seat, placement.lead.motion, desk.now) if seat else "unknown_rep"


def _accept(desk: Desk, placement: Placement, request: Request) -> None:
    desk.book.set_placement(replace(placement, status=Status.ACCEPTED, accept_by=None))
    lead, hold = placement.lead, expected(placement.hold)
    desk.say(Answered("accepted", lead.lead_id, lead.cycle, hold.assignment_id, hold.rep_id, request.request_id, None))


def _give_up(desk: Desk, placement: Placement, request: Request) -> None:
    """Declined or released: it goes to the next, and who gave it up is free for another.

    Taken by a manager it says so, as a move does: who had it is told of what they did not do themselves.
    """
    hold, step = expected(placement.hold), _STEPS[request.kind]
    taken = hold.rep_id != request.actor
    free(desk, placement.lead, hold, request.request_id, REASSIGNED if taken else request.reason, step)
    deal(desk, placement.loose(REASSIGNED if taken else step))
    settle(desk)


def _reassign(desk: Desk, placement: Placement, request: Request) -> None:
    if request.crossing and request.leads_out_of(desk.book.pool):
        cross(desk, placement, request.crossing, request.request_id, expected(request.to_rep_id))
        return
    if placement.hold:
        free(desk, placement.lead, placement.hold, request.request_id, REASSIGNED)
    leave(desk.book, placement.lead)
    loose = placement.loose(REASSIGNED)
    seat = desk.book.seat(request.to_rep_id) if request.to_rep_id else None
    if seat:
        give(desk, loose, seat, "manual", request.request_id)
    else:
        deal(desk, loose)
    settle(desk)


_STEPS: Final[dict[str, Step]] = {"decline": "declined", "release": "released"}
_GRANT: Final[dict[str, Callable[[Desk, Placement, Request], None]]] = {
    "accept": _accept,
    "decline": _give_up,
    "release": _give_up,
    "reassign": _reassign,
}
