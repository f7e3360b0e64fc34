"""Where the halves of a delivery's status lie in Redis: the delivery is known by its id, what came of it by its place or its own id."""

from typing import Final

import orjson

LEAD: Final = "lead:"
"""Begins the fields of an outcome that name a touch; their values are lead ids."""


JUDGED: Final = "judged"
"""The field of an outcome that says what the delivery means, once somebody has asked."""


def place(partition: int, offset: int) -> bytes:
    """Where on ``marketing.events`` a delivery lies, as a value."""
    return orjson.dumps({"partition": partition, "offset": offset})


def arrival_key(delivery_id: str) -> str:
    """Where the delivery lies: ``place``, among other members where an earlier release wrote it."""
    return f"intake:delivery:{delivery_id}"


def outcome_key(partition: int, offset: int) -> str:
    """What came of the delivery that lies there: its leads, and why it is a dead letter itself."""
    return f"intake:outcome:{partition}:{offset}"


def came_key(named: str) -> str:
    """Whether somebody of this keyed id has come: the lead may be folded before the delivery that awaits it."""
    return f"intake:came:{named}"


def died_key(made: str) -> str:
    """The dead letters of a touch, an activity or another event that came of a delivery, by its id."""
    return f"intake:died:{made}"
