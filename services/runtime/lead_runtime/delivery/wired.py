"""All parts of a service's messages, made: a group for an engine, and a sender beside it."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import NamedTuple

from lead_contracts.base import Event
from lead_runtime.delivery.attempt import Attempts
from lead_runtime.delivery.channels import channels_of
from lead_runtime.delivery.notifier import Notifier
from lead_runtime.delivery.plan import Plan
from lead_runtime.delivery.reporting import Reporter
from lead_runtime.delivery.secrets import Secrets
from lead_runtime.delivery.sender import Sender
from lead_runtime.delivery.settings import DeliveryFile
from lead_runtime.engine.api import Topology
from lead_runtime.publisher import Publisher


class Delivery(NamedTuple):
    """``topology`` for an engine; ``sender`` for the services of the process, after its publisher."""

    topology: Topology
    sender: Sender


def delivery_of(
    group: str,
    settings: DeliveryFile,
    plans: Mapping[str, Mapping[type[Event], Plan]],
    publisher: Publisher,
    secrets: Secrets | None = None,
) -> Delivery:
    """Tells the events of ``plans`` (by topic). Raises ConfigurationError for a secret that is missing."""

    def clock() -> datetime:
        return datetime.now(UTC)

    attempts = Attempts(settings, channels_of(settings, secrets or Secrets(), clock), clock)
    sender = Sender(settings, attempts, Reporter(group, publisher), clock)
    return Delivery(Notifier(group, settings, plans).topology(sender), sender)
