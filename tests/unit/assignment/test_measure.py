"""What is counted of decisions, and how fair they are seen to be."""

import asyncio
from typing import Any

from prometheus_client import REGISTRY
from tests.unit.assignment.story import NOW, Pool, qualified, rep

from assignment.adapters.measure import OTHERS, DecisionMetrics
from lead_runtime.engine.api import Incoming, Record

RECORD = Record("leads.assigned.v1", 0, 0, 0, None, None)


def value(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0.0


def fold(measure: DecisionMetrics, said: list[Any]) -> None:
    asyncio.run(measure.fold([Incoming(f"{n}", NOW, event, RECORD) for n, event in enumerate(said)]))


def test_the_spread_of_turns_of_a_pool_is_never_more_than_one_turn_of_the_slowest() -> None:
    pool, measure = Pool(rep("ana"), rep("ben"), rep("cy", weight=0.5), name="fair"), DecisionMetrics()
    for n in range(40):
        fold(measure, pool.tell(qualified(f"lead-{n}")))
        assert 0 <= value("handover_turns_spread", pool="fair", motion="inbound") <= 2
    assert value("handover_decisions_total", outcome="assigned", reason="anybody", pool="fair") == 40


def test_leads_that_nobody_could_take_are_counted_by_why() -> None:
    pool, measure = Pool(rep("ana", max_open=1), name="small"), DecisionMetrics()
    fold(measure, pool.tell(qualified("one"), qualified("two"), qualified("out", "outbound")))
    assert value("handover_decisions_total", outcome="unassigned", reason="all_full", pool="small") == 1
    assert value("handover_decisions_total", outcome="unassigned", reason="none_with_role", pool="small") == 1


def test_of_many_pools_the_last_share_a_label() -> None:
    measure = DecisionMetrics(most_pools=1)
    for name in ("first", "second", "third"):
        fold(measure, Pool(rep("ana"), name=name).tell(qualified("lead")))
    assert value("handover_decisions_total", outcome="assigned", reason="anybody", pool=OTHERS) == 2
