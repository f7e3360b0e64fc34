"""The spool on disk: one SQLite file, written by one connection. What is committed is on the disk (WAL, fsync).

It holds personal data, so only its owner may read it, and what is deleted is overwritten.
"""

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple, TypeAlias

import msgspec

from lead_intake.adapters.spool.errors import DamagedFile
from lead_runtime.exits import ConfigurationError

SCHEMA_VERSION: Final = 1
Headers: TypeAlias = tuple[tuple[str, bytes], ...]
_OVERHEAD: Final = 64
"""Bytes that a row takes beside what is in it."""
_SCHEMA: Final = f"""
CREATE TABLE waiting (
  seq INTEGER PRIMARY KEY AUTOINCREMENT, bytes INTEGER NOT NULL, spooled_at REAL NOT NULL,
  key BLOB NOT NULL, headers BLOB NOT NULL, value BLOB NOT NULL
);
CREATE TABLE refused (
  seq INTEGER PRIMARY KEY, bytes INTEGER NOT NULL, spooled_at REAL NOT NULL,
  key BLOB NOT NULL, headers BLOB NOT NULL, value BLOB NOT NULL
);
PRAGMA user_version = {SCHEMA_VERSION};
"""
# The vacuum mode has to stand before any table.
_PRAGMAS: Final = (
    "auto_vacuum = INCREMENTAL",
    "journal_mode = WAL",
    "synchronous = FULL",
    "secure_delete = ON",
    "journal_size_limit = 16777216",
)
_DAMAGE: Final = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
_headers_in: Final = msgspec.msgpack.Encoder()
_headers_out: Final = msgspec.msgpack.Decoder(Headers)


class Record(NamedTuple):
    """A record as it goes to Kafka, all of its headers included."""

    key: bytes
    value: bytes
    headers: Headers

    @property
    def size(self) -> int:
        """Bytes that it takes in the spool."""
        return _OVERHEAD + len(self.key) + len(self.value) + sum(len(n) + len(v) for n, v in self.headers)


class Row(NamedTuple):
    """A record that waits; ``seq`` grows with arrival and is never used again."""

    seq: int
    size: int
    record: Record


class Totals(NamedTuple):
    """``rows`` that wait, ``size`` in bytes of all that is held, ``oldest`` epoch seconds, ``refused`` rows set aside."""

    rows: int = 0
    size: int = 0
    oldest: float | None = None
    refused: int = 0


class SpoolFile:
    """An open file. Every method may raise sqlite3.Error, and none but the writer's thread calls it."""

    def __init__(self, path: Path) -> None:
        """Opens or makes it. Raises DamagedFile, ConfigurationError for a file of a later release, OSError."""
        made = not path.exists()
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        if made:
            _sync_folder(path.parent)
        self._db = sqlite3.connect(path, isolation_level=None)
        self.untidy = False
        """Whether something was deleted since the last time that its room was given back."""
        try:
            with naming_damage():
                self._prepare()
                self._totals = self._counted()
        except BaseException:
            self._db.close()
            raise

    @property
    def totals(self) -> Totals:
        """What is in it, with what the open transaction changed."""
        return self._totals

    def close(self) -> None:
        """Closes it; what is committed stays."""
        self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """On the disk when the block ends; nothing of it happened when it raises."""
        before = self._totals
        try:
            with naming_damage():
                self._db.execute("BEGIN IMMEDIATE")
                yield
                self._db.execute("COMMIT")
                self._totals = self._totals._replace(oldest=self._oldest())
        except BaseException:
            self._totals = before
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise

    def append(self, record: Record, at: float) -> None:
        """Adds it at the end; ``at``: epoch seconds."""
        row = (record.size, at, record.key, _headers_in.encode(record.headers), record.value)
        self._db.execute("INSERT INTO waiting (bytes, spooled_at, key, headers, value) VALUES (?, ?, ?, ?, ?)", row)
        rows, size, oldest, refused = self._totals
        self._totals = Totals(rows + 1, size + record.size, oldest, refused)

    def oldest(self, rows: int, size: int) -> list[Row]:
        """The first that wait, in order: at most ``rows``, about ``size`` bytes, and no key twice."""
        found: dict[bytes, Row] = {}
        chosen = "SELECT seq, bytes, key, headers, value FROM waiting ORDER BY seq LIMIT ?"
        for seq, taken, key, headers, value in self._db.execute(chosen, (rows,)):
            if key in found:
                break
            found[key] = Row(seq, taken, Record(key, value, _decoded(headers)))
            size -= taken
            if size <= 0:
                break
        return list(found.values())

    def remove(self, rows: Sequence[Row]) -> None:
        """Forgets those that Kafka has confirmed."""
        self.untidy = True
        for row in rows:
            if self._deleted(row):
                count, size, oldest, refused = self._totals
                self._totals = Totals(count - 1, size - row.size, oldest, refused)

    def set_aside(self, rows: Sequence[Row]) -> None:
        """Keeps those that Kafka will never take where they hold up nobody."""
        for row in rows:
            same = (row.seq, row.record.key)
            self._db.execute("INSERT INTO refused SELECT * FROM waiting WHERE seq = ? AND key = ?", same)
            if self._deleted(row):
                count, size, oldest, refused = self._totals
                self._totals = Totals(count - 1, size, oldest, refused + 1)

    def probe(self) -> None:
        """Writes something that changes nothing: it fails while the disk does."""
        self._db.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")

    def tidy(self) -> None:
        """Gives back the room of what was deleted, in the log too; for when nothing waits, outside a transaction."""
        with naming_damage():
            self._db.executescript("PRAGMA incremental_vacuum; PRAGMA wal_checkpoint(TRUNCATE);")
        self.untidy = False

    def _deleted(self, row: Row) -> bool:
        """By its key too: should the file have been replaced meanwhile, another row has this ``seq``."""
        return self._db.execute("DELETE FROM waiting WHERE seq = ? AND key = ?", (row.seq, row.record.key)).rowcount > 0

    def _prepare(self) -> None:
        self._db.execute("PRAGMA locking_mode = EXCLUSIVE")  # needs no shared memory, which network volumes lack
        (version,) = self._db.execute("PRAGMA user_version").fetchone()
        if version not in (0, SCHEMA_VERSION):
            raise ConfigurationError(
                f"the spool has schema version {version} and this release knows {SCHEMA_VERSION}: "
                "let the release that wrote it drain it first"
            )
        for pragma in _PRAGMAS:
            self._db.execute(f"PRAGMA {pragma}").fetchall()
        if version == 0:
            self._db.executescript(f"BEGIN IMMEDIATE; {_SCHEMA} COMMIT;")

    def _counted(self) -> Totals:
        rows, size = self._db.execute("SELECT count(*), coalesce(sum(bytes), 0) FROM waiting").fetchone()
        refused, more = self._db.execute("SELECT count(*), coalesce(sum(bytes), 0) FROM refused").fetchone()
        return Totals(rows, size + more, self._oldest(), refused)

    def _oldest(self) -> float | None:
        first = self._db.execute("SELECT spooled_at FROM waiting ORDER BY seq LIMIT 1").fetchone()
        return first[0] if first else None


@contextmanager
def naming_damage() -> Iterator[None]:
    """Raises DamagedFile for those errors of SQLite that mean it."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF in _DAMAGE:
            raise DamagedFile(str(error)) from error
        raise


def _decoded(headers: bytes) -> Headers:
    try:
        return _headers_out.decode(headers)
    except msgspec.MsgspecError as error:
        raise DamagedFile("headers that cannot be read") from error


def _sync_folder(folder: Path) -> None:
    """A new file is only there after a power cut when its folder was synced."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
