"""Redis may be lost whole: one command fills it again from the topics."""

import asyncio
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
import redis
from kafka import KafkaProducer
from typer.testing import CliRunner

from handover import cli
from handover.errors import HandoverError
from handover.rebuild import rebuild, services
from handover.stack import start_kafka
from lead_contracts.base import Event
from lead_contracts.catalogue import Catalogue
from lead_contracts.codec import Envelope, encode
from lead_contracts.events import (
    Delivery,
    LeadAssigned,
    LeadContact,
    LeadLinked,
    LeadQualified,
    LeadReceived,
    RepChanged,
    SlaBreached,
)
from lead_contracts.ids import Person, hint_keys
from lead_contracts.topics import LEADS_QUALIFIED, LEADS_RECEIVED
from lead_runtime import admin

pytestmark = [pytest.mark.kafka, pytest.mark.valkey]
SECRET = "secret-of-sixteen"


def example(model: type[Event]) -> Any:
    return model.model_validate_json((Catalogue().examples(model)[0]).read_bytes())


DELIVERY, REP, VERDICT, CONTACT, OWNER, BREACH, TOUCH, LINK = LIFE = tuple(
    example(model)
    for model in (
        *(Delivery, RepChanged, LeadQualified, LeadContact, LeadAssigned, SlaBreached),
        *(LeadReceived, LeadLinked),
    )
)


def write(broker: str, *events: Event) -> None:
    producer = KafkaProducer(bootstrap_servers=broker)
    for event in events:
        headers, value = encode(Envelope(uuid4().hex, "/test", datetime.now(UTC)), event)
        producer.send(event.TOPIC, value, event.key().encode(), list(headers)).get(20)
    producer.close()


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A Kafka of our own: the life of one lead, and a record that is no event."""
    with start_kafka(tmp_path_factory.mktemp("kafka"), heap_mb=384) as cluster:
        admin.ensure_topics(cluster.bootstrap_servers)
        write(cluster.bootstrap_servers, *LIFE)
        producer = KafkaProducer(bootstrap_servers=cluster.bootstrap_servers)
        for topic in (LEADS_RECEIVED, LEADS_QUALIFIED):  # as qualification tells it on
            headers, value = encode(Envelope(uuid4().hex, "/test", datetime.now(UTC)), LINK)
            producer.send(topic, value, LINK.to.encode(), list(headers)).get(20)
        producer.send(OWNER.TOPIC, b"\xff", OWNER.key().encode()).get(20)
        producer.close()
        yield cluster.bootstrap_servers


@pytest.fixture
def redis_url(valkey: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """An empty database of our own, named as the services are told of it."""
    url = valkey.rpartition("/")[0] + "/9"
    redis.Redis.from_url(url).flushdb()
    monkeypatch.setenv("HANDOVER_REDIS_URL", url)
    monkeypatch.setenv("HANDOVER_LEAD_ID_SECRET", SECRET)
    return url


def run(broker: str) -> dict[str, int]:
    done = CliRunner().invoke(cli.app, ["rebuild", "--bootstrap-servers", broker, "--json"], catch_exceptions=False)
    assert done.exit_code == 0
    told: dict[str, int] = json.loads(done.stdout)
    return told


def content(url: str) -> dict[str, Any]:
    """All that lies there, but for the marks of the fillings, each of which has a name of its own."""
    with redis.Redis.from_url(url, decode_responses=True) as client:
        return {key: read(client, key) for key in client.scan_iter() if not key.startswith("board:")}


def read(client: Any, key: str) -> Any:
    kind = client.type(key)
    return {
        "string": lambda: client.get(key),
        "hash": lambda: client.hgetall(key),
        "set": lambda: sorted(client.smembers(key)),
        "zset": lambda: client.zrange(key, 0, -1, withscores=True),
    }[kind]()


def test_an_empty_redis_is_filled_with_what_every_service_shows(broker: str, redis_url: str) -> None:
    folded = run(broker)

    shown = content(redis_url)
    assert [lead for lead, _ in shown[f"assignment:inbox:{OWNER.rep_id}"]] == [OWNER.lead_id]
    assert REP.rep_id in shown["assignment:reps"]
    (digest, *_) = hint_keys(SECRET.encode(), Person("any", phone=TOUCH.phone), None)
    assert [lead for lead, _ in shown[f"intake:hint:{digest}"]] == [TOUCH.lead_id]
    assert shown[f"intake:linked:{LINK.from_}"] == LINK.to
    assert shown[f"assignment:aliases:{LINK.to}"] == [LINK.from_]
    for key in (
        f"assignment:contact:{CONTACT.lead_id}",
        f"verdicts:{VERDICT.lead_id}",
        f"sla:said:{BREACH.alert_id}",
        f"intake:delivery:{DELIVERY.delivery_id}",
    ):
        assert key in shown
    assert folded[OWNER.TOPIC] == 2  # the record that is no event was read and passed over


def test_filling_again_changes_nothing_and_a_loss_brings_the_same_back(broker: str, redis_url: str) -> None:
    run(broker)
    before = content(redis_url)
    run(broker)
    assert content(redis_url) == before
    redis.Redis.from_url(redis_url).flushdb()
    run(broker)
    assert content(redis_url) == before


def test_what_comes_while_it_reads_is_folded_too(broker: str, redis_url: str) -> None:
    late = OWNER.model_copy(update={"lead_id": str(uuid4()), "rep_id": "late"})
    waiting = [late]

    def meanwhile(folded: int) -> None:
        while folded and waiting:
            write(broker, waiting.pop())

    asyncio.run(rebuild(broker, services({"HANDOVER_BOOTSTRAP_SERVERS": broker}), meanwhile))

    assert [lead for lead, _ in content(redis_url)["assignment:inbox:late"]] == [late.lead_id]


def test_a_redis_that_is_away_is_said(broker: str, redis_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HANDOVER_REDIS_URL", "redis://127.0.0.1:1/0")
    done = CliRunner().invoke(cli.app, ["rebuild", "--bootstrap-servers", broker])
    assert isinstance(done.exception, HandoverError)
    assert "Redis failed" in done.exception.message


def test_settings_that_are_missing_are_named(broker: str, redis_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HANDOVER_REDIS_URL")
    done = CliRunner().invoke(cli.app, ["rebuild", "--bootstrap-servers", broker])
    assert isinstance(done.exception, HandoverError)
    assert "HANDOVER_REDIS_URL" in done.exception.message
