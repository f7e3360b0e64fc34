"""Every sample of the sources of this service has its canonical record."""

import pytest
from tests.unit.lead_intake.samples import PAYLOADS, body_of, checked
from tests.unit.lead_intake.sources.reading import ABSENT

LIAM = ABSENT | {
    "external_id": "4711",
    "occurred_at": "2026-11-16T10:15:30.123000Z",
    "email": "liam.walsh@acme.example",
    "phone": "+442079460700",
    "first_name": "Liam",
    "last_name": "Walsh",
    "company": "Acme Tooling",
    "domain": "acme.example",
    "job_title": "Plant Manager",
    "country": "GB",
    "campaign": "contact-form",
}
EXPECTED = {
    "hubspot/workflow_contact.json": [
        ABSENT
        | {
            "external_id": "401",
            "occurred_at": "2026-11-16T09:02:03.412000Z",
            "email": "maya.lindqvist@nordfrakt.example",
            "phone": "+46846500412",
            "first_name": "Maya",
            "last_name": "Lindqvist",
            "company": "Nordfrakt AB",
            "domain": "nordfrakt.example",
            "job_title": "Head of Logistics IT",
            "country": "SE",
            "campaign": "wms-nordics-q4",
        }
    ],
    "typeform/form_response.json": [
        ABSENT
        | {
            "external_id": "a3a12ec67a1365927098a606107fac15",
            "occurred_at": "2026-11-16T10:03:41Z",
            "email": "oliver.grant@kestrel-labs.example",
            "phone": "+442079460188",
            "first_name": "Oliver",
            "last_name": "Grant",
            "company": "Kestrel Labs",
            "domain": "kestrel-labs.example",
            "country": "GB",
            "campaign": "q4-security",
        }
    ],
    "google_ads/lead_form.json": [
        ABSENT
        | {
            "external_id": "Cj0KCQiA-9f0c1b7e2d-live",
            "occurred_at": "2026-11-16T07:45:30Z",
            "email": "elena.marchetti@solaris-energia.example",
            "phone": "+442079460555",
            "first_name": "Elena",
            "last_name": "Marchetti",
            "company": "Solaris Energia",
            "domain": "solaris-energia.example",
            "job_title": "Facilities Manager",
            "country": "IT",
            "campaign": "21476883001",
        }
    ],
    "apollo/contacts_export.csv": [
        ABSENT
        | {
            "external_id": "6919aa0000000000000000a1",
            "motion": "outbound",
            "email": "carla.nystrom@borealrobotics.example",
            "phone": "+12025550190",
            "first_name": "Carla",
            "last_name": "Nystrom",
            "company": "Boreal Robotics",
            "domain": "borealrobotics.example",
            "job_title": "VP Engineering",
            "country": "US",
        },
        ABSENT
        | {
            "external_id": "6919aa0000000000000000a2",
            "motion": "outbound",
            "email": "viktor@halesons.example",
            "phone": "+442079460811",
            "first_name": "Viktor",
            "last_name": "Hale",
            "company": "Hale & Sons",
            "domain": "halesons.example",
            "job_title": "CTO",
            "country": "GB",
        },
    ],
    "cloudevents/http_binary.json": [LIAM],
    "cloudevents/http_structured.json": [LIAM],
    "cloudevents/kafka_binary.json": [LIAM],
    "cloudevents/kafka_structured.json": [LIAM],
}
SOURCES = {"apollo/contacts_export.csv": "apollo"}


@pytest.mark.parametrize("sample", EXPECTED)
def test_a_sample_becomes_its_canonical_lead(sample: str) -> None:
    result = checked(sample, SOURCES.get(sample))

    assert list(result.records) == EXPECTED[sample]
    assert (result.disposition, result.warnings) == ("accept", ())


@pytest.mark.parametrize(
    ("sample", "keys"),
    [
        ("hubspot/workflow_contact.json", ("hubspot:401:b7d1e6b0-43fd-4a29-8dfc-0c2f7e2d9c11",)),
        ("typeform/form_response.json", ("typeform:a3a12ec67a1365927098a606107fac15",)),
        ("google_ads/lead_form.json", ("google-ads:Cj0KCQiA-9f0c1b7e2d-live",)),
        (
            "apollo/contacts_export.csv",
            ("apollo:6919aa0000000000000000a1:Q4 robotics list", "apollo:6919aa0000000000000000a2:Q4 robotics list"),
        ),
        (
            "cloudevents/http_binary.json",
            ("https://marketing.example.com/forms/contact:b2c1f6a0-8c1e-4b54-9c0b-000000000001",),
        ),
    ],
)
def test_a_repeat_is_recognised_by_the_id_that_the_source_gives(sample: str, keys: tuple[str, ...]) -> None:
    assert checked(sample, SOURCES.get(sample)).idempotency_keys == keys


