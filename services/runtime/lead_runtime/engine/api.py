"""What a service gives the engine (tables, handlers, a topology) and what a handler is given and gives back.

Handlers are pure: time, ids and everything they know come in as arguments, what they want done goes out as values.
The engine runs them and makes state, outputs, dead letters and input offsets one Kafka transaction.
"""

from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, NamedTuple, Protocol, TypeAlias, TypeVar

from lead_contracts.base import Event

S = TypeVar("S")
D = TypeVar("D")
E = TypeVar("E", bound=Event)
Headers: TypeAlias = tuple[tuple[str, bytes], ...]


class Record(NamedTuple):
    """A record as it lies on a topic; ``timestamp`` in milliseconds since the epoch."""

    topic: str
    partition: int
    offset: int
    timestamp: int
    key: bytes | None
    value: bytes | None
    headers: Headers = ()


def place_of(record: Record) -> str:
    """Where it lies; the cause of what a handler of raw records makes of it."""
    return f"{record.topic}/{record.partition}/{record.offset}"


class Incoming(NamedTuple, Generic[E]):
    """A decoded event. ``id`` is the CloudEvent's id; ``time`` its ``ce_time``, which its writer set."""

    id: str
    time: datetime
    data: E
    record: Record


class Emit(NamedTuple):
    """An event to write. The engine encodes it and gives it its deterministic id (cause, type, step), source and trace.

    ``topic`` and ``key`` default to those of the event's contract; ``step`` tells apart several events of one type
    from one cause (default: their order); ``id`` overrides the derived id.
    """

    data: Event
    topic: str | None = None
    key: str | None = None
    step: str | None = None
    id: str | None = None


class Tombstone(NamedTuple):
    """Erases ``key`` on a compacted topic."""

    topic: str
    key: str


class DeadLetter(NamedTuple):
    """Sends ``record`` (which need not be the one in hand) to the group's dead letters, whole, with its reason.

    ``error`` is a name (``UnknownLead``), ``detail`` one line without personal data.
    """

    record: Record
    error: str
    detail: str
    lead_id: str | None = None
    touch_id: str | None = None


Output: TypeAlias = Emit | Tombstone | DeadLetter


class State(Protocol):
    """The keyed state of one partition as a handler sees it: committed, plus what this transaction has changed so far.

    Values are never changed in place: ``put`` a new one. A handler that raises leaves no trace.
    """

    def get(self, table: "Table[S]", key: str) -> S | None:
        """The value, or None."""

    def put(self, table: "Table[S]", key: str, value: S) -> None:
        """Sets the value; it is written to the changelog in this transaction."""

    def delete(self, table: "Table[S]", key: str) -> None:
        """Removes the key; a tombstone is written in this transaction."""

    def items(self, table: "Table[S]") -> Iterator[tuple[str, S]]:
        """All keys of the table in this partition, in no particular order."""

    def derived(self, name: str, make: Callable[[], D]) -> D:
        """What ``make`` computes from this state, remembered from one record to the next: an index, a sum.

        Whoever changes the state changes it in place as well. It is forgotten, and made anew when it is next asked for,
        whenever anything is undone or the state is restored: it can be slow to make, but never wrong. Keys that expire
        leave without a call: it must not count them.
        """


class Globals(Protocol):
    """The global inputs (``config.versions``, ``sales.reps``): the newest event of each key, whole before the first record."""

    def get(self, topic: str, key: str) -> Event | None:
        """The newest event under the key, or None."""

    def items(self, topic: str) -> Mapping[str, Event]:
        """All keys of the topic."""

    def version(self, topic: str) -> int:
        """Grows with every change of the topic, so that what is compiled from it can be cached."""


class Held(Protocol):
    """The committed state of one partition, as it is now; to be read between two turns of the loop."""

    def get(self, table: "Table[S]", key: str) -> S | None:
        """The value, or None."""

    def items(self, table: "Table[S]") -> Iterator[tuple[str, S]]:
        """All keys of the table in this partition, in no particular order."""


class Follower(Protocol):
    """Follows what is committed, for what has to be done outside the engine, at least once: its outcome comes back as
    an input. Called from the engine's loop: must be quick, must not raise.
    """

    def taken(self, number: int, held: Held, world: Globals) -> None:
        """The partition is ours; ``held`` is whole and stays so until it is lost."""

    def changed(self, number: int, keys: Sequence[tuple[str, str]]) -> None:
        """These keys (table, key) were committed: set anew, or removed, maybe before anybody saw them."""

    def lost(self, number: int) -> None:
        """The partition is ours no more; what is under way may be done by another worker too."""


class Context(NamedTuple):
    """The instant (UTC), the identity and the surroundings of one call.

    ``cause`` is the id of the event in hand; for a timer, one derived from group, table, key and due instant.
    """

    now: datetime
    cause: str
    globals: Globals
    partition: int


EventHandler: TypeAlias = Callable[[Incoming[Any], State, Context], Iterable[Output]]
RawHandler: TypeAlias = Callable[[Record, State, Context], Iterable[Output]]
EventTable: TypeAlias = Mapping[type[Event], EventHandler]
LookAhead: TypeAlias = Callable[[Sequence[Record]], Awaitable[None]]
Committed: TypeAlias = Callable[[Mapping[tuple[str, int], int]], None]
TimerHandler: TypeAlias = Callable[[str, Any, State, Context], Iterable[Output]]


@dataclass(frozen=True, eq=False)
class Table(Generic[S]):
    """A named part of the state: ``kind`` is a frozen dataclass (or any type msgspec reads), encoded as JSON.

    ``due`` gives the next instant (UTC) at which ``fire(key, value, state, ctx)`` has to be called, or None. ``fire``
    must move it on, or it is called no more until the value changes. It fires late rather than early: only when all
    inputs of the partition have been read past what they held at the due instant.
    ``expires`` gives the instant at which the key is deleted without a call.
    ``version`` is written with every value; ``reads`` maps other versions to a function from bytes to the value, so that
    a release can read the next version before any writes it. An unknown version stops the worker.
    """

    name: str
    kind: type[S]
    version: int = 1
    due: Callable[[S], datetime | None] | None = None
    fire: TimerHandler | None = None
    expires: Callable[[S], datetime | None] | None = None
    reads: Mapping[int, Callable[[bytes], S]] = field(default_factory=dict)


@dataclass(frozen=True)
class Topology:
    """A consumer group: its inputs with their handlers, its tables, and the topics it may write.

    An input is either a table from event model to handler (the engine decodes and validates; an event of a known type
    that is not in the table is passed over), or one function for raw records. All inputs must have the same
    partition count; partition p of each is handled by the same worker, with the state of p.
    """

    group: str
    inputs: Mapping[str, EventTable | RawHandler]
    outputs: frozenset[str]
    tables: tuple[Table[Any], ...] = ()
    globals: tuple[str, ...] = ()
    source: str = ""
    """The ``ce_source`` of what it writes; default ``/GROUP``."""
    outsiders: frozenset[str] = frozenset()
    """Inputs that outsiders write: their named input errors do not count towards the flood of dead letters that halts."""
    ahead: LookAhead | None = None
    """Called with the records of a fetch before they are handled, for what handlers would have to ask elsewhere.

    It bounds its own time. What it learns must not matter to state, to ids, or to which outputs there are: it may be
    gone when the same records are handled again. Where it raises, they are handled without.
    """
    committed: Committed | None = None
    """Told after a commit the next offset of each input, by topic and partition. It must be quick and not raise."""
    follower: Follower | None = None
