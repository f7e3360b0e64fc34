"""Salesforce's change events (developer.salesforce.com: Change Data Capture, ChangeEventHeader fields).

Leads and contacts, and with them tasks and events, which ``salesforce_activities`` reads.
"""

from collections.abc import Iterator
from typing import Final

from pydantic import JsonValue

from lead_contracts.normalise import text
from lead_intake.adapters.canonical_lead import accepted
from lead_intake.adapters.claim import Claim
from lead_intake.adapters.sources import crm, salesforce_activities
from lead_intake.adapters.sources.shape import Node, as_object, at
from lead_intake.adapters.values import flag
from lead_intake.domain.delivery import Delivery
from lead_intake.domain.errors import WrongShape
from lead_intake.domain.parsed import Parsed, merged

_PEOPLE = frozenset({"Lead", "Contact"})
_ACTIVITIES = frozenset({"Task", "Event"})
_ATTRIBUTES: Final = {
    "LeadSource": "lead_source",
    "Status": "lead_status",
    "Industry": "industry",
    "NumberOfEmployees": "company_size",
    "AnnualRevenue": "annual_revenue",
    "Rating": "rating",
}
_PLACE: Final = {"City": "city", "State": "region", "PostalCode": "postal_code"}


def read(delivery: Delivery, payload: Node) -> Parsed:
    """What happened to one or several records; a gap tells that something did, and not what."""
    header = as_object(payload.get("ChangeEventHeader"), "ChangeEventHeader")
    entity, change = text(header.get("entityName")), text(header.get("changeType")) or ""
    if entity in _ACTIVITIES:
        return salesforce_activities.read(delivery, payload, header)
    if entity not in _PEOPLE:
        return crm.ignored("a change of no lead, contact, task or event")
    if change == "GAP_OVERFLOW":
        return crm.unfetched(delivery, what="whole of the leads")
    records = record_ids(header)
    claims = tuple(_claim(payload, header, record) for record in records)
    if change in ("DELETE", "GAP_DELETE"):
        return crm.deleted()
    if change == "GAP_CREATE" or (change == "CREATE" and any("*" in record for record in records)):
        return crm.unfetched(delivery, *claims, what="lead")
    if change == "CREATE":
        return accepted(delivery, claims)
    if change == "UPDATE" and flag(payload.get("HasOptedOutOfEmail")):
        return _withdrawn(delivery, header, records)
    missing = "only that it changed: how has to be fetched" if change.startswith("GAP_") else None
    return crm.updated(delivery, *claims, warning=missing)


def record_ids(header: Node) -> tuple[str, ...]:
    """One or several ids; ``00Q*`` stands for all that one transaction touched. WrongShape for none."""
    found = header.get("recordIds")
    ids = tuple(_texts(found if isinstance(found, list) else [found]))
    if not ids:
        raise WrongShape("recordIds is missing", "recordIds")
    return ids


def _texts(values: list[JsonValue]) -> Iterator[str]:
    for value in values:
        if found := text(value):
            yield found


def event_id(header: Node, record: str) -> str | None:
    """What the vendor tells changes apart by: a replay id is not unique."""
    parts = (text(header.get("transactionKey")), text(header.get("sequenceNumber")), record)
    return ":".join(part for part in parts if part) if parts[0] else None


def _claim(payload: Node, header: Node, record: str) -> Claim:
    name, address = payload.get("Name"), payload.get("Address") or payload.get("MailingAddress")
    single = None if "*" in record else record
    return Claim(
        external_id=single,
        names_person=single is not None,
        event_id=event_id(header, record),
        occurred_at=header.get("commitTimestamp"),
        email=payload.get("Email"),
        phones=(payload.get("Phone"), payload.get("MobilePhone")),
        first_name=at(name, "FirstName") or payload.get("FirstName"),
        last_name=at(name, "LastName") or payload.get("LastName"),
        full_name=name,
        company=payload.get("Company"),
        website=payload.get("Website"),
        job_title=payload.get("Title"),
        country=at(address, "CountryCode") or at(address, "Country") or payload.get("Country"),
        message=payload.get("Description"),
        consent={"given": False} if flag(payload.get("HasOptedOutOfEmail")) else None,
        attributes=_attributes(payload, address),
    )


def _attributes(payload: Node, address: JsonValue) -> Node:
    said = {ours: payload.get(theirs) for theirs, ours in _ATTRIBUTES.items()}
    return said | {ours: at(address, theirs) for theirs, ours in _PLACE.items()}


def _withdrawn(delivery: Delivery, header: Node, records: tuple[str, ...]) -> Parsed:
    people = (crm.person(record) for record in records if "*" not in record)
    parts = [crm.suppressed(delivery, who, crm.WITHDRAWN, header.get("commitTimestamp")) for who in people]
    return merged(parts) if parts else crm.unfetched(delivery, what="lead that opted out")
