"""Every reader of a board says that it is being filled, instead of answering with less than there is."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest
from redis.asyncio import Redis

from assignment.adapters.board.floor import RedisOverview
from assignment.adapters.board.reading import RedisBoard
from assignment.application.ports import BoardAway
from lead_intake.adapters.judge import Judge
from lead_intake.adapters.statuses import RedisStatuses
from lead_intake.application.status import ReadModelAway
from lead_runtime import redis
from lead_runtime.board.whole import Whole
from qualification.adapters.history import RedisHistory
from qualification.application.ports import HistoryAway
from sla_monitor.adapters.board.alerts import RedisAlerts
from sla_monitor.application.ports import AlertFilter
from sla_monitor.application.ports import BoardAway as AlertsAway

pytestmark = pytest.mark.valkey
Ask = Callable[[Redis, Whole], Awaitable[Any]]
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
READERS: list[tuple[str, type[Exception], Ask]] = [
    ("inbox", BoardAway, lambda client, whole: RedisBoard(client, 60, whole.reading).inbox("ana", 10)),
    ("lead", BoardAway, lambda client, whole: RedisBoard(client, 60, whole.reading).lead("lead")),
    ("story", BoardAway, lambda client, whole: RedisBoard(client, 60, whole.reading).story("lead")),
    ("links", BoardAway, lambda client, whole: RedisBoard(client, 60, whole.reading).links("lead")),
    ("request", BoardAway, lambda client, whole: RedisBoard(client, 60, whole.reading).request("request")),
    ("reps", BoardAway, lambda client, whole: RedisBoard(client, 60, whole.reading).reps()),
    ("pools", BoardAway, lambda client, whole: _overview(client, whole).pools()),
    ("waiting", BoardAway, lambda client, whole: _overview(client, whole).waiting(None, 10, None)),
    ("loads", BoardAway, lambda client, whole: _overview(client, whole).loads([], NOW)),
    ("alert", AlertsAway, lambda client, whole: RedisAlerts(client, whole.reading).find("alert")),
    ("alerts", AlertsAway, lambda client, whole: RedisAlerts(client, whole.reading).page(AlertFilter(), 10, None)),
    ("verdicts", HistoryAway, lambda client, whole: _history(client, whole).of("lead")),
    ("delivery", ReadModelAway, lambda client, whole: _statuses(client, whole).find("delivery")),
]


def _overview(client: Redis, whole: Whole) -> RedisOverview:
    return RedisOverview(client, RedisBoard(client, 60, whole.reading), whole.reading)


def _history(client: Redis, whole: Whole) -> RedisHistory:
    return RedisHistory(client, 9, timedelta(days=1), whole.reading)


def _statuses(client: Redis, whole: Whole) -> RedisStatuses:
    return RedisStatuses(client, cast("Judge", None), 1, whole.reading)


@pytest.mark.parametrize(("away", "ask"), [(away, ask) for _, away, ask in READERS], ids=[name for name, *_ in READERS])
def test_a_board_that_is_not_whole_is_said_to_be_filled_again(
    valkey: str, away: type[Exception], ask: Ask, unique: str
) -> None:
    async def look() -> None:
        client = redis.connect(valkey.rpartition("/")[0] + "/15")
        whole = Whole(client, unique)
        try:
            with pytest.raises(away, match="being filled again"):
                await ask(client, whole)
            token = await whole.claim()
            assert token
            assert await whole.finish(token)
            await ask(client, whole)
        finally:
            await client.aclose()

    asyncio.run(look())
