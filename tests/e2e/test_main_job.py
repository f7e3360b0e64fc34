"""The main job as its users see it, through all four services."""

import random
import re
from collections.abc import Iterator
from datetime import timedelta

import httpx
import pytest
from tests.e2e.client import Client, now
from tests.support import eventually
from typer.testing import CliRunner

from handover.cli import app
from handover.demo.watcher import Watcher
from handover.stack.plan import SERVICES
from handover.stack.stack import Stack
from lead_contracts.events import (
    DeadLettered,
    LeadAccepted,
    LeadActivity,
    LeadAssigned,
    LeadClosed,
    LeadDisqualified,
    LeadLinked,
    LeadMoved,
    LeadQualified,
    LeadReceived,
    LeadRequestRefused,
    LeadTouched,
    SlaBreached,
    SlaMet,
    SlaWithdrawn,
)

pytestmark = [pytest.mark.kafka, pytest.mark.valkey]
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


@pytest.fixture(scope="module")
def client(stack: Stack) -> Iterator[Client]:
    with Watcher(stack.bootstrap_servers) as watcher:
        yield Client(stack, watcher)


def test_a_lead_gets_a_verdict_with_reasons_and_a_farmer_with_a_decision(client: Client):
    lead = client.lead()

    verdict = client.event(LeadQualified, lead_id=lead)
    assert verdict.reasons
    assert verdict.rule_set.version >= 1
    owner = client.event(LeadAssigned, lead_id=lead)
    assert owner.role == "farmer"
    assert owner.decision.pick == owner.rep_id


def test_a_second_form_of_the_same_person_joins_the_open_cycle(client: Client):
    first = client.lead(email="twice@nordfrakt.example")
    client.event(LeadAssigned, lead_id=first)
    client.post("lead-intake", "/v1/leads", json={"email": "Twice@Nordfrakt.example", "message": "Still there?"})

    client.event(LeadTouched, lead_id=first, cycle=1)
    assert len(client.events(LeadQualified, lead_id=first)) == 1


def test_the_same_request_sent_again_under_its_idempotency_key_is_one_touch(client: Client):
    body = {"email": "again@nordfrakt.example", "company": "Nordfrakt AB", "country": "SE", "message": "Call me"}
    for _ in range(2):
        client.post("lead-intake", "/v1/leads", json=body, headers={"Idempotency-Key": "form-4711"})
    lead = client.lead()  # behind the two
    client.event(LeadAssigned, lead_id=lead)

    touches = {received.touch_id for received in client.events(LeadReceived, email="again@nordfrakt.example")}
    assert len(touches) == 1


def test_a_test_lead_is_never_given_to_a_person(client: Client):
    lead = client.lead(is_test=True)

    assert client.event(LeadDisqualified, lead_id=lead).reason_code == "test"
    assert client.events(LeadAssigned, lead_id=lead) == []


def test_the_owner_accepts_and_closes_and_another_may_not(client: Client):
    lead = client.lead()
    owner = client.event(LeadAssigned, lead_id=lead)
    other = next(key.rep_id for key in client.stack.keys.api_keys if key.rep_id not in {None, owner.rep_id})

    client.post("assignment", f"/v1/leads/{lead}/requests", f"rep.{other}", json={"type": "accept"})
    assert client.event(LeadRequestRefused, lead_id=lead).reason_code == "not_yours"
    answer = client.post("assignment", f"/v1/leads/{lead}/requests", f"rep.{owner.rep_id}", json={"type": "accept"})
    assert answer.status_code == 202
    client.event(LeadAccepted, lead_id=lead, rep_id=owner.rep_id)
    asked = answer.headers["location"]
    eventually(lambda: client.get("assignment", asked, f"rep.{owner.rep_id}").json().get("status") == "done")
    won = {"type": "close", "outcome": "won", "value": 12000, "currency": "EUR"}
    client.post("assignment", f"/v1/leads/{lead}/requests", f"rep.{owner.rep_id}", json=won)
    assert client.event(LeadClosed, lead_id=lead).outcome == "won"


def test_the_inbox_shows_the_owner_the_lead_with_its_contact(client: Client):
    lead = client.lead(email="inbox@nordfrakt.example")
    owner = client.event(LeadAssigned, lead_id=lead)

    inbox = eventually(lambda: lead in client.get("assignment", "/v1/inbox", f"rep.{owner.rep_id}").text)
    assert inbox


def test_the_sender_sees_what_became_of_the_delivery(client: Client):
    answer = client.post("lead-intake", "/v1/leads", json={"email": "status@nordfrakt.example", "country": "SE"})

    found = eventually(
        lambda: client.get("lead-intake", answer.headers["location"], "marketing").json().get("leads"), timeout=20
    )
    assert found[0]["lead_id"] == client.event(LeadReceived, email="status@nordfrakt.example").lead_id


