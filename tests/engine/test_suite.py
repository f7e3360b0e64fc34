"""What the engine promises a service author: one suite, on a real Kafka and on the in-process driver."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from tests.engine.harness import BEGIN, OnKafka
from tests.engine.sample import Count, Names, Sample, event, rep

from lead_contracts.ids import derived_id
from lead_runtime.engine.api import Record
from lead_runtime.engine.errors import FloodOfDeadLetters, Transient
from lead_runtime.engine.guard import FloodGuard
from lead_runtime.engine.wire import read_event
from lead_runtime.testing import Driver

NAMES = Names("g", "in", "other", "out")


class InProcess(Driver):
    """The driver with the sample in it."""

    def __init__(self) -> None:
        self.sample, self.names = Sample(NAMES), NAMES
        super().__init__(self.sample.topology(), BEGIN, FloodGuard(in_a_row=20))

    def feed(self, event, **given) -> None:  # type: ignore[no-untyped-def]
        super().feed(event, **{"topic": self.names.source, **given})

    def settle(self) -> None:
        self.advance()


@pytest.fixture(params=["driver", pytest.param("kafka", marks=pytest.mark.kafka)])
def engine(request: pytest.FixtureRequest) -> Iterator[OnKafka | InProcess]:
    if request.param == "driver":
        yield InProcess()
        return
    harness = OnKafka(request.getfixturevalue("kafka"))
    harness.start()
    yield harness
    harness.close()


def seen(engine: OnKafka | InProcess) -> list[tuple[str, str, str]]:
    engine.settle()
    return sorted((out.from_, out.to, out.reason_code) for out in engine.outputs)


def counts(engine: OnKafka | InProcess) -> dict[str, Count]:
    return engine.state(engine.sample.table)


def test_every_event_is_handled_once_with_the_state_of_those_before_it(engine):
    for lead in ("a", "b", "a", "a"):
        engine.feed(event(lead))

    assert seen(engine) == [("a", "1", "plain"), ("a", "2", "plain"), ("a", "3", "plain"), ("b", "1", "plain")]


def test_inputs_of_one_key_share_their_state_whatever_the_topic(engine):
    engine.feed(event("a"))
    engine.feed(event("a"), topic=engine.names.other)
    engine.settle()

    assert counts(engine)["a"].n == 2


def test_the_id_of_an_output_follows_from_its_cause_alone(engine):
    engine.feed(event("a"), id="cause-1")
    engine.settle()

    record = records(engine, engine.names.out)[0]
    assert dict(record.headers)["ce_id"].decode() == derived_id("cause-1", "com.leadhandover.lead.linked.v1", "0")


def test_a_named_input_error_becomes_a_dead_letter_and_its_neighbours_go_on(engine):
    for reason in ("plain", "invalid", "plain"):
        engine.feed(event("a", reason))
    engine.settle()

    assert seen(engine) == [("a", "1", "plain"), ("a", "2", "plain")]
    (letter,) = engine.dead_letters
    assert (letter.error, letter.detail) == ("NotToday", "come back tomorrow")


def test_a_dead_letter_names_its_lead_only_where_that_has_the_form_of_our_ids(engine):
    ours = derived_id("a", "lead", "1")
    for offset, lead in enumerate((ours, "somebody@example.com", "x" * 600)):
        value = b'{"lead_id": "%s", "touch_id": 7}' % lead.encode()
        engine.feed_record(Record(engine.names.source, 0, offset, 0, b"k", value))
    engine.feed_record(Record(engine.names.source, 0, 3, 0, b"k", b'{"lead_id": "%s"}' % ours.encode()))
    engine.settle()

    assert [letter.lead_id for letter in engine.dead_letters] == [None, None, None, ours]


def test_the_facts_of_a_dead_letter_name_the_activity_and_the_event_that_died_by_ids_of_ours_alone(engine):
    ours, other = derived_id("a", "activity", "1"), derived_id("a", "event", "1")
    named = ((ours, other), ("somebody@example.com", "theirs-1"))
    for offset, (activity, event_id) in enumerate(named):
        value, headers = b'{"activity_id": "%s"}' % activity.encode(), (("ce_id", event_id.encode()),)
        engine.feed_record(Record(engine.names.source, 0, offset, 0, b"k", value, headers))
    engine.settle()

    facts = [record for record in records(engine, "dead.letters") if engine.names.source.encode() in record.value]
    said = sorted((read_event(record) for record in facts), key=lambda one: one.offset)  # each has a key of its own
    assert [(one.activity_id, one.event_id) for one in said] == [(ours, other), (None, None)]


def test_an_unexpected_error_is_buried_without_the_words_of_the_content(engine):
    engine.feed(event("a", "boom"))
    engine.settle()

    (letter,) = engine.dead_letters
    assert letter.error == "ZeroDivisionError"
    assert "secret" not in letter.detail
    assert "sample.py" in letter.detail


def test_a_follower_sees_what_is_committed_and_nothing_else(engine):
    mirror = engine.sample.mirror
    for lead, reason in (("a", "plain"), ("b", "plain"), ("c", "plain"), ("a", "boom"), ("b", "forget")):
        engine.feed(event(lead, reason))
    engine.settle()
    assert mirror.seen() == counts(engine)
    assert mirror.seen().keys() == {"a", "c"}

    engine.restart()
    engine.feed(event("a"))
    engine.settle()
    assert mirror.losses > 0
    assert mirror.seen() == counts(engine)
    assert mirror.seen()["a"].n == 2


def test_a_record_that_fails_leaves_no_trace_in_the_state(engine):
    engine.feed(event("a"))
    engine.feed(event("a", "boom"))
    engine.settle()

    assert counts(engine)["a"].n == 1


def test_the_dead_letter_is_the_whole_record_with_its_origin(engine):
    engine.feed_record(Record(engine.names.source, 1, 0, 0, b"k", b"\xff not json", (("x", b"y"),)))
    engine.settle()

    (letter,) = engine.dead_letters
    assert letter.record.value == b"\xff not json"
    assert letter.record.key == b"k"
    assert ("x", b"y") in letter.record.headers
    assert (letter.record.topic, letter.record.partition, letter.record.offset) == (engine.names.source, 1, 0)
    assert letter.error == "MalformedEvent"


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        (b"com.leadhandover.lead.suppressed.v9", "UnsupportedVersion"),
        (b"com.example.weather.changed.v1", "UnknownEventType"),
    ],
)
def test_unknown_types_and_versions_are_dead_letters_of_that_name(engine, kind, error):
    engine.feed(event("a"))
    engine.settle()
    headers = (
        ("content-type", b"application/json"),
        ("ce_specversion", b"1.0"),
        ("ce_type", kind),
        ("ce_id", b"1"),
        ("ce_source", b"/t"),
        ("ce_time", b"2026-11-22T10:00:00Z"),
    )
    engine.feed_record(Record(engine.names.other, 0, 0, 0, b"a", b"{}", headers))
    engine.settle()

    assert [letter.error for letter in engine.dead_letters] == [error]


def test_a_bad_record_is_buried_whatever_its_headers_say_of_earlier_deaths(engine):
    for offset, attempt in enumerate((None, b"", b"0", b"-1", b"9" * 5000, b"3")):
        engine.feed_record(Record(engine.names.source, 0, offset, 0, None, b"{}", (("dlq-attempt", attempt),)))
    engine.settle()

    facts = [dict(record.headers)["dlq-attempt"] for record in records(engine, f"{engine.names.group}.dlq")]
    assert facts == [b"1", b"1", b"1", b"1", b"1", b"3"]


def test_the_facts_of_a_dead_letter_lie_on_dead_letters_without_its_content(engine):
    engine.feed(event("a", "invalid"))
    engine.settle()

    own = [
        record for record in records(engine, "dead.letters") if engine.names.source.encode() in (record.value or b"")
    ]
    assert len(own) == 1
    assert b"reason_code" not in own[0].value


def test_a_replayed_record_is_for_its_group_alone(engine):
    engine.feed(event("a"))
    engine.settle()
    first = records_in(engine)
    engine.feed_record(first._replace(offset=1, headers=(*first.headers, ("replay-for", b"somebody-else"))))
    engine.feed_record(first._replace(offset=2, headers=(*first.headers, ("replay-for", engine.names.group.encode()))))
    engine.settle()

    assert counts(engine)["a"].n == 2


def test_what_cannot_say_when_it_is_due_is_a_dead_letter_and_not_a_state_that_stops_every_restore(engine):
    engine.feed(event("a"))
    engine.feed(event("a", "undue"))
    engine.settle()
    engine.restart()

    assert counts(engine) == {"a": Count(n=1)}
    assert [letter.error for letter in engine.dead_letters] == ["TypeError"]


def test_a_trace_context_that_is_none_is_not_carried_on(engine):
    engine.feed(event("a"))
    engine.settle()
    first = records_in(engine)
    engine.feed_record(first._replace(offset=1, headers=(*first.headers, ("traceparent", b"x" * 5000))))
    engine.settle()

    assert "traceparent" not in dict(records(engine, engine.names.out)[1].headers)


def test_what_an_outsider_says_about_replays_hides_nothing():
    sample = Sample(NAMES)
    driver = Driver(replace(sample.topology(), outsiders=frozenset({NAMES.source})), BEGIN)
    driver.feed(event("a"), topic=NAMES.source)
    hidden = (*driver.last_fed.headers, ("replay-for", b"nobody"))
    driver.feed_record(driver.last_fed._replace(offset=1, headers=hidden))

    assert driver.state(sample.table)["a"].n == 2


def test_state_survives_a_restart_and_deletion_stays_deleted(engine):
    for lead, reason in (("a", "plain"), ("a", "plain"), ("b", "plain"), ("b", "forget")):
        engine.feed(event(lead, reason))
    engine.settle()
    engine.restart()

    assert counts(engine) == {"a": Count(n=2)}


def test_a_timer_fires_once_when_it_is_due_and_not_before(engine):
    engine.feed(event("a", "due@60"))
    engine.settle()
    engine.advance(by=timedelta(seconds=58))
    assert counts(engine)["a"].fired == 0

    engine.advance(by=timedelta(seconds=3))
    engine.advance(by=timedelta(seconds=300))
    assert [out for out in seen(engine) if out[2] == "fired"] == [("a", "n=1", "fired")]


def away(engine, absence):
    if isinstance(engine, OnKafka):
        engine.stop()
        engine.now += absence
        engine.start()
    else:
        engine.now += absence
        engine.restart()
    engine.settle()


def test_a_timer_that_came_due_while_the_worker_was_away_fires_on_its_return(engine):
    engine.feed(event("a", "due@60"))
    engine.settle()
    away(engine, timedelta(hours=5))

    assert counts(engine)["a"].fired == 1


def test_a_key_expires_without_a_call(engine):
    engine.feed(event("a", "expire@60"))
    engine.settle()
    engine.advance(by=timedelta(seconds=62))
    engine.restart()

    assert counts(engine) == {}


def test_what_was_due_before_it_expired_still_fires_when_both_are_past(engine):
    engine.feed(event("a", "due@60"))
    engine.feed(event("a", "expire@120"))
    engine.settle()
    away(engine, timedelta(seconds=300))

    assert seen(engine)[-1] == ("a", "n=2", "fired")
    assert counts(engine) == {}


def test_global_inputs_are_visible_to_handlers(engine):
    engine.set_global(rep("r1"))
    engine.set_global(rep("r2"))
    engine.feed(event("a", "world"))

    assert seen(engine) == [("a", "2", "world")]


def test_the_trace_context_travels_on(engine):
    trace = b"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    engine.feed(event("a"))
    engine.settle()
    first = records_in(engine)
    engine.feed_record(first._replace(offset=1, headers=(*first.headers, ("traceparent", trace))))
    engine.settle()

    assert dict(records(engine, engine.names.out)[1].headers)["traceparent"].split(b"-")[1] == trace.split(b"-")[1]


def test_a_flood_of_dead_letters_halts_before_it_drains_the_topic(engine):
    if isinstance(engine, OnKafka):
        for _ in range(30):
            engine.feed(event("a", "boom"))
        assert isinstance(engine.failure(), FloodOfDeadLetters)
    else:
        with pytest.raises(FloodOfDeadLetters):
            for _ in range(30):
                engine.feed(event("a", "boom"))

    assert len(engine.dead_letters) < 20


def test_what_waits_is_tried_again_and_nothing_overtakes_it(engine):
    engine.feed(event("a"))
    engine.settle()
    if isinstance(engine, InProcess):
        with pytest.raises(Transient):
            engine.feed(event("a", "wait"))
        assert counts(engine)["a"].n == 1
        return
    engine.feed(event("a", "wait"))
    engine.feed(event("a"))
    engine.feed(event("b"))
    engine.until(
        lambda: engine.engine.ready == (False, (f"partition {engine.number('a')} waits: the sample is blocked",))
    )
    assert [out.reason_code for out in engine.outputs if out.from_ == "a"] == ["plain"]

    engine.sample.blocked = False
    assert [out for out in seen(engine) if out[0] == "a"] == [
        ("a", "1", "plain"),
        ("a", "2", "wait"),
        ("a", "3", "plain"),
    ]


def records(engine: OnKafka | InProcess, topic: str) -> list[Record]:
    if isinstance(engine, OnKafka):
        return engine.loop.run(engine.read(topic))
    return [record for record in engine.records if record.topic == topic]


def records_in(engine: OnKafka | InProcess) -> Record:
    """The last event fed, as a record."""
    return engine.last_fed


def test_what_is_derived_from_the_state_holds_after_what_was_undone_and_after_a_restart(engine):
    for reason in ("plain", "boom", "plain", "undue", "invalid", "total"):
        engine.feed(event("a", reason))
    assert ("a", "3", "total") in seen(engine)

    engine.restart()
    engine.feed(event("a", "boom"))
    engine.feed(event("a", "total"))
    assert ("a", "4", "total") in seen(engine)
