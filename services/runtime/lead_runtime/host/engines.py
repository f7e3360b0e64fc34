"""An engine with the process's settings and metrics."""

from lead_runtime import metrics
from lead_runtime.engine.api import Topology
from lead_runtime.engine.engine import Engine
from lead_runtime.engine.observer import Observer
from lead_runtime.engine.settings import EngineSettings, Pause
from lead_runtime.settings import RuntimeSettings


def engine_of(topology: Topology, settings: RuntimeSettings, between_turns: Pause) -> Engine:
    """The engine of ``topology``, to be put into the ServiceSpec."""
    surroundings = EngineSettings(
        bootstrap=settings.bootstrap_servers,
        slot=settings.slot,
        max_batch=settings.max_batch,
        session_timeout_ms=settings.session_timeout_ms,
        transaction_timeout_ms=settings.transaction_timeout_ms,
        between_turns=between_turns,
    )
    return Engine(topology, surroundings, MetricsObserver(topology.group))


class MetricsObserver(Observer):
    """Feeds what an engine tells to Prometheus. Labels are names and partition numbers, never ids."""

    def __init__(self, group: str) -> None:
        self._group = group
        self._held_back: set[int] = set()

    def batch(self, records: int, seconds: float) -> None:
        """See Observer."""
        metrics.BATCH_RECORDS.labels(self._group).observe(records)
        metrics.TRANSACTION_SECONDS.labels(self._group).observe(seconds)

    def dead_letter(self, error: str) -> None:
        """See Observer."""
        metrics.DEAD_LETTERS.labels(self._group, error).inc()

    def timer(self, late: float) -> None:
        """See Observer."""
        metrics.TIMERS_FIRED.labels(self._group).inc()
        metrics.TIMER_LATENESS_SECONDS.labels(self._group).observe(late)

    def held_back(self, partition: int, seconds: float) -> None:
        """See Observer."""
        (self._held_back.add if seconds else self._held_back.discard)(partition)
        metrics.TIMERS_HELD_BACK.labels(self._group).set(len(self._held_back))

    def lag(self, topic: str, partition: int, records: int) -> None:
        """See Observer."""
        metrics.CONSUMER_LAG.labels(self._group, topic, str(partition)).set(records)

    def restored(self, partitions: int, keys: int, seconds: float) -> None:
        """See Observer."""
        metrics.RESTORE_SECONDS.labels(self._group).observe(seconds)
        metrics.STATE_KEYS.labels(self._group).set(keys)

    def fenced(self) -> None:
        """See Observer."""
        metrics.FENCED.labels(self._group).inc()

    def handled(self, topic: str, records: int) -> None:
        """See Observer."""
        metrics.EVENTS_IN.labels(self._group, topic).inc(records)

    def written(self, topic: str, records: int) -> None:
        """See Observer."""
        metrics.EVENTS_OUT.labels(self._group, topic).inc(records)

    def restoring(self, partition: int, share: float) -> None:
        """See Observer."""
        metrics.RESTORE_PROGRESS.labels(self._group, str(partition)).set(share)
