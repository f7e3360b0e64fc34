"""What the marketing systems and sales people of the demo send: over real HTTP, and straight to Kafka."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
from kafka import KafkaProducer

from handover.errors import HandoverError
from handover.shipped import samples_directory
from handover.stack.plan import Plan
from handover.stack.stack import Stack
from lead_contracts.topics import MARKETING_EVENTS

PUBLIC_URL = "https://leads.example.com"
SIGNED = ("hubspot/workflow_contact", "typeform/form_response", "google_ads/lead_form", "cloudevents/http_structured")


def with_demo_sources(plan: Plan) -> Plan:
    """The plan with lead-intake knowing the secrets that the samples are signed with."""
    known = {
        "hubspot": {"adapter": "hubspot", "schemes": ["hubspot_v2"], "secrets": [_secret("hubspot/workflow_contact")]},
        "typeform": {"adapter": "typeform", "schemes": ["typeform"], "secrets": [_secret("typeform/form_response")]},
        "google-ads": {"adapter": "google_ads", "schemes": ["body_key"], "secrets": [_secret("google_ads/lead_form")]},
        "cloudevents": {"adapter": "cloudevents", "schemes": ["token"], "secrets": ["sample-token"]},
    }
    env = {"LEAD_INTAKE_SOURCES": json.dumps(known), "LEAD_INTAKE_PUBLIC_URL": PUBLIC_URL}
    services = [
        service.model_copy(update={"env": {**service.env, **env}}) if service.name == "lead-intake" else service
        for service in plan.services
    ]
    return plan.model_copy(update={"services": tuple(services)})


class Sender:
    """A context manager over the connections. Every refusal raises HandoverError with what was answered."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._http = httpx.Client(timeout=30)

    def __enter__(self) -> "Sender":
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def sample(self, name: str) -> None:
        """A vendor's sample delivery, byte for byte, with the vendor's own signature."""
        body, request = _body(name), _request(name)
        path = urlsplit(request["url"]).path
        self._ok(self._http.post(self._stack.address("lead-intake") + path, content=body, headers=request["headers"]))

    def kafka_sample(self, name: str) -> None:
        """A CloudEvent that a marketing system writes to the topic itself."""
        request = _request(name)
        headers = [(key, value.encode()) for key, value in request["headers"].items()]
        self.to_kafka(_body(name), headers, request["key"].encode())

    def to_kafka(self, value: bytes, headers: list[tuple[str, bytes]], key: bytes | None = None) -> None:
        """A record on marketing.events."""
        producer = KafkaProducer(bootstrap_servers=self._stack.bootstrap_servers.split(","))
        try:
            producer.send(MARKETING_EVENTS, value=value, key=key, headers=headers).get(10)
        finally:
            producer.close()

    def leads(self, *leads: dict[str, Any]) -> None:
        """Leads in our own shape."""
        self._post("lead-intake", "/v1/leads", "marketing", json=list(leads))

    def prospects(self, csv: bytes) -> int:
        """A list of outbound prospects; the number of rows kept."""
        url = "/v1/imports?source=apollo"
        answer = self._post("lead-intake", url, "marketing", content=csv, headers={"Content-Type": "text/csv"})
        return int(answer["rows"])

    def call(self, lead_id: str, at: datetime) -> None:
        """A call by a person, made at ``at`` and reported now."""
        activity = {
            "lead_id": lead_id, "kind": "call", "direction": "out", "outcome": "reached", "occurred_at": at.isoformat(),
        }  # fmt: skip
        self._post("lead-intake", "/v1/activities", "manager", json=activity)

    def request(self, lead_id: str, kind: str, rep_id: str, **members: Any) -> None:
        """A rep's request about a lead: accept, decline, close …"""
        self._post("assignment", f"/v1/leads/{lead_id}/requests", f"rep.{rep_id}", json={"type": kind, **members})

    def _post(self, service: str, path: str, key: str, **content: Any) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self._stack.keys.of(key)}", **content.pop("headers", {})}
        return self._ok(self._http.post(self._stack.address(service) + path, headers=headers, **content))

    @staticmethod
    def _ok(answer: httpx.Response) -> dict[str, Any]:
        if answer.is_success:
            found: dict[str, Any] = answer.json() if answer.content else {}
            return found
        raise HandoverError(f"{answer.request.url.path} answered {answer.status_code}: {answer.text[:300]}")


def _body(name: str) -> bytes:
    return _path(f"{name}.json").read_bytes()


def _request(name: str) -> dict[str, Any]:
    request: dict[str, Any] = json.loads(_path(f"{name}.request.json").read_text())
    return request


def _secret(name: str) -> str:
    request = _request(name)
    return str((request.get("signing") or request["auth"])["secret"])


def _path(name: str) -> Path:
    return samples_directory() / name
