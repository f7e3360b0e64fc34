"""Keeps the open clocks in Redis as the monitor's own state has them, by following the changelog of that state.

Where each partition has been read up to lies in Redis beside what was read, and is written in the same step: what Redis
has lost is read again from the beginning, without anybody's doing.
"""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Final

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.errors import KafkaError
from redis.asyncio import Redis
from redis.asyncio.client import Pipeline
from redis.exceptions import RedisError

from lead_runtime import logs, metrics
from lead_runtime.engine.api import Table
from lead_runtime.engine.codec import TableCodec, split_key, version_of
from lead_runtime.host.transport import LONGEST_WAIT_MS, WORTH_A_FETCH
from sla_monitor.adapters.board import keys
from sla_monitor.adapters.saying import CLOCK
from sla_monitor.application.views import clock_view
from sla_monitor.domain.watch import Watch

MOST_RECORDS: Final = 500
_WAIT_MS: Final = 500
_PAUSE_SECONDS: Final = 1.0
# A place moves only from where it was: what Redis lost meanwhile is read again. KEYS: places. ARGV: partition, from, to
_MOVE: Final = """
if redis.call('HGET', KEYS[1], ARGV[1]) == ARGV[2] then return redis.call('HSET', KEYS[1], ARGV[1], ARGV[3]) end
return redis.call('HDEL', KEYS[1], ARGV[1])
"""
_log = logs.get(__name__)


class ClockFollower:
    """Follows ``GROUP.state`` in a group of its own, so that several processes share the partitions."""

    def __init__(self, bootstrap: str, group: str, table: Table[Watch], redis: Redis) -> None:
        self._bootstrap, self._topic, self._group = bootstrap, f"{group}.state", f"{group}.board"
        self._codec, self._redis = TableCodec(table), redis
        self._move = redis.register_script(_MOVE)
        self._task: asyncio.Task[None] | None = None
        self._stopping = False

    async def start(self) -> None:
        """Follows in the background; servers that are away are waited for."""
        self._task = asyncio.create_task(self._run(), name="clock-follower")

    async def stop(self) -> None:
        """Stops following."""
        self._stopping = True
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def _run(self) -> None:
        while not self._stopping:  # a consumer that fails while it is closed would swallow the cancellation
            try:
                await self._follow()
            except (KafkaError, RedisError, OSError) as error:
                _log.warning("the board of clocks waits", error=type(error).__name__)
            except Exception as error:  # noqa: BLE001 - a board that stands still must not stop the monitor
                _log.error("the board of clocks waits", error=type(error).__name__, exc_info=True)
            metrics.READ_MODEL_RETRIES.labels(self._topic).inc()
            await asyncio.sleep(_PAUSE_SECONDS)

    async def _follow(self) -> None:
        consumer = AIOKafkaConsumer(
            self._topic,
            bootstrap_servers=self._bootstrap,
            group_id=self._group,
            isolation_level="read_committed",
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            fetch_min_bytes=WORTH_A_FETCH,
            fetch_max_wait_ms=LONGEST_WAIT_MS,
        )
        await consumer.start()
        try:
            read: dict[TopicPartition, int] = {}
            while True:
                await self._keep_places(consumer, read)
                found = await consumer.getmany(timeout_ms=_WAIT_MS, max_records=MOST_RECORDS)
                known = {tp: records for tp, records in found.items() if tp in read and tp in consumer.assignment()}
                if known:
                    await self.fold(known, read)
                    read.update((tp, records[-1].offset + 1) for tp, records in known.items())
                    metrics.READ_MODEL_RECORDS.labels(self._topic).inc(sum(map(len, known.values())))
        finally:
            await consumer.stop()

    async def _keep_places(self, consumer: AIOKafkaConsumer, read: dict[TopicPartition, int]) -> None:
        """Reads on from the places in Redis, wherever they are not ours: after an assignment, and after a loss."""
        assigned = consumer.assignment()
        for gone in read.keys() - assigned:
            del read[gone]
        places = await self._redis.hgetall(keys.PLACES) if assigned else {}
        if lost := [tp for tp in assigned if str(tp.partition) not in places]:
            await self.begin(await consumer.end_offsets(lost))
        for tp in assigned & consumer.assignment():
            place = int(places.get(str(tp.partition), 0))
            if read.get(tp) != place:
                consumer.seek(tp, place)
                read[tp] = place
        await self._catch_up(consumer)

    async def begin(self, ends: Mapping[TopicPartition, int]) -> None:
        """Until they are read up to where they end now, readers are told that the board is not whole."""
        async with self._redis.pipeline(transaction=True) as pipe:
            for tp, end in ends.items():
                pipe.hset(keys.BEHIND, str(tp.partition), str(end))
                pipe.hset(keys.PLACES, str(tp.partition), "0")
            await pipe.execute()

    async def _catch_up(self, consumer: AIOKafkaConsumer) -> None:
        behind = await self._redis.hgetall(keys.BEHIND) if consumer.assignment() else {}
        for tp in consumer.assignment():
            # By position, not by the last record: the end is the marker of a transaction
            if (end := behind.get(str(tp.partition))) and await consumer.position(tp) >= int(end):
                await self._redis.hdel(keys.BEHIND, str(tp.partition))

    async def fold(
        self,
        found: Mapping[TopicPartition, Sequence[ConsumerRecord[bytes, bytes]]],
        read: Mapping[TopicPartition, int] | None = None,
    ) -> None:
        """Takes records of the state in, and moves the places (from ``read``, else from the beginning), in one step."""
        before = read or {}
        async with self._redis.pipeline(transaction=True) as pipe:
            for tp, records in found.items():
                for record in {record.key: record for record in records}.values():  # the last of a key stands
                    self._put(pipe, record)
                places = [str(tp.partition), str(before.get(tp, 0)), str(records[-1].offset + 1)]
                await self._move(keys=[keys.PLACES], args=places, client=pipe)
            await pipe.execute()

    def _put(self, pipe: Pipeline, record: ConsumerRecord[bytes, bytes]) -> None:
        table, lead_id = split_key(record.key or b"")
        if table != self._codec.table.name:
            return
        watch = self._codec.decode(version_of(tuple(record.headers)), record.value) if record.value else Watch()
        view = clock_view(lead_id, watch, CLOCK)
        if view is None:
            pipe.zrem(keys.CLOCKS, lead_id)
            pipe.delete(keys.clock(lead_id))
        else:
            pipe.zadd(keys.CLOCKS, {lead_id: keys.milliseconds(view.due_at)})
            pipe.set(keys.clock(lead_id), keys.encode(view))
