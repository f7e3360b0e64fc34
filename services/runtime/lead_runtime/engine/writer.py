"""The transactional producer of a process: one transaction carries outputs, state, dead letters and input offsets."""

import asyncio
from collections.abc import Iterable, Mapping
from itertools import chain
from typing import Any, NamedTuple

from aiokafka import AIOKafkaProducer, TopicPartition
from aiokafka.errors import KafkaError

from .api import Headers
from .endings import ended
from .errors import Fenced
from .partitioner import partition_of
from .protocol import FencedSender, Member
from .settings import EngineSettings, Pause

_BATCH_BYTES, _REQUEST_BYTES = 1 << 18, 4 << 20
_CLOSE_S = 5.0


class Out(NamedTuple):
    """A record to write; ``partition`` None: by its key.

    ``beside`` is the partition of the cause where that has the same key: on a topic of as many partitions it is the
    partition of this record as well, which saves the hash.
    """

    topic: str
    partition: int | None
    key: bytes | None
    value: bytes | None
    headers: Headers = ()
    beside: int | None = None


class Writer:
    """Promises: a transaction is committed whole under the given generation, or ``Fenced`` is raised and none of it counts.

    ``Fenced`` covers the unknown outcome as well: who gets it discards everything and looks at the committed offsets anew.
    """

    def __init__(self, settings: EngineSettings, transactional_id: str, group: str) -> None:
        self._group, self._settings, self._id = group, settings, transactional_id
        timeout_ms = settings.transaction_timeout_ms
        self._producer = AIOKafkaProducer(
            bootstrap_servers=settings.bootstrap,
            transactional_id=transactional_id,
            client_id=transactional_id,
            acks="all",
            max_batch_size=_BATCH_BYTES,
            max_request_size=_REQUEST_BYTES,
            transaction_timeout_ms=timeout_ms,  # how long a slot that died and does not return can hold back readers
            request_timeout_ms=min(timeout_ms, 10_000),
            retry_backoff_ms=10,  # the broker often answers "still completing the former transaction"
        )
        self._producer._sender.__class__ = FencedSender
        self._counts: dict[str, int] = {}
        self.inputs_count = 0
        """The partition count of the group's inputs."""

    async def start(self) -> None:
        """Ends what an earlier life of this slot left open. Raises KafkaError; also where the broker does not end it."""
        try:
            async with asyncio.timeout(self._settings.start_within_s):
                await self._producer.start()
        except TimeoutError as error:  # aiokafka asks again for ever, in silence
            raise KafkaError(f"the broker is away, or does not end the last transaction of {self._id}") from error

    async def partitions(self, topic: str) -> int:
        """The topic's partition count. Raises KafkaError for a topic that does not exist."""
        if topic not in self._counts:
            self._counts[topic] = len(await self._producer.partitions_for(topic))
        return self._counts[topic]

    async def commit(
        self, outs: Iterable[Out], offsets: Mapping[TopicPartition, int], member: Member
    ) -> dict[TopicPartition, int]:
        """Commits; gives the end of each partition written to, its commit marker included.

        Raises Fenced.
        """
        self._producer._sender.member = member
        try:
            async with asyncio.timeout(2 * self._settings.transaction_timeout_ms / 1000):
                return await self._commit(outs, offsets)
        except (KafkaError, TimeoutError, AssertionError) as error:  # aiokafka asserts its state machine
            raise Fenced(f"{type(error).__name__}: {error}") from error

    async def _commit(self, outs: Iterable[Out], offsets: Mapping[TopicPartition, int]) -> dict[TopicPartition, int]:
        producer = self._producer
        await producer.begin_transaction()
        sent = await self._send(outs)
        await self._pause(self._settings.pause_before_offsets)
        if offsets:
            await producer.send_offsets_to_transaction(dict(offsets), self._group)
        await self._pause(self._settings.pause_after_offsets)
        ends: dict[TopicPartition, int] = {}
        for tp, count, delivery in sent:
            ends[tp] = (await delivery).offset + count + 1
        await producer.commit_transaction()
        return ends

    @staticmethod
    async def _pause(until: Pause | None) -> None:
        if until is not None:
            await until()

    async def _send(self, outs: Iterable[Out]) -> list[tuple[TopicPartition, int, Any]]:
        open_batches: dict[tuple[str, int], Any] = {}
        sent: list[tuple[TopicPartition, int, Any]] = []
        for out in outs:
            partition = out.partition
            if partition is None:
                count = self._counts.get(out.topic) or await self.partitions(out.topic)
                beside = out.beside if count == self.inputs_count else None
                partition = partition_of(out.key or b"", count) if beside is None else beside
            at = (out.topic, partition)
            batch = open_batches.get(at)
            if batch is None:
                batch = open_batches[at] = self._producer.create_batch()
            if batch.append(key=out.key, value=out.value, timestamp=None, headers=list(out.headers)) is None:
                sent.append(await self._submit(at, batch))
                batch = open_batches[at] = self._producer.create_batch()
                batch.append(key=out.key, value=out.value, timestamp=None, headers=list(out.headers))
        for at, batch in open_batches.items():
            sent.append(await self._submit(at, batch))
        return sent

    async def _submit(self, at: tuple[str, int], batch: Any) -> tuple[TopicPartition, int, Any]:
        topic, partition = at
        count = batch.record_count()
        delivery = await self._producer.send_batch(batch, topic, partition=partition)
        delivery.add_done_callback(_seen)
        return TopicPartition(topic, partition), count, delivery

    async def close(self, *, abandon: bool) -> None:
        """Ends the producer. ``abandon``: something failed; whatever is open is left to the broker or to the next start."""
        if abandon:
            # A waiting flush would hang on the failed transaction: cut the sender first.
            accumulator = self._producer._message_accumulator
            for batch in (*chain.from_iterable(accumulator._batches.values()), *accumulator._pending_batches):
                batch._drain_waiter.add_done_callback(_seen)
            accumulator.fail_all(KafkaError("abandoned"))
        if not await ended("producer", self._producer.stop(), _CLOSE_S):
            await ended("producer's connections", self._producer.client.close(), _CLOSE_S)


def _seen(future: asyncio.Future[Any]) -> None:
    """Whatever has become of it is told by ``Fenced``: it need not be logged as never retrieved as well."""
    if not future.cancelled():
        future.exception()
