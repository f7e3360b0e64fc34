"""Handlers of leads.assigned: who has the open cycle."""

from collections.abc import Iterable

from lead_contracts.events import LeadAssigned, LeadDeclined, LeadReleased
from lead_runtime.engine.api import Context, Incoming, Output, State
from qualification.adapters.tables import Tables
from qualification.domain.lead import Lead, Owner, assign, free


class Ownership:
    """Who has the open cycle: followed, never decided here."""

    def __init__(self, tables: Tables) -> None:
        self._leads = tables.leads

    def assigned(self, incoming: Incoming[LeadAssigned], state: State, ctx: Context) -> Iterable[Output]:
        """The cycle has an owner."""
        event, lead = incoming.data, state.get(self._leads, incoming.data.lead_id)
        if lead is not None:
            self._keep(event.lead_id, lead, assign(lead, _owner(event)), state)
        return ()

    def given_back(
        self, incoming: Incoming[LeadDeclined | LeadReleased], state: State, ctx: Context
    ) -> Iterable[Output]:
        """The cycle has no owner any more."""
        event, lead = incoming.data, state.get(self._leads, incoming.data.lead_id)
        if lead is not None:
            self._keep(event.lead_id, lead, free(lead, event.assignment_id), state)
        return ()

    def _keep(self, lead_id: str, before: Lead, after: Lead, state: State) -> None:
        if after is not before:
            state.put(self._leads, lead_id, after)


def _owner(event: LeadAssigned) -> Owner:
    return Owner(event.cycle, event.attempt, event.assignment_id, event.rep_id)
