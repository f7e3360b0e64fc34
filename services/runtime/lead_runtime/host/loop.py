"""How late the event loop wakes: what blocks it blocks heartbeats, HTTP and timers alike."""

import time
from typing import Final

from mode import Service

from lead_runtime import metrics

INTERVAL: Final = 0.5
STUCK_SECONDS: Final = 2.0
_REMEMBERED: Final = 10.0


class LoopProbe(Service):
    """Wakes twice a second and remembers for ten seconds when that was far too late."""

    def __post_init__(self) -> None:
        """mode's way to initialise."""
        self._woke = time.monotonic()
        self._stuck_at = float("-inf")

    def stuck(self) -> bool:
        """Whether the loop was stuck for more than two seconds within the last ten."""
        now = time.monotonic()
        return now - self._woke > INTERVAL + STUCK_SECONDS or now - self._stuck_at < _REMEMBERED

    @Service.task
    async def _watch(self) -> None:
        while not self.should_stop:
            self._woke = before = time.monotonic()
            await self.sleep(INTERVAL)
            late = max(0.0, time.monotonic() - before - INTERVAL)
            metrics.LOOP_LAG_SECONDS.set(late)
            if late > STUCK_SECONDS:
                self._stuck_at = time.monotonic()
