"""The process on real Kafka and Valkey: what is written in comes out decided, once, and can be read over HTTP."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from tests.integration.qualification.conftest import RULES, Qualification
from tests.support import eventually
from typer.testing import CliRunner

from handover.commands import rules
from handover.commands.rules import publish_rules
from handover.errors import HandoverError
from lead_contracts.codec import decode
from lead_contracts.events import LeadActivity, LeadCloseRequest, LeadEnriched, LeadLinked, LeadReceived, LeadSuppressed
from lead_contracts.ids import derived_id
from lead_contracts.topics import DEAD_LETTERS, LEADS_CONTACTS, LEADS_QUALIFIED, MARKETING_EVENTS
from lead_runtime import admin

pytestmark = [pytest.mark.kafka, pytest.mark.valkey]
Make = Callable[..., LeadReceived]
SECONDS = 12
"""How long the rules let a touch wait here."""


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


def test_an_account_that_a_hunter_won_goes_on_and_says_so_over_http(
    qualification: Qualification, received: Make
) -> None:
    publish_rules(qualification.bootstrap, RULES, "tests")
    lead_id = uuid4().hex
    qualification.write(received(lead_id, f"{lead_id}-1", motion="outbound", channel="list"))
    eventually(lambda: qualification.told(LEADS_QUALIFIED, lead_id), 30, "the prospect is decided")
    now = datetime.now(UTC)
    who = {"request_id": f"{lead_id}-won", "actor": "boss", "actor_role": "manager", "lead_id": lead_id}
    won = LeadCloseRequest.model_validate({**who, "outcome": "won", "occurred_at": now, "recorded_at": now})
    qualification.write(won)
    qualification.write(won)
    eventually(lambda: len(qualification.told(LEADS_QUALIFIED, lead_id)) == 3, 30, "the account is handed over")
    opened, closed, handed = qualification.told(LEADS_QUALIFIED, lead_id)
    assert [(each.NAME, each.cycle) for each in (opened, closed, handed)] == [
        ("lead.qualified", 1),
        ("lead.closed", 1),
        ("lead.qualified", 2),
    ]
    assert (handed.motion, handed.reason_code, handed.decided_at) == ("inbound", "account_handover", closed.decided_at)
    verdicts = eventually(
        lambda: (
            (found := qualification.get(f"/v1/leads/{lead_id}/verdicts").json()["verdicts"])
            and len(found) == 3
            and found
        ),
        30,
        "it can be read",
    )
    assert "a hunter won the account" in verdicts[0]["in_words"]["headline"]


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
    known = qualification.http.get("/v1/rules").json()["rules"]
    assert {(one["name"], one["in_effect"]) for one in known} >= {("inbound", True), ("outbound", True)}


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


def patient(directory: Path) -> list[Path]:
    """The shipped rules, whose waits last for seconds."""
    for file in RULES:
        text = file.read_text()
        assert "{wait: PT5M}" in text
        (directory / file.name).write_text(text.replace("{wait: PT5M}", f"{{wait: PT{SECONDS}S}}"))
    return sorted(directory.glob("*.yaml"))


def waiting(qualification: Qualification) -> set[str]:
    """The leads whose touches wait, as the state on Kafka has it."""
    newest = {one.key: one.value for one in admin.read_topic(qualification.bootstrap, "qualification.state")}
    kept = (key.decode() for key, value in newest.items() if key and value is not None)
    return {key.partition("/")[2] for key in kept if key.startswith("pending/")}


def test_a_wait_survives_kill_9_and_ends_with_the_facts_the_link_or_the_limit(
    qualification: Qualification, received: Make, tmp_path: Path
) -> None:
    publish_rules(qualification.bootstrap, patient(tmp_path), "tests")
    told, moved, alone, known = (f"{name}-{uuid4().hex}" for name in ("told", "moved", "alone", "known"))
    nobody: dict[str, Any] = {"email": None, "company": None, "job_title": None, "country": None}
    for lead_id in (told, moved, alone):
        qualification.write(received(lead_id, f"t-{lead_id}", flags=("ids_only",), external_id="4711", **nobody))
    eventually(lambda: waiting(qualification) >= {told, moved, alone}, 30, "they wait")

    qualification.process.kill()
    now = datetime.now(UTC)
    qualification.write(received(known, f"t-{moved}"))  # fetched: the same touch, under the address
    qualification.write(LeadLinked(from_=moved, to=known, source="crm", reason_code="same_delivery", occurred_at=now))
    qualification.write(
        LeadEnriched(lead_id=told, source="crm", attributes={}, occurred_at=now, email="ann@firm.example")
    )
    qualification.process.start()

    def verdicts() -> dict[str, list[str]]:
        found = {lead_id: qualification.told(LEADS_QUALIFIED, lead_id) for lead_id in (told, moved, alone, known)}
        return {lead_id: [event.NAME for event in events] for lead_id, events in found.items()}

    expected = {lead_id: ["lead.qualified"] for lead_id in (told, alone, known)} | {moved: ["lead.moved"]}
    eventually(lambda: verdicts() == expected, 40, "each has its one verdict")
    (late,), (early,) = (qualification.told(LEADS_QUALIFIED, lead_id) for lead_id in (alone, told))
    assert (late.decided_at - late.received_at).total_seconds() >= SECONDS
    assert [one.rule for one in late.reasons if one.rule.startswith("enrichment.")] == ["enrichment.in_vain"]
    assert [one.rule for one in early.reasons if one.rule.startswith("enrichment.")] == ["enrichment.came"]
    assert waiting(qualification) == set()
    assert verdicts() == expected


def test_the_reference_provider_tells_marketing_events_what_its_file_knows(
    qualification: Qualification, received: Make
) -> None:
    lead_id = uuid4().hex
    qualification.write(received(lead_id, f"{lead_id}-1"))

    def told() -> list[Any]:
        records = admin.read_topic(qualification.bootstrap, MARKETING_EVENTS)
        return [decode(one.headers, one.value)[1] for one in records if one.key == lead_id.encode()]

    (event,) = eventually(told, 30, "it is told")
    assert (event.lead_id, event.attributes["employees"]) == (lead_id, "250")


def test_the_commands_explain_a_lead_and_replay_history_without_writing(
    qualification: Qualification, received: Make, tmp_path: Path
) -> None:
    publish_rules(qualification.bootstrap, RULES, "tests")
    lead_id = uuid4().hex
    qualification.write(received(lead_id, f"{lead_id}-1", message="A demo, please"))
    eventually(lambda: qualification.told(LEADS_QUALIFIED, lead_id), 30, "it is decided")
    ends = admin.records(qualification.bootstrap, LEADS_QUALIFIED)

    (told,) = handover(qualification, "explain", lead_id)["verdicts"]
    assert told["in_words"]["headline"].startswith("Work for sales; grade ")
    shown = eventually(lambda: _verdicts(qualification, lead_id), 30, "the read model follows")
    assert shown[0]["in_words"] == told["in_words"]

    since = f"{datetime.now(UTC):%Y-%m-%d}"
    same = handover(qualification, "replay", "--since", since, *(f"--rules={path}" for path in RULES))
    assert (same["verdicts"]["changed"], same["asked_anew"]["verdicts"]) == (0, 0)
    assert same["verdicts"]["replayed"] == same["verdicts"]["read"] >= 1
    draft = tmp_path / "draft.yaml"
    draft.write_text(RULES[0].read_text().replace("qualify: 15", "qualify: 100"))
    stricter = handover(qualification, "replay", "--since", since, "--rules", str(draft))
    assert stricter["leads"]["lost"] >= 1
    assert lead_id in {change["lead_id"] for change in stricter["largest_changes"]}
    assert admin.records(qualification.bootstrap, LEADS_QUALIFIED) == ends

    broken = tmp_path / "broken.yaml"
    broken.write_text(RULES[0].read_text().replace("qualify: 15", "qualify: much"))
    with pytest.raises(HandoverError, match=r"broken\.yaml:\d+: score\.qualify"):
        handover(qualification, "replay", "--since", since, "--rules", str(broken))


def handover(qualification: Qualification, command: str, *arguments: str) -> Any:
    """What ``handover rules COMMAND --json`` prints."""
    asked = [command, *arguments, "--json", "--bootstrap-servers", qualification.bootstrap]
    done = CliRunner().invoke(rules.app, asked)
    if isinstance(done.exception, HandoverError):
        raise done.exception
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def _verdicts(qualification: Qualification, lead_id: str) -> Any:
    answer = qualification.http.get(f"/v1/leads/{lead_id}/verdicts")
    return answer.json().get("verdicts")
