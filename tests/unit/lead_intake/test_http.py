"""What callers of intake see, through the application that production wires, with Kafka and Redis faked at their ports."""

import asyncio
import gzip
import json
from typing import Any

import httpx
import pytest
from tests.unit.lead_intake.samples import body_of, request_of
from tests.unit.lead_intake.world import KEY, NOW, REP_KEY, FakeLog, FakeStatuses, app, settings

from lead_intake.adapters.http.ingress import DeliveryLog
from lead_intake.application.status import Arrived, Death, DeliveryStatus, status
from lead_runtime.publisher import Publisher

LEAD = {"email": "ann@firm.example", "first_name": "Ann"}
CALL = {"email": "ann@firm.example", "kind": "call", "occurred_at": "2026-11-16T11:00:00Z"}


def ask(
    method: str,
    url: str,
    *,
    log: DeliveryLog | None = None,
    statuses: FakeStatuses | None = None,
    key: str | None = KEY,
    configured: dict[str, Any] | None = None,
    **request: Any,
) -> httpx.Response:
    """One request to a fresh application."""

    async def go() -> httpx.Response:
        transport = httpx.ASGITransport(app(log or FakeLog(), statuses, **(configured or {})))
        async with httpx.AsyncClient(transport=transport, base_url="https://leads.example.com") as client:
            headers = ({"Authorization": f"Bearer {key}"} if key else {}) | request.pop("headers", {})
            return await client.request(method, url, headers=headers, **request)

    return asyncio.run(go())


def fields(answer: httpx.Response) -> list[str]:
    assert answer.headers["content-type"] == "application/problem+json"
    return [error["field"] for error in answer.json()["errors"]]


def send_sample(sample: str, log: FakeLog, key: str | None = None, body: bytes | None = None) -> httpx.Response:
    request = request_of(sample)
    content = body_of(sample) if body is None else body
    return ask("POST", request.url, log=log, key=key, headers=request.headers, content=content)


# --- /v1/leads --------------------------------------------------------------------------------------------------------


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


# --- /v1/activities and /v1/suppressions ------------------------------------------------------------------------------


@pytest.mark.parametrize("key", [KEY, REP_KEY])
def test_an_activity_is_kept(key: str) -> None:
    log = FakeLog()

    answer = ask("POST", "/v1/activities", log=log, key=key, json=CALL)

    assert (answer.status_code, log.kept[0].request.path if log.kept[0].request else "") == (202, "/v1/activities")


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


# --- /hooks -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sample", "status"),
    [
        ("hubspot/workflow_contact.json", 202),
        ("typeform/form_response.json", 202),
        ("google_ads/lead_form.json", 200),
        ("cloudevents/http_binary.json", 202),
        ("cloudevents/http_structured.json", 202),
    ],
)
def test_a_vendors_delivery_is_kept_as_it_came(sample: str, status: int) -> None:
    log = FakeLog()

    answer = send_sample(sample, log)

    assert answer.status_code == status
    assert [kept.body for kept in log.kept] == [body_of(sample)]
    assert log.kept[0].request is not None
    assert "authorization" not in log.kept[0].request.headers


@pytest.mark.parametrize(
    "sample", ["hubspot/workflow_contact.json", "typeform/form_response.json", "google_ads/lead_form.json"]
)
def test_a_delivery_that_proves_nothing_is_401_and_not_kept(sample: str) -> None:
    log = FakeLog()
    body = body_of(sample).replace(b"sample-google-key", b"another-google-key") + b" "

    assert (send_sample(sample, log, body=body).status_code, log.kept) == (401, [])


def test_what_authenticates_is_kept_even_if_it_cannot_be_read() -> None:
    log = FakeLog()

    answer = ask(
        "POST", "/hooks/forms", log=log, headers={"X-Auth-Token": "token-of-the-forms"}, key=None, content=b"\xff"
    )

    assert (answer.status_code, log.kept[0].body) == (202, b"\xff")


def test_a_token_in_the_address_is_not_kept() -> None:
    log = FakeLog()

    answer = ask("POST", "/hooks/forms?token=token-of-the-forms&form=7", log=log, key=None, json=LEAD)

    assert answer.status_code == 202
    assert log.kept[0].request is not None
    assert log.kept[0].request.query == {"form": "7"}


def test_a_marketing_key_opens_the_hook_of_a_source_that_nobody_configured() -> None:
    log = FakeLog()

    assert ask("POST", "/hooks/new-tool", log=log, json=LEAD).status_code == 202
    assert log.kept[0].source == "new-tool"


@pytest.mark.parametrize("key", [None, REP_KEY])
def test_without_token_or_marketing_key_nobody_learns_which_sources_there_are(key: str | None) -> None:
    answers = [ask("POST", f"/hooks/{source}", key=key, json=LEAD).status_code for source in ("forms", "nobody")]

    assert answers == [401, 401]


@pytest.mark.parametrize(("source", "channel"), [("apollo", "list"), ("new-tool", "list"), ("forms", "live")])
def test_a_file_of_leads_is_a_list_whatever_address_it_is_posted_to(source: str, channel: str) -> None:
    log = FakeLog()
    kind = "text/csv; charset=utf-8" if channel == "list" else "application/json"

    ask("POST", f"/hooks/{source}", log=log, content=b"email\na@firm.example\n", headers={"Content-Type": kind})

    assert [kept.channel for kept in log.kept] == [channel]


def test_a_vendor_that_looks_first_finds_somebody() -> None:
    answer = ask("GET", "/hooks/forms", key=None)

    assert (answer.status_code, answer.text) == (200, "ready")


