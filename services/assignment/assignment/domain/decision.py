"""The frozen record of one decision: what was seen, which steps were tried, who was kept or dropped and why, whose turn it was.

Small pools list the reps by name. In large ones every group is a mask over the slots of the pool's roster (bit k stands
for slot k), so that a record of 1,000 reps stays small; a slot is never used twice. README.md has every member.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, TypeAlias

from assignment.domain.floor import Floor
from assignment.domain.lead import Motion, Placement
from assignment.domain.needs import Ask
from assignment.domain.policy_ref import PolicyRef
from assignment.domain.routing import Criterion, Kind, Owner
from assignment.domain.screening import Obstacle
from assignment.domain.search import Result, Search, Tried
from assignment.domain.slots import Mask, slots
from assignment.domain.turns import Group, Pick, nearest

__all__ = ["LISTED", "Decision", "Members", "PolicyRef", "record"]

Members: TypeAlias = dict[str, object]
"""Free members of a record, each any JSON value."""

LISTED: Final = 60
"""Pools of more reps are written as masks."""
_IN_SIGHT: Final = 5
_SEEN: Final = ("country", "region", "postal_prefix", "language", "skills", "domain", "source", "campaign", "sector")
_AWAY: Final = (Obstacle.ABSENT, Obstacle.HOLIDAY, Obstacle.OFF_HOURS)


@dataclass(frozen=True, slots=True)
class Decision:
    """Everything that is needed to explain a decision and to compute it again."""

    policy: PolicyRef
    inputs: Members
    steps: tuple[Members, ...]
    candidates: Members
    turns: Members
    pick: str | None
    until: Members | None = None


def record(
    policy: PolicyRef,
    pool: str,
    floor: Floor,
    placement: Placement,
    found: Search,
    pick: str | None,
    *,
    turn: Pick | None = None,
    by_hand: str | None = None,
    waits_until: datetime | None = None,
) -> Decision:
    """The record of giving the lead to ``pick``, or to nobody.

    ``turn``: the pick by turns. ``by_hand``: pull or manual, where no step decided. ``waits_until``: when later steps
    count for a lead that waits for the candidates of one.
    """
    steps = [_step(floor, tried, waits_until) for tried in found.tried]
    if turn and found.chosen:
        steps[-1] |= {**_basis(found.tried[-1].ask, placement, pick), "free": found.chosen.bit_count()}
        steps[-1]["spread"] = round(turn.spread, 3)
    if by_hand:
        steps = [*(step for step in steps if step["result"] != Result.PICKED), _by_hand(by_hand)]
    return Decision(
        policy=policy,
        inputs=_inputs(pool, floor, placement),
        steps=tuple(steps),
        candidates=_candidates(floor, found),
        turns=_turns(floor, placement.lead.motion, turn) if turn else {},
        pick=pick,
        until=_until(floor, found),
    )


def _inputs(pool: str, floor: Floor, placement: Placement) -> Members:
    lead = placement.lead
    seen: Members = {
        "pool": pool,
        "reps": len(floor.reps),
        "motion": lead.motion,
        "stage": placement.stage,
        "priority": lead.priority,
        "score": lead.score,
        "grade": lead.grade,
        "had": placement.had,
    }
    facts = lead.facts
    for name in _SEEN:
        if name in facts:
            seen[name] = facts[name]
    return seen


def _step(floor: Floor, tried: Tried, waits_until: datetime | None) -> Members:
    ask, result = tried.ask, tried.result
    step: Members = {"step": ask.step, "kind": ask.kind, "result": result}
    if ask.team:
        step["team"] = ask.team
    if ask.queue:
        step["queue"] = ask.queue
    if tried.who and tried.who != floor.everybody and result is not Result.NO_MATCH:
        step["candidates"] = _group(floor, tried.who)
    if result is Result.WAITS and waits_until is not None:
        step["until"] = _said(waits_until)
    return step


def _basis(ask: Ask, placement: Placement, pick: str | None) -> Members:
    """By what the pick is among the candidates of an ``owner`` or a ``match``."""
    if ask.kind is Kind.OWNER:
        return {"owner": (Owner.EARLIER_CYCLE if pick == placement.earlier else Owner.ACCOUNT).value}
    if ask.kind is Kind.MATCH:
        asked = {Criterion.TERRITORY: ask.territories, Criterion.SKILLS: ask.skills, Criterion.LANGUAGES: ask.languages}
        return {"match": [criterion.value for criterion, wanted in asked.items() if wanted is not None]}
    return {}


def _by_hand(how: str) -> Members:
    return {"step": how, "kind": how, "result": Result.PICKED}


def _candidates(floor: Floor, found: Search) -> Members:
    groups = found.screening.told
    if not groups:
        if found.screening.kept:
            groups["eligible"] = _group(floor, found.screening.kept)
        for reason, mask in found.screening.dropped.items():
            groups[reason.value] = _group(floor, mask)
    return groups


def _turns(floor: Floor, motion: Motion, turn: Pick) -> Members:
    """Turns used and weight of those it was picked from; of many the pick and those whose turn is nearest."""
    if len(floor.reps) <= LISTED:
        shown = nearest(turn.level, LISTED)
    else:
        shown = nearest(turn.level, _IN_SIGHT)
        own = shown.get(turn.slot) or next(group for group in turn.level if group.who >> turn.slot & 1)
        shown = {turn.slot: own, **shown}
    return {floor.reps[slot].rep_id: _turn(floor.loads[slot].turns(motion), group) for slot, group in shown.items()}


def _turn(used: int, group: Group) -> list[float]:
    said = [used, group.weight / 1000]
    return said if used == group.turns else [*said, group.turns]


def _until(floor: Floor, found: Search) -> Members | None:
    """When those who are away are back: of small pools."""
    if len(floor.reps) > LISTED:
        return None
    away = 0
    for obstacle in _AWAY:
        away |= found.screening.dropped.get(obstacle, 0)
    return {floor.reps[slot].rep_id: _said(floor.back_at(slot)) for slot in slots(away)} if away else None


def _group(floor: Floor, who: Mask) -> object:
    if len(floor.reps) <= LISTED:
        return floor.names(who)
    return {"count": who.bit_count(), "slots": f"{who:x}"}


def _said(instant: datetime) -> str:
    """RFC 3339, in whole seconds; later rather than earlier."""
    whole = instant if not instant.microsecond else instant.replace(microsecond=0) + timedelta(seconds=1)
    return whole.isoformat().replace("+00:00", "Z")
