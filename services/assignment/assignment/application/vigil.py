"""What time and new policies bring about: who waits is served and sorted, and an alarm rings when it is time again.

Every event at a desk is between ``begun`` and ``through``.
"""

from dataclasses import replace

from assignment.application.deal import AT_ONCE, deal, settle
from assignment.application.desk import Desk
from assignment.application.line import head, rank
from assignment.domain.search import returns_at


def begun(desk: Desk) -> None:
    """Those who wait come before the event in hand, when somebody is back and the alarm has not rung yet."""
    sort_anew(desk)
    wake_at = desk.book.wake_at()
    if wake_at is not None and wake_at <= desk.now:
        settle(desk)


def through(desk: Desk) -> None:
    """Whoever is free takes a lead that waits. Then the alarm is set: when time alone brings somebody back, or at once
    if not all was done.
    """
    book = desk.book
    if book.lines:
        settle(desk)
    if not desk.is_through:
        book.set_wake_at(desk.now)
        return
    wake_at = returns_at(book.floor, book.counted()) if book.lines else None
    if wake_at != book.wake_at():
        book.set_wake_at(wake_at)


def sort_anew(desk: Desk) -> None:
    """Leads that wait by another version of the policy are sorted by this one, the best first, at most so many at once."""
    book, ref = desk.book, desk.policy.ref
    if not book.lines:
        return
    for _ in range(AT_ONCE):
        names = [name for name, line in book.lines.items() if line.policy != ref]
        if not names:
            return
        deal(desk, head(book, min(names, key=lambda name: rank(book, name))))
    desk.is_through = False


def rang(desk: Desk, _: str) -> None:
    """Time has let somebody come back, or there was more to do: that is what the desk begins and ends with."""


def waited(desk: Desk, lead_id: str) -> None:
    """A lead has waited long enough for the candidates of a step: the later ones count now."""
    placement, place = desk.book.placement(lead_id), desk.book.place(lead_id)
    if placement and place and place.moves_at is not None and place.moves_at <= desk.now:
        # What is said of it before does not hold any more, even where the reason is the same.
        deal(desk, replace(placement, reason=None))
