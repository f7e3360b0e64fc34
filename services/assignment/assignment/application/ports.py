"""What is needed from outside: the book of a pool, and what people are shown."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from assignment.application.linked import Links
from assignment.application.rosters import Rosters
from assignment.application.views import Contact, LeadView, RequestView, StoryLine
from assignment.domain.account import Account
from assignment.domain.floor import Floor
from assignment.domain.lead import Placement
from assignment.domain.leaver import Leaver
from assignment.domain.rep import Load, Rep, Seat
from assignment.domain.slots import Mask
from assignment.domain.waiting import Line, Place


class Book(Protocol):
    """The book of one pool as its one writer sees it; what is set here is read at once and kept, or all of it is undone."""

    pool: str

    @property
    def floor(self) -> Floor:
        """The reps as they stand at the instant in hand; it follows what is set here."""

    @property
    def lines(self) -> Mapping[str, Line]:
        """The lines in which leads wait, by name."""

    def seats(self) -> Sequence[Seat]:
        """All reps who ever were in the pool, in the order of their slots."""

    def seat(self, rep_id: str) -> Seat | None:
        """One of them."""

    def enrol(self, rep: Rep, load: Load) -> None:
        """Adds the rep (in the next slot, with that load) or replaces the record of one who is there."""

    def set_load(self, rep_id: str, load: Load) -> None:
        """Sets the load of a rep who is there."""

    def placement(self, lead_id: str) -> Placement | None:
        """The newest cycle of the lead in this pool."""

    def set_placement(self, placement: Placement) -> None:
        """Sets it."""

    def held_by(self, rep_id: str) -> Iterable[Placement]:
        """What the rep has. It looks at every lead of the pool: for rare occasions."""

    def leaver(self, rep_id: str) -> Leaver | None:
        """What is still to move on from a rep who has left."""

    def set_leaver(self, rep_id: str, leaver: Leaver | None) -> None:
        """Sets it; None removes it."""

    def set_line(self, name: str, line: Line) -> None:
        """Sets the line of that name; an empty one is gone."""

    def place(self, lead_id: str) -> Place | None:
        """The lead's place in its line, or None when it does not wait."""

    def set_place(self, lead_id: str, place: Place | None) -> None:
        """Sets it; None removes it."""

    def counted(self, *names: str) -> Mask:
        """Who may take a lead of those lines (none named: of any line) as soon as they are free."""

    def lines_with_somebody_free(self) -> list[str]:
        """The names of the lines with leads that somebody could take now."""

    def wake_at(self) -> datetime | None:
        """When the alarm is to ring (UTC)."""

    def set_wake_at(self, wake_at: datetime | None) -> None:
        """Sets it; None: it is not to ring."""

    def account(self, domain: str) -> Account | None:
        """Who has to do with the company of that domain."""

    def set_account(self, domain: str, account: Account | None) -> None:
        """Sets it; None removes it."""


class BoardAway(Exception):
    """What people are shown cannot be reached now. No lead and no decision is lost by that."""


class Board(Rosters, Protocol):
    """What people are shown. It follows the log, can be lost and rebuilt. Every method raises BoardAway."""

    async def inbox(self, rep_id: str, limit: int) -> Sequence[LeadView]:
        """The leads that the rep has, newest first."""
        ...

    async def lead(self, lead_id: str) -> LeadView | None:
        """A lead, or None where nothing is known of it."""
        ...

    async def contact(self, lead_id: str) -> Contact | None:
        """How to reach the person now, also where the lead's view does not have it any more. For who may see it."""
        ...

    async def story(self, lead_id: str) -> Sequence[StoryLine]:
        """What happened to the lead, oldest first; of a long story the end."""
        ...

    async def links(self, lead_id: str) -> Links:
        """Which leads are one person with this one."""
        ...

    async def request(self, request_id: str) -> RequestView | None:
        """A request and its answer, or None where it is not known, or not any more."""
        ...

    async def expect(self, request: RequestView) -> None:
        """Notes that the request was made, so that it can be asked about before the log has been followed."""
        ...
