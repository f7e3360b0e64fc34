"""Qualification as a process of its own, on the session's Kafka and Valkey."""

import json
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from kafka import KafkaProducer
from tests.support import NOWHERE, eventually

from handover.stack import start_kafka
from handover.stack.ports import free_ports
from handover.stack.process import Process
from lead_contracts.base import Event
from lead_contracts.codec import Envelope, decode, encode
from lead_contracts.events import LeadReceived
from lead_runtime import admin

KEY = "ops-key-for-the-tests"
COMPANIES = Path(__file__).parents[3] / "deploy" / "config" / "enrichment" / "companies.yaml"
RULES = sorted((Path(__file__).parents[3] / "deploy" / "config" / "rules").glob("*.yaml"))


class Qualification:
    """The process, a client for its HTTP side, and a way to write to its topics."""

    def __init__(self, process: Process, url: str, bootstrap: str) -> None:
        self.process, self.bootstrap = process, bootstrap
        self.http = httpx.Client(base_url=url, headers={"Authorization": f"Bearer {KEY}"}, timeout=10, trust_env=False)
        self._producer = KafkaProducer(bootstrap_servers=bootstrap)

    def get(self, path: str) -> httpx.Response | None:
        """The answer, or None while nobody listens."""
        try:
            return self.http.get(path)
        except httpx.TransportError:
            return None

    def ready(self) -> bool:
        answer = self.get("/readyz")
        return answer is not None and answer.status_code == httpx.codes.OK

    def write(self, event: Event) -> None:
        """Writes the event as its writer would."""
        headers, value = encode(Envelope(uuid4().hex, "/test", datetime.now(UTC)), event)
        self._producer.send(event.TOPIC, value, event.key().encode(), list(headers)).get(20)

    def told(self, topic: str, lead_id: str) -> list[Any]:
        """The committed events of a lead on a topic; None for a tombstone."""
        records = [one for one in admin.read_topic(self.bootstrap, topic) if one.key == lead_id.encode()]
        return [None if one.value is None else decode(one.headers, one.value)[1] for one in records]

    def close(self) -> None:
        self.http.close()
        self._producer.close()


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A Kafka of our own: on the shared one another test may have published rules."""
    with start_kafka(tmp_path_factory.mktemp("kafka")) as cluster:
        yield cluster.bootstrap_servers


@pytest.fixture(scope="module")
def qualification(broker: str, valkey: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Qualification]:
    """The process, started; no rules are published yet."""
    admin.ensure_topics(broker)
    (port,) = free_ports(1)
    env = {
        "HANDOVER_BOOTSTRAP_SERVERS": broker,
        "HANDOVER_REDIS_URL": valkey,
        "HANDOVER_LEAD_ID_SECRET": "secret-of-sixteen",
        "HANDOVER_HTTP_PORT": str(port),
        "HANDOVER_API_KEYS": json.dumps([{"name": "ops", "role": "ops", "key": KEY}]),
        "QUALIFICATION_ACTIVITY_GRACE": "PT3S",
        "QUALIFICATION_ENRICHMENT_FILE": str(COMPANIES),
    }
    log = tmp_path_factory.mktemp("qualification") / "qualification.log"
    process = Process("qualification", [sys.executable, "-m", "qualification"], log, env=env)
    process.start()
    made = Qualification(process, f"http://127.0.0.1:{port}", broker)
    eventually(lambda: made.get("/healthz") is not None or not process.running, 30, "qualification listens")
    assert process.running, process.log_tail()
    yield made
    made.close()
    process.stop()


@pytest.fixture
def received() -> Callable[..., LeadReceived]:
    """Makes a received lead; every test has its own."""

    def make(lead_id: str, touch_id: str, **members: object) -> LeadReceived:
        known: dict[str, object] = {
            "source": "web",
            "channel": "live",
            "received_at": datetime.now(UTC),
            "motion": "inbound",
            "email": f"{lead_id}@nordfrakt.example",
            "company": "Nordfrakt AB",
            "job_title": "Head of Logistics IT",
            "country": "SE",
            "delivery": NOWHERE,
        }
        return LeadReceived.model_validate({**known, **members, "lead_id": lead_id, "touch_id": touch_id})

    return make
