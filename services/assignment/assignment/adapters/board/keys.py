"""Where what lies in Redis, and how JSON becomes what is shown."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from datetime import datetime
from typing import Final

import msgspec
from redis.exceptions import RedisError

from assignment.application.ports import BoardAway
from assignment.application.views import Contact, Ownership, StoryLine, Worth
from lead_runtime.board.whole import AWAY, BEING_FILLED, BeingFilled, Reading

REPS: Final = "assignment:reps"
"""Hash: rep id to ``rep.changed`` as JSON."""
TEAMS: Final = "assignment:teams"
"""Hash: team id to ``team.changed`` as JSON."""

encode: Final = msgspec.json.Encoder().encode
decode_ownership: Final = msgspec.json.Decoder(Ownership).decode
decode_worth: Final = msgspec.json.Decoder(Worth).decode
decode_contact: Final = msgspec.json.Decoder(Contact).decode
decode_line: Final = msgspec.json.Decoder(StoryLine).decode
decode_members: Final = msgspec.json.Decoder(dict[str, object]).decode


def ownership(lead_id: str) -> str:
    """Who has the lead, as JSON."""
    return f"assignment:owner:{lead_id}"


def worth(lead_id: str) -> str:
    """What the lead is worth, as JSON."""
    return f"assignment:worth:{lead_id}"


def contact(lead_id: str) -> str:
    """How to reach the person, as JSON: personal data, with a TTL."""
    return f"assignment:contact:{lead_id}"


def contact_place(lead_id: str) -> str:
    """Where on leads.contacts that lies, as ``PARTITION:OFFSET``: no personal data."""
    return f"assignment:contact-place:{lead_id}"


def story(lead_id: str) -> str:
    """Sorted set: lines as JSON by instant in milliseconds."""
    return f"assignment:story:{lead_id}"


def links(lead_id: str) -> str:
    """Sorted set: the leads that it was said to stand for, by the instant in milliseconds."""
    return f"assignment:links:{lead_id}"


def aliases(lead_id: str) -> str:
    """Set: the leads that were ever said to stand for it."""
    return f"assignment:aliases:{lead_id}"


def inbox(rep_id: str) -> str:
    """Sorted set: lead ids by the instant they came, in milliseconds."""
    return f"assignment:inbox:{rep_id}"


POOLS: Final = "assignment:pools"
"""Set: all in which leads were decided."""


def waiting(pool: str | None = None) -> str:
    """Sorted set: leads that wait, in a pool or in all, by the instant since when, in milliseconds."""
    return f"assignment:waiting:{pool}" if pool else "assignment:waiting"


def given(rep_id: str) -> str:
    """Sorted set: the assignments of the last days, by their instant in milliseconds."""
    return f"assignment:given:{rep_id}"


def spreads(pool: str) -> str:
    """Hash: ``MOTION:PARTITION`` to how fair the newest pick by turns was, as JSON."""
    return f"assignment:spreads:{pool}"


def request(request_id: str) -> str:
    """Hash: who asked for what, and the answer."""
    return f"assignment:request:{request_id}"


def feed_of(whom: str, name: str) -> str:
    """Stream: what a ``rep``, a ``team``, a ``pool`` or another ``key`` hears as it happens."""
    return f"assignment:feed:{whom}:{name}"


def changing(key: str) -> str:
    """Held while somebody changes the rep or team of that key over HTTP."""
    return f"assignment:changing:{key}"


def milliseconds(at: datetime) -> int:
    """Since the epoch."""
    return int(at.timestamp() * 1000)


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
