"""A delivery is in Kafka or in the spool before anybody is told that we have it."""

import asyncio
import json
from pathlib import Path

import httpx
import pytest
from tests.support import eventually_async
from tests.unit.lead_intake.calls import LEAD
from tests.unit.lead_intake.spool.worlds import Bounds, World, fault, lead, opened
from tests.unit.lead_intake.world import KEY, app

from lead_intake.adapters.spool.keeper import Keeper
from lead_runtime import telemetry
from lead_runtime.errors import KafkaAway, RecordTooLarge
from lead_runtime.health import Readiness

pytestmark = pytest.mark.anyio
ONE = Bounds(rows=1, size=1 << 20, seconds=5.0)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


async def posted(keeper: Keeper) -> httpx.Response:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app(keeper)), base_url="https://x.example") as client:
        return await client.post("/v1/leads", json=LEAD, headers={"Authorization": f"Bearer {KEY}"})


async def test_while_kafka_is_there_the_disk_is_left_alone(tmp_path: Path) -> None:
    async with opened(tmp_path) as world:
        before = world.disk.commits
        assert (await posted(world.keeper)).status_code == 202
        assert (world.kafka.keys, world.disk.commits) == (["n1"], before)


async def test_while_kafka_is_away_it_is_202_and_all_comes_later_in_order_as_it_was(tmp_path: Path) -> None:
    async with opened(tmp_path) as world:
        world.kafka.connected = False
        for name in ("a", "b", "c"):
            await world.keeper.send(lead(name))
        assert (await posted(world.keeper)).status_code == 202
        await world.drain.step()
        assert world.spool.totals.rows == 4

        world.kafka.connected = True
        await world.drained()
        assert world.kafka.keys == ["a", "b", "c", "n1"]
        (_, headers), *_ = world.kafka.taken
        assert dict(headers)["ce_time"] == b"2026-11-16T12:00:00.000Z"  # when it arrived, not when it was drained
    assert world.on_disk() == []


async def test_many_go_to_kafka_together_and_in_their_order(tmp_path: Path) -> None:
    async with opened(tmp_path) as world:
        before = world.disk.commits
        outcomes = await world.keeper.send_all([lead(name) for name in "abc"])
        assert (outcomes, world.kafka.keys, world.kafka.calls) == ([None] * 3, ["a", "b", "c"], 1)
        assert world.disk.commits == before


@pytest.mark.parametrize("why", ["kafka is away", "something waits"])
async def test_many_go_through_the_spool_in_their_order_while_kafka_is_away_or_something_waits(
    tmp_path: Path, why: str
) -> None:
    async with opened(tmp_path) as world:
        world.kafka.connected = False
        await world.keeper.send(lead("first"))
        world.kafka.connected = why == "something waits"
        names = [f"row{number}" for number in range(40)]
        assert await world.keeper.send_all([lead(name) for name in names]) == [None] * 40
        assert world.kafka.keys == []

        world.kafka.connected = True
        await world.drained()
        assert world.kafka.keys == ["first", *names]


async def test_of_many_those_that_kafka_does_not_confirm_are_spooled_and_what_it_never_takes_is_said(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path) as world:
        world.kafka.silent, world.kafka.refuses = {"b", "d"}, {b"large"}
        rows = [lead("a"), lead("b"), lead("c", b"large"), lead("d"), lead("e")]
        outcomes = await world.keeper.send_all(rows)
        assert [type(one) for one in outcomes] == [type(None), type(None), RecordTooLarge, type(None), type(None)]
        assert (world.kafka.keys, world.spool.totals.rows) == (["a", "e"], 2)

        world.kafka.silent = set()
        await world.drained()
        assert world.kafka.keys == ["a", "e", "b", "d"]


