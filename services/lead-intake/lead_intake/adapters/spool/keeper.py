"""Kept first: a delivery is in Kafka or in the spool before anybody is told that we have it."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from typing import Protocol

from lead_contracts.deliveries import delivery_record
from lead_contracts.events import Delivery
from lead_contracts.topics import MARKETING_EVENTS
from lead_intake.adapters.spool.drain import Drain, Kafka
from lead_intake.adapters.spool.errors import CannotSpool
from lead_intake.adapters.spool.file import Record
from lead_intake.adapters.spool.spool import Spool
from lead_runtime import telemetry
from lead_runtime.batches import Keyed
from lead_runtime.errors import KafkaAway, RecordTooLarge
from lead_runtime.health import Readiness


class Broker(Kafka, Protocol):
    """The runtime's Publisher, which also takes many at once."""

    async def send_records(self, topic: str, records: Sequence[Keyed]) -> Sequence[object]:
        """What became of each: KafkaAway and RecordTooLarge are given, not raised."""
        ...


class Keeper:
    """The DeliveryLog of production, and a Background of its process. Without a ``spool`` only Kafka keeps."""

    def __init__(self, kafka: Broker, spool: Spool | None) -> None:
        self._kafka, self._spool = kafka, spool
        self._drain = Drain(spool, kafka) if spool else None
        self._draining: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Opens the spool and begins to drain it. Raises ConfigurationError for a spool of a later release."""
        if self._spool is not None and self._drain is not None:
            await self._spool.start()
            self._draining = asyncio.create_task(self._drain.run(), name="drain")

    async def stop(self) -> None:
        """Stops draining; what waits stays on the disk."""
        if self._draining is not None:
            self._draining.cancel()
            with suppress(asyncio.CancelledError):
                await self._draining
        if self._spool is not None:
            await self._spool.stop()

    async def send(self, event: Delivery) -> None:
        """Returns once it is kept. Raises KafkaAway where neither Kafka nor the spool takes it, and RecordTooLarge.

        While something waits in the spool, all goes through it. What Kafka did not confirm in time goes there too,
        and may then be in the topic twice, under one id.
        """
        record = _record(event)
        if self._spool is None or self._drain is None:
            await self._kafka.send_record(MARKETING_EVENTS, *record)
            return
        await self._drain.pass_by()
        if self._kafka.connected and not self._spool.waiting:
            with suppress(KafkaAway):
                await self._kafka.send_record(MARKETING_EVENTS, *record)
                return
        await self._to_spool(self._spool, record._replace(headers=(*record.headers, *telemetry.inject())))

    async def send_all(self, events: Sequence[Delivery]) -> Sequence[object]:
        """The same for many, in their order. Gives for each the KafkaAway or RecordTooLarge that ``send`` would raise."""
        records = [_record(event) for event in events]
        if self._spool is None or self._drain is None:
            return await self._kafka.send_records(MARKETING_EVENTS, records)
        await self._drain.pass_by()
        if not self._kafka.connected or self._spool.waiting:
            return await self._all_to_spool(self._spool, records)
        outcomes = list(await self._kafka.send_records(MARKETING_EVENTS, records))
        left = [number for number, outcome in enumerate(outcomes) if isinstance(outcome, KafkaAway)]
        spooled = await self._all_to_spool(self._spool, [records[number] for number in left])
        for number, outcome in zip(left, spooled, strict=True):
            outcomes[number] = outcome
        return outcomes

    async def _all_to_spool(self, spool: Spool, records: Sequence[Record]) -> Sequence[object]:
        """In their order: tasks begin in that of their making."""
        trace = telemetry.inject()
        traced = (record._replace(headers=(*record.headers, *trace)) for record in records)
        outcomes = await asyncio.gather(*(self._to_spool(spool, one) for one in traced), return_exceptions=True)
        for outcome in outcomes:
            if isinstance(outcome, BaseException) and not isinstance(outcome, KafkaAway | RecordTooLarge):
                raise outcome
        return outcomes

    async def _to_spool(self, spool: Spool, record: Record) -> None:
        try:
            await spool.append(record)
        except CannotSpool:
            if not self._kafka.connected:
                raise
            # Overtaking what waits harms nobody, losing does: a delivery's id is its key
            await self._kafka.send_record(MARKETING_EVENTS, record.key, record.value, record.headers)

    def readiness(self) -> Readiness:
        """Ready while it can keep what comes; the reasons also say what somebody should look at."""
        remarks = tuple(self._remarks())
        trouble = self._spool.trouble if self._spool else "no spool is configured"
        if self._kafka.connected:
            return Readiness(True, remarks)
        if trouble is None:
            return Readiness(True, ("kafka is away and the spool is filling", *remarks))
        return Readiness(False, ("kafka is away", trouble, *remarks))

    def _remarks(self) -> list[str]:
        if self._spool is None:
            return []
        totals, said = self._spool.totals, []
        if totals.rows:
            said.append(f"{totals.rows} deliveries wait in the spool")
        if self._spool.trouble and self._kafka.connected:
            said.append(self._spool.trouble)
        if totals.refused:
            said.append(f"{totals.refused} deliveries that kafka never takes are set aside in the spool")
        if self._spool.damaged:
            said.append(f"{self._spool.damaged} damaged spool files are set aside")
        return said


def _record(event: Delivery) -> Record:
    return Record(*delivery_record(event))
