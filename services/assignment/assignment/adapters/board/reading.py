"""Reads the board."""

from collections.abc import Sequence
from contextlib import nullcontext
from typing import Any, Literal, cast

from redis.asyncio import Redis

from assignment.adapters.board import keys
from assignment.adapters.board.contacts import Contacts
from assignment.adapters.board.roster import RedisRosters
from assignment.application.linked import Links, Said, links_of
from assignment.application.views import Contact, LeadView, RequestView, StoryLine
from lead_runtime.board.whole import Reading


class RedisBoard(RedisRosters):
    """Implements ``application.ports.Board``."""

    def __init__(
        self,
        redis: Redis,
        request_ttl_seconds: int,
        whole: Reading = nullcontext,
        contacts: Contacts | None = None,
    ) -> None:
        """``contacts``: those that have gone from Redis are brought back; None: they are not."""
        super().__init__(redis, whole)
        self._request_ttl, self._contacts = request_ttl_seconds, contacts or Contacts(redis, 0)

    async def inbox(self, rep_id: str, limit: int) -> Sequence[LeadView]:
        """See Board."""
        async with keys.board_or_away(self._whole):
            lead_ids = cast("list[str]", await self._redis.zrange(keys.inbox(rep_id), 0, limit - 1, desc=True))
            views = await self.views(lead_ids)
        return [view for view in views if view.holder == rep_id]

    async def lead(self, lead_id: str) -> LeadView | None:
        """See Board."""
        async with keys.board_or_away(self._whole):
            (view,) = await self.views([lead_id])
        return view if view.ownership or view.worth else None

    async def contact(self, lead_id: str) -> Contact | None:
        """See Board."""
        return await self._contacts.find(lead_id)

    async def story(self, lead_id: str) -> Sequence[StoryLine]:
        """See Board."""
        async with keys.board_or_away(self._whole):
            lines = cast("list[str]", await self._redis.zrange(keys.story(lead_id), 0, -1))
        return sorted(map(keys.decode_line, lines), key=lambda line: (line.at, line.offset))

    async def links(self, lead_id: str) -> Links:
        """See Board."""
        async with keys.board_or_away(self._whole):
            return await links_of(lead_id, self._newest, self._named)

    async def request(self, request_id: str) -> RequestView | None:
        """See Board."""
        async with keys.board_or_away(self._whole):
            fields = cast("dict[str, str]", await self._redis.hgetall(keys.request(request_id)))
        if "actor" not in fields:
            return None
        return RequestView(
            request_id=request_id,
            kind=fields["kind"],
            actor=fields["actor"],
            lead_id=fields.get("lead_id"),
            status=cast("Literal['pending', 'done', 'refused']", fields.get("status", "pending")),
            reason_code=fields.get("reason_code"),
            by=fields.get("by"),
        )

    async def expect(self, request: RequestView) -> None:
        """See Board."""
        fields = {"kind": request.kind, "actor": request.actor, "lead_id": request.lead_id}
        async with keys.board_or_away(), self._redis.pipeline(transaction=False) as pipe:
            pipe.hset(
                keys.request(request.request_id),
                items=[part for name, value in fields.items() if value for part in (name, value)],
            )
            pipe.expire(keys.request(request.request_id), self._request_ttl)
            await pipe.execute()

    async def _newest(self, lead_id: str) -> Said | None:
        found = cast(
            "list[tuple[str, float]]", await self._redis.zrange(keys.links(lead_id), 0, 0, desc=True, withscores=True)
        )
        return next((Said(at, to) for to, at in found), None)

    async def _named(self, lead_id: str) -> list[str]:
        return [str(name) for name in await self._redis.smembers(keys.aliases(lead_id))]

    async def views(self, lead_ids: Sequence[str]) -> list[LeadView]:
        """Of these leads, in their order. Raises RedisError."""
        if not lead_ids:
            return []
        names = [name(lead) for lead in lead_ids for name in (keys.ownership, keys.worth, keys.contact)]
        found = await self._redis.mget(names)
        parts = zip(lead_ids, found[::3], found[1::3], found[2::3], strict=True)
        return [_view(*part) for part in parts]


def _view(lead_id: str, ownership: Any, worth: Any, contact: Any) -> LeadView:
    return LeadView(
        lead_id,
        keys.decode_ownership(ownership) if ownership else None,
        keys.decode_worth(worth) if worth else None,
        keys.decode_contact(contact) if contact else None,
    )