def test_the_address_that_was_signed_is_the_public_one() -> None:
    log, request = FakeLog(), request_of("hubspot/workflow_contact.json")
    inside = {"headers": request.headers, "content": body_of("hubspot/workflow_contact.json")}

    async def go() -> int:
        transport = httpx.ASGITransport(app(log))
        async with httpx.AsyncClient(transport=transport, base_url="http://intake.internal:8080") as client:
            return (await client.post("/hooks/hubspot", **inside)).status_code  # type: ignore[arg-type]

    assert asyncio.run(go()) == 202


# --- /v1/imports ------------------------------------------------------------------------------------------------------


def test_each_row_of_a_list_is_a_delivery() -> None:
    log = FakeLog()

    answer = ask("POST", "/v1/imports?source=apollo", log=log, content=body_of("apollo/contacts_export.csv"))

    assert (answer.status_code, answer.json()["rows"]) == (202, 2)
    assert [(kept.source, kept.channel) for kept in log.kept] == [("apollo", "list")] * 2
    assert [kept.request.headers["import-row"] for kept in log.kept if kept.request] == ["1", "2"]
    assert json.loads(log.kept[1].body)["Company Name"] == "Hale & Sons"


def test_a_long_list_is_streamed_and_kept_whole() -> None:
    log = FakeLog()
    body = b"Email;Notes\n" + b"".join(b'p%d@firm.example;"two\nlines; ""quoted"""\n' % row for row in range(3000))

    async def go() -> httpx.Response:
        async def chunks() -> Any:
            for start in range(0, len(body), 997):
                yield body[start : start + 997]

        async with httpx.AsyncClient(transport=httpx.ASGITransport(app(log)), base_url="https://x.example") as client:
            return await client.post("/v1/imports", headers={"Authorization": f"Bearer {KEY}"}, content=chunks())

    answer = asyncio.run(go())

    assert answer.json()["rows"] == len(log.kept) == 3000
    assert json.loads(log.kept[2999].body) == {"Email": "p2999@firm.example", "Notes": 'two\nlines; "quoted"'}


def test_the_same_list_under_the_same_key_gives_the_same_deliveries() -> None:
    logs = [FakeLog(), FakeLog()]
    for log in logs:
        ask("POST", "/v1/imports", log=log, content=b"email\na@firm.example\n", headers={"Idempotency-Key": "q4"})

    assert logs[0].kept[0].delivery_id == logs[1].kept[0].delivery_id


@pytest.mark.parametrize("body", [b"", b"\n\n", b"email\n", b"name,company\nAnn,Firm\n"])
def test_a_list_without_rows_or_reach_is_refused(body: bytes) -> None:
    log = FakeLog()

    answer = ask("POST", "/v1/imports", log=log, content=body)

    assert (answer.status_code, log.kept) == (422, [])


def test_a_list_that_breaks_off_keeps_what_came_before_and_says_so() -> None:
    log = FakeLog()
    body = b"email\n" + b"a@firm.example\n" * 20_000 + b"\xff\n"

    answer = ask("POST", "/v1/imports", log=log, content=body)

    assert answer.status_code == 422
    assert f"{len(log.kept)} rows before it are kept" in answer.json()["detail"]


# --- /v1/deliveries ---------------------------------------------------------------------------------------------------

ARRIVED = Arrived("website", "live", "2026-11-16T12:00:00+00:00", 3, 7, "accept")


def known(
    leads: dict[str, str] | None = None, deaths: tuple[Death, ...] = (), arrived: Arrived = ARRIVED
) -> FakeStatuses:
    found: DeliveryStatus = status("d1", arrived, leads or {}, deaths)
    return FakeStatuses({"d1": found})


@pytest.mark.parametrize(
    ("statuses", "progress"),
    [
        (known(), "accepted"),
        (known({"t1": "l1"}), "processed"),
        (known(arrived=Arrived("x", "live", "", 3, 7, "ignore", expects_leads=False)), "processed"),
        (known({"t1": "l1"}, (Death("x", "NoReach", "item 1"),)), "dead"),
    ],
)
def test_a_delivery_tells_how_far_it_is(statuses: FakeStatuses, progress: str) -> None:
    assert ask("GET", "/v1/deliveries/d1", statuses=statuses).json()["status"] == progress


def test_a_delivery_tells_its_leads_and_why_it_is_dead() -> None:
    answer = ask("GET", "/v1/deliveries/d1", statuses=known({"t1": "l1"}, (Death("x", "NoReach", "item 1"),))).json()

    assert answer["leads"] == [{"touch_id": "t1", "lead_id": "l1"}]
    assert answer["dead_letters"] == [{"dead_id": "x", "error": "NoReach", "detail": "item 1"}]


def test_what_was_acknowledged_a_moment_ago_is_waited_for() -> None:
    statuses = known()
    statuses.late = 2

    assert ask("GET", "/v1/deliveries/d1", statuses=statuses).status_code == 200


def test_an_unknown_delivery_is_404_and_a_lost_read_model_503() -> None:
    assert ask("GET", "/v1/deliveries/nobody", statuses=FakeStatuses()).status_code == 404
    assert ask("GET", "/v1/deliveries/d1", statuses=FakeStatuses(away=True)).status_code == 503


def test_the_api_describes_itself() -> None:
    paths = ask("GET", "/openapi.json", key=None).json()["paths"]

    assert {"/v1/leads", "/v1/activities", "/v1/suppressions", "/v1/imports", "/hooks/{source}"} <= paths.keys()
    assert "email" in json.dumps(paths["/v1/leads"]["post"]["requestBody"])
