"""No bytes whatever make an adapter, or the worker around it, raise anything but a named error."""

import json
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.lead_intake.samples import body_of
from tests.unit.lead_intake.world import delivery, driver, foreign

from lead_contracts import errors as contract_errors
from lead_intake.adapters.catalogue import Catalogue
from lead_intake.adapters.paths import ACTIVITIES, HOOKS, LEADS, SUPPRESSIONS
from lead_intake.adapters.sources import readers
from lead_intake.application.interpret import interpret
from lead_intake.domain import errors as intake_errors
from lead_intake.domain.delivery import Delivery
from lead_runtime.engine import errors as engine_errors

UNHURRIED = settings(deadline=None)  # the machine is shared, and the first call loads tables
ROOTS = (intake_errors.IntakeError, contract_errors.ContractError, engine_errors.InvalidInput)
NAMED = {
    name
    for module in (intake_errors, contract_errors, engine_errors)
    for name, error in vars(module).items()
    if isinstance(error, type) and issubclass(error, ROOTS)
}
SEEDS: dict[str, Any] = {
    ACTIVITIES: {"email": "a@firm.example", "kind": "call", "occurred_at": "2026-11-16T11:00:00Z", "satisfaction": 1},
    LEADS: json.loads(body_of("cloudevents/http_binary.json")),
    SUPPRESSIONS: {"email": "a@firm.example", "reason_code": "erasure", "occurred_at": "2026-11-16T11:00:00Z"},
    "/hooks/apollo": {
        "Email": "a@firm.example",
        "First Name": "Ann",
        "Apollo Contact Id": "c1",
        "Website": "w.example",
    },
    "/hooks/cloudevents": json.loads(body_of("cloudevents/http_structured.json")),
    "/hooks/google-ads": json.loads(body_of("google_ads/lead_form.json")),
    "/hooks/hubspot": json.loads(body_of("hubspot/workflow_contact.json")),
    "/hooks/outreach": json.loads(body_of("outreach/prospect_created.json")),
    "/hooks/rudderstack": [json.loads(body_of("segment/identify.json"))],
    "/hooks/segment": json.loads(body_of("segment/track_lead_submitted.json")),
    "/hooks/typeform": json.loads(body_of("typeform/form_response.json")),
    "/hooks/zapier": json.loads(body_of("zapier/flat_json.json")) | {"contact__phone": "+1", "contact__x": {"y": 1}},
    "/hooks/zoominfo": {"ZoomInfo Contact ID": "-1", "Email Address": "a@firm.example", "Revenue (in 000s USD)": "1,0"},
    "/hooks/close": {
        "event": {"object_type": "contact", "action": "created", "data": {"emails": [{"email": "a@b.cd"}]}}
    },
    "/hooks/drift": {"type": "contact_identified", "data": {"id": 7, "attributes": {"email": "a@firm.example"}}},
    "/hooks/intercom": json.loads(body_of("intercom/contact_lead_created.json")),
    "/hooks/marketo": {"leadId": 9, "Email Address": "a@firm.example", "program": {"name": "Launch"}},
    "/hooks/mautic": json.loads(body_of("mautic/form_on_submit.json")),
    "/hooks/pipedrive": json.loads(body_of("pipedrive/create_lead_v2.json")),
    "/hooks/salesforce": json.loads(body_of("salesforce/cdc_lead_create.json")),
    "/hooks/calendly": json.loads(body_of("calendly/invitee_created.json")),
    "/hooks/contact-form-7": {
        "your-email": "a@firm.example",
        "tel-1": "+442079460700",
        "acceptance-1": ["I agree"],
        "_wpcf7": "1",
    },
    "/hooks/gravity-forms": json.loads(body_of("gravity_forms/all_fields.json")),
    "/hooks/linkedin": json.loads(body_of("linkedin/lead_form_response.json")),
    "/hooks/meta-lead-ads": json.loads(body_of("meta_lead_ads/graph_lead.json")),
    "/hooks/tiktok": json.loads(body_of("tiktok/webhook_lead.json")),
    "/hooks/unbounce": {
        "page_name": "p",
        "email": ["a@firm.example"],
        "date_submitted": ["2026-11-15"],
        "time_submitted": ["1:00 PM UTC"],
    },
    "/hooks/webflow": json.loads(body_of("webflow/form_submission.json")),
    "/hooks/wpforms": {
        "name": {"first": "Ann"},
        "fields": {"1": {"name": "E-mail", "value": "a@firm.example"}},
        "entry_id": 3,
    },
}
NASTY = (
    "2026-13-01T00:00:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "http://[", "1e999", "-1",
    "\u0000", "@", "+", "[[", "=1+1", "9" * 5000,
)  # fmt: skip
ALL = readers(Catalogue({}).route)
NOW = datetime(2026, 11, 16, 14, tzinfo=UTC)
ODD: tuple[Any, ...] = (None, True, 0, -1.5, "", "x", [], {}, [[]], [None], [{}], {"": None})
TEXTS = st.text(st.characters(exclude_categories=("Cs",)), max_size=30)
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXTS
    | st.sampled_from(NASTY)
)
VALUES = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3))
CONTENT_TYPES = (
    "application/json",
    "text/csv",
    "application/x-www-form-urlencoded",
    "application/cloudevents+json",
    "application/cloudevents-batch+json",
    "",
)


