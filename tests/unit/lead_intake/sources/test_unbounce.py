"""Unbounce: a form with JSON in one of its fields, or JSON; every value a list, or not."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from tests.unit.lead_intake.sources.reading import posted, read

from lead_intake.domain.errors import IntakeError, UnreadableBody, WrongShape

DATA = {
    "first_name": ["Ann"],
    "last_name": ["Lee"],
    "email": ["ann.lee@firm.example"],
    "phone_number": ["+44 20 7946 0700"],
    "company": ["Firm Ltd"],
    "product": ["Tills", "Scanners"],
    "utm_campaign": ["spring"],
    "ip_address": ["192.0.2.7"],
    "page_uuid": ["0c2f"],
    "variant": ["b"],
    "time_submitted": ["10:57 PM UTC"],
    "date_submitted": ["2026-11-15"],
}
PAGE = {
    "page_id": "0c2f-77",
    "page_name": "Tills",
    "page_url": "https://go.firm.example/tills?utm_source=ads&utm_campaign=fallback",
    "variant": "b",
}


def form(data: Any = DATA) -> dict[str, str]:
    return PAGE | {"data.json": json.dumps(data), "data.xml": "<form_data/>"}


def test_a_form_with_its_fields_in_json_is_a_lead() -> None:
    (lead,) = posted("unbounce", form()).leads

    assert (lead.email, lead.phone, lead.company) == ("ann.lee@firm.example", "+442079460700", "Firm Ltd")
    assert (lead.first_name, lead.last_name, lead.campaign) == ("Ann", "Lee", "spring")
    assert lead.occurred_at == datetime(2026, 11, 15, 22, 57, tzinfo=UTC)
    assert (lead.external_id, lead.event_id, lead.alias) == (None, None, None)


def test_several_choices_are_kept_and_the_visitors_address_on_the_network_is_not() -> None:
    (lead,) = posted("unbounce", form()).leads

    assert lead.attributes["product"] == "Tills, Scanners"
    assert (lead.attributes["page_name"], lead.attributes["utm_source"]) == ("Tills", "ads")
    assert "192.0.2.7" not in lead.attributes.values()


def test_the_campaign_of_the_page_is_taken_where_the_form_names_none() -> None:
    (lead,) = posted("unbounce", form({"email": ["a@firm.example"]})).leads

    assert (lead.campaign, lead.occurred_at) == ("fallback", None)


@pytest.mark.parametrize("listed", [True, False])
def test_json_with_fields_that_the_author_named_is_a_lead(listed: bool) -> None:
    fields = {"Work E-mail": "ann.lee@firm.example", "Full Name": "Ann Lee", "date_submitted": "2026-11-15"}
    fields |= {"time_submitted": "09:05 AM UTC"}

    (lead,) = read("unbounce", PAGE | {name: [value] if listed else value for name, value in fields.items()}).leads

    assert (lead.email, lead.last_name) == ("ann.lee@firm.example", "Lee")
    assert lead.occurred_at == datetime(2026, 11, 15, 9, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("time", "hour"), [("12:05 AM UTC", 0), ("1:05 AM UTC", 1), ("12:05 PM UTC", 12), ("11:05 PM UTC", 23)]
)
def test_midnight_and_noon_are_told_apart(time: str, hour: int) -> None:
    (lead,) = posted("unbounce", form(DATA | {"time_submitted": [time]})).leads

    assert lead.occurred_at == datetime(2026, 11, 15, hour, 5, tzinfo=UTC)


@pytest.mark.parametrize("time", ["10:57 PM", "10:57 PM PST", "22:57 UTC"])
def test_a_time_whose_zone_is_not_known_is_absent(time: str) -> None:
    (lead,) = posted("unbounce", form(DATA | {"time_submitted": [time]})).leads

    assert lead.occurred_at is None


def test_the_same_words_are_told_apart_by_the_key_beside_them() -> None:
    (lead,) = read("unbounce", PAGE | {"email": "a@firm.example"}, key="website:k1").leads

    assert lead.event_id == "website:k1"


@pytest.mark.parametrize(
    ("fields", "error"),
    [(PAGE, WrongShape), (PAGE | {"data.json": "{"}, UnreadableBody), (PAGE | {"data.json": "[1]"}, WrongShape)],
)
def test_a_form_without_its_fields_is_refused(fields: dict[str, str], error: type[IntakeError]) -> None:
    with pytest.raises(error):
        posted("unbounce", fields)


XML = (
    '<?xml version="1.0" encoding="UTF-8"?><form_data><email>ann.lee@firm.example</email><first_name>Ann</first_name>'
    "<product>Tills</product><product>Scanners</product><date_submitted>2026-11-15</date_submitted>"
    "<time_submitted>10:57 PM UTC</time_submitted><ip_address>192.0.2.7</ip_address></form_data>"
)


def test_a_form_with_its_fields_in_xml_alone_is_a_lead() -> None:
    (lead,) = posted("unbounce", PAGE | {"data.xml": XML}).leads

    assert (lead.email, lead.first_name, lead.campaign) == ("ann.lee@firm.example", "Ann", "fallback")
    assert lead.occurred_at == datetime(2026, 11, 15, 22, 57, tzinfo=UTC)
    assert lead.attributes["product"] == "Tills, Scanners"
    assert "192.0.2.7" not in lead.attributes.values()


@pytest.mark.parametrize(
    "xml",
    [
        "<form_data>",
        "no XML",
        '<!DOCTYPE x [<!ENTITY a "aaaa">]><form_data><email>&a;</email></form_data>',
        '<!DOCTYPE x SYSTEM "file:///etc/passwd"><form_data><email>a@firm.example</email></form_data>',
    ],
)
def test_xml_that_is_none_or_has_a_dtd_is_refused_by_name(xml: str) -> None:
    with pytest.raises(UnreadableBody, match=r"data\.xml"):
        posted("unbounce", PAGE | {"data.xml": xml})
