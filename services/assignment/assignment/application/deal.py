"""Giving leads to reps: one that has just come, and those that wait as soon as somebody is free."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from assignment.application.desk import Desk
from assignment.application.line import join, leave, walk
from assignment.application.release import free
from assignment.domain.book import expected
from assignment.domain.decision import record
from assignment.domain.facts import Assigned, Unassigned
from assignment.domain.lead import HANDOVER, Hold, Motion, Placement
from assignment.domain.presence import day_of
from assignment.domain.rep import Seat
from assignment.domain.screening import Screening, next_return, obstacle, reason_code, screen
from assignment.domain.turns import Contender, next_turn


def deal(desk: Desk, placement: Placement) -> None:
    """Gives the lead to the rep whose turn it is; where nobody can take it, it waits."""
    screening = _screen(desk, placement)
    if screening.kept:
        _give_in_turn(desk, placement, screening)
    else:
        _wait(desk, placement, screening)


def settle(desk: Desk, motions: Iterable[Motion] = tuple(Motion)) -> None:
    """Waiting leads take whatever is free: the highest priority first, then the longest waiting."""
    lines = {motion: walk(desk.book, motion) for motion in motions if desk.book.line(motion).levels}
    best = {motion: _next(desk, walker) for motion, walker in lines.items()}
    while ready := [found for motion, found in best.items() if found and anyone_free(desk, motion)]:
        placement = min(ready, key=_rank)
        screening = _screen(desk, placement)
        if screening.kept:
            _give_in_turn(desk, placement, screening)
        else:
            _wait(desk, placement, screening)
        motion = placement.lead.motion
        best[motion] = _next(desk, lines[motion])
    for motion in lines:
        _set_alarm(desk, motion)


def settle_if_due(desk: Desk, motion: Motion) -> None:
    """Those who wait come before the newcomer when somebody is back and the alarm has not rung yet."""
    wake_at = desk.book.line(motion).wake_at
    if wake_at is not None and wake_at <= desk.now:
        settle(desk)


def anyone_free(desk: Desk, motion: Motion) -> bool:
    """Whether somebody could take a lead of that motion now."""
    return any(obstacle(seat, motion, (), desk.now) is None for seat in desk.book.seats())


def give(desk: Desk, placement: Placement, seat: Seat, how: str, request_id: str) -> None:
    """Gives the lead to this rep, whoever's turn it is; it uses no turn. ``how``: manual or pull."""
    _assign(desk, placement, seat, _screen(desk, placement), how, request_id=request_id)


def _give_in_turn(desk: Desk, placement: Placement, screening: Screening) -> None:
    motion = placement.lead.motion
    turn = next_turn([Contender(seat.rep.rep_id, seat.load.turns(motion), seat.rep.weight) for seat in screening.kept])
    seat = next(seat for seat in screening.kept if seat.rep.rep_id == turn.rep_id)
    _assign(desk, placement, seat, screening, "turn", turns=turn.turns)


def _assign(
    desk: Desk,
    placement: Placement,
    seat: Seat,
    screening: Screening,
    how: str,
    *,
    turns: int | None = None,
    request_id: str | None = None,
) -> None:
    lead, rep, attempt = placement.lead, seat.rep, placement.attempt + 1
    leave(desk.book, lead)
    if placement.hold:
        free(desk, lead, placement.hold, None, HANDOVER)
        placement = placement.loose(HANDOVER)
    load = seat.load.taken(day_of(rep, desk.now))
    desk.book.set_load(rep.rep_id, load if turns is None else load.with_turns(lead.motion, turns))
    assignment_id = desk.name_assignment(lead, attempt)
    accept_by = None if how == "pull" else desk.policy.life.accept_by(lead, placement.stage, desk.now)
    given = placement.given(Hold(rep.rep_id, assignment_id, placement.stage, desk.now), accept_by)
    desk.book.set_placement(given)
    decision = record(desk.policy.ref, desk.book.pool, placement, screening, rep.rep_id, how)
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


def _wait(desk: Desk, placement: Placement, screening: Screening) -> None:
    """Says why only when it is new: the reason does not change by being looked at again."""
    reason, motion = reason_code(screening), placement.lead.motion
    joins = desk.book.place(placement.lead.lead_id) is None
    if joins:
        join(desk.book, placement.lead)
        _set_alarm(desk, motion)
    if not joins and placement.reason == reason:
        return
    desk.book.set_placement(placement.waiting(reason, desk.now))
    decision = record(desk.policy.ref, desk.book.pool, placement, screening, None, reason)
    desk.say(Unassigned(placement.lead, reason, desk.book.line(motion).wake_at, decision, placement.hold))


def _set_alarm(desk: Desk, motion: Motion) -> None:
    line = desk.book.line(motion)
    wake_at = next_return(desk.book.seats(), motion, desk.now) if line.levels else None
    if wake_at != line.wake_at:
        desk.book.set_line(motion, replace(line, wake_at=wake_at))


def _screen(desk: Desk, placement: Placement) -> Screening:
    return screen(desk.book.seats(), placement.lead.motion, placement.had, desk.now)


def _next(desk: Desk, walker: Iterator[str]) -> Placement | None:
    lead_id = next(walker, None)
    return desk.book.placement(lead_id) if lead_id else None


def _rank(placement: Placement) -> tuple[int, float, str]:
    return (-placement.lead.priority, expected(placement.since).timestamp(), placement.lead.motion)
