"""Counts decisions and shows how fair they are, as they come back on leads.assigned: committed ones alone."""

from collections.abc import Sequence
from typing import Final

from lead_contracts.events import LeadAssigned, LeadUnassigned
from lead_contracts.values import JsonObject
from lead_runtime import metrics
from lead_runtime.engine.api import Incoming
from lead_runtime.host import Seen

MOST_POOLS: Final = 100
"""Pools that get labels of their own; every label costs memory for good."""
OTHERS: Final = "others"
_MOTIONS: Final = {"farmer": "inbound", "hunter": "outbound"}


class DecisionMetrics:
    """A read model that cannot fail, so that each batch counts once; what is read again after a crash counts again."""

    def __init__(self, most_pools: int = MOST_POOLS) -> None:
        self._most, self._pools = most_pools, set[str]()

    async def fold(self, seen: Sequence[Seen]) -> None:
        """Counts."""
        for each in seen:
            if isinstance(each, Incoming) and isinstance(each.data, LeadAssigned | LeadUnassigned):
                self._count(each.data)

    def _count(self, event: LeadAssigned | LeadUnassigned) -> None:
        pool, step = self._label(event.pool or ""), _last_step(event)
        if isinstance(event, LeadUnassigned):
            metrics.DECISIONS.labels("unassigned", event.reason_code, pool).inc()
            return
        metrics.DECISIONS.labels("assigned", str(step.get("kind", "")), pool).inc()
        spread = step.get("spread")
        if isinstance(spread, int | float):
            metrics.TURNS_SPREAD.labels(pool, _MOTIONS[event.role]).set(spread)

    def _label(self, pool: str) -> str:
        if pool not in self._pools and len(self._pools) < self._most:
            self._pools.add(pool)
        return pool if pool in self._pools else OTHERS


def _last_step(event: LeadAssigned | LeadUnassigned) -> JsonObject:
    """The step that decided; empty in the records of old releases."""
    return event.decision.steps[-1] if event.decision.steps else {}
