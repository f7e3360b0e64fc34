"""What a process is made of: the value that a service's bootstrap builds and the host runs."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol, TypeAlias

from fastapi import FastAPI

from lead_contracts.base import Event
from lead_runtime.board.whole import Whole
from lead_runtime.engine.api import Incoming, Record
from lead_runtime.engine.settings import Pause, next_please
from lead_runtime.settings import RuntimeSettings


class Hosted(Protocol):
    """An engine, as the host sees it."""

    @property
    def ready(self) -> tuple[bool, tuple[str, ...]]:
        """Whether it works on its partitions, and the reasons where not."""
        ...

    @property
    def alive(self) -> bool:
        """False when it has not turned for so long that the process should be replaced."""
        ...

    async def run(self) -> None:
        """Works until asked to stop. Raises an EngineError where it cannot go on."""
        ...

    def request_stop(self) -> None:
        """Asks it to finish the transaction in hand and return."""
        ...


class Background(Protocol):
    """Something that lives as long as the process, for example a Publisher: started before all else, stopped last."""

    async def start(self) -> None:
        """Returns once it runs; it does not wait for servers that are away."""
        ...

    async def stop(self) -> None:
        """Finishes what it has in hand."""
        ...


class Erased(NamedTuple):
    """A tombstone on a compacted topic: what is held under ``key`` must go."""

    key: str
    record: Record


Seen: TypeAlias = Incoming[Event] | Erased
Fold: TypeAlias = Callable[[Sequence[Seen]], Awaitable[None]]


@dataclass(frozen=True)
class ReadModel:
    """Folds one topic into something that can be rebuilt (in Redis), at least once and in order per partition.

    ``handler`` gets what lies on one partition, a few hundred records at most at a time. It may get the same again, and
    from a process that hung even after something later, and must not mind. While it raises, the same batch is tried
    again with backoff and the place is kept; records of types that this release does not know are passed over.
    """

    topic: str
    handler: Fold
    refilled: bool = True
    """Whether a board that was lost is filled through it again; not what counts, or passes on."""


@dataclass(frozen=True)
class ServiceSpec:
    """One process: exactly-once engines, an HTTP side, read models, and what they share."""

    name: str
    settings: RuntimeSettings
    engines: Sequence[Hosted] = ()
    http: FastAPI | None = None
    agents: Sequence[ReadModel] = ()
    services: Sequence[Background] = ()
    between_turns: Pause = next_please
    """Awaited between the turns of the read models, as engines do between theirs."""
    board: Whole | None = None
    """The mark of what the read models write into Redis: a loss is noticed, and they are given everything again."""
