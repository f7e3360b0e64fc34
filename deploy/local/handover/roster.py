"""Reps and teams on ``sales.reps``: read, published from files, changed by a calendar."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeAlias

from assignment.adapters.absences import TooManyAbsences, keeping_calendar, with_calendar
from assignment.adapters.calendar_file import Busy, UnreadableCalendar, busy_times
from assignment.adapters.publish import published_roster
from handover.broker import reaching
from handover.errors import HandoverError
from handover.publishing import existing, publish
from lead_contracts.base import Event
from lead_contracts.events import RepChanged, TeamChanged
from lead_contracts.topics import SALES_REPS
from lead_runtime.config import ConfigError

Member: TypeAlias = RepChanged | TeamChanged


def roster(bootstrap_servers: str) -> tuple[Member, ...]:
    """The teams and the reps as they are now, by id. Raises HandoverError."""
    with reaching(bootstrap_servers):
        now = _newest(existing(bootstrap_servers, SALES_REPS))
    return tuple(sorted(now.values(), key=lambda one: (isinstance(one, RepChanged), one.key())))


def check_roster(paths: Sequence[Path]) -> tuple[Member, ...]:
    """The teams and reps of the files. Raises HandoverError that names every mistake of the first faulty one."""
    try:
        return tuple(event for path in paths for event in published_roster(path))
    except ConfigError as error:
        raise HandoverError(str(error)) from None


def publish_roster(bootstrap_servers: str, paths: Sequence[Path]) -> tuple[Member, ...]:
    """Publishes the teams and reps that differ from what is there; calendars that were imported hold on.

    Nobody is removed by being in no file: say ``left: true``. Returns what was written. Raises HandoverError.
    """
    written = check_roster(paths)
    with reaching(bootstrap_servers):
        return publish(bootstrap_servers, lambda known: _changed(written, _newest(known)), (SALES_REPS,))


def import_calendar(bootstrap_servers: str, rep_id: str, path: Path) -> Busy:
    """Makes what the calendar says the absences of the rep, in the place of what one said before. Raises HandoverError."""
    text, found = path.read_bytes(), list[Busy]()

    def new(known: Sequence[Event]) -> Iterator[Member]:
        rep = _newest(known).get(rep_id)
        if not isinstance(rep, RepChanged):
            raise HandoverError(f"No rep {rep_id} is known.", "handover reps list shows them.")
        found.append(busy_times(text, rep.time_zone, datetime.now(UTC)))
        changed = with_calendar(rep, found[0].absences)
        if changed != rep:
            yield changed

    try:
        with reaching(bootstrap_servers):
            publish(bootstrap_servers, new, (SALES_REPS,))
    except (UnreadableCalendar, TooManyAbsences) as error:
        raise HandoverError(f"{path}: {error}.") from None
    return found[0]


def _newest(known: Iterable[Event]) -> dict[str, Member]:
    return {event.key(): event for event in known if isinstance(event, RepChanged | TeamChanged)}


def _changed(written: Iterable[Member], there: dict[str, Member]) -> Iterator[Member]:
    now = datetime.now(UTC)
    for event in written:
        before = there.get(event.key())
        if isinstance(event, RepChanged):
            event = keeping_calendar(event, before if isinstance(before, RepChanged) else None, now)
        if event != before:
            yield event
