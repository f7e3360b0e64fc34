"""What a start publishes of ``deploy/config``, given what is published already."""

import shutil
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from handover import cli
from handover.configuration import rep_ids, unpublished
from handover.errors import HandoverError
from lead_contracts.base import Event
from lead_contracts.events import ConfigPublished, RepChanged
from qualification.adapters.publish import published_rules
from sla_monitor.adapters.publish import published_policy

SHIPPED = Path(__file__).parents[3] / "deploy" / "config"
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A copy of the shipped configuration, to be changed."""
    return Path(shutil.copytree(SHIPPED, tmp_path / "config"))


def write(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


def start(config: Path, log: Sequence[Event]) -> list[Event]:
    """The log after one more start."""
    return [*log, *unpublished(config, NOW, log)]


def policies(log: Sequence[Event]) -> list[ConfigPublished]:
    return [event for event in log if isinstance(event, ConfigPublished) and event.kind == "sla"]


def hours(log: Sequence[Event]) -> list[object]:
    return [event.model_dump(mode="json")["content"]["first_response"]["within_hours"] for event in policies(log)]


def by_a_person(file: Path, log: Sequence[Event]) -> list[Event]:
    return [*log, published_policy(file, NOW, "ada", policies(log))]


def test_a_first_start_publishes_everything(config: Path) -> None:
    log = start(config, [])
    versions = [event for event in log if isinstance(event, ConfigPublished)]
    assert {(event.kind, event.version) for event in versions} == {("rules", 1), ("routing", 1), ("sla", 1)}
    assert any(isinstance(event, RepChanged) for event in log)


def test_the_next_start_publishes_nothing(config: Path) -> None:
    log = start(config, [])
    assert start(config, log) == log


def test_a_file_that_changed_is_the_next_version_and_so_is_its_change_back(config: Path) -> None:
    log = start(config, [])
    write(config / "sla.yaml", "within_hours: 24", "within_hours: 4")
    log = start(config, log)
    write(config / "sla.yaml", "within_hours: 4", "within_hours: 24")
    assert hours(start(config, log)) == [24, 4, 24]


def test_what_a_person_published_from_another_file_is_not_set_back_by_a_start(config: Path, tmp_path: Path) -> None:
    log = start(config, [])
    other = tmp_path / "stricter.yaml"
    shutil.copy(config / "sla.yaml", other)
    write(other, "within_hours: 24", "within_hours: 4")
    log = by_a_person(other, log)
    assert hours(start(config, log)) == [24, 4]


def test_a_file_that_a_person_published_is_not_published_again(config: Path) -> None:
    log = start(config, [])
    write(config / "sla.yaml", "within_hours: 24", "within_hours: 4")
    log = by_a_person(config / "sla.yaml", log)
    assert hours(start(config, log)) == [24, 4]


def test_a_policy_file_that_holds_together_is_said_to() -> None:
    done = CliRunner().invoke(cli.app, ["sla", "check", str(SHIPPED / "sla.yaml")])
    assert done.exit_code == 0
    assert "standard holds together, first response within 24 hours" in " ".join(done.stdout.split())


def test_an_unknown_key_is_named_with_file_and_line(config: Path) -> None:
    write(config / "sla.yaml", "keep_days:", "keep_day:")
    done = CliRunner().invoke(cli.app, ["sla", "check", str(config / "sla.yaml")])
    assert isinstance(done.exception, HandoverError)
    assert f"{config / 'sla.yaml'}:21: keep_day: this key is not known here" in done.exception.message


@pytest.mark.parametrize(
    ("file", "old"), [("rules/inbound.yaml", "name:"), ("routing.yaml", "pools:"), ("sla.yaml", "stuck:")]
)
def test_a_faulty_file_is_named_with_line_and_key_before_anything_starts(config: Path, file: str, old: str) -> None:
    write(config / file, f"\n{old}", f"\nunknown_{old}")
    number = next(n for n, text in enumerate((config / file).read_text("utf-8").splitlines(), 1) if "unknown_" in text)
    with pytest.raises(HandoverError) as refused:
        rep_ids(config)
    assert f"{config / file}:{number}: unknown_{old} this key is not known here" in refused.value.message


def test_a_start_does_not_set_back_rules_that_took_over_under_another_name(config: Path, tmp_path: Path) -> None:
    log = start(config, [])
    other = tmp_path / "other.yaml"
    shutil.copy(config / "rules" / "inbound.yaml", other)
    write(other, "name: inbound ", "name: other ")
    versions = [event for event in log if isinstance(event, ConfigPublished)]
    log = [*log, *published_rules([other], NOW, "ada", versions)]
    assert start(config, log) == log
    write(config / "rules" / "inbound.yaml", "qualify: 15", "qualify: 16")
    for minutes, file in enumerate((config / "rules" / "inbound.yaml", other), start=1):
        versions = [event for event in log if isinstance(event, ConfigPublished)]
        log = [*log, *published_rules([file], NOW - timedelta(minutes=5 - minutes), "ada", versions)]
    assert start(config, log) == log
