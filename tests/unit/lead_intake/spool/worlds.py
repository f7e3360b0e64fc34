"""A spool on a real disk whose faults and clock the tests decide, and a Kafka that they take away."""

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.support import eventually_async
from tests.unit.lead_intake.world import became, delivery

from lead_contracts.events import Delivery
from lead_intake.adapters.spool.drain import Drain
from lead_intake.adapters.spool.file import Record, SpoolFile
from lead_intake.adapters.spool.keeper import Keeper
from lead_intake.adapters.spool.spool import Bounds, Spool
from lead_intake.adapters.spool.volume import FILE, Volume
from lead_intake.adapters.spool.writer import Writer
from lead_runtime.batches import Keyed
from lead_runtime.errors import KafkaAway, RecordTooLarge

ROOMY = Bounds(rows=1000, size=1 << 24, seconds=5.0)


def record(key: str, value: bytes = b"body") -> Record:
    return Record(key.encode(), value, (("ce_id", key.encode()), ("ce_request", b"{}")))


def lead(id: str, body: bytes = b'{"email": "ann@firm.example"}') -> Delivery:
    return delivery("website", "/v1/leads", body, id=id)


class Disk(Volume):
    """A volume whose next commits fail with ``fault``, or hang until ``goes_on`` is set."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.fault: Exception | None = None
        self.goes_on = threading.Event()
        self.goes_on.set()
        self.commits = self.opened = 0

    def open(self) -> SpoolFile:
        file, disk = super().open(), self
        self.opened += 1
        committed = file.transaction

        @contextmanager
        def transaction() -> Iterator[None]:
            with committed():
                yield
                assert disk.goes_on.wait(10)
                if disk.fault:
                    raise disk.fault
                disk.commits += 1

        file.transaction = transaction  # type: ignore[method-assign]
        return file


def fault(code: int, name: str) -> sqlite3.Error:
    error = sqlite3.OperationalError("the disk")
    error.sqlite_errorcode, error.sqlite_errorname = code, name
    return error


@dataclass
class FakeKafka:
    """``refuses``: values that it never takes; ``silent``: keys that it does not confirm."""

    connected: bool = True
    taken: list[tuple[str, tuple[tuple[str, bytes], ...]]] = field(default_factory=list)
    refuses: set[bytes] = field(default_factory=set)
    silent: set[str] = field(default_factory=set)
    calls: int = 0
    """Of many records at once."""
    meanwhile: Callable[[], Awaitable[object]] | None = None
    """Happens while a record is on its way."""

    @property
    def keys(self) -> list[str]:
        return [key for key, _ in self.taken]

    async def send_record(
        self,
        topic: str,
        key: bytes | None,
        value: bytes | None,
        headers: Sequence[tuple[str, bytes]] = (),
        *,
        seconds: float | None = None,
    ) -> object:
        assert (topic, key is None, value is None) == ("marketing.events", False, False)
        name = (key or b"").decode()
        if not self.connected or name in self.silent:
            raise KafkaAway("no confirmation")
        if value in self.refuses:
            raise RecordTooLarge("too large")
        await (self.meanwhile() if self.meanwhile else asyncio.sleep(0))
        self.taken.append((name, tuple(headers)))
        return None

    async def send_records(self, topic: str, records: Sequence[Keyed]) -> Sequence[object]:
        self.calls += 1
        return [await became(self.send_record(topic, one.key, one.value, one.headers)) for one in records]


@dataclass
class World:
    """``now``: what the spool's clock shows, epoch seconds."""

    folder: Path
    bounds: Bounds = ROOMY
    now: float = 1000.0
    kafka: FakeKafka = field(default_factory=FakeKafka)

    def __post_init__(self) -> None:
        self.disk = Disk(self.folder)
        self.spool = Spool(Writer(self.disk), self.bounds, lambda: self.now)
        self.keeper = Keeper(self.kafka, self.spool)
        assert self.keeper._drain
        self.drain: Drain = self.keeper._drain

    async def drained(self) -> None:
        """Until nothing waits, a step at a time."""

        async def step() -> bool:
            await self.drain.step()
            return not self.spool.waiting

        await eventually_async(step, what="an empty spool")

    def on_disk(self) -> list[str]:
        """The keys that wait, as another process would find them; the spool is stopped."""
        file = SpoolFile(self.folder / FILE)
        try:
            return [row.record.key.decode() for row in file.oldest(1000, 1 << 30)]
        finally:
            file.close()


@asynccontextmanager
async def opened(folder: Path, bounds: Bounds = ROOMY, **changes: object) -> AsyncIterator[World]:
    """A world whose spool is open and is drained when the test says so."""
    world = World(folder, bounds, **changes)  # type: ignore[arg-type]
    await world.spool.start()
    try:
        yield world
    finally:
        world.disk.goes_on.set()
        await world.spool.stop()