def test_nobody_answered_in_a_day_is_one_breach_and_a_reply_in_time_withdraws_it(client: Client):
    lead = client.lead(occurred_at=(now() - timedelta(hours=25)).isoformat())
    breach = client.event(SlaBreached, lead_id=lead)
    call = {
        "lead_id": lead,
        "kind": "call",
        "direction": "out",
        "outcome": "reached",
        "occurred_at": (now() - timedelta(hours=3)).isoformat(),
    }
    client.post("lead-intake", "/v1/activities", "manager", json=call)

    assert client.event(SlaWithdrawn, lead_id=lead).withdraws == breach.alert_id
    client.event(SlaMet, lead_id=lead)
    assert len(client.events(SlaBreached, lead_id=lead)) == 1


def test_one_trace_leads_from_the_marketing_event_to_the_owner(client: Client):
    from lead_contracts.topics import LEADS_ASSIGNED
    from lead_runtime.admin import read_topic

    headers = {"traceparent": f"00-{TRACE}-00f067aa0ba902b7-01"}
    body = {"email": "trace@nordfrakt.example", "company": "Nordfrakt AB", "job_title": "Head of IT", "country": "SE"}
    client.post("lead-intake", "/v1/leads", json=body, headers=headers)
    lead = client.event(LeadReceived, email="trace@nordfrakt.example").lead_id
    client.event(LeadAssigned, lead_id=lead)

    (record,) = (r for r in read_topic(client.stack.bootstrap_servers, LEADS_ASSIGNED) if r.key == lead.encode())
    assert dict(record.headers)["traceparent"].split(b"-")[1] == TRACE.encode()


def test_no_log_and_no_metric_says_who_the_person_is(client: Client):
    person = {
        "email": "zebulon@quistgaard.example",
        "first_name": "Zebulon",
        "last_name": "Quistgaard",
        "phone": "+442079460123",
        "message": "Ring my sister Perpetua",
    }
    lead = client.lead(**person)
    client.event(LeadAssigned, lead_id=lead)
    poison = {"content-type": "application/json", "ce_type": "com.example.lead.v1"}
    client.to_kafka(b'{"email": "zebulon@quistgaard.example", "first_name": "Zebulon"', poison)
    client.post("lead-intake", "/v1/leads", json={**person, "occurred_at": "soon"})
    client.event(LeadAssigned, lead_id=client.lead())  # behind the two

    logs = {
        path.name: path.read_text("utf-8", "replace") for path in client.stack.plan.logs.rglob("*") if path.is_file()
    }
    metrics = {name: client.get(name, "/metrics", "ops").text for name in SERVICES}
    assert {f"{name}-0.log" for name in SERVICES} <= logs.keys()
    assert all("python_info" in text for text in metrics.values())
    told = re.compile("zebulon|quistgaard|79460123|perpetua", re.IGNORECASE)
    assert [name for name, text in {**logs, **metrics}.items() if told.search(text)] == []


# --- bad input: a clear error that names the thing, and the neighbours go on --------------------------------------------


@pytest.fixture
def neighbour(client: Client) -> Iterator[None]:
    """After the bad input a good lead still gets through all services."""
    yield
    client.event(LeadAssigned, lead_id=client.lead())


@pytest.mark.usefixtures("neighbour")
@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"company": "No way to reach anybody"}, "email"),
        ({"email": 7}, "email"),
        ({"email": "x@nordfrakt.example", "occurred_at": "2199-01-01T00:00:00Z"}, "occurred_at"),
    ],
)
def test_v1_refuses_at_once_with_the_field_named(client: Client, body: dict[str, object], field: str):
    answer = client.post("lead-intake", "/v1/leads", json=body)

    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert any(field in error["field"] or field in error["detail"] for error in answer.json()["errors"])


@pytest.mark.usefixtures("neighbour")
def test_a_body_of_5_mb_is_refused(client: Client):
    answer = client.post("lead-intake", "/v1/leads", content=b"x" * 5_000_000)

    assert answer.status_code == 413
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.usefixtures("neighbour")
@pytest.mark.parametrize(
    ("value", "headers", "error"),
    [
        (b"\x00\xff\xfe", {"content-type": "application/json"}, "MalformedEvent"),
        (b"[1, 2", {"ce_type": "com.example.lead.v1"}, None),
        (b'"a word"', {"ce_type": "com.example.lead.v1"}, None),
        (b'{"company": "nobody to reach"}', {"ce_type": "com.example.lead.v1"}, None),
        (b"{}", {"ce_type": "com.leadhandover.delivery.v9"}, "UnsupportedVersion"),
    ],
    ids=["undecodable bytes", "broken json", "wrong type", "no way to reach the person", "unknown version"],
)
def test_bad_events_on_kafka_become_dead_letters_with_a_reason(client, value, headers, error):
    before = len(client.events(DeadLettered))
    base = {
        "content-type": "application/json",
        "ce_specversion": "1.0",
        "ce_id": "bad",
        "ce_source": "/partner",
        "ce_time": "2026-11-22T10:00:00Z",
    }
    client.to_kafka(value, headers if error == "MalformedEvent" else {**base, **headers})
    client.watcher.until("the dead letter", lambda: len(client.events(DeadLettered)) > before, within=30)

    letter = client.events(DeadLettered)[-1]
    assert letter.group == "lead-intake"
    assert letter.detail
    assert error is None or letter.error == error


