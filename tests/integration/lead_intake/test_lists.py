"""A list, killed on both sides: sent again it is in once, row by row."""

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from tests.integration.lead_intake.conftest import KEY, Intake
from tests.support import eventually

from handover.importing import Importer, import_id
from lead_contracts.codec import decode
from lead_contracts.events import Delivery
from lead_contracts.topics import MARKETING_EVENTS
from lead_runtime import admin

pytestmark = [pytest.mark.kafka, pytest.mark.valkey]
ROWS = 3_000


def cli(intake: Intake, file: Path, *options: str) -> "subprocess.Popen[bytes]":
    env = os.environ | {"HANDOVER_API_KEY": KEY}
    command = [sys.executable, "-m", "handover.cli", "import", str(file), "--url", str(intake.http.base_url), "--json"]
    return subprocess.Popen([*command, *options], env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def read_rows(intake: Intake, key: str) -> int:
    answer = intake.http.get(f"/v1/imports/{key}")
    return int(answer.json()["read"]) if answer.is_success else 0


def deliveries(intake: Intake, key: str) -> Counter[str]:
    """How often each delivery of the import lies on the topic."""
    found: Counter[str] = Counter()
    for record in admin.read_topic(intake.bootstrap, MARKETING_EVENTS):
        if any(key.encode() in value for _, value in record.headers):
            _, event = decode(record.headers, record.value)
            assert isinstance(event, Delivery)
            found[event.delivery_id] += 1
    return found


def touches(intake: Intake) -> dict[str, str | None]:
    """The e-mail address of each touch."""
    return {one.touch_id: one.email for one in intake.received()}


def test_a_list_survives_kill_9_of_its_sender_and_of_intake(intake: Intake, tmp_path: Path) -> None:
    file, report = tmp_path / "people.csv", tmp_path / "report.ndjson"
    lines = (f"p{n}@{intake.firm};P{n};{'x' * 1000}\n" for n in range(1, ROWS + 1))
    file.write_text("E-Mail;First name;Note\n" + "".join(lines) + "nobody;;\n", encoding="utf-16")
    key = import_id(file, {"source": "list"})

    sender = cli(intake, file)
    eventually(lambda: read_rows(intake, key) >= 500, 30, "a part of the list is in")
    assert sender.poll() is None, sender.communicate()
    sender.kill()
    sender.communicate()

    again = cli(intake, file, "--report", str(report))
    eventually(lambda: read_rows(intake, key) >= 1_500, 30, "the second run is further than the first")
    assert again.poll() is None, again.communicate()
    intake.process.kill()
    intake.process.start()
    out, told = again.communicate(timeout=90)

    assert again.returncode == 0, told
    done: dict[str, Any] = json.loads(out)
    assert (done["rows"], done["read"], done["refused"]) == (ROWS, ROWS + 1, 1)
    kept = [json.loads(line) for line in report.read_text().splitlines()]
    assert Counter(line["outcome"] for line in kept) == {"kept": ROWS, "refused": 1}
    assert set(deliveries(intake, key)) == {line["delivery_id"] for line in kept if line["delivery_id"]}
    emails = {f"p{n}@{intake.firm}" for n in range(1, ROWS + 1)}
    by_touch = eventually(lambda: len(found := touches(intake)) >= ROWS and found, 40, "all rows are touches")
    assert (len(by_touch), set(by_touch.values())) == (ROWS, emails)


def test_a_list_that_is_in_is_not_sent_again(intake: Intake, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text(f"email\na@{intake.firm}\nb@{intake.firm}\n")
    importer, key = Importer(intake.http, file, {"source": "list"}, patience=20), import_id(file, {})

    first, second = (importer.send(key, lambda _: None) for _ in range(2))

    assert (first["rows"], first["repeated"]) == (2, 0)
    assert (second["rows"], second["repeated"]) == (2, 2)
    assert set(deliveries(intake, key).values()) == {1}
