"""What aiokafka 0.14 lacks for exactly_once_v2 (KIP-447): two protocol versions and an unfiltered ListOffsets.

- TxnOffsetCommit v3 carries the group's generation and member id, so that the broker refuses the offsets of a zombie.
- OffsetFetch v7 has ``require_stable``: the broker answers UNSTABLE_OFFSET_COMMIT while an open transaction may still
  move a committed offset.
- ListOffsets with isolation READ_UNCOMMITTED gives the high watermark; aiokafka's own call on a read_committed consumer
  gives the last stable offset.

They reach into aiokafka's private parts: its version is pinned, and ``tests/integration/engine`` checks each on the broker.
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable
from types import SimpleNamespace
from typing import Any, NamedTuple

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka import errors as kafka_errors
from aiokafka.client import CoordinationType
from aiokafka.producer import sender
from aiokafka.protocol.api import Request, RequestStruct, Response
from aiokafka.protocol.offset import OffsetRequest
from aiokafka.protocol.types import Boolean, CompactArray, CompactString, Int16, Int32, Int64, Schema, TaggedFields

UNSTABLE_OFFSET_COMMIT = 88
FENCING_ERRORS = frozenset(
    {
        22,  # ILLEGAL_GENERATION
        25,  # UNKNOWN_MEMBER_ID
        27,  # REBALANCE_IN_PROGRESS
        47,  # INVALID_PRODUCER_EPOCH
        82,  # FENCED_INSTANCE_ID
        90,  # PRODUCER_FENCED
    }
)
LATEST, READ_UNCOMMITTED = -1, 0
_TEXT, _TAGS = CompactString("utf-8"), ("tags", TaggedFields)


class Member(NamedTuple):
    """Who we are in the group: the generation and member id that the partitions in hand were assigned under."""

    generation: int
    member_id: str


class OffsetsRefused(kafka_errors.KafkaError):  # type: ignore[misc]
    """The broker refused our offsets: the group has moved on and the partitions are not ours any more."""


class _TxnOffsetCommitResponse(Response):  # type: ignore[misc]
    API_KEY, API_VERSION = 28, 3
    SCHEMA = Schema(
        ("throttle_time_ms", Int32),
        (
            "errors",
            CompactArray(
                ("topic", _TEXT),
                ("partition_errors", CompactArray(("partition", Int32), ("error_code", Int16), _TAGS)),
                _TAGS,
            ),
        ),
        _TAGS,
    )


class _TxnOffsetCommitStruct(RequestStruct):  # type: ignore[misc]
    FLEXIBLE_VERSION, API_KEY, API_VERSION, RESPONSE_TYPE = True, 28, 3, _TxnOffsetCommitResponse
    SCHEMA = Schema(
        ("transactional_id", _TEXT),
        ("group_id", _TEXT),
        ("producer_id", Int64),
        ("producer_epoch", Int16),
        ("generation_id", Int32),
        ("member_id", _TEXT),
        ("group_instance_id", _TEXT),
        (
            "topics",
            CompactArray(
                ("topic", _TEXT),
                (
                    "partitions",
                    CompactArray(
                        ("partition", Int32), ("offset", Int64), ("leader_epoch", Int32), ("metadata", _TEXT), _TAGS
                    ),
                ),
                _TAGS,
            ),
        ),
        _TAGS,
    )


class _OffsetFetchResponse(Response):  # type: ignore[misc]
    API_KEY, API_VERSION = 9, 7
    SCHEMA = Schema(
        ("throttle_time_ms", Int32),
        (
            "topics",
            CompactArray(
                ("topic", _TEXT),
                (
                    "partitions",
                    CompactArray(
                        ("partition", Int32),
                        ("offset", Int64),
                        ("leader_epoch", Int32),
                        ("metadata", _TEXT),
                        ("error_code", Int16),
                        _TAGS,
                    ),
                ),
                _TAGS,
            ),
        ),
        ("error_code", Int16),
        _TAGS,
    )


class _OffsetFetchStruct(RequestStruct):  # type: ignore[misc]
    FLEXIBLE_VERSION, API_KEY, API_VERSION, RESPONSE_TYPE = True, 9, 7, _OffsetFetchResponse
    SCHEMA = Schema(
        ("group", _TEXT),
        ("topics", CompactArray(("topic", _TEXT), ("partitions", CompactArray(Int32)), _TAGS)),
        ("require_stable", Boolean),
        _TAGS,
    )


class _TxnOffsetCommit(Request[_TxnOffsetCommitStruct]):  # type: ignore[misc]
    API_KEY = 28

    def __init__(self, *fields: Any) -> None:
        self.fields = fields

    def build(self, request_struct_class: Any) -> Any:
        return request_struct_class(*self.fields)


class _OffsetFetch(Request[_OffsetFetchStruct]):  # type: ignore[misc]
    API_KEY = 9

    def __init__(self, *fields: Any) -> None:
        self.fields = fields

    def build(self, request_struct_class: Any) -> Any:
        return request_struct_class(*self.fields)


class _OffsetCommitHandler(sender.TxnOffsetCommitHandler):  # type: ignore[misc]
    def create_request(self) -> _TxnOffsetCommit:
        member: Member = self._sender.member
        txn = self._sender._txn_manager
        topics: dict[str, list[tuple[object, ...]]] = defaultdict(list)
        for tp, at in sorted(self._offsets.items()):
            topics[tp.topic].append((tp.partition, at.offset, -1, at.metadata, {}))
        return _TxnOffsetCommit(
            txn.transactional_id,
            self._group_id,
            txn.producer_id,
            txn.producer_epoch,
            member.generation,
            member.member_id,
            None,
            [(topic, partitions, {}) for topic, partitions in topics.items()],
            {},
        )

    def handle_response(self, response: Any) -> float | None:
        errors = [(topic, [(p, code) for p, code, _ in partitions]) for topic, partitions, _ in response.errors]
        refused = {code for _, partitions in errors for _, code in partitions} & FENCING_ERRORS
        if refused:
            # Abortable, not fatal: the transaction is aborted and the partitions given up; the producer itself is sound.
            self._sender._txn_manager.error_transaction(OffsetsRefused(f"the broker refused the offsets: {refused}"))
            return None
        backoff: float | None = super().handle_response(SimpleNamespace(errors=errors))
        return backoff


class FencedSender(sender.Sender):  # type: ignore[misc]
    """aiokafka's sender, committing offsets under the generation that ``member`` pins."""

    member: Member

    async def _do_txn_offset_commit(self, offsets: Any, group_id: str) -> None:
        node_id = await self._find_coordinator(CoordinationType.GROUP, group_id)
        await _OffsetCommitHandler(self, offsets, group_id).do(node_id)


