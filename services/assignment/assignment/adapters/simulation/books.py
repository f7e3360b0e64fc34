"""The books of all pools, decided by the handlers of assignment.decide at the instants of history; nothing is written.

The same cause gives the same ids: so what an event or a timer brings about here tells when it did so in history. As long
as nothing is tried out, all is decided at those instants, and a timer of which history knows nothing has not fired.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, Final, NamedTuple, TypeAlias

from assignment.adapters import decide
from assignment.adapters.simulation.memory import Memory, Timer
from assignment.adapters.tables import PLACEMENTS, key_of
from assignment.domain.lead import Placement
from lead_contracts.events import LeadReleased
from lead_contracts.ids import derived_id
from lead_contracts.topics import ASSIGNMENT_REQUESTS
from lead_runtime.engine.api import Context, Emit, EventHandler, Globals, Incoming, Output, Table
from lead_runtime.engine.wire import timer_cause

HELD: Final = timedelta(hours=1)
"""How long a timer is held back that history does not know."""
_START: Final = datetime(1970, 1, 1, tzinfo=UTC)
_RELEASED: Final = LeadReleased.type()
Act: TypeAlias = Callable[[Context], Iterable[Output]]
Said: TypeAlias = list[tuple[Callable[[], str], Emit]]
"""Outputs, each with what gives its id."""
Recorded: TypeAlias = Callable[[str], datetime | None]
"""Gives the instant at which history has decided what has that id."""
Heard: TypeAlias = Callable[["Book", Emit, Callable[[], str]], None]
"""Told each output and what gives its id, in order."""


class Moment(NamedTuple):
    """``at``: when something is decided; ``arrived``: when it came into the log. ``dated``: history tells that it was then;
    else it was not before.
    """

    at: datetime
    arrived: datetime
    dated: bool = True


class Book:
    """The book of one pool."""

    def __init__(
        self, pool: str, tables: Iterable[Table[Any]], world: Globals, recorded: Recorded, heard: Heard
    ) -> None:
        self.pool, self.now = pool, _START
        self._memory = Memory(tables)
        self._world, self._recorded, self._heard = world, recorded, heard
        self.failed = 0
        """Events and timers that could not be decided: in the service they are dead letters."""
        self.faithful = True
        """Nothing is tried out."""

    def decide(self, handler: EventHandler, incoming: Incoming[Any], moment: Moment) -> None:
        """Decides an event."""
        at = max(moment.at, self.now)
        self.advance(at, moment.arrived)
        act = partial(self._handle, handler, incoming)
        said = self._attempt(incoming.id, at, act)
        then = None if moment.dated or not self.faithful else self._when(said)
        if then is not None and then > at:
            self._memory.roll_back()
            self.advance(then, moment.arrived)
            said = self._attempt(incoming.id, then, act)
        self._tell(said)

    def advance(self, to: datetime, arrived: datetime | None = None) -> None:
        """Fires what is due before an event that is decided at ``to`` and had ``arrived`` before that.

        As in the service, a timer fires only when all that had arrived when it was due has been read. ``arrived`` None:
        nothing more comes.
        """
        later: list[Timer] = []
        while (found := self._memory.take(to)) is not None:
            timer, value = found
            if not timer.dated and (lapsed := self._lapsed(timer, value)):
                self._memory.put_off(timer, max(lapsed, timer.at), dated=True)
            elif arrived is not None and (timer.at >= to or (timer.due >= arrived and not timer.dated)):
                later.append(timer)
            elif (waits := self._fire(timer, value, to)) is not None:
                later.append(waits)
        for timer in later:
            self._memory.put_off(timer, timer.at, dated=timer.dated)

    def placement(self, lead_id: str) -> Placement | None:
        """Where a lead stands."""
        return self._memory.get(PLACEMENTS, key_of(self.pool, lead_id))

    def _fire(self, timer: Timer, value: Any, to: datetime) -> Timer | None:
        """Fires the timer, or gives it back: history knows it at another instant, or not at all."""
        at = max(timer.at, self.now)
        said = self._attempt(_cause(timer), at, partial(self._ring, timer, value))
        if said and self.faithful and not timer.dated:
            then = self._when(said)
            if then is None and at - timer.due < HELD:
                self._memory.roll_back()
                return timer._replace(at=max(at, to))
            if then is not None and then > at:
                self._memory.roll_back()
                self._memory.put_off(timer, then, dated=True)
                return None
        self._memory.done(timer)
        self._tell(said)
        return None

    def _lapsed(self, timer: Timer, value: Any) -> datetime | None:
        """When an offer lapsed in history, if it did: its end has an id that can be known before."""
        if not isinstance(value, Placement) or value.hold is None:
            return None
        return self._recorded(derived_id(_cause(timer), _RELEASED, value.hold.assignment_id))

    def _when(self, said: Said) -> datetime | None:
        known = (self._recorded(identity()) for identity, _ in said)
        return min((at for at in known if at is not None), default=None)

    def _attempt(self, cause: str, at: datetime, act: Act) -> Said:
        """What comes of it; it can be rolled back."""
        self._memory.begin()
        context = Context(at, cause, self._world, 0)
        try:
            said = list(identified(cause, act(context)))
        except Exception:  # noqa: BLE001 - what raises changes nothing, as in the service
            self._memory.roll_back()
            self.failed += 1
            return []
        self.now = at
        return said

    def _tell(self, said: Said) -> None:
        for identity, emit in said:
            self._heard(self, emit, identity)

    def _handle(self, handler: EventHandler, incoming: Incoming[Any], context: Context) -> Iterable[Output]:
        return handler(incoming, self._memory, context)

    def _ring(self, timer: Timer, value: Any, context: Context) -> Iterable[Output]:
        return self._memory.ring(timer)(timer.key, value, self._memory, context)


class Books:
    """All pools."""

    def __init__(self, world: Globals, recorded: Recorded, heard: Heard) -> None:
        topology = decide.topology()
        handlers = topology.inputs[ASSIGNMENT_REQUESTS]
        assert isinstance(handlers, Mapping)  # noqa: S101 - decide reads decoded events
        self.handlers = handlers
        self._tables, self._around = topology.tables, (world, recorded, heard)
        self.all: dict[str, Book] = {}
        self.faithful = True
        """Nothing is tried out."""

    def of(self, pool: str) -> Book:
        """That of a pool."""
        book = self.all.get(pool)
        if book is None:
            book = self.all[pool] = Book(pool, self._tables, *self._around)
        book.faithful = self.faithful
        return book

    def finish(self, until: datetime) -> None:
        """Fires what is due by then: no more events come."""
        for pool in list(self.all):
            self.of(pool).advance(until)


def identified(cause: str, outputs: Iterable[Output]) -> Iterable[tuple[Callable[[], str], Emit]]:
    """The outputs with the ids that the engine gives them, to be computed where one is wanted."""
    steps: dict[str, int] = {}
    for output in outputs:
        if not isinstance(output, Emit):
            continue
        kind, step = output.data.type(), output.step
        if step is None:
            count = steps.get(kind, 0)
            steps[kind], step = count + 1, str(count)
        yield partial(_id_of, output.id, cause, kind, step), output


def _id_of(given: str | None, cause: str, kind: str, step: str) -> str:
    return given or derived_id(cause, kind, step)


def _cause(timer: Timer) -> str:
    return timer_cause(decide.GROUP, timer.table, timer.key, timer.due.timestamp())
