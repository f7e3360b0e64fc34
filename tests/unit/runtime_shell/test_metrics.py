"""What an engine tells shows at /metrics, under names from the code alone."""

from prometheus_client import REGISTRY, generate_latest

from lead_runtime import metrics
from lead_runtime.host.engines import MetricsObserver

ALLOWED = {"group", "topic", "partition", "error", "method", "route", "status", "outcome", "source", "disposition"}
ALLOWED |= {"board", "channel", "motion", "pool", "reason", "rule_set", "version"}
"""``source``: those that are configured, or the first fifty; all else counts as one. ``reason``: names of rules. ``pool``: those of the policy."""


def value(name: str, **labels: str) -> float | None:
    return REGISTRY.get_sample_value(name, labels)


def test_no_label_could_hold_an_id_or_a_person() -> None:
    named = {label for each in vars(metrics).values() for label in getattr(each, "_labelnames", ())}
    assert named == ALLOWED


def test_every_metric_is_named_after_its_unit_and_explained() -> None:
    ours = [each for each in REGISTRY.collect() if each.name.startswith("handover_")]
    assert len(ours) >= 18
    assert all(each.documentation.endswith(".") for each in ours)
    assert b"handover_loop_lag_seconds" in generate_latest()


def test_a_transaction_is_measured() -> None:
    observer = MetricsObserver("test.transaction")
    observer.batch(7, 0.02)
    observer.batch(3, 0.04)
    assert value("handover_batch_records_sum", group="test.transaction") == 10
    assert value("handover_transaction_seconds_count", group="test.transaction") == 2


def test_dead_letters_are_counted_by_their_error() -> None:
    observer = MetricsObserver("test.dead")
    observer.dead_letter("UnknownLead")
    observer.dead_letter("UnknownLead")
    assert value("handover_dead_letters_total", group="test.dead", error="UnknownLead") == 2


def test_held_back_timers_are_counted_by_partition_until_they_go_on() -> None:
    observer = MetricsObserver("test.timers")
    observer.held_back(1, 61.0)
    observer.held_back(1, 62.0)
    observer.held_back(2, 61.0)
    assert value("handover_timers_held_back_partitions", group="test.timers") == 2
    observer.held_back(1, 0)
    assert value("handover_timers_held_back_partitions", group="test.timers") == 1


def test_the_rest_of_what_an_engine_tells() -> None:
    observer, group = MetricsObserver("test.rest"), "test.rest"
    observer.timer(2.0)
    observer.lag("leads.received", 3, 12)
    observer.restored(4, 1000, 1.5)
    observer.fenced()
    observer.handled("leads.received", 5)
    observer.written("leads.qualified", 6)
    observer.restoring(3, 0.5)
    assert value("handover_timers_fired_total", group=group) == 1
    assert value("handover_timer_lateness_seconds_sum", group=group) == 2.0
    assert value("handover_consumer_lag_records", group=group, topic="leads.received", partition="3") == 12
    assert value("handover_state_keys", group=group) == 1000
    assert value("handover_restore_seconds_sum", group=group) == 1.5
    assert value("handover_fenced_total", group=group) == 1
    assert value("handover_events_in_total", group=group, topic="leads.received") == 5
    assert value("handover_events_out_total", group=group, topic="leads.qualified") == 6
    assert value("handover_restore_progress_ratio", group=group, partition="3") == 0.5
