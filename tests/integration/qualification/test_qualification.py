"""The process on real Kafka and Valkey: what is written in comes out decided, once, and can be read over HTTP."""

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from tests.integration.qualification.conftest import RULES, Qualification
from tests.support import eventually

from handover.commands.rules import publish_rules
from lead_contracts.events import LeadActivity, LeadReceived, LeadSuppressed
from lead_contracts.ids import derived_id
from lead_contracts.topics import DEAD_LETTERS, LEADS_CONTACTS, LEADS_QUALIFIED
from lead_runtime import admin

pytestmark = [pytest.mark.kafka, pytest.mark.valkey]
Make = Callable[..., LeadReceived]


def test_leads_wait_for_the_first_rules_and_readiness_says_so(qualification: Qualification, received: Make) -> None:
    lead_id = uuid4().hex
    qualification.write(received(lead_id, f"{lead_id}-1"))
    waiting = eventually(
        lambda: (answer := qualification.get("/readyz")) and "no rule set" in answer.text and answer, 30, "it says so"
    )
    assert waiting.status_code == 503
    assert qualification.told(LEADS_QUALIFIED, lead_id) == []

    published = publish_rules(qualification.bootstrap, RULES, "tests")

    assert [event.key() for event in published] == ["rules/inbound/1", "rules/outbound/1"]
    assert publish_rules(qualification.bootstrap, RULES, "tests") == ()
    (verdict,) = eventually(lambda: qualification.told(LEADS_QUALIFIED, lead_id), 30, "the lead is decided")
    assert (verdict.NAME, verdict.cycle, verdict.rule_set.version) == ("lead.qualified", 1, 1)
    eventually(qualification.ready, 30, "it is ready")


def test_verdicts_contacts_and_the_end_of_a_cycle_can_be_read(qualification: Qualification, received: Make) -> None:
    publish_rules(qualification.bootstrap, RULES, "tests")
    lead_id = uuid4().hex
    first = received(lead_id, f"{lead_id}-1")
    for event in (first, first, received(lead_id, f"{lead_id}-2", message="Please send a quote")):
        qualification.write(event)
    qualification.write(
        LeadSuppressed(lead_id=lead_id, source="crm", reason_code="erasure", occurred_at=datetime.now(UTC))
    )
    names = ["lead.qualified", "lead.touched", "lead.closed"]
    eventually(lambda: len(qualification.told(LEADS_QUALIFIED, lead_id)) == 3, 30, "all is decided")
    assert [event.NAME for event in qualification.told(LEADS_QUALIFIED, lead_id)] == names
    contacts = qualification.told(LEADS_CONTACTS, lead_id)
    assert contacts[0].email == f"{lead_id}@nordfrakt.example"
    assert contacts[-1] is None

    def shown() -> list[str]:
        answer = qualification.http.get(f"/v1/leads/{lead_id}/verdicts")
        return [one["type"] for one in answer.json().get("verdicts", [])]

    eventually(lambda: shown() == names[::-1], 30, "the read model follows")
    rules = qualification.http.get("/v1/rules").json()["rules"]
    assert {(one["name"], one["in_effect"]) for one in rules} >= {("inbound", True), ("outbound", True)}


def test_a_reply_for_a_lead_nobody_knows_is_a_dead_letter_after_its_wait(qualification: Qualification) -> None:
    publish_rules(qualification.bootstrap, RULES, "tests")
    lead_id, now = derived_id(uuid4().hex, "lead", "test"), datetime.now(UTC)
    qualification.write(
        LeadActivity(lead_id=lead_id, activity_id="a", kind="call", direction="out", occurred_at=now, recorded_at=now)
    )

    def letters() -> list[str]:
        records = admin.read_topic(qualification.bootstrap, DEAD_LETTERS)
        return [(one.value or b"").decode() for one in records if lead_id in (one.value or b"").decode()]

    (letter,) = eventually(letters, 40, "the dead letter is written")
    assert '"error":"UnknownLead"' in letter
