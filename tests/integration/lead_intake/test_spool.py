"""The spool between the real publisher and a real Kafka that is frozen, killed and comes back."""

import asyncio
import random
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from tests.support import eventually_async
from tests.unit.lead_intake.world import delivery, settings

from handover.stack import KafkaCluster, start_kafka
from lead_contracts.topics import MARKETING_EVENTS
from lead_intake.adapters.spool.keeper import Keeper
from lead_intake.bootstrap import spool_of
from lead_runtime import admin
from lead_runtime.publisher import Publisher

pytestmark = [pytest.mark.kafka, pytest.mark.anyio]


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="module")
def own_kafka(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KafkaCluster]:
    with start_kafka(tmp_path_factory.mktemp("kafka")) as cluster:
        admin.ensure_topics(cluster.bootstrap_servers)
        yield cluster


class Running:
    """A publisher and a keeper as production makes them."""

    def __init__(self, servers: str, folder: Path) -> None:
        configured = settings(bootstrap_servers=servers, spool_dir=folder)
        self.publisher, self.spool = Publisher(configured, source="/lead-intake"), spool_of(configured)
        self.keeper = Keeper(self.publisher, self.spool)

    @property
    def waiting(self) -> int:
        assert self.spool
        return self.spool.totals.rows

    async def keep(self, *named: str, body: bytes = b"{}") -> None:
        await asyncio.gather(*(self.keeper.send(delivery("website", "/v1/leads", body, id=name)) for name in named))


@pytest.fixture
async def running(own_kafka: KafkaCluster, tmp_path: Path) -> AsyncIterator[Running]:
    made = Running(own_kafka.bootstrap_servers, tmp_path)
    await made.publisher.start()
    await made.keeper.start()
    await eventually_async(lambda: made.publisher.connected, timeout=60, what="a connection")
    yield made
    await made.keeper.stop()
    await made.publisher.stop()


def ids_of(cluster: KafkaCluster) -> list[str]:
    return [(record.key or b"").decode() for record in admin.read_topic(cluster.bootstrap_servers, MARKETING_EVENTS)]


def names(prefix: str, count: int = 50) -> list[str]:
    return [f"{prefix}{number}" for number in range(count)]


async def test_what_kafka_leaves_without_an_answer_is_kept_within_seconds_and_sent_when_it_is_back(
    own_kafka: KafkaCluster, running: Running
) -> None:
    await running.keep(*names("before"))
    await eventually_async(lambda: running.waiting == 0, 90, "an empty spool")  # a slow machine may have used it
    own_kafka.freeze()
    try:
        started = time.monotonic()
        await running.keep(*names("unanswered"))
        await running.keep(*names("spooled"))
        assert time.monotonic() - started < 10  # a bound against standing still: two seconds for Kafka, then the disk
        assert running.waiting == 100
        assert running.keeper.readiness().reasons[0] == "kafka is away and the spool is filling"
    finally:
        own_kafka.thaw()

    await eventually_async(lambda: running.waiting == 0, 90, "an empty spool")
    await running.keep("after")
    found = await asyncio.to_thread(ids_of, own_kafka)
    assert {*names("before"), *names("unanswered"), *names("spooled"), "after"} <= set(found)


async def test_after_a_kill_of_kafka_all_comes_and_what_it_never_takes_holds_up_nobody(
    own_kafka: KafkaCluster, running: Running
) -> None:
    own_kafka.kill()
    await running.keep(*names("first"))
    await running.keep("noise", body=random.Random(7).randbytes(3 << 20))  # more than the broker takes, however packed
    await running.keep(*names("second"))
    assert running.waiting == 101
    await asyncio.to_thread(own_kafka.start)

    await eventually_async(lambda: running.waiting == 0, 90, "an empty spool")
    assert {*names("first"), *names("second")} <= set(await asyncio.to_thread(ids_of, own_kafka))
    assert running.keeper.readiness().reasons == ("1 deliveries that kafka never takes are set aside in the spool",)
