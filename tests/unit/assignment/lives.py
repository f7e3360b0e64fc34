"""Random lives of leads over two pools, and a simple model of who may do what. The same seed gives the same life."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any

from tests.unit.assignment.story import DAY, HOUR, closed, next_please, policy, qualified, rep, request, touched
from tests.unit.assignment.world import World

from lead_contracts.base import Event
from lead_contracts.events import (
    LeadAccepted,
    LeadAcceptRequest,
    LeadActivity,
    LeadAssigned,
    LeadDeclined,
    LeadDeclineRequest,
    LeadHandoverWaiting,
    LeadReleased,
    LeadReleaseRequest,
    LeadRequestRefused,
)
from lead_contracts.events.requests import Request

LEADS = [f"lead-{n}" for n in range(6)]
REPS = ["ana", "ben", "cy", "dee", "eve"]
MOTION = {lead: "outbound" if n % 3 == 0 else "inbound" for n, lead in enumerate(LEADS)}
POLICY = policy(
    pools={"default": {}, "south": {"fallback": "default"}},
    rules=[{"when": {"country": "IT"}, "pool": "south"}],
    accept_within=[{"when": {"motion": "inbound"}, "within": "2h"}],
    handovers=[{"outcome": "booked", "to": "closer"}],
)


class Life:
    """Writes one event after another to a world; much of it again, some of it before the last has been read."""

    def __init__(self, seed: int) -> None:
        self._dice = Random(seed)
        self.world = World(POLICY, choose=self._dice.choice)
        self.model = Model()
        self.world.on_decided = self.model.decided
        self.asked: dict[str, Request] = {}
        self._cycle = dict.fromkeys(LEADS, 1)
        self._written: list[Event] = []
        self._count = 0
        for event in (*map(self._roster, REPS), *map(self._qualified, LEADS)):
            self._write(event)

    def live(self, steps: int, check: Callable[["Life"], None]) -> None:
        """So many steps; ``check`` is called whenever all is quiet."""
        kinds = [self._qualified, self._closed, self._touched, self._ask, self._move, self._book, self._pull]
        for _ in range(steps):
            roll = self._dice.random()
            if roll < 0.08:
                self._write(self._roster(self._dice.choice(REPS)))
            elif roll < 0.16 and self._written:
                self._write(self._dice.choice(self._written[-40:]))
            elif roll < 0.24:
                self.world.later(self._dice.choice([timedelta(minutes=20), HOUR, 3 * HOUR, DAY]))
            else:
                (kind,) = self._dice.choices(kinds, weights=[6, 3, 2, 7, 4, 6, 2])
                self._write(kind(self._dice.choice(LEADS)))
            if self._dice.random() < 0.7:
                self.world.pump()
                check(self)
        self.world.pump()
        check(self)

    def _write(self, event: Event) -> None:
        if isinstance(event, Request):
            self.asked[event.request_id] = event
        self._written.append(event)
        self.world.write(event)

    def _qualified(self, lead: str) -> Event:
        country = self._dice.choice(["IT", "DE"])
        return qualified(
            lead, MOTION[lead], cycle=self._cycle[lead], priority=self._roll(3), facts={"country": country}
        )

    def _closed(self, lead: str) -> Event:
        cycle = self._cycle[lead]
        self._cycle[lead] += self._dice.random() < 0.9
        return closed(lead, cycle)

    def _touched(self, lead: str) -> Event:
        return touched(lead, MOTION[lead], cycle=self._cycle[lead], priority=self._roll(3))

    def _ask(self, lead: str) -> Event:
        return request(
            self._dice.choice(["accept", "accept", "decline", "release"]), lead, self._who(lead), **self._id()
        )

    def _move(self, lead: str) -> Event:
        to = self._dice.choice([None, *REPS])
        return request("reassign", lead, "boss", actor_role="manager", to_rep_id=to, **self._id())

    def _book(self, lead: str) -> Event:
        members = {"kind": "call", "direction": "out", "outcome": "booked", "activity_id": self._id()["request_id"]}
        at = {"occurred_at": self.world.now, "recorded_at": self.world.now}
        return LeadActivity.model_validate({"lead_id": lead, "rep_id": self._who(lead), **members, **at})

    def _pull(self, _: str) -> Event:
        return next_please(self._dice.choice(REPS), self._id()["request_id"])

    def _roster(self, who: str) -> Event:
        pick = self._dice.choice
        start = self.world.now + pick([-5, 3]) * HOUR
        return rep(
            who,
            pick(["farmer", "both", "both", "both", "hunter"]),
            pool=pick(["default", "default", "south"]),
            stages=pick([("opener", "closer"), ("opener",), ("closer",)]),
            max_open=pick([None, None, 1, 3]),
            absences=[{"starts_at": start, "ends_at": start + 12 * HOUR}] if self._dice.random() < 0.2 else [],
            active=self._dice.random() < 0.9,
            left=self._dice.random() < 0.1,
        )

    def _who(self, lead: str) -> str:
        holder = self.world.owners.get(lead)
        return holder if holder and self._dice.random() < 0.8 else self._dice.choice(REPS)

    def _id(self) -> dict[str, str]:
        self._count += 1
        return {"request_id": f"asked-{self._count}"}

    def _roll(self, sides: int) -> int:
        return self._dice.randint(1, sides)


class Held:
    """Who has a lead, as the model sees it."""

    def __init__(self, event: LeadAssigned) -> None:
        self.rep_id, self.assignment_id, self.pool = event.rep_id, event.assignment_id, event.pool
        self.accepted = False


class Model:
    """What leads.assigned may say, without pools, lines and turns: one owner at most, and only they give it up.

    The next cycle may be in another pool and have an owner there before the former pool has read that the last one ended.
    Raises AssertionError where something was said that must not be.
    """

    def __init__(self) -> None:
        self.held: dict[tuple[str, int], Held] = {}
        """By lead and cycle."""
        self.had: set[tuple[str, int, str]] = set()
        self.answers: Counter[str] = Counter()
        """Requests by how often they were granted or refused."""
        self.attempts: Counter[tuple[str, int]] = Counter()

    def decided(self, pool: str, event: Event | None, news: list[Any]) -> None:
        """A pool was given the event (None: a timer) and said this."""
        self._expect(pool, event, news)
        answered = {said.request_id for said in news if getattr(said, "request_id", None)}
        answered |= {said.decision.inputs.get("request_id") for said in news if isinstance(said, LeadAssigned)}
        self.answers.update(answered - {None})
        for said in news:
            self._follow(said)

    def _expect(self, pool: str, event: Event | None, news: list[Any]) -> None:
        """Requests of reps are granted if and only if they have what they ask about."""
        if not isinstance(event, LeadAcceptRequest | LeadDeclineRequest | LeadReleaseRequest):
            return
        mine = [said for said in news if getattr(said, "request_id", None) == event.request_id]
        if not mine:
            return  # it went on to another pool
        here = [held for (lead, _), held in self.held.items() if (lead, held.pool) == (event.lead_id, pool)]
        may = bool(here) and here[0].rep_id == event.actor
        if not isinstance(event, LeadReleaseRequest):
            may = may and not here[0].accepted
        assert [not isinstance(said, LeadRequestRefused) for said in mine] == [may]

    def _follow(self, said: Any) -> None:
        if isinstance(said, LeadAssigned):
            self._assigned(said)
        elif isinstance(said, LeadAccepted | LeadDeclined | LeadReleased | LeadHandoverWaiting):
            cycle = (said.lead_id, said.cycle)
            held = self.held[cycle]
            assert (held.assignment_id, held.rep_id) == (said.assignment_id, said.rep_id)
            if isinstance(said, LeadAccepted):
                held.accepted = True
            elif not isinstance(said, LeadHandoverWaiting):
                del self.held[cycle]

    def _assigned(self, said: LeadAssigned) -> None:
        cycle = (said.lead_id, said.cycle)
        assert cycle not in self.held, "two owners"
        self.attempts[cycle] += 1
        assert said.attempt == self.attempts[cycle]
        assert said.decision.steps[-1]["kind"] == "manual" or (*cycle, said.rep_id) not in self.had, "back by itself"
        self.had.add((*cycle, said.rep_id))
        self.held[cycle] = Held(said)
