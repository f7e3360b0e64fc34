"""One attempt at one message: who the receiver is now, what may be carried, and what came of it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from lead_runtime import logs
from lead_runtime.delivery.channel import BadTarget, Channel, Letter, Target
from lead_runtime.delivery.message import CONTACTS, Contact, Message
from lead_runtime.delivery.outcome import Delayed, Outcome, Refused
from lead_runtime.delivery.plan import notify_of
from lead_runtime.delivery.secrets import MissingSecret
from lead_runtime.delivery.settings import DeliveryFile
from lead_runtime.engine.api import Globals, Held
from lead_runtime.engine.dead_letters import origin_of

CONTACT_GRACE: Final = timedelta(seconds=5)
"""A lead's contact lies on another topic: a message that carries it waits so long for it."""
_log = logs.get(__name__)


class Attempts:
    """Tries messages over the channels of the settings."""

    def __init__(self, settings: DeliveryFile, channels: Mapping[str, Channel], clock: Callable[[], datetime]) -> None:
        self._settings, self._channels, self._clock = settings, channels, clock

    def receiver(self, message: Message, world: Globals) -> str:
        """Who is slow, or broken, together, as far as it is known; empty where nobody is reached. Never raises."""
        try:
            channel, target = self._reached(message, world)
            return channel.receiver(target)
        except BadTarget:
            return ""
        except Exception as error:  # noqa: BLE001 - the engine's loop asks; the attempt will say what is wrong
            _log.error("receiver unknown", error=type(error).__name__, at=origin_of(error), channel=message.channel)
            return ""

    def waits_for_contact(self, message: Message, held: Held) -> datetime | None:
        """Until when the message waits for a contact that is not known yet; None: it does not."""
        known = message.lead_id is None or held.get(CONTACTS, message.lead_id) is not None
        if known or not self._carried(message) or message.attempts:
            return None
        until = message.occurred_at + CONTACT_GRACE
        return until if self._clock() < until else None

    async def attempt(self, message_id: str, message: Message, held: Held, world: Globals) -> Outcome:
        """What came of it. Never raises; a mistake of ours is tried again like an outage."""
        if self._clock() >= message.give_up_at:
            return Refused("too_late")
        try:
            channel, target = self._reached(message, world)
            return await channel.send(Letter(message_id, message, self._contact(message, held)), target)
        except BadTarget as error:
            return Refused(str(error))
        except MissingSecret:
            return Refused("missing_secret")
        except Exception as error:  # noqa: BLE001 - one message must not end the sender
            _log.error("attempt failed", error=type(error).__name__, at=origin_of(error), channel=message.channel)
            return Delayed("internal_error", receiver_down=False)

    async def close(self) -> None:
        """Closes the channels."""
        for channel in self._channels.values():
            await channel.close()

    def _reached(self, message: Message, world: Globals) -> tuple[Channel, Target]:
        channel = self._channels.get(message.channel)
        if channel is None:
            raise BadTarget("no_such_channel")
        target = notify_of(world, message.to).get(message.channel)
        if target is None:
            raise BadTarget("not_reached_there")
        return channel, target

    def _carried(self, message: Message) -> frozenset[str]:
        channel = self._settings.channels.get(message.channel)
        return frozenset(channel.carry if channel else ()) & {"contact", "message"}

    def _contact(self, message: Message, held: Held) -> Contact | None:
        """What the channel may carry of the person, as known now."""
        carried = self._carried(message)
        contact = held.get(CONTACTS, message.lead_id) if carried and message.lead_id else None
        if contact is None:
            return None
        if "contact" not in carried:
            return Contact(contact.forget_at, message=contact.message)
        return contact if "message" in carried else replace(contact, message=None)
