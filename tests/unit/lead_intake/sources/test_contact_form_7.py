"""Contact Form 7: fields named by hand or by their kind, choices as lists, and the plugin's own fields."""

from typing import Any

import pytest
from tests.unit.lead_intake.sources.reading import posted, read

POSTED = {
    "_wpcf7": "171",
    "_wpcf7_version": "6.0",
    "_wpcf7_locale": "en_GB",
    "_wpcf7_unit_tag": "wpcf7-f171-p2-o1",
    "_wpcf7_container_post": "2",
    "your-name": "Ann Lee",
    "your-email": "ann.lee@firm.example",
    "your-company": "Firm Ltd",
    "your-subject": "Tills",
    "your-message": "Do you sell tills?",
    "tel-417": "+44 20 7946 0700",
}


def test_the_form_that_the_plugin_suggests_is_a_lead() -> None:
    (lead,) = posted("contact_form_7", POSTED).leads

    assert (lead.first_name, lead.last_name, lead.email) == ("Ann", "Lee", "ann.lee@firm.example")
    assert (lead.phone, lead.company, lead.message) == ("+442079460700", "Firm Ltd", "Do you sell tills?")
    assert (lead.external_id, lead.event_id, lead.occurred_at) == (None, None, None)
    assert dict(lead.attributes) == {"form_id": "171", "your_subject": "Tills"}


def test_json_says_the_same() -> None:
    assert read("contact_form_7", POSTED) == posted("contact_form_7", POSTED)


def test_fields_named_by_their_kind_are_known() -> None:
    kinds = {
        "email-1": "a@firm.example",
        "textarea-9": "Call me",
        "url-2": "https://www.firm.example/x",
        "text-4": "Blue",
    }

    (lead,) = read("contact_form_7", kinds).leads

    assert (lead.email, lead.message, lead.domain) == ("a@firm.example", "Call me", "firm.example")
    assert dict(lead.attributes) == {"text_4": "Blue"}


def test_akismets_trap_is_seen() -> None:
    (lead,) = posted("contact_form_7", POSTED | {"_wpcf7_ak_hp_textarea": "x"}).leads

    assert lead.attributes["ak_hp_textarea"] == "x"


def test_choices_are_joined() -> None:
    (form,) = posted(
        "contact_form_7", [("your-email", "a@firm.example"), ("menu-1[]", "Tills"), ("menu-1[]", "POS")]
    ).leads
    (json,) = read("contact_form_7", {"your-email": "a@firm.example", "menu-1": ["Tills", "POS"]}).leads

    assert form.attributes["menu_1"] == json.attributes["menu_1"] == "Tills, POS"


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ({"acceptance-1": "1"}, True),
        ({"acceptance-1": "I agree to be called."}, True),
        ({"acceptance-1": ""}, None),
        ({"acceptance-1": "0"}, False),
        ({"consent": ["Yes, mail me"]}, True),
        ({"consent": []}, None),
        ({"consent": "rather not"}, None),
    ],
)
def test_a_box_that_was_ticked_is_consent(field: dict[str, Any], given: bool | None) -> None:
    (lead,) = read("contact_form_7", {"your-email": "a@firm.example"} | field).leads

    assert (lead.consent.given if lead.consent else None) is given


def test_the_same_words_are_told_apart_by_the_key_beside_them() -> None:
    (lead,) = read("contact_form_7", POSTED, key="website:k1").leads

    assert lead.event_id == "website:k1"
