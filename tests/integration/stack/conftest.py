"""What the tests of the stack start: small services, a stack of them, the command as a user runs it."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeAlias

import pytest

from handover.stack import control
from handover.stack.plan import Plan, ServicePlan

Command: TypeAlias = Callable[..., "subprocess.CompletedProcess[str]"]

FAKE = (sys.executable, str(Path(__file__).with_name("fake_service.py")))


def fake(name: str, *arguments: str, workers: int = 1) -> ServicePlan:
    """A service of ``fake_service.py``; with an argument, one that ends with that exit code."""
    return ServicePlan(name=name, command=(*FAKE, *arguments), workers=workers)


def quietly(plan: Plan) -> None:
    """Launches a plan from the cache that the session has filled."""
    control.launch(plan, prepare=lambda _: None, watch=lambda _: None)


@pytest.fixture(scope="module")
def launched(kafka: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The directory of a detached stack with two workers of ``greeter`` and one of ``quitter``."""
    directory = tmp_path_factory.mktemp("launched")
    quietly(Plan(directory=directory, services=(fake("greeter", workers=2), fake("quitter"))))
    yield directory
    control.halt(directory)


@pytest.fixture
def handover() -> Command:
    """Runs the command; ``env`` adds variables."""

    def run(*arguments: str, env: dict[str, str] | None = None) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-m", "handover.cli", *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ | (env or {}))

    return run
