"""What ops count: every committed verdict once, by labels that stay few."""

import asyncio
from datetime import timedelta

from prometheus_client import REGISTRY
from tests.unit.qualification.histories import verdicts
from tests.unit.qualification.samples import NOW, close, driver, poor, received, suppressed

from lead_contracts.base import Event
from lead_runtime.engine.api import Incoming, Record
from qualification.adapters.measure import VerdictMetrics

NOWHERE = Record("leads.qualified", 0, 0, 0, None, None)


def counted(counting: VerdictMetrics, *fed: Event) -> None:
    group = driver()
    for event in fed:
        group.feed(event)
    asyncio.run(counting.fold([Incoming("id", NOW, event, NOWHERE) for event in verdicts(group)]))


def count(outcome: str, reason: str, source: str, rule_set: str = "inbound") -> float:
    labels = {"outcome": outcome, "reason": reason, "source": source, "rule_set": rule_set, "version": "1"}
    return REGISTRY.get_sample_value("handover_verdicts_total", labels) or 0.0


def test_verdicts_count_by_outcome_reason_source_and_rules() -> None:
    before = count("qualified", "", "fair"), count("touched", "no_consent", "fair")
    counted(
        VerdictMetrics(),
        received("t-1", source="fair"),
        received("t-2", source="fair", consent={"given": False}),
        poor("t-3", "other", source="fair"),
    )
    after = count("qualified", "", "fair"), count("touched", "no_consent", "fair")
    assert after == (before[0] + 1, before[1] + 1)
    assert count("disqualified", "below_threshold", "fair", "outbound") >= 1


def test_the_time_from_arrival_to_verdict_is_measured() -> None:
    def total() -> float:
        return REGISTRY.get_sample_value("handover_time_to_verdict_seconds_sum", {"outcome": "qualified"}) or 0.0

    before = total()
    counted(VerdictMetrics(), received(received_at=NOW - timedelta(seconds=90)))
    assert total() - before == 90


def test_an_account_that_went_to_a_farmer_is_counted_with_its_reason_and_waited_for_nothing() -> None:
    def timed() -> float:
        return REGISTRY.get_sample_value("handover_time_to_verdict_seconds_count", {"outcome": "qualified"}) or 0.0

    before = timed(), count("qualified", "account_handover", "web", "outbound")
    won = close(actor="boss", role="manager")
    counted(VerdictMetrics(), received(motion="outbound", channel="list"), won)
    assert (timed(), count("qualified", "account_handover", "web", "outbound")) == (before[0] + 1, before[1] + 1)


def test_sources_beyond_the_limit_share_a_label() -> None:
    counting = VerdictMetrics(most_sources=1)
    before = count("qualified", "", "others")
    counted(counting, *(received(f"t-{n}", f"lead-{n}", source=f"made-up-{n}") for n in range(3)))
    assert count("qualified", "", "others") - before == 2
    assert count("qualified", "", "made-up-1") == 0


def test_the_source_of_a_suppressed_person_is_unknown() -> None:
    before = count("disqualified", "suppressed", "unknown")
    counted(VerdictMetrics(), suppressed(), received())
    assert count("disqualified", "suppressed", "unknown") - before == 1
