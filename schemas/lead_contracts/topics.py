"""The topics, by name; ``load`` gives them whole, as ``topics.yaml`` has them."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

MARKETING_EVENTS: Final = "marketing.events"
LEADS_RECEIVED: Final = "leads.received"
LEADS_CONTACTS: Final = "leads.contacts"
LEADS_ACTIVITIES: Final = "leads.activities"
LEADS_QUALIFIED: Final = "leads.qualified"
ASSIGNMENT_REQUESTS: Final = "assignment.requests"
LEADS_ASSIGNED: Final = "leads.assigned"
LEADS_MESSAGES: Final = "leads.messages"
SALES_REPS: Final = "sales.reps"
CONFIG_VERSIONS: Final = "config.versions"
SLA_ALERTS: Final = "sla.alerts"
DEAD_LETTERS: Final = "dead.letters"

LEAD_INTAKE: Final = "lead-intake"
QUALIFICATION: Final = "qualification"
ASSIGNMENT_ROUTE: Final = "assignment.route"
ASSIGNMENT_DECIDE: Final = "assignment.decide"
ASSIGNMENT_NOTIFY: Final = "assignment.notify"
SLA_MONITOR: Final = "sla-monitor"
GROUPS: Final = (LEAD_INTAKE, QUALIFICATION, ASSIGNMENT_ROUTE, ASSIGNMENT_DECIDE, ASSIGNMENT_NOTIFY, SLA_MONITOR)
"""The consumer groups that run on the worker runtime."""

PARTITIONS: Final = 12
"""Of every topic but ``config.versions``; fixed for life."""


def state_topic(group: str) -> str:
    """Where the group keeps its state."""
    return f"{group}.state"


def dlq_topic(group: str) -> str:
    """Where the group puts what it cannot process."""
    return f"{group}.dlq"


@dataclass(frozen=True, slots=True)
class TopicSpec:
    """A topic as it has to be. ``retention_ms`` None: for ever. ``events`` are CloudEvent types."""

    name: str
    about: str
    key: str
    partitions: int
    cleanup: Literal["delete", "compact"]
    retention_ms: int | None
    writers: tuple[str, ...]
    readers: tuple[str, ...]
    events: tuple[str, ...] = ()
    config: dict[str, str] = field(default_factory=dict)
    """Every topic setting of Kafka that this implies, ``cleanup.policy`` and ``retention.ms`` among them."""


def load(path: Path | None = None) -> tuple[TopicSpec, ...]:
    """All topics, those of the groups among them. Raises FileNotFoundError and ValueError (what is wrong, and where)."""
    from lead_contracts.topics_file import read

    return read(path or _file())


def _file() -> Path:
    """In a checkout beside this package, once installed in the data directory beside it."""
    root = Path(__file__).parents[1]
    beside = root / "topics.yaml"
    return beside if beside.exists() else root / "lead_handover_data" / "topics.yaml"
