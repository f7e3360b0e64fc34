"""Writes logs of the topics as the services would, for audits to judge: one method per event, with sensible defaults.

Time stands still until ``wait``. Each topic has one partition here, its offsets count up.
"""

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from tests.support import NOWHERE

from handover.audit import At, LogEntry, LoggedEvent, Report, Scope, Unreadable, audit
from lead_contracts import events
from lead_contracts.base import Event
from lead_contracts.events.lead_assigned import Decision
from lead_contracts.ids import account_handover_id
from lead_contracts.values import JsonObject, Outcome, VersionRef

START = datetime(2026, 11, 16, 9, tzinfo=UTC)
VERSION = VersionRef(name="default", version=1)
SLA: JsonObject = {
    "name": "default",
    "first_response": {
        "within_hours": 24,
        "warn_at_percent": 75,
        "responses": ["call", "email", "meeting", "demo", "social"],
        "live_limit_hours": 72,
        "backdating_limit_hours": 168,
    },
    "stuck": {"without_verdict_minutes": 15, "without_owner_minutes": 15},
    "keep_days": 90,
}
HOUR = timedelta(hours=1)


class Story:
    """A log in the making; ``lead`` is the one that events are about."""

    def __init__(self, lead: str = "lead-1", now: datetime = START) -> None:
        self.lead, self.now = lead, now
        self.log: list[LogEntry] = []
        self._offsets: Counter[str] = Counter()
        self.published("rules", {})
        self.published("sla", SLA)

    def wait(self, hours: float) -> "Story":
        self.now += timedelta(hours=hours)
        return self

    def audit(self, hours_later: float = 1) -> Report:
        """The audit of all that was written, some time after the last of it."""
        return audit(self.log, Scope(self.now + timedelta(hours=hours_later)))

    def write(self, event: Event, id: str = "") -> LoggedEvent:
        at = self._next(event.TOPIC)
        entry = LoggedEvent(at, id or f"{at}", event)
        self.log.append(entry)
        return entry

    def garbage(self, topic: str) -> At:
        at = self._next(topic)
        self.log.append(Unreadable(at, "MalformedEvent"))
        return at

    def _next(self, topic: str) -> At:
        self._offsets[topic] += 1
        return At(topic, 0, self._offsets[topic] - 1, self.now)

    def published(self, kind: Literal["rules", "sla"], content: JsonObject, version: int = 1) -> LoggedEvent:
        return self.write(
            events.ConfigPublished(
                kind=kind,
                name="default",
                version=version,
                effective_from=self.now - HOUR,
                content=content,
                published_by="ada",
                published_at=self.now,
            )
        )

    def received(
        self, touch: str = "touch-1", occurred_at: datetime | None = None, live: bool = True, ids_only: bool = False
    ) -> LoggedEvent:
        return self.write(
            events.LeadReceived(
                lead_id=self.lead,
                touch_id=touch,
                source="typeform",
                channel="live" if live else "list",
                received_at=self.now,
                occurred_at=occurred_at,
                flags=("ids_only",) if ids_only else (),
                delivery=NOWHERE,
            )
        )

    def suppressed(self) -> LoggedEvent:
        return self.write(
            events.LeadSuppressed(lead_id=self.lead, source="crm", reason_code="erasure", occurred_at=self.now)
        )

    def qualified(
        self,
        touch: str = "touch-1",
        cycle: int = 1,
        motion: Literal["inbound", "outbound"] = "inbound",
        rule_set: VersionRef = VERSION,
        id: str = "",
    ) -> LoggedEvent:
        return self.write(
            events.LeadQualified(**self._verdict(touch, rule_set, motion), cycle=cycle),  # type: ignore[arg-type]
            id,
        )

    def touched(self, touch: str = "touch-2", cycle: int = 1) -> LoggedEvent:
        return self.write(events.LeadTouched(**self._verdict(touch), cycle=cycle))  # type: ignore[arg-type]

    def disqualified(self, touch: str = "touch-1") -> LoggedEvent:
        return self.write(events.LeadDisqualified(**self._verdict(touch), reason_code="student"))  # type: ignore[arg-type]

    def _verdict(self, touch: str, rule_set: VersionRef = VERSION, motion: str = "inbound") -> dict[str, object]:
        return {
            "lead_id": self.lead,
            "touch_id": touch,
            "motion": motion,
            "score": 50,
            "fit": 50,
            "engagement": 50,
            "grade": "B",
            "priority": 50,
            "reasons": (),
            "rule_set": rule_set,
            "received_at": self.now,
            "decided_at": self.now,
            "facts": {},
        }

    def closed(self, cycle: int = 1, outcome: Outcome = "won", request: str | None = None) -> LoggedEvent:
        return self.write(
            events.LeadClosed(
                lead_id=self.lead,
                cycle=cycle,
                outcome=outcome,
                request_id=request,
                occurred_at=self.now,
                decided_at=self.now,
            )
        )

    def handed_over(
        self,
        cycle: int = 2,
        request: str = "request-1",
        motion: Literal["inbound", "outbound"] = "inbound",
        **other: Any,
    ) -> LoggedEvent:
        """A cycle that no touch opened, because the request won the one before."""
        verdict = self._verdict(account_handover_id(self.lead, request), motion=motion)
        opens = {"cycle": cycle, "reason_code": "account_handover"}
        return self.write(events.LeadQualified.model_validate({**verdict, **opens, **other}))

    def assigned(self, attempt: int = 1, cycle: int = 1, role: Literal["farmer", "hunter"] = "farmer") -> LoggedEvent:
        return self.write(
            events.LeadAssigned(
                lead_id=self.lead,
                cycle=cycle,
                assignment_id=f"{cycle}/{attempt}",
                attempt=attempt,
                rep_id="rep-1",
                role=role,
                team="emea",
                pool="default",
                decided_at=self.now,
                decision=Decision(policy=VERSION),
                facts={},
            )
        )

    def unassigned(self, cycle: int = 1) -> LoggedEvent:
        return self.write(
            events.LeadUnassigned(
                lead_id=self.lead,
                cycle=cycle,
                reason_code="no_capacity",
                decided_at=self.now,
                decision=Decision(policy=VERSION),
            )
        )

    def accepted(self, assignment: str = "1/1") -> LoggedEvent:
        return self._answer(events.LeadAccepted, assignment)

    def declined(self, assignment: str = "1/1") -> LoggedEvent:
        return self._answer(events.LeadDeclined, assignment)

    def released(self, assignment: str = "1/1") -> LoggedEvent:
        return self._answer(events.LeadReleased, assignment)

    def _answer(
        self, model: type[events.LeadAccepted | events.LeadDeclined | events.LeadReleased], assignment: str
    ) -> LoggedEvent:
        cycle = int(assignment.partition("/")[0])
        return self.write(
            model(lead_id=self.lead, cycle=cycle, assignment_id=assignment, rep_id="rep-1", occurred_at=self.now)
        )

    def called(self, occurred_at: datetime | None = None, automated: bool = False) -> LoggedEvent:
        return self.write(
            events.LeadActivity(
                lead_id=self.lead,
                activity_id=f"call-{len(self.log)}",
                kind="call",
                direction="out",
                automated=automated,
                occurred_at=occurred_at or self.now,
                recorded_at=self.now,
            )
        )

    def warned(self, start: datetime = START, cycle: int = 1) -> LoggedEvent:
        return self._alert(events.SlaWarned, "warned", start, cycle)

    def breached(
        self, start: datetime = START, cycle: int = 1, policy: VersionRef = VERSION, alert: str = ""
    ) -> LoggedEvent:
        return self._alert(events.SlaBreached, "breached", start, cycle, policy, alert)

    def _alert(
        self,
        model: type[events.SlaWarned | events.SlaBreached],
        rung: str,
        start: datetime,
        cycle: int,
        policy: VersionRef = VERSION,
        alert: str = "",
    ) -> LoggedEvent:
        return self.write(
            model(
                alert_id=alert or f"{rung}-{cycle}",
                lead_id=self.lead,
                cycle=cycle,
                clock="first_response",
                policy=policy,
                rung=rung,
                started_at=start,
                due_at=start + 24 * HOUR,
                raised_at=self.now,
            )
        )

    def withdrawn(self, withdraws: str = "breached-1") -> LoggedEvent:
        return self.write(
            events.SlaWithdrawn(
                alert_id=f"withdrawn-{len(self.log)}",
                withdraws=withdraws,
                lead_id=self.lead,
                reason_code="answered_in_time",
                answered_at=self.now,
                raised_at=self.now,
            )
        )

    def met(self, answered_at: datetime, start: datetime = START, cycle: int = 1) -> LoggedEvent:
        return self.write(
            events.SlaMet(
                lead_id=self.lead,
                cycle=cycle,
                clock="first_response",
                policy=VERSION,
                started_at=start,
                due_at=start + 24 * HOUR,
                answered_at=answered_at,
                elapsed_seconds=(answered_at - start).total_seconds(),
            )
        )

    def lettered(
        self, at: At, group: str = "qualification", touch: str | None = None, dead_id: str = "d"
    ) -> LoggedEvent:
        return self.write(events.DeadLettered(**self._letter(at, group, touch, dead_id)))  # type: ignore[arg-type]

    def resolved(self, at: At, how: str = "replayed", group: str = "qualification", dead_id: str = "d") -> LoggedEvent:
        letter = self._letter(at, group, None, dead_id)
        return self.write(events.DeadResolved(**letter, resolution=how, by="ada"))  # type: ignore[arg-type]

    def _letter(self, at: At, group: str, touch: str | None, dead_id: str) -> dict[str, object]:
        return {
            "dead_id": dead_id,
            "group": group,
            "topic": at.topic,
            "partition": at.partition,
            "offset": at.offset,
            "lead_id": self.lead,
            "touch_id": touch,
            "error": "ContractViolation",
            "attempt": 1,
            "occurred_at": self.now,
        }
