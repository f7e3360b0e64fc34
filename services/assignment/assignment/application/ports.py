"""What the use cases need from outside."""

from collections.abc import Sequence
from typing import Protocol

from assignment.domain.lead import Motion, Placement
from assignment.domain.rep import Load, Rep, Seat
from assignment.domain.waiting import Line, Place


class Book(Protocol):
    """The book of one pool as its one writer sees it; what is set here is read at once and kept, or all of it is undone."""

    pool: str

    def seats(self) -> Sequence[Seat]:
        """All reps who ever were in the pool, in the order of their slots."""

    def seat(self, rep_id: str) -> Seat | None:
        """One of them."""

    def enrol(self, rep: Rep) -> None:
        """Adds the rep (in the next slot, with nothing on the table) or replaces the record of one who is there."""

    def set_load(self, rep_id: str, load: Load) -> None:
        """Sets the load of a rep who is there."""

    def placement(self, lead_id: str) -> Placement | None:
        """The newest cycle of the lead in this pool."""

    def set_placement(self, placement: Placement) -> None:
        """Sets it."""

    def line(self, motion: Motion) -> Line:
        """Who waits; empty at first."""

    def set_line(self, motion: Motion, line: Line) -> None:
        """Sets it."""

    def place(self, lead_id: str) -> Place | None:
        """The lead's place in its line, or None when it does not wait."""

    def set_place(self, lead_id: str, place: Place | None) -> None:
        """Sets it; None removes it."""
