"""Deterministic ids: the same cause gives the same id, so that what is done twice shows as one.

All are uuid text (RFC 9562, version 8). Ids of persons and touches are keyed with the deployment's secret: without it
nobody can find out by trial whether an e-mail address is among the leads.
"""

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, Literal

from lead_contracts.mailboxes import is_shared

NORMALISATION_VERSION: Final = 1
"""Grows when the rules below or those of ``lead_contracts.normalise`` change what key a person gets."""
SHORTEST_SECRET: Final = 16
"""Bytes."""
_FORM: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}")

KeyKind = Literal["email", "email_name", "phone_name", "external_id", "touch"]
"""What identified a person, the surest first; ``touch``: nothing did, the touch stands for itself."""


@dataclass(frozen=True, slots=True)
class Person:
    """What a delivery says that can identify a person, normalised; ``phone`` is E.164."""

    source: str
    external_id: str | None = None
    email: str | None = None
    phone: str | None = None
    first_name: str | None = None
    last_name: str | None = None


@dataclass(frozen=True, slots=True)
class Alias:
    """Another key of the same person, and the id that it would give alone: the ``from`` of a lead.linked."""

    kind: KeyKind
    lead_id: str


@dataclass(frozen=True, slots=True)
class Identity:
    """The lead's id, the kind of key that gave it, and the person's other keys."""

    lead_id: str
    kind: KeyKind
    aliases: tuple[Alias, ...]


def lead_id(secret: bytes, person: Person, touch_id: str) -> Identity:
    """Who it is: by the whole e-mail address in lower case, else phone with name, else source with external id.

    A shared mailbox (info@, sales@) identifies only together with a name. A person with none of these is a lead of
    their own, by ``touch_id``. Raises ValueError for a secret that is too short.
    """
    keys = [Alias(kind, _keyed(secret, "lead", kind, *parts)) for kind, parts in _keys(person)]
    if not keys:
        return Identity(_keyed(secret, "lead", "touch", touch_id), "touch", ())
    return Identity(keys[0].lead_id, keys[0].kind, tuple(keys[1:]))


def external_lead_id(secret: bytes, source: str, external_id: str) -> str:
    """The id that the key of another system gives alone, for what names a person by nothing else (a logged call)."""
    return _keyed(secret, "lead", "external_id", source, external_id)


def hint_keys(secret: bytes, person: Person, domain: str | None) -> tuple[str, ...]:
    """Digests of what two leads may share without being one person: a phone number, a full name within a company.

    ``domain`` is the company's. Keyed: who reads them learns no number and cannot try some.
    """
    keys = []
    if person.phone:
        keys.append(_keyed(secret, "hint", "phone", person.phone))
    if domain and person.first_name and person.last_name:
        keys.append(_keyed(secret, "hint", "name_domain", _name_key(person), domain.lower()))
    return tuple(keys)


def touch_id(
    secret: bytes,
    source: str,
    *,
    external_event_id: str | None = None,
    body: bytes = b"",
    arrived_at: datetime,
) -> str:
    """One touch, however often it is delivered: by source and the source's event id.

    Where the source gives none: by source, body (of this touch alone, where a delivery holds several) and UTC day of
    arrival, so that a retry is the same touch and next month's identical form is not.
    """
    if external_event_id:
        return _keyed(secret, "touch", "event", source, external_event_id)
    day = arrived_at.astimezone(UTC).date().isoformat()
    return _keyed(secret, "touch", "body", source, hashlib.sha256(body).hexdigest(), day)


def derived_id(cause: str, type: str, step: str) -> str:  # noqa: A002 -- the CloudEvents word
    """The id of what ``cause`` brings about, from cause, event type and step. Not keyed; about 1 µs."""
    return _uuid(hashlib.blake2b(f"{cause}\0{type}\0{step}".encode(), digest_size=16).hexdigest())


def account_handover_id(lead_id: str, request_id: str) -> str:
    """The ``touch_id`` of the cycle that opens for a farmer because a hunter won the one before: of that request."""
    return derived_id(request_id, "account_handover", lead_id)


def is_id(text: str) -> bool:
    """Whether it has the form of an id made here, and so cannot be a name or an address that somebody sent as one."""
    return _FORM.fullmatch(text) is not None


def _keys(person: Person) -> Iterator[tuple[KeyKind, tuple[str, ...]]]:
    name = _name_key(person)
    if person.email:
        address = unicodedata.normalize("NFC", person.email.strip()).lower()
        if not is_shared(address):
            yield "email", (address,)
        elif name:
            yield "email_name", (address, name)
    if person.phone and name:
        yield "phone_name", (person.phone, name)
    if person.external_id:
        yield "external_id", (person.source, person.external_id)


def _name_key(person: Person) -> str:
    """First and last name without case, accents and surplus blanks: José and Jose on one phone are one person."""
    whole = f"{person.first_name or ''} {person.last_name or ''}"
    letters = unicodedata.normalize("NFKD", whole.casefold())
    return " ".join("".join(letter for letter in letters if not unicodedata.combining(letter)).split())


def _keyed(secret: bytes, *parts: str) -> str:
    if len(secret) < SHORTEST_SECRET:
        raise ValueError(f"the identity secret must have {SHORTEST_SECRET} bytes or more")
    message = "".join(f"{len(part)}:{part}" for part in parts).encode("utf-8", "surrogatepass")
    return _uuid(hmac.digest(secret, message, "sha256").hex())


def _uuid(digits: str) -> str:
    """Version 8 and the RFC's variant, from the first 30 of the hexadecimal digits that are left over."""
    return f"{digits[:8]}-{digits[8:12]}-8{digits[13:16]}-a{digits[17:20]}-{digits[20:32]}"