async def stable_offsets(
    consumer: AIOKafkaConsumer,
    group: str,
    partitions: Iterable[TopicPartition],
    held: Callable[[frozenset[TopicPartition]], None] = lambda _: None,
    retry_s: float = 0.05,
) -> dict[TopicPartition, int]:
    """Committed offsets (-1: none), once no open transaction can move them any more.

    Waits as long as one is open: until the broker ends it at its transaction timeout, and for ever where the broker has
    forgotten it. ``held`` is told at each look whose offsets are held back.
    """
    by_topic: dict[str, list[int]] = defaultdict(list)
    for tp in partitions:
        by_topic[tp.topic].append(tp.partition)
    request: list[tuple[str, list[int], dict[int, bytes]]] = [
        (topic, numbers, {}) for topic, numbers in by_topic.items()
    ]
    while True:
        try:
            answer = await consumer._coordinator._send_req(_OffsetFetch(group, request, True, {}))
            by_code = {TopicPartition(topic, p[0]): p[4] for topic, numbers, _ in answer.topics for p in numbers}
            codes = {answer.error_code, *by_code.values()}
            held(frozenset(tp for tp, code in by_code.items() if code == UNSTABLE_OFFSET_COMMIT))
        except kafka_errors.KafkaError:
            codes = {-1}  # the coordinator moved or is away; aiokafka looks for it again
        if codes == {0}:
            return {TopicPartition(topic, p[0]): p[1] for topic, numbers, _ in answer.topics for p in numbers}
        await asyncio.sleep(retry_s)


async def high_watermarks(
    consumer: AIOKafkaConsumer, partitions: Iterable[TopicPartition]
) -> dict[TopicPartition, int]:
    """The end of each log at this moment, open transactions included. Raises KafkaError while a leader is away."""
    client = consumer._client
    await asyncio.gather(*(client._wait_on_metadata(topic) for topic in {tp.topic for tp in partitions}))
    by_node: dict[int, dict[str, list[tuple[int, int]]]] = defaultdict(lambda: defaultdict(list))
    for tp in partitions:
        leader = client.cluster.leader_for_partition(tp)
        if leader is None or leader == -1:
            await client.force_metadata_update()
            raise kafka_errors.LeaderNotAvailableError(tp)
        by_node[leader][tp.topic].append((tp.partition, LATEST))
    requests = [
        client.send(node, OffsetRequest(-1, READ_UNCOMMITTED, list(topics.items()))) for node, topics in by_node.items()
    ]
    ends: dict[TopicPartition, int] = {}
    for answer in await asyncio.gather(*requests):
        for topic, numbers in answer.topics:
            for number, code, _timestamp, offset in numbers:
                if code:
                    await client.force_metadata_update()
                    raise kafka_errors.for_code(code)(f"{topic}-{number}")
                ends[TopicPartition(topic, number)] = offset
    return ends
