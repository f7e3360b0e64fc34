"""Whose turn it is: weighted fair turns, exact in integers.

Every rep has used ``turns`` turns and has a ``weight``; ``turns / weight`` is how far it is. The next lead goes to the rep
whose next turn would be over first, ``(turns + 1) / weight``, among those who would not get ahead of their share by it.
That is the quota method of Balinski and Young (The Quota Method of Apportionment, American Mathematical Monthly 82,
1975), known from schedulers as earliest eligible virtual deadline first (Stoica and Abdel-Wahab, 1995).

What holds, and is tested:

1. As long as the same reps could take every lead of the pool, each of them has, after every lead, its weighted share of
   all leads rounded down or up: never one lead or more away from it.
2. Whoever comes and goes beside them, two reps who could take every lead are never further apart than one turn of the
   slower: ``|n/w - m/v| <= max(1/w, 1/v)``. With equal weights their counts differ by at most one.
3. Who was away comes back at most one turn of the slower behind the one furthest ahead, however long it was: nobody is
   flooded, nothing is caught up.

No method gives 1 for every group of reps that happens to stay while others come and go, unless weights are equal
(Balinski and Young, Fair Representation, 1982); 2 is what is left of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple


class Contender(NamedTuple):
    """A rep who could take the lead. ``turns``: used so far; ``weight``: at least 1."""

    rep_id: str
    turns: int
    weight: int


@dataclass(frozen=True, slots=True)
class Turn:
    """``rep_id`` is next; ``turns``: what it has used once it has taken this one."""

    rep_id: str
    turns: int


def next_turn(contenders: Sequence[Contender]) -> Turn:
    """Picks from at least one contender; the same contenders give the same answer, in whatever order they come."""
    level = caught_up(contenders)
    due = sum(contender.turns for contender in level) + 1
    weights = sum(contender.weight for contender in level)
    # Never empty: they cannot all be ahead of their share.
    within = [one for one in level if one.turns * weights < one.weight * due]
    best = within[0]
    for one in within:
        if _sooner(one, best):
            best = one
    return Turn(best.rep_id, best.turns + 1)


def caught_up(contenders: Sequence[Contender]) -> list[Contender]:
    """The contenders, those who were away lifted to where they may be at most behind (point 3)."""
    front = contenders[0]
    for one in contenders:
        ahead = one.turns * front.weight - front.turns * one.weight
        if ahead > 0 or (ahead == 0 and one.weight > front.weight):
            front = one
    return [_lifted(one, front) for one in contenders]


def reweighted(turns: int, old: int, new: int) -> int:
    """The turns that leave a rep as far as it was when its weight changes."""
    return turns * new // old


def _lifted(one: Contender, front: Contender) -> Contender:
    least = -((max(one.weight, front.weight) - one.weight * front.turns) // front.weight)
    return one if one.turns >= least else Contender(one.rep_id, least, one.weight)


def _sooner(one: Contender, best: Contender) -> bool:
    mine, theirs = (one.turns + 1) * best.weight, (best.turns + 1) * one.weight
    return mine < theirs or (mine == theirs and one.rep_id < best.rep_id)
