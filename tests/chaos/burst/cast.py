"""Who takes part in a burst: the reps of four pools, the policy, the leads. The same seed gives the same cast."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from tests.support import NOWHERE

from lead_contracts.base import Event
from lead_contracts.events import LeadQualified, LeadReceived, RepChanged
from lead_contracts.events.rep_changed import Absence
from lead_contracts.values import Motion, RepRole, VersionRef

POOLS: Final = {"north": "SE", "south": "IT", "east": "PL", "west": "PT"}
"""Each with the country of its leads."""
ROOMY: Final = ("north", "south")
"""Pools with some who are always there, never full, and give nothing up: the bound of fairness is theirs. In the other
two everybody has caps, leads wait, and offers lapse."""
REPS, STEADY = 50, 10
AWAY_ALL_DAY, PAUSED, RETURNS, RESUMES, OFF_DUTY = 45, 46, 47, 48, 49
"""Numbers of reps in each pool. Who is off duty gets nothing but what they ask for."""
ACCEPT_WITHIN: Final = timedelta(seconds=2)
"""For leads of grade A, which only the pools with caps get."""
GRACE: Final = timedelta(seconds=5)
_ROLES: Final[tuple[RepRole, ...]] = ("farmer", "farmer", "hunter", "hunter", "both")

POLICY: Final = f"""
name: burst
pools: {{north: {{}}, south: {{}}, east: {{}}, west: {{}}}}
default_pool: north
rules:
{"".join(f"  - {{when: {{country: {country}}}, pool: {pool}}}" + chr(10) for pool, country in POOLS.items())}
accept_within:
  - {{when: {{grade: [A]}}, within: {ACCEPT_WITHIN.seconds}s}}
"""
"""As it is written in routing.yaml."""


@dataclass(frozen=True, slots=True)
class Cast:
    """``reps`` as they are at first; ``returned`` replaces some of them in the middle of the burst."""

    reps: tuple[RepChanged, ...]
    returned: tuple[RepChanged, ...]

    @property
    def at_last(self) -> dict[str, RepChanged]:
        """Everybody as they are in the end, by id."""
        return {rep.rep_id: rep for rep in (*self.reps, *self.returned)}

    @property
    def never(self) -> frozenset[str]:
        """Reps who must not get anything at all."""
        return frozenset(rep.rep_id for rep in self.reps if number_of(rep.rep_id) in (AWAY_ALL_DAY, PAUSED))


def cast(seed: str) -> Cast:
    """The reps of all pools."""
    dice = random.Random(f"{seed}/cast")
    reps = [_rep(dice, pool, number) for pool in POOLS for number in range(REPS)]
    back = [rep for rep in reps if number_of(rep.rep_id) in (RETURNS, RESUMES)]
    return Cast(tuple(reps), tuple(rep.model_copy(update={"active": True, "absences": ()}) for rep in back))


def number_of(rep_id: str) -> int:
    """17 of ``north-17``."""
    return int(rep_id.partition("-")[2])


def is_steady(rep_id: str) -> bool:
    """Whether the rep could take every lead of their motion and pool, all the time."""
    return rep_id.partition("-")[0] in ROOMY and number_of(rep_id) < STEADY


def is_roomy(rep_id: str) -> bool:
    """Whether the rep is of a pool where offers do not lapse."""
    return rep_id.partition("-")[0] in ROOMY


def leads(seed: str, count: int, rules: VersionRef) -> Iterator[Event]:
    """``2 * count`` events: that each was received, and how qualification found it."""
    dice, received, qualified = random.Random(f"{seed}/leads"), *_examples(rules)
    motions: tuple[Motion, ...] = ("inbound", "inbound", "outbound")
    for number in range(count):
        pool = dice.choice(tuple(POOLS))
        touch = {"lead_id": f"lead-{number}", "touch_id": f"touch of lead-{number}"}
        yield received.model_copy(update=touch)
        yield qualified.model_copy(
            update={
                **touch,
                "motion": dice.choice(motions),
                "grade": "B" if pool in ROOMY else dice.choice("ABBBC"),
                "priority": dice.randint(1, 9),
                "facts": {"country": POOLS[pool]},
            }
        )


def _examples(rules: VersionRef) -> tuple[LeadReceived, LeadQualified]:
    """One of each, checked; the others are copies, which takes a tenth of the time."""
    now = datetime.now(UTC)
    touch: dict[str, Any] = {"lead_id": "lead", "touch_id": "touch", "received_at": now}
    verdict = {"motion": "inbound", "score": 50, "fit": 50, "engagement": 50, "grade": "B", "priority": 1, "cycle": 1}
    return (
        LeadReceived.model_validate({**touch, "source": "burst", "channel": "list", "delivery": NOWHERE}),
        LeadQualified.model_validate(
            {**touch, **verdict, "reasons": (), "rule_set": rules, "decided_at": now, "facts": {}}
        ),
    )


def _rep(dice: random.Random, pool: str, number: int) -> RepChanged:
    rep_id, now = f"{pool}-{number:02}", datetime.now(UTC)
    steady = is_steady(rep_id)
    away = Absence(starts_at=now - timedelta(hours=1), ends_at=now + timedelta(days=1))
    return RepChanged(
        rep_id=rep_id,
        pool=pool,
        name=f"Rep {rep_id}",
        role=_ROLES[number % len(_ROLES)],
        team=pool,
        weight=dice.choice((0.5, 1.0, 1.0, 2.0)),
        max_open=None if steady else dice.randint(4, 20),
        max_per_day=None if steady else dice.randint(30, 110),
        time_zone=dice.choice(("UTC", "Asia/Tokyo", "America/New_York")),
        hours={f"{now + timedelta(days=3):%a}".lower(): ("09:00-17:00",)} if number == OFF_DUTY else {},
        absences=(away,) if number in (AWAY_ALL_DAY, RETURNS) else (),
        active=number not in (PAUSED, RESUMES),
    )
