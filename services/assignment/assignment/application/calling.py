"""When a prospect may be called: their local time, and the hours of their country. Pure; several zones are said to be several."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Final, Literal, TypeAlias
from zoneinfo import ZoneInfo

Week: TypeAlias = Mapping[int, tuple[tuple[time, time], ...]]
"""Windows by weekday (0: Monday), local time; an end of midnight is that of the day."""
Span: TypeAlias = tuple[datetime, datetime]
KnownBy: TypeAlias = Literal["region", "phone", "country"]
Allowed: TypeAlias = Literal["yes", "no", "in_part", "never"]
_LOOKED_AHEAD: Final = timedelta(days=8)
_DAYS: Final = range(-1, 10)


@dataclass(frozen=True, slots=True)
class Where:
    """The zones (IANA) that somebody may be in, and what says so; of a phone number or a country they may be many."""

    zones: tuple[str, ...]
    known_by: KnownBy


@dataclass(frozen=True, slots=True)
class Calling:
    """``earliest``, ``latest``: the local times that it may be there now, equal where it is known.

    ``allowed``: in_part: in some of the zones alone. ``until``: as long as it stays allowed everywhere; ``next_at``: when it
    is so again (UTC). Both None where nothing within a week says so.
    """

    where: Where
    earliest: datetime
    latest: datetime
    allowed: Allowed
    until: datetime | None = None
    next_at: datetime | None = None


def calling(where: Where, week: Week, now: datetime, *, do_not_call: bool = False) -> Calling:
    """Whether they may be called ``now`` (UTC)."""
    times = sorted((now.astimezone(ZoneInfo(zone)) for zone in where.zones), key=lambda at: at.replace(tzinfo=None))
    if do_not_call:
        return Calling(where, times[0], times[-1], "never")
    open_now = [_is_open(zone, week, now) for zone in where.zones]
    allowed: Allowed = "yes" if all(open_now) else "in_part" if any(open_now) else "no"
    everywhere = _everywhere(where.zones, week, now)
    until = next((end for start, end in everywhere if start <= now < end), None)
    next_at = None if until else next((start for start, _ in everywhere if start > now), None)
    return Calling(where, times[0], times[-1], allowed, until, next_at)


def _is_open(zone: str, week: Week, now: datetime) -> bool:
    return any(start <= now < end for start, end in _spans(zone, week, now))


def _everywhere(zones: Sequence[str], week: Week, now: datetime) -> list[Span]:
    """When it is allowed in all zones, in the days that come; ordered."""
    common = list(_spans(zones[0], week, now))
    for zone in zones[1:]:
        others = list(_spans(zone, week, now))
        common = [
            (max(start, begin), min(end, stop))
            for start, end in common
            for begin, stop in others
            if max(start, begin) < min(end, stop)
        ]
    return [(start, end) for start, end in common if start < now + _LOOKED_AHEAD]


def _spans(zone: str, week: Week, now: datetime) -> Iterator[Span]:
    """The windows of the days around ``now``, in UTC; windows that touch are one."""
    local, last = ZoneInfo(zone), None
    for number in _DAYS:
        day = (now.astimezone(local) + timedelta(days=number)).date()
        for start, end in week.get(day.weekday(), ()):
            stops = day + timedelta(days=1) if end == time.min else day
            begin = datetime.combine(day, start, local).astimezone(UTC)
            stop = datetime.combine(stops, end, local).astimezone(UTC)
            if last and last[1] == begin:
                last = (last[0], stop)
                continue
            if last:
                yield last
            last = (begin, stop)
    if last:
        yield last
