"""Whoever is not known: any JSON, form, multipart or CSV body, its fields recognised by what they mean."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from pydantic import JsonValue

from lead_contracts.normalise import text
from lead_intake.adapters.canonical_lead import accepted, canonical
from lead_intake.adapters.claim import Claim
from lead_intake.adapters.sources import crm
from lead_intake.adapters.sources.contents import content_of
from lead_intake.adapters.sources.crowd import Member, members_of
from lead_intake.adapters.sources.happenings import CONSENT_WITHDRAWN, Happening, Kind, happened, reason_of
from lead_intake.adapters.sources.leaves import leaves_of
from lead_intake.adapters.sources.mapping import Mappings, SourceMapping, disposition_of, mapped
from lead_intake.adapters.sources.pointers import pointed_at
from lead_intake.adapters.sources.recognise import Recognised, recognised
from lead_intake.adapters.sources.words import compact
from lead_intake.adapters.values import flag, utm
from lead_intake.domain.delivery import Channel, Delivery
from lead_intake.domain.errors import NobodyNamed
from lead_intake.domain.lead import Person, Suppression
from lead_intake.domain.parsed import Disposition, Parsed, Seen

PARTIAL: Final = "begun and not sent: nobody has asked for an answer yet"
IDS_ONLY: Final = "ids only: the contact has to be fetched"
_UNSETTLED: Final = SourceMapping()
_BESIDE_AN_ID: Final = frozenset({"external_id", "event_id", "occurred_at", "campaign_id", "is_test", "is_live"})
_OF_CONSENT: Final = ("consent", "preference", "permission", "subscription", "optin", "einwilligung", "consentement")
NOBODY: Final = "tells of nobody"
_CONTEXT: Final = (
    "utm_campaign", "campaign", "campaign_id", "occurred_at", "is_test", "is_live", "motion", "company", "website",
)  # fmt: skip
_OF_A_COMPANY: Final = frozenset(
    {"contacts", "people", "persons", "employees", "kontakte", "contactos", "contatti", "contatos"}
)


def parse(delivery: Delivery, mappings: Mappings = MappingProxyType({})) -> Parsed:
    """One lead per object or row, or what the words for the event say instead: see ``happenings.py``.

    The mapping of the delivery's source goes before what names and values say. Of several, one that
    cannot be read is refused and the others go on. Raises UnreadableBody, WrongShape, NobodyNamed.
    """
    mapping = mappings.get(delivery.source, _UNSETTLED)
    members = [_labelled(member, delivery.labels) for member in members_of(content_of(delivery), mapping.leads)]
    return crm.each(members, lambda member: _parsed(delivery, member, mapping))


def _labelled(member: Member, labels: Mapping[str, str]) -> Member:
    """Its fields by what they are called, where the source sends their numbers alone."""
    return member._replace(node={labels.get(key, key): said for key, said in member.node.items()}) if labels else member


def _parsed(delivery: Delivery, member: Member, mapping: SourceMapping) -> Parsed:
    settled = disposition_of(member.node, member.around, mapping)
    what = None if settled else happened(member.node) or happened(member.around, delivery.headers)
    read = _mapped if mapping.fields or mapping.constants else _recognised
    found = read(member, what, mapping)
    if what and not found.reachable and not found.names_person and (person := pointed_at(member.node)):
        found.said["external_id"], found.names_person = person, True
    parsed = _settled(delivery, found, *settled) if settled else _disposed(delivery, found, what)
    return replace(parsed, seen=_seen(found, what))


def _mapped(member: Member, what: Happening | None, mapping: SourceMapping) -> Recognised:
    """What the mapping says, and then what is recognised in the rest."""
    given = mapped(member.node, member.around, mapping)
    rest = member._replace(node=given.left)
    found = _recognised(rest, what) if mapping.rest == "recognise" else _left_out(rest)
    if "phone" in given.said:
        found.phones = (given.said["phone"], *found.phones)
    if "external_id" in given.said:
        found.names_person = True
    parts = ("first_name", "last_name")
    for part in parts if "full_name" in given.said else ("full_name",) if given.said.keys() & set(parts) else ():
        found.said.pop(part, None)
    found.said.update(given.said)
    found.attributes.update(given.attributes)
    for path, name in given.members.items():
        if name is None:
            found.ignored.append(path)
        else:
            found.members[path] = name
    return found


def _left_out(member: Member) -> Recognised:
    leaves = leaves_of(member.node, member.path, member.name)
    return Recognised(ignored=[*(leaf.path for leaf in leaves.found), *leaves.dropped])


def _settled(delivery: Delivery, found: Recognised, disposition: Disposition, word: str) -> Parsed:
    """What the mapping says of the event holds, whatever its words say."""
    claim = claim_of(found, delivery, is_test=disposition is Disposition.ACCEPT_TEST)
    if disposition is Disposition.SUPPRESS:
        return _leaving(delivery, claim, reason_of(word))
    if disposition is Disposition.IGNORE:
        return Parsed(disposition)
    if disposition.makes_leads:
        return accepted(delivery, (claim,))
    return Parsed(disposition, leads=(canonical(delivery, claim),))


def _recognised(member: Member, what: Happening | None, mapping: SourceMapping = _UNSETTLED) -> Recognised:
    """What the entry says, and what is said around it of all."""
    own = leaves_of(member.node, member.path, member.name)
    telling = (*member.path, *what.path) if what else ()
    found = recognised([leaf for leaf in own.found if leaf.path != telling])
    found.ignored.extend(own.dropped)
    if member.around:
        _add_context(found, recognised(leaves_of(member.around).found), member.name)
    return found


def _add_context(found: Recognised, around: Recognised, name: str) -> None:
    """Campaign, form, clock, company: never the person. What has a list of contacts is named like a company."""
    for member in _CONTEXT:
        if member in around.said:
            found.said.setdefault(member, around.said[member])
    called = around.attributes.pop("name", None)
    if called is not None and name in _OF_A_COMPANY:
        found.said.setdefault("company", called)
    for attribute, value in around.attributes.items():
        found.attributes.setdefault(attribute, value)


def _disposed(delivery: Delivery, found: Recognised, what: Happening | None) -> Parsed:
    kind = what.kind if what else Kind.CREATED
    claim = claim_of(found, delivery, is_test=kind is Kind.TEST)
    if what is not None and kind is Kind.LEAVES:
        return _leaving(delivery, claim, what.reason)
    if kind is Kind.DELETED:
        return crm.deleted()
    if kind is Kind.PARTIAL:
        return Parsed(Disposition.IGNORE, warnings=(PARTIAL,))
    if kind is Kind.TEST and not found.reachable:
        return Parsed(Disposition.IGNORE, warnings=(NOBODY,))
    if what is not None and kind is Kind.CHANGED and _consents_no_more(found, what):
        return _leaving(delivery, claim, CONSENT_WITHDRAWN)
    if kind is Kind.CHANGED:
        return Parsed(Disposition.UPDATE_ONLY, leads=(canonical(delivery, claim),))
    if not found.reachable and found.names_person and (what is not None or _says_no_more(delivery, found)):
        return Parsed(Disposition.NEEDS_ENRICHMENT, leads=(canonical(delivery, claim),), warnings=(IDS_ONLY,))
    return accepted(delivery, (claim,))


def _consents_no_more(found: Recognised, what: Happening) -> bool:
    """Whether the change is that of a consent, or of a wish to be left alone."""
    said, about = found.said, compact(what.word)
    refused = "opt_out" in said or ("consent" in said and flag(said["consent"]) is False)
    return refused and ("opt_out" in said or any(word in about for word in _OF_CONSENT))


def _says_no_more(delivery: Delivery, found: Recognised) -> bool:
    """Whether the id is all that is said of the person, and not what a form or a row of a list left empty."""
    only_ids = not found.ignored and all(name.endswith("_id") for name in found.attributes)
    return delivery.channel is Channel.LIVE and only_ids and found.said.keys() <= _BESIDE_AN_ID


def claim_of(found: Recognised, delivery: Delivery, *, is_test: bool = False) -> Claim:
    """What was recognised, as a claim."""
    said = found.said
    page = utm(found.attributes.get("page_url")) or utm(found.attributes.get("referrer"))
    campaign = page.pop("utm_campaign", None)
    return Claim(
        external_id=said.get("external_id"),
        names_person=found.names_person,
        event_id=text(said.get("event_id")) or delivery.event_id,
        occurred_at=said.get("occurred_at") or found.unclear.get("occurred_at") or delivery.headers.get("ce-time"),
        motion=said.get("motion"),
        email=said.get("email") or found.unclear.get("email"),
        phones=found.phones,
        first_name=said.get("first_name"),
        last_name=said.get("last_name"),
        full_name=said.get("full_name"),
        company=said.get("company"),
        website=said.get("website"),
        job_title=said.get("job_title"),
        country=said.get("country"),
        utm_campaign=said.get("utm_campaign") or campaign,
        campaign=said.get("campaign"),
        campaign_id=said.get("campaign_id"),
        is_test=is_test or said.get("is_test") or said.get("is_live"),
        message=said.get("message"),
        consent=_consent(said),
        attributes=page | found.attributes,
    )


def _consent(said: Mapping[str, JsonValue]) -> JsonValue:
    given = False if "opt_out" in said else said.get("consent")
    wording = said.get("consent_text")
    return {"given": given, "text": wording} if wording is not None else given


def _leaving(delivery: Delivery, claim: Claim, reason: str) -> Parsed:
    """NobodyNamed for the wish of a bare phone number: it is nobody's for certain, and somebody has to look whose."""
    lead = canonical(delivery, claim)
    known_by = text(claim.external_id) if claim.names_person else None
    named = bool(text(claim.email) or known_by or (lead.phone and (lead.first_name or lead.last_name)))
    if not named and (lead.phone or lead.phone_raw):
        raise NobodyNamed("a phone number alone says not whose wish it is", "phone")
    if not named:
        return Parsed(Disposition.IGNORE, warnings=(NOBODY,))
    occurred_at = lead.occurred_at or delivery.received_at
    if occurred_at is None:
        return Parsed(Disposition.SUPPRESS, leads=(lead,))
    person = Person(None, lead.email, known_by, lead.phone, lead.first_name, lead.last_name)
    item = Suppression(person, delivery.source, reason, occurred_at)
    return Parsed(Disposition.SUPPRESS, leads=(lead,), suppressions=(item,))


def _seen(found: Recognised, what: Happening | None) -> tuple[Seen, ...]:
    told = found.members if what is None else found.members | {what.path: "disposition"}
    return (*map(Seen._make, told.items()), *(Seen(path) for path in found.ignored if path not in told))
