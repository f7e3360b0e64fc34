"""The open clocks: in memory and in Redis, one suite."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from redis.asyncio import Redis
from tests.integration.sla_monitor.conftest import Look
from tests.integration.sla_monitor.telling import alerts_in, changes_of, clocks_in, follower, said_by, several, story
from tests.unit.sla_monitor.leads import LEAD, assigned, call, monitor, qualified, received
from tests.unit.sla_monitor.story import at

from sla_monitor.adapters.board import alerts as redis_alerts
from sla_monitor.adapters.board import clocks as redis_clocks
from sla_monitor.adapters.board import keys
from sla_monitor.adapters.saying import CLOCK
from sla_monitor.application.ports import AlertFilter, BoardAway, ClockFilter
from sla_monitor.application.views import clock_view

pytestmark = pytest.mark.valkey
NO_CLOCKS = ClockFilter()


def test_open_clocks_come_soonest_first_page_by_page(kind: str, in_redis: Callable[[Look], Any]) -> None:
    async def look(client: Redis) -> None:
        clocks = await clocks_in(kind, client, several())
        first = await clocks.page(NO_CLOCKS, 2, None)
        second = await clocks.page(NO_CLOCKS, 2, first.cursor)
        third = await clocks.page(NO_CLOCKS, 2, second.cursor)
        shown = [view.lead_id for page in (first, second, third) for view in page.items]
        assert shown == ["lead-4", "lead-3", "lead-2", "lead-1", "lead-0"]
        assert third.cursor is None

    in_redis(look)


def test_open_clocks_are_filtered(kind: str, in_redis: Callable[[Look], Any]) -> None:
    async def look(client: Redis) -> None:
        clocks = await clocks_in(kind, client, several())

        async def leads(**wanted: Any) -> list[str]:
            return [view.lead_id for view in (await clocks.page(ClockFilter(**wanted), 100, None)).items]

        assert await leads(rep_id="ada") == ["lead-3", "lead-1"]
        assert await leads(due_before=at(22)) == ["lead-4", "lead-3"]
        assert await leads(team="emea", motion="outbound") == []

    in_redis(look)


def test_page_goes_on_where_it_was_although_a_clock_has_stopped_meanwhile(in_redis: Callable[[Look], Any]) -> None:
    async def look(client: Redis) -> None:
        driver = several()
        clocks = await clocks_in("redis", client, driver)
        first = await clocks.page(NO_CLOCKS, 2, None)
        driver.feed(call(2).model_copy(update={"lead_id": "lead-3"}))
        await follower(client).fold(changes_of(driver))
        second = await clocks.page(NO_CLOCKS, 5, first.cursor)
        assert [view.lead_id for view in second.items] == ["lead-2", "lead-1", "lead-0"]

    in_redis(look)


def test_rare_filter_gives_short_pages_that_lead_on(
    in_redis: Callable[[Look], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(redis_clocks, "CHUNK", 2)
    monkeypatch.setattr(redis_clocks, "MOST_LOOKED_AT", 2)
    monkeypatch.setattr(redis_alerts, "CHUNK", 2)
    monkeypatch.setattr(redis_alerts, "MOST_LOOKED_AT", 2)

    async def look(client: Redis) -> None:
        clocks = await clocks_in("redis", client, several())
        alerts = await alerts_in("redis", client, said_by(story()))
        assert await _all(lambda cursor: clocks.page(ClockFilter(rep_id="ada"), 9, cursor)) == 2
        assert await _all(lambda cursor: alerts.page(AlertFilter("sla.met", LEAD), 9, cursor)) == 1

    async def _all(ask: Callable[[str | None], Awaitable[Any]]) -> int:
        count, cursor = 0, None
        while True:
            page = await ask(cursor)
            count, cursor = count + len(page.items), page.cursor
            if cursor is None:
                return count

    in_redis(look)


def test_board_says_up_to_where_each_partition_of_the_state_is_on_it(in_redis: Callable[[Look], Any]) -> None:
    async def look(client: Redis) -> None:
        driver = several()
        await follower(client).begin(dict.fromkeys(changes_of(driver), 99))
        await follower(client).fold(changes_of(driver))
        places = await client.hgetall(keys.PLACES)
        assert places == {str(tp.partition): str(found[-1].offset + 1) for tp, found in changes_of(driver).items()}

    in_redis(look)


def test_lead_that_the_monitor_forgot_leaves_the_board(in_redis: Callable[[Look], Any]) -> None:
    async def look(client: Redis) -> None:
        driver = several()
        clocks = await clocks_in("redis", client, driver)
        driver.advance(by=timedelta(days=100))
        await follower(client).fold(changes_of(driver))
        assert (await clocks.page(NO_CLOCKS, 9, None)).items == ()
        assert await client.keys("sla:clock:*") == []

    in_redis(look)


def test_clock_on_the_board_follows_verdict_and_owner() -> None:
    driver = monitor()
    driver.feed(received())
    (before,) = [clock_view(LEAD, watch, CLOCK) for watch in driver.state(driver.topology.tables[0]).values()]
    assert before is not None
    driver.feed(qualified())
    driver.feed(assigned())
    (after,) = [clock_view(LEAD, watch, CLOCK) for watch in driver.state(driver.topology.tables[0]).values()]
    assert after == replace(before, verdict=True, motion="inbound", rep_id="ada", team="emea")


def test_board_of_clocks_that_was_lost_is_not_shown_as_if_nobody_waited(in_redis: Callable[[Look], Any]) -> None:
    async def look(client: Redis) -> None:
        driver, following = several(), follower(client)
        changes = changes_of(driver)
        clocks = redis_clocks.RedisClocks(client, partitions=len(changes))
        with pytest.raises(BoardAway, match="being filled again"):
            await clocks.page(NO_CLOCKS, 9, None)
        await following.begin(dict.fromkeys(changes, 99))
        await following.fold(changes)
        with pytest.raises(BoardAway, match="being filled again"):  # up to where it ended is not read yet
            await clocks.page(NO_CLOCKS, 9, None)
        await client.delete(keys.BEHIND)
        assert len((await clocks.page(NO_CLOCKS, 9, None)).items) == 5

    in_redis(look)


def test_place_moves_only_from_where_it_was_so_that_a_loss_in_between_is_read_again(
    in_redis: Callable[[Look], Any],
) -> None:
    async def look(client: Redis) -> None:
        driver, following = several(), follower(client)
        changes = changes_of(driver)
        await following.begin(dict.fromkeys(changes, 99))
        await client.flushdb()
        await following.fold(changes, dict.fromkeys(changes, 0))  # what was fetched before the loss
        assert await client.hgetall(keys.PLACES) == {}
        await following.begin(dict.fromkeys(changes, 99))
        await following.fold(changes, dict.fromkeys(changes, 7))  # of one that was elsewhere
        assert await client.hgetall(keys.PLACES) == {}

    in_redis(look)
