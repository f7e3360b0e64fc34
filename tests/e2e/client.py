"""The stack as its users see it: HTTP with keys, topics read committed."""

import uuid
from datetime import UTC, datetime
from typing import Any, TypeVar

import httpx
from kafka import KafkaProducer

from handover.demo.watcher import Watcher
from handover.stack.stack import Stack
from lead_contracts.base import Event
from lead_contracts.events import LeadReceived
from lead_contracts.topics import MARKETING_EVENTS

E = TypeVar("E", bound=Event)


class Client:
    def __init__(self, stack: Stack, watcher: Watcher) -> None:
        self.stack, self.watcher = stack, watcher

    def post(self, service: str, path: str, key: str = "marketing", **content: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.stack.keys.of(key)}", **content.pop("headers", {})}
        return httpx.post(self.stack.address(service) + path, headers=headers, timeout=30, **content)

    def get(self, service: str, path: str, key: str) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.stack.keys.of(key)}"}
        return httpx.get(self.stack.address(service) + path, headers=headers, timeout=30)

    def lead(self, **members: Any) -> str:
        """Posts a good lead, waits until it is received, and gives its id."""
        email = members.pop("email", f"{uuid.uuid4().hex[:12]}@nordfrakt.example")
        body = {
            "email": email,
            "company": "Nordfrakt AB",
            "job_title": "Head of Logistics IT",
            "country": "SE",
            **members,
        }
        answer = self.post("lead-intake", "/v1/leads", json=body)
        assert answer.status_code == 202, answer.text
        return self.event(LeadReceived, email=email).lead_id

    def to_kafka(self, value: bytes | None, headers: dict[str, str]) -> None:
        producer = KafkaProducer(bootstrap_servers=self.stack.bootstrap_servers.split(","))
        try:
            encoded = [(name, text.encode()) for name, text in headers.items()]
            producer.send(MARKETING_EVENTS, value=value, key=b"k", headers=encoded).get(10)
        finally:
            producer.close()

    def event(self, model: type[E], **members: Any) -> E:
        """The first event of a type with these members, once it is there."""
        self.watcher.until(f"{model.__name__} with {sorted(members)}", lambda: self.events(model, **members), within=30)
        return self.events(model, **members)[0]

    def events(self, model: type[E], **members: Any) -> list[E]:
        return [e for e in self.watcher.all(model) if all(getattr(e, name) == value for name, value in members.items())]


def now() -> datetime:
    return datetime.now(UTC)