def test_the_same_cloudevent_over_http_in_both_modes_has_one_key() -> None:
    binary, structured = checked("cloudevents/http_binary.json"), checked("cloudevents/http_structured.json")

    assert binary.idempotency_keys == structured.idempotency_keys


def test_ids_only_from_hubspot_wait_for_enrichment() -> None:
    result = checked("hubspot/webhook_v3_contact_creation.json")

    assert result.disposition == "needs_enrichment"
    assert [record["external_id"] for record in result.records] == ["65059681032"]
    assert [record["received_at"] for record in result.records] == ["2026-11-16T09:02:05.120000Z"]


@pytest.mark.parametrize(
    "sample",
    [
        "hubspot/workflow_contact.json",
        "hubspot/webhook_v3_contact_creation.json",
        "typeform/form_response.json",
        "google_ads/lead_form.json",
    ],
)
def test_one_byte_more_is_rejected(sample: str) -> None:
    body = body_of(sample).replace(b"sample-google-key", b"another-google-key") + b" "

    result = checked(sample, body=body)

    assert (result.disposition, result.records) == ("reject_auth", ())


EVERY = {
    "apollo/contacts_export.csv": ("carla.nystrom@borealrobotics.example", "viktor@halesons.example"),
    "calendly/invitee_created.json": ("daniel.moreau@atelier-moreau.example",),
    "cloudevents/http_binary.json": ("liam.walsh@acme.example",),
    "cloudevents/http_structured.json": ("liam.walsh@acme.example",),
    "cloudevents/kafka_binary.json": ("liam.walsh@acme.example",),
    "cloudevents/kafka_structured.json": ("liam.walsh@acme.example",),
    "google_ads/lead_form.json": ("elena.marchetti@solaris-energia.example",),
    "gravity_forms/all_fields.json": ("rosa.delgado@andesfruit.example",),
    "hubspot/forms_v3_submission.json": ("maya.lindqvist@nordfrakt.example",),
    "hubspot/webhook_v3_contact_creation.json": ("65059681032",),
    "hubspot/workflow_contact.json": ("maya.lindqvist@nordfrakt.example",),
    "intercom/contact_lead_created.json": ("ines.carvalho@lusobank.example",),
    "linkedin/lead_form_response.json": ("s.koehler@alpenbau.example",),
    "linkedin/webhook_lead_action.json": ("urn:li:leadGenFormResponse:7f3c1f0e-55aa-4d1f-8b7a-000000000001-4",),
    "mailchimp/subscribe.txt": ("noor.aziz@greenleaf-coop.example",),
    "mautic/form_on_submit.json": ("amelia.okafor@brightwell.example",),
    "mautic/lead_post_save_new.json": ("amelia.okafor@brightwell.example",),
    "meta_lead_ads/graph_lead.json": ("jonas.weber@weber-spedition.example",),
    "meta_lead_ads/webhook_leadgen.json": ("1203847561029384",),
    "outreach/prospect_created.json": ("t.becker@isarchem.example",),
    "pipedrive/create_lead_v2.json": ("a1f7e9c0-4d15-11ef-9c3a-0f2f3a4b5c6d",),
    "salesforce/cdc_lead_create.json": ("priya.r@harbourline.example",),
    "salesforce/platform_event_lead_handover.json": ("omar.haddad@medlabs.example",),
    "salesforce/web_to_lead.txt": ("t.wisniewski@stalmet.example",),
    "segment/identify.json": ("grace.mbeki@savannahpay.example",),
    "segment/track_lead_submitted.json": ("grace.mbeki@savannahpay.example",),
    "tiktok/webhook_lead.json": ("zoe.jansen@polderfit.example",),
    "typeform/form_response.json": ("oliver.grant@kestrel-labs.example",),
    "webflow/form_submission.json": ("hannah.brooks@riverstone.example",),
    "zapier/flat_json.json": ("marc.dubois@verre-clair.example",),
}
"""Who is in each sample: the address, or of whom nothing else is said the id. All members: above, or in ``sources/``."""


def test_no_sample_is_without_its_expected_lead() -> None:
    files = {str(path.relative_to(PAYLOADS)) for path in PAYLOADS.rglob("*.*")}

    assert {name for name in files if not name.endswith((".request.json", ".md"))} == EVERY.keys()


@pytest.mark.parametrize("sample", EVERY)
def test_every_sample_is_read_by_the_adapter_that_its_folder_names(sample: str) -> None:
    result = checked(sample, sample.partition("/")[0])

    assert tuple(record["email"] or record["external_id"] for record in result.records) == EVERY[sample]
    assert result.disposition == ("accept" if "@" in EVERY[sample][0] else "needs_enrichment")
