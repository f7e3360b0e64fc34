"""What is done to Valkey and Kafka: killed, frozen, and back again."""

import re
from collections.abc import Sequence
from functools import partial
from itertools import cycle
from time import monotonic

import httpx
import redis
from kafka.errors import KafkaError
from tests.chaos.lanes import Scene, Span, within
from tests.chaos.ledger import Ledger
from tests.chaos.mayhem import still
from tests.chaos.traps import MOMENTS, SPOOL, Moment, Trap
from tests.support import eventually

from handover.stack.part import Part
from lead_runtime.admin import KafkaUnreachable, admin_client

BACK_WITHIN, IN_SYNC_WITHIN, OUTAGE_WITHIN, FLOWING = 60.0, 180.0, 120.0, 20
AWAY_FOR = 30.0
"""Seconds without Kafka."""
LINGER = 0.5
"""Seconds in a trap of the drain: by then whoever forgets too early has forgotten, and Kafka may have confirmed more."""


def lose_valkey(scene: Scene, every: Span, *, times: int | None = None) -> None:
    """Kills it, with a pause before each time; its supervisor starts it again, empty. Ends with the mayhem."""
    dice, done = scene.dice("valkey"), 0
    while done != times and not scene.over.wait(dice.uniform(*every)):
        with redis.Redis.from_url(scene.stack.redis_url, socket_timeout=2) as client:
            client.set("chaos", "remember me")
            scene.stack.valkey.kill()
            eventually(partial(_answers, client), BACK_WITHIN, "Valkey is back")
            assert client.get("chaos") is None, "Valkey was to come back empty"
        scene.account.valkey_kills += 1
        done += 1


def strike_brokers(scene: Scene, every: Span) -> None:
    """Kills or freezes the brokers by turns; the next only when all copies are in sync again."""
    dice, waiting = scene.dice("brokers"), list[int]()
    while not scene.over.wait(dice.uniform(*every)):
        waiting = waiting or dice.sample(everyone := range(len(scene.stack.kafka.nodes)), len(everyone))
        number = waiting.pop()
        name = scene.stack.kafka.processes[number].name
        if dice.random() < 0.5:
            scene.stack.kafka.kill(number)  # its supervisor starts it again
            scene.account.broker_kills.append(name)
        else:
            scene.stack.kafka.freeze(number)
            scene.account.broker_freezes.append(name)
            scene.over.wait(dice.uniform(2, 20))
            scene.stack.kafka.thaw(number)
        assert within(IN_SYNC_WITHIN, lambda: in_sync(scene)), (
            f"{name} was struck and the copies were never in sync again"
        )


def lose_the_only_broker(scene: Scene, ledger: Ledger, deliveries: int, kills: int) -> None:
    """Kills it under load and keeps it away for half a minute, and until so many deliveries wait; then starts it.

    It is deaf for a moment before: what it was given then and took no notice of must not have been acknowledged.
    Meanwhile every worker of lead-intake is killed ``kills`` times, each time after more were spooled, and once more
    while its spool is drained. Returns when all that waited is in Kafka and POSTs flow again.
    """
    part = scene.stack.part(scene.stack.kafka.processes[0].name)
    _flows(ledger, "the load flows")
    part.process.freeze()
    back = monotonic() + AWAY_FOR
    _flows(ledger, "the load flows while Kafka is deaf")
    part.process.kill()
    part.stop(0)  # its supervisor leaves it so
    scene.account.broker_kills.append(part.name)
    workers = [worker for worker in scene.stack.services if worker.name.startswith("lead-intake")]
    share = deliveries // (kills + 1)
    for done in range(kills):
        eventually(lambda: spooled(workers) >= share * (done + 1), OUTAGE_WITHIN, "deliveries wait on the disks")  # noqa: B023
        for worker in workers:
            _kill(scene, worker)
    eventually(lambda: spooled(workers) >= deliveries and monotonic() > back, OUTAGE_WITHIN, "all wait long enough")
    traps = [_in_the_drain(scene, worker, moment) for worker, moment in zip(workers, cycle(MOMENTS), strict=False)]
    part.start()
    for worker, trap in zip(workers, traps, strict=True):
        eventually(lambda: not trap.is_set and still(worker), OUTAGE_WITHIN, "the drain stands still")  # noqa: B023
        _kill(scene, worker)
    scene.stack.kafka.wait_until_ready()
    eventually(lambda: spooled(workers) == 0, OUTAGE_WITHIN, "the spools are empty")
    _flows(ledger, "the load flows again")


def _flows(ledger: Ledger, what: str) -> None:
    before = ledger.answers["202"]
    eventually(lambda: ledger.answers["202"] > before + FLOWING, 60, what)


def _kill(scene: Scene, worker: Part) -> None:
    worker.process.kill()  # its supervisor starts it again
    scene.account.kills.append(worker.name)


def _in_the_drain(scene: Scene, worker: Part, moment: Moment) -> Trap:
    trap = Trap(scene.stack.plan.directory / "workers" / worker.name, SPOOL, moment)
    trap.set(LINGER)
    return trap


def spooled(workers: Sequence[Part]) -> int:
    """The deliveries that wait on the disks of these workers. AssertionError while one of them does not answer."""
    return sum(map(_rows, workers))


def _rows(worker: Part) -> int:
    try:
        text = httpx.get(f"{worker.address}/metrics", timeout=2).text
    except httpx.HTTPError as error:
        raise AssertionError(f"{worker.name} does not answer") from error
    found = re.search(r"^handover_spool_rows (\S+)$", text, re.MULTILINE)
    assert found
    return int(float(found[1]))


def in_sync(scene: Scene) -> bool:
    """Whether every copy of every partition is in sync."""
    try:
        with admin_client(scene.stack.bootstrap_servers) as client:
            topics = client.describe_topics()
    except (KafkaUnreachable, KafkaError, OSError):
        return False
    partitions = [partition for topic in topics for partition in topic["partitions"]]
    return all(len(each["isr_nodes"]) == len(each["replica_nodes"]) for each in partitions)


def _answers(client: redis.Redis) -> bool:
    try:
        return bool(client.ping())
    except redis.RedisError:
        return False
