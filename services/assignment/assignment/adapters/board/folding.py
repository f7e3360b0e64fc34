"""Feeds the board from the topics. Everything may come again; what is folded twice is there once."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

from redis.asyncio import Redis
from redis.asyncio.client import Pipeline

from assignment.adapters.board import keys
from assignment.adapters.board.contacts import Contacts
from assignment.adapters.board.floor_marks import count, keep_waiting, leave
from assignment.adapters.board.ownership import followed
from assignment.adapters.board.roster import place_of
from assignment.adapters.board.story import answer_to, line_of, subject_of
from assignment.application.views import Ownership, Worth
from assignment.settings import AssignmentSettings
from lead_contracts.base import Event
from lead_contracts.events import (
    LeadAssigned,
    LeadClosed,
    LeadLinked,
    LeadQualified,
    LeadTouched,
    LeadUnassigned,
    RepChanged,
    TeamChanged,
)
from lead_contracts.topics import LEADS_ACTIVITIES, LEADS_ASSIGNED, LEADS_CONTACTS, LEADS_QUALIFIED, SALES_REPS
from lead_runtime.engine.api import Incoming
from lead_runtime.host import Erased, ReadModel, Seen


def _seconds(kept: timedelta) -> int:
    return int(kept.total_seconds())


LONGEST_STORY: Final = 200
_OPEN: Final = _seconds(timedelta(days=400))
"""What is open stays: a lead must not leave an inbox because nobody has touched it."""


class BoardFolder:
    """Writes the board. One fold per topic; each writes keys that no other writes, or that do not mind the order."""

    def __init__(self, redis: Redis, settings: AssignmentSettings) -> None:
        self._redis = redis
        self._story, self._request = _seconds(settings.story_ttl), _seconds(settings.request_ttl)
        self.contacts = Contacts(redis, _seconds(settings.contact_ttl))

    def read_models(self) -> tuple[ReadModel, ...]:
        """One per topic, for the host and for a rebuild."""
        return (
            ReadModel(LEADS_ASSIGNED, self.assigned),
            ReadModel(LEADS_QUALIFIED, self.qualified),
            ReadModel(LEADS_ACTIVITIES, self.activities),
            ReadModel(LEADS_CONTACTS, self.contacts.fold),
            ReadModel(SALES_REPS, self.reps),
        )

    async def assigned(self, seen: Sequence[Seen]) -> None:
        """Owners, inboxes, story, answers."""
        events = _events(seen)
        before = await self._owners({event.lead_id for event in _of_leads(events)})
        after, over = dict(before), await self._worths(set(before))
        for event in _of_leads(events):
            after[event.lead_id] = followed(after[event.lead_id], event)
        async with self._redis.pipeline(transaction=False) as pipe:
            for lead_id, ownership in after.items():
                if ownership is not None and ownership != before[lead_id]:
                    self._keep_owner(pipe, before[lead_id], ownership)
                    keep_waiting(pipe, before[lead_id], _unless_over(ownership, over[lead_id]))
            for one in events:
                if isinstance(one.data, LeadAssigned):
                    count(pipe, one.data, one.record.partition)
                elif isinstance(one.data, LeadUnassigned) and one.data.pool:
                    pipe.sadd(keys.POOLS, one.data.pool)
            self._tell(pipe, events)
            await pipe.execute()

    async def qualified(self, seen: Sequence[Seen]) -> None:
        """What leads are worth, how cycles end, story, answers."""
        events = _events(seen)
        worths = await self._worths({event.lead_id for event in _of_leads(events)})
        owners = await self._owners({one.data.lead_id for one in events if isinstance(one.data, LeadClosed)})
        for event in _of_leads(events):
            worths[event.lead_id] = known_worth(worths[event.lead_id], event)
        async with self._redis.pipeline(transaction=False) as pipe:
            for lead_id, worth in worths.items():
                if worth is not None:
                    pipe.set(keys.worth(lead_id), keys.encode(worth), ex=self._story if worth.outcome else _OPEN)
                    if worth.outcome:
                        pipe.expire(keys.ownership(lead_id), self._story)
            for ownership in owners.values():
                if ownership and (worth := worths[ownership.lead_id]) and not _unless_over(ownership, worth).waits:
                    leave(pipe, ownership)
            self._tell(pipe, events)
            await pipe.execute()

    async def activities(self, seen: Sequence[Seen]) -> None:
        """What was done with leads, and what was asked for."""
        async with self._redis.pipeline(transaction=False) as pipe:
            self._tell(pipe, _events(seen))
            await pipe.execute()

    async def reps(self, seen: Sequence[Seen]) -> None:
        """The reps and the teams."""
        async with self._redis.pipeline(transaction=False) as pipe:
            for one in seen:
                if isinstance(one, Erased):
                    name, field = place_of(one.key)
                    pipe.hdel(name, field)
                elif isinstance(one.data, RepChanged | TeamChanged):
                    pipe.hset(*place_of(one.data.key()), one.data.model_dump_json())
            await pipe.execute()

    def _keep_owner(self, pipe: Pipeline, before: Ownership | None, after: Ownership) -> None:
        pipe.set(
            keys.ownership(after.lead_id), keys.encode(after), ex=self._story if after.standing == "closed" else _OPEN
        )
        if before and before.rep_id and before.rep_id != after.rep_id:
            pipe.zrem(keys.inbox(before.rep_id), after.lead_id)
        if after.rep_id is None:
            return
        if after.standing in ("assigned", "accepted"):
            pipe.zadd(keys.inbox(after.rep_id), {after.lead_id: keys.milliseconds(after.since)})
        else:
            pipe.zrem(keys.inbox(after.rep_id), after.lead_id)

    def _tell(self, pipe: Pipeline, events: Sequence[Incoming[Event]]) -> None:
        for incoming in events:
            if isinstance(incoming.data, LeadLinked):
                _link(pipe, incoming.data)
            lead_id = subject_of(incoming)
            if lead_id and (line := line_of(incoming)):
                pipe.zadd(keys.story(lead_id), {keys.encode(line): keys.milliseconds(line.at)})
                pipe.zremrangebyrank(keys.story(lead_id), 0, -LONGEST_STORY - 1)
                pipe.expire(keys.story(lead_id), self._story)
            for request_id, fields in answer_to(incoming.data):
                pipe.hset(keys.request(request_id), items=_pairs(fields))
                pipe.expire(keys.request(request_id), self._request)

    async def _owners(self, lead_ids: set[str]) -> dict[str, Ownership | None]:
        found = await self._texts([keys.ownership(lead_id) for lead_id in sorted(lead_ids)])
        return {lead: text and keys.decode_ownership(text) for lead, text in zip(sorted(lead_ids), found, strict=True)}

    async def _worths(self, lead_ids: set[str]) -> dict[str, Worth | None]:
        found = await self._texts([keys.worth(lead_id) for lead_id in sorted(lead_ids)])
        return {lead: text and keys.decode_worth(text) for lead, text in zip(sorted(lead_ids), found, strict=True)}

    async def _texts(self, names: list[str]) -> list[Any]:
        return list(await self._redis.mget(names)) if names else []


def _unless_over(ownership: Ownership, worth: Worth | None) -> Ownership:
    """As it is where its cycle is over: a waiting lead is closed by qualification alone."""
    over = worth is not None and worth.outcome is not None and worth.cycle >= ownership.cycle
    return replace(ownership, standing="closed") if over else ownership


def _link(pipe: Pipeline, event: LeadLinked) -> None:
    pipe.zadd(keys.links(event.from_), {event.to: keys.milliseconds(event.occurred_at)}, gt=True)
    pipe.sadd(keys.aliases(event.to), event.from_)
    for key in (keys.links(event.from_), keys.aliases(event.to)):
        pipe.expire(key, _OPEN)


def known_worth(before: Worth | None, event: Event) -> Worth | None:
    """What a lead is worth after the event. Pure."""
    if isinstance(event, LeadQualified | LeadTouched):
        members = event.model_dump(mode="json", include=set(Worth.__slots__))
        return keys.decode_worth(keys.encode(members)) if before is None or before.cycle <= event.cycle else before
    if isinstance(event, LeadClosed) and before and before.cycle == event.cycle:
        return replace(before, outcome=event.outcome)
    return before


def _events(seen: Sequence[Seen]) -> list[Incoming[Event]]:
    return [one for one in seen if isinstance(one, Incoming)]


def _of_leads(events: Sequence[Incoming[Event]]) -> list[Any]:
    return [incoming.data for incoming in events if getattr(incoming.data, "lead_id", None)]


def _pairs(fields: Mapping[str, str | None]) -> list[str]:
    return [part for name, value in fields.items() if value is not None for part in (name, value)]
