"""Kept first: a delivery is in Kafka or in the spool before anybody is told that we have it."""

import asyncio
from contextlib import suppress

from lead_contracts.deliveries import delivery_record
from lead_contracts.events import Delivery
from lead_contracts.topics import MARKETING_EVENTS
from lead_intake.adapters.spool.drain import Drain, Kafka
from lead_intake.adapters.spool.errors import CannotSpool
from lead_intake.adapters.spool.file import Record
from lead_intake.adapters.spool.spool import Spool
from lead_runtime import telemetry
from lead_runtime.errors import KafkaAway
from lead_runtime.health import Readiness


class Keeper:
    """The DeliveryLog of production, and a Background of its process. Without a ``spool`` only Kafka keeps."""

    def __init__(self, kafka: Kafka, spool: Spool | None) -> None:
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
        key, value, headers = delivery_record(event)
        if self._spool is None or self._drain is None:
            await self._kafka.send_record(MARKETING_EVENTS, key, value, headers)
            return
        await self._drain.pass_by()
        if self._kafka.connected and not self._spool.waiting:
            with suppress(KafkaAway):
                await self._kafka.send_record(MARKETING_EVENTS, key, value, headers)
                return
        await self._to_spool(self._spool, Record(key, value, (*headers, *telemetry.inject())))

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
