"""What the tests of waits share: rules that let touches wait, such touches, and what they wait for."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from tests.unit.qualification.samples import (
    LEAD,
    NOW,
    driver,
    received,
    shipped,
)

from lead_contracts.events import (
    ConfigPublished,
    LeadDisqualified,
    LeadEnriched,
    LeadQualified,
    LeadReceived,
    LeadTouched,
)
from lead_runtime.testing import Driver

MINUTE = timedelta(minutes=1)
WAITS: Mapping[str, Any] = {
    "ids_only": {"wait": "PT5M"},
    "company": {"wait": "PT2M", "missing": ["sector", "employees"], "channels": ["live", "list"]},
}
VERDICTS = (LeadQualified, LeadDisqualified, LeadTouched)


def patient(waits: Mapping[str, Any] | None = WAITS, **more: Any) -> Driver:
    """The group under rules with this section ``enrichment``."""
    group = driver(**more)
    for event in versions(waits, 1):
        group.set_global(event)
    return group


def versions(waits: Mapping[str, Any] | None, version: int) -> Iterable[ConfigPublished]:
    for event in shipped(NOW - timedelta(days=1)):
        content = {**event.content, "enrichment": waits}
        yield event.model_copy(update={"content": content, "version": version})


def pointer(touch_id: str = "t-1", lead_id: str = LEAD, **members: object) -> LeadReceived:
    """A touch that names its person by an id alone."""
    unknown: dict[str, object] = dict.fromkeys(("email", "first_name", "company", "job_title", "country"))
    said = {**unknown, "attributes": {}, "flags": ("ids_only",), "external_id": "4711", "source": "meta", **members}
    return received(touch_id, lead_id, **said)


def unknown_company(touch_id: str = "t-1", lead_id: str = LEAD, **members: object) -> LeadReceived:
    """A touch with a business address and nothing about the company."""
    return received(touch_id, lead_id, **{"attributes": {}, "company": None, **members})


def enriched(lead_id: str = LEAD, **members: object) -> LeadEnriched:
    """What a provider found out; ``members`` override."""
    known: dict[str, object] = {"source": "companies", "occurred_at": NOW, "attributes": {}}
    return LeadEnriched.model_validate({**known, **members, "lead_id": lead_id})


COMPANY = {"sector": "Logistics", "employees": "250"}
PERSON = {"email": "maya@nordfrakt.example", "first_name": "Maya"}


def decided(group: Driver) -> list[tuple[str, str]]:
    """Touches and their verdicts, in order."""
    return [(event.touch_id, event.NAME) for event in group.outputs if isinstance(event, VERDICTS)]


def reasons(group: Driver) -> dict[str, str]:
    """What the last verdict says of the wait."""
    last = [event for event in group.outputs if isinstance(event, VERDICTS)][-1]
    return {one.rule: one.evidence for one in last.reasons if one.rule.startswith("enrichment.")}


def pending(group: Driver) -> set[str]:
    return set(group.state(next(table for table in group.topology.tables if table.name == "pending")))
