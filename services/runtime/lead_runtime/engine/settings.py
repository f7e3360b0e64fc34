"""What the engine needs to know about its surroundings."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeAlias

Pause: TypeAlias = Callable[[], Awaitable[None]]


def utc_now() -> datetime:
    """The system's clock; the only place where the engine reads it."""
    return datetime.now(UTC)


async def next_please() -> None:
    """Everybody else has a turn."""
    await asyncio.sleep(0)


@dataclass(frozen=True)
class EngineSettings:
    """Times in the unit that the name says.

    ``slot`` tells the processes of a group apart and stays the same when one is restarted, so that its new life ends
    the transaction of the old one at once. Two live processes must not share a slot: they would fence each other.
    """

    bootstrap: str
    slot: str = "0"
    max_batch: int = 2000
    session_timeout_ms: int = 6_000
    transaction_timeout_ms: int = 10_000
    rebalance_timeout_ms: int = 15_000
    start_within_s: float = 60.0
    """How long the producer may take to start: longer than the broker takes to end what an earlier life left open."""
    held_limit_s: float = 30.0
    """How long an open transaction may hold committed offsets back before the worker says that nobody ends it: its
    time-out, the 10 s after which the broker looks again, and some."""
    behind_limit_s: float = 60.0
    """How long timers may be held back before the worker says that it is behind."""
    flood_in_a_row: int = 50
    flood_share: float = 0.5
    clock: Callable[[], datetime] = utc_now
    between_turns: Pause = next_please
    """Awaited after every few records: heartbeats, the commit under way and HTTP in the same process have their turn."""
    pause_before_offsets: Pause | None = None
    """Chaos tests: awaited inside a transaction, before the offsets are sent."""
    pause_after_offsets: Pause | None = None
    """Chaos tests: awaited inside a transaction, after the offsets were sent."""
