"""One small pure file per source; a new one is a new file and a line in the table."""

from functools import partial

from lead_intake.adapters.sources import (
    activities,
    apollo,
    calendly,
    canonical,
    close,
    cloudevents,
    contact_form_7,
    drift,
    generic,
    google_ads,
    gravity_forms,
    hubspot,
    intercom,
    linkedin,
    marketo,
    mautic,
    meta_lead_ads,
    pipedrive,
    salesforce,
    suppressions,
    tiktok,
    typeform,
    unbounce,
    webflow,
    wpforms,
)
from lead_intake.application.ports import Reader, Readers
from lead_intake.domain.delivery import Delivery
from lead_intake.domain.parsed import Parsed

_READERS: dict[str, Reader] = {
    "activities": activities.parse,
    "apollo": apollo.parse,
    "calendly": calendly.parse,
    "canonical": canonical.parse,
    "close": close.parse,
    "contact_form_7": contact_form_7.parse,
    "drift": drift.parse,
    "generic": generic.parse,
    "google_ads": google_ads.parse,
    "gravity_forms": gravity_forms.parse,
    "hubspot": hubspot.parse,
    "intercom": intercom.parse,
    "linkedin": linkedin.parse,
    "marketo": marketo.parse,
    "mautic": mautic.parse,
    "meta_lead_ads": meta_lead_ads.parse,
    "pipedrive": pipedrive.parse,
    "salesforce": salesforce.parse,
    "suppressions": suppressions.parse,
    "tiktok": tiktok.parse,
    "typeform": typeform.parse,
    "unbounce": unbounce.parse,
    "webflow": webflow.parse,
    "wpforms": wpforms.parse,
}
ADAPTERS = frozenset(_READERS) | {"cloudevents"}
LISTS = frozenset({"apollo", "zoominfo"})
"""Those whose deliveries are lists, whatever media type they come with."""


def readers(routes: cloudevents.Routes) -> Readers:
    """All adapters by name; ``routes`` says which source and adapter the ``source`` of a CloudEvent stands for."""
    return {**_READERS, "cloudevents": partial(cloudevents.parse, routes=routes, read=_read)}


def _read(delivery: Delivery) -> Parsed:
    return _READERS[delivery.adapter](delivery)
