"""``/v1/leads``, ``/v1/activities``, ``/v1/suppressions``: refused at once where they cannot be used."""

import gzip
import json
from typing import Any

import pytest
from pydantic import SecretStr
from tests.unit.lead_intake.calls import CALL, LEAD, ask, fields
from tests.unit.lead_intake.world import KEY, NOW, REP_KEY, FakeLog, settings

from lead_contracts.ids import derived_id
from lead_runtime.publisher import Publisher
from lead_runtime.settings import ApiKey, Role


def test_a_lead_is_kept_before_it_is_acknowledged() -> None:
    log = FakeLog()

    answer = ask("POST", "/v1/leads", log=log, json=LEAD)

    assert (answer.status_code, answer.json()) == (202, {"delivery_ids": ["n1"]})
    assert answer.headers["location"] == "/v1/deliveries/n1"
    (kept,) = log.kept
    assert (kept.delivery_id, kept.source, kept.received_at) == ("n1", "website", NOW)
    assert json.loads(kept.body) == LEAD


def test_an_array_is_one_delivery_per_lead_in_its_order() -> None:
    log = FakeLog()

    answer = ask("POST", "/v1/leads", log=log, json=[LEAD, LEAD | {"first_name": "Bob"}])

    assert len(answer.json()["delivery_ids"]) == 2
    assert [json.loads(kept.body)["first_name"] for kept in log.kept] == ["Ann", "Bob"]


def test_ndjson_is_read_line_by_line() -> None:
    log = FakeLog()
    body = b"\n".join(json.dumps(one).encode() for one in (LEAD, LEAD)) + b"\n"

    answer = ask("POST", "/v1/leads", log=log, content=body, headers={"Content-Type": "application/x-ndjson"})

    assert (answer.status_code, len(log.kept)) == (202, 2)


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ({"company": "Firm"}, ["email"]),
        ({"email": "ann"}, ["email"]),
        ({"phone": "12345"}, ["phone"]),
        (LEAD | {"occurred_at": "2026-11-16T11:00:00"}, ["occurred_at"]),
        (LEAD | {"occurred_at": "2026-11-16T12:06:00Z"}, ["occurred_at"]),
        (LEAD | {"motion": "sideways"}, ["motion"]),
        ([LEAD, {"company": "Firm"}, {"email": 7}], ["1.email", "2.email"]),
        ([], ["body"]),
        (7, ["body"]),
    ],
)
def test_a_lead_that_cannot_be_used_is_refused_with_the_field_named_and_nothing_is_kept(
    body: Any, named: list[str]
) -> None:
    log = FakeLog()

    answer = ask("POST", "/v1/leads", log=log, json=body)

    assert (answer.status_code, fields(answer)) == (422, named)
    assert log.kept == []


def test_a_refusal_does_not_repeat_what_was_sent() -> None:
    answer = ask("POST", "/v1/leads", json={"email": "ann.at.firm", "motion": "secret-word"})

    assert "ann.at.firm" not in answer.text
    assert "secret-word" not in answer.text


@pytest.mark.parametrize("body", [b"\xff\xfe", b"{", b'{"email": "\xff"}'])
def test_bytes_that_are_no_json_are_a_clear_400(body: bytes) -> None:
    answer = ask("POST", "/v1/leads", content=body)

    assert (answer.status_code, answer.json()["detail"]) == (400, "The body is not JSON in UTF-8.")


def test_a_body_of_5_mb_is_refused() -> None:
    log = FakeLog()

    answer = ask("POST", "/v1/leads", log=log, content=b" " * (5 << 20))

    assert (answer.status_code, answer.json()["status"], log.kept) == (413, 413, [])


def test_a_gzipped_body_is_unpacked() -> None:
    log = FakeLog()
    packed = gzip.compress(json.dumps(LEAD).encode())

    answer = ask("POST", "/v1/leads", log=log, content=packed, headers={"Content-Encoding": "gzip"})

    assert (answer.status_code, json.loads(log.kept[0].body)) == (202, LEAD)


def test_the_same_idempotency_key_gives_the_same_delivery() -> None:
    ids = [
        ask("POST", "/v1/leads", json=LEAD, headers={"Idempotency-Key": key}).json()["delivery_ids"]
        for key in ("a", "a", "b")
    ]

    assert ids[0] == ids[1] != ids[2]


