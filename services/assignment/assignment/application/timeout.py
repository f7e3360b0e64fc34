"""An offer that nobody accepted in time goes to the next."""

from datetime import datetime, timedelta
from typing import Final

from assignment.application.deal import deal, settle
from assignment.application.desk import Desk
from assignment.application.release import free
from assignment.domain.lead import Placement

ACCEPT_TIMEOUT: Final = "accept_timeout"
"""Why somebody has a lead no more whose offer has lapsed."""
GRACE: Final = timedelta(seconds=5)
"""An answer given in time may still be on its way to the pool."""


def lapses_at(placement: Placement) -> datetime | None:
    """When the offer has lapsed (UTC), or None where it stands until it is answered."""
    return None if placement.accept_by is None else placement.accept_by + GRACE


def lapsed(desk: Desk, lead_id: str) -> None:
    """Moves the lead on, never back to who had it; whoever let it lapse is free for another.

    An answer that was read before the timer fired has won, one that is read after it is too late.
    """
    placement = desk.book.placement(lead_id)
    if placement is None or placement.hold is None:
        return
    at = lapses_at(placement)
    if at is None or at > desk.now:
        return
    free(desk, placement.lead, placement.hold, None, ACCEPT_TIMEOUT)
    deal(desk, placement.loose(ACCEPT_TIMEOUT))
    settle(desk)
