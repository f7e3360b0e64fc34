"""The books of a million open leads: what they weigh in memory, and how long a new worker takes to restore them."""

import asyncio
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from aiokafka import AIOKafkaProducer
from tests.benchmarks.decision_work import NOW, lead, reps, routing
from tests.benchmarks.state import Restored, restore
from tests.benchmarks.verdicts import PARTITIONS, create, publish

from assignment.adapters.tables import LOADS, PLACEMENTS, REPS, ROSTERS, Roster, key_of
from assignment.adapters.translate import lead_of, rep_of
from assignment.domain.lead import Hold, Placement, Stage, Status
from assignment.domain.rep import Load
from handover.stack import start_kafka
from lead_contracts.ids import derived_id
from lead_runtime import admin
from lead_runtime.engine.api import Table
from lead_runtime.engine.codec import TableCodec
from lead_runtime.engine.partitioner import partition_of

GROUP = "bench-books"
POOLS, REPS_OF_A_POOL = 4, 200


def measure(count: int = 1_000_000, rounds: int = 2) -> list[Restored]:
    """Fills a state topic with the books of four pools, and starts workers on it, one after the other."""
    with tempfile.TemporaryDirectory() as folder, start_kafka(Path(folder)) as cluster:
        admin.ensure_topics(cluster.bootstrap_servers)
        asyncio.run(_fill(cluster.bootstrap_servers, count))
        return [restore(cluster.bootstrap_servers, GROUP, "decide") for _ in range(rounds)]


async def _fill(bootstrap: str, count: int) -> None:
    await create(bootstrap, f"{GROUP}.state", f"{GROUP}.dlq")
    producer = AIOKafkaProducer(bootstrap_servers=bootstrap, acks="all", max_batch_size=1 << 20, linger_ms=20)
    await producer.start()
    await publish(producer, routing())
    codecs: dict[str, TableCodec] = {}
    for table, pool, name, value in _books(count):
        codec = codecs.setdefault(table.name, TableCodec(table))
        key, where = codec.key(key_of(pool, name) if name else pool), partition_of(pool.encode(), PARTITIONS)
        await producer.send(f"{GROUP}.state", codec.encode(value), key, partition=where, headers=list(codec.headers))
    await producer.stop()


def _books(count: int) -> Iterator[tuple[Table[Any], str, str, object]]:
    """Table, pool, name and value of everything in the books."""
    staff = [rep_of(event) for event in reps(REPS_OF_A_POOL)]
    for number in range(POOLS):
        pool = f"pool-{number}"
        yield ROSTERS, pool, "", Roster(tuple(rep.rep_id for rep in staff))
        for rep in staff:
            yield REPS, pool, rep.rep_id, rep
            yield LOADS, pool, rep.rep_id, Load(count // POOLS // REPS_OF_A_POOL, NOW.date(), 5, 100, 100)
    for number in range(count):
        rep, event = staff[number % REPS_OF_A_POOL], lead(number)
        hold = Hold(rep.rep_id, derived_id(event.lead_id, "assignment", "1"), Stage.OPENER, NOW)
        placement = Placement(lead_of(event), Status.ACCEPTED, 1, hold, (rep.rep_id,))
        yield PLACEMENTS, f"pool-{number % POOLS}", event.lead_id, placement
