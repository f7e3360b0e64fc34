"""``handover assign simulate`` on a real Kafka of its own: it reads the topics by their real names."""

import json
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from kafka import KafkaProducer, TopicPartition
from tests.unit.assignment.logged import LIVELY, history
from tests.unit.assignment.story import DAY, NOW
from typer.testing import CliRunner, Result

from handover.cli import app
from handover.publishing import publish
from handover.stack import start_kafka
from lead_contracts import topics
from lead_runtime import admin
from lead_runtime.admin import clients
from lead_runtime.engine.partitioner import partition_of

pytestmark = pytest.mark.kafka
READ = frozenset({topics.ASSIGNMENT_REQUESTS, topics.LEADS_ASSIGNED, topics.LEADS_ACTIVITIES, topics.CONFIG_VERSIONS})


@pytest.fixture(scope="module")
def told() -> Iterator[str]:
    """Bootstrap servers of a Kafka with a history, as the service wrote it."""
    with tempfile.TemporaryDirectory(prefix="simulate-") as folder, start_kafka(Path(folder), heap_mb=384) as cluster:
        servers = cluster.bootstrap_servers
        admin.ensure_topics(servers, specs=[spec for spec in topics.load() if spec.name in READ])
        world = history(5, 250)
        publish(servers, lambda _: world.policies)
        producer = KafkaProducer(bootstrap_servers=servers)
        for topic, records in world.told.items():
            for record in records:
                key, number = record.key or b"", partition_of(record.key or b"", 12)
                producer.send(topic, record.value, key, list(record.headers), number, record.timestamp)
        producer.flush()
        producer.close()
        yield servers


def simulate(servers: str, *options: str) -> Result:
    until = (NOW + 60 * DAY).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S%z")
    begin = (NOW - timedelta(days=1)).strftime("%Y-%m-%d")
    since = () if "--since" in options else ("--since", begin)
    arguments = ("assign", "simulate", "--bootstrap-servers", servers, *since, "--until", until, *options)
    return CliRunner().invoke(app, arguments)


def test_what_ran_changes_nothing_and_a_draft_is_explained(told: str, tmp_path: Path) -> None:
    ran = simulate(told, "--json")
    assert ran.exit_code == 0, ran.output
    same = json.loads(ran.stdout)
    assert same["history"] | {"begins": None} == {
        "begins": None,
        "cut": False,
        "as_it_ran": True,
        "unreadable": 0,
        "not_decided": 0,
        "passed_over": {},
    }
    assert same["leads"]["compared"] > 10
    assert (same["leads"]["changed"], same["largest_changes"]) == (0, [])

    draft = tmp_path / "draft.yaml"
    draft.write_text(json.dumps({"name": "draft", "default_pool": "default", **LIVELY, "steps": [], "rules": []}))
    other = json.loads(simulate(told, "--json", "--policy", str(draft)).stdout)
    assert other["leads"]["compared"] >= same["leads"]["compared"]
    assert other["leads"]["changed"] > 0
    change = next(each for each in other["largest_changes"] if each["would_be"]["owner"])
    assert "policy draft-draft 1" in change["would_be"]["in_words"][-1]
    assert any("policy routing 1" in line for each in other["largest_changes"] for line in each["was"]["in_words"])

    shown = simulate(told, "--policy", str(draft))
    assert shown.exit_code == 0
    assert "leads would have another owner; nothing was written." in shown.stdout
    assert "fairness, by turns" in shown.stdout


def test_it_writes_nothing(told: str) -> None:
    before = _ends(told)
    simulate(told, "--json")
    assert _ends(told) == before


def test_a_mistake_in_a_draft_is_named_with_file_line_and_key(told: str, tmp_path: Path) -> None:
    draft = tmp_path / "draft.yaml"
    draft.write_text(
        "name: draft\npools: {default: {}}\ndefault_pool: default\nsteps:\n  - name: a\n    candidats: anybody\n"
    )
    done = simulate(told, "--policy", str(draft))
    assert done.exit_code == 1
    assert f"{draft}:6: steps.0.candidats: this key is not known here" in str(done.exception)


def test_policies_are_checked_and_published_as_versions(told: str, tmp_path: Path) -> None:
    file = tmp_path / "routing.yaml"
    file.write_text("name: other\npools: {default: {}}\ndefault_pool: default\n")
    assert "other holds together" in CliRunner().invoke(app, ["assign", "check", str(file)]).stdout.replace("\n", " ")
    later = (datetime.now(UTC) + 30 * DAY).strftime("%Y-%m-%d")
    command = ["assign", "publish", str(file), "--bootstrap-servers", told, "--effective-from", later, "--json"]
    (event,) = json.loads(CliRunner().invoke(app, command).stdout)
    assert (event["name"], event["version"]) == ("other", 1)
    assert json.loads(CliRunner().invoke(app, command).stdout) == []


def _ends(servers: str) -> dict[TopicPartition, int]:
    with clients.reader(servers, "read_uncommitted") as reader:
        places = [TopicPartition(topic, number) for topic in READ for number in reader.partitions_for_topic(topic)]
        return dict(reader.end_offsets(places))