@pytest.mark.parametrize("spooled", [True, False])
async def test_of_many_each_that_neither_takes_is_said_to_be_refused(tmp_path: Path, spooled: bool) -> None:
    async with opened(tmp_path, ONE) as world:
        world.kafka.connected = False
        keeper = world.keeper if spooled else Keeper(world.kafka, None)
        outcomes = await keeper.send_all([lead("a"), lead("b")])
        assert [isinstance(one, KafkaAway) for one in outcomes] == [not spooled, True]


async def test_the_trace_of_a_list_goes_with_each_row_that_is_spooled(tmp_path: Path) -> None:
    trace = telemetry.Trace("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
    async with opened(tmp_path) as world:
        world.kafka.connected = False
        with telemetry.span("request", trace):
            await world.keeper.send_all([lead("a"), lead("b")])
        world.kafka.connected = True
        await world.drained()
        assert [telemetry.extract(headers) for _, headers in world.kafka.taken] == [trace, trace]


async def test_what_kafka_did_not_confirm_is_spooled_and_sent_again_under_its_id(tmp_path: Path) -> None:
    async with opened(tmp_path) as world:
        world.kafka.silent = {"a"}
        await world.keeper.send(lead("a"))
        assert world.spool.totals.rows == 1

        world.kafka.silent = set()
        await world.drained()
        assert world.kafka.keys == ["a"]


async def test_while_something_waits_all_goes_through_the_spool(tmp_path: Path) -> None:
    async with opened(tmp_path) as world:
        world.kafka.connected = False
        await world.keeper.send(lead("a"))
        world.kafka.connected = True
        await world.keeper.send(lead("b"))
        assert world.kafka.keys == []

        await world.drained()
        await world.keeper.send(lead("c"))
        assert world.kafka.keys == ["a", "b", "c"]
        assert world.spool.totals.rows == 0


async def test_who_comes_while_the_last_is_on_its_way_waits_for_it_and_goes_directly(tmp_path: Path) -> None:
    async with opened(tmp_path) as world:
        world.kafka.connected = False
        await world.keeper.send(lead("a"))
        world.kafka.connected = True
        coming: list[asyncio.Task[None]] = []

        async def somebody_comes() -> None:
            world.kafka.meanwhile = None
            coming.append(asyncio.create_task(world.keeper.send(lead("b"))))
            await eventually_async(lambda: world.spool.totals.rows == 2 or not world.drain._gate.is_set())
            before.append(list(world.kafka.keys))

        before: list[list[str]] = []
        world.kafka.meanwhile = somebody_comes
        await world.drain.step()
        assert not world.spool.waiting  # else, under load, it would never be empty
        await asyncio.gather(*coming)
        assert (before, world.kafka.keys) == ([[]], ["a", "b"])


@pytest.mark.parametrize("why", ["no spool", "no volume", "full", "disk"])
async def test_when_neither_takes_it_it_is_503_and_says_when_to_try_again(tmp_path: Path, why: str) -> None:
    folder = tmp_path / "volume" if why == "no volume" else tmp_path
    async with opened(folder, ONE) as world:
        world.kafka.connected = False
        keeper = Keeper(world.kafka, None) if why == "no spool" else world.keeper
        if why == "full":
            await keeper.send(lead("a"))
        world.disk.fault = fault(13, "SQLITE_FULL") if why == "disk" else None
        answer = await posted(keeper)

        assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")
        assert keeper.readiness().ready is False


async def test_what_the_spool_does_not_take_goes_to_kafka_where_that_is_there(tmp_path: Path) -> None:
    async with opened(tmp_path, ONE) as world:
        world.kafka.connected = False
        await world.keeper.send(lead("a"))
        world.kafka.connected = True
        await world.keeper.send(lead("b"))
        assert world.kafka.keys == ["b"]


async def test_what_is_too_large_for_kafka_is_said_at_once_and_not_spooled(tmp_path: Path) -> None:
    async with opened(tmp_path) as world:
        world.kafka.refuses = {b"large"}
        with pytest.raises(RecordTooLarge):
            await world.keeper.send(lead("a", b"large"))
        assert not world.spool.waiting


async def test_what_turns_out_too_large_when_drained_holds_up_nobody_and_stays_visible(tmp_path: Path) -> None:
    async with opened(tmp_path) as world:
        world.kafka.connected = False
        for name, body in (("a", b"small"), ("b", b"large"), ("c", b"small")):
            await world.keeper.send(lead(name, body))
        world.kafka.connected, world.kafka.refuses = True, {b"large"}
        await world.drained()
        assert world.kafka.keys == ["a", "c"]
        assert world.keeper.readiness() == Readiness(
            True, ("1 deliveries that kafka never takes are set aside in the spool",)
        )


async def test_only_what_kafka_confirmed_is_forgotten(tmp_path: Path) -> None:
    async with opened(tmp_path) as world:
        world.kafka.connected = False
        for name in ("a", "b", "c"):
            await world.keeper.send(lead(name))
        world.kafka.connected, world.kafka.silent = True, {"b"}
        await world.drain.step()
        assert world.kafka.keys == ["a", "c"]
    assert world.on_disk() == ["b"]


async def test_a_kill_between_sending_and_forgetting_sends_again_under_the_same_id(tmp_path: Path) -> None:
    async with opened(tmp_path) as killed:
        killed.kafka.connected = False
        await killed.keeper.send(lead("a"))
        killed.kafka.connected = True

        async def the_disk_goes() -> None:
            killed.disk.fault = fault(10, "SQLITE_IOERR")  # the deletion never gets there

        killed.kafka.meanwhile = the_disk_goes
        draining = asyncio.ensure_future(killed.drain.step())
        await eventually_async(lambda: killed.kafka.keys)
        draining.cancel()

    async with opened(tmp_path) as again:
        await again.drained()
    assert (killed.kafka.keys, again.kafka.keys) == (["a"], ["a"])


async def test_the_trace_of_the_request_goes_with_what_is_spooled(tmp_path: Path) -> None:
    trace = telemetry.Trace("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
    async with opened(tmp_path) as world:
        world.kafka.connected = False
        with telemetry.span("request", trace):
            await world.keeper.send(lead("a"))
        world.kafka.connected = True
        await world.drained()
        (_, headers), *_ = world.kafka.taken
        assert telemetry.extract(headers) == trace


async def test_readiness_says_that_kafka_is_away_and_the_spool_is_filling(tmp_path: Path) -> None:
    async with opened(tmp_path) as world:
        assert world.keeper.readiness() == Readiness(True)
        world.kafka.connected = False
        await world.keeper.send(lead("a"))
        said = ("kafka is away and the spool is filling", "1 deliveries wait in the spool")
        assert world.keeper.readiness() == Readiness(True, said)
        world.kafka.connected = True
        assert world.keeper.readiness() == Readiness(True, ("1 deliveries wait in the spool",))


async def test_the_keeper_drains_by_itself_what_an_earlier_process_left(tmp_path: Path) -> None:
    async with opened(tmp_path) as before:
        before.kafka.connected = False
        await before.keeper.send(lead("a"))

    world = World(tmp_path)
    await world.keeper.start()
    try:
        await eventually_async(lambda: world.kafka.keys and not world.spool.waiting)
    finally:
        await world.keeper.stop()
    assert world.kafka.keys == ["a"]


async def test_no_personal_data_and_no_body_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    async with opened(tmp_path) as world:
        world.kafka.connected = False
        await world.keeper.send(lead("a", json.dumps(LEAD).encode()))
        world.disk.fault = fault(13, "SQLITE_FULL")
        with pytest.raises(KafkaAway) as refused:
            await world.keeper.send(lead("b"))
        world.disk.fault = None
        world.kafka.connected, world.kafka.refuses = True, {json.dumps(LEAD).encode()}
        await world.drained()
    assert "firm.example" not in capsys.readouterr().out + str(refused.value)
