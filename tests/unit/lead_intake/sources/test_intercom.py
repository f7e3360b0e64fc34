"""Intercom: visitors become leads when they can be answered; conversations are touches and messages."""

from datetime import UTC, datetime
from typing import Any

import pytest
from tests.unit.lead_intake.samples import body_of, checked
from tests.unit.lead_intake.sources.reading import read, record, sample

from lead_intake.domain.errors import NobodyNamed, WrongShape
from lead_intake.domain.lead import Consent
from lead_intake.domain.parsed import Disposition, Parsed

CREATED = "intercom/contact_lead_created.json"
NOTIFICATION = "notif_3ae38212-81d0-4117-88d2-a0b175550001"
WROTE = datetime(2026, 11, 16, 9, 31, 43, tzinfo=UTC)
VISITOR = {"type": "lead", "id": "c1", "name": "Ines Carvalho", "email": "ines@lusobank.example"}
ADMIN = {"type": "admin", "id": "70", "name": "Rep", "email": "rep@ours.example"}
BOT = {"type": "bot", "id": "1", "name": "Fin"}


def told(topic: str, **changes: Any) -> dict[str, Any]:
    body = sample(CREATED)
    body["data"]["item"] |= changes
    return body | {"topic": topic}


def conversation(topic: str, *parts: dict[str, Any], author: dict[str, Any] = VISITOR, **source: Any) -> dict[str, Any]:
    item = {
        "type": "conversation",
        "id": "conv1",
        "created_at": 1794821503,
        "source": {"type": "conversation", "body": "<p>Do you ship to <b>Porto</b>?</p>", "author": author} | source,
        "contacts": {"type": "contact.list", "contacts": [{"type": "contact", "id": "c1"}]},
        "conversation_parts": {"conversation_parts": list(parts)},
    }
    return sample(CREATED) | {"topic": topic, "data": {"item": item}}


def part(author: dict[str, Any]) -> dict[str, Any]:
    return {"type": "conversation_part", "id": "p7", "created_at": 1794821503, "author": author}


def deeds(parsed: Parsed) -> list[tuple[str | None, str, str, str | None, bool]]:
    return [(one.person.external_id, one.kind, one.direction, one.outcome, one.automated) for one in parsed.activities]


def test_a_created_lead_becomes_its_canonical_record() -> None:
    result = checked(CREATED)

    assert result.records == (
        record(
            external_id="6919b1f0a2c4e6d8f0a1b2c3",
            occurred_at="2026-11-16T09:31:40Z",
            email="ines.carvalho@lusobank.example",
            phone="+12025550161",
            first_name="Inês",
            last_name="Carvalho",
            company="LusoBank",
            domain="lusobank.example",
            job_title="Product Lead",
            country="PT",
            campaign="chat-pricing",
        ),
    )
    assert (result.disposition, result.warnings) == ("accept", ())
    assert result.idempotency_keys == (f"intercom:{NOTIFICATION}",)


def test_a_body_of_which_one_byte_changed_is_rejected() -> None:
    result = checked(CREATED, body=body_of(CREATED).replace(b"ines.carvalho", b"ines.carvalha"))

    assert (result.disposition, result.records) == ("reject_auth", ())


def test_an_address_that_is_added_later_is_a_touch_of_that_moment() -> None:
    (lead,) = read("intercom", told("contact.lead.added_email")).leads

    assert (lead.occurred_at, lead.alias) == (WROTE, "6919b1f0a2c4e6d8f0a1b2c3")


@pytest.mark.parametrize(
    ("body", "disposition"),
    [
        (told("contact.user.created"), Disposition.ACCEPT),
        (told("contact.lead.created", email=None), Disposition.ACCEPT),
        (told("contact.lead.created", phone=None), Disposition.ACCEPT),
        (told("contact.lead.created", email=None, phone=None), Disposition.NEEDS_ENRICHMENT),
        (conversation("conversation.user.created", author={"type": "lead", "id": "c1"}), Disposition.NEEDS_ENRICHMENT),
        (told("contact.user.updated"), Disposition.UPDATE_ONLY),
        (told("contact.lead.tag.created"), Disposition.UPDATE_ONLY),
        (told("contact.unsubscribed"), Disposition.SUPPRESS),
        (told("contact.user.updated", unsubscribed_from_emails=True), Disposition.SUPPRESS),
        (told("contact.deleted"), Disposition.IGNORE),
        (told("company.created"), Disposition.IGNORE),
        (told("company.updated", unsubscribed_from_emails=True), Disposition.IGNORE),
        ({"topic": "ping", "id": None, "data": {"item": {"type": "ping"}}}, Disposition.ACCEPT_TEST),
        ({"topic": "ping", "id": None}, Disposition.ACCEPT_TEST),
    ],
)
def test_each_topic_has_its_disposition(body: dict[str, Any], disposition: Disposition) -> None:
    assert read("intercom", body).disposition is disposition


