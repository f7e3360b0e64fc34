"""One small pure file per source; a new one is a new file and a line in the table."""

from functools import partial

from lead_intake.adapters.sources import (
    activities,
    apollo,
    canonical,
    cloudevents,
    google_ads,
    hubspot,
    suppressions,
    typeform,
)
from lead_intake.application.ports import Reader, Readers
from lead_intake.domain.delivery import Delivery
from lead_intake.domain.parsed import Parsed

_READERS: dict[str, Reader] = {
    "activities": activities.parse,
    "apollo": apollo.parse,
    "canonical": canonical.parse,
    "google_ads": google_ads.parse,
    "hubspot": hubspot.parse,
    "suppressions": suppressions.parse,
    "typeform": typeform.parse,
}
ADAPTERS = frozenset(_READERS) | {"cloudevents"}
LISTS = frozenset({"apollo", "zoominfo"})
"""Those whose deliveries are lists, whatever media type they come with."""


def readers(routes: cloudevents.Routes) -> Readers:
    """All adapters by name; ``routes`` says which source and adapter the ``source`` of a CloudEvent stands for."""
    return {**_READERS, "cloudevents": partial(cloudevents.parse, routes=routes, read=_read)}


def _read(delivery: Delivery) -> Parsed:
    return _READERS[delivery.adapter](delivery)
