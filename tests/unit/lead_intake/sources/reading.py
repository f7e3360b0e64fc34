"""A delivery of a source, read as the worker reads it."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from tests.unit.lead_intake.samples import body_of

from lead_intake.adapters.catalogue import Catalogue
from lead_intake.adapters.sources import readers
from lead_intake.application.interpret import interpret
from lead_intake.domain.delivery import Delivery
from lead_intake.domain.parsed import Parsed

NOW = datetime(2026, 11, 16, 18, tzinfo=UTC)
FORM = "application/x-www-form-urlencoded"
ABSENT = {
    "external_id": None,
    "received_at": None,
    "occurred_at": None,
    "motion": "inbound",
    "email": None,
    "phone": None,
    "first_name": None,
    "last_name": None,
    "company": None,
    "domain": None,
    "job_title": None,
    "country": None,
    "campaign": None,
    "is_test": False,
}
"""A canonical record that says nothing."""


def record(**said: Any) -> dict[str, Any]:
    """The whole canonical record: what is not said is absent."""
    assert said.keys() <= ABSENT.keys()
    return ABSENT | said


def sample(name: str) -> dict[str, Any]:
    """The body of a sample, to be changed."""
    loaded: dict[str, Any] = json.loads(body_of(name))
    return loaded


def read(
    adapter: str,
    body: Any,
    *,
    content_type: str = "",
    labels: Mapping[str, str] | None = None,
    key: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> Parsed:
    """What becomes of the body: bytes as they are, anything else as JSON. ``key``: an Idempotency-Key beside it."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    sent = {**(headers or {}), "content-type": content_type}
    delivery = Delivery(adapter, adapter, raw, NOW, headers=sent, event_id=key, labels=labels or {})
    return interpret(delivery, readers(Catalogue({}).route), 1 << 20)


def posted(adapter: str, fields: Mapping[str, str] | list[tuple[str, str]]) -> Parsed:
    """What becomes of the fields, sent as a form."""
    return read(adapter, urlencode(fields).encode(), content_type=FORM)
