"""Words to tell a pool's story with: who is there, what comes in, who has what."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

from assignment.adapters import decide, route
from assignment.adapters.policy import RoutingFile
from lead_contracts.base import Event
from lead_contracts.codec import decode
from lead_contracts.events import (
    ConfigPublished,
    LeadAcceptRequest,
    LeadAssigned,
    LeadClosed,
    LeadDeclined,
    LeadDeclineRequest,
    LeadNextRequest,
    LeadQualified,
    LeadReassignRequest,
    LeadReleased,
    LeadReleaseRequest,
    LeadRequestRefused,
    LeadTouched,
    LeadUnassigned,
    RepChanged,
)
from lead_contracts.topics import ASSIGNMENT_REQUESTS
from lead_contracts.values import VersionRef
from lead_runtime.testing import Driver

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)  # a Monday
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
REQUESTS = {
    "accept": LeadAcceptRequest,
    "decline": LeadDeclineRequest,
    "release": LeadReleaseRequest,
    "reassign": LeadReassignRequest,
}


def qualified(lead_id: str, motion: str = "inbound", **given: Any) -> LeadQualified:
    return LeadQualified(**_verdict(lead_id, motion, given))


def touched(lead_id: str, motion: str = "inbound", **given: Any) -> LeadTouched:
    return LeadTouched(**_verdict(lead_id, motion, given))


def closed(lead_id: str, cycle: int = 1, outcome: str = "won") -> LeadClosed:
    return LeadClosed.model_validate(
        {"lead_id": lead_id, "cycle": cycle, "outcome": outcome, "occurred_at": NOW, "decided_at": NOW}
    )


def rep(rep_id: str, role: str = "farmer", **given: Any) -> RepChanged:
    return RepChanged.model_validate({"rep_id": rep_id, "name": rep_id.title(), "role": role, **given})


def request(kind: str, lead_id: str, actor: str, **given: Any) -> Event:
    asked = {"request_id": f"{kind} {lead_id} by {actor}", "actor": actor, "actor_role": "rep", **_instants()}
    return REQUESTS[kind].model_validate({**asked, "lead_id": lead_id, **given})


def next_please(actor: str, request_id: str = "next") -> LeadNextRequest:
    return LeadNextRequest.model_validate({"request_id": request_id, "actor": actor, **_instants()})


def policy(version: int = 1, since: datetime = NOW - DAY, **content: Any) -> ConfigPublished:
    file = RoutingFile.model_validate(
        {"name": "routing", "pools": {"default": {}}, "default_pool": "default", **content}
    )
    return ConfigPublished(
        kind="routing",
        name="routing",
        version=version,
        effective_from=since,
        content=file.model_dump(mode="json"),
        published_by="test",
        published_at=since,
    )


class Pool:
    """One pool and its writer."""

    def __init__(self, *reps: RepChanged, name: str = "default", now: datetime = NOW) -> None:
        self.name = name
        self.driver = Driver(decide.topology(), now)
        self.said: list[Any] = []
        """Everything that the writer has written so far."""
        for each in reps:
            self.tell(each)

    def tell(self, *events: Event, pool: str | None = None, id: str | None = None) -> list[Any]:
        """Feeds the events to the pool's writer; what they bring about."""
        for event in events:
            self.driver.feed(event, topic=ASSIGNMENT_REQUESTS, key=pool or self.name, id=id)
        return self._news()

    def ask(self, kind: str, lead_id: str, actor: str, **given: Any) -> list[Any]:
        return self.tell(request(kind, lead_id, actor, **given))

    def later(self, by: timedelta) -> list[Any]:
        self.driver.advance(by=by)
        return self._news()

    def _news(self) -> list[Any]:
        records = self.driver.records[len(self.said) :]
        assert all(record.topic in self.driver.topology.outputs for record in records), self.driver.dead_letters
        news = [decode(record.headers, record.value)[1] for record in records]
        self.said += news
        return news

    @property
    def owners(self) -> dict[str, str]:
        """Who has which lead, as leads.assigned tells it."""
        found: dict[str, str] = {}
        for event in self.said:
            if isinstance(event, LeadAssigned):
                found[event.lead_id] = event.rep_id
            elif isinstance(event, LeadDeclined | LeadReleased):
                found.pop(event.lead_id, None)
        return found

    @property
    def counts(self) -> dict[str, int]:
        """How many leads each rep was given."""
        return dict(Counter(event.rep_id for event in self.said if isinstance(event, LeadAssigned)))

    @property
    def waiting(self) -> dict[str, str]:
        """The leads that nobody has, and why."""
        found: dict[str, str] = {}
        for event in self.said:
            if isinstance(event, LeadUnassigned):
                found[event.lead_id] = event.reason_code
            elif isinstance(event, LeadAssigned):
                found.pop(event.lead_id, None)
        return found


class Router:
    """The router of all pools."""

    def __init__(self, *policies: ConfigPublished) -> None:
        self.driver = Driver(route.topology(), NOW)
        for each in policies:
            self.driver.set_global(each)

    def tell(self, *events: Event) -> list[tuple[str, Any]]:
        """Feeds the events; what was forwarded, with the pool that it went to."""
        before = len(self.driver.records)
        for event in events:
            self.driver.feed(event)
        return self.sent(before)

    def sent(self, since: int = 0) -> list[tuple[str, Any]]:
        outputs = self.driver.outputs[since:]
        assert len(outputs) == len(self.driver.records[since:]), self.driver.dead_letters
        return [
            ((record.key or b"").decode(), event)
            for record, event in zip(self.driver.records[since:], outputs, strict=True)
        ]


def refusals(events: list[Any]) -> list[str]:
    return [event.reason_code for event in events if isinstance(event, LeadRequestRefused)]


def _instants() -> dict[str, datetime]:
    return {"occurred_at": NOW, "recorded_at": NOW}


def _verdict(lead_id: str, motion: str, given: dict[str, Any]) -> dict[str, Any]:
    return {
        "lead_id": lead_id,
        "touch_id": f"touch of {lead_id}",
        "cycle": 1,
        "motion": motion,
        "score": 70,
        "fit": 80,
        "engagement": 60,
        "grade": "B",
        "priority": 3,
        "reasons": (),
        "rule_set": VersionRef(name="inbound", version=1),
        "received_at": NOW,
        "decided_at": NOW,
        "facts": {"company": "Acme"},
        **given,
    }
