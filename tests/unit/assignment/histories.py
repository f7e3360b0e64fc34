"""Random histories of a pool: the same seed gives the same history."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from random import Random

from tests.unit.assignment.story import HOUR, Pool, closed, next_please, qualified, rep, request, touched

from lead_contracts.base import Event

LEADS = [f"lead-{n}" for n in range(8)]
REPS = ["ana", "ben", "cy"]
MOTION = {lead: "outbound" if n % 3 == 0 else "inbound" for n, lead in enumerate(LEADS)}


class History:
    """Steps of a pool's life; requests are mostly those of whoever has the lead."""

    def __init__(self, seed: int, length: int) -> None:
        self._random, self._length = Random(seed), length
        self._cycle = dict.fromkeys(LEADS, 1)

    def steps(self, pool: Pool) -> Iterator[tuple[Event, timedelta]]:
        """Events, each with the pause after it; what comes next depends on what the pool has said so far."""
        for who in REPS:
            yield self._roster(pool, who), timedelta()
        kinds: list[Callable[[Pool, str], Event]] = [
            self._qualified,
            self._closed,
            self._request,
            self._move,
            self._other,
        ]
        for _ in range(self._length):
            (kind,) = self._random.choices(kinds, weights=[8, 4, 6, 1, 3])
            yield kind(pool, self._random.choice(LEADS)), self._pause()

    def _pause(self) -> timedelta:
        return self._random.choice([timedelta()] * 6 + [HOUR, 9 * HOUR])

    def _qualified(self, pool: Pool, lead: str) -> Event:
        return qualified(lead, MOTION[lead], cycle=self._cycle[lead], priority=self._random.randint(1, 3))

    def _closed(self, pool: Pool, lead: str) -> Event:
        cycle = self._cycle[lead]
        self._cycle[lead] += self._random.random() < 0.9  # sometimes the end is told again, or comes too early
        return closed(lead, cycle)

    def _request(self, pool: Pool, lead: str) -> Event:
        who = pool.owners.get(lead) if self._random.random() < 0.8 else None
        kind = self._random.choice(["accept", "decline", "decline", "release"])
        return request(
            kind, lead, who or self._random.choice(REPS), request_id=f"{kind} {self._random.randint(1, 300)}"
        )

    def _move(self, pool: Pool, lead: str) -> Event:
        to = self._random.choice([None, *REPS])
        name = f"move {self._random.randint(1, 50)}"
        return request("reassign", lead, "boss", actor_role="manager", to_rep_id=to, request_id=name)

    def _other(self, pool: Pool, lead: str) -> Event:
        who = self._random.choice(REPS)
        match self._random.randint(1, 4):
            case 1:
                return touched(lead, MOTION[lead], cycle=self._cycle[lead], priority=self._random.randint(1, 3))
            case 2:
                return next_please(who, f"pull {self._random.randint(1, 50)}")
        return self._roster(pool, who)

    def _roster(self, pool: Pool, who: str) -> Event:
        pick, now = self._random.choice, pool.driver.now
        start = now + pick([-5, 3, 20]) * HOUR
        return rep(
            who,
            pick(["farmer", "both", "both"]),
            max_open=pick([None, 0, 1, 1, 2]),
            max_per_day=pick([None, None, 1, 4]),
            weight=pick([0.5, 1.0, 3.0]),
            absences=[{"starts_at": start, "ends_at": start + 12 * HOUR}] if pick([True, False, False]) else [],
            active=pick([True, True, True, False]),
        )
