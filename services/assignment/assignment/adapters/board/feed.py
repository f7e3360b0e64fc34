"""The live feed of people's inboxes: ids and codes, no personal data. Said once, as it happens, never in a filling."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final, cast

import msgspec
from redis.asyncio import Redis

from assignment.adapters.board import keys
from assignment.adapters.board.story import answer_to
from assignment.application.views import Members
from lead_contracts.events import (
    LeadAccepted,
    LeadAssigned,
    LeadDeclined,
    LeadHandoverWaiting,
    LeadReleased,
    LeadUnassigned,
)
from lead_contracts.topics import LEADS_ACTIVITIES, LEADS_ASSIGNED, LEADS_QUALIFIED
from lead_runtime.board.feed import FeedWriter
from lead_runtime.engine.api import Incoming
from lead_runtime.host import ReadModel, Seen

LONGEST: Final = 2000
"""Entries kept of each feed, about: as far back as one can be resumed."""
KEPT_SECONDS: Final = 7 * 86_400
_MOVES: Final = (LeadAssigned, LeadAccepted, LeadDeclined, LeadHandoverWaiting, LeadReleased, LeadUnassigned)
_TOLD: Final = frozenset(
    {"lead_id", "cycle", "assignment_id", "attempt", "rep_id", "team", "pool"}
    | {"stage", "accept_by", "reason_code", "retry_at", "request_id"}
)
_ANSWER: Final = ("actor", "actor_role", "kind", "lead_id", "status", "reason_code")


class News(msgspec.Struct, frozen=True):
    """What somebody hears. ``type``: the event's name, or ``request.answered``."""

    type: str
    at: datetime
    data: Members


decode: Final = msgspec.json.Decoder(News).decode


class FeedFolder:
    """Writes the feeds: of each rep, each team, each pool, and each other key for the answers to its requests."""

    def __init__(self, redis: Redis) -> None:
        self._redis, self._writer = redis, FeedWriter(redis, LONGEST, KEPT_SECONDS)

    def read_models(self) -> tuple[ReadModel, ...]:
        """To come behind those of the board: an answer is told with what was asked, which lies there."""
        return (
            ReadModel(LEADS_ASSIGNED, self.assigned, refilled=False),
            ReadModel(LEADS_QUALIFIED, self.answers, refilled=False),
            ReadModel(LEADS_ACTIVITIES, self.answers, refilled=False),
        )

    async def assigned(self, seen: Sequence[Seen]) -> None:
        """New leads, moves, ends; and answers."""
        moves = [one for one in seen if isinstance(one, Incoming) and isinstance(one.data, _MOVES)]
        places = await self._places({str(rep) for one in moves if (rep := getattr(one.data, "rep_id", None))})
        async with self._redis.pipeline(transaction=False) as pipe:
            for one in moves:
                news = News(one.data.NAME, one.time, one.data.model_dump(mode="json", include=_TOLD, exclude_none=True))
                await self._writer.say(pipe, one.id, list(_streams(news, places)), keys.encode(news))
            await pipe.execute()
        await self.answers(seen)

    async def answers(self, seen: Sequence[Seen]) -> None:
        """Whichever comes last, the request or its answer, brings it to who asked."""
        events = {one.id: one for one in seen if isinstance(one, Incoming)}
        times = {request_id: one.time for one in events.values() for request_id, _ in answer_to(one.data)}
        found = await self._requests(list(times))
        async with self._redis.pipeline(transaction=False) as pipe:
            for request_id, asked in found.items():
                if asked["actor"] and asked["actor_role"] and asked["status"]:
                    told = {name: asked[name] for name in ("kind", "lead_id", "status", "reason_code")}
                    news = News("request.answered", times[request_id], {"request_id": request_id, **told})
                    stream = keys.feed_of("rep" if asked["actor_role"] == "rep" else "key", asked["actor"])
                    await self._writer.say(pipe, f"request:{request_id}", [stream], keys.encode(news))
            await pipe.execute()

    async def _requests(self, request_ids: list[str]) -> dict[str, dict[str, str | None]]:
        async with self._redis.pipeline(transaction=False) as pipe:
            for request_id in request_ids:
                pipe.hmget(keys.request(request_id), list(_ANSWER))
            answers = await pipe.execute()
        return {
            request_id: dict(zip(_ANSWER, found, strict=True))
            for request_id, found in zip(request_ids, answers, strict=True)
        }

    async def _places(self, rep_ids: set[str]) -> dict[str, Members]:
        """Of reps by id: their team and pool, for events that do not say."""
        if not rep_ids:
            return {}
        names = sorted(rep_ids)
        found = cast("list[str | None]", await self._redis.hmget(keys.REPS, names))
        known = {rep: keys.decode_members(text) for rep, text in zip(names, found, strict=True) if text}
        return {rep: {name: members.get(name) for name in ("team", "pool")} for rep, members in known.items()}


def _streams(news: News, places: dict[str, Members]) -> Iterator[str]:
    rep_id = news.data.get("rep_id")
    told = {**places.get(str(rep_id), {}), **news.data}
    if rep_id:
        yield keys.feed_of("rep", str(rep_id))
    for name in ("team", "pool"):
        if told.get(name):
            yield keys.feed_of(name, str(told[name]))
