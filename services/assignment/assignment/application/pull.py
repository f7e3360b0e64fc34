"""A hunter asks for the next prospect."""

from assignment.application.deal import give
from assignment.application.desk import Desk
from assignment.application.line import head, rank
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
    placement = None if reason else _best_for(desk, seat)
    if placement:
        give(desk, placement, seat, "pull", request_id)
    else:
        desk.say(Refused(request_id, None, reason or "nothing_waiting"))


def _best_for(desk: Desk, seat: Seat) -> Placement | None:
    """The best of all prospects that wait for somebody like them, by the steps that count for each now."""
    book, bit = desk.book, 1 << seat.slot
    names = [
        name
        for name, line in book.lines.items()
        if line.needs and line.needs.motion is Motion.OUTBOUND and book.counted(name) & bit
    ]
    return head(book, min(names, key=lambda name: rank(book, name))) if names else None
