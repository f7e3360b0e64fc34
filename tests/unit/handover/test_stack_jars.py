"""Kafka's jars: pinned, fetched once, verified always."""

import hashlib
from collections import Counter
from pathlib import Path

import pytest

from handover.errors import HandoverError
from handover.stack import jars
from handover.stack.jars import Jar


def content(jar: Jar) -> bytes:
    return f"the bytes of {jar.coordinate}".encode()


def pinned(coordinate: str) -> Jar:
    value = content(Jar(coordinate, 0, ""))
    return Jar(coordinate, len(value), hashlib.sha256(value).hexdigest())


class Repository:
    """Serves what was pinned, and remembers what it was asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.damages = ""

    def __call__(self, jar: Jar, folder: Path) -> Path:
        self.asked.append(jar.coordinate)
        file = folder / jar.file_name
        file.write_bytes(b"<html>log in first</html>" if jar.coordinate == self.damages else content(jar))
        return file


@pytest.fixture
def repository() -> Repository:
    return Repository()


@pytest.fixture(autouse=True)
def three_jars(monkeypatch: pytest.MonkeyPatch) -> list[Jar]:
    chosen = [pinned(f"org.example:part-{n}:1.0") for n in range(3)]
    monkeypatch.setattr(jars, "locked", lambda: chosen)
    return chosen


def test_the_first_start_fetches_every_jar_and_the_second_none(tmp_path: Path, repository: Repository) -> None:
    first = jars.class_path(tmp_path, fetch=repository)
    assert len(repository.asked) == 3
    assert jars.class_path(tmp_path, fetch=repository) == first
    assert len(repository.asked) == 3


@pytest.mark.parametrize("damage", [b"", b"cut sho", b"x" * len(content(pinned("org.example:part-1:1.0")))])
def test_a_jar_that_is_cut_short_or_changed_is_fetched_again(
    tmp_path: Path, repository: Repository, damage: bytes
) -> None:
    _, second, _ = jars.class_path(tmp_path, fetch=repository)
    repository.asked.clear()
    second.write_bytes(damage)
    jars.class_path(tmp_path, fetch=repository)
    assert repository.asked == ["org.example:part-1:1.0"]
    assert second.read_bytes() == b"the bytes of org.example:part-1:1.0"


def test_what_arrives_damaged_is_named_and_does_not_get_its_name(tmp_path: Path, repository: Repository) -> None:
    repository.damages = "org.example:part-1:1.0"
    with pytest.raises(HandoverError, match=r"part-1:1\.0 arrived damaged"):
        jars.class_path(tmp_path, fetch=repository)
    assert not (tmp_path / "jars" / "part-1-1.0.jar").exists()
    assert [file.name for file in (tmp_path / "jars").iterdir() if file.name.startswith(".")] == [], (
        "nothing half-fetched"
    )


def test_progress_tells_of_each_jar_and_the_bytes_to_come(
    tmp_path: Path, repository: Repository, three_jars: list[Jar]
) -> None:
    assert jars.missing_bytes(tmp_path) == sum(jar.size for jar in three_jars)
    seen: list[Jar] = []
    jars.class_path(tmp_path, fetch=repository, progress=seen.append)
    assert seen == three_jars
    assert jars.missing_bytes(tmp_path) == 0


def test_the_lock_pins_one_kafka_with_its_own_clients_and_no_name_twice() -> None:
    monkeypatched_aside = [line.split() for line in jars.LOCK.read_text(encoding="utf-8").splitlines()]
    locked = [Jar(coordinate, int(size), sha256) for sha256, size, coordinate in monkeypatched_aside]
    versions = {jar.coordinate.rsplit(":", 1)[1] for jar in locked if jar.coordinate.startswith("org.apache.kafka:")}
    assert versions == {"4.2.2"}
    assert any(":log4j-slf4j-impl:" in jar.coordinate for jar in locked), "broker logs would be lost"
    assert max(Counter(jar.file_name for jar in locked).values()) == 1
    assert all(len(jar.sha256) == 64 for jar in locked)
