"""Where what lies in Redis, and how JSON becomes what is shown."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, nullcontext
from datetime import datetime
from typing import Final, TypeAlias, cast

import msgspec
from redis.exceptions import RedisError

from lead_runtime.board.whole import AWAY, BEING_FILLED, BeingFilled, Reading
from sla_monitor.application.ports import BoardAway
from sla_monitor.application.views import ClockView, Said

CLOCKS: Final = "sla:clocks"
"""Sorted set: lead id by deadline in milliseconds."""
PLACES: Final = "sla:clocks:places"
"""Hash: for each partition of the state, the offset up to which it is folded in."""
BEHIND: Final = "sla:clocks:behind"
"""Hash: for each partition that is read again, the offset from which on it is whole."""
FEED: Final = "sla:feed"
"""Stream: everything said, the newest few thousand."""

Argument: TypeAlias = bytes | bytearray | memoryview | str | int | float
"""What redis takes."""

encode: Final = msgspec.json.Encoder().encode
decode_clock: Final = msgspec.json.Decoder(ClockView).decode
decode_said: Final = msgspec.json.Decoder(Said).decode


def clock(lead_id: str) -> str:
    """The open clock of a lead, as JSON."""
    return f"sla:clock:{lead_id}"


def said(alert_id: str) -> str:
    """Something said, as JSON."""
    return f"sla:said:{alert_id}"


def marks(alert_id: str) -> str:
    """Hash: what became of an alert."""
    return f"sla:marks:{alert_id}"


def index(type: str | None = None, lead_id: str | None = None) -> str:  # noqa: A002 - as in the filter
    """Sorted set, all scores 0: ``milliseconds:id`` of what was said, of all, of a type, of a lead."""
    if lead_id is not None:
        return f"sla:said:of:{lead_id}"
    return f"sla:said:type:{type}" if type is not None else "sla:said:all"


def milliseconds(at: datetime) -> int:
    """Since the epoch."""
    return int(at.timestamp() * 1000)


def member(at: datetime, alert_id: str) -> str:
    """In an index: sorts by time, then by id."""
    return f"{stamp(at)}:{alert_id}"


def stamp(at: datetime) -> str:
    """Milliseconds that sort as text."""
    return f"{max(0, milliseconds(at)):015d}"


@asynccontextmanager
async def board_or_away(whole: Reading = nullcontext) -> AsyncIterator[None]:
    """Raises BoardAway where Redis does not answer, or has not all of the board (``whole``)."""
    try:
        async with whole():
            yield
    except BeingFilled as error:
        raise BoardAway(BEING_FILLED) from error
    except (RedisError, OSError) as error:
        raise BoardAway(AWAY) from error


def instant(fields: Mapping[str, str], name: str) -> datetime | None:
    """An instant in a hash, or None."""
    return datetime.fromisoformat(fields[name]) if name in fields else None


def texts(found: object) -> list[str]:
    """The client decodes; its types do not say so."""
    return cast("list[str]", found)
