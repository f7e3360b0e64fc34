"""The keyed state of a partition in memory, and the overlay that one transaction writes.

``PartitionState`` holds what is committed. A batch writes to an ``Overlay`` on top of it (and on top of the overlay of the
batch that is being committed meanwhile); the overlay is merged after the commit, or thrown away.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

from .api import Headers, Table
from .codec import ABSENT, TableCodec, split_key, version_of
from .wheel import Wheel

S = TypeVar("S")
D = TypeVar("D")


class PartitionState:
    """The committed state of one partition number, with the deadlines that follow from it."""

    def __init__(self, codecs: Mapping[str, TableCodec], number: int = 0) -> None:
        self.codecs, self.number = codecs, number
        self.values: dict[str, dict[str, Any]] = {name: {} for name in codecs}
        self.wheel = Wheel()
        self.derived: dict[str, Any] = {}
        """What handlers have computed from the state with all batches on it, also those not committed yet."""
        self.written_end: int | None = None
        """The end of the state partition up to which this is its content; None: not known. Restored or written by us."""

    def load(self, key: bytes, value: bytes | None, headers: Headers) -> None:
        """Takes over a changelog record, without touching the deadlines. Raises UnknownStateVersion."""
        table, name = split_key(key)
        codec = self.codecs.get(table)
        if codec is None:
            return  # a table that this release no longer has
        if value is None:
            self.values[table].pop(name, None)
        else:
            self.values[table][name] = codec.decode(version_of(headers), value)

    def arm_all(self) -> None:
        """Derives all deadlines from the values, after a restore or when batches were given up; the rest is forgotten."""
        self.wheel = Wheel()
        self.derived = {}
        for name, values in self.values.items():
            deadline = self.codecs[name].deadline
            for key, value in values.items():
                due = deadline(value)
                if due is not None:
                    self.wheel.add(due, name, key)

    def merge(self, overlay: "Overlay") -> None:
        """Takes over what was committed."""
        for name, changes in overlay.changes.items():
            values, deadline = self.values[name], self.codecs[name].deadline
            for key, value in changes.items():
                if value is ABSENT:
                    values.pop(key, None)
                    continue
                values[key] = value
                due = deadline(value)
                if due is not None:
                    self.wheel.add(due, name, key)

    def size(self) -> int:
        """The number of keys."""
        return sum(map(len, self.values.values()))


class Overlay:
    """What one batch changes in one partition. Implements ``api.State``."""

    def __init__(self, base: PartitionState, under: "Overlay | None" = None) -> None:
        self.base, self.under = base, under
        self.changes: dict[str, dict[str, Any]] = {}
        self.encoded: dict[tuple[str, str], bytes | None] = {}
        """The changelog values of ``changes``, None for a tombstone."""
        self._journal: list[tuple[str, str, Any]] = []

    def begin(self) -> None:
        """Starts a record: from here on ``roll_back`` undoes."""
        self._journal.clear()

    def roll_back(self) -> None:
        """Undoes everything since ``begin``."""
        self.base.derived.clear()
        for name, key, old in reversed(self._journal):
            if old is None:
                del self.changes[name][key]
            else:
                self.changes[name][key] = old
        self._journal.clear()

    def seal(self) -> None:
        """Encodes what has been changed since ``begin``, all or nothing. Raises what the encoding raises."""
        if not self._journal:
            return
        codecs = self.base.codecs
        self.encoded.update(
            [((name, key), codecs[name].encode_checked(self.changes[name][key])) for name, key, _ in self._journal]
        )

    def lookup(self, name: str, key: str) -> Any:
        """The value as this batch sees it, or ABSENT."""
        value = self._changed(name, key)
        return self.base.values[name].get(key, ABSENT) if value is None else value

    def get(self, table: Table[S], key: str) -> S | None:
        """See ``api.State``."""
        name = table.name
        value = self._changed(name, key)
        if value is None:
            return self.base.values[name].get(key)
        return None if value is ABSENT else value

    def put(self, table: Table[S], key: str, value: S) -> None:
        """See ``api.State``."""
        self._change(table.name, key, value)

    def delete(self, table: Table[S], key: str) -> None:
        """See ``api.State``. Deleting what is not there changes nothing."""
        if self.lookup(table.name, key) is not ABSENT:
            self._change(table.name, key, ABSENT)

    def items(self, table: Table[S]) -> Iterator[tuple[str, S]]:
        """See ``api.State``."""
        changed = {**(self.under.changes.get(table.name, {}) if self.under else {}), **self.changes.get(table.name, {})}
        for key, value in list(self.base.values[table.name].items()):
            if key not in changed:
                yield key, value
        yield from ((key, value) for key, value in changed.items() if value is not ABSENT)

    def derived(self, name: str, make: Callable[[], D]) -> D:
        """See ``api.State``."""
        found: D | None = self.base.derived.get(name)
        if found is None:
            found = self.base.derived[name] = make()
        return found

    def _changed(self, name: str, key: str) -> Any:
        """The value in this overlay or the one under it, ABSENT when deleted there, None when untouched."""
        mine = self.changes.get(name)
        if mine is not None and (value := mine.get(key)) is not None:
            return value
        if self.under is not None and (theirs := self.under.changes.get(name)) is not None:
            return theirs.get(key)
        return None

    def _change(self, name: str, key: str, value: Any) -> None:
        mine = self.changes.get(name)
        if mine is None:
            mine = self.changes[name] = {}
        self._journal.append((name, key, mine.get(key)))
        mine[key] = value
