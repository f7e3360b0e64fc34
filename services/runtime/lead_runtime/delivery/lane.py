"""What waits for one receiver: in order for each lead, a few at once, at rest while the receiver is broken. Pure.

Instants are seconds since the epoch.
"""

from collections import deque
from collections.abc import Iterator
from heapq import heappop, heappush
from itertools import count
from typing import TypeAlias

Ref: TypeAlias = tuple[int, str]
"""Partition and message id."""
_order = count()


class Lane:
    """``at_once``: messages under way together. After ``broken_after`` failures in a row: one, until it succeeds."""

    def __init__(self, at_once: int, broken_after: int) -> None:
        self._at_once, self._broken_after = at_once, broken_after
        self._queues: dict[str, deque[Ref]] = {}
        self._at: dict[Ref, float] = {}
        """All that is here, and when it may be tried."""
        self._heads: list[tuple[float, int, str]] = []
        self._busy: dict[Ref, str] = {}
        self.failures = 0
        """In a row."""
        self._rest_until = 0.0

    def __len__(self) -> int:
        return len(self._at)

    @property
    def idle(self) -> bool:
        """Nothing is under way."""
        return not self._busy

    @property
    def broken(self) -> bool:
        """Too many failures in a row."""
        return self.failures >= self._broken_after

    def add(self, ref: Ref, about: str, at: float) -> None:
        """Joins the queue of its lead."""
        self._at[ref] = at
        queue = self._queues.get(about)
        if queue is None:
            queue = self._queues[about] = deque()
            self._push(about, at)
        queue.append(ref)

    def take(self, now: float) -> Ref | None:
        """The next to be tried; it is under way until ``finish`` or ``retry``."""
        if not self._has_room() or now < self._rest_until:
            return None
        while self._heads and self._heads[0][0] <= now:
            about = heappop(self._heads)[2]
            ref = self._head(about)
            if ref is None:
                continue
            if self._at[ref] > now:
                self._push(about, self._at[ref])
                continue
            self._busy[ref] = about
            return ref
        return None

    def next_at(self) -> float | None:
        """When ``take`` may give something; None: not before something changes."""
        if not self._heads or not self._has_room():
            return None
        return max(self._rest_until, self._heads[0][0])

    def finish(self, ref: Ref) -> None:
        """It is done with: the next of its lead may go."""
        about = self._busy.pop(ref)
        self._at.pop(ref, None)
        self._queues[about].popleft()
        following = self._head(about)
        if following is not None:
            self._push(about, self._at[following])

    def retry(self, ref: Ref, at: float) -> None:
        """It goes again at ``at``, before what came later for its lead."""
        about = self._busy.pop(ref)
        if ref in self._at:
            self._at[ref] = at
        self._push(about, at)

    def drop(self, ref: Ref) -> bool:
        """Takes it out; False where it is under way, or not here."""
        if ref in self._busy or ref not in self._at:
            return False
        del self._at[ref]
        return True

    def waiting(self) -> Iterator[Ref]:
        """All that is not under way."""
        return (ref for ref in list(self._at) if ref not in self._busy)

    def succeeded(self) -> None:
        """The receiver works."""
        self.failures, self._rest_until = 0, 0.0

    def failed(self, now: float, pause: float, *, asked: bool) -> None:
        """The receiver does not; ``asked``: it named the pause itself."""
        self.failures += 1
        if asked or self.broken:
            self._rest_until = max(self._rest_until, now + pause)

    def _has_room(self) -> bool:
        return len(self._busy) < (1 if self.broken else self._at_once)

    def _head(self, about: str) -> Ref | None:
        queue = self._queues[about]
        while queue and queue[0] not in self._at:
            queue.popleft()
        if not queue:
            del self._queues[about]
            return None
        return queue[0]

    def _push(self, about: str, at: float) -> None:
        heappush(self._heads, (at, next(_order), about))
