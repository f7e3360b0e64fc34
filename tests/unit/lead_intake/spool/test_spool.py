"""Kept when ``append`` returns, bounded, and back by itself when the disk is."""

import asyncio
import sqlite3
from pathlib import Path

import pytest
from prometheus_client import REGISTRY
from tests.support import eventually_async
from tests.unit.lead_intake.spool.worlds import Bounds, fault, opened, record

from lead_intake.adapters.spool.errors import CannotSpool
from lead_intake.adapters.spool.file import SpoolFile
from lead_intake.adapters.spool.volume import FILE
from lead_runtime.exits import ConfigurationError

pytestmark = pytest.mark.anyio
FULL = fault(sqlite3.SQLITE_FULL, "SQLITE_FULL")
BROKEN = fault(sqlite3.SQLITE_IOERR, "SQLITE_IOERR")


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


async def test_nobody_is_told_that_it_is_kept_before_the_commit(tmp_path: Path) -> None:
    async with opened(tmp_path) as world:
        world.disk.goes_on.clear()
        kept = asyncio.ensure_future(world.spool.append(record("a")))
        await eventually_async(lambda: world.spool.waiting)
        assert (kept.done(), world.spool.totals.rows) == (False, 0)

        world.disk.goes_on.set()
        await kept
        assert world.spool.totals.rows == 1


async def test_what_comes_while_the_disk_is_busy_shares_one_commit(tmp_path: Path) -> None:
    async with opened(tmp_path) as world:
        before = world.disk.commits
        world.disk.goes_on.clear()
        first = asyncio.ensure_future(world.spool.append(record("first")))
        await eventually_async(lambda: world.spool.waiting and world.spool._writer._queue.empty())
        rest = [asyncio.ensure_future(world.spool.append(record(f"k{number}"))) for number in range(100)]
        await eventually_async(lambda: world.spool._coming_rows == 101)
        world.disk.goes_on.set()
        await asyncio.gather(first, *rest)

        assert world.disk.commits - before == 2
        assert [row.record.key for row in await world.spool.oldest()][:3] == [b"first", b"k0", b"k1"]


@pytest.mark.parametrize("bounds", [Bounds(2, 1 << 20, 5), Bounds(1000, 2 * record("a").size, 5)])
async def test_a_full_spool_takes_nothing_until_there_is_room(tmp_path: Path, bounds: Bounds) -> None:
    async with opened(tmp_path, bounds) as world:
        outcomes = await asyncio.gather(*(world.spool.append(record(key)) for key in "abc"), return_exceptions=True)
        assert [type(outcome) for outcome in outcomes] == [type(None), type(None), CannotSpool]
        assert world.spool.trouble == "the spool is full"

        await world.spool.settle((await world.spool.oldest())[:1], [])
        await world.spool.append(record("c"))
        assert [row.record.key for row in await world.spool.oldest()] == [b"b", b"c"]


async def test_a_full_disk_is_said_and_it_goes_on_when_there_is_room(tmp_path: Path) -> None:
    async with opened(tmp_path) as world:
        await world.spool.append(record("a"))
        world.disk.fault = FULL
        with pytest.raises(CannotSpool, match="SQLITE_FULL"):
            await world.spool.append(record("b"))
        assert world.spool.trouble == "the disk does not take it: SQLITE_FULL"
        with pytest.raises(CannotSpool):
            await world.spool.probe()

        world.disk.fault = None
        await world.drain.step()
        assert world.spool.trouble is None
        assert world.spool.totals.rows == 0  # the step drained it, too


async def test_a_disk_that_is_really_full_loses_nothing_that_was_kept(tmp_path: Path) -> None:
    async with opened(tmp_path) as world:
        await world.spool._writer.submit(lambda file: file._db.execute("PRAGMA max_page_count = 20").fetchall())
        kept = []
        for number in range(50):
            try:
                await world.spool.append(record(f"k{number}", b"x" * 4000))
            except CannotSpool:
                break
            kept.append(f"k{number}")
        assert 0 < len(kept) < 50
        assert world.spool.failing

        await world.drained()
        assert world.kafka.keys == kept
        await world.spool.append(record("after", b"x" * 4000))
    assert world.on_disk() == ["after"]


async def test_after_a_failure_of_the_disk_the_file_is_read_anew(tmp_path: Path) -> None:
    async with opened(tmp_path) as world:
        await world.spool.append(record("a"))
        world.disk.fault = BROKEN
        with pytest.raises(CannotSpool, match="SQLITE_IOERR"):
            await world.spool.append(record("b"))

        world.disk.fault = None
        await world.spool.append(record("c"))
        assert [row.record.key for row in await world.spool.oldest()] == [b"a", b"c"]
        assert (world.spool.totals.rows, world.disk.opened) == (2, 2)


async def test_a_file_that_is_damaged_under_way_is_set_aside_and_service_goes_on(tmp_path: Path) -> None:
    async with opened(tmp_path) as world:
        await world.spool.append(record("a"))
        world.disk.fault = fault(sqlite3.SQLITE_CORRUPT, "SQLITE_CORRUPT")
        with pytest.raises(CannotSpool, match="damaged"):
            await world.spool.append(record("b"))

        world.disk.fault = None
        await world.spool.append(record("c"))
        assert [row.record.key for row in await world.spool.oldest()] == [b"c"]
        assert world.spool.damaged == 1
    assert _rows_aside(tmp_path) == 1  # what was acknowledged is still there, for a person to look at


def _rows_aside(folder: Path) -> int:
    (aside,) = (one for one in folder.glob(f"{FILE}.damaged-*") if not one.name.endswith("-wal"))
    file = SpoolFile(aside)
    file.close()
    return file.totals.rows


async def test_a_disk_that_hangs_keeps_nobody_waiting(tmp_path: Path) -> None:
    async with opened(tmp_path, Bounds(1000, 1 << 20, seconds=0.05)) as world:
        world.disk.goes_on.clear()
        with pytest.raises(CannotSpool, match="slow"):
            await world.spool.append(record("a"))


async def test_without_its_folder_it_takes_nothing_and_begins_when_it_is_mounted(tmp_path: Path) -> None:
    async with opened(tmp_path / "volume") as world:
        with pytest.raises(CannotSpool, match="volume mounted"):
            await world.spool.append(record("a"))

        (tmp_path / "volume").mkdir()
        await world.drain.step()
        assert world.spool.trouble is None
        await world.spool.append(record("a"))


async def test_a_file_of_a_later_release_stops_the_process(tmp_path: Path) -> None:
    later = sqlite3.connect(tmp_path / FILE)
    later.execute("PRAGMA user_version = 2")
    later.close()

    with pytest.raises(ConfigurationError, match="schema version 2"):
        async with opened(tmp_path):
            pass


async def test_the_figures_say_how_much_waits_and_for_how_long(tmp_path: Path) -> None:
    def figure(name: str, **labels: str) -> float:
        return REGISTRY.get_sample_value(f"handover_spool_{name}", labels) or 0.0

    async with opened(tmp_path, now=500.0) as world:
        spooled, drained = (figure("deliveries_total", outcome=outcome) for outcome in ("spooled", "drained"))
        await world.spool.append(record("a"))
        world.now = 530.0
        assert (figure("rows"), figure("oldest_seconds")) == (1, 30.0)
        assert figure("bytes") == record("a").size

        await world.drained()
        assert (figure("rows"), figure("oldest_seconds"), figure("bytes")) == (0, 0, 0)
        assert figure("deliveries_total", outcome="spooled") == spooled + 1
        assert figure("deliveries_total", outcome="drained") == drained + 1
