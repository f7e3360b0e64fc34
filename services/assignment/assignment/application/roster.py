"""The reps of the pool come, change and go."""

from assignment.application.deal import settle
from assignment.application.desk import Desk
from assignment.application.leaving import gone
from assignment.domain.lead import Motion
from assignment.domain.rep import Load, Rep
from assignment.domain.turns import reweighted, welcome


def rep_changed(desk: Desk, rep: Rep) -> None:
    """Takes over the record; whoever waits gets what it frees at once. Open leads stay with who has them until they leave."""
    before = desk.book.seat(rep.rep_id)
    desk.book.enrol(rep, _welcome(desk, rep) if before is None and desk.policy.catch_up else Load())
    if before and before.rep.weight != rep.weight:
        load = before.load
        for motion in Motion:
            load = load.with_turns(motion, reweighted(load.turns(motion), before.rep.weight, rep.weight))
        desk.book.set_load(rep.rep_id, load)
    if rep.left:
        gone(desk, rep.rep_id)
    settle(desk)


def _welcome(desk: Desk, rep: Rep) -> Load:
    """Who is new has missed nothing that could be caught up."""
    floor, load = desk.book.floor, Load()
    for motion, turns in floor.turns.items():
        load = load.with_turns(motion, welcome(turns.groups(floor.roles[motion]), rep.weight))
    return load
