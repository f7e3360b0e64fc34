"""Outreach: webhooks in the shape of JSON:API (developers.outreach.io/api/webhooks).

``data`` holds what was created or changed, ``meta.eventName`` says ``resource.action``. Every delivery of a mailing or a
call tells all that became of it so far: each deed is known by the resource and its outcome, so that hearing of it twice
doubles nothing.
"""

from collections.abc import Iterator

from pydantic import JsonValue

from lead_contracts.normalise import text
from lead_intake.adapters.canonical_lead import accepted
from lead_intake.adapters.claim import Claim
from lead_intake.adapters.sources import crm
from lead_intake.adapters.sources.crm import Deed
from lead_intake.adapters.sources.shape import Node, as_object, at, object_of, objects
from lead_intake.adapters.values import flag, seconds_between
from lead_intake.domain.delivery import Delivery
from lead_intake.domain.lead import Person
from lead_intake.domain.parsed import Parsed

_PHONES = ("workPhones", "mobilePhones", "homePhones", "voipPhones", "otherPhones")
_ATTRIBUTES = {
    "companyIndustry": "industry",
    "companySize": "company_size",
    "addressCity": "city",
    "addressState": "region",
    "source": "lead_source",
    "eventName": "met_at",
    "preferredContact": "preferred_contact",
    "linkedInUrl": "linkedin_url",
    "score": "score",
}
_CHANNELS = ("emailsOptStatus", "callsOptStatus")
_OUTCOMES = {"answered": "reached", "not answered": "no_answer", "no answer": "no_answer"}
_MAILED = {crm.SENT: "delivered", crm.REPLIED: "replied", crm.BOUNCED: "bounced"}
_NOT_DONE = "nothing was done with a prospect by that"


def parse(delivery: Delivery) -> Parsed:
    """A new prospect is a lead, one who opted out is left alone; mailings, calls and meetings are activities."""
    body = object_of(delivery)
    data = as_object(body.get("data"), "data")
    resource, _, action = _event(body, data).partition(".")
    if action == "destroyed":
        return crm.deleted()
    if resource == "prospect":
        return _prospect(delivery, body, data, action)
    if resource == "mailing" and _said(data).get("unsubscribedAt"):
        return crm.suppressed(delivery, _prospect_of(data), "unsubscribed", _said(data).get("unsubscribedAt"))
    if resource == "kaiaRecording":
        return _recording(delivery, data)
    deeds = _deeds(body, data, resource, action)
    return (
        crm.each(deeds, lambda deed: crm.done(delivery, deed, _prospect_of(data))) if deeds else crm.ignored(_NOT_DONE)
    )


def _event(body: Node, data: Node) -> str:
    return text(at(body, "meta", "eventName")) or text(data.get("type")) or ""


def _prospect(delivery: Delivery, body: Node, data: Node, action: str) -> Parsed:
    said = _said(data)
    if _opted_out(said):
        person = crm.person(data.get("id"), _first(said.get("emails")))
        when = said.get("optedOutAt") or said.get("updatedAt") or at(body, "meta", "deliveredAt")
        return crm.suppressed(delivery, person, crm.WITHDRAWN, when)
    claim = _claim(data, said, f"prospect.{action}")
    return accepted(delivery, (claim,)) if action == "created" else crm.updated(delivery, claim)


def _opted_out(said: Node) -> bool:
    """From all, or where an account asks by channel from each of them: who takes no calls may still be written to."""
    return flag(said.get("optedOut")) is True or all(said.get(name) == "opted_out" for name in _CHANNELS)


def _claim(data: Node, said: Node, event: str) -> Claim:
    prospect = text(data.get("id"))
    stamp = text(said.get("updatedAt")) or text(said.get("createdAt"))
    return Claim(
        external_id=prospect,
        names_person=True,
        event_id=f"{prospect}:{event}:{stamp}" if prospect and stamp else None,
        occurred_at=said.get("createdAt"),
        motion="outbound",
        email=_first(said.get("emails")),
        phones=tuple(phone for name in _PHONES for phone in _list(said.get(name))),
        first_name=said.get("firstName"),
        last_name=said.get("lastName"),
        full_name=said.get("name"),
        company=said.get("company"),
        website=said.get("websiteUrl1"),
        job_title=said.get("title"),
        country=said.get("addressCountry"),
        campaign=said.get("campaignName"),
        attributes={ours: said.get(theirs) for theirs, ours in _ATTRIBUTES.items()}
        | {"tags": _joined(said.get("tags"))},
    )


