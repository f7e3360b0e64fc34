"""``handover reps`` on a real Kafka: files, a calendar, and who is there."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from kafka import KafkaProducer
from typer.testing import CliRunner

from handover import cli
from handover.errors import HandoverError
from handover.stack import start_kafka
from lead_contracts.topics import SALES_REPS
from lead_runtime import admin
from lead_runtime.engine.partitioner import partition_of

pytestmark = pytest.mark.kafka
REPS = """
teams:
  north: {name: North, time_zone: Europe/Oslo, holidays: "NO"}
reps:
  kim: {name: Kim, role: farmer, team: north}
  lu: {name: Lu, role: hunter, team: north, active: false}
"""


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A Kafka of our own: on the shared one other tests publish too."""
    with start_kafka(tmp_path_factory.mktemp("kafka"), heap_mb=384) as cluster:
        admin.ensure_topics(cluster.bootstrap_servers)
        yield cluster.bootstrap_servers


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "reps.yaml"
    path.write_text(REPS, "utf-8")
    return path


def run(broker: str, *asked: str) -> Any:
    done = CliRunner().invoke(
        cli.app, ["reps", *asked, "--bootstrap-servers", broker, "--json"], catch_exceptions=False
    )
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def calendar(folder: Path, *starts: datetime) -> Path:
    path = folder / "kim.ics"
    events = [f"BEGIN:VEVENT\r\nDTSTART:{at:%Y%m%dT%H%M%SZ}\r\nDURATION:PT1H\r\nEND:VEVENT\r\n" for at in starts]
    path.write_text(f"BEGIN:VCALENDAR\r\nPRODID:x\r\n{''.join(events)}END:VCALENDAR\r\n", "utf-8", newline="")
    return path


def test_what_has_changed_in_a_file_is_published_and_a_calendar_holds_on(
    broker: str, file: Path, tmp_path: Path
) -> None:
    assert [one.get("team_id") or one["rep_id"] for one in run(broker, "publish", str(file))] == ["north", "kim", "lu"]
    assert run(broker, "publish", str(file)) == []
    soon = datetime.now(UTC) + timedelta(days=1)
    told = run(broker, "import-calendar", "kim", str(calendar(tmp_path, soon, soon + timedelta(days=1))))
    assert told == {"rep_id": "kim", "absences": 2, "ignored": {}, "complete_until": None}
    file.write_text(REPS.replace("name: Kim", "name: Kim B"), "utf-8")
    (kim,) = run(broker, "publish", str(file))
    assert (kim["name"], [one["reason_code"] for one in kim["absences"]]) == ("Kim B", ["calendar", "calendar"])
    assert run(broker, "import-calendar", "kim", str(calendar(tmp_path, soon)))["absences"] == 1
    team, kim, lu = run(broker, "list")
    assert (team["team_id"], len(kim["absences"]), lu["active"]) == ("north", 1, False)


def test_the_list_says_in_words_who_is_there(broker: str, file: Path) -> None:
    run(broker, "publish", str(file))
    done = CliRunner().invoke(cli.app, ["reps", "list", "--bootstrap-servers", broker], catch_exceptions=False)
    (line,) = [line for line in done.stdout.splitlines() if "(lu)" in line]
    assert "paused" in line


def test_who_was_erased_is_unknown_and_comes_back_with_their_file(broker: str, file: Path, tmp_path: Path) -> None:
    run(broker, "publish", str(file))
    with KafkaProducer(bootstrap_servers=broker) as producer:
        place = partition_of(b"kim", len(producer.partitions_for(SALES_REPS)))
        producer.send(SALES_REPS, key=b"kim", value=None, partition=place).get(10)
    with pytest.raises(HandoverError, match="No rep kim is known"):
        run(broker, "import-calendar", "kim", str(calendar(tmp_path)))
    assert [one["rep_id"] for one in run(broker, "publish", str(file))] == ["kim"]


def test_a_mistake_is_said_with_its_line_and_nothing_is_published(broker: str, file: Path, tmp_path: Path) -> None:
    run(broker, "publish", str(file))
    file.write_text(REPS.replace("Europe/Oslo", "Mars/Base").replace("name: Lu", "name: Lulu"), "utf-8")
    for command in ("check", "publish"):
        asked = ["reps", command, str(file), *(["--bootstrap-servers", broker] if command == "publish" else [])]
        with pytest.raises(HandoverError, match=r"reps.yaml:3: teams.north.time_zone: no such time zone"):
            CliRunner().invoke(cli.app, asked, catch_exceptions=False)
    bad = tmp_path / "bad.ics"
    bad.write_text("hello", "utf-8")
    with pytest.raises(HandoverError, match="not an iCalendar file"):
        run(broker, "import-calendar", "kim", str(bad))
    assert "Lulu" not in json.dumps(run(broker, "list"))
