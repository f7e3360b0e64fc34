"""Salesloft: webhooks (developers.salesloft.com/docs/platform/webhooks).

The body is the record as it is now, the header ``x-salesloft-event`` says what happened to it. Every delivery of a mail
or a call tells all that became of it so far: each deed is known by the record and its outcome, so that hearing of it
twice doubles nothing.
"""

from collections.abc import Iterator

from pydantic import JsonValue

from lead_contracts.normalise import text
from lead_intake.adapters.canonical_lead import accepted
from lead_intake.adapters.claim import Claim
from lead_intake.adapters.sources import crm
from lead_intake.adapters.sources.crm import Deed
from lead_intake.adapters.sources.shape import Node, at, object_of
from lead_intake.adapters.sources.words import snake
from lead_intake.adapters.values import flag
from lead_intake.domain.delivery import Delivery
from lead_intake.domain.errors import WrongShape
from lead_intake.domain.lead import Person
from lead_intake.domain.parsed import Parsed

EVENT = "x-salesloft-event"
_ATTRIBUTES = {
    "person_company_industry": "industry",
    "city": "city",
    "state": "region",
    "linkedin_url": "linkedin_url",
    "job_seniority": "seniority",
    "crm_id": "crm_id",
}
_OUTCOMES = {
    "voicemail": ("voicemail", "voice mail"),
    "appointment_booked": ("scheduled", "booked", "appointment"),
    "no_answer": ("no answer", "not answered", "unanswered", "busy", "no connect", "not connected"),
    "wrong_number": ("wrong number", "bad number", "disconnected"),
    "reached": ("connected", "answered", "reached", "spoke", "conversation"),
}
"""By the words of dispositions, the first that fits; every team may name its own."""


def parse(delivery: Delivery) -> Parsed:
    """A new person is a lead, one who is not to be contacted is left alone; mails, calls and meetings are activities."""
    body = object_of(delivery)
    event = (delivery.headers.get(EVENT) or text(body.get("event_type")) or "").lower()
    if not event:
        raise WrongShape(f"{EVENT} is missing: it says what the record is", EVENT)
    if event.endswith("_deleted"):
        return crm.deleted()
    if event.startswith("person_"):
        return _person(delivery, body, event)
    deeds, who = _deeds(body, event)
    if not deeds:
        return crm.ignored("neither a person nor anything done with one")
    return crm.each(deeds, lambda deed: crm.done(delivery, deed, who))


def _deeds(body: Node, event: str) -> tuple[tuple[Deed, ...], Person]:
    """What was done, and with whom. Calls that came in are call data records, which name nobody."""
    if event.startswith("email_"):
        return tuple(_mails(body)), crm.person(_id(body, "recipient"), body.get("recipient_email_address"))
    if event in ("call_created", "call_updated"):
        return tuple(_call(body)), crm.person(_id(body, "called_person"))
    if event.startswith("meeting_"):
        return tuple(_meeting(body, event)), crm.person(_id(body, "person"), body.get("recipient_email"))
    return (), Person()


def _person(delivery: Delivery, body: Node, event: str) -> Parsed:
    claim = _claim(body, event)
    if flag(body.get("do_not_contact")) is True:
        return crm.suppressed(delivery, crm.person(body.get("id"), claim.email), crm.WITHDRAWN, body.get("updated_at"))
    return accepted(delivery, (claim,)) if event == "person_created" else crm.updated(delivery, claim)


def _claim(body: Node, event: str) -> Claim:
    person, stamp = text(body.get("id")), text(body.get("updated_at")) or text(body.get("created_at"))
    return Claim(
        external_id=person,
        names_person=True,
        event_id=f"{event}:{person}:{stamp}" if person and stamp else None,
        occurred_at=body.get("created_at"),
        motion="outbound",
        email=_first_of(body, "email_address", "secondary_email_address", "personal_email_address"),
        phones=(body.get("phone"), body.get("mobile_phone"), body.get("home_phone")),
        first_name=body.get("first_name"),
        last_name=body.get("last_name"),
        full_name=body.get("display_name"),
        company=body.get("person_company_name"),
        website=body.get("person_company_website"),
        job_title=body.get("title"),
        country=_first_of(body, "country", "work_country"),
        attributes={ours: body.get(theirs) for theirs, ours in _ATTRIBUTES.items()}
        | {"tags": _joined(body.get("tags"))},
    )


def _mails(body: Node) -> Iterator[Deed]:
    became, changed = {}, body.get("updated_at")
    if text(body.get("sent_at")):
        became[crm.SENT] = body.get("sent_at")
    if _number(at(body, "counts", "replies")):
        became[crm.REPLIED] = changed
    if flag(body.get("bounced")):
        became[crm.BOUNCED] = changed
    key = f"email:{text(body.get('id'))}"
    return crm.mail_deeds(key, became, automated=_by_a_machine(body), rep=_id(body, "user"))


def _by_a_machine(body: Node) -> bool:
    """A cadence sends by itself; a mail of one that somebody changed for its reader before it went is a person's."""
    of_a_cadence = any(_id(body, name) for name in ("cadence", "step", "mailing"))
    return of_a_cadence and not _number(body.get("personalization"))


def _call(body: Node) -> Iterator[Deed]:
    """Logged by whoever made it, once it is over."""
    outcome, took = _outcome(body), _number(body.get("duration"))
    if outcome or took is not None:
        yield Deed(
            kind="call",
            direction="out",
            outcome=outcome,
            occurred_at=body.get("created_at"),
            event_id=f"call:{text(body.get('id'))}:{outcome or 'over'}",
            seconds=took,
            rep=_id(body, "user"),
        )


def _outcome(body: Node) -> str | None:
    """What was agreed says more than how the call went."""
    agreed, went = _known(body.get("sentiment")), _known(body.get("disposition"))
    if agreed == "appointment_booked":
        return agreed
    said = text(body.get("disposition"))
    return went or (snake(said) if said else None)


def _known(said: JsonValue) -> str | None:
    lowered = (text(said) or "").lower()
    return next((ours for ours, words in _OUTCOMES.items() if any(word in lowered for word in words)), None)


def _meeting(body: Node, event: str) -> Iterator[Deed]:
    """A booking that names no user of ours was made by the person, on a page with our calendar."""
    key, changed = f"meeting:{text(body.get('id'))}", body.get("updated_at")
    if cancelled := text(body.get("canceled_at")):
        yield Deed(
            kind="meeting", direction="in", outcome="cancelled", occurred_at=cancelled, event_id=f"{key}:cancelled"
        )
    elif flag(body.get("no_show")):
        yield Deed(kind="meeting", direction="in", outcome="no_show", occurred_at=changed, event_id=f"{key}:no_show")
    elif event == "meeting_booked":
        user = _id(body, "booked_by_user")
        yield Deed(
            kind="meeting",
            direction="out" if user else "in",
            outcome="appointment_booked",
            occurred_at=body.get("created_at") or changed,
            event_id=f"{key}:booked",
            rep=user,
        )


def _id(body: Node, name: str) -> str | None:
    """The id of an embedded record."""
    return text(at(body, name, "id"))


def _first_of(body: Node, *names: str) -> JsonValue:
    return next((body.get(name) for name in names if text(body.get(name))), None)


def _number(value: JsonValue) -> float | None:
    """A number that is not negative, also one written as text."""
    return crm.seconds_of(value)


def _joined(value: JsonValue) -> str | None:
    return ", ".join(str(one) for one in value if isinstance(one, str)) or None if isinstance(value, list) else None
