"""What the board keeps in Redis: for how long, how much of it, and what is said when Redis is away."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from redis.asyncio import Redis
from tests.integration.assignment.test_board import Fold, Told, folds
from tests.unit.assignment.boards import seen
from tests.unit.assignment.story import NOW, closed, qualified, rep

from assignment.adapters.board import keys
from assignment.adapters.board.folding import LONGEST_STORY
from assignment.adapters.board.reading import RedisBoard
from assignment.application.ports import BoardAway
from lead_contracts.events import LeadActivity, LeadContact
from lead_contracts.topics import LEADS_ACTIVITIES, LEADS_CONTACTS, LEADS_QUALIFIED, SALES_REPS
from lead_runtime import redis


@pytest.fixture
def on_redis(valkey: str) -> Callable[[Callable[[Redis, Fold], Awaitable[Any]]], Any]:
    """Runs a test that looks into Redis itself."""

    async def go(look: Callable[[Redis, Fold], Awaitable[Any]]) -> Any:
        client = redis.connect(valkey.rpartition("/")[0] + "/6")
        try:
            await client.flushdb()
            return await look(client, folds(client))
        finally:
            await client.aclose()

    return lambda look: asyncio.run(go(look))  # type: ignore[arg-type]


@pytest.mark.valkey
def test_personal_data_lives_for_a_time_and_what_is_open_stays(on_redis: Callable[..., Any]) -> None:
    async def look(client: Redis, fold: Fold) -> None:
        told = Told(fold)
        await told.tell(SALES_REPS, rep("ana"))
        await told.tell(LEADS_QUALIFIED, qualified("open"), qualified("over"))
        await told.tell(LEADS_QUALIFIED, closed("over"))
        await fold(LEADS_CONTACTS, seen(LeadContact(lead_id="open", email="kim@example.com", updated_at=NOW)))
        days = 24 * 3600
        assert 29 * days < await client.ttl(keys.contact("open")) <= 30 * days
        assert await client.ttl(keys.ownership("open")) > 300 * days
        assert await client.ttl(keys.worth("open")) > 300 * days
        assert 89 * days < await client.ttl(keys.ownership("over")) <= 90 * days
        assert 89 * days < await client.ttl(keys.worth("over")) <= 90 * days

    on_redis(look)


@pytest.mark.valkey
def test_a_long_story_keeps_its_end(on_redis: Callable[..., Any]) -> None:
    async def look(client: Redis, fold: Fold) -> None:
        notes = [
            LeadActivity(
                lead_id="lead",
                activity_id=str(n),
                kind="note",
                direction="out",
                occurred_at=NOW + timedelta(minutes=n),
                recorded_at=NOW,
            )
            for n in range(LONGEST_STORY + 20)
        ]
        await fold(LEADS_ACTIVITIES, seen(*notes))
        story = await RedisBoard(client, 60).story("lead")
        assert (len(story), story[-1].id) == (LONGEST_STORY, f"event {LONGEST_STORY + 19}")

    on_redis(look)


def test_a_redis_that_is_away_has_a_name() -> None:
    async def look() -> None:
        gone = RedisBoard(redis.connect("redis://127.0.0.1:1/0"), 60)
        for asked in (gone.inbox("ana", 1), gone.lead("lead"), gone.story("lead"), gone.request("r"), gone.reps()):
            with pytest.raises(BoardAway):
                await asked

    asyncio.run(look())
