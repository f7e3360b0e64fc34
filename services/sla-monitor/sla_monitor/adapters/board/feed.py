"""The live feed, from a Redis stream."""

import re
from collections.abc import AsyncGenerator
from typing import Final, cast

from redis.asyncio import Redis
from redis.exceptions import RedisError

from sla_monitor.adapters.board import keys
from sla_monitor.application.views import Said

QUIET_MS: Final = 5000
MOST: Final = 100
PLACE: Final = re.compile(r"\d{1,20}-\d{1,20}")
"""The form of a place in the feed."""


class RedisFeed:
    """Implements ``application.ports.Feed``. The client must let a read wait (no answer timeout)."""

    def __init__(self, waiting: Redis) -> None:
        self._redis = waiting

    async def follow(self, after: str | None) -> AsyncGenerator[tuple[str, Said] | None, None]:
        """See the port."""
        place = after or "$"
        while True:
            try:
                found = await self._redis.xread({keys.FEED: place}, count=MOST, block=QUIET_MS)
            except (RedisError, OSError):
                return
            for place, fields in _entries(found):
                yield place, keys.decode_said(fields["said"])
            if not found:
                yield None


def _entries(found: object) -> list[tuple[str, dict[str, str]]]:
    streams = cast("list[tuple[str, list[tuple[str, dict[str, str]]]]]", found)
    return streams[0][1] if streams else []
