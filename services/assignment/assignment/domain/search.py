"""Looking for somebody to take a lead: step by step, the first that has somebody free wins."""

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from assignment.domain.floor import Floor
from assignment.domain.needs import Ask, Needs
from assignment.domain.routing import Kind
from assignment.domain.screening import Obstacle, Screening, able, screen, who
from assignment.domain.slots import Mask, slots

_NEVER = frozenset({Obstacle.LEFT, Obstacle.INACTIVE, Obstacle.OTHER_ROLE, Obstacle.OTHER_STAGE})


class Result(StrEnum):
    """What a step has found."""

    PICKED = "picked"
    NOBODY_FREE = "nobody_free"
    """It has candidates; none of them is free now."""
    NO_MATCH = "no_match"
    """It has none who could ever take the lead as things are."""
    SKIPPED = "skipped"
    """Its conditions do not hold."""
    WAITS = "waits"
    """The lead waits for its candidates, or in its queue; later steps do not count yet."""


class Tried(NamedTuple):
    """A step that was looked at; ``who``: its candidates, free or not."""

    ask: Ask
    result: Result
    who: Mask


class Search(NamedTuple):
    """``chosen``: who could take it by the step that was picked, empty for nobody. ``scope``: all candidates looked at."""

    screening: Screening
    tried: tuple[Tried, ...]
    chosen: Mask
    scope: Mask

    @property
    def counted(self) -> Mask:
        """Who may take the lead as soon as they are free."""
        return self.scope & self.screening.able


def search(floor: Floor, needs: Needs) -> Search:
    """Who could take a lead with these needs now."""
    screening = screen(floor, needs.motion, needs.stage, needs.had)
    tried: list[Tried] = []
    scope = chosen = 0
    for ask in needs.asks:
        found = candidates(floor, ask)
        result = _result(ask, found, screening, needs.waited)
        tried.append(Tried(ask, result, found))
        scope |= found
        if result is Result.PICKED:
            chosen = found & screening.kept
        if result in (Result.PICKED, Result.WAITS):
            break
    return Search(screening, tuple(tried), chosen, scope)


def counted(floor: Floor, needs: Needs) -> Mask:
    """Who may take a lead with these needs as soon as they are free; it changes with the roster alone."""
    may, scope = able(floor, needs.motion, needs.stage, needs.had), 0
    for ask in needs.asks:
        found = candidates(floor, ask)
        scope |= found
        if _keeps_waiting(ask, found & may, needs.waited):
            break
    return scope & may


def candidates(floor: Floor, ask: Ask) -> Mask:
    """Whom a step is about, free or not."""
    if ask.skipped:
        return 0
    match ask.kind:
        case Kind.ANYBODY:
            return floor.everybody
        case Kind.TEAM:
            return floor.tagged("team", ask.team or "")
        case Kind.OWNER:
            return who(floor, ask.reps)
        case Kind.ACCOUNTS:
            return floor.tagged("account", ask.domain) if ask.domain else 0
        case Kind.MATCH:
            return _matching(floor, ask)
        case Kind.QUEUE:
            return 0


def returns_at(floor: Floor, found: Mask) -> datetime | None:
    """The first instant (UTC) at which time alone lets one of them take leads again, or None."""
    return min((floor.back_at(slot) for slot in slots(found & floor.away)), default=None)


def reason_code(floor: Floor, found: Search) -> str:
    """In a word why nobody was found: ``no_reps``, ``none_with_role``, ``all_absent``, ``all_full``, …, ``none_free``."""
    if not floor.everybody:
        return "no_reps"
    if any(tried.ask.kind is Kind.QUEUE and tried.result is Result.WAITS for tried in found.tried):
        return "queued"
    dropped = found.screening.dropped.items()
    reasons = {reason for reason, mask in dropped if mask & found.scope and reason not in _NEVER}
    if reasons:
        return f"all_{reasons.pop()}" if len(reasons) == 1 else "none_free"
    others = {reason for reason, mask in dropped if mask & ~found.scope and reason not in _NEVER}
    if found.screening.kept or others:
        return "no_candidates"
    return "none_with_stage" if Obstacle.OTHER_STAGE in found.screening.dropped else "none_with_role"


def _result(ask: Ask, found: Mask, screening: Screening, waited: int) -> Result:
    if ask.skipped:
        return Result.SKIPPED
    if found & screening.kept:
        return Result.PICKED
    if _keeps_waiting(ask, found & screening.able, waited):
        return Result.WAITS
    return Result.NOBODY_FREE if found & screening.able else Result.NO_MATCH


def _keeps_waiting(ask: Ask, may: Mask, waited: int) -> bool:
    if ask.kind is Kind.QUEUE:
        return not ask.skipped
    return bool(may and ask.wait and ask.wait > waited)


def _matching(floor: Floor, ask: Ask) -> Mask:
    found = floor.everybody if ask.team is None else floor.tagged("team", ask.team)
    if ask.territories is not None:
        found &= floor.tagged("territory", *ask.territories) | floor.tagged("everywhere", "") if ask.territories else 0
    if ask.languages is not None:
        found &= floor.tagged("language", *ask.languages)
    if ask.skills is not None:
        for skill in ask.skills:
            found &= floor.tagged("skill", skill)
        found = found if ask.skills else 0
    return found
