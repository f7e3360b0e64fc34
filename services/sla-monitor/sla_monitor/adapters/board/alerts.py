"""What the monitor said, in Redis: folded from ``sla.alerts`` and from the requests of people, at least once."""

from collections.abc import Sequence
from contextlib import nullcontext
from datetime import timedelta
from typing import Final

from redis.asyncio import Redis
from redis.asyncio.client import Pipeline

from lead_contracts.base import Event
from lead_contracts.events import LeadStuck, SlaAckRequest, SlaMet, SlaSnoozeRequest, SlaWithdrawn
from lead_contracts.events.alert import Alert
from lead_contracts.topics import LEADS_ACTIVITIES, SLA_ALERTS
from lead_runtime.board.feed import FeedWriter
from lead_runtime.board.whole import Reading
from lead_runtime.engine.api import Incoming
from lead_runtime.host import ReadModel, Seen
from sla_monitor.adapters.board import keys
from sla_monitor.application.ports import AlertFilter, UnknownCursor
from sla_monitor.application.views import AlertView, Page, Said

FEED_LENGTH: Final = 10_000
"""Events that the live feed can be resumed over, about."""
CHUNK: Final = 500
MOST_LOOKED_AT: Final = 5000
FEED_SECONDS: Final = 7 * 86_400
# What is said again is not listed again. KEYS: said, the indexes.
# ARGV: the JSON, seconds to keep it, the index member, the member from which on they are kept.
_SAY: Final = """
if not redis.call('SET', KEYS[1], ARGV[1], 'NX', 'EX', ARGV[2]) then return 0 end
for i = 2, #KEYS do
  redis.call('ZADD', KEYS[i], 0, ARGV[3])
  redis.call('ZREMRANGEBYLEX', KEYS[i], '-', '(' .. ARGV[4])
  redis.call('EXPIRE', KEYS[i], ARGV[2])
end
return 1
"""


class AlertFolder:
    """Writes the read model. Everything it is given may come again."""

    def __init__(self, redis: Redis, days: int) -> None:
        self._redis, self._kept = redis, timedelta(days=days)
        self._say = redis.register_script(_SAY)
        self._feed = FeedWriter(redis, FEED_LENGTH, FEED_SECONDS)

    def read_models(self) -> tuple[ReadModel, ...]:
        """One per topic, for the host."""
        return (
            ReadModel(SLA_ALERTS, self.alerts),
            ReadModel(SLA_ALERTS, self.feed, refilled=False),  # what was said long ago is no news
            ReadModel(LEADS_ACTIVITIES, self.requests),
        )

    async def alerts(self, seen: Sequence[Seen]) -> None:
        """What the monitor said; a withdrawal also marks what it withdraws."""
        async with self._redis.pipeline(transaction=False) as pipe:
            for one in seen:
                if not isinstance(one, Incoming) or (said := said_of(one)) is None:
                    continue
                await self._keep(pipe, said)
                if isinstance(one.data, SlaWithdrawn):
                    self._mark(pipe, one.data.withdraws, withdrawn_at=one.data.raised_at.isoformat())
            await pipe.execute()

    async def feed(self, seen: Sequence[Seen]) -> None:
        """Tells who follows."""
        async with self._redis.pipeline(transaction=False) as pipe:
            for one in seen:
                if isinstance(one, Incoming) and (said := said_of(one)):
                    await self._feed.say(pipe, said.id, [keys.FEED], keys.encode(said))
            await pipe.execute()

    async def requests(self, seen: Sequence[Seen]) -> None:
        """Who has seen an alert, and until when it may wait."""
        async with self._redis.pipeline(transaction=False) as pipe:
            for one in seen:
                if not isinstance(one, Incoming):
                    continue
                if isinstance(one.data, SlaAckRequest):
                    when, who = one.data.recorded_at.isoformat(), one.data.actor
                    self._mark(pipe, one.data.alert_id, acknowledged_at=when, acknowledged_by=who)
                elif isinstance(one.data, SlaSnoozeRequest):
                    self._mark(pipe, one.data.alert_id, snoozed_until=one.data.until.isoformat())
            await pipe.execute()

    async def _keep(self, pipe: Pipeline, said: Said) -> None:
        indexes = [keys.index(), keys.index(said.type)] + ([keys.index(lead_id=said.lead_id)] if said.lead_id else [])
        member, oldest = keys.member(said.at, said.id), keys.stamp(said.at - self._kept)
        args: list[keys.Argument] = [keys.encode(said), self._seconds, member, oldest]
        await self._say(keys=[keys.said(said.id), *indexes], args=args, client=pipe)

    def _mark(self, pipe: Pipeline, alert_id: str, **fields: str) -> None:
        pipe.hset(keys.marks(alert_id), items=[part for pair in fields.items() for part in pair])
        pipe.expire(keys.marks(alert_id), self._seconds)

    @property
    def _seconds(self) -> int:
        return int(self._kept.total_seconds())


