"""What qualification says of a lead: a cycle opens, is touched again, ends."""

from dataclasses import replace

from assignment.application.accounts import lost, took
from assignment.application.deal import deal, deal_anew, settle
from assignment.application.desk import Desk
from assignment.application.line import leave
from assignment.application.release import free
from assignment.domain.facts import Forwarded
from assignment.domain.lead import Lead, Placement, Status, closed, nameless
from assignment.domain.needs import domain_of
from assignment.domain.screening import has_role


def opened(desk: Desk, lead: Lead) -> None:
    """A lead wants a rep. Repeats, and cycles that have ended already, change nothing."""
    before = desk.book.placement(lead.lead_id)
    if before and not _is_new(before, lead, desk.origin):
        return
    came_back = before is not None and before.lead.cycle == lead.cycle
    if before and before.lead.cycle < lead.cycle and before.status is not Status.CLOSED:
        end(desk, before)
        settle(desk)
    earlier = before.had[-1] if before and before.had else None
    placement = Placement(lead, Status.WAITING, earlier=None if came_back else earlier)
    pool = desk.policy.fallbacks.get(desk.book.pool)
    if pool and not came_back and not has_role(desk.book.floor, lead.motion):
        moved = replace(placement, status=Status.FORWARDED, origin=desk.origin, sent_to=pool)
        desk.book.set_placement(moved)
        desk.say(Forwarded(pool))
        return
    deal(desk, placement)


def touched(desk: Desk, lead: Lead) -> None:
    """The lead showed itself again: what is known of it is renewed, and its place in the line if it waits."""
    placement = desk.book.placement(lead.lead_id)
    if placement is None or placement.lead.cycle != lead.cycle or placement.status is Status.CLOSED:
        return
    if placement.sent_to:
        desk.say(Forwarded(placement.sent_to))
        return
    # The motion of a cycle stays: its holder has the role for it.
    renewed = replace(placement, lead=replace(lead, motion=placement.lead.motion))
    if placement.waits:
        deal_anew(desk, renewed)
    else:
        if placement.hold and domain_of(placement.lead) != domain_of(renewed.lead):
            lost(desk, placement.lead, placement.hold.rep_id)
            took(desk, renewed.lead, placement.hold.rep_id)
        desk.book.set_placement(renewed)


def ended(desk: Desk, lead_id: str, cycle: int, *, won: bool = False) -> None:
    """The cycle is over: whoever held it is free for the best waiting lead. An end may come before its beginning."""
    placement = desk.book.placement(lead_id)
    if placement is None:
        desk.book.set_placement(closed(nameless(lead_id, cycle), None, desk.now))
    elif placement.lead.cycle <= cycle and placement.status is not Status.CLOSED:
        if placement.sent_to:
            desk.say(Forwarded(placement.sent_to))
        end(desk, placement, cycle, won=won)
        if placement.hold:
            settle(desk)
    elif placement.lead.cycle < cycle:
        desk.book.set_placement(closed(nameless(lead_id, cycle), None, desk.now))


def end(desk: Desk, placement: Placement, cycle: int | None = None, *, won: bool = False) -> None:
    """Frees the holder or the place in the line, and keeps a short memory of the cycle."""
    leave(desk.book, placement.lead)
    if placement.hold:
        free(desk, placement.lead, placement.hold, None, "closed", won=won)
    lead = placement.lead if cycle in (None, placement.lead.cycle) else replace(placement.lead, cycle=cycle)
    desk.book.set_placement(closed(lead, placement, desk.now))


def _is_new(before: Placement, lead: Lead, origin: str) -> bool:
    """A later cycle; or one that was sent on and came back by another event, because the fallback changed meanwhile."""
    if lead.cycle != before.lead.cycle:
        return lead.cycle > before.lead.cycle
    return before.status is Status.FORWARDED and before.origin != origin
