"""The notifying process of assignment, with reps of its own, between receivers that are real servers."""

import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from kafka import KafkaProducer
from ruamel.yaml import YAML
from tests.integration.delivery.receivers import Hooks, Mailbox, smtp
from tests.support import eventually
from tests.unit.delivery.samples import SECRET

from handover.stack.ports import free_ports
from handover.stack.process import Process
from lead_contracts.base import Event
from lead_contracts.codec import Envelope, decode, encode
from lead_contracts.events.message import MessageOutcome
from lead_contracts.topics import LEADS_MESSAGES
from lead_runtime import admin


class Notifying:
    """The process, its receivers, and a way to write to its topics."""

    def __init__(self, bootstrap: str, redis: str, folder: Path, mail_port: int, hooks: Hooks, box: Mailbox) -> None:
        self.bootstrap, self.hooks, self.box = bootstrap, hooks, box
        self._producer = KafkaProducer(bootstrap_servers=bootstrap)
        YAML().dump(_delivery(mail_port), folder / "delivery.yaml")
        (port,) = free_ports(1)
        self.address = f"http://127.0.0.1:{port}"
        env = {
            "HANDOVER_BOOTSTRAP_SERVERS": bootstrap,
            "HANDOVER_REDIS_URL": redis,
            "HANDOVER_HTTP_PORT": str(port),
            "HANDOVER_CONFIG_DIR": str(folder),
            "ASSIGNMENT_GROUPS": "notify",
            "HANDOVER_DELIVERY_SECRET_HOOK": SECRET,
            "HANDOVER_DELIVERY_SECRET_SALES": f"{hooks.url}/slack",
        }
        self.process = Process("notify", [sys.executable, "-m", "assignment"], folder / "notify.log", env=env)

    def start(self) -> None:
        self.process.start()
        eventually(lambda: self._ready() or not self.process.running, 60, "it is ready")
        assert self.process.running, self.process.log_tail()

    def _ready(self) -> bool:
        try:
            return httpx.get(f"{self.address}/readyz", timeout=5).status_code == httpx.codes.OK
        except httpx.TransportError:
            return False

    def metrics(self) -> str:
        return httpx.get(f"{self.address}/metrics", timeout=5).text

    def write(self, *events: Event) -> list[str]:
        """Writes the events as their writers would; their ids, once they are there."""
        sent, ids = [], []
        for event in events:
            ids.append(str(uuid4()))
            headers, value = encode(Envelope(ids[-1], "/test", datetime.now(UTC)), event)
            sent.append(self._producer.send(event.TOPIC, value, event.key().encode(), list(headers)))
        for each in sent:
            each.get(20)
        return ids

    def said(self, *event_ids: str) -> list[MessageOutcome]:
        """What became of the messages of these events."""
        records = admin.read_topic(self.bootstrap, LEADS_MESSAGES)
        found = [decode(record.headers, record.value)[1] for record in records]
        return [each for each in found if isinstance(each, MessageOutcome) and each.event_id in event_ids]

    def log(self) -> str:
        return self.process.log.read_text()

    def close(self) -> None:
        self._producer.close()
        self.process.stop()


@pytest.fixture(scope="module")
def notifying(kafka: str, valkey: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Notifying]:
    """The process, ready."""
    box, hooks = Mailbox(), Hooks()
    with smtp(box) as port:
        admin.ensure_topics(kafka)
        redis = valkey.rpartition("/")[0] + "/6"
        made = Notifying(kafka, redis, tmp_path_factory.mktemp("notify"), port, hooks, box)
        made.start()
        yield made
        made.close()
    hooks.close()


def _delivery(mail_port: int) -> dict[str, Any]:
    server = {"host": "127.0.0.1", "port": mail_port, "security": "none", "sender": "Leads <leads@example.org>"}
    file = {
        "channels": {
            "webhook": {"kind": "webhook", "secrets": ["HOOK"], "timeout_seconds": 5, "carry": ["facts"]},
            "slack": {"kind": "slack", "carry": ["reasons"]},
            "email": {"kind": "email", **server, "carry": ["contact", "reasons"]},
        },
        "link": "https://sales.example.com/leads/{lead_id}",
        "retry": {"first_seconds": 0.1, "longest_seconds": 0.5},
        "allow": {"http": True, "networks": ["127.0.0.0/8"]},
    }
    plain: dict[str, Any] = json.loads(json.dumps(file))
    return plain
