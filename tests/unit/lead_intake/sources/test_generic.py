"""The generic path: bodies of systems that nobody here has seen become leads by what their fields mean."""

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.lead_intake.samples import body_of, checked
from tests.unit.lead_intake.sources.later_systems import LATER
from tests.unit.lead_intake.sources.strange_systems import SYSTEMS
from tests.unit.lead_intake.sources.strangers import FORM, FORMS_AND_LANGUAGES, MEMBERS, Stranger
from tests.unit.lead_intake.test_sources import NOW

from lead_intake.adapters.sources import generic
from lead_intake.application.interpret import interpret
from lead_intake.domain.delivery import Delivery
from lead_intake.domain.errors import IntakeError
from lead_intake.domain.lead import Lead
from lead_intake.domain.parsed import Disposition, Parsed


def read(body: Any, content_type: str = "application/json", **headers: str) -> Parsed:
    raw = body if isinstance(body, bytes) else body.encode() if isinstance(body, str) else json.dumps(body).encode()
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    delivery = Delivery("stranger", "generic", raw, NOW, headers={"content-type": content_type, **names})
    return interpret(delivery, {"generic": generic.parse}, 1 << 20)


def said(lead: Lead) -> dict[str, Any]:
    return {name: value for name in MEMBERS if (value := getattr(lead, name)) is not None}


@pytest.mark.parametrize("stranger", [*FORMS_AND_LANGUAGES, *SYSTEMS, *LATER], ids=lambda one: one.name)
def test_a_body_that_nobody_has_seen_becomes_what_a_careful_person_would_make_of_it(stranger: Stranger) -> None:
    parsed = read(stranger.body, stranger.content_type)

    assert [said(lead) for lead in parsed.leads] == stranger.wanted
    assert parsed.disposition.value == stranger.disposition
    if stranger.attributes is not None:
        kept = dict(parsed.leads[0].attributes)
        assert {name: kept.get(name) for name in stranger.attributes} == stranger.attributes


@pytest.mark.parametrize(
    "sample",
    [
        "apollo/contacts_export.csv", "cloudevents/http_binary.json", "google_ads/lead_form.json", "hubspot/workflow_contact.json",
        "intercom/contact_lead_created.json", "mailchimp/subscribe.txt", "mautic/form_on_submit.json", "meta_lead_ads/graph_lead.json",
        "outreach/prospect_created.json", "salesforce/platform_event_lead_handover.json", "salesforce/web_to_lead.txt",
        "segment/track_lead_submitted.json", "tiktok/webhook_lead.json", "typeform/form_response.json", "webflow/form_submission.json",
    ],
)  # fmt: skip
def test_what_vendors_send_would_be_understood_without_their_adapters(sample: str) -> None:
    kind = {"csv": "text/csv", "txt": FORM}.get(sample.rpartition(".")[2], "application/json")
    source = sample.partition("/")[0].replace("_", "-")

    parsed = read(body_of(sample), kind)

    members = ("email", "phone", "first_name", "last_name", "company", "domain", "country", "campaign")
    known = [{name: record[name] for name in members} for record in checked(sample, source).records]
    assert [{name: getattr(lead, name) for name in members} for lead in parsed.leads] == known


def test_consent_is_carried_with_its_words() -> None:
    ticked = {"email": "jo@acme.example", "consent": {"given": "yes", "text": "You may call me."}}

    (lead,) = read(ticked).leads

    assert lead.consent is not None
    assert (lead.consent.given, lead.consent.text) == (True, "You may call me.")


@pytest.mark.parametrize(
    ("field", "value", "given"),
    [
        ("gdpr_consent", "on", True),
        ("Newsletter", "Ja, gerne zweimal im Monat", True),
        ("Einwilligung", "nein", False),
        ("consent", "No, thank you", False),
        ("unsubscribed", True, False),
        ("do_not_contact", "true", False),
        ("newsletter", "Weekly", None),
    ],
)
def test_forms_say_yes_and_no_in_many_ways(field: str, value: Any, given: bool | None) -> None:
    (lead,) = read({"email": "jo@acme.example", field: value}).leads

    assert (lead.consent.given if lead.consent else None) is given


def test_an_address_that_is_none_is_told_and_does_not_count() -> None:
    (lead,) = read({"email": "jo@@acme", "phone": "+442079460123"}).leads

    assert (lead.email, lead.phone, lead.flags) == (None, "+442079460123", ("email_invalid",))


