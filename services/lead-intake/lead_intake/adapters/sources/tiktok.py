"""TikTok lead generation: leads as they are given, several in one delivery (business-api.tiktok.com: Leads webhook).

Known from public client code only. The ids have 19 digits: as numbers they are safe here, not in JavaScript.
"""

from dataclasses import replace

from lead_contracts.normalise import text
from lead_intake.adapters.canonical_lead import accepted
from lead_intake.adapters.claim import Claim
from lead_intake.adapters.sources.crm import each, ignored, unfetched
from lead_intake.adapters.sources.questions import answered, claim_of
from lead_intake.adapters.sources.shape import Node, object_of, objects
from lead_intake.domain.delivery import Delivery
from lead_intake.domain.errors import WrongShape
from lead_intake.domain.parsed import Parsed

_LEADS = 1
"""The ``object`` of leads; ads and accounts are told under other ones, at the same address."""
_ABOUT = ("lead_source", "page_id", "advertiser_id", "campaign_id", "adgroup_id", "ad_id")


def parse(delivery: Delivery) -> Parsed:
    """One lead per entry; an entry without answers has to be fetched."""
    body = object_of(delivery)
    if "object" not in body:
        raise WrongShape("object is missing: not a notice of TikTok", "object")
    if body["object"] != _LEADS:
        return ignored("not about leads")
    return each(objects(body.get("entry")), lambda entry: _parsed(delivery, entry))


def _parsed(delivery: Delivery, entry: Node) -> Parsed:
    if entry.get("changes"):
        return accepted(delivery, (_claim(entry),))
    number = text(entry.get("id"))
    named = Claim(external_id=number, names_person=True, event_id=number, occurred_at=entry.get("create_time"))
    return unfetched(delivery, named, what="lead")


def _claim(entry: Node) -> Claim:
    fields = [(str(change.get("field")), change.get("value")) for change in objects(entry.get("changes"))]
    claim = claim_of(answered(fields), {name: entry.get(name) for name in _ABOUT})
    return replace(
        claim,
        external_id=entry.get("id"),
        names_person=True,  # the notice named nothing else
        event_id=text(entry.get("id")),
        occurred_at=entry.get("create_time"),
        campaign_id=entry.get("campaign_id"),
    )
