"""The canonical lead, and what else a delivery can say about a person."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, TypeAlias

from lead_intake.domain.delivery import Channel, Motion

Kind: TypeAlias = Literal["call", "email", "meeting", "demo", "social", "networking", "referral", "note"]
Direction: TypeAlias = Literal["out", "in"]
Attributes: TypeAlias = Mapping[str, str | bool | int | float]


@dataclass(frozen=True, slots=True)
class Consent:
    """What the person agreed to, as the source said it; None where it said nothing."""

    given: bool | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Lead:
    """One touch of one person. Instants are UTC, ``phone`` is E.164, ``country`` ISO 3166 alpha-2, None is absent.

    ``phone_raw`` is the number as it came, where it gives no E.164.
    ``event_id`` tells this touch from the person's other ones, as the source tells them apart; None where it does not.
    ``alias`` is an id under which the source may name this person again without the e-mail address; an id of a
    single submission is none. ``lead_id`` is our own, where a source that says more of a lead names it so.
    """

    source: str
    channel: Channel
    external_id: str | None = None
    event_id: str | None = None
    received_at: datetime | None = None
    occurred_at: datetime | None = None
    motion: Motion = "inbound"
    email: str | None = None
    phone: str | None = None
    phone_raw: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    company: str | None = None
    domain: str | None = None
    job_title: str | None = None
    country: str | None = None
    campaign: str | None = None
    is_test: bool = False
    message: str | None = None
    attributes: Attributes = field(default_factory=dict)
    consent: Consent | None = None
    flags: tuple[str, ...] = ()
    alias: str | None = None
    lead_id: str | None = None

    def __repr__(self) -> str:
        """Shows no personal data, so that none lands in a log or a traceback."""
        return f"Lead(source={self.source!r}, channel={self.channel.value!r}, flags={self.flags!r})"

    @property
    def reachable(self) -> bool:
        """Whether a person could answer: by e-mail, or by a phone number, even one that lacks its country."""
        return bool(self.email or self.phone or self.phone_raw)

    @property
    def says_something(self) -> bool:
        """Whether anything is said beyond who it is."""
        named = (self.first_name, self.last_name, self.company, self.domain, self.job_title, self.country)
        return self.reachable or self.consent is not None or bool(self.attributes) or any(named)


@dataclass(frozen=True, slots=True)
class Person:
    """Who is meant, by what the source knows: our ``lead_id``, an e-mail address, the source's own id, or name and phone.

    ``phone`` is E.164, and names nobody without a name.
    """

    lead_id: str | None = None
    email: str | None = None
    external_id: str | None = None
    phone: str | None = None
    first_name: str | None = None
    last_name: str | None = None

    def __repr__(self) -> str:
        """Shows no personal data."""
        return f"Person(lead_id={self.lead_id!r})"


@dataclass(frozen=True, slots=True)
class Activity:
    """Something that was done with a lead. ``satisfaction`` is 1..5, instants are UTC."""

    person: Person
    source: str
    kind: Kind
    direction: Direction
    occurred_at: datetime
    recorded_at: datetime
    event_id: str | None = None
    outcome: str | None = None
    duration_seconds: float | None = None
    satisfaction: int | None = None
    automated: bool = False
    rep_id: str | None = None


@dataclass(frozen=True, slots=True)
class Suppression:
    """The person must not be contacted any more: an erasure, a consent withdrawn, a wish."""

    person: Person
    source: str
    reason_code: str
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class Correction:
    """The source knew the person under another key: what arrives under ``before`` belongs to the lead ``now``."""

    before: Person
    now: Person
    source: str
    reason_code: str
    occurred_at: datetime
    by: str | None = None
    """Who said so, where a person did."""