def test_the_clock_of_the_submission_goes_before_that_of_the_record() -> None:
    (lead,) = read(
        {"email": "jo@acme.example", "submitted_at": "2026-11-16T10:00:00Z", "date": "2026-01-01T10:00:00Z"}
    ).leads

    assert lead.occurred_at is not None
    assert lead.occurred_at.hour == 10
    assert lead.occurred_at.month == 11


def test_an_id_of_the_person_names_them_again_and_that_of_a_submission_does_not() -> None:
    contact = read({"contact": {"id": 7, "email": "jo@acme.example"}}).leads[0]
    submission = read({"id": 7, "email": "jo@acme.example", "submission_id": "s1"}).leads[0]

    assert (contact.external_id, contact.alias, contact.event_id) == ("7", "7", None)
    assert (submission.external_id, submission.alias, submission.event_id) == ("7", None, "s1")


def test_a_header_may_name_the_event() -> None:
    assert (
        read({"email": "jo@acme.example"}, x_crm_event="contact.unsubscribed").suppressions[0].reason_code
        == "unsubscribed"
    )


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"event": "contact.deleted"}, None),
        ({"event": "Kontakt gelöscht"}, None),
        ({"event": "person.removed"}, None),
        ({"status": "deleted"}, None),
        ({"deleted": True}, None),
        ({"event": "list.deleted"}, None),
        ({"event": "privacy_page.deleted"}, None),
        ({"event": "contact.privacyDeletion"}, "erasure"),
        ({"event": "contact.gdpr_deleted"}, "erasure"),
        ({"event": "dsgvo.kontakt.geloscht"}, "erasure"),
        ({"event": "GDPR_DELETE"}, "erasure"),
        ({"event": "data_deletion_requested"}, "erasure"),
        ({"event": "user.deletionRequest"}, "erasure"),
        ({"event": "contact.erased"}, "erasure"),
        ({"event": "customers/redact"}, "erasure"),
        ({"erased": "true"}, "erasure"),
        ({"event": "contact.unsubscribed_and_removed"}, "unsubscribed"),
        ({"event": "contact.suppressed"}, "unsubscribed"),
        ({"event": "consent.withdrawn"}, "consent_withdrawn"),
    ],
)
def test_a_deletion_suppresses_only_where_it_says_that_the_person_asked(
    said: dict[str, Any], reason: str | None
) -> None:
    parsed = read(said | {"email": "jo@acme.example"})

    assert [one.reason_code for one in parsed.suppressions] == ([reason] if reason else [])
    quiet = (Disposition.IGNORE, Disposition.UPDATE_ONLY)
    assert parsed.disposition in ((Disposition.SUPPRESS,) if reason else quiet)


def test_the_leads_of_one_body_may_each_say_something_else() -> None:
    body = {"events": [
        {"type": "contact.created", "email": "jo@acme.example"},
        {"type": "contact.unsubscribed", "email": "kim@fjord.example"},
        {"type": "contact.created", "name": "Nobody"},
    ]}  # fmt: skip

    parsed = read(body)

    assert [lead.email for lead in parsed.leads] == ["jo@acme.example"]
    assert [item.person.email for item in parsed.suppressions] == ["kim@fjord.example"]
    assert [one.error for one in parsed.refused] == ["NoReach"]


def test_it_is_told_what_was_recognised_and_what_was_ignored() -> None:
    body = {
        "Vorname": "Jo",
        "contact": {"mail": "jo@acme.example"},
        "owner": {"email": "sam@us.example"},
        "shoe": 42,
        "password": "x",
    }

    told = dict(read(body).seen)

    assert told == {
        ("Vorname",): "first_name",
        ("contact", "mail"): "email",
        ("shoe",): "attributes.shoe",
        ("owner", "email"): None,
        ("password",): None,
    }


def test_numbers_are_read_by_their_labels() -> None:
    delivery = Delivery(
        "forms", "generic", b'{"1.3": "Jo", "2": "jo@acme.example"}', NOW, labels={"1.3": "Name (First)", "2": "Email"}
    )

    (lead,) = generic.parse(delivery).leads

    assert (lead.first_name, lead.email) == ("Jo", "jo@acme.example")


def test_depth_and_number_of_fields_are_bounded() -> None:
    deep: Any = {"email": "deep@acme.example"}
    for _ in range(50):
        deep = {"x": deep}
    wide = {f"field_{number:04}": number for number in range(2_000)}

    parsed = read({"a_mail": "jo@acme.example", "deep": deep} | wide)

    (lead,) = parsed.leads
    assert (lead.email, len(lead.attributes)) == ("jo@acme.example", 100)
    assert len([seen for seen in parsed.seen if seen.member is None]) == 1_901


