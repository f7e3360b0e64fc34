"""A manager moves a lead to somebody of another pool. It is in one pool at every moment.

The lead's pool asks the other whether the rep can take it; if so it lets go of the lead and sends it over, whole. A rep who
could take it a moment before and cannot now: the request is refused, and the lead, which is there now, is dealt there.
"""

from dataclasses import dataclass, replace

from assignment.application.cycle import end
from assignment.application.deal import deal, give, settle
from assignment.application.desk import Desk
from assignment.application.line import leave
from assignment.application.release import free
from assignment.domain.facts import PassedOn, Refused, Transferred
from assignment.domain.lead import REASSIGNED, Crossing, Lead, Placement, Stage, Status
from assignment.domain.screening import hindrance


@dataclass(frozen=True, slots=True)
class Arrival:
    """A lead that comes from another pool. ``had``: everybody who had the cycle; ``attempt``: how often it was given."""

    lead: Lead
    stage: Stage
    attempt: int
    had: tuple[str, ...]
    earlier: str | None
    request_id: str
    to_rep_id: str


def asked_for_a_place(desk: Desk, crossing: Crossing, request_id: str, lead_id: str, rep_id: str) -> None:
    """Another pool wants to know whether the rep can take a lead of it."""
    refusal = _refusal(desk, rep_id, crossing)
    if refusal or crossing.from_pool is None:
        desk.say(Refused(request_id, lead_id, refusal or "unknown_lead"))
    else:
        desk.say(PassedOn(crossing.from_pool, replace(crossing, checked=True)))


def cross(desk: Desk, placement: Placement, crossing: Crossing, request_id: str, rep_id: str) -> None:
    """Asks the other pool first; once that has agreed, lets go of the lead and sends it there."""
    lead = placement.lead
    if not crossing.checked:
        asks = replace(crossing, from_pool=desk.book.pool, motion=lead.motion)
        desk.say(PassedOn(crossing.to_pool, asks))
        return
    if placement.hold:
        free(desk, lead, placement.hold, None, REASSIGNED)
    leave(desk.book, lead)
    gone = replace(
        placement.loose(REASSIGNED), status=Status.FORWARDED, origin=desk.origin, sent_to=crossing.to_pool, since=None
    )
    desk.book.set_placement(gone)
    desk.say(Transferred(placement, crossing.to_pool, request_id, rep_id))
    settle(desk)


def arrived(desk: Desk, arrival: Arrival) -> None:
    """The lead is in this pool now, unless its cycle has ended on the way."""
    before = desk.book.placement(arrival.lead.lead_id)
    if before and not _is_news(before, arrival.lead):
        desk.say(Refused(arrival.request_id, arrival.lead.lead_id, "too_late"))
        return
    if before and before.lead.cycle < arrival.lead.cycle and before.status is not Status.CLOSED:
        end(desk, before)
    placement = Placement(
        lead=arrival.lead,
        status=Status.WAITING,
        attempt=arrival.attempt,
        had=arrival.had,
        stage=arrival.stage,
        earlier=arrival.earlier,
        why_loose=REASSIGNED,
    )
    seat = desk.book.seat(arrival.to_rep_id)
    refusal = hindrance(seat, arrival.lead.motion, desk.now) if seat else "unknown_rep"
    if seat and not refusal:
        give(desk, placement, seat, "manual", arrival.request_id)
    else:
        desk.say(Refused(arrival.request_id, arrival.lead.lead_id, str(refusal)))
        deal(desk, placement)
    settle(desk)


def _is_news(before: Placement, lead: Lead) -> bool:
    """Not where a later cycle is known, nor where this one has ended or is here already."""
    if before.lead.cycle == lead.cycle:
        return before.status is Status.FORWARDED
    return before.lead.cycle < lead.cycle


def _refusal(desk: Desk, rep_id: str, crossing: Crossing) -> str | None:
    seat = desk.book.seat(rep_id)
    if seat is None or crossing.motion is None:
        return "unknown_rep"
    return hindrance(seat, crossing.motion, desk.now)
