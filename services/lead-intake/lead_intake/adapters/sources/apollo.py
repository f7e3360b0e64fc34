"""Apollo: contact exports as CSV. The columns and their order vary by the date of the export, so names count alone."""

from lead_contracts.normalise import text
from lead_intake.adapters.canonical_lead import accepted
from lead_intake.adapters.claim import Claim
from lead_intake.adapters.sources.rows import Row, rows_of
from lead_intake.domain.delivery import Delivery
from lead_intake.domain.errors import WrongShape
from lead_intake.domain.parsed import Parsed

_PHONES = ("Work Direct Phone", "Mobile Phone", "Corporate Phone", "Home Phone", "Other Phone", "Company Phone")
_ATTRIBUTES = {
    "Industry": "industry",
    "# Employees": "company_size",
    "Annual Revenue": "annual_revenue",
    "Seniority": "seniority",
    "Departments": "department",
    "City": "city",
    "State": "region",
    "Technologies": "technologies",
    "Keywords": "keywords",
    "Lists": "list",
    "Stage": "stage",
    "Email Status": "email_status",
    "Person Linkedin Url": "linkedin_url",
}


def parse(delivery: Delivery) -> Parsed:
    """One lead per row, outbound: nobody on a bought or searched list came to us."""
    rows = rows_of(delivery)
    if rows and not {"Email", "First Name"} & rows[0].keys():
        raise WrongShape("neither a column Email nor First Name: not an Apollo export", "Email")
    return accepted(delivery, tuple(_claim(row) for row in rows))


def _claim(row: Row) -> Claim:
    contact = text(row.get("Apollo Contact Id"))
    return Claim(
        external_id=contact,
        # the same contact on another list is another touch
        event_id=":".join(filter(None, (contact, text(row.get("Lists"))))) if contact else None,
        names_person=True,
        motion="outbound",
        email=row.get("Email"),
        phones=tuple(row.get(name) for name in _PHONES),
        first_name=row.get("First Name"),
        last_name=row.get("Last Name"),
        company=row.get("Company Name") or row.get("Company"),
        website=row.get("Website"),
        job_title=row.get("Title"),
        country=row.get("Country"),
        attributes={ours: row.get(theirs) for theirs, ours in _ATTRIBUTES.items()},
    )
