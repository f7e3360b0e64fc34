"""Says in Kafka what came of an attempt; the group that keeps the message reads it there."""

import asyncio
from datetime import datetime
from typing import Final

from lead_contracts.events import MessageDelayed, MessageDelivered, MessageRefused
from lead_contracts.ids import derived_id
from lead_runtime import metrics
from lead_runtime.delivery.message import Message
from lead_runtime.delivery.outcome import Delayed, Delivered, Outcome
from lead_runtime.errors import KafkaAway
from lead_runtime.publisher import Publisher

_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 0.2, 5.0
_Report = MessageDelivered | MessageDelayed | MessageRefused
_WORDS: Final = {MessageDelivered: "delivered", MessageDelayed: "delayed", MessageRefused: "refused"}


class Reporter:
    """Reports for one group."""

    def __init__(self, group: str, publisher: Publisher) -> None:
        self._group, self._publisher = group, publisher

    async def say(
        self, message_id: str, message: Message, outcome: Outcome, attempt: int, now: datetime, retry_at: datetime
    ) -> None:
        """Returns once it is written, however long that takes. ``retry_at`` counts for a delay."""
        event = self._event(message_id, message, outcome, attempt, now, retry_at)
        identity = derived_id(message_id, event.type(), f"{attempt}/{now.isoformat()}")
        pause = _FIRST_PAUSE_S
        while True:
            try:
                await self._publisher.send(event, id=identity, time=now)
            except KafkaAway:
                await asyncio.sleep(pause)
                pause = min(2 * pause, _LONGEST_PAUSE_S)
            else:
                metrics.MESSAGES.labels(message.channel, _WORDS[type(event)]).inc()
                return

    def _event(
        self, message_id: str, message: Message, outcome: Outcome, attempt: int, now: datetime, retry_at: datetime
    ) -> _Report:
        members = {
            "message_id": message_id,
            "about": message.about,
            "lead_id": message.lead_id,
            "group": self._group,
            "channel": message.channel,
            "to": message.to,
            "event_id": message.event_id,
            "attempt": attempt,
            "occurred_at": now,
        }
        if isinstance(outcome, Delivered):
            return MessageDelivered.model_validate(members)
        if isinstance(outcome, Delayed):
            return MessageDelayed.model_validate({**members, "reason_code": outcome.reason, "retry_at": retry_at})
        return MessageRefused.model_validate({**members, "reason_code": outcome.reason})
