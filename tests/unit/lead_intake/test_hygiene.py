"""What looks wrong is a flag that rules may use, and never a reason to drop a lead."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.lead_intake.samples import body_of

from lead_contracts.flags import FLAGS
from lead_intake.adapters.canonical_lead import accepted, canonical
from lead_intake.adapters.claim import Claim
from lead_intake.adapters.hygiene import is_disposable
from lead_intake.adapters.sources import typeform
from lead_intake.domain.admission import admit
from lead_intake.domain.delivery import Channel, Delivery
from lead_intake.domain.hygiene import flagged, is_gibberish, trapped
from lead_intake.domain.lead import Lead
from lead_intake.domain.parsed import Disposition, Parsed

NOW = datetime(2026, 11, 16, 12, tzinfo=UTC)
PITCH = "We make your website the first on every search engine."


def delivery(channel: Channel = Channel.LIVE) -> Delivery:
    return Delivery("forms", "canonical", b"{}", NOW, channel)


def flags(channel: Channel = Channel.LIVE, **said: Any) -> set[str]:
    """The flags of one lead that says this beside its address."""
    (lead,) = admit(accepted(delivery(channel), (Claim(**({"email": "ann@firm.example"} | said)),))).leads
    return set(lead.flags)


@pytest.mark.parametrize(
    ("said", "flag"),
    [
        ({"email": "a@mailinator.com"}, "disposable_email"),
        ({"email": "a@inbox.Mailinator.com"}, "disposable_email"),
        ({"email": "Info@firm.example"}, "role_address"),
        ({"email": "sales.uk@firm.example"}, "role_address"),
        ({"attributes": {"gotcha": "x"}}, "honeypot_filled"),
        ({"attributes": {"bot_field": "http://x.example"}}, "honeypot_filled"),
        ({"attributes": {"form_honeypot": True}}, "honeypot_filled"),
        ({"attributes": {"wpcf7_ak_hp_textarea": "x"}}, "honeypot_filled"),
        ({"attributes": {"b_0123456789abcdef01234567_0a1b2c3d4e": "x"}}, "honeypot_filled"),
        ({"form_shown_at": "2026-11-16T11:59:58Z"}, "too_fast"),
        ({"form_shown_at": "2026-11-16T11:00:00Z", "occurred_at": "2026-11-16T11:00:01Z"}, "too_fast"),
        ({"attributes": {"form_loaded_at": "1794830399"}}, "too_fast"),
        ({"attributes": {"seconds_to_submit": "1.2"}}, "too_fast"),
        ({"attributes": {"time_to_submit_ms": 900}}, "too_fast"),
        ({"attributes": {"meta_fill_time": "0.4"}}, "too_fast"),
        ({"message": "http://cheap.example/pills"}, "links_only"),
        ({"message": " www.cheap.example, cheap.example/a !"}, "links_only"),
        ({"message": "look: http://a.example http://b.example http://c.example"}, "many_links"),
        ({"first_name": "rZkQpLmNoTwV"}, "gibberish"),
        ({"last_name": "xkcdqwrt"}, "gibberish"),
        ({"email": "test@firm.example"}, "looks_like_test"),
        ({"email": "test+2@firm.example"}, "looks_like_test"),
        ({"email": "ann@example.com"}, "looks_like_test"),
        ({"first_name": "Test", "last_name": "Test"}, "looks_like_test"),
        ({"first_name": "<test lead: dummy data for first_name>"}, "test"),
    ],
)
def test_what_looks_wrong_is_a_flag(said: dict[str, Any], flag: str) -> None:
    raised = flags(**said)

    assert flag in raised
    assert raised <= FLAGS.keys()


@pytest.mark.parametrize(
    "said",
    [
        {"email": "information.systems@firm.example"},
        {"email": "tester.mueller@firm.example"},
        {"attributes": {"gotcha": ""}},
        {"attributes": {"honeypot": "0"}},
        {"attributes": {"honeypot": False}},
        {"attributes": {"favourite_honey": "acacia"}},
        {"attributes": {"hp": "https://firm.example"}},
        {"form_shown_at": "2026-11-16T11:59:30Z"},
        {"form_shown_at": "2026-11-16T12:00:10Z"},
        {"form_shown_at": "yesterday"},
        {"attributes": {"time_to_submit": "nan"}},
        {"attributes": {"landed_at_page": "2", "uptime_seconds": "1"}},
        {"attributes": {"time_to_submit": "about a minute", "seconds_to_submit": "61"}},
        {"message": "Our site is https://firm.example/shop, can you call me?"},
        {"message": "We use Node.js and e.g. ASP.NET, and have 3.5 people"},
        {"first_name": "Krzysztof", "last_name": "Brzęczyszczykiewicz"},
        {"first_name": "Nguyễn", "last_name": "McDonald-VanDerBerg"},
        {"first_name": "MacDonaldVanDerBerg", "last_name": "Schwarzschild"},
        {"first_name": "Ng", "last_name": "Hrvst"},
        {"first_name": "Дмитрий", "last_name": "山田太郎"},
        {"last_name": "KRZYSZTOFIAK"},
        {"last_name": "Testa"},
    ],
)
def test_people_with_unusual_names_and_sentences_are_not_flagged(said: dict[str, Any]) -> None:
    assert flags(**said) == set()


def test_no_flag_of_hygiene_drops_a_lead_or_changes_what_the_delivery_is() -> None:
    worst = Claim(
        email="test@mailinator.com",
        first_name="rZkQpLmNoTwV",
        message="http://a.example",
        attributes={"gotcha": "x", "seconds_to_submit": 0},
    )

    parsed = admit(accepted(delivery(), (worst,)))

    assert (parsed.disposition, len(parsed.leads), parsed.warnings) == (Disposition.ACCEPT, 1, ())
    assert len(parsed.leads[0].flags) == 6


def batch(channel: Channel = Channel.LIVE, *addresses: str, message: str = PITCH) -> list[tuple[str, ...]]:
    claims = tuple(Claim(email=address, message=message) for address in addresses)
    return [lead.flags for lead in admit(accepted(delivery(channel), claims)).leads]


def test_the_same_message_from_several_people_of_one_delivery_is_flagged() -> None:
    repeated = ("repeated_message",)

    assert batch(Channel.LIVE, "a@x.example", "b@y.example") == [repeated, repeated]
    assert batch(Channel.LIVE, "a@x.example", "a@x.example") == [(), ()], "one person, twice"
    assert batch(Channel.LIVE, "a@x.example", "b@y.example", message="Please call me") == [(), ()], "what people say"
    assert batch(Channel.LIST, "a@x.example", "b@y.example") == [(), ()], "a note of who made the list"


def test_a_dummy_of_a_vendors_testing_tool_makes_the_lead_a_test() -> None:
    parsed = admit(accepted(delivery(), (Claim(email="<test lead: dummy data for email>"),)))

    assert (parsed.disposition, parsed.leads[0].is_test) == (Disposition.ACCEPT_TEST, True)


def test_typeform_says_when_its_form_was_shown() -> None:
    body = body_of("typeform/form_response.json").replace(
        b'"landed_at":"2026-11-16T10:01:02Z"', b'"landed_at":"2026-11-16T10:03:40Z"'
    )

    for said, flags_ in ((body_of("typeform/form_response.json"), ()), (body, ("too_fast",))):
        (lead,) = typeform.parse(Delivery("typeform", "typeform", said, NOW)).leads
        assert lead.flags == flags_


def test_consent_is_carried_as_the_source_said_it() -> None:
    lead = canonical(delivery(), Claim(email="a@x.example", consent={"given": "no", "text": "May we call you?"}))

    assert lead.consent is not None
    assert (lead.consent.given, lead.consent.text) == (False, "May we call you?")


def test_a_host_is_disposable_with_all_below_it_and_not_beside_it() -> None:
    assert [is_disposable(host) for host in ("mailinator.com", "x.mailinator.com", "mailinator.com.firm.example", "com", "")] == [
        True, True, False, False, False,
    ]  # fmt: skip


@settings(deadline=None)
@given(names=st.lists(st.text(max_size=40) | st.just("rZkQpLmNoTwV"), max_size=3), message=st.text(max_size=200))
def test_whatever_is_said_is_judged_without_an_error_and_twice_is_once(names: list[str], message: str) -> None:
    leads = tuple(
        Lead("forms", Channel.LIVE, first_name=name, message=message, attributes={name: message}) for name in names
    )

    once = flagged(leads)

    assert flagged(once) == once
    assert is_gibberish("") is False
    assert trapped({}) is False


def test_flags_of_clocks_and_hygiene_stand_side_by_side() -> None:
    claim = Claim(email="info@firm.example", occurred_at=(NOW + timedelta(hours=1)).isoformat())
    (lead,) = admit(Parsed(Disposition.ACCEPT, (canonical(delivery(), claim),))).leads

    assert lead.flags == ("role_address", "clock_skew")
