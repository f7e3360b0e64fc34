"""``handover audit`` on a real Kafka."""

import json
import subprocess
import sys
from pathlib import Path
from threading import Thread

import pytest
from kafka import KafkaProducer
from tests.integration.audit.writing import producer, send, write, write_and_abort
from tests.unit.audit.story import Story
from tests.unit.audit.test_violations import alert_doubled, answered, double_owner, whole_life
from typer.testing import CliRunner, Result

from handover.audit import LogEntry, LoggedEvent
from handover.broker import Log, LogHeldBack
from handover.cli import app
from handover.errors import HandoverError
from lead_contracts import topics
from lead_contracts.events import Delivery
from lead_runtime.admin import clients

pytestmark = pytest.mark.kafka


def handover(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)


def as_a_process(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "handover.cli", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


def events_of(story: Story, topic: str) -> list[LogEntry]:
    return [entry for entry in story.log if entry.at.topic == topic]


def test_a_sound_log_passes_and_aborted_records_do_not_count(topics_of_its_own: str) -> None:
    story = whole_life()
    write(topics_of_its_own, story.log)
    write_and_abort(topics_of_its_own, [entry for entry in double_owner().log if isinstance(entry, LoggedEvent)])
    write_and_abort(topics_of_its_own, events_of(story, topics.LEADS_QUALIFIED))

    done = handover("audit", "--bootstrap-servers", topics_of_its_own, "--json")

    report = json.loads(done.stdout)
    assert (done.exit_code, report["violations"], report["holds"]) == (0, [], True)
    assert report["counts"] == story.audit().counts.as_dict()
    assert report["records"] == story.audit().records


def test_every_violation_is_named_with_its_lead_and_its_record(topics_of_its_own: str) -> None:
    for lead, story in (("lead-7", double_owner()), ("lead-8", alert_doubled())):
        moved = [entry for entry in story.log if isinstance(entry, LoggedEvent)]
        write(topics_of_its_own, [_about(lead, entry) for entry in moved])

    done = handover("audit", "--bootstrap-servers", topics_of_its_own, "--json")

    report = json.loads(done.stdout)
    assert done.exit_code == 1
    found = {(each["kind"], each["lead_id"], each["topic"]) for each in report["violations"]}
    assert found == {("double_owner", "lead-7", topics.LEADS_ASSIGNED), ("alert_doubled", "lead-8", topics.SLA_ALERTS)}

    shown = handover("audit", "--bootstrap-servers", topics_of_its_own)
    assert shown.exit_code == 1
    assert "double_owner" in shown.stdout
    assert "The audit fails: violations 2." in shown.stdout


def _about(lead_id: str, entry: LoggedEvent) -> LoggedEvent:
    members = type(entry.event).model_fields
    changed = {"lead_id": lead_id} if "lead_id" in members else {}
    return entry._replace(id=f"{lead_id}/{entry.id}", event=entry.event.model_copy(update=changed))


def test_open_dead_letters_are_listed_and_fail_only_a_strict_audit(topics_of_its_own: str) -> None:
    story = answered()
    story.lettered(story.received("touch-2").at, touch="touch-2")
    write(topics_of_its_own, story.log)

    lenient = handover("audit", "--bootstrap-servers", topics_of_its_own)
    strict = handover("audit", "--bootstrap-servers", topics_of_its_own, "--strict", "--json")

    assert lenient.exit_code == 0
    assert "Open dead letters: 1." in lenient.stdout
    assert strict.exit_code == 1
    assert [each["touch_id"] for each in json.loads(strict.stdout)["open_dead_letters"]] == ["touch-2"]


def test_garbage_on_a_topic_is_a_violation_and_hides_nothing(topics_of_its_own: str) -> None:
    story = double_owner()
    story.garbage(topics.LEADS_ACTIVITIES)
    write(topics_of_its_own, story.log)

    done = handover("audit", "--bootstrap-servers", topics_of_its_own, "--json")

    assert {each["kind"] for each in json.loads(done.stdout)["violations"]} == {"double_owner", "unreadable_record"}


def test_deliveries_are_counted_whatever_is_in_them(topics_of_its_own: str) -> None:
    opened = KafkaProducer(bootstrap_servers=topics_of_its_own)
    for body in (b"\xff\x00", b"{}"):
        opened.send(Delivery.TOPIC, body, b"key").get(10)
    opened.close()

    done = handover("audit", "--bootstrap-servers", topics_of_its_own, "--json")

    assert json.loads(done.stdout)["counts"]["deliveries"] == 2


def test_a_transaction_that_is_open_when_the_audit_begins_counts_if_it_commits(topics_of_its_own: str) -> None:
    with Log(topics_of_its_own) as log, producer(topics_of_its_own) as opened:
        opened.begin_transaction()
        send(opened, answered().log)
        snapshot = log.snapshot([topics.LEADS_QUALIFIED])
        ending = Thread(target=opened.commit_transaction)
        ending.start()
        records = list(log.read(snapshot, snapshot.ends))
        ending.join()

    assert len(records) == 1


def test_a_transaction_that_stays_open_is_named_and_nothing_is_judged(topics_of_its_own: str) -> None:
    with Log(topics_of_its_own, patience=1) as log, producer(topics_of_its_own) as opened:
        opened.begin_transaction()
        send(opened, events_of(answered(), topics.LEADS_QUALIFIED))
        snapshot = log.snapshot([topics.LEADS_QUALIFIED])
        with pytest.raises(LogHeldBack, match=r"leads\.qualified/\d+ cannot be read past offset 0"):
            list(log.read(snapshot, snapshot.ends))
        opened.abort_transaction()


def test_what_is_written_after_the_audit_began_is_left_to_the_next_one(topics_of_its_own: str) -> None:
    with Log(topics_of_its_own) as log:
        write(topics_of_its_own, answered().log)
        snapshot = log.snapshot([topics.LEADS_QUALIFIED])
        write(topics_of_its_own, events_of(whole_life(), topics.LEADS_QUALIFIED))

        assert len(list(log.read(snapshot, snapshot.ends))) == 1


def test_a_kafka_without_our_topics_is_named(own_kafka: str) -> None:
    done = as_a_process("audit", "--bootstrap-servers", own_kafka)

    assert done.returncode == 2
    assert "has no topic sla.alerts" in done.stderr
    assert "Traceback" not in done.stderr


def test_no_kafka_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clients, "CONNECT_MS", 300)

    error = handover("audit", "--bootstrap-servers", "127.0.0.1:1").exception

    assert isinstance(error, HandoverError)
    assert "Kafka at 127.0.0.1:1 failed" in error.message
    assert error.exit_code == 2


def test_no_stack_is_named(tmp_path: Path) -> None:
    error = handover("audit", "--dir", str(tmp_path)).exception

    assert isinstance(error, HandoverError)
    assert f"no stack is running in {tmp_path}" in error.message
