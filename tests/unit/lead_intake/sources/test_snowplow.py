"""Snowplow: enriched events, of which those in which somebody gave a way to be answered are leads."""

from datetime import UTC, datetime
from typing import Any

import orjson
import pytest
from tests.unit.lead_intake.sources.reading import read
from tests.unit.lead_intake.world import SECRETS, SOURCES, driver, foreign

from lead_contracts.events import LeadReceived
from lead_intake.domain.errors import WrongShape
from lead_intake.domain.parsed import Disposition

EVENT: dict[str, Any] = {
    "app_id": "website",
    "event": "unstruct",
    "event_id": "c6ef3124-b53a-4b13-a233-0088f79dcbcb",
    "event_name": "lead_submitted",
    "event_vendor": "com.acme",
    "collector_tstamp": "2026-11-16T10:00:01.000Z",
    "derived_tstamp": "2026-11-16 10:00:00.123",
    "domain_userid": "browser-1",
    "geo_country": "US",
    "mkt_campaign": "q4-security",
    "mkt_source": "google",
    "page_urlpath": "/contact",
    "unstruct_event_com_acme_lead_submitted_1": {
        "email": "ann.lee@firm.example",
        "first_name": "Ann",
        "company": {"name": "Firm Ltd"},
        "budget": "10k",
    },
    "contexts_com_snowplowanalytics_snowplow_web_page_1": [{"id": "page-1", "name": "Contact"}],
    "contexts_com_acme_visitor_1": [{"last_name": "Lee", "email": "old@firm.example"}],
}
WRAPPED = {
    name: value for name, value in EVENT.items() if not name.startswith(("unstruct_event", "contexts"))
} | {
    "unstruct_event": {
        "schema": "iglu:com.snowplowanalytics.snowplow/unstruct_event/jsonschema/1-0-0",
        "data": {
            "schema": "iglu:com.snowplowanalytics.snowplow/submit_form/jsonschema/1-0-0",
            "data": {
                "formId": "contact",
                "elements": [
                    {"name": "email", "value": "ann.lee@firm.example", "nodeName": "INPUT"},
                    {"name": "company", "value": "Firm Ltd", "nodeName": "INPUT"},
                ],
            },
        },
    },
    "contexts": {
        "schema": "iglu:com.snowplowanalytics.snowplow/contexts/jsonschema/1-0-0",
        "data": [
            {"schema": "iglu:com.snowplowanalytics.snowplow/web_page/jsonschema/1-0-0", "data": {"name": "Contact"}},
            {"schema": "iglu:com.acme/visitor/jsonschema/1-0-0", "data": {"first_name": "Ann", "last_name": "Lee"}},
        ],
    },
}  # fmt: skip


@pytest.mark.parametrize("body", [EVENT, WRAPPED], ids=["by column", "by schema"])
def test_an_event_in_which_somebody_gave_an_address_is_a_lead(body: dict[str, Any]) -> None:
    parsed = read("snowplow", body)

    (lead,) = parsed.leads
    assert parsed.disposition is Disposition.ACCEPT
    assert (lead.email, lead.first_name, lead.last_name, lead.company) == (
        "ann.lee@firm.example", "Ann", "Lee", "Firm Ltd",
    )  # fmt: skip
    assert (lead.external_id, lead.alias, lead.event_id) == ("browser-1", None, EVENT["event_id"])
    assert (lead.occurred_at, lead.campaign) == (datetime(2026, 11, 16, 10, 0, 0, 123000, UTC), "q4-security")


def test_where_the_address_on_the_network_lies_is_no_country_of_the_person() -> None:
    (lead,) = read("snowplow", EVENT).leads

    assert lead.country is None
    assert dict(lead.attributes) == {
        "budget": "10k",
        "app_id": "website",
        "event": "lead_submitted",
        "geo_country": "US",
        "utm_source": "google",
        "page": "/contact",
    }


def test_a_user_id_names_a_person_and_may_be_an_address() -> None:
    body = EVENT | {"user_id": "crm-7", "unstruct_event_com_acme_lead_submitted_1": {"phone": "+442079460811"}}
    (known,) = read("snowplow", body).leads
    (addressed,) = read("snowplow", EVENT | {"user_id": "a@firm.example", "contexts_com_acme_visitor_1": [],
                                             "unstruct_event_com_acme_lead_submitted_1": {"budget": "1"}}).leads  # fmt: skip

    assert (known.alias, known.phone) == ("crm-7", "+442079460811")
    assert addressed.email == "a@firm.example"


@pytest.mark.parametrize(
    "changes",
    [
        {"event": "page_view", "unstruct_event_com_acme_lead_submitted_1": None, "contexts_com_acme_visitor_1": None},
        {"unstruct_event_com_acme_lead_submitted_1": {"button": "7"}, "contexts_com_acme_visitor_1": []},
    ],
    ids=["page view", "nobody"],
)
def test_a_step_of_a_visit_is_no_lead(changes: dict[str, Any]) -> None:
    assert read("snowplow", EVENT | changes).disposition is Disposition.IGNORE


def test_what_is_no_enriched_event_is_refused_with_its_field() -> None:
    with pytest.raises(WrongShape) as refusal:
        read("snowplow", {"event": "unstruct"})

    assert refusal.value.field == "event_id"


def test_it_comes_over_kafka_under_the_source_of_its_forwarder() -> None:
    sources = {name: one | {"secrets": [SECRETS[name]]} for name, one in SOURCES.items()}
    sources["snowplow"] = {"adapter": "snowplow", "secrets": ["unused-over-kafka"], "cloudevent_sources": ["/snowplow"]}
    worker = driver(sources=sources)
    headers = (
        ("ce_specversion", b"1.0"), ("ce_id", b"1"), ("ce_type", b"com.snowplow.enriched"), ("ce_source", b"/snowplow/web"),
        ("content-type", b"application/json"),
    )  # fmt: skip

    worker.feed_record(foreign(headers, orjson.dumps(EVENT)))

    (received,) = worker.outputs
    assert isinstance(received, LeadReceived)
    assert (received.source, received.email) == ("snowplow", "ann.lee@firm.example")
