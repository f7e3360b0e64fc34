"""The frozen record of one decision: what was seen, who was kept or dropped and why, whose turn it was.

Small pools list the reps by name. In large ones every group is a mask over the slots of the pool's roster (bit k stands
for slot k), so that a record of 1,000 reps stays small; a slot is never used twice.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from assignment.domain.lead import Motion, Placement
from assignment.domain.rep import ROLE_OF, Seat
from assignment.domain.screening import Screening, weight_share

Members: TypeAlias = dict[str, object]
"""Free members of a record, each any JSON value."""

LISTED: Final = 60
"""Pools of more reps are written as masks."""
_IN_SIGHT: Final = 5


@dataclass(frozen=True, slots=True)
class PolicyRef:
    """The version of the routing policy that was in force. ``version``: 1, 2, …"""

    name: str
    version: int


@dataclass(frozen=True, slots=True)
class Decision:
    """Everything that is needed to explain a decision and to compute it again."""

    policy: PolicyRef
    inputs: Members
    steps: tuple[Members, ...]
    candidates: Members
    turns: Members
    pick: str | None


def record(
    policy: PolicyRef, pool: str, placement: Placement, screening: Screening, pick: str | None, how: str
) -> Decision:
    """The record of giving the lead to ``pick``, or to nobody. ``how``: turn, pull, manual, or the reason of nobody."""
    motion = placement.lead.motion
    size = len(screening.kept) + sum(map(len, screening.dropped.values()))
    steps: tuple[Members, ...] = (
        {"step": "pool", "pool": pool, "reps": size},
        {"step": "role", "role": str(ROLE_OF[motion])},
        {"step": "eligible", "reps": len(screening.kept)},
        {"step": how, "rep_id": pick} if pick else {"step": "wait", "reason_code": how},
    )
    turns = _turns(screening.kept, motion, size) if how == "turn" else {}
    return Decision(policy, _inputs(placement), steps, _candidates(screening, size), turns, pick)


def _inputs(placement: Placement) -> Members:
    lead = placement.lead
    return {
        "motion": str(lead.motion),
        "priority": lead.priority,
        "score": lead.score,
        "grade": lead.grade,
        "had": list(placement.had),
    }


def _candidates(screening: Screening, size: int) -> Members:
    groups = {"eligible": screening.kept, **{str(reason): seats for reason, seats in screening.dropped.items()}}
    write = _names if size <= LISTED else _mask
    return {name: write(seats) for name, seats in groups.items() if seats}


def _turns(kept: Sequence[Seat], motion: Motion, size: int) -> Members:
    """Turns used and weight of everybody eligible; in large pools of those whose next turn is nearest."""
    shown = list(kept)
    if size > LISTED:
        shown.sort(key=lambda seat: ((seat.load.turns(motion) + 1) / seat.rep.weight, seat.rep.rep_id))
        shown = shown[:_IN_SIGHT]
    return {seat.rep.rep_id: [seat.load.turns(motion), weight_share(seat.rep)] for seat in shown}


def _names(seats: Iterable[Seat]) -> object:
    return [seat.rep.rep_id for seat in seats]


def _mask(seats: Iterable[Seat]) -> object:
    mask, count = 0, 0
    for seat in seats:
        mask |= 1 << seat.slot
        count += 1
    return {"count": count, "slots": f"{mask:x}"}
