"""HubSpot's Webhooks API, v1 and v3, legacy and generic (``object.creation`` with a type id): ids, hardly ever content.

developers.hubspot.com: Webhooks API; create generic webhook subscriptions. ``eventId`` is documented as not unique.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC
from typing import Final

from lead_contracts.normalise import instant, text
from lead_intake.adapters.claim import Claim
from lead_intake.adapters.sources import crm
from lead_intake.adapters.sources.crm import Deed
from lead_intake.adapters.sources.hubspot_record import person_of
from lead_intake.adapters.sources.shape import Node
from lead_intake.adapters.values import flag
from lead_intake.domain.delivery import Delivery
from lead_intake.domain.errors import WrongShape
from lead_intake.domain.lead import Correction
from lead_intake.domain.parsed import Parsed

_CONTACT, _LEAD = "0-1", "0-136"
_ACTIVITIES: Final = {
    "0-48": "call", "0-47": "meeting", "0-49": "email", "0-46": "note", "0-18": "message", "0-27": "task",
    "call": "call", "meeting_event": "meeting", "email": "email", "conversation": "conversation",
}  # fmt: skip
"""Objects that say what was done, by type id or by the name that the legacy subscription types begin with."""
_LOGGED = frozenset({"creation", "newMessage"})
_KEY = ("portalId", "subscriptionId", "objectId", "subscriptionType", "propertyName", "occurredAt")
_OPT_OUT = "hs_email_optout"
_NOTHING: Final = Claim()
_MERGED: Final = "merged_at_source"
_REPLIED, _BOOKED = "hs_sales_email_last_replied", "engagements_last_meeting_booked"
"""Properties of a contact that change when the person answers a mail, or books a meeting."""


def read(delivery: Delivery, event: Node) -> Parsed:
    """One notification; WrongShape without the id of what it is about."""
    subject, _, what = (text(event.get("subscriptionType")) or "").rpartition(".")
    kind = text(event.get("objectTypeId")) or subject
    if kind in (_CONTACT, "contact"):
        return _of_contact(delivery, event, what)
    if kind in (_LEAD, "lead") and what == "creation":
        return crm.unfetched(delivery, _named(event, names_person=False), what="lead")
    if kind in _ACTIVITIES and what in _LOGGED:
        return crm.unfetched(delivery, what=_ACTIVITIES[kind])
    return crm.ignored("a notification about no contact")


def _of_contact(delivery: Delivery, event: Node, what: str) -> Parsed:
    if what == "deletion":
        return crm.deleted()
    claim = _named(event, names_person=True)
    person = crm.person(claim.external_id)
    if what == "privacyDeletion":
        return crm.suppressed(delivery, person, crm.ERASED, event.get("occurredAt"))
    if what == "creation":
        return crm.unfetched(delivery, claim)
    if what == "merge":
        return replace(crm.updated(delivery, claim), corrections=tuple(_merges(delivery, event)))
    name = text(event.get("propertyName")) or ""
    if what == "propertyChange" and name == _OPT_OUT and flag(event.get("propertyValue")):
        return crm.suppressed(delivery, person, crm.WITHDRAWN, event.get("occurredAt"))
    if what == "propertyChange" and name in (_REPLIED, _BOOKED) and text(event.get("propertyValue")):
        return crm.done(delivery, _deed(event, name), person)
    says = person_of({name: event.get("propertyValue")})
    return crm.updated(delivery, _named(event, names_person=True, says=says))


def _merges(delivery: Delivery, event: Node) -> Iterator[Correction]:
    """What comes under the ids of merged contacts belongs to the lead of the primary one.

    So does what comes under the id that a merge may make anew: nobody was told of an address under that one yet.
    """
    stays = text(event.get("primaryObjectId")) or text(event.get("newObjectId"))
    at = instant(event.get("occurredAt"), UTC) or delivery.received_at
    merged = event.get("mergedObjectIds")
    named = (*(merged if isinstance(merged, list) else (merged,)), event.get("newObjectId"))
    for one in dict.fromkeys(filter(None, map(text, named))):
        if stays and at and one != stays:
            yield Correction(crm.person(one), crm.person(stays), delivery.source, _MERGED, at)


def _deed(event: Node, name: str) -> Deed:
    """A reply is as old as the property says; a booking is made now, whenever the meeting will be."""
    value = event.get("propertyValue")
    event_id = ":".join((text(event.get("objectId")) or "", name, text(value) or ""))
    if name == _REPLIED:
        return Deed(kind="email", direction="in", outcome="replied", occurred_at=value, event_id=event_id)
    at = event.get("occurredAt")
    return Deed(kind="meeting", direction="in", outcome="appointment_booked", occurred_at=at, event_id=event_id)


def _named(event: Node, *, names_person: bool, says: Claim = _NOTHING) -> Claim:
    """What it ``says``, and of whom. Merged contacts go on under ``newObjectId``, or the primary one's id."""
    found = event.get("objectId") or event.get("newObjectId") or event.get("primaryObjectId")
    if text(found) is None:
        raise WrongShape("objectId is missing", "objectId")
    return replace(
        says,
        external_id=found,
        names_person=names_person,
        event_id=":".join(text(event.get(name)) or "" for name in _KEY),
        occurred_at=event.get("occurredAt"),
        # nobody came to us who was on a list that was loaded
        motion="outbound" if crm.word(event.get("changeSource")) == "import" else None,
    )
