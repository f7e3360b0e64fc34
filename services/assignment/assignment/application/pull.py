"""A hunter asks for the next prospect."""

from assignment.application.deal import give
from assignment.application.desk import Desk
from assignment.application.line import walk
from assignment.domain.facts import Refused
from assignment.domain.lead import Motion, Placement
from assignment.domain.rep import Seat
from assignment.domain.screening import hindrance


def pulled(desk: Desk, rep_id: str, request_id: str) -> None:
    """Gives the best waiting prospect that the rep never had. Asking shows that they are at work: shifts do not count.

    The refusals: ``unknown_rep``, ``nothing_waiting``, or what keeps the rep from a lead (``full``, ``other_role``, …).
    """
    seat = desk.book.seat(rep_id)
    if seat is None:
        desk.say(Refused(request_id, None, "unknown_rep"))
    else:
        _decide(desk, seat, request_id)


def _decide(desk: Desk, seat: Seat, request_id: str) -> None:
    reason = hindrance(seat, Motion.OUTBOUND, desk.now)
    placement = None if reason else _best_for(desk, seat.rep.rep_id)
    if placement:
        give(desk, placement, seat, "pull", request_id)
    else:
        desk.say(Refused(request_id, None, reason or "nothing_waiting"))


def _best_for(desk: Desk, rep_id: str) -> Placement | None:
    for lead_id in walk(desk.book, Motion.OUTBOUND):
        placement = desk.book.placement(lead_id)
        if placement and rep_id not in placement.had:
            return placement
    return None
