"""A history as it lies on the topics: made by the service's own handlers, with a clock that never stands still."""

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from typing import Any

from tests.unit.assignment.story import HOUR, NOW, closed, next_please, policy, qualified, rep, request, touched
from tests.unit.assignment.world import World

from assignment.adapters.simulation import Draft, Past, Simulation
from assignment.application.simulate import Comparison
from lead_contracts.base import Event
from lead_contracts.events import ConfigPublished, LeadActivity
from lead_contracts.topics import ASSIGNMENT_REQUESTS, LEADS_ACTIVITIES, LEADS_ASSIGNED
from lead_runtime.engine.api import Record

TICK = timedelta(milliseconds=7)
POOLS: dict[str, Any] = {
    "pools": {"default": {}, "dach": {"fallback": "default"}},
    "rules": [{"when": {"country": ["DE"]}, "pool": "dach"}],
}
LIVELY: dict[str, Any] = {
    **POOLS,
    "steps": [
        {"name": "known", "candidates": {"owner": ["earlier_cycle", "account"]}},
        {"name": "best", "when": {"grade": ["A"]}, "candidates": {"match": ["languages"]}, "wait": "2h"},
        {"name": "anybody", "candidates": "anybody"},
    ],
    "accept_within": [{"when": {"motion": "inbound"}, "within": "3h"}],
    "handovers": [{"outcome": "appointment_booked", "to": "closer"}],
}
"""A policy in which everything happens."""


class Logged(World):
    """The service, and what it wrote, in order. ``told``: the topics' records."""

    def __init__(self, *policies: ConfigPublished, choose: Callable[[list[str]], str] = min) -> None:
        self.told: dict[str, list[Record]] = {ASSIGNMENT_REQUESTS: [], LEADS_ASSIGNED: [], LEADS_ACTIVITIES: []}
        self.policies = policies
        super().__init__(*policies, choose=choose)

    def simulate(
        self,
        *,
        since: datetime = NOW,
        policy: Any = None,
        roster: Any = None,
        until: datetime | None = None,
        proofs: Any = lambda event: -1,
    ) -> Comparison:
        """What a draft would have decided."""
        end = until or self.now + timedelta(seconds=1)
        past = Past(since, end)
        for record in self.told[LEADS_ASSIGNED]:
            past.take(record)
        simulation = Simulation(Draft(since, policy, roster), end, self.policies, past, proofs)
        log = self.told[ASSIGNMENT_REQUESTS] + (self.told[LEADS_ACTIVITIES] if simulation.listens else [])
        for record in sorted(log, key=lambda record: record.timestamp):
            simulation.take(record)
        return simulation.end()

    def _deliver(self, record: Record) -> None:
        self._tick()
        super()._deliver(record)

    def _put(self, topic: str, record: Record) -> None:
        self._tick()
        stamped = record._replace(timestamp=int(self.now.timestamp() * 1000))
        if topic in self.told:
            number = len(self.told[topic])
            self.told[topic].append(stamped._replace(offset=number))
        super()._put(topic, stamped)

    def _tick(self) -> None:
        for driver in (self.route, self.decide):
            driver.now += TICK


def history(seed: int, length: int, **content: Any) -> Logged:
    """A random one; the same seed gives the same."""
    return _History(seed, content or LIVELY).lived(length)


class _History:
    def __init__(self, seed: int, content: dict[str, Any]) -> None:
        self.random = Random(seed)
        self.world = Logged(policy(**content), choose=self.random.choice)
        self.cycles = {f"lead-{n}": 1 for n in range(14)}
        self.reps = ["ana", "ben", "cy", "dan", "eva"]
        self.count = 0

    def lived(self, length: int) -> Logged:
        for rep_id in self.reps[:4]:
            self.world.tell(self._rep(rep_id))
        does = [self._qualified, self._closed, self._asked, self._moved, self._touched, self._next, self._reached]
        for _ in range(length):
            kind = self.random.choices([*does, self._rep_again], weights=[9, 5, 7, 2, 2, 2, 3, 2])[0]
            event = kind(self.random.choice(list(self.cycles)))
            self.world.write(event)
            if self.random.random() < 0.7:
                self.world.pump()
            if self.random.random() < 0.3:
                self.world.pump()
                self.world.later(self.random.choice([timedelta(minutes=1), HOUR, 5 * HOUR]))
        self.world.pump()
        return self.world

    def _qualified(self, lead: str) -> Event:
        pick = self.random.choice
        facts = {
            "domain": pick(["acme.test", "foo.test", "bar.test"]),
            "country": pick(["DE", "FR"]),
            "source": pick(["web", "fair"]),
            "language": pick(["de", "fr"]),
        }
        return qualified(
            lead,
            pick(["inbound", "inbound", "outbound"]),
            cycle=self.cycles[lead],
            priority=self.random.randint(1, 3),
            grade=pick(["A", "B"]),
            facts=facts,
            decided_at=self.world.now,
        )

    def _closed(self, lead: str) -> Event:
        cycle = self.cycles[lead]
        self.cycles[lead] += self.random.random() < 0.9
        return closed(lead, cycle, self.random.choice(["won", "lost"]))

    def _asked(self, lead: str) -> Event:
        kind = self.random.choice(["accept", "accept", "decline", "release"])
        return self._request(kind, lead, self._somebody(lead))

    def _moved(self, lead: str) -> Event:
        to = self.random.choice([None, *self.reps])
        return self._request("reassign", lead, "boss", actor_role="manager", to_rep_id=to)

    def _request(self, kind: str, lead: str, actor: str, **given: Any) -> Event:
        self.count += 1
        return request(kind, lead, actor, request_id=f"request-{self.count}", **given)

    def _touched(self, lead: str) -> Event:
        return touched(lead, "inbound", cycle=self.cycles[lead], priority=self.random.randint(1, 3))

    def _next(self, _: str) -> Event:
        self.count += 1
        return next_please(self.random.choice(self.reps), f"pull-{self.count}")

    def _reached(self, lead: str) -> Event:
        self.count += 1
        return LeadActivity.model_validate(
            {
                "lead_id": lead,
                "activity_id": f"activity-{self.count}",
                "kind": "call",
                "direction": "out",
                "outcome": self.random.choice(["appointment_booked", "no_answer"]),
                "automated": False,
                "rep_id": self._somebody(lead),
                "occurred_at": self.world.now,
                "recorded_at": self.world.now,
            }
        )

    def _rep_again(self, _: str) -> Event:
        return self._rep(self.random.choice(self.reps))

    def _somebody(self, lead: str) -> str:
        holder = self.world.owners.get(lead) if self.random.random() < 0.8 else None
        return holder or self.random.choice(self.reps)

    def _rep(self, rep_id: str) -> Event:
        pick, now = self.random.choice, self.world.now
        start = now + pick([-5, 3, 20]) * HOUR
        return rep(
            rep_id,
            pick(["farmer", "hunter", "both", "both"]),
            pool=pick(["default", "default", "dach"]),
            stages=pick([["opener"], ["closer"], ["opener", "closer"], ["opener", "closer"]]),
            languages=pick([["de"], ["fr"], ["de", "fr"]]),
            max_open=pick([None, 1, 2, 3]),
            weight=pick([0.5, 1.0, 3.0]),
            absences=[{"starts_at": start, "ends_at": start + 12 * HOUR}] if pick([True, False, False]) else [],
            hours=pick([{}, {}, {day: ["08:00-18:00"] for day in ("mon", "tue", "wed", "thu", "fri")}]),
            active=pick([True, True, True, False]),
            left=pick([None] * 9 + [True]),
        )
