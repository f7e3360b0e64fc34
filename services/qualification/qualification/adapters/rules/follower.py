"""The published rule sets for the HTTP side: the same reading that the worker does, without its partitions."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress

from lead_contracts.events import ConfigPublished
from lead_contracts.topics import CONFIG_VERSIONS
from lead_runtime.engine.globals import GlobalFollower, GlobalTables
from qualification.adapters.rules.published import KIND, Shelf
from qualification.application.ports import RuleVersion
from qualification.domain.rules import RuleBook


class RulesFollower:
    """A Background of the process; implements RuleShelf. ``world`` is empty until Kafka has answered."""

    def __init__(self, bootstrap_servers: str) -> None:
        self.world, self._shelf = GlobalTables(), Shelf()
        self._follower = GlobalFollower(bootstrap_servers, (CONFIG_VERSIONS,), self.world)
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begins to follow and returns at once."""
        self._task = asyncio.create_task(self._follower.run(), name="rules")

    async def stop(self) -> None:
        """Ends."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    def book(self) -> RuleBook:
        """See RuleShelf."""
        return self._shelf.book(self.world)

    def versions(self) -> Sequence[RuleVersion]:
        """See RuleShelf."""
        self._shelf.book(self.world)
        events = self.world.items(CONFIG_VERSIONS).values()
        published = [event for event in events if isinstance(event, ConfigPublished) and event.kind == KIND]
        published.sort(key=lambda event: (event.effective_from, event.published_at, event.version), reverse=True)
        return [
            RuleVersion(
                self._shelf.rules(event), event.effective_from, event.published_at, event.published_by, event.content
            )
            for event in published
        ]
