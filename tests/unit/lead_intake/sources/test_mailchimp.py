"""Mailchimp: who subscribes is a lead that agreed, who leaves is left alone, who moves keeps their story."""

from datetime import UTC, datetime

import pytest
from tests.unit.lead_intake.samples import body_of, checked
from tests.unit.lead_intake.sources.reading import FORM, posted, read, record
from tests.unit.lead_intake.world import driver, hooked

from lead_contracts.events import LeadLinked, LeadReceived
from lead_intake.domain.errors import UnreadableBody, WrongShape
from lead_intake.domain.parsed import Disposition

SUBSCRIBE = "mailchimp/subscribe.txt"
FIRED = {"fired_at": "2026-11-16 15:35:57"}
MOVED = FIRED | {
    "type": "upemail",
    "data[list_id]": "a6b5da1054",
    "data[new_id]": "51da8c3259",
    "data[old_email]": "ann@before.example",
    "data[new_email]": "ann@after.example",
}


def told(kind: str, **data: str) -> dict[str, str]:
    return FIRED | {"type": kind} | {f"data[{name}]": value for name, value in data.items()}


def test_the_sample_becomes_its_canonical_record() -> None:
    result = checked(SUBSCRIBE)

    assert result.records == (
        record(
            external_id="8a25ff1d98",
            occurred_at="2026-11-16T21:35:57Z",
            email="noor.aziz@greenleaf-coop.example",
            phone="+12025550188",
            first_name="Noor",
            last_name="Aziz",
            company="Greenleaf Co-op",
            domain="greenleaf-coop.example",
        ),
    )
    assert (result.disposition, result.warnings) == ("accept", ())
    assert result.idempotency_keys == ("mailchimp:subscribe:8a25ff1d98:a6b5da1054:2026-11-16 21:35:57",)


def test_a_subscription_is_consent_and_its_addresses_on_the_network_are_not_kept() -> None:
    body = body_of(SUBSCRIBE).replace(b"2026-11-16+21", b"2026-11-16+15")

    (lead,) = read("mailchimp", body, content_type=FORM).leads

    assert lead.consent is not None
    assert lead.consent.given is True
    assert lead.alias == "8a25ff1d98"
    assert dict(lead.attributes) == {"interests": "Group1,Group2", "list_id": "a6b5da1054"}


def test_merge_fields_are_known_by_their_names() -> None:
    fields = {"merges][EMAIL": "a@firm.example", "merges][JOBTITLE": "CTO", "merges][ADDRESS][country": "FR"}

    (lead,) = posted("mailchimp", told("subscribe", id="1", list_id="2", **fields)).leads

    assert (lead.email, lead.job_title, lead.country) == ("a@firm.example", "CTO", "FR")


def test_a_changed_profile_makes_no_second_lead() -> None:
    parsed = posted("mailchimp", told("profile", id="1", email="a@firm.example", **{"merges][FNAME": "Ann"}))

    assert (parsed.disposition, parsed.leads[0].first_name) == (Disposition.UPDATE_ONLY, "Ann")
    assert parsed.leads[0].consent is None


@pytest.mark.parametrize(
    ("kind", "reason", "why"),
    [
        ("unsubscribe", "manual", "unsubscribed"),
        ("unsubscribe", "abuse", "complaint"),
        ("cleaned", "abuse", "complaint"),
    ],
)
def test_who_withdraws_or_complains_is_left_alone(kind: str, reason: str, why: str) -> None:
    parsed = posted("mailchimp", told(kind, id="1", email="a@firm.example", reason=reason, action="unsub"))

    (suppression,) = parsed.suppressions
    assert (parsed.disposition, suppression.person.email, suppression.reason_code) == (
        Disposition.SUPPRESS, "a@firm.example", why,
    )  # fmt: skip
    assert suppression.occurred_at == datetime(2026, 11, 16, 15, 35, 57, tzinfo=UTC)


def test_an_address_from_which_mails_come_back_is_no_withdrawal() -> None:
    parsed = posted("mailchimp", told("cleaned", email="a@firm.example", reason="hard"))

    assert (parsed.disposition, parsed.suppressions, parsed.warnings) == (
        Disposition.UPDATE_ONLY, (), ("mails to the address come back",),
    )  # fmt: skip


@pytest.mark.parametrize("kind", ["campaign", "nonsense"])
def test_news_of_a_campaign_are_acknowledged(kind: str) -> None:
    assert posted("mailchimp", told(kind, id="1", subject="News")).disposition is Disposition.IGNORE


def test_who_changes_their_address_keeps_their_story() -> None:
    worker = driver()
    for number, address in (("1", "ann@before.example"), ("2", "ann@after.example")):
        body = told("subscribe", id=number, list_id="2", email=address)
        worker.feed(hooked("mailchimp", "&".join(f"{name}={value}" for name, value in body.items()).encode(), FORM))
    worker.feed(hooked("mailchimp", "&".join(f"{name}={value}" for name, value in MOVED.items()).encode(), FORM))

    leads = [event.lead_id for event in worker.outputs if isinstance(event, LeadReceived)]
    moved = worker.outputs[-1]
    assert isinstance(moved, LeadLinked)
    assert [moved.from_, moved.to] == leads
    assert (moved.reason_code, moved.occurred_at) == (
        "corrected_identity",
        datetime(2026, 11, 16, 15, 35, 57, tzinfo=UTC),
    )
    assert worker.dead_letters == []


def test_an_address_that_changed_in_case_alone_links_nothing() -> None:
    worker = driver()
    body = MOVED | {"data[old_email]": "ANN@after.example"}

    worker.feed(hooked("mailchimp", "&".join(f"{name}={value}" for name, value in body.items()).encode(), FORM))

    corrected = [one for one in worker.outputs if getattr(one, "reason_code", "") == "corrected_identity"]
    assert (corrected, worker.dead_letters) == ([], [])


def test_a_change_of_address_makes_no_second_lead() -> None:
    parsed = posted("mailchimp", MOVED)

    assert (parsed.disposition, [lead.email for lead in parsed.leads]) == (
        Disposition.UPDATE_ONLY,
        ["ann@after.example"],
    )


def test_a_change_of_address_without_one_of_them_is_refused() -> None:
    with pytest.raises(WrongShape):
        posted("mailchimp", {name: value for name, value in MOVED.items() if name != "data[old_email]"})


@pytest.mark.parametrize(("body", "error"), [(b"\xff", UnreadableBody), (b"type=subscribe", WrongShape)])
def test_what_cannot_be_read_is_refused_by_name(body: bytes, error: type[Exception]) -> None:
    with pytest.raises(error):
        read("mailchimp", body, content_type=FORM)
