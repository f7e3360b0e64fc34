"""The spool as the loop sees it: bounded, and kept when ``append`` returns."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from lead_intake.adapters.spool.errors import CannotSpool
from lead_intake.adapters.spool.file import Record, Row, SpoolFile, Totals
from lead_intake.adapters.spool.writer import Writer
from lead_runtime import metrics

BATCH_ROWS: Final = 500
BATCH_BYTES: Final = 4 << 20


@dataclass(frozen=True, slots=True)
class Bounds:
    """``rows`` that may wait, ``size`` in bytes of all that is held, ``seconds`` that the disk may take."""

    rows: int
    size: int
    seconds: float


class Spool:
    """Start it before use. ``clock``: epoch seconds."""

    def __init__(self, writer: Writer, bounds: Bounds, clock: Callable[[], float]) -> None:
        self._writer, self._bounds, self._clock = writer, bounds, clock
        self._coming_rows = self._coming_bytes = 0

    @property
    def totals(self) -> Totals:
        """What is on the disk."""
        return self._writer.totals

    @property
    def damaged(self) -> int:
        """Damaged files that somebody has to look at."""
        return self._writer.damaged

    @property
    def waiting(self) -> bool:
        """Whether something is in it or on its way there: then all else has to go through it."""
        return bool(self._writer.totals.rows or self._coming_rows)

    @property
    def failing(self) -> bool:
        """Whether the disk did not take the last that it was given."""
        return self._writer.trouble is not None

    @property
    def trouble(self) -> str | None:
        """Why it takes nothing now; None while it does."""
        return self._writer.trouble or (None if self._room_for(1) else "the spool is full")

    async def start(self) -> None:
        """Opens it, or says why not. Raises ConfigurationError for a file of a later release."""
        await self._writer.start()
        metrics.SPOOL_ROWS.set_function(lambda: self.totals.rows)
        metrics.SPOOL_BYTES.set_function(lambda: self.totals.size)
        metrics.SPOOL_OLDEST_SECONDS.set_function(self._age)
        metrics.SPOOL_SET_ASIDE.set_function(lambda: self.totals.refused)
        metrics.SPOOL_DAMAGED_FILES.set_function(lambda: self.damaged)

    async def stop(self) -> None:
        """Finishes what was begun; what waits stays."""
        await self._writer.stop()

    async def append(self, record: Record) -> None:
        """Returns once it is on the disk. Raises CannotSpool; after a disk that was slow it may be there all the same."""
        size = record.size
        try:
            await self._append(record, size)
        except CannotSpool:
            metrics.SPOOL_DELIVERIES.labels("no_room").inc()
            raise
        metrics.SPOOL_DELIVERIES.labels("spooled").inc()

    async def oldest(self) -> list[Row]:
        """Those to be sent next, in order. Raises CannotSpool."""
        return await self._writer.submit(lambda file: file.oldest(BATCH_ROWS, BATCH_BYTES))

    async def settle(self, confirmed: Sequence[Row], refused: Sequence[Row]) -> None:
        """Forgets what Kafka has, and sets aside what it will never take. Raises CannotSpool."""

        def work(file: SpoolFile) -> None:
            file.remove(confirmed)
            file.set_aside(refused)

        await self._writer.submit(work)
        metrics.SPOOL_DELIVERIES.labels("drained").inc(len(confirmed))
        metrics.SPOOL_DELIVERIES.labels("set_aside").inc(len(refused))

    async def probe(self) -> None:
        """Tries the disk. Raises CannotSpool."""
        await self._writer.submit(lambda file: file.probe())

    async def _append(self, record: Record, size: int) -> None:
        if not self._room_for(size):
            raise CannotSpool("the spool is full")
        at = self._clock()
        self._coming_rows, self._coming_bytes = self._coming_rows + 1, self._coming_bytes + size
        try:
            async with asyncio.timeout(self._bounds.seconds):
                await self._writer.submit(lambda file: file.append(record, at), size)
        except TimeoutError:
            raise CannotSpool("the disk is too slow") from None
        finally:
            self._coming_rows, self._coming_bytes = self._coming_rows - 1, self._coming_bytes - size

    def _room_for(self, size: int) -> bool:
        totals = self.totals
        rows = totals.rows + totals.refused + self._coming_rows
        return rows < self._bounds.rows and totals.size + self._coming_bytes + size <= self._bounds.size

    def _age(self) -> float:
        oldest = self.totals.oldest
        return 0.0 if oldest is None else max(0.0, self._clock() - oldest)
