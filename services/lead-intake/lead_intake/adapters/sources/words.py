"""Which member of a lead a field means by its name. English for now; other languages are further rows of the table."""

import re

_MEMBERS: dict[str, tuple[str, ...]] = {
    "external_id": ("external_id", "lead_id", "contact_id", "person_id"),
    "event_id": ("event_id", "submission_id", "message_id"),
    "email": (
        "email",
        "e_mail",
        "email_address",
        "e_mail_address",
        "work_email",
        "business_email",
        "mail",
        "your_email",
    ),
    "phone": ("phone", "phone_number", "telephone", "tel", "mobile", "mobile_phone", "work_phone", "phone_e164"),
    "first_name": ("first_name", "firstname", "given_name", "forename"),
    "last_name": ("last_name", "lastname", "surname", "family_name"),
    "full_name": ("full_name", "name", "your_name", "contact_name"),
    "company": ("company", "company_name", "organisation", "organization", "employer"),
    "website": ("website", "domain", "company_domain", "company_website", "url"),
    "job_title": ("job_title", "jobtitle", "title", "position", "role"),
    "country": ("country", "country_code", "country_name"),
    "utm_campaign": ("utm_campaign",),
    "campaign": ("campaign", "campaign_name"),
    "campaign_id": ("campaign_id",),
    "message": ("message", "comment", "comments", "question", "description", "notes", "note"),
    "consent": ("consent", "opt_in", "gdpr_consent", "marketing_consent"),
    "motion": ("motion",),
    "is_test": ("is_test", "test"),
    "occurred_at": ("occurred_at", "submitted_at", "submitted", "created_at", "timestamp", "time"),
    "industry": ("industry", "sector"),
    "company_size": ("company_size", "employees", "num_employees", "number_of_employees", "how_many_employees"),
    "budget": ("budget", "what_is_your_budget"),
}
_BY_WORD = {word: member for member, words in _MEMBERS.items() for word in words}
_EDGES = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|[^0-9a-zA-Z]+")


def snake(name: str) -> str:
    """``What is your budget?`` and ``whatIsYourBudget`` as ``what_is_your_budget``; ``field`` if no letter is left."""
    return _EDGES.sub("_", name).strip("_").lower()[:80] or "field"


def member_for(name: str | None) -> str | None:
    """The member of the lead, or the common name of the attribute, that a field of this name means."""
    return _BY_WORD.get(snake(name)) if name else None


def common(name: str) -> str:
    """The name under which an attribute is kept: the common one if there is one."""
    return member_for(name) or snake(name)
