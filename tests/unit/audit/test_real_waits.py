"""The real services, where touches wait for enrichment: one verdict each, no false alarm, and the audit passes."""

from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from tests.unit.audit.chain import CONFIG
from tests.unit.audit.story import START
from tests.unit.audit.test_real_services import LEADS, People

from lead_contracts import events, topics
from lead_contracts.codec import decode
from lead_contracts.values import Position
from qualification.adapters.publish import published_rules

COMPANY = {"wait": "PT8M", "missing": ["sector", "employees"], "channels": ["live", "list"]}


class Strangers(People):
    """People of whom some are named by an id alone, or come from companies that nobody knows yet."""

    def __init__(self, random: Random) -> None:
        super().__init__(random)
        for rules in published_rules(sorted((CONFIG / "rules").glob("*.yaml")), START, "ada"):
            waits: Any = {"enrichment": {"ids_only": {"wait": "PT5M"}, "company": COMPANY}}
            later = {"version": 2, "effective_from": START + timedelta(seconds=1)}
            self.chain.publish(rules.model_copy(update=later | {"content": rules.content | waits}))
        self.chain.wait(1 / 60)

    def act(self) -> None:
        """One random thing more often than not is about a wait."""
        mine: list[Callable[[str], None]] = [self._come_unknown, self._tell, self._pass_minutes]
        if self.random.random() < 0.5:
            self.acts += 1
            self.random.choice(mine)(self.random.choice(LEADS))
        else:
            super().act()

    def _come_unknown(self, lead: str) -> None:
        named = self.random.random() < 0.5
        self.chain.write(
            events.LeadReceived(
                lead_id=lead,
                touch_id=f"{lead}-{self.random.choice([self.acts, self.acts - 3])}",  # some are told again
                source="meta",
                channel=self.random.choice(["live", "list"]),
                external_id="4711",
                received_at=self.chain.now,
                email=None if named else f"{lead}@acme-logistics.example",
                flags=("ids_only",) if named else (),
                delivery=Position(topic="marketing.events", partition=0, offset=self.acts),
            )
        )

    def _tell(self, lead: str) -> None:
        self.chain.write(
            events.LeadEnriched(
                lead_id=lead,
                source="companies",
                attributes=self.random.choice([{}, {"sector": "logistics"}, {"sector": "food", "employees": 80}]),
                occurred_at=self.chain.now,
                email=self.random.choice([None, f"{lead}@acme-logistics.example"]),
            )
        )

    def _pass_minutes(self, lead: str) -> None:
        self.chain.wait(self.random.choice([1, 4, 9]) / 60)


def stages(people: People) -> set[str]:
    """Where leads were said to be stuck."""
    records = (record for record in people.chain.log if record.topic == topics.SLA_ALERTS)
    found = (decode(record.headers, record.value)[1] for record in records)
    return {event.stage for event in found if isinstance(event, events.LeadStuck)}


@pytest.mark.parametrize("seed", range(6))
def test_who_waits_is_judged_once_and_nobody_is_called_stuck_for_it(seed: int) -> None:
    people = Strangers(Random(seed))
    people._come_unknown("lead-9")
    for number in range(60):
        people.act()
        if number % 10 == 9:
            assert people.chain.audit().violations == ()  # a wait is no violation while it lasts
    people.chain.wait(30)

    report = people.chain.audit()

    assert report.violations == ()
    assert report.counts.undecided == 0
    assert "received" not in stages(people)
    waited = b"".join(record.value or b"" for record in people.chain.log if record.topic == topics.LEADS_QUALIFIED)
    assert b'"rule":"enrichment.' in waited
