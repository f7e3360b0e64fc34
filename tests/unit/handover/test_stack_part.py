"""A supervised process, with a clock that the test moves."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from handover.stack.part import Part
from handover.stack.process import Process


class Clock:
    """Seconds that pass when told."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def run(code: str, folder: Path, clock: Clock) -> Part:
    return Part(Process("part", [sys.executable, "-c", code], folder / "part.log"), clock=clock)


@pytest.fixture
def sleeper(tmp_path: Path, clock: Clock) -> Iterator[Part]:
    part = run("import signal; signal.pause()", tmp_path, clock)
    part.start()
    yield part
    part.stop(1)


def test_a_killed_process_is_started_again_when_its_pause_is_over(sleeper: Part, clock: Clock) -> None:
    before = sleeper.process.pid
    sleeper.process.kill()

    assert sleeper.look()
    assert sleeper.phase == "restarting"
    assert not sleeper.look(), "the pause is not over"

    clock.now += 0.5
    assert sleeper.look()
    assert (sleeper.phase, sleeper.restarts) == ("running", 1)
    assert sleeper.process.pid not in (None, before)


def test_a_frozen_process_counts_as_running(sleeper: Part) -> None:
    sleeper.process.freeze()
    assert not sleeper.look()
    assert sleeper.phase == "running"


def test_a_process_that_halts_stays_down(tmp_path: Path, clock: Clock) -> None:
    part = run("raise SystemExit(78)", tmp_path, clock)
    part.start()
    assert part.process.wait(10)
    part.look()
    clock.now += 3600
    assert not part.look()
    assert (part.phase, part.process.running) == ("halted", False)


def test_a_part_that_was_stopped_is_not_started_again(sleeper: Part, clock: Clock) -> None:
    sleeper.stop(5)
    clock.now += 3600
    assert not sleeper.look()
    assert sleeper.state().phase == "stopped"
    assert sleeper.state().pid is None
