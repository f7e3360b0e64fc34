"""Giving leads to reps: one that has just come, and those that wait as soon as somebody is free."""

from typing import Final

from assignment.application.accounts import owners_of, took
from assignment.application.desk import Desk
from assignment.application.line import head, join, leave, rank
from assignment.application.release import free
from assignment.domain.book import expected
from assignment.domain.decision import Decision, record
from assignment.domain.facts import Assigned, Unassigned
from assignment.domain.lead import HANDOVER, Hold, Placement
from assignment.domain.needs import Needs, needs_of
from assignment.domain.rep import Seat
from assignment.domain.search import Search, reason_code, returns_at, search
from assignment.domain.turns import next_turn

AT_ONCE: Final = 1000
"""Waiting leads that are given out in one transaction; the rest follow at once, in the next."""


def deal(desk: Desk, placement: Placement) -> None:
    """Gives the lead to the rep whose turn it is; where nobody can take it, it waits."""
    stood = leave(desk.book, placement.lead)
    needs = _needs(desk, placement)
    found = search(desk.book.floor, needs)
    if found.chosen:
        _give_in_turn(desk, placement, needs, found)
        return
    reason = reason_code(desk.book.floor, found)
    waiting = placement.waiting(reason, desk.now)
    since = stood.since if stood and stood.priority == placement.lead.priority else None
    join(desk.book, waiting, needs, since or desk.now)
    desk.book.set_placement(waiting)
    # The reason does not change by being looked at again.
    if placement.reason != reason:
        _say_why(desk, waiting, needs, found)


def deal_anew(desk: Desk, placement: Placement) -> None:
    """A lead that waits is other than it was: it keeps its place if it still belongs there."""
    place = expected(desk.book.place(placement.lead.lead_id))
    if place.line == _needs(desk, placement).line and place.priority == placement.lead.priority:
        desk.book.set_placement(placement)
    else:
        deal(desk, placement)


def settle(desk: Desk) -> None:
    """Waiting leads take whatever is free: the highest priority first, then the longest waiting."""
    book = desk.book
    for _ in range(AT_ONCE):
        names = book.lines_with_somebody_free()
        if not names:
            return
        name = min(names, key=lambda name: rank(book, name))
        placement, needs = head(book, name), expected(book.lines[name].needs)
        leave(book, placement.lead)
        _give_in_turn(desk, placement, needs, search(book.floor, needs))
    desk.is_through = False


def give(desk: Desk, placement: Placement, seat: Seat, how: str, request_id: str) -> None:
    """Gives the lead to this rep, whoever's turn it is; it uses no turn. ``how``: manual or pull."""
    book = desk.book
    leave(book, placement.lead)
    needs = _needs(desk, placement)
    found = search(book.floor, needs)
    decision = record(needs.policy, book.pool, book.floor, placement, found, seat.rep.rep_id, by_hand=how)
    _assign(desk, placement, seat, decision, how=how, request_id=request_id)


def _give_in_turn(desk: Desk, placement: Placement, needs: Needs, found: Search) -> None:
    book = desk.book
    turn = next_turn(book.floor.turns[needs.motion].groups(found.chosen), desk.policy.catch_up)
    seat = book.floor.seat(turn.slot)
    decision = record(needs.policy, book.pool, book.floor, placement, found, seat.rep.rep_id, turn=turn)
    _assign(desk, placement, seat, decision, turns=turn.turns)


def _assign(
    desk: Desk,
    placement: Placement,
    seat: Seat,
    decision: Decision,
    *,
    how: str = "turn",
    turns: int | None = None,
    request_id: str | None = None,
) -> None:
    lead, rep, attempt = placement.lead, seat.rep, placement.attempt + 1
    if placement.hold:
        free(desk, lead, placement.hold, None, HANDOVER)
        placement = placement.loose(HANDOVER)
    load = seat.load.taken(desk.book.floor.days[seat.slot])
    desk.book.set_load(rep.rep_id, load if turns is None else load.with_turns(lead.motion, turns))
    assignment_id = desk.name_assignment(lead, attempt)
    accept_by = None if how == "pull" else desk.policy.life.accept_by(lead, placement.stage, desk.now)
    hold = Hold(rep.rep_id, assignment_id, placement.stage, desk.now)
    desk.book.set_placement(placement.given(hold, accept_by))
    took(desk, lead, rep.rep_id)
    desk.say(
        Assigned(
            lead=lead,
            assignment_id=assignment_id,
            attempt=attempt,
            rep_id=rep.rep_id,
            team=rep.team,
            stage=placement.stage,
            accept_by=accept_by,
            reason=placement.why_loose,
            decision=decision,
            request_id=request_id,
        )
    )


def _say_why(desk: Desk, waiting: Placement, needs: Needs, found: Search) -> None:
    book = desk.book
    moves_at = expected(book.place(waiting.lead.lead_id)).moves_at
    retry_at = min(filter(None, (moves_at, returns_at(book.floor, found.counted))), default=None)
    decision = record(needs.policy, book.pool, book.floor, waiting, found, None, waits_until=moves_at)
    desk.say(Unassigned(waiting.lead, expected(waiting.reason), retry_at, decision, waiting.hold))


def _needs(desk: Desk, placement: Placement) -> Needs:
    return needs_of(desk.policy, placement, lambda domain: owners_of(desk, domain), desk.now)
