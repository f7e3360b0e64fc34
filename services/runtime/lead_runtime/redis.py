"""Connections to Redis. What is there can be lost: its absence costs freshness and makes no process unready."""

from typing import Final

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

CONNECT_SECONDS: Final = 1.0
ANSWER_SECONDS: Final = 2.0
MOST_CONNECTIONS: Final = 32


def connect(url: str, *, answer_seconds: float | None = ANSWER_SECONDS, client_name: str = "handover") -> Redis:
    """A client of the pool behind ``url``; nothing is sent yet. Texts are decoded.

    A command fails with a RedisError after ``answer_seconds`` and is not sent a second time behind the caller's back.
    Blocking reads need None.
    """
    client: Redis = Redis.from_url(
        url,
        decode_responses=True,
        socket_connect_timeout=CONNECT_SECONDS,
        socket_timeout=answer_seconds,
        socket_keepalive=True,
        health_check_interval=30,
        max_connections=MOST_CONNECTIONS,
        retry=Retry(NoBackoff(), 0),
        client_name=client_name,
    )
    return client


async def answers(client: Redis) -> bool:
    """Whether Redis is there now."""
    try:
        await client.ping()
    except (RedisError, OSError):
        return False
    return True


class Lifetime:
    """Closes a client with the process: a Background for ``ServiceSpec.services``."""

    def __init__(self, client: Redis) -> None:
        self._client = client

    async def start(self) -> None:
        """Connects nothing: that happens with the first command."""

    async def stop(self) -> None:
        """Closes the connections."""
        await self._client.aclose()
