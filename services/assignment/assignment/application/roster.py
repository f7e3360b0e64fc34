"""The reps of the pool come, change and go."""

from assignment.application.deal import settle
from assignment.application.desk import Desk
from assignment.application.leaving import gone
from assignment.domain.lead import Motion
from assignment.domain.rep import Rep
from assignment.domain.turns import reweighted


def rep_changed(desk: Desk, rep: Rep) -> None:
    """Takes over the record; whoever waits gets what it frees at once. Open leads stay with who has them until they leave."""
    before = desk.book.seat(rep.rep_id)
    desk.book.enrol(rep)
    if before and before.rep.weight != rep.weight:
        load = before.load
        for motion in Motion:
            load = load.with_turns(motion, reweighted(load.turns(motion), before.rep.weight, rep.weight))
        desk.book.set_load(rep.rep_id, load)
    if rep.left:
        gone(desk, rep.rep_id)
    settle(desk)
