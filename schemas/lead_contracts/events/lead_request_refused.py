"""A request that was not granted."""

from typing import ClassVar

from lead_contracts.base import Event, Instant
from lead_contracts.topics import LEADS_ASSIGNED
from lead_contracts.values import Id


class LeadRequestRefused(Event):
    """Names the request and why: ``not_yours``, ``too_late``, ``no_open_cycle``, ``unknown_lead``, ….

    Lies on the topic of whoever decided: leads.assigned, or leads.qualified.
    """

    NAME: ClassVar[str] = "lead.request_refused"
    TOPIC: ClassVar[str] = LEADS_ASSIGNED

    request_id: Id
    lead_id: Id | None = None
    reason_code: Id
    decided_at: Instant

    def key(self) -> str:
        """The lead; the request where there is none (``lead.next``)."""
        return self.lead_id or self.request_id
