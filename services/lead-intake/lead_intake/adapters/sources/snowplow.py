"""Snowplow: enriched events as JSON (docs.snowplow.io/docs/fundamentals/canonical-event), as a forwarder puts them on Kafka.

Self-describing events lie at ``unstruct_event_VENDOR_NAME_MODEL``, entities at ``contexts_VENDOR_NAME_MODEL``, or both in
the form with ``schema`` and ``data``. On Kafka the CloudEvents attributes are headers; ``source`` says that it is Snowplow.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC

from pydantic import JsonValue

from lead_contracts.normalise import email, instant, text
from lead_intake.adapters.canonical_lead import accepted
from lead_intake.adapters.claim import Claim
from lead_intake.adapters.sources import crm
from lead_intake.adapters.sources.fields import claim_of, recognised
from lead_intake.adapters.sources.shape import Node, as_object, json_of, objects
from lead_intake.domain.delivery import Delivery
from lead_intake.domain.errors import WrongShape
from lead_intake.domain.parsed import Parsed

_EVENT, _ENTITIES = "unstruct_event", "contexts"
_OF_A_VISITOR = ("com_snowplowanalytics_", "nl_basjes_", "org_w3", "org_ietf", "com_iab_", "dev_amp_")
"""Entities that describe browsers, pages and sessions."""
_FACTS = {
    "app_id": "app_id",
    "event_name": "event",
    "geo_country": "geo_country",
    "mkt_source": "utm_source",
    "mkt_medium": "utm_medium",
    "mkt_term": "utm_term",
    "mkt_content": "utm_content",
    "page_urlpath": "page",
}


def parse(delivery: Delivery) -> Parsed:
    """Who gave a way to be answered, in an event or an entity of ours, is a lead; all else are steps of a visit."""
    body = json_of(delivery.body)
    events = body if isinstance(body, list) else [body]
    return crm.each(events, lambda event: _read(delivery, as_object(event)))


def _read(delivery: Delivery, event: Node) -> Parsed:
    if not text(event.get("event_id")):
        raise WrongShape("event_id is missing: not an enriched event of Snowplow", "event_id")
    said = tuple(_said(event))
    claim = _claim(event, said)
    if said and any(text(one) for one in (claim.email, *claim.phones)):
        return accepted(delivery, (claim,))
    return crm.ignored("a step of a visit")


def _claim(event: Node, said: tuple[Node, ...]) -> Claim:
    claim = claim_of(recognised(*said))
    user = text(event.get("user_id"))
    return replace(
        claim,
        external_id=user or event.get("domain_userid"),
        names_person=user is not None,  # a domain_userid is a browser's
        event_id=text(event.get("event_id")),
        occurred_at=_when(event),
        email=claim.email or email(user),
        utm_campaign=event.get("mkt_campaign") or claim.utm_campaign,
        # where the address on the network lies is not where the person said that they are
        attributes={**claim.attributes, **{ours: event.get(theirs) for theirs, ours in _FACTS.items()}},
    )


def _when(event: Node) -> str | None:
    """UTC, with or without saying so."""
    found = (instant(event.get(name), UTC) for name in ("derived_tstamp", "collector_tstamp"))
    return next((one.isoformat() for one in found if one), None)


def _said(event: Node) -> Iterator[Node]:
    """The data of the event itself, then of the entities that say more than what every visitor's do."""
    for name, value in event.items():
        if name == _EVENT:
            yield from _unwrapped(value)
        elif name.startswith(f"{_EVENT}_"):
            yield from _fields(value)
    for name, value in event.items():
        if name == _ENTITIES:
            yield from _unwrapped(value)
        elif name.startswith(f"{_ENTITIES}_") and not name.startswith(
            tuple(f"{_ENTITIES}_{one}" for one in _OF_A_VISITOR)
        ):
            yield from _fields(value)


def _unwrapped(value: JsonValue) -> Iterator[Node]:
    """``{"schema": …, "data": {"schema": …, "data": …}}``; of entities ``data`` is a list of such."""
    outer = value.get("data") if isinstance(value, dict) else None
    for inner in outer if isinstance(outer, list) else [outer]:
        if isinstance(inner, dict) and not _is_of_a_visitor(inner.get("schema")):
            yield from _fields(inner.get("data"))


def _is_of_a_visitor(schema: JsonValue) -> bool:
    vendor = str(schema).removeprefix("iglu:").replace(".", "_")
    return vendor.startswith(_OF_A_VISITOR) and "submit_form" not in vendor


def _fields(value: JsonValue) -> Iterator[Node]:
    """The objects; a submitted form, as the browser's tracker tells it, has its fields as a list of ``elements``."""
    for one in [value] if isinstance(value, dict) else objects(value):
        elements = {str(field.get("name")): field.get("value") for field in objects(one.get("elements"))}
        yield elements or one
