"""Whom an event is told, and how: what a service gives the notifier. Pure, and filtered by what a channel may carry."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from pydantic import JsonValue

from lead_contracts.events import RepChanged, TeamChanged
from lead_contracts.topics import SALES_REPS
from lead_runtime.delivery.settings import Carry
from lead_runtime.engine.api import Globals

Members: TypeAlias = Mapping[str, JsonValue]
REP, TEAM = "rep:", "team:"


@dataclass(frozen=True, slots=True)
class Draft:
    """A message to ``to`` (``rep:ID``, ``team:ID``), for whichever channels reach them.

    ``lines`` for people and ``data`` for machines, by what a channel must be set to carry for it; None: always.
    """

    to: str
    title: str
    lines: tuple[tuple[Carry | None, str], ...] = ()
    data: Mapping[Carry | None, Members] = field(default_factory=dict)

    def lines_for(self, carry: Iterable[Carry]) -> tuple[str, ...]:
        """What a channel that carries this may say."""
        allowed = {None, *carry}
        return tuple(line for needs, line in self.lines if needs in allowed)

    def data_for(self, carry: Iterable[Carry]) -> dict[str, object]:
        """The members that a channel that carries this may have."""
        allowed = {None, *carry}
        return {
            name: value for needs, members in self.data.items() if needs in allowed for name, value in members.items()
        }


Plan: TypeAlias = Callable[[Any, Globals], Iterable[Draft]]
"""From an event, and the reps and teams as they are, to who is told."""


def rep_of(world: Globals, rep_id: str) -> RepChanged | None:
    """The rep as they are now."""
    found = world.get(SALES_REPS, rep_id)
    return found if isinstance(found, RepChanged) else None


def notify_of(world: Globals, to: str) -> Mapping[str, JsonValue]:
    """Where ``to`` is reached, by channel; empty for who is not known, or not any more."""
    found = world.get(SALES_REPS, to.removeprefix(REP))  # the key of a team begins with "team:" itself
    return found.notify if isinstance(found, RepChanged | TeamChanged) else {}


def addressed(drafts: Iterable[Draft], world: Globals, channels: Iterable[str]) -> Iterator[tuple[Draft, str]]:
    """Each draft with each channel that reaches whom it is for; one address is told once, whoever shares it."""
    known, told = list(channels), list[tuple[str, JsonValue]]()
    for draft in drafts:
        notify = notify_of(world, draft.to)
        for channel in known:
            address = (channel, notify.get(channel))
            if address[1] is not None and address not in told:
                told.append(address)
                yield draft, channel
