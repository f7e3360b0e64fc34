"""Taking a lead from its holder."""

from assignment.application.accounts import lost
from assignment.application.desk import Desk
from assignment.domain.facts import Answered, Step
from assignment.domain.lead import Hold, Lead


def free(
    desk: Desk,
    lead: Lead,
    hold: Hold,
    request_id: str | None,
    reason: str | None,
    step: Step = "released",
    *,
    won: bool = False,
) -> None:
    """The holder has it no more and is free for another; the caller says in the book what becomes of the lead."""
    seat = desk.book.seat(hold.rep_id)
    if seat:
        desk.book.set_load(hold.rep_id, seat.load.freed())
    lost(desk, lead, hold.rep_id, won=won)
    desk.say(Answered(step, lead.lead_id, lead.cycle, hold.assignment_id, hold.rep_id, request_id, reason))
