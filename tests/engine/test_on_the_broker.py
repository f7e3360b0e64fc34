"""What only a broker can show: fencing, stable offsets, timers that wait for what has arrived, refusals and outages."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import NewPartitions
from aiokafka.consumer import fetcher
from aiokafka.record.default_records import DefaultRecordBase, _DefaultRecordBatchBuilderPy
from tests.engine.harness import PARTITIONS, OnKafka
from tests.engine.sample import Count, Mirror, event, rep
from tests.support import eventually_async

from handover.stack import start_kafka
from lead_runtime.engine.api import Record
from lead_runtime.engine.codec import VERSION_HEADER
from lead_runtime.engine.engine import Engine
from lead_runtime.engine.errors import Fenced, UnequalPartitions, UnknownStateVersion
from lead_runtime.engine.membership import Assignment
from lead_runtime.engine.protocol import Member, high_watermarks, stable_offsets
from lead_runtime.engine.settings import EngineSettings
from lead_runtime.engine.wire import encode_event
from lead_runtime.engine.writer import Out, Writer

pytestmark = pytest.mark.kafka


@pytest.fixture
def harness(kafka: str) -> Iterator[OnKafka]:
    harness = OnKafka(kafka)
    yield harness
    harness.close()


def fired(harness: OnKafka) -> list[str]:
    return [out.from_ for out in harness.outputs if out.reason_code == "fired"]


@contextmanager
def another_worker(harness: OnKafka) -> Iterator[Engine]:
    """A second one of the group."""

    async def start() -> tuple[Engine, asyncio.Task[None]]:
        engine = Engine(harness.sample.topology(Mirror(harness.sample.table)), harness.settings(slot="other"))
        return engine, asyncio.create_task(engine.run())

    async def stop() -> None:
        engine.request_stop()
        await running

    engine, running = harness.loop.run(start())
    try:
        yield engine
    finally:
        harness.loop.run(stop())


def spare_of(engines: list[Engine]) -> Engine | None:
    """The one that has nothing to do, once the others have all."""
    sessions = [engine._session for engine in engines]
    if not all(sessions) or any(session.reasons() for session in sessions):
        return None
    idle = [engine for engine in engines if not engine._session.states]
    return idle[0] if len(idle) == 1 else None


class OpenTransaction:
    """An outsider's transaction on a topic, left open until ``end``."""

    def __init__(self, harness: OnKafka, record: Record) -> None:
        self._harness, self._record = harness, record

    def __enter__(self) -> "OpenTransaction":
        self._harness.loop.run(self._begin())
        return self

    def __exit__(self, *_: object) -> None:
        self._harness.loop.run(self._producer.stop())

    def hold_back(self, tp: TopicPartition) -> None:
        """The group's offset, which it commits as 0."""
        self._harness.loop.run(self._producer.send_offsets_to_transaction({tp: 0}, self._harness.names.group))

    def end(self) -> None:
        self._harness.loop.run(self._producer.commit_transaction())

    async def _begin(self) -> None:
        self._producer = AIOKafkaProducer(
            bootstrap_servers=self._harness.bootstrap, transactional_id=f"outsider-{self._harness.names.group}"
        )
        await self._producer.start()
        await self._producer.begin_transaction()
        r = self._record
        await self._producer.send_and_wait(r.topic, r.value, r.key, partition=r.partition, headers=list(r.headers))


async def as_of_the_generation_before(harness: OnKafka) -> list[str]:
    """Makes the worker a zombie that has not noticed yet; what is given fills when it is fenced."""
    session, fenced = harness.engine._session, list[str]()
    number, member_id = session._owned.member
    session._owned = session._membership.current = Assignment(Member(number - 1, member_id), session._owned.numbers)
    harness.engine._observer.fenced = lambda: fenced.append("fenced")
    return fenced


def record_of(harness: OnKafka, lead: str, reason: str, topic: str) -> Record:
    headers, value = encode_event(event(lead, reason), id=f"x-{lead}-{reason}", source="/outsider", time=harness.now)
    return Record(topic, harness.number(lead), -1, 0, lead.encode(), value, headers)


def test_offsets_of_a_past_generation_are_refused_and_nothing_of_the_transaction_counts(harness):
    harness.start()
    harness.feed(event("a"))
    harness.settle()
    settings = EngineSettings(bootstrap=harness.bootstrap, transaction_timeout_ms=5000)

    async def commit_as_a_zombie() -> None:
        current = harness.engine._session._membership.current.member
        writer = Writer(settings, f"{harness.names.group}-zombie", harness.names.group)
        await writer.start()
        try:
            outs = [Out(harness.names.out, 0, b"a", b"from a zombie")]
            offsets = {TopicPartition(harness.names.source, harness.number("a")): 1}
            await writer.commit(outs, offsets, Member(current.generation - 1, current.member_id))
        finally:
            await writer.close(abandon=True)

    with pytest.raises(Fenced, match="refused"):
        harness.loop.run(commit_as_a_zombie())
    assert len(harness.outputs) == 1


