"""Where the HTTP side writes."""

from typing import Protocol

from lead_contracts.base import Event
from lead_runtime.errors import KafkaAway
from lead_runtime.http.problems import unavailable


class Log(Protocol):
    """Keeps events."""

    async def send(self, event: Event, *, key: str | None = None, id: str | None = None) -> object:  # noqa: A002
        """Returns once the event is kept; ``id`` is the CloudEvent's. Raises KafkaAway."""
        ...


async def write(log: Log, event: Event, request_id: str | None = None) -> None:
    """Keeps the event. Raises the problem 503 where that cannot be confirmed."""
    try:
        await log.send(event, id=request_id)
    except KafkaAway as error:
        raise unavailable("Kafka is away; try again.") from error
