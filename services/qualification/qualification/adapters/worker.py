"""The topology of the group: what it reads, what it keeps, what it writes."""

from collections.abc import Iterable
from typing import Any

from lead_contracts.events import (
    LeadActivity,
    LeadAssigned,
    LeadCloseRequest,
    LeadDeclined,
    LeadEnriched,
    LeadLinked,
    LeadReceived,
    LeadReleased,
    LeadSuppressed,
)
from lead_contracts.topics import (
    CONFIG_VERSIONS,
    LEADS_ACTIVITIES,
    LEADS_ASSIGNED,
    LEADS_CONTACTS,
    LEADS_QUALIFIED,
    LEADS_RECEIVED,
)
from lead_runtime.engine.api import Context, EventHandler, Incoming, Output, State, Topology
from lead_runtime.engine.errors import Transient
from lead_runtime.repeats import REQUESTS
from qualification.adapters.activities import Activities
from qualification.adapters.forward import GROUP, Forwarding
from qualification.adapters.judging import Judging
from qualification.adapters.links import Links
from qualification.adapters.ownership import Ownership
from qualification.adapters.rules.published import Shelf
from qualification.adapters.tables import Limits, Tables
from qualification.adapters.touches import Touches
from qualification.adapters.waiting_room import WaitingRoom
from qualification.domain.rules import QualificationError


def topology(limits: Limits | None = None) -> Topology:
    """The group ``qualification``. It writes leads.received only to pass on what concerns several ids of one lead."""
    tables, shelf = Tables.under(limits or Limits()), Shelf()
    forwarding = Forwarding(tables)
    judging = Judging(tables, shelf)
    room = WaitingRoom(tables, judging)
    touches, activities = Touches(tables, judging, forwarding, room), Activities(tables, judging, forwarding, room)
    links, ownership = Links(tables, forwarding, room), Ownership(tables)
    return Topology(
        group=GROUP,
        inputs={
            LEADS_RECEIVED: {
                LeadReceived: _patient(touches.received),
                LeadEnriched: _patient(touches.enriched),
                LeadSuppressed: _patient(touches.suppressed),
                LeadLinked: links.linked,
            },
            LEADS_ACTIVITIES: {LeadActivity: activities.done, LeadCloseRequest: _patient(activities.close_requested)},
            LEADS_ASSIGNED: {
                LeadAssigned: ownership.assigned,
                LeadDeclined: ownership.given_back,
                LeadReleased: ownership.given_back,
            },
        },
        outputs=frozenset({LEADS_QUALIFIED, LEADS_CONTACTS, LEADS_ACTIVITIES, LEADS_RECEIVED}),
        tables=(tables.leads, tables.aliases, tables.stand_ins, tables.waiting, room.table, REQUESTS),
        globals=(CONFIG_VERSIONS,),
    )


def _patient(handler: EventHandler) -> EventHandler:
    """The handler, waiting while no readable rule set is in effect: its partition says so, nothing is guessed."""

    def handle(incoming: Incoming[Any], state: State, ctx: Context) -> Iterable[Output]:
        try:
            return handler(incoming, state, ctx)
        except QualificationError as error:
            raise Transient(str(error)) from None

    return handle
