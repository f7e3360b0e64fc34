"""What was said, and what became of it: in memory and in Redis, one suite."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from redis.asyncio import Redis
from tests.integration.sla_monitor.conftest import Look
from tests.integration.sla_monitor.telling import alerts_in, clocks_in, said_by, story
from tests.unit.sla_monitor.leads import LEAD, monitor
from tests.unit.sla_monitor.story import at

from lead_contracts.events import SlaAckRequest, SlaSnoozeRequest
from lead_runtime import redis
from lead_runtime.board.feed import Entry, LiveFeed
from lead_runtime.engine.api import Incoming
from sla_monitor.adapters.board import keys
from sla_monitor.adapters.board.alerts import AlertFolder, RedisAlerts
from sla_monitor.adapters.board.clocks import RedisClocks
from sla_monitor.application.measure import measure
from sla_monitor.application.ports import AlertFilter, BoardAway, ClockFilter, UnknownCursor

pytestmark = pytest.mark.valkey
NO_CLOCKS = ClockFilter()


def test_alerts_come_newest_first_once_however_often_they_were_delivered(
    kind: str, in_redis: Callable[[Look], Any]
) -> None:
    async def look(client: Redis) -> None:
        alerts = await alerts_in(kind, client, said_by(story()))
        page = await alerts.page(AlertFilter(), 100, None)
        types = [view.said.type for view in page.items]
        assert sorted(types) == sorted(event.data.NAME for event in said_by(story()))
        assert [view.said.at for view in page.items] == sorted((v.said.at for v in page.items), reverse=True)
        assert page.cursor is None

    in_redis(look)


def test_alerts_are_paged_through_completely(kind: str, in_redis: Callable[[Look], Any]) -> None:
    async def look(client: Redis) -> None:
        alerts = await alerts_in(kind, client, said_by(story()))
        found, cursor = list[str](), None
        while True:
            page = await alerts.page(AlertFilter(), 2, cursor)
            found += [view.said.id for view in page.items]
            cursor = page.cursor
            if cursor is None:
                break
        assert found == [view.said.id for view in (await alerts.page(AlertFilter(), 100, None)).items]
        assert len(set(found)) == len(found)

    in_redis(look)


def test_alerts_are_filtered_by_type_lead_and_span(kind: str, in_redis: Callable[[Look], Any]) -> None:
    async def look(client: Redis) -> None:
        alerts = await alerts_in(kind, client, said_by(story()))

        async def types(**wanted: Any) -> list[str]:
            return [view.said.type for view in (await alerts.page(AlertFilter(**wanted), 100, None)).items]

        assert await types(type="sla.breached") == ["sla.breached", "sla.breached"]
        assert await types(type="sla.breached", lead_id="other") == ["sla.breached"]
        assert await types(lead_id=LEAD, type="lead.stuck") == []
        assert await types(until=at(23)) == ["sla.met", "sla.warned"]
        assert await types(since=at(23), type="sla.warned") == []
        assert await types(lead_id="nobody") == []

    in_redis(look)


def test_withdrawn_breach_says_so(kind: str, in_redis: Callable[[Look], Any]) -> None:
    async def look(client: Redis) -> None:
        alerts = await alerts_in(kind, client, said_by(story()))
        page = await alerts.page(AlertFilter("sla.breached", lead_id=LEAD), 10, None)
        (breach,) = page.items
        assert breach.withdrawn_at is not None
        assert await alerts.find(breach.said.id) == breach
        assert await alerts.find("unknown") is None

    in_redis(look)


def test_report_is_the_same_from_either(kind: str, in_redis: Callable[[Look], Any]) -> None:
    async def look(client: Redis) -> None:
        measured = await measure(await alerts_in(kind, client, said_by(story())), at(0), at(100))
        assert [(each.motion, each.met, each.breached) for each in measured.motions] == [
            ("inbound", 1, 0),
            ("unknown", 0, 1),
        ]
        assert measured.complete

    in_redis(look)


def test_cursor_of_nobody_is_refused(kind: str, in_redis: Callable[[Look], Any]) -> None:
    async def look(client: Redis) -> None:
        with pytest.raises(UnknownCursor):
            await (await alerts_in(kind, client, [])).page(AlertFilter(), 1, "nonsense")
        with pytest.raises(UnknownCursor):
            await (await clocks_in(kind, client, monitor())).page(NO_CLOCKS, 1, "nonsense")

    in_redis(look)


def test_request_marks_its_alert(in_redis: Callable[[Look], Any]) -> None:
    async def look(client: Redis) -> None:
        alerts, seen = await alerts_in("redis", client, said_by(story())), said_by(story())
        alert_id = seen[0].data.alert_id  # type: ignore[attr-defined]
        members = {"request_id": "r", "actor": "olga", "lead_id": LEAD, "alert_id": alert_id}
        times = {"occurred_at": at(25), "recorded_at": at(25)}
        record = seen[0].record
        ack = SlaAckRequest.model_validate({**members, **times})
        snooze = SlaSnoozeRequest.model_validate({**members, **times, "until": at(30)})
        await AlertFolder(client, 30).requests([Incoming("1", at(25), event, record) for event in (ack, snooze)])
        view = await alerts.find(alert_id)
        assert view is not None
        assert (view.acknowledged_by, view.acknowledged_at, view.snoozed_until) == ("olga", at(25), at(30))

    in_redis(look)


def test_what_is_older_than_the_board_keeps_leaves_its_lists(in_redis: Callable[[Look], Any]) -> None:
    async def look(client: Redis) -> None:
        seen = said_by(story())
        later = [one._replace(data=one.data.model_copy(update=_moved(one.data))) for one in seen]
        folder = AlertFolder(client, days=30)
        await folder.alerts(seen)
        await folder.alerts(later)
        page = await RedisAlerts(client).page(AlertFilter(), 100, None)
        assert {view.said.at.month for view in page.items} == {12}

    def _moved(event: Any) -> dict[str, Any]:
        name = "answered_at" if event.NAME == "sla.met" else "raised_at"
        changes = {name: getattr(event, name) + timedelta(days=40)}
        return changes | ({"alert_id": f"{event.alert_id}-later"} if hasattr(event, "alert_id") else {})

    in_redis(look)


def test_feed_goes_on_after_the_place_that_was_seen_last(in_redis: Callable[[Look], Any]) -> None:
    async def look(client: Redis) -> None:
        for _ in range(2):
            await AlertFolder(client, 30).feed(said_by(story()))
        feed = LiveFeed(client).follow(keys.FEED, "0-0")
        everything = [await anext(feed) for _ in said_by(story())]
        await feed.aclose()
        entries = [found for found in everything if isinstance(found, Entry)]
        again = LiveFeed(client).follow(keys.FEED, entries[2].place)
        assert [await anext(again) for _ in entries[3:]] == everything[3:]
        await again.aclose()
        types = [keys.decode_said(entry.text).type for entry in entries]
        assert types == [one.data.NAME for one in said_by(story())]

    in_redis(look)


def test_without_redis_the_board_is_away() -> None:
    async def look() -> None:
        client = redis.connect("redis://127.0.0.1:1/0")
        with pytest.raises(BoardAway):
            await RedisClocks(client).page(NO_CLOCKS, 1, None)
        with pytest.raises(BoardAway):
            await RedisAlerts(client).find("x")
        assert [entry async for entry in LiveFeed(client).follow(keys.FEED, None)] == []
        await client.aclose()

    asyncio.run(look())
