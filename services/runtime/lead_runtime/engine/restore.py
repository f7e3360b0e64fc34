"""Reads the changelog of partitions back into memory, in the partitions' own time, never inside a rebalance callback."""

import asyncio
import time
from collections.abc import Callable, Iterable, Mapping

from aiokafka import AIOKafkaConsumer, TopicPartition
from structlog import get_logger

from .codec import TableCodec
from .observer import Observer
from .protocol import high_watermarks
from .tables import PartitionState

log = get_logger(__name__)
_POLL_MS = 200
_PROGRESS_S = 5.0


class Restorer:
    """Restores the state of partition numbers from ``topic``.

    Reads committed, up to the high watermark asked for now: the caller has waited for stable offsets first, but the marker
    of the last transaction may reach the state partition later than the offsets, so the stable end of this moment may
    lack its last batch.
    """

    def __init__(self, bootstrap: str, topic: str, codecs: Mapping[str, TableCodec], observer: Observer) -> None:
        self._topic, self._codecs, self._observer = topic, codecs, observer
        self._consumer = AIOKafkaConsumer(
            bootstrap_servers=bootstrap,
            isolation_level="read_committed",
            enable_auto_commit=False,
            auto_offset_reset="none",  # with the default a restore silently reads nothing
            fetch_max_wait_ms=50,
            max_partition_fetch_bytes=4 << 20,
        )

    async def run(
        self, numbers: Iterable[int], kept: dict[int, PartitionState], done: Callable[[int, PartitionState], None]
    ) -> None:
        """Calls ``done(number, state)`` as each partition is whole. A kept state is used if nobody wrote since we did,
        and thrown away otherwise.

        Raises aiokafka's KafkaError (the caller tries again) and UnknownStateVersion.
        """
        await self._consumer.start()
        try:
            await self._restore({TopicPartition(self._topic, n) for n in numbers}, kept, done)
        finally:
            await self._consumer.stop()

    async def _restore(
        self,
        partitions: set[TopicPartition],
        kept: dict[int, PartitionState],
        done: Callable[[int, PartitionState], None],
    ) -> None:
        self._consumer.assign(partitions)
        ends = await high_watermarks(self._consumer, partitions)
        for tp in list(partitions):
            old = kept.get(tp.partition)
            if old is not None and old.written_end == ends[tp]:
                old.arm_all()  # a batch that was not committed may have taken deadlines off
                done(tp.partition, old)
                partitions.discard(tp)
            else:
                kept.pop(tp.partition, None)
        if partitions:
            self._consumer.assign(partitions)
            await self._read({tp: ends[tp] for tp in partitions}, done)

    async def _read(self, ends: dict[TopicPartition, int], done: Callable[[int, PartitionState], None]) -> None:
        consumer, started = self._consumer, time.monotonic()
        states = {tp: PartitionState(self._codecs, tp.partition) for tp in ends}
        for tp, first in (await consumer.beginning_offsets(list(ends))).items():
            consumer.seek(tp, first)
        told, left = started, set(ends)
        while left:
            whole = {tp: ends[tp] for tp in left if await consumer.position(tp) >= ends[tp]}
            self._finish(whole, left, states, done)
            if not left:
                break
            for tp, records in (await consumer.getmany(timeout_ms=_POLL_MS, max_records=20_000)).items():
                for record in records:
                    states[tp].load(record.key, record.value, record.headers)
                await asyncio.sleep(0)
            if time.monotonic() - told > _PROGRESS_S:
                told = time.monotonic()
                keys = sum(state.size() for state in states.values())
                for tp in left:
                    self._observer.restoring(tp.partition, await consumer.position(tp) / max(1, ends[tp]))
                log.info("restoring", topic=self._topic, partitions_left=len(left), entries=keys)
        log.info(
            "restored",
            topic=self._topic,
            partitions=len(ends),
            entries=sum(state.size() for state in states.values()),
            seconds=round(time.monotonic() - started, 3),
        )

    def _finish(
        self,
        whole: Mapping[TopicPartition, int],
        left: set[TopicPartition],
        states: Mapping[TopicPartition, PartitionState],
        done: Callable[[int, PartitionState], None],
    ) -> None:
        for tp, end in whole.items():
            left.discard(tp)
            states[tp].written_end = end
            self._consumer.pause(tp)
            states[tp].arm_all()
            self._observer.restoring(tp.partition, 1.0)
            done(tp.partition, states[tp])
