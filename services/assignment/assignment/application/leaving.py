"""A rep has left: what they had open moves on, the highest priority first, so many at a time."""

from heapq import nsmallest
from typing import Final

from assignment.application.deal import deal, settle
from assignment.application.desk import Desk
from assignment.application.release import free
from assignment.domain.lead import Placement
from assignment.domain.leaver import Leaver

REP_LEFT: Final = "rep_left"
"""Why somebody has a lead no more who has left."""
AT_ONCE: Final = 200
"""Leads that move on in one transaction; the next ones follow by an alarm as soon as it is over."""
NOTED: Final = 5_000
"""Leads of a leaver that are written down; of more the book is asked again."""


def gone(desk: Desk, rep_id: str) -> None:
    """Writes down what the rep has open and moves on the first of it."""
    seat = desk.book.seat(rep_id)
    if seat is None or seat.load.open == 0:
        return
    held = nsmallest(NOTED, desk.book.held_by(rep_id), key=_rank)
    if held:
        desk.book.set_leaver(rep_id, Leaver(tuple(placement.lead.lead_id for placement in held), desk.now))
        go_on(desk, rep_id)


def go_on(desk: Desk, rep_id: str) -> None:
    """Moves on the next of what was written down. Who has come back meanwhile keeps the rest."""
    leaver, seat = desk.book.leaver(rep_id), desk.book.seat(rep_id)
    if leaver is None or seat is None or not seat.rep.left:
        desk.book.set_leaver(rep_id, None)
        return
    for lead_id in leaver.leads[:AT_ONCE]:
        _move_on(desk, lead_id, rep_id)
    settle(desk)
    rest = leaver.leads[AT_ONCE:]
    desk.book.set_leaver(rep_id, Leaver(rest, desk.now) if rest else None)
    if not rest:
        gone(desk, rep_id)


def _move_on(desk: Desk, lead_id: str, rep_id: str) -> None:
    placement = desk.book.placement(lead_id)
    if placement is not None and placement.hold is not None and placement.hold.rep_id == rep_id:
        free(desk, placement.lead, placement.hold, None, REP_LEFT)
        deal(desk, placement.loose(REP_LEFT))


def _rank(placement: Placement) -> tuple[int, str]:
    return (-placement.lead.priority, placement.lead.lead_id)
