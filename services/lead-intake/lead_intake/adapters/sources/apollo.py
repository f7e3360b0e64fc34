"""Apollo: contact exports as CSV. The columns and their order vary by the date of the export, so names count alone."""

from lead_intake.adapters.canonical_lead import accepted
from lead_intake.adapters.claim import Claim
from lead_intake.adapters.sources import crm
from lead_intake.adapters.sources.columns import cell, id_of, rows_by_column
from lead_intake.adapters.sources.rows import Row
from lead_intake.domain.delivery import Delivery
from lead_intake.domain.parsed import Parsed, merged

_KNOWN = frozenset({"apollo contact id", "email", "first name", "last name", "work direct phone"})
_PHONES = (
    "work direct phone",
    "first phone",
    "mobile phone",
    "corporate phone",
    "home phone",
    "other phone",
    "company phone",
)
_ATTRIBUTES = {
    "industry": ("industry",),
    "company_size": ("# employees", "employees", "number of employees"),
    "annual_revenue": ("annual revenue",),
    "seniority": ("seniority",),
    "department": ("departments", "department"),
    "city": ("city", "person city"),
    "region": ("state", "person state"),
    "technologies": ("technologies",),
    "keywords": ("keywords",),
    "list": ("lists", "list"),
    "stage": ("stage", "contact stage"),
    "email_status": ("email status",),
    "linkedin_url": ("person linkedin url", "linkedin url"),
}
_LEAVE_ALONE = "do not contact"
"""One of the stages that every account of Apollo begins with."""


def parse(delivery: Delivery) -> Parsed:
    """One lead per row, outbound: nobody on a bought or searched list came to us."""
    rows = rows_by_column(delivery, _KNOWN, "Apollo")
    leads = accepted(delivery, tuple(_claim(row) for row in rows if not _left_alone(row)))
    alone = [row for row in rows if _left_alone(row)]
    if not alone:
        return leads
    suppressions = crm.each(alone, lambda row: _suppression(delivery, row))
    return merged((leads, suppressions)) if leads.leads else suppressions


def _left_alone(row: Row) -> bool:
    return (cell(row, *_ATTRIBUTES["stage"]) or "").lower() == _LEAVE_ALONE


def _suppression(delivery: Delivery, row: Row) -> Parsed:
    return crm.suppressed(delivery, crm.person(id_of(row, "apollo contact id"), row.get("email")), crm.WITHDRAWN, None)


def _claim(row: Row) -> Claim:
    contact = id_of(row, "apollo contact id") or id_of(row, "contact id")
    return Claim(
        external_id=contact,
        # the same contact on another list is another touch
        event_id=":".join(filter(None, (contact, cell(row, *_ATTRIBUTES["list"])))) if contact else None,
        names_person=True,
        motion="outbound",
        email=cell(row, "email", "work email", "secondary email"),
        phones=tuple(row.get(name) for name in _PHONES),
        first_name=row.get("first name"),
        last_name=row.get("last name"),
        full_name=row.get("name"),
        company=cell(row, "company name", "company", "company name for emails", "account name"),
        website=cell(row, "website", "company website"),
        job_title=cell(row, "title", "job title"),
        country=cell(row, "country", "person country"),
        attributes={ours: cell(row, *theirs) for ours, theirs in _ATTRIBUTES.items()},
    )
