"""Google Ads: lead form webhooks (developers.google.com/google-ads/webhook/docs/implementation)."""

from lead_contracts.normalise import text
from lead_intake.adapters.canonical_lead import accepted
from lead_intake.adapters.claim import Claim
from lead_intake.adapters.sources.shape import Node, object_of, objects
from lead_intake.adapters.sources.words import common
from lead_intake.domain.delivery import Delivery
from lead_intake.domain.errors import WrongShape
from lead_intake.domain.parsed import Parsed

_PERSON = frozenset(
    {
        "FULL_NAME", "FIRST_NAME", "LAST_NAME", "EMAIL", "WORK_EMAIL", "PHONE_NUMBER", "WORK_PHONE",
        "COMPANY_NAME", "JOB_TITLE", "COUNTRY",
    }
)  # fmt: skip
_ATTRIBUTES = {"CITY": "city", "REGION": "region", "POSTAL_CODE": "postal_code"}
_IDS = ("form_id", "campaign_id", "adgroup_id", "creative_id", "asset_group_id", "gcl_id")


def parse(delivery: Delivery) -> Parsed:
    """One lead; the sample that the form's editor sends says ``is_test``."""
    body = object_of(delivery)
    if not isinstance(body.get("user_column_data"), list):
        raise WrongShape("user_column_data is missing: not a Google lead form", "user_column_data")
    return accepted(delivery, (_claim(body, _columns(body)),))


def _claim(body: Node, columns: Node) -> Claim:
    return Claim(
        external_id=body.get("lead_id"),
        event_id=text(body.get("lead_id")),
        occurred_at=body.get("lead_submit_time"),
        email=columns.get("WORK_EMAIL") or columns.get("EMAIL"),
        phones=(columns.get("WORK_PHONE"), columns.get("PHONE_NUMBER")),
        first_name=columns.get("FIRST_NAME"),
        last_name=columns.get("LAST_NAME"),
        full_name=columns.get("FULL_NAME"),
        company=columns.get("COMPANY_NAME"),
        job_title=columns.get("JOB_TITLE"),
        country=columns.get("COUNTRY"),
        campaign_id=body.get("campaign_id"),
        is_test=body.get("is_test"),
        attributes=_asked(columns) | {name: body.get(name) for name in _IDS},
    )


def _columns(body: Node) -> Node:
    return {
        str(column.get("column_id") or column.get("column_name")): column.get("string_value")
        for column in objects(body.get("user_column_data"))
    }


def _asked(columns: Node) -> Node:
    """The answers to the advertiser's own questions, by a short name of the question."""
    others = {name: value for name, value in columns.items() if name not in _PERSON}
    return {_ATTRIBUTES.get(name) or common(name): value for name, value in others.items()}
