"""Says when a transaction holds committed offsets back for longer than any may last: the broker has forgotten to end it."""

import time
from collections.abc import Callable

from aiokafka import TopicPartition
from structlog import get_logger

log = get_logger(__name__)
_AGAIN_S = 60.0


class HeldBack:
    """``look`` again and again; ``overdue`` are the partition numbers that were held back for longer than ``limit_s``."""

    def __init__(self, group: str, limit_s: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._group, self._limit_s, self._clock = group, limit_s, clock
        self._since: dict[TopicPartition, float] = {}
        self._told = -_AGAIN_S
        self.overdue: frozenset[int] = frozenset()

    def look(self, held: frozenset[TopicPartition]) -> None:
        """``held``: the partitions whose offsets an open transaction holds back now. Logs what is overdue, each minute."""
        now = self._clock()
        self._since = {tp: self._since.get(tp, now) for tp in held}
        late = {tp: now - since for tp, since in self._since.items() if now - since > self._limit_s}
        self.overdue = frozenset(tp.partition for tp in late)
        if late and now - self._told >= _AGAIN_S:
            self._told = now
            log.error(
                "offsets_held_back",
                group=self._group,
                partitions=[f"{tp.topic}-{tp.partition}" for tp in sorted(late)],
                seconds=round(max(late.values())),
            )
