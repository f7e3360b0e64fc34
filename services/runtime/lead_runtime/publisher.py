"""Writes events to Kafka for whoever is not an engine (the HTTP side): acks=all, idempotent, bounded in time."""

import asyncio
import time as clock
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from functools import cache
from itertools import repeat
from typing import Final, NamedTuple, TypeAlias
from uuid import uuid4

from aiokafka import AIOKafkaProducer
from aiokafka.codec import has_lz4
from aiokafka.errors import (
    InvalidProducerIdMapping,
    KafkaError,
    MessageSizeTooLargeError,
    OutOfOrderSequenceNumber,
    RecordListTooLargeError,
    UnknownProducerId,
)
from prometheus_client import Histogram

from lead_contracts.base import Event
from lead_contracts.codec import encode
from lead_contracts.envelope import Envelope
from lead_runtime import logs, metrics, telemetry
from lead_runtime.batches import Batches, Keyed, Part
from lead_runtime.errors import KafkaAway, RecordTooLarge
from lead_runtime.health import Readiness
from lead_runtime.settings import RuntimeSettings

__all__ = ["KafkaAway", "Outcome", "Publisher", "RecordTooLarge", "Sent"]

LINGER_MS: Final = 1
LARGEST_RECORD: Final = 4 << 20
"""Bytes. A body at its limit of 1 MiB, escaped in JSON, has to fit."""
_BATCH_BYTES: Final = 1 << 16
_LONGEST_PAUSE: Final = 5.0
_PROBE_SECONDS: Final = 0.5
_FLUSH_SECONDS: Final = 5.0
_log = logs.get(__name__)


class Sent(NamedTuple):
    """Where the record lies."""

    topic: str
    partition: int
    offset: int


Outcome: TypeAlias = Sent | KafkaAway | RecordTooLarge
"""What became of one of many: what ``send_record`` gives or raises."""


