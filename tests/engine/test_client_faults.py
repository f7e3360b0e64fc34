"""What aiokafka trips over must not end a worker."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator

import pytest
from aiokafka import AIOKafkaConsumer
from aiokafka.producer import sender
from tests.engine.harness import OnKafka
from tests.engine.sample import event

from lead_runtime.engine.errors import Fenced
from lead_runtime.engine.protocol import FencedSender
from lead_runtime.engine.writer import Writer

pytestmark = pytest.mark.kafka


@pytest.fixture
def harness(kafka: str) -> Iterator[OnKafka]:
    harness = OnKafka(kafka)
    yield harness
    harness.close()


def test_a_retry_that_was_under_way_when_its_writer_was_abandoned_stops_nothing(harness, monkeypatch):
    async def scenario() -> None:
        writer = Writer(harness.settings(), "abandoned-0", harness.names.group)
        await writer.start()
        accumulator, under_way, abandoned = writer._producer._message_accumulator, asyncio.Event(), asyncio.Event()

        async def retry_later(handler: sender.SendProduceReqHandler, _: int) -> None:
            under_way.set()
            await abandoned.wait()
            for batch in handler._batches.values():
                accumulator.reenqueue(batch)

        async def close(really: Callable[[], Awaitable[None]] = writer._producer._sender.close) -> None:
            asyncio.get_running_loop().call_soon(abandoned.set)
            await really()

        monkeypatch.setattr(sender.SendProduceReqHandler, "do", retry_later)
        monkeypatch.setattr(writer._producer._sender, "close", close)
        await writer._producer.begin_transaction()
        await writer._producer.send(harness.names.out, b"{}", partition=0)
        await under_way.wait()
        await writer.close(abandon=True)

    harness.loop.run(scenario())


def test_a_producer_that_is_never_given_an_id_is_given_up_and_tried_anew(harness, monkeypatch):
    lives = []

    async def wait_in_vain(
        asking: sender.Sender, really: Callable[..., Awaitable[None]] = sender.Sender._maybe_wait_for_pid
    ) -> None:
        lives.append(asking)
        if asking is lives[0]:
            await asyncio.Event().wait()
        await really(asking)

    monkeypatch.setattr(FencedSender, "_maybe_wait_for_pid", wait_in_vain)
    harness.start(start_within_s=1.0)
    harness.feed(event("a"))
    harness.settle()

    assert [out.from_ for out in harness.outputs] == ["a"]
    assert len(set(lives)) == 2


@pytest.mark.parametrize("part", ["consumer", "commit"])
def test_a_cancellation_that_nobody_asked_for_does_not_end_a_worker(harness, monkeypatch, part):
    faults = []

    async def stop_cut_off(
        consumer: AIOKafkaConsumer, really: Callable[..., Awaitable[None]] = AIOKafkaConsumer.stop
    ) -> None:
        await really(consumer)
        if consumer._group_id == harness.names.group and len(faults) == 1:
            faults.append("stop")
            raise asyncio.CancelledError

    async def commit_cut_off(*args: object, really: Callable[..., Awaitable[object]] = Writer.commit) -> object:
        if not faults:
            faults.append("commit")
            raise Fenced("once") if part == "consumer" else asyncio.CancelledError
        return await really(*args)

    monkeypatch.setattr(AIOKafkaConsumer, "stop", stop_cut_off)
    monkeypatch.setattr(Writer, "commit", commit_cut_off)
    harness.start()
    harness.feed(event("a"))
    harness.settle()

    assert [out.from_ for out in harness.outputs] == ["a"]
    assert len(faults) == 2
