"""Whose turn it is: weighted fair turns, exact in integers.

Every rep has used ``turns`` turns and has a ``weight``; ``turns / weight`` is how far it is. The next lead goes to the rep
whose next turn would be over first, ``(turns + 1) / weight``, among those who would not get ahead of their share by it;
of equals, to the one who has been in the pool for longest (the lowest slot). That is the quota method of Balinski and
Young (The Quota Method of Apportionment, American Mathematical Monthly 82, 1975), known from schedulers as earliest
eligible virtual deadline first (Stoica and Abdel-Wahab, 1995).

What holds, and is tested:

1. As long as the same reps could take every lead of the pool, each of them has, after every lead, its weighted share of
   all leads rounded down or up: never one lead or more away from it.
2. Whoever comes and goes beside them, two reps who could take every lead are never further apart than one turn of the
   slower: ``|n/w - m/v| <= max(1/w, 1/v)``. With equal weights their counts differ by at most one.
3. Who was away comes back at most one turn of the slower behind the one furthest ahead, however long it was: nobody is
   flooded, nothing is caught up. Where a policy says ``catch_up``, at most so many turns of their own behind, if more.

No method gives 1 for every group of reps that happens to stay while others come and go, unless weights are equal
(Balinski and Young, Fair Representation, 1982); 2 is what is left of it.

Reps who have used as many turns and weigh as much stand in one group, so that a pick looks at groups and not at reps.
"""

from dataclasses import dataclass
from typing import NamedTuple

from assignment.domain.slots import Mask, lowest, slots


class Group(NamedTuple):
    """Reps (``who``) who have used as many ``turns`` and have the same ``weight``, at least 1."""

    turns: int
    weight: int
    who: Mask


@dataclass(frozen=True, slots=True)
class Pick:
    """``slot`` is next; ``turns``: what it has used once it has taken this one.

    ``level``: the groups that it was picked from, with turns as they counted. ``spread``: how far the one furthest ahead
    was from the one furthest behind, in turns by weight 1000.
    """

    slot: int
    turns: int
    level: tuple[Group, ...]
    spread: float


class Turns:
    """The turns used by the reps of a pool, of one motion, by weight."""

    def __init__(self) -> None:
        self._by_weight: dict[int, dict[int, Mask]] = {}

    def put(self, slot: int, turns: int, weight: int) -> None:
        """The rep of that slot, who was not in here, has used so many."""
        by_turns = self._by_weight.setdefault(weight, {})
        by_turns[turns] = by_turns.get(turns, 0) | 1 << slot

    def drop(self, slot: int, turns: int, weight: int) -> None:
        """Takes the rep out."""
        by_turns = self._by_weight[weight]
        left = by_turns[turns] & ~(1 << slot)
        if left:
            by_turns[turns] = left
        else:
            del by_turns[turns]

    def groups(self, who: Mask) -> list[Group]:
        """The groups of those."""
        return [
            Group(turns, weight, common)
            for weight, by_turns in self._by_weight.items()
            for turns, mask in by_turns.items()
            if (common := mask & who)
        ]


def next_turn(groups: list[Group], catch_up: int | None = None) -> Pick:
    """Picks from at least one rep; the same reps give the same answer, in whatever order they come."""
    front = _front(groups)
    level = [
        one if one.turns >= (least := _least(one.weight, front, catch_up)) else Group(least, one.weight, one.who)
        for one in groups  # those who were away are lifted to where they may be at most behind (point 3)
    ]
    due, weights, last = 1, 0, level[0]
    for turns, weight, who in level:
        size = who.bit_count()
        due += size * turns
        weights += size * weight
        if turns * last.weight < last.turns * weight:
            last = Group(turns, weight, who)
    # Never empty: they cannot all be ahead of their share.
    within = [one for one in level if one.turns * weights < one.weight * due]
    best = within[0]
    for one in within[1:]:
        if _is_sooner(one, best):
            best = one
    spread = 1000 * (front.turns / front.weight - last.turns / last.weight)
    return Pick(lowest(best.who), best.turns + 1, tuple(level), spread)


def nearest(level: tuple[Group, ...], most: int) -> dict[int, Group]:
    """The slots whose next turn would be over first, at most so many, each with its group."""
    found: dict[int, Group] = {}
    for _, _, group in sorted([((one.turns + 1) / one.weight, one.who & -one.who, one) for one in level]):
        for slot in slots(group.who):
            found[slot] = group
            if len(found) == most:
                return found
    return found


def reweighted(turns: int, old: int, new: int) -> int:
    """The turns that leave a rep as far as it was when its weight changes."""
    return turns * new // old


def welcome(groups: list[Group], weight: int) -> int:
    """The turns of somebody who joins these: they have missed nothing that could be caught up."""
    return max(0, _least(weight, _front(groups), None)) if groups else 0


def _front(groups: list[Group]) -> Group:
    front = groups[0]
    for one in groups:
        ahead = one.turns * front.weight - front.turns * one.weight
        if ahead > 0 or (ahead == 0 and one.weight > front.weight):
            front = one
    return front


def _least(weight: int, front: Group, catch_up: int | None) -> int:
    kept = -((max(weight, front.weight) - weight * front.turns) // front.weight)
    return kept if catch_up is None else min(kept, -(-weight * front.turns // front.weight) - catch_up)


def _is_sooner(one: Group, best: Group) -> bool:
    mine, theirs = (one.turns + 1) * best.weight, (best.turns + 1) * one.weight
    return mine < theirs or (mine == theirs and lowest(one.who) < lowest(best.who))