def said_of(one: Incoming[Event]) -> Said | None:
    """What is kept of an event on ``sla.alerts``; None for one that is not about clocks or leads."""
    event = one.data
    if isinstance(event, Alert | SlaWithdrawn | LeadStuck):
        return Said(event.alert_id, event.NAME, event.raised_at, event.lead_id, event.model_dump(mode="json"))
    if isinstance(event, SlaMet):
        return Said(one.id, event.NAME, event.answered_at, event.lead_id, event.model_dump(mode="json"))
    return None


class RedisAlerts:
    """Implements ``application.ports.Alerts``. A cursor is the index member of the last one looked at."""

    def __init__(self, redis: Redis, whole: Reading = nullcontext) -> None:
        self._redis, self._whole = redis, whole

    async def find(self, alert_id: str) -> AlertView | None:
        """See the port."""
        async with keys.board_or_away(self._whole):
            found = await self._views([alert_id])
            return found[0] if found else None

    async def page(self, wanted: AlertFilter, limit: int, cursor: str | None) -> Page[AlertView]:
        """See the port."""
        if cursor is not None and not cursor.partition(":")[0].isdigit():
            raise UnknownCursor(cursor)
        index = keys.index(wanted.type, wanted.lead_id)
        newest = f"({cursor}" if cursor else "+" if wanted.until is None else f"({keys.stamp(wanted.until)}"
        oldest = "-" if wanted.since is None else f"[{keys.stamp(wanted.since)}"
        async with keys.board_or_away(self._whole):
            return await self._collect(wanted, limit, index, newest, oldest)

    async def _collect(self, wanted: AlertFilter, limit: int, index: str, newest: str, oldest: str) -> Page[AlertView]:
        found: list[AlertView] = []
        for _ in range(MOST_LOOKED_AT // CHUNK):
            answer = await self._redis.zrange(index, newest, oldest, desc=True, bylex=True, offset=0, num=CHUNK)
            members = keys.texts(answer)
            for member, view in await self._looked_up(members):
                if wanted.type in (None, view.said.type):
                    found.append(view)
                    if len(found) == limit:
                        return Page(tuple(found), member)
            if len(members) < CHUNK:
                return Page(tuple(found))
            newest = f"({members[-1]}"
        return Page(tuple(found), members[-1])

    async def _looked_up(self, members: list[str]) -> list[tuple[str, AlertView]]:
        ids = {member.partition(":")[2]: member for member in members}
        return [(ids[view.said.id], view) for view in await self._views(list(ids))]

    async def _views(self, alert_ids: list[str]) -> list[AlertView]:
        async with self._redis.pipeline(transaction=False) as pipe:
            for alert_id in alert_ids:
                pipe.get(keys.said(alert_id))
                pipe.hgetall(keys.marks(alert_id))
            answers = await pipe.execute()
        pairs = zip(answers[::2], answers[1::2], strict=True)
        return [_view(keys.decode_said(text), marks) for text, marks in pairs if text is not None]


def _view(said: Said, marks: dict[str, str]) -> AlertView:
    return AlertView(
        said,
        withdrawn_at=keys.instant(marks, "withdrawn_at"),
        acknowledged_at=keys.instant(marks, "acknowledged_at"),
        acknowledged_by=marks.get("acknowledged_by"),
        snoozed_until=keys.instant(marks, "snoozed_until"),
    )
