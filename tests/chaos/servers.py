"""What is done to Valkey and Kafka: killed, frozen, and back again."""

from functools import partial

import redis
from kafka.errors import KafkaError
from tests.chaos.lanes import Scene, Span, within
from tests.chaos.ledger import Ledger
from tests.support import eventually

from lead_runtime.admin import KafkaUnreachable, admin_client

BACK_WITHIN, IN_SYNC_WITHIN, FLOWING = 60.0, 180.0, 20


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


def lose_the_only_broker(scene: Scene, ledger: Ledger, seconds: float) -> None:
    """Kills it under load and keeps it away for so long, and until clients were told to try again; then starts it.

    Returns when POSTs are acknowledged again.
    """
    part = scene.stack.part(scene.stack.kafka.processes[0].name)
    eventually(lambda: ledger.answers["202"] > FLOWING, 60, "the load flows")
    part.stop(0)
    scene.account.broker_kills.append(part.name)
    scene.over.wait(seconds)
    eventually(lambda: ledger.answers["503"] > 0, 60, "an answer 503")
    part.start()
    scene.stack.kafka.wait_until_ready()
    before = ledger.answers["202"]
    eventually(lambda: ledger.answers["202"] > before + FLOWING, 60, "the load flows again")


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
