"""ActiveCampaign: bracket names, sent once; who fills in a form agreed, whom somebody else put on a list did not say so."""

from datetime import UTC, datetime

import pytest
from tests.unit.lead_intake.sources.reading import posted

from lead_intake.domain.errors import NobodyNamed, WrongShape
from lead_intake.domain.parsed import Disposition

SUBSCRIBED = {
    "type": "subscribe",
    "date_time": "2026-11-16T09:12:00-06:00",
    "initiated_from": "public",
    "initiated_by": "subscriber",
    "list": "3",
    "form[id]": "17",
    "contact[id]": "1042",
    "contact[email]": "ann.lee@firm.example",
    "contact[first_name]": "Ann",
    "contact[last_name]": "Lee",
    "contact[phone]": "+44 20 7946 0811",
    "contact[orgname]": "Firm Ltd",
    "contact[tags]": "trial, uk",
    "contact[ip]": "192.0.2.7",
    "contact[fields][job_title]": "CTO",
    "contact[fields][country]": "United Kingdom",
    "contact[fields][budget]": "10k",
}


def test_a_subscription_is_a_lead() -> None:
    parsed = posted("activecampaign", SUBSCRIBED)

    (lead,) = parsed.leads
    assert (parsed.disposition, parsed.warnings) == (Disposition.ACCEPT, ())
    assert (lead.external_id, lead.alias, lead.event_id) == ("1042", "1042", "subscribe:1042:2026-11-16T09:12:00-06:00")
    assert (lead.email, lead.phone, lead.first_name, lead.last_name) == (
        "ann.lee@firm.example", "+442079460811", "Ann", "Lee",
    )  # fmt: skip
    assert (lead.company, lead.job_title, lead.country, lead.motion) == ("Firm Ltd", "CTO", "GB", "inbound")
    assert lead.occurred_at == datetime(2026, 11, 16, 15, 12, tzinfo=UTC)
    assert dict(lead.attributes) == {
        "budget": "10k", "tags": "trial, uk", "list_id": "3", "form_id": "17", "initiated_from": "public",
    }  # fmt: skip


@pytest.mark.parametrize(("origin", "given"), [("public", True), ("admin", None), ("api", None)])
def test_only_who_filled_in_the_form_agreed(origin: str, given: bool | None) -> None:
    (lead,) = posted("activecampaign", SUBSCRIBED | {"initiated_from": origin}).leads

    assert (lead.consent.given if lead.consent else None) is given


def test_an_update_makes_no_second_lead() -> None:
    assert posted("activecampaign", SUBSCRIBED | {"type": "update"}).disposition is Disposition.UPDATE_ONLY


@pytest.mark.parametrize(("kind", "why"), [("unsubscribe", "unsubscribed"), ("sms_unsub", "consent_withdrawn")])
def test_who_unsubscribes_is_left_alone(kind: str, why: str) -> None:
    parsed = posted("activecampaign", SUBSCRIBED | {"type": kind, "list[0][id]": "3", "unsubscribe[reason]": "no"})

    assert parsed.disposition is Disposition.SUPPRESS
    assert [(one.person.email, one.person.external_id, one.reason_code) for one in parsed.suppressions] == [
        ("ann.lee@firm.example", "1042", why)
    ]


@pytest.mark.parametrize(("kind", "what"), [("reply", "email"), ("sms_reply", "social")])
def test_an_answer_is_an_activity_of_the_person(kind: str, what: str) -> None:
    (deed,) = posted(
        "activecampaign", SUBSCRIBED | {"type": kind, "campaign[id]": "9", "message": "Call me"}
    ).activities

    assert (deed.kind, deed.direction, deed.outcome, deed.automated) == (what, "in", "replied", False)
    assert deed.person.email == "ann.lee@firm.example"


@pytest.mark.parametrize("kind", ["sent", "open", "click", "bounce", "deal_add", "list_add", ""])
def test_other_news_are_acknowledged(kind: str) -> None:
    assert posted("activecampaign", SUBSCRIBED | {"type": kind}).disposition is Disposition.IGNORE


def test_a_withdrawal_of_nobody_is_a_dead_letter() -> None:
    with pytest.raises(NobodyNamed):
        posted("activecampaign", {"type": "unsubscribe", "contact[tags]": "x", "date_time": SUBSCRIBED["date_time"]})


def test_a_subscription_without_a_contact_is_refused_with_its_field() -> None:
    with pytest.raises(WrongShape) as refusal:
        posted("activecampaign", {"type": "subscribe"})

    assert refusal.value.field == "contact"
