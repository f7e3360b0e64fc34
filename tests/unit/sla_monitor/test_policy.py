"""Policies from file to clock."""

from datetime import timedelta
from pathlib import Path

import pytest
from tests.unit.sla_monitor.leads import POLICY_FILE, assigned, monitor, qualified, received
from tests.unit.sla_monitor.story import POLICY, at

from lead_contracts import events
from lead_runtime.config import ConfigError
from lead_runtime.engine.errors import Transient
from sla_monitor.adapters.policies import compiled
from sla_monitor.adapters.publish import check_policy, published_policy


def changed(folder: Path, old: str, new: str) -> Path:
    text = POLICY_FILE.read_text("utf-8")
    assert old in text
    path = folder / "sla.yaml"
    path.write_text(text.replace(old, new), "utf-8")
    return path


def test_policy_of_the_repository_is_the_default_promise() -> None:
    event = published_policy(POLICY_FILE, at(0), "ops")
    assert event.key() == "sla/standard/1"
    assert compiled(event) == POLICY


def test_published_policy_reads_back_from_the_wire() -> None:
    event = published_policy(POLICY_FILE, at(0), "ops")
    assert compiled(events.ConfigPublished.model_validate_json(event.model_dump_json())) == POLICY


def test_same_content_is_the_same_version_and_another_the_next(tmp_path: Path) -> None:
    first = published_policy(POLICY_FILE, at(0), "ops")
    assert published_policy(POLICY_FILE, at(1), "ops", [first]) is first
    second = published_policy(changed(tmp_path, "within_hours: 24", "within_hours: 4"), at(1), "ops", [first])
    assert (second.version, second.effective_from) == (2, at(1))


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("warn_at_percent: 75", "warn_at: 75", "first_response.warn_at: this key is not known here"),
        ("within_hours: 24", "within_hours: soon", "first_response.within_hours: Input should be a valid number"),
        ("within_hours: 24", "within_hours: 0", "first_response.within_hours: Input should be greater than 0"),
        ("responses: [call,", "responses: [fax,", "first_response.responses.0: Input should be 'call'"),
        ("keep_days: 90", "keep_days: ninety: days", "mapping values are not allowed"),
    ],
)
def test_mistake_is_named_with_file_line_and_key(tmp_path: Path, old: str, new: str, what: str) -> None:
    path = changed(tmp_path, old, new)
    line = next(number for number, text in enumerate(path.read_text("utf-8").splitlines(), 1) if new in text)
    with pytest.raises(ConfigError) as caught:
        check_policy(path)
    assert f"{path}:{line}: {what}" in str(caught.value)


def test_lead_must_not_be_forgotten_before_its_deadline(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="keep_days must be longer"):
        check_policy(changed(tmp_path, "within_hours: 24", "within_hours: 2200"))


def test_version_that_this_release_cannot_read_makes_the_partition_wait() -> None:
    driver, event = monitor(published=False), published_policy(POLICY_FILE, at(-1), "ops")
    driver.set_global(event.model_copy(update={"content": {"name": "standard"}}))
    with pytest.raises(Transient, match="sla/standard/1 cannot be read: first_response"):
        driver.feed(received())


def test_new_version_times_new_clocks_and_leaves_running_ones_alone(tmp_path: Path) -> None:
    driver, first = monitor(), published_policy(POLICY_FILE, at(-1000), "test")
    driver.feed(received())
    hasty = changed(tmp_path, "within_hours: 24", "within_hours: 1")
    driver.set_global(published_policy(hasty, at(0), "test", [first], effective_from=at(1)))
    driver.feed(received().model_copy(update={"lead_id": "before-it-is-effective"}))
    driver.advance(to=at(1))
    driver.feed(received("t", 1).model_copy(update={"lead_id": "after"}))
    driver.advance(to=at(30))
    breaches = {event.lead_id: event for event in driver.outputs if event.NAME == "sla.breached"}
    assert {lead: event.policy.version for lead, event in breaches.items()} == {
        received().key(): 1,
        "before-it-is-effective": 1,
        "after": 2,
    }
    assert breaches["after"].due_at - breaches["after"].started_at == timedelta(hours=1)


def test_verdict_and_owner_do_not_change_the_version_of_a_clock(tmp_path: Path) -> None:
    driver, first = monitor(), published_policy(POLICY_FILE, at(-1000), "test")
    driver.feed(received())
    hasty = changed(tmp_path, "within_hours: 24", "within_hours: 1")
    driver.set_global(published_policy(hasty, at(0), "test", [first]))
    driver.feed(qualified())
    driver.feed(assigned())
    driver.advance(to=at(30))
    assert [event.policy.version for event in driver.outputs] == [1, 1]
