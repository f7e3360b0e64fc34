"""The board's follower ends when it is told to, whatever the client of Kafka makes of that."""

import asyncio

import pytest
from aiokafka import TopicPartition
from aiokafka.errors import KafkaConnectionError

from lead_runtime import redis
from sla_monitor.adapters.board import follower
from sla_monitor.adapters.worker import Monitor


class FailsWhileItIsClosed:
    """A consumer whose error takes the place of the cancellation that closed it, the first time."""

    def __init__(self) -> None:
        self.reading, self.closed = asyncio.Event(), 0

    async def start(self) -> None: ...

    def assignment(self) -> set[TopicPartition]:
        return set()

    async def getmany(self, **_: int) -> None:
        self.reading.set()
        await asyncio.Event().wait()

    async def stop(self) -> None:
        self.closed += 1
        if self.closed == 1:
            raise KafkaConnectionError


def test_stop_ends_a_follower_whose_consumer_has_swallowed_the_cancellation(monkeypatch: pytest.MonkeyPatch) -> None:
    consumer = FailsWhileItIsClosed()
    monkeypatch.setattr(follower, "AIOKafkaConsumer", lambda *_, **__: consumer)
    monkeypatch.setattr(follower, "_PAUSE_SECONDS", 0)

    async def scenario() -> None:
        following = follower.ClockFollower(
            "127.0.0.1:9", "sla-monitor", Monitor().clocks, redis.connect("redis://127.0.0.1:9")
        )
        await following.start()
        await consumer.reading.wait()
        stopping = asyncio.create_task(following.stop())
        stopped, _ = await asyncio.wait({stopping}, timeout=2)
        stopping.cancel()
        assert stopped

    asyncio.run(scenario())
    assert consumer.closed == 1
