"""The keyed state of one pool in memory, with its timers. What the engine keeps in Kafka, and nothing is written here."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from heapq import heappop, heappush
from typing import Any, NamedTuple, TypeVar, cast

from lead_runtime.engine.api import Table, TimerHandler

S = TypeVar("S")
D = TypeVar("D")


class Timer(NamedTuple):
    """A timer that may fire. ``at``: when it is looked at; ``due``: the instant that the state names.

    ``dated``: ``at`` is when it fired in history.
    """

    at: datetime
    due: datetime
    table: str
    key: str
    dated: bool = False

    @property
    def mark(self) -> tuple[datetime, str, str]:
        """What tells it from others."""
        return self.due, self.table, self.key


class Memory:
    """Implements ``api.State``; what has been changed since ``begin`` can be undone."""

    def __init__(self, tables: Iterable[Table[Any]]) -> None:
        self._tables = {table.name: table for table in tables}
        self._values: dict[str, dict[str, Any]] = {name: {} for name in self._tables}
        self._derived: dict[str, Any] = {}
        self._journal: list[tuple[str, str, Any]] = []
        self._timers: list[Timer] = []
        self._known: set[tuple[datetime, str, str]] = set()

    def get(self, table: Table[S], key: str) -> S | None:
        """See State."""
        return cast("S | None", self._values[table.name].get(key))

    def put(self, table: Table[S], key: str, value: S) -> None:
        """See State."""
        values = self._values[table.name]
        self._journal.append((table.name, key, values.get(key)))
        values[key] = value
        self._arm(table.name, key, value)

    def delete(self, table: Table[S], key: str) -> None:
        """See State."""
        values = self._values[table.name]
        if key in values:
            self._journal.append((table.name, key, values.pop(key)))

    def items(self, table: Table[S]) -> Iterator[tuple[str, S]]:
        """See State."""
        return iter(list(self._values[table.name].items()))

    def derived(self, name: str, make: Callable[[], D]) -> D:
        """See State."""
        if name not in self._derived:
            self._derived[name] = make()
        return cast("D", self._derived[name])

    def begin(self) -> None:
        """From here on ``roll_back`` undoes."""
        self._journal.clear()

    def roll_back(self) -> None:
        """Undoes everything since ``begin``."""
        for name, key, old in reversed(self._journal):
            if old is None:
                self._values[name].pop(key, None)
            else:
                self._values[name][key] = old
                self._arm(name, key, old)
        self._journal.clear()
        self._derived.clear()

    def take(self, until: datetime) -> tuple[Timer, Any] | None:
        """The next timer that may fire by then, with its value; what expires by then is gone.

        It stays in hand until it is put off or done.
        """
        while self._timers and self._timers[0].at <= until:
            timer = heappop(self._timers)
            value = self._values[timer.table].get(timer.key)
            if value is None:
                self._known.discard(timer.mark)
                continue
            table = self._tables[timer.table]
            due, expires = _instant(table.due, value), _instant(table.expires, value)
            if due == timer.due and (expires is None or due <= expires):
                return timer, value
            self._known.discard(timer.mark)
            if expires == timer.due:
                del self._values[timer.table][timer.key]
        return None

    def put_off(self, timer: Timer, at: datetime, *, dated: bool = False) -> None:
        """The timer is looked at then and not before."""
        self._known.add(timer.mark)
        heappush(self._timers, timer._replace(at=at, dated=dated))

    def done(self, timer: Timer) -> None:
        """The timer fires now; it may be set again."""
        self._known.discard(timer.mark)

    def ring(self, timer: Timer) -> TimerHandler:
        """What the timer does."""
        found = self._tables[timer.table].fire
        if found is None:
            raise LookupError(timer.table)
        return found

    def _arm(self, name: str, key: str, value: Any) -> None:
        table = self._tables[name]
        for ask in (table.due, table.expires):
            at = _instant(ask, value)
            if at is not None and (at, name, key) not in self._known:
                self._known.add((at, name, key))
                heappush(self._timers, Timer(at, at, name, key))


def _instant(ask: Callable[[Any], datetime | None] | None, value: Any) -> datetime | None:
    return ask(value) if ask else None
