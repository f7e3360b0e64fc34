"""Assignment as a process of its own, on the session's Valkey and a Kafka of its own."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
import redis
from kafka import KafkaProducer
from tests.support import eventually

from handover.stack import start_kafka
from handover.stack.ports import free_ports
from handover.stack.process import Process
from lead_contracts.base import Event
from lead_contracts.codec import Envelope, decode, encode
from lead_contracts.topics import LEADS_ASSIGNED, LEADS_CONTACTS
from lead_runtime import admin

KEYS = [
    {"name": "rep.ana", "role": "rep", "rep_id": "ana", "key": "ana-has-a-long-key"},
    {"name": "rep.ben", "role": "rep", "rep_id": "ben", "key": "ben-has-a-long-key"},
    {"name": "boss", "role": "manager", "key": "boss-has-a-long-key"},
]


class Assignment:
    """The process, clients for its HTTP side, and a way to write to its topics."""

    def __init__(self, bootstrap: str, env: dict[str, str], log: Path) -> None:
        self.bootstrap = bootstrap
        self._producer = KafkaProducer(bootstrap_servers=bootstrap)
        self._http = httpx.Client(base_url=f"http://127.0.0.1:{env['HANDOVER_HTTP_PORT']}", timeout=10, trust_env=False)
        self.process = Process("assignment", [sys.executable, "-m", "assignment"], log, env=env)

    def ready(self) -> bool:
        try:
            return self._http.get("/readyz").status_code == httpx.codes.OK
        except httpx.TransportError:
            return False

    def start(self) -> None:
        self.process.start()
        eventually(lambda: self.ready() or not self.process.running, 60, "assignment is ready")
        assert self.process.running, self.process.log_tail()

    def ask(self, method: str, path: str, who: str, body: Any = None) -> Any:
        """The answer's JSON."""
        key = {"Authorization": f"Bearer {who}-has-a-long-key"}
        answer = self._http.request(method, path, json=body, headers=key)
        assert answer.is_success, answer.text
        return answer.json()

    def get(self, path: str, who: str) -> httpx.Response:
        """The answer, whatever it is."""
        return self._http.get(path, headers={"Authorization": f"Bearer {who}-has-a-long-key"})

    @contextmanager
    def stream(self, path: str, who: str, after: str) -> Iterator[Iterator[str]]:
        """The lines of a live feed; one that stays silent for too long is an error."""
        headers = {"Authorization": f"Bearer {who}-has-a-long-key", "Last-Event-ID": after}
        with self._http.stream("GET", path, headers=headers, timeout=30) as answer:
            assert answer.is_success
            yield answer.iter_lines()

    def erase(self, lead_id: str) -> None:
        """Writes the tombstone of a contact."""
        self._producer.send(LEADS_CONTACTS, None, lead_id.encode()).get(20)

    def write(self, *events: Event) -> None:
        """Writes the events as their writers would, and returns when they are there."""
        sent = []
        for event in events:
            headers, value = encode(Envelope(uuid4().hex, "/test", datetime.now(UTC)), event)
            sent.append(self._producer.send(event.TOPIC, value, event.key().encode(), list(headers)))
        for each in sent:
            each.get(20)

    def told(self, *lead_ids: str) -> list[Any]:
        """What was decided about the leads, committed."""
        records = admin.read_topic(self.bootstrap, LEADS_ASSIGNED)
        found = [decode(record.headers, record.value)[1] for record in records]
        return [event for event in found if getattr(event, "lead_id", None) in lead_ids]

    def close(self) -> None:
        self._http.close()
        self._producer.close()
        self.process.stop()


@pytest.fixture(scope="module")
def assignment(valkey: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assignment]:
    """The process, ready. The Kafka is its own: the pool and its reps are the module's alone."""
    with start_kafka(tmp_path_factory.mktemp("kafka")) as cluster:
        admin.ensure_topics(cluster.bootstrap_servers)
        (port,) = free_ports(1)
        database = valkey.rpartition("/")[0] + "/5"
        with redis.Redis.from_url(database) as client:
            client.flushdb()  # of a run before, on another Kafka
        env = {
            "HANDOVER_BOOTSTRAP_SERVERS": cluster.bootstrap_servers,
            "HANDOVER_REDIS_URL": database,
            "HANDOVER_LEAD_ID_SECRET": "secret-of-sixteen",
            "HANDOVER_HTTP_PORT": str(port),
            "HANDOVER_API_KEYS": json.dumps(KEYS),
        }
        made = Assignment(cluster.bootstrap_servers, env, tmp_path_factory.mktemp("assignment") / "assignment.log")
        made.start()
        yield made
        made.close()
