"""Mends dead letters: writes the record back, or gives it up; either way dead.resolved says so in the same transaction."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from types import TracebackType

from kafka import KafkaProducer
from kafka.errors import InvalidProducerEpochError, KafkaError, ProducerFencedError

from handover.broker import reaching
from handover.broker.connect import BOOTSTRAP_TIMEOUT_MS, CANNOT_READ
from handover.errors import HandoverError
from lead_contracts.codec import Envelope, encode
from lead_contracts.events import DeadResolved
from lead_contracts.ids import derived_id
from lead_contracts.values import Resolution
from lead_runtime.engine.api import Headers, Record
from lead_runtime.engine.dead_letters import ATTEMPT, PREFIX, REPLAY_FOR

from .letters import Letter

AT_ONCE = 100
"""Dead letters that one transaction resolves."""
_LARGEST, _TIMEOUT_S = 8 << 20, 20


class Resolver:
    """Resolves dead letters on behalf of ``by``; a context manager.

    Only one can be at work: entering fences any other. So what is read from dead.letters after entering cannot change
    unseen, and no dead letter is resolved twice. Raises HandoverError.
    """

    def __init__(self, bootstrap_servers: str, by: str) -> None:
        self._servers, self._by = bootstrap_servers, by
        with reaching(bootstrap_servers):
            self._producer = KafkaProducer(
                bootstrap_servers=bootstrap_servers,
                transactional_id="handover-dlq",
                transaction_timeout_ms=_TIMEOUT_S * 1000,
                request_timeout_ms=_TIMEOUT_S * 500,
                delivery_timeout_ms=_TIMEOUT_S * 1000,
                max_block_ms=_TIMEOUT_S * 1000,
                max_request_size=_LARGEST,
                bootstrap_timeout_ms=BOOTSTRAP_TIMEOUT_MS,
            )

    def __enter__(self) -> "Resolver":
        with reaching(self._servers):
            self._producer.init_transactions()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._producer.close(timeout=_TIMEOUT_S)

    def replay(self, letters: Sequence[Letter], contents: Mapping[str, Record]) -> None:
        """Writes each record back to its topic and partition, for the group that could not process it alone."""
        for batch in _batches(letters):
            with self._transaction():
                for letter in batch:
                    self._write_back(letter, contents[letter.facts.dead_id])
                    self._resolve(letter, "replayed")

    def discard(self, letters: Sequence[Letter]) -> None:
        """Gives each up: nobody will process it."""
        for batch in _batches(letters):
            with self._transaction():
                for letter in batch:
                    self._resolve(letter, "discarded")

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        """All that is written inside, or nothing of it."""
        try:
            self._producer.begin_transaction()
            try:
                yield
            except BaseException:
                with suppress(KafkaError):  # where it cannot be told, the broker ends it after its timeout
                    self._producer.abort_transaction()
                raise
            self._producer.commit_transaction()
        except (ProducerFencedError, InvalidProducerEpochError) as error:
            raise HandoverError("another `handover dlq` took over: nothing was written by this one") from error
        except KafkaError as error:
            message = f"Kafka at {self._servers} failed, not all was resolved: {type(error).__name__}"
            raise HandoverError(message, "see `handover dlq list`", exit_code=CANNOT_READ) from error

    def _write_back(self, letter: Letter, record: Record) -> None:
        facts = letter.facts
        headers = replay_headers(record.headers, facts.group, facts.attempt + 1)
        # The original's timestamp is gone; when it died is nearer to it than now.
        self._send(facts.topic, record.key, record.value, headers, facts.partition, record.timestamp)

    def _resolve(self, letter: Letter, resolution: Resolution) -> None:
        now = datetime.now(UTC)
        facts = letter.facts.model_dump() | {"resolution": resolution, "by": self._by, "occurred_at": now}
        event = DeadResolved.model_validate(facts)
        identity = derived_id(event.dead_id, event.type(), "0")
        headers, value = encode(Envelope(identity, "/handover/dlq", now), event)
        self._send(event.TOPIC, event.key().encode(), value, headers)

    def _send(
        self,
        topic: str,
        key: bytes | None,
        value: bytes | None,
        headers: Headers,
        partition: int | None = None,
        timestamp: int | None = None,
    ) -> None:
        sent = self._producer.send(topic, value, key, list(headers), partition, timestamp)
        sent.get(_TIMEOUT_S)


def replay_headers(headers: Headers, group: str, attempt: int) -> Headers:
    """The headers of a replayed record: the original ones, whom it is for, and how often it has been tried."""
    original = tuple((name, value) for name, value in headers if not name.startswith(PREFIX) and name != REPLAY_FOR)
    return (*original, (REPLAY_FOR, group.encode()), (ATTEMPT, str(attempt).encode()))


def _batches(letters: Sequence[Letter]) -> Iterator[Sequence[Letter]]:
    for start in range(0, len(letters), AT_ONCE):
        yield letters[start : start + AT_ONCE]
