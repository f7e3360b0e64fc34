"""What the audit reads: events as they lie on the log, what could not be read, and what is only counted."""

from datetime import datetime
from typing import NamedTuple, TypeAlias

from lead_contracts.base import Event


class At(NamedTuple):
    """A place on the log and the instant (UTC) at which its writer wrote it."""

    topic: str
    partition: int
    offset: int
    time: datetime

    def __str__(self) -> str:
        return f"{self.topic}/{self.partition}/{self.offset}"

    @property
    def position(self) -> tuple[str, int, int]:
        """Topic, partition, offset."""
        return self.topic, self.partition, self.offset


class LoggedEvent(NamedTuple):
    """A decoded event, its CloudEvent id and where it lies."""

    at: At
    id: str
    event: Event


class Unreadable(NamedTuple):
    """A record that no contract can read, with the name of the error."""

    at: At
    error: str


class Passed(NamedTuple):
    """A record that the audit counts and does not judge."""

    at: At


LogEntry: TypeAlias = LoggedEvent | Unreadable | Passed
