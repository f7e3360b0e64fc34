"""What a simulation found, for people and programs: owners, load, fairness, waits, and the leads for whom it changes most."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from heapq import nlargest
from math import ceil
from typing import Any, Final, TypeAlias

from assignment.application.simulate import ROLES, Comparison, Course, Member, Pair, Side

Report: TypeAlias = dict[str, Any]
Explain: TypeAlias = Callable[[Pair, bool], Sequence[str]]
"""Says in words why a lead has its owner, or none: of a pair as it was (False) or as it would be (True)."""
LARGEST: Final = 20
"""Leads that are shown with what changes for them."""


def report(found: Comparison, explain: Explain) -> Report:
    """As JSON members. ``was`` is what happened, ``would_be`` what would have; durations in seconds."""
    pairs = list(found.pairs())
    sides = {"was": found.was, "would_be": found.would_be}
    return {
        "since": found.since.isoformat(),
        "until": found.until.isoformat(),
        "history": {
            "begins": found.begins.isoformat() if found.begins else None,
            "cut": found.cut,
            "as_it_ran": found.as_it_ran,
            "unreadable": found.unreadable,
            "not_decided": found.failed,
            "passed_over": dict(sorted(found.passed_over.items())),
        },
        "leads": {
            "compared": len(pairs),
            "changed": sum(pair.changed for pair in pairs),
            "gained_an_owner": sum(pair.was.owner is None and pair.would_be.owner is not None for pair in pairs),
            "lost_their_owner": sum(pair.was.owner is not None and pair.would_be.owner is None for pair in pairs),
        },
        "by_motion": _by(pairs, lambda pair: pair.arrival.motion),
        "by_grade": _by(pairs, lambda pair: pair.arrival.grade),
        "by_source": _by(pairs, lambda pair: pair.arrival.source),
        "by_pool": _by(pairs, lambda pair: pair.was.pool or pair.would_be.pool),
        "load": _load(found),
        "fairness": _fairness(found),
        "waits": {name: _waits([(pair, _course(pair, name)) for pair in pairs], found) for name in sides},
        "timeouts": {name: side.timeouts for name, side in sides.items()},
        "declined": {name: side.declined for name, side in sides.items()},
        "largest_changes": [_change(pair, found, explain) for pair in _largest(pairs, found)],
    }


def _by(pairs: Iterable[Pair], of: Callable[[Pair], str]) -> list[Report]:
    leads, changed = Counter[str](), Counter[str]()
    for pair in pairs:
        leads[of(pair)] += 1
        changed[of(pair)] += pair.changed
    return [
        {"name": name, "leads": count, "changed": changed[name]}
        for name, count in sorted(leads.items(), key=lambda item: (-item[1], item[0]))
    ]


def _course(pair: Pair, side: str) -> Course:
    return pair.was if side == "was" else pair.would_be


# --- load and fairness ---------------------------------------------------------------------------------------------------


def _load(found: Comparison) -> list[Report]:
    sides = {"was": found.was, "would_be": found.would_be}
    still = {name: side.open for name, side in sides.items()}
    reps = {rep_id for side in sides.values() for rep_id in (*side.roster, *side.given)}
    rows = []
    for rep_id in reps:
        member = found.would_be.roster.get(rep_id) or found.was.roster.get(rep_id) or _stranger(rep_id)
        load = {name: {"given": side.given[rep_id], "open": still[name][rep_id]} for name, side in sides.items()}
        rows.append({"rep_id": rep_id, "name": member.name, "team": member.team, "pool": member.pool, **load})
    return sorted(rows, key=lambda row: (row["pool"], row["team"], row["rep_id"]))


def _stranger(rep_id: str) -> Member:
    return Member(rep_id, "unknown", "unknown", "both", 1.0, there=False)


def _fairness(found: Comparison) -> list[Report]:
    where = sorted({(pool, motion) for side in (found.was, found.would_be) for pool, motion, _ in side.turns})
    return [
        {
            "pool": pool,
            "motion": motion,
            "was": _shares(found.was, pool, motion),
            "would_be": _shares(found.would_be, pool, motion),
        }
        for pool, motion in where
    ]


def _shares(side: Side, pool: str, motion: str) -> Report:
    """Leads by turns against weighted shares among all of the role who are there at the end.

    ``spread``: between the rep with most and the one with fewest, for their weight. ``spread_when_free``: the furthest
    that two were apart who could both take a lead: absences, caps and narrow steps are not in it.
    """
    counts = {rep_id: count for (at, of, rep_id), count in side.turns.items() if (at, of) == (pool, motion)}
    there = {
        rep_id: member.weight
        for rep_id, member in side.roster.items()
        if member.pool == pool and member.there and member.role in ROLES.get(motion, ())
    }
    leads, weights = sum(counts.get(rep_id, 0) for rep_id in there), sum(there.values())
    off = {rep_id: counts.get(rep_id, 0) - leads * weight / weights for rep_id, weight in there.items()}
    turns = [counts.get(rep_id, 0) / weight for rep_id, weight in there.items()]
    return {
        "leads": sum(counts.values()),
        "most_over": _furthest(off, most=True),
        "most_under": _furthest(off, most=False),
        "spread": round(max(turns) - min(turns), 2) if turns else None,
        "spread_when_free": side.spread.get((pool, motion)),
    }


def _furthest(off: dict[str, float], *, most: bool) -> Report | None:
    if not off:
        return None
    rep_id = (max if most else min)(sorted(off), key=lambda rep_id: off[rep_id])
    return {"rep_id": rep_id, "leads": round(off[rep_id], 2)}


# --- waits ----------------------------------------------------------------------------------------------------------------


def _waits(courses: Sequence[tuple[Pair, Course]], found: Comparison) -> Report:
    """Of the leads that nobody could take when they came."""
    waited = sorted(
        course.wait(pair.arrival, found.until) for pair, course in courses if course.waited and course.first_at
    )
    still = [
        course.wait(pair.arrival, found.until) for pair, course in courses if course.waited and not course.first_at
    ]
    return {
        "waited": len(waited) + len(still),
        "never_had_an_owner": len(still),
        "median": _seconds(_percentile(waited, 0.5)),
        "p95": _seconds(_percentile(waited, 0.95)),
        "longest": _seconds(max((*waited[-1:], *still), default=None)),
    }


def _percentile(values: Sequence[timedelta], share: float) -> timedelta | None:
    return values[max(0, ceil(len(values) * share) - 1)] if values else None


def _seconds(span: timedelta | None) -> float | None:
    return None if span is None else round(span.total_seconds(), 3)


# --- the largest changes ---------------------------------------------------------------------------------------------------


def _largest(pairs: Iterable[Pair], found: Comparison) -> list[Pair]:
    different = (pair for pair in pairs if pair.changed or pair.was.waited or pair.would_be.waited)
    return [
        pair
        for pair in nlargest(LARGEST, different, key=lambda pair: pair.size(found.until))
        if pair.changed or pair.was.wait(pair.arrival, found.until) != pair.would_be.wait(pair.arrival, found.until)
    ]


def _change(pair: Pair, found: Comparison, explain: Explain) -> Report:
    arrival = pair.arrival
    return {
        "lead_id": pair.cycle.lead_id,
        "cycle": pair.cycle.number,
        "motion": arrival.motion,
        "grade": arrival.grade,
        "source": arrival.source,
        "score": arrival.score,
        "priority": arrival.priority,
        "came_at": arrival.at.isoformat(),
        **{name: _side(pair, name, found, explain) for name in ("was", "would_be")},
    }


def _side(pair: Pair, name: str, found: Comparison, explain: Explain) -> Report:
    course = _course(pair, name)
    return {
        "owner": course.owner,
        "owners": list(course.owners),
        "pool": course.pool or None,
        "waited": _seconds(course.wait(pair.arrival, found.until)),
        "in_words": list(explain(pair, name == "would_be")),
    }