class Publisher:
    """An idempotent producer that comes up by itself whenever Kafka does. Start it, send, stop it."""

    def __init__(self, settings: RuntimeSettings, *, source: str) -> None:
        """``source``: the ``ce_source`` of what it writes, for example ``/lead-intake``."""
        self._servers, self._timeout = settings.bootstrap_servers, settings.send_timeout_seconds
        self._source, self._client_id = source, f"{source.strip('/')}-publisher-{settings.slot}"
        self._producer: AIOKafkaProducer | None = None
        self._away = False
        self._spent = asyncio.Event()
        """Set once the producer's numbers have a gap: the broker takes nothing more of it for that partition."""
        self._keeper: asyncio.Task[None] | None = None

    @property
    def connected(self) -> bool:
        """Whether Kafka was there when last seen; while it was not, sending fails at once."""
        return self._producer is not None and not self._away

    def readiness(self) -> Readiness:
        """Ready while connected."""
        return Readiness(True) if self.connected else Readiness(False, ("kafka is away",))

    async def start(self) -> None:
        """Connects in the background and returns at once."""
        self._keeper = asyncio.create_task(self._keep_connected(), name="publisher")

    async def stop(self) -> None:
        """Sends what was accepted, for a few seconds at most, and disconnects."""
        if self._keeper is not None:
            self._keeper.cancel()
            with suppress(asyncio.CancelledError):
                await self._keeper
        self._keeper = None

    async def send(
        self,
        event: Event,
        *,
        key: str | None = None,
        topic: str | None = None,
        id: str | None = None,  # noqa: A002 - the CloudEvents name
        time: datetime | None = None,
    ) -> Sent:
        """Writes the event and returns where it lies, once all replicas in sync have it.

        ``key`` and ``topic`` default to the contract's, ``id`` to a random one, ``time`` (UTC) to now. Whoever may send
        the same thing twice gives the ``id``. Raises KafkaAway and RecordTooLarge.
        """
        envelope = Envelope(id=id or str(uuid4()), source=self._source, time=time or datetime.now(UTC))
        headers, value = encode(envelope, event)
        return await self.send_record(topic or event.TOPIC, (key or event.key()).encode(), value, headers)

    async def send_record(
        self,
        topic: str,
        key: bytes | None,
        value: bytes | None,
        headers: Sequence[tuple[str, bytes]] = (),
        *,
        seconds: float | None = None,
    ) -> Sent:
        """Writes raw bytes, with the current trace in the headers. Raises KafkaAway and RecordTooLarge.

        ``seconds``: how long to wait for the confirmation, where nobody waits for an answer over HTTP.
        """
        started, outcome = clock.perf_counter(), "away"
        attributes = {"messaging.system": "kafka", "messaging.destination.name": topic}
        try:
            with telemetry.span(f"send {topic}", attributes=attributes):
                sent = await self._confirmed(
                    topic, key, value, [*headers, *telemetry.inject()], seconds or self._timeout
                )
            outcome = "kept"
            return sent
        finally:
            _histogram(topic, outcome).observe(clock.perf_counter() - started)

    async def send_records(
        self, topic: str, records: Sequence[Keyed], *, seconds: float | None = None
    ) -> list[Outcome]:
        """Writes many, those of one partition in their order, at a fraction of what each costs alone.

        Gives what became of each, once all are confirmed or ``seconds`` are over. Raises neither of the two errors.
        """
        started = clock.perf_counter()
        attributes = {"messaging.system": "kafka", "messaging.destination.name": topic}
        with telemetry.span(f"send {topic}", attributes=attributes):
            outcomes = await self._all_confirmed(topic, records, seconds or self._timeout)
        took = clock.perf_counter() - started
        kept, away = _histogram(topic, "kept"), _histogram(topic, "away")
        for outcome in outcomes:
            (kept if isinstance(outcome, Sent) else away).observe(took)
        return outcomes

    async def _all_confirmed(self, topic: str, records: Sequence[Keyed], seconds: float) -> list[Outcome]:
        producer = self._producer
        if producer is None or self._away:
            return [KafkaAway("kafka is away")] * len(records)
        fitting = [(number, one) for number, one in enumerate(records) if len(one.value) <= LARGEST_RECORD]
        batches, ends = Batches(producer, topic, telemetry.inject()), asyncio.get_running_loop().time() + seconds
        failed: Outcome | None = None
        try:
            async with asyncio.timeout_at(ends):
                await batches.send(fitting)
        except (TimeoutError, KafkaError, OSError) as error:
            failed = self._failure(topic, error, seconds)
        await batches.confirmed(ends)
        outcomes: dict[int, Outcome] = {number: failed for number, _ in fitting} if failed else {}
        for part in batches.parts:
            outcomes.update(self._outcomes(topic, part, seconds))
        return [outcomes.get(number) or _too_large(topic) for number in range(len(records))]

    def _outcomes(self, topic: str, part: Part, seconds: float) -> Iterator[tuple[int, Outcome]]:
        if part.error is None:
            placed = part.delivery.result()
            for offset, number in enumerate(part.numbers, start=placed.offset):
                yield number, Sent(topic, part.partition, offset)
        else:
            yield from zip(part.numbers, repeat(self._failure(topic, part.error, seconds)))

    async def _confirmed(
        self, topic: str, key: bytes | None, value: bytes | None, headers: list[tuple[str, bytes]], seconds: float
    ) -> Sent:
        producer = self._producer
        if producer is None or self._away:
            raise KafkaAway("kafka is away")
        if len(value or b"") > LARGEST_RECORD:
            raise _too_large(topic)
        try:
            async with asyncio.timeout(seconds):
                placed = await producer.send_and_wait(topic, value, key, headers=headers)
        except (TimeoutError, KafkaError, OSError) as error:
            raise self._failure(topic, error, seconds) from error
        return Sent(placed.topic, placed.partition, placed.offset)

    def _failure(self, topic: str, error: BaseException, seconds: float) -> KafkaAway | RecordTooLarge:
        """What it means that nothing was confirmed, and what follows for the producer."""
        if isinstance(error, MessageSizeTooLargeError | RecordListTooLargeError):
            self._spent.set()
            return _too_large(topic)
        self._away = True
        if isinstance(error, OutOfOrderSequenceNumber | UnknownProducerId | InvalidProducerIdMapping):
            self._spent.set()
        _log.warning("kafka is away", topic=topic, error=type(error).__name__)
        return KafkaAway(f"no confirmation for {topic} within {seconds:g} s")

    async def _keep_connected(self) -> None:
        """Connects, looks whether Kafka is back when it was away, and replaces a producer that failed for good."""
        producer, spent = await self._connect(), None
        try:
            while True:
                self._producer, self._away = producer, False
                self._spent.clear()
                _log.info("publisher is connected")
                if spent is not None:
                    await _close(spent)
                await self._until_it_fails(producer)
                _log.warning("publisher is replaced")
                if _sender(producer).done():
                    self._producer = None
                spent, producer = producer, await self._connect()
        finally:
            self._producer = None
            await _close(producer)

    async def _connect(self) -> AIOKafkaProducer:
        pause = 0.1
        while True:
            producer = AIOKafkaProducer(
                bootstrap_servers=self._servers,
                client_id=self._client_id,
                acks="all",
                enable_idempotence=True,
                linger_ms=LINGER_MS,
                max_batch_size=_BATCH_BYTES,
                compression_type="lz4" if has_lz4() else None,
                max_request_size=LARGEST_RECORD,
                request_timeout_ms=10_000,
                retry_backoff_ms=20,
            )
            try:
                await producer.start()
            except (KafkaError, OSError) as error:
                _log.warning("kafka is away", error=type(error).__name__)
                await _close(producer)
            except BaseException:
                await _close(producer)
                raise
            else:
                return producer
            await asyncio.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)

    async def _until_it_fails(self, producer: AIOKafkaProducer) -> None:
        sender = _sender(producer)
        spent = asyncio.create_task(self._spent.wait())
        try:
            while not (sender.done() or spent.done()):
                await asyncio.wait([sender, spent], timeout=_PROBE_SECONDS, return_when=asyncio.FIRST_COMPLETED)
                if self._away and not sender.done():
                    self._away = not await _answers(producer)
        finally:
            spent.cancel()


def _too_large(topic: str) -> RecordTooLarge:
    return RecordTooLarge(f"the record for {topic} is too large")


def _sender(producer: AIOKafkaProducer) -> "asyncio.Task[None]":
    task: asyncio.Task[None] = producer._sender.sender_task  # noqa: SLF001 - its end is announced nowhere else
    return task


@cache
def _histogram(topic: str, outcome: str) -> Histogram:
    return metrics.PUBLISH_SECONDS.labels(topic, outcome)


async def _answers(producer: AIOKafkaProducer) -> bool:
    try:
        async with asyncio.timeout(_PROBE_SECONDS):
            return bool(await producer.client.force_metadata_update())
    except (TimeoutError, KafkaError, OSError):
        return False


async def _close(producer: AIOKafkaProducer) -> None:
    """Stops it, also where Kafka is away and what is buffered can never be sent."""
    stopping = asyncio.ensure_future(producer.stop())
    done, _ = await asyncio.wait([stopping], timeout=_FLUSH_SECONDS)
    if not done:
        _log.error("records that were never confirmed are given up")
        stopping.cancel()
        await producer.client.close()
