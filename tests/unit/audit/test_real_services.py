"""Whatever people and marketing systems do, in whatever order the services read it: the services pass the audit."""

from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Literal

import pytest
from tests.unit.audit.chain import Chain

from lead_contracts import events, topics
from lead_contracts.codec import decode
from lead_contracts.values import Position

LEADS = tuple(f"lead-{number}" for number in range(5))


class People:
    """Everybody outside: prospects, reps, managers, the CRM; ``act`` is one random thing that one of them does."""

    def __init__(self, random: Random) -> None:
        self.random, self.chain = random, Chain(random)
        self.acts = 0

    def act(self) -> None:
        self.acts += 1
        things: list[Callable[[str], None]] = [
            *(self._come, self._come, self._come, self._work, self._work, self._wait, self._wait),
            *(self._ask, self._ask, self._ask, self._close, self._ask_for_next, self._suppress, self._change_a_rep),
            self._link,
        ]
        self.random.choice(things)(self.random.choice(LEADS))
        self.chain.wait(1 / 3600)

    def _wait(self, lead: str) -> None:
        self.chain.wait(self.random.choice([0.1, 1, 7, 20]))

    def _come(self, lead: str) -> None:
        choose, now = self.random.choice, self.chain.now
        self.chain.write(
            events.LeadReceived(
                lead_id=lead,
                touch_id=f"{lead}-{self.acts}",
                source="typeform",
                channel=choose(["live", "live", "list"]),
                received_at=now,
                occurred_at=choose([None, now, now - timedelta(hours=1), now - timedelta(hours=25)]),
                motion=choose([None, "inbound", "outbound"]),
                email=f"{lead}@acme-logistics.example",
                company=choose(["Acme Logistics", "Casino Royal", None]),
                job_title=choose(["Head of Operations", "Student", None]),
                country=choose(["DE", "FR", None]),
                is_test=self.random.random() < 0.05,
                attributes={"employees": "250", "industry": "logistics", "budget": "100000"},
                delivery=Position(topic="marketing.events", partition=0, offset=self.acts),
            )
        )

    def _work(self, lead: str) -> None:
        choose, now = self.random.choice, self.chain.now
        self.chain.write(
            events.LeadActivity(
                lead_id=lead,
                activity_id=f"activity-{self.acts}",
                kind=choose(["call", "email", "note"]),
                direction=choose(["out", "out", "in"]),
                automated=self.random.random() < 0.2,
                occurred_at=now - timedelta(hours=choose([0, 0, 3, 30, 100])),
                recorded_at=now,
            )
        )

    def _ask(self, lead: str) -> None:
        asked = [events.LeadAcceptRequest, events.LeadDeclineRequest]
        asked += [events.LeadReleaseRequest, events.LeadReassignRequest]
        self.chain.write(self.random.choice(asked).model_validate(self._request(lead)))

    def _close(self, lead: str) -> None:
        self.chain.write(events.LeadCloseRequest.model_validate({**self._request(lead), "outcome": "won"}))

    def _request(self, lead: str) -> dict[str, object]:
        owner = self._owner(lead)
        role: Literal["rep", "manager"] = self.random.choice(["rep", "manager"])
        return {
            "request_id": f"request-{self.acts}",
            "actor": owner.rep_id if owner and self.random.random() < 0.8 else "somebody",
            "actor_role": role,
            "lead_id": lead,
            "assignment_id": owner.assignment_id if owner and self.random.random() < 0.7 else None,
            "to_rep_id": self.random.choice([None, self.random.choice(self.chain.reps).rep_id]),
            "occurred_at": self.chain.now,
            "recorded_at": self.chain.now,
        }

    def _owner(self, lead: str) -> events.LeadAssigned | None:
        for record in reversed(self.chain.log):
            if record.topic == topics.LEADS_ASSIGNED and record.key == lead.encode():
                _, event = decode(record.headers, record.value)
                if isinstance(event, events.LeadAssigned):
                    return event
        return None

    def _ask_for_next(self, lead: str) -> None:
        rep, now = self.random.choice(self.chain.reps).rep_id, self.chain.now
        request = events.LeadNextRequest(
            request_id=f"request-{self.acts}", actor=rep, actor_role="rep", occurred_at=now, recorded_at=now
        )
        self.chain.write(request)

    def _suppress(self, lead: str) -> None:
        if self.random.random() < 0.2:
            self.chain.write(
                events.LeadSuppressed(lead_id=lead, source="crm", reason_code="erasure", occurred_at=self.chain.now)
            )

    def _link(self, lead: str) -> None:
        """Somebody finds out that two leads are one, that they are not, or that it was the other way round."""
        other = self.random.choice(LEADS)
        said = events.LeadLinked(
            from_=lead, to=other, source="tests", reason_code="same_person", occurred_at=self.chain.now
        )
        self.chain.write(said)

    def _change_a_rep(self, lead: str) -> None:
        changes = {"active": self.random.random() < 0.7, "max_open": self.random.choice([1, 2, 5])}
        self.chain.publish(self.random.choice(self.chain.reps).model_copy(update=changes))


@pytest.mark.parametrize("seed", range(10))
def test_the_services_keep_their_promises(seed: int) -> None:
    people = People(Random(seed))
    for _ in range(50):
        people.act()
    people.chain.wait(30)

    report = people.chain.audit()

    assert report.violations == ()
    assert report.counts.touches > 0
    assert report.counts.undecided == 0


@pytest.mark.parametrize("seed", range(10))
def test_the_services_keep_their_promises_whoever_turns_out_to_be_whom(seed: int) -> None:
    people = People(Random(seed))
    for _ in range(50):
        people.act()
        if people.random.random() < 0.3:
            people._link(people.random.choice(LEADS))
    people.chain.wait(30)

    report = people.chain.audit()

    assert report.violations == ()
    assert report.counts.moved > 0
    assert report.counts.undecided == 0
