"""One small pure file per source; a new one is a new file and a line in the table."""

from functools import partial
from types import MappingProxyType

from lead_intake.adapters.sources import (
    activecampaign,
    activities,
    apollo,
    calendly,
    canonical,
    close,
    cloudevents,
    contact_form_7,
    drift,
    enrichments,
    flat,
    generic,
    google_ads,
    gravity_forms,
    hubspot,
    intercom,
    linkedin,
    links,
    mailchimp,
    marketo,
    mautic,
    meta_lead_ads,
    outreach,
    pipedrive,
    rudderstack,
    salesforce,
    salesloft,
    segment,
    snowplow,
    suppressions,
    tiktok,
    typeform,
    unbounce,
    webflow,
    wpforms,
    zoominfo,
)
from lead_intake.adapters.sources.mapping import Mappings
from lead_intake.application.ports import Reader, Readers
from lead_intake.domain.delivery import Delivery
from lead_intake.domain.parsed import Parsed

_READERS: dict[str, Reader] = {
    "activecampaign": activecampaign.parse,
    "activities": activities.parse,
    "apollo": apollo.parse,
    "calendly": calendly.parse,
    "canonical": canonical.parse,
    "close": close.parse,
    "contact_form_7": contact_form_7.parse,
    "drift": drift.parse,
    "enrichments": enrichments.parse,
    "generic": generic.parse,
    "google_ads": google_ads.parse,
    "gravity_forms": gravity_forms.parse,
    "hubspot": hubspot.parse,
    "intercom": intercom.parse,
    "linkedin": linkedin.parse,
    "links": links.parse,
    "mailchimp": mailchimp.parse,
    "make": flat.parse,
    "marketo": marketo.parse,
    "mautic": mautic.parse,
    "meta_lead_ads": meta_lead_ads.parse,
    "n8n": flat.parse,
    "outreach": outreach.parse,
    "pipedrive": pipedrive.parse,
    "rudderstack": rudderstack.parse,
    "salesforce": salesforce.parse,
    "salesloft": salesloft.parse,
    "segment": segment.parse,
    "snowplow": snowplow.parse,
    "suppressions": suppressions.parse,
    "tiktok": tiktok.parse,
    "typeform": typeform.parse,
    "unbounce": unbounce.parse,
    "webflow": webflow.parse,
    "wpforms": wpforms.parse,
    "zapier": flat.parse,
    "zoominfo": zoominfo.parse,
}
ADAPTERS = frozenset(_READERS) | {"cloudevents"}
LISTS = frozenset({"apollo", "zoominfo"})
"""Those whose deliveries are lists, whatever media type they come with."""


def readers(routes: cloudevents.Routes, mappings: Mappings = MappingProxyType({})) -> Readers:
    """All adapters by name; ``routes`` says which source and adapter the ``source`` of a CloudEvent stands for,
    ``mappings`` what is settled of a source that the generic adapter reads.
    """
    known: dict[str, Reader] = {**_READERS, "generic": partial(generic.parse, mappings=mappings)}

    def read(delivery: Delivery) -> Parsed:
        return known[delivery.adapter](delivery)

    return {**known, "cloudevents": partial(cloudevents.parse, routes=routes, read=read)}
