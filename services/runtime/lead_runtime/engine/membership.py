"""Which partition numbers are ours, and under which generation: pinned when they are assigned, given up when revoked."""

import asyncio
from dataclasses import dataclass

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.abc import ConsumerRebalanceListener

from .errors import UnequalPartitions
from .protocol import Member


@dataclass(frozen=True, eq=False)
class Assignment:
    """One assignment: compared by identity, so that nothing of an earlier one is mistaken for it."""

    member: Member
    numbers: frozenset[int]


class Membership(ConsumerRebalanceListener):  # type: ignore[misc]
    """Follows the group. Between revoked and assigned ``current`` is None and nothing is ours."""

    def __init__(self, topics: frozenset[str]) -> None:
        self.topics = topics
        self.current: Assignment | None = None
        self.refusal: UnequalPartitions | None = None
        self.committing = asyncio.Lock()
        """Held while a transaction is committed: a revocation waits for it."""
        self.changed = asyncio.Event()
        self._consumer: AIOKafkaConsumer | None = None

    def attach(self, consumer: AIOKafkaConsumer) -> None:
        """Subscribes the consumer under this listener."""
        self._consumer = consumer
        consumer.subscribe(sorted(self.topics), listener=self)

    async def on_partitions_revoked(self, revoked: set[TopicPartition]) -> None:
        """Lets go at once; the transaction in hand may finish, it is still under its own generation."""
        self.current = None
        self.changed.set()
        async with self.committing:
            pass

    async def on_partitions_assigned(self, assigned: set[TopicPartition]) -> None:
        """Pins the generation. No slow work here: aiokafka sends no heartbeat meanwhile."""
        assert self._consumer is not None  # noqa: S101 - attach comes first
        self._consumer.pause(*assigned)  # nothing is fetched before we have sought the stable offsets
        coordinator = self._consumer._coordinator
        numbers = {topic: frozenset(tp.partition for tp in assigned if tp.topic == topic) for topic in self.topics}
        if len(set(numbers.values())) > 1:
            self.refusal = UnequalPartitions(
                "the inputs of one partition number were split between workers: "
                + ", ".join(f"{topic} {sorted(mine)}" for topic, mine in sorted(numbers.items()))
                + "; all members of the group must read the same topics (drain the old release first)"
            )
        member = Member(coordinator.generation, coordinator.member_id)
        self.current = Assignment(member, next(iter(numbers.values())))
        self.changed.set()

    async def wait(self) -> None:
        """Until the assignment has changed since the last wait."""
        await self.changed.wait()
        self.changed.clear()
