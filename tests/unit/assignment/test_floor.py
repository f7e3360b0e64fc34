"""The floor of a pool, kept in step with what changes and with time."""

from datetime import UTC, datetime, timedelta

from assignment.domain.floor import Floor
from assignment.domain.rep import Absence, Load, Rep, Role, Shift

MONDAY = datetime(2026, 3, 2, 6, tzinfo=UTC)
DAY = timedelta(days=1)
SHIFTS = tuple(Shift(weekday, 9 * 60, 17 * 60) for weekday in range(5))


def staffed(*reps: Rep) -> Floor:
    floor = Floor()
    for rep in reps:
        floor.seat_rep(rep, Load())
    return floor.at(MONDAY)


def test_who_is_there_follows_the_clock_forwards_and_backwards() -> None:
    ana = Rep("ana", Role.BOTH, shifts=SHIFTS)
    ben = Rep("ben", Role.BOTH, absences=(Absence(MONDAY, MONDAY + DAY),))
    floor = staffed(ana, ben)
    seen = [floor.at(MONDAY + timedelta(hours=hours)).blocked for hours in (0, 3, 11, 24, 27, 35, 3)]
    assert seen == [0b11, 0b10, 0b11, 0b01, 0b00, 0b01, 0b10]
    assert floor.back_at(1) == MONDAY + DAY


def test_a_day_that_is_over_lets_who_had_enough_of_it_in_again() -> None:
    floor = staffed(Rep("ana", Role.BOTH, max_per_day=1))
    floor.set_load(0, Load().taken(floor.days[0]))
    assert (floor.day_full, floor.back_at(0)) == (0b1, datetime(2026, 3, 3, tzinfo=UTC))
    assert floor.at(MONDAY + DAY).day_full == 0


def test_a_rep_who_changes_a_thousand_times_is_looked_at_no_more_often_than_one_who_never_did() -> None:
    floor = staffed(Rep("ana", Role.BOTH, shifts=SHIFTS))
    for n in range(1000):
        floor.seat_rep(Rep("ana", Role.BOTH, shifts=SHIFTS, weight=n + 1), Load())
    before = floor.hour
    floor.at(MONDAY + DAY)
    assert floor.hour - before == 1
    assert len(floor._changes) == 1
