"""Random histories of a pool whose policies have steps, waits and queues, and whose reps come, go, shift and leave."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from random import Random
from typing import Any

from tests.unit.assignment.story import HOUR, Pool, closed, next_please, policy, qualified, rep, request, touched

from lead_contracts.base import Event
from lead_contracts.events import ConfigPublished

LEADS = [f"lead-{n}" for n in range(12)]
REPS = ["ana", "ben", "cy", "dee"]
HOURS = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), ("08:00-12:00", "13:00-17:30"))
STEPS: list[dict[str, Any]] = [
    {"name": "known", "candidates": {"owner": ["earlier_cycle", "account"]}},
    {"name": "known-and-worth-it", "candidates": {"owner": ["account"]}, "wait": "2h"},
    {"name": "named", "candidates": "accounts", "wait": "30m"},
    {"name": "near", "when": {"motion": "inbound"}, "candidates": {"match": ["territory"]}, "wait": "1h"},
    {"name": "tongue", "candidates": {"match": ["languages"], "team": "north"}},
    {"name": "skilled", "candidates": {"match": ["skills"]}},
    {"name": "best", "when": {"min_priority": 2}, "candidates": {"team": "south"}, "wait": "3h"},
]
LAST: list[dict[str, Any]] = [
    {"name": "anybody", "candidates": "anybody"},
    {"name": "desk", "candidates": {"queue": "managers"}},
    {"name": "north", "candidates": {"team": "north"}},
]


class WideHistory:
    """Steps of a pool's life; the same seed gives the same."""

    def __init__(self, seed: int, length: int) -> None:
        self._random, self._length = Random(seed), length
        self._cycle = dict.fromkeys(LEADS, 1)
        self._policies = 0

    def steps(self, pool: Pool) -> Iterator[tuple[Event, timedelta]]:
        """Events, each with the pause after it. A ConfigPublished is for the globals, all else for the pool."""
        pick = self._random.choice
        yield self._policy(pool), timedelta()
        for who in REPS:
            yield self._roster(pool, who), timedelta()
        kinds: list[Callable[[Pool], Event]] = [
            lambda _: self._verdict(qualified, pick(LEADS)),
            lambda _: self._verdict(touched, pick(LEADS)),
            self._closed,
            self._request,
            lambda _: next_please(pick(REPS), f"pull {self._random.random()}"),
            lambda pool: self._roster(pool, pick(REPS)),
            self._policy,
        ]
        for _ in range(self._length):
            (kind,) = self._random.choices(kinds, weights=[9, 3, 3, 4, 2, 3, 1])
            yield kind(pool), pick([timedelta(), timedelta(), timedelta(), 17 * HOUR / 60, HOUR, 5 * HOUR, 16 * HOUR])

    def _policy(self, pool: Pool) -> ConfigPublished:
        self._policies += 1
        steps = [step for step in STEPS if self._random.random() < 0.4]
        fairness = self._random.choice([{}, {"on_return": "catch_up", "limit": 3}])
        within = self._random.choice([[], [{"within": "4h"}]])
        content: dict[str, Any] = {"steps": [*steps, self._random.choice(LAST)], "fairness": fairness}
        return policy(self._policies, pool.driver.now, **content, **({"accept_within": within} if within else {}))

    def _verdict(self, kind: Callable[..., Event], lead: str) -> Event:
        pick = self._random.choice
        facts = {
            "country": pick(["DE", "FR", None]),
            "postal_prefix": pick(["DE:803", "DE:10", None]),
            "language": pick(["de", "fr", None]),
            "skills": pick(["cloud", "cloud, law", None]),
            "domain": pick(["acme.example", "beta.example", None]),
        }
        known = {name: value for name, value in facts.items() if value}
        motion = "outbound" if LEADS.index(lead) % 3 == 0 else "inbound"
        return kind(lead, motion, cycle=self._cycle[lead], priority=self._random.randint(1, 3), facts=known)

    def _closed(self, pool: Pool) -> Event:
        lead = self._random.choice(LEADS)
        cycle = self._cycle[lead]
        self._cycle[lead] += self._random.random() < 0.9
        return closed(lead, cycle, self._random.choice(["won", "lost"]))

    def _request(self, pool: Pool) -> Event:
        lead, kind = self._random.choice(LEADS), self._random.choice(["accept", "decline", "release", "reassign"])
        who, name = pool.owners.get(lead) or self._random.choice(REPS), f"{kind} {self._random.random()}"
        if kind == "reassign":
            to = self._random.choice([None, *REPS])
            return request(kind, lead, "boss", actor_role="manager", to_rep_id=to, request_id=name)
        return request(kind, lead, who, request_id=name)

    def _roster(self, pool: Pool, who: str) -> Event:
        pick, now = self._random.choice, pool.driver.now
        start = now + pick([-5, 3, 20]) * HOUR
        return rep(
            who,
            pick(["farmer", "both", "both"]),
            team=pick(["north", "south"]),
            max_open=pick([None, 0, 1, 1, 2]),
            max_per_day=pick([None, None, 1, 4]),
            weight=pick([0.5, 1.0, 3.0]),
            absences=[{"starts_at": start, "ends_at": start + 12 * HOUR}] if pick([True, False, False]) else [],
            active=pick([True, True, True, True, False]),
            left=pick([None] * 9 + [True]),
            time_zone=pick(["Europe/Berlin", "America/New_York", "Asia/Kathmandu"]),
            hours=pick([{}, {}, HOURS]),
            holidays=pick([None, None, "DE-BY"]),
            languages=pick([(), ("de",), ("de", "fr")]),
            territories=pick([(), ("DE:80",), ("FR", "DE:10")]),
            skills=pick([(), ("cloud",), ("cloud", "law")]),
            accounts=pick([(), (), ("acme.example",)]),
        )
