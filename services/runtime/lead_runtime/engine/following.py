"""Tells whoever sends what the state holds (messages to people) what is committed there, and whose it is."""

from collections.abc import Iterable, Mapping

from .api import Follower, Globals
from .tables import Overlay, PartitionState


class Following:
    """One session's follower, or nobody."""

    def __init__(self, follower: Follower | None, world: Globals) -> None:
        self._follower, self._world = follower, world

    def taken(self, state: PartitionState) -> None:
        """The partition is ours, and restored."""
        if self._follower is not None:
            self._follower.taken(state.number, Overlay(state), self._world)

    def changed(self, overlays: Mapping[int, Overlay]) -> None:
        """These were committed and merged."""
        if self._follower is not None:
            for number, overlay in overlays.items():
                keys = [(table, key) for table, changes in overlay.changes.items() for key in changes]
                if keys:
                    self._follower.changed(number, keys)

    def lost(self, numbers: Iterable[int]) -> None:
        """The partitions are ours no more."""
        if self._follower is not None:
            for number in numbers:
                self._follower.lost(number)
