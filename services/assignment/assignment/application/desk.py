"""The desk at which one event is decided: the pool's book, the policy, the instant, and what has been decided so far."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from assignment.application.ports import Book
from assignment.domain.facts import Fact
from assignment.domain.lead import Lead
from assignment.domain.routing import RoutingPolicy

NameAssignment: TypeAlias = Callable[[Lead, int], str]
"""Gives the id of an assignment from the lead's cycle and the attempt; the same for the same event in hand."""


@dataclass(slots=True)
class Desk:
    """``now``: UTC, the instant of every decision here. ``origin``: the id of the event in hand."""

    book: Book
    policy: RoutingPolicy
    now: datetime
    origin: str
    name_assignment: NameAssignment
    facts: list[Fact] = field(default_factory=list)
    is_through: bool = True
    """False: there was more to do than goes into one transaction; it goes on at once."""

    def say(self, fact: Fact) -> None:
        """Adds what has come about."""
        self.facts.append(fact)