def test_committed_offsets_are_waited_for_while_a_transaction_may_still_move_them(harness):
    tp = TopicPartition(harness.names.source, 0)

    async def story() -> dict[TopicPartition, int]:
        producer = AIOKafkaProducer(bootstrap_servers=harness.bootstrap, transactional_id=f"t-{harness.names.group}")
        consumer = AIOKafkaConsumer(
            harness.names.source, bootstrap_servers=harness.bootstrap, group_id=harness.names.group
        )
        await producer.start()
        await consumer.start()
        try:
            await producer.begin_transaction()
            await producer.send_offsets_to_transaction({tp: 7}, harness.names.group)
            asked = harness.loop.loop.create_task(stable_offsets(consumer, harness.names.group, [tp]))
            await eventually_async(lambda: len(asked.get_stack()) > 0)
            assert not asked.done()
            await producer.commit_transaction()
            return await asked
        finally:
            await producer.stop()
            await consumer.stop()

    assert harness.loop.run(story()) == {tp: 7}


def test_a_worker_whose_offsets_are_held_back_for_too_long_says_so_and_goes_on_when_they_are_not(harness):
    number = harness.number("a")
    told = f"a transaction that nobody ends holds the offsets of partitions [{number}]"
    with OpenTransaction(harness, record_of(harness, "a", "plain", harness.names.source)) as transaction:
        transaction.hold_back(TopicPartition(harness.names.source, number))
        harness.start(held_limit_s=0.2)
        harness.until(lambda: told in harness.engine.ready[1])
        transaction.end()
        harness.until(lambda: harness.engine.ready == (True, ()))


def test_the_high_watermark_counts_what_an_open_transaction_has_written(harness):
    async def ends() -> tuple[int, int]:
        tp = TopicPartition(harness.names.source, harness.number("a"))
        consumer = AIOKafkaConsumer(bootstrap_servers=harness.bootstrap, isolation_level="read_committed")
        await consumer.start()
        try:
            consumer.assign([tp])
            return (await high_watermarks(consumer, [tp]))[tp], (await consumer.end_offsets([tp]))[tp]
        finally:
            await consumer.stop()

    with OpenTransaction(harness, record_of(harness, "a", "plain", harness.names.source)):
        assert harness.loop.run(ends()) == (1, 0)


def test_a_timer_fires_while_all_inputs_are_idle(harness):
    harness.start()
    harness.feed(event("a", "due@60"))
    harness.settle()
    harness.advance(by=timedelta(seconds=61))

    assert fired(harness) == ["a"]


def test_a_timer_is_held_back_by_an_input_that_lags(harness):
    harness.start(behind_limit_s=0.2)
    harness.feed(event("a", "due@60"))
    harness.settle()
    harness.feed(event("a", "wait"), topic=harness.names.other)  # arrives before the deadline, cannot be handled yet
    harness.now += timedelta(seconds=61)
    harness.until(lambda: f"timers of partition {harness.number('a')} are held back" in harness.engine.ready[1])
    assert fired(harness) == []

    harness.sample.blocked = False
    harness.settle()
    assert [out.to for out in harness.outputs if out.reason_code == "fired"] == ["n=2"]


def test_a_timer_is_held_back_by_an_outsiders_open_transaction_that_began_in_time(harness):
    harness.start(behind_limit_s=0.2)
    harness.feed(event("a", "due@60"))
    harness.settle()
    with OpenTransaction(harness, record_of(harness, "a", "plain", harness.names.other)) as outsider:
        harness.now += timedelta(seconds=61)
        harness.until(lambda: f"timers of partition {harness.number('a')} are held back" in harness.engine.ready[1])
        assert fired(harness) == []
        outsider.end()
        harness.settle()

    assert [out.to for out in harness.outputs if out.reason_code == "fired"] == ["n=2"]


def test_what_a_timer_does_is_refused_under_a_past_generation_though_nothing_was_read(harness):
    harness.start()
    harness.feed(event("a", "due@60"))
    harness.settle()
    fenced = harness.loop.run(as_of_the_generation_before(harness))
    harness.advance(by=timedelta(seconds=61))

    harness.until(lambda: fenced)
    harness.settle()
    assert fired(harness) == ["a"]


def test_a_topology_is_told_what_was_committed_and_not_what_was_fenced(harness, monkeypatch):
    told, plain = [], harness.sample.topology
    monkeypatch.setattr(
        harness.sample, "topology", lambda: replace(plain(), committed=lambda at: told.append(dict(at)))
    )
    harness.start()
    harness.feed(event("a"))
    harness.settle()
    first = (harness.names.source, harness.number("a"))
    harness.until(lambda: told == [{first: 1}])

    fenced = harness.loop.run(as_of_the_generation_before(harness))
    harness.feed(event("a"))
    harness.until(lambda: fenced)
    assert told == [{first: 1}]
    harness.settle()
    harness.until(lambda: told == [{first: 1}, {first: 2}])


class NotUtf8(str):
    """A header's name as librdkafka would write it, unlike Java."""

    def encode(self, *_: str) -> bytes:
        return b"\xff\xfe"


