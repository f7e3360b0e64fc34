"""A broker that is killed in the middle of many commits ends each of the transactions when it returns.

Kafka 4.3.0, 4.3.1 and 4.4.0 do not (KAFKA-20734): see ``schemas/decisions/0016-kafka-4-2.md``.
"""

import asyncio
import random
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest
from kafka import KafkaAdminClient, KafkaConsumer, TopicPartition
from kafka.admin import NewTopic
from tests.support import eventually

from handover.stack import KafkaCluster, start_kafka
from lead_runtime.admin.clients import Isolation
from lead_runtime.engine.protocol import Member
from lead_runtime.engine.settings import EngineSettings
from lead_runtime.engine.writer import Out, Writer

pytestmark = pytest.mark.kafka
TOPICS, PARTITIONS, WRITERS, RECORDS, ROUNDS = 16, 12, 24, 32, 3
PLACES = [TopicPartition(f"t{topic}", number) for topic in range(TOPICS) for number in range(PARTITIONS)]


def test_no_transaction_stays_open_when_a_broker_that_was_killed_returns(tmp_path: Path) -> None:
    with start_kafka(tmp_path) as cluster:
        with KafkaAdminClient(bootstrap_servers=cluster.bootstrap_servers) as admin:
            admin.create_topics([NewTopic(f"t{topic}", PARTITIONS, 1) for topic in range(TOPICS)])
        asyncio.run(_commit_until_it_is_killed(cluster))
        cluster.start(0)
        asyncio.run(_end_what_is_open(cluster.bootstrap_servers))

        log = (cluster.nodes[0].folder / "server.log").read_text(encoding="utf-8")
        assert log.count("likely deleted already") == 0, "it takes partitions that nobody leads yet for deleted ones"
        eventually(lambda: _open(cluster.bootstrap_servers) == [], timeout=20, what="every transaction is ended")


async def _commit_until_it_is_killed(cluster: KafkaCluster) -> None:
    """All at the same time, so that the outcome of many is decided and not yet written to each of their partitions."""
    asyncio.get_running_loop().set_exception_handler(lambda *_: None)  # what becomes of cut-off writers is no news here
    together, frozen, answered = asyncio.Barrier(WRITERS), asyncio.Event(), count(1)

    def committed() -> None:
        if next(answered) == WRITERS * (ROUNDS - 1) + 4:  # in the midst of the last
            cluster.freeze(0)
            frozen.set()

    settings = EngineSettings(cluster.bootstrap_servers, pause_after_offsets=together.wait)
    writers = [Writer(settings, f"writer-{number}", "nobody") for number in range(WRITERS)]
    commits = [asyncio.create_task(_commit(writer, random.Random(n), committed)) for n, writer in enumerate(writers)]
    async with asyncio.timeout(60):
        await frozen.wait()
    cluster.kill(0)
    del commits  # they end with their loop


async def _commit(writer: Writer, dice: random.Random, committed: Callable[[], None]) -> None:
    await writer.start()
    for _ in range(ROUNDS):
        outs = [Out(place.topic, place.partition, b"k", b"v") for place in dice.sample(PLACES, RECORDS)]
        await writer.commit(outs, {}, Member(0, ""))
        committed()


async def _end_what_is_open(bootstrap: str) -> None:
    """As the next lives of the writers do."""
    writers = [Writer(EngineSettings(bootstrap), f"writer-{number}", "nobody") for number in range(WRITERS)]
    await asyncio.gather(*(writer.start() for writer in writers))
    await asyncio.gather(*(writer.close(abandon=False) for writer in writers))


def _open(bootstrap: str) -> list[TopicPartition]:
    stable, end = _ends(bootstrap, "read_committed"), _ends(bootstrap, "read_uncommitted")
    return [place for place in PLACES if stable[place] != end[place]]


def _ends(bootstrap: str, isolation: Isolation) -> dict[TopicPartition, int]:
    consumer = KafkaConsumer(bootstrap_servers=bootstrap, isolation_level=isolation)
    try:
        ends: dict[TopicPartition, int] = consumer.end_offsets(PLACES)
        return ends
    finally:
        consumer.close()
