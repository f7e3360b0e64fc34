"""What lies in the spool's file, and that it lies there for good."""

import sqlite3
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.lead_intake.spool.worlds import record

from lead_intake.adapters.spool.errors import CannotSpool, DamagedFile
from lead_intake.adapters.spool.file import SCHEMA_VERSION, Record, SpoolFile, Totals
from lead_intake.adapters.spool.volume import FILE, Volume
from lead_runtime.exits import ConfigurationError


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / FILE


@pytest.fixture
def file(path: Path) -> Iterator[SpoolFile]:
    opened = SpoolFile(path)
    yield opened
    opened.close()


def put(file: SpoolFile, *keys: str, at: float = 1.0) -> None:
    with file.transaction():
        for key in keys:
            file.append(record(key), at)


def keys(file: SpoolFile) -> list[str]:
    return [row.record.key.decode() for row in file.oldest(1000, 1 << 30)]


def test_what_was_put_in_is_there_whole_and_in_order_when_it_is_opened_again(path: Path) -> None:
    first = SpoolFile(path)
    put(first, "a", "b", at=5.0)
    put(first, "c", at=6.0)
    first.close()

    again = SpoolFile(path)

    assert [row.record for row in again.oldest(10, 1 << 20)] == [record("a"), record("b"), record("c")]
    assert again.totals == Totals(3, 3 * record("a").size, 5.0, 0)


@settings(max_examples=30, deadline=None)  # each waits for the disk
@given(key=st.binary(min_size=1), value=st.binary(), headers=st.lists(st.tuples(st.text(), st.binary())))
def test_any_bytes_come_back_as_they_were(
    tmp_path_factory: pytest.TempPathFactory, key: bytes, value: bytes, headers: list[tuple[str, bytes]]
) -> None:
    file = SpoolFile(tmp_path_factory.getbasetemp() / "any.spool")
    one = Record(key, value, tuple(headers))
    with file.transaction():
        file.append(one, 1.0)

    (row,) = file.oldest(10, 1 << 20)
    with file.transaction():
        file.remove([row])
    file.close()

    assert row.record == one


def test_a_commit_is_on_the_disk_before_it_returns(file: SpoolFile) -> None:
    assert file._db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert file._db.execute("PRAGMA synchronous").fetchone() == (2,)  # FULL: the log is synced with every commit


def test_only_its_owner_can_read_it(file: SpoolFile, path: Path) -> None:
    put(file, "a")

    files = [path, path.with_name(f"{FILE}-wal")]
    assert [stat.S_IMODE(one.stat().st_mode) for one in files] == [0o600, 0o600]


def test_what_failed_half_way_did_not_happen(file: SpoolFile) -> None:
    put(file, "a")
    before = file.totals

    with pytest.raises(ValueError), file.transaction():
        file.append(record("b"), 2.0)
        raise ValueError

    assert (keys(file), file.totals) == (["a"], before)


def test_a_batch_is_bounded_and_holds_no_key_twice(file: SpoolFile) -> None:
    put(file, "a", "b", "a", "c")

    assert [row.record.key for row in file.oldest(10, 1 << 20)] == [b"a", b"b"]
    assert len(file.oldest(1, 1 << 20)) == len(file.oldest(10, 1)) == 1


def test_the_oldest_is_known_by_its_arrival(file: SpoolFile) -> None:
    put(file, "a", at=7.0)
    put(file, "b", at=9.0)

    with file.transaction():
        file.remove(file.oldest(1, 1))

    assert file.totals == Totals(1, record("b").size, 9.0, 0)


def test_what_kafka_never_takes_is_kept_where_it_holds_up_nobody(file: SpoolFile) -> None:
    put(file, "a", "b")

    with file.transaction():
        file.set_aside(file.oldest(1, 1))

    assert (keys(file), file.totals.refused) == (["b"], 1)
    assert file._db.execute("SELECT key, value FROM refused").fetchall() == [(b"a", b"body")]


def test_what_was_sent_from_a_file_that_is_gone_deletes_nothing_in_the_new_one(file: SpoolFile, tmp_path: Path) -> None:
    gone = SpoolFile(tmp_path / "gone")
    put(gone, "a")
    sent = gone.oldest(10, 1 << 20)
    gone.close()
    put(file, "b")

    with file.transaction():
        file.remove(sent)
        file.set_aside(sent)

    assert (keys(file), file.totals) == (["b"], Totals(1, record("b").size, 1.0, 0))


def test_nothing_of_a_person_is_left_when_all_is_drained(file: SpoolFile, path: Path) -> None:
    with file.transaction():
        for number in range(50):
            file.append(record(f"k{number}", b"ann@firm.example" * (number * 10 + 1)), 1.0)
    with file.transaction():
        file.remove(file.oldest(1000, 1 << 30))
    file.tidy()

    parts = [one.read_bytes() for one in path.parent.glob(f"{FILE}*")]
    assert not any(b"ann@firm.example" in part for part in parts)
    assert sum(map(len, parts)) < 50_000


def test_a_file_of_a_later_release_is_refused_and_left_as_it_is(path: Path) -> None:
    SpoolFile(path).close()
    later = sqlite3.connect(path)
    later.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    later.close()
    before = path.read_bytes()

    with pytest.raises(ConfigurationError, match="schema version 2"):
        SpoolFile(path)

    assert path.read_bytes() == before


def test_a_file_that_is_none_of_ours_is_named_damaged(path: Path) -> None:
    path.write_bytes(b"no database at all, whatever its name" * 100)

    with pytest.raises(DamagedFile):
        SpoolFile(path)


def test_a_damaged_file_is_set_aside_whole_and_a_new_one_begun(path: Path, tmp_path: Path) -> None:
    garbage = b"\x00garbage" * 1000
    path.write_bytes(garbage)
    volume = Volume(tmp_path)

    file = volume.open()
    put(file, "a")

    assert (keys(file), volume.damaged()) == (["a"], 1)
    (aside,) = tmp_path.glob(f"{FILE}.damaged-*")
    assert aside.read_bytes() == garbage
    file.close()


def test_a_folder_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(CannotSpool, match="volume"):
        Volume(tmp_path / "volume").open()

    assert list(tmp_path.iterdir()) == []


def test_two_processes_never_have_the_same_spool(tmp_path: Path) -> None:
    mine, yours = Volume(tmp_path), Volume(tmp_path)
    file = mine.open()

    with pytest.raises(CannotSpool, match="another process"):
        yours.open()

    file.close()
    mine.release()
    yours.open().close()
