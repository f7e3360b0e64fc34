"""Many records of one topic, a batch for each partition: one confirmation is awaited for a batch, not for a record."""

import asyncio
from collections.abc import Iterable
from typing import Any, NamedTuple, Protocol

from aiokafka import AIOKafkaProducer

from lead_contracts.envelope import Headers
from lead_runtime.engine.partitioner import place_of_key


class Keyed(Protocol):
    """A record with a key, which says its partition."""

    @property
    def key(self) -> bytes:
        """UTF-8 by convention."""
        ...

    @property
    def value(self) -> bytes:
        """The bytes."""
        ...

    @property
    def headers(self) -> Headers:
        """Names and values."""
        ...


class Part(NamedTuple):
    """Records of ``partition`` on their way, in order; ``numbers`` are their places among all that were given.

    ``delivery`` has the offset of the first once all replicas in sync have all of them.
    """

    partition: int
    numbers: list[int]
    delivery: asyncio.Future[Any]

    @property
    def error(self) -> BaseException | None:
        """Why they are not confirmed; None: they are."""
        if not self.delivery.done() or self.delivery.cancelled():
            return TimeoutError()
        return self.delivery.exception()


class Batches:
    """What one call sends. A record that is larger than a batch is one of its own."""

    def __init__(self, producer: AIOKafkaProducer, topic: str, more: Headers) -> None:
        """``more``: headers that each record gets beside its own."""
        self._producer, self._topic, self._more = producer, topic, more
        self.parts: list[Part] = []
        """What has been given to the producer so far; also where ``send`` was broken off."""

    async def send(self, records: Iterable[tuple[int, Keyed]]) -> None:
        """Returns when the producer has all of these numbered records, before they are confirmed. Raises KafkaError."""
        count = len(await self._producer.partitions_for(self._topic))
        gathering: dict[int, tuple[Any, list[int]]] = {}
        for number, record in records:
            partition = place_of_key(record.key, count)
            batch, numbers = gathering.get(partition) or gathering.setdefault(partition, self._begun())
            if not self._added(batch, record):
                await self._submit(partition, batch, numbers)
                batch, numbers = gathering[partition] = self._begun()
                self._added(batch, record)
            numbers.append(number)
        for partition, (batch, numbers) in gathering.items():
            await self._submit(partition, batch, numbers)

    async def confirmed(self, ends: float) -> None:
        """Returns once all that was given to the producer has an end, or at ``ends``, by the loop's clock."""
        if self.parts:
            left = ends - asyncio.get_running_loop().time()
            await asyncio.wait([part.delivery for part in self.parts], timeout=max(0.0, left))

    def _begun(self) -> tuple[Any, list[int]]:
        return self._producer.create_batch(), []

    def _added(self, batch: Any, record: Keyed) -> bool:
        """The first of a batch always finds room."""
        headers = [*record.headers, *self._more]
        return batch.append(key=record.key, value=record.value, timestamp=None, headers=headers) is not None

    async def _submit(self, partition: int, batch: Any, numbers: list[int]) -> None:
        batch.close()  # else what others send joins it, and it lingers for more
        delivery = await self._producer.send_batch(batch, self._topic, partition=partition)
        delivery.add_done_callback(_seen)
        self.parts.append(Part(partition, numbers, delivery))


def _seen(delivery: asyncio.Future[Any]) -> None:
    """Who waited no longer is told that it is not confirmed: it need not be logged as never retrieved as well."""
    if not delivery.cancelled():
        delivery.exception()
