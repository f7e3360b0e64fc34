"""Examples of the sources of which there is no sample: shaped as their documents say, about people whom there is not."""

import json
from typing import Any, Final
from urllib.parse import urlencode

from lead_intake.adapters.http.openapi import CSV, FORM, JSON

_FLAT: Final = {
    "email": "ada.vinter@nordkaj.example",
    "name": "Ada Vinter",
    "phone": "+46846500411",
    "company": "Nordkaj AB",
    "message": "Please send a quote for 40 seats.",
}
_CONTACT: Final = {
    "type": "subscribe",
    "date_time": "2026-11-16T09:12:00-06:00",
    "initiated_from": "public",
    "list": "3",
    "contact[id]": "1042",
    "contact[email]": "ada.vinter@nordkaj.example",
    "contact[first_name]": "Ada",
    "contact[last_name]": "Vinter",
    "contact[orgname]": "Nordkaj AB",
    "contact[fields][job_title]": "Buyer",
}
_LEAD_OF_CLOSE: Final[dict[str, Any]] = {
    "id": "lead_1",
    "name": "Nordkaj AB",
    "url": "https://www.nordkaj.example",
    "contacts": [{"id": "cont_1", "name": "Ada Vinter", "title": "Buyer", "emails": [{"email": _FLAT["email"]}]}],
    "date_created": "2026-11-16T09:00:00.000000",
}
_EVENT_OF_CLOSE: Final = {
    "id": "ev_1",
    "object_type": "lead",
    "action": "created",
    "object_id": "lead_1",
    "lead_id": "lead_1",
    "date_created": "2026-11-16T09:00:00.000000",
    "data": _LEAD_OF_CLOSE,
}
_ZOOMINFO: Final = (
    "ZoomInfo Contact ID,First Name,Last Name,Job Title,Direct Phone Number,Email Address,Company Name,Website,Country\n"
    "4711,Ada,Vinter,Buyer,+46 8 465 004 11,ada.vinter@nordkaj.example,Nordkaj AB,www.nordkaj.example,Sweden\n"
)
_VALUES_OF_UNBOUNCE: Final = {
    "email": ["ada.vinter@nordkaj.example"],
    "company": ["Nordkaj AB"],
    "date_submitted": ["2026-11-15"],
    "time_submitted": ["10:57 PM UTC"],
}
AUTHORED: Final[dict[str, tuple[str, Any]]] = {
    "activecampaign": (FORM, _CONTACT),
    "close": (JSON, {"subscription_id": "whsub_1", "event": _EVENT_OF_CLOSE}),
    "contact_form_7": (
        FORM,
        {"_wpcf7": "171", "your-name": "Ada Vinter", "your-email": _FLAT["email"], "your-message": _FLAT["message"]},
    ),
    "drift": (
        JSON,
        {
            "orgId": 1,
            "type": "contact_identified",
            "token": "the verification token",
            "data": {
                "id": 7,
                "createdAt": 1794821503000,
                "attributes": {"email": _FLAT["email"], "name": "Ada Vinter"},
            },
        },
    ),
    "generic": (JSON, {"formData": {"Vorname": "Ada", "Nachname": "Vinter", "E-Mail-Adresse": _FLAT["email"]}}),
    "make": (JSON, _FLAT),
    "marketo": (JSON, {"leadId": 318592, "Email Address": _FLAT["email"], "programName": "Q4 webinar"}),
    "n8n": (JSON, _FLAT),
    "rudderstack": (
        JSON,
        {
            "type": "identify",
            "messageId": "c1",
            "userId": "u1",
            "originalTimestamp": "2026-11-16T10:00:00.000Z",
            "context": {"traits": {"email": _FLAT["email"], "firstName": "Ada", "lastName": "Vinter"}},
        },
    ),
    "salesloft": (
        JSON,
        {
            "id": 436664215,
            "created_at": "2026-11-16T09:07:04.176528-05:00",
            "email_address": _FLAT["email"],
            "first_name": "Ada",
            "last_name": "Vinter",
            "person_company_name": "Nordkaj AB",
        },
    ),
    "snowplow": (
        JSON,
        {
            "event": "unstruct",
            "event_id": "c6ef3124-b53a-4b13-a233-0088f79dcbcb",
            "event_name": "lead_submitted",
            "collector_tstamp": "2026-11-16T10:00:01.000Z",
            "mkt_campaign": "autumn",
            "unstruct_event_com_acme_lead_submitted_1": {"email": _FLAT["email"], "first_name": "Ada"},
        },
    ),
    "unbounce": (FORM, {"page_id": "0c2f", "page_name": "Quote", "data.json": json.dumps(_VALUES_OF_UNBOUNCE)}),
    "wpforms": (FORM, {"form_id": "12", "entry_id": "345", **_FLAT}),
    "zoominfo": (CSV, _ZOOMINFO),
}
"""By adapter: the media type, and the JSON, the fields of a form, or the text of a list."""


def shown(media_type: str, said: Any) -> Any:
    """The example as it travels, where it is no JSON."""
    return urlencode(said) if media_type == FORM else said
