"""What is needed from outside to show and change reps and teams."""

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from typing import Final, Protocol

from assignment.application.views import Members, RepView, TeamView

TEAM: Final = "team:"
"""Begins the key of a team; that of a rep is their id."""


class BeingChanged(Exception):
    """Somebody is changing the same rep or team at this moment."""


class Rosters(Protocol):
    """The reps and teams as people are shown them. Every method raises BoardAway."""

    async def reps(self) -> Sequence[RepView]:
        """All reps, by id."""
        ...

    async def teams(self) -> Sequence[TeamView]:
        """All teams, by id."""
        ...

    async def member(self, key: str) -> Members | None:
        """The rep or team of that key as last said, or None."""
        ...

    async def note(self, key: str, members: Members) -> None:
        """Shows at once what has just been written to the log, before it has been followed there."""
        ...

    def alone(self, key: str) -> AbstractAsyncContextManager[None]:
        """Inside, nobody else changes that rep or team over HTTP. Raises BeingChanged."""
        ...
