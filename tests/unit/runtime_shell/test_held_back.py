"""A transaction that holds offsets back for too long is told, and no sooner."""

from aiokafka import TopicPartition
from structlog.testing import capture_logs

from lead_runtime.engine.held import HeldBack

ONE, TWO = TopicPartition("in", 1), TopicPartition("in", 2)


class Watch:
    def __init__(self) -> None:
        self.now = 100.0
        self.held = HeldBack("g", 30.0, lambda: self.now)

    def look(self, after: float, *held: TopicPartition) -> frozenset[int]:
        self.now += after
        self.held.look(frozenset(held))
        return self.held.overdue


def test_only_what_is_held_for_longer_than_the_limit_is_overdue() -> None:
    watch = Watch()

    assert watch.look(0, ONE) == frozenset()
    assert watch.look(30, ONE, TWO) == frozenset()
    assert watch.look(1, ONE, TWO) == {1}
    assert watch.look(30, TWO) == {2}
    assert watch.look(1) == frozenset()


def test_each_transaction_has_the_whole_limit() -> None:
    watch = Watch()

    watch.look(0, ONE)
    watch.look(20)
    assert watch.look(20, ONE) == frozenset()


def test_it_is_logged_once_a_minute_with_the_partitions() -> None:
    watch = Watch()
    watch.look(0, ONE, TWO)

    with capture_logs() as logs:
        for after in (31, 1, 58, 1, 1):
            watch.look(after, ONE, TWO)

    assert [(log["event"], log["partitions"], log["seconds"]) for log in logs] == [
        ("offsets_held_back", ["in-1", "in-2"], 31),
        ("offsets_held_back", ["in-1", "in-2"], 91),
    ]
