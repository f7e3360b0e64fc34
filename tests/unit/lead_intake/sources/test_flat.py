"""Zapier, Make and n8n: names joined by ``__``, arrays around, and the id that their user put in."""

from typing import Any

import pytest
from tests.unit.lead_intake.samples import checked
from tests.unit.lead_intake.sources.reading import posted, read, record

from lead_intake.domain.errors import UnreadableBody

SAMPLE = "zapier/flat_json.json"
TOOLS = ["zapier", "make", "n8n"]


def test_the_sample_becomes_its_canonical_record() -> None:
    result = checked(SAMPLE)

    assert result.records == (
        record(
            external_id="zap-row-20261116-0007",
            occurred_at="2026-11-16T14:04:05Z",
            email="marc.dubois@verre-clair.example",
            phone="+33199005510",
            first_name="Marc",
            last_name="Dubois",
            company="Verre Clair",
            domain="verre-clair.example",
            country="FR",
            campaign="salon-paris",
        ),
    )
    assert (result.disposition, result.warnings) == ("accept", ())
    assert result.idempotency_keys == ("zapier:zap-row-20261116-0007",)


@pytest.mark.parametrize("tool", TOOLS)
def test_names_joined_by_two_underscores_are_nested_ones(tool: str) -> None:
    body = {
        "contact__email": "ann@firm.example",
        "contact__first_name": "Ann",
        "contact__address__country": "GB",
        "company__name": "Firm Ltd",
        "utm_campaign": "q4",
    }

    (lead,) = read(tool, body, content_type="application/json").leads

    assert (lead.email, lead.first_name, lead.company, lead.campaign) == ("ann@firm.example", "Ann", "Firm Ltd", "q4")


@pytest.mark.parametrize("tool", TOOLS)
@pytest.mark.parametrize(
    ("body", "keys"),
    [
        ([{"id": "r1", "email": "a@firm.example"}], ["r1"]),
        ([{"id": "r1", "email": "a@firm.example"}, {"id": 2, "email": "b@firm.example"}], ["r1", "2"]),
        ({"email": "a@firm.example"}, [None]),
    ],
)
def test_a_repeat_is_recognised_by_the_id_of_each_item(tool: str, body: Any, keys: list[str | None]) -> None:
    assert [lead.event_id for lead in read(tool, body).leads] == keys


def test_an_item_that_is_none_does_not_hold_back_the_others() -> None:
    parsed = read("zapier", [{"email": "a@firm.example"}, 7, {"company": "Firm"}])

    assert [lead.email for lead in parsed.leads] == ["a@firm.example"]
    assert sorted(one.error for one in parsed.refused) == ["NoReach", "WrongShape"]


def test_a_form_is_read_too() -> None:
    (lead,) = posted("make", {"email": "a@firm.example", "first_name": "Ann"}).leads

    assert (lead.email, lead.first_name) == ("a@firm.example", "Ann")


@pytest.mark.parametrize(
    "body", [{"a__b": 1, "a": 2}, {"a": {"b": 1}, "a__b": 2}, {"__": 1}, {"a____b": 1}, {"__email": "a@firm.example"}]
)
def test_whatever_the_underscores_nothing_is_lost_over_them(body: dict[str, Any]) -> None:
    assert [lead.email for lead in read("n8n", body | {"email": "z@firm.example"}).leads] == ["z@firm.example"]


def test_what_is_no_json_is_refused_by_name() -> None:
    with pytest.raises(UnreadableBody):
        read("zapier", b"\xff", content_type="application/json")
