"""What managers answer for, in Redis, folded from what a pool's real writer said."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from redis.asyncio import Redis
from tests.integration.assignment.test_board import SETTINGS
from tests.unit.assignment.boards import seen
from tests.unit.assignment.story import NOW, Pool, closed, qualified, rep, request

from assignment.adapters.board.floor import RedisOverview
from assignment.adapters.board.folding import BoardFolder
from assignment.adapters.board.reading import RedisBoard
from assignment.application.overview import UnknownCursor
from assignment.application.ports import BoardAway
from lead_contracts.base import Event
from lead_contracts.events import LeadHandoverWaiting
from lead_contracts.topics import LEADS_ASSIGNED, LEADS_QUALIFIED, SALES_REPS
from lead_runtime import redis

pytestmark = pytest.mark.valkey


class Floor:
    """A pool, and what managers are shown of it."""

    def __init__(self, client: Redis) -> None:
        self._models = {model.topic: model.handler for model in BoardFolder(client, SETTINGS).read_models()}
        self.board = RedisBoard(client, 60)
        self.shown = RedisOverview(client, self.board)
        self.pool, self._count = Pool(), 0

    async def tell(self, topic: str, *events: Event) -> None:
        """Each at a second of its own, the board following; what comes again changes nothing."""
        for event in events:
            self.pool.driver.now += timedelta(seconds=1)
            await self.show(topic, event)
            await self.show(LEADS_ASSIGNED, *self.pool.tell(event))

    async def show(self, topic: str, *events: Event) -> None:
        self._count += 100
        given = seen(*events, at=self.pool.driver.now, start=self._count)
        await self._models[topic](given)
        await self._models[topic](given)

    async def waiting(self, pool: str | None = None) -> list[str]:
        views, _ = await self.shown.waiting(pool, 100, None)
        return [view.lead_id for view in views]


Look = Callable[[Floor], Awaitable[None]]


@pytest.fixture
def floor(valkey: str) -> Callable[[Look], None]:
    async def go(look: Look) -> None:
        client = redis.connect(valkey.rpartition("/")[0] + "/14")
        try:
            await client.flushdb()
            await look(Floor(client))
        finally:
            await client.aclose()

    return lambda look: asyncio.run(go(look))  # type: ignore[arg-type]


def test_leads_wait_the_oldest_first_until_somebody_takes_them_or_they_are_closed(
    floor: Callable[[Look], None],
) -> None:
    async def look(floor: Floor) -> None:
        await floor.tell(SALES_REPS, rep("ana", max_open=1))
        await floor.tell(LEADS_QUALIFIED, *(qualified(lead) for lead in ("had", "one", "two", "three")))
        assert await floor.waiting() == await floor.waiting("default") == ["one", "two", "three"]
        assert await floor.waiting("elsewhere") == []
        (pool,) = await floor.shown.pools()
        assert (pool.pool, pool.waiting, pool.reasons) == ("default", 3, {"all_full": 3})
        assert pool.oldest == NOW + timedelta(seconds=3)
        await floor.tell(LEADS_QUALIFIED, closed("two"))
        assert await floor.waiting() == ["one", "three"]
        await floor.tell(LEADS_QUALIFIED, closed("had"))
        assert await floor.waiting() == ["three"]
        assert (await floor.shown.pools())[0].waiting == 1

    floor(look)


def test_a_lead_that_was_closed_before_it_was_heard_that_it_waits_does_not_wait(
    floor: Callable[[Look], None],
) -> None:
    async def look(floor: Floor) -> None:
        floor.pool.tell(rep("ana", max_open=0))
        said = floor.pool.tell(qualified("late"))
        await floor.show(LEADS_QUALIFIED, qualified("late"), closed("late"))
        await floor.show(LEADS_ASSIGNED, *said)
        assert await floor.waiting() == []
        assert (await floor.shown.pools())[0].waiting == 0

    floor(look)


def test_pages_go_on_where_they_were_although_a_lead_has_gone_meanwhile(floor: Callable[[Look], None]) -> None:
    async def look(floor: Floor) -> None:
        await floor.tell(LEADS_QUALIFIED, *(qualified(f"lead-{n}") for n in range(5)))
        first, cursor = await floor.shown.waiting(None, 2, None)
        page, _ = await floor.shown.waiting(None, 2, cursor)
        assert [view.lead_id for view in page] == ["lead-2", "lead-3"]
        await floor.tell(LEADS_QUALIFIED, closed("lead-1"))
        second, last = await floor.shown.waiting(None, 10, cursor)
        assert [view.lead_id for view in (*first, *second)] == [f"lead-{n}" for n in range(5)]
        assert last is None
        with pytest.raises(UnknownCursor):
            await floor.shown.waiting(None, 2, "nonsense")

    floor(look)


def test_who_keeps_a_lead_that_is_to_be_handed_over_is_shown_with_it(floor: Callable[[Look], None]) -> None:
    async def look(floor: Floor) -> None:
        await floor.tell(SALES_REPS, rep("ana"))
        await floor.tell(LEADS_QUALIFIED, qualified("lead"))
        given = next(event for event in floor.pool.said if event.NAME == "lead.assigned")
        waits = LeadHandoverWaiting(
            lead_id="lead",
            cycle=1,
            assignment_id=given.assignment_id,
            rep_id="ana",
            stage="closer",
            reason_code="none_with_stage",
            pool="default",
            decided_at=NOW,
            decision=given.decision,
        )
        await floor.show(LEADS_ASSIGNED, waits)
        (view,), _ = await floor.shown.waiting("default", 10, None)
        assert (view.holder, view.why_waiting, view.retry_at) == ("ana", "none_with_stage", None)
        assert [one.lead_id for one in await floor.board.inbox("ana", 10)] == ["lead"]

    floor(look)


def test_loads_are_what_is_open_and_what_came_on_the_reps_own_day(floor: Callable[[Look], None]) -> None:
    async def look(floor: Floor) -> None:
        await floor.tell(SALES_REPS, rep("ana", time_zone="Europe/Berlin"))
        await floor.tell(LEADS_QUALIFIED, *(qualified(f"lead-{n}") for n in range(3)))
        await floor.tell(LEADS_QUALIFIED, closed("lead-0"))
        reps = await floor.board.reps()
        (now,) = await floor.shown.loads(reps, NOW)
        assert (now.open, now.today) == (2, 3)
        (next_day,) = await floor.shown.loads(reps, NOW + timedelta(hours=15))  # midnight has passed in Berlin
        assert next_day.today == 0

    floor(look)


def test_fairness_is_that_of_the_newest_pick_by_turns(floor: Callable[[Look], None]) -> None:
    async def look(floor: Floor) -> None:
        await floor.tell(SALES_REPS, rep("ana"), rep("ben"))
        await floor.tell(LEADS_QUALIFIED, *(qualified(f"lead-{n}") for n in range(2)))
        (pool,) = await floor.shown.pools()
        assert (pool.spreads["inbound"].spread, pool.spreads["inbound"].free) == (1.0, 2)
        await floor.show(LEADS_ASSIGNED, *floor.pool.tell(request("decline", "lead-0", "ana")))
        assert set((await floor.shown.pools())[0].spreads) == {"inbound"}

    floor(look)


def test_without_redis_it_is_away() -> None:
    async def look() -> None:
        client = redis.connect("redis://127.0.0.1:1/0")
        gone = RedisOverview(client, RedisBoard(client, 60))
        with pytest.raises(BoardAway):
            await gone.pools()
        with pytest.raises(BoardAway):
            await gone.waiting(None, 1, None)

    asyncio.run(look())
