"""The bodies of ``/v1``: refused at once, with the field named, when they cannot be used.

The worker reads activities and suppressions with the same models, so what HTTP accepts the worker understands.
"""

from datetime import datetime
from typing import Annotated, ClassVar, Self, TypeAlias

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, JsonValue, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from lead_contracts import normalise
from lead_contracts.base import Instant
from lead_contracts.ids import is_id
from lead_contracts.mailboxes import is_shared
from lead_contracts.values import ActivityKind, Direction, Motion


def _an_address(value: str) -> str:
    address = normalise.email(value)
    if address is None:
        raise PydanticCustomError("email", "an e-mail address was expected")
    return address


Text: TypeAlias = Annotated[str, StringConstraints(max_length=1000)]
Name: TypeAlias = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Email: TypeAlias = Annotated[str, AfterValidator(_an_address)]


class ConsentBody(BaseModel):
    """What the person agreed to, and the sentence that they agreed to."""

    model_config = ConfigDict(frozen=True)

    given: bool | None = None
    text: str | None = None


class LeadBody(BaseModel):
    """One lead. An e-mail address or a phone number is required; what is not listed here is kept as an attribute."""

    model_config = ConfigDict(frozen=True, extra="allow")

    email: Email | None = None
    phone: Text | None = Field(default=None, description="E.164, or in the way of the declared country.")
    first_name: Text | None = None
    last_name: Text | None = None
    full_name: Text | None = None
    company: Text | None = None
    website: Text | None = None
    job_title: Text | None = None
    country: Text | None = Field(default=None, description="ISO 3166 alpha-2, or the country's name.")
    campaign: Text | None = None
    message: Annotated[str, StringConstraints(max_length=20_000)] | None = None
    motion: Motion | None = None
    is_test: bool = False
    consent: bool | ConsentBody | None = None
    occurred_at: Instant | None = Field(default=None, description="When the person acted, RFC 3339 with a zone.")
    external_id: Name | None = Field(default=None, description="Your id of the person.")
    source: Name | None = Field(default=None, description="Who sent it; default: the name of your key.")
    event_id: Name | None = Field(default=None, description="Your id of this event: a repeat of it is recognised.")
    attributes: dict[str, str | bool | int | float | None] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _can_be_answered(self) -> Self:
        if self.email or (self.phone and normalise.phone(self.phone, normalise.country(self.country))):
            return self
        if self.phone:
            raise _at("phone", "a number with + and the country's code was expected, or a country beside it")
        raise _at("email", "an e-mail address or a phone number is required: nobody could answer this lead")


class PersonBody(BaseModel):
    """Who is meant: one of ``lead_id``, ``email``, ``external_id`` (the id that ``source`` gave the person)."""

    model_config = ConfigDict(frozen=True)

    lead_id: Name | None = None
    email: Email | None = None
    external_id: Name | None = None
    source: Name | None = None

    @model_validator(mode="after")
    def _names_a_person(self) -> Self:
        if not (self.lead_id or self.email or self.external_id):
            raise _at("lead_id", "lead_id, email or external_id is required")
        if self.email and not (self.lead_id or self.external_id) and is_shared(self.email.lower()):
            raise _at("email", "many people read this mailbox: name the lead by its lead_id")
        return self


class ActivityBody(PersonBody):
    """Something that was done with a lead, or by it."""

    activity_id: Name | None = Field(default=None, description="Your id: a repeat of it is recognised.")
    kind: ActivityKind
    direction: Direction = "out"
    outcome: Name | None = None
    duration_seconds: Annotated[float, Field(ge=0, allow_inf_nan=False)] | None = None
    satisfaction: Annotated[int, Field(ge=1, le=5)] | None = None
    automated: bool = Field(default=False, description="Sent by a machine: it answers nobody.")
    rep_id: Name | None = None
    occurred_at: Instant


class SuppressionBody(PersonBody):
    """A person who must not be contacted any more."""

    reason_code: Name = Field(default="consent_withdrawn", description="erasure, consent_withdrawn, unsubscribed, …")
    occurred_at: Instant | None = None


class EnrichmentBody(PersonBody):
    """More that is known of a lead; beside who is meant, the members of a lead and its ``attributes``."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    attributes: dict[str, JsonValue] = Field(default_factory=dict)
    occurred_at: Instant | None = None

    @model_validator(mode="after")
    def _names_one_of_ours(self) -> Self:
        if self.lead_id and not is_id(self.lead_id):
            raise _at("lead_id", "a lead_id was expected")
        return self


class LinkBody(BaseModel):
    """Two leads are one person: what arrives under ``from`` from now on belongs to ``to``.

    A lead that is linked to itself is one of its own again. Of several statements the newest holds.
    """

    model_config = ConfigDict(frozen=True, validate_by_name=True, validate_by_alias=True)

    from_: Name = Field(alias="from", description="The lead that ends: its open cycle goes on under the other.")
    to: Name = Field(description="The lead that stays.")
    reason_code: Name = Field(default="same_person", description="same_person, corrected_identity, …")
    source: ClassVar[str | None] = None
    occurred_at: ClassVar[datetime | None] = None
    """Who says so and when is not theirs to choose: the name of the key, the instant of arrival."""

    @model_validator(mode="after")
    def _names_leads(self) -> Self:
        for field, lead_id in (("from", self.from_), ("to", self.to)):
            if not is_id(lead_id):
                raise _at(field, "a lead_id was expected")
        return self


def _at(field: str, expected: str) -> PydanticCustomError:
    """An error of a whole model that belongs to one field: ``validate`` puts it there."""
    return PydanticCustomError("field", "{expected}", {"expected": expected, "field": field})
