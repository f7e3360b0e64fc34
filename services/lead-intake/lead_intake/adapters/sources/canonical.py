"""Our own shape: one flat object, its members by their own names; others by what their names mean alone."""

from typing import Final

from lead_contracts.normalise import text
from lead_intake.adapters.bodies import LeadBody
from lead_intake.adapters.canonical_lead import accepted
from lead_intake.adapters.claim import Claim
from lead_intake.adapters.sources.rows import rows_of
from lead_intake.adapters.sources.shape import Node, as_object, json_of
from lead_intake.adapters.sources.words import meaning, snake
from lead_intake.domain.delivery import Delivery
from lead_intake.domain.parsed import Parsed

_CSV = frozenset({"text/csv", "application/csv"})


def parse(delivery: Delivery) -> Parsed:
    """One lead per object (one, or a list of them) or per row of a CSV file."""
    if delivery.content_type in _CSV:
        return accepted(delivery, tuple(claim(row, delivery) for row in rows_of(delivery)))
    body = json_of(delivery.body)
    items = body if isinstance(body, list) else [body]
    return accepted(delivery, tuple(claim(as_object(item), delivery) for item in items))


def claim(body: Node, delivery: Delivery) -> Claim:
    """What the object says; what it says beyond a lead's members is kept among the attributes."""
    said = _recognised(body)
    person = said.pop("external_id", None)
    return Claim(
        external_id=person or said.pop("id", None),
        names_person=person is not None,
        event_id=text(said.pop("event_id", None)) or delivery.event_id,
        occurred_at=said.pop("occurred_at", None) or delivery.headers.get("ce-time"),
        motion=said.pop("motion", None),
        email=said.pop("email", None),
        phones=(said.pop("phone", None),),
        first_name=said.pop("first_name", None),
        last_name=said.pop("last_name", None),
        full_name=said.pop("full_name", None),
        company=said.pop("company", None),
        website=said.pop("website", None),
        job_title=said.pop("job_title", None),
        country=said.pop("country", None),
        utm_campaign=said.pop("utm_campaign", None),
        campaign=said.pop("campaign", None),
        campaign_id=said.get("campaign_id"),
        is_test=said.pop("is_test", None),
        message=said.pop("message", None),
        consent=said.pop("consent", None) or body.get("consent"),
        attributes=said,
    )


def _recognised(body: Node) -> Node:
    """The members by their own names, then those that another name means; the nested ``attributes`` are laid beside.

    What another field has said already is kept under its own name.
    """
    nested = body.get("attributes")
    fields = {**nested, **body} if isinstance(nested, dict) else body
    found: Node = {}
    for name, value in sorted(fields.items(), key=lambda item: item[0] not in _OURS):
        if value is None or isinstance(value, dict | list):
            continue
        member = name if name in _OURS else _member(name)
        found.setdefault(member if found.get(member) is None else snake(name), value)
    return found


def _member(name: str) -> str:
    said = meaning(name)
    return said.member if said is not None and (not said.vague or snake(name) in _PLAIN) else snake(name)


_OURS: Final = frozenset(LeadBody.model_fields)
_PLAIN: Final = frozenset(
    {
        "name",
        "title",
        "position",
        "role",
        "url",
        "domain",
        "test",
        "timestamp",
        "time",
        "created_at",
        "description",
        "note",
        "notes",
        "question",
    }
)
"""Words of several meanings whose meaning is plain in a shape of ours."""