def test_a_body_of_too_many_leads_belongs_into_a_list() -> None:
    with pytest.raises(IntakeError, match="/v1/imports"):
        read([{"email": "jo@acme.example"}] * 5_001)


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"\xff\xfe", "application/json"),
        (b"{", ""),
        (b"5", "application/json"),
        (b"--XX", "multipart/form-data"),
        (b"--YY\r\n", "multipart/form-data; boundary=XX"),
        (b"--XX\r\nnonsense", "multipart/form-data; boundary=XX"),
        (b"--XX\r\nContent-Disposition: form-data; name=\xff\r\n\r\nx\r\n--XX--", "multipart/form-data; boundary=XX"),
        (b"--XX\r\nContent-Disposition: form-data; name=a\r\n\r\n\r\n" * 2_100, "multipart/form-data; boundary=XX"),
        (b"a=%ff", "application/x-www-form-urlencoded"),
        (b"", "text/csv"),
    ],
)
def test_what_cannot_be_read_is_refused_by_name(body: bytes, content_type: str) -> None:
    with pytest.raises(IntakeError):
        read(body, content_type)


# Whatever comes

TYPES = (
    "", "application/json", "text/csv", "application/x-www-form-urlencoded", "multipart/form-data; boundary=X",
    "application/x-ndjson", "text/plain", "multipart/form-data; boundary=\u20ac",
)  # fmt: skip
NAMES = st.sampled_from(
    [
        "email",
        "Name",
        "name",
        "title",
        "company",
        "contact",
        "leads",
        "data",
        "fields",
        "label",
        "value",
        "answer",
        "type",
        "event",
        "status",
        "id",
        "phone",
        "url",
        "owner",
        "Vorname",
        "Nom",
        "form",
        "consent",
        "country",
        "message",
        "utm_campaign",
        "created_at",
        "test",
        "question",
        "properties",
        "country_code",
        "number",
    ]
) | st.text(st.characters(exclude_categories=("Cs",)), max_size=8)
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(
        [
            "jo@acme.example",
            "Jo Doe",
            "+44 20 7946 0123",
            "deleted",
            "{",
            "[[",
            '{"email": "x@y.example"}',
            "on",
            "2026-11-16",
        ]
    )
    | st.text(st.characters(exclude_categories=("Cs",)), max_size=10)
)
BODIES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=5), max_leaves=12
)


QUICK = settings(deadline=None, max_examples=25)


def judge(body: bytes, content_type: str) -> None:
    with suppress(IntakeError):
        read(body, content_type)


@QUICK
@given(body=st.binary(max_size=200), content_type=st.sampled_from(TYPES))
def test_whatever_the_bytes(body: bytes, content_type: str) -> None:
    judge(body, content_type)


@QUICK
@given(body=BODIES)
def test_whatever_the_shape(body: Any) -> None:
    judge(json.dumps(body).encode(), "application/json")


@QUICK
@given(parts=st.lists(st.tuples(st.binary(max_size=20), st.binary(max_size=20)), max_size=4), end=st.booleans())
def test_whatever_the_parts(parts: list[tuple[bytes, bytes]], end: bool) -> None:
    body = b"".join(b'--X\r\nContent-Disposition: form-data; name="%b"\r\n\r\n%b\r\n' % part for part in parts)
    judge(body + (b"--X--\r\n" if end else b""), "multipart/form-data; boundary=X")


def reordered(value: Any, draw: Any) -> Any:
    if isinstance(value, dict):
        return {name: reordered(value[name], draw) for name in draw(st.permutations(list(value)))}
    return [reordered(item, draw) for item in value] if isinstance(value, list) else value


def told(body: Any) -> Any:
    try:
        parsed = read(body)
    except IntakeError as error:
        return type(error), str(error)
    leads = [(said(lead), dict(lead.attributes), lead.flags, lead.alias) for lead in parsed.leads]
    return parsed.disposition, leads, parsed.suppressions, sorted(parsed.seen, key=str)


@QUICK
@given(data=st.data(), body=st.dictionaries(NAMES, BODIES, max_size=4))
def test_the_order_of_keys_says_nothing(data: st.DataObject, body: dict[str, Any]) -> None:
    assert told(body) == told(reordered(body, data.draw))
