"""Who may take a lead, and why each of the others may not."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from assignment.domain.floor import Floor
from assignment.domain.lead import Motion, Stage
from assignment.domain.presence import Holidays, away_until, day_of, holiday_until, no_holidays, off_until
from assignment.domain.rep import MOTIONS_OF, Seat
from assignment.domain.slots import Mask, mask_of


class Obstacle(StrEnum):
    """Why a rep does not get a lead; the first that applies, in this order."""

    LEFT = "left"
    INACTIVE = "inactive"
    OTHER_ROLE = "other_role"
    OTHER_STAGE = "other_stage"
    HAD_IT = "had_it"
    ABSENT = "absent"
    HOLIDAY = "holiday"
    OFF_HOURS = "off_hours"
    FULL = "full"
    DAY_FULL = "day_full"


class Screening(NamedTuple):
    """The reps of a pool by what became of them. ``able``: who may ever take the lead as things are, free or not.

    ``told``: the same as records say it, filled by the first of them.
    """

    kept: Mask
    able: Mask
    dropped: dict[Obstacle, Mask]
    told: dict[str, object]


def screen(floor: Floor, motion: Motion, stage: Stage, had: Collection[str]) -> Screening:
    """Judges every rep of the pool. ``had``: who had the lead before."""
    if had:
        return _screened(floor, motion, stage, had)
    return floor.remembered((motion, stage), lambda: _screened(floor, motion, stage, ()))


def _screened(floor: Floor, motion: Motion, stage: Stage, had: Collection[str]) -> Screening:
    rest, dropped = floor.everybody, dict[Obstacle, Mask]()
    if out := rest & floor.left:
        dropped[Obstacle.LEFT] = out
        rest ^= out
    if out := rest & floor.inactive:
        dropped[Obstacle.INACTIVE] = out
        rest ^= out
    if out := rest & ~floor.roles[motion]:
        dropped[Obstacle.OTHER_ROLE] = out
        rest ^= out
    if out := rest & ~floor.stages[stage]:
        dropped[Obstacle.OTHER_STAGE] = out
        rest ^= out
    if had and (out := rest & who(floor, had)):
        dropped[Obstacle.HAD_IT] = out
        rest ^= out
    able = rest
    if rest & floor.blocked:
        for obstacle, mask in (
            (Obstacle.ABSENT, floor.absent),
            (Obstacle.HOLIDAY, floor.holiday),
            (Obstacle.OFF_HOURS, floor.off),
            (Obstacle.FULL, floor.full),
            (Obstacle.DAY_FULL, floor.day_full),
        ):
            if out := rest & mask:
                dropped[obstacle] = out
                rest ^= out
    return Screening(rest, able, dropped, {})


def able(floor: Floor, motion: Motion, stage: Stage, had: Collection[str]) -> Mask:
    """Who may ever take such a lead as things are, free or not."""
    found = floor.roles[motion] & floor.stages[stage] & ~(floor.left | floor.inactive)
    return found & ~who(floor, had) if had else found


def who(floor: Floor, rep_ids: Collection[str]) -> Mask:
    """The mask of those of them who are in the pool."""
    return mask_of(slot for rep_id in rep_ids if (slot := floor.slot_of.get(rep_id)) is not None)


def obstacle(
    seat: Seat,
    motion: Motion,
    had: Collection[str],
    now: datetime,
    stage: Stage = Stage.OPENER,
    holidays: Holidays = no_holidays,
) -> Obstacle | None:
    """What keeps one rep from taking a lead at ``now``, or None: the same as ``screen``, said plainly."""
    rep, load = seat.rep, seat.load
    holds = (
        (Obstacle.LEFT, rep.left),
        (Obstacle.INACTIVE, not rep.active),
        (Obstacle.OTHER_ROLE, motion not in MOTIONS_OF[rep.role]),
        (Obstacle.OTHER_STAGE, stage not in rep.stages),
        (Obstacle.HAD_IT, rep.rep_id in had),
        (Obstacle.ABSENT, away_until(rep, now)),
        (Obstacle.HOLIDAY, holiday_until(rep, now, holidays)),
        (Obstacle.OFF_HOURS, off_until(rep, now, holidays)),
        (Obstacle.FULL, rep.max_open is not None and load.open >= rep.max_open),
        (Obstacle.DAY_FULL, rep.max_per_day is not None and load.got(day_of(rep, now)) >= rep.max_per_day),
    )
    return next((each for each, applies in holds if applies), None)


def hindrance(seat: Seat, motion: Motion, now: datetime, stage: Stage | None = None) -> Obstacle | None:
    """What keeps the rep from a lead that somebody hands over or asks for: neither shifts nor having had it.

    ``stage`` None: whatever theirs is.
    """
    at_work = seat._replace(rep=replace(seat.rep, shifts=(), holidays=None))
    stages = (stage,) if stage else seat.rep.stages
    return obstacle(at_work, motion, (), now, next(iter(stages), Stage.OPENER))


def has_role(floor: Floor, motion: Motion) -> bool:
    """Whether anybody in the pool takes leads of that motion at all, not counting who is paused or has left."""
    return bool(floor.roles[motion] & ~(floor.left | floor.inactive))
