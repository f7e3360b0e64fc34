"""From what a source claims to the canonical lead, by the contracts' rules of normalisation."""

from collections.abc import Iterable

from pydantic import JsonValue

from lead_contracts import normalise
from lead_contracts.normalise import is_dummy, text
from lead_intake.adapters import hygiene
from lead_intake.adapters.claim import Claim
from lead_intake.adapters.secrecy import is_secret
from lead_intake.adapters.values import flag
from lead_intake.domain.delivery import Delivery, motion_of
from lead_intake.domain.lead import Attributes, Consent, Lead
from lead_intake.domain.parsed import Disposition, Parsed


def accepted(delivery: Delivery, claims: Iterable[Claim]) -> Parsed:
    """A delivery of leads; what could not be understood of them is told in the warnings."""
    leads = tuple(canonical(delivery, claim) for claim in claims)
    raised = dict.fromkeys(name for lead in leads for name in lead.flags)
    return Parsed(
        Disposition.ACCEPT, leads=leads, warnings=tuple(_EXPLAINED[name] for name in raised if name in _EXPLAINED)
    )


def warm_up() -> None:
    """Loads the libraries that every lead needs, so that the first one of a process does not wait for them.

    Not the names of countries: they take 20 MB, and a process that waits for leads should stay small.
    """
    normalise.email("someone@example.com")
    normalise.phone("+442079460000")
    hygiene.warm_up()


def canonical(delivery: Delivery, claim: Claim) -> Lead:
    """The lead; its flags name every claim that meant something and could not be understood."""
    email = normalise.email(claim.email)
    country = normalise.country(claim.country)
    phone, phone_raw = _phone(claim.phones, country)
    occurred_at = normalise.instant(claim.occurred_at)
    first_name, last_name = normalise.names(claim.first_name, claim.last_name, claim.full_name)
    external_id = text(claim.external_id)
    is_test = flag(claim.is_test) is True or any(map(is_dummy, _person(claim)))
    attributes = _attributes(claim, country)
    flags = {
        "test": is_test,
        "email_invalid": email is None and text(claim.email) is not None,
        "phone_unclear": phone_raw is not None,
        "country_unknown": country is None and text(claim.country) is not None,
        "occurred_at_unclear": occurred_at is None and text(claim.occurred_at) is not None,
        hygiene.TOO_FAST: hygiene.is_too_fast(attributes, claim.form_shown_at, occurred_at or delivery.received_at),
    }
    return Lead(
        source=delivery.source,
        channel=delivery.channel,
        external_id=external_id,
        event_id=claim.event_id,
        received_at=delivery.received_at,
        occurred_at=occurred_at,
        motion=motion_of(claim.motion) or delivery.motion or "inbound",
        email=email,
        phone=phone,
        phone_raw=phone_raw,
        first_name=first_name,
        last_name=last_name,
        company=text(claim.company),
        domain=normalise.domain(claim.website, email),
        job_title=text(claim.job_title),
        country=country,
        campaign=normalise.campaign(claim.utm_campaign, claim.campaign, claim.campaign_id),
        is_test=is_test,
        message=text(claim.message),
        attributes=attributes,
        consent=_consent(claim.consent),
        flags=(*(name for name, raised in flags.items() if raised), *hygiene.address_signs(email)),
        alias=external_id if claim.names_person else None,
    )


_EXPLAINED = {
    "email_invalid": "email is no e-mail address",
    "phone_unclear": "phone has no country: kept as it came",
    "country_unknown": "country is not known: kept among the attributes",
    "occurred_at_unclear": "occurred_at is no instant with a zone",
}


def _person(claim: Claim) -> tuple[JsonValue, ...]:
    """Where a vendor's tool puts its dummy text."""
    named = (claim.first_name, claim.last_name, claim.full_name)
    return (*named, claim.email, *claim.phones, claim.company, claim.job_title, claim.message)


def _phone(phones: tuple[JsonValue, ...], country: str | None) -> tuple[str | None, str | None]:
    """The first number that can be written as E.164, else the first that is one at all, as it came."""
    raw = [given for phone in phones if (given := text(phone)) and any(letter.isdigit() for letter in given)]
    for given in raw:
        if e164 := normalise.phone(given, country):
            return e164, None
    return None, raw[0] if raw else None


def _attributes(claim: Claim, country: str | None) -> Attributes:
    said = dict(claim.attributes)
    if country is None:
        said["country_raw"] = claim.country
    kept = ((name, value if isinstance(value, int) else text(value)) for name, value in said.items())
    return {name: value for name, value in kept if value is not None and not is_secret(name)}


def _consent(said: JsonValue) -> Consent | None:
    if isinstance(said, dict):
        return Consent(flag(said.get("given")), text(said.get("text")))
    given = flag(said)
    return Consent(given) if given is not None else None
