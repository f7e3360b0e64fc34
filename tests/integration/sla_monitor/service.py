"""sla-monitor as a process of its own, with a client for its HTTP side and a way to write to its topics."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import httpx
from kafka import KafkaProducer
from tests.unit.sla_monitor import leads

from handover.stack.process import Process
from lead_contracts.base import Event
from lead_contracts.codec import Envelope, decode, encode
from lead_contracts.topics import SLA_ALERTS
from lead_runtime import admin

KEY = "ops-key-for-the-tests"


class Service:
    """Shared by the tests of a module; each uses leads of its own."""

    def __init__(self, process: Process, url: str, bootstrap: str) -> None:
        self.process, self.bootstrap = process, bootstrap
        self.http = httpx.Client(base_url=url, headers={"Authorization": f"Bearer {KEY}"}, timeout=10, trust_env=False)
        self._producer = KafkaProducer(bootstrap_servers=bootstrap)

    def ready(self) -> bool:
        try:
            return self.http.get("/readyz").status_code == httpx.codes.OK
        except httpx.TransportError:
            return False

    def get(self, path: str, **params: Any) -> Any:
        answer = self.http.get(path, params=params)
        assert answer.status_code == httpx.codes.OK, answer.text
        return answer.json()

    def write(self, *facts: Event) -> None:
        """Writes the events as their writers would, and returns when they are there."""
        sent = []
        for event in facts:
            headers, value = encode(Envelope(uuid4().hex, "/test", datetime.now(UTC)), event)
            sent.append(self._producer.send(event.TOPIC, value, event.key().encode(), list(headers)))
        for each in sent:
            each.get(20)

    def said(self, *lead_ids: str) -> list[Any]:
        """What the monitor said about the leads, committed."""
        found = (decode(record.headers, record.value)[1] for record in admin.read_topic(self.bootstrap, SLA_ALERTS))
        return [event for event in found if getattr(event, "lead_id", None) in lead_ids]

    def names(self, *lead_ids: str) -> list[str]:
        return [event.NAME for event in self.said(*lead_ids)]

    def close(self) -> None:
        self.http.close()
        self._producer.close()


def about(lead_id: str, *facts: Event) -> list[Event]:
    """The events of the unit tests, about this lead and moved from their noon to now."""
    return [_moved(event, lead_id) for event in facts]


def _moved(event: Event, lead_id: str) -> Event:
    by = datetime.now(UTC) - leads.NOON
    instants = {name: value + by for name, value in event if isinstance(value, datetime)}
    return event.model_copy(update={"lead_id": lead_id, **instants})
