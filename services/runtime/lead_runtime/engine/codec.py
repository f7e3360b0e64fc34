"""How a table's values lie on the changelog topic: JSON, under ``TABLE/KEY``, with the schema version as a header."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

import msgspec

from .api import Headers, Table
from .errors import StateTooLarge, UnknownStateVersion

VERSION_HEADER = "state-version"
MAX_STATE_BYTES = 1_000_000


class _Absent:
    def __repr__(self) -> str:
        return "absent"


ABSENT: Final = _Absent()
"""Stands for a deleted value."""


class TableCodec:
    """Encodes and decodes the values of one table, and derives their deadlines (seconds since the epoch)."""

    def __init__(self, table: Table[Any]) -> None:
        self.table = table
        self.encode: Callable[[Any], bytes] = msgspec.json.Encoder().encode
        self.headers: Headers = ((VERSION_HEADER, b"%d" % table.version),)
        self._decode: dict[int, Callable[[bytes], Any]] = {
            **table.reads,
            table.version: msgspec.json.Decoder(table.kind).decode,
        }

    def key(self, key: str) -> bytes:
        """The changelog key."""
        return f"{self.table.name}/{key}".encode()

    def encode_checked(self, value: Any) -> bytes | None:
        """The changelog value; None (a tombstone) for ABSENT. Raises StateTooLarge."""
        if value is ABSENT:
            return None
        encoded = self.encode(value)
        self.deadline(value)  # what cannot say when it is due must not get into the state: it would stop every restore
        if len(encoded) > MAX_STATE_BYTES:
            raise StateTooLarge(f"a value of the table {self.table.name} would be larger than {MAX_STATE_BYTES} bytes")
        return encoded

    def decode(self, version: int, value: bytes) -> Any:
        """The value. Raises UnknownStateVersion for a version that this release cannot read."""
        decode = self._decode.get(version)
        if decode is None:
            raise UnknownStateVersion(
                f"table {self.table.name} holds version {version}; this release reads {sorted(self._decode)}: "
                "deploy the release that reads it"
            )
        return decode(value)

    def deadline(self, value: Any) -> float | None:
        """The earlier of ``due`` and ``expires``."""
        table = self.table  # asked twice of every value that changes: no calls of the two below
        due = None if table.due is None else table.due(value)
        expires = None if table.expires is None else table.expires(value)
        if due is None or (expires is not None and expires < due):
            due = expires
        return None if due is None else due.timestamp()

    def due(self, value: Any) -> float | None:
        """When ``fire`` is to be called."""
        return _seconds(self.table.due(value)) if self.table.due else None

    def expires(self, value: Any) -> float | None:
        """When the key is to be deleted."""
        return _seconds(self.table.expires(value)) if self.table.expires else None


def _seconds(instant: datetime | None) -> float | None:
    return None if instant is None else instant.timestamp()


def version_of(headers: Headers) -> int:
    """The schema version of a changelog record; 0 where there is none."""
    return next((int(value) for name, value in headers if name == VERSION_HEADER), 0)


def split_key(key: bytes) -> tuple[str, str]:
    """Table and key of a changelog record."""
    table, _, rest = key.decode().partition("/")
    return table, rest
