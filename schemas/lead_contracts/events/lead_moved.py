"""A touch that came under another id of its lead."""

from typing import ClassVar

from lead_contracts.base import Event, Instant
from lead_contracts.topics import LEADS_QUALIFIED
from lead_contracts.values import Id


class LeadMoved(Event):
    """The touch went on to the lead ``to``, for which ``lead_id`` stands: it gets its one verdict there, none here."""

    NAME: ClassVar[str] = "lead.moved"
    TOPIC: ClassVar[str] = LEADS_QUALIFIED

    lead_id: Id
    touch_id: Id
    to: Id
    decided_at: Instant
