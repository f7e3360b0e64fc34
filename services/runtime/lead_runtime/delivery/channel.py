"""What a channel has to be: it says who the receiver is, and tries once."""

from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

from pydantic import JsonValue

from lead_runtime.delivery.message import Contact, Message
from lead_runtime.delivery.outcome import Outcome

Target: TypeAlias = JsonValue
"""What ``notify`` of a rep or team says under the channel's name."""


class BadTarget(Exception):
    """``notify`` does not say where to; the text is a word for a dead letter."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A message with what is known only when it is sent."""

    message_id: str
    message: Message
    contact: Contact | None = field(default=None, repr=False)
    """As far as the channel may carry it."""


class Channel(Protocol):
    """One way to reach people."""

    def receiver(self, target: Target) -> str:
        """Who is slow, or broken, together: the messages to one receiver wait in one lane. Raises BadTarget."""

    async def send(self, letter: Letter, target: Target) -> Outcome:
        """One attempt, bounded in time. Raises BadTarget and MissingSecret."""

    async def close(self) -> None:
        """Lets go of connections."""
