"""Who may take a lead, and why each of the others may not."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from assignment.domain.lead import Motion
from assignment.domain.presence import away_until, day_of, next_day, off_until
from assignment.domain.rep import MOTIONS_OF, Rep, Seat


class Obstacle(StrEnum):
    """Why a rep does not get a lead; the first that applies, in this order."""

    INACTIVE = "inactive"
    OTHER_ROLE = "other_role"
    HAD_IT = "had_it"
    ABSENT = "absent"
    OFF_HOURS = "off_hours"
    FULL = "full"
    DAY_FULL = "day_full"


@dataclass(frozen=True, slots=True)
class Screening:
    """The reps of a pool by what became of them; each in the order of the roster."""

    kept: tuple[Seat, ...]
    dropped: dict[Obstacle, tuple[Seat, ...]]


def obstacle(seat: Seat, motion: Motion, had: Collection[str], now: datetime) -> Obstacle | None:
    """What keeps the rep from taking a lead of that motion at ``now``, or None. ``had``: who had the lead before."""
    rep, load = seat.rep, seat.load
    if not rep.active:
        return Obstacle.INACTIVE
    if motion not in MOTIONS_OF[rep.role]:
        return Obstacle.OTHER_ROLE
    if rep.rep_id in had:
        return Obstacle.HAD_IT
    if rep.absences and away_until(rep, now):
        return Obstacle.ABSENT
    if rep.shifts and off_until(rep, now):
        return Obstacle.OFF_HOURS
    if rep.max_open is not None and load.open >= rep.max_open:
        return Obstacle.FULL
    if rep.max_per_day is not None and load.got(day_of(rep, now)) >= rep.max_per_day:
        return Obstacle.DAY_FULL
    return None


def hindrance(seat: Seat, motion: Motion, now: datetime) -> Obstacle | None:
    """What keeps the rep from a lead that somebody hands over or asks for: neither shifts nor having had it."""
    found = obstacle(seat, motion, (), now)
    if found is Obstacle.OFF_HOURS:
        at_work = seat._replace(rep=replace(seat.rep, shifts=()))
        return obstacle(at_work, motion, (), now)
    return found


def screen(seats: Iterable[Seat], motion: Motion, had: Collection[str], now: datetime) -> Screening:
    """Judges every rep of the pool."""
    kept: list[Seat] = []
    dropped: dict[Obstacle, list[Seat]] = {}
    for seat in seats:
        found = obstacle(seat, motion, had, now)
        if found is None:
            kept.append(seat)
        else:
            dropped.setdefault(found, []).append(seat)
    return Screening(tuple(kept), {reason: tuple(seats) for reason, seats in sorted(dropped.items())})


def reason_code(screening: Screening) -> str:
    """In a word why nobody was kept: ``no_reps``, ``none_with_role``, ``all_absent``, ``all_full``, …, ``none_free``."""
    if not screening.dropped:
        return "no_reps"
    found = screening.dropped.keys() - {Obstacle.INACTIVE, Obstacle.OTHER_ROLE}
    if not found:
        return "none_with_role"
    return f"all_{found.pop()}" if len(found) == 1 else "none_free"


def has_role(seats: Iterable[Seat], motion: Motion) -> bool:
    """Whether anybody active in the pool takes leads of that motion at all."""
    return any(seat.rep.active and motion in MOTIONS_OF[seat.rep.role] for seat in seats)


def next_return(seats: Iterable[Seat], motion: Motion, now: datetime) -> datetime | None:
    """The first instant (UTC) at which time alone lets somebody take leads of that motion again, or None."""
    instants = (_return_of(seat, motion, now) for seat in seats)
    return min((instant for instant in instants if instant), default=None)


def _return_of(seat: Seat, motion: Motion, now: datetime) -> datetime | None:
    match obstacle(seat, motion, (), now):
        case Obstacle.ABSENT:
            return away_until(seat.rep, now)
        case Obstacle.OFF_HOURS:
            return off_until(seat.rep, now)
        case Obstacle.DAY_FULL:
            return next_day(seat.rep, now)
    return None


def weight_share(rep: Rep) -> float:
    """The weight as people write it: 1.0 is one share."""
    return rep.weight / 1000
