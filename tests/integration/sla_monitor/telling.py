"""Stories told to the worker, and put on a board: the one in Redis or the fake."""

from collections.abc import Sequence
from typing import Any

from aiokafka import TopicPartition
from redis.asyncio import Redis
from tests.unit.sla_monitor.boards import FakeAlerts, FakeClocks
from tests.unit.sla_monitor.leads import assigned, call, closed, monitor, qualified, received
from tests.unit.sla_monitor.story import at

from lead_contracts.base import Event
from lead_contracts.codec import decode
from lead_runtime.engine.api import Incoming, Record
from lead_runtime.testing import Driver
from sla_monitor.adapters.board.alerts import AlertFolder, RedisAlerts, said_of
from sla_monitor.adapters.board.clocks import RedisClocks
from sla_monitor.adapters.board.follower import ClockFollower
from sla_monitor.adapters.saying import CLOCK
from sla_monitor.adapters.worker import Monitor
from sla_monitor.application.ports import Alerts, Clocks
from sla_monitor.application.views import clock_view


def said_by(driver: Driver) -> list[Incoming[Event]]:
    """What the worker wrote to sla.alerts, as the read model gets it."""
    return [_incoming(record) for record in driver.records if record.topic == "sla.alerts"]


def _incoming(record: Record) -> Incoming[Event]:
    envelope, event = decode(record.headers, record.value)
    return Incoming(envelope.id, envelope.time, event, record)


def story() -> Driver:
    """Warned, breached, withdrawn, met, and another lead that breached."""
    driver = monitor()
    for event in (received(acted=-1), qualified(), assigned()):
        driver.feed(event)
    driver.advance(to=at(24))
    for event in (call(22, entered=24), received("x", acted=-30).model_copy(update={"lead_id": "other"})):
        driver.feed(event)
    driver.advance(to=at(25))
    return driver


async def alerts_in(kind: str, client: Redis, seen: Sequence[Incoming[Event]]) -> Alerts:
    """The board with what was seen on it, delivered twice."""
    if kind == "redis":
        folder = AlertFolder(client, days=30)
        await folder.alerts(seen)
        await folder.alerts(seen)
        return RedisAlerts(client)
    fake = FakeAlerts()
    for one in [*seen, *seen]:
        said = said_of(one)
        assert said is not None
        fake.say(said)
        if one.data.NAME == "sla.withdrawn":
            fake.mark(one.data.withdraws, withdrawn_at=one.data.raised_at)  # type: ignore[attr-defined]
    return fake


def several() -> Driver:
    """Five open clocks, one that was answered, one of a closed cycle."""
    driver = monitor()
    for number in range(7):
        lead = {"lead_id": f"lead-{number}"}
        for event in (received(acted=-number), qualified(), assigned("ada" if number % 2 else "bob")):
            driver.feed(event.model_copy(update=lead))
    driver.feed(call(1).model_copy(update={"lead_id": "lead-5"}))
    driver.feed(closed().model_copy(update={"lead_id": "lead-6"}))
    return driver


def follower(client: Redis) -> ClockFollower:
    return ClockFollower("127.0.0.1:1", "sla-monitor", Monitor().clocks, client)


def changes_of(driver: Driver) -> dict[TopicPartition, list[Any]]:
    """The changelog as its consumer gets it."""
    found: dict[TopicPartition, list[Any]] = {}
    for offset, out in enumerate(driver.changelog):
        assert out.partition is not None
        record = Record(out.topic, out.partition, offset, 0, out.key, out.value, tuple(out.headers))
        found.setdefault(TopicPartition(out.topic, out.partition), []).append(record)
    return found


async def clocks_in(kind: str, client: Redis, driver: Driver) -> Clocks:
    if kind == "redis":
        await follower(client).fold(changes_of(driver))
        return RedisClocks(client)
    fake = FakeClocks()
    watches = driver.state(driver.topology.tables[0])
    fake.views = [view for lead, watch in watches.items() if (view := clock_view(lead, watch, CLOCK))]
    return fake
