"""Fires the due timers of the partitions that are ours, each when its inputs have been read past the due instant."""

import asyncio
import time
from collections.abc import Callable, Iterable, Mapping

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError
from structlog import get_logger

from .api import Topology
from .errors import Transient
from .observer import Observer
from .processor import Batch, Processor
from .protocol import high_watermarks
from .settings import EngineSettings
from .tables import PartitionState
from .timers import Barrier, HoldBack

log = get_logger(__name__)
_ASK_AGAIN_S = 0.5


class Deadlines:
    """One session's timers: asks for the ends of the inputs after the due instant, waits until they are read, fires."""

    def __init__(
        self,
        topology: Topology,
        settings: EngineSettings,
        processor: Processor,
        observer: Observer,
        consumer: AIOKafkaConsumer,
    ) -> None:
        self._topology, self._settings, self._processor = topology, settings, processor
        self._observer, self._consumer = observer, consumer
        self.held = HoldBack(settings.behind_limit_s)
        self._barriers: dict[int, Barrier] = {}
        self._ask_from = 0.0
        self._asking: tuple[float, frozenset[int], asyncio.Task[dict[TopicPartition, int]]] | None = None

    @property
    def pending(self) -> bool:
        """True while timers are due and wait for an answer or for their inputs: positions are wanted often."""
        return bool(self._barriers) or self._asking is not None

    def clear(self, numbers: Iterable[int]) -> None:
        """The partitions are not ours any more."""
        if self._asking is not None:
            self._asking[2].cancel()
            self._asking = None
        for number in numbers:
            self._observer.held_back(number, 0.0)
        self.held.clear()
        self._barriers.clear()

    def positions(self) -> dict[TopicPartition, int]:
        """How far the inputs that timers wait for have been fetched: to be taken before the next fetch moves them on."""
        assignment = self._consumer._subscription.subscription.assignment
        found = {tp: assignment.state_value(tp) for number in self._barriers for tp in self._inputs(number)}
        return {tp: state.position for tp, state in found.items() if state is not None and state.has_valid_position}

    def look(
        self,
        states: Mapping[int, PartitionState],
        positions: Mapping[TopicPartition, int],
        waits: Callable[[int], bool],
        batch: Batch,
        under: Batch | None,
    ) -> list[tuple[int, Transient]]:
        """Fires into ``batch`` what may fire by ``positions``; gives the partitions that have begun to wait, and why."""
        self._take_answer(states)
        now, stopped = self._settings.clock().timestamp(), []
        due = {n for n, state in states.items() if (s := state.wheel.next_second()) is not None and s <= now}
        for number in due:
            barrier = self._barriers.get(number)
            if barrier is None or waits(number) or not barrier.passed(positions):
                self._hold_back(number)
                continue
            del self._barriers[number]
            error = self._fire(states[number], barrier, len(states), batch, under)
            self._pin_offsets(number, positions, batch)
            if error is not None:
                stopped.append((number, error))
        self._ask(frozenset(due - self._barriers.keys()))
        return stopped

    def _ask(self, numbers: frozenset[int]) -> None:
        if numbers and self._asking is None and time.monotonic() >= self._ask_from:
            partitions = [tp for number in numbers for tp in self._inputs(number)]
            asked_at = self._settings.clock().timestamp()
            self._asking = asked_at, numbers, asyncio.ensure_future(high_watermarks(self._consumer, partitions))

    def _take_answer(self, states: Mapping[int, PartitionState]) -> None:
        if self._asking is None or not self._asking[2].done():
            return
        asked_at, numbers, answer = self._asking
        self._asking = None
        try:
            ends = answer.result()
        except KafkaError as error:  # a leader is away: the timers stay due and are asked for again
            log.warning("timers_wait_for_broker", error=type(error).__name__)
            self._ask_from = time.monotonic() + _ASK_AGAIN_S
            return
        for number in numbers & states.keys():
            self._barriers[number] = Barrier(asked_at, {tp: ends[tp] for tp in self._inputs(number)})

    def _fire(
        self, state: PartitionState, barrier: Barrier, partitions: int, batch: Batch, under: Batch | None
    ) -> Transient | None:
        # What has come due together must not hold up the heartbeats nor make a transaction too long to be committed.
        room = max(0, self._settings.max_batch - batch.fired)
        hints, overlay = state.wheel.take(barrier.asked_at, -(-room // partitions)), batch.overlay(state, under)
        try:
            self._processor.fire(hints, barrier.asked_at, overlay, batch, self._settings.clock())
        except Transient as error:
            return error
        self.held.over(state.number)
        self._observer.held_back(state.number, 0.0)
        return None

    def _pin_offsets(self, number: int, positions: Mapping[TopicPartition, int], batch: Batch) -> None:
        """What timers have done goes with the offsets read so far: without any, the broker would not ask who we are."""
        if not batch.is_empty():
            for tp in self._inputs(number):
                batch.offsets.setdefault((tp.topic, number), positions[tp])

    def _hold_back(self, number: int) -> None:
        seconds, late = self.held.waits(number)
        self._observer.held_back(number, seconds)
        if late:
            log.error("behind", group=self._topology.group, partition=number, seconds=round(seconds, 1))

    def _inputs(self, number: int) -> list[TopicPartition]:
        return [TopicPartition(topic, number) for topic in self._topology.inputs]
