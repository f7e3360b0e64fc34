"""One class per event; ``ALL`` holds them in the order of their names."""

from typing import Final

from lead_contracts.base import Event
from lead_contracts.events.alert import SlaBreached, SlaEscalated, SlaWarned
from lead_contracts.events.config_published import ConfigPublished
from lead_contracts.events.dead_letter import DeadLettered, DeadResolved
from lead_contracts.events.delivery import Delivery
from lead_contracts.events.lead_activity import LeadActivity
from lead_contracts.events.lead_assigned import LeadAssigned
from lead_contracts.events.lead_closed import LeadClosed
from lead_contracts.events.lead_contact import LeadContact
from lead_contracts.events.lead_disqualified import LeadDisqualified
from lead_contracts.events.lead_enriched import LeadEnriched
from lead_contracts.events.lead_handover_waiting import LeadHandoverWaiting
from lead_contracts.events.lead_linked import LeadLinked
from lead_contracts.events.lead_moved import LeadMoved
from lead_contracts.events.lead_qualified import LeadQualified
from lead_contracts.events.lead_received import LeadReceived
from lead_contracts.events.lead_request_refused import LeadRequestRefused
from lead_contracts.events.lead_stuck import LeadStuck
from lead_contracts.events.lead_suppressed import LeadSuppressed
from lead_contracts.events.lead_touched import LeadTouched
from lead_contracts.events.lead_transferred import LeadTransferred
from lead_contracts.events.lead_unassigned import LeadUnassigned
from lead_contracts.events.message import MessageDelayed, MessageDelivered, MessageDue, MessageRefused
from lead_contracts.events.offer import LeadAccepted, LeadDeclined, LeadReleased
from lead_contracts.events.rep_changed import RepChanged
from lead_contracts.events.requests import (
    LeadAcceptRequest,
    LeadCloseRequest,
    LeadDeclineRequest,
    LeadNextRequest,
    LeadReassignRequest,
    LeadReleaseRequest,
    SlaAckRequest,
    SlaPauseRequest,
    SlaSnoozeRequest,
)
from lead_contracts.events.sla_met import SlaMet
from lead_contracts.events.sla_withdrawn import SlaWithdrawn
from lead_contracts.events.team_changed import TeamChanged

ALL: Final[tuple[type[Event], ...]] = (
    ConfigPublished,
    DeadLettered,
    DeadResolved,
    Delivery,
    LeadAcceptRequest,
    LeadAccepted,
    LeadActivity,
    LeadAssigned,
    LeadCloseRequest,
    LeadClosed,
    LeadContact,
    LeadDeclineRequest,
    LeadDeclined,
    LeadDisqualified,
    LeadEnriched,
    LeadHandoverWaiting,
    LeadLinked,
    LeadMoved,
    LeadNextRequest,
    LeadQualified,
    LeadReassignRequest,
    LeadReceived,
    LeadReleaseRequest,
    LeadReleased,
    LeadRequestRefused,
    LeadStuck,
    LeadSuppressed,
    LeadTouched,
    LeadTransferred,
    LeadUnassigned,
    MessageDelayed,
    MessageDelivered,
    MessageDue,
    MessageRefused,
    RepChanged,
    SlaAckRequest,
    SlaBreached,
    SlaEscalated,
    SlaMet,
    SlaPauseRequest,
    SlaSnoozeRequest,
    SlaWarned,
    SlaWithdrawn,
    TeamChanged,
)
"""Every current model, one per event version."""

__all__ = [
    "ALL",
    "ConfigPublished",
    "DeadLettered",
    "DeadResolved",
    "Delivery",
    "LeadAcceptRequest",
    "LeadAccepted",
    "LeadActivity",
    "LeadAssigned",
    "LeadCloseRequest",
    "LeadClosed",
    "LeadContact",
    "LeadDeclineRequest",
    "LeadDeclined",
    "LeadDisqualified",
    "LeadEnriched",
    "LeadHandoverWaiting",
    "LeadLinked",
    "LeadMoved",
    "LeadNextRequest",
    "LeadQualified",
    "LeadReassignRequest",
    "LeadReceived",
    "LeadReleaseRequest",
    "LeadReleased",
    "LeadRequestRefused",
    "LeadStuck",
    "LeadSuppressed",
    "LeadTouched",
    "LeadTransferred",
    "LeadUnassigned",
    "MessageDelayed",
    "MessageDelivered",
    "MessageDue",
    "MessageRefused",
    "RepChanged",
    "SlaAckRequest",
    "SlaBreached",
    "SlaEscalated",
    "SlaMet",
    "SlaPauseRequest",
    "SlaSnoozeRequest",
    "SlaWarned",
    "SlaWithdrawn",
    "TeamChanged",
]
