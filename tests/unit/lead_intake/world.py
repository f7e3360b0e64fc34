"""lead-intake as production wires it, with a clock that tests move and a log that they read."""

from collections.abc import Awaitable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from typing import Any

from fastapi import FastAPI

from lead_contracts.events import Delivery
from lead_contracts.events.delivery import RequestFacts
from lead_contracts.topics import MARKETING_EVENTS
from lead_intake import bootstrap
from lead_intake.adapters.http.ingress import DeliveryLog
from lead_intake.application.imports import Imports
from lead_intake.application.status import DeliveryStatus, NoLongerKept, ReadModelAway
from lead_intake.settings import IntakeSettings
from lead_runtime.engine.api import Headers, Record
from lead_runtime.errors import KafkaAway, RecordTooLarge
from lead_runtime.health import Readiness
from lead_runtime.settings import ApiKey
from lead_runtime.testing import Driver

NOW = datetime(2026, 11, 16, 12, tzinfo=UTC)
KEY = "marketing-key-for-tests"
REP_KEY = "rep-key-for-the-tests"
SECRETS = {
    "hubspot": "3f1c7a52-9d1e-4b7a-8c55-sample-secret",
    "typeform": "typeform-sample-secret",
    "google-ads": "sample-google-key-7fQ2",
    "cloudevents": "sample-token",
    "forms": "token-of-the-forms",
}
SOURCES: dict[str, Any] = {
    "hubspot": {"adapter": "hubspot", "schemes": ["hubspot_v3", "hubspot_v2"]},
    "typeform": {"adapter": "typeform", "schemes": ["typeform"]},
    "google-ads": {"adapter": "google_ads", "schemes": ["body_key"]},
    "cloudevents": {"adapter": "cloudevents"},
    "forms": {"adapter": "canonical", "cloudevent_sources": ["https://forms.example/"], "motion": "outbound"},
}


def settings(**changes: Any) -> IntakeSettings:
    sources = {name: source | {"secrets": [SECRETS[name]]} for name, source in SOURCES.items()}
    given: dict[str, Any] = {
        "bootstrap_servers": "127.0.0.1:1",
        "redis_url": "redis://127.0.0.1:1/0",
        "lead_id_secret": "secret-of-sixteen",
        "api_keys": (
            ApiKey(name="website", role="marketing", key=KEY),
            ApiKey(name="ann", role="rep", rep_id="ann", key=REP_KEY),
        ),
        "sources": sources,
        "public_url": "https://leads.example.com",
    }
    return IntakeSettings(**(given | changes))


@dataclass
class FakeLog:
    """Kafka as the HTTP side sees it."""

    kept: list[Delivery] = field(default_factory=list)
    away: bool = False
    largest: int = 1 << 30

    async def send(self, event: Delivery) -> object:
        if self.away:
            raise KafkaAway("kafka is away")
        if len(event.body) > self.largest:
            raise RecordTooLarge("too large")
        self.kept.append(event)
        return None

    async def send_all(self, events: Sequence[Delivery]) -> Sequence[object]:
        return [await became(self.send(event)) for event in events]


async def became(sending: Awaitable[object]) -> object:
    """What of many is given of each, where of one it is raised."""
    try:
        return await sending
    except (KafkaAway, RecordTooLarge) as error:
        return error


@dataclass
class FakeStatuses:
    """The read model: what it knows, by delivery id; ``late`` looks find nothing first."""

    known: dict[str, DeliveryStatus] = field(default_factory=dict)
    late: int = 0
    away: bool = False
    gone: bool = False

    async def find(self, delivery_id: str) -> DeliveryStatus | None:
        if self.away:
            raise ReadModelAway("redis is away")
        if self.gone:
            raise NoLongerKept("the topic has let go of it")
        self.late -= 1
        return None if self.late >= 0 else self.known.get(delivery_id)


def app(
    log: DeliveryLog, statuses: FakeStatuses | None = None, lists: Imports | None = None, **changes: Any
) -> FastAPI:
    """The HTTP side; new ids are n1, n2, …"""
    configured = settings(**changes)
    ids = count(1)
    return bootstrap.http(
        configured,
        bootstrap.catalogue_of(configured),
        log,
        statuses or FakeStatuses(),
        lambda: Readiness(True),
        lists,
        now=lambda: NOW,
        new_id=lambda: f"n{next(ids)}",
    )


def driver(**changes: Any) -> Driver:
    """The worker."""
    configured = settings(**changes)
    return Driver(bootstrap.topology(configured, bootstrap.catalogue_of(configured)), NOW)


def hooked(source: str, body: bytes, content_type: str = "application/json", **headers: str) -> Delivery:
    """A delivery as ``/hooks/SOURCE`` keeps it."""
    return delivery(source, f"/hooks/{source}", body, content_type, headers)


def delivery(
    source: str,
    path: str,
    body: bytes,
    content_type: str = "application/json",
    headers: dict[str, str] | None = None,
    id: str = "d1",
) -> Delivery:
    facts = RequestFacts(method="POST", path=path, headers=headers or {}, authenticated=True, key_name="website")
    return Delivery(delivery_id=id, source=source, received_at=NOW, content_type=content_type, body=body, request=facts)


def foreign(headers: Headers, value: bytes | None, timestamp: int = int(NOW.timestamp() * 1000)) -> Record:
    """A record that somebody else wrote to marketing.events."""
    return Record(MARKETING_EVENTS, 3, 7, timestamp, None, value, headers)
