"""ZoomInfo: contact exports as CSV. Columns as public import templates know them; names count, their order does not.

A contact of ZoomInfo has agreed to nothing; ``Notice Provided Date`` says when the vendor told them that it has them.
"""

import re

from lead_intake.adapters.canonical_lead import accepted
from lead_intake.adapters.claim import Claim
from lead_intake.adapters.sources.columns import cell, id_of, rows_by_column
from lead_intake.adapters.sources.rows import Row
from lead_intake.domain.delivery import Delivery
from lead_intake.domain.parsed import Parsed

_KNOWN = frozenset({"zoominfo contact id", "email address", "contact accuracy score", "direct phone number"})
_PHONES = ("direct phone number", "mobile phone", "mobile phone number", "company hq phone")
_ATTRIBUTES = {
    "industry": ("primary industry", "industry"),
    "company_size": ("employees", "employee range"),
    "seniority": ("management level",),
    "department": ("department",),
    "job_function": ("job function",),
    "city": ("person city",),
    "region": ("person state",),
    "list": ("list name", "list"),
    "accuracy_score": ("contact accuracy score",),
    "notice_provided": ("notice provided date",),
    "linkedin_url": ("linkedin contact profile url",),
    "zoominfo_company_id": ("zoominfo company id",),
}
_REVENUE = ("revenue (in 000s usd)", "revenue (in 000s)", "revenue (in 000's usd)", "revenue (in 000's)")
_THOUSANDS = re.compile(r"\$?\s?(\d{1,3}(?:,\d{3})+|\d{1,12})(?:\.\d+)?")


def parse(delivery: Delivery) -> Parsed:
    """One lead per row, outbound: nobody on a bought list came to us."""
    return accepted(delivery, tuple(_claim(row) for row in rows_by_column(delivery, _KNOWN, "ZoomInfo")))


def _claim(row: Row) -> Claim:
    contact = id_of(row, "zoominfo contact id")
    return Claim(
        external_id=contact,
        # the same contact on another list is another touch; an export that names no list repeats its contacts
        event_id=":".join(filter(None, (contact, cell(row, *_ATTRIBUTES["list"])))) if contact else None,
        names_person=True,
        motion="outbound",
        email=cell(row, "email address", "supplemental email"),
        phones=tuple(row.get(name) for name in _PHONES),
        first_name=row.get("first name"),
        last_name=row.get("last name"),
        company=row.get("company name"),
        website=cell(row, "website", "company website", "email domain"),
        job_title=row.get("job title"),
        country=cell(row, "country", "person country"),
        attributes={ours: cell(row, *theirs) for ours, theirs in _ATTRIBUTES.items()}
        | {"annual_revenue": _revenue(row)},
    )


def _revenue(row: Row) -> int | None:
    """US dollars; the export says thousands of them."""
    found = _THOUSANDS.fullmatch(cell(row, *_REVENUE) or "")
    return int(found[1].replace(",", "")) * 1000 if found else None
