"""Proves the promises one verdict, one owner, one alert from the topics alone, or names what breaks them.

This core is pure: it gets the log as values and trusts no service's state. ``handover.audit.run`` feeds it from Kafka.
"""

from handover.audit.auditor import Auditor, audit
from handover.audit.evidence import Scope
from handover.audit.log import At, LogEntry, LoggedEvent, Passed, Unreadable
from handover.audit.report import Counts, Kind, OpenDeadLetter, Report, Violation

__all__ = [
    "At",
    "Auditor",
    "Counts",
    "Kind",
    "LogEntry",
    "LoggedEvent",
    "OpenDeadLetter",
    "Passed",
    "Report",
    "Scope",
    "Unreadable",
    "Violation",
    "audit",
]
