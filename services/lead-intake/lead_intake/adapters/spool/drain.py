"""Brings what waits to Kafka: in order, at least once, forgotten only after Kafka confirmed it."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from typing import Final, Protocol

from lead_contracts.topics import MARKETING_EVENTS
from lead_intake.adapters.spool.errors import CannotSpool
from lead_intake.adapters.spool.file import Record, Row
from lead_intake.adapters.spool.spool import BATCH_ROWS, Spool
from lead_runtime import logs
from lead_runtime.errors import KafkaAway, RecordTooLarge

_LOOK_SECONDS: Final = 0.1
_REST_SECONDS: Final = 1.0
_HOLD_SECONDS: Final = 2.0
_PATIENCE_SECONDS: Final = 15.0
"""For a broker that has just come back and is slow: what is given up too early is sent twice."""
_log = logs.get(__name__)


class Kafka(Protocol):
    """The runtime's Publisher."""

    @property
    def connected(self) -> bool:
        """Whether Kafka was there when last seen."""
        ...

    async def send_record(
        self,
        topic: str,
        key: bytes | None,
        value: bytes | None,
        headers: Sequence[tuple[str, bytes]] = (),
        *,
        seconds: float | None = None,
    ) -> object:
        """Returns once all replicas in sync have it. Raises KafkaAway and RecordTooLarge."""
        ...


class Drain:
    """``run`` goes on until it is cancelled; killed between sending and forgetting, it sends again under the same ids."""

    def __init__(self, spool: Spool, kafka: Kafka) -> None:
        self._spool, self._kafka = spool, kafka
        self._gate = asyncio.Event()
        self._gate.set()

    async def pass_by(self) -> None:
        """Waits while the last that waits is on its way: under load the spool would never be empty if all followed it."""
        if not self._gate.is_set():
            with suppress(TimeoutError):
                async with asyncio.timeout(_HOLD_SECONDS):
                    await self._gate.wait()

    async def run(self) -> None:
        """See the class."""
        while True:
            pause = await self.step()
            await asyncio.sleep(pause)

    async def step(self) -> float:
        """One look, or one batch. Returns the seconds until the next."""
        try:
            if self._spool.failing:
                await self._spool.probe()
            if not (self._spool.totals.rows and self._kafka.connected):
                return _LOOK_SECONDS
            if self._spool.totals.rows < BATCH_ROWS:
                self._gate.clear()
            return 0.0 if await self._batch() else _REST_SECONDS
        except CannotSpool:  # the writer has said so
            return _REST_SECONDS
        except Exception as error:  # noqa: BLE001 - a mistake must not keep back what waits for good
            _log.exception("draining the spool failed and is tried again", error=type(error).__name__)
            return _REST_SECONDS
        finally:
            self._gate.set()

    async def _batch(self) -> bool:
        """Whether all of a batch found an end."""
        rows = await self._spool.oldest()
        outcomes = await asyncio.gather(*(self._send(row.record) for row in rows), return_exceptions=True)
        confirmed, refused, unsure = [], list[Row](), 0
        for row, outcome in zip(rows, outcomes, strict=True):
            if isinstance(outcome, RecordTooLarge):
                refused.append(row)
            elif isinstance(outcome, BaseException):
                unsure += 1
            else:
                confirmed.append(row)
        await self._settle(confirmed, refused)
        for outcome in outcomes:
            if isinstance(outcome, BaseException) and not isinstance(outcome, KafkaAway | RecordTooLarge):
                raise outcome
        return not unsure

    async def _send(self, record: Record) -> None:
        await self._kafka.send_record(
            MARKETING_EVENTS, record.key, record.value, record.headers, seconds=_PATIENCE_SECONDS
        )

    async def _settle(self, confirmed: Sequence[Row], refused: Sequence[Row]) -> None:
        """Does not return before that is on the disk: what Kafka has must not be sent over and over for want of room."""
        for row in refused:
            _log.error("kafka never takes this delivery: set aside in the spool", delivery_id=row.record.key.decode())
        while True:
            try:
                await self._spool.settle(confirmed, refused)
            except CannotSpool:
                await asyncio.sleep(_REST_SECONDS)
            else:
                return
