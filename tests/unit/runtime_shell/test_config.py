"""A mistake in a YAML file is said with its file, line and key."""

from datetime import timedelta
from pathlib import Path
from typing import Literal

import pytest
from pydantic import Field

from lead_runtime.config import ConfigError, ConfigModel, load_yaml
from lead_runtime.exits import ConfigurationError

GOOD = """\
name: eu
clocks:
  - clock: first_response
    due: PT24H
    rungs: [0.75, 1]
  - clock: accept
    due: PT1H
"""


class Clock(ConfigModel):
    clock: Literal["first_response", "accept"]
    due: timedelta
    rungs: tuple[float, ...] = ()


class Policy(ConfigModel):
    name: str
    clocks: tuple[Clock, ...] = Field(min_length=1)


def load(tmp_path: Path, text: str | bytes) -> Policy:
    path = tmp_path / "policy.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return load_yaml(path, Policy)


def mistakes(tmp_path: Path, text: str | bytes) -> list[tuple[int, str]]:
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, text)
    for line in str(caught.value).splitlines():
        assert line.startswith(f"{tmp_path / 'policy.yaml'}:")
    assert all(mistake.expected for mistake in caught.value.mistakes)
    return [(mistake.line, mistake.key) for mistake in caught.value.mistakes]


def test_a_good_file_becomes_the_model(tmp_path: Path) -> None:
    policy = load(tmp_path, GOOD)
    assert policy.clocks[0] == Clock(clock="first_response", due=timedelta(hours=24), rungs=(0.75, 1.0))


def test_words_are_not_booleans(tmp_path: Path) -> None:
    assert load(tmp_path, GOOD.replace("name: eu", "name: no")).name == "no"


@pytest.mark.parametrize(
    ("old", "new", "line", "key"),
    [
        ("    due: PT1H", "    due: PT1H\n    colour: red", 8, "clocks.1.colour"),
        ("    due: PT1H", "    due: soon", 7, "clocks.1.due"),
        ("    due: PT1H\n", "", 6, "clocks.1.due"),
        ("clock: accept", "clock: lunch", 6, "clocks.1.clock"),
        ("[0.75, 1]", "[0.75, all]", 5, "clocks.0.rungs.1"),
        ("name: eu\n", "", 1, "name"),
        ("name: eu", "name: [eu]", 1, "name"),
        ("name: eu", "name: eu\nnmae: eu", 2, "nmae"),
        ("name: eu", "name: eu\nname: us", 2, ""),
        ("rungs: [0.75, 1]", "rungs: [0.75, 1", 6, ""),
        ("    rungs", "\trungs", 5, ""),
    ],
)
def test_a_mistake_is_found_where_it_is(tmp_path: Path, old: str, new: str, line: int, key: str) -> None:
    assert old in GOOD
    assert mistakes(tmp_path, GOOD.replace(old, new)) == [(line, key)]


def test_all_mistakes_are_said_at_once(tmp_path: Path) -> None:
    text = GOOD.replace("PT24H", "soon").replace("clock: accept", "clock: lunch")
    assert mistakes(tmp_path, text) == [(4, "clocks.0.due"), (6, "clocks.1.clock")]


@pytest.mark.parametrize(("text", "line"), [("", 1), ("# nothing\n", 1), ("- a list", 1), (b"name: eu\nx: \xff", 2)])
def test_a_file_that_holds_no_keys_is_refused(tmp_path: Path, text: str | bytes, line: int) -> None:
    assert mistakes(tmp_path, text) == [(line, "")]


def test_a_file_runs_nothing(tmp_path: Path) -> None:
    assert mistakes(tmp_path, "name: !!python/object/apply:os.getcwd []")[0][0] == 1


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"nowhere\.yaml:1: No such file"):
        load_yaml(tmp_path / "nowhere.yaml", Policy)


def test_it_ends_a_process_as_any_configuration_error_does() -> None:
    assert issubclass(ConfigError, ConfigurationError)
