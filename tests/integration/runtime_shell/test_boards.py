"""A board in Redis that is lost is noticed, said to who reads, and filled again, whatever happens meanwhile."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from aiokafka import AIOKafkaProducer
from redis.asyncio import Redis
from tests.integration.runtime_shell.conftest import MakeTopic
from tests.support import eventually_async

from handover.stack import start_valkey
from lead_contracts.codec import encode
from lead_contracts.envelope import Envelope
from lead_contracts.events import LeadAcceptRequest
from lead_runtime import redis
from lead_runtime.board import whole as marks
from lead_runtime.board.keeper import Keeper
from lead_runtime.board.refill import Refill
from lead_runtime.board.whole import BeingFilled, Whole
from lead_runtime.host import Erased, ReadModel, Seen

pytestmark = [pytest.mark.kafka, pytest.mark.valkey, pytest.mark.anyio]
AT = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)


class Shop:
    """A board of ours: which leads were accepted. ``hold`` keeps a filling from going on."""

    def __init__(self, kafka: str, topic: str, client: Redis, name: str) -> None:
        self._kafka, self._topic, self.client, self._key = kafka, topic, client, f"{name}:leads"
        self.whole = Whole(client, name)
        self.hold, self.folds, self.counted = asyncio.Event(), 0, 0
        self.hold.set()
        self.models = (ReadModel(topic, self._fold), ReadModel(topic, self._count, refilled=False))

    async def write(self, *leads: str) -> None:
        async with AIOKafkaProducer(bootstrap_servers=self._kafka) as producer:
            for lead in leads:
                event = LeadAcceptRequest(request_id="r", actor="a", lead_id=lead, occurred_at=AT, recorded_at=AT)
                headers, value = encode(Envelope(id=lead, source="/test", time=AT), event)
                await producer.send_and_wait(self._topic, value, lead.encode(), headers=list(headers))

    async def erase(self, lead: str) -> None:
        async with AIOKafkaProducer(bootstrap_servers=self._kafka) as producer:
            await producer.send_and_wait(self._topic, None, lead.encode())

    async def leads(self) -> set[str]:
        """As a reader sees them."""
        async with self.whole.reading():
            return {str(lead) for lead in await self.client.smembers(self._key)}

    def keeper(self) -> Keeper:
        return Keeper(self._kafka, self.whole, self.models)

    async def _fold(self, seen: Sequence[Seen]) -> None:
        self.folds += 1
        await self.hold.wait()
        for one in seen:
            if isinstance(one, Erased):
                await self.client.srem(self._key, one.key)
            else:
                await self.client.sadd(self._key, one.data.lead_id)  # type: ignore[attr-defined]

    async def _count(self, seen: Sequence[Seen]) -> None:
        self.counted += len(seen)


@pytest.fixture
async def client(valkey: str) -> AsyncIterator[Redis]:
    client = redis.connect(valkey.rpartition("/")[0] + "/11")
    await client.flushdb()
    yield client
    await client.aclose()


@pytest.fixture
def shop(kafka: str, make_topic: MakeTopic, client: Redis, unique: str) -> Shop:
    return Shop(kafka, make_topic(), client, unique)


async def test_a_board_that_was_never_filled_shows_nothing_and_then_everything(shop: Shop) -> None:
    await shop.write("a", "b")
    with pytest.raises(BeingFilled):
        await shop.leads()
    assert await shop.keeper().look()
    assert await shop.leads() == {"a", "b"}
    assert shop.counted == 0  # what counts or passes on is not done again


async def test_a_board_that_is_flushed_while_running_is_noticed_and_filled_again(shop: Shop) -> None:
    await shop.write("a", "b")
    keeper = shop.keeper()
    await keeper.start()
    await eventually_async(lambda: _shows(shop, {"a", "b"}), what="the first filling")
    for _ in range(3):
        await shop.client.flushdb()
        with pytest.raises(BeingFilled):
            await shop.leads()
        await eventually_async(lambda: _shows(shop, {"a", "b"}), what="filled again")
    await keeper.stop()


async def test_a_loss_in_the_middle_of_a_filling_begins_it_anew(shop: Shop) -> None:
    await shop.write("a", "b")
    shop.hold.clear()
    looking = asyncio.create_task(shop.keeper().look())
    await eventually_async(lambda: shop.folds > 0, what="it is in the middle of it")
    await shop.client.flushdb()
    shop.hold.set()
    assert not await looking
    with pytest.raises(BeingFilled):
        await shop.leads()
    assert await shop.keeper().look()
    assert await shop.leads() == {"a", "b"}


async def test_a_loss_while_somebody_reads_is_said_to_them(shop: Shop) -> None:
    await shop.write("a")
    await shop.keeper().look()
    with pytest.raises(BeingFilled):
        async with shop.whole.reading():
            await shop.client.flushdb()


async def test_one_process_fills_and_another_takes_over_when_it_dies(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    await shop.write("a")
    token = await shop.whole.claim()
    assert token is not None
    assert not await shop.keeper().look()
    assert shop.folds == 0
    await shop.whole.give_up(token)
    monkeypatch.setattr(marks, "CLAIM_MS", 50)
    assert await shop.whole.claim()  # and says nothing any more
    monkeypatch.undo()
    await eventually_async(shop.keeper().look, what="another fills it")
    assert await shop.leads() == {"a"}


async def test_one_who_was_thought_dead_does_not_call_the_board_whole(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(marks, "CLAIM_MS", 20)
    slow = await shop.whole.claim()
    monkeypatch.undo()
    assert slow is not None
    other = await eventually_async(shop.whole.claim, what="another has it")
    assert not await shop.whole.finish(slow)
    assert await shop.whole.epoch() is None
    assert await shop.whole.finish(str(other))


async def test_what_comes_while_it_fills_is_folded_too(shop: Shop, kafka: str) -> None:
    await shop.write("a")
    late = ["late"]

    async def go_on() -> bool:
        while shop.folds and late:
            await shop.write(late.pop())
        return True

    assert await Refill(kafka, shop.models, go_on).run()
    assert await shop.client.smembers(f"{shop.whole.name}:leads") == {"a", "late"}


async def test_a_transaction_that_is_open_does_not_keep_the_board_from_being_whole(
    shop: Shop, kafka: str, unique: str
) -> None:
    await shop.write("a")
    async with AIOKafkaProducer(bootstrap_servers=kafka, transactional_id=unique) as outsider:
        await outsider.begin_transaction()
        await outsider.send_and_wait(shop.models[0].topic, b"{}", b"a")
        assert await shop.keeper().look()
        await outsider.abort_transaction()
    assert await shop.leads() == {"a"}


async def test_an_erasure_holds_through_a_filling(shop: Shop) -> None:
    await shop.write("a", "b")
    await shop.erase("a")
    await shop.keeper().look()
    assert await shop.leads() == {"b"}


async def test_a_valkey_that_is_killed_and_comes_back_empty_is_filled_again(
    kafka: str, make_topic: MakeTopic, tmp_path: Path, unique: str
) -> None:
    with start_valkey(tmp_path) as server:
        client = redis.connect(server.url)
        shop = Shop(kafka, make_topic(), client, unique)
        await shop.write("a")
        keeper = shop.keeper()
        await keeper.start()
        await eventually_async(lambda: _shows(shop, {"a"}), what="the first filling")
        await asyncio.to_thread(server.kill)
        with pytest.raises((redis.RedisError, OSError)):
            await shop.leads()
        await asyncio.to_thread(server.start)
        await eventually_async(lambda: _shows(shop, {"a"}), what="filled again")
        await keeper.stop()
        await client.aclose()


async def _shows(shop: Shop, expected: set[str]) -> bool:
    """Whether it does. Raises ValueError where it shows less."""
    try:
        shown = await shop.leads()
    except (redis.RedisError, OSError):
        return False
    if shown != expected:
        raise ValueError(f"{shown} was shown for a whole board")
    return True
