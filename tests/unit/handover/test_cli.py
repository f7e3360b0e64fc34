"""The command itself: exit codes and how errors look."""

import subprocess
import sys

import pytest

from handover import cli
from handover.errors import HandoverError


def handover(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "handover.cli", *arguments], capture_output=True, text=True, check=False
    )


def test_an_error_is_told_on_stderr_with_the_way_out_and_no_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail() -> None:
        raise HandoverError("No [room] on the disk.", "Free some.")

    monkeypatch.setattr(cli, "app", fail)
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err == "handover: No [room] on the disk.\nFree some.\n"


def test_an_unknown_option_is_a_usage_error() -> None:
    done = handover("up", "--prot-kafka", "1")
    assert done.returncode == 2
    assert "--prot-kafka" in done.stderr


def test_help_names_the_commands() -> None:
    done = handover("--help")
    assert done.returncode == 0
    assert all(command in done.stdout for command in ("up", "down", "status"))
