"""Meta Lead Ads: the ``leadgen`` notices of a page, and the leads themselves as the Graph API gives them.

developers.facebook.com: Webhooks for leadgen (ids only), Retrieving leads (``field_data``).
"""

from dataclasses import replace

from pydantic import JsonValue

from lead_contracts.normalise import is_dummy, text
from lead_intake.adapters.canonical_lead import accepted
from lead_intake.adapters.claim import Claim
from lead_intake.adapters.sources.crm import each, ignored, unfetched
from lead_intake.adapters.sources.questions import answered, claim_of
from lead_intake.adapters.sources.shape import Node, at, object_of, objects
from lead_intake.adapters.values import flag
from lead_intake.domain.delivery import Delivery
from lead_intake.domain.errors import WrongShape
from lead_intake.domain.parsed import Parsed

_ABOUT = ("ad_id", "ad_name", "adset_id", "adset_name", "campaign_id", "form_id", "is_organic", "platform")
_TEST_MAIL = "test@fb.com"
_SAMPLE_ID = "444444444444"
"""The lead that the dashboard's button "Test" names: there is none."""


def parse(delivery: Delivery) -> Parsed:
    """A batch of notices; or a lead, or a page of them (``data``)."""
    body = object_of(delivery)
    if isinstance(body.get("entry"), list):
        return _notices(delivery, body)
    leads = objects(body.get("data")) if isinstance(body.get("data"), list) else (body,)
    return each(leads, lambda lead: accepted(delivery, (_claim(lead),)))


def _notices(delivery: Delivery, body: Node) -> Parsed:
    changes = [change for entry in objects(body.get("entry")) for change in objects(entry.get("changes"))]
    said = [change.get("value") for change in changes if change.get("field") == "leadgen"]
    ids = [value for value in said if text(at(value, "leadgen_id")) not in (None, _SAMPLE_ID)]
    if not ids:
        return ignored("no lead among the notices")
    return unfetched(delivery, *(_named(value) for value in ids), what="lead")


def _named(value: JsonValue) -> Claim:
    number = text(at(value, "leadgen_id"))
    return Claim(external_id=number, names_person=True, event_id=number, occurred_at=at(value, "created_time"))


def _claim(lead: Node) -> Claim:
    if not isinstance(lead.get("field_data"), list):
        raise WrongShape("field_data is missing: not a lead of Meta", "field_data")
    fields = {str(field.get("name")): field.get("values") for field in objects(lead.get("field_data"))}
    # the address and the number at work are asked for by name, and a firm wants them first
    at_work = sorted(fields, key=lambda name: not name.startswith("work_"))
    claim = claim_of(answered((name, fields[name]) for name in at_work), {name: lead.get(name) for name in _ABOUT})
    return replace(
        claim,
        external_id=lead.get("id"),
        names_person=True,  # the notice named nothing else
        event_id=text(lead.get("id")),
        occurred_at=lead.get("created_time"),
        campaign=lead.get("campaign_name"),
        campaign_id=lead.get("campaign_id"),
        consent=_consent(lead),
        is_test=any(_of_a_test(value) for values in fields.values() for value in _listed(values)),
    )


def _consent(lead: Node) -> JsonValue:
    """Whether every box was ticked: which of them asks for what, only the form knows."""
    boxes = tuple(objects(lead.get("custom_disclaimer_responses")))
    return all(flag(box.get("is_checked")) is True for box in boxes) if boxes else None


def _listed(values: JsonValue) -> list[JsonValue]:
    return values if isinstance(values, list) else [values]


def _of_a_test(value: JsonValue) -> bool:
    """What Meta's testing tool fills in."""
    return is_dummy(value) or value == _TEST_MAIL
