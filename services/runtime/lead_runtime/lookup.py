"""Reads single records by their place, for whoever is asked about one over HTTP: committed ones, bounded in time."""

import asyncio
from typing import Final

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError, OffsetOutOfRangeError

from lead_runtime.engine.api import Record
from lead_runtime.errors import KafkaAway
from lead_runtime.settings import RuntimeSettings

_FETCH_BYTES: Final = 1 << 16
"""Kafka gives a whole batch in any case; more is not wanted."""
_FETCH_WAIT_MS: Final = 50


class Lookup:
    """A Background that connects when it is first asked and keeps the connection. One question after the other."""

    def __init__(self, settings: RuntimeSettings, name: str) -> None:
        """``name``: the client's, for Kafka's logs."""
        self._servers, self._seconds = settings.bootstrap_servers, settings.send_timeout_seconds
        self._client_id = f"{name}-lookup-{settings.slot}"
        self._consumer: AIOKafkaConsumer | None = None
        self._one_by_one = asyncio.Lock()

    async def start(self) -> None:
        """Nothing yet."""

    async def stop(self) -> None:
        """Disconnects."""
        consumer, self._consumer = self._consumer, None
        if consumer is not None:
            await consumer.stop()

    async def at(self, topic: str, partition: int, offset: int) -> Record | None:
        """The record that lies there; None where nothing does any more. Raises KafkaAway where that takes too long."""
        try:
            async with asyncio.timeout(self._seconds), self._one_by_one:
                return await self._read(TopicPartition(topic, partition), offset)
        except OffsetOutOfRangeError:
            return None
        except (TimeoutError, KafkaError, OSError) as error:
            raise KafkaAway(f"{topic} cannot be read within {self._seconds:g} s") from error

    async def _read(self, place: TopicPartition, offset: int) -> Record | None:
        if self._consumer is None:
            self._consumer = await self._connected()
        consumer = self._consumer
        consumer.assign([place])
        consumer.seek(place, offset)
        try:
            found = await consumer.getone(place)
        finally:
            consumer.pause(place)  # or it would go on fetching what lies behind
        if found.offset != offset:
            return None
        headers = tuple((name, value or b"") for name, value in found.headers)
        return Record(found.topic, found.partition, found.offset, found.timestamp, found.key, found.value, headers)

    async def _connected(self) -> AIOKafkaConsumer:
        consumer = AIOKafkaConsumer(
            bootstrap_servers=self._servers,
            client_id=self._client_id,
            group_id=None,
            enable_auto_commit=False,
            isolation_level="read_committed",
            auto_offset_reset="none",
            max_partition_fetch_bytes=_FETCH_BYTES,
            fetch_max_wait_ms=_FETCH_WAIT_MS,
            retry_backoff_ms=20,
        )
        try:
            await consumer.start()
        except BaseException:
            await consumer.stop()
            raise
        return consumer
