"""The groups of a process, and that nobody is told anything until it is configured."""

from pathlib import Path
from typing import Any

import pytest

from assignment.bootstrap import build
from assignment.settings import AssignmentSettings
from lead_runtime.delivery.sender import Sender
from lead_runtime.engine.engine import Engine
from lead_runtime.exits import ConfigurationError

HOOKS = "channels: {webhook: {kind: webhook}}\n"


def settings(config_dir: Path, **given: Any) -> AssignmentSettings:
    servers = {"bootstrap_servers": "localhost:1", "redis_url": "redis://localhost:1"}
    return AssignmentSettings.model_validate({**servers, "config_dir": config_dir, **given})


def groups(config_dir: Path, **given: Any) -> list[str]:
    spec = build(settings(config_dir, **given))
    named = [engine.topology.group.removeprefix("assignment.") for engine in spec.engines if isinstance(engine, Engine)]
    assert any(isinstance(part, Sender) for part in spec.services) == ("notify" in named)
    return named


def test_nobody_is_told_as_it_is_shipped() -> None:
    assert groups(Path(__file__).parents[3] / "deploy" / "config") == ["route", "decide"]


@pytest.mark.parametrize(
    ("chosen", "work_in"),
    [
        ("all", ["route", "decide", "notify"]),
        ("both", ["route", "decide"]),
        ("decide", ["decide"]),
        ("notify", ["notify"]),
    ],
)
def test_a_process_works_in_the_groups_that_it_is_told(tmp_path: Path, chosen: str, work_in: list[str]) -> None:
    (tmp_path / "delivery.yaml").write_text(HOOKS)
    assert groups(tmp_path, groups=chosen) == work_in


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (
            "channels: {webhook: {kind: webhook, secrets: [NOT_THERE]}}",
            "channels.webhook: the secret NOT_THERE is not set",
        ),
        ("channels: {webhook: {kind: pigeon}}", "delivery.yaml:1: channels.webhook"),
        ("channels: {mail: {kind: email, host: h, sender: nobody}}", "channels.mail.email.sender"),
        ("channels: {mail: {kind: email, host: h, sender: l@ex.org, user: u}}", "user and password go together"),
        ("channels: {webhook: {kind: webhook, carry: [everything]}}", "carry.0"),
        ("allow: {networks: [10.0.0.1/8]}", "allow.networks"),
    ],
)
def test_what_cannot_be_used_is_said_before_anything_starts(tmp_path: Path, file: str, said: str) -> None:
    (tmp_path / "delivery.yaml").write_text(file)
    with pytest.raises(ConfigurationError) as raised:
        build(settings(tmp_path))
    assert said in str(raised.value)