async def send_with_a_header_name_that_is_not_utf8(harness: OnKafka, value: bytes, compression: int) -> None:
    async with AIOKafkaProducer(bootstrap_servers=harness.bootstrap) as producer:
        batch = producer.create_batch()
        batch._builder = _DefaultRecordBatchBuilderPy(2, compression, 0, -1, -1, 0, 1 << 18)
        batch.append(timestamp=1_790_000_000_000, key=b"k", value=value, headers=[(NotUtf8("xx"), b"v")])
        await (await producer.send_batch(batch, harness.names.source, partition=0))


def test_a_header_name_that_is_not_utf8_stops_nothing(harness, monkeypatch):
    monkeypatch.setattr(fetcher, "MemoryRecords", fetcher.MemoryRecords)  # put back what it changes
    harness.start()
    for compression in (DefaultRecordBase.CODEC_NONE, DefaultRecordBase.CODEC_GZIP):
        harness.loop.run(send_with_a_header_name_that_is_not_utf8(harness, b"{}", compression))
    harness._fed[TopicPartition(harness.names.source, 0)] = 2
    harness.feed(event("a"))
    harness.settle()

    assert [(letter.error, letter.record.value) for letter in harness.dead_letters] == [("MalformedEvent", b"{}")] * 2
    assert len(harness.outputs) == 1


def test_a_worker_that_cannot_follow_its_global_inputs_any_more_ends(harness, monkeypatch):
    harness.start()
    harness.set_global(rep("r1"))
    take = harness.engine._world.set
    monkeypatch.setattr(harness.engine._world, "set", lambda *given: 1 / (take(*given) or 0))
    harness.set_global(rep("r2"))

    assert isinstance(harness.failure(), ZeroDivisionError)


def test_a_worker_forgets_what_it_had_of_partitions_that_went_to_another(harness):
    harness.start(behind_limit_s=0.2)
    leads = [f"lead-{n}" for n in range(20)]  # enough to lie in all partitions
    for lead in leads:
        harness.feed(event(lead, "due@60"))
    harness.settle()
    for lead in leads:
        harness.feed(event(lead, "wait"), topic=harness.names.other)
    harness.now += timedelta(seconds=61)
    harness.until(lambda: len(harness.engine._session._deadlines.held.behind()) == PARTITIONS)

    with another_worker(harness):
        harness.until(lambda: 0 < len(harness.engine._session.states) < PARTITIONS)
        owned = harness.engine._session.states.keys()
        assert harness.engine._session._deadlines.held.behind() <= owned
        assert harness.engine._kept.keys() <= owned


def test_timers_that_come_due_together_are_spread_over_transactions(harness):
    harness.start(max_batch=10)
    for n in range(40):
        harness.feed(event(f"lead-{n}", "due@60"))
    harness.settle()
    written: list[int] = []
    harness.engine._observer.written = lambda topic, records: topic == harness.names.out and written.append(records)
    harness.advance(by=timedelta(seconds=61))

    assert len(fired(harness)) == 40
    assert max(written) <= 10


def test_a_spare_worker_takes_over_however_long_it_has_had_nothing_to_do(harness):
    async def story() -> None:
        topologies = [harness.sample.topology(Mirror(harness.sample.table)) for _ in range(PARTITIONS + 1)]
        engines = [Engine(topology, harness.settings(slot=str(n))) for n, topology in enumerate(topologies)]
        running = [asyncio.create_task(engine.run()) for engine in engines]
        try:
            spare = await eventually_async(lambda: spare_of(engines), timeout=30, what="one worker without partitions")
            spare._session._consumer._subscription._last_fetch_ended -= 3600
            for engine in engines:
                if engine is not spare:
                    engine.request_stop()
            await eventually_async(lambda: spare._session and len(spare._session.states) == PARTITIONS, timeout=20)
        finally:
            for engine in engines:
                engine.request_stop()
            await asyncio.wait(running)

    harness.loop.run(story(), timeout=90)


def test_unequal_partition_counts_are_refused(harness):
    harness.loop.run(harness._admin.create_partitions({harness.names.other: NewPartitions(total_count=5)}))
    harness.start()

    failure = harness.failure()
    assert isinstance(failure, UnequalPartitions)
    assert harness.names.other in str(failure)


def test_a_state_of_a_newer_release_stops_the_worker(harness):
    harness.feed_record(
        Record(f"{harness.names.group}.state", 0, -1, 0, b"counts/a", b"{}", ((VERSION_HEADER, b"99"),))
    )
    harness._fed.clear()
    harness.start()

    failure = harness.failure()
    assert isinstance(failure, UnknownStateVersion)
    assert "99" in str(failure)


def test_a_broker_outage_is_waited_out(tmp_path: Path):
    with start_kafka(tmp_path) as cluster:
        harness = OnKafka(cluster.bootstrap_servers)
        try:
            harness.start()
            harness.feed(event("a"))
            harness.settle()
            cluster.kill(0)
            harness.until(lambda: not harness.engine.ready[0] or harness.engine.alive)
            cluster.start(0)
            harness.feed(event("a"))
            harness.settle()

            assert harness.state(harness.sample.table) == {"a": Count(n=2)}
            assert [out.to for out in harness.outputs] == ["1", "2"]
        finally:
            harness.close()