def _deeds(body: Node, data: Node, resource: str, action: str) -> tuple[Deed, ...]:
    if resource == "mailing":
        return tuple(_mails(data, action, at(body, "meta", "deliveredAt")))
    if resource == "call":
        return tuple(_call(data))
    return (_meeting(data),) if resource in ("meeting", "calendarEvent") else ()


def _mails(data: Node, action: str, now: JsonValue) -> Iterator[Deed]:
    said = _said(data)
    told = {ours: said.get(f"{what}At") or (now if action == what else None) for ours, what in _MAILED.items()}
    became = {outcome: at for outcome, at in told.items() if at}
    key = f"mailing:{text(data.get('id'))}"
    return crm.mail_deeds(key, became, automated=_by_a_machine(data), rep=_related(data, "user"))


def _by_a_machine(data: Node) -> bool:
    """A sequence sends by itself, unless its step made a task that a person finished. Where nothing tells, it counts as a
    machine's: better a clock too many than a lead that nobody answered.
    """
    return not (_related(data, "task") or _said(data).get("mailingType") == "single")


def _call(data: Node) -> Iterator[Deed]:
    """A call is told once it is over."""
    said = _said(data)
    outcome = _outcome(data, said)
    if outcome or said.get("completedAt"):
        yield Deed(
            kind="call",
            direction="in" if said.get("direction") == "inbound" else "out",
            outcome=outcome,
            occurred_at=_told(said, "dialedAt", "answeredAt", "completedAt", "createdAt"),
            event_id=f"call:{text(data.get('id'))}:{outcome or 'over'}",
            seconds=seconds_between(said.get("answeredAt"), said.get("completedAt")),
            rep=_related(data, "user"),
        )


def _outcome(data: Node, said: Node) -> str | None:
    if said.get("voicemailRecordingUrl") or _related(data, "outboundVoicemail"):
        return "voicemail"
    word = (text(said.get("outcome")) or "").lower()
    return _OUTCOMES.get(word) or ("reached" if said.get("answeredAt") else None)


def _meeting(data: Node) -> Deed:
    """Members as in Outreach's tables of meetings; it documents no webhook of them yet."""
    said = _said(data)
    told = (("noShowAt", "no_show"), ("canceledAt", "cancelled"))
    stamp, outcome = next((pair for pair in told if said.get(pair[0])), ("bookedAt", "appointment_booked"))
    return Deed(
        kind="meeting",
        direction="out" if outcome == "appointment_booked" else "in",
        outcome=outcome,
        occurred_at=_told(said, stamp, "createdAt"),
        event_id=f"meeting:{text(data.get('id'))}:{outcome}",
        rep=_related(data, "user"),
    )


def _recording(delivery: Delivery, data: Node) -> Parsed:
    """A recorded meeting was held, with every prospect who took part; recorded calls are told as calls."""
    said = _said(data)
    people = tuple(
        crm.person(one.get("id")) for one in objects(said.get("participants")) if one.get("type") == "prospect"
    )
    if said.get("format") == "call" or not people:
        return crm.ignored(_NOT_DONE)
    held = Deed(
        kind="meeting",
        direction="out",
        outcome="held",
        occurred_at=_told(said, "startTime", "createdAt"),
        event_id=f"recording:{text(data.get('id'))}",
        seconds=seconds_between(said.get("startTime"), said.get("endTime")),
    )
    return crm.done(delivery, held, *people)


def _said(data: Node) -> Node:
    said = data.get("attributes")
    return said if isinstance(said, dict) else {}


def _told(said: Node, *names: str) -> JsonValue:
    return next((said.get(name) for name in names if said.get(name)), None)


def _prospect_of(data: Node) -> Person:
    return crm.person(_related(data, "prospect"))


def _related(data: Node, name: str) -> str | None:
    """The id of a related record."""
    return text(at(data, "relationships", name, "data", "id"))


def _list(value: JsonValue) -> list[JsonValue]:
    return value if isinstance(value, list) else [value]


def _first(value: JsonValue) -> JsonValue:
    return next(iter(_list(value)), None)


def _joined(value: JsonValue) -> str | None:
    return ", ".join(str(one) for one in _list(value) if isinstance(one, str)) or None