def test_without_a_key_nothing_is_taken(client: Client):
    address = client.stack.address("lead-intake")

    assert httpx.post(f"{address}/v1/leads", json={"email": "x@y.example"}).status_code == 401
    assert httpx.post(f"{address}/hooks/hubspot", json={"vid": 1}).status_code == 401


def test_the_same_phone_with_another_address_is_a_hint_that_the_owner_reads(client: Client):
    number = f"+4670174{random.randrange(10_000):04}"
    first, second = client.lead(phone=number), client.lead(phone=number)

    def hinted() -> bool:
        """A hint may be missed while Redis is slow; then the next touch has it."""
        touches = client.events(LeadReceived, lead_id=second)
        again = {"email": touches[0].email, "phone": number, "message": f"this is touch {len(touches)}"}
        if found := [touch for touch in touches if touch.possible_duplicate_of == first]:
            decided = client.events(LeadQualified, lead_id=second) + client.events(LeadTouched, lead_id=second)
            return any(verdict.touch_id == found[0].touch_id for verdict in decided)
        client.post("lead-intake", "/v1/leads", json=again)
        return False

    client.watcher.until("a verdict on a touch that says whom it may be", hinted, within=30)
    shown = f"/v1/leads/{second}"
    eventually(
        lambda: (
            client.get("assignment", shown, "manager").json().get("facts", {}).get("possible_duplicate_of") == first
        ),
        30,
    )
    assert client.events(LeadLinked, to=first) == client.events(LeadLinked, to=second) == []


def test_two_leads_that_a_manager_links_are_worked_on_as_one_and_told_as_one(client: Client):
    first, second = client.lead(email="anna@one.example"), client.lead(email="anna@two.example")
    owners = {lead: client.event(LeadAssigned, lead_id=lead).rep_id for lead in (first, second)}

    answer = client.post("lead-intake", "/v1/links", "manager", json={"from": first, "to": second})
    assert answer.status_code == 202, answer.text
    closed = client.event(LeadClosed, lead_id=first)
    assert (closed.outcome, closed.reason_code) == ("invalid", "linked")
    client.event(LeadTouched, lead_id=second)  # what was open of the first
    client.post("lead-intake", "/v1/leads", json={"email": "anna@one.example", "message": "Hello?"})
    moved = client.event(LeadMoved, lead_id=first, to=second)
    client.event(LeadTouched, lead_id=second, touch_id=moved.touch_id)
    call = {"lead_id": first, "kind": "call", "occurred_at": moved.decided_at.isoformat()}
    client.post("lead-intake", "/v1/activities", "manager", json=call)
    client.event(LeadActivity, lead_id=second, kind="call")

    def told() -> dict[str, object]:
        found: dict[str, object] = client.get("assignment", f"/v1/leads/{second}", "manager").json()
        return found

    def whole() -> bool:
        shown = told()
        lines = {(line["event"], line["lead_id"]) for line in shown["story"]}  # type: ignore[attr-defined]
        both = {("lead.assigned", first), ("lead.assigned", second), ("lead.linked", first), ("lead.moved", first)}
        return shown["also"] == [first] and lines >= both

    eventually(whole, 30, "the story of the second tells that of the first")
    inbox = client.get("assignment", "/v1/inbox", f"rep.{owners[first]}").json()["items"]
    assert first not in {item["lead_id"] for item in inbox}
    eventually(
        lambda: first not in client.get("sla-monitor", "/v1/clocks?limit=500", "manager").text,
        30,
        "no clock runs for the first",
    )
    assert client.get("assignment", f"/v1/leads/{first}", "manager").json()["stands_for"] == [second]


def test_the_command_links_and_tells_and_the_audit_holds(client: Client):
    first, second = client.lead(), client.lead()
    kafka = ["--bootstrap-servers", client.stack.bootstrap_servers]
    runner = CliRunner()

    done = runner.invoke(app, ["link", first, second, "--reason", "moved_firm", "--by", "maria", *kafka])
    assert done.exit_code == 0, done.output
    link = client.event(LeadLinked, from_=first, to=second)
    assert (link.reason_code, link.by) == ("moved_firm", "maria")
    client.event(LeadClosed, lead_id=first, reason_code="linked")
    client.event(LeadTouched, lead_id=second)

    story = runner.invoke(app, ["lead", second, *kafka]).stdout
    assert all(part in story for part in ("linked", "maria", first[:8], second[:8], "came as"))
    audit = runner.invoke(app, ["audit", *kafka])
    assert audit.exit_code == 0, audit.stdout
