"""Hints in Redis: which lead was seen first with a phone number, or with a name in a company. They can be lost.

A hint never joins anybody: it becomes ``possible_duplicate_of`` of the later lead, for people to look at. What is kept
is ids under keyed digests, nothing of a person.
"""

import asyncio
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, cast

from redis.asyncio import Redis
from redis.exceptions import RedisError

from lead_contracts import ids
from lead_contracts.events import LeadLinked, LeadReceived
from lead_contracts.topics import LEADS_RECEIVED
from lead_intake.application.ports import Sighting
from lead_runtime import logs
from lead_runtime.engine.api import Incoming
from lead_runtime.host import ReadModel, Seen

LOOK_SECONDS: Final = 0.25
"""What the leads of a batch wait for their hints together, at most."""
PAUSE_SECONDS: Final = 5.0
"""After a look that failed nobody looks for so long: leads do not wait for a Redis that is away."""
CROWD: Final = 5
"""Leads that may share a number or a name; beyond them it is a switchboard, or a Müller, and says nothing."""
_AT_ONCE: Final = 250
_DAY: Final = 86_400
_SEEN: Final = """
for i, key in ipairs(KEYS) do
  redis.call('ZADD', key, 'LT', ARGV[2 * i + 1], ARGV[2 * i + 2])
  redis.call('ZREMRANGEBYRANK', key, ARGV[2], -1)
  redis.call('EXPIRE', key, ARGV[1])
end
local found = {}
for i, key in ipairs(KEYS) do
  found[i] = redis.call('ZRANGE', key, 0, -1)
end
return found
"""
"""Notes all sightings, then gives the first under each key: by instant, then id, so no order of arrival shows."""
_log = logs.get(__name__)


class RedisHints:
    """Implements ``application.ports.Hints``."""

    def __init__(self, redis: Redis, days: int, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._redis, self._seconds, self._monotonic = redis, days * _DAY, monotonic
        self._asleep_until = float("-inf")

    @property
    def awake(self) -> bool:
        """See Hints."""
        return self._monotonic() >= self._asleep_until

    async def look(self, sightings: Sequence[Sighting]) -> Mapping[str, str]:
        """See Hints."""
        if not (sightings and self.awake):
            return {}
        try:
            async with asyncio.timeout(LOOK_SECONDS):
                return await self.note(sightings)
        except (RedisError, OSError, TimeoutError) as error:
            self._asleep_until = self._monotonic() + PAUSE_SECONDS
            _log.warning("leads go on without hints", error=type(error).__name__, seconds=PAUSE_SECONDS)
            return {}

    async def note(self, sightings: Sequence[Sighting]) -> Mapping[str, str]:
        """Notes all and gives what ``look`` gives. Raises RedisError."""
        found: dict[str, str] = {}
        for start in range(0, len(sightings), _AT_ONCE):
            part = sightings[start : start + _AT_ONCE]
            asked = [(key, one) for one in part for key in one.keys]
            firsts = await self._seen(asked)
            for (_, one), first in zip(asked, firsts, strict=True):
                if one.lead_id in first and first[0] != one.lead_id:
                    found.setdefault(one.lead_id, first[0])
        return await self._told_apart(found)

    async def note_links(self, links: Mapping[str, str]) -> None:
        """Who was linked to whom is no possible duplicate any more. Raises RedisError."""
        async with self._redis.pipeline(transaction=False) as pipe:
            for lead_id, to in links.items():
                pipe.set(_linked(lead_id), to, ex=self._seconds)
            await pipe.execute()

    async def _seen(self, asked: Sequence[tuple[str, Sighting]]) -> list[list[str]]:
        if not asked:
            return []
        scores = [part for _, one in asked for part in (str(int(one.seen_at.timestamp() * 1000)), one.lead_id)]
        keys = [_shared(key) for key, _ in asked]
        answer = await self._redis.eval(_SEEN, len(keys), *keys, str(self._seconds), str(CROWD), *scores)
        return cast("list[list[str]]", answer)

    async def _told_apart(self, found: Mapping[str, str]) -> Mapping[str, str]:
        """The hints without what people have settled; of a lead that stands for another, that other."""
        if not found:
            return found
        pairs = list(found.items())
        ends = await self._redis.mget([_linked(first) for _, first in pairs])
        settled = ((lead_id, str(end) if end else first) for (lead_id, first), end in zip(pairs, ends, strict=True))
        return {lead_id: first for lead_id, first in settled if first != lead_id}


class HintFolder:
    """Keeps the hints of all leads, also of those that came while Redis was away."""

    def __init__(self, hints: RedisHints, secret: bytes) -> None:
        self._hints, self._secret = hints, secret

    def read_models(self) -> tuple[ReadModel, ...]:
        """For the host, and for a rebuild."""
        return (ReadModel(LEADS_RECEIVED, self.fold),)

    async def fold(self, seen: Sequence[Seen]) -> None:
        """Takes in leads and links. Raises RedisError, and is tried again."""
        await self._hints.note(list(self._sightings(seen)))
        links = dict(_links(seen))
        if links:
            await self._hints.note_links(links)

    def _sightings(self, seen: Sequence[Seen]) -> Iterator[Sighting]:
        for one in seen:
            if isinstance(one, Incoming) and isinstance(one.data, LeadReceived) and not one.data.is_test:
                event = one.data
                person = ids.Person(event.source, None, None, event.phone, event.first_name, event.last_name)
                keys = ids.hint_keys(self._secret, person, event.domain)
                if keys:
                    yield Sighting(event.lead_id, event.received_at, keys)


def _links(seen: Sequence[Seen]) -> Iterator[tuple[str, str]]:
    """Those that qualification told on: of two leads, not of everyday ids."""
    for one in seen:
        if isinstance(one, Incoming) and isinstance(one.data, LeadLinked):
            link = one.data
            if one.record.key != link.from_.encode():
                yield link.from_, link.to


def _shared(key: str) -> str:
    return f"intake:hint:{key}"


def _linked(lead_id: str) -> str:
    return f"intake:linked:{lead_id}"