@pytest.mark.parametrize(("key", "status"), [(None, 401), ("wrong-key-of-16-chars", 401), (REP_KEY, 403)])
def test_leads_need_a_marketing_key(key: str | None, status: int) -> None:
    assert ask("POST", "/v1/leads", key=key, json=LEAD).status_code == status


def test_kafka_away_is_503_and_says_when_to_try_again() -> None:
    answer = ask("POST", "/v1/leads", log=FakeLog(away=True), json=LEAD)

    assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")
    assert answer.json()["title"] == "Service Unavailable"


def test_before_kafka_was_ever_there_it_is_503_as_well() -> None:
    answer = ask("POST", "/v1/leads", log=Publisher(settings(), source="/lead-intake"), json=LEAD)

    assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")


def test_a_record_that_kafka_does_not_take_is_413() -> None:
    assert ask("POST", "/v1/leads", log=FakeLog(largest=10), json=LEAD).status_code == 413


@pytest.mark.parametrize("key", [KEY, REP_KEY])
def test_an_activity_is_kept(key: str) -> None:
    log = FakeLog()

    answer = ask("POST", "/v1/activities", log=log, key=key, json=CALL)

    assert (answer.status_code, log.kept[0].request.path if log.kept[0].request else "") == (202, "/v1/activities")


@pytest.mark.parametrize(
    ("key", "said", "kept"),
    [(REP_KEY, None, "ann"), (REP_KEY, "ann", "ann"), (REP_KEY, "bob", None), (KEY, "bob", "bob")],
)
def test_what_a_rep_did_is_kept_under_the_reps_own_name_and_under_nobody_elses(
    key: str, said: str | None, kept: str | None
) -> None:
    log, call = FakeLog(), CALL | ({"rep_id": said} if said else {})

    answer = ask("POST", "/v1/activities", log=log, key=key, json=[call, CALL])

    assert answer.status_code == (202 if kept else 403)
    assert [json.loads(one.body).get("rep_id") for one in log.kept][:1] == ([kept] if kept else [])


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"occurred_at": "2026-11-16T12:06:00Z"}, ["occurred_at"]),
        ({"kind": "fax"}, ["kind"]),
        ({"email": None}, ["lead_id"]),
        ({"email": "info@firm.example"}, ["email"]),
        ({"satisfaction": 6}, ["satisfaction"]),
    ],
)
def test_an_activity_that_cannot_be_used_is_refused(change: dict[str, Any], named: list[str]) -> None:
    answer = ask("POST", "/v1/activities", json=CALL | change)

    assert (answer.status_code, fields(answer)) == (422, named)


def test_an_activity_without_its_time_is_refused() -> None:
    assert fields(ask("POST", "/v1/activities", json={"lead_id": "l", "kind": "call"})) == ["occurred_at"]


def test_a_suppression_is_kept() -> None:
    log = FakeLog()

    assert ask("POST", "/v1/suppressions", log=log, json={"email": "ann@firm.example"}).status_code == 202
    assert len(log.kept) == 1


LINK = {"from": derived_id("a", "lead", "t"), "to": derived_id("b", "lead", "t")}


@pytest.mark.parametrize(("role", "status"), [("manager", 202), ("ops", 202), ("admin", 202), ("marketing", 403)])
def test_two_leads_are_one_when_a_manager_says_so(role: Role, status: int) -> None:
    log, keys = FakeLog(), (ApiKey(name="maria", role=role, key=SecretStr(KEY)),)

    assert ask("POST", "/v1/links", log=log, json=LINK, configured={"api_keys": keys}).status_code == status
    assert [kept.source for kept in log.kept] == (["maria"] if status == 202 else [])


@pytest.mark.parametrize(
    ("change", "named"), [({"to": "ann@firm.example"}, ["to"]), ({"from": "7"}, ["from"]), ({"to": None}, ["to"])]
)
def test_only_leads_are_linked(change: dict[str, Any], named: list[str]) -> None:
    keys = (ApiKey(name="maria", role="manager", key=SecretStr(KEY)),)
    answer = ask("POST", "/v1/links", json=LINK | change, configured={"api_keys": keys})

    assert (answer.status_code, fields(answer)) == (422, named)
