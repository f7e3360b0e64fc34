"""Whatever stands where a CRM puts something else: the worker makes a named dead letter of it, or something of ours."""

import json
from typing import Any
from urllib.parse import urlencode

from hypothesis import given
from hypothesis import strategies as st
from tests.unit.lead_intake.samples import body_of
from tests.unit.lead_intake.sources import (
    test_close,
    test_drift,
    test_hubspot,
    test_intercom,
    test_marketo,
    test_pipedrive,
    test_salesforce,
)
from tests.unit.lead_intake.test_never_raises import NASTY, TEXTS, UNHURRIED, VALUES, changed, judge, places

SEEDS: list[tuple[str, Any]] = [
    ("hubspot", json.loads(body_of("hubspot/forms_v3_submission.json"))),
    ("hubspot", test_hubspot.notice("contact.propertyChange", propertyName="hs_email_optout", propertyValue="true")),
    ("hubspot", [test_hubspot.notice("contact.creation"), test_hubspot.notice("contact.privacyDeletion")]),
    ("hubspot", test_hubspot.engagement("CALL", 401, metadata={"durationMilliseconds": 5, "disposition": "x"})),
    (
        "hubspot",
        test_hubspot.engagement("MEETING", 401, metadata={"startTime": 1794819723412, "endTime": 1794819723413}),
    ),
    ("hubspot", {"hs_object_id": 5, "hs_email_direction": "EMAIL", "hs_email_to_email": "maya@firm.example"}),
    ("salesforce", test_salesforce.change("UPDATE", records=["00Q1", "00Q2"], HasOptedOutOfEmail=True)),
    ("salesforce", test_salesforce.task(CallType="Inbound", CallDurationInSeconds=3, CallDisposition="Busy")),
    ("salesforce", test_salesforce.meeting(StartDateTime=1794816431000)),
    ("salesforce", json.loads(body_of("salesforce/platform_event_lead_handover.json"))),
    ("mautic", {"mautic.lead_channel_subscription_changed": [{"contact": {"id": 1}, "new_status": "manual"}]}),
    ("mautic", json.loads(body_of("mautic/form_on_submit.json"))),
    ("marketo", test_marketo.TEMPLATE),
    ("pipedrive", test_pipedrive.event("person", "change", test_pipedrive.UNSUBSCRIBED, {"marketing_status": "x"})),
    ("pipedrive", test_pipedrive.event("activity", "create", test_pipedrive.CALL)),
    ("close", test_close.event("lead", "created", test_close.FIRM)),
    ("close", test_close.event("activity.email", "created", test_close.MAIL)),
    ("close", test_close.event("activity.meeting", "updated", test_close.MEETING)),
    (
        "close",
        test_close.event("activity.form_submission", "created", {"fields": [{"name": "Email", "value": "a@b.cd"}]}),
    ),
    ("intercom", test_intercom.conversation("conversation.user.created")),
    ("intercom", test_intercom.conversation("conversation.admin.replied", test_intercom.part(test_intercom.ADMIN))),
    ("drift", test_drift.event("contact_identified", test_drift.CONTACT)),
    ("drift", test_drift.message({"type": "user", "id": 70}, contactId=7)),
]
PLACES = [(source, seed, place) for source, seed in SEEDS for place in places(seed)]


@UNHURRIED
@given(where=st.sampled_from(PLACES), value=VALUES)
def test_whatever_stands_where_a_crm_puts_something_else(where: tuple[str, Any, tuple[Any, ...]], value: Any) -> None:
    source, seed, place = where
    judge(f"/hooks/{source}", json.dumps(changed(seed, place, value)).encode(), "application/json")


@UNHURRIED
@given(
    source=st.sampled_from(["salesforce", "marketo"]),
    fields=st.dictionaries(
        st.sampled_from(["oid", "email", "last_name", "phone", "URL", "country", "debug", "emailOptOut", "leadId"])
        | TEXTS,
        TEXTS | st.sampled_from(NASTY),
        max_size=6,
    ),
)
def test_whatever_is_posted_as_a_form(source: str, fields: dict[str, str]) -> None:
    judge(f"/hooks/{source}", urlencode(fields).encode(), "application/x-www-form-urlencoded")
