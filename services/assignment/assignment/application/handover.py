"""Handing a lead over within its cycle: who opened it has reached what was to be reached, somebody else closes it.

Who has the lead keeps it until somebody of the next stage takes it: there is no moment without an owner. Taking it is one
transaction: released with the reason ``handover``, assigned to the other.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from assignment.application.deal import deal, settle
from assignment.application.desk import Desk
from assignment.domain.facts import Forwarded
from assignment.domain.lead import Hold, Placement, Stage


@dataclass(frozen=True, slots=True)
class Result:
    """What somebody has reached with a lead. ``at``: when (UTC)."""

    lead_id: str
    rep_id: str
    outcome: str
    at: datetime


def reached(desk: Desk, result: Result) -> None:
    """Hands the lead over if the policy says so, to somebody else unless its holder is of the next stage too."""
    placement = desk.book.placement(result.lead_id)
    if placement is None:
        return
    if placement.sent_to:
        desk.say(Forwarded(placement.sent_to))
        return
    hold, stage = placement.hold, _next_stage(desk, placement, result)
    if hold is None or stage is None:
        return
    seat = desk.book.seat(hold.rep_id)
    if seat and stage in seat.rep.stages:
        _keep(desk, placement, hold, stage)
    else:
        _hand_over(desk, replace(placement, stage=stage, accept_by=None))


def _next_stage(desk: Desk, placement: Placement, result: Result) -> Stage | None:
    hold = placement.hold
    if hold is None or hold.rep_id != result.rep_id or placement.handing_over or _was_before(hold, result.at):
        return None
    return desk.policy.life.stage_after(placement.lead, placement.stage, result.outcome)


def _was_before(hold: Hold, at: datetime) -> bool:
    """Whether it was reached before they had the lead. Many systems log full minutes."""
    return hold.since is not None and at < hold.since.replace(second=0, microsecond=0)


def _keep(desk: Desk, placement: Placement, hold: Hold, stage: Stage) -> None:
    desk.book.set_placement(replace(placement, stage=stage, hold=replace(hold, stage=stage), accept_by=None))


def _hand_over(desk: Desk, placement: Placement) -> None:
    desk.book.set_placement(placement)
    deal(desk, placement)
    settle(desk)
