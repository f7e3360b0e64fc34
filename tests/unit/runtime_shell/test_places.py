"""A read model's place moves only by what was folded in, in the present generation, and is never forgotten."""

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import pytest
from faust.types.tuples import TP

from lead_runtime.host.transport import PlaceKeeper

pytestmark = pytest.mark.anyio
HERE, THERE = TP("leads.assigned", 0), TP("leads.assigned", 1)


class Keeper(PlaceKeeper):
    """Without faust around it: commits go to a list, and fail on demand."""

    def __init__(self) -> None:
        self._done = {}
        self._unacked_messages = set()
        self.app = SimpleNamespace(consumer_generation_id=7)
        self.committed: list[dict[TP, int]] = []
        self.fails = False

    async def _commit(self, offsets: Any) -> bool:
        if not self.fails:
            self.committed.append(dict(offsets))
        return not self.fails


@dataclass(eq=False)
class Message:
    value: list[Any]
    generation_id: int
    acked: bool = False


def message(*read: tuple[TP, int], generation: int = 7) -> Any:
    return Message([SimpleNamespace(topic=tp.topic, partition=tp.partition, offset=at) for tp, at in read], generation)


async def test_the_place_is_behind_what_was_folded_in() -> None:
    keeper = Keeper()
    keeper.done(message((HERE, 40), (THERE, 6), (HERE, 41)))
    assert await keeper.force_commit()
    assert keeper.committed == [{HERE: 42, THERE: 7}]


async def test_the_same_place_is_not_committed_twice() -> None:
    keeper = Keeper()
    keeper.done(message((HERE, 41)))
    await keeper.force_commit()
    assert not await keeper.force_commit()
    assert len(keeper.committed) == 1


async def test_what_faust_acknowledges_moves_nothing() -> None:
    keeper, failed = Keeper(), message((HERE, 41))
    keeper.ack(failed)
    assert failed.acked
    assert not await keeper.force_commit()
    assert keeper.committed == []


async def test_what_was_fetched_before_a_rebalance_moves_nothing() -> None:
    keeper = Keeper()
    keeper.done(message((HERE, 41), generation=6))
    assert not await keeper.force_commit()


async def test_a_place_that_could_not_be_committed_is_committed_later() -> None:
    keeper = Keeper()
    keeper.done(message((HERE, 41)))
    keeper.fails = True
    assert not await keeper.force_commit()
    keeper.fails = False
    assert await keeper.force_commit()
    assert keeper.committed == [{HERE: 42}]
