"""The topics, by name."""

from typing import Final

MARKETING_EVENTS: Final = "marketing.events"
LEADS_RECEIVED: Final = "leads.received"
LEADS_CONTACTS: Final = "leads.contacts"
LEADS_ACTIVITIES: Final = "leads.activities"
LEADS_QUALIFIED: Final = "leads.qualified"
ASSIGNMENT_REQUESTS: Final = "assignment.requests"
LEADS_ASSIGNED: Final = "leads.assigned"
SALES_REPS: Final = "sales.reps"
CONFIG_VERSIONS: Final = "config.versions"
SLA_ALERTS: Final = "sla.alerts"
DEAD_LETTERS: Final = "dead.letters"
