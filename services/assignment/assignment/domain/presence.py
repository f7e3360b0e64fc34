"""When a rep is at work: absences and shifts, in the rep's own time zone, across daylight saving."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from assignment.domain.rep import Rep

_DAYS_AHEAD: Final = 8
_MIDNIGHT: Final = time()


def day_of(rep: Rep, now: datetime) -> date:
    """The rep's own day at ``now``."""
    return now.astimezone(ZoneInfo(rep.time_zone)).date()


def next_day(rep: Rep, now: datetime) -> datetime:
    """The instant (UTC) at which the rep's next day begins."""
    return _instant(rep, day_of(rep, now) + timedelta(days=1), 0)


def away_until(rep: Rep, now: datetime) -> datetime | None:
    """The end (UTC) of the absence that ``now`` lies in, those that adjoin it included; None when present."""
    end: datetime | None = None
    for absence in sorted(rep.absences, key=lambda absence: absence.starts_at):
        if absence.starts_at <= (end or now) < absence.ends_at:
            end = absence.ends_at
    return end


def off_until(rep: Rep, now: datetime) -> datetime | None:
    """The start (UTC) of the next shift; None while one is on, and for who has no shifts."""
    if not rep.shifts or _on_shift(rep, now):
        return None
    first = day_of(rep, now)
    starts = (
        _instant(rep, day, shift.start)
        for day in (first + timedelta(days=ahead) for ahead in range(_DAYS_AHEAD))
        for shift in rep.shifts
        if shift.weekday == day.weekday()
    )
    return min(start for start in starts if start > now)


def _on_shift(rep: Rep, now: datetime) -> bool:
    local = now.astimezone(ZoneInfo(rep.time_zone))
    weekday, minute = local.weekday(), local.hour * 60 + local.minute
    return any(shift.weekday == weekday and shift.start <= minute < shift.end for shift in rep.shifts)


def _instant(rep: Rep, day: date, minute: int) -> datetime:
    wall = datetime.combine(day, _MIDNIGHT, ZoneInfo(rep.time_zone)) + timedelta(minutes=minute)
    return wall.astimezone(UTC)
