"""Counts deliveries by what they are for us, once the transaction that handled them is committed."""

from collections import Counter, defaultdict
from collections.abc import Mapping

from lead_contracts.topics import MARKETING_EVENTS
from lead_intake.domain.parsed import Disposition
from lead_runtime import metrics
from lead_runtime.engine.api import Record


class Tally:
    """What a fenced transaction handled is handled again and counted then; a delivery is known by its place."""

    def __init__(self) -> None:
        self._open: dict[int, dict[int, tuple[str, str]]] = defaultdict(dict)
        """By partition and offset: source and disposition."""

    def note(self, record: Record, source: str, disposition: Disposition) -> None:
        """A delivery was handled; ``source``: a configured one, or what stands for all others."""
        self._open[record.partition][record.offset] = source, disposition.value

    def committed(self, nexts: Mapping[tuple[str, int], int]) -> None:
        """Counts those before the offsets that are next, by topic and partition."""
        counted: Counter[tuple[str, str]] = Counter()
        for (topic, partition), following in nexts.items():
            if topic == MARKETING_EVENTS:
                noted = self._open[partition]
                counted.update([noted.pop(offset) for offset in sorted(noted) if offset < following])
        for labels, count in counted.items():
            metrics.DELIVERIES.labels(*labels).inc(count)
