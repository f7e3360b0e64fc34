"""``handover dlq`` on a real Kafka, with dead letters as the engine writes them."""

import json
from typing import Any

import pytest
from kafka import TopicPartition
from kafka.errors import KafkaTimeoutError
from tests.integration.dlq.conftest import HEADERS, MAIL, Group
from typer.testing import CliRunner, Result

from handover.broker import Log
from handover.cli import app
from handover.dead_letters import Letters, Resolver
from handover.dead_letters.contents import contents
from handover.errors import HandoverError
from lead_contracts import topics
from lead_runtime import admin
from lead_runtime.engine.api import Record

pytestmark = pytest.mark.kafka


def run(group: Group, *arguments: str) -> Result:
    return CliRunner().invoke(app, ["dlq", *arguments, "--bootstrap-servers", group.bootstrap])


def listed(group: Group, *options: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(run(group, "list", "--group", group.name, *options, "--json").stdout)
    return found


def failed(result: Result) -> HandoverError:
    assert isinstance(result.exception, HandoverError), result.output
    return result.exception


def resolutions(group: Group, dead_id: str) -> list[str]:
    """What dead.letters says became of a dead letter."""
    records = [record for record in admin.read_topic(group.bootstrap, topics.DEAD_LETTERS) if record.value]
    facts = [json.loads(record.value or b"") for record in records if record.key == dead_id.encode()]
    return [each["resolution"] for each in facts if "resolution" in each]


def test_open_dead_letters_are_listed_with_their_reason(group: Group) -> None:
    dead_id, other = group.kill(group.record(0), group.record(1))

    first, second = listed(group)
    assert (first["dead_id"], second["dead_id"]) == (dead_id, other)
    assert (first["error"], first["detail"], first["attempt"]) == ("Unreadable", "nothing to be read in it", 1)
    assert (first["topic"], first["partition"], first["offset"]) == (group.topic, 2, 0)

    shown = run(group, "list", "--group", group.name)
    assert dead_id[:8] in shown.stdout
    assert "2 dead letters" in shown.stdout


def test_a_list_is_narrowed_by_error(group: Group) -> None:
    group.kill(group.record())

    assert len(listed(group, "--error", "Unreadable")) == 1
    assert listed(group, "--error", "UnknownLead") == []


def test_a_dead_letter_is_shown_without_personal_data_unless_they_are_revealed(group: Group) -> None:
    (dead_id,) = group.kill(group.record())

    hidden, revealed = run(group, "show", dead_id), run(group, "show", dead_id[:8], "--reveal")

    assert MAIL not in hidden.stdout
    assert "email" in hidden.stdout
    assert "Unreadable" in hidden.stdout
    assert "application/json" in hidden.stdout
    assert MAIL in revealed.stdout


def test_a_replay_writes_the_record_back_for_its_group_and_says_so_once(group: Group) -> None:
    (dead_id,) = group.kill(group.record())

    done = run(group, "replay", dead_id, "--by", "ada")

    assert done.exit_code == 0
    (record,) = group.input()
    assert (record.partition, record.key, record.value) == (2, b"lead-1", group.record().value)
    assert record.headers == (*HEADERS, ("replay-for", group.name.encode()), ("dlq-attempt", b"2"))
    assert listed(group) == []
    (letter,) = listed(group, "--all")
    assert (letter["resolution"], letter["by"]) == ("replayed", "ada")
    assert resolutions(group, dead_id) == ["replayed"]


def test_a_replayed_record_is_processed_by_its_group_and_skipped_by_others(group: Group) -> None:
    (dead_id,) = group.kill(group.record())
    run(group, "replay", dead_id)
    (record,) = group.input()
    group.mended = True

    group.driver_of("another-group").feed_record(record)
    assert group.handled == []
    group.driver.feed_record(record)
    assert group.handled == [record]


def test_a_replay_that_dies_again_is_a_new_dead_letter_with_the_next_attempt(group: Group) -> None:
    (dead_id,) = group.kill(group.record())
    run(group, "replay", dead_id)
    (again,) = group.kill(*group.input())

    (letter,) = listed(group)
    assert (letter["dead_id"], letter["attempt"]) == (again, 2)
    assert again != dead_id
    run(group, "replay", again)
    assert [dict(record.headers)["dlq-attempt"] for record in group.input()] == [b"2", b"3"]
    assert [name for name, _ in group.input()[1].headers].count("replay-for") == 1


def test_nothing_is_resolved_twice(group: Group) -> None:
    (dead_id,) = group.kill(group.record())
    run(group, "replay", dead_id, "--by", "ada")

    for command in ("replay", "resolve"):
        assert f"{dead_id} was replayed already, by ada" in failed(run(group, command, dead_id)).message
    assert len(group.input()) == 1
    assert resolutions(group, dead_id) == ["replayed"]


def test_all_open_ones_of_a_group_are_replayed_at_once(group: Group) -> None:
    group.kill(*(group.record(offset) for offset in range(205)))

    done = run(group, "replay", "--all", "--group", group.name, "--json")

    assert len(json.loads(done.stdout)["replayed"]) == 205
    assert len(group.input()) == 205
    assert listed(group) == []


def test_a_dead_letter_is_given_up_and_nothing_is_written_back(group: Group) -> None:
    (dead_id,) = group.kill(group.record())

    assert run(group, "resolve", dead_id).exit_code == 0

    assert resolutions(group, dead_id) == ["discarded"]
    assert group.input() == []
    assert listed(group) == []


def test_a_record_without_a_value_is_written_back_without_one(group: Group) -> None:
    (dead_id,) = group.kill(group.record(value=None))

    run(group, "replay", dead_id)

    assert [record.value for record in group.input()] == [None]


def test_what_fails_halfway_leaves_nothing_behind(group: Group, monkeypatch: pytest.MonkeyPatch) -> None:
    (dead_id,) = group.kill(group.record())
    with Log(group.bootstrap) as log, Resolver(group.bootstrap, "ada") as resolver:
        letter = Letters.read(log).find(dead_id)
        monkeypatch.setattr(Resolver, "_resolve", _fail)
        with pytest.raises(HandoverError, match="not all was resolved: KafkaTimeoutError"):
            resolver.replay([letter], contents(log, [letter]))

    assert group.input() == []
    monkeypatch.undo()
    assert resolutions(group, dead_id) == []
    assert run(group, "replay", dead_id).exit_code == 0


def _fail(*_: object) -> None:
    raise KafkaTimeoutError("no answer")


def test_of_two_at_work_the_later_one_goes_on(group: Group) -> None:
    (dead_id,) = group.kill(group.record())
    with Log(group.bootstrap) as log, Resolver(group.bootstrap, "ada") as first:
        letter = Letters.read(log).find(dead_id)
        with Resolver(group.bootstrap, "bob") as second:
            with pytest.raises(HandoverError, match="another `handover dlq` took over"):
                first.discard([letter])
            second.discard([letter])

    assert resolutions(group, dead_id) == ["discarded"]


def test_a_timer_that_failed_cannot_be_replayed_but_given_up(group: Group) -> None:
    state = group.record()._replace(topic=f"{group.name}.state", offset=-1)
    group.driver.topology.inputs[state.topic] = group._handle  # type: ignore[index]
    (dead_id,) = group.kill(state)

    assert "there is nothing to write back" in failed(run(group, "replay", dead_id)).message
    assert run(group, "resolve", dead_id).exit_code == 0


def test_a_dead_letter_whose_content_is_gone_is_named(group: Group) -> None:
    (dead_id,) = group.kill(group.record())
    _delete_content(group)

    error = failed(run(group, "replay", dead_id))

    assert f"the content of {dead_id} is no longer on {group.name}.dlq" in error.message
    assert len(listed(group)) == 1


def _delete_content(group: Group) -> None:
    with admin.admin_client(group.bootstrap) as client:
        client.delete_records({TopicPartition(f"{group.name}.dlq", 2): -1})


@pytest.mark.parametrize("arguments", [["replay"], ["resolve"], ["replay", "some-id", "--all"]])
def test_what_to_resolve_has_to_be_said(group: Group, arguments: list[str]) -> None:
    assert "which dead letters?" in failed(run(group, *arguments)).message


def test_an_id_that_nobody_knows_is_named(group: Group) -> None:
    assert "there is no dead letter ffffffff-0" in failed(run(group, "show", "ffffffff-0")).message


def test_undecodable_bytes_are_shown_by_their_size(group: Group) -> None:
    record: Record = group.record(value=b"\xff\xfe")
    (dead_id,) = group.kill(record)

    assert "2 bytes that are no JSON" in run(group, "show", dead_id).stdout
