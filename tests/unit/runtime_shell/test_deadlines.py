"""Due timers while the broker is away."""

import asyncio
from datetime import timedelta
from itertools import pairwise
from types import SimpleNamespace
from typing import cast

import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaConnectionError
from tests.engine.sample import Names, Sample

from lead_runtime.engine import deadlines
from lead_runtime.engine.globals import GlobalTables
from lead_runtime.engine.observer import Observer
from lead_runtime.engine.processor import Batch, Processor
from lead_runtime.engine.settings import EngineSettings
from lead_runtime.engine.tables import PartitionState

pytestmark = pytest.mark.anyio
TURN = 0.011  # seconds: what a turn of the engine takes while timers are pending


async def test_due_timers_ask_a_broker_that_is_away_only_every_half_second(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, asked = SimpleNamespace(now=100.0), list[float]()

    async def away(*_: object) -> dict[TopicPartition, int]:
        asked.append(clock.now)
        raise KafkaConnectionError

    monkeypatch.setattr(deadlines, "high_watermarks", away)
    monkeypatch.setattr(deadlines, "time", SimpleNamespace(monotonic=lambda: clock.now))
    timers, states = _with_a_due_timer()
    while clock.now < 102:
        timers.look(states, {}, lambda _: False, Batch(), None)
        await asyncio.sleep(0)  # the broker is asked
        clock.now += TURN

    pauses = [later - earlier for earlier, later in pairwise(asked)]
    assert len(pauses) == 3
    assert all(0.5 <= pause < 0.5 + 3 * TURN for pause in pauses)
    assert not timers.pending


def _with_a_due_timer() -> tuple[deadlines.Deadlines, dict[int, PartitionState]]:
    topology, settings = Sample(Names("group", "source", "other", "out")).topology(), EngineSettings("127.0.0.1:9")
    processor = Processor(topology, GlobalTables(), Observer())
    state = PartitionState(processor.codecs)
    state.wheel.add((settings.clock() - timedelta(minutes=1)).timestamp(), "counts", "lead")
    nobody = cast("AIOKafkaConsumer", None)
    return deadlines.Deadlines(topology, settings, processor, Observer(), nobody), {0: state}
