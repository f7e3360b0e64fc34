"""Dead letters in the read model: those of deliveries, and those of what came of them, whichever group could not go on.

What came of a delivery is known by the id of its touch or activity, which stays the same under another lead's id, in a
repeat and in a replay; what has neither (a suppression, a link) by the id of its event.
"""

from collections.abc import Mapping
from typing import Final, TypeAlias

import orjson
from redis.asyncio.client import Pipeline

from lead_contracts.events import DeadLettered, DeadResolved
from lead_contracts.topics import MARKETING_EVENTS
from lead_intake.adapters.kafka.worker import GROUP
from lead_intake.adapters.status_keys import died_key, outcome_key
from lead_intake.application.status import Death

Fact: TypeAlias = DeadLettered | DeadResolved
_DEAD: Final = "dead:"
_RESOLVED: Final = "resolved:"
"""Fields of their own: a death that is folded again does not undo its resolution."""


def fold(pipe: Pipeline, fact: Fact, seconds: int) -> None:
    """Notes a death or its resolution for ``seconds``; nothing where no delivery could ask for it."""
    key = _key(fact)
    if key is None:
        return
    if isinstance(fact, DeadLettered):
        pipe.hset(key, f"{_DEAD}{fact.dead_id}", orjson.dumps(_death(fact)))
    else:
        said = {"resolution": fact.resolution, "resolved_at": fact.occurred_at.isoformat()}
        pipe.hset(key, f"{_RESOLVED}{fact.dead_id}", orjson.dumps(said))
    pipe.expire(key, seconds)


def deaths_in(outcome: Mapping[str, str]) -> tuple[Death, ...]:
    """The dead letters among the fields of a hash."""
    found = ((name.removeprefix(_DEAD), said) for name, said in outcome.items() if name.startswith(_DEAD))
    return tuple(
        Death(dead_id, **orjson.loads(said) | orjson.loads(outcome.get(f"{_RESOLVED}{dead_id}", "{}")))
        for dead_id, said in found
    )


def _key(fact: Fact) -> str | None:
    if fact.group == GROUP:
        return outcome_key(fact.partition, fact.offset) if fact.topic == MARKETING_EVENTS else None
    made = fact.activity_id or fact.touch_id or fact.event_id
    return died_key(made) if made else None


def _death(fact: DeadLettered) -> dict[str, str | None]:
    return {
        "error": fact.error,
        "detail": fact.detail,
        "group": fact.group,
        "topic": fact.topic,
        "lead_id": fact.lead_id,
        "touch_id": fact.touch_id,
        "activity_id": fact.activity_id,
        "died_at": fact.occurred_at.isoformat(),
    }