def test_who_unsubscribed_is_named_by_address_and_id() -> None:
    (gone,) = read("intercom", told("contact.unsubscribed")).suppressions

    assert (gone.person.email, gone.person.external_id) == (
        "ines.carvalho@lusobank.example",
        "6919b1f0a2c4e6d8f0a1b2c3",
    )
    assert (gone.reason_code, gone.occurred_at) == ("consent_withdrawn", WROTE)


def test_a_new_lead_that_unsubscribed_before_has_no_consent() -> None:
    (lead,) = read("intercom", told("contact.lead.created", unsubscribed_from_emails=True)).leads

    assert lead.consent == Consent(False, None)


def test_a_conversation_is_a_touch_with_its_words_without_markup() -> None:
    (lead,) = read("intercom", conversation("conversation.user.created")).leads

    assert (lead.email, lead.alias, lead.message) == ("ines@lusobank.example", "c1", "Do you ship to Porto ?")
    assert (lead.first_name, lead.occurred_at, lead.event_id) == ("Ines", WROTE, NOTIFICATION)


@pytest.mark.parametrize(
    ("body", "deed"),
    [
        (conversation("conversation.user.replied", part(VISITOR)), ("c1", "social", "in", "replied", False)),
        (
            conversation("conversation.user.replied", part(VISITOR), type="email"),
            ("c1", "email", "in", "replied", False),
        ),
        (conversation("conversation.admin.replied", part(ADMIN)), ("c1", "social", "out", None, False)),
        (conversation("conversation.admin.replied", part(BOT)), ("c1", "social", "out", None, True)),
        (
            conversation("conversation.admin.single.created", author=ADMIN, type="email"),
            ("c1", "email", "out", None, False),
        ),
        (
            conversation("conversation.admin.single.created", author=ADMIN, delivered_as="automated"),
            ("c1", "social", "out", None, True),
        ),
    ],
)
def test_what_is_written_is_an_activity_that_tells_people_from_bots(
    body: dict[str, Any], deed: tuple[Any, ...]
) -> None:
    assert deeds(read("intercom", body)) == [deed]


def test_a_reply_is_known_by_its_part_and_its_writer() -> None:
    (activity,) = read("intercom", conversation("conversation.admin.replied", part(ADMIN))).activities

    assert (activity.event_id, activity.rep_id, activity.occurred_at) == ("part:p7", "70", WROTE)
    assert activity.person.email == "ines@lusobank.example"


def test_a_reply_is_on_whoever_wrote_it() -> None:
    colleague = VISITOR | {"id": "c2", "email": "rui@lusobank.example"}

    (activity,) = read("intercom", conversation("conversation.user.replied", part(colleague))).activities

    assert (activity.person.external_id, activity.person.email) == ("c2", "rui@lusobank.example")


def test_the_writer_names_the_contact_where_no_list_does_and_words_may_be_missing() -> None:
    body = conversation("conversation.user.created", body=None)
    body["data"]["item"]["contacts"] = None

    (lead,) = read("intercom", body).leads

    assert (lead.alias, lead.message) == ("c1", None)


def test_a_message_to_nobody_is_refused_by_name() -> None:
    body = conversation("conversation.admin.replied", part(ADMIN), author=ADMIN)
    body["data"]["item"]["contacts"] = {}

    with pytest.raises(NobodyNamed):
        read("intercom", body)


@pytest.mark.parametrize(
    ("body", "field"), [({}, "topic"), ({"topic": "contact.lead.created", "data": {}}, "data.item"), ([], None)]
)
def test_what_is_none_of_it_is_refused_with_its_place(body: Any, field: str | None) -> None:
    with pytest.raises(WrongShape) as refusal:
        read("intercom", body)

    assert refusal.value.field == field