def places(node: Any, here: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The place of every value in a JSON document."""
    inside: Any = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    return [here, *(place for name, value in inside for place in places(value, (*here, name)))]


PLACES = [(path, place) for path, seed in SEEDS.items() for place in places(seed)]


def changed(node: Any, place: tuple[Any, ...], value: Any) -> Any:
    """The document with another value at the place."""
    if not place:
        return value
    copy = dict(node) if isinstance(node, dict) else list(node)
    copy[place[0]] = changed(node[place[0]], place[1:], value)
    return copy


def judge(path: str, body: bytes, content_type: str) -> None:
    worker = driver()
    worker.feed(delivery(path.rpartition("/")[2], path, body, content_type))
    assert {letter.error for letter in worker.dead_letters} <= NAMED
    assert all(letter.detail.isprintable() for letter in worker.dead_letters)


@UNHURRIED
@given(path=st.sampled_from(sorted(SEEDS)), body=st.binary(max_size=300), kind=st.sampled_from(CONTENT_TYPES))
def test_whatever_the_bytes(path: str, body: bytes, kind: str) -> None:
    judge(path, body, kind)


@settings(deadline=None, max_examples=300)
@given(
    adapter=st.sampled_from(sorted(ALL)),
    body=st.binary(max_size=100) | VALUES.map(lambda value: json.dumps(value).encode()),
    kind=st.sampled_from(CONTENT_TYPES),
)
def test_whatever_comes_to_any_adapter(adapter: str, body: bytes, kind: str) -> None:
    with suppress(intake_errors.IntakeError):
        interpret(Delivery(adapter, adapter, body, NOW, headers={"content-type": kind}), ALL, 1 << 20)


@UNHURRIED
@given(where=st.sampled_from(PLACES), value=VALUES)
def test_whatever_stands_where_a_vendor_puts_something_else(where: tuple[str, tuple[Any, ...]], value: Any) -> None:
    path, place = where
    kind = "application/cloudevents+json" if path.endswith("cloudevents") else "application/json"
    judge(path, json.dumps(changed(SEEDS[path], place, value)).encode(), kind)


@pytest.mark.parametrize("path", sorted(path for path in SEEDS if path.startswith(HOOKS)))
def test_every_shape_at_every_place(path: str) -> None:
    name = path.rpartition("/")[2]
    headers = {"content-type": f"application/{'cloudevents+' if name == 'cloudevents' else ''}json"}
    for place in places(SEEDS[path]):
        for odd in ODD:
            body = json.dumps(changed(SEEDS[path], place, odd)).encode()
            with suppress(intake_errors.IntakeError):
                interpret(Delivery(name, name.replace("-", "_"), body, NOW, headers=headers), ALL, 1 << 20)


@UNHURRIED
@given(cells=st.lists(st.lists(TEXTS | st.sampled_from(NASTY), max_size=4), max_size=4), bom=st.booleans())
def test_whatever_the_cells_of_a_list(cells: list[list[str]], bom: bool) -> None:
    text = "\n".join(["Email,First Name,Country,Website", *(",".join(row) for row in cells)])
    judge("/hooks/apollo", text.encode("utf-8-sig" if bom else "utf-8"), "text/csv")


@UNHURRIED
@given(
    headers=st.lists(
        st.tuples(
            st.sampled_from(
                ["ce_specversion", "ce_id", "ce_source", "ce_type", "ce_time", "ce_channel", "content-type"]
            ),
            st.binary(max_size=20) | st.sampled_from([b"1.0", b"com.leadhandover.delivery.v1", b"application/json"]),
        ),
        max_size=8,
    ),
    value=st.none() | st.binary(max_size=100),
    timestamp=st.integers(-1, 2**62),
)
def test_whatever_an_outsider_writes(headers: list[tuple[str, bytes]], value: bytes | None, timestamp: int) -> None:
    worker = driver()
    worker.feed_record(foreign(tuple(headers), value, timestamp))
    assert {letter.error for letter in worker.dead_letters} <= NAMED
