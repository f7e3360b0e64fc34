"""The sales floor: reps who accept, call, close, decline and release what they are given, and some who ask for too much."""

import json
import random
from collections.abc import Iterator

from tests.chaos.crowd import ACTIVITIES, NOW, Post

from handover.stack.keys import Keys
from lead_contracts.events import LeadAssigned, RepChanged
from lead_contracts.values import RepRole

ROLES: tuple[RepRole, ...] = ("farmer", "farmer", "farmer", "hunter", "hunter", "both")


def team(name: str) -> list[RepChanged]:
    """Reps of our own beside those of ``deploy/config``: some with a full table soon, some without an end."""
    return [
        RepChanged(
            rep_id=f"chaos-{number}",
            pool="default",
            name=f"Rep {number}",
            role=role,
            team=name,
            max_open=25 if number % 2 else None,
            weight=1 + number % 3,
        )
        for number, role in enumerate(ROLES * 2)
    ]


class SalesFloor:
    """What happens with a lead that was assigned: POSTs, with the seconds that each takes."""

    def __init__(self, seed: str, keys: Keys) -> None:
        self._dice, self._seed = random.Random(f"{seed}/floor"), seed
        self._reps = [key.rep_id for key in keys.api_keys if key.rep_id]
        self._asked = 0

    def work_on(self, lead: LeadAssigned) -> Iterator[Post]:
        """The chosen course of things."""
        if lead.rep_id not in self._reps:
            return
        courses = ("nothing", "win", "accept twice", "decline", "give back", "not mine", "move")
        course = self._dice.choices(courses, weights=(45, 22, 8, 7, 6, 6, 6))[0]
        at = self._dice.uniform(0, 4)
        match course:
            case "win":
                yield self._ask(lead, "accept", at)
                yield self._call(lead, at + 1)
                yield self._ask(lead, "close", at + 2, outcome=self._dice.choice(("won", "lost", "invalid")))
            case "accept twice":
                yield self._ask(lead, "accept", at)
                yield self._ask(lead, "accept", at)
            case "decline":
                yield self._ask(lead, "decline", at, reason_code="no_time")
            case "give back":
                yield self._ask(lead, "accept", at)
                yield self._ask(lead, "release", at + 1, reason_code="on_leave")
            case "not mine":
                others = [rep for rep in self._reps if rep != lead.rep_id]
                yield self._ask(lead, "accept", at, who=f"rep.{self._dice.choice(others)}")
            case "move":
                yield self._ask(lead, "reassign", at, who="manager")

    def _ask(self, lead: LeadAssigned, kind: str, after: float, who: str = "", **members: str) -> Post:
        body = json.dumps({"type": kind, **members})
        who = who or f"rep.{lead.rep_id}"
        return Post(
            "request", f"/v1/leads/{lead.lead_id}/requests", self._key(), body, (), who, "assignment", after=after
        )

    def _call(self, lead: LeadAssigned, after: float) -> Post:
        mark = self._key()
        call = {"lead_id": lead.lead_id, "kind": "call", "outcome": mark, "occurred_at": NOW}
        return Post("activity", ACTIVITIES, mark, json.dumps(call), (mark,), f"rep.{lead.rep_id}", after=after)

    def _key(self) -> str:
        self._asked += 1
        return f"{self._seed}-floor-{self._asked}"
