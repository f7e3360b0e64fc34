"""The policies that were published, compiled once each."""

from datetime import datetime

from pydantic import ValidationError

from lead_contracts.events import ConfigPublished
from lead_contracts.topics import CONFIG_VERSIONS
from lead_runtime.engine.api import Globals
from lead_runtime.engine.errors import Transient
from sla_monitor.adapters.policy_file import PolicyFile
from sla_monitor.adapters.publish import KIND
from sla_monitor.domain.policy import Policy


class Policies:
    """Which policy is in force; looks anew only where something was published since."""

    def __init__(self) -> None:
        self._version = -1
        self._newest_first: list[ConfigPublished] = []
        self._compiled: dict[str, Policy] = {}

    def in_force(self, world: Globals, now: datetime) -> Policy:
        """The newest that is effective at ``now``. Raises Transient while there is none, or none that can be read."""
        if world.version(CONFIG_VERSIONS) != self._version:
            self._read(world)
        event = next((event for event in self._newest_first if event.effective_from <= now), None)
        if event is None:
            raise Transient("no sla policy is published")
        return self._compile(event)

    def _read(self, world: Globals) -> None:
        events = [event for event in world.items(CONFIG_VERSIONS).values() if isinstance(event, ConfigPublished)]
        policies = (event for event in events if event.kind == KIND)
        self._newest_first = sorted(
            policies, key=lambda event: (event.effective_from, event.published_at, event.version), reverse=True
        )
        self._version = world.version(CONFIG_VERSIONS)

    def _compile(self, event: ConfigPublished) -> Policy:
        policy = self._compiled.get(event.key())
        if policy is None:
            policy = self._compiled[event.key()] = compiled(event)
        return policy


def compiled(event: ConfigPublished) -> Policy:
    """The policy of a published version. Raises Transient for one that this release cannot read: nothing is guessed."""
    try:
        return PolicyFile.model_validate(event.content).policy(event.version)
    except ValidationError as error:
        where = ".".join(map(str, error.errors(include_input=False)[0]["loc"]))
        raise Transient(f"the published {event.key()} cannot be read: {where}") from None
