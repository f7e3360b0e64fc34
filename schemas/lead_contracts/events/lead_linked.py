"""Two ids of one person."""

from typing import ClassVar

from pydantic import ConfigDict, Field

from lead_contracts.base import Event, Instant
from lead_contracts.topics import LEADS_RECEIVED
from lead_contracts.values import Id


class LeadLinked(Event):
    """What arrives under the id ``from`` belongs to the lead ``to``; of several statements the newest holds.

    Lies under the key of ``from``. Qualification tells it on under the keys of the leads that it concerns.
    """

    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True, serialize_by_alias=True)

    NAME: ClassVar[str] = "lead.linked"
    TOPIC: ClassVar[str] = LEADS_RECEIVED
    KEY: ClassVar[str] = "from_"

    from_: Id = Field(alias="from")
    """``from`` on the wire."""
    to: Id
    source: Id
    reason_code: Id
    occurred_at: Instant
    by: str | None = None
    """Who said so, where a person did: the name of their key or login."""
