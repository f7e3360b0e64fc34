"""Exactly once when workers die, freeze and come back: outputs, state and offsets on a real Kafka."""

import random
from collections import Counter
from collections.abc import Iterator

import pytest
from tests.engine.harness import PARTITIONS, OnKafka
from tests.engine.processes import Workers
from tests.engine.sample import event
from tests.support import eventually_async

from lead_runtime.engine.api import Record
from lead_runtime.engine.partitioner import partition_of
from lead_runtime.engine.wire import encode_event, read_event

pytestmark = [pytest.mark.kafka, pytest.mark.chaos]


@pytest.fixture
def harness(kafka: str) -> Iterator[OnKafka]:
    harness = OnKafka(kafka)
    yield harness
    harness.close()


@pytest.fixture
def workers(harness: OnKafka) -> Iterator[Workers]:
    workers = Workers(harness)
    yield workers
    workers.close()


def feed_many(harness: OnKafka, first: int, count: int, leads: int = 40) -> None:
    """Events ``first`` to ``first + count - 1``, by turns for each lead."""

    async def send() -> None:
        for n in range(first, first + count):
            key = f"lead-{n % leads}"
            headers, value = encode_event(event(key), id=f"e-{n}", source="/test", time=harness.now)
            number = partition_of(key.encode(), PARTITIONS)
            await harness._producer.send(
                harness.names.source, value, key.encode(), partition=number, headers=list(headers)
            )
        await harness._producer.flush()

    harness.loop.run(send())


def wait_for_outputs(harness: OnKafka, count: int, timeout: float = 60) -> list[Record]:
    """The outputs once there are at least ``count``."""

    async def enough() -> list[Record] | None:
        records = await harness.read(harness.names.out)
        return records if len(records) >= count else None

    found = harness.loop.run(eventually_async(enough, timeout=timeout, what=f"{count} outputs"), timeout=timeout + 5)
    assert found is not None
    return found


def assert_exactly_once(records: list[Record], count: int, leads: int = 40) -> None:
    """Each event's output once; each lead's counts 1, 2, 3 … in order: the state was never lost or applied twice."""
    ids = Counter(dict(record.headers)["ce_id"] for record in records)
    assert [n for n in ids.values() if n > 1] == []
    assert len(ids) == count
    by_lead: dict[str, list[int]] = {}
    for record in records:
        linked = read_event(record)
        by_lead.setdefault(linked.from_, []).append(int(linked.to))
    assert all(counts == list(range(1, len(counts) + 1)) for counts in by_lead.values())


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_worker_frozen_in_a_transaction_and_woken_as_a_zombie_changes_nothing(harness, workers, moment):
    workers.start("0", pause=moment)
    workers.wait_for_line("0", "up")
    for n in range(5):  # so that there is a third transaction
        feed_many(harness, n * 40, 40)
        if n < 2:
            wait_for_outputs(harness, (n + 1) * 40)
    workers.wait_for_line("0", "in transaction")
    workers.freeze("0")

    workers.start("1")
    feed_many(harness, 200, 400)
    wait_for_outputs(harness, 600)
    workers.wake("0")
    feed_many(harness, 600, 400)
    wait_for_outputs(harness, 1000)
    workers.kill("1")  # the woken one must be able to go on alone, from the right place
    feed_many(harness, 1000, 200)

    assert_exactly_once(wait_for_outputs(harness, 1200), 1200)


def test_kills_at_random_lose_nothing_and_double_nothing(harness, workers):
    dice = random.Random(7)
    for slot in ("0", "1"):
        workers.start(slot)
    for round_ in range(6):
        feed_many(harness, round_ * 300, 300)
        wait_for_outputs(harness, round_ * 300 + dice.randrange(1, 250))
        slot = dice.choice("01")
        workers.kill(slot)
        workers.start(slot)

    assert_exactly_once(wait_for_outputs(harness, 1800), 1800)


def test_sigterm_finishes_the_transaction_and_leaves_so_that_another_goes_on_at_once(harness, workers):
    workers.start("0")
    feed_many(harness, 0, 200)
    wait_for_outputs(harness, 200)

    assert workers.terminate("0") == 0
    workers.start("1")
    feed_many(harness, 200, 200)
    assert_exactly_once(wait_for_outputs(harness, 400, timeout=5), 400)
