"""Webflow: ``form_submission`` webhooks (developers.webflow.com). The keys of ``data`` are the labels of the form."""

from dataclasses import replace

from lead_contracts.normalise import text
from lead_intake.adapters.canonical_lead import accepted
from lead_intake.adapters.claim import Claim
from lead_intake.adapters.sources.crm import ignored
from lead_intake.adapters.sources.questions import answered, claim_of
from lead_intake.adapters.sources.shape import Node, as_object, object_of
from lead_intake.domain.delivery import Delivery
from lead_intake.domain.parsed import Parsed


def parse(delivery: Delivery) -> Parsed:
    """One lead; orders, published pages and what else a site tells are none."""
    body = object_of(delivery)
    kind = body.get("triggerType")
    if kind not in (None, "form_submission"):
        return ignored("not a form submission")
    return accepted(delivery, (_claim(as_object(body.get("payload"), "payload") if kind else body),))


def _claim(form: Node) -> Claim:
    """Of the first version of the webhooks, which has no envelope, the members are called otherwise."""
    fields = answered(as_object(form.get("data"), "data").items())
    about: Node = {"form_name": form.get("name"), "form_id": form.get("formId")}
    number = form.get("id") or form.get("_id")
    return replace(
        claim_of(fields, about | {"site_id": form.get("siteId") or form.get("site")}),
        external_id=number,
        event_id=text(number),
        occurred_at=form.get("submittedAt") or form.get("d"),
    )
