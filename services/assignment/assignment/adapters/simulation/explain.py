"""The two sides of a change in words, from the records of its decisions."""

from collections.abc import Callable, Mapping
from typing import cast

from assignment.adapters.words import Reader, retold
from assignment.application.simulate import Pair
from assignment.application.views import Members, Ownership
from lead_contracts.base import Event
from lead_contracts.events import LeadAssigned, LeadUnassigned

Fetch = Callable[[int], Event | None]
"""Gives the event that a proof points to."""


class Explanations:
    """``was`` and ``would_be`` fetch the decisions of the two sides; ``names``: of reps by id."""

    def __init__(self, was: Fetch, would_be: Fetch, names: Mapping[str, str]) -> None:
        self._was, self._would_be, self._names = was, would_be, names

    def __call__(self, pair: Pair, would_be: bool) -> list[str]:
        """In words why the lead has its owner there, or none."""
        course = pair.would_be if would_be else pair.was
        event = (self._would_be if would_be else self._was)(course.proof) if course.proof >= 0 else None
        ownership = _ownership(event)
        if ownership is not None:
            return retold(ownership, self._names, Reader())
        if course.owner is None:
            return ["Nothing was decided about it."]
        return [f"{self._names.get(course.owner, course.owner)}, by the same kind of decision."]


def _ownership(event: Event | None) -> Ownership | None:
    if not isinstance(event, LeadAssigned | LeadUnassigned):
        return None
    given = event if isinstance(event, LeadAssigned) else None
    return Ownership(
        lead_id=event.lead_id,
        cycle=event.cycle,
        standing="assigned" if given else "waiting",
        since=event.decided_at,
        pool=event.pool,
        rep_id=given.rep_id if given else None,
        reason_code=event.reason_code if given is None else None,
        retry_at=event.retry_at if isinstance(event, LeadUnassigned) else None,
        decision=cast("Members", event.decision.model_dump(mode="json")),
        stage=given.stage if given else None,
        accept_by=given.accept_by if given else None,
        came_by=given.reason_code if given else None,
    )
