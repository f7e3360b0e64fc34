"""What is done to the workers: kill -9, and SIGSTOP in the middle of a transaction."""

import random
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from time import monotonic
from typing import TypeAlias

import psutil
from tests.chaos.account import Freeze
from tests.chaos.lanes import Scene, Span, within
from tests.chaos.plan import GROUPS_OF, service_of
from tests.chaos.traps import MOMENTS, Moment, Outcome, Trap

from handover.stack.part import Part

Ambush: TypeAlias = tuple[str, str, Moment]
"""Service, group, moment."""
AMBUSHES: tuple[tuple[Ambush, ...], ...] = tuple(
    tuple((service, group, moment) for service in services for group in GROUPS_OF[service] for moment in MOMENTS)
    for services in (("lead-intake", "qualification"), ("assignment",), ("sla-monitor",))
)
"""By lane: of a service, one worker at a time stands still."""
PAST_THE_SESSION: Span = (9.0, 12.0)
"""A silent worker is out of its group after 6 s, and soon another works in its place; its transaction may still be open."""
PAST_THE_TRANSACTION: Span = (20.5, 22.0)
"""It is aborted after 10 s, or when the broker looks next, which it does every 10 s."""
CAUGHT_WITHIN, KNOWN_WITHIN, LAST_MOMENT = 15.0, 10.0, 0.4


class Mayhem:
    """Lanes that run side by side; none kills what another has frozen."""

    def __init__(self, scene: Scene) -> None:
        self._scene, self._stack, self._account = scene, scene.stack, scene.account
        self._frozen: set[str] = set()
        self._lock = threading.Lock()

    # --- kill -9 ---------------------------------------------------------------------------------------------------

    def kills(self, every: Span, *, least: int | None = None) -> None:
        """Kills all workers by turns, in a new order each round, with a pause before each kill.

        Ends with the mayhem, or after ``least`` kills.
        """
        dice, done = self._scene.dice("kills"), 0
        turns = self._by_turns(dice)
        while done != least and not self._scene.over.wait(dice.uniform(*every)):
            done += self._kill(next(turns))

    def _kill(self, worker: str) -> bool:
        with self._lock:
            part = self._stack.part(worker)
            if worker in self._frozen or not part.process.running:
                return False
            part.process.kill()
            self._account.kills.append(worker)
            return True

    def _by_turns(self, dice: random.Random) -> Iterator[str]:
        waiting: list[str] = []
        while True:
            names = [part.name for part in self._stack.services]
            waiting = waiting or dice.sample(names, len(names))
            chosen = next((worker for worker in waiting if worker not in self._frozen), waiting[0])
            waiting.remove(chosen)
            yield chosen

    # --- SIGSTOP in a transaction ----------------------------------------------------------------------------------

    def freezes(self, ambushes: Sequence[Ambush], *, again: bool = False) -> None:
        """One freeze after the other; ``again``: in a new order each time, for as long as the mayhem lasts.

        In each round one that has sent its offsets stands still until its transaction is aborted.
        """
        dice = self._scene.dice(f"freezes {ambushes[0]}")
        while not self._scene.over.is_set():
            order = dice.sample(ambushes, len(ambushes))
            longest = next(ambush for ambush in order if ambush[-1] == "after")
            for ambush in order:
                if not self._scene.over.is_set():
                    self._freeze_one(dice, *ambush, PAST_THE_TRANSACTION if ambush == longest else PAST_THE_SESSION)
            if not again:
                return

    def _freeze_one(self, dice: random.Random, service: str, group: str, moment: Moment, span: Span) -> None:
        folder = self._stack.plan.directory / "workers"
        workers = [part for part in self._stack.services if service_of(part.name) == service]
        traps = {part.name: Trap(folder / part.name, group, moment) for part in workers}
        with self._caught(traps, linger=dice.choice((0.0, 0.0, 0.2))) as worker:
            if worker:
                stood, outcome = self._let_stand(worker, traps[worker], dice.uniform(*span))
                self._account.freezes.append(Freeze(worker, group, moment, stood, outcome))
            else:
                self._account.missed_traps += 1

    def _let_stand(self, worker: str, trap: Trap, seconds: float) -> tuple[float, Outcome | None]:
        """Then wakes it, and sees what becomes of its transaction."""
        since = monotonic()
        self._scene.over.wait(seconds)
        self._stack.part(worker).process.thaw()
        stood = round(monotonic() - since, 1)
        return stood, within(KNOWN_WITHIN, lambda: trap.outcome)

    @contextmanager
    def _caught(self, traps: Mapping[str, Trap], linger: float) -> Iterator[str | None]:
        """The worker that walked into its trap first and stands still; nobody kills it within the block."""
        for trap in traps.values():
            trap.set(linger)
        first = within(CAUGHT_WITHIN, lambda: next(filter(self._claimed, traps.values()), None))
        for trap in traps.values():
            trap.take_away()
        try:
            self._wake(trap.folder.name for trap in traps.values() if trap is not first)
            yield first.folder.name if first else None
        finally:
            self._wake(traps)
            with self._lock:
                self._frozen.difference_update(traps)

    def _wake(self, workers: Iterable[str]) -> None:
        """Also those who walked into a trap at the last moment: somebody has to take over from the one that stands."""
        for part in map(self._stack.part, workers):
            if within(LAST_MOMENT, partial(still, part)):
                part.process.thaw()

    def _claimed(self, trap: Trap) -> bool:
        name = trap.folder.name
        with self._lock:
            if trap.is_set or not still(self._stack.part(name)):
                return False
            self._frozen.add(name)
            return True


def still(part: Part) -> bool:
    """Whether it stands still."""
    pid = part.process.pid
    try:
        return pid is not None and psutil.Process(pid).status() == psutil.STATUS_STOPPED
    except psutil.NoSuchProcess:
        return False
