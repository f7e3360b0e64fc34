"""Who comes to us, and when a person of ours answers: seeded stories, as POSTs with the time between them.

Every item of every POST carries a mark that is found again on the topics, so that nothing has to be believed.
"""

import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Literal, TypeAlias

Kind: TypeAlias = Literal["lead", "activity", "suppression", "request"]
JSON, CSV = "application/json", "text/csv"
LEADS, ACTIVITIES, SUPPRESSIONS, IMPORTS = (
    "/v1/leads",
    "/v1/activities",
    "/v1/suppressions",
    "/v1/imports?source=fair&motion=outbound",
)
DAY = timedelta(hours=24)
COMPANIES = ("Nordlicht Logistik", "Aldgate Freight", "Sorin Robotics", "Vela Chemicals", "Kestrel Warehousing")
TITLES = ("Head of Logistics", "CEO", "Purchasing Manager", "Director of Operations", "Team Lead Supply Chain")
COUNTRIES = ("DE", "SE", "GB", "NL", "FR", "AT")


@dataclass(frozen=True, slots=True)
class Post:
    """``after`` seconds, ``who`` posts this; ``key`` is the Idempotency-Key. ``repeat``: once more after its 202."""

    kind: Kind
    path: str
    key: str
    body: str
    marks: tuple[str, ...]
    who: str = "marketing"
    service: str = "lead-intake"
    content_type: str = JSON
    after: float = 0.0
    repeat: bool = False


class Crowd:
    """``next`` gives the next story. ``last_due``: the latest deadline of a lead that it brought almost overdue."""

    def __init__(self, seed: str, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._dice, self._now, self._numbers = random.Random(f"{seed}/crowd"), now, count()
        self._name = seed
        self._known: list[str] = []
        self.last_due = now()

    def next(self) -> list[Post]:
        """One story: a POST, and those that follow from it."""
        return list(self._dice.choices(list(_STORIES), weights=list(_STORIES.values()))[0](self))

    # --- the stories -----------------------------------------------------------------------------------------------

    def fresh(self) -> Iterator[Post]:
        """Somebody new; a person of ours calls soon, or not."""
        email = self._somebody()
        yield self._leads(self._lead(email))
        if self._dice.random() < 0.3:
            yield self._reply(email, after=self._dice.uniform(0, 8))

    def several(self) -> Iterator[Post]:
        """An array of leads in one POST, some outbound."""
        motions = self._dice.choices(["inbound", "outbound"], k=self._dice.randint(2, 12))
        yield self._leads(*(self._lead(self._somebody(), motion=motion) for motion in motions))

    def again(self) -> Iterator[Post]:
        """Somebody whom we know already: merged into the open cycle, or a new one."""
        email = self._dice.choice(self._known) if self._known else self._somebody()
        yield self._leads(self._lead(email, message="Any news? Please call me back."))

    def overdue(self) -> Iterator[Post]:
        """Acted 25 hours ago, so that the breach is due at once."""
        yield self._leads(self._lead(self._somebody(), occurred_at=self._now() - timedelta(hours=25)))

    def answered_but_logged_late(self) -> Iterator[Post]:
        """The same, but we did call in time: the call is entered only now, and withdraws the breach."""
        email, acted = self._somebody(), self._now() - timedelta(hours=25)
        yield self._leads(self._lead(email, occurred_at=acted))
        called = acted + timedelta(hours=self._dice.uniform(0.1, 23))
        yield self._reply(email, at=called, after=self._dice.uniform(0, 15))

    def nearly_due(self) -> Iterator[Post]:
        """The deadline passes while the test runs; one of two is answered before it."""
        email, left = self._somebody(), timedelta(seconds=self._dice.uniform(10, 18))
        self.last_due = max(self.last_due, self._now() + left)
        yield self._leads(self._lead(email, occurred_at=self._now() + left - DAY))
        if self._dice.random() < 0.5:
            yield self._reply(email, after=self._dice.uniform(0, 5))

    def nobodys_work(self) -> Iterator[Post]:
        """Turned down: a competitor, or a test."""
        if self._dice.random() < 0.5:
            yield self._leads(self._lead(f"spy{next(self._numbers)}@rival.example"))
        else:
            yield self._leads(self._lead(self._somebody(), is_test=True))

    def goes_away(self) -> Iterator[Post]:
        """A lead who then wants to be left alone."""
        email = self._somebody()
        yield self._leads(self._lead(email))
        mark = self._mark()
        body = json.dumps({"email": email, "reason_code": mark})
        yield Post("suppression", SUPPRESSIONS, self._mark(), body, (mark,), after=self._dice.uniform(0, 6))

    def a_list(self) -> Iterator[Post]:
        """Outbound prospects, as CSV."""
        lines, marks = ["email,company,job_title,country,industry,employees,mark"], []
        for _ in range(self._dice.randint(60, 120)):
            firm, title, mark = self._dice.choice(COMPANIES), self._dice.choice(TITLES), self._mark()
            lines.append(f"{self._somebody()},{firm},{title},DE,logistics,400,{mark}")
            marks.append(mark)
        yield Post("lead", IMPORTS, self._mark(), "\n".join(lines), tuple(marks), content_type=CSV)

    # --- what they are made of ---------------------------------------------------------------------------------------

    def _leads(self, *leads: dict[str, object]) -> Post:
        marks = tuple(self._mark() for _ in leads)
        bodies = [{**lead, "attributes": {"mark": mark}} for lead, mark in zip(leads, marks, strict=True)]
        body = json.dumps(bodies if len(bodies) > 1 else bodies[0])
        return Post("lead", LEADS, self._mark(), body, marks, repeat=self._dice.random() < 0.1)

    def _lead(self, email: str, *, occurred_at: datetime | None = None, **said: object) -> dict[str, object]:
        roll = self._dice.choice
        lead: dict[str, object] = {"email": email, "company": roll(COMPANIES), "job_title": roll(TITLES)}
        lead |= {"country": roll(COUNTRIES), "message": "Please send a quote.", **said}
        return lead | ({"occurred_at": occurred_at.isoformat()} if occurred_at else {})

    def _reply(self, email: str, *, at: datetime | None = None, after: float = 0.0) -> Post:
        mark = self._mark()
        # Without an instant of its own it happens when it is posted; the client puts that in.
        body = {"email": email, "kind": "call", "outcome": mark, "occurred_at": at.isoformat() if at else NOW}
        return Post("activity", ACTIVITIES, self._mark(), json.dumps(body), (mark,), who="manager", after=after)

    def _somebody(self) -> str:
        number = next(self._numbers)
        self._known.append(f"p{number}@firm{number % 300}-{self._name}.example")
        return self._known[-1]

    def _mark(self) -> str:
        return f"{self._name}-{next(self._numbers)}"


NOW = "{now}"
"""Stands in a body for the instant of its first sending."""
_STORIES: dict[Callable[[Crowd], Iterator[Post]], int] = {
    Crowd.fresh: 40,
    Crowd.several: 12,
    Crowd.again: 15,
    Crowd.overdue: 8,
    Crowd.answered_but_logged_late: 9,
    Crowd.nearly_due: 9,
    Crowd.nobodys_work: 5,
    Crowd.goes_away: 4,
    Crowd.a_list: 3,
}
