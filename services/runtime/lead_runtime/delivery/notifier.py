"""The group that keeps what is to be delivered: exactly once into its state, and out of it once it is known to be done.

It decides nothing by itself: ``plan`` says who is told, the sender tries, and what came of it comes back as an event.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from lead_contracts.base import Event
from lead_contracts.codec import decode
from lead_contracts.events import LeadContact, MessageDelayed, MessageDelivered, MessageDue, MessageRefused
from lead_contracts.ids import derived_id
from lead_contracts.topics import LEADS_CONTACTS, LEADS_MESSAGES, SALES_REPS
from lead_runtime.delivery.message import CONTACT_KEPT_DAYS, CONTACTS, MESSAGES, Contact, Message, message_id
from lead_runtime.delivery.plan import REP, Draft, Plan, addressed, rep_of
from lead_runtime.delivery.settings import DeliveryFile
from lead_runtime.engine.api import (
    Context,
    DeadLetter,
    EventHandler,
    Follower,
    Globals,
    Incoming,
    Output,
    Record,
    State,
    Topology,
    place_of,
)
from lead_runtime.engine.errors import Transient
from lead_runtime.engine.wire import encode_event

_REPS_GRACE: Final = timedelta(seconds=5)
"""Reps lie on another topic: who just came may not be known yet when they are given a lead."""
ERROR: Final = "NotDelivered"
"""The name of its dead letters."""


class Notifier:
    """The handlers of ``group``, which tells the events of ``plans`` (by topic) over the channels of ``settings``."""

    def __init__(self, group: str, settings: DeliveryFile, plans: Mapping[str, Mapping[type[Event], Plan]]) -> None:
        self.group, self._settings, self._plans = group, settings, plans
        self._patience = timedelta(hours=settings.retry.give_up_after_hours)

    def topology(self, follower: Follower | None = None) -> Topology:
        """The group. Its sender follows it."""
        told = {
            topic: {event: self._teller(plan) for event, plan in plans.items()} for topic, plans in self._plans.items()
        }
        outcomes: dict[type[Event], EventHandler] = {
            MessageDelivered: self._delivered,
            MessageDelayed: self._delayed,
            MessageRefused: self._refused,
            MessageDue: self._due,
        }
        return Topology(
            group=self.group,
            inputs={**told, LEADS_CONTACTS: self._contact, LEADS_MESSAGES: outcomes},
            outputs=frozenset(),
            tables=(MESSAGES, CONTACTS),
            globals=(SALES_REPS,),
            follower=follower,
        )

    def _teller(self, plan: Plan) -> EventHandler:
        def tell(incoming: Incoming[Event], state: State, ctx: Context) -> Iterable[Output]:
            """Old news are no news: what was switched on today does not tell of last year."""
            if ctx.now - incoming.time < self._patience:
                drafts = list(plan(incoming.data, ctx.globals))
                _wait_for_reps(drafts, ctx.globals, ctx.now - incoming.time)
                for draft, channel in addressed(drafts, ctx.globals, self._settings.channels):
                    identity = message_id(incoming.id, channel, draft.to)
                    state.put(MESSAGES, identity, self._message(incoming, draft, channel, ctx.now))
            return ()

        return tell

    def _message(self, incoming: Incoming[Event], draft: Draft, channel: str, now: datetime) -> Message:
        event, carry = incoming.data, self._settings.channels[channel].carry
        lead_id: str | None = getattr(event, "lead_id", None)
        return Message(
            about=event.key(),
            lead_id=lead_id,
            event_id=incoming.id,
            event=event.NAME,
            occurred_at=incoming.time,
            channel=channel,
            to=draft.to,
            title=draft.title,
            lines=draft.lines_for(carry),
            links=self._settings.link_to(lead_id),
            data=draft.data_for(carry),
            give_up_at=now + self._patience,
        )

    # --- the person's contact ---------------------------------------------------------------------------------------

    def _contact(self, record: Record, state: State, ctx: Context) -> Iterable[Output]:
        """Kept while a channel carries it, for a time; erased by a tombstone, whatever the settings."""
        key = (record.key or b"").decode("utf-8", "replace")
        event = decode(record.headers, record.value)[1] if record.value is not None else None
        if not isinstance(event, LeadContact) or not self._settings.carries_people:
            state.delete(CONTACTS, key)
            return ()
        members = event.model_dump(include={"email", "phone", "first_name", "last_name", "message"})
        forget_at = max(event.updated_at, ctx.now) + timedelta(days=CONTACT_KEPT_DAYS)
        state.put(CONTACTS, key, Contact(forget_at, **members))
        return ()

    # --- what became of a message -----------------------------------------------------------------------------------

    def _known(self, event: MessageDelivered | MessageDelayed | MessageRefused, state: State) -> Message | None:
        """The message, unless it is another group's or its end is known already."""
        return state.get(MESSAGES, event.message_id) if event.group == self.group else None

    def _delivered(self, incoming: Incoming[MessageDelivered], state: State, ctx: Context) -> Iterable[Output]:
        if self._known(incoming.data, state):
            state.delete(MESSAGES, incoming.data.message_id)
        return ()

    def _delayed(self, incoming: Incoming[MessageDelayed], state: State, ctx: Context) -> Iterable[Output]:
        event = incoming.data
        if message := self._known(event, state):
            state.put(MESSAGES, event.message_id, replace(message, attempts=event.attempt, retry_at=event.retry_at))
        return ()

    def _refused(self, incoming: Incoming[MessageRefused], state: State, ctx: Context) -> Iterable[Output]:
        """Its dead letter is the message itself, so that a replay tells this one receiver alone."""
        event = incoming.data
        if message := self._known(event, state):
            state.delete(MESSAGES, event.message_id)
            detail = f"{event.reason_code} over {event.channel} to {event.to}, attempt {event.attempt}"
            yield DeadLetter(self._due_record(message, incoming, ctx.now), ERROR, detail, message.lead_id)

    def _due(self, incoming: Incoming[MessageDue], state: State, ctx: Context) -> Iterable[Output]:
        """Somebody replays a dead letter: all attempts anew."""
        event = incoming.data
        if event.group == self.group:
            members = {name: getattr(event, name) for name in Message.__dataclass_fields__ if hasattr(event, name)}
            state.put(MESSAGES, event.message_id, Message(**members, give_up_at=ctx.now + self._patience))
        return ()

    def _due_record(self, message: Message, incoming: Incoming[MessageRefused], now: datetime) -> Record:
        members = {name: getattr(message, name) for name in MessageDue.model_fields if hasattr(message, name)}
        event = MessageDue(message_id=incoming.data.message_id, group=self.group, **members)
        identity = derived_id(place_of(incoming.record), event.type(), event.message_id)
        headers, value = encode_event(event, id=identity, source=f"/{self.group}", time=now)
        at = incoming.record
        return Record(at.topic, at.partition, at.offset, at.timestamp, event.key().encode(), value, headers)


def _wait_for_reps(drafts: Iterable[Draft], world: Globals, age: timedelta) -> None:
    """Raises Transient while news are so new that a rep whom nobody knows may have just come."""
    if age < _REPS_GRACE and any(
        draft.to.startswith(REP) and rep_of(world, draft.to[len(REP) :]) is None for draft in drafts
    ):
        raise Transient("a rep is not known yet")
