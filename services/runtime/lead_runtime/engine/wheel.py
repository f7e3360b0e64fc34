"""Deadlines by the second: cheap to add (25 bytes each), and all of one second come off at once."""

import sys
from heapq import heappop, heappush


class Wheel:
    """Entries ``(table, key)`` by due second. An entry is only a hint: whoever takes it asks the state if it still holds."""

    def __init__(self) -> None:
        self._slots: dict[int, list[tuple[str, str]]] = {}
        self._seconds: list[int] = []

    def add(self, due: float, table: str, key: str) -> None:
        """Adds a hint; ``due`` in seconds since the epoch."""
        second = int(due)
        slot = self._slots.get(second)
        if slot is None:
            self._slots[second] = [(table, key)]
            heappush(self._seconds, second)
        else:
            slot.append((table, key))

    def next_second(self) -> int | None:
        """The earliest second with entries."""
        return self._seconds[0] if self._seconds else None

    def take(self, until: float, most: int = sys.maxsize) -> list[tuple[str, str]]:
        """Removes and gives the entries, at most so many, of the seconds that have begun by ``until``."""
        taken: list[tuple[str, str]] = []
        while self._seconds and self._seconds[0] <= until and len(taken) < most:
            slot, room = self._slots[self._seconds[0]], most - len(taken)
            taken += slot[:room]
            del slot[:room]
            if not slot:
                del self._slots[heappop(self._seconds)]
        return taken
