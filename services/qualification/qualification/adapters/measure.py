"""Counts the verdicts that were committed, as they come back on leads.qualified."""

from collections.abc import Sequence
from typing import Final

from lead_contracts.events.lead_qualified import ACCOUNT_HANDOVER
from lead_contracts.events.verdict import BASIS, Verdict
from lead_runtime import metrics
from lead_runtime.engine.api import Incoming
from lead_runtime.host import Seen

MOST_SOURCES: Final = 50
"""Sources that get a label of their own. A key of intake may open any name, and every label costs memory for good."""
OTHERS: Final = "others"
UNKNOWN: Final = "unknown"
"""The source of somebody who must not be contacted is not kept."""


class VerdictMetrics:
    """A read model that cannot fail, so that each batch counts once; what is read again after a crash counts again."""

    def __init__(self, most_sources: int = MOST_SOURCES) -> None:
        self._most, self._sources = most_sources, set[str]()

    async def fold(self, seen: Sequence[Seen]) -> None:
        """Counts."""
        for each in seen:
            if isinstance(each, Incoming) and isinstance(each.data, Verdict):
                self._count(each.data)

    def _count(self, event: Verdict) -> None:
        outcome, rules = event.NAME.removeprefix("lead."), event.rule_set
        source, reason = self._label(str(event.facts.get("source", UNKNOWN))), _reason(event)
        metrics.VERDICTS.labels(outcome, reason, source, rules.name, str(rules.version)).inc()
        if getattr(event, "reason_code", None) == ACCOUNT_HANDOVER:
            return  # nobody waited for it
        seconds = (event.decided_at - event.received_at).total_seconds()
        metrics.TIME_TO_VERDICT_SECONDS.labels(outcome).observe(max(seconds, 0.0))

    def _label(self, source: str) -> str:
        if source not in self._sources and len(self._sources) < self._most:
            self._sources.add(source)
        return source if source in self._sources else OTHERS


def _reason(event: Verdict) -> str:
    """Why it was turned down, or would have been if its cycle were not open; empty where nothing is held against it."""
    basis = event.facts.get(BASIS)
    refusal = basis.get("refusal") if isinstance(basis, dict) else None
    return str(getattr(event, "reason_code", None) or refusal or "")
