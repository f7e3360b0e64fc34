"""WPForms: the Webhooks add-on, as JSON or as a form. Its author names the keys, so every one is known by its name."""

from dataclasses import replace

from lead_contracts.normalise import instant, text
from lead_intake.adapters.canonical_lead import accepted
from lead_intake.adapters.claim import Claim
from lead_intake.adapters.sources.crm import ignored
from lead_intake.adapters.sources.questions import answered, claim_of, laid_flat, posted
from lead_intake.adapters.sources.shape import Node
from lead_intake.adapters.values import utm
from lead_intake.domain.delivery import Delivery
from lead_intake.domain.parsed import Parsed

_UNFINISHED = frozenset({"partial", "abandoned"})
_PAGES = ("page_url", "source_url", "referer")
_OURS = frozenset({"entry_id", "form_id", "form_name", "status", "ip", "user_ip", "user_agent", *_PAGES})


def parse(delivery: Delivery) -> Parsed:
    """One lead; of the Form Abandonment add-on's entries nobody has sent the form."""
    body = posted(delivery)
    if text(body.get("status")) in _UNFINISHED:
        return ignored("partial entry: not submitted yet")
    return accepted(delivery, (_claim(body, delivery),))


def _claim(body: Node, delivery: Delivery) -> Claim:
    page = next((body[name] for name in _PAGES if body.get(name)), None)
    said = utm(page) | answered((name, value) for name, value in laid_flat(body) if name not in _OURS)
    entry, form = text(body.get("entry_id")), text(body.get("form_id"))
    if instant(said.get("occurred_at")) is None:  # as the site writes it, mostly without a zone
        said["occurred_at_raw"] = said.pop("occurred_at", None)
    return replace(
        claim_of(said, {"form_id": form, "form_name": body.get("form_name")}),
        external_id=entry,
        event_id=(f"{form}:{entry}" if form and entry else entry) or delivery.event_id,
    )
